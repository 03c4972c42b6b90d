//! New sizes that a watch saw being written.
//!
//! No record stamps the write of a size: the autoscaler's event follows it, to the second. A watch brings the write within
//! moments, and stamps it by the observer's clock. How far that clock is from the controller manager's is told by its Lease: it
//! stamps each renewal to the microsecond, and the same watch brings it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::clocks::{Clock, holder};
use super::interval::{Interval, later};
use crate::kubernetes::resources::Lease;
use crate::observe::Seen;

/// A clock keeps its distance to another for so long.
const STEADY: SignedDuration = SignedDuration::from_secs(30);
/// So many renewals within that time are one of them that came quickly.
const ENOUGH: usize = 3;
/// The quickest renewal was stored and here within this time of its stamp, the way of every change through the network aside.
const QUICK: SignedDuration = SignedDuration::from_millis(250);
/// A watch is on time whose renewals before and after a change came no later than this after the quickest one.
const ON_TIME: SignedDuration = SignedDuration::from_millis(250);
/// And then a change between them is here within this time of its write.
const HERE: SignedDuration = SignedDuration::from_millis(750);

/// What a watch saw of sizes, and of the controller manager's clock.
#[derive(Debug, Clone, Default)]
pub struct Sizes {
    /// By when a renewal was received: who sent it, and how long that was after its stamp.
    renewals: BTreeMap<Timestamp, (String, SignedDuration)>,
    /// The last size of each object.
    known: BTreeMap<(&'static str, String), i32>,
    /// When another size was received.
    changes: Vec<(Timestamp, u32)>,
}

impl Sizes {
    /// Takes in a renewal that a watch brought.
    pub fn renewed(&mut self, lease: &Lease, received: Timestamp) {
        if holder(lease) != Some(Clock::Controllers) {
            return;
        }
        if let (Some(by), Some(stamp)) = (&lease.spec.holder_identity, lease.spec.renew_time) {
            self.renewals.insert(received, (by.clone(), received.duration_since(stamp)));
        }
    }

    /// Takes in an object that may have a size. Only of a change that was watched is it known when it came.
    pub fn seen(&mut self, object: &Seen, watched: bool, received: Timestamp) {
        let (kind, name, size) = match object {
            Seen::Deployment(it) => ("Deployment", &it.metadata.name, it.spec.replicas),
            Seen::StatefulSet(it) => ("StatefulSet", &it.metadata.name, it.spec.replicas),
            Seen::LeaderWorkerSet(it) => ("LeaderWorkerSet", &it.metadata.name, it.spec.replicas),
            _ => return,
        };
        let (Some(name), Some(size)) = (name, size) else { return };
        let before = self.known.insert((kind, name.clone()), size);
        if let (true, Some(before), Ok(size)) = (watched, before, u32::try_from(size))
            && i64::from(before) != i64::from(size)
        {
            self.changes.push((received, size));
        }
    }

    /// What is left of a time within which this size was written, by the controller manager's clock, after a look at when the
    /// watch brought it; `None` if it did not, or nothing tells whether it was on time.
    pub fn narrowed(&self, at: Interval, size: u32) -> Option<Interval> {
        let of_size = self.changes.iter().filter(|(_, to)| *to == size);
        of_size.filter_map(|(received, _)| self.written(*received)?.common(at)).next()
    }

    /// When something was written that was received then.
    fn written(&self, received: Timestamp) -> Option<Interval> {
        let (_, (by, _)) = self.renewals.range(..=received).next_back()?;
        let near = self.renewals.range(later(received, -STEADY)..later(received, STEADY));
        let late = near.filter(|(_, (of, _))| of == by).map(|(at, (_, late))| (*at, *late));
        let (before, after): (Vec<_>, Vec<_>) = late.partition(|(at, _)| *at <= received);
        let quickest = before.iter().chain(&after).map(|(_, late)| *late).min()?;
        let beside = before.last()?.1.max(after.first()?.1);
        if before.len() + after.len() < ENOUGH || beside - quickest > ON_TIME {
            return None;
        }
        let theirs = later(received, -quickest);
        Some(Interval { earliest: later(theirs, -HERE), latest: later(theirs, QUICK) })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_767_225_600_000 + millis).unwrap()
    }

