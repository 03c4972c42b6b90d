//! HorizontalPodAutoscalers.

use jiff::Timestamp;
use serde_json::Value;

use super::{Condition, kind, reduced};

kind!(
    /// A HorizontalPodAutoscaler.
    HorizontalPodAutoscaler with writes, "autoscaling", "v2", "horizontalpodautoscalers", HpaSpec, HpaStatus
);
reduced! {
    /// What an autoscaler may do.
    HpaSpec {
        /// What it scales.
        scale_target_ref: TargetRef,
        /// Never fewer; 1 if absent.
        min_replicas: Option<i32>,
        /// Never more.
        max_replicas: i32,
        /// What it looks at; forms differ, so as written.
        metrics: Vec<Value>,
        /// Windows and policies; as written.
        behavior: Option<Value>,
    }
}
reduced! {
    /// What an autoscaler scales.
    TargetRef {
        /// As `apps/v1`.
        api_version: Option<String>,
        /// As `Deployment`.
        kind: String,
        /// Its name.
        name: String,
    }
}
reduced! {
    /// What an autoscaler saw and decided last.
    HpaStatus {
        /// Replicas at the last look.
        current_replicas: Option<i32>,
        /// What it asked for.
        desired_replicas: i32,
        /// Values of the metrics; as written.
        current_metrics: Option<Vec<Value>>,
        /// AbleToScale, ScalingActive, ScalingLimited.
        conditions: Option<Vec<Condition>>,
        /// When it changed the replicas last.
        last_scale_time: Option<Timestamp>,
    }
}
