//! How long a user thinks between the answer and his next question.

use std::fmt;
use std::time::Duration;

use crate::load::schedule::random::Random;

/// From how long to how long, each time as likely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Think {
    /// The shortest.
    pub least: Duration,
    /// The longest.
    pub most: Duration,
}

impl Think {
    /// The time before this turn of a conversation.
    pub fn draw(self, seed: u64, conversation: u64, turn: u32) -> Duration {
        const SUBJECT: u64 = 41;
        let mut random = Random::of(seed, SUBJECT, conversation.wrapping_mul(1 << 20) ^ u64::from(turn));
        self.least + self.most.saturating_sub(self.least).mul_f64(random.share())
    }
}

impl fmt::Display for Think {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least == self.most, self.most.is_zero()) {
            (true, true) => formatter.write_str("no time to think"),
            (true, false) => write!(formatter, "{:?} to think", self.most),
            (false, _) => write!(formatter, "{:?} to {:?} to think", self.least, self.most),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_lie_between_the_bounds() {
        let think = Think { least: Duration::from_millis(100), most: Duration::from_millis(300) };
        let times: Vec<Duration> = (0..1000).map(|number| think.draw(1, number, 2)).collect();
        assert!(times.iter().all(|time| (think.least..=think.most).contains(time)));
        let mean = times.iter().sum::<Duration>() / 1000;
        assert!(mean.abs_diff(Duration::from_millis(200)) < Duration::from_millis(10), "{mean:?}");
        assert_eq!(Think::default().draw(1, 2, 3), Duration::ZERO);
    }
}
