//! The arithmetic of a rolling update, as the Deployment controller does it.
//!
//! Read in `pkg/controller/deployment` (`rolling.go`, `sync.go`, `util/deployment_util.go`) of Kubernetes 1.36.

use serde_json::Value;

/// How many pods are wanted, and how far the number of pods may leave it while a template is rolled out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Pods that are wanted.
    pub replicas: i32,
    /// How many there may be beyond that.
    pub surge: i32,
    /// How many of them may be missing.
    pub unavailable: i32,
}

/// A replica set as the arithmetic sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Set {
    /// Pods that it is told to have.
    pub replicas: i32,
    /// Pods that are ready for long enough.
    pub available: i32,
    /// The Deployment's upper bound when it was scaled last; `None` if it does not say.
    pub bound_before: Option<i32>,
}

/// A number, or a percentage of `of`, rounded up or down; what is neither counts as 0.
pub fn scaled(value: Option<&Value>, of: i32, up: bool) -> i32 {
    let whole = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    match value {
        Some(Value::Number(number)) => number.as_i64().map_or(0, whole),
        Some(Value::String(text)) => {
            let percent = text.strip_suffix('%').and_then(|percent| percent.parse::<i64>().ok()).unwrap_or(0);
            let hundredths = percent.saturating_mul(of.into());
            whole(hundredths.div_euclid(100) + i64::from(up && hundredths.rem_euclid(100) != 0))
        }
        _ => 0,
    }
}

impl Bounds {
    /// Of a rolling update: a surge is rounded up, what may be missing is rounded down; if both are 0, one may be missing.
    pub fn rolling(replicas: i32, surge: Option<&Value>, unavailable: Option<&Value>) -> Self {
        let surge = scaled(surge, replicas, true);
        let unavailable = match scaled(unavailable, replicas, false) {
            0 if surge == 0 => 1,
            unavailable => unavailable,
        };
        Self { replicas, surge, unavailable: unavailable.min(replicas) }
    }

    /// Of a strategy that first stops all: nothing beyond, and all may be missing.
    pub fn recreate(replicas: i32) -> Self {
        Self { replicas, surge: 0, unavailable: 0 }
    }

    /// The most pods there may be.
    pub fn most(&self) -> i32 {
        self.replicas.saturating_add(self.surge)
    }

    /// The fewest pods that must be available.
    pub fn fewest(&self) -> i32 {
        self.replicas - self.unavailable
    }

    /// How many pods the new set may have, when all sets together have `total`.
    pub fn grow(&self, new: i32, total: i32) -> i32 {
        let room = self.most().saturating_sub(total);
        if room <= 0 { new } else { new + room.min(self.replicas - new) }
    }

    /// How many pods each old set, the oldest first, is to keep; `new` is the new one.
    ///
    /// Pods that are not available go first, of all sets; then those that are, while enough stay.
    pub fn shrink(&self, old: &[Set], new: Set) -> Vec<i32> {
        let mut keep: Vec<i32> = old.iter().map(|set| set.replicas).collect();
        let total: i32 = keep.iter().sum::<i32>() + new.replicas;
        let mut left = total - self.fewest() - (new.replicas - new.available);
        if left <= 0 {
            return keep;
        }
        for (keep, set) in keep.iter_mut().zip(old) {
            let unhealthy = (set.replicas - set.available).max(0).min(left);
            *keep -= unhealthy;
            left -= unhealthy;
        }
        let available = old.iter().map(|set| set.available).sum::<i32>() + new.available;
        let mut spare = available - self.fewest();
        for keep in &mut keep {
            let gone = (*keep).min(spare.max(0));
            *keep -= gone;
            spare -= gone;
        }
        keep
    }

