//! What a client suffered from, and when.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What shows that a client is at its limit, in the order in which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Cause {
    /// A load thread used nearly all of a core; the value is a share.
    Cpu,
    /// The event loop came late to what was ready; seconds.
    LoopDelay,
    /// Requests were begun late; seconds.
    SendLag,
    /// The cgroup's CPU quota stopped the process; the share of the second.
    Throttled,
    /// The hypervisor gave the CPU to others; a share.
    Steal,
    /// The process could not open a connection for want of a descriptor or a port; requests.
    Descriptors,
}

/// A load thread may use so much of a core.
pub const MOST_CPU: f64 = 0.85;
/// Of 100 times, the event loop may come later than this once.
pub const MOST_LOOP_DELAY: Duration = Duration::from_millis(1);
/// Of 100 requests, one may be begun later than this.
pub const MOST_SEND_LAG: Duration = Duration::from_millis(5);
/// The hypervisor may take so much.
pub const MOST_STEAL: f64 = 0.02;

impl Cause {
    /// Its name in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Cause::Cpu => "cpu",
            Cause::LoopDelay => "loopDelay",
            Cause::SendLag => "sendLag",
            Cause::Throttled => "throttled",
            Cause::Steal => "steal",
            Cause::Descriptors => "descriptors",
        }
    }
}

/// In which seconds a cause was there, and how bad it was.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Strain {
    /// Seconds from the start of the run.
    pub seconds: BTreeSet<u32>,
    /// The worst value, in the unit of the cause.
    pub worst: f64,
}

/// All that a client suffered from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Strains(BTreeMap<Cause, Strain>);

impl Strains {
    /// A second in which a limit was passed.
    pub fn note(&mut self, cause: Cause, second: u32, value: f64) {
        let strain = self.0.entry(cause).or_default();
        strain.seconds.insert(second);
        strain.worst = strain.worst.max(value);
    }

    /// Adds another thread's.
    pub fn merge(&mut self, other: &Self) {
        for (cause, strain) in &other.0 {
            let ours = self.0.entry(*cause).or_default();
            ours.seconds.extend(&strain.seconds);
            ours.worst = ours.worst.max(strain.worst);
        }
    }

    /// Whether the client was the limit.
    pub fn is_saturated(&self) -> bool {
        !self.0.is_empty()
    }

    /// Each cause.
    pub fn iter(&self) -> impl Iterator<Item = (Cause, &Strain)> {
        self.0.iter().map(|(cause, strain)| (*cause, strain))
    }
}

/// Counts how many of many are late: a percentile without remembering them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lateness {
    count: u64,
    late: u64,
    worst: Duration,
}

impl Lateness {
    /// Counts `times` that were this late.
    pub fn count(&mut self, times: u64, late: Duration, limit: Duration) {
        self.count += times;
        self.late += if late > limit { times } else { 0 };
        self.worst = self.worst.max(late);
    }

    /// The worst, if more than one of a hundred was late: then the 99th percentile is beyond the limit.
    pub fn beyond(&self) -> Option<Duration> {
        (self.late * 100 > self.count).then_some(self.worst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_late_in_a_hundred_is_within_the_percentile() {
        let limit = Duration::from_millis(1);
        let mut lateness = Lateness::default();
        lateness.count(99, Duration::ZERO, limit);
        lateness.count(1, limit * 2, limit);
        assert_eq!(lateness.beyond(), None);
        lateness.count(1, limit * 3, limit);
        assert_eq!(lateness.beyond(), Some(limit * 3));
    }

    #[test]
    fn a_second_counts_once_for_all_threads() {
        let (mut first, mut second) = (Strains::default(), Strains::default());
        assert!(!first.is_saturated());
        first.note(Cause::Cpu, 3, 0.9);
        second.note(Cause::Cpu, 3, 0.99);
        second.note(Cause::Cpu, 4, 0.86);
        first.merge(&second);
        let all: Vec<_> = first.iter().collect();
        assert_eq!(all, [(Cause::Cpu, &Strain { seconds: [3, 4].into(), worst: 0.99 })]);
    }
}
