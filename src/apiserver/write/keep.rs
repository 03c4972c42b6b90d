//! What no update may change stays as it was.

use serde_json::Value;

use super::Write;
use crate::apiserver::meta;
use crate::apiserver::registry::Columns;

impl Write<'_> {
    /// What no update may change stays as it was.
    pub(super) fn keep(&self, object: &mut Value, before: &Value) {
        for field in [
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "selfLink",
        ] {
            meta::set(object, field, meta::get(before, field).cloned());
        }
        if !self.resource.status {
            return;
        }
        let (Some(fields), Some(old)) = (object.as_object_mut(), before.as_object()) else { return };
        if self.subresource == "binding" {
            return;
        }
        if self.subresource != "status" {
            match old.get("status") {
                Some(status) if fields.get("status") == Some(status) => {}
                Some(status) => drop(fields.insert("status".to_owned(), status.clone())),
                None => drop(fields.shift_remove("status")),
            }
            return;
        }
        let names: Vec<String> = fields.keys().chain(old.keys()).cloned().collect();
        for name in names.iter().filter(|name| !matches!(name.as_str(), "status" | "metadata")) {
            match old.get(name) {
                Some(value) if fields.get(name) == Some(value) => {}
                Some(value) => drop(fields.insert(name.clone(), value.clone())),
                None => drop(fields.shift_remove(name)),
            }
        }
        if matches!(self.resource.columns, Columns::Paths(_)) {
            let managed = meta::get(object, "managedFields").cloned();
            if let (Some(fields), Some(metadata)) = (object.as_object_mut(), before.get("metadata")) {
                fields.insert("metadata".to_owned(), metadata.clone());
            }
            meta::set(object, "managedFields", managed);
        } else {
            let kept = match self.resource.kind.as_str() {
                "Pod" => {
                    keep_quality(object, before);
                    "ownerReferences"
                }
                "Deployment" => "labels",
                _ => return,
            };
            meta::set(object, kept, meta::get(before, kept).cloned());
        }
    }
}

/// A pod's class of service is decided at its creation; a status without it has it still.
fn keep_quality(pod: &mut Value, before: &Value) {
    let class = before.get("status").and_then(|status| status.get("qosClass")).cloned();
    let status = pod.get_mut("status").and_then(Value::as_object_mut);
    if let (Some(status), Some(class)) = (status, class) {
        status.entry("qosClass").or_insert(class);
    }
}
