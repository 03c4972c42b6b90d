//! Metadata without `managedFields`: nobody here reads who owns which field, and it is half of an object.

use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ManagedFieldsEntry, ObjectMeta, OwnerReference, Time};
use serde::{Deserialize, Deserializer};

use super::StringMap;

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Reduced {
    annotations: Option<StringMap>,
    creation_timestamp: Option<Time>,
    deletion_grace_period_seconds: Option<i64>,
    deletion_timestamp: Option<Time>,
    finalizers: Option<Vec<String>>,
    generate_name: Option<String>,
    generation: Option<i64>,
    labels: Option<StringMap>,
    name: Option<String>,
    namespace: Option<String>,
    owner_references: Option<Vec<OwnerReference>>,
    resource_version: Option<String>,
    uid: Option<String>,
}

impl From<Reduced> for ObjectMeta {
    fn from(read: Reduced) -> Self {
        Self {
            annotations: read.annotations,
            creation_timestamp: read.creation_timestamp,
            deletion_grace_period_seconds: read.deletion_grace_period_seconds,
            deletion_timestamp: read.deletion_timestamp,
            finalizers: read.finalizers,
            generate_name: read.generate_name,
            generation: read.generation,
            labels: read.labels,
            name: read.name,
            namespace: read.namespace,
            owner_references: read.owner_references,
            resource_version: read.resource_version,
            uid: read.uid,
            ..Self::default()
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct WithWrites {
    #[serde(flatten)]
    reduced: Reduced,
    managed_fields: Option<Vec<Write>>,
}

/// One entry of `managedFields` without the fields.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Write {
    manager: Option<String>,
    subresource: Option<String>,
    time: Option<Time>,
}

/// Reads an object's metadata, for `#[serde(deserialize_with)]`.
///
/// # Errors
/// It has not the shape of metadata.
pub fn metadata<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ObjectMeta, D::Error> {
    Reduced::deserialize(deserializer).map(Into::into)
}

/// The same, and of `managedFields` who wrote last, and when: one entry a subresource, without the fields. It is the only stamp
/// that the API server itself puts on a change.
///
/// # Errors
/// It has not the shape of metadata.
pub fn metadata_and_writes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ObjectMeta, D::Error> {
    let read = WithWrites::deserialize(deserializer)?;
    let mut last: Vec<ManagedFieldsEntry> = Vec::new();
    for Write { manager, subresource, time } in read.managed_fields.into_iter().flatten() {
        let entry = ManagedFieldsEntry { manager, subresource, time, ..ManagedFieldsEntry::default() };
        match last.iter_mut().find(|known| known.subresource == entry.subresource) {
            Some(known) if known.time < entry.time => *known = entry,
            Some(_) => {}
            None => last.push(entry),
        }
    }
    let managed_fields = (!last.is_empty()).then_some(last);
    Ok(ObjectMeta { managed_fields, ..read.reduced.into() })
}

/// When an object was written last, by the API server's clock, in whole seconds; `None` where it was not read.
pub fn written(metadata: &ObjectMeta) -> Option<Timestamp> {
    metadata.managed_fields.iter().flatten().filter_map(|entry| entry.time.as_ref()).map(|time| time.0).max()
}

/// When its labels, annotations or spec were written last, by the API server's clock, in whole seconds; `None` where it was not read.
pub fn spec_written(metadata: &ObjectMeta) -> Option<Timestamp> {
    let entries = metadata.managed_fields.iter().flatten();
    entries.filter(|it| it.subresource.is_none()).filter_map(|it| it.time.as_ref()).map(|time| time.0).max()
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::written;
    use crate::kubernetes::resources::{Node, Pod};

    #[test]
    fn all_is_read_but_who_owns_which_field() {
        let written = json!({
            "annotations": {"a": "1"}, "creationTimestamp": "2026-11-22T05:00:00Z", "deletionGracePeriodSeconds": 30,
            "deletionTimestamp": "2026-11-22T05:01:00Z", "finalizers": ["f"], "generateName": "web-", "generation": 2,
            "labels": {"l": "2"}, "name": "web-1", "namespace": "ns",
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web", "uid": "u", "controller": true}],
            "resourceVersion": "7", "uid": "v",
        });
        let mut sent = written.clone();
        sent["managedFields"] = json!([{"manager": "kubectl", "operation": "Update", "apiVersion": "v1"}]);
        let pod: Pod = from_value(json!({ "metadata": sent })).unwrap();
        assert_eq!(serde_json::to_value(&pod.metadata).unwrap(), written);
    }

    #[test]
    fn of_who_wrote_only_the_last_of_a_subresource_stays() {
        let entry = |manager: &str, subresource: &str, time: &str| json!({"manager": manager, "operation": "Update", "subresource": subresource, "time": time, "fieldsV1": {"f:a": {}}});
        let node: Node = from_value(json!({"metadata": {"name": "n", "managedFields": [
            entry("kubelet", "status", "2026-11-22T05:00:00Z"),
            entry("device-plugin", "status", "2026-11-22T05:00:09Z"),
            {"manager": "kubectl", "operation": "Update", "time": "2026-11-22T05:00:03Z"},
        ]}}))
        .unwrap();
        let written_back = serde_json::to_value(&node.metadata.managed_fields).unwrap();
        assert_eq!(
            written_back,
            json!([
                {"manager": "device-plugin", "subresource": "status", "time": "2026-11-22T05:00:09Z"},
                {"manager": "kubectl", "time": "2026-11-22T05:00:03Z"},
            ])
        );
        assert_eq!(written(&node.metadata).unwrap().to_string(), "2026-11-22T05:00:09Z");
        // A recording is read as what the server sent.
        let again: Node = from_value(serde_json::to_value(&node).unwrap()).unwrap();
        assert_eq!(again.metadata, node.metadata);
    }
}
