//! How times were spread in each second of a run. The second that is being counted is an array, so that counting costs an
//! addition; when it is over, what it has is kept in a few hundred bytes.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::ladder::{Ladder, Rung};

/// Times by the second in which they ended.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Spread {
    seconds: Vec<Ladder>,
    /// The second that is being counted.
    now: usize,
    counts: Vec<u32>,
}

impl Spread {
    /// Counts a time that ended in a second.
    pub fn add(&mut self, second: usize, time: Duration) {
        if second != self.now {
            self.settle();
            self.now = second;
        }
        let place = Rung::of(time).place();
        if self.counts.len() <= place {
            self.counts.resize(place + 1, 0);
        }
        self.counts[place] = self.counts[place].saturating_add(1);
    }

    /// Writes down the second that is being counted.
    fn settle(&mut self) {
        let counted = self.counted();
        self.counts.fill(0);
        let now = self.now;
        self.at(now).merge(&counted);
    }

    fn at(&mut self, second: usize) -> &mut Ladder {
        if self.seconds.len() <= second {
            self.seconds.resize(second + 1, Ladder::default());
        }
        &mut self.seconds[second]
    }

    /// What was counted of the second that is not over.
    fn counted(&self) -> Ladder {
        let counted = self.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        counted.map(|(place, count)| (Rung::at(place), *count)).collect()
    }

    /// Adds another thread's; nothing is lost.
    pub fn merge(&mut self, other: &Self) {
        for (second, ladder) in other.seconds.iter().enumerate() {
            self.at(second).merge(ladder);
        }
        self.at(other.now).merge(&other.counted());
    }

    /// How the times that ended in a second were spread.
    pub fn second(&self, second: usize) -> Ladder {
        let mut found = self.seconds.get(second).cloned().unwrap_or_default();
        if second == self.now {
            found.merge(&self.counted());
        }
        found
    }
}
