//! What a model server says no with, as vLLM words it.

use http::StatusCode;
use serde_json::{Value, json};

use crate::engines::{Engine, Version};

/// Since this version, vLLM wraps its errors as OpenAI does.
const WRAPPED_SINCE: Version = Version(0, 10, 1);

/// A request that is not served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP code.
    pub code: StatusCode,
    /// As `BadRequestError`.
    pub kind: &'static str,
    /// A sentence.
    pub message: String,
}

impl Refusal {
    /// 400.
    pub fn bad(message: impl Into<String>) -> Self {
        Self { code: StatusCode::BAD_REQUEST, kind: "BadRequestError", message: message.into() }
    }

    /// 400, as pydantic reports a value of a body.
    pub fn value(message: &str) -> Self {
        Self::bad(format!("[{{'type': 'value_error', 'loc': ('body',), 'msg': 'Value error, {message}'}}]"))
    }

    /// 400, as pydantic reports a field that is not there.
    pub fn missing(field: &str) -> Self {
        Self::bad(format!("[{{'type': 'missing', 'loc': ('body', '{field}'), 'msg': 'Field required'}}]"))
    }

    /// 400, as pydantic reports a field of the wrong type: `integer`, `Input should be a valid integer`.
    pub fn mistyped(field: &str, kind: &str) -> Self {
        let (name, article) = (kind.split(' ').next().unwrap_or(kind), "a valid");
        Self::bad(format!(
            "[{{'type': '{name}_type', 'loc': ('body', '{field}'), 'msg': 'Input should be {article} {kind}'}}]"
        ))
    }

    /// 400 for a body that is no JSON.
    pub fn no_json(error: &serde_json::Error) -> Self {
        Self::bad(format!(
            "[{{'type': 'json_invalid', 'loc': ('body', {}), 'msg': 'JSON decode error', 'ctx': {{'error': '{}'}}}}]",
            error.column(),
            error.to_string().split(" at line").next().unwrap_or_default()
        ))
    }

    /// 404 for a model of another name.
    pub fn no_model(name: &str) -> Self {
        let message = format!("The model `{name}` does not exist.");
        Self { code: StatusCode::NOT_FOUND, kind: "NotFoundError", message }
    }

    /// 400 for what does not fit into the context.
    pub fn too_long(context: u32, prompt: u32, answer: Option<u32>) -> Self {
        let asked = match answer {
            Some(answer) => format!(
                "However, you requested {} tokens ({prompt} in the messages, {answer} in the completion). Please reduce the length of the messages or completion.",
                u64::from(prompt) + u64::from(answer)
            ),
            None => format!(
                "However, you requested {prompt} tokens in the messages, Please reduce the length of the messages."
            ),
        };
        Self::bad(format!("This model's maximum context length is {context} tokens. {asked}"))
    }

    /// 503 before the model is loaded.
    pub fn loading() -> Self {
        Self {
            code: StatusCode::SERVICE_UNAVAILABLE,
            kind: "ServiceUnavailableError",
            message: "The model is not loaded yet.".into(),
        }
    }

    /// The body.
    pub fn to_value(&self, engine: Engine, version: Version) -> Value {
        let code = self.code.as_u16();
        let (message, kind) = (&self.message, self.kind);
        match engine == Engine::Vllm && version >= WRAPPED_SINCE {
            true => json!({"error": {"message": message, "type": kind, "param": null, "code": code}}),
            false => {
                json!({"object": "error", "message": message, "type": kind, "param": null, "code": code})
            }
        }
    }
}
