//! What servers say when something is wrong, in a few words.

use crate::engines::openai;
use crate::load::fault::{Class, Fault};

/// What an engine said of its failure.
pub(super) fn engine_error(data: &[u8]) -> Fault {
    let said = serde_json::from_slice(data).ok().and_then(|value| openai::error(&value));
    let said = said.unwrap_or_else(|| String::from_utf8_lossy(data).into_owned());
    Fault::new(Class::Engine, shortened(&said))
}

/// What stands in the comment beside an event of the kind `error`.
pub(super) fn told_in_a_comment(comment: &[u8]) -> Fault {
    let said = serde_json::from_slice::<String>(comment).ok();
    let said = said.unwrap_or_else(|| String::from_utf8_lossy(comment).into_owned());
    Fault::new(
        Class::Engine,
        if said.is_empty() { "an event of the kind error".to_owned() } else { shortened(&said) },
    )
}

/// An event that is no JSON of an answer.
pub(super) fn no_event(data: &[u8]) -> Fault {
    Fault::new(
        Class::Sse,
        format!("an event is no JSON of an answer: {}", shortened(&String::from_utf8_lossy(data))),
    )
}

/// A body that is none either.
pub(super) fn no_answer(body: &[u8]) -> Fault {
    let begin = shortened(&String::from_utf8_lossy(&body[..body.len().min(400)]));
    Fault::new(
        Class::Sse,
        match begin.as_str() {
            "" => "the answer is empty".to_owned(),
            begin => format!("the answer is neither a stream of events nor JSON of an answer: {begin}"),
        },
    )
}

/// The first words, without numbers that differ each time.
pub(super) fn shortened(text: &str) -> String {
    const MOST: usize = 160;
    let text = text.trim();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
