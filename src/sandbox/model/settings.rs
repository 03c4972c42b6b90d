//! What a model server is told: engine, version and flags of a pod's command line, on the GPUs of its node.

use super::cost::Cost;
use super::engine::{Limits, Scheduling};
use super::flags::Flags;
use super::gpu::{GPUS, Gpu};
use super::preset::Preset;
use super::statistics::Bounds;
use super::units::{Blocks, Bytes, Tokens};
use super::weights::{MODELS, Model, Quantization};
use crate::engines::detect::{self, Detected};
use crate::engines::{Engine, Version};

/// The first version whose default is the v1 engine.
const V1_SINCE: Version = Version(0, 8, 0);
/// The first without the v0 engine, which older cards had kept.
const V0_UNTIL: Version = Version(0, 11, 0);
/// What runs if an image does not tell.
const TODAY: Version = Version(0, 11, 0);
/// Cards with at least this much memory get large steps; the A100 does not.
const LARGE_CARD: Bytes = Bytes::gib(70);

/// A pod's container, as far as a model server cares.
#[derive(Debug, Clone, Default)]
pub struct Container {
    /// As `vllm/vllm-openai:v0.11.0`.
    pub image: String,
    /// Command and arguments.
    pub command: Vec<String>,
    /// The node's card, as its labels name it.
    pub gpu: Option<String>,
    /// How many of them the container has.
    pub gpus: u32,
    /// A preset that a scenario names, as `A10/Qwen-7B-Int4`; it wins over card and model.
    pub preset: Option<String>,
}

/// What a model server is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Which engine.
    pub engine: Engine,
    /// Its version.
    pub version: Version,
    /// Where it listens.
    pub port: u16,
    /// Path or name of the model.
    pub model_path: String,
    /// Names under which it is asked for; at least one.
    pub names: Vec<String>,
    /// The longest sequence.
    pub max_model_len: Tokens,
    /// How the engine works.
    pub limits: Limits,
    /// What steps cost.
    pub cost: Cost,
    /// Bounds of its histograms.
    pub bounds: &'static Bounds,
    /// Whether `/metrics` is served; SGLang must be told to.
    pub metrics: bool,
    /// Whether CUDA graphs are captured.
    pub graphs: bool,
    /// Whether token counts say how many were found in the prefix cache.
    pub tells_cached: bool,
    /// The key that clients must show.
    pub api_key: Option<String>,
    /// The command, as one line.
    pub command: String,
}

impl Settings {
    /// Reads a container; `None` if it is no model server.
    ///
    /// # Errors
    /// The engine would not start: its last words.
    pub fn read(container: &Container) -> Option<Result<Self, String>> {
        let flags = Flags::of(&container.command);
        let command = flags.line();
        let detected = detect::detect(Some(&container.image), Some(&command))?;
        matches!(detected.engine, Engine::Vllm | Engine::Sglang)
            .then(|| Self::decide(container, &flags, command, detected))
    }

