//! Answers of SGLang's own `/generate`.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::driver::Token;
use super::super::sequence::Finish;
use super::body::Telling;
use super::request::Asked;

/// One answer so far.
fn so_far(asked: &Asked, id: &str, last: Token, tokens: u32, since: Duration) -> Value {
    let answer = &asked.answers[last.choice];
    let prompt = asked.prompts.get(last.choice / asked.n).map_or(0, |prompt| prompt.len());
    let finish = match last.finish {
        Some(Finish::Length) => json!({"type": "length", "length": tokens}),
        Some(_) => json!({"type": "stop", "matched": answer.stopped_by()}),
        None => Value::Null,
    };
    let mut meta = json!({
        "id": id, "finish_reason": finish, "prompt_tokens": prompt, "completion_tokens": tokens,
        "cached_tokens": last.cached.0,
    });
    if last.finish.is_some() {
        meta["e2e_latency"] = json!((last.at - since).as_secs_f64());
    }
    json!({"text": answer.beginning(tokens), "meta_info": meta})
}

/// The whole answer: an object, or a list if several were asked for. `last` has each answer's last token.
pub fn whole(asked: &Asked, id: &str, last: &[Token], since: Duration) -> Value {
    let mut all: Vec<Value> =
        last.iter().map(|token| so_far(asked, id, *token, token.index + 1, since)).collect();
    match all.len() {
        1 => all.remove(0),
        _ => Value::Array(all),
    }
}

/// A stream of events, each with all of the text so far.
pub struct Events {
    /// What was asked.
    pub asked: Asked,
    /// Names the answer.
    pub id: String,
    /// Since the engine began, when the request came.
    pub since: Duration,
}

impl Telling for Events {
    fn opening(&mut self) -> String {
        String::new()
    }

    fn token(&mut self, token: Token) -> String {
        let mut event = so_far(&self.asked, &self.id, token, token.index + 1, self.since);
        if self.asked.answers.len() > 1 {
            event["index"] = token.choice.into();
        }
        format!("data: {event}\n\n")
    }

    fn closing(&mut self) -> String {
        "data: [DONE]\n\n".into()
    }
}
