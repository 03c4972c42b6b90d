//! How many pods may go at once when nodes are emptied.

use super::controller::share;
use crate::error::Result;
use crate::workload::value::{pair, refuse, word_in};

/// A PodDisruptionBudget: a bound, and a number of pods or per cent of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// `minAvailable` or `maxUnavailable`.
    pub bound: &'static str,
    /// A number or per cent.
    pub pods: String,
}

impl Budget {
    /// Reads `--pdb max-unavailable=N` or `min-available=N`, where N may be per cent.
    ///
    /// # Errors
    /// A usage error; for what would keep every node from being emptied too.
    pub fn parse(text: &str) -> Result<Self> {
        const FLAG: &str = "--pdb";
        const EXAMPLE: &str = "--pdb=max-unavailable=1";
        let (bound, pods) = pair(FLAG, text, '=', EXAMPLE)?;
        let bounds = [("max-unavailable", "maxUnavailable"), ("min-available", "minAvailable")];
        let word = word_in(FLAG, text, bound, &bounds, EXAMPLE)?;
        let pods = share(&format!("{FLAG}={bound}"), pods)?;
        match (word, pods.as_str()) {
            ("maxUnavailable", "0" | "0%") | ("minAvailable", "100%") => {
                Err(refuse(FLAG, text, "no node with a pod of the service could ever be emptied", EXAMPLE))
            }
            _ => Ok(Self { bound: word, pods }),
        }
    }

    /// Whether it keeps all pods where they are while there are only so many.
    pub fn blocks(&self, replicas: u32) -> bool {
        self.bound == "minAvailable" && self.pods.parse::<u32>().is_ok_and(|pods| pods >= replicas)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_a_bound_and_a_share() {
        let read = |text| Budget::parse(text).map(|budget| (budget.bound, budget.pods));
        assert_eq!(read("max-unavailable=1").unwrap(), ("maxUnavailable", "1".into()));
        assert_eq!(read("min-available=50%").unwrap(), ("minAvailable", "50%".into()));
        for text in ["", "1", "max=1", "max-unavailable=", "max-unavailable=0", "min-available=100%"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(Budget::parse("min-available=1").unwrap().blocks(1));
        assert!(!Budget::parse("min-available=1").unwrap().blocks(2));
    }
}