    fn decide(
        container: &Container,
        flags: &Flags,
        command: String,
        detected: Detected,
    ) -> Result<Self, String> {
        let sglang = detected.engine == Engine::Sglang;
        let version = detected.version.unwrap_or(TODAY);
        let model_path = flags
            .value(&["--model", "--model-path"])
            .or_else(|| flags.after("serve"))
            .unwrap_or("facebook/opt-125m")
            .to_owned();
        let names = match flags.values("--served-model-name") {
            names if names.is_empty() => vec![model_path.clone()],
            names => names,
        };
        let hardware = Hardware::choose(container, flags, &model_path)?;
        let utilization =
            flags.fraction(&["--gpu-memory-utilization", "--mem-fraction-static"]).unwrap_or(0.9).min(1.0);
        let mut cost = hardware.cost();
        if flags.value(&["--kv-cache-dtype"]).is_some_and(|kind| kind.starts_with("fp8")) {
            cost = cost.with_small_kv();
        }
        let blocks = cost.blocks(utilization);
        let asked = flags.number(&["--max-model-len", "--context-length"]).map(Tokens);
        let mut max_model_len = asked.unwrap_or(hardware.model.context);
        if asked.is_none() && !hardware.exact {
            max_model_len = max_model_len.min(blocks.tokens());
        }
        let old_card = hardware.gpu.capability < (8, 0) && version < V0_UNTIL;
        let scheduling = match !sglang && (version < V1_SINCE || old_card) {
            true => Scheduling::V0,
            false => Scheduling::V1,
        };
        let limits = limits(flags, scheduling, sglang, hardware.gpu, blocks, max_model_len);
        refuse(&cost, utilization * hardware.memory(), blocks, max_model_len, &limits)?;
        Ok(Self {
            engine: detected.engine,
            version,
            port: detect::port_in(&command).unwrap_or(if sglang { 30_000 } else { 8000 }),
            model_path,
            names,
            max_model_len,
            limits,
            cost,
            bounds: match (sglang, version < V1_SINCE) {
                (true, _) => &Bounds::SGLANG,
                (false, true) => &Bounds::VLLM_V0,
                (false, false) => &Bounds::VLLM,
            },
            metrics: !sglang || flags.has(&["--enable-metrics"]),
            graphs: !flags.has(&["--enforce-eager", "--disable-cuda-graph"]),
            tells_cached: flags.has(&["--enable-prompt-tokens-details", "--enable-cache-report"]),
            api_key: flags.value(&["--api-key"]).map(str::to_owned),
            command,
        })
    }

    /// The name that answers carry.
    pub fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }
}

/// Cards and model.
struct Hardware {
    gpu: &'static Gpu,
    gpus: u32,
    model: &'static Model,
    quantization: Quantization,
    /// The model is one that is known, not only of a known family.
    exact: bool,
}

impl Hardware {
    fn choose(container: &Container, flags: &Flags, model_path: &str) -> Result<Self, String> {
        let tensor = flags.number(&["--tensor-parallel-size", "-tp", "--tp", "--tp-size"]);
        let gpus = tensor.unwrap_or(1).clamp(1, container.gpus.max(1));
        if let Some(preset) = &container.preset {
            let Preset { gpu, model, quantization } = Preset::parse(preset)?;
            return Ok(Self { gpu, gpus, model, quantization, exact: true });
        }
        let gpu = container.gpu.as_deref().and_then(Gpu::by_name).unwrap_or(&GPUS[1]);
        let model = Model::by_name(model_path).unwrap_or(&MODELS[0]);
        let told = flags.value(&["--quantization", "-q"]);
        let quantization = Quantization::named(told.unwrap_or(model_path));
        let mut chosen = Self { gpu, gpus, model, quantization, exact: Model::is_named(model_path) };
        // Of a family, the model that fits is meant.
        if !chosen.exact && told.is_none() && chosen.cost().blocks(0.9) < Blocks(64) {
            chosen.quantization = Quantization::Four;
        }
        Ok(chosen)
    }

    fn cost(&self) -> Cost {
        Cost::new(self.gpu, self.gpus, self.model, self.quantization)
    }

    /// Of all cards, in bytes.
    fn memory(&self) -> f64 {
        self.gpu.memory.as_f64() * f64::from(self.gpus)
    }
}

