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
