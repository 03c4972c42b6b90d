//! `stream_options`: what of it the engine takes is found out by asking, once for all threads of a process. Of several workers each
//! asks for itself: they may reach different engines, and a word from one to the other would come later than the first answers.

use std::sync::atomic::{AtomicU8, Ordering};

use serde::{Deserialize, Serialize};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Level {
    /// Nothing.
    None = 0,
    /// Token counts at the end.
    Usage = 1,
    /// Also with each chunk.
    Continuous = 2,
}

/// What is asked for at present: less after each refusal.
#[derive(Debug)]
pub struct Options(AtomicU8);

impl Options {
    /// Begins with this.
    pub fn new(level: Level) -> Self {
        Self(AtomicU8::new(level as u8))
    }

    /// What to ask for now.
    pub fn level(&self) -> Level {
        match self.0.load(Ordering::Relaxed) {
            0 => Level::None,
            1 => Level::Usage,
            _ => Level::Continuous,
        }
    }

    /// The engine answered a request that asked for `asked` with a status and this body. Whether to ask again, with less: then the
    /// body speaks of the options.
    pub fn refused(&self, asked: Level, status: u16, body: &[u8]) -> bool {
        let says = |word: &str| memchr::memmem::find(body, word.as_bytes()).is_some();
        let next = match asked {
            _ if !matches!(status, 400 | 422) => return false,
            Level::None => return false,
            Level::Continuous if says("continuous_usage_stats") => Level::Usage,
            Level::Continuous | Level::Usage if says("stream_options") || says("include_usage") => {
                Level::None
            }
            Level::Continuous | Level::Usage => return false,
        };
        self.0.fetch_min(next as u8, Ordering::Relaxed);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_is_not_asked_for_again() {
        let options = Options::new(Level::Continuous);
        assert!(!options.refused(Level::Continuous, 400, b"prompt too long"));
        assert!(!options.refused(Level::Continuous, 500, b"stream_options"));
        assert!(options.refused(Level::Continuous, 400, b"unknown field continuous_usage_stats"));
        assert_eq!(options.level(), Level::Usage);
        assert!(options.refused(Level::Continuous, 422, b"extra fields: stream_options"));
        assert_eq!(options.level(), Level::None);
        assert!(!options.refused(Level::None, 400, b"stream_options"));
    }
}