    /// A renewal that was stamped then, and received so much later by a clock that is an hour ahead.
    fn renewal(sizes: &mut Sizes, by: &str, stamped: i64, late: i64) {
        let lease = json!({"metadata": {"name": "kube-controller-manager", "namespace": "kube-system"},
            "spec": {"holderIdentity": by, "renewTime": at(stamped).to_string()}});
        sizes.renewed(&serde_json::from_value(lease).unwrap(), here(stamped + late));
    }

    fn here(millis: i64) -> Timestamp {
        at(3_600_000 + millis)
    }

    fn deployment(sizes: &mut Sizes, replicas: i32, watched: bool, received: i64) {
        let object =
            json!({"kind": "Deployment", "metadata": {"name": "qwen"}, "spec": {"replicas": replicas}});
        sizes.seen(&serde_json::from_value(object).unwrap(), watched, here(received));
    }

    /// Renewals every two seconds, this one and the next so late, and a new size between them.
    fn sizes(late: [i64; 2]) -> Sizes {
        let mut sizes = Sizes::default();
        for stamped in [0, 2000, 4000, 6000, 8000] {
            let late = if stamped == 4000 {
                late[0]
            } else if stamped == 6000 {
                late[1]
            } else {
                10
            };
            renewal(&mut sizes, "manager-1", stamped, late);
        }
        deployment(&mut sizes, 1, false, 0);
        deployment(&mut sizes, 2, true, 5030);
        sizes
    }

    /// As the event says: within two seconds of which the write is in one.
    const TOLD: (i64, i64) = (4000, 6000);

    fn narrowed(sizes: &Sizes, size: u32) -> Option<(i64, i64)> {
        let told = Interval { earliest: at(TOLD.0), latest: at(TOLD.1) };
        let millis = |it: Timestamp| it.as_millisecond() - at(0).as_millisecond();
        sizes.narrowed(told, size).map(|it| (millis(it.earliest), millis(it.latest)))
    }

    #[test]
    fn a_size_that_a_watch_brought_was_written_within_a_second_whatever_the_clock_here_says() {
        assert_eq!(narrowed(&sizes([10, 10]), 2), Some((4270, 5270)));
        // What another record rules out is not told.
        let mut early = sizes([10, 10]);
        early.changes = vec![(here(4100), 2)];
        assert_eq!(narrowed(&early, 2), Some((4000, 4340)));
    }

    #[test]
    fn nothing_is_told_of_another_size_of_a_list_and_of_a_watch_that_is_late() {
        assert_eq!(narrowed(&sizes([10, 10]), 3), None);
        assert_eq!(narrowed(&sizes([10, 400]), 2), None);
        assert_eq!(narrowed(&sizes([400, 10]), 2), None);
        let mut listed = Sizes { known: BTreeMap::new(), changes: Vec::new(), ..sizes([10, 10]) };
        deployment(&mut listed, 1, false, 0);
        deployment(&mut listed, 2, false, 5030);
        assert_eq!(narrowed(&listed, 2), None);
    }

    #[test]
    fn without_renewals_beside_it_or_from_another_manager_nothing_is_told() {
        let full = sizes([10, 10]);
        let keep = |accepts: &dyn Fn(usize) -> bool| {
            let mut sizes = full.clone();
            sizes.renewals = full
                .renewals
                .iter()
                .enumerate()
                .filter(|(place, _)| accepts(*place))
                .map(|(_, (at, it))| (*at, it.clone()))
                .collect();
            narrowed(&sizes, 2)
        };
        assert_eq!(keep(&|_| true), Some((4270, 5270)));
        assert_eq!(keep(&|_| false), None);
        assert_eq!(keep(&|place| place < 3), None);
        assert_eq!(keep(&|place| place > 2), None);
        assert_eq!(keep(&|place| place == 2 || place == 3), None);
        let mut changed = full.clone();
        changed.renewals.values_mut().skip(3).for_each(|it| it.0 = "manager-2".to_owned());
        assert_eq!(narrowed(&changed, 2), None);
    }
}
