//! Who scales pods → flags: Kubernetes' autoscaler, KEDA, ACK's clock, nobody.

use serde_json::Value;

use super::autoscaler;
use super::flags::Flags;
use super::seen::Seen;
use super::{list, plain, text};
use crate::kubernetes::Object;

/// What has the scale, and what neap's own objects for it begin with.
#[derive(Debug, Clone)]
pub struct Target {
    /// The kind.
    pub kind: String,
    /// The name, with which the names of what scales it begin.
    pub name: String,
}

/// Flags of who scales the target, which has so many replicas by itself.
pub fn import(seen: &mut Seen, target: &Target, replicas: Option<&Value>) -> Flags {
    let mut flags = Flags::default();
    let known = seen.left.len();
    let by_keda = keda(seen, target, &mut flags);
    let by_hpa = match autoscaler::of(seen.objects, &target.kind, &target.name) {
        Some(hpa) if by_keda => {
            seen.left.push((hpa.identity(), "a ScaledObject scales the service".into()));
            None
        }
        Some(hpa) => match autoscaler::import_any(hpa, &format!("{}-hpa", target.name), &mut flags) {
            Ok(()) => {
                seen.made.push(hpa.identity());
                Some(hpa)
            }
            Err(reason) => {
                seen.left.push((hpa.identity(), reason));
                None
            }
        },
        None => None,
    };
    let by_clock = clock(seen, target, by_hpa, &mut flags);
    // A count that somebody else keeps is not the flags' to say.
    if !by_keda && by_hpa.is_none() && !by_clock && seen.left.len() == known {
        flags.some("--replicas", replicas.filter(|count| **count != 1));
    }
    flags
}

/// Whether an autoscaler scales something of this kind and name.
fn aims(scaler: &Object, kind: &str, name: &str) -> bool {
    let target = |field: &str| text(scaler.value(), &format!("/spec/scaleTargetRef/{field}"));
    // KEDA's own default.
    let of_kind = target("kind") == kind || (target("kind").is_empty() && kind == "Deployment");
    of_kind && target("name") == name
}

/// Flags of KEDA's object, if it scales the target.
fn keda(seen: &mut Seen, target: &Target, flags: &mut Flags) -> bool {
    let Target { kind, name } = target;
    let Some(scaler) = seen.of_kind("ScaledObject").find(|it| aims(it, kind, name)) else {
        return false;
    };
    if scaler.identity().name != *name {
        seen.left.push((scaler.identity(), format!("neap's own would be called {name}")));
        return true;
    }
    let spec = scaler.get("/spec").cloned().unwrap_or_default();
    let min = spec.get("minReplicaCount").and_then(Value::as_u64).unwrap_or(0);
    let mut metrics = Vec::new();
    let mut schedules: Vec<(String, String)> = Vec::new();
    let mut ends = Vec::new();
    let (mut zone, mut prometheus) = (None, None);
    for trigger in list(&spec, "/triggers") {
        let of = |field: &str| trigger.pointer(&format!("/metadata/{field}")).and_then(plain);
        match (text(trigger, "/type"), of("query"), of("threshold"), of("value")) {
            ("prometheus", Some(query), Some(target), _) => {
                prometheus = prometheus.or(of("serverAddress"));
                metrics.push(format!("prometheus:{query}={target}"));
            }
            (name @ ("cpu" | "memory"), .., Some(share)) => metrics.push(format!("{name}={share}")),
            ("cron", ..) => {
                let (Some(start), Some(end), Some(count)) = (of("start"), of("end"), of("desiredReplicas"))
                else {
                    continue;
                };
                zone = zone.or(of("timezone"));
                schedules.push((start, count));
                ends.push(end);
            }
            _ => {
                seen.left.push((scaler.identity(), "a trigger of it is one that no flag says".into()));
                return true;
            }
        }
    }
    for end in ends {
        if !schedules.iter().any(|(start, _)| *start == end) {
            schedules.push((end, min.to_string()));
        }
    }
    flags.put("--autoscaler", "keda");
    metrics.into_iter().for_each(|metric| flags.put("--scale-metric", metric));
    flags.put("--min-replicas", min.to_string());
    flags.some("--max-replicas", spec.get("maxReplicaCount"));
    for (time, count) in schedules {
        flags.put("--schedule", format!("{time}={count}"));
    }
    if let Some(zone) = zone.filter(|zone| zone != "Etc/UTC") {
        flags.put("--timezone", zone);
    }
    if let Some(address) = prometheus {
        flags.put("--prometheus", address);
    }
    autoscaler::windows(spec.pointer("/advanced/horizontalPodAutoscalerConfig/behavior"), flags);
    seen.made.push(scaler.identity());
    true
}

/// Flags of ACK's clock, if it scales the target or its autoscaler.
fn clock(seen: &mut Seen, target: &Target, hpa: Option<&Object>, flags: &mut Flags) -> bool {
    let through = |it: &&Object| {
        hpa.is_some_and(|hpa| aims(it, "HorizontalPodAutoscaler", &hpa.identity().name))
            || aims(it, &target.kind, &target.name)
    };
    let Some(clock) = seen.of_kind("CronHorizontalPodAutoscaler").find(through) else { return false };
    let name = format!("{}-cron", target.name);
    if clock.identity().name != name {
        seen.left.push((clock.identity(), format!("neap's own would be called {name}")));
        return true;
    }
    let jobs = clock.get("/spec/jobs").and_then(Value::as_array);
    let jobs: Option<Vec<String>> = jobs
        .into_iter()
        .flatten()
        .map(|job| {
            let time = text(job, "/schedule").split_once(' ').filter(|(seconds, _)| *seconds == "0")?.1;
            Some(format!("{time}={}", job.get("targetSize").and_then(plain)?))
        })
        .collect();
    let Some(jobs) = jobs.filter(|jobs| !jobs.is_empty()) else {
        seen.left.push((clock.identity(), "a time of it is one that no flag says".into()));
        return true;
    };
    flags.put("--autoscaler", "cron");
    jobs.into_iter().for_each(|job| flags.put("--schedule", job));
    // Without it the lowest of the times would be the minimum.
    if let (Some(hpa), false) = (hpa, flags.has("--min-replicas")) {
        flags.some("--min-replicas", hpa.get("/spec/minReplicas"));
    }
    seen.made.push(clock.identity());
    true
}
