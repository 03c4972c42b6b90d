//! Clocks: each worker has one of its own, and they are compared by round trips.

use std::time::{Duration, Instant};

/// A worker's clock: nanoseconds since a moment of its own. It is never set back.
#[derive(Debug, Clone, Copy)]
pub struct Watch(Instant);

impl Watch {
    /// One that begins now.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// What it shows now.
    pub fn now(&self) -> u64 {
        self.at(Instant::now())
    }

    /// What it showed then.
    pub fn at(&self, then: Instant) -> u64 {
        u64::try_from(then.saturating_duration_since(self.0).as_nanos()).unwrap_or(u64::MAX)
    }

    /// When it shows so much.
    pub fn when(&self, shows: u64) -> Instant {
        self.0 + Duration::from_nanos(shows)
    }
}

/// A question and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundTrip {
    /// What our clock showed when we asked.
    pub asked: u64,
    /// What theirs showed when they answered.
    pub theirs: u64,
    /// What ours showed when the answer came.
    pub came: u64,
}

/// How far another clock is ahead of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Offset {
    /// Nanoseconds that theirs shows more than ours.
    pub ahead: i128,
    /// It is wrong by no more than so many: half of the round trip, if all of it was on one way.
    pub error: u64,
}

impl Offset {
    /// Of many round trips the shortest knows best.
    pub fn of(trips: &[RoundTrip]) -> Option<Self> {
        let shortest = trips.iter().min_by_key(|trip| trip.came.saturating_sub(trip.asked))?;
        let length = shortest.came.saturating_sub(shortest.asked);
        let middle = i128::from(shortest.asked) + i128::from(length / 2);
        Some(Self { ahead: i128::from(shortest.theirs) - middle, error: length.div_ceil(2) })
    }

    /// What their clock shows when ours shows this.
    pub fn theirs(&self, ours: u64) -> u64 {
        u64::try_from(i128::from(ours) + self.ahead).unwrap_or(0)
    }

    /// What ours shows when theirs shows this.
    pub fn ours(&self, theirs: u64) -> i128 {
        i128::from(theirs) - self.ahead
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_shortest_round_trip_is_right_within_half_of_it(
            ahead in -1_000_000_000_000i128..1_000_000_000_000,
            trips in prop::collection::vec((0u64..5_000_000, 0u64..5_000_000), 1..20),
        ) {
            let mut now = 2_000_000_000_000u64;
            let trips: Vec<RoundTrip> = trips.iter().map(|(there, back)| {
                now += 10_000_000;
                let theirs = u64::try_from(i128::from(now + there) + ahead).unwrap();
                RoundTrip { asked: now, theirs, came: now + there + back }
            }).collect();
            let offset = Offset::of(&trips).unwrap();
            prop_assert!((offset.ahead - ahead).unsigned_abs() <= u128::from(offset.error) + 1);
            let shortest = trips.iter().map(|trip| trip.came - trip.asked).min().unwrap();
            prop_assert_eq!(offset.error, shortest.div_ceil(2));
            prop_assert_eq!(offset.ours(offset.theirs(now)), i128::from(now));
        }
    }

    #[test]
    fn a_watch_reads_both_ways() {
        let watch = Watch::start();
        let then = Instant::now() + Duration::from_secs(3);
        assert_eq!(watch.when(watch.at(then)), then);
        assert_eq!(Offset::of(&[]), None);
    }
}
