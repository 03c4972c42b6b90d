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
    /// Too little was measured to tell: the step is done again, for longer. If that does not help, nothing is known of this rate.
    Unclear,
    /// The client could not send at this rate: nothing is known of the server.
    Saturated,
    /// The step does not count, for example since replicas changed; it is to be done again.
    Discarded,
}

impl Outcome {
    /// Its name in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Kept => "kept",
            Outcome::Missed => "missed",
            Outcome::Doubtful => "doubtful",
            Outcome::Unclear => "unclear",
            Outcome::Saturated => "saturated",
            Outcome::Discarded => "discarded",
        }
    }
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
    /// This rate kept it, if any did; what a higher one does could not be told, or the search has had all its steps.
    Unclear(Option<f64>),
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
/// Where longer steps miss again and again what shorter ones keep, the search goes down by ever more: by the precision, its square,
/// its fourth power and so on up to this power of two. By 3 % each time it would not end within the hour.
const MOST_WIDER: usize = 6;
/// So many discarded steps one after the other end the search.
const MOST_DISCARDED: usize = 4;
/// So many steps end it too: one that is as sure of its server as steps can be needs a third of them.
pub const MOST_STEPS: usize = 50;

impl Search {
    /// What follows from all steps so far, in their order.
    pub fn next(&self, trials: &[Trial]) -> Next {
        let discarded = trials.iter().rev().take_while(|trial| trial.outcome == Outcome::Discarded).count();
        if discarded >= MOST_DISCARDED {
            return Next::Found(Found::Unsettled);
        }
        let with = |outcome| trials.iter().filter(move |trial| trial.outcome == outcome);
        if trials.len() >= MOST_STEPS {
            let confirmed = with(Outcome::Kept).filter(|trial| trial.length >= CONFIRMING);
            let missed = with(Outcome::Missed).map(|trial| trial.rate).fold(f64::INFINITY, f64::min);
            let kept = confirmed.map(|trial| trial.rate).filter(|rate| *rate < missed).reduce(f64::max);
            return Next::Found(Found::Unclear(kept));
        }
        let again = |last: &&Trial| match last.outcome {
            Outcome::Doubtful => true,
            Outcome::Unclear => last.length < CONFIRMING,
            _ => false,
        };
        if let Some(last) = trials.last().filter(again) {
            let length = if last.length < 1.0 { 1.0 } else { CONFIRMING };
            return Next::Step { rate: last.rate, length };
        }
        // A client may be late once: another process woke up. Only twice at the same rate says that it cannot do it.
        let late = trials.last().filter(|last| last.outcome == Outcome::Saturated);
        if let Some(last) = late.filter(|last| saturated(trials, last.rate) < 2) {
            return Next::Step { rate: last.rate, length: last.length };
        }
        let missed = with(Outcome::Missed).map(|trial| trial.rate).reduce(f64::min);
        let late = with(Outcome::Saturated).filter(|trial| saturated(trials, trial.rate) >= 2);
        let limit = late.map(|trial| trial.rate).reduce(f64::min);
        let unclear = with(Outcome::Unclear).filter(|trial| trial.length >= CONFIRMING);
        let unclear = unclear.map(|trial| trial.rate).reduce(f64::min);
        // What was missed for longer is not kept because a shorter step kept it.
        let below = [missed, limit, unclear].into_iter().flatten().fold(f64::INFINITY, f64::min);
        // Of what bounds the rate, only what the server missed is told of the server.
        let found = |kept: Option<f64>| match kept {
            _ if missed != Some(below) && limit == Some(below) => Found::ClientLimit(kept),
            _ if missed != Some(below) => Found::Unclear(kept),
            Some(kept) => Found::Between { kept, missed: below },
            None => Found::Below(below),
        };
        let kept = || with(Outcome::Kept).filter(|trial| trial.rate < below);
        let highest = kept().map(|trial| trial.rate).reduce(f64::max);
        let confirmed =
            kept().filter(|trial| trial.length >= CONFIRMING).map(|trial| trial.rate).reduce(f64::max);
        // Once is chance. From then on what shorter steps kept is not asked any more.
        let lies = contradictions(trials);
        if lies > 1 {
            return match confirmed {
                Some(kept) if below / kept <= self.precision => Next::Found(found(Some(kept))),
                Some(kept) => Next::Step { rate: (kept * below).sqrt(), length: CONFIRMING },
                None => match below / self.precision.powi(1 << (lies - 1).min(MOST_WIDER)) {
                    rate if rate < self.least => Next::Found(found(None)),
                    rate => Next::Step { rate, length: CONFIRMING },
                },
            };
        }
        match (highest, below.is_finite()) {
            (None, false) => Next::Step { rate: self.first, length: COARSE },
            (Some(kept), false) => Next::Step { rate: kept * 2.0, length: COARSE },
            (None, true) => match below / 2.0 {
                rate if rate < self.least => Next::Found(found(None)),
                rate => Next::Step { rate, length: COARSE },
            },
            (Some(kept), true) => match below / kept {
                gap if gap > self.precision => {
                    let length = if gap > 1.3 { COARSE } else { 1.0 };
                    Next::Step { rate: (kept * below).sqrt(), length }
                }
                _ if confirmed == Some(kept) => Next::Found(found(Some(kept))),
                _ => Next::Step { rate: kept, length: CONFIRMING },
            },
        }
    }
}

