//! What was answered in a part of a run.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::CreationError;
use serde::{Deserialize, Serialize};

use super::counts::Counts;
use super::limits::{Limits, Times};
use super::outcome::{Counted, Outcome};
use crate::load::measure::distribution::Distribution;

/// Turns from this one on are counted together.
const MOST_TURNS: usize = 16;
/// A server that says something new each time must not fill the memory.
const MOST_MESSAGES: usize = 50;
/// Speeds are counted in thousandths of a token a second.
pub const SPEED_STEP: f64 = 1e-3;

/// What was answered in a part of a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Window {
    /// Requests whose whole answer came.
    pub completed: u64,
    /// Requests that were shed.
    pub shed: u64,
    /// Requests whose tokens the engine counted.
    pub counted_by_engine: u64,
    /// Those of them whose chunks it counted one by one.
    pub counted_by_chunk: u64,
    /// Tokens of prompts.
    pub prompt_tokens: u64,
    /// Prompts that both sides counted, and their tokens as this side did.
    #[serde(default)]
    pub counted_here: (u64, u64),
    /// Those of requests that say how many were in the cache, and those that were: none if no request says so.
    pub cached: Option<(u64, u64)>,
    /// Tokens of answers.
    pub output_tokens: u64,
    /// Requests whose answer is as long as was asked for.
    pub full_length: u64,
    /// Tokens a second of each stream, in [`SPEED_STEP`]s.
    pub speed: Counts,
    /// To the first token, since the request was begun.
    pub ttft: Distribution,
    /// The same since it was due.
    pub ttft_since_due: Distribution,
    /// To the first token of the answer itself.
    pub first_answer: Distribution,
    /// Time per output token.
    pub tpot: Distribution,
    /// Between tokens.
    pub itl: Distribution,
    /// Between chunks.
    pub inter_chunk: Distribution,
    /// To the last token, since the request was begun.
    pub e2el: Distribution,
    /// The same since it was due.
    pub e2el_since_due: Distribution,
    /// To the first event with a choice.
    pub vllm_ttft: Distribution,
    /// As vLLM has it.
    pub vllm_tpot: Distribution,
    /// Between events with a choice.
    pub vllm_itl: Distribution,
    /// Tokens of a prompt.
    pub prompt_lengths: Counts,
    /// Tokens of an answer.
    pub output_lengths: Counts,
    /// Tokens that were asked for.
    pub requested_lengths: Counts,
    /// Why answers ended.
    pub finishes: BTreeMap<String, u64>,
    /// What servers said when they refused, by status.
    #[serde(with = "crate::load::measure::portable::pairs")]
    pub refusals: BTreeMap<(u16, String), u64>,
    /// Chunks with a token.
    pub chunks: u64,
    /// Those that came in one read with the one before.
    pub coalesced: u64,
    /// Tokens and chunks of completed streams whose tokens the engine counted.
    pub tokens_by_chunks: (u64, u64),
    /// Requests that kept all limits.
    pub good: u64,
    /// The same as vLLM counts.
    pub good_of_vllm: u64,
    /// Requests that missed each limit.
    pub missed: [u64; 3],
    /// TTFT by turn.
    pub turns: Vec<Distribution>,
}

impl Window {
    /// Nothing yet.
    ///
    /// # Errors
    /// Never; the histograms' constructors cannot say so.
    pub fn new() -> Result<Self, CreationError> {
        Ok(Self {
            completed: 0,
            shed: 0,
            counted_by_engine: 0,
            counted_by_chunk: 0,
            prompt_tokens: 0,
            counted_here: (0, 0),
            cached: None,
            output_tokens: 0,
            full_length: 0,
            speed: Counts::new()?,
            ttft: Distribution::new()?,
            ttft_since_due: Distribution::new()?,
            first_answer: Distribution::new()?,
            tpot: Distribution::new()?,
            itl: Distribution::new()?,
            inter_chunk: Distribution::new()?,
            e2el: Distribution::new()?,
            e2el_since_due: Distribution::new()?,
            vllm_ttft: Distribution::new()?,
            vllm_tpot: Distribution::new()?,
            vllm_itl: Distribution::new()?,
            prompt_lengths: Counts::new()?,
            output_lengths: Counts::new()?,
            requested_lengths: Counts::new()?,
            finishes: BTreeMap::new(),
            refusals: BTreeMap::new(),
            chunks: 0,
            coalesced: 0,
            tokens_by_chunks: (0, 0),
            good: 0,
            good_of_vllm: 0,
            missed: [0; 3],
            turns: Vec::new(),
        })
    }

    /// A request whose whole answer came.
    pub fn completed(&mut self, outcome: &Outcome, limits: &Limits) {
        self.completed += 1;
        self.lengths(outcome);
        self.times(outcome);
        *self.finishes.entry(outcome.finish.clone()).or_default() += 1;
        let times = Times { ttft: outcome.first, tpot: outcome.tpot(), e2el: Some(outcome.last) };
        let since_due = |time: Duration| time + outcome.waited;
        let due = Times { ttft: times.ttft.map(since_due), e2el: times.e2el.map(since_due), ..times };
        let missed = limits.missed(&due);
        self.good += u64::from(!missed.contains(&true));
        for (count, missed) in self.missed.iter_mut().zip(missed) {
            *count += u64::from(missed);
        }
        let vllm = Times { ttft: outcome.first_event, tpot: outcome.tpot_of_vllm(), e2el: times.e2el };
        self.good_of_vllm += u64::from(!limits.missed(&vllm).contains(&true));
    }

