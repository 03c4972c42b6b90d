//! The largest count of the last while: a lower one waits until the delay is over.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::TICK;

/// The largest counts of the delay, from the oldest to the newest, each larger than those after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delay {
    slots: i64,
    maxima: VecDeque<(i64, i32)>,
}

impl Delay {
    /// A delay of so many seconds.
    pub fn new(seconds: u32) -> Self {
        let tick = TICK.as_secs();
        Self { slots: ((i64::from(seconds) + tick - 1) / tick).max(1), maxima: VecDeque::new() }
    }

    /// Records a count, and returns the largest of the delay.
    pub fn largest(&mut self, now: Timestamp, mut count: i32) -> i32 {
        let slot = now.as_second().div_euclid(TICK.as_secs());
        while self.maxima.back().is_some_and(|(_, known)| *known <= count) {
            self.maxima.pop_back();
        }
        while self.maxima.front().is_some_and(|(known, _)| slot - known >= self.slots) {
            self.maxima.pop_front();
        }
        // Of two in one slot the larger counts.
        if let Some((_, known)) = self.maxima.back().copied().filter(|(known, _)| *known == slot) {
            count = count.max(known);
            self.maxima.pop_back();
        }
        self.maxima.push_back((slot, count));
        self.maxima.front().map_or(count, |(_, largest)| *largest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lower_count_waits() {
        let mut delay = Delay::new(4);
        let mut at = |second: i64, count| delay.largest(Timestamp::from_second(second).unwrap(), count);
        assert_eq!([at(0, 5), at(2, 3), at(4, 2), at(6, 2), at(8, 7), at(8, 1)], [5, 5, 3, 2, 7, 7]);
    }
}
