//! A fleet: several clusters and a hub in one process.

use std::collections::HashMap;
use std::sync::Arc;

use kube::Client;
use serde_json::{Value, json};

use super::actors::apply;
use super::assembly::{Beginning, MANAGER, Part, Role, Sandbox, VERSION};
use super::control::fleet::{
    Agent, Cluster, FleetController, Messenger, Reporter, execution_namespace, fitting,
};
use super::definitions::fleet_definitions;
use super::machines::pools::view::template;
use super::parts;
use super::scenario::{Member, Pool, Scenario};
use super::world::World;
use crate::clock::ClusterClock;
use crate::error::{Error, Result};
use crate::kubernetes::resources::PodSpec;
use crate::sandbox::Kept;

/// The hub's name in the kubeconfig.
const HUB: &str = "hub";

/// Starts the clusters and their hub.
///
/// # Errors
/// As for a single cluster, of any of them.
pub async fn start(scenario: Scenario, port: u16, clock: ClusterClock) -> Result<Sandbox> {
    let scenario = Arc::new(scenario);
    let mut members = Vec::new();
    for (place, member) in scenario.members.iter().enumerate() {
        let Some(own) = scenario.of_member(place) else { continue };
        let beginning =
            Beginning { name: &member.name, scenario: own, port: 0, state: None, role: Role::Cluster };
        members.push(Part::begin(beginning, clock).await?);
    }
    let hub = Beginning { name: HUB, scenario: scenario.of_hub(), port, state: None, role: Role::Hub };
    let mut hub = Part::begin(hub, clock).await?;
    for definition in fleet_definitions()? {
        hub.begin_with(&definition).await?;
    }
    for member in &scenario.members {
        join(&hub.client, member).await.map_err(|error| {
            Error::failed(format!("the cluster {} cannot join the fleet", member.name))
                .cause(error.to_string())
        })?;
    }
    for object in &scenario.objects {
        hub.begin_with(object).await?;
    }
    let clusters: Vec<Cluster> = scenario
        .members
        .iter()
        .zip(&members)
        .map(|(member, part)| Cluster {
            name: member.name.clone(),
            world: part.runtime.world(),
            growth: {
                let pools = member.pools.clone();
                Arc::new(move |world: &World, pod: &PodSpec| growth(&pools, world, pod))
            },
        })
        .collect();
    let waker = hub.runtime.add(FleetController::new(clusters.clone()));
    parts::hub(&mut hub.runtime, &scenario, &clusters);
    let mut agents = HashMap::new();
    for (member, part) in scenario.members.iter().zip(&mut members) {
        agents.insert(member.name.clone(), part.runtime.add(Agent::new(hub.runtime.world())));
        part.runtime.add(Reporter(waker.clone()));
    }
    hub.runtime.add(Messenger(agents));
    hub.machines.metrics.ask_also(members.iter().map(|part| part.machines.metrics.clone()).collect());
    hub.machines.ingress.lead_to(members.iter().map(|part| part.machines.ingress.clone()).collect());
    Ok(hub.run_with(members))
}

/// How many pods find room on nodes that a cluster's pools could still have.
fn growth(pools: &[Pool], world: &World, pod: &PodSpec) -> u32 {
    let room = |pool: &Pool| {
        let own = |node: &crate::kubernetes::resources::Node| {
            node.labels().get(&pool.pool_label).is_some_and(|id| id == pool.id())
        };
        let there = world.nodes.iter().filter(|(_, node)| own(node)).count();
        let more = pool.max.saturating_sub(u32::try_from(there).unwrap_or(u32::MAX));
        if more == 0 || pool.min == pool.max { 0 } else { more.saturating_mul(fitting(pod, template(pool))) }
    };
    pools.iter().map(room).fold(0, u32::saturating_add)
}

/// Makes a cluster known in the hub.
async fn join(hub: &Client, member: &Member) -> std::result::Result<(), kube::Error> {
    let cluster = json!({"apiVersion": "cluster.karmada.io/v1alpha1", "kind": "Cluster",
        "metadata": {"name": member.name, "labels": member.labels}, "spec": {"syncMode": "Pull"}});
    apply(hub, MANAGER, &cluster).await?;
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": execution_namespace(&member.name)}});
    apply(hub, MANAGER, &namespace).await?;
    let status = json!({"status": {"kubernetesVersion": VERSION, "conditions": [{"type": "Ready", "status": "True",
        "reason": "ClusterReady", "message": "cluster is healthy and ready to accept workloads"}]}});
    let path =
        format!("/apis/cluster.karmada.io/v1alpha1/clusters/{}/status?fieldManager={MANAGER}", member.name);
    let request = http::Request::patch(path).header("content-type", "application/merge-patch+json");
    let request = request.body(status.to_string().into_bytes()).map_err(kube::Error::HttpError)?;
    hub.request::<Value>(request).await.map(drop)
}

/// One kubeconfig for the hub and its clusters; the first one's context is the current one.
pub(super) fn kubeconfig(parts: &[String]) -> String {
    let mut whole =
        json!({"apiVersion": "v1", "kind": "Config", "clusters": [], "contexts": [], "users": []});
    for (place, text) in parts.iter().enumerate() {
        let Ok(part) = serde_yaml::from_str::<Value>(text) else { continue };
        if place == 0 {
            whole["current-context"] = part["current-context"].clone();
        }
        for list in ["clusters", "contexts", "users"] {
            let own = part[list].as_array().cloned().unwrap_or_default();
            if let Some(all) = whole[list].as_array_mut() {
                all.extend(own);
            }
        }
    }
    format!("{whole:#}\n")
}
