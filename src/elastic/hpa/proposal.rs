//! What one metric proposes, and how the controller words what it cannot read.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::pods::{Resource, Samples, Sorting, is_ready, sorted};
use super::{
    Identifier, Metric, PerPod, Settings, Target, Tolerance, average_over_pods, total_per_pod, total_value,
};
use crate::kubernetes::canonical;
use crate::kubernetes::resources::Pod;

/// What a metrics API answered about one metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// One value a pod.
    Pods(Samples),
    /// One value of one object, in thousandths.
    Object(i64),
    /// All values of an external metric, in thousandths.
    External(Vec<i64>),
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unanswered {
    /// The API answered with an empty list.
    Nothing,
    /// What the client of the API says.
    Failed(String),
}

/// What is known when a metric is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'a> {
    pub namespace: &'a str,
    /// `spec.replicas` of the target's scale.
    pub replicas: u32,
    /// `status.replicas` of the target's scale.
    pub existing: u32,
    pub pods: &'a [&'a Pod],
    pub tolerance: Tolerance,
    pub settings: &'a Settings,
    pub now: Timestamp,
}

/// What one metric proposes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Proposal {
    pub replicas: u32,
    /// As events and conditions name the metric.
    pub name: String,
    /// The item of `status.currentMetrics`.
    pub status: Value,
}

/// Why a metric proposes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// As `FailedGetPodsMetric`.
    pub reason: &'static str,
    /// The words of event and condition.
    pub message: String,
    /// The same as it goes into the list of all failures.
    pub error: String,
}

const NO_PODS: &str = "no pods returned by selector while calculating replica count";

/// What a metric proposes, given what its API answered.
pub(super) fn propose(
    metric: &Metric,
    answer: &Result<Answer, Unanswered>,
    scene: &Scene<'_>,
) -> Result<Proposal, Failure> {
    match metric {
        Metric::Resource { name, container, target } => {
            let (reason, what) = match container {
                None => ("FailedGetResourceMetric", format!("{name} resource metric value")),
                Some(container) => {
                    ("FailedGetContainerResourceMetric", format!("{container} container metric value"))
                }
            };
            of_resource(name, container.as_deref(), *target, answer, scene)
                .map_err(|message| Failure::new(reason, &what, message.clone(), &message))
        }
        Metric::Pods { metric, target } => of_pods(metric, *target, answer, scene).map_err(|message| {
            Failure::new("FailedGetPodsMetric", "pods metric value", message.clone(), &message)
        }),
        Metric::Object { metric, object, target } => of_object(metric, object, *target, answer, scene)
            .map_err(|(message, error)| {
                Failure::new("FailedGetObjectMetric", "object metric value", message, &error)
            }),
        Metric::External { metric, target } => {
            of_external(metric, *target, answer, scene).map_err(|(message, error)| {
                let what = format!("{} external metric value", metric.name);
                Failure::new("FailedGetExternalMetric", &what, message, &error)
            })
        }
        Metric::Unknown(kind) => {
            let message = format!("unknown metric source type {kind:?}");
            Err(Failure { reason: "InvalidMetricSourceType", error: message.clone(), message })
        }
    }
}

impl Failure {
    fn new(reason: &'static str, what: &str, message: String, error: &str) -> Self {
        Self { reason, message, error: format!("failed to get {what}: {error}") }
    }
}

fn of_resource(
    name: &str,
    container: Option<&str>,
    target: Option<PerPod>,
    answer: &Result<Answer, Unanswered>,
    scene: &Scene<'_>,
) -> Result<Proposal, String> {
    let target = target.ok_or(
        "invalid resource metric source: neither an average utilization target nor an average value (usage) target was set",
    )?;
    let (what, shown) = match (target, container) {
        (PerPod::Value(_), _) => ("usage", "resource"),
        (PerPod::Utilisation(_), None) => ("utilization", "resource utilization (percentage of request)"),
        (PerPod::Utilisation(_), Some(_)) => {
            ("utilization", "container resource utilization (percentage of request)")
        }
    };
    let failed = |reason: String| format!("failed to get {name} {what}: {reason}");
    let samples = samples(answer, "resource")
        .map_err(|reason| failed(format!("unable to get metrics for resource {name}: {reason}")))?;
    let resource = Some(Resource { name, container });
    let (replicas, average, percent) = averaged(samples, target, resource, scene).map_err(failed)?;
    let average = match name {
        "memory" => canonical::binary(average),
        _ => canonical::decimal(average),
    };
    let current = match percent {
        Some(percent) => json!({"averageValue": average, "averageUtilization": percent}),
        None => json!({"averageValue": average}),
    };
    let status = match container {
        None => json!({"type": "Resource", "resource": {"name": name, "current": current}}),
        Some(container) => json!({"type": "ContainerResource",
            "containerResource": {"name": name, "current": current, "container": container}}),
    };
    Ok(Proposal { replicas, name: format!("{name} {shown}"), status })
}

