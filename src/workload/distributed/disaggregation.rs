//! Prefill and decode in pods of their own: what the engines want to be told of it.

use crate::engines::{Detected, Engine};

/// The role that reads prompts.
pub const PREFILL: &str = "prefill";
/// The role that writes answers.
pub const DECODE: &str = "decode";

/// The line of a role that has none of its own: the shared one, with what its engine wants to be told of the role.
///
/// A line that says it already stays as it is.
pub fn line(shared: &str, role: &str, engine: Option<Detected>) -> String {
    let prefill = match role {
        PREFILL => true,
        DECODE => false,
        _ => return shared.to_owned(),
    };
    let said = ["--disaggregation-mode", "--kv-transfer-config", "--is-prefill-worker", "--is-decode-worker"];
    if said.iter().any(|word| shared.contains(word)) {
        return shared.to_owned();
    }
    let words = match engine.map(|found| found.engine) {
        Some(Engine::Sglang) if prefill => "--disaggregation-mode prefill",
        Some(Engine::Sglang) => "--disaggregation-mode decode",
        // Both ends of the transfer take both roles; who asks whom is the router's to say.
        Some(Engine::Vllm) => {
            r#"--kv-transfer-config '{"kv_connector":"NixlConnector","kv_role":"kv_both"}'"#
        }
        Some(Engine::Dynamo) if shared.contains("dynamo.vllm") => match prefill {
            true => "--is-prefill-worker",
            false => return shared.to_owned(),
        },
        Some(Engine::Dynamo) if prefill => "--disaggregation-mode prefill",
        Some(Engine::Dynamo) => "--disaggregation-mode decode",
        _ => return shared.to_owned(),
    };
    format!("{shared} {words}")
}

/// A line for a role that leads the requests, for an example.
pub fn router(engine: Option<Detected>) -> &'static str {
    match engine.map(|found| found.engine) {
        Some(Engine::Sglang) => {
            "python3 -m sglang_router.launch_router --pd-disaggregation --service-discovery --prefill-selector servingRole=prefill role=leader --decode-selector servingRole=decode role=leader --port 8000"
        }
        Some(Engine::Dynamo) => "python3 -m dynamo.frontend --http-port 8000",
        _ => "python3 /app/router.py --port 8000",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::detect::detect;

    #[test]
    fn each_engine_is_told_in_its_own_words() {
        let line = |text: &str, role| line(text, role, detect(None, Some(text)));
        assert!(line("python3 -m sglang.launch_server", PREFILL).ends_with("--disaggregation-mode prefill"));
        assert!(line("python3 -m sglang.launch_server", DECODE).ends_with("--disaggregation-mode decode"));
        assert!(line("vllm serve m", DECODE).contains("NixlConnector"));
        assert!(line("python3 -m dynamo.vllm --model m", PREFILL).ends_with("--is-prefill-worker"));
        assert_eq!(line("python3 -m dynamo.vllm --model m", DECODE), "python3 -m dynamo.vllm --model m");
        assert!(line("python3 -m dynamo.sglang", DECODE).ends_with("--disaggregation-mode decode"));
        let own = "vllm serve m --kv-transfer-config '{}'";
        assert_eq!(line(own, PREFILL), own);
        assert_eq!(line("vllm serve m", "router"), "vllm serve m");
        assert_eq!(line("./server", PREFILL), "./server");
    }
}
