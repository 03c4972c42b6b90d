//! A Deployment or a StatefulSet → flags of `neap serve deployment`, `statefulset`, or one of Arena's presets.

use serde_json::Value;

use super::flags::Flags;
use super::scalers::Target;
use super::seen::Seen;
use super::{
    Imported, around, files, fleet, labels, list, placement, plain, pod, presets, probes, scalers, text,
};
use crate::error::{Error, Result};
use crate::kubernetes::{Object, RootKind};
use crate::workload::deployment::Flavour;

/// The template of the pods.
const TEMPLATE: &str = "/spec/template";

/// Flags of a Deployment or a StatefulSet, with what stands around it.
pub fn import(kind: RootKind, root: &Object, objects: &[Object]) -> Result<Imported> {
    let template = root.get(TEMPLATE).cloned().unwrap_or_default();
    let pod_spec = template.get("spec").cloned().unwrap_or_default();
    let Some(container) = list(&pod_spec, "/containers").first().cloned() else {
        return Err(Error::usage(format!(
            "{} has no container: there is nothing that serves",
            root.identity()
        )));
    };
    let mut seen = Seen::new(root, objects);
    seen.called();
    let flavour = match flavour(kind, root) {
        Flavour::Tensorflow if !presets::is_tensorflow(&container) => Flavour::Custom,
        flavour => flavour,
    };
    let headless = (kind == RootKind::StatefulSet).then(|| format!("{}-pods", seen.name));
    let service = around::service(&mut seen, headless.as_deref());
    pod::image(&container, &mut seen.flags);
    pod::resources(&container, &mut seen.flags);
    if flavour == Flavour::Custom {
        ports(&container, service, &mut seen.flags);
    }
    pod::environment(&container, &mut seen.flags);
    probes::import(&container, &mut seen.flags);
    pod::storage(&pod_spec, &container, &mut seen.flags);
    let named = files::import(&mut seen, &pod_spec, &container);
    seen.flags.0.extend(named);
    pod::identity(&pod_spec, &mut seen.flags);
    placement::of_pod(&pod_spec, &mut seen.flags);
    around::policy(&mut seen);
    let target = Target { kind: root.identity().kind, name: seen.name.clone() };
    let replicas = root.get("/spec/replicas");
    match fleet::placed(&mut seen) {
        Some(_) => fleet::scaled(&mut seen, &target, replicas),
        None => {
            let scaled = scalers::import(&mut seen, &target, replicas);
            seen.flags.0.extend(scaled.0);
        }
    }
    replaced(kind, flavour, &mut seen);
    life(&pod_spec, &container, &mut seen);
    around::budget(&mut seen, std::slice::from_ref(&target.name));
    around::exposed(&mut seen, service);
    around::scrape(&mut seen, &template);
    if text(&template, "/metadata/annotations/sidecar.istio.io~1inject") == "true" {
        seen.flags.put("--enable-istio", "true");
    }
    let command = match flavour {
        Flavour::Custom => pod::command,
        Flavour::Triton => presets::triton,
        Flavour::Tensorflow => presets::tensorflow,
    };
    command(&container, &mut seen.flags);
    let templates = [TEMPLATE.to_owned()];
    // Its flag says the label too.
    let named =
        if flavour == Flavour::Tensorflow && seen.flags.has("--model-name") { "modelName" } else { "" };
    labels::labels(&mut seen, &templates, &[named]);
    labels::annotations(&mut seen, &templates, &around::ELSEWHERE);
    Ok(seen.imported(verb(kind, flavour), &probes::FLAGS))
}

/// Which of Arena's kinds it is.
fn flavour(kind: RootKind, root: &Object) -> Flavour {
    let label =
        root.metadata_map("labels").and_then(|labels| labels.get(crate::kubernetes::labels::TYPE)?.as_str());
    let of_type = |flavour: &Flavour| label == Some(flavour.serving_type());
    match kind {
        RootKind::Deployment => {
            [Flavour::Triton, Flavour::Tensorflow].into_iter().find(of_type).unwrap_or_default()
        }
        _ => Flavour::Custom,
    }
}

