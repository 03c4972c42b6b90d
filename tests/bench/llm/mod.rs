//! `neap bench llm` as a process, against servers that stream at known times.

mod flags;
mod manners;
mod suggest;
mod team;
mod times;
mod vllm;

use std::io::Write;
use std::time::Duration;

use serde_json::Value;

use super::bench;
use super::document::checked;
use crate::support::wire::{Heard, Then, Wire, ok};

/// The models that every server lists.
const MODELS: &str = r#"{"object":"list","data":[{"id":"q","object":"model"}]}"#;

/// A server that answers prompts as a script says, and everything else as an engine does.
pub fn engine(
    script: impl Fn(&Heard, &mut dyn Write) -> std::io::Result<Then> + Send + Sync + 'static,
) -> Wire {
    Wire::http(move |heard, out| match heard.path() {
        "/v1/models" => {
            out.write_all(ok(MODELS).as_bytes())?;
            Ok(Then::Keep)
        }
        "/metrics" => {
            out.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")?;
            Ok(Then::Keep)
        }
        _ => script(heard, out),
    })
}

const STREAM: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";

/// One piece of a body in chunks.
fn piece(out: &mut dyn Write, text: &str) -> std::io::Result<()> {
    out.write_all(format!("{:x}\r\n{text}\r\n", text.len()).as_bytes())?;
    out.flush()
}

/// A whole stream, its events sent one after the other.
pub fn stream(out: &mut dyn Write, events: &[String], gap: Duration) -> std::io::Result<Then> {
    out.write_all(STREAM)?;
    for (number, event) in events.iter().enumerate() {
        if number > 0 {
            std::thread::sleep(gap);
        }
        piece(out, event)?;
    }
    out.write_all(b"0\r\n\r\n")?;
    Ok(Then::Keep)
}

/// An event of a completion, with counts as vLLM has them.
fn token(number: u32, finish: &str) -> String {
    format!(
        "data: {{\"id\":\"c\",\"object\":\"text_completion\",\"choices\":[{{\"index\":0,\"text\":\" t{number}\",\"finish_reason\":{finish}}}],\"usage\":{{\"prompt_tokens\":5,\"completion_tokens\":{number}}}}}\n\n"
    )
}

const DONE: &str = "data: [DONE]\n\n";

/// So many tokens and the end.
pub fn answer(tokens: u32) -> Vec<String> {
    let finish = |number| if number == tokens { "\"length\"" } else { "null" };
    let mut events: Vec<String> = (1..=tokens).map(|number| token(number, finish(number))).collect();
    events.push(DONE.to_owned());
    events
}

/// An engine whose answers have so many tokens.
pub fn engine_of(tokens: u32) -> Wire {
    engine(move |_, out| stream(out, &answer(tokens), Duration::from_millis(2)))
}

/// The document of a run against a server, held against the schema.
fn report(server: &Wire, args: &[&str]) -> Value {
    let url = format!("http://{}", server.address);
    checked(&[&["llm", "--base-url", &url, "--random-input-len", "8"], args].concat())
}

fn number(value: &Value, path: &str) -> f64 {
    let found = value.pointer(path).and_then(Value::as_f64);
    assert!(found.is_some(), "no number at {path} of {value}");
    found.unwrap_or_default()
}
