//! What a pod needs that Knative refuses unless its ConfigMap `config-features` turns it on.
//!
//! As `pkg/apis/serving` of Knative Serving 0.48 checks it.

use serde_json::{Map, Value};

/// The ConfigMap that holds the gates.
pub const CONFIG_MAP: &str = "config-features";
/// Its namespace.
pub const NAMESPACE: &str = "knative-serving";

/// A gate that a pod needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The part of its key that differs.
    name: &'static str,
    /// The field of the pod that needs it, as `volumes[0].persistentVolumeClaim`.
    pub field: String,
    /// Whether `allowed` is not enough.
    strict: bool,
}

impl Gate {
    /// The key in the ConfigMap.
    pub fn key(&self) -> String {
        format!("kubernetes.podspec-{}", self.name)
    }

    /// Its value in the ConfigMap's data; what is absent or cannot be read is Knative's default.
    pub fn value(&self, data: &Map<String, Value>) -> &'static str {
        let written = data.get(&self.key()).and_then(Value::as_str).unwrap_or_default();
        let known = ["enabled", "allowed", "disabled"];
        match known.into_iter().find(|known| written.eq_ignore_ascii_case(known)) {
            Some(value) => value,
            None if self.name == "volumes-emptydir" => "enabled",
            None => "disabled",
        }
    }

    /// Whether the gate is open enough.
    pub fn is_on(&self, data: &Map<String, Value>) -> bool {
        match self.value(data) {
            "enabled" => true,
            "allowed" => !self.strict,
            _ => false,
        }
    }
}

/// Fields of the pod for which `allowed` is enough.
const FIELDS: &[(&str, &str)] = &[
    ("affinity", "affinity"),
    ("dnsConfig", "dnsconfig"),
    ("dnsPolicy", "dnspolicy"),
    ("hostAliases", "hostaliases"),
    ("hostIPC", "hostipc"),
    ("hostNetwork", "hostnetwork"),
    ("hostPID", "hostpid"),
    ("nodeSelector", "nodeselector"),
    ("priorityClassName", "priorityclassname"),
    ("runtimeClassName", "runtimeclassname"),
    ("schedulerName", "schedulername"),
    ("securityContext", "securitycontext"),
    ("shareProcessNamespace", "shareprocessnamespace"),
    ("tolerations", "tolerations"),
    ("topologySpreadConstraints", "topologyspreadconstraints"),
];

/// Kinds of volumes that must be `enabled`.
const VOLUMES: &[(&str, &str)] = &[
    ("csi", "volumes-csi"),
    ("emptyDir", "volumes-emptydir"),
    ("hostPath", "volumes-hostpath"),
    ("image", "volumes-image"),
    ("persistentVolumeClaim", "persistent-volume-claim"),
];

/// The key of every gate in the ConfigMap.
pub fn all_keys() -> Vec<String> {
    let others = ["persistent-volume-write", "init-containers", "fieldref"];
    let names = FIELDS.iter().chain(VOLUMES).map(|(_, name)| *name).chain(others);
    names.map(|name| format!("kubernetes.podspec-{name}")).collect()
}

/// The gates that a pod needs, each once.
pub fn needed(pod: &Value) -> Vec<Gate> {
    let mut gates: Vec<Gate> = Vec::new();
    let mut add = |name: &'static str, field: String, strict| {
        if !gates.iter().any(|gate| gate.name == name) {
            gates.push(Gate { name, field, strict });
        }
    };
    for (index, volume) in list(pod, "volumes") {
        for (source, name) in VOLUMES {
            if volume.get(source).is_some() {
                add(name, format!("volumes[{index}].{source}"), true);
            }
        }
        let claim = volume.get("persistentVolumeClaim");
        if claim.is_some_and(|claim| claim.get("readOnly").and_then(Value::as_bool) != Some(true)) {
            let field = format!("volumes[{index}].persistentVolumeClaim, which is not read-only");
            add("persistent-volume-write", field, true);
        }
    }
    if list(pod, "initContainers").next().is_some() {
        add("init-containers", "initContainers".into(), true);
    }
    for (field, name) in FIELDS {
        if pod.get(field).is_some() {
            add(name, (*field).into(), false);
        }
    }
    for (at, container) in list(pod, "containers") {
        let variables = list(container, "env");
        let by_field = variables.into_iter().find(|(_, variable)| {
            ["fieldRef", "resourceFieldRef"]
                .iter()
                .any(|source| variable.pointer(&format!("/valueFrom/{source}")).is_some())
        });
        if let Some((index, _)) = by_field {
            add("fieldref", format!("containers[{at}].env[{index}].valueFrom"), false);
        }
    }
    gates
}

fn list<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = (usize, &'a Value)> {
    value.get(field).and_then(Value::as_array).into_iter().flatten().enumerate()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn keys(pod: Value) -> Vec<&'static str> {
        needed(&pod).into_iter().map(|gate| gate.name).collect()
    }

    #[test]
    fn each_need_has_its_gate() {
        let claim = |read_only: bool| json!({"volumes": [{"persistentVolumeClaim": {"claimName": "a", "readOnly": read_only}}]});
        assert_eq!(keys(claim(true)), ["persistent-volume-claim"]);
        assert_eq!(keys(claim(false)), ["persistent-volume-claim", "persistent-volume-write"]);
        assert_eq!(
            keys(json!({"priorityClassName": "high", "affinity": {}})),
            ["affinity", "priorityclassname"]
        );
        let by_field = json!({"containers": [{"env": [{"name": "A", "valueFrom": {"fieldRef": {}}}]}]});
        assert_eq!(keys(by_field), ["fieldref"]);
        assert!(keys(json!({"containers": [{"image": "a"}], "serviceAccountName": "x"})).is_empty());
    }

    #[test]
    fn a_claim_must_be_enabled_where_a_priority_may_be_allowed() {
        let data = |value: &str| {
            let keys = ["persistent-volume-claim", "priorityclassname"];
            keys.map(|key| (format!("kubernetes.podspec-{key}"), json!(value)))
                .into_iter()
                .collect::<Map<_, _>>()
        };
        let pod = json!({
            "priorityClassName": "high",
            "volumes": [{"persistentVolumeClaim": {"claimName": "a", "readOnly": true}}, {"emptyDir": {}}],
        });
        let on =
            |data: &Map<String, Value>| needed(&pod).iter().map(|gate| gate.is_on(data)).collect::<Vec<_>>();
        assert_eq!(on(&data("Enabled")), [true, true, true]);
        assert_eq!(on(&data("allowed")), [false, true, true]);
        assert_eq!(on(&data("on")), [false, true, false]);
        assert_eq!(on(&Map::new()), [false, true, false]);
    }
}
