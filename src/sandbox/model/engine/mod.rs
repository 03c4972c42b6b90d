//! The engine: continuous batching as a state machine. Time is passed in; nothing waits.

#[cfg(test)]
pub(super) mod fixtures;
#[cfg(test)]
mod laws;
mod scheduler_v0;
mod scheduler_v1;
#[cfg(test)]
mod traces;

use std::collections::VecDeque;
use std::time::Duration;

use super::blocks::BlockPool;
use super::busy::BusyTime;
use super::cost::{Cost, Work};
use super::sequence::{Finish, Request, Sequence, SequenceId};
use super::statistics::Statistics;
use super::units::{Blocks, Tokens};

/// How work is put into steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheduling {
    /// vLLM until 0.7 by default: whole prompts first, and decodes stall meanwhile.
    V0,
    /// vLLM's since: prompts and decodes share a step, long prompts come in chunks.
    V1,
}

/// What the engine may do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// How work is put into steps.
    pub scheduling: Scheduling,
    /// Tokens in a step, `--max-num-batched-tokens`.
    pub step_tokens: Tokens,
    /// Sequences in the batch, `--max-num-seqs`.
    pub sequences: u32,
    /// Long prompts are cut into chunks; always so in v1 unless told otherwise.
    pub chunked_prefill: bool,
    /// Full blocks are found again, `--enable-prefix-caching`.
    pub prefix_caching: bool,
    /// KV cache.
    pub blocks: Blocks,
}

/// One step of the engine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// Which sequences it works on, and how many of their tokens it computes.
    pub parts: Vec<(SequenceId, Tokens)>,
    /// What was thrown out for want of blocks.
    pub preempted: Vec<SequenceId>,
    /// What it computes in all.
    pub work: Work,
    /// How long it takes.
    pub takes: Duration,
}

/// A token that came out of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Emitted {
    /// Whose.
    pub sequence: SequenceId,
    /// Its place in the answer.
    pub index: u32,
    /// Tokens of the prompt that were found in the prefix cache.
    pub cached: Tokens,
    /// It is the last one.
    pub finish: Option<Finish>,
}

/// An engine with its queue, its batch and its KV cache. Times are since it began.
#[derive(Debug, Clone)]
pub struct Engine {
    limits: Limits,
    cost: Cost,
    pool: BlockPool,
    waiting: VecDeque<Sequence>,
    running: Vec<Sequence>,
    step: Option<Step>,
    next: u64,
    statistics: Statistics,
    busy: BusyTime,
}

impl Engine {
    /// An idle engine with an empty cache.
    pub fn new(limits: Limits, cost: Cost, statistics: Statistics) -> Self {
        Self {
            limits,
            cost,
            pool: BlockPool::new(limits.blocks, limits.prefix_caching),
            waiting: VecDeque::new(),
            running: Vec::new(),
            step: None,
            next: 0,
            statistics,
            busy: BusyTime::default(),
        }
    }

    /// Puts a request at the end of the queue. `arrived` is when the client's request came, which may be before now.
    pub fn submit(&mut self, request: Request, arrived: Duration) -> SequenceId {
        let id = SequenceId(self.next);
        self.next += 1;
        self.statistics.arrived += 1;
        self.waiting.push_back(Sequence::new(id, request, arrived));
        id
    }

    /// The client has gone: the blocks are free at once. What ended already is left alone.
    pub fn abort(&mut self, id: SequenceId) {
        let waiting = self.waiting.iter().position(|it| it.id == id).and_then(|at| self.waiting.remove(at));
        let running = || self.running.iter().position(|it| it.id == id).map(|at| self.running.remove(at));
        if let Some(mut sequence) = waiting.or_else(running) {
            sequence.release(&mut self.pool);
            self.statistics.finished(Finish::Abort);
        }
    }

