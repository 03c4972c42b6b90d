//! What a client asks for: the body of a request, read and checked.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::super::sequence::{Finish, Request};
use super::super::settings::Settings;
use super::super::words;
use super::answer::Answer;
use super::refusal::Refusal;
use crate::engines::Engine;

/// In which form a client asks and is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `/v1/chat/completions`.
    Chat,
    /// `/v1/completions`.
    Completion,
    /// SGLang's `/generate`.
    Generate,
}

/// What a client asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The form.
    pub form: Form,
    /// The name of the model, for the answer.
    pub model: String,
    /// The prompts' tokens.
    pub prompts: Vec<Arc<[u32]>>,
    /// What the model will say: for each prompt as many as were asked for.
    pub answers: Vec<Answer>,
    /// Answers for each prompt.
    pub n: usize,
    /// Whether tokens are sent as they come.
    pub stream: bool,
    /// Whether a stream ends with token counts.
    pub usage: bool,
    /// Whether each event of a stream has token counts.
    pub usage_each: bool,
}

/// Answers for one prompt are at most this many.
const MOST_ANSWERS: u64 = 128;

impl Asked {
    /// Reads a body.
    ///
    /// # Errors
    /// What is wrong with it, in the engine's words.
    pub fn read(form: Form, body: &[u8], settings: &Settings) -> Result<Self, Refusal> {
        let value: Value = serde_json::from_slice(body).map_err(|error| Refusal::no_json(&error))?;
        let Value::Object(body) = value else { return Err(Refusal::mistyped("", "dictionary")) };
        let stream = flag(&body, "stream")?;
        let options = body.get("stream_options").filter(|options| !options.is_null());
        if options.is_some() && !stream {
            return Err(Refusal::value("Stream options can only be defined when `stream=True`."));
        }
        let option =
            |name: &str| options.and_then(|it| it.get(name)).and_then(Value::as_bool).unwrap_or(false);
        let model = model(&body, settings)?;
        let prompts = prompts(form, &body)?;
        let empty = Map::new();
        let sampling = match form {
            Form::Generate => body.get("sampling_params").and_then(Value::as_object).unwrap_or(&empty),
            Form::Chat | Form::Completion => &body,
        };
        let n = number(sampling, "n")?.unwrap_or(1);
        if !(1..=MOST_ANSWERS).contains(&n) {
            return Err(Refusal::bad(format!("n must be at least 1, got {n}.")));
        }
        let length = Length::read(form, sampling)?;
        let stops = stops(sampling)?;
        let seed = number(sampling, "seed").ok().flatten().unwrap_or(0);
        let mut answers = Vec::new();
        for prompt in &prompts {
            let most = length.most(prompt.len(), settings.max_model_len.0)?;
            for choice in 0..n {
                let seed = words::mix(seed ^ words::mix(choice)) ^ prompt_seed(prompt);
                answers.push(length.answer(seed, most, &stops));
            }
        }
        let n = usize::try_from(n).unwrap_or(1);
        let (usage, usage_each) = (option("include_usage"), option("continuous_usage_stats"));
        Ok(Self { form, model, prompts, answers, n, stream, usage, usage_each })
    }

    /// What the engine is asked: one sequence an answer.
    pub fn sequences(&self) -> Vec<Request> {
        let prompts = self.prompts.iter().flat_map(|prompt| std::iter::repeat_n(prompt, self.n));
        let sequence = |(prompt, answer): (&Arc<[u32]>, &Answer)| Request {
            prompt: Arc::clone(prompt),
            answer: answer.tokens(),
            finish: answer.finish(),
        };
        prompts.zip(&self.answers).map(sequence).collect()
    }

    /// Tokens of all prompts.
    pub fn prompt_tokens(&self) -> usize {
        self.prompts.iter().map(|prompt| prompt.len()).sum()
    }
}

fn prompt_seed(prompt: &[u32]) -> u64 {
    prompt.iter().fold(7, |seed, token| words::mix(seed ^ u64::from(*token)))
}

/// The name that the answer carries. A request without one is served; SGLang serves any.
fn model(body: &Map<String, Value>, settings: &Settings) -> Result<String, Refusal> {
    match body.get("model") {
        None | Some(Value::Null) => Ok(settings.name().to_owned()),
        Some(Value::String(name)) if settings.engine == Engine::Sglang || settings.names.contains(name) => {
            Ok(name.clone())
        }
        Some(Value::String(name)) if name.is_empty() => Ok(settings.name().to_owned()),
        Some(Value::String(name)) => Err(Refusal::no_model(name)),
        Some(_) => Err(Refusal::mistyped("model", "string")),
    }
}

