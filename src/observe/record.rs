//! What a watch brings, one record a change: the input of the fold, and the form of a recording (one JSON object a line).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Settled, Want};
use crate::elastic::fit::Amounts;
use crate::kubernetes::resources::{
    CronHorizontalPodAutoscaler, Deployment, EndpointSlice, Event, HorizontalPodAutoscaler, InferenceService,
    KarmadaAutoscaler, KnativeService, LeaderWorkerSet, Lease, Node, NodeClaim, OneAutoscaler,
    PersistentVolumeClaim, Pod, ResourceBinding, ResourcePolicy, RoleBasedGroup, ScaledObject, StatefulSet,
};

/// One change and when it was received, by the observer's clock.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Record {
    /// When it was received.
    pub at: Timestamp,
    /// What changed.
    #[serde(flatten)]
    pub change: Change,
}

/// What changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "change")]
pub enum Change {
    /// All objects that a want stands for; others of it are gone.
    Listed {
        /// What was asked for.
        want: Want,
        /// What there is.
        objects: Vec<Seen>,
    },
    /// An object is new or different.
    Applied {
        /// The object.
        object: Seen,
    },
    /// An object is gone.
    Deleted {
        /// As it was last.
        object: Seen,
    },
    /// What pods that are not the service's own ask for on a node, in thousandths.
    Occupied {
        /// The node.
        node: String,
        /// What they ask for.
        #[serde(with = "amounts")]
        amounts: Amounts,
    },
    /// The last line that a crashed container wrote; `None` if it cannot be had.
    Logged {
        /// What was asked for.
        want: Want,
        /// The line.
        line: Option<String>,
    },
    /// The connection was lost; the watch tries again by itself.
    Lost {
        /// What was watched.
        want: Want,
        /// Why.
        why: String,
    },
    /// It will not be had: forbidden, or the kind is not served.
    Denied {
        /// What was asked for.
        want: Want,
        /// Which of the two.
        denial: Denial,
    },
}

/// Why something cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "denial")]
pub enum Denial {
    /// RBAC does not allow it.
    Forbidden {
        /// The verb and resource that are lacking, as `list nodes`.
        action: String,
    },
    /// The cluster does not serve this kind.
    NotServed,
}

/// An object of a kind that is watched.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind")]
#[expect(missing_docs, reason = "each is named as its kind")]
pub enum Seen {
    InferenceService(Box<InferenceService>),
    KnativeService(Box<KnativeService>),
    LeaderWorkerSet(Box<LeaderWorkerSet>),
    RoleBasedGroup(Box<RoleBasedGroup>),
    StatefulSet(Box<StatefulSet>),
    Deployment(Box<Deployment>),
    HorizontalPodAutoscaler(Box<HorizontalPodAutoscaler>),
    OneAutoscaler(Box<OneAutoscaler>),
    KarmadaAutoscaler(Box<KarmadaAutoscaler>),
    ResourceBinding(Box<ResourceBinding>),
    ResourcePolicy(Box<ResourcePolicy>),
    CronHorizontalPodAutoscaler(Box<CronHorizontalPodAutoscaler>),
    ScaledObject(Box<ScaledObject>),
    Pod(Box<Pod>),
    SettledPod(Box<Settled>),
    Node(Box<Node>),
    PersistentVolumeClaim(Box<PersistentVolumeClaim>),
    Event(Box<Event>),
    EndpointSlice(Box<EndpointSlice>),
    Lease(Box<Lease>),
    NodeClaim(Box<NodeClaim>),
}

/// JSON has no 128-bit numbers that serde's tagged enums can carry, so amounts are written as text.
mod amounts {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::elastic::fit::Amounts;

    pub fn serialize<S: Serializer>(amounts: &Amounts, serializer: S) -> Result<S::Ok, S::Error> {
        let texts: BTreeMap<_, _> = amounts.iter().map(|(name, amount)| (name, amount.to_string())).collect();
        texts.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Amounts, D::Error> {
        let texts = BTreeMap::<String, String>::deserialize(deserializer)?;
        texts
            .into_iter()
            .map(|(name, text)| Ok((name, text.parse().map_err(serde::de::Error::custom)?)))
            .collect()
    }
}