    fn lengths(&mut self, outcome: &Outcome) {
        if outcome.counted == Counted::Usage {
            self.counted_by_engine += 1;
            self.counted_by_chunk += u64::from(outcome.each_counted);
            if outcome.chunks > 0 {
                self.tokens_by_chunks.0 += outcome.output_tokens;
                self.tokens_by_chunks.1 += outcome.chunks;
            }
        }
        if let Some(tokens) = outcome.prompt_tokens {
            self.prompt_tokens += tokens;
            self.prompt_lengths.record(tokens);
            if let Some(cached) = outcome.cached_tokens {
                let (of, all) = self.cached.unwrap_or_default();
                self.cached = Some((of + tokens, all + cached));
            }
        }
        if let Some(here) = outcome.prompt_tokens_here {
            self.counted_here = (self.counted_here.0 + 1, self.counted_here.1 + here);
        }
        self.output_tokens += outcome.output_tokens;
        self.output_lengths.record(outcome.output_tokens);
        if let Some(asked) = outcome.requested_tokens {
            self.requested_lengths.record(u64::from(asked));
            self.full_length += u64::from(outcome.output_tokens >= u64::from(asked));
        }
    }

    fn times(&mut self, outcome: &Outcome) {
        if let Some(first) = outcome.first {
            self.ttft.record(first);
            self.ttft_since_due.record(first + outcome.waited);
            if let Some(turn) = outcome.turn.and_then(|turn| usize::try_from(turn).ok()) {
                self.turn(turn, first);
            }
        }
        if let Some(first) = outcome.first_answer {
            self.first_answer.record(first);
        }
        if let Some(tpot) = outcome.tpot() {
            self.tpot.record(tpot);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative, and bounded"
        )]
        if let Some(speed) = outcome.speed() {
            self.speed.record((speed / SPEED_STEP) as u64);
        }
        self.e2el.record(outcome.last);
        self.e2el_since_due.record(outcome.last + outcome.waited);
        if let Some(first) = outcome.first_event {
            self.vllm_ttft.record(first);
        }
        if let Some(tpot) = outcome.tpot_of_vllm() {
            self.vllm_tpot.record(tpot);
        }
    }

    fn turn(&mut self, turn: usize, ttft: Duration) {
        let place = turn.clamp(1, MOST_TURNS) - 1;
        while self.turns.len() <= place {
            let Ok(empty) = Distribution::new() else { return };
            self.turns.push(empty);
        }
        self.turns[place].record(ttft);
    }

    /// A request that the server refused, with what it said.
    pub fn refused(&mut self, status: u16, message: &str, count: u64) {
        let known = self.refusals.contains_key(&(status, message.to_owned()));
        let message = if known || self.refusals.len() < MOST_MESSAGES { message } else { "other messages" };
        *self.refusals.entry((status, message.to_owned())).or_default() += count;
    }

    /// A request that had not ended `waited` after it was due and `since` after it was begun.
    pub fn unfinished(&mut self, since: Duration, waited: Duration, has_token: bool) {
        if !has_token {
            self.ttft.record_open(since);
            self.ttft_since_due.record_open(since + waited);
        }
        self.e2el.record_open(since);
        self.e2el_since_due.record_open(since + waited);
    }

    /// A request that was never sent, so long after it was due.
    pub fn never_sent(&mut self, waited: Duration) {
        self.ttft_since_due.record_open(waited);
        self.e2el_since_due.record_open(waited);
    }

    /// Adds another thread's.
    pub fn merge(&mut self, other: &Self) {
        self.completed += other.completed;
        self.shed += other.shed;
        self.counted_by_engine += other.counted_by_engine;
        self.counted_by_chunk += other.counted_by_chunk;
        self.prompt_tokens += other.prompt_tokens;
        self.counted_here.0 += other.counted_here.0;
        self.counted_here.1 += other.counted_here.1;
        if let Some((of, all)) = other.cached {
            let (ours, hits) = self.cached.unwrap_or_default();
            self.cached = Some((ours + of, hits + all));
        }
        self.output_tokens += other.output_tokens;
        self.full_length += other.full_length;
        for (ours, theirs) in [
            (&mut self.speed, &other.speed),
            (&mut self.prompt_lengths, &other.prompt_lengths),
            (&mut self.output_lengths, &other.output_lengths),
            (&mut self.requested_lengths, &other.requested_lengths),
        ] {
            ours.merge(theirs);
        }
        for (ours, theirs) in self.distributions().into_iter().zip(other.clone().distributions()) {
            ours.merge(theirs);
        }
        for (finish, count) in &other.finishes {
            *self.finishes.entry(finish.clone()).or_default() += count;
        }
        for ((status, message), count) in &other.refusals {
            self.refused(*status, message, *count);
        }
        self.chunks += other.chunks;
        self.coalesced += other.coalesced;
        self.tokens_by_chunks.0 += other.tokens_by_chunks.0;
        self.tokens_by_chunks.1 += other.tokens_by_chunks.1;
        self.good += other.good;
        self.good_of_vllm += other.good_of_vllm;
        for (ours, theirs) in self.missed.iter_mut().zip(other.missed) {
            *ours += theirs;
        }
        for (place, turn) in other.turns.iter().enumerate() {
            match self.turns.get_mut(place) {
                Some(ours) => ours.merge(turn),
                None => self.turns.push(turn.clone()),
            }
        }
    }

    fn distributions(&mut self) -> [&mut Distribution; 11] {
        [
            &mut self.ttft,
            &mut self.ttft_since_due,
            &mut self.first_answer,
            &mut self.tpot,
            &mut self.itl,
            &mut self.inter_chunk,
            &mut self.e2el,
            &mut self.e2el_since_due,
            &mut self.vllm_ttft,
            &mut self.vllm_tpot,
            &mut self.vllm_itl,
        ]
    }
}
