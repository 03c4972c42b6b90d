//! The engine in time: requests enter, steps end, tokens go to those who listen. Still no waiting: it is asked to come
//! up to a time, and says when it wants to be asked again.
//!
//! What happens between two such times happens when it should have, so that a clock that runs many times faster than
//! the machine's timers tell apart does not slow the engine down.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::engine::{Engine, Scheduling};
use super::sequence::{Finish, Request, SequenceId};
use super::units::Tokens;

/// From the arrival of a request until the API server has given it to the engine: tokenizing, checking, telling.
pub const API_OVERHEAD: Duration = Duration::from_millis(15);

/// Which request of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(u64);

impl Ticket {
    /// Counted from the start of the engine.
    pub fn number(self) -> u64 {
        self.0
    }
}

/// A token for a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Which of the answers that it asked for.
    pub choice: usize,
    /// Place in the answer.
    pub index: u32,
    /// Tokens of the prompt that were found in the prefix cache.
    pub cached: Tokens,
    /// It is the last one.
    pub finish: Option<Finish>,
    /// Since the engine began, when it came.
    pub at: Duration,
}

/// What the engine logs now and then.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Report {
    /// When.
    pub at: Duration,
    /// Prompt tokens a second since the last report.
    pub prompt_rate: f64,
    /// Answer tokens a second since the last report.
    pub answer_rate: f64,
    /// Requests in the batch.
    pub running: usize,
    /// Requests in the queue.
    pub waiting: usize,
    /// Share of the KV cache in use.
    pub kv_usage: f64,
    /// Share of prompt tokens that were found in the cache, of all so far.
    pub hit_rate: f64,
}

/// What a client hears of its answer as it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hears {
    /// Each token: it streams.
    EachToken,
    /// The last token, with which the whole is there.
    TheEnd,
}

#[derive(Debug)]
struct Entering {
    ticket: Ticket,
    arrived: Duration,
    requests: Vec<Request>,
    listener: UnboundedSender<Token>,
    hears: Hears,
}

#[derive(Debug)]
struct Listener {
    ticket: Ticket,
    choice: usize,
    sender: UnboundedSender<Token>,
    hears: Hears,
}

/// An engine with those who wait for its tokens. Times are since it began.
#[derive(Debug)]
pub struct Driver {
    engine: Engine,
    /// How far it has come.
    at: Duration,
    step_end: Option<Duration>,
    tickets: u64,
    entering: BTreeMap<(Duration, Ticket), Entering>,
    listeners: HashMap<SequenceId, Listener>,
    /// No step begins: the engine is not warm.
    held: bool,
    last_report: Option<Report>,
    reported_tokens: (u64, u64),
}

