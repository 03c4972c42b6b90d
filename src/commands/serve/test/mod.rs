//! `neap serve test`: one request, its answer, and what it took.

mod ask;
mod way;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::cli::serve::{Report, Test};
use crate::clock::parse_duration;
use crate::commands::connect::connect;
use crate::commands::serve::of_type;
use crate::engines::openai;
use crate::error::{Error, Result};
use crate::observe::endpoint::Gateway;
use crate::session::Session;
use crate::ui::sanitised;

use ask::{Ask, Heard, ask};
use way::Way;

/// Runs `neap serve test`.
///
/// # Errors
/// The service is unknown or not ready, cannot be reached, or does not answer as it should.
pub async fn run(args: Test, session: &mut Session) -> Result<()> {
    let gateway = args.gateway.as_deref().map(Gateway::parse).transpose()?;
    let limit = timeout(&args.timeout)?;
    let path = path(&args.path)?;
    let given = args.data.as_deref().map(data).transpose()?;
    let cluster = connect(&args.target, session).await?;
    let name = of_type::named(&cluster, &args.which).await?;
    let way = Way::find(&cluster, &name, gateway.as_ref(), args.insecure).await?;
    session.ui.status(way.in_words());

    let deadline = Instant::now() + limit;
    let late = || {
        Error::timeout(format!("{name} did not answer within {}", args.timeout))
            .cause(way.in_words())
            .hint(format!(
                "`neap serve get {name}` shows its replicas, `neap serve logs {name}` what they say"
            ))
            .hint(format!("wait longer with `--timeout {}s`", limit.as_secs().max(1) * 3))
    };
    let body = match given {
        Some(body) => Some(body),
        None => {
            let model = match &way.endpoint.model {
                Some(model) => Some(model.clone()),
                None => within(deadline, served(&way)).await.ok_or_else(late)?,
            };
            openai::question(path, model.as_deref())
        }
    };
    let streamed = args.stream && body.is_some() && is_a_completion(path);
    let request = Ask { path, body: body.map(|body| if streamed { stream(body) } else { body }) };
    let show = args.output == Report::Text;
    let heard = within(deadline, answer(&way, &request, show.then_some(&mut *session)));
    let heard = heard.await.ok_or_else(late)??;
    heard.check(&way, &name, path)?;
    match args.output {
        Report::Text => {
            if !heard.text_ends_line {
                session.ui.line("")?;
            }
            session.ui.status(in_words(&heard));
            Ok(())
        }
        Report::Json => session.ui.line(super::list::pretty(&as_json(&heard, &way, path))?),
    }
}

/// Sends the request; one that is refused for its `stream_options` alone is sent again without.
async fn answer(way: &Way<'_>, request: &Ask<'_>, mut session: Option<&mut Session>) -> Result<Heard> {
    let heard = ask(way, request, &mut |text| show(session.as_deref_mut(), text)).await?;
    let refused = heard.status == 400 && String::from_utf8_lossy(&heard.body).contains("stream_options");
    let Some(body) = request.body.as_ref().filter(|_| refused) else { return Ok(heard) };
    let mut body = body.clone();
    if let Some(fields) = body.as_object_mut() {
        fields.remove("stream_options");
    }
    if let Some(session) = session.as_deref_mut() {
        session.ui.status(
            "the engine refuses `stream_options`; asked again without, so tokens are counted by events",
        );
    }
    let again = Ask { path: request.path, body: Some(body) };
    ask(way, &again, &mut |text| show(session.as_deref_mut(), text)).await
}

/// Text as it comes; on a terminal it must not drive the terminal.
fn show(session: Option<&mut Session>, text: &str) -> Result<()> {
    let Some(session) = session else { return Ok(()) };
    match session.ui.stdout_is_terminal() {
        true => session.ui.data(sanitised(text)),
        false => session.ui.data(text),
    }
}

async fn within<T>(deadline: Instant, work: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout_at(deadline.into(), work).await.ok()
}

/// The first model that the service lists; a service that does not list any needs no name.
async fn served(way: &Way<'_>) -> Option<String> {
    let list = Ask { path: "/v1/models", body: None };
    let heard = ask(way, &list, &mut |_| Ok(())).await.ok()?;
    let models: Value = serde_json::from_slice(&heard.body).ok()?;
    openai::models(&models).into_iter().next()
}