    /// Begins a step and says how long it takes; `None` if there is nothing to do or a step is under way.
    pub fn begin(&mut self, now: Duration) -> Option<&Step> {
        if self.step.is_some() || (self.waiting.is_empty() && self.running.is_empty()) {
            return None;
        }
        let mut step = self.schedule(now);
        if step.parts.is_empty() && !step.preempted.is_empty() {
            // All were thrown out; with all blocks free again, the first of them comes in.
            let again = self.schedule(now);
            step.preempted.extend(&again.preempted);
            (step.parts, step.work) = (again.parts, again.work);
        }
        self.statistics.preemptions += step.preempted.len() as u64;
        if step.parts.is_empty() {
            return None;
        }
        step.takes = self.cost.step(step.work);
        self.busy.add(now, now + step.takes);
        self.statistics.step_tokens.observe(f64::from(step.work.tokens.0));
        self.step = Some(step);
        self.step.as_ref()
    }

    /// Ends the step that is under way: tokens come out. A sequence that was aborted meanwhile gives none.
    pub fn finish(&mut self, now: Duration) -> Vec<Emitted> {
        if self.step.take().is_none() {
            return Vec::new();
        }
        let mut emitted = Vec::new();
        for sequence in &mut self.running {
            let scheduled = std::mem::take(&mut sequence.scheduled);
            sequence.computed += scheduled;
            if scheduled == Tokens(0) || sequence.to_compute() > Tokens(0) {
                continue;
            }
            let index = sequence.produced.0;
            sequence.produced += Tokens(1);
            let finish = (sequence.produced >= sequence.answer()).then_some(sequence.request.finish);
            self.statistics.token(sequence, now, finish);
            emitted.push(Emitted { sequence: sequence.id, index, cached: sequence.found, finish });
        }
        let pool = &mut self.pool;
        self.running.retain_mut(|sequence| {
            let stays = sequence.produced < sequence.answer();
            if !stays {
                sequence.release(pool);
            }
            stays
        });
        emitted
    }

    /// In how many steps, the one under way among them, a request may be answered at the earliest.
    pub fn soonest_end(&self) -> Option<u32> {
        let all = self.running.iter().chain(&self.waiting);
        all.map(|sequence| (sequence.answer() - sequence.produced).0).min()
    }

    /// No step is shorter.
    pub fn shortest_step(&self) -> Duration {
        self.cost.step(Work { tokens: Tokens(1), sequences: 1, context: 0 })
    }

    /// Requests in the batch.
    pub fn running(&self) -> usize {
        self.running.len()
    }

    /// Requests in the queue.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// The share of the KV cache in use, 0 to 1.
    pub fn kv_usage(&self) -> f64 {
        self.pool.usage()
    }

    /// Whether nothing is asked of it.
    pub fn is_idle(&self) -> bool {
        self.running.is_empty() && self.waiting.is_empty() && self.step.is_none()
    }

    /// What it has counted.
    pub fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    /// What it may do.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The share of the time before `now` that was spent in steps: what a GPU exporter calls utilisation, 0 to 1.
    pub fn busy(&self, window: Duration, now: Duration) -> f64 {
        self.busy.share(window, now)
    }

    fn schedule(&mut self, now: Duration) -> Step {
        match self.limits.scheduling {
            Scheduling::V0 => scheduler_v0::schedule(self, now),
            Scheduling::V1 => scheduler_v1::schedule(self, now),
        }
    }

    /// Throws a sequence out of the batch: its blocks are free, and it is computed again from the front of the queue.
    fn preempt(&mut self, mut sequence: Sequence, step: &mut Step) {
        sequence.release(&mut self.pool);
        step.preempted.push(sequence.id);
        self.waiting.push_front(sequence);
    }
}

impl Step {
    /// Notes what is done for a sequence in this step.
    fn add(&mut self, sequence: &mut Sequence, tokens: Tokens) {
        sequence.scheduled = tokens;
        self.parts.push((sequence.id, tokens));
        self.work.tokens += tokens;
        self.work.sequences += 1;
        self.work.context += u64::from((sequence.computed + tokens).0);
    }
}
