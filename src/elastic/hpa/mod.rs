//! The HorizontalPodAutoscaler's rules: from a metric to a recommendation, and from there to a replica count.
//!
//! As `pkg/controller/podautoscaler` of Kubernetes 1.36 has them: [`look`] is the whole controller as one pure step, and
//! [`forecast`] says with the same rules what it will ask for next.

mod behaviour;
mod changes;
mod conditions;
mod forecast;
mod limit;
mod look;
mod metric;
mod pods;
mod proposal;
mod settings;
mod spec;
mod stabilise;
#[cfg(test)]
mod tests;

pub use behaviour::{Behaviour, Policy, PolicyKind, Rules, Select};
pub use changes::{Change, Changes};
pub use conditions::Event;
pub use forecast::{Facts, Forecast, Reason, Unknown, When, forecast, growth_per_cold_start};
pub use limit::{Bounds, Limit, Limited, limit};
pub use look::{Decision, Look, NoPods, Scale, Told, look};
pub use metric::{
    PerPod, Pods, Recommendation, Sum, Tolerance, Usage, Why, average_over_pods, total_per_pod, total_value,
};
pub use pods::{Sample, Samples};
pub use proposal::{Answer, Unanswered};
pub use settings::Settings;
pub use spec::{Identifier, Metric, Spec, Target};
pub use stabilise::{Held, Memory};
