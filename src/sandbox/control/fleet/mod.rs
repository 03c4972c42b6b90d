//! A fleet's hub: objects go to clusters as policies say it, replicas are divided, and what became of them is gathered.
//!
//! Read in Karmada 1.16; ACK One's kinds have the same shape, and groups of clusters that are filled in order. Objects go as works, which an
//! agent in each cluster applies. Not simulated: overrides, failover, taints of clusters, spread constraints.

mod agent;
mod capacity;
mod policy;
mod status;
mod template;
#[cfg(test)]
mod tests;

pub use agent::{Agent, Messenger, Reporter};
pub use capacity::fitting;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::hpa::Autoscaler;
use crate::elastic::fleet::{Divided, Member, divide};
use crate::kubernetes::resources::{HpaSpec, HpaStatus, PodSpec, StringMap};
use crate::sandbox::world::fleet::{KarmadaAutoscaler, OneAutoscaler, ResourceBinding};
use crate::sandbox::world::{Shared, resource};
use crate::sandbox::{Answer, Change, Controller, Kept, Key, Plan, World, Write};
use policy::Policy;
use template::Template;

const WORK_NAME: &str = "work.karmada.io/name";
const WORK_NAMESPACE: &str = "work.karmada.io/namespace";
/// What of the template and of the division a work was made from.
const WORK_VERSION: &str = "work.karmada.io/template-version";
/// Works of a cluster are in a namespace of its own.
const EXECUTION: &str = "karmada-es-";

/// The namespace of a cluster's works.
pub fn execution_namespace(cluster: &str) -> String {
    format!("{EXECUTION}{cluster}")
}

fn cluster_of(namespace: &str) -> Option<&str> {
    namespace.strip_prefix(EXECUTION)
}

/// The name of a work: its binding's namespace and name.
fn work_name(binding: &Key) -> String {
    format!("{}.{}", binding.namespace, binding.name)
}

fn binding_of(work: &Key) -> Option<Key> {
    work.name.split_once('.').map(|(namespace, name)| Key::new(namespace, name))
}

/// How many pods find room on machines that a cluster could still order.
pub type Growth = Arc<dyn Fn(&World, &PodSpec) -> u32 + Send + Sync>;

/// A cluster, as its hub looks at it.
#[derive(Clone)]
pub struct Cluster {
    /// Its name.
    pub name: String,
    /// What is known of it.
    pub world: Shared,
    /// What it could still order.
    pub growth: Growth,
}

/// The hub's controller of bindings.
pub struct FleetController {
    clusters: Vec<Cluster>,
}

impl FleetController {
    /// Over these clusters.
    pub fn new(clusters: Vec<Cluster>) -> Self {
        Self { clusters }
    }

    /// Which clusters an object goes to, with how many replicas; `None` without a policy.
    fn targets(&self, key: &Key, template: &Template, world: &World) -> Option<Targets> {
        let policy = Policy::of(world, template)?;
        let known: Vec<(String, StringMap)> = self
            .clusters
            .iter()
            .map(|it| {
                (
                    it.name.clone(),
                    world.fleet_clusters.get("", &it.name).map(|it| it.labels().clone()).unwrap_or_default(),
                )
            })
            .collect();
        let alternatives = policy.alternatives(&known);
        let Some(workload) = &template.workload else {
            // What has no replicas goes wherever those may be that it belongs to.
            let places = alternatives.first().into_iter().flatten().flatten();
            let counts = places.map(|place| (known[*place].0.clone(), None)).collect();
            return Some(Targets { counts, missing: 0, placement: policy.placement() });
        };
        let binding = world.resource_bindings.at(key);
        let given = |name: &str| {
            let clusters = binding.iter().flat_map(|it| &it.spec.clusters);
            clusters.filter(|it| it.name == name).filter_map(|it| it.replicas).next().unwrap_or(0)
        };
        let members: Vec<Member> = self
            .clusters
            .iter()
            .map(|cluster| {
                let (world, given) = (cluster.world.read(), given(&cluster.name));
                let free = capacity::free(&world, &key.namespace, workload, given);
                Member {
                    name: cluster.name.clone(),
                    given,
                    free,
                    growth: (cluster.growth)(&world, &workload.pod),
                }
            })
            .collect();
        let division = policy.division(&known);
        let Divided { counts, missing } = divide(workload.replicas, &members, &alternatives, &division);
        let counts = members.iter().zip(counts).filter(|(_, count)| *count > 0);
        Some(Targets {
            counts: counts.map(|(member, count)| (member.name.clone(), Some(count))).collect(),
            missing,
            placement: policy.placement(),
        })
    }

