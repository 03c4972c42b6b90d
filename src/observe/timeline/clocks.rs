//! Whose clock a stamp is of, and how far clocks are apart.
//!
//! A Lease is stamped twice in one write: by its holder in `renewTime`, and by the API server in `managedFields`. That bounds the
//! difference of the two clocks, afterwards too and without a clock of one's own.

use std::collections::BTreeMap;
use std::fmt;

use jiff::SignedDuration;
use serde::{Serialize, Serializer};

use super::interval::{Interval, seconds};
use crate::kubernetes::resources::{Lease, written};

/// A renewal reaches the API server within this time: a kubelet that cannot manage that is reported as not ready soon.
const WRITE_TAKES: SignedDuration = SignedDuration::from_secs(2);
/// Namespace of the nodes' Leases.
const NODES: &str = "kube-node-lease";

/// Whose clock.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clock {
    /// The API server's, by which all others are set here.
    ApiServer,
    /// The controller manager's: HPA, ReplicaSets, endpoints.
    Controllers,
    /// The scheduler's.
    Scheduler,
    /// The node autoscaler's.
    NodeAutoscaler,
    /// A node's: its kubelet and its containers.
    Node(String),
    /// Prometheus'.
    Prometheus,
}

impl fmt::Display for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Clock::ApiServer => formatter.write_str("API server"),
            Clock::Controllers => formatter.write_str("controller manager"),
            Clock::Scheduler => formatter.write_str("scheduler"),
            Clock::NodeAutoscaler => formatter.write_str("node autoscaler"),
            Clock::Node(name) => write!(formatter, "node {name}"),
            Clock::Prometheus => formatter.write_str("Prometheus"),
        }
    }
}

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How far a clock is ahead of the API server's; negative if it is behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Offset {
    /// At least.
    #[serde(serialize_with = "seconds")]
    pub least: SignedDuration,
    /// At most.
    #[serde(serialize_with = "seconds")]
    pub most: SignedDuration,
}

impl Offset {
    /// Whether the clock is wrong for certain.
    pub fn is_proven(self) -> bool {
        self.least > SignedDuration::ZERO || self.most < SignedDuration::ZERO
    }
}

/// What Leases say of clocks.
#[derive(Debug, Clone, Default)]
pub struct Clocks(BTreeMap<Clock, Offset>);

impl Clocks {
    /// Takes in a Lease. One that was not written with its renewal says nothing.
    pub fn note(&mut self, lease: &Lease) {
        let Some(clock) = holder(lease) else { return };
        let (Some(renewed), Some(written)) = (lease.spec.renew_time, written(&lease.metadata)) else {
            return;
        };
        let written = Interval::stamp(written);
        let new = Offset {
            least: renewed.duration_since(written.latest),
            most: renewed.duration_since(written.earliest) + WRITE_TAKES,
        };
        let known = self.0.entry(clock).or_insert(new);
        let both = Offset { least: known.least.max(new.least), most: known.most.min(new.most) };
        // A clock that was set in between: only the last word counts.
        *known = if both.least <= both.most { both } else { new };
    }

    /// How far a clock is ahead, where a Lease says so.
    pub fn offset(&self, clock: &Clock) -> Option<Offset> {
        self.0.get(clock).copied()
    }

    /// All that is known.
    pub fn all(&self) -> impl Iterator<Item = (&Clock, Offset)> {
        self.0.iter().map(|(clock, offset)| (clock, *offset))
    }

    /// A time by the API server's clock. Clocks are taken to agree unless a Lease proves that they do not.
    pub fn by_api_server(&self, at: Interval, clock: &Clock) -> Interval {
        match self.offset(clock) {
            Some(offset) if offset.is_proven() => at.set_back(offset.least, offset.most),
            _ => at,
        }
    }
}

/// Whose clock a Lease is renewed by.
pub(super) fn holder(lease: &Lease) -> Option<Clock> {
    let name = lease.metadata.name.as_deref()?;
    if lease.metadata.namespace.as_deref() == Some(NODES) {
        return Some(Clock::Node(name.to_owned()));
    }
    match name {
        "kube-scheduler" => Some(Clock::Scheduler),
        "kube-controller-manager" => Some(Clock::Controllers),
        "cluster-autoscaler" => Some(Clock::NodeAutoscaler),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;

    fn lease(name: &str, renewed: &str, written: &str) -> Lease {
        serde_json::from_value(json!({
            "metadata": {"name": name, "namespace": NODES, "managedFields": [{"manager": "kubelet", "time": written}]},
            "spec": {"renewTime": renewed},
        }))
        .unwrap()
    }

    #[test]
    fn a_clock_that_agrees_moves_nothing_and_one_that_does_not_does() {
        let mut clocks = Clocks::default();
        clocks.note(&lease("fine", "2026-01-01T00:00:10.250000Z", "2026-01-01T00:00:10Z"));
        clocks.note(&lease("ahead", "2026-01-01T00:00:15.250000Z", "2026-01-01T00:00:10Z"));
        let at: Timestamp = "2026-01-01T00:01:00Z".parse().unwrap();
        let stamp = Interval::stamp(at);
        let moved = |name: &str| clocks.by_api_server(stamp, &Clock::Node(name.to_owned()));
        assert_eq!(moved("fine"), stamp);
        assert_eq!(moved("unheard-of"), stamp);
        let moved = moved("ahead");
        // Between 4.25 s and 7.25 s ahead; the true difference of 5 s is within.
        assert_eq!(moved.earliest.to_string(), "2026-01-01T00:00:52.75Z");
        assert_eq!(moved.latest.to_string(), "2026-01-01T00:00:56.75Z");
    }

    #[test]
    fn two_renewals_bound_it_better_than_one_and_a_clock_that_was_set_is_believed_last() {
        let mut clocks = Clocks::default();
        clocks.note(&lease("n", "2026-01-01T00:00:10.900000Z", "2026-01-01T00:00:10Z"));
        clocks.note(&lease("n", "2026-01-01T00:00:20.100000Z", "2026-01-01T00:00:20Z"));
        let offset = clocks.offset(&Clock::Node("n".into())).unwrap();
        let millis = SignedDuration::from_millis;
        assert_eq!((offset.least, offset.most), (millis(-100), millis(2100)));
        clocks.note(&lease("n", "2026-01-01T01:00:30.000000Z", "2026-01-01T00:00:30Z"));
        assert!(clocks.offset(&Clock::Node("n".into())).unwrap().is_proven());
    }

    #[test]
    fn a_lease_without_stamps_says_nothing() {
        let mut clocks = Clocks::default();
        clocks.note(&Lease::default());
        clocks.note(&serde_json::from_value(json!({"metadata": {"name": "n", "namespace": NODES}})).unwrap());
        assert_eq!(clocks.all().count(), 0);
    }
}
