//! Times that are known within bounds: most stamps are cut to whole seconds, some things are stamped by nobody.

use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, Serializer};

/// How much a stamp in whole seconds leaves open.
const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// Something happened between these two times, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Interval {
    /// Not before.
    pub earliest: Timestamp,
    /// Not after.
    pub latest: Timestamp,
}

impl Interval {
    /// At this moment.
    pub fn exact(at: Timestamp) -> Self {
        Self { earliest: at, latest: at }
    }

    /// A stamp of the API: cut to whole seconds, or exact where it has a fraction.
    pub fn stamp(at: Timestamp) -> Self {
        match at.subsec_nanosecond() {
            0 => Self { earliest: at, latest: later(at, SECOND) },
            _ => Self::exact(at),
        }
    }

    /// Between two times; the later one counts twice if they are the wrong way round.
    pub fn between(earliest: Timestamp, latest: Timestamp) -> Self {
        Self { earliest, latest: latest.max(earliest) }
    }

    /// The middle, which stands for it where a sum must come out exactly.
    pub fn middle(self) -> Timestamp {
        later(self.earliest, self.latest.duration_since(self.earliest) / 2)
    }

    /// How much is left open.
    pub fn width(self) -> SignedDuration {
        self.latest.duration_since(self.earliest)
    }

    /// When both have happened.
    pub fn both(self, other: Self) -> Self {
        Self { earliest: self.earliest.max(other.earliest), latest: self.latest.max(other.latest) }
    }

    /// When both may have been; `None` if that is never.
    pub fn common(self, other: Self) -> Option<Self> {
        let both =
            Self { earliest: self.earliest.max(other.earliest), latest: self.latest.min(other.latest) };
        (both.earliest <= both.latest).then_some(both)
    }

    /// The same by a clock from which this one's is between `least` and `most` ahead.
    pub fn set_back(self, least: SignedDuration, most: SignedDuration) -> Self {
        Self { earliest: later(self.earliest, -most), latest: later(self.latest, -least) }
    }
}

/// A span as seconds, for JSON.
pub(super) fn seconds<S: Serializer>(span: &SignedDuration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(span.as_secs_f64())
}

/// A time so much later; it stays where it is at the end of all time.
pub(super) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_in_whole_seconds_leaves_a_second_open() {
        let at = Timestamp::constant(100, 0);
        assert_eq!(Interval::stamp(at).width(), SECOND);
        assert_eq!(Interval::stamp(at).middle(), Timestamp::constant(100, 500_000_000));
        let micros = Timestamp::constant(100, 1_000);
        assert_eq!(Interval::stamp(micros), Interval::exact(micros));
    }

    #[test]
    fn a_clock_that_is_ahead_is_set_back() {
        let secs = SignedDuration::from_secs;
        let at = |second| Timestamp::from_second(second).unwrap();
        assert_eq!(Interval::stamp(at(100)).set_back(secs(4), secs(6)), Interval::between(at(94), at(97)));
        assert_eq!(later(Timestamp::MAX, secs(1)), Timestamp::MAX);
    }
}
