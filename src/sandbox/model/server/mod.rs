//! A model server: an HTTP request in, a streaming response out. A task runs only while there is work, so that ten
//! thousand idle servers cost nothing but their memory.

pub mod answer;
pub mod body;
mod log;
mod metrics;
mod openai;
mod refusal;
pub mod request;
mod sglang;
#[cfg(test)]
mod tests;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{Method, Request, Response, StatusCode, header};
use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::sync::mpsc::{self, UnboundedReceiver};

use self::body::{Body, Stream, Telling, whole};
use self::openai::Origin;
use self::refusal::Refusal;
use self::request::{Asked, Form};
use super::driver::{Driver, Hears, Report, Ticket, Token};
use super::engine::Engine as Batcher;
use super::settings::Settings;
use super::statistics::Statistics;
use super::words;
use crate::clock::{Clock, ClusterClock};
use crate::engines::Engine;

/// Where lines of the log go.
pub type Log = Arc<dyn Fn(String) + Send + Sync>;

/// How far a model server has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// It starts, and reads its weights.
    Loading,
    /// The weights are there; the first steps are still to be prepared. Requests are taken, and wait.
    Warming,
    /// It serves.
    Ready,
    /// It takes requests and never answers.
    Hung,
    /// It has ended.
    Stopped,
}

struct State {
    driver: Driver,
    phase: Phase,
    /// A task is at work.
    driven: bool,
}

struct Inner {
    settings: Settings,
    clock: ClusterClock,
    began: Timestamp,
    log: Log,
    state: Mutex<State>,
    /// Something happens earlier than the task thinks.
    sooner: Notify,
}

/// A model server in a container.
#[derive(Clone)]
pub struct ModelServer(Arc<Inner>);

/// Cancels a request when it is dropped; one that was answered is not there any more.
pub struct Cancel {
    server: ModelServer,
    ticket: Ticket,
}

impl Drop for Cancel {
    fn drop(&mut self) {
        let mut state = self.server.0.state();
        // What it got until now was computed, whether anybody has looked since or not.
        self.server.0.advance(&mut state);
        state.driver.cancel(self.ticket);
        drop(state);
        self.server.0.sooner.notify_one();
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Cluster time since the server began.
    fn since(&self) -> Duration {
        Duration::try_from(self.clock.now().duration_since(self.began)).unwrap_or_default()
    }

    fn time(&self, since: Duration) -> Timestamp {
        self.began.saturating_add(since).unwrap_or(self.began)
    }

    /// Brings the engine up to now.
    fn advance(&self, state: &mut State) -> Option<Duration> {
        let mut reports: Vec<Report> = Vec::new();
        let next = state.driver.advance(self.since(), &mut reports);
        for report in &reports {
            (self.log)(log::report(&self.settings, self.time(report.at), report));
        }
        next
    }

    async fn drive(self: Arc<Self>) {
        loop {
            let next = {
                let mut state = self.state();
                let next = self.advance(&mut state);
                state.driven = next.is_some();
                next
            };
            let Some(next) = next else { return };
            tokio::select! {
                () = self.clock.sleep_until(self.time(next)) => {}
                () = self.sooner.notified() => {}
            }
        }
    }
}

impl ModelServer {
    /// A process that begins now.
    pub fn new(settings: Settings, clock: ClusterClock, log: Log) -> Self {
        let statistics = Statistics::new(settings.bounds, settings.max_model_len);
        let driver = Driver::new(Batcher::new(settings.limits, settings.cost, statistics));
        let state = Mutex::new(State { driver, phase: Phase::Loading, driven: false });
        let began = clock.now();
        log::started(&settings, began).into_iter().for_each(|line| log(line));
        Self(Arc::new(Inner { settings, clock, began, log, state, sooner: Notify::new() }))
    }

    /// What it was told.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// How far it has come.
    pub fn phase(&self) -> Phase {
        self.0.state().phase
    }

    /// The weights are there, after so long.
    pub fn loaded(&self, took: Duration) {
        self.0.state().phase = Phase::Warming;
        let lines = log::loaded(&self.0.settings, self.0.clock.now(), took);
        lines.into_iter().for_each(|line| (self.0.log)(line));
    }

