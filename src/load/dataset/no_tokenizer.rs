//! Stands where `tokenizer` does in a program that was built without it.

use super::words::Vocabulary;

/// A tokenizer, of which there is none.
#[derive(Debug, Clone)]
pub enum Tokenizer {}

impl Tokenizer {
    /// Refuses.
    ///
    /// # Errors
    /// Always.
    pub fn read(_json: &[u8]) -> Result<Self, String> {
        Err("this program was built without tokenizers (the cargo feature `tokenizer`)".to_owned())
    }

    /// How many tokens a text has.
    pub fn count(&self, _text: &str) -> u64 {
        match *self {}
    }

    /// How many tokens an engine puts around a text.
    pub fn around(&self) -> u32 {
        match *self {}
    }

    /// Words that are one token each.
    pub fn vocabulary(&self) -> Option<Vocabulary> {
        match *self {}
    }
}
