//! Server-sent events: bytes in, the data of whole events out.

/// Collects bytes until an event is whole.
#[derive(Debug, Default)]
pub struct Events {
    line: Vec<u8>,
    data: Vec<u8>,
    has_data: bool,
    after_return: bool,
}

impl Events {
    /// Takes the next bytes, and hands over the data of each event that they complete. Comments and other fields are
    /// passed over; lines end with CR, LF or both.
    pub fn feed(&mut self, bytes: &[u8], mut event: impl FnMut(&str)) {
        for &byte in bytes {
            let after_return = std::mem::replace(&mut self.after_return, byte == b'\r');
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => self.end_line(&mut event),
                byte => self.line.push(byte),
            }
        }
    }

    fn end_line(&mut self, event: &mut impl FnMut(&str)) {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            if std::mem::take(&mut self.has_data) {
                event(&String::from_utf8_lossy(&std::mem::take(&mut self.data)));
            }
            return;
        }
        let (field, value) = match line.iter().position(|byte| *byte == b':') {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (&line[..], &[][..]),
        };
        if field == b"data" {
            if std::mem::replace(&mut self.has_data, true) {
                self.data.push(b'\n');
            }
            self.data.extend_from_slice(value.strip_prefix(b" ").unwrap_or(value));
        }
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
            parser.feed(piece, |data| found.push(data.to_owned()));
        }
        found
    }

    #[test]
    fn events_end_with_an_empty_line() {
        let text = b": keep-alive\n\ndata: {\"a\":1}\n\nevent: x\ndata:two\ndata:  lines\n\ndata: [DONE]\r\n\r\ndata: cut";
        assert_eq!(events(&[text]), ["{\"a\":1}", "two\n lines", "[DONE]"]);
        assert_eq!(events(&[b"data\n\n"]), [""]);
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
