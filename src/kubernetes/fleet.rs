//! The two kinds of fleets, whose objects have one shape in groups of their own.

use serde::{Deserialize, Serialize};

/// Whose objects place a service on the clusters of a fleet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FleetApi {
    /// ACK One: groups of clusters are filled in order, and machines may be ordered.
    AckOne,
    /// Karmada: the first group overflows into the others.
    Karmada,
}

impl FleetApi {
    /// Both; where a hub serves both, the first is taken.
    pub const ALL: [Self; 2] = [Self::AckOne, Self::Karmada];

    /// The group of policies.
    pub fn policies(self) -> &'static str {
        match self {
            Self::AckOne => "policy.one.alibabacloud.com",
            Self::Karmada => "policy.karmada.io",
        }
    }

    /// The group of autoscalers.
    pub fn autoscalers(self) -> &'static str {
        match self {
            Self::AckOne => "autoscaling.one.alibabacloud.com",
            Self::Karmada => "autoscaling.karmada.io",
        }
    }

    /// As `--fleet-api` names it.
    pub fn word(self) -> &'static str {
        match self {
            Self::AckOne => "ack-one",
            Self::Karmada => "karmada",
        }
    }
}
