//! Kinds that custom resource definitions serve, and those definitions. What they want is read as JSON where needed.

use serde_json::Value;

use crate::kubernetes::resources::{Condition, kind, reduced};

kind!(
    /// A CustomResourceDefinition, of which only the condition Established is read.
    CustomResourceDefinition, "apiextensions.k8s.io", "v1", "customresourcedefinitions", DefinitionSpec, DefinitionStatus
);
reduced! {
    /// What a definition serves.
    DefinitionSpec {
        /// The group.
        group: String,
        /// The versions.
        versions: Vec<DefinitionVersion>,
    }
}
reduced! {
    /// One version.
    DefinitionVersion {
        /// As `v1beta1`.
        name: String,
        /// Whether it can be asked for.
        served: bool,
    }
}
reduced! {
    /// How far a definition is.
    DefinitionStatus {
        /// Established, NamesAccepted.
        conditions: Vec<Condition>,
    }
}
/// Kinds whose wishes and status are read as JSON where they are needed.
macro_rules! as_written {
    ($($(#[$doc:meta])* $name:ident, $group:literal, $version:literal, $plural:literal;)*) => {
        $(kind!($(#[$doc])* $name, $group, $version, $plural, Value, Value);)*
    };
}

as_written! {
    /// A KServe ServingRuntime.
    ServingRuntime, "serving.kserve.io", "v1alpha1", "servingruntimes";
    /// A KServe ClusterServingRuntime.
    ClusterServingRuntime, "serving.kserve.io", "v1alpha1", "clusterservingruntimes";
    /// A Knative Service.
    KnativeService, "serving.knative.dev", "v1", "services";
    /// A Knative Configuration.
    Configuration, "serving.knative.dev", "v1", "configurations";
    /// A Knative Revision.
    Revision, "serving.knative.dev", "v1", "revisions";
    /// A Knative Route.
    Route, "serving.knative.dev", "v1", "routes";
    /// A Knative PodAutoscaler.
    PodAutoscaler, "autoscaling.internal.knative.dev", "v1alpha1", "podautoscalers";
    /// A Knative ServerlessService.
    ServerlessService, "networking.internal.knative.dev", "v1alpha1", "serverlessservices";
}
