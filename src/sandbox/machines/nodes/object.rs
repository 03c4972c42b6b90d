//! Node objects: what a kubelet registers and reports.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::elastic::fit::Amounts;
use crate::kubernetes::Identity;
use crate::kubernetes::quantity::Quantity;
use crate::sandbox::machines::address::KUBELET_PORT;
use crate::sandbox::machines::pools::platform::{Machine, Platform};
use crate::sandbox::machines::pools::view::{allocatable, effect, labels};
use crate::sandbox::scenario::Pool;

/// The version that nodes say they run.
pub const KUBELET_VERSION: &str = "v1.36.3";

/// How far a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Its kubelet has registered it.
    Registered,
    /// Its network and runtime work.
    Ready,
    /// Its accelerators are allocatable too.
    Complete,
}

/// What names a node.
pub fn identity(name: &str) -> Identity {
    Identity { api_version: "v1".into(), kind: "Node".into(), namespace: None, name: name.to_owned() }
}

/// A node as it registers.
pub fn node(
    platform: &Platform,
    machine: &Machine,
    stage: Stage,
    address: &str,
    block: &str,
    now: Timestamp,
) -> Value {
    let pool = &platform.pools()[machine.pool];
    let mut taints: Vec<Value> = pool
        .taints
        .iter()
        .map(|taint| {
            let mut made = json!({"key": taint.key, "effect": effect(taint.effect)});
            if let Some(value) = &taint.value {
                made["value"] = value.clone().into();
            }
            made
        })
        .collect();
    if stage == Stage::Registered {
        taints.push(json!({"key": NOT_READY, "effect": "NoSchedule"}));
    }
    let mut status = status(pool, stage, None, now);
    status["addresses"] = json!([
        {"type": "InternalIP", "address": address},
        {"type": "Hostname", "address": machine.node},
    ]);
    status["daemonEndpoints"] = json!({"kubeletEndpoint": {"Port": KUBELET_PORT}});
    status["nodeInfo"] = info(&machine.node);
    // API servers hand WebSockets over to such a kubelet as they come.
    status["declaredFeatures"] = json!(["ExtendWebSocketsToKubelet"]);
    json!({
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": machine.node, "labels": labels(pool, &machine.node)},
        "spec": {
            "providerID": platform.provider_id(machine),
            "podCIDR": block,
            "podCIDRs": [block],
            "taints": taints,
        },
        "status": status,
    })
}

/// The taint of a node that is not ready.
pub const NOT_READY: &str = "node.kubernetes.io/not-ready";

/// Capacity and conditions; `since` is when Ready last changed, now without it.
pub fn status(pool: &Pool, stage: Stage, since: Option<Timestamp>, now: Timestamp) -> Value {
    let mut amounts = allocatable(pool);
    if stage < Stage::Complete
        && let Some(gpu) = &pool.gpu
    {
        amounts.remove(&gpu.resource);
    }
    let resources = written(&amounts);
    json!({"capacity": resources, "allocatable": resources, "conditions": conditions(stage, since, now)})
}

fn conditions(stage: Stage, since: Option<Timestamp>, now: Timestamp) -> Value {
    let condition = |kind: &str, status: &str, reason: &str, message: &str| {
        json!({
            "type": kind, "status": status, "reason": reason, "message": message,
            "lastHeartbeatTime": super::super::span::second(now),
            "lastTransitionTime": super::super::span::second(since.unwrap_or(now)),
        })
    };
    let ready = match stage {
        Stage::Registered => condition(
            "Ready",
            "False",
            "KubeletNotReady",
            "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized",
        ),
        _ => condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    };
    json!([
        condition(
            "MemoryPressure",
            "False",
            "KubeletHasSufficientMemory",
            "kubelet has sufficient memory available"
        ),
        condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        ready,
    ])
}

fn written(amounts: &Amounts) -> Map<String, Value> {
    let text = |name: &str, milli: i128| match name {
        "memory" | "ephemeral-storage" => format!("{}Ki", milli / 1000 / 1024),
        _ => Quantity::milli(i64::try_from(milli).unwrap_or(i64::MAX)).text().to_owned(),
    };
    amounts.iter().map(|(name, milli)| (name.clone(), text(name, *milli).into())).collect()
}

fn info(node: &str) -> Value {
    json!({
        "architecture": "amd64", "operatingSystem": "linux", "osImage": "neap sandbox",
        "kernelVersion": "6.1.0", "containerRuntimeVersion": "neap://0",
        "kubeletVersion": KUBELET_VERSION, "kubeProxyVersion": "",
        "machineID": node, "systemUUID": node, "bootID": node,
    })
}
