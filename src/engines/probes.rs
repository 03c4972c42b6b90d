//! How an engine says that its model is loaded.

use super::detect::Engine;

/// An HTTP path that answers 200 once requests can be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthCheck {
    /// The path.
    pub path: &'static str,
    /// The port if neither a flag nor the command names one.
    pub port: u16,
}

/// The engine's readiness, as its documentation names it.
pub fn health_check(engine: Engine) -> HealthCheck {
    match engine {
        Engine::Vllm => HealthCheck { path: "/health", port: 8000 },
        Engine::Sglang => HealthCheck { path: "/health", port: 30000 },
        Engine::Triton => HealthCheck { path: "/v2/health/ready", port: 8000 },
        Engine::Tgi => HealthCheck { path: "/health", port: 80 },
        Engine::Dynamo => HealthCheck { path: "/health", port: 8000 },
        Engine::TensorRtLlm => HealthCheck { path: "/health", port: 8000 },
    }
}
