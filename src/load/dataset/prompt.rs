//! One prompt.

use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

/// What one request asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// The text, or the conversation so far.
    pub content: Content,
    /// How many tokens the answer may have; `None` leaves it to the engine.
    pub output_tokens: Option<u32>,
    /// How many tokens the prompt has, as far as this side can tell: counted by a tokenizer, or estimated.
    pub prompt_tokens: Option<u64>,
    /// What else the file says of the request: names and values as JSON. They go into the request's body as they are, before what the
    /// command line says of all requests.
    pub fields: Option<Fields>,
    /// Which of the groups that share a beginning it belongs to.
    pub group: Option<u32>,
    /// Its place in a conversation of several turns.
    pub turn: Option<Turn>,
}

/// Names, and values as JSON.
pub type Fields = Arc<[(Box<str>, Box<str>)]>;

impl Prompt {
    /// A prompt of one turn that belongs to no group.
    pub fn new(content: Content, output_tokens: Option<u32>, prompt_tokens: Option<u64>) -> Self {
        Self { content, output_tokens, prompt_tokens, fields: None, group: None, turn: None }
    }

    /// What requests have in common that a router should send to one replica: the conversation, or else the group. The nonce keeps
    /// runs apart.
    pub fn affinity(&self, nonce: u64) -> Option<String> {
        match (self.turn, self.group) {
            (Some(turn), _) => Some(format!("{nonce:016x}-{}", turn.conversation)),
            (None, Some(group)) => Some(format!("{nonce:016x}-g{group}")),
            (None, None) => None,
        }
    }
}

/// What is asked. A chat API is given a text as one message of a user; a completion API is given the messages' texts one after
/// the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A text.
    Text(String),
    /// Several texts in one request, for the completion APIs.
    Batch(Vec<String>),
    /// Tokens, for the completion APIs.
    Tokens(Vec<u32>),
    /// A conversation.
    Messages(Vec<Message>),
}

/// One message of a conversation: a JSON object with a `role`, as the chat API takes it. Whatever else it has is kept, such as tool
/// calls and images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message(Arc<str>);

/// What is read of a message.
#[derive(Deserialize)]
struct Read {
    role: String,
    #[serde(default)]
    content: serde_json::Value,
}

impl Message {
    /// A message that is a text. The role is `system`, `user` or `assistant`.
    pub fn new(role: &str, content: &str) -> Self {
        Self(serde_json::json!({"role": role, "content": content}).to_string().into())
    }

    /// A message as a file has it.
    ///
    /// # Errors
    /// If it is no object with a `role`.
    pub fn read(json: &RawValue) -> Result<Self, serde_json::Error> {
        serde_json::from_str::<Read>(json.get())?;
        Ok(Self(json.get().into()))
    }

    /// Who says it.
    pub fn role(&self) -> String {
        self.parts().map_or_else(String::new, |read| read.role)
    }

    /// Its text: of content in parts, that of all parts that are texts.
    pub fn text(&self) -> String {
        match self.parts().map(|read| read.content) {
            Some(serde_json::Value::String(text)) => text,
            Some(serde_json::Value::Array(parts)) => {
                parts.iter().filter_map(|part| part["text"].as_str()).collect()
            }
            _ => String::new(),
        }
    }

    fn parts(&self) -> Option<Read> {
        serde_json::from_str(&self.0).ok()
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

/// A place in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Which conversation.
    pub conversation: u64,
    /// Which turn of it, from 1.
    pub turn: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_keeps_what_it_has() {
        let json = r#"{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"x"}},{"type":"text","text":"b"}],"name":"n"}"#;
        let message = Message::read(serde_json::from_str(json).unwrap()).unwrap();
        assert_eq!((message.role().as_str(), message.text().as_str()), ("user", "ab"));
        assert_eq!(serde_json::to_string(&[message]).unwrap(), format!("[{json}]"));
        assert_eq!(Message::new("user", "say \"hi\"").text(), "say \"hi\"");
        assert!(Message::read(serde_json::from_str("{\"content\": \"a\"}").unwrap()).is_err());
    }
}
