//! vLLM's v1 scheduler: running requests first, each what it lacks; then new ones, first come, while budget and blocks last.

use std::time::Duration;

use super::super::units::{Blocks, Tokens};
use super::{Engine, Step};

pub(super) fn schedule(engine: &mut Engine, now: Duration) -> Step {
    let mut step = Step::default();
    let mut budget = engine.limits.step_tokens;
    serve_running(engine, &mut step, &mut budget);
    // One that was thrown out would only be thrown out again: nobody comes in after a preemption.
    if step.preempted.is_empty() {
        admit(engine, &mut step, budget, now);
    }
    step
}

fn serve_running(engine: &mut Engine, step: &mut Step, budget: &mut Tokens) {
    let mut at = 0;
    while at < engine.running.len() && *budget > Tokens(0) {
        let tokens = engine.running[at].to_compute().min(*budget);
        let wanted = engine.running[at].computed + tokens;
        while !engine.running[at].reserve(wanted, &mut engine.pool) {
            // The last that came in goes first; it may be the one that asks.
            let Some(last) = engine.running.pop() else { return };
            engine.preempt(last, step);
            if engine.running.len() <= at {
                return;
            }
        }
        let sequence = &mut engine.running[at];
        sequence.name_blocks(wanted, &mut engine.pool);
        step.add(sequence, tokens);
        *budget = *budget - tokens;
        at += 1;
    }
}

fn admit(engine: &mut Engine, step: &mut Step, mut budget: Tokens, now: Duration) {
    while budget > Tokens(0) && engine.running.len() < engine.limits.sequences as usize {
        let Some(mut sequence) = engine.waiting.pop_front() else { return };
        let sought = if engine.limits.prefix_caching { sequence.sought() } else { Vec::new() };
        let (kept, idle) = engine.pool.kept(&sought);
        let found = Blocks(u32::try_from(kept).unwrap_or(u32::MAX)).tokens();
        let lacks = sequence.tokens() - found;
        let fits = engine.limits.chunked_prefill || lacks <= budget;
        let tokens = lacks.min(budget);
        let wanted = (found + tokens).blocks() - found.full_blocks();
        if !fits || wanted > engine.pool.free() - idle {
            engine.waiting.push_front(sequence);
            return;
        }
        engine.statistics.looked_up(&sequence, found);
        sequence.share(&sought[..kept], &mut engine.pool);
        sequence.reserve(found + tokens, &mut engine.pool);
        sequence.name_blocks(found + tokens, &mut engine.pool);
        sequence.admitted.get_or_insert(now);
        step.add(&mut sequence, tokens);
        budget = budget - tokens;
        engine.running.push(sequence);
    }
}
