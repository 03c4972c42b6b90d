//! The metrics that an autoscaler reads, as its object names them.

use serde_json::Value;

use crate::kubernetes::quantity::thousandths;

/// A metric of an autoscaler.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// What it is called.
    pub name: String,
    /// Whose metric it is.
    pub of: Of,
    /// The target's type as it is written.
    pub target_type: Option<String>,
    /// The target's value, if it is one of values.
    pub target: Option<f64>,
    /// Whether it is an average over pods.
    pub average: bool,
    /// Whether an autoscaler reads it at all; not if only a flag names it.
    pub read: bool,
}

/// Whose metric it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// The pods'.
    Pods,
    /// An object's, by the plural of its kind and its name.
    Object(String, String),
    /// Something outside of the cluster's objects, chosen by labels.
    External(String),
}

/// The metrics that come through an adapter; CPU and memory do not.
pub fn wanted(metrics: &[Value]) -> Vec<Wanted> {
    metrics.iter().filter_map(one).collect()
}

/// One metric that only a flag names.
pub fn named(name: &str) -> Wanted {
    Wanted {
        name: name.to_owned(),
        of: Of::Pods,
        target_type: None,
        target: None,
        average: true,
        read: false,
    }
}

fn one(metric: &Value) -> Option<Wanted> {
    let text = |pointer: &str| metric.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let kind = text("/type")?;
    let (field, of) = match kind.as_str() {
        "Pods" => ("pods", Of::Pods),
        "Object" => {
            let kind = text("/object/describedObject/kind")?;
            ("object", Of::Object(format!("{}s", kind.to_lowercase()), text("/object/describedObject/name")?))
        }
        "External" => {
            let labels = metric.pointer("/external/metric/selector/matchLabels").and_then(Value::as_object);
            let pairs = labels
                .into_iter()
                .flatten()
                .filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?)));
            ("external", Of::External(pairs.collect::<Vec<_>>().join(",")))
        }
        _ => return None,
    };
    let value = |name: &str| {
        #[expect(clippy::cast_precision_loss, reason = "targets are small")]
        metric.pointer(&format!("/{field}/target/{name}")).and_then(thousandths).map(|it| it as f64 / 1000.0)
    };
    let (plain, average) = (value("value"), value("averageValue"));
    Some(Wanted {
        name: text(&format!("/{field}/metric/name"))?,
        of,
        target_type: text(&format!("/{field}/target/type")),
        target: average.or(plain),
        average: average.is_some(),
        read: true,
    })
}

/// What an autoscaler saw last of a metric: an average, or the value itself.
pub fn seen(current: &[Value], name: &str) -> Option<f64> {
    current.iter().find_map(|metric| {
        let field = ["pods", "object", "external"].into_iter().find_map(|field| metric.get(field))?;
        if field.pointer("/metric/name").and_then(Value::as_str) != Some(name) {
            return None;
        }
        let read = |name: &str| field.get("current")?.get(name).and_then(thousandths);
        #[expect(clippy::cast_precision_loss, reason = "measurements are small")]
        read("averageValue").or_else(|| read("value")).map(|it| it as f64 / 1000.0)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn metrics_are_read_in_each_form() {
        let read = wanted(&[
            json!({"type": "Resource", "resource": {"name": "cpu"}}),
            json!({"type": "Pods", "pods": {"metric": {"name": "a"}, "target": {"type": "Value", "averageValue": "5"}}}),
            json!({"type": "External", "external": {"metric": {"name": "b", "selector": {"matchLabels": {"x": "y"}}}, "target": {"type": "Value", "value": "800m"}}}),
        ]);
        assert_eq!(
            (read.len(), read[0].target, read[0].target_type.as_deref()),
            (2, Some(5.0), Some("Value"))
        );
        assert_eq!(
            (read[1].target, &read[1].of, read[1].average),
            (Some(0.8), &Of::External("x=y".into()), false)
        );
        let current = json!([{"type": "Pods", "pods": {"metric": {"name": "a"}, "current": {"averageValue": "11500m"}}}]);
        assert_eq!(seen(current.as_array().unwrap(), "a"), Some(11.5));
    }
}
