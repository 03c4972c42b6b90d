//! Metadata without `managedFields`: nobody here reads who owns which field, and it is half of an object.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference, Time};
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

/// Reads an object's metadata, for `#[serde(deserialize_with)]`.
///
/// # Errors
/// It has not the shape of metadata.
pub fn metadata<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ObjectMeta, D::Error> {
    let read = Reduced::deserialize(deserializer)?;
    Ok(ObjectMeta {
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
        ..ObjectMeta::default()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use crate::kubernetes::resources::Pod;

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
}
