//! Answers in the forms of the OpenAI API, as vLLM writes them.

use serde_json::{Value, json};

use super::super::driver::Token;
use super::super::sequence::Finish;
use super::body::Telling;
use super::request::{Asked, Form};

/// Who answers, and when.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Names the answer; without the prefix of its form.
    pub id: String,
    /// Seconds since 1970, of the cluster's clock.
    pub created: i64,
    /// Whether token counts say how many were found in the prefix cache.
    pub tells_cached: bool,
}

/// Token counts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    prompt: u64,
    answer: u64,
    cached: u64,
}

impl Count {
    /// With the prompt's tokens.
    pub fn new(asked: &Asked) -> Self {
        Self { prompt: asked.prompt_tokens() as u64, ..Self::default() }
    }

    /// Counts a token.
    pub fn add(&mut self, token: Token) {
        self.answer += 1;
        if token.index == 0 {
            self.cached += u64::from(token.cached.0);
        }
    }

    /// Counts an answer by its last token.
    pub fn add_whole(&mut self, last: Token) {
        self.answer += u64::from(last.index) + 1;
        self.cached += u64::from(last.cached.0);
    }

    fn to_value(self, origin: &Origin) -> Value {
        let mut usage = json!({
            "prompt_tokens": self.prompt, "total_tokens": self.prompt + self.answer, "completion_tokens": self.answer,
        });
        usage["prompt_tokens_details"] = match origin.tells_cached {
            true => json!({"cached_tokens": self.cached}),
            false => Value::Null,
        };
        usage
    }
}

fn id(form: Form, origin: &Origin) -> String {
    let prefix = if form == Form::Chat { "chatcmpl" } else { "cmpl" };
    format!("{prefix}-{}", origin.id)
}

/// The whole answer. `last` has each choice's last token.
pub fn whole(asked: &Asked, origin: &Origin, last: &[Token]) -> Value {
    let mut count = Count::new(asked);
    last.iter().for_each(|token| count.add_whole(*token));
    let chat = asked.form == Form::Chat;
    let choice = |(index, answer): (usize, &super::answer::Answer)| {
        let (text, finish) = (answer.whole(), answer.finish().name());
        match chat {
            true => json!({
                "index": index, "message": {"role": "assistant", "content": text, "tool_calls": []},
                "logprobs": null, "finish_reason": finish, "stop_reason": answer.stopped_by(),
            }),
            false => json!({
                "index": index, "text": text, "logprobs": null, "finish_reason": finish,
                "stop_reason": answer.stopped_by(), "prompt_logprobs": null,
            }),
        }
    };
    json!({
        "id": id(asked.form, origin),
        "object": if chat { "chat.completion" } else { "text_completion" },
        "created": origin.created,
        "model": asked.model,
        "choices": asked.answers.iter().enumerate().map(choice).collect::<Vec<_>>(),
        "usage": count.to_value(origin),
    })
}

/// A stream of events.
pub struct Events {
    asked: Asked,
    origin: Origin,
    /// The same in each event.
    head: String,
    count: Count,
}

impl Events {
    /// Of this request.
    pub fn new(asked: Asked, origin: Origin) -> Self {
        let object = if asked.form == Form::Chat { "chat.completion.chunk" } else { "text_completion" };
        let head = format!(
            r#"data: {{"id":"{}","object":"{object}","created":{},"model":{},"choices":["#,
            id(asked.form, &origin),
            origin.created,
            Value::from(asked.model.as_str())
        );
        let count = Count::new(&asked);
        Self { asked, origin, head, count }
    }

    fn event(&self, choice: &str, usage: bool) -> String {
        let usage = match usage {
            true => format!(r#","usage":{}"#, self.count.to_value(&self.origin)),
            false => String::new(),
        };
        format!("{}{choice}]{usage}}}\n\n", self.head)
    }
}

impl Telling for Events {
    fn opening(&mut self) -> String {
        if self.asked.form != Form::Chat {
            return String::new();
        }
        let role = |index| {
            let choice = format!(
                r#"{{"index":{index},"delta":{{"role":"assistant","content":""}},"logprobs":null,"finish_reason":null}}"#
            );
            self.event(&choice, self.asked.usage_each)
        };
        (0..self.asked.answers.len()).map(role).collect()
    }

    fn token(&mut self, token: Token) -> String {
        self.count.add(token);
        let Some(answer) = self.asked.answers.get(token.choice) else { return String::new() };
        let text = Value::from(answer.text(token.index));
        let (finish, stop) = match token.finish.map(Finish::name) {
            Some(finish) => (Value::from(finish), Value::from(answer.stopped_by())),
            None => (Value::Null, Value::Null),
        };
        let index = token.choice;
        let choice = match self.asked.form {
            Form::Chat if token.finish.is_none() => {
                format!(
                    r#"{{"index":{index},"delta":{{"content":{text}}},"logprobs":null,"finish_reason":null}}"#
                )
            }
            Form::Chat => format!(
                r#"{{"index":{index},"delta":{{"content":{text}}},"logprobs":null,"finish_reason":{finish},"stop_reason":{stop}}}"#
            ),
            Form::Completion | Form::Generate => format!(
                r#"{{"index":{index},"text":{text},"logprobs":null,"finish_reason":{finish},"stop_reason":{stop}}}"#
            ),
        };
        self.event(&choice, self.asked.usage_each)
    }

    fn closing(&mut self) -> String {
        let usage = if self.asked.usage { self.event("", true) } else { String::new() };
        usage + "data: [DONE]\n\n"
    }
}
