//! What KEDA is told: triggers from metrics and from the clock.

use serde_json::{Value, json};

use super::autoscaler::{Ask, Scaled};
use crate::engines::Detected;
use crate::error::{Error, Result};
use crate::kubernetes::Identity;
use crate::manifest::assemble::reference;
use crate::manifest::metrics::{self, Pods};
use crate::manifest::pod::Fields;
use crate::workload::deployment::Autoscaling;
use crate::workload::deployment::schedule::windows;
use crate::workload::metric::Metric;
use crate::workload::metrics::{LabelPair, Scrape, Series};

/// Whose metrics are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The namespace of the pods.
    pub namespace: Option<&'a str>,
    /// With what the names of the pods begin.
    pub pods: &'a str,
    /// What runs in them.
    pub engine: Option<Detected>,
    /// How Prometheus finds them, which decides its labels.
    pub scrape: Scrape,
}

/// What the template of the ScaledObject sees.
///
/// # Errors
/// A usage error: a schedule that KEDA cannot keep.
pub fn values(ask: Ask<'_>, scaled: &Scaled, target: &Identity, source: Source<'_>) -> Result<Value> {
    let Ask { autoscaling, scaling, .. } = ask;
    let metrics = scaling.metrics.iter();
    let mut triggers: Vec<Value> =
        metrics.map(|metric| trigger(autoscaling, metric, source)).collect::<Result<_>>()?;
    triggers.extend(by_the_clock(autoscaling, scaled.min)?);
    let mut behavior = Fields::default();
    let window = |seconds: u32| json!({ "stabilizationWindowSeconds": seconds });
    behavior.put("scaleUp", scaling.up_window.map(window)).put("scaleDown", scaling.down_window.map(window));
    Ok(json!({
        "scaled": reference(target),
        "min": scaled.min,
        "max": scaled.max,
        "behavior": behavior.into_value(),
        "triggers": triggers,
    }))
}

fn trigger(autoscaling: &Autoscaling, metric: &Metric, source: Source<'_>) -> Result<Value> {
    /// What Kubernetes' own autoscaler aims at where nothing is said.
    const USUAL: u32 = 80;
    let share = |share: &Option<u32>| {
        let value = share.unwrap_or(USUAL).to_string();
        json!({ "type": metric.name(), "metricType": "Utilization", "metadata": { "value": value } })
    };
    let without = || Error::usage(format!("KEDA does not scale on {}", metric.name()));
    let prometheus = autoscaling.prometheus.as_ref().ok_or_else(without);
    match metric {
        Metric::Cpu(target) | Metric::Memory(target) => Ok(share(target)),
        Metric::Pods { name, target } => {
            let labels = match source.scrape {
                Scrape::Annotations => LabelPair::of_annotations(),
                _ => LabelPair::of_pod_monitors(),
            };
            let series = Series::parse("--scale-metric", name, source.engine, None)?;
            let pods = Pods { namespace: source.namespace.unwrap_or("default"), workload: source.pods };
            Ok(metrics::trigger(&series, &labels, &pods, prometheus?, &[], target, 15))
        }
        Metric::Query { query, target } => Ok(json!({
            "type": "prometheus",
            "metricType": "AverageValue",
            "metadata": {
                "serverAddress": prometheus?.to_string(),
                "query": query,
                "threshold": target.as_f64().to_string(),
            },
        })),
        Metric::Concurrency(_) | Metric::Rps(_) | Metric::External { .. } => Err(without()),
    }
}

fn by_the_clock(autoscaling: &Autoscaling, floor: u32) -> Result<Vec<Value>> {
    if autoscaling.schedules.is_empty() {
        return Ok(Vec::new());
    }
    let windows = windows(&autoscaling.schedules, floor).map_err(|reason| {
        Error::usage(format!(
            "`--schedule`: KEDA goes from a time to the next one of the same days, and {reason}"
        ))
        .hint("ACK's CronHorizontalPodAutoscaler takes any times: `--autoscaler=cron` where it is installed")
        .hint("for example `--schedule='0 8 * * *=4' --schedule='0 22 * * *=1'`")
    })?;
    let timezone = autoscaling.timezone.as_deref().unwrap_or("Etc/UTC");
    Ok(windows
        .iter()
        .map(|window| {
            let replicas = window.replicas.to_string();
            json!({ "type": "cron", "metadata": {
                "timezone": timezone, "start": window.start, "end": window.end, "desiredReplicas": replicas,
            } })
        })
        .collect())
}
