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
mod tests;
