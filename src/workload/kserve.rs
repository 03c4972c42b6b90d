//! A service on KServe, as the user asked for it.

use super::container::Container;
use super::lifecycle::{Rollout, SecurityContext, StartupProbe};
use super::model::Model;
use super::placement::Placement;
use super::resources::Resources;
use super::scaling::Scaling;
use super::service::Service;
use super::storage::Storage;
use crate::engines::Detected;

/// A service on KServe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kserve {
    /// Which service.
    pub service: Service,
    /// What runs: a runtime with this model, or else the container alone.
    pub model: Option<Model>,
    /// The container.
    pub container: Container,
    /// What the container runs, as far as it was recognised.
    pub engine: Option<Detected>,
    /// How much a replica gets.
    pub resources: Resources,
    /// What is mounted.
    pub storage: Storage,
    /// How many replicas, and when more.
    pub scaling: Scaling,
    /// Where they run.
    pub placement: Placement,
    /// Which of KServe's two ways.
    pub mode: ModeChoice,
    /// What a start is measured by.
    pub startup_probe: Option<StartupProbe>,
    /// How replicas are replaced.
    pub rollout: Option<Rollout>,
    /// The user that runs it.
    pub security: SecurityContext,
    /// The ServiceAccount.
    pub service_account: Option<String>,
    /// Requests in flight per replica at the most; Knative enforces it.
    pub container_concurrency: Option<u64>,
    /// Seconds that a request may take.
    pub request_timeout: Option<u64>,
    /// Per cent of the traffic for the newest revision.
    pub canary_traffic: Option<u8>,
    /// The port to scrape, if metrics are to be scraped.
    pub prometheus: Option<u16>,
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
