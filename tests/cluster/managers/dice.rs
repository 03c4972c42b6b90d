//! Random choices among JSON's parts.

use crate::random::Random;

/// A source of choices that a seed decides.
pub struct Dice(Random);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }

    /// A seed for further choices.
    pub fn seed(&mut self) -> u64 {
        self.below(1 << 62)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.0.between(0, bound.cast_signed() - 1).cast_unsigned()
    }

    /// True so many times in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        self.0.of(choices)
    }

    /// Some of these, in some order.
    pub fn some<'a>(&mut self, choices: &[&'a str]) -> Vec<&'a str> {
        let mut chosen: Vec<&str> = choices.iter().copied().filter(|_| self.chance(50)).collect();
        for index in (1..chosen.len()).rev() {
            let other = usize::try_from(self.below(index as u64 + 1)).unwrap();
            chosen.swap(index, other);
        }
        chosen
    }
}
