//! A Knative Service → flags of `neap serve knative`.

use serde_json::Value;

use super::flags::Flags;
use super::seen::Seen;
use super::{Imported, around, files, labels, list, pairs, placement, plain, pod, text};
use crate::error::{Error, Result};
use crate::kubernetes::Object;

const TEMPLATE: &str = "/spec/template";
/// The group of the autoscaler's annotations, and of ACK's.
const AUTOSCALING: &str = "autoscaling.knative.dev/";
const ACK: &str = "knative.aliyun.com/";
/// How long a revision may take; the probe's patience says it too.
const DEADLINE: &str = "serving.knative.dev/progress-deadline";

/// The autoscaler's annotations in both spellings, and the flags that say them.
const BY_FLAG: [(&str, &str, &str); 13] = [
    ("metric", "metric", "--scale-metric"),
    ("target", "target", "--scale-target"),
    ("min-scale", "minScale", "--min-replicas"),
    ("max-scale", "maxScale", "--max-replicas"),
    ("target-utilization-percentage", "targetUtilizationPercentage", "--target-utilization"),
    ("window", "window", "--stable-window"),
    ("panic-window-percentage", "panicWindowPercentage", "--panic-window"),
    ("panic-threshold-percentage", "panicThresholdPercentage", "--panic-threshold"),
    ("initial-scale", "initialScale", "--initial-scale"),
    ("activation-scale", "activationScale", "--activation-scale"),
    ("scale-down-delay", "scaleDownDelay", "--scale-down-delay"),
    ("scale-to-zero-pod-retention-period", "scaleToZeroPodRetentionPeriod", "--pod-retention"),
    ("target-burst-capacity", "targetBurstCapacity", "--target-burst-capacity"),
];

/// Flags of a Knative Service, with its ResourcePolicy.
pub fn import(root: &Object, objects: &[Object]) -> Result<Imported> {
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
    pod::container(&container, &mut seen.flags);
    pod::storage(&pod_spec, &container, &mut seen.flags);
    let named = files::import(&mut seen, &pod_spec, &container);
    seen.flags.0.extend(named);
    pod::identity(&pod_spec, &mut seen.flags);
    // A gate is needed to say it of the pod, so it is the container's.
    pod::user(&container, &mut seen.flags);
    placement::of_pod(&pod_spec, &mut seen.flags);
    around::policy(&mut seen);
    counted(&template, &mut seen.flags);
    let number = |field: &str, usual: u64| pod_spec.get(field).filter(|it| **it != usual).cloned();
    seen.flags.some("--container-concurrency", number("containerConcurrency", 0).as_ref());
    seen.flags.some("--timeout", number("timeoutSeconds", 300).as_ref());
    seen.flags.some("--revision-name", template.pointer("/metadata/name"));
    traffic(root, &mut seen.flags);
    labels::labels(&mut seen, &[TEMPLATE.to_owned()], &[]);
    // Knative's pods get an `app` of the user's like any other label.
    let app = |object: &Value, at: &str| text(object, at).to_owned();
    let own = app(root.value(), "/metadata/labels/app");
    if !own.is_empty() && own == app(&template, "/metadata/labels/app") {
        seen.flags.put("--label", format!("app={own}"));
    }
    annotations(&template, &mut seen);
    pod::command(&container, &mut seen.flags);
    Ok(seen.imported("knative", &["--autoscaler"]))
}

