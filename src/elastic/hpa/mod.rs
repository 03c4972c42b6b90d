//! The HorizontalPodAutoscaler's rules: from a metric to a recommendation, and from there to a replica count.

mod behaviour;
mod forecast;
mod metric;

pub use behaviour::{Behaviour, Policy, PolicyKind, Rules, Select};
pub use forecast::{Facts, Forecast, Reason, Unknown, When, forecast, growth_per_cold_start};
pub use metric::{Pods, Recommendation, Tolerance, Why, average_over_pods, average_value, total_value};
