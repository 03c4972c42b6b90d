//! Deployments.

use super::{Condition, PodSpec, Requirement, StringMap, kind, reduced};

kind!(
    /// A Deployment.
    Deployment with writes, "apps", "v1", "deployments", DeploymentSpec, DeploymentStatus
);
reduced! {
    /// What is wanted of a Deployment.
    DeploymentSpec {
        /// How many pods.
        replicas: Option<i32>,
        /// Which pods are its own.
        selector: LabelSelector,
        /// What the next pod will ask for.
        template: PodTemplate,
    }
}
reduced! {
    /// What a new pod is made from.
    PodTemplate {
        /// What it bears.
        metadata: TemplateMetadata,
        /// What it asks for.
        spec: PodSpec,
    }
}
reduced! {
    /// What a new pod bears.
    TemplateMetadata {
        /// Its labels.
        labels: StringMap,
    }
}
reduced! {
    /// Which objects, by label.
    LabelSelector {
        /// Labels that an object must carry.
        match_labels: StringMap,
        /// Requirements that must all hold besides.
        match_expressions: Vec<Requirement>,
    }
}
reduced! {
    /// How far a Deployment is.
    DeploymentStatus {
        /// Pods that exist.
        replicas: i32,
        /// Pods that are ready.
        ready_replicas: i32,
        /// Ready for long enough.
        available_replicas: i32,
        /// Of the newest template.
        updated_replicas: i32,
        /// What the numbers were computed from.
        observed_generation: i64,
        /// Available, Progressing.
        conditions: Vec<Condition>,
    }
}
