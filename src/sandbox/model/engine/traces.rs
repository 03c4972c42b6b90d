//! Exact steps of small cases.

use std::time::Duration;

use super::fixtures::{engine, limits, reference, request};
use super::*;

/// An engine whose steps are looked at one by one.
struct Trace {
    engine: Engine,
    now: Duration,
}

impl Trace {
    fn new(limits: Limits) -> Self {
        Self { engine: engine(limits, reference()), now: Duration::ZERO }
    }

    fn submit(&mut self, request: Request) -> u64 {
        self.engine.submit(request, self.now).0
    }

    /// `(sequence, tokens)` of the step, and the sequences that ended with it.
    fn step(&mut self) -> (Vec<(u64, u32)>, Vec<u64>) {
        let step = self.engine.begin(self.now).cloned().unwrap_or_default();
        self.now += step.takes;
        let parts = step.parts.iter().map(|(id, tokens)| (id.0, tokens.0)).collect();
        let ended = self.engine.finish(self.now).into_iter().filter(|token| token.finish.is_some());
        (parts, ended.map(|token| token.sequence.0).collect())
    }
}

#[test]
fn v1_mixes_prompts_and_decodes_and_cuts_long_prompts() {
    let mut trace = Trace::new(Limits { step_tokens: Tokens(100), ..limits(Scheduling::V1) });
    trace.submit(request(1, 30, 3));
    assert_eq!(trace.step(), (vec![(0, 30)], vec![]));
    trace.submit(request(2, 150, 2));
    trace.submit(request(3, 60, 1));
    assert_eq!(trace.step(), (vec![(0, 1), (1, 99)], vec![]));
    assert_eq!((trace.engine.running(), trace.engine.waiting()), (2, 1));
    // The rest of the long prompt goes before the next one that waits.
    assert_eq!(trace.step(), (vec![(0, 1), (1, 51), (2, 48)], vec![0]));
    assert_eq!(trace.step(), (vec![(1, 1), (2, 12)], vec![1, 2]));
    assert_eq!(trace.step(), (vec![], vec![]));
    assert!(trace.engine.is_idle());
}

#[test]
fn v0_lets_decodes_stall_while_prompts_come_in() {
    let mut trace = Trace::new(Limits { step_tokens: Tokens(200), ..limits(Scheduling::V0) });
    trace.submit(request(1, 30, 3));
    assert_eq!(trace.step(), (vec![(0, 30)], vec![]));
    trace.submit(request(2, 150, 2));
    trace.submit(request(3, 60, 2));
    // 150 + 60 are more than a step may have: two steps of prompts, in which the first sequence gets nothing.
    assert_eq!(trace.step(), (vec![(1, 150)], vec![]));
    assert_eq!(trace.step(), (vec![(2, 60)], vec![]));
    assert_eq!(trace.step(), (vec![(0, 1), (1, 1), (2, 1)], vec![1, 2]));
    assert_eq!(trace.step(), (vec![(0, 1)], vec![0]));
}

#[test]
fn no_more_sequences_than_allowed() {
    for scheduling in [Scheduling::V0, Scheduling::V1] {
        let mut trace = Trace::new(Limits { sequences: 2, ..limits(scheduling) });
        for seed in 1..4 {
            trace.submit(request(seed, 10, 2));
        }
        assert_eq!(trace.step().0, [(0, 10), (1, 10)]);
        assert_eq!((trace.step().1, trace.engine.waiting()), (vec![0, 1], 1));
        assert_eq!(trace.step().0, [(2, 10)]);
    }
}

#[test]
fn v1_throws_out_the_last_that_came_in_and_admits_nobody_in_that_step() {
    // Three blocks: two sequences of 16 tokens take one each, and both want a second.
    let mut trace = Trace::new(Limits { blocks: Blocks(3), ..limits(Scheduling::V1) });
    trace.submit(request(1, 16, 4));
    trace.submit(request(2, 16, 4));
    assert_eq!(trace.step().0, [(0, 16), (1, 16)]);
    trace.submit(request(3, 1, 1));
    // The first takes the third block; the second is its own victim. One block is free again, but nobody comes in.
    assert_eq!(trace.step().0, [(0, 1)]);
    assert_eq!(trace.engine.statistics().preemptions, 1);
    assert_eq!((trace.engine.running(), trace.engine.waiting()), (1, 2));
    // It stands at the front of the queue, and wants two blocks for its 17 tokens: the third request waits behind it.
    assert_eq!(trace.step().0, [(0, 1)]);
    assert_eq!(trace.step(), (vec![(0, 1)], vec![0]));
    // What it had is computed again, with the token that it had already.
    assert_eq!(trace.step(), (vec![(1, 17), (2, 1)], vec![2]));
    assert_eq!(trace.engine.statistics().answer_tokens, 4 + 2 + 1);
}

