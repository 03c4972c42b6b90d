//! One HTTP/1.1 answer, fed piece by piece (RFC 9112). The body is counted, not kept.

use http::HeaderName;

use super::chunked::Chunked;
use super::fields::{Coding, Fields};
use super::sink::Sink;
use crate::load::fault::{Class, Fault};
use crate::load::message::is_redirect;

/// The longest head that is read: a server that sends headers without end must not fill the memory.
const LONGEST_HEAD: usize = 256 * 1024;
/// The most interim answers (1xx) that are read before the answer: a server that sends them without end must not keep the thread.
const MOST_INTERIM: u32 = 100;
/// The most header lines that are read.
const MOST_HEADERS: usize = 128;

/// How the end of a body is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Framing {
    /// The request was HEAD, or the answer is a CONNECT's: no body follows.
    Bodiless,
    /// As the headers say.
    #[default]
    Normal,
}

/// An answer while it arrives. Its buffers are kept from one answer to the next.
#[derive(Debug, Default)]
pub struct Response {
    framing: Framing,
    state: State,
    /// Interim answers so far.
    interim: u32,
    /// The beginning of a head that came in several pieces; empty nearly always.
    head: Vec<u8>,
    /// The status code, once the head is complete.
    pub status: u16,
    /// Bytes of the body so far, as they came (compressed if they were), without chunk framing.
    pub body: u64,
    /// Whether the connection may carry another request after this answer.
    pub keep_alive: bool,
    /// The `Location` of a redirect.
    pub location: Option<String>,
    /// The header in which an answer names its pod; it stays from one answer to the next.
    pub pod_header: Option<HeaderName>,
    /// The pod that an answer names.
    pub pod: Option<String>,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Head,
    Length(u64),
    Chunked(Chunked),
    UntilClose,
    Done,
}

impl Response {
    /// Ready for the next answer on the same connection.
    pub fn reset(&mut self, framing: Framing) {
        self.framing = framing;
        self.state = State::Head;
        self.interim = 0;
        self.head.clear();
        self.status = 0;
        self.body = 0;
        self.keep_alive = false;
        self.location = None;
        self.pod = None;
    }

    /// Takes the bytes that arrived; true once the answer is complete.
    ///
    /// # Errors
    /// A protocol fault if this is not HTTP/1.
    pub fn feed(&mut self, bytes: &[u8], sink: &mut impl Sink) -> Result<bool, Fault> {
        sink.arrived();
        self.take(bytes, sink)
    }

    fn take(&mut self, bytes: &[u8], sink: &mut impl Sink) -> Result<bool, Fault> {
        if !matches!(self.state, State::Head) {
            return self.feed_body(bytes, sink);
        }
        if self.head.is_empty() {
            return match self.parse_head(bytes)? {
                Some(end) => self.feed_after_head(&bytes[end..], sink),
                None => {
                    self.head.extend_from_slice(bytes);
                    self.limit_head().map(|()| false)
                }
            };
        }
        let before = self.head.len();
        self.head.extend_from_slice(bytes);
        // A head in many small pieces is not parsed again for each of them.
        let fresh = &self.head[before.saturating_sub(3)..];
        if !fresh.windows(2).any(|pair| pair == b"\n\n") && !fresh.windows(3).any(|three| three == b"\n\r\n")
        {
            return self.limit_head().map(|()| false);
        }
        let mut head = std::mem::take(&mut self.head);
        let Some(end) = self.parse_head(&head)? else {
            self.head = head;
            return self.limit_head().map(|()| false);
        };
        let outcome = self.feed_after_head(&head[end..], sink);
        if self.head.is_empty() {
            head.clear();
            self.head = head;
        }
        outcome
    }

    /// The connection was closed.
    ///
    /// # Errors
    /// A fault unless the answer ends where the connection does.
    pub fn close(&mut self) -> Result<(), Fault> {
        let truncated = |what| Err(Fault::new(Class::Truncated, what));
        match self.state {
            State::UntilClose | State::Done => {
                self.state = State::Done;
                Ok(())
            }
            State::Head if self.head.is_empty() => {
                Err(Fault::new(Class::Reset, "connection closed before an answer"))
            }
            State::Head => truncated("connection closed in the middle of the headers"),
            State::Length(_) => truncated("connection closed before Content-Length bytes of the body"),
            State::Chunked(_) => truncated("connection closed before the last chunk of the body"),
        }
    }

    /// Whether a byte of the answer has arrived.
    pub fn has_begun(&self) -> bool {
        !matches!(self.state, State::Head) || !self.head.is_empty()
    }

    /// Whether the head is complete.
    pub fn has_head(&self) -> bool {
        !matches!(self.state, State::Head)
    }

