//! LoRA adapters: engines serve each under a name of its own, and a request names one of them as its model.

use crate::load::schedule::random::Random;

/// Which adapters are asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Adapters {
    /// Their names; at least one.
    pub names: Vec<String>,
    /// Which one a request asks for.
    pub choice: Choice,
    /// What decides it.
    pub seed: u64,
}

/// Which adapter a request asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// Each as likely.
    Random,
    /// One after the other.
    InTurn,
    /// Each so many times as often as the one after it; SGLang's `skewed`. At least 1.
    Skewed(f64),
}

impl Adapters {
    /// The adapter of the request, or conversation, at this place of the run.
    pub fn name(&self, number: u64) -> &str {
        const SUBJECT: u64 = 51;
        let mut random = Random::of(self.seed, SUBJECT, number);
        let count = self.names.len().max(1) as u64;
        let place = match &self.choice {
            Choice::Random => random.below(count),
            Choice::InTurn => number % count,
            Choice::Skewed(times) => skewed(count, *times, random.share()),
        };
        usize::try_from(place).ok().and_then(|place| self.names.get(place)).map_or("", String::as_str)
    }
}

/// The place at which a point from 0 to 1 falls, where each place has `times` the share of the next one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it lies between 0 and a number of names"
)]
fn skewed(count: u64, times: f64, point: f64) -> u64 {
    if times <= 1.0 {
        return ((point * count as f64) as u64).min(count - 1);
    }
    // The first k places have (1 − q^k) / (1 − q^count) together.
    let q = 1.0 / times;
    let whole = 1.0 - q.powf(count as f64);
    let place = (1.0 - point * whole).ln() / q.ln();
    (place as u64).min(count - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(choice: Choice) -> [u32; 3] {
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        let adapters = Adapters { names, choice, seed: 3 };
        let mut counts = [0; 3];
        for number in 0..3000 {
            counts[usize::from(adapters.name(number).as_bytes()[0] - b'a')] += 1;
        }
        counts
    }

    #[test]
    fn adapters_are_asked_for_as_often_as_they_should() {
        assert_eq!(counts(Choice::InTurn), [1000; 3]);
        assert!(counts(Choice::Random).iter().all(|count| count.abs_diff(1000) < 130));
        // 4 : 2 : 1.
        let skewed = counts(Choice::Skewed(2.0));
        assert!(skewed[0].abs_diff(1714) < 140 && skewed[1].abs_diff(857) < 120, "{skewed:?}");
        assert!(counts(Choice::Skewed(1.0)).iter().all(|count| count.abs_diff(1000) < 130));
    }
}
