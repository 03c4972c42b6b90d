//! What became of one request: figures only.

use std::time::Duration;

/// How the tokens of an answer were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// By the engine.
    Usage,
    /// Each chunk as one.
    Chunks,
}

/// A request whose whole answer came. Times count from when it was begun.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// From when it was due to when it was begun.
    pub waited: Duration,
    /// To the first event with a choice, of an answer that was streamed.
    pub first_event: Option<Duration>,
    /// To the last one of those.
    pub last_event: Option<Duration>,
    /// To the first token.
    pub first: Option<Duration>,
    /// To the first token of the answer itself.
    pub first_answer: Option<Duration>,
    /// To the last token; to the last byte if none was told by itself.
    pub last: Duration,
    /// Chunks with a token.
    pub chunks: u64,
    /// Tokens of the first of them.
    pub first_tokens: u64,
    /// Whether the engine counted the tokens of each chunk.
    pub each_counted: bool,
    /// Tokens of the prompt, as the engine counted them, else as this side did.
    pub prompt_tokens: Option<u64>,
    /// Tokens of the prompt as this side counted them, where the engine did too.
    pub prompt_tokens_here: Option<u64>,
    /// Those of them that were in the prefix cache.
    pub cached_tokens: Option<u64>,
    /// Tokens of the answer.
    pub output_tokens: u64,
    /// How they were counted.
    pub counted: Counted,
    /// How many the answer might have.
    pub requested_tokens: Option<u32>,
    /// Which turn of a conversation it was.
    pub turn: Option<u32>,
    /// Why the answer ended.
    pub finish: String,
}

impl Outcome {
    /// Time per output token, from the first to the last one, without those of the first chunk.
    pub fn tpot(&self) -> Option<Duration> {
        let after = self.output_tokens.checked_sub(self.first_tokens).filter(|tokens| *tokens > 0)?;
        Some(self.last.checked_sub(self.first?)?.div_f64(after as f64))
    }

    /// As vLLM's client has it: everything after the first event, over all tokens but one.
    pub fn tpot_of_vllm(&self) -> Option<Duration> {
        let after = self.output_tokens.checked_sub(1).filter(|tokens| *tokens > 0)?;
        Some(self.last_event.unwrap_or(self.last).checked_sub(self.first_event?)?.div_f64(after as f64))
    }

    /// Tokens a second from the first to the last one.
    pub fn speed(&self) -> Option<f64> {
        self.tpot().filter(|tpot| !tpot.is_zero()).map(|tpot| 1.0 / tpot.as_secs_f64())
    }
}
