//! Sends one prompt, or a conversation of several turns, and records what came of it.

use std::rc::Rc;
use std::time::{Duration, Instant};

use http::{HeaderName, HeaderValue};

use super::log::{Detail, Entry};
use super::outcome::{Counted, Outcome};
use super::reading::{Asked, Reading};
use super::{Llm, body};
use crate::load::dataset::Prompt;
use crate::load::fault::Fault;
use crate::load::flight::Flight;
use crate::load::message::{Manner, Request};
use crate::load::plan::Plan;
use crate::load::schedule::Ticket;
use crate::load::worker::{Shared, Worker};

/// The header by which vLLM and routers name a request in their logs.
static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a worker keeps from one prompt to the next.
pub struct Pen {
    request: Request,
    manner: Manner,
    reading: Reading,
}

impl Pen {
    /// Of a worker.
    pub fn new(shared: &Rc<Shared>) -> Self {
        let Plan { request, keep_alive, proxy, .. } = &*shared.plan;
        let manner =
            Manner { keep_alive: *keep_alive, proxy: proxy.as_ref().map(|proxy| proxy.credentials.clone()) };
        Self { request: request.clone(), manner, reading: Reading::new(shared.clone()) }
    }
}

/// Sends the prompt of a ticket, and what follows in its conversation. An error is that of a failed request; it ends the conversation.
///
/// # Errors
/// The fault, after it was recorded.
pub async fn converse(worker: &mut Worker, llm: &Llm, ticket: Ticket) -> Result<(), Fault> {
    let shared = worker.shared.clone();
    let mut pen = worker.pen.take().unwrap_or_else(|| Box::new(Pen::new(&shared)));
    let mut prompt = llm.dataset.prompt(llm.first + ticket.number);
    let mut ticket = ticket;
    let outcome = loop {
        match ask(worker, &mut pen, llm, ticket, &prompt).await {
            Ok(true) => {}
            Ok(false) => break Ok(()),
            Err(fault) => break Err(fault),
        }
        let Some((think, next)) = llm.dataset.follow(&prompt, &pen.reading.take_text()) else { break Ok(()) };
        let over = shared.plan.window().map(|window| shared.start + window);
        if over.is_some_and(|over| Instant::now() + think >= over) {
            break Ok(());
        }
        tokio::time::sleep(think).await;
        // The turns after the first are due when their user has thought: no timetable has them.
        ticket = Ticket { due: None, ..ticket };
        prompt = next;
    };
    worker.pen = Some(pen);
    outcome
}

