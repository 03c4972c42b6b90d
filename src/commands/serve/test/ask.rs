//! One request and what was heard.

use std::time::{Duration, Instant};

use http::Request;
use serde_json::Value;

use super::way::Way;
use crate::engines::openai::{self, Delta, Usage};
use crate::error::{Error, Result};
use crate::load::single;
use crate::load::sse::Events;
use crate::ui::sanitised;

/// What is asked.
pub struct Ask<'a> {
    /// The path, with its query.
    pub path: &'a str,
    /// The body of a POST; a GET without.
    pub body: Option<Value>,
}

/// What was heard; times are from the moment at which the request was sent.
#[derive(Debug, Default)]
pub struct Heard {
    /// The status of the answer.
    pub status: u16,
    /// The body as it came, unless it was streamed.
    pub body: Vec<u8>,
    /// The text of the answer.
    pub text: String,
    /// Whether what was shown ends with a line break.
    pub text_ends_line: bool,
    /// What the model thought first.
    pub reasoning: String,
    /// Why it stopped.
    pub finish: Option<String>,
    /// Tokens, where the engine tells.
    pub usage: Option<Usage>,
    /// What the engine said went wrong, after its 200.
    pub error: Option<String>,
    /// Until the first byte of the body.
    pub first_byte: Duration,
    /// Until the first token of a stream.
    pub first_token: Option<Duration>,
    /// Until the last byte.
    pub total: Duration,
    /// Events with text.
    pub tokens_seen: u64,
    is_stream: bool,
    is_whole: bool,
}

