//! Nodes that could take a replica, and quotas that do not.

use serde_json::{Value, json};

use super::Found;
use crate::doctor::case::{Case, Entry, Workload};
use crate::doctor::finding::Finding;
use crate::elastic::fit::{Amounts, Misfit, Room, misfit};
use crate::elastic::requests::{amounts, requests};
use crate::kubernetes::resources::{Node, PodSpec};

/// The nodes as they would be without pods.
fn rooms(case: &Case) -> Vec<Room> {
    let room = |entry: &Entry| {
        let node: Node = serde_json::from_value(entry.value.clone()).ok()?;
        Some(Room {
            name: entry.identity.name.clone(),
            labels: entry.strings("/metadata/labels"),
            unschedulable: node.spec.unschedulable,
            taints: node.spec.taints.iter().filter(|taint| !is_passing(&taint.key)).cloned().collect(),
            allocatable: amounts(&node.status.allocatable),
            used: Amounts::new(),
        })
    };
    case.of("", "Node").filter_map(room).collect()
}

/// Taints that come and go with a node's health.
fn is_passing(key: &str) -> bool {
    key.starts_with("node.kubernetes.io/") || key.starts_with("node.cloudprovider.kubernetes.io/")
}

/// A workload with its pod, and why each node does not take it; only those that no node takes.
fn homeless<'a>(case: &'a Case, rooms: &[Room]) -> Vec<(Workload<'a>, PodSpec, Vec<Misfit>)> {
    let mut all = Vec::new();
    for workload in case.workloads() {
        let Some(spec) = workload.get("") else { continue };
        let mut spec = spec.clone();
        if let Some(model) = spec.get("model").cloned() {
            spec["containers"] = json!([model]);
        }
        let Ok(pod) = serde_json::from_value::<PodSpec>(spec) else { continue };
        let wanted = requests(&pod);
        let reasons: Option<Vec<Misfit>> = rooms.iter().map(|room| misfit(&pod, &wanted, room)).collect();
        if let Some(reasons) = reasons.filter(|reasons| !reasons.is_empty()) {
            all.push((workload, pod, reasons));
        }
    }
    all
}

/// A request that no node could meet even if it were empty.
pub fn too_large(case: &Case, found: &mut Found) {
    let rooms = rooms(case);
    for (workload, pod, reasons) in homeless(case, &rooms) {
        let short = reasons.iter().find_map(|reason| match reason {
            Misfit::Short { resource } => Some(resource.clone()),
            _ => None,
        });
        let tainted = reasons.iter().any(|reason| matches!(reason, Misfit::Tainted { .. }));
        let Some(resource) = short.filter(|_| !tainted) else { continue };
        let Some(server) = workload.server() else { continue };
        let wanted = requests(&pod).get(&resource).copied().unwrap_or(0);
        let best =
            rooms.iter().filter_map(|room| room.allocatable.get(&resource)).max().copied().unwrap_or(0);
        let at = server.at("/resources/requests");
        let finding = Finding::at(workload.entry, &at)
            .found(format!("{} of {resource}", amount(&resource, wanted)))
            .expected(match best {
                0 => format!("a resource that a node has; none has {resource}"),
                best => format!("at most {}, which is the largest node's", amount(&resource, best)),
            })
            .why("the pod stays Pending, and node pools make no node for it unless one has larger machines")
            .remedy("ask for less, or add a pool with larger machines")
            .command(format!(
                "kubectl get nodes -o custom-columns='NAME:.metadata.name,HAS:.status.allocatable.{}'",
                resource.replace('.', "\\.")
            ));
        let whole = best / 1000;
        let key = resource.replace('/', "~1");
        let mut mended = finding;
        if whole > 0 {
            for kind in ["limits", "requests"] {
                let at = format!("/resources/{kind}/{key}");
                if server.value.pointer(&at).is_some() {
                    mended = mended.set(workload.entry, server.at(&at), whole.to_string());
                }
            }
        }
        found.push(mended);
    }
}

