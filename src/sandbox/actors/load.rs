//! A load: connections that send one request after the other, as a load generator does.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures::future::join_all;
use http::{Method, Request, header};
use http_body_util::BodyExt;
use hyper::body::Bytes;
use jiff::Timestamp;
use kube::Client;

use super::front::{Connection, Front};
use super::record::{Outcome, Record, Records};
use crate::clock::{Clock, ClusterClock};
use crate::sandbox::scenario::Load;

/// How often a service that is waited for is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// Between a refusal, or an answer in no time, and the next request of the same connection.
const PAUSE: Duration = Duration::from_millis(100);
/// Loads number their connections apart.
const CONNECTIONS: u64 = 1 << 40;

/// Sends a load.
pub(super) struct Sender {
    number: usize,
    load: Load,
    front: Arc<dyn Front>,
    clock: ClusterClock,
    records: Records,
    connections: AtomicU64,
    sent: AtomicU64,
}

impl Sender {
    pub fn new(
        number: usize,
        load: Load,
        front: Arc<dyn Front>,
        clock: ClusterClock,
        records: Records,
    ) -> Self {
        let connections = AtomicU64::new(number as u64 * CONNECTIONS);
        Self { number, load, front, clock, records, connections, sent: AtomicU64::new(0) }
    }

    /// Waits for its time, sends, and lets what is under way end.
    pub async fn run(self, client: Client) {
        if let Some(service) = &self.load.when_ready {
            let (namespace, name) = service.split_once('/').unwrap_or(("default", service));
            while !is_ready(&client, namespace, name).await {
                self.clock.sleep(LOOK).await;
            }
        }
        self.clock.sleep(self.load.after.0).await;
        let begin = self.clock.now();
        join_all((0..self.load.concurrency).map(|_| self.keep_sending(begin))).await;
    }

    async fn keep_sending(&self, begin: Timestamp) {
        let end = begin.saturating_add(self.load.lasts.0).unwrap_or(begin);
        let mut connection = self.open();
        loop {
            if let Some(rate) = self.load.rate {
                let place = self.sent.fetch_add(1, Ordering::Relaxed);
                let due = Duration::try_from_secs_f64(place as f64 / rate).unwrap_or(Duration::MAX);
                let due = begin.saturating_add(due).unwrap_or(Timestamp::MAX);
                if due >= end {
                    break;
                }
                self.clock.sleep_until(due).await;
            }
            if self.clock.now() >= end {
                break;
            }
            let asked = self.clock.now();
            let outcome = self.send(connection).await;
            if !self.load.keep_alive || !matches!(outcome, Outcome::Status(_)) {
                self.front.close(connection);
                connection = self.open();
            }
            let slow = matches!(outcome, Outcome::Status(200..300) | Outcome::TimedOut);
            if !slow || self.clock.now() == asked {
                // Who is answered at once would do nothing but ask, and virtual time would stand still.
                self.clock.sleep(PAUSE).await;
            }
        }
        self.front.close(connection);
    }

    fn open(&self) -> Connection {
        Connection(self.connections.fetch_add(1, Ordering::Relaxed))
    }

    async fn send(&self, connection: Connection) -> Outcome {
        let sent = self.clock.now();
        let since = || Duration::try_from(self.clock.now().duration_since(sent)).unwrap_or_default();
        let mut first = None;
        let exchange = async {
            let response = self.front.send(connection, self.request()?).await?;
            let (status, mut body) = (response.status().as_u16(), response.into_body());
            while let Some(frame) = body.frame().await {
                frame?;
                first = first.or_else(|| Some(since()));
            }
            io::Result::Ok(status)
        };
        let outcome = tokio::select! {
            status = exchange => status.map_or(Outcome::Broken, Outcome::Status),
            () = self.clock.sleep(self.load.timeout.0) => Outcome::TimedOut,
        };
        self.records.add(Record { load: self.number, sent, first, took: since(), outcome });
        outcome
    }

    fn request(&self) -> io::Result<Request<Bytes>> {
        let body = match &self.load.body {
            serde_json::Value::Null => None,
            body => Some(body.to_string()),
        };
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let mut request = Request::builder()
            .method(method)
            .uri(&self.load.path)
            .header(header::HOST, &self.load.host)
            .header(header::CONTENT_TYPE, "application/json");
        for (name, value) in &self.load.headers {
            request = request.header(name, value);
        }
        request.body(body.unwrap_or_default().into()).map_err(io::Error::other)
    }
}

/// Whether a Deployment, an InferenceService or a Knative Service of this name can serve.
async fn is_ready(client: &Client, namespace: &str, name: &str) -> bool {
    let replicas = "/status/availableReplicas";
    let deployments = format!("/apis/apps/v1/namespaces/{namespace}/deployments/{name}");
    let knative = format!("/apis/serving.knative.dev/v1/namespaces/{namespace}/services/{name}");
    for path in [deployments.clone(), format!("{deployments}-predictor"), knative] {
        let Ok(request) = Request::get(&path).body(Vec::new()) else { return false };
        let Ok(object) = client.request::<serde_json::Value>(request).await else { continue };
        let conditions = object.pointer("/status/conditions").and_then(|list| list.as_array());
        let is_true =
            conditions.into_iter().flatten().any(|it| it["type"] == "Ready" && it["status"] == "True");
        if is_true || object.pointer(replicas).and_then(serde_json::Value::as_u64).unwrap_or(0) > 0 {
            return true;
        }
    }
    false
}
