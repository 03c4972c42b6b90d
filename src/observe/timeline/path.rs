//! From what is known of each step to a path whose parts add up to the whole, to the nanosecond.
//!
//! Steps follow each other, so each stamp bounds those before and after it. A part of the path lies between two stamps; the steps
//! in between that no record stamps cannot be told apart, and their time is accounted to none of them.

use jiff::SignedDuration;
use serde::Serialize;

use super::interval::{Interval, seconds};
use super::step::{Finding, Mark, Step};

/// A part of the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// The steps that it holds; with more than one, their time cannot be told apart.
    pub steps: Vec<Step>,
    /// How long, from the middle of one stamp to the middle of the next: these add up.
    #[serde(serialize_with = "seconds")]
    pub took: SignedDuration,
    /// At least.
    #[serde(serialize_with = "seconds")]
    pub least: SignedDuration,
    /// At most.
    #[serde(serialize_with = "seconds")]
    pub most: SignedDuration,
}

impl Part {
    /// Whether it is one step's own time.
    pub fn is_accounted(&self) -> bool {
        self.steps.len() == 1
    }

    /// The last of its steps.
    pub fn ends_with(&self) -> Option<Step> {
        self.steps.last().copied()
    }
}

/// The path from the first stamp to the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Path {
    /// The first stamp.
    pub began: Interval,
    /// What it is the end of.
    pub from: Step,
    /// The last stamp.
    pub ended: Interval,
    /// Its parts, in order.
    pub parts: Vec<Part>,
    /// All of them together.
    #[serde(serialize_with = "seconds")]
    pub whole: SignedDuration,
    /// What no single step accounts for.
    #[serde(serialize_with = "seconds")]
    pub unaccounted: SignedDuration,
}

impl Path {
    /// The time of a part that is this step's alone.
    pub fn took(&self, step: Step) -> Option<SignedDuration> {
        let own = |part: &&Part| part.is_accounted() && part.ends_with() == Some(step);
        self.parts.iter().find(own).map(|part| part.took)
    }

    /// The time of all parts that hold nothing but these steps.
    pub fn took_within(&self, steps: &[Step]) -> SignedDuration {
        let within = |part: &&Part| part.steps.iter().all(|step| steps.contains(step));
        self.parts.iter().filter(within).map(|part| part.took).sum()
    }
}

/// Narrows each stamp by those before and after it. Returns the steps whose stamps contradict the order.
pub fn tighten(steps: &mut [(Step, Finding)]) -> Vec<Step> {
    let mut disordered = Vec::new();
    let mut earliest = None;
    for (step, finding) in steps.iter_mut() {
        let Finding::At(mark) = finding else { continue };
        if let Some(before) = earliest {
            if mark.at.latest < before {
                disordered.push(*step);
                mark.at.latest = before;
            }
            mark.at.earliest = mark.at.earliest.max(before);
        }
        earliest = Some(mark.at.earliest);
    }
    let mut latest = None;
    for (_, finding) in steps.iter_mut().rev() {
        let Finding::At(mark) = finding else { continue };
        if let Some(after) = latest {
            mark.at.latest = mark.at.latest.min(after);
        }
        latest = Some(mark.at.latest);
    }
    within(steps);
    disordered
}

/// What has no stamp of its own lies between those of its neighbours.
fn within(steps: &mut [(Step, Finding)]) {
    let stamps: Vec<Option<Interval>> =
        steps.iter().map(|(_, it)| it.stamped().map(|mark| mark.at)).collect();
    for (place, (_, finding)) in steps.iter_mut().enumerate() {
        let Finding::Within(mark) = finding else { continue };
        let before = stamps[..place].iter().rev().find_map(|at| *at);
        let after = stamps[place..].iter().find_map(|at| *at);
        let earliest = before.map_or(mark.at.earliest, |it| it.earliest.max(mark.at.earliest));
        let latest = after.map_or(mark.at.latest, |it| it.latest.min(mark.at.latest));
        mark.at = Interval::between(earliest, latest);
    }
}

/// The path through steps that [`tighten`] has narrowed; `None` with fewer than two stamps.
pub fn path(steps: &[(Step, Finding)]) -> Option<Path> {
    let mut stamped: Option<(Step, &Mark)> = None;
    let mut began = None;
    let mut between: Vec<Step> = Vec::new();
    let mut parts: Vec<Part> = Vec::new();
    for (step, finding) in steps {
        match finding {
            Finding::Unneeded { .. } => continue,
            Finding::At(mark) => {
                if let Some((_, before)) = stamped {
                    between.push(*step);
                    parts.push(part(std::mem::take(&mut between), before.at, mark.at));
                } else {
                    began = Some((*step, mark.at));
                    between.clear();
                }
                stamped = Some((*step, mark));
            }
            _ => between.push(*step),
        }
    }
    let ((from, began), (_, last)) = (began?, stamped?);
    if parts.is_empty() {
        return None;
    }
    let whole = parts.iter().map(|part| part.took).sum();
    let unaccounted = parts.iter().filter(|part| !part.is_accounted()).map(|part| part.took).sum();
    Some(Path { began, from, ended: last.at, parts, whole, unaccounted })
}

