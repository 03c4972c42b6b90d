//! What has come of one answer so far.

use std::time::{Duration, Instant};

use super::said::shortened;
use crate::engines::event::{Details, Event, Usage};
use crate::load::fault::{Class, Fault};

/// What has come so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub first_event: Option<Instant>,
    pub last_event: Option<Instant>,
    pub first: Option<Instant>,
    pub first_answer: Option<Instant>,
    pub last: Option<Instant>,
    /// Whether a chunk came in this read already.
    pub in_read: bool,
    pub chunks: u64,
    /// Tokens so far, as the engine counts them with each chunk.
    pub tokens: u64,
    pub first_tokens: u64,
    pub each_counted: bool,
    pub usage: Usage,
    pub finish: String,
    pub done: bool,
    pub text: String,
    pub fault: Option<Fault>,
    /// Between events with a choice, if each is kept.
    pub gaps: Vec<Duration>,
}

impl Seen {
    pub fn take_counts(&mut self, read: &Event<'_>) {
        let of_meta = read.meta_info.as_ref().map(|meta| Usage {
            prompt_tokens: meta.prompt_tokens,
            completion_tokens: meta.completion_tokens,
            prompt_tokens_details: Some(Details { cached_tokens: meta.cached_tokens }),
        });
        let Some(usage) = read.usage.or(of_meta) else { return };
        if let (Some(tokens), true) =
            (usage.completion_tokens, read.choice().is_some() || read.meta_info.is_some())
        {
            self.each_counted = true;
            self.tokens = tokens;
        }
        // The counts that each chunk has may lack what the last ones have.
        self.usage.prompt_tokens = usage.prompt_tokens.or(self.usage.prompt_tokens);
        self.usage.completion_tokens = usage.completion_tokens.or(self.usage.completion_tokens);
        self.usage.prompt_tokens_details = usage.prompt_tokens_details.or(self.usage.prompt_tokens_details);
    }

    pub fn take_finish(&mut self, finish: &str, message: Option<&str>) {
        if finish.is_empty() {
            return;
        }
        if matches!(finish, "abort" | "error") {
            let why =
                message.filter(|message| !message.is_empty()).map(|why| format!(": {}", shortened(why)));
            let why = format!("the answer ended with the finish reason {finish}{}", why.unwrap_or_default());
            self.fault.get_or_insert_with(|| Fault::new(Class::Engine, why));
        }
        if self.finish != finish {
            finish.clone_into(&mut self.finish);
        }
    }

    pub fn clear(&mut self) {
        let (mut finish, mut text) = (std::mem::take(&mut self.finish), std::mem::take(&mut self.text));
        finish.clear();
        text.clear();
        *self = Self { finish, text, ..Self::default() };
    }
}
