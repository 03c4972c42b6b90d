//! Pods that are ready and stay so, in a tenth of the room: an overview of a cluster keeps thousands of them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference, Time};
use serde::{Deserialize, Serialize};

use super::Scope;
use super::family::{self, Family};
use super::scale_in::DELETION_COST;
use crate::kubernetes::resources::{
    Condition, Container, ContainerState, ContainerStatus, Node, Pod, PodSpec, PodStatus, Running, Shared,
    StringMap,
};

/// A pod as the overview keeps it.
#[derive(Debug, Clone)]
pub(super) enum Kept {
    /// One that is not ready, or is looked at by itself.
    Whole(Box<Pod>),
    /// One that is ready.
    Settled(Box<Settled>),
}

/// What pods of one template have in common.
#[derive(Debug, Clone, Default, PartialEq)]
struct Template {
    labels: StringMap,
    owners: Vec<OwnerReference>,
    containers: Shared<Container>,
    init_containers: Shared<Container>,
}

/// A pod that is ready, and nothing of it is about to change.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "Pod", into = "Pod")]
pub struct Settled {
    template: Arc<Template>,
    namespace: Arc<str>,
    name: Box<str>,
    uid: Box<str>,
    version: Box<str>,
    node: Box<str>,
    ip: Option<Box<str>>,
    created: Option<Timestamp>,
    ready_since: Option<Timestamp>,
    started: Option<Timestamp>,
    deletion_cost: Option<Box<str>>,
}

/// Makes room: pods of one template share what they have in common.
#[derive(Debug, Default)]
pub(super) struct Press {
    keeps_whole: bool,
    templates: HashMap<String, Arc<Template>>,
    namespaces: HashMap<String, Arc<str>>,
}

impl Press {
    /// Of one service each pod is looked at by itself.
    pub fn of(scope: &Scope) -> Self {
        Self { keeps_whole: scope.service.is_some(), ..Self::default() }
    }

    /// A new one of the same sort.
    pub fn again(&self) -> Self {
        Self { keeps_whole: self.keeps_whole, ..Self::default() }
    }

    /// Takes off a node what no picture shows: 20 images with their digests are most of it.
    pub fn node(&self, node: &mut Node) {
        let status = &mut node.status;
        (status.images, status.addresses, status.capacity) = Default::default();
        if !self.keeps_whole {
            // Who wrote what is for a timeline, and the other conditions are for a closer look.
            status.conditions.retain(|it| it.kind == "Ready");
            (node.metadata.managed_fields, node.metadata.annotations) = (None, None);
        }
    }

    /// The pod in less room, if it is settled.
    pub fn settled(&mut self, pod: Pod) -> Result<Settled, Box<Pod>> {
        match self.keeps_whole || !is_settled(&pod) {
            true => Err(Box::new(pod)),
            false => Ok(self.pressed(pod)),
        }
    }

    fn pressed(&mut self, pod: Pod) -> Settled {
        let Pod { metadata, spec, status } = pod;
        let owners = metadata.owner_references.unwrap_or_default();
        let owner = owners.iter().find(|it| it.controller == Some(true)).map(|it| it.uid.clone());
        let template = Template {
            labels: metadata.labels.unwrap_or_default(),
            owners,
            containers: spec.containers.iter().map(lean).collect::<Vec<_>>().into(),
            init_containers: spec.init_containers.iter().map(lean).collect::<Vec<_>>().into(),
        };
        let known = self.templates.entry(owner.unwrap_or_default()).or_default();
        if **known != template {
            *known = Arc::new(template);
        }
        let text = |text: Option<String>| text.unwrap_or_default().into_boxed_str();
        let namespace = metadata.namespace.unwrap_or_default();
        let namespace = self.namespaces.entry(namespace).or_insert_with_key(|it| Arc::from(it.as_str()));
        let ready = status.conditions.iter().find(|it| it.kind == "Ready");
        let statuses = &status.container_statuses;
        let started = statuses.iter().filter_map(|it| it.state.running.as_ref()?.started_at).max();
        let cost = metadata.annotations.and_then(|mut all| all.remove(DELETION_COST));
        Settled {
            template: known.clone(),
            namespace: namespace.clone(),
            name: text(metadata.name),
            uid: text(metadata.uid),
            version: text(metadata.resource_version),
            node: text(spec.node_name),
            ip: status.pod_ip.map(String::into_boxed_str),
            created: metadata.creation_timestamp.map(|time| time.0),
            ready_since: ready.and_then(|it| it.last_transition_time),
            started,
            deletion_cost: cost.map(String::into_boxed_str),
        }
    }
}