fn part(steps: Vec<Step>, from: Interval, to: Interval) -> Part {
    Part {
        steps,
        took: to.middle().duration_since(from.middle()),
        least: to.earliest.duration_since(from.latest).max(SignedDuration::ZERO),
        most: to.latest.duration_since(from.earliest),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::observe::timeline::clocks::Clock;
    use crate::observe::timeline::step::Missing;

    fn at(earliest: i64, latest: i64) -> Finding {
        let time = |millis| Timestamp::from_millisecond(millis).unwrap();
        Finding::At(Mark {
            at: Interval::between(time(earliest), time(latest)),
            source: String::new(),
            clock: Clock::ApiServer,
        })
    }

    fn unknown() -> Finding {
        Finding::Unknown { why: Missing::NoRecord }
    }

    #[test]
    fn steps_that_nothing_stamps_share_their_time_and_own_none() {
        let mut steps = vec![
            (Step::Decided, at(0, 1000)),
            (Step::PodCreated, at(0, 1000)),
            (Step::NodeRequested, unknown()),
            (Step::NodeReady, at(60_000, 61_000)),
            (Step::ImagePulled, Finding::Unneeded { reason: "x" }),
            (Step::Ready, at(80_000, 81_000)),
            (Step::FirstToken, unknown()),
        ];
        assert_eq!(tighten(&mut steps), []);
        let path = path(&steps).unwrap();
        let secs = SignedDuration::from_secs;
        let parts: Vec<_> = path.parts.iter().map(|part| (part.steps.clone(), part.took)).collect();
        assert_eq!(
            parts,
            [
                (vec![Step::PodCreated], secs(0)),
                (vec![Step::NodeRequested, Step::NodeReady], secs(60)),
                (vec![Step::Ready], secs(20)),
            ]
        );
        assert_eq!((path.whole, path.unaccounted), (secs(80), secs(60)));
        assert_eq!((path.parts[1].least, path.parts[1].most), (secs(59), secs(61)));
        assert_eq!((path.took(Step::NodeReady), path.took(Step::Ready)), (None, Some(secs(20))));
    }

    #[test]
    fn a_stamp_before_the_one_that_it_follows_is_named_and_moved() {
        let mut steps = vec![
            (Step::NodeReady, at(60_000, 61_000)),
            (Step::Scheduled, at(50_000, 51_000)),
            (Step::Ready, at(70_000, 71_000)),
        ];
        assert_eq!(tighten(&mut steps), [Step::Scheduled]);
        let path = path(&steps).unwrap();
        assert_eq!(path.took(Step::Scheduled), Some(SignedDuration::ZERO));
    }

    fn finding() -> impl Strategy<Value = Finding> {
        prop_oneof![
            4 => (0_i64..200_000, 0_i64..5_000).prop_map(|(from, width)| at(from, from + width)),
            1 => Just(unknown()),
            1 => Just(Finding::Pending),
            1 => Just(Finding::Unneeded { reason: "x" }),
            1 => (0_i64..200_000, 0_i64..50_000).prop_map(|(from, width)| match at(from, from + width) {
                Finding::At(mark) => Finding::Within(mark),
                other => other,
            }),
        ]
    }

    proptest! {
        #[test]
        fn whatever_is_known_the_parts_add_up(findings in prop::collection::vec(finding(), 17)) {
            let mut steps: Vec<_> = Step::ALL.into_iter().zip(findings).collect();
            tighten(&mut steps);
            let stamped: Vec<Interval> = steps.iter().filter_map(|(_, it)| it.stamped()).map(|it| it.at).collect();
            for pair in stamped.windows(2) {
                prop_assert!(pair[0].earliest <= pair[1].earliest && pair[0].latest <= pair[1].latest);
            }
            for (_, finding) in &steps {
                if let Some(mark) = finding.mark() {
                    prop_assert!(mark.at.earliest <= mark.at.latest);
                }
            }
            if let Some(path) = path(&steps) {
                let sum: SignedDuration = path.parts.iter().map(|part| part.took).sum();
                prop_assert_eq!(sum, path.whole);
                prop_assert_eq!(path.whole, path.ended.middle().duration_since(path.began.middle()));
                for part in &path.parts {
                    prop_assert!(SignedDuration::ZERO <= part.least && part.least <= part.took && part.took <= part.most);
                    let last = part.ends_with().unwrap();
                    // A step that no record stamps never has a length of its own.
                    for step in &part.steps {
                        prop_assert_eq!(path.took(*step).is_some(), part.is_accounted() && *step == last);
                    }
                }
            }
        }

        #[test]
        fn what_is_true_stays_within_bounds_when_they_are_narrowed(
            gaps in prop::collection::vec(0_i64..30_000, 17),
            slack in prop::collection::vec((0_i64..2_000, 0_i64..2_000), 17),
        ) {
            let mut truth = 0;
            let mut times = Vec::new();
            let mut steps = Vec::new();
            for ((step, gap), (before, after)) in Step::ALL.into_iter().zip(gaps).zip(slack) {
                truth += gap;
                times.push(Timestamp::from_millisecond(truth).unwrap());
                steps.push((step, at(truth - before, truth + after)));
            }
            prop_assert_eq!(tighten(&mut steps), []);
            for ((_, finding), truth) in steps.iter().zip(times) {
                let at = finding.stamped().unwrap().at;
                prop_assert!(at.earliest <= truth && truth <= at.latest);
            }
        }
    }
}