    /// All works of a binding in clusters that it does not go to.
    fn withdrawn(&self, key: &Key, targets: &[(String, Option<u32>)], world: &World) -> Vec<Write> {
        let name = work_name(key);
        let others = self.clusters.iter().filter(|it| !targets.iter().any(|(target, _)| *target == it.name));
        let works = others.filter_map(|it| world.works.get(&execution_namespace(&it.name), &name));
        works.map(|work| Write::delete(&**work)).collect()
    }

    fn carry_out(
        &self,
        key: &Key,
        template: &Template,
        targets: &Targets,
        whole: Option<&Value>,
        world: &World,
        now: Timestamp,
    ) -> Plan {
        let binding = world.resource_bindings.at(key);
        let mut writes: Vec<Write> = bound(key, template, targets, binding).into_iter().collect();
        for (cluster, replicas) in &targets.counts {
            let (namespace, version) = (execution_namespace(cluster), version(template, *replicas));
            let known = world.works.get(&namespace, &work_name(key));
            if known.is_some_and(|work| work.annotations().get(WORK_VERSION) == Some(&version)) {
                continue;
            }
            let Some(whole) = whole else { continue };
            let metadata = json!({"name": work_name(key), "namespace": namespace, "annotations": {WORK_VERSION: version},
                "labels": {"work.karmada.io/cluster": cluster}});
            let spec = json!({"workload": {"manifests": [manifest(whole, *replicas)]}});
            writes.push(match known {
                Some(known) => Write::merge(&**known, json!({"metadata": {"annotations": {WORK_VERSION: version}}, "spec": spec})),
                None => Write::Create(json!({"apiVersion": "work.karmada.io/v1alpha1", "kind": "Work", "metadata": metadata, "spec": spec})),
            });
        }
        writes.extend(self.withdrawn(key, &targets.counts, world));
        writes.extend(binding.into_iter().flat_map(|binding| {
            status::gathered(binding, template, targets.missing, &self.clusters, world, now)
        }));
        let mut plan = Plan::from(writes);
        if targets.missing > 0 {
            // Room may come about without a word.
            plan.again_at(now + SignedDuration::from_secs(10));
        }
        plan
    }
}

/// Where an object goes.
struct Targets {
    counts: Vec<(String, Option<u32>)>,
    missing: u32,
    /// As the policy says it.
    placement: Value,
}

