//! The search for the highest rate that keeps an objective: pure, one step after the other.
//!
//! The rate is doubled until the objective is missed, then the gap is halved (by ratio) until it is small, and the highest rate
//! that kept it must keep it again, for longer: near capacity one short step tells little.

/// What is known of a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trial {
    /// Requests per second that were asked for.
    pub rate: f64,
    /// How long it was, in units of the usual length.
    pub length: f64,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The objective was kept, and the queue did not grow.
    Kept,
    /// It was not.
    Missed,
    /// By chance it could have been the other way round: the step is done again, for longer.
    Doubtful,
    /// The client could not send at this rate: nothing is known of the server.
    Saturated,
    /// The step does not count, for example since replicas changed; it is to be done again.
    Discarded,
}

/// What is to be done next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Next {
    /// A step at this rate, so many usual lengths long.
    Step {
        /// Requests per second.
        rate: f64,
        /// In usual lengths.
        length: f64,
    },
    /// The search is over.
    Found(Found),
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Found {
    /// This rate kept the objective, also for longer; the other one missed it.
    Between {
        /// The highest rate that kept it.
        kept: f64,
        /// The lowest one that did not.
        missed: f64,
    },
    /// Not even this rate kept it.
    Below(f64),
    /// This rate kept it, if any did; the client could not send at the next one.
    ClientLimit(Option<f64>),
    /// Steps had to be discarded again and again.
    Unsettled,
}

/// How to search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Search {
    /// The first rate.
    pub first: f64,
    /// Rates below this one are not tried.
    pub least: f64,
    /// The search ends when the lowest rate that missed is at most so many times the highest one that kept.
    pub precision: f64,
}

/// A step that looks for the magnitude is shorter than one that decides.
const COARSE: f64 = 0.25;
/// The last step is longer. Of a step of this length there must be no doubt: what it came to counts.
pub const CONFIRMING: f64 = 2.0;
/// So many discarded steps one after the other end the search.
const MOST_DISCARDED: usize = 4;

impl Search {
    /// What follows from all steps so far, in their order.
    pub fn next(&self, trials: &[Trial]) -> Next {
        let discarded = trials.iter().rev().take_while(|trial| trial.outcome == Outcome::Discarded).count();
        if discarded >= MOST_DISCARDED {
            return Next::Found(Found::Unsettled);
        }
        if let Some(last) = trials.last().filter(|last| last.outcome == Outcome::Doubtful) {
            let length = if last.length < 1.0 { 1.0 } else { CONFIRMING };
            return Next::Step { rate: last.rate, length };
        }
        // A client may be late once: another process woke up. Only twice at the same rate says that it cannot do it.
        let late = trials.last().filter(|last| last.outcome == Outcome::Saturated);
        if let Some(last) = late.filter(|last| saturated(trials, last.rate) < 2) {
            return Next::Step { rate: last.rate, length: last.length };
        }
        let with = |outcome| trials.iter().filter(move |trial| trial.outcome == outcome);
        let missed = with(Outcome::Missed).map(|trial| trial.rate).reduce(f64::min);
        let late = with(Outcome::Saturated).filter(|trial| saturated(trials, trial.rate) >= 2);
        let limit = late.map(|trial| trial.rate).reduce(f64::min);
        // What was missed for longer is not kept because a shorter step kept it.
        let below = missed.unwrap_or(f64::INFINITY).min(limit.unwrap_or(f64::INFINITY));
        let kept = || with(Outcome::Kept).filter(|trial| trial.rate < below);
        let highest = kept().map(|trial| trial.rate).reduce(f64::max);
        let confirmed =
            kept().filter(|trial| trial.length >= CONFIRMING).map(|trial| trial.rate).reduce(f64::max);
        match (highest, below.is_finite()) {
            (None, false) => Next::Step { rate: self.first, length: COARSE },
            (Some(kept), false) => Next::Step { rate: kept * 2.0, length: COARSE },
            (None, true) => match below / 2.0 {
                rate if rate < self.least && limit.is_none_or(|limit| limit > below) => {
                    Next::Found(Found::Below(below))
                }
                rate if rate < self.least => Next::Found(Found::ClientLimit(None)),
                rate => Next::Step { rate, length: COARSE },
            },
            (Some(kept), true) => {
                let gap = below / kept;
                if gap > self.precision {
                    let length = if gap > 1.3 { COARSE } else { 1.0 };
                    return Next::Step { rate: (kept * below).sqrt(), length };
                }
                if confirmed == Some(kept) {
                    return Next::Found(match missed {
                        Some(missed) if missed == below => Found::Between { kept, missed },
                        _ => Found::ClientLimit(Some(kept)),
                    });
                }
                Next::Step { rate: kept, length: CONFIRMING }
            }
        }
    }
}

