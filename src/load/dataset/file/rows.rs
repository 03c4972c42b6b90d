//! Prompts that a file lists: each is one request.

use std::sync::Arc;

use crate::load::dataset::order::Order;
use crate::load::dataset::prompt::{Content, Fields, Prompt};
use crate::load::dataset::tokens::Counter;

use super::{custom, openai, sharegpt};

/// Which form a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// ShareGPT's conversations: the first question, and as many tokens as the first answer has.
    ShareGpt,
    /// vLLM's custom form: `prompt`, and `output_tokens` if it is known.
    Custom,
    /// Bodies of chat requests: `messages`, `max_tokens` and whatever else they say.
    OpenAi,
}

impl Form {
    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Form::ShareGpt => "sharegpt",
            Form::Custom => "custom",
            Form::OpenAi => "openai",
        }
    }
}

/// How a file is read.
#[derive(Debug, Clone)]
pub struct Reading<'c> {
    /// Counts tokens.
    pub counter: &'c Counter,
    /// How many tokens answers are to have, whatever the file says.
    pub output: Option<u32>,
    /// What decides the order; `None`: as in the file.
    pub shuffle: Option<u64>,
    /// How many prompts are needed; `None`: all.
    pub most: Option<u64>,
    /// Which of ShareGPT's conversations are taken.
    pub bounds: Bounds,
}

/// Which lengths are taken of a file that is no choice of the user's. In tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// A shorter prompt or answer is left out.
    pub least: u64,
    /// A longer prompt is left out.
    pub longest_prompt: Option<u64>,
    /// A prompt that is longer together with its answer is left out.
    pub longest: Option<u64>,
}

impl Bounds {
    /// vLLM's.
    pub const VLLM: Self = Self { least: 4, longest_prompt: Some(1024), longest: Some(2048) };
    /// SGLang's, without `--sharegpt-context-len`.
    pub const SGLANG: Self = Self { least: 2, longest_prompt: None, longest: None };

    /// Whether a prompt and its answer are taken; an answer whose length was told has no least length.
    pub fn take(&self, prompt: u64, output: u64, told: bool) -> bool {
        prompt >= self.least
            && (told || output >= self.least)
            && self.longest_prompt.is_none_or(|most| prompt <= most)
            && self.longest.is_none_or(|most| prompt + output <= most)
    }
}

/// One prompt of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What is asked.
    pub content: Content,
    /// How many tokens that is.
    pub tokens: u64,
    /// How many tokens the answer may have.
    pub output: Option<u32>,
    /// What else is said of the request.
    pub fields: Option<Fields>,
}

/// The prompts of a file, in the order in which they are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// The form that the file had.
    pub form: Form,
    rows: Arc<[Row]>,
    /// What was left out, for reports.
    left_out: Option<String>,
}

impl Rows {
    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong with it, by line; or that it has no prompt.
    pub fn read(form: Form, text: &str, reading: &Reading<'_>) -> Result<Self, String> {
        let (rows, left_out) = match form {
            Form::ShareGpt => sharegpt::read(text, reading)?,
            Form::Custom => (custom::read(text, reading)?, None),
            Form::OpenAi => (openai::read(text, reading)?, None),
        };
        match rows.is_empty() {
            true => Err("it has no prompt".to_owned()),
            false => Ok(Self { form, rows: rows.into(), left_out }),
        }
    }

    /// The prompt of a request: after the last one the first again.
    pub fn prompt(&self, number: u64) -> Prompt {
        let place = number % self.count().max(1);
        let row = usize::try_from(place).ok().and_then(|place| self.rows.get(place));
        row.map_or_else(
            || Prompt::new(Content::Text(String::new()), None, None),
            |row| Prompt {
                fields: row.fields.clone(),
                ..Prompt::new(row.content.clone(), row.output, Some(row.tokens))
            },
        )
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.rows.len() as u64
    }

    /// Whether any is a list of token numbers.
    pub fn have_tokens(&self) -> bool {
        self.rows.iter().any(|row| matches!(row.content, Content::Tokens(_)))
    }

    /// For reports.
    pub fn about(&self) -> String {
        let tokens: u64 = self.rows.iter().map(|row| row.tokens).sum();
        let mean = tokens / self.count().max(1);
        let left_out = self.left_out.as_deref().map_or_else(String::new, |text| format!("; {text}"));
        format!("{} prompts of a file, {mean} tokens in on average{left_out}", self.count())
    }
}

/// The first rows of a file's entries in their order, at most as many as are needed.
pub fn ordered<T>(entries: Vec<T>, reading: &Reading<'_>) -> Vec<T> {
    let Some(seed) = reading.shuffle else { return entries };
    let order = Order::shuffled(u32::try_from(entries.len()).unwrap_or(u32::MAX), seed);
    let mut entries: Vec<Option<T>> = entries.into_iter().map(Some).collect();
    (0..entries.len() as u64).filter_map(|number| entries.get_mut(order.place(number))?.take()).collect()
}

/// How many rows are needed.
pub fn needed(reading: &Reading<'_>) -> usize {
    reading.most.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX)
}
