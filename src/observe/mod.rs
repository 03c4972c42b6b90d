//! A watch, and a pure fold of what it brings: records → [`World`] → [`Snapshot`].
//!
//! A recorded stream of [`Record`]s replays through [`World::apply`]: recordings are fixtures and bug reports.

mod autoscaler;
pub mod endpoint;
mod events;
pub mod goal;
pub mod instances;
pub mod listing;
pub mod lookup;
mod pods;
mod record;
pub mod resources;
mod scene;
mod shortfall;
mod snapshot;
mod source;
mod wants;
pub mod watch;
mod world;

pub use crate::platform::Request;
pub use autoscaler::{Autoscaler, Condition, Metric, MetricKind};
pub use events::Remark;
pub use pods::{Claim, Exit, NoRoom, NodeRequest, PodView, Shortfall, Source, Stage};
pub use record::{Change, Denial, Record, Seen};
pub use scene::{Pool, Unit, Victim, VictimOrder};
pub use snapshot::{Replicas, Service, Snapshot, Unread};
pub use wants::{Scope, Want};
pub use world::World;

#[cfg(test)]
mod tests;
