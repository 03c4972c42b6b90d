//! Tables: what `kubectl get` shows.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::apiserver::registry::{Columns, Resource};
use crate::apiserver::request::Call;
use crate::apiserver::status::{Result, Status};
use crate::apiserver::{custom, meta, sparse};

/// What a row says of its object besides the cells: `includeObject`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Partial {
    /// Nothing.
    Nothing,
    /// Its metadata.
    Metadata,
    /// All of it.
    Object,
}

/// As the request says; metadata without a word.
///
/// # Errors
/// 400 for another word.
pub fn partial_of(call: &Call) -> Result<Partial> {
    match call.query.get("includeObject") {
        Some("None") => Ok(Partial::Nothing),
        Some("Object") => Ok(Partial::Object),
        None | Some("" | "Metadata") => Ok(Partial::Metadata),
        Some(other) => Err(Status::bad_request(format!(
            "Unable to convert to Table as requested: includeObject: Invalid value: {other:?}: must be 'Metadata', 'Object', 'None', or empty"
        ))),
    }
}

/// An object's metadata as an object of its own.
pub fn metadata_only(object: &Value) -> Value {
    let metadata = object.get("metadata").cloned().unwrap_or_default();
    json!({"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": metadata})
}

/// A table of one object.
///
/// # Errors
/// The object cannot be written.
pub fn table_of(call: &Call, resource: &Resource, object: &Value, now: Timestamp) -> Result<Value> {
    let version = meta::text(object, "resourceVersion");
    let mut body = format!(
        "{{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":{},",
        json!({"resourceVersion": version})
    )
    .into_bytes();
    write_columns(&mut body, resource);
    body.extend_from_slice(b",\"rows\":[");
    write_row(&mut body, resource, object.to_string().as_bytes(), partial_of(call)?, now)?;
    body.extend_from_slice(b"]}");
    serde_json::from_slice(&body).map_err(|error| Status::internal(&error.to_string()))
}

/// Writes `columnDefinitions`.
pub fn write_columns(body: &mut Vec<u8>, resource: &Resource) {
    let column = |name: &str, kind: &str, format: &str, description: &str, priority: i32| json!({"name": name, "type": kind, "format": format, "description": description, "priority": priority});
    let columns: Vec<Value> = match &resource.columns {
        Columns::Cells(columns, _) => {
            columns.iter().map(|its| column(its.name, its.kind, its.format, "", its.priority)).collect()
        }
        Columns::Paths(columns) => std::iter::once(column("Name", "string", "name", "", 0))
            .chain(
                columns
                    .iter()
                    .map(|its| column(&its.name, &its.kind, &its.format, &its.description, its.priority)),
            )
            .collect(),
    };
    body.extend_from_slice(b"\"columnDefinitions\":");
    body.extend_from_slice(Value::from(columns).to_string().as_bytes());
}

/// Writes one row.
///
/// # Errors
/// The object cannot be read.
pub fn write_row(
    body: &mut Vec<u8>,
    resource: &Resource,
    bytes: &[u8],
    partial: Partial,
    now: Timestamp,
) -> Result<()> {
    let unreadable = || Status::internal("a stored object cannot be read");
    let object = sparse::without(bytes, unseen(resource)).ok_or_else(unreadable)?;
    let cells = match &resource.columns {
        Columns::Cells(_, cells) => cells(&object, now),
        Columns::Paths(columns) => custom::cells(columns, &object, now),
    };
    body.extend_from_slice(b"{\"cells\":");
    body.extend_from_slice(Value::from(cells).to_string().as_bytes());
    body.extend_from_slice(b",\"object\":");
    match partial {
        Partial::Nothing => body.extend_from_slice(b"null"),
        Partial::Metadata => {
            let own: Own<'_> = serde_json::from_slice(bytes).map_err(|_| unreadable())?;
            body.extend_from_slice(PARTIAL.as_bytes());
            body.extend_from_slice(own.metadata.get().as_bytes());
            body.push(b'}');
        }
        Partial::Object => body.extend_from_slice(bytes),
    }
    body.push(b'}');
    Ok(())
}

/// What stands before the metadata of an object of its own.
const PARTIAL: &str = "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":";

/// An object, as far as its metadata is passed on as it is.
#[derive(Deserialize)]
struct Own<'a> {
    #[serde(borrow)]
    metadata: &'a RawValue,
}

/// Fields that no column reads. Of pods there are many, and most of a pod is of no concern to its row.
fn unseen(resource: &Resource) -> &'static [&'static str] {
    match (resource.group.as_str(), resource.plural.as_str()) {
        ("", "pods") => &[
            "managedFields",
            "labels",
            "annotations",
            "ownerReferences",
            "volumes",
            "tolerations",
            "affinity",
            "args",
            "securityContext",
            "env",
            "envFrom",
            "volumeMounts",
            "resources",
            "readinessProbe",
            "livenessProbe",
            "command",
            "startupProbe",
            "lifecycle",
            "ports",
            "nodeSelector",
            "topologySpreadConstraints",
            "imageID",
            "containerID",
        ],
        _ => &["managedFields"],
    }
}