/// How many steps at this rate were too much for the client.
fn saturated(trials: &[Trial], rate: f64) -> usize {
    let of = |trial: &&Trial| trial.outcome == Outcome::Saturated && trial.rate == rate;
    trials.iter().filter(of).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SEARCH: Search = Search { first: 10.0, least: 0.1, precision: 1.03 };

    /// Runs a search on a server that does what `outcome` says at a rate.
    fn searched(outcome: impl Fn(f64, f64, usize) -> Outcome) -> (Found, Vec<Trial>) {
        let mut trials = Vec::new();
        loop {
            match SEARCH.next(&trials) {
                Next::Found(found) => return (found, trials),
                Next::Step { rate, length } => {
                    let outcome = outcome(rate, length, trials.len());
                    trials.push(Trial { rate, length, outcome });
                }
            }
            assert!(trials.len() < 200, "{trials:?}");
        }
    }

    fn up_to(capacity: f64) -> impl Fn(f64, f64, usize) -> Outcome {
        move |rate, _, _| if rate <= capacity { Outcome::Kept } else { Outcome::Missed }
    }

    #[test]
    fn nothing_is_claimed_that_was_not_seen() {
        assert_eq!(searched(up_to(0.0)).0, Found::Below(0.15625));
        let (found, _) = searched(|rate, _, _| if rate < 55.0 { Outcome::Kept } else { Outcome::Saturated });
        assert!(matches!(found, Found::ClientLimit(Some(kept)) if (52.0..55.0).contains(&kept)), "{found:?}");
        assert_eq!(searched(|_, _, _| Outcome::Saturated).0, Found::ClientLimit(None));
        assert_eq!(searched(|_, _, _| Outcome::Discarded).0, Found::Unsettled);
    }

    #[test]
    fn a_client_that_was_late_once_is_asked_again() {
        for late in 0..12 {
            let (found, _) = searched(|rate, _, number| match number {
                number if number == late => Outcome::Saturated,
                _ => up_to(100.0)(rate, 0.0, 0),
            });
            assert!(
                matches!(found, Found::Between { kept, .. } if (96.0..=100.0).contains(&kept)),
                "{late}: {found:?}"
            );
        }
    }

    #[test]
    fn a_discarded_step_is_done_again() {
        let (found, trials) = searched(|rate, _, number| match number {
            2 => Outcome::Discarded,
            _ => up_to(100.0)(rate, 0.0, 0),
        });
        assert_eq!(trials[2].rate, trials[3].rate);
        assert!(matches!(found, Found::Between { kept, .. } if kept > 96.0), "{found:?}");
    }

    #[test]
    fn a_rate_that_does_not_keep_it_for_longer_is_none() {
        // Short steps keep up to 110, long ones up to 100.
        let (found, trials) =
            searched(|rate, length, _| up_to(if length < CONFIRMING { 110.0 } else { 100.0 })(rate, 0.0, 0));
        let Found::Between { kept, missed } = found else { panic!("{found:?}") };
        assert!((96.0..=100.0).contains(&kept) && missed / kept <= 1.03, "{found:?}");
        assert!(trials.iter().any(|trial| trial.rate == kept && trial.length >= CONFIRMING));
    }

    proptest! {
        #[test]
        fn a_server_that_is_certain_is_found_in_a_few_steps(capacity in 0.2f64..100_000.0) {
            let (found, trials) = searched(up_to(capacity));
            let Found::Between { kept, missed } = found else { panic!("{found:?}") };
            prop_assert!(kept <= capacity && missed > capacity && missed / kept <= 1.03);
            prop_assert!(trials.len() <= 8 + (capacity / 10.0).log2().abs().ceil() as usize, "{}", trials.len());
        }
    }
}
