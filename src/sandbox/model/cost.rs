//! How long a step takes, and how much KV cache there is: a roofline with an engine's overheads.
//!
//! Coefficients from the latency guide of the BLIS simulator of vLLM; its own median errors are 7 % (ITL, E2E) and 18 %
//! (mean TTFT). The shares of bandwidth and the 3 GiB of activations are an engineer's estimate.

use std::time::Duration;

use super::gpu::Gpu;
use super::units::{BLOCK, Blocks, Bytes, BytesPerSecond, FlopsPerSecond, Tokens};
use super::weights::{Model, Quantization};

/// The share of memory bandwidth that reading weights reaches.
const WEIGHTS_BANDWIDTH: f64 = 0.75;
/// The share that reading KV cache reaches.
const KV_BANDWIDTH: f64 = 0.6;
/// Activations, CUDA graphs and the like.
const ACTIVATIONS: Bytes = Bytes::gib(3);
const STEP_SECONDS: f64 = 0.13e-3;
const LAYER_SECONDS: f64 = 32e-6;
const SEQUENCE_SECONDS: f64 = 4.4e-6;

/// What a step works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Work {
    /// Tokens whose activations are computed.
    pub tokens: Tokens,
    /// Sequences in the batch.
    pub sequences: u32,
    /// Tokens of KV cache that are read, over all sequences.
    pub context: u64,
}

/// What a step costs on one replica: some GPUs and a model. Several GPUs share the work evenly; what they tell each
/// other costs nothing here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    weights: Bytes,
    parameters: f64,
    layers: u32,
    kv_per_token: Bytes,
    memory: Bytes,
    bandwidth: BytesPerSecond,
    flops: FlopsPerSecond,
    efficiency: f64,
}

impl Cost {
    /// Of a model on some GPUs.
    pub fn new(gpu: &Gpu, gpus: u32, model: &Model, quantization: Quantization) -> Self {
        let gpus = gpus.max(1);
        Self {
            weights: model.weights(quantization),
            parameters: model.parameters,
            layers: model.layers,
            kv_per_token: model.kv_per_token(),
            memory: gpu.memory * gpus,
            bandwidth: BytesPerSecond(gpu.bandwidth.0 * f64::from(gpus)),
            flops: FlopsPerSecond(gpu.flops.0 * f64::from(gpus)),
            efficiency: gpu.efficiency,
        }
    }

    /// With keys and values at eight bits, `--kv-cache-dtype fp8`.
    #[must_use]
    pub fn with_small_kv(mut self) -> Self {
        self.kv_per_token = Bytes(self.kv_per_token.0 / 2);
        self
    }

    /// How large the weights are.
    pub fn weights(&self) -> Bytes {
        self.weights
    }

    /// How long a step takes: overheads, then the slower of reading the weights and computing, then reading KV cache.
    pub fn step(&self, work: Work) -> Duration {
        let overhead = STEP_SECONDS + LAYER_SECONDS * f64::from(self.layers);
        let read = self.weights.as_f64() / (WEIGHTS_BANDWIDTH * self.bandwidth.0);
        let compute = 2.0 * self.parameters * f64::from(work.tokens.0) / (self.efficiency * self.flops.0);
        let sequences = SEQUENCE_SECONDS * f64::from(work.sequences);
        let kv = self.kv_per_token.as_f64() * work.context as f64 / (KV_BANDWIDTH * self.bandwidth.0);
        Duration::from_secs_f64(overhead + read.max(compute) + sequences + kv)
    }

    /// What no step can be faster than: the weights read at the peak, the operations done at the peak, the KV cache read at the peak.
    pub fn roofline(&self, work: Work) -> Duration {
        let compute = 2.0 * self.parameters * f64::from(work.tokens.0) / self.flops.0;
        let read = self.weights.as_f64() + self.kv_per_token.as_f64() * work.context as f64;
        Duration::from_secs_f64(compute.max(read / self.bandwidth.0))
    }

    /// How many blocks of KV cache fit, where the engine may use this share of the memory.
    pub fn blocks(&self, utilization: f64) -> Blocks {
        let free = utilization * self.memory.as_f64() - self.weights.as_f64() - ACTIVATIONS.as_f64();
        let block = self.kv_per_token.as_f64() * f64::from(BLOCK.0);
        // A negative number becomes 0.
        Blocks((free / block) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reference() -> Cost {
        let (gpu, model) = (Gpu::by_name("H100").unwrap(), Model::by_name("Llama-3-8B").unwrap());
        Cost::new(gpu, 1, model, Quantization::Half)
    }

    #[test]
    fn a_decode_step_is_bound_by_the_weights() {
        let one = Work { tokens: Tokens(1), sequences: 1, context: 512 };
        let seconds = 0.13e-3
            + 32.0 * 32e-6
            + 16.06e9 / (0.75 * 3.35e12)
            + 4.4e-6
            + 512.0 * 131_072.0 / (0.6 * 3.35e12);
        assert!((reference().step(one).as_secs_f64() - seconds).abs() < 1e-7);
    }

    #[test]
    fn a_prefill_step_is_bound_by_computing() {
        let prompt = Work { tokens: Tokens(8192), sequences: 1, context: 8192 };
        let compute = 2.0 * 8.03e9 * 8192.0 / (0.45 * 989.4e12);
        let step = reference().step(prompt).as_secs_f64();
        assert!(step > compute && step < compute + 2.5e-3, "{step} {compute}");
    }

    #[test]
    fn blocks_are_what_weights_and_activations_leave() {
        let left = 0.9 * 80.0 - 16.06e9 / (1u64 << 30) as f64 - 3.0;
        assert_eq!(reference().blocks(0.9), Blocks((left * 1024.0 / 2.0) as u32));
        let (t4, model) = (Gpu::by_name("T4").unwrap(), Model::by_name("Qwen-14B").unwrap());
        assert_eq!(Cost::new(t4, 1, model, Quantization::Half).blocks(0.9), Blocks(0));
    }

    proptest! {
        #[test]
        fn no_step_beats_the_roofline(
            gpu in 0..super::super::gpu::GPUS.len(), model in 0..super::super::weights::MODELS.len(), gpus in 1u32..9,
            tokens in 1u32..20_000, sequences in 1u32..1024, context in 0u64..2_000_000,
        ) {
            let (gpu, model) = (&super::super::gpu::GPUS[gpu], &super::super::weights::MODELS[model]);
            for quantization in [Quantization::Half, Quantization::Eight, Quantization::Four] {
                let cost = Cost::new(gpu, gpus, model, quantization);
                let work = Work { tokens: Tokens(tokens), sequences, context };
                prop_assert!(cost.step(work) > cost.roofline(work));
            }
        }
    }
}
