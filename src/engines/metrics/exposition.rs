//! Where an engine shows its metrics.

use crate::engines::Engine;

/// Where an engine shows its metrics, and what it wants to be told first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exposition {
    /// The path.
    pub path: &'static str,
    /// The port if neither a flag nor the command names one.
    pub port: u16,
    /// What the engine shows nothing without.
    pub needs: Option<&'static str>,
}

/// As the engine's documentation says.
pub fn exposition(engine: Engine) -> Exposition {
    let at = |path, port| Exposition { path, port, needs: None };
    match engine {
        Engine::Vllm => at("/metrics", 8000),
        Engine::Sglang => Exposition { needs: Some("--enable-metrics"), ..at("/metrics", 30000) },
        // The frontend; workers have ports of their own.
        Engine::Dynamo => at("/metrics", 8000),
        // Beside 8000 and 8001 for HTTP and gRPC.
        Engine::Triton => at("/metrics", 8002),
        Engine::Tgi => at("/metrics", 80),
        Engine::TensorRtLlm => {
            Exposition { needs: Some("return_perf_metrics: true"), ..at("/prometheus/metrics", 8000) }
        }
    }
}

/// The page that names an engine's metrics; that of the exporters of GPUs for none.
pub fn source(engine: Option<Engine>) -> &'static str {
    match engine {
        Some(Engine::Vllm) => "https://docs.vllm.ai/en/stable/usage/metrics/",
        Some(Engine::Sglang) => "https://docs.sglang.io/references/production_metrics.html",
        Some(Engine::Dynamo) => {
            "https://docs.nvidia.com/dynamo/latest/reference/observability/metrics-catalog"
        }
        Some(Engine::Triton) => {
            "https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/user_guide/metrics.html"
        }
        Some(Engine::Tgi) => "https://huggingface.co/docs/text-generation-inference/reference/metrics",
        Some(Engine::TensorRtLlm) => "https://nvidia.github.io/TensorRT-LLM/examples/prometheus_metrics.html",
        None => {
            "https://www.alibabacloud.com/help/en/ack/ack-managed-and-ack-dedicated/user-guide/introduction-to-metrics"
        }
    }
}
