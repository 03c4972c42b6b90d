//! What the controller remembers of earlier looks, and what it makes of it: a count between the windows of both directions.

use jiff::Timestamp;

use super::changes::seconds;
use super::{Behaviour, Changes, Settings};

/// What the controller remembers of one autoscaler between two looks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Memory {
    /// What was recommended, before windows and limits.
    pub recommendations: Vec<(Timestamp, u32)>,
    /// What was changed.
    pub changes: Changes,
}

/// Why a recommendation was held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Not held.
    No,
    /// A lower one is too recent.
    Up,
    /// A higher one is too recent.
    Down,
}

impl Memory {
    /// The first look at an autoscaler takes the count that it finds for a recommendation.
    pub fn begin(&mut self, current: u32, now: Timestamp) {
        if self.recommendations.is_empty() {
            self.recommendations.push((now, current));
        }
    }

    /// Remembers a recommendation, and returns what the windows make of it.
    pub fn stabilise(
        &mut self,
        wanted: u32,
        current: u32,
        behaviour: Option<&Behaviour>,
        settings: &Settings,
        now: Timestamp,
    ) -> (u32, Held) {
        let up = now - seconds(Behaviour::up_window(behaviour));
        let down = now - seconds(Behaviour::down_window(behaviour, settings));
        let known = &mut self.recommendations;
        let (stable, is_old): (u32, Box<dyn Fn(Timestamp) -> bool>) = match behaviour {
            // The older rule knows no window for growing, and counts what is exactly as old as the window.
            None => {
                let recent = known.iter().filter(|(at, _)| *at >= down).map(|(_, count)| *count);
                (recent.fold(wanted, u32::max), Box::new(move |at| at < down))
            }
            Some(_) => {
                let least = known.iter().filter(|(at, _)| *at > up).map(|(_, count)| *count);
                let most = known.iter().filter(|(at, _)| *at > down).map(|(_, count)| *count);
                let (least, most) = (least.fold(wanted, u32::min), most.fold(wanted, u32::max));
                (current.max(least).min(most), Box::new(move |at| at < up && at < down))
            }
        };
        // One that is too old makes room for the new one; windows may be made longer, so the others stay.
        match known.iter().rposition(|(at, _)| is_old(*at)) {
            Some(index) => known[index] = (now, wanted),
            None => known.push((now, wanted)),
        }
        let held = match (stable == wanted, behaviour) {
            (true, _) => Held::No,
            (false, Some(_)) if wanted >= current => Held::Up,
            (false, _) => Held::Down,
        };
        (stable, held)
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use serde_json::json;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second)
    }

    fn looks(behaviour: Option<&Behaviour>, wanted: &[(i64, u32)], current: u32) -> Vec<(u32, Held)> {
        let mut memory = Memory::default();
        let settings = Settings::default();
        let look = |&(second, wanted): &(i64, u32)| {
            memory.begin(current, at(second));
            memory.stabilise(wanted, current, behaviour, &settings, at(second))
        };
        wanted.iter().map(look).collect()
    }

    #[test]
    fn a_lower_recommendation_waits_for_the_window() {
        let seen = looks(None, &[(0, 3), (15, 1), (300, 1), (301, 1)], 3);
        assert_eq!(seen, [(3, Held::No), (3, Held::Down), (3, Held::Down), (1, Held::No)]);
    }

    #[test]
    fn with_a_behaviour_the_window_ends_a_moment_earlier() {
        let behaviour = Behaviour::parse(Some(&json!({})));
        let seen = looks(behaviour.as_ref(), &[(0, 3), (15, 1), (300, 1)], 3);
        assert_eq!(seen, [(3, Held::No), (3, Held::Down), (1, Held::No)]);
    }

    #[test]
    fn a_higher_recommendation_waits_where_growing_has_a_window() {
        let behaviour = Behaviour::parse(Some(&json!({"scaleUp": {"stabilizationWindowSeconds": 30}})));
        let seen = looks(behaviour.as_ref(), &[(0, 4), (15, 4), (30, 4)], 1);
        assert_eq!(seen, [(1, Held::Up), (1, Held::Up), (4, Held::No)]);
    }

    #[test]
    fn memory_does_not_grow_without_end() {
        let mut memory = Memory::default();
        for second in 0..200 {
            memory.begin(1, at(second * 15));
            let _ = memory.stabilise(1, 1, None, &Settings::default(), at(second * 15));
        }
        assert_eq!(memory.recommendations.len(), 22);
    }
}
