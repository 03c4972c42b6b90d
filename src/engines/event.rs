//! What an answer, or an event of a streamed one, says: only what a measurement needs, borrowed from the bytes that were read. For
//! people's eyes there is [`super::openai::Delta`].

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// An answer or an event of OpenAI's chat and completions, or of SGLang's `/generate`.
#[derive(Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Event<'a> {
    /// The first choice. Present and empty where the list is empty, as in the event of the token counts.
    #[serde(default, borrow)]
    pub choices: Option<First<Choice<'a>>>,
    /// Token counts.
    #[serde(default)]
    pub usage: Option<Usage>,
    /// What went wrong.
    #[serde(default, borrow)]
    pub error: Option<&'a RawValue>,
    /// `error`, in errors of older engines.
    #[serde(default, borrow)]
    pub object: Text<'a>,
    /// SGLang's text: all so far.
    #[serde(default, borrow)]
    pub text: Text<'a>,
    /// SGLang's counts.
    #[serde(default, borrow)]
    pub meta_info: Option<MetaInfo<'a>>,
}

/// One choice.
#[derive(Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Choice<'a> {
    /// The text of a completion.
    #[serde(default, borrow)]
    pub text: Text<'a>,
    /// What an event adds to a chat.
    #[serde(default, borrow)]
    pub delta: Option<Message<'a>>,
    /// The whole message of a chat.
    #[serde(default, borrow)]
    pub message: Option<Message<'a>>,
    /// Why it ended.
    #[serde(default, borrow)]
    pub finish_reason: Text<'a>,
}

/// What a model says in a chat.
#[derive(Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Message<'a> {
    /// The answer.
    #[serde(default, borrow)]
    pub content: Text<'a>,
    /// What it thinks before, as vLLM's newer versions call it.
    #[serde(default, borrow)]
    pub reasoning: Text<'a>,
    /// The same as DeepSeek, SGLang and vLLM's older versions call it.
    #[serde(default, borrow)]
    pub reasoning_content: Text<'a>,
    /// Calls of tools.
    #[serde(default)]
    pub tool_calls: Filled,
}

/// Token counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Usage {
    /// Of the prompt.
    #[serde(default)]
    pub prompt_tokens: Option<u64>,
    /// Of the answer.
    #[serde(default)]
    pub completion_tokens: Option<u64>,
    /// Of the prompt by where they were.
    #[serde(default)]
    pub prompt_tokens_details: Option<Details>,
}

/// Tokens of the prompt by where they were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Details {
    /// Those that were in the prefix cache.
    #[serde(default)]
    pub cached_tokens: Option<u64>,
}

/// SGLang's counts.
#[derive(Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct MetaInfo<'a> {
    /// Of the prompt.
    #[serde(default)]
    pub prompt_tokens: Option<u64>,
    /// Of the answer so far.
    #[serde(default)]
    pub completion_tokens: Option<u64>,
    /// Of the prompt, those that were in the prefix cache.
    #[serde(default)]
    pub cached_tokens: Option<u64>,
    /// Why it ended: an object with a `type`.
    #[serde(default, borrow)]
    pub finish_reason: Option<Finish<'a>>,
}

/// Why SGLang ended an answer.
#[derive(Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub struct Finish<'a> {
    /// `stop`, `length` or `abort`.
    #[serde(default, borrow)]
    pub r#type: Text<'a>,
    /// What went wrong.
    #[serde(default, borrow)]
    pub message: Text<'a>,
}

impl<'a> Event<'a> {
    /// Reads an event or an answer.
    ///
    /// # Errors
    /// If it is no JSON, or a field has another type than all engines give it.
    pub fn read(data: &'a [u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(data)
    }

    /// The first choice, if there is one.
    pub fn choice(&self) -> Option<&Choice<'a>> {
        self.choices.as_ref()?.0.as_ref()
    }

    /// Whether it says that something went wrong.
    pub fn is_error(&self) -> bool {
        self.error.is_some() || self.object.0 == "error"
    }
}

impl<'a> Choice<'a> {
    /// What was said, or is added.
    pub fn said(&self) -> Option<&Message<'a>> {
        self.delta.as_ref().or(self.message.as_ref())
    }

    /// Whether a token of the answer, or a call of a tool, came with it.
    pub fn has_answer(&self) -> bool {
        let said = |message: &Message<'_>| !message.content.0.is_empty() || message.tool_calls.0;
        !self.text.0.is_empty() || self.said().is_some_and(said)
    }

    /// Whether any token came with it.
    pub fn has_token(&self) -> bool {
        let thought = |message: &Message<'_>| {
            !message.reasoning.0.is_empty() || !message.reasoning_content.0.is_empty()
        };
        self.has_answer() || self.said().is_some_and(thought)
    }

    /// The text of the answer.
    pub fn answer(&self) -> &str {
        match self.said() {
            Some(message) => &message.content.0,
            None => &self.text.0,
        }
    }
}