fn of_pods(
    metric: &Identifier,
    target: i64,
    answer: &Result<Answer, Unanswered>,
    scene: &Scene<'_>,
) -> Result<Proposal, String> {
    let samples = samples(answer, "custom")
        .map_err(|reason| format!("unable to get metric {}: {reason}", metric.name))?;
    let (replicas, average, _) = averaged(samples, PerPod::Value(target), None, scene)?;
    let current = json!({"averageValue": canonical::decimal(average)});
    let status = json!({"type": "Pods", "pods": {"metric": identifier(metric), "current": current}});
    Ok(Proposal { replicas, name: format!("pods metric {}", metric.name), status })
}

/// The replicas, the average and the utilisation of a metric that is averaged over pods.
fn averaged(
    samples: &Samples,
    target: PerPod,
    resource: Option<Resource<'_>>,
    scene: &Scene<'_>,
) -> Result<(u32, i64, Option<i32>), String> {
    if scene.pods.is_empty() {
        return Err(NO_PODS.to_owned());
    }
    let pods = sorted(scene.pods, samples, target, resource, scene.settings, scene.now);
    let pods = pods.map_err(|reason| match reason {
        Sorting::NobodyReports => {
            "did not receive metrics for targeted pods (pods might be unready)".to_owned()
        }
        Sorting::NoRequest(reason) => reason,
    })?;
    let (wanted, usage) = average_over_pods(&pods, target, scene.replicas, scene.tolerance)
        .ok_or("no metrics returned matched known pods")?;
    Ok((wanted.replicas, usage.average, usage.utilisation))
}

/// Errors are what event and condition say, and what the list of failures says.
fn of_object(
    metric: &Identifier,
    object: &Value,
    target: Option<Target>,
    answer: &Result<Answer, Unanswered>,
    scene: &Scene<'_>,
) -> Result<Proposal, (String, String)> {
    let word = |key| object.get(key).and_then(Value::as_str).unwrap_or_default();
    let (kind, name) = (word("kind"), word("name"));
    let plain = |reason: String| (reason.clone(), reason);
    let target = target.ok_or_else(|| {
        plain(
            "invalid object metric source: neither a value target nor an average value target was set".into(),
        )
    })?;
    let value = match answer {
        Ok(Answer::Object(value)) => Ok(*value),
        other => Err(no_answer(other, "custom")),
    };
    // The controller puts the reason last, where its own text means the name to be.
    let value = value.map_err(|reason| {
        format!("unable to get metric {}: {kind} on {} {name}/{reason}", metric.name, scene.namespace)
    });
    let (replicas, shown, current) = match target {
        Target::Value(target) => {
            let value = value.map_err(plain)?;
            let replicas = of_total(value, target, scene).map_err(plain)?;
            let shown = format!("{kind} metric {}", metric.name);
            (replicas, shown, json!({"value": canonical::decimal(value)}))
        }
        Target::Average(target) => {
            let value = value.map_err(|reason| {
                let error = format!("failed to get {} object metric: {reason}", metric.name);
                (reason, error)
            })?;
            let wanted = total_per_pod(value, target, scene.existing, scene.tolerance);
            let average = canonical::decimal(per_replica(value, scene.existing));
            (wanted.replicas, external_name(metric), json!({"averageValue": average}))
        }
    };
    let status = json!({"metric": identifier(metric), "current": current, "describedObject": object});
    Ok(Proposal { replicas, name: shown, status: json!({"type": "Object", "object": status}) })
}

