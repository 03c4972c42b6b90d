//! Which pod a ReplicaSet removes first, and which rule says so.
//!
//! Read in `pkg/controller/controller_utils.go` (`ActivePodsWithRanks`) of Kubernetes 1.36. The controller compares
//! ready times and creation times by order of magnitude only, so that among pods of about the same age the uid decides:
//! that is a coin toss, and it is called one here.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde::Serialize;

/// What the controller compares of a pod.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Candidate {
    /// Its name.
    pub name: String,
    /// Its uid.
    pub uid: String,
    /// Whether it has a node.
    pub scheduled: bool,
    /// Pending 0, Unknown 1, Running 2.
    pub phase: u8,
    /// Since when it is ready.
    pub ready_since: Option<Timestamp>,
    /// Annotation `controller.kubernetes.io/pod-deletion-cost`; 0 without.
    pub deletion_cost: i32,
    /// Active pods of the same owner on its node, itself included.
    pub neighbours: u32,
    /// The largest restart count of its containers.
    pub restarts: u32,
    /// When it was created.
    pub created: Option<Timestamp>,
}

/// The rule by which a pod goes before the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Rule {
    /// It has no node yet.
    Unscheduled,
    /// It is not running yet.
    Phase,
    /// It is not ready.
    NotReady,
    /// Its deletion cost is lower.
    DeletionCost,
    /// More pods of this owner are on its node.
    Crowded,
    /// It has been ready for a shorter time, by order of magnitude.
    ReadyLater,
    /// It was restarted more often.
    Restarts,
    /// It was created later, by order of magnitude.
    Younger,
    /// About the same age: the smaller uid goes, which is as good as chance.
    Uid,
    /// There is no other pod to compare with.
    Only,
}

/// Sorts the pods: the first goes first. Returns, for each, its index and the rule by which it goes before the next.
pub fn order(candidates: &[Candidate], now: Timestamp) -> Vec<(usize, Rule)> {
    // The controller's comparison is not a total order, and `sort_by` panics when it notices: insertion never does.
    let mut indices: Vec<usize> = Vec::with_capacity(candidates.len());
    for new in 0..candidates.len() {
        let goes_first = |&old: &usize| compare(&candidates[old], &candidates[new], now).0.is_le();
        indices.insert(indices.partition_point(goes_first), new);
    }
    let rule = |place: usize| match indices.get(place + 1) {
        Some(&next) => compare(&candidates[indices[place]], &candidates[next], now).1,
        None => Rule::Only,
    };
    (0..indices.len()).map(|place| (indices[place], rule(place))).collect()
}

/// `Less` means that `a` goes first.
fn compare(a: &Candidate, b: &Candidate, now: Timestamp) -> (Ordering, Rule) {
    let first = |ordering: Ordering, rule| (ordering != Ordering::Equal).then_some((ordering, rule));
    let by_age = |a: Option<Timestamp>, b: Option<Timestamp>, rule| {
        if a == b {
            return None;
        }
        let (Some(a_time), Some(b_time)) = (a, b) else {
            // A missing time counts as the youngest.
            return Some((if a.is_none() { Ordering::Less } else { Ordering::Greater }, rule));
        };
        match magnitude(a_time, now).cmp(&magnitude(b_time, now)) {
            Ordering::Equal => None,
            other => Some((other, rule)),
        }
    };
    let uid = || (a.uid.cmp(&b.uid), Rule::Uid);
    first(a.scheduled.cmp(&b.scheduled), Rule::Unscheduled)
        .or_else(|| first(a.phase.cmp(&b.phase), Rule::Phase))
        .or_else(|| first(a.ready_since.is_some().cmp(&b.ready_since.is_some()), Rule::NotReady))
        .or_else(|| first(a.deletion_cost.cmp(&b.deletion_cost), Rule::DeletionCost))
        .or_else(|| first(b.neighbours.cmp(&a.neighbours), Rule::Crowded))
        .or_else(|| match (a.ready_since, b.ready_since) {
            // With ready times of one magnitude the uid decides at once; restarts are not looked at.
            (Some(one), Some(other)) if one != other => {
                Some(by_age(a.ready_since, b.ready_since, Rule::ReadyLater).unwrap_or_else(uid))
            }
            _ => None,
        })
        .or_else(|| first(b.restarts.cmp(&a.restarts), Rule::Restarts))
        .or_else(|| by_age(a.created, b.created, Rule::Younger))
        .unwrap_or_else(uid)
}

