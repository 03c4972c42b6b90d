//! The metrics that autoscalers ask for.

use serde_json::Value;

use super::{Found, autoscalers, scaled};
use crate::doctor::case::{Case, Entry};
use crate::doctor::finding::Finding;
use crate::engines::Engine;
use crate::engines::metrics::{self, Measure};
use crate::kubernetes::Quantity;

/// A metric of an autoscaler: its place, its name and its target for each pod.
pub struct Wanted<'a> {
    /// JSON pointer to the name.
    pub at: String,
    /// As the adapter serves it.
    pub name: &'a str,
    /// JSON pointer to the target.
    pub target_at: String,
    /// The target for each pod, in the metric's unit.
    pub target: Option<f64>,
}

/// The metrics of pods that an autoscaler asks for.
pub fn wanted(autoscaler: &Entry) -> Vec<Wanted<'_>> {
    let metrics = autoscaler.list("/spec/metrics").iter().enumerate();
    metrics
        .filter_map(|(index, metric)| {
            let name = metric.pointer("/pods/metric/name")?.as_str()?;
            let target_at = format!("/spec/metrics/{index}/pods/target/averageValue");
            let target = autoscaler.get(&target_at).and_then(number);
            Some(Wanted { at: format!("/spec/metrics/{index}/pods/metric/name"), name, target_at, target })
        })
        .collect()
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => Quantity::parse(text).ok().map(|quantity| quantity.as_f64()),
        other => other.as_f64(),
    }
}

/// A metric that the engine calls otherwise in the version that runs.
pub fn renamed(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    for autoscaler in autoscalers(case) {
        let engine = scaled(autoscaler, &workloads).and_then(|workload| Some((workload.engine()?, workload)));
        for wanted in wanted(autoscaler) {
            let Some(preset) = metrics::known(wanted.name) else { continue };
            let detected = engine.as_ref().map(|(detected, _)| *detected);
            let right = preset.metric_in(detected);
            // Without a version nobody knows which of the names it is; a name that is gone for long is still wrong.
            let sure = detected.is_some_and(|it| it.version.is_some()) || preset.engine.is_none();
            let is_old = preset.before.is_some_and(|(_, old)| metrics::is_called(old, wanted.name));
            if metrics::is_called(&right, wanted.name) || !(sure || is_old && gone(preset.metric)) {
                continue;
            }
            let name = match wanted.name.contains(':') || !right.contains(':') {
                true => right.to_string(),
                false => right.replace(':', "_"),
            };
            let version = detected.and_then(|it| Some(format!("{} {}", it.engine, it.version?)));
            found.push(
                Finding::at(autoscaler, &wanted.at)
                    .found(wanted.name)
                    .expected(format!("{name}, as {} calls it", version.unwrap_or_else(|| "the engine now".into())))
                    .why("the engine does not expose the other name: the autoscaler gets FailedGetPodsMetric and stays where it is")
                    .remedy("ask for the name of this version, in the adapter's rules too")
                    .command("neap metrics presets")
                    .set(autoscaler, wanted.at, name),
            );
        }
    }
}

/// Metrics whose old name has been gone for so long that a version need not be known.
fn gone(metric: &str) -> bool {
    metric.starts_with("dynamo_")
}

/// The largest value that a metric can have, as far as its meaning shows it.
fn cap(name: &str) -> Option<f64> {
    match metrics::measure_of(name)? {
        Measure::Ratio => Some(1.0),
        Measure::Percent => Some(100.0),
        Measure::Count | Measure::Seconds => None,
    }
}

/// A target that the metric cannot pass by more than the autoscaler tolerates.
pub fn out_of_reach(case: &Case, found: &mut Found) {
    for autoscaler in autoscalers(case) {
        for wanted in wanted(autoscaler) {
            let (Some(cap), Some(target)) = (cap(wanted.name), wanted.target) else { continue };
            if cap / target - 1.0 > TOLERANCE {
                continue;
            }
            let better = cap * GOOD;
            let text = match better.fract() == 0.0 {
                true => format!("{better:.0}"),
                false => format!("{:.0}m", better * 1000.0),
            };
            found.push(
                Finding::at(autoscaler, &wanted.target_at)
                    .found(format!("a target of {target} for {}, which never exceeds {cap}", wanted.name))
                    .expected(format!("below {:.3}, as {text}", cap / (1.0 + TOLERANCE)))
                    .why("the autoscaler ignores what is within 10 % of the target: it never scales up")
                    .remedy("lower the target")
                    .set(autoscaler, wanted.target_at, text),
            );
        }
    }
}