#[test]
fn v0_wants_a_free_block_for_each_and_throws_out_the_last_that_arrived() {
    let mut trace = Trace::new(Limits { blocks: Blocks(2), ..limits(Scheduling::V0) });
    trace.submit(request(1, 8, 4));
    trace.submit(request(2, 8, 4));
    assert_eq!(trace.step().0, [(0, 8), (1, 8)]);
    // Neither needs a new block, but none is free: the later goes.
    assert_eq!(trace.step().0, [(0, 1)]);
    assert_eq!(trace.engine.statistics().preemptions, 1);
}

#[test]
fn a_known_beginning_is_not_computed_again() {
    for scheduling in [Scheduling::V0, Scheduling::V1] {
        let mut trace = Trace::new(Limits { prefix_caching: true, ..limits(scheduling) });
        trace.submit(request(1, 100, 2));
        assert_eq!(trace.step().0, [(0, 100)]);
        trace.submit(request(1, 100, 2));
        // Six full blocks of 16 are there: 96 tokens.
        let (parts, _) = trace.step();
        assert!(parts.contains(&(1, 4)), "{parts:?}");
        // Of a prompt that is wholly there, the last block is computed again: a token has to come out.
        trace.submit(request(1, 96, 1));
        assert!(trace.step().0.contains(&(2, 16)));
        let counted = trace.engine.statistics();
        assert_eq!((counted.cache_queries, counted.cache_hits), (296, 96 + 80));
    }
}

#[test]
fn an_answer_is_found_again_in_the_next_turn() {
    let mut trace = Trace::new(Limits { prefix_caching: true, ..limits(Scheduling::V1) });
    let first = request(1, 20, 30);
    trace.submit(first.clone());
    while !trace.engine.is_idle() {
        trace.step();
    }
    assert!(trace.engine.is_idle());
    let history = first.prompt.iter().chain(first.answer.iter()).copied();
    let next = Request { prompt: history.chain(900..910).collect(), ..request(2, 0, 1) };
    trace.submit(next);
    // 60 tokens, of which 48 are three full blocks of the first turn.
    assert_eq!(trace.step().0, [(1, 12)]);
}

#[test]
fn a_client_that_goes_frees_its_blocks_at_once() {
    for scheduling in [Scheduling::V0, Scheduling::V1] {
        let mut trace = Trace::new(limits(scheduling));
        let gone = trace.submit(request(1, 4000, 10));
        trace.submit(request(2, 20, 2));
        let step = trace.engine.begin(trace.now).cloned().unwrap();
        assert_eq!(step.parts.len(), 2);
        trace.engine.abort(SequenceId(gone));
        assert_eq!(trace.engine.pool.total() - trace.engine.pool.free(), Blocks(2));
        // The step goes on; nothing comes out for the one that has gone.
        let out = trace.engine.finish(trace.now + step.takes);
        assert_eq!(out.iter().map(|token| token.sequence.0).collect::<Vec<_>>(), [1]);
        trace.engine.abort(SequenceId(gone));
        assert_eq!(trace.engine.statistics().aborted, 1);
    }
}

#[test]
fn utilisation_is_the_share_of_time_in_steps() {
    let mut trace = Trace::new(limits(Scheduling::V1));
    trace.submit(request(1, 100, 50));
    while !trace.engine.is_idle() {
        trace.step();
    }
    let (worked, later) = (trace.now, trace.now * 4);
    assert_eq!(trace.engine.busy(worked, worked), 1.0);
    assert!((trace.engine.busy(later, later) - 0.25).abs() < 1e-9);
}
