//! An API server that is asked.

use std::time::Duration;

use futures::StreamExt;
use http_body_util::BodyExt;
use kube::client::Body;
use serde_json::{Value, json};

/// An API server.
#[derive(Clone)]
pub struct Target {
    client: kube::Client,
}

/// One request.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: &'static str,
    pub path: String,
    pub content_type: &'static str,
    pub body: Option<Value>,
}

impl Target {
    pub fn new(client: kube::Client) -> Self {
        Self { client }
    }

    /// Sends a request; what is no JSON comes back as text.
    pub async fn send(&self, request: &Request) -> (u16, Value) {
        let built = http::Request::builder()
            .method(request.method)
            .uri(&request.path)
            .header("content-type", request.content_type)
            .header("accept", "application/json")
            .header("user-agent", "random/1");
        let body = request.body.as_ref().map(ToString::to_string).unwrap_or_default();
        let answer = self.client.send(built.body(Body::from(body.into_bytes())).unwrap()).await;
        let answer = answer.unwrap_or_else(|error| panic!("{} {}: {error}", request.method, request.path));
        let code = answer.status().as_u16();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        let text = || Value::from(String::from_utf8_lossy(&bytes).into_owned());
        (code, serde_json::from_slice(&bytes).unwrap_or_else(|_| text()))
    }

    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let content_type = "application/json";
        self.send(&Request { method: "POST", path: path.to_owned(), content_type, body: Some(body) }).await
    }

    /// Creates a custom resource definition and waits until its objects are served.
    pub async fn create_definition(&self, definition: &Value) {
        let (code, answer) =
            self.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition.clone()).await;
        assert_eq!(code, 201, "{answer}");
        let (group, plural) = (&definition["spec"]["group"], &definition["spec"]["names"]["plural"]);
        let (group, plural) = (group.as_str().unwrap(), plural.as_str().unwrap());
        for _ in 0..200 {
            let path = format!("/apis/{group}/v1/{plural}");
            let get = Request { method: "GET", path, content_type: "application/json", body: None };
            if self.send(&get).await.0 == 200 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{plural} are not served");
    }

    /// Opens a watch; what comes are its events, until an object named `last` is seen.
    pub async fn watch(&self, path: &str, last: &'static str) -> impl Future<Output = Vec<Value>> + use<> {
        let request = http::Request::get(path).body(Body::empty()).unwrap();
        let answer = self.client.send(request).await.unwrap();
        let mut body = answer.into_body().into_data_stream();
        async move {
            let (mut events, mut buffer) = (Vec::new(), Vec::new());
            while let Some(Ok(chunk)) = body.next().await {
                buffer.extend_from_slice(&chunk);
                while let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
                    let line: Vec<u8> = buffer.drain(..=end).collect();
                    let event: Value = serde_json::from_slice(&line).unwrap_or(json!({"broken": true}));
                    if event["object"]["metadata"]["name"] == last {
                        return events;
                    }
                    events.push(event);
                }
            }
            events
        }
    }
}
