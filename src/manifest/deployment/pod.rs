//! The pod: what it is called, what it listens on, how it is asked for its health, how it ends.

use serde_json::{Map, Value, json};

use crate::engines::metrics::exposition;
use crate::kubernetes::resources::StringMap;
use crate::manifest::pod::{Fields, files, life, spec as shared};
use crate::workload::container::Source;
use crate::workload::deployment::probe::{Action, Probe};
use crate::workload::deployment::{Controller, Deployment};
use crate::workload::metrics::Scrape;

/// By this label the PodMonitors of the guides find the pods of any service.
const WORKLOAD: &str = "alibabacloud.com/inference-workload";
/// And this one says what runs in them.
const BACKEND: &str = "alibabacloud.com/inference-backend";

/// The labels of the pods.
pub fn labels(workload: &Deployment, mut labels: StringMap, selector: &Value) -> StringMap {
    for (key, value) in selector.as_object().into_iter().flatten() {
        labels.insert(key.clone(), value.as_str().unwrap_or_default().to_owned());
    }
    let name = &workload.common.service.object_name;
    labels.entry(WORKLOAD.into()).or_insert_with(|| name.clone());
    if let Some(found) = workload.common.engine {
        labels.entry(BACKEND.into()).or_insert_with(|| found.engine.name().to_owned());
    }
    labels
}

/// The annotations of the pods.
pub fn annotations(workload: &Deployment) -> StringMap {
    let common = &workload.common;
    let mut annotations = common.service.annotations.clone();
    if let (Scrape::Annotations, Some((_, port))) = (workload.scrape, workload.ports.scraped()) {
        annotations.insert("prometheus.io/scrape".into(), "true".into());
        annotations.insert("prometheus.io/path".into(), metrics_path(workload).to_owned());
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

/// Where the engine shows its metrics.
pub fn metrics_path(workload: &Deployment) -> &'static str {
    use crate::workload::deployment::Flavour;
    match (workload.flavour, workload.common.engine) {
        (Flavour::Tensorflow, _) => "/monitoring/prometheus/metrics",
        (_, Some(found)) => exposition(found.engine).path,
        _ => "/metrics",
    }
}

/// Seconds that a rollout may take: loading, and what Kubernetes allows besides.
pub fn progress_deadline(workload: &Deployment) -> Option<i64> {
    const USUAL: i64 = 600;
    let Probe { options, .. } = workload.probes.startup.as_ref()?;
    let option =
        |name, usual| options.iter().find(|(key, _)| *key == name).map_or(usual, |(_, number)| *number);
    let patience =
        option("initialDelaySeconds", 0) + option("periodSeconds", 10) * option("failureThreshold", 3);
    (patience > USUAL / 2).then_some(patience + USUAL)
}

/// How a Deployment replaces its pods.
pub fn strategy(workload: &Deployment) -> Value {
    match &workload.controller {
        Controller::Deployment { max_surge: None, max_unavailable: None } => {
            shared::rollout(workload.common.rollout)
        }
        Controller::Deployment { max_surge, max_unavailable } => {
            let mut bounds = Fields::default();
            bounds
                .put("maxSurge", max_surge.as_deref().map(share))
                .put("maxUnavailable", max_unavailable.as_deref().map(share));
            json!({ "type": "RollingUpdate", "rollingUpdate": bounds.into_value() })
        }
        Controller::StatefulSet { .. } => Value::Null,
    }
}

/// A number as a number, per cent as text.
pub fn share(text: &str) -> Value {
    text.parse::<u32>().map_or_else(|_| json!(text), |number| json!(number))
}

/// The container with its ports, probes and its way to end.
pub fn container(workload: &Deployment, container: Value) -> Value {
    let Value::Object(mut fields) = container else { return container };
    let ports: Vec<Value> = workload
        .ports
        .named()
        .map(|(name, port)| json!({ "name": name, "containerPort": port, "protocol": "TCP" }))
        .collect();
    // The shared port and probe have no names; these take their places.
    for field in ["startupProbe", "readinessProbe"] {
        fields.shift_remove(field);
    }
    fields.insert("ports".into(), json!(ports));
    let probes = &workload.probes;
    for (field, asked) in [
        ("startupProbe", &probes.startup),
        ("readinessProbe", &probes.readiness),
        ("livenessProbe", &probes.liveness),
    ] {
        if let Some(asked) = asked {
            fields.insert(field.into(), probe(asked));
        }
    }
    if let Some(lifecycle) = life::lifecycle(&workload.life) {
        fields.insert("lifecycle".into(), lifecycle);
    }
    arenas_variables(workload, &mut fields);
    Value::Object(fields)
}

/// A probe as a field of its container.
pub fn probe(probe: &Probe) -> Value {
    let mut fields = Fields::default();
    match &probe.action {
        Action::HttpGet { path, port, https } => {
            let mut get = Fields::default();
            get.put("path", path.as_str()).put("port", *port).put("scheme", https.then_some("HTTPS"));
            fields.put("httpGet", get.into_value());
        }
        Action::Tcp(port) => drop(fields.put("tcpSocket", json!({ "port": port }))),
        Action::Grpc { port, service } => {
            let mut ask = Fields::default();
            ask.put("port", *port).put("service", service.clone());
            fields.put("grpc", ask.into_value());
        }
        Action::Exec(command) => drop(fields.put("exec", json!({ "command": command }))),
    }
    for (key, number) in &probe.options {
        fields.put(key, *number);
    }
    fields.into_value()
}

/// The variables that Arena gives every pod, as far as something names them; first, so that others may.
fn arenas_variables(workload: &Deployment, fields: &mut Map<String, Value>) {
    const VARIABLES: [(&str, &str); 4] = [
        ("ARENA_NODE_NAME", "spec.nodeName"),
        ("ARENA_POD_NAMESPACE", "metadata.namespace"),
        ("ARENA_POD_NAME", "metadata.name"),
        ("ARENA_POD_IP", "status.podIP"),
    ];
    let common = &workload.common;
    let mut said: Vec<&str> = common.container.line().into_iter().collect();
    said.extend(common.container.env.iter().filter_map(|variable| match &variable.source {
        Source::Literal(value) => Some(value.as_str()),
        Source::Secret { .. } => None,
    }));
    let mounts = json!(fields.get("volumeMounts")).to_string();
    said.push(&mounts);
    let own = |name: &str| common.container.env.iter().any(|variable| variable.name == name);
    let mut variables: Vec<Value> = VARIABLES
        .iter()
        .filter(|(name, _)| said.iter().any(|text| text.contains(name)) && !own(name))
        .map(|(name, path)| json!({ "name": name, "valueFrom": { "fieldRef": { "fieldPath": path } } }))
        .collect();
    if !variables.is_empty() {
        let rest = fields.get("env").and_then(Value::as_array).cloned().unwrap_or_default();
        variables.extend(rest);
        fields.insert("env".into(), json!(variables));
    }
}

/// The pod with its grace and what it is spread over.
pub fn spec(workload: &Deployment, pod: Value, selector: &Value) -> Value {
    let Value::Object(mut fields) = pod else { return pod };
    if let Some(grace) = workload.life.grace() {
        fields.insert("terminationGracePeriodSeconds".into(), json!(grace));
    }
    if let Some(spread) = life::spread(&workload.life, selector) {
        // What the user says takes the place of what the order of units brings.
        fields.insert("topologySpreadConstraints".into(), spread);
    }
    Value::Object(fields)
}
