//! An InferenceService → flags of `neap serve kserve`.

use serde_json::Value;

use super::flags::Flags;
use super::seen::Seen;
use super::{Imported, autoscaler, files, list, pairs, placement, pod, text};
use crate::error::{Error, Result};
use crate::kubernetes::{Object, RootKind, labels};

const MODE: &str = "serving.kserve.io/deploymentMode";
const CLASS: &str = "serving.kserve.io/autoscalerClass";
const SCRAPE: &str = "serving.kserve.io/enable-prometheus-scraping";

/// Flags of an InferenceService, with the autoscaler and the policy that aim at its pods.
pub fn import(root: &Object, objects: &[Object]) -> Result<Imported> {
    let name = root.identity().name;
    let Some(predictor) = root.get("/spec/predictor").filter(|it| it.is_object()) else {
        return Err(Error::usage(format!(
            "{} has no predictor: there is nothing that serves",
            root.identity()
        )));
    };
    let mut seen = Seen::new(root, objects);
    let version = seen.called();
    let mut flags = std::mem::take(&mut seen.flags);
    let container = match predictor.get("model") {
        Some(model) => {
            of_model(model, &mut flags);
            model.clone()
        }
        None => list(predictor, "/containers").first().cloned().unwrap_or_default(),
    };
    pod::container(&container, &mut flags);
    pod::storage(predictor, &container, &mut flags);
    flags.0.extend(files::import(&mut seen, predictor, &container));
    pod::identity(predictor, &mut flags);
    placement::of_pod(predictor, &mut flags);
    scaled(&mut seen, predictor, &mut flags);
    flags.some("--container-concurrency", predictor.get("containerConcurrency"));
    flags.some("--timeout", predictor.get("timeout"));
    flags.some("--canary-traffic-percent", predictor.get("canaryTrafficPercent"));
    pod::rollout(predictor.get("deploymentStrategy"), &mut flags);
    policy(&mut seen, &mut flags);
    prometheus(root, &name, objects, &mut flags);
    labels(root, version.as_deref(), &mut flags);
    pod::command(&container, &mut flags);
    seen.flags = flags;
    Ok(seen.imported(RootKind::InferenceService.verb(), &[]))
}

fn of_model(model: &Value, flags: &mut Flags) {
    let format = text(model, "/modelFormat/name");
    let version = text(model, "/modelFormat/version");
    flags.put(
        "--model-format",
        if version.is_empty() { format.to_owned() } else { format!("{format}:{version}") },
    );
    for (flag, field) in [
        ("--runtime", "runtime"),
        ("--runtime-version", "runtimeVersion"),
        ("--storage-uri", "storageUri"),
        ("--protocol-version", "protocolVersion"),
    ] {
        flags.some(flag, model.get(field));
    }
}

/// Who scales it: an autoscaler of its own, KServe, or Knative.
fn scaled(seen: &mut Seen, predictor: &Value, flags: &mut Flags) {
    let root = seen.root;
    let mode = root.metadata_map("annotations").and_then(|annotations| annotations.get(MODE)?.as_str());
    match mode {
        Some("RawDeployment") => flags.put("--deployment-mode", "raw"),
        Some("Serverless") => flags.put("--deployment-mode", "knative"),
        // Another spelling of the same is the annotation's own.
        Some(other) => flags.put("--annotation", format!("{MODE}={other}")),
        None => {}
    }
    let deployment = format!("{}-predictor", seen.name);
    let own = autoscaler::of(seen.objects, "Deployment", &deployment);
    let imported =
        own.map(|own| (own.identity(), autoscaler::import(own, &format!("{}-hpa", seen.name), flags)));
    let class = root.metadata_map("annotations").and_then(|annotations| annotations.get(CLASS)?.as_str());
    match imported {
        Some((identity, Ok(()))) => {
            seen.made.push(identity);
            // The class follows from the metric.
            if class == Some("external") {
                return;
            }
        }
        Some((identity, Err(reason))) => seen.left.push((identity, reason)),
        None => {}
    }
    if let Some(class) = class {
        flags.put("--annotation", format!("{CLASS}={class}"));
    }
    flags.some("--min-replicas", predictor.get("minReplicas").filter(|min| **min != 1));
    flags.some("--max-replicas", predictor.get("maxReplicas").filter(|max| **max != 0));
    flags.some("--scale-metric", predictor.get("scaleMetric"));
    flags.some("--scale-target", predictor.get("scaleTarget"));
    const DELAY: &str = "autoscaling.knative.dev/scale-down-delay";
    let annotations = root.metadata_map("annotations");
    if let Some(delay) =
        annotations.and_then(|it| it.get(DELAY)?.as_str()).filter(|_| mode == Some("Serverless"))
    {
        flags.put("--scale-down-window", delay);
    }
}

/// The policy of this name; one of another name would be doubled by a flag.
fn policy(seen: &mut Seen, flags: &mut Flags) {
    let (root, name) = (seen.root, seen.name.clone());
    for policy in seen.of_kind("ResourcePolicy") {
        if policy.identity().name == name {
            seen.made.push(policy.identity());
            placement::of_policy(policy, flags);
            continue;
        }
        let labels = root.metadata_map("labels");
        let aims = pairs(policy.value(), "/spec/selector").any(|(key, value)| {
            (key == "app" && value == format!("isvc.{name}-predictor"))
                || (key == labels::KSERVE && value == name)
                || labels.is_some_and(|labels| labels.get(key).and_then(Value::as_str) == Some(value))
        });
        if aims {
            seen.left.push((policy.identity(), format!("neap's own would be called {name}")));
        }
    }
}

/// Arena's and neap's Service for Prometheus.
fn prometheus(root: &Object, name: &str, objects: &[Object], flags: &mut Flags) {
    let asked = root
        .metadata_map("annotations")
        .is_some_and(|annotations| annotations.get(SCRAPE) == Some(&"true".into()));
    let own = objects.iter().map(|object| (object.identity(), object)).find(|(identity, _)| {
        (identity.kind.as_str(), identity.name.as_str()) == ("Service", &format!("{name}-metric-svc"))
    });
    let Some((_, service)) = own.filter(|_| asked) else { return };
    flags.put("--enable-prometheus", "true");
    flags.some("--metrics-port", service.get("/spec/ports/0/port").filter(|port| **port != 8080));
}

/// Labels and annotations that no other flag says.
fn labels(root: &Object, version: Option<&str>, flags: &mut Flags) {
    const OWN: [&str; 2] = [labels::NAME, labels::TYPE];
    for (key, value) in pairs(root.value(), "/metadata/labels") {
        let own = OWN.contains(&key) || (key == labels::VERSION && version.is_some());
        if !own {
            flags.put("--label", format!("{key}={value}"));
        }
    }
    let said = [MODE, CLASS, "kubectl.kubernetes.io/last-applied-configuration"];
    let scraped = flags.0.iter().any(|flag| flag.name == "--enable-prometheus");
    let delayed = flags.0.iter().any(|flag| flag.name == "--scale-down-window");
    for (key, value) in pairs(root.value(), "/metadata/annotations") {
        let elsewhere = said.contains(&key)
            || (scraped && key == SCRAPE)
            || (delayed && key == "autoscaling.knative.dev/scale-down-delay");
        if !elsewhere {
            flags.put("--annotation", format!("{key}={value}"));
        }
    }
}
