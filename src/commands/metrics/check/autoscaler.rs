//! The fourth link: the autoscaler reads the metric.

use std::time::Duration;

use super::link::{Link, number};
use super::subject::Subject;
use super::wanted::{Of, Wanted, seen};
use crate::kubernetes::near::did_you_mean;
use crate::kubernetes::resources::{Condition, HorizontalPodAutoscaler};
use crate::kubernetes::unscaled::Unscaled;

const LINK: &str = "read";

/// How often an autoscaler looks, unless its cluster says otherwise.
const PERIOD: Duration = Duration::from_secs(15);
/// After so long it has looked.
pub const TWO_LOOKS: Duration = Duration::from_secs(30);

/// Whether the autoscaler has not seen yet what is served: a look of its own may mend that, and nothing else is wrong.
pub fn may_come(hpa: &HorizontalPodAutoscaler, wanted: &Wanted, served: bool) -> bool {
    let blind = condition(hpa, "ScalingActive").is_none_or(|it| it.status != "True");
    let fetches = condition(hpa, "ScalingActive")
        .is_none_or(|it| it.status != "False" || it.reason.is_some_and(|why| why.starts_with("FailedGet")));
    let able = condition(hpa, "AbleToScale").is_none_or(|it| it.status != "False");
    let unseen = seen(hpa.status.current_metrics.as_deref().unwrap_or_default(), &wanted.name).is_none();
    served && wanted.read && able && fetches && (blind || unseen)
}

fn condition(hpa: &HorizontalPodAutoscaler, kind: &str) -> Option<Condition> {
    let conditions = hpa.status.conditions.as_deref().unwrap_or_default();
    conditions.iter().find(|condition| condition.kind == kind).cloned()
}

/// The link while the autoscaler may still come to look.
pub fn coming(hpa: &HorizontalPodAutoscaler, subject: &str) -> Link {
    let name = hpa.metadata.name.clone().unwrap_or_default();
    let last = condition(hpa, "ScalingActive").and_then(|it| it.reason);
    let last = last.map_or_else(|| "has not looked yet".to_owned(), |why| format!("last found {why}"));
    Link::unseen(
        LINK,
        format!(
            "not yet: the metric is served now, HPA {name} {last}, and looks each {} s",
            PERIOD.as_secs()
        ),
    )
    .mend(format!("neap metrics check {subject} --patience=45s"))
}

/// What became of the link. `hpa` is the autoscaler as it was read last.
pub fn link(
    subject: &Subject,
    hpa: Option<&HorizontalPodAutoscaler>,
    wanted: &Wanted,
    all: &[Wanted],
) -> Link {
    let Some(hpa) = hpa else {
        return Link::broken(LINK, format!("no autoscaler scales {}", subject.name))
            .mend(format!("neap serve … --scale-metric={} --scale-target=… --max-replicas=…", wanted.name));
    };
    let name = hpa.metadata.name.clone().unwrap_or_default();
    if !wanted.read {
        let names: Vec<&str> = all.iter().filter(|it| it.read).map(|it| it.name.as_str()).collect();
        let near = did_you_mean(&wanted.name, names.iter().copied())
            .map_or_else(String::new, |near| format!("; {near}"));
        return Link::broken(LINK, format!("HPA {name} reads {}, and not this one{near}", names.join(", ")))
            .mend(format!("kubectl edit hpa {name}"));
    }
    if let Some(why) = &subject.no_target {
        return Link::broken(LINK, format!("HPA {name}: {why}")).mend(format!("kubectl edit hpa {name}"));
    }
    let value = seen(hpa.status.current_metrics.as_deref().unwrap_or_default(), &wanted.name);
    let target = wanted.target.map_or_else(|| "none".to_owned(), number);
    let odd = odd_target(wanted);
    if let Some(odd) = &odd
        && wanted.target.is_none()
    {
        return Link::broken(LINK, format!("HPA {name}: {odd}")).mend(format!("kubectl edit hpa {name}"));
    }
    let condition = |kind| condition(hpa, kind);
    for kind in ["AbleToScale", "ScalingActive"] {
        if let Some(bad) = condition(kind).filter(|condition| condition.status == "False") {
            let (reason, message) = (bad.reason.unwrap_or_default(), bad.message.unwrap_or_default());
            // One metric of several that fails does not make it inactive, so it is this one or all of them.
            let link = Link::broken(LINK, format!("HPA {name}: {reason}: {message}")).value(value);
            return match reason.as_str() {
                "FailedGetScale" => link.mend(scale(hpa, &message)),
                _ => link,
            };
        }
    }
    let link = match (condition("ScalingActive"), value) {
        (None, _) => Link::unseen(LINK, format!("HPA {name} has not looked yet")),
        (Some(_), None) => {
            Link::broken(LINK, format!("HPA {name} has no value of it, and another of its metrics decides"))
        }
        (Some(_), Some(value)) => {
            Link::holds(LINK, format!("HPA {name}, target {target}{}", limit(hpa))).value(Some(value))
        }
    };
    match odd {
        Some(odd) => {
            let found = format!("{}; {odd}", link.found);
            let mend = format!(
                "kubectl patch hpa {name} --type=json -p '[{{\"op\":\"replace\",\"path\":\"/spec/metrics/{}/pods/target/type\",\"value\":\"AverageValue\"}}]'",
                all.iter().position(|it| it.name == wanted.name).unwrap_or_default()
            );
            Link { found, mend: Some(mend), ..link }
        }
        None => link,
    }
}