/// A container with what an overview shows and counts. Volumes are left out for another reason too: each pod has one of its own
/// name for its service account, and no two would share anything.
fn lean(container: &Container) -> Container {
    Container {
        name: container.name.clone(),
        image: container.image.clone(),
        resources: container.resources.clone(),
        restart_policy: container.restart_policy.clone(),
        ..Container::default()
    }
}

/// Whether what is left out would say nothing.
fn is_settled(pod: &Pod) -> bool {
    let status = &pod.status;
    let runs = |it: &ContainerStatus| it.state.running.is_some() && it.restart_count == 0;
    pod.metadata.deletion_timestamp.is_none()
        && pod.spec.node_name.is_some()
        && status.phase.as_deref() == Some("Running")
        && status.conditions.iter().any(|it| it.kind == "Ready" && it.status == "True")
        && status.container_statuses.iter().all(runs)
}

/// A recording holds pods as the API has them.
impl From<Settled> for Pod {
    fn from(settled: Settled) -> Self {
        settled.pod()
    }
}

impl From<Pod> for Settled {
    fn from(pod: Pod) -> Self {
        Press::default().pressed(pod)
    }
}

impl Settled {
    /// As the API has it, without what was left out.
    fn pod(&self) -> Pod {
        let condition = Condition {
            kind: "Ready".into(),
            status: "True".into(),
            last_transition_time: self.ready_since,
            ..Condition::default()
        };
        let running = ContainerState {
            running: Some(Running { started_at: self.started }),
            ..ContainerState::default()
        };
        let status = |container: &Container| ContainerStatus {
            name: container.name.clone(),
            ready: true,
            state: running.clone(),
            ..ContainerStatus::default()
        };
        let cost = |cost: &str| StringMap::from([(DELETION_COST.to_owned(), cost.to_owned())]);
        Pod {
            metadata: ObjectMeta {
                name: Some(self.name.to_string()),
                namespace: Some(self.namespace.to_string()),
                uid: Some(self.uid.to_string()),
                resource_version: Some(self.version.to_string()),
                labels: Some(self.template.labels.clone()),
                annotations: self.deletion_cost.as_deref().map(cost),
                owner_references: Some(self.template.owners.clone()),
                creation_timestamp: self.created.map(Time),
                ..ObjectMeta::default()
            },
            spec: PodSpec {
                node_name: Some(self.node.to_string()),
                containers: self.template.containers.clone(),
                init_containers: self.template.init_containers.clone(),
                ..PodSpec::default()
            },
            status: PodStatus {
                phase: Some("Running".into()),
                conditions: vec![condition],
                pod_ip: self.ip.as_deref().map(str::to_owned),
                container_statuses: self.template.containers.iter().map(status).collect(),
                ..PodStatus::default()
            },
        }
    }
}

impl Kept {
    /// The pod.
    pub fn pod(&self) -> Cow<'_, Pod> {
        match self {
            Self::Whole(pod) => Cow::Borrowed(pod),
            Self::Settled(settled) => Cow::Owned(settled.pod()),
        }
    }

    /// Its labels; none at all is the same.
    pub fn labels(&self) -> Option<&StringMap> {
        match self {
            Self::Whole(pod) => pod.metadata.labels.as_ref(),
            Self::Settled(settled) => Some(&settled.template.labels),
        }
    }

    /// How it is marked; `None` for one that bears no service's name.
    pub fn family(&self) -> Option<Family> {
        family::marked(self.labels()?).map(|(family, _)| family)
    }

    /// The node that it is on.
    pub fn node(&self) -> Option<&str> {
        match self {
            Self::Whole(pod) => pod.spec.node_name.as_deref(),
            Self::Settled(settled) => Some(&settled.node),
        }
    }

    /// Its namespace and its name.
    pub fn names(&self) -> (&str, &str) {
        match self {
            Self::Whole(pod) => {
                let ObjectMeta { namespace, name, .. } = &pod.metadata;
                (namespace.as_deref().unwrap_or_default(), name.as_deref().unwrap_or_default())
            }
            Self::Settled(settled) => (&settled.namespace, &settled.name),
        }
    }

    /// Its uid and its version.
    pub fn state(&self) -> (Option<&str>, Option<u64>) {
        let (uid, version) = match self {
            Self::Whole(pod) => (pod.metadata.uid.as_deref(), pod.metadata.resource_version.as_deref()),
            Self::Settled(settled) => (Some(&*settled.uid), Some(&*settled.version)),
        };
        (uid, version.and_then(|version| version.parse().ok()))
    }
}
