//! The server as its clients see it.

mod anything;
mod below;
mod custom;
mod network;
mod objects;
mod state;

use std::sync::Arc;

use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::Value;

use super::network::Nowhere;
use super::{ApiServer, Options};
use crate::clock::ManualClock;

/// A server whose clock stands until a test moves it.
pub fn server() -> (ApiServer, ManualClock) {
    let clock = ManualClock::at(Timestamp::from_second(1_800_000_000).unwrap());
    let options = Options {
        clock: Arc::new(clock.clone()),
        network: Arc::new(Nowhere),
        seed: 7,
        version: "v1.36.3".to_owned(),
    };
    (ApiServer::new(options), clock)
}

/// Sends one request; a body that is no JSON comes back as text.
pub async fn send(server: &ApiServer, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let kind = match method {
        "PATCH" => "application/merge-patch+json",
        _ => "application/json",
    };
    send_as(server, method, path, kind, body.map(|body| body.to_string()).unwrap_or_default()).await
}

/// The same with a content type.
pub async fn send_as(server: &ApiServer, method: &str, path: &str, kind: &str, body: String) -> (u16, Value) {
    let request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(path)
        .header("content-type", kind)
        .header("user-agent", "test/1")
        .body(Full::new(Bytes::from(body)))
        .unwrap();
    let answer = server.answer(request).await;
    let code = answer.status().as_u16();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    let text = || Value::from(String::from_utf8_lossy(&bytes).into_owned());
    (code, serde_json::from_slice(&bytes).unwrap_or_else(|_| text()))
}