    /// How many pods each set is to have when the wanted number changes in the middle of a rollout: in proportion.
    ///
    /// The sets are ordered by size, the largest first; what rounding leaves over is the first one's. `exist` is the number
    /// of pods there are.
    pub fn proportion(&self, sets: &[Set], exist: i32) -> Vec<i32> {
        let total: i32 = sets.iter().map(|set| set.replicas).sum();
        let allowed = if self.replicas > 0 { self.most() } else { 0 };
        let add = allowed - total;
        let mut added = 0;
        let mut sizes: Vec<i32> = Vec::new();
        for set in sets {
            let share = match set.replicas == 0 || add == added {
                true => 0,
                false if add > 0 => self.fraction(set, exist).min(add - added),
                false => self.fraction(set, exist).max(add - added),
            };
            sizes.push(set.replicas + if add == 0 { 0 } else { share });
            added += if add == 0 { 0 } else { share };
        }
        if let Some(first) = sizes.first_mut() {
            *first = (*first + add - added).max(0);
        }
        sizes
    }

    #[expect(clippy::cast_possible_truncation, reason = "sizes are far below 2^31")]
    fn fraction(&self, set: &Set, exist: i32) -> i32 {
        if self.replicas == 0 {
            return -set.replicas;
        }
        let before = match set.bound_before {
            Some(before) if before != 0 => before,
            _ => exist,
        };
        if before == 0 {
            return 0;
        }
        let size = f64::from(set.replicas.saturating_mul(self.most())) / f64::from(before);
        size.round() as i32 - set.replicas
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn set(replicas: i32, available: i32) -> Set {
        Set { replicas, available, bound_before: None }
    }

    #[test]
    fn a_quarter_rounds_up_beyond_and_down_below() {
        let quarter = json!("25%");
        let bounds = |replicas| Bounds::rolling(replicas, Some(&quarter), Some(&quarter));
        assert_eq!((bounds(1).surge, bounds(1).unavailable), (1, 0));
        assert_eq!((bounds(10).surge, bounds(10).unavailable), (3, 2));
        let none = Bounds::rolling(3, Some(&json!(0)), Some(&json!("10%")));
        assert_eq!((none.surge, none.unavailable), (0, 1));
        assert_eq!(Bounds::rolling(2, Some(&json!(1)), Some(&json!(5))).fewest(), 0);
    }

    #[test]
    fn ten_pods_give_way_three_up_two_down() {
        let quarter = json!("25%");
        let bounds = Bounds::rolling(10, Some(&quarter), Some(&quarter));
        assert_eq!(bounds.grow(0, 10), 3);
        assert_eq!(bounds.shrink(&[set(10, 10)], set(3, 0)), [8]);
        assert_eq!(bounds.grow(3, 11), 5);
        assert_eq!(bounds.shrink(&[set(8, 8)], set(5, 5)), [3]);
    }

    #[test]
    fn what_is_broken_goes_first() {
        let bounds = Bounds::rolling(4, Some(&json!(1)), Some(&json!(1)));
        assert_eq!(bounds.shrink(&[set(2, 0), set(2, 2)], set(1, 1)), [0, 2]);
    }

    #[test]
    fn a_change_in_the_middle_is_shared_by_size() {
        let bounds = Bounds { replicas: 20, surge: 0, unavailable: 0 };
        let before = |replicas| Set { replicas, available: 0, bound_before: Some(10) };
        assert_eq!(bounds.proportion(&[before(8), before(2)], 10), [16, 4]);
        let none = Bounds { replicas: 0, surge: 0, unavailable: 0 };
        assert_eq!(none.proportion(&[before(8), before(2)], 10), [0, 0]);
    }

    proptest! {
        #[test]
        fn a_rollout_never_leaves_its_bounds(
            replicas in 1i32..30, surge in 0i32..5, unavailable in 0i32..5,
        ) {
            let bounds = Bounds::rolling(replicas, Some(&json!(surge)), Some(&json!(unavailable)));
            let (mut old, mut new) = (replicas, 0);
            for _ in 0..200 {
                new = bounds.grow(new, old + new);
                prop_assert!(old + new <= bounds.most());
                old = bounds.shrink(&[set(old, old)], set(new, 0))[0];
                prop_assert!(old >= bounds.fewest().min(old));
                // All of the new ones become available.
                old = bounds.shrink(&[set(old, old)], set(new, new))[0];
                prop_assert!(old + new >= bounds.fewest());
            }
            prop_assert_eq!((old, new), (0, replicas));
        }
    }
}