    fn limit_head(&self) -> Result<(), Fault> {
        match self.head.len() > LONGEST_HEAD {
            true => Err(Fault::new(Class::Protocol, "the answer's headers are longer than 256 KiB")),
            false => Ok(()),
        }
    }

    fn feed_after_head(&mut self, rest: &[u8], sink: &mut impl Sink) -> Result<bool, Fault> {
        // After a 1xx the head of the real answer follows.
        let interim = matches!(self.state, State::Head);
        if !interim {
            sink.head(self.status);
        }
        if interim && rest.is_empty() { Ok(false) } else { self.take(rest, sink) }
    }

    fn feed_body(&mut self, bytes: &[u8], sink: &mut impl Sink) -> Result<bool, Fault> {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let leftover = match &mut self.state {
            State::Head => return Ok(false),
            State::UntilClose => {
                self.body += length;
                sink.data(bytes);
                return Ok(false);
            }
            State::Done => length > 0,
            State::Length(left) => {
                let taken = length.min(*left);
                *left -= taken;
                self.body += taken;
                sink.data(&bytes[..usize::try_from(taken).unwrap_or(bytes.len())]);
                if *left > 0 {
                    return Ok(false);
                }
                taken < length
            }
            State::Chunked(chunked) => {
                let piece = chunked.feed(bytes, sink)?;
                self.body += piece.data;
                if !piece.done {
                    return Ok(false);
                }
                piece.consumed < bytes.len()
            }
        };
        // Bytes that nobody asked for: what comes next could not be told from them.
        if leftover {
            self.keep_alive = false;
        }
        self.state = State::Done;
        Ok(true)
    }

    /// Parses the head at the start of `bytes` and interim answers (1xx) before it; where they end, or `None` if not one is
    /// complete.
    fn parse_head(&mut self, bytes: &[u8]) -> Result<Option<usize>, Fault> {
        let mut end = 0;
        while let State::Head = self.state
            && let Some(more) = self.parse_one(&bytes[end..])?
        {
            end += more;
        }
        Ok((end > 0).then_some(end))
    }

