//! What to ask, of which API.

use std::sync::Arc;

use http::HeaderName;

use super::log::Detail;
use super::{Adapters, Limits, Options};
use crate::load::dataset::Dataset;

/// In which form a server is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Api {
    /// OpenAI's `/v1/chat/completions`.
    Chat,
    /// OpenAI's `/v1/completions`.
    Completions,
    /// SGLang's `/generate`.
    Generate,
}

impl Api {
    /// As `--backend` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Api::Chat => "openai-chat",
            Api::Completions => "openai",
            Api::Generate => "sglang",
        }
    }

    /// The path at which servers have it.
    pub fn path(self) -> &'static str {
        match self {
            Api::Chat => "/v1/chat/completions",
            Api::Completions => "/v1/completions",
            Api::Generate => "/generate",
        }
    }
}

/// A load of prompts.
#[derive(Debug)]
pub struct Llm {
    /// The API.
    pub api: Api,
    /// The model that each request names.
    pub model: Option<String>,
    /// Whether answers are streamed.
    pub stream: bool,
    /// The sampling parameters of each request: name and value as JSON.
    pub sampling: Vec<(String, String)>,
    /// What else each request says.
    pub extra: Vec<(String, String)>,
    /// What of `stream_options` is asked for.
    pub options: Options,
    /// Where prompts come from.
    pub dataset: Arc<Dataset>,
    /// The header that tells routers what belongs together, if one is sent; and what keeps runs apart in it.
    pub affinity: Option<(HeaderName, u64)>,
    /// What `--goodput` asks for.
    pub limits: Limits,
    /// The LoRA adapters that requests ask for instead of the model.
    pub adapters: Option<Adapters>,
    /// What the name of each request begins with, if requests are named.
    pub request_ids: Option<String>,
    /// The place in the dataset of the run's first prompt.
    pub first: u64,
    /// How much of each request is kept.
    pub detail: Detail,
}

impl Llm {
    /// The same load from another prompt on.
    #[must_use]
    pub fn beginning_at(&self, first: u64) -> Self {
        Self {
            api: self.api,
            model: self.model.clone(),
            stream: self.stream,
            sampling: self.sampling.clone(),
            extra: self.extra.clone(),
            options: Options::new(self.options.level()),
            dataset: self.dataset.clone(),
            affinity: self.affinity.clone(),
            adapters: self.adapters.clone(),
            request_ids: self.request_ids.clone(),
            limits: self.limits,
            first,
            detail: self.detail,
        }
    }
}
