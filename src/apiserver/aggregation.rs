//! Other API servers behind this one: what an `APIService` names is asked for and passed on.

use http::{HeaderMap, Method};
use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::ApiServer;
use super::answer::Answer;
use super::body;
use super::cluster::{Cluster, Place};
use super::discovery::{self, Group};
use super::meta;
use super::network::Address;
use super::status::Result;
use super::subresources::binding::set_condition;
use super::subresources::proxy::{forward, service_address};

const GROUP: &str = "apiregistration.k8s.io";
const PLURAL: &str = "apiservices";

/// A version of a group that another server serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// As `metrics.k8s.io`.
    pub group: String,
    /// As `v1beta1`.
    pub version: String,
    namespace: String,
    service: String,
    port: u16,
}

/// All that other servers serve.
pub fn remotes(cluster: &Cluster) -> Vec<Remote> {
    let Some(table) = cluster.store.find(GROUP, PLURAL) else { return Vec::new() };
    let objects = cluster.store.table(table).range("");
    let values = objects.filter_map(|(_, object)| serde_json::from_slice::<Value>(&object.bytes).ok());
    values.filter_map(|object| remote(&object)).collect()
}

fn remote(object: &Value) -> Option<Remote> {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    Some(Remote {
        service: text("/spec/service/name")?,
        namespace: text("/spec/service/namespace")?,
        group: text("/spec/group")?,
        version: text("/spec/version")?,
        port: object
            .pointer("/spec/service/port")
            .and_then(Value::as_u64)
            .and_then(|port| u16::try_from(port).ok())
            .unwrap_or(443),
    })
}

/// What serves a path below `/apis/GROUP/VERSION`, if another server does.
pub fn of_path(cluster: &Cluster, path: &str) -> Option<Remote> {
    let mut names = path.strip_prefix("/apis/")?.split('/');
    let (group, version) = (names.next()?, names.next()?);
    remotes(cluster).into_iter().find(|remote| remote.group == group && remote.version == version)
}

/// Passes a request on.
///
/// # Errors
/// 503 where nobody answers.
pub async fn pass(
    server: &ApiServer,
    remote: &Remote,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
    body: Bytes,
) -> Result<Answer> {
    let address = {
        let mut cluster = server.cluster();
        let port = remote.port.to_string();
        service_address(&mut cluster, &remote.namespace, &remote.service, Some(&port))
    };
    // Without endpoints the network may still know the service by its name.
    let address = address.unwrap_or_else(|_| Address {
        host: format!("{}.{}.svc", remote.service, remote.namespace),
        port: remote.port,
    });
    forward(server, &address, method, path, headers, body).await
}

/// Groups of other servers among our own.
pub fn merge_groups(own: &mut Vec<Group>, remotes: &[Remote]) {
    for remote in remotes {
        match own.iter_mut().find(|group| group.name == remote.group) {
            Some(group) if group.versions.contains(&remote.version) => {}
            Some(group) => {
                group.versions.push(remote.version.clone());
                group.versions.sort_by(|a, b| discovery::compare_versions(b, a));
            }
            None => {
                own.push(Group { name: remote.group.clone(), versions: vec![remote.version.clone()] });
            }
        }
    }
}

/// Adds to aggregated discovery what other servers say of themselves; who does not answer is listed as stale.
pub async fn discover(server: &ApiServer, list: &mut Value, remotes: &[Remote]) {
    for remote in remotes {
        let path = format!("/apis/{}/{}", remote.group, remote.version);
        let mut headers = HeaderMap::new();
        headers.insert("accept", http::HeaderValue::from_static("application/json"));
        let answer = pass(server, remote, &Method::GET, &path, &headers, Bytes::new()).await;
        let found = match answer {
            Ok(answer) if answer.status().is_success() => {
                let bytes = body::read_answer(answer.into_body()).await.unwrap_or_default();
                serde_json::from_slice::<Value>(&bytes).ok()
            }
            _ => None,
        };
        let version = discovery::aggregated_version(&remote.group, &remote.version, found.as_ref());
        let Some(items) = list.get_mut("items").and_then(Value::as_array_mut) else { return };
        let known = items.iter_mut().find(|item| item["metadata"]["name"] == remote.group.as_str());
        match known.and_then(|item| item.get_mut("versions")?.as_array_mut()) {
            Some(versions) => versions.push(version),
            None => items.push(json!({
                "metadata": {"name": remote.group, "creationTimestamp": null}, "versions": [version],
            })),
        }
    }
}

/// Notes that what an `APIService` names is there.
///
/// # Errors
/// A write that does not succeed.
pub fn settle(cluster: &mut Cluster, place: &Place, now: Timestamp) -> Result<()> {
    let Some(object) = cluster.read(place) else { return Ok(()) };
    let conditions = object.pointer("/status/conditions").and_then(Value::as_array);
    if conditions.is_some_and(|all| all.iter().any(|it| it["type"] == "Available")) {
        return Ok(());
    }
    let (reason, message) = match remote(&object) {
        Some(_) => ("Passed", "all checks passed"),
        None => ("Local", "Local APIServices are always available"),
    };
    let mut available = object.clone();
    set_condition(
        &mut available,
        json!({
            "type": "Available", "status": "True", "lastTransitionTime": meta::time(now),
            "reason": reason, "message": message,
        }),
    );
    cluster.put(place, &mut available, Some(&object)).map(drop)
}
