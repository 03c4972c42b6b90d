//! What runs the pods of a service and what an autoscaler scales, in the form of a Deployment whatever its kind.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::resources::Requests;
use super::world::Key;
use crate::kubernetes::labels;
use crate::kubernetes::resources::{
    Deployment, DeploymentSpec, DeploymentStatus, LabelSelector, LeaderWorkerSet, PodTemplate,
    RoleBasedGroup, StatefulSet,
};

/// Something with replicas.
#[derive(Debug, Clone)]
pub struct Runner {
    /// As an autoscaler names it, as `StatefulSet`.
    pub kind: &'static str,
    /// As an autoscaler names it.
    pub name: String,
    /// The role of a group of roles.
    pub role: Option<String>,
    /// Pods of one replica.
    pub pods_per_replica: u32,
    /// What the first pod of a replica is made from, where it differs from the others.
    pub leader: Option<PodTemplate>,
    /// Its counts, selector and template.
    pub object: Deployment,
}

impl Runner {
    /// Where it is kept: two kinds may share a name.
    pub(super) fn key(&self) -> Key {
        Self::key_of(self.object.metadata.namespace.as_deref(), self.kind, &self.name)
    }

    /// What all pods of one replica ask for.
    pub fn requests_of_replica(&self) -> Requests {
        let others = Requests::of(&self.object.spec.template.spec);
        let first = self.leader.as_ref().map_or(others, |leader| Requests::of(&leader.spec));
        let mut sum = others * i32::try_from(self.pods_per_replica.saturating_sub(1)).unwrap_or(i32::MAX);
        sum += first;
        sum
    }

    /// Where a runner of this kind and name is kept.
    pub(super) fn key_of(namespace: Option<&str>, kind: &str, name: &str) -> Key {
        (namespace.unwrap_or_default().to_owned(), format!("{kind}/{name}"))
    }
}

fn runner(kind: &'static str, object: Deployment) -> Runner {
    let name = object.metadata.name.clone().unwrap_or_default();
    Runner { kind, name, role: None, pods_per_replica: 1, leader: None, object }
}

impl From<Deployment> for Runner {
    fn from(object: Deployment) -> Self {
        runner("Deployment", object)
    }
}

impl From<StatefulSet> for Runner {
    fn from(object: StatefulSet) -> Self {
        let object = Deployment { metadata: object.metadata, spec: object.spec, status: object.status };
        runner("StatefulSet", object)
    }
}

fn selecting(label: &str, metadata: &ObjectMeta) -> LabelSelector {
    let name = metadata.name.clone().unwrap_or_default();
    LabelSelector { match_labels: [(label.to_owned(), name)].into(), ..LabelSelector::default() }
}

impl From<LeaderWorkerSet> for Runner {
    fn from(object: LeaderWorkerSet) -> Self {
        let LeaderWorkerSet { metadata, spec, status } = object;
        let size = spec.leader_worker_template.size.unwrap_or(1);
        let spec_leader = spec.leader_worker_template.leader_template;
        let spec = DeploymentSpec {
            replicas: spec.replicas,
            selector: selecting(labels::GROUPS, &metadata),
            template: spec.leader_worker_template.worker_template,
        };
        let status = DeploymentStatus {
            replicas: status.replicas,
            ready_replicas: status.ready_replicas,
            available_replicas: status.ready_replicas,
            updated_replicas: status.updated_replicas,
            observed_generation: status.observed_generation.or(metadata.generation).unwrap_or_default(),
            conditions: status.conditions,
        };
        Self {
            pods_per_replica: u32::try_from(size).unwrap_or(1).max(1),
            leader: spec_leader,
            ..runner("LeaderWorkerSet", Deployment { metadata, spec, status })
        }
    }
}

/// One a role: each has an adapter that an autoscaler scales it through.
pub(super) fn of_roles(group: RoleBasedGroup) -> Vec<Runner> {
    let RoleBasedGroup { metadata, spec, status } = group;
    let name = metadata.name.clone().unwrap_or_default();
    let runners = spec.roles.into_iter().map(|role| {
        let told =
            status.role_statuses.iter().find(|told| told.name == role.name).cloned().unwrap_or_default();
        let counts = DeploymentStatus {
            replicas: told.replicas,
            ready_replicas: told.ready_replicas,
            available_replicas: told.ready_replicas,
            updated_replicas: told.updated_replicas.unwrap_or(told.replicas),
            observed_generation: status.observed_generation.or(metadata.generation).unwrap_or_default(),
            conditions: status.conditions.clone(),
        };
        let mut selector = selecting(labels::ROLES, &metadata);
        selector.match_labels.insert("rolebasedgroup.workloads.x-k8s.io/role".into(), role.name.clone());
        let group = role.leader_worker_set;
        let size = u32::try_from(group.size.unwrap_or(1)).unwrap_or(1).max(1);
        let leader = (size > 1).then(|| patched(&role.template, &group.patch_leader_template));
        let template = patched(&role.template, &group.patch_worker_template);
        let spec = DeploymentSpec { replicas: role.replicas, selector, template };
        Runner {
            kind: "RoleBasedGroupScalingAdapter",
            name: format!("{name}-{}", role.name),
            role: Some(role.name),
            pods_per_replica: size,
            leader,
            object: Deployment { metadata: metadata.clone(), spec, status: counts },
        }
    });
    runners.collect()
}

/// A template with what a patch gives its containers: image and resources, which are all that is looked at.
fn patched(template: &PodTemplate, patch: &PodTemplate) -> PodTemplate {
    let mut template = template.clone();
    let mut containers = template.spec.containers.to_vec();
    for own in patch.spec.containers.iter() {
        match containers.iter_mut().find(|known| known.name == own.name) {
            Some(known) => {
                if own.image.is_some() {
                    known.image.clone_from(&own.image);
                }
                known.resources.requests.extend(own.resources.requests.clone());
                known.resources.limits.extend(own.resources.limits.clone());
            }
            None => containers.push(own.clone()),
        }
    }
    template.spec.containers = containers.into();
    template
}