    /// It is warm, so long after its weights were there.
    pub fn ready(&self, took: Duration) {
        let lines = log::ready(&self.0.settings, self.0.clock.now(), took);
        lines.into_iter().for_each(|line| (self.0.log)(line));
        let mut state = self.0.state();
        state.phase = Phase::Ready;
        state.driver.warm(self.0.since());
        self.wake(&mut state);
    }

    /// From now on it takes requests and never answers.
    pub fn hang(&self) {
        self.0.state().phase = Phase::Hung;
    }

    /// It ends: streams break off.
    pub fn stop(&self) {
        let mut state = self.0.state();
        self.0.advance(&mut state);
        state.phase = Phase::Stopped;
        state.driver.stop();
    }

    /// The share of the time before now that its GPU computed anything, 0 to 1.
    pub fn busy(&self, window: Duration) -> f64 {
        let mut state = self.0.state();
        self.0.advance(&mut state);
        state.driver.engine().busy(window, self.0.since())
    }

    /// Looks at the engine as it is now.
    pub fn look<T>(&self, at: impl FnOnce(&Batcher) -> T) -> T {
        let mut state = self.0.state();
        self.0.advance(&mut state);
        at(state.driver.engine())
    }

    fn wake(&self, state: &mut State) {
        match std::mem::replace(&mut state.driven, true) {
            true => self.0.sooner.notify_one(),
            false => drop(tokio::spawn(Arc::clone(&self.0).drive())),
        }
    }

    /// Serves a request. Dropping the future or the body of the response cancels it.
    ///
    /// # Errors
    /// The process has ended or ends before there is an answer: the connection breaks.
    pub async fn answer(&self, request: Request<Bytes>) -> io::Result<Response<Body>> {
        match self.phase() {
            Phase::Hung => std::future::pending().await,
            Phase::Stopped => Err(io::ErrorKind::ConnectionRefused.into()),
            phase => self.serve(request, phase).await,
        }
    }

    async fn serve(&self, request: Request<Bytes>, phase: Phase) -> io::Result<Response<Body>> {
        let settings = &self.0.settings;
        let sglang = settings.engine == Engine::Sglang;
        let path = request.uri().path().trim_end_matches('/');
        let form = match path {
            "/v1/chat/completions" => Some(Form::Chat),
            "/v1/completions" => Some(Form::Completion),
            "/generate" if sglang => Some(Form::Generate),
            _ => None,
        };
        if path.starts_with("/v1") && !self.allows(&request) {
            return Ok(json_response(StatusCode::UNAUTHORIZED, &json!({"error": "Unauthorized"})));
        }
        let answer = match (request.method(), form) {
            (&Method::POST, Some(form)) => match self.take(form, request.body()) {
                Ok(taken) => return self.tell(taken).await,
                Err(refusal) => {
                    json_response(refusal.code, &refusal.to_value(settings.engine, settings.version))
                }
            },
            (_, Some(_)) => {
                json_response(StatusCode::METHOD_NOT_ALLOWED, &json!({"detail": "Method Not Allowed"}))
            }
            (&Method::GET | &Method::HEAD, None) => self.page(path, phase),
            _ => json_response(StatusCode::NOT_FOUND, &json!({"detail": "Not Found"})),
        };
        Ok(answer)
    }

    fn allows(&self, request: &Request<Bytes>) -> bool {
        let Some(key) = &self.0.settings.api_key else { return true };
        let shown = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        shown.and_then(|shown| shown.strip_prefix("Bearer ")) == Some(key)
    }