/// How often a rate was missed that was kept before, or a higher one was.
fn contradictions(trials: &[Trial]) -> usize {
    let mut highest = f64::NEG_INFINITY;
    let missed = trials.iter().filter(|trial| {
        match trial.outcome {
            Outcome::Kept => highest = highest.max(trial.rate),
            Outcome::Missed => return trial.rate <= highest,
            _ => {}
        }
        false
    });
    missed.count()
}

/// How many steps at this rate were too much for the client.
fn saturated(trials: &[Trial], rate: f64) -> usize {
    let of = |trial: &&Trial| trial.outcome == Outcome::Saturated && trial.rate == rate;
    trials.iter().filter(of).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::schedule::random::Random;
    use proptest::prelude::*;

    const SEARCH: Search = Search { first: 10.0, least: 0.1, precision: 1.03 };

    /// Runs a search on a server that does what `outcome` says at a rate.
    fn searched(mut outcome: impl FnMut(f64, f64, usize) -> Outcome) -> (Found, Vec<Trial>) {
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

    #[test]
    fn what_cannot_be_told_is_asked_for_longer_and_then_bounds_the_search() {
        // From 60 a second on too little is measured, however long the step is.
        let (found, trials) =
            searched(|rate, _, _| if rate < 60.0 { Outcome::Kept } else { Outcome::Unclear });
        assert!(matches!(found, Found::Unclear(Some(kept)) if (57.0..60.0).contains(&kept)), "{found:?}");
        let eighty: Vec<f64> = trials.iter().filter(|trial| trial.rate == 80.0).map(|it| it.length).collect();
        assert_eq!(eighty, [COARSE, 1.0, CONFIRMING]);
        assert_eq!(searched(|_, _, _| Outcome::Unclear).0, Found::Unclear(None));
        // A longer step may tell.
        let (found, _) = searched(|rate, length, _| match length < 1.0 && rate > 60.0 {
            true => Outcome::Unclear,
            false => up_to(100.0)(rate, length, 0),
        });
        assert!(matches!(found, Found::Between { kept, .. } if (96.0..=100.0).contains(&kept)), "{found:?}");
    }

    #[test]
    fn a_machine_on_which_long_steps_miss_what_short_ones_keep_does_not_make_it_endless() {
        // The longer a step is, the likelier is a stall in it.
        for long in [95.0, 80.0, 50.0, 20.0, 1.0] {
            let (found, trials) = searched(|rate, length, _| {
                up_to(if length < CONFIRMING { 100.0 } else { long })(rate, 0.0, 0)
            });
            assert!(
                matches!(found, Found::Between { kept, .. } if kept <= long && kept > long / 2.1),
                "{long}: {found:?}"
            );
            assert!(trials.len() <= 30, "{long}: {} steps", trials.len());
        }
    }

    proptest! {
        #[test]
        fn whatever_steps_come_to_the_search_ends(seed: u64, chances in prop::array::uniform6(0u64..10)) {
            let mut random = Random::new(seed);
            let all: u64 = chances.iter().sum();
            let (_, trials) = searched(|_, _, _| {
                let mut drawn = random.below(all.max(1));
                let outcomes = [
                    Outcome::Kept, Outcome::Missed, Outcome::Doubtful, Outcome::Unclear, Outcome::Saturated, Outcome::Discarded,
                ];
                let drawn = chances.iter().position(|chance| {
                    let here = drawn < *chance;
                    drawn = drawn.wrapping_sub(*chance);
                    here
                });
                outcomes[drawn.unwrap_or(1)]
            });
            prop_assert!(trials.len() <= MOST_STEPS);
        }

        #[test]
        fn a_server_that_is_certain_is_found_in_a_few_steps(capacity in 0.2f64..100_000.0) {
            let (found, trials) = searched(up_to(capacity));
            let Found::Between { kept, missed } = found else { panic!("{found:?}") };
            prop_assert!(kept <= capacity && missed > capacity && missed / kept <= 1.03);
            prop_assert!(trials.len() <= 8 + (capacity / 10.0).log2().abs().ceil() as usize, "{}", trials.len());
        }
    }
}
