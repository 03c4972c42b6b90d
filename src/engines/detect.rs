//! Which model server an image and a command run.

use std::fmt;

/// A model server that neap knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// vLLM.
    Vllm,
    /// SGLang.
    Sglang,
    /// NVIDIA Triton Inference Server.
    Triton,
    /// Hugging Face Text Generation Inference.
    Tgi,
    /// NVIDIA Dynamo, which runs others behind its frontend.
    Dynamo,
    /// NVIDIA TensorRT-LLM's own server.
    TensorRtLlm,
}

impl Engine {
    /// All of them; those that run others come before them.
    pub const ALL: [Engine; 6] =
        [Engine::Dynamo, Engine::Vllm, Engine::Sglang, Engine::TensorRtLlm, Engine::Triton, Engine::Tgi];

    /// The name that flags use.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Vllm => "vllm",
            Engine::Sglang => "sglang",
            Engine::Triton => "triton",
            Engine::Tgi => "tgi",
            Engine::Dynamo => "dynamo",
            Engine::TensorRtLlm => "trtllm",
        }
    }

    /// By the name that flags use.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|engine| engine.name() == name)
    }

    /// Words of a command line that only this engine has.
    fn commands(self) -> &'static [&'static str] {
        match self {
            Engine::Vllm => &["vllm.entrypoints", "vllm serve"],
            Engine::Sglang => &["sglang.launch_server", "sglang_router"],
            Engine::Triton => &["tritonserver"],
            Engine::Tgi => &["text-generation-launcher"],
            Engine::Dynamo => &["dynamo.frontend", "dynamo.vllm", "dynamo.sglang", "dynamo.trtllm"],
            Engine::TensorRtLlm => &["trtllm-serve"],
        }
    }

    /// Parts of an image's name that this engine has.
    fn images(self) -> &'static [&'static str] {
        match self {
            Engine::Vllm => &["vllm"],
            Engine::Sglang => &["sglang"],
            Engine::Triton => &["tritonserver"],
            Engine::Tgi => &["text-generation-inference"],
            Engine::Dynamo => &["ai-dynamo"],
            Engine::TensorRtLlm => &["tensorrt-llm", "tensorrt_llm"],
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Engine::Vllm => "vLLM",
            Engine::Sglang => "SGLang",
            Engine::Triton => "Triton",
            Engine::Tgi => "Text Generation Inference",
            Engine::Dynamo => "Dynamo",
            Engine::TensorRtLlm => "TensorRT-LLM",
        })
    }
}

/// Major, minor and patch level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u16, pub u16, pub u16);

impl Version {
    /// The first `N.N[.N]` of an image's tag: `v0.4.1-cu121` is 0.4.1.
    pub fn in_tag(tag: &str) -> Option<Self> {
        tag.split(|c: char| !c.is_ascii_digit() && c != '.').find_map(|word| {
            let mut parts = word.split('.').map(|part| part.parse::<u16>().ok());
            let (major, minor) = (parts.next()??, parts.next()??);
            Some(Self(major, minor, parts.next().flatten().unwrap_or(0)))
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// What was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detected {
    /// The engine.
    pub engine: Engine,
    /// From the image's tag, if the image is the engine's own.
    pub version: Option<Version>,
}

/// Recognises the engine: the command decides, else the image's name.
pub fn detect(image: Option<&str>, command: Option<&str>) -> Option<Detected> {
    let image = image.unwrap_or_default();
    // A registry's host may have a port: the tag follows the last slash.
    let (path, last) = image.rsplit_once('/').unwrap_or(("", image));
    let last = last.split('@').next().unwrap_or_default();
    let (name, tag) = last.split_once(':').unwrap_or((last, ""));
    let in_image = |engine: Engine| {
        engine.images().iter().any(|part| name.contains(part) || path.rsplit('/').next() == Some(part))
    };
    let in_command =
        |engine: Engine| command.is_some_and(|text| engine.commands().iter().any(|word| text.contains(word)));
    let engine = Engine::ALL
        .into_iter()
        .find(|engine| in_command(*engine))
        .or_else(|| Engine::ALL.into_iter().find(|engine| in_image(*engine)))?;
    let version = in_image(engine).then(|| Version::in_tag(tag)).flatten();
    Some(Detected { engine, version })
}

/// The port that a command line names: `--port 8080`, `--port=8080`, `--http-port`, `-p`.
pub fn port_in(command: &str) -> Option<u16> {
    let mut words = command.split_whitespace();
    let mut port = None;
    while let Some(word) = words.next() {
        let (flag, value) = match word.split_once('=') {
            Some((flag, value)) => (flag, Some(value)),
            None => (word, None),
        };
        if matches!(flag, "--port" | "--http-port" | "-p") {
            let value = value.or_else(|| words.next()).unwrap_or_default();
            port = value.trim_matches(['"', '\'']).parse().ok().or(port);
        }
    }
    port
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_are_recognised_by_command_and_image() {
        let seed = "kube-ai-registry.cn-shanghai.cr.aliyuncs.com/kube-ai/vllm:0.4.1";
        let vllm = |version| Some(Detected { engine: Engine::Vllm, version });
        assert_eq!(detect(Some(seed), None), vllm(Some(Version(0, 4, 1))));
        assert_eq!(detect(Some("vllm/vllm-openai:v0.11.0-cu128"), None), vllm(Some(Version(0, 11, 0))));
        assert_eq!(detect(Some("localhost:5000/mine:1.2"), Some("vllm serve /m")), vllm(None));
        assert_eq!(
            detect(Some("lmsysorg/sglang:latest"), None),
            Some(Detected { engine: Engine::Sglang, version: None })
        );
        assert_eq!(
            detect(Some("nvcr.io/nvidia/ai-dynamo/vllm-runtime:0.5.0"), None),
            Some(Detected { engine: Engine::Dynamo, version: Some(Version(0, 5, 0)) })
        );
        assert_eq!(
            detect(Some("nvcr.io/nvidia/tensorrt-llm/release:1.0.0"), Some("trtllm-serve m")),
            Some(Detected { engine: Engine::TensorRtLlm, version: Some(Version(1, 0, 0)) })
        );
        assert_eq!(detect(Some("nginx:1.2"), Some("nginx")), None);
        assert_eq!(detect(None, None), None);
    }

    #[test]
    fn the_port_of_a_command_line() {
        assert_eq!(port_in("python3 -m vllm.entrypoints.openai.api_server --port 8080 --x"), Some(8080));
        assert_eq!(port_in("vllm serve m --port=9000"), Some(9000));
        assert_eq!(port_in("vllm serve m --port $PORT"), None);
        assert_eq!(port_in("vllm serve --port"), None);
    }
}
