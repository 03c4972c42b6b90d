//! How regular arrivals are: the gaps between them, at a mean of one.

use super::random::Random;

/// The process of arrivals. Its rate is the profile's; this is only how regular they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Process {
    /// All gaps are equal.
    Constant,
    /// Gaps are gamma distributed with this shape, vLLM's *burstiness*: 1 is a Poisson process, less is burstier, more is
    /// more regular. The coefficient of variation is 1/√shape.
    Gamma(f64),
}

impl Process {
    /// Gaps are exponential: arrivals of many users who know nothing of each other.
    pub const POISSON: Self = Self::Gamma(1.0);

    /// As it is typed: `constant`, `poisson`, `gamma:0.5`.
    pub fn name(self) -> String {
        match self {
            Self::Constant => "constant".to_owned(),
            Self::POISSON => "poisson".to_owned(),
            Self::Gamma(shape) => format!("gamma:{shape}"),
        }
    }

    /// The coefficient of variation of the gaps at a constant rate.
    pub fn variation(self) -> f64 {
        match self {
            Self::Constant => 0.0,
            Self::Gamma(shape) => 1.0 / shape.sqrt(),
        }
    }

    /// The places of the arrivals on a line where one is expected every 1.0; ascending. A constant process begins at 0.
    pub fn places(self, seed: u64) -> Places {
        Places { process: self, random: Random::new(seed), number: 0, at: 0.0 }
    }
}

/// See [`Process::places`]; endless.
#[derive(Debug, Clone)]
pub struct Places {
    process: Process,
    random: Random,
    number: u64,
    at: f64,
}

impl Iterator for Places {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        match self.process {
            Process::Constant => {
                // Not a sum of ones: counted, so that nothing is lost above 2^53 but there.
                let place = self.number as f64;
                self.number += 1;
                Some(place)
            }
            Process::POISSON => {
                self.at += self.random.exponential();
                Some(self.at)
            }
            Process::Gamma(shape) => {
                self.at += self.random.gamma(shape);
                Some(self.at)
            }
        }
    }
}
