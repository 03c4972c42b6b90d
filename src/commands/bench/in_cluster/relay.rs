//! What worker 0 in a pod says, as lines of its log: numbered, so that what is missing is seen, and short, since container runtimes
//! cut long ones.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Kind, Result};
use crate::load::team::lead::{News, Outcome};

/// What each line begins with; others are not ours.
const MARK: &str = "neap-bench ";
/// The most characters of a piece: container runtimes cut lines at 16 KiB.
const PIECE: usize = 8 * 1024;
/// The most bytes that a result may come to.
const LARGEST: usize = 256 * 1024 * 1024;

/// What worker 0 says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Word {
    /// Something happened.
    News(News),
    /// All that was measured.
    Outcome(Box<Outcome>),
    /// It came to nothing.
    Failed {
        /// What happened.
        message: String,
        /// Why.
        causes: Vec<String>,
        /// What to do.
        hints: Vec<String>,
    },
}

impl Word {
    /// Of an error.
    pub fn failed(error: &Error) -> Self {
        let Error { message, causes, hints, .. } = error.clone();
        Self::Failed { message, causes, hints }
    }
}

/// Puts words into lines.
#[derive(Debug, Default)]
pub struct Speaker {
    lines: u64,
}

impl Speaker {
    /// The lines of a word, each with its line break.
    ///
    /// # Errors
    /// None of these words: they are all JSON.
    pub fn say(&mut self, word: &Word) -> Result<String> {
        let json = serde_json::to_vec(word).map_err(|error| Error::failed(error.to_string()))?;
        let packed = STANDARD.encode(compress_to_vec(&json, 6));
        let mut text = String::new();
        let mut rest = packed.as_str();
        loop {
            let (piece, after) = rest.split_at(rest.len().min(PIECE));
            let more = if after.is_empty() { "." } else { "+" };
            text.push_str(&format!("{MARK}{} {more} {piece}\n", self.lines));
            self.lines += 1;
            rest = after;
            if rest.is_empty() {
                return Ok(text);
            }
        }
    }
}

/// Makes words of lines again. A log may be read again from its beginning: what was heard is not heard twice.
#[derive(Debug, Default)]
pub struct Listener {
    next: u64,
    pieces: String,
}

impl Listener {
    /// A line of the log; the word that it ends, if it does.
    ///
    /// # Errors
    /// A line is missing, or is not what was written.
    pub fn hear(&mut self, line: &str) -> Result<Option<Word>> {
        let Some(rest) = line.trim_end().strip_prefix(MARK) else { return Ok(None) };
        let mut parts = rest.splitn(3, ' ');
        let number = parts.next().and_then(|number| number.parse::<u64>().ok());
        let (Some(number), Some(more), Some(piece)) = (number, parts.next(), parts.next()) else {
            return Err(broken("a line of it cannot be read"));
        };
        if number < self.next {
            return Ok(None);
        }
        if number > self.next {
            return Err(broken(&format!("lines {} to {} of it are missing", self.next, number - 1)));
        }
        self.next += 1;
        self.pieces.push_str(piece);
        if more == "+" {
            return Ok(None);
        }
        let packed = std::mem::take(&mut self.pieces);
        let packed = STANDARD.decode(packed).map_err(|_| broken("a line of it was cut"))?;
        let json =
            decompress_to_vec_with_limit(&packed, LARGEST).map_err(|_| broken("a line of it was cut"))?;
        let word = serde_json::from_slice(&json);
        word.map(Some).map_err(|error| broken(&format!("it was written by another version: {error}")))
    }
}

fn broken(why: &str) -> Error {
    Error::new(Kind::Failed, format!("the log of worker 0 does not tell what was measured: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(word: Option<Word>) -> Option<String> {
        word.map(|word| match word {
            Word::Failed { message, .. } => message,
            other => panic!("{other:?}"),
        })
    }

    fn failed(message: &str) -> Word {
        Word::failed(&Error::failed(message))
    }

    proptest! {
        #[test]
        fn words_survive_the_log_and_being_read_twice(messages in prop::collection::vec(".{0,40}", 1..6), noise in "[a-z ]{0,12}") {
            let mut speaker = Speaker::default();
            let log: String = messages.iter().map(|message| speaker.say(&failed(message)).unwrap() + &noise + "\n").collect();
            let mut listener = Listener::default();
            let mut heard = Vec::new();
            for line in log.lines().chain(log.lines()) {
                heard.extend(text(listener.hear(line).unwrap()));
            }
            prop_assert_eq!(heard, messages);
        }
    }

    #[test]
    fn a_long_word_is_cut_into_lines_and_a_missing_one_is_seen() {
        let mut seed = 1u64;
        let mut random = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from(b'a' + u8::try_from((seed >> 59) % 26).unwrap())
        };
        let long: String = (0..100_000).map(|_| random()).collect();
        let said = Speaker::default().say(&failed(&long)).unwrap();
        let lines: Vec<&str> = said.lines().collect();
        assert!(lines.len() > 4 && lines.iter().all(|line| line.len() < 16 * 1024), "{}", lines.len());
        let mut listener = Listener::default();
        let whole = lines.iter().find_map(|line| text(listener.hear(line).unwrap()));
        assert_eq!(whole, Some(long));
        let mut listener = Listener::default();
        listener.hear(lines[0]).unwrap();
        let error = listener.hear(lines[2]).unwrap_err();
        assert!(error.message.ends_with("lines 1 to 1 of it are missing"), "{error}");
    }
}
