//! Public models: figures of their `config.json` on Hugging Face.

use super::units::{Bytes, Tokens};

/// What the cost of a model depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Model {
    /// As on Hugging Face, without the organisation.
    pub name: &'static str,
    /// All parameters.
    pub parameters: f64,
    /// Of these, embeddings and output head, which quantization leaves as they are.
    pub embeddings: f64,
    /// Transformer layers.
    pub layers: u32,
    /// Heads whose keys and values are kept.
    pub kv_heads: u32,
    /// Width of one head.
    pub head: u32,
    /// The longest sequence that it was made for.
    pub context: Tokens,
    /// Where the figures are from.
    pub source: &'static str,
}

/// How weights are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quantization {
    /// FP16 or BF16.
    #[default]
    Half,
    /// FP8, and INT8 with its scales.
    Eight,
    /// GPTQ, AWQ: four bits and, for each group of 128, a scale and a zero point.
    Four,
}

impl Quantization {
    /// By a method of `--quantization` or a model's name: `gptq_marlin`, `Qwen-7B-Chat-Int4`.
    pub fn named(name: &str) -> Self {
        let name = plain(name);
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        match () {
            () if has(&["gptqint8", "int8", "fp8", "w8a8", "8bit"]) => Quantization::Eight,
            () if has(&["gptq", "awq", "int4", "marlin", "bitsandbytes", "4bit", "w4a16"]) => {
                Quantization::Four
            }
            () => Quantization::Half,
        }
    }

    /// Bytes for each parameter that is quantized.
    pub fn bytes(self) -> f64 {
        match self {
            Quantization::Half => 2.0,
            Quantization::Eight => 1.0,
            Quantization::Four => 0.5 + 2.5 / 128.0,
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "a row of a table")]
const fn model(
    name: &'static str,
    billions: f64,
    vocabulary: u32,
    hidden: u32,
    layers: u32,
    kv_heads: u32,
    context: u32,
    source: &'static str,
) -> Model {
    Model {
        name,
        parameters: billions * 1e9,
        embeddings: 2.0 * vocabulary as f64 * hidden as f64,
        layers,
        kv_heads,
        head: 128,
        context: Tokens(context),
        source,
    }
}

/// All of them; for a family, its usual member comes first.
pub const MODELS: [Model; 10] = [
    model("Qwen-7B", 7.721, 151_936, 4096, 32, 32, 8192, "Qwen/Qwen-7B-Chat config.json"),
    // vLLM takes its `seq_length`, which is shorter than what it may be stretched to.
    model("Qwen-14B", 14.167, 152_064, 5120, 40, 40, 2048, "Qwen/Qwen-14B-Chat config.json"),
    model("Qwen-1_8B", 1.837, 151_936, 2048, 24, 16, 8192, "Qwen/Qwen-1_8B-Chat config.json"),
    model("Qwen2.5-7B", 7.616, 152_064, 3584, 28, 4, 32_768, "Qwen/Qwen2.5-7B-Instruct config.json"),
    model("Qwen2.5-14B", 14.77, 152_064, 5120, 48, 8, 32_768, "Qwen/Qwen2.5-14B-Instruct config.json"),
    model("Qwen2.5-32B", 32.764, 152_064, 5120, 64, 8, 32_768, "Qwen/Qwen2.5-32B-Instruct config.json"),
    model("Qwen3-8B", 8.191, 151_936, 4096, 36, 8, 40_960, "Qwen/Qwen3-8B config.json"),
    model("Llama-3-8B", 8.03, 128_256, 4096, 32, 8, 8192, "meta-llama/Meta-Llama-3-8B config.json"),
    model(
        "Llama-3.1-8B",
        8.03,
        128_256,
        4096,
        32,
        8,
        131_072,
        "meta-llama/Llama-3.1-8B-Instruct config.json",
    ),
    model("Llama-3-70B", 70.554, 128_256, 8192, 80, 8, 8192, "meta-llama/Meta-Llama-3-70B config.json"),
];

impl Model {
    /// The model that a path or a name speaks of: `/mnt/models/Qwen-7B-Chat-Int4`, `meta-llama/Meta-Llama-3-8B`.
    ///
    /// A family without a size (`/mnt/models/Qwen`) is its first member.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        let wanted = plain(name);
        let longest = MODELS.iter().filter(|model| wanted.contains(&plain(model.name)));
        longest.max_by_key(|model| model.name.len()).or_else(|| {
            let family = |model: &&Model| model.name.rsplit_once('-').map(|(family, _)| plain(family));
            let named = MODELS.iter().filter(|model| family(model).is_some_and(|it| wanted.contains(&it)));
            // Of two families with equally long names the first stands.
            named.rev().max_by_key(|model| family(model).map_or(0, |it| it.len()))
        })
    }

    /// Whether a name speaks of one of these models, not only of a family.
    pub fn is_named(name: &str) -> bool {
        let wanted = plain(name);
        MODELS.iter().any(|model| wanted.contains(&plain(model.name)))
    }

    /// How large the weights are.
    pub fn weights(&self, quantization: Quantization) -> Bytes {
        let bytes = (self.parameters - self.embeddings) * quantization.bytes() + self.embeddings * 2.0;
        Bytes(bytes.round() as u64)
    }

    /// KV cache for each token: keys and values of each layer at FP16.
    pub fn kv_per_token(&self) -> Bytes {
        Bytes(2 * 2 * u64::from(self.layers) * u64::from(self.kv_heads) * u64::from(self.head))
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sizes of the repositories on Hugging Face, in GB.
    #[test]
    fn weights_are_as_large_as_the_files() {
        for (name, quantization, gigabytes) in [
            ("Qwen-7B", Quantization::Half, 15.4),
            ("Qwen-7B", Quantization::Four, 5.86),
            ("Qwen-14B", Quantization::Four, 9.67),
            ("Qwen-1_8B", Quantization::Four, 1.88),
            ("Llama-3-8B", Quantization::Half, 16.06),
            ("Llama-3-70B", Quantization::Half, 141.1),
        ] {
            let size = Model::by_name(name).unwrap().weights(quantization).as_f64() / 1e9;
            assert!((size / gigabytes - 1.0).abs() < 0.01, "{name}: {size}");
        }
    }

    #[test]
    fn a_path_names_a_model() {
        for (path, expected) in [
            ("/mnt/models/Qwen", "Qwen-7B"),
            ("/models/Qwen-14B-Chat-Int4/", "Qwen-14B"),
            ("Qwen/Qwen-1_8B-Chat", "Qwen-1_8B"),
            ("Qwen/Qwen2.5-7B-Instruct", "Qwen2.5-7B"),
            ("meta-llama/Meta-Llama-3-8B-Instruct", "Llama-3-8B"),
            ("meta-llama/Llama-3.1-8B", "Llama-3.1-8B"),
            ("/llama-3", "Llama-3-8B"),
        ] {
            assert_eq!(Model::by_name(path).map(|model| model.name), Some(expected), "{path}");
        }
        assert_eq!(Model::by_name("/mnt/models/unknown"), None);
    }

    #[test]
    fn kv_cache_of_one_token() {
        assert_eq!(Model::by_name("Llama-3-8B").unwrap().kv_per_token(), Bytes(128 << 10));
        assert_eq!(Model::by_name("Qwen-7B").unwrap().kv_per_token(), Bytes(512 << 10));
    }
}
