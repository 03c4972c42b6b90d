//! How an autoscaler is written.

use serde_json::Value;

use super::Found;
use crate::doctor::case::Case;
use crate::doctor::finding::Finding;

/// A metric of pods whose target is not an average value.
pub fn target_form(case: &Case, found: &mut Found) {
    for hpa in case.of("autoscaling", "HorizontalPodAutoscaler") {
        for (index, metric) in hpa.list("/spec/metrics").iter().enumerate() {
            let text = |at: &str| metric.pointer(at).and_then(Value::as_str).unwrap_or_default();
            if text("/type") != "Pods" {
                continue;
            }
            let at = format!("/spec/metrics/{index}/pods/target");
            let form = text("/pods/target/type");
            let value = ["averageValue", "value", "averageUtilization"]
                .iter()
                .find_map(|field| Some((*field, metric.pointer(&format!("/pods/target/{field}"))?)));
            if form == "AverageValue" && value.is_some_and(|(field, _)| field == "averageValue") {
                continue;
            }
            let finding = Finding::at(hpa, &at)
                .found(format!("type: {form}{}", value.map(|(field, value)| format!(" with {field}: {value}")).unwrap_or_default()))
                .expected("type: AverageValue with averageValue")
                .why("a metric of pods is averaged over them: the API takes the field averageValue whatever the type says, and refuses a target without it; who reads the type is misled")
                .remedy("write the type that is meant")
                .set(hpa, format!("{at}/type"), "AverageValue");
            found.push(match value {
                Some(("averageValue", _)) | None => finding,
                Some((field, value)) => finding
                    .set(hpa, format!("{at}/averageValue"), value.clone())
                    .remove(hpa, format!("{at}/{field}")),
            });
        }
    }
}

/// An autoscaler that cannot move, or whose bounds are the wrong way round.
pub fn bounds(case: &Case, found: &mut Found) {
    for hpa in super::autoscalers(case) {
        let keda = hpa.is("keda.sh", "ScaledObject");
        let (low, high) = match keda {
            true => ("/spec/minReplicaCount", "/spec/maxReplicaCount"),
            false => ("/spec/minReplicas", "/spec/maxReplicas"),
        };
        let (Some(max), min) = (hpa.number(high), hpa.number(low).unwrap_or(i64::from(!keda))) else {
            continue;
        };
        if min < max {
            continue;
        }
        found.push(
            Finding::at(hpa, high)
                .found(format!("from {min} to {max} replicas"))
                .expected("a maximum above the minimum")
                .why(match min == max {
                    true => "the autoscaler has nothing to decide: the replicas stay as they are at any load",
                    false => "the API server refuses it",
                })
                .remedy("raise the maximum, or lower the minimum")
                .command(hpa.neap("serve update", &format!("--max-replicas {}", min + 1)))
                .set(hpa, high, min.max(1) + 1),
        );
    }
}

/// A stabilization window that does not fit services that start in minutes.
pub fn windows(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    for hpa in case.of("autoscaling", "HorizontalPodAutoscaler") {
        let serves = super::scaled(hpa, &workloads).is_none_or(super::super::case::Workload::serves_a_model);
        let window =
            |direction: &str| hpa.number(&format!("/spec/behavior/{direction}/stabilizationWindowSeconds"));
        if !serves {
            continue;
        }
        if let Some(seconds) = window("scaleDown").filter(|seconds| *seconds < SHORT) {
            let at = "/spec/behavior/scaleDown/stabilizationWindowSeconds";
            found.push(
                Finding::at(hpa, at)
                    .found(format!("{seconds} s"))
                    .expected(format!("at least {SHORT} s; 300 s is the default"))
                    .why("a replica that was loaded for minutes goes at the first dip of the metric, and is loaded again at the next rise")
                    .remedy("wait as long as a replica takes to start")
                    .set(hpa, at, 300),
            );
        }
        if let Some(seconds) = window("scaleUp").filter(|seconds| *seconds > LONG) {
            let at = "/spec/behavior/scaleUp/stabilizationWindowSeconds";
            found.push(
                Finding::at(hpa, at)
                    .found(format!("{seconds} s"))
                    .expected(format!("at most {LONG} s; 0 is the default"))
                    .why("that much is added to each cold start: the lowest of the window's recommendations is taken")
                    .remedy("scale up at once")
                    .set(hpa, at, 0),
            );
        }
    }
}

/// Seconds below which a scale-down window costs a cold start at each dip.
const SHORT: i64 = 60;
/// Seconds above which a scale-up window is felt.
const LONG: i64 = 60;