/// Sends one prompt; whether it was answered in full and the conversation may go on.
async fn ask(
    worker: &mut Worker,
    pen: &mut Pen,
    llm: &Llm,
    ticket: Ticket,
    prompt: &Prompt,
) -> Result<bool, Fault> {
    let shared = worker.shared.clone();
    let Pen { request, manner, reading } = pen;
    let begun = Instant::now();
    let mut flight = Flight::begin(&shared, ticket, begun);
    let waited = begun.saturating_duration_since(shared.start + flight.offset());
    let log = (llm.detail > Detail::None).then_some(prompt.prompt_tokens);
    let mut asking =
        Asking { shared: &shared, offset: flight.offset(), begun, waited, reading, log, ended: false };
    let affinity = llm.affinity.as_ref().and_then(|(name, nonce)| Some((name, prompt.affinity(*nonce)?)));
    let affinity = affinity.and_then(|(name, value)| Some((name, HeaderValue::try_from(value).ok()?)));
    let id = llm.request_id(ticket.number, prompt);
    let headers = || affinity.iter().cloned().chain(id.iter().map(|id| (&REQUEST_ID, id.clone())));
    let mut again = 0;
    let (level, sent) = loop {
        let level = llm.options.level();
        request.carry(body::write(llm, prompt, ticket.number, level).into(), headers(), manner);
        asking.reading.begin(Asked {
            begun,
            offset: asking.offset,
            keep_text: prompt.turn.is_some() || llm.detail == Detail::Texts,
            keep_gaps: llm.detail > Detail::None,
        });
        let sent = worker.send(begun, request, None, asking.reading).await;
        match &sent {
            Ok((_, answer)) if llm.options.refused(level, answer.status, asking.reading.body()) => {
                again += 1;
            }
            _ => break (level, sent),
        }
    };
    if let Some(measured) = &mut shared.measured.borrow_mut().llm {
        measured.asked_for(level, again);
    }
    let outcome = sent.and_then(|(phases, answer)| {
        if !super::reading::is_answer(answer.status) {
            return Ok((phases, answer, None));
        }
        let outcome = asking.reading.finish(answer.last, &Outcome::asked(prompt, waited))?;
        Ok((phases, answer, Some(outcome)))
    });
    asking.ended = true;
    if let Some(prompt_tokens) = log {
        let begun = begun.saturating_duration_since(shared.start);
        let failed = |error| Entry::failed(begun, waited, prompt_tokens, error);
        let entry = match &outcome {
            Ok((_, _, Some(outcome))) => {
                let text = if llm.detail == Detail::Texts { asking.reading.text() } else { String::new() };
                Entry::of(outcome, begun, asking.reading.take_gaps(), text)
            }
            Ok((_, answer, None)) => failed(format!("{}: {}", answer.status, asking.reading.refusal())),
            Err(fault) => failed(fault.to_string()),
        };
        asking.log(entry);
    }
    let offset = flight.land();
    match outcome {
        Ok((phases, answer, outcome)) => {
            shared.answered(offset, phases, &answer).await;
            if let Some(measured) = &mut shared.measured.borrow_mut().llm {
                match &outcome {
                    Some(outcome) => measured.completed(offset, outcome),
                    None => {
                        let end = answer.last.saturating_duration_since(shared.start);
                        measured.refused(offset, end, answer.status, &asking.reading.refusal());
                    }
                }
            }
            Ok(outcome.is_some())
        }
        Err(fault) => {
            shared.failed(&fault, offset);
            Err(fault)
        }
    }
}

/// A prompt under way. Dropped before its end, it is one that had not ended when the run did.
struct Asking<'a> {
    shared: &'a Shared,
    offset: Duration,
    begun: Instant,
    waited: Duration,
    reading: &'a mut Reading,
    /// Tokens of the prompt, if each request is kept.
    log: Option<Option<u64>>,
    ended: bool,
}

impl Asking<'_> {
    fn log(&self, entry: Entry) {
        if let Some(measured) = &mut self.shared.measured.borrow_mut().llm {
            measured.log.push(entry);
        }
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        if let Some(prompt_tokens) = self.log {
            let begun = self.begun.saturating_duration_since(self.shared.start);
            let error = "it had not ended when the run did".to_owned();
            self.log(Entry::failed(begun, self.waited, prompt_tokens, error));
        }
        let since = self.begun.elapsed();
        if let Some(measured) = &mut self.shared.measured.borrow_mut().llm {
            measured.unfinished(self.offset, since, self.waited, self.reading.has_token());
        }
    }
}

impl Llm {
    /// What names a request in logs, if that was asked for: the prefix and its number, of a conversation's later turns that of the turn
    /// too.
    fn request_id(&self, number: u64, prompt: &Prompt) -> Option<HeaderValue> {
        let prefix = self.request_ids.as_deref()?;
        let id = match prompt.turn.map(|turn| turn.turn) {
            Some(turn) if turn > 1 => format!("{prefix}{number}-{turn}"),
            _ => format!("{prefix}{number}"),
        };
        HeaderValue::try_from(id).ok()
    }
}

impl Outcome {
    /// What is known before the answer.
    fn asked(prompt: &Prompt, waited: Duration) -> Self {
        Self {
            waited,
            first_event: None,
            last_event: None,
            first: None,
            first_answer: None,
            last: Duration::ZERO,
            chunks: 0,
            first_tokens: 0,
            each_counted: false,
            prompt_tokens: prompt.prompt_tokens,
            prompt_tokens_here: None,
            cached_tokens: None,
            output_tokens: 0,
            counted: Counted::Chunks,
            requested_tokens: prompt.output_tokens,
            turn: prompt.turn.map(|turn| turn.turn),
            finish: String::new(),
        }
    }
}