/// Sends the request; `show` is given the text of the answer as it comes.
///
/// # Errors
/// No connection, or it broke.
pub async fn ask(way: &Way<'_>, ask: &Ask<'_>, show: &mut dyn FnMut(&str) -> Result<()>) -> Result<Heard> {
    let (stream, trouble) = way.open().await?.split();
    let request = request(way, ask)?;
    let mut heard = Heard::default();
    let mut events = Events::default();
    let mut shown: Result<()> = Ok(());
    let sent = Instant::now();
    let head = single::exchange(stream, request, |head, at, bytes| {
        if heard.first_byte.is_zero() {
            heard.first_byte = at - sent;
        }
        let kind = head.headers().get(http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        heard.is_stream = kind.is_some_and(|kind| kind.starts_with("text/event-stream"));
        match heard.is_stream {
            true => events.feed(bytes, |event| {
                let text = heard.take_event(&String::from_utf8_lossy(event.data), at - sent);
                if shown.is_ok() && !text.is_empty() {
                    shown = show(&text);
                    heard.text_ends_line = text.ends_with('\n');
                }
            }),
            false => heard.body.extend_from_slice(bytes),
        }
    })
    .await;
    let head = match head {
        Ok(head) => head,
        Err(fault) => {
            let error = way.explain(&fault);
            return Err(match trouble.words().await {
                Some(words) => error.cause(sanitised(words.trim())),
                None => error,
            });
        }
    };
    shown?;
    heard.status = head.status().as_u16();
    heard.total = sent.elapsed();
    if heard.first_byte.is_zero() {
        heard.first_byte = heard.total;
    }
    if !heard.is_stream && head.status().is_success() {
        heard.take_body();
        let text = if heard.text.is_empty() {
            String::from_utf8_lossy(&heard.body).into_owned()
        } else {
            heard.text.clone()
        };
        heard.text_ends_line = text.ends_with('\n');
        show(&text)?;
    }
    Ok(heard)
}

fn request(way: &Way<'_>, ask: &Ask<'_>) -> Result<Request<String>> {
    let host = way.endpoint.host_header().unwrap_or("localhost");
    let mut request = Request::builder()
        .method(if ask.body.is_some() { "POST" } else { "GET" })
        .uri(ask.path)
        .header(http::header::HOST, host)
        .header(http::header::USER_AGENT, concat!("neap/", env!("CARGO_PKG_VERSION")))
        .header(http::header::ACCEPT, "application/json, text/event-stream");
    if ask.body.is_some() {
        request = request.header(http::header::CONTENT_TYPE, "application/json");
    }
    let body = ask.body.as_ref().map(Value::to_string).unwrap_or_default();
    request.body(body).map_err(|error| Error::failed(format!("the request cannot be made: {error}")))
}

impl Heard {
    /// Takes one event of a stream and returns its text.
    fn take_event(&mut self, data: &str, after: Duration) -> String {
        if data.trim() == "[DONE]" {
            self.is_whole = true;
            return String::new();
        }
        let Ok(value) = serde_json::from_str::<Value>(data) else { return String::new() };
        let delta = Delta::read(&value);
        if delta.has_token() {
            self.tokens_seen += 1;
            self.first_token.get_or_insert(after);
        }
        self.take(delta)
    }

    fn take_body(&mut self) {
        self.is_whole = true;
        if let Ok(value) = serde_json::from_slice::<Value>(&self.body) {
            self.take(Delta::read(&value));
        }
    }

    fn take(&mut self, delta: Delta) -> String {
        self.text.push_str(&delta.text);
        self.reasoning.push_str(&delta.reasoning);
        self.is_whole |= delta.finish.is_some();
        self.finish = delta.finish.or(self.finish.take());
        self.usage = delta.usage.or(self.usage);
        self.error = delta.error.or(self.error.take());
        delta.text
    }

    /// Tokens a second after the first one.
    pub fn rate(&self) -> Option<f64> {
        let (first, usage) = (self.first_token?, self.usage?);
        let time = (self.total - first).as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "tokens are few")]
        let tokens = usage.completion.checked_sub(1)? as f64;
        (time > 0.0 && tokens > 0.0).then(|| tokens / time)
    }

    /// Whether it is an answer at all.
    ///
    /// # Errors
    /// The status is no success, the engine reported an error, or the answer was cut short.
    pub fn check(&self, way: &Way<'_>, name: &str, path: &str) -> Result<()> {
        if !(200..300).contains(&self.status) {
            return Err(self.refusal(way, name, path));
        }
        if let Some(error) = &self.error {
            return Err(Error::failed(format!(
                "{name} began to answer and then failed: {}",
                sanitised(error)
            ))
            .hint(format!("`neap serve logs {name}` shows what the engine says")));
        }
        if self.is_stream && !self.is_whole {
            return Err(Error::failed(format!(
                "the answer of {name} was cut short after {} events",
                self.tokens_seen
            ))
            .hint(format!("`neap serve get {name}` shows whether a replica has gone")));
        }
        Ok(())
    }

    fn refusal(&self, way: &Way<'_>, name: &str, path: &str) -> Error {
        let said = serde_json::from_slice(&self.body).ok().and_then(|value: Value| openai::error(&value));
        let by_engine = said.is_some();
        let said = said.unwrap_or_else(|| brief(&self.body));
        let reason =
            http::StatusCode::from_u16(self.status).ok().and_then(|status| status.canonical_reason());
        let mut error = Error::failed(format!(
            "{name} answered {} {} to {path}",
            self.status,
            reason.unwrap_or_default()
        ));
        if !said.is_empty() {
            error = error.cause(sanitised(&said));
        }
        error = error.cause(way.in_words());
        match self.status {
            404 if by_engine => error
                .hint(format!("`neap serve test {name} --path /v1/models` lists the models that it serves")),
            404 => error.hint(format!(
                "the path may be wrong, or no route has the Host {}: `neap serve get {name}`",
                way.endpoint.host_header().unwrap_or("of the service")
            )),
            400 | 422 => error.hint("the engine does not take this body: see `--data` and `--path`"),
            401 | 403 => {
                error.hint("the gateway or the engine wants a key, which `serve test` does not send")
            }
            502..=504 => error.hint(format!("no replica took the request: `neap status {name}` says why")),
            _ => error.hint(format!("`neap serve logs {name}` shows what the engine says")),
        }
    }
}

/// The beginning of a body that is no JSON.
fn brief(body: &[u8]) -> String {
    const LONGEST: usize = 200;
    let text = String::from_utf8_lossy(body);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    line.chars().take(LONGEST).collect()
}