impl Controller for FleetController {
    fn name(&self) -> &'static str {
        "karmada-controller-manager"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        match change {
            Change::ResourceBinding(_) => vec![change.key()],
            Change::KarmadaPolicy(_)
            | Change::OnePolicy(_)
            | Change::KarmadaClusterPolicy(_)
            | Change::OneClusterPolicy(_)
            | Change::FleetCluster(_) => template::all(world),
            Change::Work(_) => binding_of(&change.key()).into_iter().collect(),
            change => template::concerned(change).into_iter().collect(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(template) = Template::at(world, key) else {
            let binding = world.resource_bindings.at(key).map(|binding| Write::delete(&**binding));
            return self.withdrawn(key, &[], world).into_iter().chain(binding).collect::<Vec<_>>().into();
        };
        let Some(targets) = self.targets(key, &template, world) else { return Plan::nothing() };
        let current = targets.counts.iter().all(|(cluster, replicas)| {
            let work = world.works.get(&execution_namespace(cluster), &work_name(key));
            work.is_some_and(|work| {
                work.annotations().get(WORK_VERSION) == Some(&version(&template, *replicas))
            })
        });
        match resource(&template.identity).filter(|_| !current) {
            // The whole object is needed, and no table keeps that.
            Some(resource) => {
                let path = resource.path(template.identity.namespace.as_deref());
                Plan::ask(vec![format!("{path}/{}", template.identity.name)])
            }
            None => self.carry_out(key, &template, &targets, None, world, now),
        }
    }

    fn answered(&mut self, key: &Key, answers: Vec<Answer>, world: &World, now: Timestamp) -> Plan {
        let (Some(template), Some(Ok(whole))) = (Template::at(world, key), answers.into_iter().next()) else {
            return Plan { again: Some(now + SignedDuration::from_secs(1)), ..Plan::nothing() };
        };
        match self.targets(key, &template, world) {
            Some(targets) => self.carry_out(key, &template, &targets, Some(&whole), world, now),
            None => Plan::nothing(),
        }
    }
}

fn version(template: &Template, replicas: Option<u32>) -> String {
    format!("{}/{}", template.version, replicas.map_or_else(String::new, |count| count.to_string()))
}

/// The binding as it is to be, if it is not.
fn bound(
    key: &Key,
    template: &Template,
    targets: &Targets,
    known: Option<&Arc<ResourceBinding>>,
) -> Option<Write> {
    let clusters: Vec<Value> = targets
        .counts
        .iter()
        .map(|(name, replicas)| match replicas {
            Some(replicas) => json!({"name": name, "replicas": replicas}),
            None => json!({ "name": name }),
        })
        .collect();
    let replicas = template.workload.as_ref().map(|workload| workload.replicas);
    let same = |binding: &ResourceBinding| {
        let known: Vec<_> = binding.spec.clusters.iter().map(|it| (it.name.clone(), it.replicas)).collect();
        known == targets.counts
            && binding.spec.replicas == replicas
            && binding.spec.placement == targets.placement
    };
    match known {
        Some(known) if same(known) => None,
        Some(known) => {
            let spec = json!({"clusters": clusters, "replicas": replicas, "placement": targets.placement});
            Some(Write::merge(&**known, json!({ "spec": spec })))
        }
        None => {
            let identity = &template.identity;
            let mut spec = json!({"clusters": clusters, "resource": {"apiVersion": identity.api_version, "kind": identity.kind,
                "namespace": identity.namespace, "name": identity.name}});
            if let Some(replicas) = replicas {
                spec["replicas"] = replicas.into();
            }
            spec["placement"] = targets.placement.clone();
            Some(Write::Create(json!({"apiVersion": "work.karmada.io/v1alpha2", "kind": "ResourceBinding",
                "metadata": {"name": key.name, "namespace": key.namespace, "ownerReferences": [template.owner]}, "spec": spec})))
        }
    }
}

/// An object without what only its own cluster knows of it.
fn manifest(whole: &Value, replicas: Option<u32>) -> Value {
    let mut manifest = whole.clone();
    let strip = |value: Option<&mut Value>, keys: &[&str]| {
        if let Some(fields) = value.and_then(Value::as_object_mut) {
            keys.iter().for_each(|key| drop(fields.shift_remove(*key)));
        }
    };
    strip(Some(&mut manifest), &["status"]);
    let own = [
        "uid",
        "resourceVersion",
        "generation",
        "creationTimestamp",
        "managedFields",
        "ownerReferences",
        "finalizers",
    ];
    strip(manifest.get_mut("metadata"), &own);
    strip(
        manifest.pointer_mut("/metadata/annotations"),
        &["kubectl.kubernetes.io/last-applied-configuration"],
    );
    match manifest["kind"].as_str() {
        Some("Service") if manifest["spec"]["clusterIP"] != "None" => {
            strip(manifest.get_mut("spec"), &["clusterIP", "clusterIPs"]);
        }
        Some("PersistentVolumeClaim") => strip(manifest.get_mut("spec"), &["volumeName"]),
        _ => {}
    }
    if let Some(replicas) = replicas {
        manifest["spec"]["replicas"] = replicas.into();
    }
    manifest
}

impl Autoscaler for KarmadaAutoscaler {
    const MANAGER: &'static str = "karmada-federated-hpa-controller";
    fn spec(&self) -> &HpaSpec {
        &self.spec
    }
    fn status(&self) -> &HpaStatus {
        &self.status
    }
}

impl Autoscaler for OneAutoscaler {
    const MANAGER: &'static str = "ack-one-federated-hpa-controller";
    fn spec(&self) -> &HpaSpec {
        &self.spec
    }
    fn status(&self) -> &HpaStatus {
        &self.status
    }
}

/// The pods of all clusters, for a federated autoscaler.
pub fn pods_of(clusters: Vec<Cluster>) -> super::hpa::Pods {
    Box::new(move |_, namespace, selector| {
        let of = |cluster: &Cluster| -> Vec<_> {
            let world = cluster.world.read();
            let pods = world.pods.of(namespace);
            pods.filter(|pod| crate::kubernetes::selector::selects(selector, pod.labels())).cloned().collect()
        };
        clusters.iter().flat_map(of).collect()
    })
}

/// The agents of clusters, by name, that a hub's messenger wakes.
pub type Agents = HashMap<String, crate::sandbox::Waker>;
