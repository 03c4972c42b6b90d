//! vLLM's v0 scheduler (0.4.1's): a step is either whole prompts of those that wait, or one token for each that runs.

use std::time::Duration;

use super::super::units::{Blocks, Tokens};
use super::{Engine, Step};

/// The share of blocks that new prompts leave free, so that they are not thrown out at once.
const WATERMARK: f64 = 0.01;

pub(super) fn schedule(engine: &mut Engine, now: Duration) -> Step {
    let mut step = Step::default();
    prefill(engine, &mut step, now);
    if step.parts.is_empty() {
        decode(engine, &mut step);
    }
    step
}

fn prefill(engine: &mut Engine, step: &mut Step, now: Duration) {
    let watermark = Blocks((f64::from(engine.limits.blocks.0) * WATERMARK) as u32);
    let mut budget = engine.limits.step_tokens;
    while engine.running.len() < engine.limits.sequences as usize {
        let Some(mut sequence) = engine.waiting.pop_front() else { return };
        let sought = if engine.limits.prefix_caching { sequence.sought() } else { Vec::new() };
        let (kept, idle) = engine.pool.kept(&sought);
        let found = Blocks(u32::try_from(kept).unwrap_or(u32::MAX)).tokens();
        // The budget is charged for the whole prompt, found or not.
        let all = sequence.tokens();
        let free = engine.pool.free() - idle;
        if all > budget || all.blocks() - found.full_blocks() > free - watermark {
            engine.waiting.push_front(sequence);
            return;
        }
        engine.statistics.looked_up(&sequence, found);
        sequence.share(&sought[..kept], &mut engine.pool);
        sequence.reserve(all, &mut engine.pool);
        sequence.name_blocks(all, &mut engine.pool);
        sequence.admitted.get_or_insert(now);
        let tokens = sequence.to_compute();
        step.add(&mut sequence, tokens);
        budget = budget - all;
        engine.running.push(sequence);
    }
}

fn decode(engine: &mut Engine, step: &mut Step) {
    engine.running.sort_by_key(|sequence| (sequence.arrived, sequence.id));
    let mut at = 0;
    while at < engine.running.len() {
        // A free block is asked for each, whether its last block is full or not.
        while engine.pool.free() == Blocks(0) {
            // The last that arrived goes first; it may be the one that asks.
            let Some(last) = engine.running.pop() else { return };
            engine.preempt(last, step);
            if engine.running.len() <= at {
                return;
            }
        }
        let sequence = &mut engine.running[at];
        let wanted = sequence.computed + Tokens(1);
        sequence.reserve(wanted, &mut engine.pool);
        sequence.name_blocks(wanted, &mut engine.pool);
        step.add(sequence, Tokens(1));
        at += 1;
    }
}