fn verb(kind: RootKind, flavour: Flavour) -> &'static str {
    match flavour {
        Flavour::Custom => kind.verb(),
        Flavour::Triton => "triton",
        Flavour::Tensorflow => "tensorflow",
    }
}

/// What the container listens on, else what the Service sends to.
pub fn ports(container: &Value, service: Option<&Object>, flags: &mut Flags) {
    for port in list(container, "/ports") {
        let Some(number) = port.get("containerPort").and_then(plain) else { continue };
        let flag = match text(port, "/name") {
            "grpc" => "--port",
            "metrics" => "--metrics-port",
            _ => "--restful-port",
        };
        if !flags.has(flag) {
            flags.put(flag, number);
        }
    }
    if !flags.has("--restful-port") && !flags.has("--port") {
        let behind = service.and_then(|service| {
            let port = service.get("/spec/ports/0")?;
            port.get("targetPort").filter(|port| port.is_u64()).or(port.get("port")).cloned()
        });
        flags.put("--restful-port", behind.as_ref().and_then(plain).unwrap_or_else(|| "8080".into()));
    }
}

/// How pods are replaced.
fn replaced(kind: RootKind, flavour: Flavour, seen: &mut Seen) {
    let strategy = seen.root.get("/spec/strategy").cloned();
    let flags = &mut seen.flags;
    if kind == RootKind::StatefulSet {
        if text(seen.root.value(), "/spec/podManagementPolicy") != "Parallel" {
            flags.put("--pod-management", "ordered");
        }
        return;
    }
    let Some(strategy) = strategy else { return };
    let bound = |field: &str| strategy.pointer(&format!("/rollingUpdate/{field}")).and_then(plain);
    let (surge, unavailable) = (bound("maxSurge"), bound("maxUnavailable"));
    let usual = |bound: &Option<String>| bound.as_deref().is_none_or(|bound| bound == "25%");
    if text(&strategy, "/type") == "Recreate" {
        flags.put("--rollout", "recreate");
    } else if usual(&surge) && usual(&unavailable) {
        // As Kubernetes does it by itself.
    } else if flavour != Flavour::Custom {
        pod::rollout(Some(&strategy), flags);
    } else {
        for (flag, bound) in [("--max-surge", surge), ("--max-unavailable", unavailable)] {
            if let Some(bound) = bound {
                flags.put(flag, bound);
            }
        }
    }
}

/// How pods end, and what they are spread over.
pub fn life(pod_spec: &Value, container: &Value, seen: &mut Seen) {
    /// Seconds that an end takes by itself, and after a drain.
    const TO_END: u64 = 30;
    let words = list(container, "/lifecycle/preStop/exec/command").iter().filter_map(Value::as_str);
    let words: Vec<&str> = words.collect();
    let drain = match words.as_slice() {
        ["sh", "-c", line] => line.strip_prefix("sleep ").and_then(|seconds| seconds.parse::<u64>().ok()),
        _ => None,
    };
    let flags = &mut seen.flags;
    if let Some(drain) = drain {
        flags.put("--drain", format!("{drain}s"));
    }
    let grace = pod_spec.get("terminationGracePeriodSeconds").and_then(Value::as_u64).unwrap_or(TO_END);
    if grace != drain.unwrap_or_default() + TO_END {
        flags.put("--termination-grace", format!("{grace}s"));
    }
    for spread in list(pod_spec, "/topologySpreadConstraints") {
        // One that counts no pods is the order of units'.
        if spread.get("labelSelector").is_none() {
            continue;
        }
        let skew = spread.get("maxSkew").and_then(plain).unwrap_or_else(|| "1".into());
        let strictly = text(spread, "/whenUnsatisfiable") == "DoNotSchedule";
        let end = if strictly { ":required" } else { "" };
        flags.put("--topology-spread", format!("{}:{skew}{end}", text(spread, "/topologyKey")));
    }
}
