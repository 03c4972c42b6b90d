//! Changes of the number of replicas that events tell of: what an autoscaler asked for, and what a Deployment did.

use jiff::Timestamp;
use serde::Serialize;

use super::World;
use super::events::seen_at;
use super::scene::Scene;
use crate::kubernetes::rescale::{asked, done};
use crate::kubernetes::resources::Event;

/// A change of replicas. Equal ones are one with a count, as the API server keeps them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rescale {
    /// Whose event it is.
    pub by: RescaleBy,
    /// The number before, where it is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<u32>,
    /// The number after.
    pub to: u32,
    /// Why, in the controller's words; text from outside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// When it happened first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Timestamp>,
    /// When it happened last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<Timestamp>,
    /// How often.
    pub times: u32,
}

/// Whose event a change is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind", content = "name")]
pub enum RescaleBy {
    /// An autoscaler's SuccessfulRescale: what it asked for.
    Autoscaler(String),
    /// A Deployment's ScalingReplicaSet: what became of one of its ReplicaSets.
    ReplicaSet(String),
}

impl World {
    /// The changes of the service's replicas that are still recorded, the oldest first.
    pub(super) fn rescales(&self, scene: &Scene<'_>) -> Vec<Rescale> {
        let runner = scene.runner.map(|it| it.name.as_str());
        let scaler =
            |name: &str| scene.autoscalers.iter().any(|it| it.object.metadata.name.as_deref() == Some(name));
        let of = |event: &Event| {
            let name = event.involved_object.name.as_deref()?;
            let message = event.message.as_deref()?;
            let (by, from, to, why) = match event.reason.as_deref()? {
                "SuccessfulRescale" if scaler(name) => {
                    let (to, why) = asked(message)?;
                    (RescaleBy::Autoscaler(name.to_owned()), None, to, why)
                }
                "ScalingReplicaSet" if runner == Some(name) => {
                    let (set, from, to) = done(message)?;
                    (RescaleBy::ReplicaSet(set), from, to, None)
                }
                _ => return None,
            };
            let times = event.count.and_then(|count| u32::try_from(count).ok()).unwrap_or(1).max(1);
            let last = seen_at(event);
            Some(Rescale { by, from, to, why, first: event.first_timestamp.or(last), last, times })
        };
        let mut found: Vec<Rescale> = self.events.values().filter_map(of).collect();
        found.sort_by_key(|it| it.last);
        found
    }
}
