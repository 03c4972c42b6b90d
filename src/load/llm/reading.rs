//! Reads an answer while it comes: when which token was there. Each read has one time, taken before anything is parsed.

use std::rc::Rc;
use std::time::{Duration, Instant};

use super::measured::{Chunk, is_shed};
use super::outcome::{Counted, Outcome};
use super::said::{engine_error, no_answer, no_event, shortened, told_in_a_comment};
use super::seen::Seen;
use crate::engines::event::{Choice, Event, MetaInfo};
use crate::engines::openai;
use crate::load::fault::{Class, Fault};
use crate::load::sse::{self, Events};
use crate::load::wire::Sink;
use crate::load::worker::Shared;

/// Of an answer that is no stream so much is kept.
const LONGEST_BODY: usize = 64 * 1024 * 1024;
/// Of an error so much.
const LONGEST_ERROR: usize = 64 * 1024;

/// One answer while it comes. Its memory serves the next one.
pub struct Reading {
    shared: Rc<Shared>,
    events: Events,
    /// What is no stream.
    body: Vec<u8>,
    request: Asked,
    status: u16,
    form: Form,
    now: Instant,
    seen: Seen,
}

/// What was asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// When the request was begun.
    pub begun: Instant,
    /// When it was due, else begun, from the start of the run.
    pub offset: Duration,
    /// Whether the text of the answer is needed.
    pub keep_text: bool,
    /// Whether the times between events are kept.
    pub keep_gaps: bool,
}

/// What the body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Its first byte has not come.
    Unknown,
    Events,
    Plain,
}

impl Reading {
    /// Ready for a request.
    pub fn new(shared: Rc<Shared>) -> Self {
        let now = Instant::now();
        let request = Asked { begun: now, offset: Duration::ZERO, keep_text: false, keep_gaps: false };
        let (events, body, seen) = (Events::default(), Vec::new(), Seen::default());
        Self { shared, events, body, request, status: 0, form: Form::Unknown, now, seen }
    }

    /// Before a request is sent.
    pub fn begin(&mut self, request: Asked) {
        self.request = request;
        self.head(0);
    }

    /// Whether a token has come.
    pub fn has_token(&self) -> bool {
        self.seen.first.is_some()
    }

    /// The body, of what is no stream.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// What the server said when it refused.
    pub fn refusal(&self) -> String {
        let said = serde_json::from_slice(&self.body).ok().and_then(|value| openai::error(&value));
        let plain = || String::from_utf8_lossy(&self.body).into_owned();
        let said = said.unwrap_or_else(plain);
        shortened(said.lines().next().unwrap_or_default())
    }

    /// The text of the answer, if it is kept.
    pub fn text(&self) -> String {
        self.seen.text.clone()
    }

    /// The same, which is gone then.
    pub fn take_text(&mut self) -> String {
        std::mem::take(&mut self.seen.text)
    }

    /// The times between events, if they were kept.
    pub fn take_gaps(&mut self) -> Vec<Duration> {
        std::mem::take(&mut self.seen.gaps)
    }

    /// What the whole answer says; it ended at `end`.
    ///
    /// # Errors
    /// The engine failed, or what came is no answer.
    pub fn finish(&mut self, end: Instant, asked: &Outcome) -> Result<Outcome, Fault> {
        if self.form != Form::Events {
            self.take_plain()?;
        }
        if self.events.is_too_long() {
            return Err(Fault::new(Class::Sse, "an event is longer than 16 MiB"));
        }
        if let Some(fault) = self.seen.fault.take() {
            return Err(fault);
        }
        let seen = &self.seen;
        if self.form == Form::Events && !seen.done && seen.finish.is_empty() {
            return Err(Fault::new(
                Class::Truncated,
                "the stream ended without a finish reason and without [DONE]",
            ));
        }
        let since = |at: Instant| at.saturating_duration_since(self.request.begun);
        let told = seen.usage.completion_tokens.or(seen.each_counted.then_some(seen.tokens));
        Ok(Outcome {
            first_event: seen.first_event.map(since),
            last_event: seen.last_event.map(since),
            first: seen.first.map(since),
            first_answer: seen.first_answer.map(since),
            last: since(seen.last.unwrap_or(end)),
            chunks: seen.chunks,
            first_tokens: seen.first_tokens,
            each_counted: seen.each_counted,
            prompt_tokens: seen.usage.prompt_tokens.or(asked.prompt_tokens),
            prompt_tokens_here: seen.usage.prompt_tokens.and(asked.prompt_tokens),
            cached_tokens: seen.usage.prompt_tokens_details.and_then(|details| details.cached_tokens),
            output_tokens: told.unwrap_or(seen.chunks),
            counted: if told.is_some() { Counted::Usage } else { Counted::Chunks },
            finish: if seen.finish.is_empty() { "none".to_owned() } else { seen.finish.clone() },
            ..asked.clone()
        })
    }

    /// An answer that was not streamed.
    fn take_plain(&mut self) -> Result<(), Fault> {
        let body = std::mem::take(&mut self.body);
        let read = Event::read(&body).map_err(|_| no_answer(&body))?;
        if read.is_error() {
            return Err(engine_error(&body));
        }
        if read.choices.is_none() && read.meta_info.is_none() {
            return Err(no_answer(&body));
        }
        self.seen.take_counts(&read);
        let keep = self.request.keep_text;
        if let Some(choice) = read.choice() {
            self.seen.take_finish(&choice.finish_reason.0, None);
            if keep {
                self.seen.text.push_str(choice.answer());
            }
        } else if keep {
            self.seen.text.push_str(&read.text.0);
        }
        self.body = body;
        Ok(())
    }