/// A string, borrowed if it has no escapes. What is null, or no string, is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text<'a>(pub Cow<'a, str>);

/// Whether a list has anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filled(pub bool);

/// The first of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct First<T>(pub Option<T>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Text<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Text::default())
            }

            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Text::default())
            }

            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Text::default())
            }

            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(Text::default())
            }

            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Text::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Text::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Text::default())
            }
        }
        deserializer.deserialize_any(Read)
    }
}

impl<'de> Deserialize<'de> for Filled {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let first = Option::<First<IgnoredAny>>::deserialize(deserializer)?;
        Ok(Self(first.is_some_and(|first| first.0.is_some())))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for First<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Read<T> {
            type Value = First<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let first = list.next_element()?;
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(First(first))
            }
        }
        deserializer.deserialize_seq(Read(std::marker::PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_of_each_form_are_read_without_copies() {
        let chat = br#"{"id":"c","object":"chat.completion.chunk","created":1,"model":"q","choices":[{"index":0,"delta":{"content":" time"},"logprobs":null,"finish_reason":null,"token_ids":null}],"usage":{"prompt_tokens":9,"total_tokens":10,"completion_tokens":1}}"#;
        let event = Event::read(chat).unwrap();
        let choice = event.choice().unwrap();
        assert!(choice.has_token() && choice.has_answer() && !event.is_error());
        assert!(matches!(choice.said().unwrap().content.0, Cow::Borrowed(" time")));
        assert_eq!((event.usage.unwrap().completion_tokens, choice.finish_reason.0.as_ref()), (Some(1), ""));
        for field in ["reasoning", "reasoning_content"] {
            let text = format!(r#"{{"choices":[{{"delta":{{"{field}":"hm","content":null}}}}]}}"#);
            let event = Event::read(text.as_bytes()).unwrap();
            assert!(event.choice().unwrap().has_token() && !event.choice().unwrap().has_answer());
        }
        let tool = br#"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"f"}}]}}]}"#;
        assert!(Event::read(tool).unwrap().choice().unwrap().has_answer());
        let role = br#"{"choices":[{"delta":{"role":"assistant","content":"","tool_calls":null}}]}"#;
        assert!(!Event::read(role).unwrap().choice().unwrap().has_token());
        let plain = Event::read(br#"{"choices":[{"text":"a\nb","finish_reason":"length"}]}"#).unwrap();
        assert_eq!(
            (plain.choice().unwrap().answer(), plain.choice().unwrap().finish_reason.0.as_ref()),
            ("a\nb", "length")
        );
    }

    #[test]
    fn the_last_event_has_counts_and_no_choice() {
        let text = br#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":8}}}"#;
        let event = Event::read(text).unwrap();
        assert!(event.choice().is_none() && event.choices.is_some());
        assert_eq!(event.usage.unwrap().prompt_tokens_details.unwrap().cached_tokens, Some(8));
        assert_eq!(Event::read(br#"{"usage":null,"error":null}"#).unwrap().usage, None);
    }

    #[test]
    fn sglang_counts_what_it_has_said_so_far() {
        let text = br#"{"text":"a b","meta_info":{"id":"x","finish_reason":{"type":"abort","message":"no"},"prompt_tokens":3,"completion_tokens":2,"cached_tokens":1,"e2e_latency":0.1}}"#;
        let event = Event::read(text).unwrap();
        let meta = event.meta_info.unwrap();
        assert_eq!(
            (event.text.0.as_ref(), meta.completion_tokens, meta.cached_tokens),
            ("a b", Some(2), Some(1))
        );
        assert_eq!(meta.finish_reason.unwrap().r#type.0, "abort");
    }

    #[test]
    fn each_form_of_an_error_is_one() {
        for text in
            [r#"{"error":{"message":"x"}}"#, r#"{"error":"x"}"#, r#"{"object":"error","message":"x"}"#]
        {
            assert!(Event::read(text.as_bytes()).unwrap().is_error(), "{text}");
        }
        assert!(!Event::read(br#"{"error":null,"object":"text_completion"}"#).unwrap().is_error());
        assert!(Event::read(b"no json").is_err() && Event::read(b"[1]").is_err());
    }
}