/// The HPA's default tolerance.
const TOLERANCE: f64 = 0.1;
/// A target of a capped metric that leaves room to react, as a share of its cap.
const GOOD: f64 = 0.7;

/// A capped metric: from saturation it multiplies the replicas by cap / target at most, each step a cold start later.
pub fn capped(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    for autoscaler in autoscalers(case) {
        let all = wanted(autoscaler);
        let counts = all.iter().any(|wanted| cap(wanted.name).is_none());
        for wanted in all.iter().filter(|_| !counts) {
            let (Some(cap), Some(target)) = (cap(wanted.name), wanted.target.filter(|target| *target > 0.0))
            else {
                continue;
            };
            let factor = cap / target;
            let is_gpu = wanted.name.to_ascii_uppercase().contains("UTIL");
            let finding = Finding::at(autoscaler, &wanted.at)
                    .found(format!("{} alone, at most {cap}, with a target of {target}", wanted.name))
                    .expected("a metric that grows with the load, as the requests that wait")
                    .why(format!(
                        "at any overload the replicas grow by a factor of {factor:.1} at most, then wait for a cold start{}",
                        match is_gpu {
                            true => "; and a busy GPU stays busy with more replicas, so they go late",
                            false => "",
                        }
                    ))
                    .remedy("scale on requests that wait or run")
                    .command("neap metrics presets");
            let is_vllm = scaled(autoscaler, &workloads)
                .and_then(|it| it.engine())
                .is_some_and(|it| it.engine == Engine::Vllm);
            found.push(match is_vllm {
                true => finding
                    .set(autoscaler, wanted.at.clone(), "vllm:num_requests_waiting")
                    .set(autoscaler, wanted.target_at.clone(), "5")
                    .set(
                        autoscaler,
                        "/spec/metrics/-",
                        serde_json::json!({"type": "Pods", "pods": {
                            "metric": {"name": "vllm:num_requests_running"},
                            "target": {"type": "AverageValue", "averageValue": "50"},
                        }}),
                    ),
                false => finding,
            });
        }
    }
}

/// Waiting requests alone: zero until a replica is full.
pub fn blind_until_overload(case: &Case, found: &mut Found) {
    for autoscaler in autoscalers(case) {
        let all = wanted(autoscaler);
        let [wanted] = all.as_slice() else { continue };
        let others = autoscaler.list("/spec/metrics").len() > 1;
        let name = wanted.name.to_lowercase();
        let waits = ["waiting", "queue_reqs", "queue_size", "queued"].iter().any(|word| name.contains(word));
        if !waits || others {
            continue;
        }
        let running = name_of_running(wanted.name);
        found.push(
            Finding::at(autoscaler, &wanted.at)
                .found(format!("{} alone", wanted.name))
                .expected(format!("{running} beside it"))
                .why("it is 0 until a replica is full: scaling begins when requests wait already, and all replicas but one may go while the rest are busy")
                .remedy("add the requests that run; the autoscaler takes the larger answer")
                .command("neap metrics presets")
                .set(
                    autoscaler,
                    "/spec/metrics/-",
                    serde_json::json!({"type": "Pods", "pods": {
                        "metric": {"name": running},
                        "target": {"type": "AverageValue", "averageValue": "50"},
                    }}),
                ),
        );
    }
}

fn name_of_running(waiting: &str) -> String {
    let running = match metrics::known(waiting).and_then(|preset| preset.engine) {
        Some(Engine::Sglang) => "sglang:num_running_reqs",
        _ => "vllm:num_requests_running",
    };
    match waiting.contains(':') {
        true => running.to_owned(),
        false => running.replace(':', "_"),
    }
}
