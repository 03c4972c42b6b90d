//! The object that is the service, whatever its kind: one form for all views.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::kubernetes::resources::{
    Deployment, InferenceService, InferenceServiceStatus, KnativeService, LeaderWorkerSet, RoleBasedGroup,
    StatefulSet,
};
use crate::kubernetes::{Object, RootKind, labels, selector};

/// The object that is the service.
#[derive(Debug, Clone)]
pub struct Root {
    /// Its kind.
    pub kind: RootKind,
    /// Name, labels, times.
    pub metadata: ObjectMeta,
    /// What is wanted, as written; empty where only a reduced object was read.
    pub spec: Value,
    /// How far it is, in the form of an InferenceService's status.
    pub status: InferenceServiceStatus,
}

impl Root {
    /// The type that the service was deployed as: `kserve`, `knative`, `custom` …, by its label, else by its kind.
    pub fn type_name(&self) -> &str {
        let labelled = self.metadata.labels.as_ref().and_then(|labels| labels.get(labels::TYPE));
        match self.kind {
            RootKind::InferenceService => "kserve",
            kind => labelled.map_or(kind.verb(), String::as_str),
        }
    }

    /// The service that a whole object is; `None` if it is a part of one, or nobody's.
    pub fn of_object(kind: RootKind, object: &Object) -> Option<Self> {
        fn read<K: DeserializeOwned>(object: &Object) -> Option<K> {
            serde_json::from_value(object.value().clone()).ok()
        }
        let root = match kind {
            RootKind::InferenceService => Self::from(read::<InferenceService>(object)?),
            RootKind::KnativeService => Self::from(read::<KnativeService>(object)?),
            RootKind::Deployment => Self::from(&read::<Deployment>(object)?),
            RootKind::StatefulSet => Self::from(&read::<StatefulSet>(object)?),
            RootKind::LeaderWorkerSet => Self::from(&read::<LeaderWorkerSet>(object)?),
            RootKind::RoleBasedGroup => Self::from(&read::<RoleBasedGroup>(object)?),
        };
        let own = kind == RootKind::InferenceService || is_root(&root.metadata);
        let spec = object.get("/spec").cloned().unwrap_or_default();
        own.then_some(Self { spec, ..root })
    }

    /// What its parts bear as its name; Arena's bear another than its own.
    pub fn marked(&self) -> &str {
        let label = || self.metadata.labels.as_ref()?.get(labels::NAME);
        let named = self.kind != RootKind::InferenceService;
        named.then(label).flatten().map_or(self.name(), String::as_str)
    }

    /// The label selector of its pods, where the object says it; only of one that was read whole.
    pub fn selector(&self) -> Option<String> {
        let of_name = |label: &str| Some(format!("{label}={}", self.name()));
        match self.kind {
            RootKind::Deployment | RootKind::StatefulSet => {
                let chosen = serde_json::from_value(self.spec.get("selector")?.clone()).ok()?;
                Some(selector::text(&chosen)).filter(|text| !text.is_empty())
            }
            RootKind::LeaderWorkerSet => of_name(labels::GROUPS),
            RootKind::RoleBasedGroup => of_name(labels::ROLES),
            RootKind::InferenceService | RootKind::KnativeService => None,
        }
    }

    /// Its name; empty for one without.
    pub fn name(&self) -> &str {
        self.metadata.name.as_deref().unwrap_or_default()
    }
}

/// Whether an object is a service of its own and not a part of one: it bears its service's name and nothing controls it.
pub fn is_root(metadata: &ObjectMeta) -> bool {
    let labels = metadata.labels.as_ref();
    let label = |name: &str| labels.and_then(|labels| labels.get(name));
    let controlled = metadata.owner_references.iter().flatten().any(|owner| owner.controller == Some(true));
    label(labels::NAME).is_some() && label(labels::KSERVE).is_none() && !controlled
}

impl From<InferenceService> for Root {
    fn from(object: InferenceService) -> Self {
        Self {
            kind: RootKind::InferenceService,
            metadata: object.metadata,
            spec: object.spec,
            status: object.status,
        }
    }
}

impl From<KnativeService> for Root {
    fn from(object: KnativeService) -> Self {
        let status = object.status;
        // As KServe shows the revisions of its own Knative Service.
        let component = json!({
            "latestCreatedRevision": status.latest_created_revision_name,
            "latestReadyRevision": status.latest_ready_revision_name,
            "traffic": status.traffic,
        });
        Self {
            kind: RootKind::KnativeService,
            metadata: object.metadata,
            spec: object.spec,
            status: InferenceServiceStatus {
                url: status.url,
                conditions: status.conditions,
                deployment_mode: Some("Knative".into()),
                observed_generation: status.observed_generation,
                components: [("predictor".to_owned(), component)].into(),
                ..InferenceServiceStatus::default()
            },
        }
    }
}

/// One that makes its pods itself: its conditions are told as those of what runs it.
fn plain(kind: RootKind, metadata: ObjectMeta, observed_generation: Option<i64>) -> Root {
    let status = InferenceServiceStatus { observed_generation, ..InferenceServiceStatus::default() };
    Root { kind, metadata, spec: Value::Null, status }
}

impl From<&Deployment> for Root {
    fn from(object: &Deployment) -> Self {
        plain(RootKind::Deployment, object.metadata.clone(), Some(object.status.observed_generation))
    }
}

impl From<&StatefulSet> for Root {
    fn from(object: &StatefulSet) -> Self {
        plain(RootKind::StatefulSet, object.metadata.clone(), Some(object.status.observed_generation))
    }
}

impl From<&LeaderWorkerSet> for Root {
    fn from(object: &LeaderWorkerSet) -> Self {
        plain(RootKind::LeaderWorkerSet, object.metadata.clone(), object.status.observed_generation)
    }
}

impl From<&RoleBasedGroup> for Root {
    fn from(object: &RoleBasedGroup) -> Self {
        plain(RootKind::RoleBasedGroup, object.metadata.clone(), object.status.observed_generation)
    }
}
