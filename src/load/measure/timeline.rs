//! What happened in each second of a run: grows with its length, not with its requests.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::ladder::Ladder;
use super::recent::Recent;
use super::spread::Spread;

/// What happened in one second.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Second {
    /// Requests that were due, or were begun in a closed loop.
    pub due: u64,
    /// Requests begun.
    pub sent: u64,
    /// Requests that ended well.
    pub succeeded: u64,
    /// Requests that failed or were answered with a status from 400 on.
    pub failed: u64,
    /// Of those that were answered in this second, all latencies together.
    pub latency: Duration,
    /// Of those that were answered in this second, the longest latency.
    pub slowest: Duration,
    /// How many were answered.
    pub answered: u64,
    /// Of those that failed, the ones whose connection broke, or which a gateway answered with 502, 503 or 504.
    pub lost: u64,
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Well.
    Succeeded,
    /// It failed, or was answered with a status from 400 on.
    Failed,
    /// It failed, and what served it, or was to serve it, is gone.
    Lost,
}

/// All seconds from the start of the run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Timeline {
    seconds: Vec<Second>,
    latencies: Spread,
}

/// A slope of the number of requests under way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Requests more under way (due and not ended) each second.
    pub growth: f64,
    /// Whether that is more than chance, and more than the load bears.
    pub grows: bool,
}

impl Timeline {
    /// Counts a request that was due then.
    pub fn due(&mut self, at: Duration) {
        self.at(at).due += 1;
    }

    /// Counts a request that was begun then.
    pub fn sent(&mut self, at: Duration) {
        self.at(at).sent += 1;
    }

    /// Counts the end of a request; with its latency if it was answered.
    pub fn ended(&mut self, at: Duration, end: End, latency: Option<Duration>) {
        let second = self.at(at);
        match end {
            End::Succeeded => second.succeeded += 1,
            End::Failed | End::Lost => second.failed += 1,
        }
        second.lost += u64::from(end == End::Lost);
        if let Some(latency) = latency {
            second.answered += 1;
            second.latency += latency;
            second.slowest = second.slowest.max(latency);
            self.latencies.add(index(at), latency);
        }
    }

    fn at(&mut self, time: Duration) -> &mut Second {
        let index = index(time);
        if self.seconds.len() <= index {
            self.seconds.resize(index + 1, Second::default());
        }
        &mut self.seconds[index]
    }

    /// Adds another thread's.
    pub fn merge(&mut self, other: &Self) {
        if self.seconds.len() < other.seconds.len() {
            self.seconds.resize(other.seconds.len(), Second::default());
        }
        for (ours, theirs) in self.seconds.iter_mut().zip(&other.seconds) {
            ours.due += theirs.due;
            ours.sent += theirs.sent;
            ours.succeeded += theirs.succeeded;
            ours.failed += theirs.failed;
            ours.latency += theirs.latency;
            ours.slowest = ours.slowest.max(theirs.slowest);
            ours.answered += theirs.answered;
            ours.lost += theirs.lost;
        }
        self.latencies.merge(&other.latencies);
    }

    /// The seconds.
    pub fn seconds(&self) -> &[Second] {
        &self.seconds
    }

    /// How the latencies of what was answered in a second were spread.
    pub fn latencies(&self, second: usize) -> Ladder {
        self.latencies.second(second)
    }

    /// The last whole seconds before a time, at most so many, and what is under way.
    pub fn recent(&self, now: Duration, most: usize) -> Recent {
        let to = index(now).min(self.seconds.len());
        let from = index(now).saturating_sub(most).min(to);
        let mut recent = Recent {
            seconds: u32::try_from(index(now).min(most)).unwrap_or(u32::MAX),
            under_way: self.under_way().last().copied().unwrap_or(0),
            ..Recent::default()
        };
        for (at, second) in self.seconds.iter().enumerate().take(to).skip(from) {
            recent.succeeded += second.succeeded;
            recent.failed += second.failed;
            recent.slowest = recent.slowest.max(second.slowest);
            recent.latencies.merge(&self.latencies(at));
        }
        recent
    }

    /// How many requests were due and had not ended at the end of each second.
    pub fn under_way(&self) -> Vec<u64> {
        let ends = self.seconds.iter().scan((0u64, 0u64), |(due, ended), second| {
            *due += second.due;
            *ended += second.succeeded + second.failed;
            Some(due.saturating_sub(*ended))
        });
        ends.collect()
    }

    /// Whether the number of requests under way grew between two seconds; `None` if the time is too short to tell.
    pub fn trend(&self, from: usize, to: usize) -> Option<Trend> {
        let under_way = self.under_way();
        let to = to.min(under_way.len());
        let values: Vec<f64> = under_way.get(from..to)?.iter().map(|count| *count as f64).collect();
        let due: u64 = self.seconds.get(from..to)?.iter().map(|second| second.due).sum();
        trend(&values, due as f64 / values.len() as f64)
    }
}

fn index(time: Duration) -> usize {
    usize::try_from(time.as_secs()).unwrap_or(usize::MAX)
}

