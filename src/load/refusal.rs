//! What a server says when it refuses: the beginning of the body of the first answer with each status from 400 on.

use std::rc::Rc;

use super::measure::recorder::is_success;
use super::wire::Sink;
use super::worker::Shared;

/// How much of it is kept.
const MOST_BYTES: usize = 300;

/// Keeps the beginning of a body whose status has no example yet; all others are only counted.
pub struct Refusal {
    shared: Rc<Shared>,
    wanted: bool,
    text: Vec<u8>,
}

impl Refusal {
    /// Nothing yet; takes no memory until there is something to keep.
    pub fn new(shared: Rc<Shared>) -> Self {
        Self { shared, wanted: false, text: Vec::new() }
    }

    /// The answer is complete: what was kept is its status's example.
    pub fn tell(&self, status: u16) {
        if let Some(text) = self.text() {
            self.shared.measured.borrow_mut().whole.refused(status, text);
        }
    }

    /// What there is, if it is text (and not, say, compressed).
    fn text(&self) -> Option<&str> {
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

impl Sink for Refusal {
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
