//! The chunked transfer coding (RFC 9112 §7.1), fed piece by piece; nothing is kept but a position.

use super::sink::Sink;
use crate::load::fault::{Class, Fault};

/// Where in a chunked body the next byte belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunked {
    state: State,
    /// Bytes of data still to come in this chunk; while the size is read, the size so far.
    left: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The first hexadecimal digit of a size.
    FirstDigit,
    Digits,
    /// A chunk extension, up to the line feed.
    Extension,
    /// The line feed after a size.
    SizeEnd,
    Data,
    DataReturn,
    DataEnd,
    /// The first byte of a trailer line: an empty line ends the body.
    TrailerStart,
    Trailer,
    /// The line feed of the empty line.
    End,
    Done,
}

/// What one piece held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// How many bytes of the piece belong to the body, framing included.
    pub consumed: usize,
    /// How many of them are data.
    pub data: u64,
    /// Whether the body has ended.
    pub done: bool,
}

impl Chunked {
    /// Before the first chunk.
    pub fn new() -> Self {
        Self { state: State::FirstDigit, left: 0 }
    }

    /// Takes the next piece of the body.
    ///
    /// # Errors
    /// A protocol fault if the framing is broken.
    pub fn feed(&mut self, piece: &[u8], sink: &mut impl Sink) -> Result<Piece, Fault> {
        let mut at = 0;
        let mut data = 0;
        while at < piece.len() && self.state != State::Done {
            if self.state == State::Data {
                let there = u64::try_from(piece.len() - at).unwrap_or(u64::MAX).min(self.left);
                let end = at + usize::try_from(there).unwrap_or(usize::MAX);
                sink.data(&piece[at..end]);
                at = end;
                data += there;
                self.left -= there;
                if self.left == 0 {
                    self.state = State::DataReturn;
                }
                continue;
            }
            self.step(piece[at])?;
            at += 1;
        }
        Ok(Piece { consumed: at, data, done: self.state == State::Done })
    }

    /// Takes one byte of framing.
    fn step(&mut self, byte: u8) -> Result<(), Fault> {
        self.state = match (self.state, byte) {
            (State::FirstDigit | State::Digits, _) if byte.is_ascii_hexdigit() => {
                let digit = char::from(byte).to_digit(16).map_or(0, u64::from);
                let grown = self.left.checked_mul(16).and_then(|size| size.checked_add(digit));
                self.left = grown.ok_or_else(|| broken("a chunk size over 2^64"))?;
                State::Digits
            }
            (State::Digits, b';' | b' ' | b'\t') => State::Extension,
            (State::Digits, b'\r') => State::SizeEnd,
            (State::Digits | State::SizeEnd | State::Extension, b'\n') => match self.left {
                0 => State::TrailerStart,
                _ => State::Data,
            },
            (State::Extension, _) => State::Extension,
            (State::FirstDigit | State::Digits, _) => return Err(broken("no hexadecimal chunk size")),
            (State::DataReturn, b'\r') => State::DataEnd,
            (State::DataReturn | State::DataEnd, b'\n') => {
                self.left = 0;
                State::FirstDigit
            }
            (State::DataReturn | State::DataEnd, _) => return Err(broken("a chunk longer than its size")),
            (State::TrailerStart, b'\r') => State::End,
            (State::TrailerStart, b'\n') | (State::End, b'\n') => State::Done,
            (State::Trailer, b'\n') => State::TrailerStart,
            (State::TrailerStart | State::Trailer, _) => State::Trailer,
            (State::SizeEnd | State::End, _) => return Err(broken("a carriage return without line feed")),
            (State::Data | State::Done, _) => self.state,
        };
        Ok(())
    }
}

fn broken(what: &'static str) -> Fault {
    Fault::new(Class::Protocol, format!("malformed chunked body: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::wire::Ignored;
    use proptest::prelude::*;

    fn whole(body: &[u8]) -> Result<Piece, Fault> {
        Chunked::new().feed(body, &mut Ignored)
    }

    #[test]
    fn data_is_counted_without_its_framing() {
        let body = b"5;x=y\r\nhello\r\n00A\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nNEXT";
        assert_eq!(whole(body), Ok(Piece { consumed: body.len() - 4, data: 15, done: true }));
    }

    #[test]
    fn broken_framing_is_a_protocol_fault() {
        for body in ["x\r\n", "\r\n", "5\rx", "1\r\nab", "11111111111111111\r\n", "0\r\n\rx"] {
            assert_eq!(whole(body.as_bytes()).map_err(|fault| fault.class), Err(Class::Protocol), "{body:?}");
        }
    }

    proptest! {
        #[test]
        fn pieces_say_the_same_as_the_whole(
            sizes in prop::collection::vec(1usize..40, 0..6),
            cuts in prop::collection::vec(1usize..9, 1..8),
        ) {
            let mut body = Vec::new();
            for size in &sizes {
                body.extend_from_slice(format!("{size:x}\r\n{}\r\n", "z".repeat(*size)).as_bytes());
            }
            body.extend_from_slice(b"0\r\n\r\n");
            let mut chunked = Chunked::new();
            let (mut data, mut done, mut rest) = (0, false, body.as_slice());
            for cut in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                prop_assert!(!done);
                let (piece, after) = rest.split_at((*cut).min(rest.len()));
                let fed = chunked.feed(piece, &mut Ignored).unwrap();
                prop_assert_eq!(fed.consumed, piece.len());
                data += fed.data;
                done = fed.done;
                rest = after;
            }
            prop_assert!(done);
            prop_assert_eq!(data, sizes.iter().sum::<usize>() as u64);
        }

        #[test]
        fn any_bytes_end_in_progress_or_a_fault(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(piece) = whole(&bytes) {
                prop_assert!(piece.consumed <= bytes.len() && piece.data <= bytes.len() as u64);
            }
        }
    }
}
