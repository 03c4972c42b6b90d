//! What a server says when it refuses: the beginning of the body of the first answer with each status from 400 on.

use super::measure::recorder::is_success;
use super::wire::Sink;
use super::worker::Shared;

/// How much of it is kept.
const MOST_BYTES: usize = 300;

/// Keeps the beginning of a body whose status has no example yet; all others are only counted.
pub struct Refusal<'a> {
    shared: &'a Shared,
    wanted: bool,
    text: Vec<u8>,
}

impl<'a> Refusal<'a> {
    /// Nothing yet; takes no memory until there is something to keep.
    pub fn new(shared: &'a Shared) -> Self {
        Self { shared, wanted: false, text: Vec::new() }
    }

    /// What there is, if it is text (and not, say, compressed).
    pub fn text(&self) -> Option<&str> {
        let known = match std::str::from_utf8(&self.text) {
            Ok(text) => text,
            // Cut within a letter.
            Err(error) if self.text.len() - error.valid_up_to() < 4 => {
                std::str::from_utf8(&self.text[..error.valid_up_to()]).unwrap_or_default()
            }
            Err(_) => "",
        };
        Some(known.trim()).filter(|text| !text.is_empty())
    }
}

impl Sink for Refusal<'_> {
    fn head(&mut self, status: u16) {
        self.text.clear();
        self.wanted =
            !is_success(status) && !self.shared.measured.borrow().whole.bodies.contains_key(&status);
    }

    fn data(&mut self, piece: &[u8]) {
        if self.wanted {
            let room = MOST_BYTES.saturating_sub(self.text.len()).min(piece.len());
            self.text.extend_from_slice(&piece[..room]);
        }
    }
}
