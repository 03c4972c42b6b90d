//! Which path is answered by what.

use std::sync::Arc;

use futures::future::BoxFuture;
use http::request::Parts;
use http::{Method, Request};
use hyper::body::{Body as HttpBody, Bytes};
use serde_json::{Value, json};

use super::answer::{self, Answer};
use super::body::{self, BodyError};
use super::registry::{Columns, Resource};
use super::request::{Call, Query, Target};
use super::served::Served;
use super::status::{Result, Status};
use super::{ApiServer, aggregation, definitions, discovery, openapi, streams, verbs};

const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/// What every client of this kind is told.
const ENDPOINTS: &str = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";

/// Answers any request.
pub async fn answer<B>(server: &ApiServer, request: Request<B>) -> Answer
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BodyError>,
{
    let (mut parts, body) = request.into_parts();
    match route(server, &mut parts, body).await {
        Ok(answer) => answer,
        Err(status) => answer::refusal(&status),
    }
}

async fn route<B>(server: &ApiServer, parts: &mut Parts, body: B) -> Result<Answer>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BodyError>,
{
    let path = parts.uri.path();
    let query = parts.uri.query().unwrap_or_default();
    let target = Target::parse(path);
    let (resource, remote) = {
        let cluster = server.cluster();
        let resource = target
            .as_ref()
            .and_then(|target| cluster.served.get(&target.group, &target.version, &target.resource).cloned());
        let remote = if resource.is_some() { None } else { aggregation::of_path(&cluster, path) };
        (resource, remote)
    };
    if let Some(remote) = remote {
        let whole = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        let body = body::read(body).await?;
        return aggregation::pass(server, &remote, &parts.method, &whole, &parts.headers, body).await;
    }
    if let Some(target) = target {
        let Some(resource) = resource else {
            return if is_native(server, &target.group) {
                Err(Status::no_such_path())
            } else {
                Ok(nowhere())
            };
        };
        let body = body::read(body).await?;
        let call = Call {
            method: parts.method.clone(),
            target,
            query: Query::parse(query),
            headers: std::mem::take(&mut parts.headers),
            body,
        };
        if streams::are_meant(&call) {
            return streams::answer(server, &call, parts.extensions.remove()).await;
        }
        let deprecated = call.target.group.is_empty() && call.target.resource == "endpoints";
        let mut answer = objects(server.clone(), call, resource, query.to_owned())
            .await
            .unwrap_or_else(|status| answer::refusal(&status));
        if deprecated {
            answer::warn(&mut answer, &[ENDPOINTS.to_owned()]);
        }
        return Ok(answer);
    }
    if parts.method != Method::GET && parts.method != Method::HEAD {
        return Err(Status::method_not_allowed());
    }
    let path = path.trim_end_matches('/');
    if matches!(path, "/api" | "/apis") && wants_aggregated(parts) {
        let served = server.cluster().served.clone();
        let mut list = discovery::aggregated(&served, path == "/api");
        if path == "/apis" {
            let remotes = aggregation::remotes(&server.cluster());
            aggregation::discover(server, &mut list, &remotes).await;
        }
        return Ok(answer::with_type(200, AGGREGATED, list.to_string()));
    }
    let in_group = path.strip_prefix("/apis/").and_then(|rest| rest.split_once('/'));
    match fixed(server, path) {
        Some(answer) => Ok(answer),
        None if in_group.is_some_and(|(group, _)| is_native(server, group)) => Err(Status::no_such_path()),
        None => Ok(nowhere()),
    }
}

/// Whether a group is built in: below it, the real server words what is not there.
fn is_native(server: &ApiServer, group: &str) -> bool {
    let cluster = server.cluster();
    cluster
        .served
        .all()
        .any(|resource| resource.group == group && matches!(resource.columns, Columns::Cells(..)))
}

/// Whether the client takes aggregated discovery before anything else.
fn wants_aggregated(parts: &Parts) -> bool {
    let accept = parts.headers.get("accept").and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.split(',').next().is_some_and(|first| {
        first.contains("as=APIGroupDiscoveryList") && first.contains("v=v2") && !first.contains("v=v2beta1")
    })
}

/// The verbs behind one pointer: their futures borrow too much for the compiler to see through in a generic one.
fn objects(
    server: ApiServer,
    call: Call,
    resource: Arc<Resource>,
    query: String,
) -> BoxFuture<'static, Result<Answer>> {
    Box::pin(async move { verbs::objects(&server, &call, &resource, &query).await })
}

/// What stands at a path that names no objects.
fn fixed(server: &ApiServer, path: &str) -> Option<Answer> {
    let (served, groups) = {
        let cluster = server.cluster();
        let mut groups = discovery::groups(&cluster.served);
        aggregation::merge_groups(&mut groups, &aggregation::remotes(&cluster));
        (cluster.served.clone(), groups)
    };
    let value = |value: Value| Some(answer::json(200, value.to_string()));
    let names: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match names.as_slice() {
        ["healthz" | "livez" | "readyz"] => Some(answer::text(200, "ok")),
        ["healthz" | "livez" | "readyz", check] => {
            matches!(*check, "ping" | "log" | "etcd" | "poststarthook").then(|| answer::text(200, "ok"))
        }
        [""] => value(json!({"paths": paths(&groups)})),
        ["version"] => value(version(server.version())),
        ["openapi", "v3"] => value(openapi::index(&documents(server, served))),
        ["openapi", "v3", rest @ ..] => {
            let document = openapi::version_3(&documents(server, served), &rest.join("/"), server.version());
            document.and_then(value)
        }
        ["openapi", "v2"] => value(openapi::version_2(&documents(server, served), server.version())),
        ["api"] => value(discovery::core_versions(&served, &server.address())),
        ["apis"] => value(discovery::group_list(&groups)),
        ["api", version] => discovery::legacy(&served, "", version).and_then(value),
        ["apis", group] => discovery::group(&groups, group).and_then(value),
        ["apis", group, version] => discovery::legacy(&served, group, version).and_then(value),
        _ => None,
    }
}

/// What the root lists.
fn paths(groups: &[discovery::Group]) -> Vec<String> {
    let mut paths = vec!["/api".to_owned(), "/apis".to_owned()];
    for group in groups {
        let base = if group.name.is_empty() { "/api".to_owned() } else { format!("/apis/{}", group.name) };
        paths.push(base.clone());
        paths.extend(group.versions.iter().map(|version| format!("{base}/{version}")));
    }
    let others = ["/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"];
    paths.extend(others.map(str::to_owned));
    paths.sort();
    paths.dedup();
    paths
}

/// What OpenAPI documents are made from.
fn documents(server: &ApiServer, served: Served) -> openapi::Source {
    let cluster = server.cluster();
    let table = cluster.store.find(definitions::GROUP, definitions::PLURAL);
    let objects = table.into_iter().flat_map(|table| cluster.store.table(table).range(""));
    let custom = objects.filter_map(|(_, object)| serde_json::from_slice(&object.bytes).ok()).collect();
    openapi::Source { served, custom }
}

/// 404 as the real server writes it where no route leads.
fn nowhere() -> Answer {
    answer::text(404, "404 page not found\n")
}

/// `/version`.
fn version(version: &str) -> Value {
    let mut numbers = version.trim_start_matches('v').split('.');
    json!({
        "major": numbers.next().unwrap_or_default(),
        "minor": numbers.next().unwrap_or_default(),
        "gitVersion": version,
        "gitCommit": "",
        "gitTreeState": "",
        "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "",
        "compiler": "",
        "platform": "linux/amd64",
    })
}