    fn event(&mut self, event: sse::Event<'_>) {
        let seen = &mut self.seen;
        if event.kind == b"error" {
            seen.fault.get_or_insert_with(|| match event.data {
                b"" => told_in_a_comment(event.comment),
                data => engine_error(data),
            });
            return;
        }
        if event.data == b"[DONE]" {
            seen.done = true;
            return;
        }
        if event.data.is_empty() {
            return;
        }
        let read = match Event::read(event.data) {
            Ok(read) => read,
            Err(_) => {
                seen.fault.get_or_insert_with(|| no_event(event.data));
                return;
            }
        };
        if read.is_error() {
            seen.fault.get_or_insert_with(|| engine_error(event.data));
            return;
        }
        let before = seen.tokens;
        seen.take_counts(&read);
        match (read.choice(), &read.meta_info) {
            (Some(choice), _) => {
                self.choice(choice, before);
            }
            (None, Some(meta)) => self.generated(meta, &read.text.0, before),
            (None, None) => {}
        }
    }

    fn choice(&mut self, choice: &Choice<'_>, before: u64) {
        self.any_event();
        if choice.has_token() {
            if self.seen.first_answer.is_none() && choice.has_answer() {
                self.seen.first_answer = Some(self.now);
            }
            if self.request.keep_text {
                self.seen.text.push_str(choice.answer());
            }
            self.chunk(before);
        }
        self.seen.take_finish(&choice.finish_reason.0, None);
    }

    /// SGLang's own form: the whole text so far.
    fn generated(&mut self, meta: &MetaInfo<'_>, text: &str, before: u64) {
        self.any_event();
        if !text.is_empty() && self.seen.tokens > before {
            self.seen.first_answer.get_or_insert(self.now);
            if self.request.keep_text {
                self.seen.text.clear();
                self.seen.text.push_str(text);
            }
            self.chunk(before);
        }
        if let Some(finish) = &meta.finish_reason {
            self.seen.take_finish(&finish.r#type.0, Some(&finish.message.0));
        }
    }

    /// An event with a choice, for vLLM's measures.
    fn any_event(&mut self) {
        self.seen.first_event.get_or_insert(self.now);
        if let Some(last) = self.seen.last_event.replace(self.now) {
            let gap = self.now.saturating_duration_since(last);
            if self.request.keep_gaps {
                self.seen.gaps.push(gap);
            }
            let mut measured = self.shared.measured.borrow_mut();
            if let Some(llm) = &mut measured.llm {
                llm.event(self.request.offset, gap);
            }
        }
    }

    fn chunk(&mut self, before: u64) {
        let seen = &mut self.seen;
        // An engine that does not count each chunk is taken at one token for each.
        let tokens = if seen.each_counted { seen.tokens.saturating_sub(before) } else { 1 };
        let first = seen.first.is_none();
        if first {
            seen.first = Some(self.now);
            // What came before with no text, as half a character, is in the first chunk too.
            seen.first_tokens = if seen.each_counted { seen.tokens.max(1) } else { 1 };
        }
        let gap = seen.last.replace(self.now).map(|last| self.now.saturating_duration_since(last));
        seen.chunks += 1;
        let coalesced = std::mem::replace(&mut seen.in_read, true);
        let ttft = first.then(|| self.now.saturating_duration_since(self.request.begun));
        let at = self.now.saturating_duration_since(self.shared.start);
        let mut measured = self.shared.measured.borrow_mut();
        if let Some(llm) = &mut measured.llm {
            llm.chunk(self.request.offset, Chunk { at, gap, tokens, coalesced, ttft });
        }
    }
}

impl Sink for Reading {
    fn arrived(&mut self) {
        self.now = Instant::now();
        self.seen.in_read = false;
    }

    fn head(&mut self, status: u16) {
        self.status = status;
        self.form = Form::Unknown;
        self.body.clear();
        self.events.reset();
        self.seen.clear();
    }

    fn data(&mut self, piece: &[u8]) {
        if self.form == Form::Unknown {
            let Some(first) = piece.iter().find(|byte| !byte.is_ascii_whitespace()) else { return };
            // No line of a stream begins so, and every answer that is none does.
            self.form = match (self.status, first) {
                (200..300, b'{' | b'[' | b'<') => Form::Plain,
                (200..300, _) => Form::Events,
                _ => Form::Plain,
            };
        }
        match self.form {
            Form::Events => {
                let mut events = std::mem::take(&mut self.events);
                events.feed(piece, |event| self.event(event));
                self.events = events;
            }
            Form::Unknown | Form::Plain => {
                let most = if self.status < 300 { LONGEST_BODY } else { LONGEST_ERROR };
                let room = most.saturating_sub(self.body.len()).min(piece.len());
                self.body.extend_from_slice(&piece[..room]);
            }
        }
    }
}

/// Whether an answer of this status is one that a model gave.
pub fn is_answer(status: u16) -> bool {
    (200..300).contains(&status) && !is_shed(status)
}
