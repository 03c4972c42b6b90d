//! A watch, and a pure fold of what it brings: records → [`World`] → [`Snapshot`].
//!
//! A recorded stream of [`Record`]s replays through [`World::apply`]: recordings are fixtures and bug reports.

pub mod address;
mod attribution;
mod autoscaler;
pub mod cache;
pub mod endpoint;
mod events;
pub mod family;
pub mod fleet;
pub mod front;
pub mod goal;
pub mod instances;
pub mod listing;
pub mod lookup;
pub mod members;
mod newest;
pub mod outlook;
mod packed_pod;
mod places;
mod pods;
pub mod predictor;
pub mod reach;
mod reading;
mod readings;
mod record;
mod rescales;
pub mod resources;
pub mod root;
pub mod runner;
mod scale_in;
mod scaler;
mod scene;
mod settled;
mod shortfall;
mod snapshot;
mod source;
mod stage;
pub mod timeline;
pub mod unknown;
mod unread;
mod wants;
pub mod watch;
mod world;

pub use crate::platform::Request;
pub use autoscaler::{Autoscaler, Condition, Metric, MetricKind};
pub use events::Remark;
pub use newest::RevisionFailure;
pub use outlook::Outlook;
pub use places::{Pool, PoolNode, Unit};
pub use pods::PodView;
pub use readings::{EngineReading, Readings, ServedMetric};
pub use record::{Change, Denial, Record, Seen};
pub use rescales::{Rescale, RescaleBy};
pub use scale_in::{Victim, VictimOrder};
pub use scaler::{Last, Next, Scaler, Time};
pub use settled::Settled;
pub use shortfall::{NoRoom, Shortfall, Source};
pub use snapshot::{Component, IdlePolicy, ModelFailure, Reconnecting, Replicas, Service, Snapshot};
pub use stage::{Claim, Exit, NodeRequest, Stage};
pub use unread::Unread;
pub use wants::{OtherKind, ScalerKind, Scope, Want};
pub use world::World;

#[cfg(test)]
mod tests;
