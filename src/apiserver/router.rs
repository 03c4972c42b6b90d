//! Which path is answered by what.

use futures::future::BoxFuture;
use http::request::Parts;
use http::{Method, Request};
use hyper::body::{Body as HttpBody, Bytes};
use serde_json::{Value, json};

use super::answer::{self, Answer};
use super::body::{self, BodyError};
use super::request::{Call, Query, Target};
use super::status::{Result, Status};
use super::{ApiServer, discovery, verbs};

const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/// Answers any request.
pub async fn answer<B>(server: &ApiServer, request: Request<B>) -> Answer
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BodyError>,
{
    let (parts, body) = request.into_parts();
    match route(server, &parts, body).await {
        Ok(answer) => answer,
        Err(status) => answer::refusal(&status),
    }
}

async fn route<B>(server: &ApiServer, parts: &Parts, body: B) -> Result<Answer>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BodyError>,
{
    let path = parts.uri.path();
    if let Some(target) = Target::parse(path) {
        let known = {
            let cluster = server.cluster();
            cluster.served.get(&target.group, &target.version, &target.resource).is_some()
        };
        if !known {
            return Ok(nowhere());
        }
        let query = Query::parse(parts.uri.query().unwrap_or_default());
        let body = body::read(body).await?;
        let call = Call { method: parts.method.clone(), target, query, headers: parts.headers.clone(), body };
        return objects(server.clone(), call, parts.uri.query().unwrap_or_default().to_owned()).await;
    }
    if parts.method != Method::GET && parts.method != Method::HEAD {
        return Err(Status::method_not_allowed());
    }
    Ok(fixed(server, path.trim_end_matches('/'), parts).unwrap_or_else(nowhere))
}

/// The verbs behind one pointer: their futures borrow too much for the compiler to see through in a generic one.
fn objects(server: ApiServer, call: Call, query: String) -> BoxFuture<'static, Result<Answer>> {
    Box::pin(async move { verbs::objects(&server, &call, &query).await })
}

/// What stands at a path that names no objects.
fn fixed(server: &ApiServer, path: &str, parts: &Parts) -> Option<Answer> {
    let accept = parts.headers.get("accept").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let wants_aggregated = accept.split(',').next().is_some_and(|first| {
        first.contains("as=APIGroupDiscoveryList") && first.contains("v=v2") && !first.contains("v=v2beta1")
    });
    let served = server.cluster().served.clone();
    let value = |value: Value| Some(answer::json(200, value.to_string()));
    let discovered = |core: bool| {
        let list = discovery::aggregated(&served, core);
        Some(answer::with_type(200, AGGREGATED, list.to_string()))
    };
    let names: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match names.as_slice() {
        ["healthz" | "livez" | "readyz"] => Some(answer::text(200, "ok")),
        ["healthz" | "livez" | "readyz", check] => {
            matches!(*check, "ping" | "log" | "etcd" | "poststarthook").then(|| answer::text(200, "ok"))
        }
        ["version"] => value(version(server.version())),
        ["api"] if wants_aggregated => discovered(true),
        ["apis"] if wants_aggregated => discovered(false),
        ["api"] => value(discovery::core_versions(&served, &server.address())),
        ["apis"] => value(discovery::group_list(&served)),
        ["api", version] => discovery::legacy(&served, "", version).and_then(value),
        ["apis", group] => discovery::group(&served, group).and_then(value),
        ["apis", group, version] => discovery::legacy(&served, group, version).and_then(value),
        _ => None,
    }
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
