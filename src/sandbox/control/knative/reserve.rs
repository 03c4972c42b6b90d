//! ACK's reserve instances: while a revision sleeps, a small pod of it stays and takes the first requests.
//!
//! As ACK's documents tell it: at idle one pod of low specification remains; the first request goes to it while the usual pods are created;
//! when one of those is ready, requests go there and the reserve goes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::state::metadata;
use super::workload;
use crate::elastic::kpa::Settings;
use crate::kubernetes::resources::{Pod, condition_is_true};
use crate::sandbox::world::serving::{PodAutoscaler, Revision};
use crate::sandbox::{Change, Controller, Kept, Key, Plan, World, Write};

const RESERVE: &str = "knative.aliyun.com/reserve-instance";
const REVISION: &str = "serving.knative.dev/revision";

/// The controller of reserve instances.
#[derive(Debug)]
pub struct ReserveController {
    settings: Settings,
}

impl ReserveController {
    /// With the cluster's settings.
    pub fn new(settings: Settings) -> Self {
        Self { settings }
    }
}

/// Whether a pod is a reserve.
pub fn is_reserve(pod: &Pod) -> bool {
    pod.labels().contains_key(RESERVE)
}

/// Whether a revision sleeps only with a reserve, and none is ready yet.
pub fn must_wait(scaled: &PodAutoscaler, world: &World) -> bool {
    wanted(scaled.annotations()).is_some() && ready(world, scaled.namespace(), scaled.name(), true) == 0
}

/// How many reserve pods; `None` for a revision without.
fn wanted(annotations: &BTreeMap<String, String>) -> Option<i32> {
    annotations.get(RESERVE).filter(|word| *word == "enable")?;
    let count = annotations.get(&format!("{RESERVE}-replicas")).and_then(|count| count.parse().ok());
    Some(count.unwrap_or(1))
}

fn ready(world: &World, namespace: &str, revision: &str, reserve: bool) -> usize {
    let pods = world.pods.of(namespace).filter(|pod| {
        pod.labels().get(REVISION).is_some_and(|name| name == revision)
            && !pod.is_going()
            && is_reserve(pod) == reserve
            && condition_is_true(&pod.status.conditions, "Ready") == Some(true)
    });
    pods.count()
}

impl Controller for ReserveController {
    fn name(&self) -> &'static str {
        "reserve-instance-controller"
    }

    fn concerns(&self, change: &Change, _world: &World) -> Vec<Key> {
        match change {
            Change::Revision(_) | Change::PodAutoscaler(_) => vec![change.key()],
            Change::Pod(diff) => {
                let revision = diff.last.labels().get(REVISION);
                revision.map(|name| Key::new(diff.last.namespace(), name)).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, _now: Timestamp) -> Plan {
        let Some(revision) = world.revisions.at(key).filter(|it| !it.is_going()) else {
            return Plan::nothing();
        };
        let Some(count) = wanted(revision.annotations()) else { return Plan::nothing() };
        let asleep = world
            .pod_autoscalers
            .at(key)
            .is_some_and(|scaled| scaled.status.get("desiredScale").and_then(Value::as_i64) == Some(0));
        let known = world.deployments.get(&key.namespace, &name(revision));
        let has = known.map_or(0, |known| known.spec.replicas.unwrap_or(1));
        let replicas = match (asleep, ready(world, &key.namespace, &key.name, false)) {
            (true, _) => count,
            (false, 0) => has,
            (false, _) => 0,
        };
        let write = match known {
            None if replicas > 0 => Some(Write::Create(deployment(revision, replicas, &self.settings))),
            Some(known) if has != replicas => {
                Some(Write::merge(&**known, json!({"spec": {"replicas": replicas}})))
            }
            _ => None,
        };
        write.into_iter().collect::<Vec<_>>().into()
    }
}

fn name(revision: &Revision) -> String {
    format!("{}-reserve", revision.name())
}

/// The revision's Deployment with less processor and memory. What the model needs, as a GPU, it has too.
fn deployment(revision: &Revision, replicas: i32, settings: &Settings) -> Value {
    let mut reserve = workload::deployment(revision, settings);
    let mut labels = workload::labels(revision);
    // The usual Deployment selects by the revision's uid.
    labels.remove("serving.knative.dev/revisionUID");
    labels.insert(RESERVE.into(), "enable".into());
    reserve["metadata"] = metadata(revision, &name(revision), labels.clone(), BTreeMap::new());
    reserve["spec"]["replicas"] = replicas.into();
    reserve["spec"]["selector"] = json!({"matchLabels": {REVISION: revision.name(), RESERVE: "enable"}});
    let pod = &mut reserve["spec"]["template"];
    pod["metadata"]["labels"] = json!(labels);
    let given = |kind: &str| revision.annotations().get(&format!("{RESERVE}-{kind}-use-specs"));
    if let Some(specs) = given("eci") {
        pod["metadata"]["annotations"]["k8s.aliyun.com/eci-use-specs"] = specs.as_str().into();
        let resources = &mut pod["spec"]["containers"][0]["resources"];
        for part in ["requests", "limits"] {
            match small(specs) {
                Some((cpu, memory)) => {
                    resources[part]["cpu"] = cpu.into();
                    resources[part]["memory"] = memory.into();
                }
                // A machine of that type is its alone.
                None => {
                    if let Some(amounts) = resources[part].as_object_mut() {
                        amounts.shift_remove("cpu");
                        amounts.shift_remove("memory");
                    }
                }
            }
        }
    }
    if let Some(types) = given("ecs") {
        let types: Vec<&str> = types.split(',').map(str::trim).collect();
        let term = json!({"matchExpressions": [{"key": "node.kubernetes.io/instance-type", "operator": "In", "values": types}]});
        pod["spec"]["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"] =
            json!({"nodeSelectorTerms": [term]});
    }
    reserve
}

/// Processors and memory of `1-2Gi`; instance types are something else.
fn small(specs: &str) -> Option<(&str, &str)> {
    let (cpu, memory) = specs.split_once('-')?;
    cpu.parse::<f64>().ok().filter(|_| !memory.contains('.') && !memory.contains(','))?;
    Some((cpu, memory))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_specification_is_told_from_instance_types() {
        assert_eq!(small("1-2Gi"), Some(("1", "2Gi")));
        assert_eq!(small("ecs.t6-c1m1.large,ecs.t5-lc1m2.small"), None);
    }
}
