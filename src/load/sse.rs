//! Server-sent events: bytes in, whole events out. What an event has is looked at where it was read; only what is cut by the end of
//! a read is kept.

use memchr::memchr2;

/// An event may be so long: SGLang sends all of the text so far with each one.
const LONGEST: usize = 16 * 1024 * 1024;

/// One event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event<'a> {
    /// Its kind, if it says one: `error`.
    pub kind: &'a [u8],
    /// Its data; several lines with a line feed between.
    pub data: &'a [u8],
    /// The comment that stood before or in it: some servers say there what went wrong.
    pub comment: &'a [u8],
}

/// Collects bytes until an event is whole.
#[derive(Debug, Default)]
pub struct Events {
    line: Vec<u8>,
    fields: Fields,
    after_return: bool,
}

#[derive(Debug, Default)]
struct Fields {
    kind: Vec<u8>,
    data: Vec<u8>,
    comment: Vec<u8>,
    has_data: bool,
    too_long: bool,
}

impl Events {
    /// Before the first byte of another stream. Its memory is kept.
    pub fn reset(&mut self) {
        self.line.clear();
        self.fields.clear();
        self.fields.too_long = false;
        self.after_return = false;
    }

    /// Takes the next bytes, and hands over each event that they complete. Lines end with CR, LF or both.
    pub fn feed(&mut self, bytes: &[u8], mut event: impl FnMut(Event<'_>)) {
        let mut rest = bytes;
        if std::mem::take(&mut self.after_return) {
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        while let Some(at) = memchr2(b'\n', b'\r', rest) {
            let (line, after) = (&rest[..at], &rest[at + 1..]);
            match self.line.is_empty() {
                true => self.fields.take(line, &mut event),
                false => {
                    self.line.extend_from_slice(line);
                    self.fields.take(&self.line, &mut event);
                    self.line.clear();
                }
            }
            self.after_return = rest[at] == b'\r' && after.is_empty();
            rest = match rest[at] {
                b'\r' => after.strip_prefix(b"\n").unwrap_or(after),
                _ => after,
            };
        }
        match self.line.len() + rest.len() > LONGEST {
            true => self.fields.too_long = true,
            false => self.line.extend_from_slice(rest),
        }
    }

    /// Whether an event was longer than any that makes sense: what followed was not kept.
    pub fn is_too_long(&self) -> bool {
        self.fields.too_long
    }
}

impl Fields {
    fn take(&mut self, line: &[u8], event: &mut impl FnMut(Event<'_>)) {
        if line.is_empty() {
            if self.has_data || !self.kind.is_empty() {
                event(Event { kind: &self.kind, data: &self.data, comment: &self.comment });
            }
            return self.clear();
        }
        let (field, value) = match line.iter().position(|byte| *byte == b':') {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (line, &[][..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        let into = match field {
            b"data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.data.push(b'\n');
                }
                &mut self.data
            }
            b"event" => &mut self.kind,
            b"" => &mut self.comment,
            _ => return,
        };
        match into.len() + value.len() > LONGEST {
            true => self.too_long = true,
            false => into.extend_from_slice(value),
        }
    }

    fn clear(&mut self) {
        self.kind.clear();
        self.data.clear();
        self.comment.clear();
        self.has_data = false;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn events(pieces: &[&[u8]]) -> Vec<String> {
        let mut parser = Events::default();
        let mut found = Vec::new();
        for piece in pieces {
            parser.feed(piece, |event| found.push(String::from_utf8_lossy(event.data).into_owned()));
        }
        found
    }

    #[test]
    fn events_end_with_an_empty_line() {
        let text = b": keep-alive\n\ndata: {\"a\":1}\n\nevent: x\ndata:two\ndata:  lines\n\ndata: [DONE]\r\n\r\ndata: cut";
        assert_eq!(events(&[text]), ["{\"a\":1}", "two\n lines", "[DONE]"]);
        assert_eq!(events(&[b"data\n\n"]), [""]);
    }

    #[test]
    fn kinds_and_comments_are_handed_over_with_their_event() {
        let mut parser = Events::default();
        let mut found = Vec::new();
        let text = b"event: error\n: \"out of memory\"\n\n: ping\n\ndata: 1\n\n";
        parser.feed(text, |event| {
            found.push(
                [event.kind, event.data, event.comment]
                    .map(|part| String::from_utf8_lossy(part).into_owned()),
            );
        });
        assert_eq!(found, [["error", "", "\"out of memory\""], ["", "1", ""]]);
    }

    #[test]
    fn a_line_without_end_is_not_kept_for_ever() {
        let mut parser = Events::default();
        for _ in 0..40 {
            parser.feed(&vec![b'x'; 1024 * 1024], |_| {});
        }
        assert!(parser.is_too_long() && parser.line.len() <= LONGEST);
        parser.reset();
        assert!(!parser.is_too_long());
    }

    proptest! {
        #[test]
        fn where_the_pieces_end_does_not_matter(cut in 0usize..80, second in 0usize..80, ending in prop::sample::select(vec!["\n", "\r\n", "\r"])) {
            let text = ["data: \u{6a21}\u{578b}", "", ": c", "data: a", "data: b", "", "data: [DONE]", "", ""].join(ending);
            let bytes = text.as_bytes();
            let (low, high) = (cut.min(second).min(bytes.len()), cut.max(second).min(bytes.len()));
            let found = events(&[&bytes[..low], &bytes[low..high], &bytes[high..]]);
            prop_assert_eq!(found, ["\u{6a21}\u{578b}", "a\nb", "[DONE]"]);
        }
    }
}
