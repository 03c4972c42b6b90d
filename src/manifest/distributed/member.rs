//! A pod of a group: its labels, its container, and what it is told of its group.

use crate::kubernetes::labels;
use serde_json::{Map, Value, json};

use super::metrics_path;
use crate::kubernetes::resources::StringMap;
use crate::manifest::deployment::probe;
use crate::manifest::pod::{container, files, life};
use crate::workload::distributed::disaggregation::{DECODE, PREFILL};
use crate::workload::distributed::{Distributed, Member, Role, hostfile};
use crate::workload::metrics::Scrape;

/// By this label the PodMonitors of the guides find the pods of any service.
const WORKLOAD: &str = "alibabacloud.com/inference-workload";
/// And this one says what runs in them.
const BACKEND: &str = "alibabacloud.com/inference-backend";

/// The labels of a pod; `word` is `leader` or `worker` where the pods differ in nothing else.
pub fn labels(
    workload: &Distributed,
    role: &Role,
    service: &StringMap,
    word: Option<&str>,
    name: Option<&str>,
) -> StringMap {
    let mut labels = service.clone();
    let object = &workload.common.service.object_name;
    labels.entry(WORKLOAD.into()).or_insert_with(|| object.clone());
    if let Some(found) = role.leader.engine {
        labels.entry(BACKEND.into()).or_insert_with(|| found.engine.name().to_owned());
    }
    for (key, value) in [("role", word), ("servingRole", name)] {
        if let Some(value) = value {
            labels.insert(key.into(), value.to_owned());
        }
    }
    labels
}

/// The annotations of the pods of a role: of those that lead, where metrics are read at their own port.
pub fn annotations(workload: &Distributed, role: &Role, leads: bool) -> StringMap {
    let common = &workload.common;
    let mut annotations = common.service.annotations.clone();
    if let (Scrape::Annotations, Some((_, port)), true) = (workload.scrape, role.ports.scraped(), leads) {
        annotations.insert("prometheus.io/scrape".into(), "true".into());
        annotations.insert("prometheus.io/path".into(), metrics_path(role.leader.engine).to_owned());
        annotations.insert("prometheus.io/port".into(), port.to_string());
    }
    if workload.sidecar {
        annotations.insert("sidecar.istio.io/inject".into(), "true".into());
    }
    if !common.storage.files.is_empty() {
        // A file that is mounted by its own path does not change under a running pod: a new content needs a new pod.
        annotations.insert("neap/config-files".into(), files::digest(&common.storage.files));
    }
    annotations
}

/// What leaders are spread over; workers are wherever their leader's group has room.
pub fn spread(workload: &Distributed, name: Option<&str>) -> Option<Value> {
    let mut leaders = json!({ labels::NAME: workload.common.service.object_name, "role": "leader" });
    if let Some(name) = name {
        leaders["servingRole"] = json!(name);
    }
    life::spread(&workload.life, &leaders)
}

/// The container of the pod that answers: it alone listens and is asked for its health.
pub fn leader(workload: &Distributed, role: &Role, of_group: bool) -> Value {
    let mut fields = base(workload, role, &role.leader);
    let ports: Vec<Value> = role
        .ports
        .named()
        .map(|(name, port)| json!({ "name": name, "containerPort": port, "protocol": "TCP" }))
        .collect();
    fields.insert("ports".into(), json!(ports));
    for (field, asked) in [
        ("startupProbe", &role.probes.startup),
        ("readinessProbe", &role.probes.readiness),
        ("livenessProbe", &role.probes.liveness),
    ] {
        if let Some(asked) = asked {
            fields.insert(field.into(), probe(asked));
        }
    }
    if of_group {
        told(&mut fields, &role.leader, "master");
    }
    Value::Object(fields)
}

/// The container of the other pods.
pub fn worker(workload: &Distributed, role: &Role) -> Value {
    let mut fields = base(workload, role, &role.worker);
    told(&mut fields, &role.worker, "worker");
    Value::Object(fields)
}

fn base(workload: &Distributed, role: &Role, member: &Member) -> Map<String, Value> {
    let mut common = member.common(&workload.common);
    common.container.port = None;
    let Value::Object(mut fields) = container::container(&common) else { return Map::new() };
    // A worker that ended first would take the streams of its leader along, so it waits as long.
    if let Some(lifecycle) = life::lifecycle(&workload.life) {
        fields.insert("lifecycle".into(), lifecycle);
    }
    let line = member.container.line().unwrap_or_default();
    let transfers = [PREFILL, DECODE].contains(&role.name.as_str()) && line.contains("NixlConnector");
    if transfers {
        // The other side must reach this pod, and not itself.
        let own_address = json!({ "name": "VLLM_NIXL_SIDE_CHANNEL_HOST", "valueFrom": { "fieldRef": { "fieldPath": "status.podIP" } } });
        put_first(&mut fields, vec![own_address]);
    }
    fields
}

/// The variables that Arena tells a pod of its group, as far as the user does not say them.
fn told(fields: &mut Map<String, Value>, member: &Member, word: &str) {
    let field = |path: &str| json!({ "fieldRef": { "fieldPath": path } });
    let label = |name: &str| field(&format!("metadata.labels['leaderworkerset.sigs.k8s.io/{name}']"));
    let literal = |name: &str, value: &str| json!({ "name": name, "value": value });
    let from = |name: &str, source: Value| json!({ "name": name, "valueFrom": source });
    put_first(
        fields,
        vec![
            literal("MASTER_ADDR", "$(LWS_LEADER_ADDRESS)"),
            literal("WORLD_SIZE", "$(LWS_GROUP_SIZE)"),
            from("POD_NAME", field("metadata.name")),
            from("POD_INDEX", label("worker-index")),
            from("GROUP_INDEX", label("group-index")),
            literal("GPU_COUNT", &member.resources.gpus.to_string()),
            literal("HOSTFILE", hostfile::PATH),
            literal("ROLE", word),
        ],
    );
}

/// Variables before those that are there: of two with one name the user's counts.
fn put_first(fields: &mut Map<String, Value>, variables: Vec<Value>) {
    let own = fields.get("env").and_then(Value::as_array).cloned().unwrap_or_default();
    let is_own = |variable: &Value| own.iter().any(|known| known["name"] == variable["name"]);
    let mut env: Vec<Value> = variables.into_iter().filter(|variable| !is_own(variable)).collect();
    env.extend(own.iter().cloned());
    fields.insert("env".into(), json!(env));
}
