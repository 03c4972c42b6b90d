//! Knative's autoscaler: how many pods a revision needs for its requests, from none up.
//!
//! As `pkg/autoscaler` and `pkg/reconciler/autoscaling/kpa` of Knative Serving 0.48 have it.

mod activity;
mod decider;
mod delay;
mod scale;
mod settings;
mod window;

use jiff::SignedDuration;

pub use activity::{Activity, Shown, Situation, Verdict, active_from, serves_directly, shown, verdict};
pub use decider::{Class, Decider, Measure};
pub use delay::Delay;
pub use scale::{Autoscaler, Decision, Observed, activators, first_excess};
pub use settings::Settings;
pub use window::{Aggregation, Window};

/// How often it decides.
pub const TICK: SignedDuration = SignedDuration::from_secs(2);
/// How often it asks the pods.
pub const SCRAPE: SignedDuration = SignedDuration::from_secs(1);