    fn page(&self, path: &str, phase: Phase) -> Response<Body> {
        let settings = &self.0.settings;
        let sglang = settings.engine == Engine::Sglang;
        match path {
            "/health" | "/ping" | "/health_generate" => {
                let ready = phase == Phase::Ready;
                let code = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
                response(code, "text/plain; charset=utf-8", Bytes::new())
            }
            "/metrics" if settings.metrics => {
                let loaded = phase != Phase::Loading;
                let text = loaded.then(|| self.look(|engine| metrics::text(settings, engine)));
                let kind = "text/plain; version=0.0.4; charset=utf-8";
                response(StatusCode::OK, kind, text.unwrap_or_default())
            }
            "/v1/models" => json_response(StatusCode::OK, &self.models()),
            "/version" if !sglang => {
                json_response(StatusCode::OK, &json!({"version": settings.version.to_string()}))
            }
            "/get_model_info" if sglang => {
                let info = json!({
                    "model_path": settings.model_path, "tokenizer_path": settings.model_path, "is_generation": true,
                });
                json_response(StatusCode::OK, &info)
            }
            _ => json_response(StatusCode::NOT_FOUND, &json!({"detail": "Not Found"})),
        }
    }

    fn models(&self) -> Value {
        let settings = &self.0.settings;
        let owner = if settings.engine == Engine::Sglang { "sglang" } else { "vllm" };
        let model = |name: &String| {
            json!({
                "id": name, "object": "model", "created": self.0.clock.now().as_second(), "owned_by": owner,
                "root": settings.model_path, "parent": null, "max_model_len": settings.max_model_len.0,
            })
        };
        json!({"object": "list", "data": settings.names.iter().map(model).collect::<Vec<_>>()})
    }

    /// Reads a request and gives it to the engine.
    fn take(&self, form: Form, body: &[u8]) -> Result<Taken, Refusal> {
        let asked = Asked::read(form, body, &self.0.settings)?;
        let (sender, tokens) = mpsc::unbounded_channel();
        let arrived = self.0.since();
        let mut state = self.0.state();
        if state.phase == Phase::Loading {
            return Err(Refusal::loading());
        }
        let hears = if asked.stream { Hears::EachToken } else { Hears::TheEnd };
        let ticket = state.driver.enter(asked.sequences(), arrived, sender, hears);
        self.wake(&mut state);
        drop(state);
        let seed = words::mix(ticket.number() ^ self.0.began.as_nanosecond() as u64);
        let id = format!("{seed:016x}{:016x}", words::mix(seed));
        Ok(Taken { asked, tokens, arrived, id, cancel: Cancel { server: self.clone(), ticket } })
    }

    async fn tell(&self, taken: Taken) -> io::Result<Response<Body>> {
        let Taken { asked, mut tokens, arrived, id, cancel } = taken;
        let settings = &self.0.settings;
        let origin =
            Origin { id, created: self.0.clock.now().as_second(), tells_cached: settings.tells_cached };
        if asked.stream {
            return Ok(match asked.form {
                Form::Generate => events(
                    tokens,
                    cancel,
                    asked.answers.len(),
                    sglang::Events { asked, id: origin.id, since: arrived },
                ),
                Form::Chat | Form::Completion => {
                    events(tokens, cancel, asked.answers.len(), openai::Events::new(asked, origin))
                }
            });
        }
        let mut last: Vec<Token> = Vec::new();
        while last.len() < asked.answers.len() {
            let broken = || io::Error::from(io::ErrorKind::ConnectionReset);
            last.push(tokens.recv().await.ok_or_else(broken)?);
        }
        drop(cancel);
        last.sort_by_key(|token| token.choice);
        let value = match asked.form {
            Form::Generate => sglang::whole(&asked, &origin.id, &last, arrived),
            Form::Chat | Form::Completion => openai::whole(&asked, &origin, &last),
        };
        Ok(json_response(StatusCode::OK, &value))
    }
}

/// A request that the engine has.
struct Taken {
    asked: Asked,
    tokens: UnboundedReceiver<Token>,
    arrived: Duration,
    id: String,
    cancel: Cancel,
}

fn events(
    tokens: UnboundedReceiver<Token>,
    cancel: Cancel,
    answers: usize,
    telling: impl Telling + Unpin,
) -> Response<Body> {
    use http_body_util::BodyExt;
    let stream = Stream::new(tokens, answers, telling, cancel).boxed();
    let mut response = Response::new(stream);
    let kind = header::HeaderValue::from_static("text/event-stream; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn json_response(code: StatusCode, value: &Value) -> Response<Body> {
    response(code, "application/json", value.to_string())
}

fn response(code: StatusCode, kind: &'static str, text: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(whole(text));
    *response.status_mut() = code;
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    response
}
