//! What an autoscaler is told: its bounds, its metrics and their targets.

use serde_json::Value;

use super::{Behaviour, Bounds, PerPod};
use crate::kubernetes::quantity::thousandths;
use crate::kubernetes::resources::HpaSpec;

/// What an autoscaler is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// Never fewer replicas.
    pub min: u32,
    /// Never more replicas.
    pub max: u32,
    /// What it looks at.
    pub metrics: Vec<Metric>,
    /// Windows and policies, where the object has any.
    pub behaviour: Option<Behaviour>,
}

/// One metric and its target.
#[derive(Debug, Clone, PartialEq)]
pub enum Metric {
    /// CPU or memory of pods, or of one container of each.
    Resource {
        /// As `cpu`.
        name: String,
        /// One container instead of all.
        container: Option<String>,
        /// For one pod; absent if the object has none.
        target: Option<PerPod>,
    },
    /// A custom metric of pods.
    Pods {
        /// Which.
        metric: Identifier,
        /// For one pod, in thousandths.
        target: i64,
    },
    /// A custom metric of one object.
    Object {
        /// Which.
        metric: Identifier,
        /// Whose: `apiVersion`, `kind` and `name` as written.
        object: Value,
        /// The target; absent if the object has none.
        target: Option<Target>,
    },
    /// A metric from outside.
    External {
        /// Which.
        metric: Identifier,
        /// The target; absent if the object has none.
        target: Option<Target>,
    },
    /// A type that the controller does not know.
    Unknown(String),
}

/// Which custom or external metric.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Identifier {
    /// Its name.
    pub name: String,
    /// A label selector of the metric, as written.
    pub selector: Option<Value>,
}

/// The target of a value that is not one pod's, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// For the value as it is.
    Value(i64),
    /// For the value divided by the replicas.
    Average(i64),
}

impl From<&HpaSpec> for Spec {
    fn from(spec: &HpaSpec) -> Self {
        let count = |count: i32| u32::try_from(count).unwrap_or(0);
        let mut metrics: Vec<Metric> = spec.metrics.iter().map(Metric::parse).collect();
        if metrics.is_empty() {
            // What the API server fills in.
            let target = Some(PerPod::Utilisation(80));
            metrics.push(Metric::Resource { name: "cpu".into(), container: None, target });
        }
        Self {
            min: count(spec.min_replicas.unwrap_or(1)),
            max: count(spec.max_replicas),
            metrics,
            behaviour: Behaviour::parse(spec.behavior.as_ref()),
        }
    }
}

impl Spec {
    /// Between which counts, and how fast.
    pub fn bounds(&self) -> Bounds<'_> {
        Bounds { min: self.min, max: self.max, behaviour: self.behaviour.as_ref() }
    }

    /// Whether a metric exists without pods, so that the count may be 0.
    pub fn has_object_or_external(&self) -> bool {
        self.metrics.iter().any(|it| matches!(it, Metric::Object { .. } | Metric::External { .. }))
    }
}

impl Metric {
    /// Reads an item of `spec.metrics`.
    pub fn parse(metric: &Value) -> Self {
        let word = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let kind = word(metric.get("type"));
        let source = |field| metric.get(field).unwrap_or(&Value::Null);
        let target =
            |source: &Value, field: &str| source.get("target").and_then(|it| thousandths(it.get(field)?));
        let per_pod = |source: &Value| {
            let percent = source.pointer("/target/averageUtilization").and_then(Value::as_u64);
            let percent = percent.and_then(|percent| u32::try_from(percent).ok()).map(PerPod::Utilisation);
            target(source, "averageValue").map(PerPod::Value).or(percent)
        };
        match kind.as_str() {
            "Resource" => {
                let source = source("resource");
                Metric::Resource { name: word(source.get("name")), container: None, target: per_pod(source) }
            }
            "ContainerResource" => {
                let source = source("containerResource");
                Metric::Resource {
                    name: word(source.get("name")),
                    container: Some(word(source.get("container"))),
                    target: per_pod(source),
                }
            }
            "Pods" => {
                let source = source("pods");
                Metric::Pods {
                    metric: Identifier::parse(source),
                    target: target(source, "averageValue").unwrap_or(0),
                }
            }
            "Object" => {
                let source = source("object");
                let by_type = match source.pointer("/target/type").and_then(Value::as_str) {
                    Some("Value") => target(source, "value").map(Target::Value),
                    Some("AverageValue") => target(source, "averageValue").map(Target::Average),
                    _ => None,
                };
                let object = source.get("describedObject").cloned().unwrap_or_default();
                Metric::Object { metric: Identifier::parse(source), object, target: by_type }
            }
            "External" => {
                let source = source("external");
                let average = target(source, "averageValue").map(Target::Average);
                Metric::External {
                    metric: Identifier::parse(source),
                    target: average.or(target(source, "value").map(Target::Value)),
                }
            }
            _ => Metric::Unknown(kind),
        }
    }
}

impl Identifier {
    fn parse(source: &Value) -> Self {
        let name = source.pointer("/metric/name").and_then(Value::as_str).unwrap_or_default().to_owned();
        Self { name, selector: source.pointer("/metric/selector").filter(|it| it.is_object()).cloned() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_type_of_metric_is_read() {
        let metric = Identifier { name: "q".into(), selector: None };
        for (written, read) in [
            (
                json!({"type": "Pods", "pods": {"metric": {"name": "q"}, "target": {"type": "AverageValue", "averageValue": "5"}}}),
                Metric::Pods { metric: metric.clone(), target: 5000 },
            ),
            (
                json!({"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}),
                Metric::Resource {
                    name: "cpu".into(),
                    container: None,
                    target: Some(PerPod::Utilisation(80)),
                },
            ),
            (
                json!({"type": "ContainerResource", "containerResource": {"name": "cpu", "container": "c",
                    "target": {"type": "AverageValue", "averageValue": "500m"}}}),
                Metric::Resource {
                    name: "cpu".into(),
                    container: Some("c".into()),
                    target: Some(PerPod::Value(500)),
                },
            ),
            (
                json!({"type": "Object", "object": {"metric": {"name": "q"}, "describedObject": {"kind": "Service", "name": "s"},
                    "target": {"type": "Value", "value": 2}}}),
                Metric::Object {
                    metric: metric.clone(),
                    object: json!({"kind": "Service", "name": "s"}),
                    target: Some(Target::Value(2000)),
                },
            ),
            (
                json!({"type": "External", "external": {"metric": {"name": "q", "selector": {"matchLabels": {"a": "b"}}},
                    "target": {"type": "AverageValue", "averageValue": "1k"}}}),
                Metric::External {
                    metric: Identifier {
                        selector: Some(json!({"matchLabels": {"a": "b"}})),
                        ..metric.clone()
                    },
                    target: Some(Target::Average(1_000_000)),
                },
            ),
            (json!({"type": "Weather"}), Metric::Unknown("Weather".into())),
            (
                json!({"type": "Object"}),
                Metric::Object { metric: Identifier::default(), object: Value::Null, target: None },
            ),
        ] {
            assert_eq!(Metric::parse(&written), read, "{written}");
        }
    }
}
