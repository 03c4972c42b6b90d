//! What was answered by which pod, where answers name theirs.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::load::fault::{Pod, Witness};
use crate::load::sample::Sample;

/// The most pods that are told apart: a header that is new in each answer names none.
const MOST: usize = 10_000;

/// Answers by the pod that they name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pods {
    answered: BTreeMap<String, Answered>,
    /// Answers that broke off, by what names their pod.
    cut: BTreeMap<String, Cut>,
}

/// The answers of one pod that broke off.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// How many, by the second of the run.
    pub seconds: BTreeMap<u64, u64>,
    /// Whether the connection had to tell for any of them.
    pub by_connection: bool,
}

/// The answers of one pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// How many, whatever their status.
    pub answered: u64,
    /// When the first one had come, from the start of the run.
    pub first: Duration,
    /// How long that one took.
    pub took: Duration,
}

impl Pods {
    /// Counts an answer.
    pub fn answered(&mut self, pod: &str, sample: &Sample) {
        let one = Answered { answered: 1, first: sample.offset + sample.total, took: sample.total };
        if let Some(known) = self.answered.get_mut(pod) {
            known.add(one);
        } else if self.answered.len() < MOST {
            self.answered.insert(pod.to_owned(), one);
        }
    }

    /// Counts an answer that broke off.
    pub fn cut(&mut self, pod: &Pod, end: Duration) {
        if self.cut.len() < MOST || self.cut.contains_key(&pod.name) {
            let known = self.cut.entry(pod.name.clone()).or_default();
            *known.seconds.entry(end.as_secs()).or_default() += 1;
            known.by_connection |= pod.witness == Witness::Connection;
        }
    }

    /// Answers that broke off, by what names their pod.
    pub fn broken(&self) -> impl Iterator<Item = (&str, &Cut)> {
        self.cut.iter().map(|(name, cut)| (name.as_str(), cut))
    }

    /// Adds another thread's.
    pub fn merge(&mut self, other: &Self) {
        for (name, pod) in &other.answered {
            if let Some(known) = self.answered.get_mut(name) {
                known.add(*pod);
            } else {
                self.answered.insert(name.clone(), *pod);
            }
        }
        for (name, cut) in &other.cut {
            let ours = self.cut.entry(name.clone()).or_default();
            ours.by_connection |= cut.by_connection;
            for (second, count) in &cut.seconds {
                *ours.seconds.entry(*second).or_default() += count;
            }
        }
    }

    /// By name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answered)> {
        self.answered.iter().map(|(name, pod)| (name.as_str(), pod))
    }
}

impl Answered {
    fn add(&mut self, other: Self) {
        self.answered += other.answered;
        if other.first < self.first {
            (self.first, self.took) = (other.first, other.took);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::sample::Phases;

    #[test]
    fn the_first_answer_of_all_threads_counts() {
        let sample = |offset, total| {
            let (offset, total) = (Duration::from_millis(offset), Duration::from_millis(total));
            Sample { offset, total, phases: Phases::default(), status: 200, body: 0 }
        };
        let (mut one, mut other) = (Pods::default(), Pods::default());
        one.answered("a", &sample(500, 100));
        one.answered("a", &sample(100, 700));
        other.answered("a", &sample(400, 50));
        other.answered("b", &sample(0, 1));
        one.merge(&other);
        let told: Vec<_> = one.iter().map(|(name, pod)| (name, pod.answered, pod.took.as_millis())).collect();
        assert_eq!(told, [("a", 3, 50), ("b", 1, 1)]);
        let pod = |witness| Pod { name: "a".to_owned(), witness };
        one.cut(&pod(Witness::Header), Duration::from_millis(2500));
        other.cut(&pod(Witness::Connection), Duration::from_millis(2900));
        other.cut(&pod(Witness::Header), Duration::from_millis(3100));
        one.merge(&other);
        let cut = Cut { seconds: [(2, 2), (3, 1)].into(), by_connection: true };
        assert_eq!(one.broken().collect::<Vec<_>>(), [("a", &cut)]);
    }
}
