//! How long prompts and answers are: a range of tokens, in the words of vLLM or SGLang.

use std::fmt;

use crate::load::schedule::random::Random;

/// From how many to how many tokens, each length as likely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lengths {
    /// The least.
    pub least: u32,
    /// The most.
    pub most: u32,
}

/// What a range ratio means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// vLLM's: from `len·(1 − r)` to `len·(1 + r)`, the bounds rounded outwards; 0 is always `len`.
    AroundLength,
    /// SGLang's: from `len·r`, but at least 1, to `len`; 1 is always `len`, and 0 anything up to it.
    UpToLength,
}

impl Manner {
    /// The range of a length.
    pub fn range(self, length: u32, ratio: f64) -> Lengths {
        let scaled = |factor: f64| f64::from(length) * factor;
        match self {
            Manner::AroundLength => {
                Lengths { least: whole(scaled(1.0 - ratio).floor()), most: whole(scaled(1.0 + ratio).ceil()) }
            }
            Manner::UpToLength => Lengths { least: whole(scaled(ratio)).max(1).min(length), most: length },
        }
    }

    /// For reports.
    pub fn about(self) -> &'static str {
        match self {
            Manner::AroundLength => "vLLM's range ratio: len·(1 ± r)",
            Manner::UpToLength => "SGLang's range ratio: from len·r to len",
        }
    }
}

impl Lengths {
    /// Always the same.
    pub fn always(length: u32) -> Self {
        Self { least: length, most: length }
    }

    /// The same range, where nothing is no length: an answer has at least one token.
    #[must_use]
    pub fn at_least_one(self) -> Self {
        Self { least: self.least.max(1), most: self.most.max(1) }
    }

    /// The same range without tokens that the engine adds by itself.
    #[must_use]
    pub fn without(self, tokens: u32) -> Self {
        Self { least: self.least.saturating_sub(tokens), most: self.most.saturating_sub(tokens) }
    }

    /// One of them.
    pub fn draw(self, random: &mut Random) -> u32 {
        let more = u64::from(self.most.saturating_sub(self.least)) + 1;
        self.least.saturating_add(u32::try_from(random.below(more)).unwrap_or(0))
    }
}

impl fmt::Display for Lengths {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.least == self.most {
            true => write!(formatter, "{}", self.most),
            false => write!(formatter, "{} to {}", self.least, self.most),
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a double saturates")]
fn whole(tokens: f64) -> u32 {
    tokens as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_ratios_mean_different_things() {
        let around = |ratio| Manner::AroundLength.range(1000, ratio);
        let up_to = |ratio| Manner::UpToLength.range(1000, ratio);
        assert_eq!(around(0.0), Lengths::always(1000));
        assert_eq!(around(0.2), Lengths { least: 800, most: 1200 });
        assert_eq!(Manner::AroundLength.range(7, 0.5), Lengths { least: 3, most: 11 });
        assert_eq!(up_to(1.0), Lengths::always(1000));
        assert_eq!(up_to(0.5), Lengths { least: 500, most: 1000 });
        assert_eq!(up_to(0.0), Lengths { least: 1, most: 1000 });
    }

    #[test]
    fn each_length_is_as_likely() {
        let lengths = Lengths { least: 3, most: 12 };
        let mut random = Random::new(1);
        let mut counts = [0u32; 10];
        for _ in 0..100_000 {
            counts[lengths.draw(&mut random) as usize - 3] += 1;
        }
        // Five standard deviations.
        assert!(counts.iter().all(|count| count.abs_diff(10_000) < 475), "{counts:?}");
    }
}
