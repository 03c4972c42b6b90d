//! The parts of the InferenceService that become the pod: container, volumes, placement.

use serde_json::{Map, Value, json};

use super::mode::Mode;
use super::spill::Spill;
use crate::engines::detect::port_in;
use crate::engines::probes::health_check;
use crate::kubernetes::Quantity;
use crate::workload::Kserve;
use crate::workload::container::Source;
use crate::workload::lifecycle::Rollout;
use crate::workload::resources::Resources;
use crate::workload::storage::{Mount, Part, VolumeSource};

/// A JSON object that leaves out what is not there.
#[derive(Default)]
pub struct Fields(Map<String, Value>);

impl Fields {
    /// Adds a field; nulls, empty lists and empty objects are left out.
    pub fn put(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        let value = value.into();
        let empty = match &value {
            Value::Null => true,
            Value::Array(items) => items.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            _ => false,
        };
        if !empty {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// The object.
    pub fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}

/// The container's fields but for its name.
pub fn container(workload: &Kserve) -> Value {
    let container = &workload.container;
    let mut fields = Fields::default();
    if let Some(image) = &container.image {
        fields.put("image", image.as_str()).put("imagePullPolicy", container.pull_policy.name());
    }
    fields
        .put("command", container.command.clone().unwrap_or_default())
        .put("env", env(workload))
        .put(
            "ports",
            container.port.map_or(Value::Null, |port| json!([{ "containerPort": port, "protocol": "TCP" }])),
        )
        .put("resources", resources(&workload.resources))
        .put("volumeMounts", workload.storage.mounts.iter().map(mount).collect::<Vec<_>>());
    if let Some(probe) = &workload.startup_probe {
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

fn env(workload: &Kserve) -> Vec<Value> {
    const VISIBLE: &str = "NVIDIA_VISIBLE_DEVICES";
    let container = &workload.container;
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
    let by_label = workload.service.labels.contains_key("aliyun.com/gpu-count");
    let any = workload.resources.any_device() || by_label;
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

/// Fields of the pod besides its container.
pub fn pod(workload: &Kserve, spill: Option<&Spill>, config_map: &str, mode: Mode, own: &Value) -> Value {
    let placement = &workload.placement;
    let mut security = Fields::default();
    for (key, id) in &workload.security.ids {
        security.put(key, *id);
    }
    security.put("runAsNonRoot", workload.security.non_root);
    let secrets: Vec<Value> =
        workload.container.pull_secrets.iter().map(|secret| json!({ "name": secret })).collect();
    let tolerations: Vec<Value> = placement
        .tolerations
        .iter()
        .map(|toleration| {
            let mut fields = Fields::default();
            fields.put("key", toleration.key.clone()).put("operator", toleration.operator());
            fields.put("value", toleration.value.clone()).put("effect", toleration.effect);
            fields.into_value()
        })
        .collect();
    let mut affinity = Fields::default();
    if let Some(Spill::Affinity(nodes)) = spill {
        affinity.put("nodeAffinity", nodes.clone());
    }
    if let Some(wish) = placement.affinity {
        let kind = if wish.together { "podAffinity" } else { "podAntiAffinity" };
        let term =
            json!({ "labelSelector": { "matchLabels": own }, "topologyKey": "kubernetes.io/hostname" });
        affinity.put(
            kind,
            match wish.required {
                true => json!({ "requiredDuringSchedulingIgnoredDuringExecution": [term] }),
                false => json!({ "preferredDuringSchedulingIgnoredDuringExecution": [{ "weight": 100, "podAffinityTerm": term }] }),
            },
        );
    }
    // The scheduler spreads the pods of a service by itself; with its liking for idle nodes that outweighs the widest
    // preference for nodes. A constraint that counts no pod takes the place of that spreading.
    let spread = match spill {
        Some(Spill::Affinity(_)) if mode == Mode::Raw => {
            json!([{ "maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway" }])
        }
        _ => Value::Null,
    };
    let volumes: Vec<Value> = workload
        .storage
        .volumes
        .iter()
        .map(|volume| {
            let mut fields = Fields::default();
            fields.put("name", volume.name.as_str());
            match &volume.source {
                VolumeSource::Claim { claim, read_only } => {
                    let mut source = Fields::default();
                    source.put("claimName", claim.as_str()).put("readOnly", read_only.then_some(true));
                    fields.put("persistentVolumeClaim", source.into_value())
                }
                VolumeSource::Host(path) => fields.put("hostPath", json!({ "path": path })),
                VolumeSource::Scratch => {
                    fields.0.insert("emptyDir".into(), json!({}));
                    &mut fields
                }
                VolumeSource::Memory(limit) => {
                    fields.put("emptyDir", json!({ "medium": "Memory", "sizeLimit": limit.text() }))
                }
                VolumeSource::Files => fields.put("configMap", json!({ "name": config_map })),
            };
            fields.into_value()
        })
        .collect();
    let mut fields = Fields::default();
    fields
        .put("serviceAccountName", workload.service_account.clone())
        .put("priorityClassName", placement.priority_class.clone())
        .put("securityContext", security.into_value())
        .put("imagePullSecrets", secrets)
        .put("nodeSelector", json!(placement.node_selector))
        .put("tolerations", tolerations)
        .put("affinity", affinity.into_value())
        .put("topologySpreadConstraints", spread)
        .put("volumes", volumes);
    fields.into_value()
}

/// The strategy of the Deployment.
pub fn rollout(rollout: Option<Rollout>) -> Value {
    match rollout {
        None => Value::Null,
        Some(Rollout::Recreate) => json!({ "type": "Recreate" }),
        // With no surge one old pod must go first, or nothing would move.
        Some(Rollout::Surge(surge)) => json!({
            "type": "RollingUpdate",
            "rollingUpdate": { "maxSurge": surge, "maxUnavailable": u32::from(surge == 0) },
        }),
    }
}