    /// Parses one head at the start of `bytes`; its length, or `None` if it is not complete.
    fn parse_one(&mut self, bytes: &[u8]) -> Result<Option<usize>, Fault> {
        let mut headers = [const { std::mem::MaybeUninit::uninit() }; MOST_HEADERS];
        let mut parsed = httparse::Response::new(&mut []);
        let config = httparse::ParserConfig::default();
        let end = match config.parse_response_with_uninit_headers(&mut parsed, bytes, &mut headers) {
            Ok(httparse::Status::Complete(end)) => end,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(error) => return Err(Fault::new(Class::Protocol, format!("malformed HTTP answer: {error}"))),
        };
        let status = parsed.code.unwrap_or(0);
        if (100..200).contains(&status) && status != 101 {
            self.interim += 1;
            if self.interim > MOST_INTERIM {
                return Err(Fault::new(Class::Protocol, format!("more than {MOST_INTERIM} interim answers")));
            }
            return Ok(Some(end));
        }
        if let Some(name) = &self.pod_header {
            let named = parsed.headers.iter().find(|it| it.name.eq_ignore_ascii_case(name.as_str()));
            self.pod = named.map(|it| String::from_utf8_lossy(it.value).into_owned());
        }
        let fields = Fields::read(parsed.headers)?;
        self.status = status;
        self.keep_alive = match parsed.version {
            Some(1) => !fields.close,
            _ => fields.keep_alive && !fields.close,
        };
        if is_redirect(status) {
            self.location = fields.location.map(|value| String::from_utf8_lossy(value).into_owned());
        }
        self.state = match (self.framing, status, fields.coding, fields.length) {
            (Framing::Bodiless, ..) | (_, 204 | 304, ..) => State::Length(0),
            (_, 101, ..) => {
                self.keep_alive = false;
                State::Length(0)
            }
            (_, _, Coding::Chunked, length) => {
                // Both framings at once is how answers are smuggled (RFC 9112 §6.3): do not trust what follows.
                self.keep_alive &= length.is_none();
                State::Chunked(Chunked::new())
            }
            (_, _, Coding::None, Some(length)) => State::Length(length),
            _ => {
                self.keep_alive = false;
                State::UntilClose
            }
        };
        Ok(Some(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::wire::Ignored;
    use proptest::prelude::*;

    fn read(text: &str) -> (Response, Result<bool, Fault>) {
        let mut response = Response::default();
        let outcome = response.feed(text.as_bytes(), &mut Ignored);
        (response, outcome)
    }

    #[test]
    fn a_length_ends_the_body() {
        let (response, outcome) = read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        assert_eq!((outcome, response.status, response.body, response.keep_alive), (Ok(true), 200, 5, true));
    }

    #[test]
    fn bytes_after_the_body_end_the_connection() {
        let (response, outcome) = read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello!");
        assert_eq!((outcome, response.body, response.keep_alive), (Ok(true), 5, false));
    }

    #[test]
    fn an_interim_answer_is_passed_over() {
        let (response, outcome) = read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
        assert_eq!((outcome, response.status, response.keep_alive), (Ok(true), 204, true));
    }

    #[test]
    fn without_a_length_the_connection_ends_the_body() {
        let (mut response, outcome) = read("HTTP/1.1 200 OK\r\n\r\nhello");
        assert_eq!(outcome, Ok(false));
        assert_eq!((response.close(), response.body, response.keep_alive), (Ok(()), 5, false));
    }

    #[test]
    fn http_1_0_closes_unless_it_says_otherwise() {
        assert!(!read("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").0.keep_alive);
        assert!(read("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: Keep-Alive\r\n\r\n").0.keep_alive);
        assert!(!read("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: x, close\r\n\r\n").0.keep_alive);
    }

    #[test]
    fn a_body_cut_short_is_truncated() {
        for text in [
            "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            "HTTP/1.1 200 OK\r\nContent-",
        ] {
            let (mut response, outcome) = read(text);
            assert_eq!(outcome, Ok(false));
            assert_eq!(response.close().map_err(|fault| fault.class), Err(Class::Truncated), "{text}");
        }
    }

    #[test]
    fn what_is_not_http_is_a_protocol_fault() {
        for text in [
            "SSH-2.0-OpenSSH_9.2\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        ] {
            assert_eq!(read(text).1.map_err(|fault| fault.class), Err(Class::Protocol), "{text}");
        }
    }

    #[test]
    fn an_answer_names_its_pod_where_that_is_asked_for() {
        let head = "HTTP/1.1 200 OK\r\nX-Pod: qwen-1\r\nContent-Length: 0\r\n\r\n";
        assert_eq!(read(head).0.pod, None);
        let mut response =
            Response { pod_header: Some(HeaderName::from_static("x-pod")), ..Response::default() };
        assert_eq!(response.feed(head.as_bytes(), &mut Ignored), Ok(true));
        assert_eq!(response.pod.as_deref(), Some("qwen-1"));
        response.reset(Framing::Normal);
        let nameless = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        assert_eq!(response.feed(nameless, &mut Ignored), Ok(true));
        assert_eq!(response.pod, None);
    }

    #[test]
    fn headers_without_end_are_refused() {
        let mut response = Response::default();
        let mut outcome = response.feed(b"HTTP/1.1 200 OK\r\nX: ", &mut Ignored);
        for _ in 0..600 {
            outcome = outcome.and_then(|_| response.feed(&[b'x'; 1024], &mut Ignored));
        }
        assert_eq!(outcome.map_err(|fault| fault.class), Err(Class::Protocol));
    }

    #[test]
    fn a_bodiless_answer_ends_with_its_head() {
        let mut response = Response::default();
        response.reset(Framing::Bodiless);
        assert_eq!(response.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", &mut Ignored), Ok(true));
    }

    proptest! {
        #[test]
        fn pieces_say_the_same_as_the_whole(
            size in 0usize..50,
            interim in any::<bool>(),
            chunked in any::<bool>(),
            cuts in prop::collection::vec(1usize..40, 1..12),
        ) {
            let body = "z".repeat(size);
            let (field, body) = match chunked {
                true if size > 0 => ("Transfer-Encoding: chunked".to_owned(), format!("{size:x}\r\n{body}\r\n0\r\n\r\n")),
                true => ("Transfer-Encoding: chunked".to_owned(), "0\r\n\r\n".to_owned()),
                false => (format!("Content-Length: {size}"), body),
            };
            let first = if interim { "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" } else { "" };
            let text = format!("{first}HTTP/1.1 200 OK\r\nServer: x\r\n{field}\r\n\r\n{body}");
            let mut response = Response::default();
            let (mut rest, mut done) = (text.as_bytes(), false);
            for cut in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                prop_assert!(!done);
                let (piece, after) = rest.split_at((*cut).min(rest.len()));
                done = response.feed(piece, &mut Ignored).unwrap();
                rest = after;
            }
            prop_assert!(done);
            prop_assert_eq!((response.status, response.body, response.keep_alive), (200, size as u64, true));
        }

        #[test]
        fn any_bytes_end_in_progress_or_a_fault(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..64), 0..4)) {
            let mut response = Response::default();
            for piece in pieces {
                if response.feed(&piece, &mut Ignored).is_err() {
                    break;
                }
            }
        }
    }
}