/// What shows why the scale of the target cannot be read.
fn scale(hpa: &HorizontalPodAutoscaler, message: &str) -> String {
    let target = &hpa.spec.scale_target_ref;
    let namespace = hpa.metadata.namespace.as_deref().unwrap_or("default");
    Unscaled::of(message).command(&target.kind, &target.name, namespace)
}

/// What is odd of the target: a metric of pods is always an average, whatever the type says.
fn odd_target(wanted: &Wanted) -> Option<String> {
    let kind = wanted.target_type.as_deref()?;
    match (&wanted.of, kind, wanted.average) {
        (Of::Pods, _, false) => {
            Some(format!("the target of type {kind} has no averageValue, which a metric of pods needs"))
        }
        (Of::Pods, "Value" | "Utilization", true) => {
            Some(format!("the target's type is {kind} with an averageValue: it is read as AverageValue"))
        }
        _ => None,
    }
}

/// Whether the autoscaler would go further if it might.
fn limit(hpa: &HorizontalPodAutoscaler) -> String {
    let conditions = hpa.status.conditions.as_deref().unwrap_or_default();
    let limited = conditions.iter().find(|it| it.kind == "ScalingLimited" && it.status == "True");
    match limited.and_then(|it| it.reason.as_deref()) {
        Some("TooManyReplicas") => format!("; it is at its maximum of {}", hpa.spec.max_replicas),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::wanted::wanted;
    use super::*;

    /// An autoscaler of one metric with these conditions and this value.
    fn seen_by(conditions: &[(&str, &str, &str)], value: Option<&str>) -> (HorizontalPodAutoscaler, Wanted) {
        let metric = json!({"type": "Pods", "pods": {"metric": {"name": "m"}, "target": {"type": "AverageValue", "averageValue": "5"}}});
        let conditions: Vec<_> = conditions
            .iter()
            .map(|(kind, status, reason)| json!({"type": kind, "status": status, "reason": reason, "message": ""}))
            .collect();
        let current = value.map(|value| json!([{"type": "Pods", "pods": {"metric": {"name": "m"}, "current": {"averageValue": value}}}]));
        let hpa = json!({"metadata": {"name": "a"}, "spec": {"maxReplicas": 3, "scaleTargetRef": {"kind": "Deployment", "name": "a"},
            "metrics": [metric]}, "status": {"conditions": conditions, "currentMetrics": current}});
        (serde_json::from_value(hpa).unwrap(), wanted(&[metric]).remove(0))
    }

    #[test]
    fn what_is_served_now_the_next_look_may_find() {
        let blind = [("AbleToScale", "True", ""), ("ScalingActive", "False", "FailedGetPodsMetric")];
        let active = [("AbleToScale", "True", ""), ("ScalingActive", "True", "ValidMetricFound")];
        let zero = [("ScalingActive", "False", "ScalingDisabled")];
        let unable = [("AbleToScale", "False", "FailedGetScale")];
        for (conditions, value, served, comes) in [
            (&[][..], None, true, true),
            (&blind, None, true, true),
            (&blind, None, false, false),
            (&active, None, true, true),
            (&active, Some("0"), true, false),
            (&zero, None, true, false),
            (&unable, None, true, false),
        ] {
            let (hpa, metric) = seen_by(conditions, value);
            assert_eq!(may_come(&hpa, &metric, served), comes, "{conditions:?} {value:?} {served}");
        }
        let (hpa, _) = seen_by(&blind, None);
        let link = coming(&hpa, "qwen");
        assert_eq!(
            link.found,
            "not yet: the metric is served now, HPA a last found FailedGetPodsMetric, and looks each 15 s"
        );
        assert_eq!(link.mend.as_deref(), Some("neap metrics check qwen --patience=45s"));
    }
}
