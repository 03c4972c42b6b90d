//! What was answered by which pod, where answers name theirs.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::load::sample::Sample;

/// The most pods that are told apart: a header that is new in each answer names none.
const MOST: usize = 10_000;

/// Answers by the pod that they name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pods(BTreeMap<String, Answered>);

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
        if let Some(known) = self.0.get_mut(pod) {
            known.add(one);
        } else if self.0.len() < MOST {
            self.0.insert(pod.to_owned(), one);
        }
    }

    /// Adds another thread's.
    pub fn merge(&mut self, other: &Self) {
        for (name, pod) in &other.0 {
            if let Some(known) = self.0.get_mut(name) {
                known.add(*pod);
            } else {
                self.0.insert(name.clone(), *pod);
            }
        }
    }

    /// By name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answered)> {
        self.0.iter().map(|(name, pod)| (name.as_str(), pod))
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
    }
}
