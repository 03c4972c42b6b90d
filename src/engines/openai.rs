//! The OpenAI API as vLLM, SGLang and their kin serve it: what an answer, or an event of a streamed one, says.

use serde_json::{Value, json};

/// What one event of a stream, or a whole answer, adds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delta {
    /// Text of the answer.
    pub text: String,
    /// What the model thought before it answered.
    pub reasoning: String,
    /// Why it stopped.
    pub finish: Option<String>,
    /// Tokens in and out, where they are told.
    pub usage: Option<Usage>,
    /// What the engine says went wrong.
    pub error: Option<String>,
}

/// Tokens, as the engine counted them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Of the prompt.
    pub prompt: u64,
    /// Of the answer.
    pub completion: u64,
    /// Of the prompt, those that were in the cache.
    pub cached: Option<u64>,
}

impl Delta {
    /// Reads an event or an answer of chat or completions; what it does not know, it leaves out.
    pub fn read(value: &Value) -> Self {
        let choice = value.pointer("/choices/0");
        let message = choice.and_then(|choice| choice.get("delta").or_else(|| choice.get("message")));
        let text = |field: &str| {
            let text = message.and_then(|message| message.get(field)).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        let plain = choice.and_then(|choice| choice.get("text")).and_then(Value::as_str);
        let reasoning =
            ["reasoning_content", "reasoning"].into_iter().map(text).find(|text| !text.is_empty());
        Self {
            text: plain.map_or_else(|| text("content"), str::to_owned),
            reasoning: reasoning.unwrap_or_default(),
            finish: choice.and_then(|it| it.get("finish_reason")).and_then(Value::as_str).map(str::to_owned),
            usage: usage(value),
            error: error(value),
        }
    }

    /// Whether a token came with it.
    pub fn has_token(&self) -> bool {
        !self.text.is_empty() || !self.reasoning.is_empty()
    }
}

fn usage(value: &Value) -> Option<Usage> {
    let usage = value.get("usage").filter(|usage| usage.is_object())?;
    let count = |field: &str| usage.get(field).and_then(Value::as_u64);
    Some(Usage {
        prompt: count("prompt_tokens").unwrap_or(0),
        completion: count("completion_tokens").unwrap_or(0),
        cached: usage.pointer("/prompt_tokens_details/cached_tokens").and_then(Value::as_u64),
    })
}

/// What an engine says went wrong: `{"error": {"message": …}}`, `{"object": "error", "message": …}`, `{"detail": …}`.
pub fn error(value: &Value) -> Option<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let named = value.get("error").filter(|error| !error.is_null());
    if let Some(error) = named {
        return error
            .get("message")
            .and_then(text)
            .or_else(|| text(error))
            .or_else(|| Some(error.to_string()));
    }
    if value.get("object").and_then(Value::as_str) == Some("error") {
        return value.get("message").and_then(text);
    }
    let detail = value.get("detail")?;
    text(detail).or_else(|| detail.pointer("/0/msg").and_then(text)).or_else(|| Some(detail.to_string()))
}

/// The names of the models that `GET /v1/models` lists.
pub fn models(value: &Value) -> Vec<String> {
    let data = value.get("data").and_then(Value::as_array).into_iter().flatten();
    data.filter_map(|model| model.get("id")?.as_str().map(str::to_owned)).collect()
}

/// A short question for a path of the API; `None` for a path that takes no body.
pub fn question(path: &str, model: Option<&str>) -> Option<Value> {
    const PROMPT: &str = "Say hello in one short sentence.";
    const MOST_TOKENS: u32 = 64;
    let mut body = match path.split('?').next().unwrap_or(path).trim_end_matches('/') {
        path if path.ends_with("/chat/completions") => {
            json!({"messages": [{"role": "user", "content": PROMPT}]})
        }
        path if path.ends_with("/completions") => json!({"prompt": PROMPT}),
        _ => return None,
    };
    body["max_tokens"] = json!(MOST_TOKENS);
    if let Some(model) = model {
        body["model"] = json!(model);
    }
    Some(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_read() {
        let chat = Delta::read(&json!({"choices": [{"delta": {"content": "Hi"}, "finish_reason": null}]}));
        assert_eq!((chat.text.as_str(), chat.has_token(), chat.finish), ("Hi", true, None));
        let role = Delta::read(&json!({"choices": [{"delta": {"role": "assistant", "content": ""}}]}));
        assert!(!role.has_token());
        let thought =
            Delta::read(&json!({"choices": [{"delta": {"reasoning_content": "hm", "content": null}}]}));
        assert_eq!((thought.reasoning.as_str(), thought.has_token()), ("hm", true));
        let plain = Delta::read(
            &json!({"choices": [{"text": "a", "finish_reason": "stop"}], "usage": {"prompt_tokens": 3, "completion_tokens": 1}}),
        );
        assert_eq!((plain.text.as_str(), plain.finish.as_deref()), ("a", Some("stop")));
        assert_eq!(plain.usage, Some(Usage { prompt: 3, completion: 1, cached: None }));
        let last = Delta::read(
            &json!({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": 8}}}),
        );
        assert_eq!(last.usage.unwrap().cached, Some(8));
        assert_eq!(Delta::read(&Value::Null), Delta::default());
    }

    #[test]
    fn each_form_of_an_error_is_read() {
        for (value, text) in [
            (json!({"error": {"message": "no such model", "code": 404}}), "no such model"),
            (json!({"error": "busy"}), "busy"),
            (json!({"object": "error", "message": "too long"}), "too long"),
            (json!({"detail": [{"msg": "field required"}]}), "field required"),
            (json!({"detail": "Not Found"}), "Not Found"),
        ] {
            assert_eq!(error(&value).as_deref(), Some(text));
        }
        assert_eq!(error(&json!({"error": null, "choices": []})), None);
    }

    #[test]
    fn a_question_fits_its_path() {
        assert_eq!(question("/v1/chat/completions", Some("q")).unwrap()["model"], "q");
        assert!(question("/v1/completions", None).unwrap().get("prompt").is_some());
        assert!(question("/openai/v1/completions?x=1", None).is_some());
        assert_eq!(question("/v1/models", None), None);
        assert_eq!(question("/health", None), None);
        assert_eq!(models(&json!({"data": [{"id": "a"}, {"x": 1}]})), ["a"]);
    }
}
