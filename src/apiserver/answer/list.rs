//! Lists, written straight from the stored bytes.

use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::table::{metadata_only, partial_of, write_columns, write_row};
use super::{Answer, with_type};
use crate::apiserver::registry::{Columns, Resource};
use crate::apiserver::request::{Call, Media, Shape};
use crate::apiserver::status::{Result, Status};

/// What a list holds.
#[derive(Debug, Default)]
pub struct Items {
    /// Objects as stored.
    pub objects: Vec<Bytes>,
    /// The revision that the list shows.
    pub revision: u64,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many objects follow, where that is known.
    pub remaining: Option<usize>,
}

/// The answer to a list.
///
/// # Errors
/// 406 where it cannot be given.
pub fn list(call: &Call, resource: &Resource, items: &Items, now: Timestamp) -> Result<Answer> {
    let media = Media::accepted(call.header("accept"))?;
    let mut body = Vec::with_capacity(256 + items.objects.iter().map(Bytes::len).sum::<usize>());
    match media.shape {
        Shape::Object => {
            let custom = matches!(resource.columns, Columns::Paths(_));
            head(&mut body, &format!("{}List", resource.kind), &api_version(resource), items, custom);
            objects(&mut body, resource, items);
        }
        Shape::Metadata => {
            head(&mut body, "PartialObjectMetadataList", "meta.k8s.io/v1", items, false);
            let partials = items.objects.iter().filter_map(|bytes| serde_json::from_slice(bytes).ok());
            let partials: Vec<Value> = partials.map(|object: Value| metadata_only(&object)).collect();
            body.extend_from_slice(b"\"items\":");
            body.extend_from_slice(Value::from(partials).to_string().as_bytes());
        }
        Shape::Table => {
            head(&mut body, "Table", "meta.k8s.io/v1", items, false);
            write_columns(&mut body, resource);
            body.extend_from_slice(b",\"rows\":[");
            let partial = partial_of(call)?;
            for (index, bytes) in items.objects.iter().enumerate() {
                if index > 0 {
                    body.push(b',');
                }
                write_row(&mut body, resource, bytes, partial, now)?;
            }
            body.push(b']');
        }
    }
    body.push(b'}');
    if media.yaml {
        let value: Value =
            serde_json::from_slice(&body).map_err(|error| Status::internal(&error.to_string()))?;
        return Ok(super::plain(media, &value, 200));
    }
    Ok(with_type(200, "application/json", body))
}

/// `v1` or `GROUP/VERSION`.
pub fn api_version(resource: &Resource) -> String {
    match resource.group.as_str() {
        "" => resource.version.clone(),
        group => format!("{group}/{}", resource.version),
    }
}

/// The beginning of a list; lists of custom resources name an empty continuation.
fn head(body: &mut Vec<u8>, kind: &str, api_version: &str, items: &Items, custom: bool) {
    let mut metadata = Map::new();
    metadata.insert("resourceVersion".to_owned(), items.revision.to_string().into());
    if let Some(next) = &items.next {
        metadata.insert("continue".to_owned(), next.as_str().into());
    }
    if items.next.is_none() && custom {
        metadata.insert("continue".to_owned(), "".into());
    }
    if let Some(remaining) = items.remaining {
        metadata.insert("remainingItemCount".to_owned(), remaining.into());
    }
    let text = format!(
        "{{\"kind\":{},\"apiVersion\":{},\"metadata\":{},",
        Value::from(kind),
        Value::from(api_version),
        Value::from(metadata)
    );
    body.extend_from_slice(text.as_bytes());
}

/// Objects of built-in kinds stand in a list without their kind, as the real server's do.
fn objects(body: &mut Vec<u8>, resource: &Resource, items: &Items) {
    let own = format!("\"kind\":\"{}\",\"apiVersion\":\"{}\",", resource.kind, api_version(resource));
    let custom = matches!(resource.columns, Columns::Paths(_));
    body.extend_from_slice(b"\"items\":[");
    for (index, bytes) in items.objects.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        match bytes.get(1..1 + own.len()) {
            Some(start) if !custom && start == own.as_bytes() => {
                body.push(b'{');
                body.extend_from_slice(&bytes[1 + own.len()..]);
            }
            _ => body.extend_from_slice(bytes),
        }
    }
    body.push(b']');
}