fn limits(
    flags: &Flags,
    scheduling: Scheduling,
    sglang: bool,
    gpu: &Gpu,
    blocks: Blocks,
    max_model_len: Tokens,
) -> Limits {
    let large = gpu.memory >= LARGE_CARD && !gpu.name.starts_with("A100");
    let chunked = match scheduling {
        Scheduling::V0 => flags.has(&["--enable-chunked-prefill"]),
        Scheduling::V1 => !flags.has(&["--no-enable-chunked-prefill"]),
    };
    let (tokens, sequences) = match (scheduling, large) {
        (Scheduling::V0, _) => (max_model_len.max(Tokens(2048)), 256),
        (Scheduling::V1, true) => (Tokens(8192), 1024),
        (Scheduling::V1, false) => (Tokens(2048), 256),
    };
    let caching = match (sglang, scheduling) {
        (true, _) => !flags.has(&["--disable-radix-cache"]),
        (false, Scheduling::V0) => flags.has(&["--enable-prefix-caching"]),
        (false, Scheduling::V1) => !flags.has(&["--no-enable-prefix-caching"]),
    };
    Limits {
        // v0 mixes prompts and decodes only if it is told to, and then works as v1 does.
        scheduling: if chunked { Scheduling::V1 } else { scheduling },
        step_tokens: flags
            .number(&["--max-num-batched-tokens", "--chunked-prefill-size"])
            .map_or(tokens, Tokens),
        sequences: flags.number(&["--max-num-seqs", "--max-running-requests"]).unwrap_or(sequences).max(1),
        chunked_prefill: chunked,
        prefix_caching: caching,
        blocks,
    }
}

