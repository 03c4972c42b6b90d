//! The container that serves.

use serde_json::{Value, json};

use super::fields::Fields;
use crate::engines::detect::port_in;
use crate::engines::probes::health_check;
use crate::kubernetes::Quantity;
use crate::workload::Common;
use crate::workload::container::Source;
use crate::workload::resources::Resources;
use crate::workload::storage::{Mount, Part};

/// The container's fields but for its name.
pub fn container(common: &Common) -> Value {
    let container = &common.container;
    let mut fields = Fields::default();
    if let Some(image) = &container.image {
        fields.put("image", image.as_str()).put("imagePullPolicy", container.pull_policy.name());
    }
    fields
        .put("command", container.command.clone().unwrap_or_default())
        .put("env", env(common))
        .put(
            "ports",
            container.port.map_or(Value::Null, |port| json!([{ "containerPort": port, "protocol": "TCP" }])),
        )
        .put("resources", resources(&common.resources))
        .put("volumeMounts", common.storage.mounts.iter().map(mount).collect::<Vec<_>>());
    if let Some(probe) = &common.startup_probe {
        const PERIOD: u32 = 10;
        let check = health_check(probe.engine);
        let port =
            container.port.or_else(|| container.line().and_then(port_in)).unwrap_or(match container.line() {
                Some(_) => check.port,
                None => 8080,
            });
        let get = json!({ "path": check.path, "port": port });
        fields.put(
            "startupProbe",
            json!({ "httpGet": get, "periodSeconds": PERIOD, "timeoutSeconds": 5, "failureThreshold": probe.patience.div_ceil(PERIOD) }),
        );
        fields.put(
            "readinessProbe",
            json!({ "httpGet": get, "periodSeconds": PERIOD, "timeoutSeconds": 5, "failureThreshold": 3 }),
        );
    }
    fields.into_value()
}

fn env(common: &Common) -> Vec<Value> {
    const VISIBLE: &str = "NVIDIA_VISIBLE_DEVICES";
    let container = &common.container;
    let mut variables: Vec<Value> = container
        .env
        .iter()
        .map(|variable| match &variable.source {
            Source::Literal(value) => json!({ "name": variable.name, "value": value }),
            Source::Secret { name, key } => {
                json!({ "name": variable.name, "valueFrom": { "secretKeyRef": { "name": name, "key": key } } })
            }
        })
        .collect();
    // The runtime of a GPU node shows a container all GPUs unless it is told otherwise.
    let by_label = common.service.labels.contains_key("aliyun.com/gpu-count");
    let any = common.resources.any_device() || by_label;
    if !any && !container.env.iter().any(|variable| variable.name == VISIBLE) {
        variables.push(json!({ "name": VISIBLE, "value": "void" }));
    }
    variables
}

fn resources(resources: &Resources) -> Value {
    let text = |quantity: &Option<Quantity>| quantity.as_ref().map(|quantity| quantity.text().to_owned());
    let counted = |count: u32| (count > 0).then(|| count.to_string());
    let shared = [
        ("nvidia.com/gpu", counted(resources.gpus)),
        ("aliyun.com/gpu-mem", counted(resources.gpu_memory)),
        ("aliyun.com/gpu-core.percentage", counted(resources.gpu_core)),
    ];
    let list = |cpu: Option<String>, memory: Option<String>| {
        let mut list = Fields::default();
        list.put("cpu", cpu).put("memory", memory);
        for (name, count) in &shared {
            list.put(name, count.clone());
        }
        for (name, quantity) in &resources.devices {
            list.put(name, quantity.text());
        }
        list.into_value()
    };
    let requests = list(text(&resources.cpu), text(&resources.memory));
    let limits = list(
        text(&resources.cpu_limit).or_else(|| text(&resources.cpu)),
        text(&resources.memory_limit).or_else(|| text(&resources.memory)),
    );
    let mut fields = Fields::default();
    fields.put("requests", requests).put("limits", limits);
    fields.into_value()
}

fn mount(mount: &Mount) -> Value {
    let mut fields = Fields::default();
    fields.put("name", mount.volume.as_str()).put("mountPath", mount.path.as_str());
    match &mount.part {
        Some(Part::Path(path)) => fields.put("subPath", path.as_str()),
        Some(Part::Expression(expression)) => fields.put("subPathExpr", expression.as_str()),
        None => &mut fields,
    };
    if mount.read_only {
        fields.put("readOnly", true);
    }
    fields.into_value()
}
