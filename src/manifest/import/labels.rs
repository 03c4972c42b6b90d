//! Labels and annotations that a service and its pods have in common: what `--label` and `--annotation` say.

use crate::kubernetes::labels;
use serde_json::Value;

use super::seen::Seen;

/// Labels by which a service is found, and those of its version; neap sets them by itself.
const OWN: [&str; 4] = [labels::NAME, labels::TYPE, labels::VERSION, "app"];

/// Annotations that tools write for themselves.
const BOOKKEEPING: [&str; 5] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    "deployment.kubernetes.io/revision",
    "serving.knative.dev/creator",
    "serving.knative.dev/lastModifier",
    "neap/config-files",
];

/// Flags of the labels that the service and all its pod templates have, with the same value.
pub fn labels(seen: &mut Seen, templates: &[String], except: &[&str]) {
    let root = seen.root.value();
    for (key, value) in in_common(root, templates, "labels") {
        if !OWN.contains(&key) && !except.contains(&key) {
            seen.flags.put("--label", format!("{key}={value}"));
        }
    }
}

/// Flags of the annotations that the service and all its pod templates have, with the same value.
pub fn annotations(seen: &mut Seen, templates: &[String], except: &[&str]) {
    let root = seen.root.value();
    for (key, value) in in_common(root, templates, "annotations") {
        if !BOOKKEEPING.contains(&key) && !except.contains(&key) {
            seen.flags.put("--annotation", format!("{key}={value}"));
        }
    }
}

/// Pairs of the service that each template has too; `templates` are pointers to what has metadata.
fn in_common<'a>(root: &'a Value, templates: &[String], part: &str) -> Vec<(&'a str, &'a str)> {
    let has = |template: &String, key: &str, value: &str| {
        let of = root.pointer(&format!("{template}/metadata/{part}"));
        of.and_then(|of| of.get(key)).and_then(Value::as_str) == Some(value)
    };
    let at = format!("/metadata/{part}");
    let own = root.pointer(&at).and_then(Value::as_object).into_iter().flatten();
    let own = own.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)));
    own.filter(|(key, value)| templates.iter().all(|template| has(template, key, value))).collect()
}

/// Annotations of pods, as bookkeeping goes.
pub fn is_bookkeeping(key: &str) -> bool {
    BOOKKEEPING.contains(&key)
}
