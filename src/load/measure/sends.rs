//! When requests were begun, each of them: what the gaps between the sends of several processes are made of.
//!
//! A process alone needs no such list: it sees each gap as it comes. Of several processes each sees every W-th send only, and the
//! gaps between those are another process's.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::pacing::Gaps;

/// As many sends as are kept: some 16 MB. Of a longer run the gaps are those of its first part.
const MOST: usize = 4_000_000;

/// Times of sends, in the order of time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sends {
    /// The nanoseconds from each to the one after it, seven bits a byte, the lowest first; the highest bit says that more follow.
    #[serde(with = "packed")]
    steps: Vec<u8>,
    count: usize,
    last: u64,
    /// After this nothing was kept.
    until: Option<u64>,
}

impl Sends {
    /// A request was begun then; not before the one that was told last.
    pub fn push(&mut self, at: Duration) {
        let at = u64::try_from(at.as_nanos()).unwrap_or(u64::MAX);
        if self.count >= MOST {
            self.until.get_or_insert(self.last);
            return;
        }
        self.append(at);
    }

    fn append(&mut self, at: u64) {
        let mut step = at.saturating_sub(self.last);
        while step >= 0x80 {
            self.steps.push(step.to_le_bytes()[0] | 0x80);
            step >>= 7;
        }
        self.steps.push(step.to_le_bytes()[0]);
        self.last = self.last.max(at);
        self.count += 1;
    }

    fn times(&self) -> impl Iterator<Item = u64> {
        let mut bytes = self.steps.iter();
        let mut at = 0u64;
        std::iter::from_fn(move || {
            let mut step = 0u64;
            for shift in (0..u64::BITS).step_by(7) {
                let byte = bytes.next()?;
                step |= u64::from(byte & 0x7f) << shift;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            at = at.saturating_add(step);
            Some(at)
        })
    }

    /// Adds those of another thread or process.
    pub fn merge(&mut self, other: &Self) {
        let until = self.until.into_iter().chain(other.until).min();
        let within = |at: &u64| until.is_none_or(|until| *at <= until);
        let (mut ours, mut theirs) =
            (self.times().filter(within).peekable(), other.times().filter(within).peekable());
        let mut merged = Self { until, ..Self::default() };
        merged.steps.reserve(self.steps.len() + other.steps.len());
        loop {
            let next = match (ours.peek(), theirs.peek()) {
                (Some(our), Some(their)) if our <= their => ours.next(),
                (_, Some(_)) => theirs.next(),
                (_, None) => ours.next(),
            };
            match next {
                Some(at) => merged.append(at),
                None => break,
            }
        }
        drop((ours, theirs));
        *self = merged;
    }

    /// The gaps between them.
    pub fn gaps(&self) -> Gaps {
        let mut gaps = Gaps::default();
        let mut before = None;
        for at in self.times() {
            if let Some(before) = before {
                gaps.add(Duration::from_nanos(at - before));
            }
            before = Some(at);
        }
        gaps
    }
}

/// Bytes as base64: a list of numbers would be three times as long.
mod packed {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = std::borrow::Cow::<'a, str>::deserialize(from)?;
        STANDARD.decode(text.as_bytes()).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(times: &[u64]) -> Sends {
        let mut sends = Sends::default();
        times.iter().for_each(|at| sends.push(Duration::from_nanos(*at)));
        sends
    }

    #[test]
    fn what_is_not_kept_ends_the_gaps_of_all() {
        let mut cut = of(&[5, 10]);
        cut.until = Some(10);
        cut.merge(&of(&[1, 7, 11, 100]));
        assert_eq!(cut.times().collect::<Vec<_>>(), [1, 5, 7, 10]);
    }

    proptest! {
        #[test]
        fn sends_that_were_dealt_have_the_gaps_of_the_whole(
            mut times in prop::collection::vec(0u64..1_000_000_000_000, 0..200), parts in 1usize..6,
        ) {
            times.sort_unstable();
            let mut merged = Sends::default();
            for part in 0..parts {
                let share: Vec<u64> = times.iter().skip(part).step_by(parts).copied().collect();
                let text = serde_json::to_string(&of(&share)).unwrap();
                merged.merge(&serde_json::from_str(&text).unwrap());
            }
            prop_assert_eq!(&merged, &of(&times));
            prop_assert_eq!(merged.times().collect::<Vec<_>>(), times.clone());
            let gaps: Vec<u64> = times.windows(2).map(|two| two[1] - two[0]).collect();
            let mut exact = Gaps::default();
            gaps.iter().for_each(|gap| exact.add(Duration::from_nanos(*gap)));
            prop_assert_eq!(merged.gaps(), exact);
        }
    }
}