impl Driver {
    /// An engine that is not warm yet.
    pub fn new(engine: Engine) -> Self {
        Self {
            engine,
            at: Duration::ZERO,
            step_end: None,
            tickets: 0,
            entering: BTreeMap::new(),
            listeners: HashMap::new(),
            held: true,
            last_report: None,
            reported_tokens: (0, 0),
        }
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// From now on steps may begin.
    pub fn warm(&mut self, now: Duration) {
        self.held = false;
        self.at = self.at.max(now);
    }

    /// Takes a request, with one sequence for each answer that it wants.
    pub fn enter(
        &mut self,
        requests: Vec<Request>,
        arrived: Duration,
        listener: UnboundedSender<Token>,
        hears: Hears,
    ) -> Ticket {
        let ticket = Ticket(self.tickets);
        self.tickets += 1;
        let entering = Entering { ticket, arrived, requests, listener, hears };
        self.entering.insert((arrived + API_OVERHEAD, ticket), entering);
        ticket
    }

    /// The client has gone.
    pub fn cancel(&mut self, ticket: Ticket) {
        self.entering.retain(|(_, it), _| *it != ticket);
        let engine = &mut self.engine;
        self.listeners.retain(|sequence, listener| {
            let stays = listener.ticket != ticket;
            if !stays {
                engine.abort(*sequence);
            }
            stays
        });
    }

    /// The process ends: nobody gets anything more.
    pub fn stop(&mut self) {
        self.held = true;
        self.entering.clear();
        for (sequence, _) in self.listeners.drain() {
            self.engine.abort(sequence);
        }
    }

    /// Does all that happens up to `now`, and says when something happens next; `None`: not before another request.
    pub fn advance(&mut self, now: Duration, reports: &mut Vec<Report>) -> Option<Duration> {
        loop {
            if let Some(end) = self.step_end {
                if end > now {
                    return Some(self.next_heard(end));
                }
                self.end_step(end);
            }
            self.report(reports);
            if self.held {
                return None;
            }
            self.let_in();
            if let Some(takes) = self.engine.begin(self.at).map(|step| step.takes) {
                self.step_end = Some(self.at + takes);
                continue;
            }
            let entry = self.entering.first_key_value().map(|((time, _), _)| *time);
            match [entry, self.next_report()].into_iter().flatten().min() {
                Some(next) if next <= now => self.at = self.at.max(next),
                next => return next,
            }
        }
    }

    /// When anybody hears of something at the earliest, if the step under way ends at `end`. A client that waits for
    /// its whole answer need not wake us at each step: those that lie behind are done when somebody looks.
    fn next_heard(&self, end: Duration) -> Duration {
        let mut entering = self.entering.values();
        let streams = self.listeners.values().any(|listener| listener.hears == Hears::EachToken)
            || entering.any(|entering| entering.hears == Hears::EachToken);
        if streams {
            return end;
        }
        let new = self.entering.values().flat_map(|entering| &entering.requests);
        let new = new.map(|request| u32::try_from(request.answer.len()).unwrap_or(u32::MAX));
        let tokens = self.engine.soonest_end().into_iter().chain(new).min().unwrap_or(1);
        let heard = end + self.engine.shortest_step() * tokens.saturating_sub(1);
        let since = self.last_report.map_or(Duration::ZERO, |last| last.at);
        heard.min(since + self.interval()).max(end)
    }

    fn end_step(&mut self, end: Duration) {
        (self.at, self.step_end) = (end, None);
        for token in self.engine.finish(end) {
            let Some(listener) = self.listeners.get(&token.sequence) else { continue };
            if listener.hears == Hears::TheEnd && token.finish.is_none() {
                continue;
            }
            let (choice, index, cached, finish) = (listener.choice, token.index, token.cached, token.finish);
            // A client that has gone is cancelled by whoever served it.
            let _gone = listener.sender.send(Token { choice, index, cached, finish, at: end });
            if finish.is_some() {
                self.listeners.remove(&token.sequence);
            }
        }
    }

    fn let_in(&mut self) {
        while let Some(first) = self.entering.first_entry().filter(|first| first.key().0 <= self.at) {
            let Entering { ticket, arrived, requests, listener, hears } = first.remove();
            for (choice, request) in requests.into_iter().enumerate() {
                let sequence = self.engine.submit(request, arrived);
                let sender = listener.clone();
                self.listeners.insert(sequence, Listener { ticket, choice, sender, hears });
            }
        }
    }

    /// How long after the last one a report is due.
    fn interval(&self) -> Duration {
        match self.engine.limits().scheduling {
            Scheduling::V0 => Duration::from_secs(5),
            Scheduling::V1 => Duration::from_secs(10),
        }
    }

    /// Reports follow each other while there is something to say; the last one says that there is nothing.
    fn next_report(&self) -> Option<Duration> {
        let last =
            self.last_report.filter(|last| last.prompt_rate + last.answer_rate > 0.0 || last.running > 0);
        last.map(|last| last.at + self.interval())
    }

    fn report(&mut self, reports: &mut Vec<Report>) {
        let counted = self.engine.statistics();
        let tokens = (counted.prompt_tokens, counted.answer_tokens);
        let since = self.last_report.map_or(Duration::ZERO, |last| last.at);
        let quiet = tokens == self.reported_tokens && self.next_report().is_none();
        if quiet || self.at < since + self.interval() {
            return;
        }
        let span = (self.at - since).as_secs_f64();
        let rate = |now: u64, before: u64| (now - before) as f64 / span;
        let report = Report {
            at: self.at,
            prompt_rate: rate(tokens.0, self.reported_tokens.0),
            answer_rate: rate(tokens.1, self.reported_tokens.1),
            running: self.engine.running(),
            waiting: self.engine.waiting(),
            kv_usage: self.engine.kv_usage(),
            hit_rate: counted.cache_hits as f64 / (counted.cache_queries as f64).max(1.0),
        };
        (self.last_report, self.reported_tokens) = (Some(report), tokens);
        reports.push(report);
    }
}

#[cfg(test)]
mod tests {
    use super::super::engine::fixtures::{engine, limits, reference, request};
    use super::*;
    use tokio::sync::mpsc;

    fn driver() -> Driver {
        let mut driver = Driver::new(engine(limits(Scheduling::V1), reference()));
        driver.warm(Duration::ZERO);
        driver
    }

