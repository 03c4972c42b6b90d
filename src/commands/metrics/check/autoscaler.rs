//! The fourth link: the autoscaler reads the metric.

use super::link::{Link, number};
use super::subject::Subject;
use super::wanted::{Of, Wanted, seen};
use crate::kubernetes::near::did_you_mean;
use crate::kubernetes::resources::HorizontalPodAutoscaler;

const LINK: &str = "read";

/// What became of the link.
pub fn link(subject: &Subject, wanted: &Wanted, all: &[Wanted]) -> Link {
    let Some(hpa) = &subject.autoscaler else {
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
    let condition = |kind: &str| {
        let conditions = hpa.status.conditions.as_deref().unwrap_or_default();
        conditions.iter().find(|condition| condition.kind == kind).cloned()
    };
    for kind in ["AbleToScale", "ScalingActive"] {
        if let Some(bad) = condition(kind).filter(|condition| condition.status == "False") {
            let (reason, message) = (bad.reason.unwrap_or_default(), bad.message.unwrap_or_default());
            // One metric of several that fails does not make it inactive, so it is this one or all of them.
            return Link::broken(LINK, format!("HPA {name}: {reason}: {message}")).value(value);
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