/// The least-squares line through one value a second, where `rate` requests come each second.
///
/// A queue that a server can keep up with also rises and falls. It grows if a line explains most of what it did (r² of at least
/// one half), the line rises by at least 1 % of the load, and over the whole time by more than five requests and more than chance:
/// of independent arrivals whose answers take long, the number under way varies as a Poisson one does, and two of its values differ by
/// three standard deviations of their difference once in hundreds.
fn trend(values: &[f64], rate: f64) -> Option<Trend> {
    const LEAST_SECONDS: usize = 5;
    const LEAST_SHARE: f64 = 0.01;
    const LEAST_GROWTH: f64 = 5.0;
    const LEAST_EXPLAINED: f64 = 0.5;
    const CHANCE: f64 = 3.0;
    if values.len() < LEAST_SECONDS {
        return None;
    }
    let count = values.len() as f64;
    let middle = (count - 1.0) / 2.0;
    let mean = values.iter().sum::<f64>() / count;
    let (mut across, mut along, mut up) = (0.0, 0.0, 0.0);
    for (second, value) in values.iter().enumerate() {
        let (x, y) = (second as f64 - middle, value - mean);
        across += x * y;
        along += x * x;
        up += y * y;
    }
    let growth = across / along;
    let explained = if up > 0.0 { across * across / (along * up) } else { 0.0 };
    let least = LEAST_GROWTH.max(CHANCE * (2.0 * mean).sqrt());
    let grows =
        growth >= rate * LEAST_SHARE && growth * (count - 1.0) > least && explained >= LEAST_EXPLAINED;
    Some(Trend { growth, grows })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A server that ends `most` requests a second at the most.
    fn served(due: &[u64], most: u64) -> Timeline {
        let mut timeline = Timeline::default();
        let mut queue = 0;
        for (second, due) in due.iter().enumerate() {
            let at = Duration::from_secs(second as u64);
            (0..*due).for_each(|_| timeline.due(at));
            let ended = most.min(queue + due);
            queue = queue + due - ended;
            (0..ended).for_each(|_| timeline.ended(at, End::Succeeded, Some(Duration::from_secs(1))));
        }
        timeline
    }

    #[test]
    fn an_overload_grows_by_what_is_too_much() {
        let timeline = served(&[10; 30], 7);
        let trend = timeline.trend(0, 30).unwrap();
        assert!((trend.growth - 3.0).abs() < 1e-9 && trend.grows, "{trend:?}");
        assert_eq!(timeline.under_way()[..3], [3, 6, 9]);
    }

    #[test]
    fn the_last_seconds_are_those_before_the_one_that_runs() {
        let timeline = served(&[10, 20, 30, 5], 25);
        let recent = timeline.recent(Duration::from_millis(3_500), 2);
        assert_eq!((recent.seconds, recent.succeeded, recent.failed), (2, 20 + 25, 0));
        assert_eq!((recent.under_way, recent.rate()), (0, 22.5));
        let median = recent.quantile(0.5).unwrap().as_secs_f64();
        assert!((median - 1.0).abs() < 0.05, "{median}");
        assert_eq!(timeline.recent(Duration::from_millis(900), 10).succeeded, 0);
    }

    #[test]
    fn a_load_that_is_borne_does_not_grow() {
        assert!(!served(&[10; 30], 10).trend(0, 30).unwrap().grows);
        let wave: Vec<u64> = (0..60).map(|second| if second % 10 < 5 { 14 } else { 6 }).collect();
        let trend = served(&wave, 10).trend(0, 60).unwrap();
        assert!(!trend.grows, "{trend:?}");
        assert_eq!(served(&[10; 4], 7).trend(0, 4), None);
        assert_eq!(served(&[10; 4], 7).trend(9, 20), None);
    }

    proptest! {
        #[test]
        fn merged_threads_are_the_whole(ends in prop::collection::vec((0u64..20, any::<bool>(), 1u64..5000), 0..60)) {
            let mut whole = Timeline::default();
            let mut threads = [Timeline::default(), Timeline::default()];
            for (number, (second, succeeded, latency)) in ends.into_iter().enumerate() {
                let (at, latency) = (Duration::from_secs(second), Some(Duration::from_millis(latency)));
                for timeline in [&mut whole, &mut threads[number % 2]] {
                    timeline.due(at);
                    timeline.sent(at);
                    timeline.ended(at, if succeeded { End::Succeeded } else { End::Lost }, latency);
                }
            }
            let [mut merged, other] = threads;
            merged.merge(&other);
            prop_assert_eq!(merged.seconds(), whole.seconds());
            (0..20).for_each(|second| assert_eq!(merged.latencies(second), whole.latencies(second)));
        }
    }

    /// When requests are due that come by chance, so many a second.
    fn by_chance(rate: f64, seconds: u64, seed: u64) -> impl Iterator<Item = Duration> {
        use crate::load::schedule::{
            arrivals::Process,
            profile::Profile,
            timetable::{Course, Timetable},
        };
        let course = Course::Rate { profile: Profile::constant(rate), process: Process::POISSON, seed };
        Timetable { course, most: None, window: Some(Duration::from_secs(seconds)) }.times()
    }

    /// Chance alone looks like growth now and then: in at most one of a hundred.
    fn alarms(grows: impl Fn(u64) -> bool) -> usize {
        (0..200).filter(|seed| grows(*seed)).count()
    }

    #[test]
    fn answers_that_take_long_are_no_queue() {
        let grows = |seed| {
            let (mut timeline, takes) = (Timeline::default(), Duration::from_secs(4));
            for time in by_chance(150.0, 40, seed) {
                timeline.due(time);
                timeline.ended(time + takes, End::Succeeded, Some(takes));
            }
            timeline.trend(8, 38).unwrap().grows
        };
        let alarms = alarms(grows);
        assert!(alarms <= 2, "{alarms} of 200");
    }

    #[test]
    fn random_arrivals_below_capacity_are_steady() {
        let grows = |seed| {
            let mut due = vec![0; 60];
            for time in by_chance(50.0, 60, seed) {
                due[usize::try_from(time.as_secs()).unwrap()] += 1;
            }
            // Seven tenths of what the server can do.
            served(&due, 71).trend(0, 60).unwrap().grows
        };
        let alarms = alarms(grows);
        assert!(alarms <= 2, "{alarms} of 200");
    }
}
