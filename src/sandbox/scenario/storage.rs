//! Where bytes come from: sources with a bandwidth, images, models.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::text::{Bandwidth, Glob, Size};

/// A registry, a file store or a cache. All who load from it at the same time share its bandwidth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Source {
    /// Its name, for images and models.
    pub name: String,
    /// In all.
    pub bandwidth: Bandwidth,
    /// The most that one node gets; the whole without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_node: Option<Bandwidth>,
}

impl Source {
    /// A registry, and a file store (NAS) for models.
    pub fn usual() -> Vec<Self> {
        vec![
            Self {
                name: REGISTRY.into(),
                bandwidth: Bandwidth::mib(400),
                per_node: Some(Bandwidth::mib(200)),
            },
            Self { name: NAS.into(), bandwidth: Bandwidth::mib(300), per_node: None },
            Self::cache(),
        ]
    }

    /// The workers of caches in the cluster: as fast as the network of a node.
    pub fn cache() -> Self {
        Self { name: CACHE.into(), bandwidth: Bandwidth::mib(4096), per_node: Some(Bandwidth::mib(1024)) }
    }
}

/// The source of images that no entry names.
pub const REGISTRY: &str = "registry";
/// The source of models that no entry names.
pub const NAS: &str = "nas";
/// The source of what a cache in the cluster holds, unless the model names another one.
pub const CACHE: &str = "cache";

/// Images with their size. The first entry whose pattern matches counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Image {
    /// Which images: `*vllm*`.
    pub image: Glob,
    /// Compressed, as it comes over the wire.
    pub size: Size,
    /// Whence.
    #[serde(default = "registry")]
    pub source: String,
    /// Nodes that come have it already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preloaded: bool,
    /// It does not exist: pulling it fails.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub missing: bool,
}

impl Image {
    /// Model servers are large, others small.
    pub fn usual() -> Vec<Self> {
        let image = |pattern: &str, size| {
            let image = Glob::parse(pattern).unwrap_or_else(|_| Glob::any());
            Self { image, size, source: registry(), preloaded: false, missing: false }
        };
        vec![
            image("*vllm*", Size::gib(5)),
            image("*sglang*", Size::gib(8)),
            image("*tritonserver*", Size::gib(9)),
            image("*text-generation-inference*", Size::gib(4)),
            Self::small(),
        ]
    }

    /// Any other image.
    pub fn small() -> Self {
        Self {
            image: Glob::any(),
            size: Size(100 << 20),
            source: registry(),
            preloaded: false,
            missing: false,
        }
    }
}

/// Models with their size. The first entry whose pattern matches counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Model {
    /// The claim it lies on, its storage URI, or its path in the container: `llm-model`, `oss://*`, `*Qwen*`.
    pub model: Glob,
    /// Bytes that are read until it is loaded.
    pub size: Size,
    /// Whence.
    #[serde(default = "nas")]
    pub source: String,
    /// The source of what a cache in the cluster (Fluid) holds of it. Without a Dataset, all of it comes from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<String>,
}

impl Model {
    /// The seed's: a quantised model of 7 billion parameters.
    pub fn usual() -> Vec<Self> {
        vec![Self { model: Glob::any(), size: Size(5_900_000_000), source: nas(), cache: None }]
    }
}

/// Which preset of the engine a pod runs. The first entry that matches counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EngineChoice {
    /// The model's path or name in the command, or its claim.
    #[serde(default = "Glob::any")]
    pub model: Glob,
    /// The accelerator of the pod's node.
    #[serde(default = "Glob::any")]
    pub gpu: Glob,
    /// The preset's name.
    pub preset: String,
}

fn registry() -> String {
    REGISTRY.into()
}

fn nas() -> String {
    NAS.into()
}
