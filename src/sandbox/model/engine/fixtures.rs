//! The engine that the tests look at.

use std::sync::Arc;

use super::super::cost::Cost;
use super::super::gpu::Gpu;
use super::super::sequence::{Finish, Request};
use super::super::statistics::{Bounds, Statistics};
use super::super::units::Tokens;
use super::super::weights::{Model, Quantization};
use super::{Engine, Limits, Scheduling};

/// An 8B model on an H100.
pub fn reference() -> Cost {
    let (gpu, model) = (Gpu::by_name("H100").unwrap(), Model::by_name("Llama-3-8B").unwrap());
    Cost::new(gpu, 1, model, Quantization::Half)
}

/// An engine that has counted nothing yet.
pub fn engine(limits: Limits, cost: Cost) -> Engine {
    Engine::new(limits, cost, Statistics::new(&Bounds::VLLM, Tokens(8192)))
}

pub fn limits(scheduling: Scheduling) -> Limits {
    Limits {
        scheduling,
        step_tokens: Tokens(8192),
        sequences: 1024,
        chunked_prefill: scheduling == Scheduling::V1,
        prefix_caching: false,
        blocks: reference().blocks(0.9),
    }
}

/// A request whose tokens no other request of another seed has.
pub fn request(seed: u32, prompt: u32, answer: u32) -> Request {
    let tokens = |from: u32, count: u32| -> Arc<[u32]> { (from..from + count).collect() };
    let start = seed.wrapping_mul(1 << 20);
    Request {
        prompt: tokens(start, prompt),
        answer: tokens(start + (1 << 19), answer),
        finish: Finish::Length,
    }
}
