//! The body of a request.

use serde::Serialize;

use super::{Api, Level, Llm};
use crate::load::dataset::{Content, Message, Prompt};

/// Writes the body of a request for this prompt.
pub fn write(llm: &Llm, prompt: &Prompt, level: Level) -> Vec<u8> {
    let mut body = Object::open(Vec::with_capacity(512 + length(&prompt.content)));
    if let Some(model) = &llm.model {
        body.field("model", model);
    }
    match llm.api {
        Api::Chat => chat(&mut body, &prompt.content),
        Api::Completions => text(&mut body, &prompt.content, "prompt", "prompt"),
        Api::Generate => text(&mut body, &prompt.content, "text", "input_ids"),
    }
    body.field("stream", &llm.stream);
    for (name, value) in &llm.extra {
        body.raw(name, value);
    }
    match llm.api {
        Api::Chat | Api::Completions => {
            if let Some(most) = prompt.output_tokens {
                body.field("max_tokens", &most);
            }
            if llm.stream {
                match level {
                    Level::None => {}
                    Level::Usage => body.raw("stream_options", r#"{"include_usage":true}"#),
                    Level::Continuous => {
                        body.raw("stream_options", r#"{"include_usage":true,"continuous_usage_stats":true}"#);
                    }
                }
            }
            fields(&mut body, llm, prompt);
        }
        Api::Generate => {
            body.key("sampling_params");
            let mut sampling = Object::open(body.out);
            if let Some(most) = prompt.output_tokens {
                sampling.field("max_new_tokens", &most);
            }
            fields(&mut sampling, llm, prompt);
            body = Object { out: sampling.close(), empty: false };
        }
    }
    body.close()
}

fn fields(body: &mut Object, llm: &Llm, prompt: &Prompt) {
    let own = prompt.fields.as_deref().unwrap_or_default();
    for (name, value) in &llm.sampling {
        // What a file says of one request goes before what is said of all: an object has a name only once.
        if !own.iter().any(|(own, _)| **own == **name) {
            body.raw(name, value);
        }
    }
    for (name, value) in own {
        body.raw(name, value);
    }
}

fn chat(body: &mut Object, content: &Content) {
    let message = |text: &str| [Message::new("user", text)];
    match content {
        Content::Messages(messages) => body.field("messages", messages),
        Content::Text(text) => body.field("messages", &message(text)),
        Content::Batch(texts) => body.field("messages", &message(&texts.join("\n"))),
        // A chat API takes no tokens: their numbers stand for words.
        Content::Tokens(tokens) => {
            let words: Vec<String> = tokens.iter().map(u32::to_string).collect();
            body.field("messages", &message(&words.join(" ")));
        }
    }
}

fn text(body: &mut Object, content: &Content, name: &str, tokens_name: &str) {
    match content {
        Content::Text(text) => body.field(name, text),
        Content::Batch(texts) => body.field(name, texts),
        Content::Tokens(tokens) => body.field(tokens_name, tokens),
        Content::Messages(messages) => {
            let texts: Vec<String> = messages.iter().map(Message::text).collect();
            body.field(name, &texts.join("\n"));
        }
    }
}

fn length(content: &Content) -> usize {
    match content {
        Content::Text(text) => text.len(),
        Content::Batch(texts) => texts.iter().map(String::len).sum(),
        Content::Tokens(tokens) => 7 * tokens.len(),
        Content::Messages(messages) => 64 * messages.len(),
    }
}

/// A JSON object that is being written.
struct Object {
    out: Vec<u8>,
    empty: bool,
}

impl Object {
    fn open(mut out: Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, empty: true }
    }

    fn key(&mut self, name: &str) {
        if !std::mem::replace(&mut self.empty, false) {
            self.out.push(b',');
        }
        // Writing to memory cannot fail, and all that is written here is JSON.
        let _ = serde_json::to_writer(&mut self.out, name);
        self.out.push(b':');
    }

    fn field(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        self.key(name);
        let _ = serde_json::to_writer(&mut self.out, value);
    }

    fn raw(&mut self, name: &str, json: &str) {
        self.key(name);
        self.out.extend_from_slice(json.as_bytes());
    }

    fn close(mut self) -> Vec<u8> {
        self.out.push(b'}');
        self.out
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::*;
    use crate::load::dataset::{Dataset, Synthetic};
    use crate::load::llm::{Limits, Options};

    fn llm(api: Api, stream: bool) -> Llm {
        Llm {
            api,
            model: Some("q".to_owned()),
            stream,
            sampling: vec![("temperature".to_owned(), "0".to_owned())],
            extra: Vec::new(),
            options: Options::new(Level::Continuous),
            dataset: Arc::new(Dataset::Synthetic(Synthetic::default())),
            affinity: None,
            limits: Limits::default(),
            first: 0,
        }
    }

    fn written(api: Api, stream: bool, content: Content, level: Level) -> Value {
        let mut prompt = Prompt::new(content, Some(7), None);
        prompt.fields = Some([("min_tokens".into(), "7".into())].into());
        serde_json::from_slice(&write(&llm(api, stream), &prompt, level)).unwrap()
    }

    #[test]
    fn each_api_is_asked_in_its_own_form() {
        let text = || Content::Text("say \"a\"".to_owned());
        assert_eq!(
            written(Api::Chat, true, text(), Level::Continuous),
            json!({"model": "q", "messages": [{"role": "user", "content": "say \"a\""}], "stream": true, "max_tokens": 7,
                "stream_options": {"include_usage": true, "continuous_usage_stats": true}, "temperature": 0, "min_tokens": 7})
        );
        assert_eq!(
            written(Api::Completions, true, Content::Tokens(vec![1, 2]), Level::Usage),
            json!({"model": "q", "prompt": [1, 2], "stream": true, "max_tokens": 7,
                "stream_options": {"include_usage": true}, "temperature": 0, "min_tokens": 7})
        );
        assert_eq!(
            written(Api::Generate, false, text(), Level::Continuous),
            json!({"model": "q", "text": "say \"a\"", "stream": false,
                "sampling_params": {"max_new_tokens": 7, "temperature": 0, "min_tokens": 7}})
        );
        assert_eq!(
            written(Api::Completions, false, text(), Level::Continuous)["stream_options"],
            Value::Null
        );
        let messages = vec![Message::new("system", "s"), Message::new("user", "u")];
        assert_eq!(
            written(Api::Completions, true, Content::Messages(messages), Level::None)["prompt"],
            "s\nu"
        );
    }
}
