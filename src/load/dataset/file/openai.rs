//! Bodies of chat requests, one a line, as SGLang's `openai`: `{"messages": […], "max_tokens": 128, "temperature": 0.7, …}`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::entries::each;
use super::rows::{Reading, Row, needed, ordered};
use crate::load::dataset::prompt::{Content, Fields, Message};

/// How many tokens an answer has if neither the line nor the command line says it; as in SGLang.
const OUTPUT: u32 = 256;
/// What the load decides, not the file.
const DECIDED: [&str; 5] = ["model", "stream", "stream_options", "n", "best_of"];
/// Under which names a body may say how long its answer may be.
const LENGTH: [&str; 2] = ["max_completion_tokens", "max_tokens"];

/// Reads the requests.
///
/// # Errors
/// What is wrong, by line.
pub fn read(text: &str, reading: &Reading<'_>) -> Result<Vec<Row>, String> {
    let mut bodies = Vec::new();
    each(text, |mut body: BTreeMap<String, &RawValue>| {
        body.retain(|name, _| !DECIDED.contains(&name.as_str()));
        let messages = messages(body.remove("messages").ok_or("missing field `messages`")?)?;
        let mut length = None;
        for name in LENGTH {
            if let Some(value) = body.remove(name) {
                length = length.or(field::<Option<u32>>(name, value)?);
            }
        }
        let fields = body.into_iter().map(|(name, value)| (name.into(), value.get().into()));
        let fields: Fields = fields.collect();
        let fields = (!fields.is_empty()).then_some(fields);
        bodies.push((messages, length, fields));
        Ok(())
    })?;
    let rows =
        ordered(bodies, reading).into_iter().take(needed(reading)).map(|(messages, length, fields)| Row {
            tokens: messages.iter().map(|message| reading.counter.count(&message.text())).sum(),
            content: Content::Messages(messages),
            output: Some(reading.output.or(length).unwrap_or(OUTPUT)),
            fields,
        });
    Ok(rows.collect())
}

/// Reads messages: at least one, each with a role.
///
/// # Errors
/// Which is wrong, and why.
pub fn messages(json: &RawValue) -> Result<Vec<Message>, String> {
    let messages: Vec<&RawValue> = field("messages", json)?;
    if messages.is_empty() {
        return Err("its `messages` are empty".to_owned());
    }
    let read = messages.iter().enumerate().map(|(place, message)| {
        Message::read(message).map_err(|error| format!("message {}: {}", place + 1, reason(&error)))
    });
    read.collect()
}

/// Reads one field of an entry.
fn field<'t, T: Deserialize<'t>>(name: &str, json: &'t RawValue) -> Result<T, String> {
    serde_json::from_str(json.get()).map_err(|error| format!("`{name}`: {}", reason(&error)))
}

/// What serde_json says without its place: that is one within the field.
fn reason(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.split(" at line ").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::rows::Bounds;
    use super::*;
    use crate::load::dataset::tokens::Counter;

    fn rows(text: &str) -> Result<Vec<Row>, String> {
        let counter = Counter::Estimate;
        read(
            text,
            &Reading { counter: &counter, output: None, shuffle: None, most: None, bounds: Bounds::VLLM },
        )
    }

    #[test]
    fn a_body_is_sent_as_it_stands() {
        let text = r#"{"model": "m", "messages": [{"role": "system", "content": "be brief"}, {"role": "user", "content": "hi"}], "max_tokens": 12, "tools": [{"type": "function"}], "temperature": 0.70, "stream": false}
{"messages": [{"role": "user", "content": "hi"}]}"#;
        let rows = rows(text).unwrap();
        assert_eq!((rows[0].tokens, rows[0].output, rows[1].output), (3, Some(12), Some(256)));
        let fields: Vec<_> = rows[0].fields.iter().flat_map(|fields| fields.iter()).collect();
        let field = |name: &str, value: &str| (Box::from(name), Box::from(value));
        assert_eq!(fields, [&field("temperature", "0.70"), &field("tools", r#"[{"type": "function"}]"#)]);
        assert_eq!(rows[1].fields, None);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let told = |text: &str| rows(text).unwrap_err();
        assert_eq!(told("{}"), "line 1: missing field `messages`");
        assert_eq!(told("{\"messages\": []}"), "line 1: its `messages` are empty");
        assert_eq!(told("{\"messages\": [{\"content\": \"a\"}]}"), "line 1: message 1: missing field `role`");
        assert!(
            told("{\"messages\": [{\"role\": \"user\"}], \"max_tokens\": -1}")
                .starts_with("line 1: `max_tokens`: invalid value")
        );
    }
}
