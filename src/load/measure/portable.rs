//! How what was measured travels from one process to another: exactly, so that merging there is merging here.

use std::collections::BTreeMap;

use hdrhistogram::Histogram;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::distribution::histogram;

/// A histogram as its counts: each value that was recorded stands for its step, and is recorded into the same step again.
pub mod counts {
    use super::{Deserialize, Deserializer, Histogram, Serialize, Serializer, from_pairs, to_pairs};

    /// The values and how often they came.
    pub fn serialize<S: Serializer>(histogram: &Histogram<u64>, to: S) -> Result<S::Ok, S::Error> {
        to_pairs(histogram).serialize(to)
    }

    /// The histogram that has these values.
    ///
    /// # Errors
    /// A value lies outside of the bounds that all histograms have.
    pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Histogram<u64>, D::Error> {
        from_pairs(Vec::deserialize(from)?)
    }
}

/// A histogram that may not be there.
pub mod some_counts {
    use super::{Deserialize, Deserializer, Histogram, Serialize, Serializer, from_pairs, to_pairs};

    /// As [`super::counts::serialize`].
    pub fn serialize<S: Serializer>(histogram: &Option<Histogram<u64>>, to: S) -> Result<S::Ok, S::Error> {
        histogram.as_ref().map(to_pairs).serialize(to)
    }

    /// As [`super::counts::deserialize`].
    ///
    /// # Errors
    /// A value lies outside of the bounds that all histograms have.
    pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Option<Histogram<u64>>, D::Error> {
        Option::deserialize(from)?.map(from_pairs).transpose()
    }
}

/// A map whose keys are no strings: a list of pairs.
pub mod pairs {
    use super::{BTreeMap, Deserialize, Deserializer, Serialize, Serializer};

    /// The pairs.
    pub fn serialize<S: Serializer, K: Serialize, V: Serialize>(
        map: &BTreeMap<K, V>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(map)
    }

    /// The map of the pairs.
    ///
    /// # Errors
    /// They are not pairs.
    pub fn deserialize<'a, D: Deserializer<'a>, K: Deserialize<'a> + Ord, V: Deserialize<'a>>(
        from: D,
    ) -> Result<BTreeMap<K, V>, D::Error> {
        Ok(Vec::<(K, V)>::deserialize(from)?.into_iter().collect())
    }
}

/// A number of 128 bits, of which JSON knows only the half: the higher one and the lower one.
pub mod wide {
    use super::{Deserialize, Deserializer, Serialize, Serializer};

    /// The two halves.
    pub fn serialize<S: Serializer>(number: &u128, to: S) -> Result<S::Ok, S::Error> {
        let low = number & u128::from(u64::MAX);
        [number >> u64::BITS, low].map(|half| u64::try_from(half).unwrap_or(u64::MAX)).serialize(to)
    }

    /// The number of the two halves.
    ///
    /// # Errors
    /// They are not two.
    pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<u128, D::Error> {
        let [high, low] = <[u64; 2]>::deserialize(from)?;
        Ok((u128::from(high) << u64::BITS) | u128::from(low))
    }
}

fn to_pairs(histogram: &Histogram<u64>) -> Vec<(u64, u64)> {
    let steps = histogram.iter_recorded();
    steps.map(|step| (step.value_iterated_to(), step.count_since_last_iteration())).collect()
}

fn from_pairs<E: serde::de::Error>(pairs: Vec<(u64, u64)>) -> Result<Histogram<u64>, E> {
    let mut made = histogram().map_err(E::custom)?;
    for (value, count) in pairs {
        made.record_n(value, count).map_err(E::custom)?;
    }
    Ok(made)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use serde_json::Value;

    use crate::load::fault::{Class, Fault};
    use crate::load::measure::Measurements;
    use crate::load::measure::pacing::LastSend;
    use crate::load::measure::span::Span;
    use crate::load::sample::{Phases, Sample};

    /// What became of a request that was due at a time.
    #[derive(Debug, Clone, Copy)]
    enum Fate {
        Answered(u64, u16),
        Failed(u64),
        Unfinished,
        NeverSent,
    }

    const SECONDS: u64 = 20;

    fn empty() -> Measurements {
        let window = Duration::from_secs(SECONDS);
        let steady = Span { from: Duration::from_secs(3), to: Some(Duration::from_secs(15)) };
        let mut measured = Measurements::new(Span::run(Some(window)), Some(steady), true).unwrap();
        measured.pacing.as_mut().unwrap().keep_sends();
        measured
    }

    fn measure(fates: &[(u64, u64, Fate)]) -> Measurements {
        let mut measured = empty();
        let last = LastSend::default();
        let end = Duration::from_secs(SECONDS);
        for (due, lag, fate) in fates {
            let (due, at) = (Duration::from_nanos(*due), Duration::from_nanos(due + lag));
            if !matches!(fate, Fate::NeverSent) {
                measured.begun(Some(due), at, &last);
            }
            match fate {
                Fate::Answered(total, status) => {
                    let phases = Phases { wait: Duration::from_nanos(total / 2), ..Phases::default() };
                    let total = Duration::from_nanos(*total);
                    let sample = Sample { offset: due, total, phases, status: *status, body: 7 };
                    measured.answered(&sample);
                }
                Fate::Failed(total) => {
                    let fault = Fault::new(Class::Reset, format!("reset {}", total % 3));
                    measured.failed(&fault, due, due + Duration::from_nanos(*total));
                }
                Fate::Unfinished => measured.unfinished(due, end),
                Fate::NeverSent => measured.never_sent(due, end),
            }
        }
        measured
    }

    fn fate() -> impl Strategy<Value = Fate> {
        let total = 1_000u64..30_000_000_000;
        prop_oneof![
            6 => (total.clone(), prop_oneof![Just(200), Just(503)]).prop_map(|(total, status)| Fate::Answered(total, status)),
            1 => total.prop_map(Fate::Failed),
            1 => Just(Fate::Unfinished),
            1 => Just(Fate::NeverSent),
        ]
    }

    /// The gaps that each process sees by itself are no gaps of the whole: they are not what is told of it.
    fn seen(measured: &Measurements) -> (Value, Option<f64>) {
        let pacing = measured.pacing.as_ref().unwrap();
        let variation = pacing.variation();
        let mut value = serde_json::to_value(measured).unwrap();
        value["pacing"].as_object_mut().unwrap().remove("gaps");
        (value, variation)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn what_several_processes_measured_is_what_one_would_have(
            mut fates in prop::collection::vec((0u64..SECONDS * 1_000_000_000, Just(0u64), fate()), 1..150),
            lag in 0u64..5_000_000,
            workers in 1usize..6,
        ) {
            fates.sort_unstable_by_key(|(due, _, _)| *due);
            fates.iter_mut().for_each(|(_, late, _)| *late = lag);
            let mut merged = empty();
            for worker in 0..workers {
                let part: Vec<_> = fates.iter().skip(worker).step_by(workers).copied().collect();
                let sent = serde_json::to_string(&measure(&part)).unwrap();
                merged.merge(&serde_json::from_str(&sent).unwrap());
            }
            // A second that is being counted is kept in another form than one that is over.
            let mut whole = empty();
            whole.merge(&measure(&fates));
            prop_assert_eq!(seen(&merged), seen(&whole));
        }
    }
}
