//! Events: two groups name the same fields differently. They are kept as the core group has them.

use serde_json::Value;

use super::field::{invalid, required};
use super::strategy::{Behaviour, PLAIN};

/// Names in `events.k8s.io/v1`, and in `v1`.
const NAMES: [(&str, &str); 7] = [
    ("regarding", "involvedObject"),
    ("note", "message"),
    ("reportingController", "reportingComponent"),
    ("deprecatedSource", "source"),
    ("deprecatedFirstTimestamp", "firstTimestamp"),
    ("deprecatedLastTimestamp", "lastTimestamp"),
    ("deprecatedCount", "count"),
];

/// Event of the core group.
pub const CORE: Behaviour = Behaviour {
    validate: |event, _, causes| {
        let object = &event["involvedObject"];
        let inside = object["namespace"].as_str().unwrap_or_default();
        let own = event["metadata"]["namespace"].as_str().unwrap_or_default();
        let fits = if inside.is_empty() { own == "default" || own.is_empty() } else { inside == own };
        if !fits {
            causes.push(invalid(
                "involvedObject.namespace",
                &Value::from(inside),
                "does not match event.namespace",
            ));
        }
    },
    ..PLAIN
};

/// Event of the newer group.
pub const NEWER: Behaviour = Behaviour {
    validate: |event, old, causes| {
        if old.is_some() {
            return;
        }
        if event["eventTime"].is_null() {
            causes.push(required("eventTime", ""));
        }
        for name in ["reportingController", "reportingInstance", "action", "reason"] {
            if event[name].as_str().unwrap_or_default().is_empty() {
                causes.push(required(name, ""));
            }
        }
    },
    convert: |event, _| {
        let Some(fields) = event.as_object_mut() else { return };
        let newer = fields.get("apiVersion").is_some_and(|version| version == "events.k8s.io/v1");
        for (new, core) in NAMES {
            let (from, to) = if newer { (new, core) } else { (core, new) };
            if let Some(value) = fields.shift_remove(from) {
                fields.insert(to.to_owned(), value);
            }
        }
        for name in ["reportingController", "reportingInstance"] {
            if !newer && fields.get(name).is_some_and(|text| text == "") {
                fields.shift_remove(name);
            }
        }
        fields.insert("apiVersion".into(), if newer { "v1".into() } else { "events.k8s.io/v1".into() });
    },
    ..PLAIN
};