/// The power of two of an age in nanoseconds: the controller tells pods apart only if this differs.
fn magnitude(time: Timestamp, now: Timestamp) -> u32 {
    let age = now.duration_since(time).as_nanos().max(0);
    age.checked_ilog2().map_or(0, |log| log + 1)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_000_000, 0);

    fn ready(name: &str, uid: &str, seconds: i64) -> Candidate {
        let since = Some(NOW - SignedDuration::from_secs(seconds));
        Candidate {
            name: name.into(),
            uid: uid.into(),
            scheduled: true,
            phase: 2,
            ready_since: since,
            neighbours: 1,
            created: since,
            ..Candidate::default()
        }
    }

    fn first(candidates: &[Candidate]) -> (&str, Rule) {
        let (index, rule) = order(candidates, NOW)[0];
        (&candidates[index].name, rule)
    }

    #[test]
    fn a_pod_without_a_node_goes_before_all() {
        let pending = Candidate { name: "pending".into(), uid: "z".into(), ..Candidate::default() };
        assert_eq!(first(&[ready("old", "a", 9000), pending]), ("pending", Rule::Unscheduled));
    }

    #[test]
    fn not_ready_goes_before_ready_whatever_its_cost() {
        let loading = Candidate { ready_since: None, deletion_cost: 100, ..ready("loading", "z", 10) };
        assert_eq!(first(&[ready("ready", "a", 10), loading]), ("loading", Rule::NotReady));
    }

    #[test]
    fn cost_then_crowd_then_age() {
        let cheap = Candidate { deletion_cost: -1, ..ready("cheap", "z", 9000) };
        assert_eq!(first(&[ready("young", "a", 10), cheap]), ("cheap", Rule::DeletionCost));
        let crowded = Candidate { neighbours: 2, ..ready("crowded", "z", 9000) };
        assert_eq!(first(&[ready("young", "a", 10), crowded]), ("crowded", Rule::Crowded));
        assert_eq!(first(&[ready("old", "a", 9000), ready("young", "z", 10)]), ("young", Rule::ReadyLater));
    }

    #[test]
    fn an_older_cloud_pod_outlives_a_young_edge_pod() {
        // Nothing in these rules knows of pools: this is the case that a ResourcePolicy is for.
        let pods = [ready("cloud", "a", 7200), ready("edge", "b", 60)];
        assert_eq!(first(&pods), ("edge", Rule::ReadyLater));
    }

    #[test]
    fn about_the_same_age_is_decided_by_uid() {
        assert_eq!(first(&[ready("one", "b", 600), ready("two", "a", 900)]), ("two", Rule::Uid));
    }

    #[test]
    fn restarts_count_only_between_pods_that_are_not_ready_or_ready_at_the_same_time() {
        let restarted = Candidate { restarts: 3, ..ready("restarted", "z", 600) };
        assert_eq!(first(&[ready("calm", "a", 600), restarted.clone()]), ("restarted", Rule::Restarts));
        assert_eq!(first(&[ready("calm", "a", 900), restarted]), ("calm", Rule::Uid));
    }

    /// Ready since one of two times of the same magnitude, restarted or not: the comparison goes round in circles.
    fn circling(count: u32) -> Vec<Candidate> {
        let pod = |number: u32| Candidate {
            restarts: number % 5,
            scheduled: !number.is_multiple_of(97),
            ..ready(
                &format!("pod-{number}"),
                &format!("{:08x}", number.wrapping_mul(2_654_435_761)),
                600 + i64::from(number % 3),
            )
        };
        (0..count).map(pod).collect()
    }

    #[test]
    fn a_comparison_in_circles_still_gives_an_order() {
        let restarted = Candidate { restarts: 5, ..ready("restarted", "c", 600) };
        let (calm, other) = (ready("calm", "a", 600), ready("other", "b", 601));
        for (one, two) in [(&restarted, &calm), (&calm, &other), (&other, &restarted)] {
            assert_eq!(compare(one, two, NOW).0, Ordering::Less, "{} goes before {}", one.name, two.name);
        }
        let pods = circling(2000);
        let order = order(&pods, NOW);
        let places: std::collections::BTreeSet<usize> = order.iter().map(|(place, _)| *place).collect();
        assert_eq!((order.len(), places.len()), (2000, 2000), "each pod once");
        let unscheduled = order.iter().take_while(|(place, _)| !pods[*place].scheduled).count();
        assert_eq!(
            unscheduled,
            pods.iter().filter(|pod| !pod.scheduled).count(),
            "what is certain comes first"
        );
        for pair in order.windows(2) {
            let (goes, rule) = compare(&pods[pair[0].0], &pods[pair[1].0], NOW);
            assert_eq!((goes.is_le(), rule), (true, pair[0].1), "each goes before the next by its rule");
        }
    }

    #[test]
    fn one_pod_has_nobody_to_go_before() {
        assert_eq!(order(&[ready("one", "a", 1)], NOW), [(0, Rule::Only)]);
        assert_eq!(order(&[], NOW), []);
    }
}