fn amount(resource: &str, milli: i128) -> String {
    match resource {
        "memory" | "ephemeral-storage" => format!("{:.1} GiB", gib(milli)),
        _ if milli % 1000 == 0 => (milli / 1000).to_string(),
        _ => format!("{milli}m"),
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
fn gib(milli: i128) -> f64 {
    milli as f64 / 1000.0 / f64::from(1 << 30)
}

/// Taints that keep the pod from every node that has what it asks for.
pub fn tainted(case: &Case, found: &mut Found) {
    let rooms = rooms(case);
    for (workload, _, reasons) in homeless(case, &rooms) {
        let taint = reasons.iter().find_map(|reason| match reason {
            Misfit::Tainted { taint } => Some(taint.clone()),
            _ => None,
        });
        let Some(taint) = taint else { continue };
        let effect =
            rooms.iter().flat_map(|room| &room.taints).find(|it| it.key == taint).map(|it| it.effect.clone());
        let at = workload.at("/tolerations");
        let toleration = json!({"key": taint, "operator": "Exists", "effect": effect.unwrap_or_else(|| "NoSchedule".into())});
        found.push(
            Finding::at(workload.entry, &at)
                .found(format!("no toleration of {taint}, which the nodes that would fit have"))
                .expected(format!("a toleration of {taint}"))
                .why("the pod stays Pending")
                .remedy("tolerate the taint, if the pod is meant for these nodes")
                .command(workload.entry.neap("serve update", &format!("--toleration {taint}")))
                .set(workload.entry, format!("{at}/-"), toleration),
        );
    }
}

/// A node selector or affinity that no node satisfies.
pub fn nowhere(case: &Case, found: &mut Found) {
    let rooms = rooms(case);
    for (workload, _, reasons) in homeless(case, &rooms) {
        if reasons.iter().any(|reason| !matches!(reason, Misfit::OtherLabels)) {
            continue;
        }
        let at = workload.at("/nodeSelector");
        let selector = workload.get("/nodeSelector").map(Value::to_string).unwrap_or_default();
        found.push(
            Finding::at(workload.entry, &at)
                .found(format!("labels that no node has: {selector}"))
                .expected("labels of nodes, or of a pool that makes them")
                .why("the pod stays Pending, unless a node pool at zero has these labels")
                .remedy("correct the selector")
                .command("kubectl get nodes --show-labels")
                .remove(workload.entry, at),
        );
    }
}

/// A quota that ends before the autoscaler's maximum does.
pub fn quota(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    for quota in case.of("", "ResourceQuota") {
        for autoscaler in super::autoscalers(case).filter(|it| it.namespace() == quota.namespace()) {
            let Some(workload) = super::scaled(autoscaler, &workloads) else { continue };
            let Some((resource, each)) = workload.server().and_then(|server| server.accelerator()) else {
                continue;
            };
            let most = autoscaler
                .number("/spec/maxReplicas")
                .or(autoscaler.number("/spec/maxReplicaCount"))
                .unwrap_or(1);
            for key in [format!("requests.{resource}"), format!("limits.{resource}")] {
                let at = format!("/spec/hard/{}", key.replace('/', "~1"));
                let hard = quota.get(&at).and_then(|it| it.as_i64().or_else(|| it.as_str()?.parse().ok()));
                let Some(hard) = hard.filter(|hard| *hard < most * each) else { continue };
                found.push(
                    Finding::at(quota, &at)
                        .found(format!("{key}: {hard}, and {} goes up to {most} replicas of {each}", autoscaler.identity))
                        .expected((most * each).to_string())
                        .why("the API server refuses the pods above it: the autoscaler asks in vain, and only events of the ReplicaSet say so")
                        .remedy("raise the quota, or lower the maximum")
                        .command(format!("kubectl describe resourcequota -n {} {}", quota.namespace(), quota.identity.name))
                        .set(quota, at, (most * each).to_string()),
                );
            }
        }
    }
}
