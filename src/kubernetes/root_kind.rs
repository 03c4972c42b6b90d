//! The kinds that a service may be.

use serde::Serialize;

use super::{Identity, labels};

/// The kinds that a service may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each is named as its kind")]
pub enum RootKind {
    InferenceService,
    KnativeService,
    Deployment,
    StatefulSet,
    LeaderWorkerSet,
    RoleBasedGroup,
}

impl RootKind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::InferenceService,
        Self::KnativeService,
        Self::Deployment,
        Self::StatefulSet,
        Self::LeaderWorkerSet,
        Self::RoleBasedGroup,
    ];

    /// The kind of service that an object of this group and kind would be, whatever its version.
    pub fn of(identity: &Identity) -> Option<Self> {
        let same = |kind: &Self| {
            let (api_version, name) = kind.api();
            let group = api_version.split_once('/').map_or("", |(group, _)| group);
            name == identity.kind && identity.group() == group
        };
        Self::ALL.into_iter().find(same)
    }

    /// Version and kind, as an object names them.
    pub fn api(self) -> (&'static str, &'static str) {
        match self {
            Self::InferenceService => ("serving.kserve.io/v1beta1", "InferenceService"),
            Self::KnativeService => ("serving.knative.dev/v1", "Service"),
            Self::Deployment => ("apps/v1", "Deployment"),
            Self::StatefulSet => ("apps/v1", "StatefulSet"),
            Self::LeaderWorkerSet => ("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet"),
            Self::RoleBasedGroup => ("workloads.x-k8s.io/v1alpha1", "RoleBasedGroup"),
        }
    }

    /// The verb of `neap serve` that deploys it.
    pub fn verb(self) -> &'static str {
        match self {
            Self::InferenceService => "kserve",
            Self::KnativeService => "knative",
            Self::Deployment => "deployment",
            Self::StatefulSet => "statefulset",
            Self::LeaderWorkerSet | Self::RoleBasedGroup => "distributed",
        }
    }

    /// The label by which its pods bear its name, where its controller sets one.
    pub fn label_of_pods(self) -> Option<&'static str> {
        match self {
            Self::InferenceService => Some(labels::KSERVE),
            Self::KnativeService => Some(labels::KNATIVE),
            Self::LeaderWorkerSet => Some(labels::GROUPS),
            Self::RoleBasedGroup => Some(labels::ROLES),
            Self::Deployment | Self::StatefulSet => None,
        }
    }

    /// What it is called on the API server, as `inferenceservice.serving.kserve.io/qwen`.
    pub fn identity(self, namespace: &str, name: &str) -> Identity {
        let (api_version, kind) = self.api();
        Identity {
            api_version: api_version.to_owned(),
            kind: kind.to_owned(),
            namespace: Some(namespace.to_owned()),
            name: name.to_owned(),
        }
    }
}
