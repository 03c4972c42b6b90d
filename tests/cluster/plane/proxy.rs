//! A proxy before the API server that makes faults: down, slow, refusing, cut in the middle.
//!
//! ```ignore
//! let proxy = ns.cluster.proxy();
//! proxy.add(Rule::writes().nth(2).status(500));     // The second real write fails; dry runs are not counted.
//! proxy.add(Rule::watches().cut_after_events(3));   // Every watch breaks after three events.
//! let outcome = ns.neap_through(&proxy, ["serve", "list"]);
//! assert_eq!(proxy.count(|seen| seen.method == "PATCH"), 2);
//! ```

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use futures::stream;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::{Request, Response, Uri, Version};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::task::JoinHandle;

use super::cluster::{Cluster, free_port};
use super::rule::{Fault, Rule, Seen};
use super::server::{AnyError, Scissors, serve};

type Body = http_body_util::combinators::UnsyncBoxBody<Bytes, AnyError>;
type Upstream = Client<HttpsConnector<HttpConnector>, Incoming>;

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    seen: Vec<Seen>,
}

/// A proxy before the API server. It ends when it is dropped.
pub struct Proxy {
    /// Where it listens, as `https://127.0.0.1:PORT`.
    pub url: String,
    port: u16,
    tls: Arc<rustls::ServerConfig>,
    state: Arc<Mutex<State>>,
    upstream: (Upstream, Uri),
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Proxy {
    /// Starts it without rules: it passes everything on.
    pub fn start(cluster: &Cluster) -> Self {
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(cluster.certificates.client())
            .https_only()
            .enable_http1()
            .build();
        let upstream = Client::builder(TokioExecutor::new()).build(connector);
        let port = free_port();
        let proxy = Self {
            url: format!("https://127.0.0.1:{port}"),
            port,
            tls: cluster.certificates.server(),
            state: Arc::default(),
            upstream: (upstream, cluster.url.parse().unwrap()),
            task: Mutex::default(),
        };
        proxy.up();
        proxy
    }

    /// Adds a rule. The first rule that has a fault for a request decides.
    pub fn add(&self, rule: Rule) {
        self.state.lock().unwrap().rules.push(rule);
    }

    /// Removes all rules.
    pub fn clear(&self) {
        self.state.lock().unwrap().rules.clear();
    }

    /// New connections are refused. Open ones stay: add `Rule::any().cut_before()` to end those too.
    pub fn down(&self) {
        if let Some(task) = self.task.lock().unwrap().take() {
            task.abort();
            // The port closes when the task is gone.
            while TcpListener::bind(("127.0.0.1", self.port)).is_err() {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
    }

    /// Listens again, on the same port.
    pub fn up(&self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).unwrap();
        let (state, upstream) = (self.state.clone(), self.upstream.clone());
        let task = serve(listener, self.tls.clone(), move |request| {
            let (state, upstream) = (state.clone(), upstream.clone());
            async move { pass(&state, upstream, request).await }
        });
        *self.task.lock().unwrap() = Some(task);
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.state.lock().unwrap().seen.clone()
    }

    /// How many requests so far the predicate accepts.
    pub fn count(&self, accepts: impl Fn(&Seen) -> bool) -> usize {
        self.state.lock().unwrap().seen.iter().filter(|seen| accepts(seen)).count()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(task) = self.task.lock().unwrap().take() {
            task.abort();
        }
    }
}

/// One request: faults first, then the API server.
async fn pass(
    state: &Mutex<State>,
    (client, base): (Upstream, Uri),
    mut request: Request<Incoming>,
) -> Result<Response<Body>, AnyError> {
    let scissors = request.extensions().get::<Scissors>().cloned().unwrap_or_default();
    let seen = Seen {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
    };
    let fault = {
        let mut state = state.lock().unwrap();
        state.seen.push(seen.clone());
        state.rules.iter_mut().find_map(|rule| rule.meet(&seen))
    };
    match &fault {
        Some(Fault::Slow(by)) => tokio::time::sleep(*by).await,
        Some(Fault::Status(code, body)) => {
            let mut response = Response::builder().status(*code).header("content-type", "application/json");
            if *code == 429 {
                response = response.header("retry-after", "1");
            }
            return Ok(response.body(whole(body.to_string()))?);
        }
        Some(Fault::CutBefore) => return cut_off(&scissors).await,
        _ => {}
    }
    // HTTP/2 has these in fields of its own.
    *request.version_mut() = Version::HTTP_11;
    let mut parts = base.into_parts();
    parts.path_and_query = request.uri().path_and_query().cloned();
    *request.uri_mut() = Uri::from_parts(parts)?;
    request.headers_mut().remove("host");
    let (mut head, body) = client.request(request).await?.into_parts();
    head.version = Version::default();
    for hop in ["connection", "transfer-encoding", "keep-alive"] {
        head.headers.remove(hop);
    }
    let body = match fault {
        Some(Fault::CutAnswer) => {
            body.collect().await?;
            return cut_off(&scissors).await;
        }
        Some(Fault::CutBytes(bytes)) => cut(body, bytes, usize::MAX, scissors),
        Some(Fault::CutEvents(events)) => cut(body, usize::MAX, events, scissors),
        _ => body.map_err(AnyError::from).boxed_unsync(),
    };
    Ok(Response::from_parts(head, body))
}

fn whole(body: String) -> Body {
    Full::from(body).map_err(|never| match never {}).boxed_unsync()
}

/// Closes the connection instead of answering.
async fn cut_off(scissors: &Scissors) -> Result<Response<Body>, AnyError> {
    scissors.cut();
    std::future::pending().await
}

/// A body that breaks after so many bytes or lines, and the connection with it.
fn cut(body: Incoming, bytes: usize, lines: usize, scissors: Scissors) -> Body {
    let state = (body.into_data_stream(), bytes, lines);
    let frames = stream::unfold(state, move |(mut body, bytes, lines)| {
        let scissors = scissors.clone();
        async move {
            if bytes == 0 || lines == 0 {
                // What was passed on so far has to leave the buffers first.
                tokio::time::sleep(Duration::from_millis(20)).await;
                scissors.cut();
                std::future::pending::<()>().await;
            }
            let data = match body.next().await? {
                Ok(data) => data,
                Err(error) => return Some((Err(AnyError::from(error)), (body, bytes, lines))),
            };
            let ends = data.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
            let ends: Vec<usize> = ends.take(lines).collect();
            let by_lines = if ends.len() == lines { ends[lines - 1] } else { data.len() };
            let passed = data.slice(..by_lines.min(bytes).min(data.len()));
            let left = (bytes.saturating_sub(passed.len()), lines.saturating_sub(ends.len()));
            Some((Ok(Frame::data(passed)), (body, left.0, left.1)))
        }
    });
    StreamBody::new(frames).boxed_unsync()
}
