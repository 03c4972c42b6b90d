//! What is asked of the server before and after: its models, and the page of its metrics.

use std::sync::Arc;
use std::time::Duration;

use http::{Method, Request, StatusCode};
use rustls::ClientConfig;

use crate::cli::llm::Llm as Args;
use crate::engines::metrics::served::Served;
use crate::engines::openai;
use crate::error::{Error, Result};
use crate::load::fault::Fault;
use crate::load::plan::Plan;
use crate::load::single;
use crate::load::target::{Scheme, Target};

/// No page is longer.
const LONGEST: usize = 16 * 1024 * 1024;
/// How long one of these questions may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A status and a body.
type Answered = std::result::Result<(StatusCode, Vec<u8>), Fault>;

/// The server, for questions.
#[derive(Clone)]
pub struct Web {
    models: Target,
    metrics: Option<Target>,
    host: String,
    headers: http::HeaderMap,
    tls: Option<Arc<ClientConfig>>,
    /// Whether the load goes another way than these questions could.
    detour: bool,
    /// The path of the API itself.
    pub api: String,
    /// What stands before `/v1` in it.
    pub base: String,
}

impl Web {
    /// Of the plan's target.
    ///
    /// # Errors
    /// `--metrics-url` is none.
    pub fn of(plan: &Plan, metrics: Option<&str>) -> Result<Self> {
        let target = &plan.request.target;
        let beside = |path: &str| Target { path: path.to_owned(), ..target.clone() };
        let base = target.path.find("/v1/").map_or("", |at| &target.path[..at]);
        let metrics = match metrics {
            Some("none") => None,
            Some(url) => Some(Target::parse(url).map_err(|why| {
                let example = "neap bench llm --metrics-url http://127.0.0.1:8000/metrics";
                Error::flag("--metrics-url", url, format!("a URL is expected, or none: {why}"), example)
            })?),
            None => Some(beside(&format!("{base}/metrics"))),
        };
        let tls = (target.origin.scheme == Scheme::Https).then(|| plan.tls.config()).transpose()?;
        let detour =
            plan.proxy.is_some() || plan.route.unix_socket.is_some() || !plan.route.detours.is_empty();
        let headers = plan.request.message.headers.clone();
        Ok(Self {
            models: beside(&format!("{base}/v1/models")),
            metrics,
            host: plan.request.host.clone(),
            headers,
            tls,
            detour,
            api: target.path.clone(),
            base: base.to_owned(),
        })
    }

    /// Where the metrics are.
    pub fn metrics(&self) -> Option<String> {
        self.metrics.as_ref().filter(|_| !self.detour).map(Target::to_string)
    }

    /// The model that requests name: the user's, else the first that the server lists.
    ///
    /// # Errors
    /// The server lists none.
    pub async fn model(&self, args: &Args, patience: Duration) -> Result<Option<String>> {
        let given = args.served_model_name.clone().or_else(|| args.model.clone());
        if (given.is_some() && patience.is_zero()) || self.detour {
            return Ok(given);
        }
        let deadline = tokio::time::Instant::now() + patience;
        let answer = loop {
            match self.get(&self.models).await {
                Ok((StatusCode::OK, body)) => break Ok(body),
                other if tokio::time::Instant::now() >= deadline => {
                    break other.map(|(status, _)| status.to_string().into_bytes());
                }
                _ => tokio::time::sleep(Duration::from_millis(500)).await,
            }
        };
        if given.is_some() {
            return Ok(given);
        }
        let hint = "name the model: `--model NAME`";
        let failed = |why: String| {
            Error::failed(format!("cannot ask {} for its models: {why}", self.models)).hint(hint)
        };
        let body = answer.map_err(|fault| failed(fault.to_string()))?;
        let value = serde_json::from_slice(&body)
            .map_err(|_| failed(String::from_utf8_lossy(&body).chars().take(80).collect()))?;
        match openai::models(&value).into_iter().next() {
            Some(model) => Ok(Some(model)),
            None => Err(failed("it lists none".to_owned())),
        }
    }

    /// The engine's counts as they are now, if there is such a page.
    pub async fn served(&self) -> Option<Served> {
        Served::read(&self.page().await?)
    }

    /// The page of the engine's metrics as it is now.
    pub async fn page(&self) -> Option<String> {
        let metrics = self.metrics.as_ref().filter(|_| !self.detour)?;
        let (status, body) = self.get(metrics).await.ok()?;
        (status == StatusCode::OK).then(|| String::from_utf8_lossy(&body).into_owned())
    }

    async fn get(&self, target: &Target) -> Answered {
        self.exchange(Method::GET, target, String::new(), PATIENCE).await
    }

    /// Posts to another path of the server.
    pub async fn post(&self, path: &str, body: String, patience: Duration) -> Answered {
        let target = Target { path: path.to_owned(), ..self.models.clone() };
        self.exchange(Method::POST, &target, body, patience).await
    }

    async fn exchange(&self, method: Method, target: &Target, body: String, patience: Duration) -> Answered {
        let timeout =
            || Fault::new(crate::load::fault::Class::Timeout, format!("no answer within {patience:?}"));
        let asked = self.ask(method, target, body);
        tokio::time::timeout(patience, asked).await.unwrap_or_else(|_| Err(timeout()))
    }

    async fn ask(&self, method: Method, target: &Target, body: String) -> Answered {
        let ours = target.origin == self.models.origin;
        let tls = match (target.origin.scheme, &self.tls) {
            (Scheme::Https, Some(config)) => Some((target.origin.host.as_str(), config.clone())),
            _ => None,
        };
        let stream = single::open(&target.origin.address(), tls).await?;
        let mut request = Request::builder().method(method).uri(&target.path);
        if let (true, Some(headers)) = (ours, request.headers_mut()) {
            headers.clone_from(&self.headers);
        }
        let host = if ours { self.host.clone() } else { target.origin.authority() };
        let request = request.header(http::header::HOST, host).body(body);
        let request =
            request.map_err(|error| Fault::new(crate::load::fault::Class::Protocol, error.to_string()))?;
        let mut body = Vec::new();
        let head = single::exchange(stream, request, |_, _, piece| {
            let room = LONGEST.saturating_sub(body.len()).min(piece.len());
            body.extend_from_slice(&piece[..room]);
        })
        .await?;
        Ok((head.status(), body))
    }
}