fn prompts(form: Form, body: &Map<String, Value>) -> Result<Vec<Arc<[u32]>>, Refusal> {
    if form == Form::Chat {
        return Ok(vec![chat(body)?.into()]);
    }
    let names: &[&str] = if form == Form::Generate { &["text", "input_ids"] } else { &["prompt"] };
    let found = names.iter().find_map(|name| Some((*name, body.get(*name).filter(|it| !it.is_null())?)));
    let (name, prompt) = found.ok_or_else(|| Refusal::missing(names[0]))?;
    let wrong = || Refusal::mistyped(name, "string or list");
    let ids = |list: &[Value]| -> Option<Arc<[u32]>> {
        list.iter().map(|id| id.as_u64().and_then(|id| u32::try_from(id).ok())).collect()
    };
    let prompts: Vec<Arc<[u32]>> = match prompt {
        Value::String(text) => vec![words::tokens(text).into()],
        Value::Array(list) if list.first().is_some_and(Value::is_u64) => vec![ids(list).ok_or_else(wrong)?],
        Value::Array(list) => {
            let one = |prompt: &Value| match prompt {
                Value::String(text) => Some(words::tokens(text).into()),
                Value::Array(list) => ids(list),
                _ => None,
            };
            list.iter().map(one).collect::<Option<_>>().ok_or_else(wrong)?
        }
        _ => return Err(wrong()),
    };
    match prompts.is_empty() || prompts.iter().any(|prompt| prompt.is_empty()) {
        true => Err(Refusal::bad(format!("Either {name} or prompt_embeds must be provided and non-empty."))),
        false => Ok(prompts),
    }
}

/// The tokens of a chat; content is a text or a list of parts of which the texts count.
fn chat(body: &Map<String, Value>) -> Result<Vec<u32>, Refusal> {
    let Some(messages) = body.get("messages") else { return Err(Refusal::missing("messages")) };
    let Some(messages) = messages.as_array() else { return Err(Refusal::mistyped("messages", "list")) };
    let mut all = Vec::new();
    for message in messages {
        let role = message.get("role").and_then(Value::as_str).ok_or_else(|| Refusal::missing("messages"))?;
        let content = match message.get("content") {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(parts)) => {
                parts.iter().filter_map(|part| part.get("text")?.as_str()).collect::<Vec<_>>().join("\n")
            }
            None | Some(Value::Null) => String::new(),
            Some(_) => return Err(Refusal::mistyped("messages", "string")),
        };
        all.push((role, content));
    }
    Ok(words::chat_tokens(all.iter().map(|(role, content)| (*role, content.as_str()))))
}

/// How long answers may be.
struct Length {
    most: Option<u64>,
    least: u64,
    ignore_end: bool,
}

impl Length {
    fn read(form: Form, sampling: &Map<String, Value>) -> Result<Self, Refusal> {
        let (names, default): (&[&str], _) = match form {
            Form::Chat => (&["max_completion_tokens", "max_tokens"], None),
            Form::Completion => (&["max_tokens"], Some(16)),
            Form::Generate => (&["max_new_tokens"], Some(128)),
        };
        let mut most = None;
        for name in names {
            most = most.or(number(sampling, name)?);
        }
        if most == Some(0) {
            return Err(Refusal::bad("max_tokens must be at least 1, got 0."));
        }
        let least = match number(sampling, "min_tokens")? {
            Some(least) => least,
            None => number(sampling, "min_new_tokens")?.unwrap_or(0),
        };
        let most = most.or(default);
        match most.filter(|most| least > *most) {
            Some(most) => Err(Refusal::bad(format!(
                "min_tokens must be less than or equal to max_tokens={most}, got {least}."
            ))),
            None => Ok(Self { most, least, ignore_end: flag(sampling, "ignore_eos")? }),
        }
    }

    /// How many tokens there may be after a prompt.
    fn most(&self, prompt: usize, context: u32) -> Result<u32, Refusal> {
        let prompt = u32::try_from(prompt).unwrap_or(u32::MAX);
        let room = context.saturating_sub(prompt);
        let asked = self.most.map(|most| u32::try_from(most).unwrap_or(u32::MAX));
        match asked {
            _ if room == 0 => Err(Refusal::too_long(context, prompt, asked)),
            Some(most) if most > room => Err(Refusal::too_long(context, prompt, asked)),
            asked => Ok(asked.unwrap_or(room)),
        }
    }

    fn answer(&self, seed: u64, most: u32, stops: &[String]) -> Answer {
        let least = u32::try_from(self.least).unwrap_or(u32::MAX);
        let natural = (!self.ignore_end).then(|| words::natural_length(seed).max(least));
        match natural.filter(|natural| *natural <= most) {
            Some(natural) => Answer::new(seed, natural, Finish::Stop, stops),
            None => Answer::new(seed, most, Finish::Length, stops),
        }
    }
}

fn stops(sampling: &Map<String, Value>) -> Result<Vec<String>, Refusal> {
    let wrong = || Refusal::mistyped("stop", "string or list");
    let stops = match sampling.get("stop") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(stop)) => vec![stop.clone()],
        Some(Value::Array(list)) => list
            .iter()
            .map(|stop| stop.as_str().map(str::to_owned))
            .collect::<Option<_>>()
            .ok_or_else(wrong)?,
        Some(_) => return Err(wrong()),
    };
    match stops.iter().any(String::is_empty) {
        true => Err(Refusal::bad("stop cannot contain an empty string.")),
        false => Ok(stops),
    }
}

/// A number that is not negative.
fn number(from: &Map<String, Value>, name: &str) -> Result<Option<u64>, Refusal> {
    match from.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match (value.as_u64(), value.as_i64()) {
            (Some(number), _) => Ok(Some(number)),
            (None, Some(negative)) => Err(Refusal::bad(format!(
                "{name} must be at least {}, got {negative}.",
                u8::from(name != "seed")
            ))),
            (None, None) => Err(Refusal::mistyped(name, "integer")),
        },
    }
}

fn flag(from: &Map<String, Value>, name: &str) -> Result<bool, Refusal> {
    match from.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(value) => value.as_bool().ok_or_else(|| Refusal::mistyped(name, "boolean")),
    }
}
