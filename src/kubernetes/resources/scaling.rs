//! Autoscalers besides the HPA.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::{Condition, TargetRef, kind, reduced};

kind!(
    /// A KEDA ScaledObject.
    ScaledObject, "keda.sh", "v1alpha1", "scaledobjects", ScaledObjectSpec, ScaledObjectStatus
);
reduced! {
    /// What a ScaledObject may do.
    ScaledObjectSpec {
        /// What it scales; a Deployment if no kind is named.
        scale_target_ref: TargetRef,
        /// Seconds between two looks; 30 if absent.
        polling_interval: Option<u32>,
        /// Seconds without a trigger before it goes to zero; 300 if absent.
        cooldown_period: Option<u32>,
        /// The same, before anything has triggered at all.
        initial_cooldown_period: Option<u32>,
        /// How many while nothing triggers, if not the fewest.
        idle_replica_count: Option<u32>,
        /// Never fewer; 0 if absent.
        min_replica_count: Option<u32>,
        /// Never more; 100 if absent.
        max_replica_count: Option<u32>,
        /// Name and behaviour of its HPA, and more; as written.
        advanced: Value,
        /// What it does while triggers fail; as written.
        fallback: Option<Value>,
        /// What it looks at.
        triggers: Vec<ScaleTrigger>,
    }
}
reduced! {
    /// What a ScaledObject looks at.
    ScaleTrigger {
        /// As `prometheus`.
        #[serde(rename = "type")]
        kind: String,
        /// Its own name.
        name: Option<String>,
        /// What it is told.
        metadata: BTreeMap<String, String>,
        /// `AverageValue` (default), `Value` or `Utilization`.
        metric_type: Option<String>,
    }
}
reduced! {
    /// How far a ScaledObject is.
    ScaledObjectStatus {
        /// As `apps/v1.Deployment`.
        scale_target_kind: String,
        /// Where its target is served; as written.
        #[serde(rename = "scaleTargetGVKR")]
        scale_target_gvkr: Option<Value>,
        /// How many its target had at first.
        original_replica_count: Option<u32>,
        /// When a trigger was active last.
        last_active_time: Option<Timestamp>,
        /// Its metrics.
        external_metric_names: Vec<String>,
        /// CPU and memory.
        resource_metric_names: Vec<String>,
        /// Ready, Active, Fallback, Paused.
        conditions: Vec<Condition>,
        /// At how many it is held.
        paused_replica_count: Option<u32>,
        /// Its HPA.
        hpa_name: String,
        /// Kinds of triggers, as `prometheus,cron`.
        triggers_types: String,
    }
}
kind!(
    /// ACK's CronHorizontalPodAutoscaler.
    CronHorizontalPodAutoscaler, "autoscaling.alibabacloud.com", "v1beta1", "cronhorizontalpodautoscalers", CronAutoscalerSpec, CronAutoscalerStatus
);
reduced! {
    /// What a CronHorizontalPodAutoscaler does.
    CronAutoscalerSpec {
        /// What it scales; an HPA has its bounds moved.
        scale_target_ref: TargetRef,
        /// Days, as cron expressions, on which nothing is done.
        exclude_dates: Vec<String>,
        /// What is done when.
        jobs: Vec<CronJobSpec>,
    }
}
reduced! {
    /// What is done when.
    CronJobSpec {
        /// Its name.
        name: String,
        /// Six fields, seconds first.
        schedule: String,
        /// How many replicas from then on.
        target_size: u32,
        /// Once only.
        run_once: bool,
    }
}
reduced! {
    /// How far a CronHorizontalPodAutoscaler is.
    CronAutoscalerStatus {
        /// What the rest was made from; as written.
        scale_target_ref: Option<Value>,
        /// The same.
        exclude_dates: Vec<String>,
        /// How each of its jobs is.
        conditions: Vec<CronCondition>,
    }
}
reduced! {
    /// How a job is.
    CronCondition {
        /// Its name.
        name: String,
        /// What runs it.
        job_id: String,
        /// Six fields, seconds first.
        schedule: String,
        /// How many replicas.
        target_size: u32,
        /// Once only.
        run_once: bool,
        /// `Submitted`, `Succeed` or `Failed`.
        state: String,
        /// When that was last looked at.
        last_probe_time: Option<Timestamp>,
        /// In words.
        message: String,
    }
}