fn is_a_completion(path: &str) -> bool {
    path.split('?').next().is_some_and(|path| path.trim_end_matches('/').ends_with("/completions"))
}

/// Asks for the answer token by token, with the count at the end; what the user wrote stays.
fn stream(mut body: Value) -> Value {
    if let Some(fields) = body.as_object_mut().filter(|fields| !fields.contains_key("stream")) {
        fields.insert("stream".to_owned(), json!(true));
        fields.entry("stream_options").or_insert(json!({"include_usage": true}));
    }
    body
}

fn timeout(text: &str) -> Result<Duration> {
    let limit =
        parse_duration(text).map_err(|allowed| Error::flag("--timeout", text, allowed, "--timeout 2m"))?;
    match limit.is_zero() {
        true => Err(Error::flag("--timeout", text, "it must be longer than 0", "--timeout 2m")),
        false => Ok(limit),
    }
}

fn path(text: &str) -> Result<&str> {
    let wrong = |why| Err(Error::flag("--path", text, why, "--path /v1/completions"));
    match text.parse::<http::uri::PathAndQuery>() {
        _ if !text.starts_with('/') => wrong("it must begin with /"),
        Err(_) => wrong("it is no path of a URL; spaces and letters beyond ASCII are written as %20 …"),
        Ok(_) => Ok(text),
    }
}

/// The body that the user gave: JSON, or `@FILE` as curl reads it.
fn data(text: &str) -> Result<Value> {
    let example = r#"-d '{"messages": [{"role": "user", "content": "Hello"}]}'"#;
    let source = match text.strip_prefix('@') {
        Some(file) => std::fs::read_to_string(file).map_err(|error| {
            Error::flag("--data", text, format!("cannot read the file: {error}"), "-d @body.json")
        })?,
        None => text.to_owned(),
    };
    let value: Value = serde_json::from_str(&source)
        .map_err(|error| Error::flag("--data", text, format!("it is no JSON: {error}"), example))?;
    match value.is_object() {
        true => Ok(value),
        false => Err(Error::flag("--data", text, "it must be a JSON object", example)),
    }
}

fn in_words(heard: &Heard) -> String {
    let seconds = |time: Duration| match time.as_millis() {
        millis @ 0..1000 => format!("{millis}ms"),
        _ => format!("{:.2}s", time.as_secs_f64()),
    };
    let mut parts = Vec::new();
    match heard.first_token {
        Some(first) => parts.push(format!("time to first token {}", seconds(first))),
        None => parts.push(format!("first byte after {} (not streamed)", seconds(heard.first_byte))),
    }
    parts.push(format!("total {}", seconds(heard.total)));
    match heard.usage {
        Some(usage) => parts.push(format!("{} tokens in, {} out", usage.prompt, usage.completion)),
        None if heard.tokens_seen > 0 => {
            parts.push(format!("{} events with text (no token count)", heard.tokens_seen))
        }
        None => {}
    }
    if let Some(rate) = heard.rate() {
        parts.push(format!("{rate:.1} tokens/s"));
    }
    if let Some(finish) = &heard.finish {
        parts.push(format!("finished: {}", sanitised(finish)));
    }
    parts.join(", ")
}

fn as_json(heard: &Heard, way: &Way<'_>, path: &str) -> Value {
    let seconds = |time: Duration| json!(time.as_secs_f64());
    json!({
        "url": way.endpoint.url, "host": way.endpoint.host, "via": way.endpoint.route.to_string(), "pod": way.pod,
        "path": path,
        "status": heard.status,
        "answer": heard.text,
        "reasoning": heard.reasoning,
        "finishReason": heard.finish,
        "timeToFirstTokenSeconds": heard.first_token.map(seconds),
        "timeToFirstByteSeconds": seconds(heard.first_byte),
        "totalSeconds": seconds(heard.total),
        "usage": heard.usage.map(|usage| json!({
            "promptTokens": usage.prompt, "completionTokens": usage.completion, "cachedTokens": usage.cached,
        })),
        "tokensPerSecond": heard.rate(),
    })
}
