//! What each request says beside its prompt.

use serde_json::{Map, Value};

use super::place::Style;
use crate::cli::llm::Llm as Args;
use crate::error::{Error, Result};
use crate::load::llm::Api;

/// Fields by name, with their values as JSON.
type Fields = Vec<(String, String)>;

/// The sampling parameters, and what `--extra-body` adds.
///
/// # Errors
/// A usage error that names the flag.
pub fn fields(args: &Args, style: Style, made_up: bool) -> Result<(Fields, Fields)> {
    let mut sampling = Fields::new();
    for (flag, field, value) in [
        ("--temperature", "temperature", &args.temperature),
        ("--top-p", "top_p", &args.top_p),
        ("--top-k", "top_k", &args.top_k),
        ("--min-p", "min_p", &args.min_p),
        ("--frequency-penalty", "frequency_penalty", &args.frequency_penalty),
        ("--presence-penalty", "presence_penalty", &args.presence_penalty),
        ("--repetition-penalty", "repetition_penalty", &args.repetition_penalty),
    ] {
        if let Some(text) = value {
            sampling.push((field.to_owned(), number(flag, text)?));
        }
    }
    if args.use_beam_search {
        sampling.push(("use_beam_search".to_owned(), "true".to_owned()));
    }
    if let Some(text) = &args.logprobs {
        let count = number("--logprobs", text)?;
        match style.api {
            Api::Completions => sampling.push(("logprobs".to_owned(), count)),
            Api::Chat => sampling
                .extend([("logprobs".to_owned(), "true".to_owned()), ("top_logprobs".to_owned(), count)]),
            Api::Generate => {
                return Err(Error::usage("`--logprobs` is for OpenAI's API")
                    .hint(r#"SGLang's /generate takes `--extra-body '{"return_logprob": true}'`"#));
            }
        }
    }
    // Made-up prompts mean nothing: only answers of the asked length can be compared.
    if args.ignore_eos || ((made_up || style.of_sglang) && !args.disable_ignore_eos) {
        sampling.push(("ignore_eos".to_owned(), "true".to_owned()));
    }
    let mut extra = extra(args.extra_body.as_deref())?;
    if let Some(text) = &args.chat_template_kwargs {
        extra.push(("chat_template_kwargs".to_owned(), template(text, style)?));
    }
    Ok((sampling, extra))
}

/// What the server's chat template is given: no template is applied on this side.
fn template(text: &str, style: Style) -> Result<String> {
    let example =
        r#"neap bench llm --backend openai-chat --chat-template-kwargs '{"enable_thinking": false}'"#;
    let read = serde_json::from_str::<Map<String, Value>>(text).map_err(|error| {
        Error::flag("--chat-template-kwargs", text, format!("a JSON object is expected: {error}"), example)
    })?;
    match style.api {
        Api::Chat => Ok(Value::Object(read).to_string()),
        Api::Completions | Api::Generate => Err(Error::usage(
            "`--chat-template-kwargs` is for the chat API: no template is applied on this side",
        )
        .hint(example)),
    }
}

fn number(flag: &str, text: &str) -> Result<String> {
    let read = serde_json::from_str::<serde_json::Number>(text.trim());
    read.map(|number| number.to_string()).map_err(|_| {
        Error::flag(
            flag,
            text,
            "a number is expected",
            format_args!("neap bench llm {flag} 1 --base-url http://127.0.0.1:8000"),
        )
    })
}

fn extra(text: Option<&str>) -> Result<Fields> {
    let Some(text) = text else { return Ok(Fields::new()) };
    let read = serde_json::from_str::<Map<String, Value>>(text).map_err(|error| {
        let example = r#"neap bench llm --extra-body '{"chat_template_kwargs": {"enable_thinking": false}}'"#;
        Error::flag("--extra-body", text, format!("a JSON object is expected: {error}"), example)
    })?;
    for name in ["stream", "stream_options", "messages", "prompt"] {
        if read.contains_key(name) {
            return Err(Error::usage(format!("`--extra-body` cannot set `{name}`: the load does"))
                .hint("`--disable-stream` is for answers that are not streamed"));
        }
    }
    Ok(read.into_iter().map(|(name, value)| (name, value.to_string())).collect())
}