/// Why the engine would not start.
fn refuse(cost: &Cost, usable: f64, blocks: Blocks, longest: Tokens, limits: &Limits) -> Result<(), String> {
    let gib = |bytes: f64| bytes / f64::from(1 << 30);
    if cost.weights().as_f64() > usable {
        return Err(format!(
            "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate {:.2} GiB. GPU 0 has a total capacity of {:.2} GiB",
            gib(cost.weights().as_f64() - usable).max(0.02),
            gib(usable)
        ));
    }
    if blocks == Blocks(0) {
        return Err("ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization` when initializing the engine.".into());
    }
    // v0 keeps one block in a hundred free, and asks for one more before each step.
    let spare = match limits.scheduling {
        Scheduling::V0 => Blocks(blocks.0 / 100 + 1),
        Scheduling::V1 => Blocks(0),
    };
    if longest > (blocks - spare).tokens() {
        return Err(format!(
            "ValueError: The model's max seq len ({}) is larger than the maximum number of tokens that can be stored in KV cache ({}). Try increasing `gpu_memory_utilization` or decreasing `max_model_len` when initializing the engine.",
            longest.0,
            blocks.tokens().0
        ));
    }
    match !limits.chunked_prefill && limits.step_tokens < longest {
        true => Err(format!(
            "ValueError: max_num_batched_tokens ({}) is smaller than max_model_len ({}). This effectively limits the maximum sequence length to max_num_batched_tokens and makes vLLM reject longer sequences. Please increase max_num_batched_tokens or decrease max_model_len.",
            limits.step_tokens.0, longest.0
        )),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn read(image: &str, command: &str, gpu: &str, gpus: u32) -> Result<Settings, String> {
        let command = command.split(' ').map(str::to_owned).collect();
        let container = Container { image: image.into(), command, gpu: Some(gpu.into()), gpus, preset: None };
        Settings::read(&container).unwrap()
    }

    const SEED: &str = "python3 -m vllm.entrypoints.openai.api_server --port 8080 --trust-remote-code --served-model-name qwen --model /mnt/models/Qwen --gpu-memory-utilization 0.95 --quantization gptq --max-model-len=6144";

    #[test]
    fn the_guides_command() {
        let read = read("kube-ai/vllm:0.4.1", SEED, "Tesla-V100-SXM2-16GB", 1).unwrap();
        assert_eq!((read.engine, read.version, read.port), (Engine::Vllm, Version(0, 4, 1), 8080));
        assert_eq!((read.name(), read.max_model_len), ("qwen", Tokens(6144)));
        assert_eq!((read.limits.scheduling, read.limits.step_tokens), (Scheduling::V0, Tokens(6144)));
        assert!(!read.limits.prefix_caching && read.limits.sequences == 256);
        // 0.95 of 16 GiB without 5.86 GB of weights and 3 GiB, 8 MiB a block.
        assert!((850..880).contains(&read.limits.blocks.0), "{:?}", read.limits.blocks);
    }

    #[test]
    fn defaults_follow_version_and_card() {
        let command = "vllm serve Qwen/Qwen2.5-7B-Instruct";
        let new = read("vllm/vllm-openai:v0.11.0", command, "H100", 1).unwrap();
        assert_eq!((new.limits.step_tokens, new.limits.sequences), (Tokens(8192), 1024));
        assert!(new.limits.prefix_caching && new.limits.chunked_prefill);
        assert_eq!(
            (new.name(), new.port, new.max_model_len),
            ("Qwen/Qwen2.5-7B-Instruct", 8000, Tokens(32_768))
        );
        let a100 = read("vllm/vllm-openai:v0.11.0", command, "A100-80GB", 1).unwrap();
        assert_eq!((a100.limits.step_tokens, a100.limits.sequences), (Tokens(2048), 256));
        let old = read("vllm/vllm-openai:v0.9.0", command, "V100-32GB", 1).unwrap();
        assert_eq!(old.limits.scheduling, Scheduling::V0);
        let chunks =
            read("vllm/vllm-openai:v0.6.0", &format!("{command} --enable-chunked-prefill"), "A10", 1);
        assert_eq!(chunks.unwrap().limits.scheduling, Scheduling::V1);
    }

    #[test]
    fn several_cards_share_a_model() {
        let command = "vllm serve meta-llama/Meta-Llama-3-70B-Instruct --tensor-parallel-size 4";
        let four = read("vllm/vllm-openai:v0.11.0", command, "A100-80GB", 4).unwrap();
        assert!(four.limits.blocks.0 > 10_000);
        let one = read("vllm/vllm-openai:v0.11.0", command, "A100-80GB", 1).unwrap_err();
        assert!(one.contains("CUDA out of memory"), "{one}");
    }

    #[test]
    fn sglang_has_its_own_flags() {
        let command = "python3 -m sglang.launch_server --model-path /m/Qwen-7B --tp 1 --context-length 4096 --mem-fraction-static 0.8 --max-running-requests 32 --chunked-prefill-size 4096 --enable-metrics";
        let read = read("lmsysorg/sglang:v0.5.0", command, "A100-40GB", 1).unwrap();
        assert_eq!((read.engine, read.port, read.limits.sequences), (Engine::Sglang, 30_000, 32));
        assert_eq!((read.limits.step_tokens, read.max_model_len), (Tokens(4096), Tokens(4096)));
        assert!(read.metrics && read.limits.prefix_caching);
    }

    #[test]
    fn what_does_not_fit_does_not_start() {
        let fourteen = "vllm serve Qwen/Qwen-14B-Chat-Int4";
        assert_eq!(read("vllm/vllm-openai:v0.11.0", fourteen, "T4", 1).unwrap().max_model_len, Tokens(2048));
        let longer = format!("{fourteen} --max-model-len 4096");
        let long = read("vllm/vllm-openai:v0.11.0", &longer, "T4", 1).unwrap_err();
        assert!(long.contains("max seq len (4096) is larger"), "{long}");
        let none = read("vllm/vllm-openai:v0.11.0", "vllm serve Qwen/Qwen2.5-7B", "T4", 1).unwrap_err();
        assert!(none.contains("CUDA out of memory") || none.contains("No available memory"), "{none}");
        let small =
            read("vllm/vllm-openai:v0.4.1", &format!("{SEED} --max-num-batched-tokens 2048"), "V100", 1);
        assert!(small.unwrap_err().contains("max_num_batched_tokens (2048) is smaller"));
        // Of an unknown model, what fits is meant.
        assert!(read("vllm/vllm-openai:v0.11.0", "vllm serve /models/mine", "T4", 1).is_ok());
    }

    #[test]
    fn a_scenario_may_name_a_preset() {
        let container = Container {
            image: "vllm:1".into(),
            command: vec!["vllm".into(), "serve".into(), "/m".into()],
            preset: Some("H100/Llama-3-8B".into()),
            ..Container::default()
        };
        let read = Settings::read(&container).unwrap().unwrap();
        assert!((27_000..28_000).contains(&read.limits.blocks.0), "{:?}", read.limits.blocks);
        assert!(Settings::read(&Container { image: "nginx".into(), ..Container::default() }).is_none());
    }
}