    fn millis(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    /// Tokens with their times, asking the driver whenever it wants to, or only each second.
    fn run(mut driver: Driver, late: bool, hears: Hears) -> Vec<(u32, Duration)> {
        let (sender, mut receiver) = mpsc::unbounded_channel();
        driver.enter(vec![request(1, 100, 5)], millis(40), sender.clone(), hears);
        driver.enter(vec![request(2, 100, 5)], millis(60), sender, hears);
        let mut now = Duration::ZERO;
        while let Some(next) = driver.advance(now, &mut Vec::new()) {
            now = if late { now + Duration::from_secs(1) } else { next };
        }
        std::iter::from_fn(|| receiver.try_recv().ok()).map(|token| (token.index, token.at)).collect()
    }

    #[test]
    fn a_slow_clock_changes_nothing() {
        let seen = run(driver(), false, Hears::EachToken);
        assert_eq!(seen, run(driver(), true, Hears::EachToken));
        assert_eq!(seen.len(), 10);
        let ends: Vec<_> = seen.iter().filter(|(index, _)| *index == 4).copied().collect();
        assert_eq!(ends, run(driver(), false, Hears::TheEnd));
        // The first enters after the API server's work on it, and its step takes as long as it takes.
        let step =
            reference().step(super::super::cost::Work { tokens: Tokens(100), sequences: 1, context: 100 });
        assert_eq!(seen[0], (0, millis(40) + API_OVERHEAD + step));
    }

    #[test]
    fn who_waits_for_the_whole_wakes_nobody_at_each_token_and_gets_it_in_time() {
        let (mut driver, mut wakes, mut end) = (driver(), 0, None);
        let (sender, mut receiver) = mpsc::unbounded_channel();
        driver.enter(vec![request(1, 100, 500)], millis(0), sender, Hears::TheEnd);
        let mut now = Duration::ZERO;
        while end.is_none() {
            now = driver.advance(now, &mut Vec::new()).unwrap_or(now);
            wakes += 1;
            driver.advance(now, &mut Vec::new());
            let tokens = std::iter::from_fn(|| receiver.try_recv().ok());
            end = tokens.last().inspect(|token| assert_eq!(token.index, 499)).map(|token| token.at);
        }
        assert!(wakes < 50, "{wakes}");
        assert_eq!(end, Some(now));
    }

    #[test]
    fn nothing_moves_before_the_engine_is_warm() {
        let mut driver = Driver::new(engine(limits(Scheduling::V1), reference()));
        let (sender, mut receiver) = mpsc::unbounded_channel();
        driver.enter(vec![request(1, 10, 1)], millis(0), sender, Hears::EachToken);
        assert_eq!(driver.advance(millis(500), &mut Vec::new()), None);
        driver.warm(millis(500));
        while let Some(next) =
            driver.advance(millis(600), &mut Vec::new()).filter(|next| *next <= millis(600))
        {
            assert!(next > millis(500));
        }
        assert!(receiver.try_recv().unwrap().at > millis(500));
    }

    #[test]
    fn a_cancelled_request_is_gone_wherever_it_is() {
        let mut driver = driver();
        let (sender, mut receiver) = mpsc::unbounded_channel();
        let early = driver.enter(vec![request(1, 10, 50); 2], millis(0), sender.clone(), Hears::EachToken);
        let late = driver.enter(vec![request(2, 10, 5)], millis(5000), sender, Hears::EachToken);
        driver.advance(millis(100), &mut Vec::new());
        assert_eq!(driver.engine().running(), 2);
        driver.cancel(early);
        driver.cancel(late);
        assert_eq!((driver.engine().running(), driver.engine().kv_usage()), (0, 0.0));
        driver.advance(millis(9000), &mut Vec::new());
        let got =
            std::iter::from_fn(|| receiver.try_recv().ok()).filter(|token| token.finish.is_some()).count();
        assert_eq!((got, driver.engine().statistics().aborted), (0, 2));
    }

    #[test]
    fn reports_come_while_there_is_something_to_say() {
        let mut driver = driver();
        let (sender, _receiver) = mpsc::unbounded_channel();
        driver.enter(vec![request(1, 100, 1500)], Duration::ZERO, sender, Hears::EachToken);
        let (mut reports, mut now) = (Vec::new(), Duration::ZERO);
        while let Some(next) = driver.advance(now, &mut reports) {
            now = next;
        }
        let seconds: Vec<_> = reports.iter().map(|report| report.at.as_secs()).collect();
        assert_eq!(seconds, [10, 20, 30]);
        assert!(
            reports[0].answer_rate > 100.0 && reports[0].prompt_rate == 10.0 || reports[0].prompt_rate > 9.0
        );
        assert_eq!((reports[0].running, reports[1].running, reports[2].answer_rate), (1, 0, 0.0));
    }
}
