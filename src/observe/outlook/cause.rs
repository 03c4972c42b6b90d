//! Why a service is doing what it does.

use jiff::Timestamp;
use serde::Serialize;

use super::doing::{Doing, is_rolling_out};
use super::plan::driver;
use crate::observe::rescales::RescaleBy;
use crate::observe::{Condition, Service};

/// A reason for what a service is doing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "because")]
pub enum Cause {
    /// An autoscaler asked for this many replicas.
    Asked {
        /// Which one.
        autoscaler: String,
        /// How many.
        replicas: u32,
        /// When.
        at: Option<Timestamp>,
        /// In its words, where an event still says it.
        why: Option<String>,
    },
    /// The metric that asks for most, and its target.
    Metric {
        /// Its name.
        name: String,
        /// As the autoscaler wrote it.
        current: String,
        /// As it stands in the autoscaler.
        target: String,
        /// The first divided by the second.
        ratio: f64,
        /// Whether both are for one pod.
        per_pod: bool,
    },
    /// A condition of the autoscaler that decides.
    Condition(Condition),
    /// The template of its pods was changed.
    Template,
    /// Knative's autoscaler decides, and says nothing of why.
    Knative,
    /// What else scales it, by kind and name.
    Scaler {
        /// As `ScaledObject`.
        kind: String,
        /// Its name.
        name: String,
    },
    /// Nobody scales it: the number of replicas is written down.
    Written {
        /// The number.
        replicas: u32,
    },
}

pub(super) fn causes(service: &Service, doing: Doing) -> Vec<Cause> {
    let mut causes = Vec::new();
    if matches!(doing, Doing::Leaving | Doing::LeftOver) {
        return causes;
    }
    if is_rolling_out(service) {
        causes.push(Cause::Template);
    }
    for autoscaler in service.autoscalers.iter().take(1) {
        // What it asked for last is the reason only while that is what the service is told.
        let told = service.replicas.desired;
        let last = service
            .rescales
            .iter()
            .rfind(|it| it.by == RescaleBy::Autoscaler(autoscaler.name.clone()) && Some(it.to) == told);
        if let Some(at) = autoscaler.last_scale {
            causes.push(Cause::Asked {
                autoscaler: autoscaler.name.clone(),
                replicas: told.or(autoscaler.desired).unwrap_or(0),
                at: Some(at),
                why: last.and_then(|it| it.why.clone()),
            });
        }
        if let Some(driver) = driver(autoscaler) {
            causes.push(Cause::Metric {
                name: driver.name,
                current: driver.current,
                target: driver.target,
                ratio: driver.ratio,
                per_pod: driver.per_pod,
            });
        }
        causes.extend(deciding(&autoscaler.conditions).cloned().map(Cause::Condition));
    }
    causes.extend(
        service.scalers.iter().map(|it| Cause::Scaler { kind: it.kind.clone(), name: it.name.clone() }),
    );
    if service.autoscalers.is_empty() && service.scalers.is_empty() {
        causes.push(match service.mode.as_deref() {
            Some("Serverless" | "Knative") => Cause::Knative,
            _ => Cause::Written { replicas: service.replicas.desired.unwrap_or(service.needed) },
        });
    }
    causes
}

/// The condition that keeps an autoscaler from what it would do, or from more.
fn deciding(conditions: &[Condition]) -> Option<&Condition> {
    let is = |kind: &'static str, status: &'static str| {
        conditions.iter().find(move |it| it.kind == kind && it.status == status)
    };
    // At the minimum with little to do is how a service rests.
    let limited = is("ScalingLimited", "True").filter(|it| it.reason.as_deref() != Some("TooFewReplicas"));
    let stabilised = is("AbleToScale", "True")
        .filter(|it| it.reason.as_deref().is_some_and(|reason| reason.ends_with("Stabilized")));
    is("AbleToScale", "False").or(is("ScalingActive", "False")).or(limited).or(stabilised)
}
