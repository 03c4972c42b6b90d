//! A service on KServe, as the user asked for it.

use super::common::Common;
use super::model::Model;

/// A service on KServe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kserve {
    /// What every kind of service has.
    pub common: Common,
    /// What runs: a runtime with this model, or else the container alone.
    pub model: Option<Model>,
    /// Which of KServe's two ways.
    pub mode: ModeChoice,
    /// Requests in flight per replica at the most; Knative enforces it.
    pub container_concurrency: Option<u64>,
    /// Seconds that a request may take.
    pub request_timeout: Option<u64>,
    /// Per cent of the traffic for the newest revision.
    pub canary_traffic: Option<u8>,
}

/// Which of KServe's two ways to deploy is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ModeChoice {
    /// Deployments, unless the metric is Knative's.
    #[default]
    Auto,
    /// Deployments.
    Raw,
    /// Knative Services.
    Knative,
}

impl ModeChoice {
    /// Reads `--deployment-mode`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str) -> crate::error::Result<Self> {
        let choices = [("auto", Self::Auto), ("raw", Self::Raw), ("knative", Self::Knative)];
        super::value::one_of("--deployment-mode", text, &choices)
    }

    /// By any spelling that KServe's own annotation has.
    pub fn by_annotation(text: &str) -> Option<Self> {
        match text {
            "RawDeployment" | "Standard" => Some(Self::Raw),
            "Serverless" | "Knative" => Some(Self::Knative),
            _ => None,
        }
    }
}