/// How Knative counts replicas, and what stays when there are none.
fn counted(template: &Value, flags: &mut Flags) {
    let all = template.pointer("/metadata/annotations").cloned().unwrap_or_default();
    let of = |group: &str, name: &str| all.get(format!("{group}{name}")).and_then(plain);
    match of(AUTOSCALING, "class").as_deref() {
        Some("hpa.autoscaling.knative.dev") => flags.put("--autoscaler", "hpa"),
        Some("kpa.autoscaling.knative.dev") => flags.put("--autoscaler", "kpa"),
        _ => {}
    }
    for (name, old, flag) in BY_FLAG {
        let value = of(AUTOSCALING, name).or_else(|| of(AUTOSCALING, old));
        match (name, value) {
            // Knative's own minimum is none; neap's is one.
            ("min-scale", None) => flags.put(flag, "0"),
            ("min-scale", Some(value)) if value == "1" => {}
            (_, Some(value)) => flags.put(flag, value),
            (_, None) => {}
        }
    }
    if of(ACK, "reserve-instance").as_deref() == Some("enable") {
        flags.put("--reserve-instance", "true");
        let kind = of(ACK, "reserve-instance-type");
        let specs = of(ACK, "reserve-instance-eci-use-specs");
        let specs = specs.or_else(|| of(ACK, "reserve-instance-ecs-use-specs"));
        let specs = specs.or_else(|| of(ACK, "reserve-instance-acs-use-specs"));
        if let Some(kind) = kind {
            flags.put("--reserve-instance-type", kind);
        }
        for spec in specs.iter().flat_map(|specs| specs.split(',')) {
            flags.put("--reserve-instance-spec", spec);
        }
        if let Some(count) = of(ACK, "reserve-instance-replicas") {
            flags.put("--reserve-instance-replicas", count);
        }
    }
}

/// Shares and tags; all to the latest is what Knative does by itself.
fn traffic(root: &Object, flags: &mut Flags) {
    let shares = list(root.value(), "/spec/traffic");
    let latest = |share: &Value| share.get("revisionName").is_none();
    if let [only] = shares
        && latest(only)
        && only.get("tag").is_none()
    {
        return;
    }
    let name = |share: &Value| match text(share, "/revisionName") {
        "" => "latest".to_owned(),
        name => name.to_owned(),
    };
    for share in shares {
        // Of one revision under several names the first has the share.
        let percent = share.get("percent").and_then(Value::as_u64).unwrap_or_default();
        if percent > 0 || share.get("tag").is_none() {
            flags.put("--traffic", format!("{}={percent}", name(share)));
        }
    }
    for share in shares {
        if let Some(tag) = share.get("tag").and_then(Value::as_str) {
            flags.put("--tag", format!("{}={tag}", name(share)));
        }
    }
}

/// Annotations by where Knative reads them.
fn annotations(template: &Value, seen: &mut Seen) {
    let of_revision = |key: &str| {
        let group = key.split_once('/').map_or("", |(group, _)| group);
        [
            "autoscaling.knative.dev",
            "knative.aliyun.com",
            "queue.sidecar.serving.knative.dev",
            "features.knative.dev",
        ]
        .contains(&group)
            || key == DEADLINE
    };
    let patience = seen.flags.0.iter().find(|flag| flag.name == "--startup-probe");
    let patience = patience.and_then(|flag| flag.value.split_once(':').map(|(_, time)| time.to_owned()));
    let mut found = Vec::new();
    for (key, value) in pairs(template, "/metadata/annotations").filter(|(key, _)| of_revision(key)) {
        let by_flag = match (key.strip_prefix(AUTOSCALING), key.strip_prefix(ACK)) {
            (Some("class"), _) => true,
            (Some(name), _) => BY_FLAG.iter().any(|(new, old, _)| name == *new || name == *old),
            (_, Some(name)) => name.starts_with("reserve-instance"),
            _ => key == DEADLINE && patience.as_deref() == Some(value),
        };
        if !by_flag {
            found.push(format!("{key}={value}"));
        }
    }
    for (key, value) in pairs(seen.root.value(), "/metadata/annotations") {
        let group = key.split_once('/').map_or("", |(group, _)| group);
        let of_service = ["serving.knative.dev", "networking.knative.dev"].contains(&group);
        let both = text(template, &format!("/metadata/annotations/{}", key.replace('/', "~1"))) == value;
        if (of_service || both) && !of_revision(key) && !labels::is_bookkeeping(key) {
            found.push(format!("{key}={value}"));
        }
    }
    found.into_iter().for_each(|annotation| seen.flags.put("--annotation", annotation));
}