/// Errors are what event and condition say, and what the list of failures says.
fn of_external(
    metric: &Identifier,
    target: Option<Target>,
    answer: &Result<Answer, Unanswered>,
    scene: &Scene<'_>,
) -> Result<Proposal, (String, String)> {
    let target = target.ok_or_else(|| {
        let reason =
            "invalid external metric source: neither a value target nor an average value target was set";
        (reason.to_owned(), reason.to_owned())
    })?;
    let both = |reason: String| {
        let error = match target {
            Target::Value(_) => format!("failed to get external metric {}: {reason}", metric.name),
            Target::Average(_) => format!("failed to get {} external metric: {reason}", metric.name),
        };
        (reason, error)
    };
    let values = match answer {
        Ok(Answer::External(values)) => Ok(values),
        other => Err(no_answer(other, "external")),
    };
    let values = values.map_err(|reason| {
        let selector = go_selector(metric.selector.as_ref());
        both(format!(
            "unable to get external metric {}/{}/{selector}: {reason}",
            scene.namespace, metric.name
        ))
    })?;
    let total = values.iter().fold(0i64, |sum, value| sum.saturating_add(*value));
    let (replicas, current) = match target {
        Target::Value(target) => {
            (of_total(total, target, scene).map_err(both)?, json!({"value": canonical::decimal(total)}))
        }
        Target::Average(target) => {
            let wanted = total_per_pod(total, target, scene.existing, scene.tolerance);
            let average = per_replica(total, scene.existing);
            (wanted.replicas, json!({"averageValue": canonical::decimal(average)}))
        }
    };
    let status = json!({"type": "External", "external": {"metric": identifier(metric), "current": current}});
    Ok(Proposal { replicas, name: external_name(metric), status })
}

fn of_total(total: i64, target: i64, scene: &Scene<'_>) -> Result<u32, String> {
    let ready = scene.pods.iter().filter(|pod| is_ready(pod)).count();
    let wanted =
        total_value(total, target, u32::try_from(ready).unwrap_or(u32::MAX), scene.replicas, scene.tolerance);
    // Without pods there is an error only where they would be counted.
    let counts = scene.replicas != 0 && wanted.why == super::Why::Ratio;
    match scene.pods.is_empty() && counts {
        true => Err(format!("unable to calculate ready pods: {NO_PODS}")),
        false => Ok(wanted.replicas),
    }
}

/// A total over replicas as the status shows it. Without replicas the controller shows the smallest number there is.
fn per_replica(total: i64, replicas: u32) -> i64 {
    match replicas {
        0 => i64::MIN,
        replicas => (total as f64 / f64::from(replicas)).ceil() as i64,
    }
}

fn samples<'a>(answer: &'a Result<Answer, Unanswered>, api: &str) -> Result<&'a Samples, String> {
    match answer {
        Ok(Answer::Pods(samples)) => Ok(samples),
        other => Err(no_answer(other, api)),
    }
}

fn no_answer(answer: &Result<Answer, Unanswered>, api: &str) -> String {
    match answer {
        Err(Unanswered::Failed(reason)) => {
            format!("unable to fetch metrics from {api} metrics API: {reason}")
        }
        _ => format!("no metrics returned from {api} metrics API"),
    }
}

fn identifier(metric: &Identifier) -> Value {
    match &metric.selector {
        Some(selector) => json!({"name": metric.name, "selector": selector}),
        None => json!({"name": metric.name}),
    }
}

/// The controller calls an object's average so too.
fn external_name(metric: &Identifier) -> String {
    format!("external metric {}({})", metric.name, go_selector(metric.selector.as_ref()))
}

/// A label selector as Go prints it.
fn go_selector(selector: Option<&Value>) -> String {
    let Some(selector) = selector else { return "nil".to_owned() };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut labels: Vec<(&String, String)> = selector
        .get("matchLabels")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(key, value)| (key, text(value)))
        .collect();
    labels.sort();
    let labels: String = labels.iter().map(|(key, value)| format!("{key}: {value},")).collect();
    let requirement = |requirement: &Value| {
        let word = |key| requirement.get(key).and_then(Value::as_str).unwrap_or_default();
        let values = requirement.get("values").and_then(Value::as_array).into_iter().flatten();
        let values = values.map(text).collect::<Vec<_>>().join(" ");
        let (key, operator) = (word("key"), word("operator"));
        format!("LabelSelectorRequirement{{Key:{key},Operator:{operator},Values:[{values}],}},")
    };
    let expressions = selector.get("matchExpressions").and_then(Value::as_array).into_iter().flatten();
    let expressions: String = expressions.map(requirement).collect();
    format!(
        "&LabelSelector{{MatchLabels:map[string]string{{{labels}}},MatchExpressions:[]LabelSelectorRequirement{{{expressions}}},}}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selector_is_printed_as_go_prints_it() {
        assert_eq!(go_selector(None), "nil");
        assert_eq!(
            go_selector(Some(&json!({"matchLabels": {"b": "2", "a": "1"},
                "matchExpressions": [{"key": "k", "operator": "In", "values": ["x", "y"]}]}))),
            "&LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},MatchExpressions:[]LabelSelectorRequirement{\
             LabelSelectorRequirement{Key:k,Operator:In,Values:[x y],},},}"
        );
    }
}
