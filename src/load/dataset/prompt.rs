//! One prompt.

/// What one request asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// The text, or the conversation so far.
    pub content: Content,
    /// How many tokens the answer may have; `None` leaves it to the engine.
    pub output_tokens: Option<u32>,
    /// How many tokens the prompt has, where a tokenizer of this side has counted them.
    pub prompt_tokens: Option<u64>,
    /// Which of the groups that share a beginning it belongs to.
    pub group: Option<u32>,
    /// Its place in a conversation of several turns.
    pub turn: Option<Turn>,
}

/// What is asked. A chat API is given a text as one message of a user; a completion API is given the messages' texts one after
/// the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A text.
    Text(String),
    /// Tokens, for the completion APIs.
    Tokens(Vec<u32>),
    /// A conversation.
    Messages(Vec<Message>),
}

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Message {
    /// `system`, `user` or `assistant`.
    pub role: String,
    /// What was said.
    pub content: String,
}

/// A place in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Which conversation.
    pub conversation: u64,
    /// Which turn of it, from 1.
    pub turn: u32,
}
