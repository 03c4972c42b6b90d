//! The scenario file: the cluster that is simulated, what goes wrong in it, and the load that comes.
//!
//! Everything has a default; the defaults are the cluster of the tidal service that the README begins with.
//! The JSON schema in `schema.json` is made from these types.

pub mod builtin;
mod check;
mod control;
mod members;
mod pods;
mod pools;
mod storage;
pub mod text;
mod traffic;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use control::{Controllers, Fluid, Hpa, Kserve, Metrics, Scraped};
pub use members::Member;
pub use pods::{FAULT_ANNOTATION, Fault, PodFault, PodTimes};
pub use pools::{
    BootFailure, Expander, Gpu, NodeAutoscaler, NodeTaint, OutOfStock, Pool, PoolFaults, SpotReclaim,
    TaintEffect,
};
pub use storage::{CACHE, EngineChoice, Image, Model, NAS, REGISTRY, Source};
pub use traffic::{Balance, Change, Ingress, Load};

use crate::error::{Error, Result};

/// A scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Scenario {
    /// How many times faster than the machine's clock the cluster's runs.
    pub speed: f64,
    /// What random choices depend on.
    pub seed: u64,
    /// Node pools.
    pub pools: Vec<Pool>,
    /// The cluster autoscaler.
    pub node_autoscaler: NodeAutoscaler,
    /// Registries, file stores, caches.
    pub sources: Vec<Source>,
    /// Images and their sizes.
    pub images: Vec<Image>,
    /// Models and their sizes.
    pub models: Vec<Model>,
    /// Which preset of the engine a pod runs; chosen by GPU and model without an entry.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub engines: Vec<EngineChoice>,
    /// How long the steps of a pod take.
    pub pods: PodTimes,
    /// What goes wrong in pods.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<PodFault>,
    /// The ingress.
    pub ingress: Ingress,
    /// The way of measurements.
    pub metrics: Metrics,
    /// Settings of the controllers.
    pub controllers: Controllers,
    /// Clusters of a fleet. With them the cluster itself is the fleet's hub, and has no nodes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
    /// Load for a rehearsal.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub load: Vec<Load>,
    /// Objects that somebody applies later on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Objects that are there from the start, as claims.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<Value>,
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            speed: 1.0,
            seed: 1,
            pools: Pool::of_the_seed(),
            node_autoscaler: NodeAutoscaler::default(),
            sources: Source::usual(),
            images: Image::usual(),
            models: Model::usual(),
            engines: Vec::new(),
            pods: PodTimes::default(),
            faults: Vec::new(),
            ingress: Ingress::default(),
            metrics: Metrics::default(),
            controllers: Controllers::default(),
            members: Vec::new(),
            load: Vec::new(),
            changes: Vec::new(),
            objects: Vec::new(),
        }
    }
}

impl Scenario {
    /// Reads a scenario, in YAML or JSON, and checks that it holds together.
    ///
    /// # Errors
    /// A usage error: what is wrong, with line and column, or with the field's path.
    pub fn parse(text: &str) -> Result<Self> {
        let options = serde_yaml::options! { with_snippet: false };
        let read: Self = match text.trim().is_empty() {
            true => Self::default(),
            false => serde_yaml::from_str_with_options(text, options)
                .map_err(|error| Error::usage(format!("invalid scenario: {error}")))?,
        };
        read.check().map_err(|wrong| Error::usage(format!("invalid scenario: {wrong}")))?;
        Ok(read)
    }

    /// The JSON schema of the file, as text that ends with a newline.
    pub fn json_schema() -> String {
        let mut schema = schemars::schema_for!(Scenario);
        schema.insert("title".into(), "neap sandbox scenario".into());
        format!("{:#}\n", schema.to_value())
    }
}

#[cfg(test)]
mod tests;
