//! The body of a request.

use serde::Serialize;

use super::{Api, Level, Llm};
use crate::load::dataset::{Content, Message, Prompt};

/// Writes the body of the request at this place of the run, for this prompt. An object has a name only once: what a file says of one request goes
/// before what `--extra-body` says of all, and that before all else.
pub fn write(llm: &Llm, prompt: &Prompt, number: u64, level: Level) -> Vec<u8> {
    let own = prompt.fields.as_deref().unwrap_or_default();
    let in_file = |name: &str| own.iter().any(|(own, _)| **own == *name);
    let said = |name: &str| in_file(name) || llm.extra.iter().any(|(extra, _)| extra == name);
    let adapter = llm.adapters.as_ref().map(|adapters| adapters.name(number));
    let mut body = Object::open(Vec::with_capacity(512 + length(&prompt.content)));
    let named = match llm.api {
        Api::Generate => llm.model.as_deref(),
        Api::Chat | Api::Completions => adapter.or(llm.model.as_deref()),
    };
    if let Some(model) = named.filter(|_| !said("model")) {
        body.field("model", model);
    }
    match llm.api {
        Api::Chat => chat(&mut body, &prompt.content),
        Api::Completions => text(&mut body, &prompt.content, "prompt", "prompt"),
        Api::Generate => text(&mut body, &prompt.content, "text", "input_ids"),
    }
    body.field("stream", &llm.stream);
    let sampling = llm.sampling.iter().filter(|(name, _)| !said(name));
    let sampling = sampling.map(|(name, value)| (name.as_str(), value.as_str()));
    let own = own.iter().map(|(name, value)| (&**name, &**value));
    let extra = llm.extra.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    match llm.api {
        Api::Chat | Api::Completions => {
            let limited = said("max_tokens") || said("max_completion_tokens");
            if let Some(most) = prompt.output_tokens.filter(|_| !limited) {
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
            body.raws(sampling.chain(own).chain(extra.filter(|(name, _)| !in_file(name))));
        }
        Api::Generate => {
            if let Some(adapter) = adapter {
                body.field("lora_path", adapter);
            }
            body.raws(extra);
            body.key("sampling_params");
            let mut inner = Object::open(body.out);
            if let Some(most) = prompt.output_tokens {
                inner.field("max_new_tokens", &most);
            }
            inner.raws(sampling.chain(own));
            body = Object { out: inner.close(), empty: false };
        }
    }
    body.close()
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

    fn raws<'a>(&mut self, fields: impl Iterator<Item = (&'a str, &'a str)>) {
        fields.for_each(|(name, json)| self.raw(name, json));
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
    use crate::load::llm::{Adapters, Choice, Limits, Options};

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
            adapters: None,
            request_ids: None,
            first: 0,
            detail: crate::load::llm::log::Detail::None,
        }
    }

    fn written(api: Api, stream: bool, content: Content, level: Level) -> Value {
        let mut prompt = Prompt::new(content, Some(7), None);
        prompt.fields = Some([("min_tokens".into(), "7".into())].into());
        serde_json::from_slice(&write(&llm(api, stream), &prompt, 0, level)).unwrap()
    }

    #[test]
    fn a_name_stands_once_and_the_file_goes_first() {
        let mut llm = llm(Api::Chat, false);
        llm.extra = [("temperature", "1"), ("max_tokens", "9"), ("min_tokens", "8"), ("seed", "2")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec();
        let mut prompt = Prompt::new(Content::Text("a".to_owned()), Some(7), None);
        prompt.fields = Some([("min_tokens".into(), "7".into())].into());
        let text = String::from_utf8(write(&llm, &prompt, 0, Level::None)).unwrap();
        for (name, value) in [("temperature", "1"), ("max_tokens", "9"), ("min_tokens", "7"), ("seed", "2")] {
            assert_eq!(text.matches(&format!("\"{name}\":")).count(), 1, "{text}");
            assert!(text.contains(&format!("\"{name}\":{value}")), "{text}");
        }
    }

    #[test]
    fn an_adapter_is_a_model_to_openai_and_a_path_to_sglang() {
        let names = ["a".to_owned(), "b".to_owned()].to_vec();
        let prompt = Prompt::new(Content::Text("a".to_owned()), None, None);
        let asked = |api: Api, number: u64| {
            let adapters = Some(Adapters { names: names.clone(), choice: Choice::InTurn, seed: 0 });
            let llm = Llm { adapters, ..llm(api, false) };
            serde_json::from_slice::<Value>(&write(&llm, &prompt, number, Level::None)).unwrap()
        };
        assert_eq!(asked(Api::Chat, 1)["model"], "b");
        assert_eq!(asked(Api::Completions, 2)["model"], "a");
        let generate = asked(Api::Generate, 3);
        assert_eq!((&generate["model"], &generate["lora_path"]), (&json!("q"), &json!("b")));
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
