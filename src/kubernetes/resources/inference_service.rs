//! KServe's InferenceServices.

use serde_json::Value;
use std::collections::BTreeMap;

use super::{Condition, kind, reduced};

kind!(
    /// A KServe InferenceService; what it wants is read as JSON where needed.
    InferenceService with writes, "serving.kserve.io", "v1beta1", "inferenceservices", Value, InferenceServiceStatus
);
reduced! {
    /// How far an InferenceService is.
    InferenceServiceStatus {
        /// Where it answers: the Host of a request.
        url: Option<String>,
        /// Its address within the cluster.
        address: Option<Address>,
        /// Ready, PredictorReady, IngressReady.
        conditions: Vec<Condition>,
        /// `Standard` or `Knative` (`RawDeployment`, `Serverless` before 0.16).
        deployment_mode: Option<String>,
        /// Of an InferenceService the one of its Deployment or Knative Service, which KServe copies; of others their own.
        observed_generation: Option<i64>,
        /// How the model itself fares; absent before a predictor is there.
        model_status: Option<ModelStatus>,
        /// Revisions and traffic of each component; as written.
        components: BTreeMap<String, Value>,
    }
}
reduced! {
    /// How a model fares, in KServe's eyes.
    ModelStatus {
        /// `UpToDate`, `InProgress`, `BlockedByFailedLoad`, `InvalidSpec`.
        transition_status: Option<String>,
        /// What failed last.
        last_failure_info: Option<ModelFailure>,
    }
}
reduced! {
    /// What failed.
    ModelFailure {
        /// As `NoSupportingRuntime`.
        reason: Option<String>,
        /// In words.
        message: Option<String>,
    }
}
reduced! {
    /// An address within the cluster.
    Address {
        /// Its URL.
        url: Option<String>,
    }
}
