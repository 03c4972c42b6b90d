//! Objects over the wire: get, list, server-side apply, delete.

use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};

use super::failure::{Failure, is_missing_kind, is_missing_object};
use super::{Action, Cluster};
use crate::error::{Error, Result};
use crate::kubernetes::kinds::endpoint;
use crate::kubernetes::{Identity, Object};

/// The field manager. It never changes: a new one would orphan the fields of the old.
pub const FIELD_MANAGER: &str = "neap";

/// The field manager of what `neap serve scale` and its like set: an apply of the service's flags sees it and leaves it.
pub const BY_HAND: &str = "neap-by-hand";

/// Asks for names, labels and owners only.
const METADATA_ONLY: &str =
    "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

/// How to apply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ApplyOptions {
    /// Take over fields that another manager owns.
    pub force: bool,
    /// Let the server check and default the object, but write nothing.
    pub dry_run: bool,
}

/// What an object is called on the wire.
#[derive(Debug, Clone)]
struct Path {
    collection: String,
    resource: String,
    namespace: Option<String>,
}

impl Cluster {
    /// The object; `None` if it does not exist.
    ///
    /// # Errors
    /// The kind is not served, or the request failed.
    pub async fn get(&self, identity: &Identity) -> Result<Option<Object>, Failure> {
        let path = self.path(identity)?;
        let request = request("GET", format!("{}/{}", path.collection, identity.name), None)?;
        match self.send(&path.action("get", Some(&identity.name)), request).await {
            Ok(value) => object(value).map(Some),
            Err(failure) if failure.status.as_deref().is_some_and(is_missing_object) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// Names, labels and owners of the objects of the same kind and namespace; none where the kind is not served.
    ///
    /// # Errors
    /// The request failed.
    pub async fn list_metadata(
        &self,
        kind: &Identity,
        selector: Option<&str>,
    ) -> Result<Vec<Value>, Failure> {
        self.list_as(METADATA_ONLY, kind, selector).await.map(Option::unwrap_or_default)
    }

    /// The objects of the same kind and namespace, each with its version and kind; `None` where the kind is not served.
    ///
    /// # Errors
    /// The request failed.
    pub async fn list(&self, kind: &Identity) -> Result<Option<Vec<Value>>, Failure> {
        let mut items = self.list_as("application/json", kind, None).await?;
        // The items of a list do not say what they are.
        for item in items.iter_mut().flatten().filter_map(Value::as_object_mut) {
            item.insert("apiVersion".into(), kind.api_version.as_str().into());
            item.insert("kind".into(), kind.kind.as_str().into());
        }
        Ok(items)
    }

    async fn list_as(
        &self,
        accept: &'static str,
        kind: &Identity,
        selector: Option<&str>,
    ) -> Result<Option<Vec<Value>>, Failure> {
        let path = self.path(kind)?;
        let query = selector.map_or_else(String::new, |selector| {
            format!("?{}", form_urlencoded([("labelSelector", selector)]))
        });
        let mut request = request("GET", format!("{}{query}", path.collection), None)?;
        request.headers_mut().insert(ACCEPT, http::HeaderValue::from_static(accept));
        let action = path.action("list", None);
        let mut list = match self.send(&action, request).await {
            Err(failure) if failure.status.as_deref().is_some_and(is_missing_kind) => return Ok(None),
            answer => answer?,
        };
        Ok(Some(match list.get_mut("items").map(Value::take) {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        }))
    }

    /// Applies an object and returns what the server made of it.
    ///
    /// # Errors
    /// The server refused, or the request failed.
    pub async fn apply(&self, object: &Object, options: ApplyOptions) -> Result<Object, Failure> {
        let identity = object.identity();
        let path = self.path(&identity)?;
        let mut query = vec![("fieldManager", FIELD_MANAGER), ("fieldValidation", "Strict")];
        if options.force {
            query.push(("force", "true"));
        }
        if options.dry_run {
            query.push(("dryRun", "All"));
        }
        let uri = format!("{}/{}?{}", path.collection, identity.name, form_urlencoded(query));
        let request = request("PATCH", uri, Some(object.value()))?;
        self::object(self.send(&path.action("patch", Some(&identity.name)), request).await?)
    }

    /// Merges fields into an object (RFC 7386) and returns what the server made of it. The fields are then `manager`'s: a
    /// later apply sees that somebody set them by hand.
    ///
    /// # Errors
    /// The object is not there, the server refused, or the request failed.
    pub async fn merge(
        &self,
        identity: &Identity,
        change: &Value,
        manager: &str,
        dry_run: bool,
    ) -> Result<Object, Failure> {
        let path = self.path(identity)?;
        let mut query = vec![("fieldManager", manager), ("fieldValidation", "Strict")];
        if dry_run {
            query.push(("dryRun", "All"));
        }
        let uri = format!("{}/{}?{}", path.collection, identity.name, form_urlencoded(query));
        let mut request = request("PATCH", uri, Some(change))?;
        let merge = http::HeaderValue::from_static("application/merge-patch+json");
        request.headers_mut().insert(CONTENT_TYPE, merge);
        self::object(self.send(&path.action("patch", Some(&identity.name)), request).await?)
    }

    /// Deletes an object if it is still the one with this uid; what it owns goes in the background.
    ///
    /// Returns whether it was there.
    ///
    /// # Errors
    /// The request failed.
    pub async fn delete(&self, identity: &Identity, uid: Option<&str>) -> Result<bool, Failure> {
        let path = self.path(identity)?;
        let mut body =
            json!({"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Background"});
        if let Some(uid) = uid {
            body["preconditions"] = json!({ "uid": uid });
        }
        let request = request("DELETE", format!("{}/{}", path.collection, identity.name), Some(&body))?;
        match self.send(&path.action("delete", Some(&identity.name)), request).await {
            Ok(_) => Ok(true),
            Err(failure) if failure.status.as_deref().is_some_and(is_missing_object) => Ok(false),
            Err(failure) => Err(failure),
        }
    }

    async fn send(&self, action: &Action, request: Request<Vec<u8>>) -> Result<Value, Failure> {
        self.bounded(action, self.client.request::<Value>(request)).await?.map_err(|error| Failure {
            error: self.explain(action, &error),
            status: match error {
                kube::Error::Api(status) => Some(status),
                _ => None,
            },
        })
    }

    fn path(&self, identity: &Identity) -> Result<Path> {
        let endpoint = endpoint(identity).ok_or_else(|| {
            Error::failed(format!(
                "neap does not know the kind {} of {}",
                identity.kind, identity.api_version
            ))
        })?;
        let root = match identity.group() {
            "" => format!("/api/{}", identity.api_version),
            _ => format!("/apis/{}", identity.api_version),
        };
        let namespace =
            endpoint.namespaced.then(|| identity.namespace.clone().unwrap_or_else(|| self.namespace.clone()));
        let collection = match &namespace {
            Some(namespace) => format!("{root}/namespaces/{namespace}/{}", endpoint.plural),
            None => format!("{root}/{}", endpoint.plural),
        };
        let resource = match identity.group() {
            "" => endpoint.plural.to_owned(),
            group => format!("{}.{group}", endpoint.plural),
        };
        Ok(Path { collection, resource, namespace })
    }
}

impl Path {
    fn action(&self, verb: &'static str, name: Option<&str>) -> Action {
        Action {
            verb,
            resource: self.resource.clone(),
            namespace: self.namespace.clone(),
            name: name.map(str::to_owned),
        }
    }
}

fn object(value: Value) -> Result<Object, Failure> {
    Object::new(value).map_err(|field| {
        Error::failed(format!("the API server answered with something that has no {field}"))
            .hint("is this URL an API server? A proxy before it answers like this")
            .into()
    })
}

fn request(method: &str, uri: String, body: Option<&Value>) -> Result<Request<Vec<u8>>> {
    let mut builder = Request::builder().method(method).uri(&uri).header(ACCEPT, "application/json");
    match method {
        "PATCH" => builder = builder.header(CONTENT_TYPE, "application/apply-patch+yaml"),
        _ if body.is_some() => builder = builder.header(CONTENT_TYPE, "application/json"),
        _ => {}
    }
    let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
    builder.body(body).map_err(|error| Error::failed(format!("cannot ask for {uri}: {error}")))
}

/// A query string; only what RFC 3986 leaves alone stays as it is.
fn form_urlencoded<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let encode = |text: &str| -> String {
        let mut encoded = String::new();
        for byte in text.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    encoded.push(char::from(byte))
                }
                _ => encoded.push_str(&format!("%{byte:02X}")),
            }
        }
        encoded
    };
    pairs.into_iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

/// Writes the namespace into an object that has none.
pub fn within(object: &mut Object, namespace: &str) {
    let identity = object.identity();
    let namespaced = endpoint(&identity).is_none_or(|endpoint| endpoint.namespaced);
    if let (None, true, Some(metadata)) =
        (identity.namespace, namespaced, object.value_mut().get_mut("metadata"))
    {
        metadata["namespace"] = Value::from(namespace);
    }
}
