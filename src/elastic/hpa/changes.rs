//! Changes that were made, and how many replicas the next one may ask for.

use jiff::{SignedDuration, Timestamp};

use super::{Behaviour, Policy, PolicyKind, Rules, Select};

/// A change of the count that was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// By how many replicas.
    pub by: u32,
    /// When.
    pub at: Timestamp,
}

/// The changes that policies may still count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Those that grew.
    pub up: Vec<Change>,
    /// Those that shrank.
    pub down: Vec<Change>,
}

impl Changes {
    /// Remembers a change. Without a behaviour nothing is remembered, since nothing would count it.
    pub fn remember(&mut self, behaviour: Option<&Behaviour>, from: u32, to: u32, now: Timestamp) {
        let Some(behaviour) = behaviour else { return };
        let (changes, rules) = match to > from {
            true => (&mut self.up, &behaviour.up),
            false => (&mut self.down, &behaviour.down),
        };
        let cutoff = now - seconds(rules.longest_period());
        let change = Change { by: to.abs_diff(from), at: now };
        // One makes room at a time, and the others go on counting in the other direction, whose periods may be longer.
        match changes.iter().rposition(|change| change.at < cutoff) {
            Some(index) => changes[index] = change,
            None => changes.push(change),
        }
    }

    /// The most replicas that one look may ask for, from `current`.
    pub fn highest(&self, behaviour: Option<&Behaviour>, current: u32, now: Timestamp) -> u32 {
        let Some(behaviour) = behaviour else {
            // Without `behavior`, the count may double, and always reach 4.
            return current.saturating_mul(2).max(4);
        };
        let limit = |policy: &Policy, start: i64| match policy.kind {
            PolicyKind::Pods => start + i64::from(policy.value),
            // Rounded up, or one replica could never grow. The controller multiplies floats, and so 50 and 10 % are 56.
            PolicyKind::Percent => (start as f64 * (1.0 + f64::from(policy.value) / 100.0)).ceil() as i64,
        };
        let limit = self.limit(&behaviour.up, current, now, limit, |a, b| a > b);
        // What shrank in between may not be taken for leave to shrink.
        u32::try_from(limit).unwrap_or(if limit < 0 { 0 } else { u32::MAX }).max(current)
    }

    /// The fewest replicas that one look may ask for, from `current`.
    pub fn lowest(&self, behaviour: Option<&Behaviour>, current: u32, now: Timestamp) -> u32 {
        let Some(behaviour) = behaviour else { return 0 };
        let limit = |policy: &Policy, start: i64| match policy.kind {
            PolicyKind::Pods => start - i64::from(policy.value),
            PolicyKind::Percent => (start as f64 * (1.0 - f64::from(policy.value) / 100.0)) as i64,
        };
        let limit = self.limit(&behaviour.down, current, now, limit, |a, b| a < b);
        u32::try_from(limit).unwrap_or(if limit < 0 { 0 } else { u32::MAX }).min(current)
    }

    /// The limit that the rules select; `further` says whether the first lies further from the count than the second.
    fn limit(
        &self,
        rules: &Rules,
        current: u32,
        now: Timestamp,
        of: impl Fn(&Policy, i64) -> i64,
        further: impl Fn(i64, i64) -> bool,
    ) -> i64 {
        if rules.select == Select::Disabled {
            return current.into();
        }
        let limits = rules.policies.iter().map(|policy| {
            let start = i64::from(current) - within(&self.up, policy.period, now)
                + within(&self.down, policy.period, now);
            of(policy, start)
        });
        let selected =
            limits.reduce(|a, b| if further(a, b) == (rules.select == Select::Max) { a } else { b });
        // The API server refuses rules without a policy.
        selected.unwrap_or(current.into())
    }
}

/// Replicas that changed in a period; what happened exactly at its start is over.
fn within(changes: &[Change], period: u32, now: Timestamp) -> i64 {
    let cutoff = now - seconds(period);
    changes.iter().filter(|change| change.at > cutoff).map(|change| i64::from(change.by)).sum()
}

pub(super) fn seconds(seconds: u32) -> SignedDuration {
    SignedDuration::from_secs(seconds.into())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn behaviour(behavior: Value) -> Option<Behaviour> {
        Behaviour::parse(Some(&behavior))
    }

    fn highest(behaviour: Option<&Behaviour>, current: u32) -> u32 {
        Changes::default().highest(behaviour, current, NOW)
    }

    fn lowest(behaviour: Option<&Behaviour>, current: u32) -> u32 {
        Changes::default().lowest(behaviour, current, NOW)
    }

    #[test]
    fn without_behavior_a_count_may_double_and_always_reach_four() {
        assert_eq!([1, 2, 3, 10].map(|current| highest(None, current)), [4, 4, 6, 20]);
        assert_eq!(lowest(None, 3), 0);
    }

    #[test]
    fn the_defaults_that_the_api_fills_in_allow_four_pods_or_a_doubling() {
        let default = behaviour(json!({}));
        assert_eq!([1, 3, 8].map(|current| highest(default.as_ref(), current)), [5, 7, 16]);
        assert_eq!(lowest(default.as_ref(), 8), 0);
    }

    #[test]
    fn the_narrowest_policy_counts_when_it_is_selected() {
        let narrow = behaviour(json!({
            "scaleUp": {"selectPolicy": "Min", "policies": [
                {"type": "Pods", "value": 1, "periodSeconds": 60}, {"type": "Percent", "value": 50, "periodSeconds": 60}]},
            "scaleDown": {"selectPolicy": "Disabled"}}));
        assert_eq!([1, 4].map(|current| highest(narrow.as_ref(), current)), [2, 5]);
        assert_eq!(lowest(narrow.as_ref(), 8), 8);
    }

    #[test]
    fn per_cent_rounds_up_when_growing_and_is_cut_when_shrinking() {
        let ten = behaviour(json!({
            "scaleUp": {"policies": [{"type": "Percent", "value": 10, "periodSeconds": 15}]},
            "scaleDown": {"policies": [{"type": "Percent", "value": 10, "periodSeconds": 15}]}}));
        assert_eq!((highest(ten.as_ref(), 1), lowest(ten.as_ref(), 3)), (2, 2));
        assert_eq!(highest(ten.as_ref(), 50), 56, "50 times 1.1 is a little more than 55");
    }

    #[test]
    fn what_changed_in_the_period_is_used_up() {
        let one =
            behaviour(json!({"scaleUp": {"policies": [{"type": "Pods", "value": 2, "periodSeconds": 60}]}}));
        let mut changes = Changes::default();
        changes.remember(one.as_ref(), 1, 3, NOW);
        let later = |after: i64| changes.highest(one.as_ref(), 3, NOW + SignedDuration::from_secs(after));
        assert_eq!([later(0), later(59), later(60)], [3, 3, 5]);
        // What was taken down in the period may be added again.
        changes.remember(one.as_ref(), 3, 1, NOW + SignedDuration::from_secs(30));
        assert_eq!(changes.highest(one.as_ref(), 1, NOW + SignedDuration::from_secs(31)), 3);
    }

    #[test]
    fn nothing_is_remembered_without_behaviour_and_what_is_does_not_grow_without_end() {
        let mut changes = Changes::default();
        changes.remember(None, 1, 3, NOW);
        assert_eq!(changes, Changes::default());
        let default = behaviour(json!({}));
        for second in 0..100 {
            changes.remember(default.as_ref(), 1, 2, NOW + SignedDuration::from_secs(second));
        }
        assert_eq!(changes.up.len(), 16);
    }
}
