//! Flags that the kinds of `neap serve` share, in the groups in which help and service file show them.
//!
//! A value is the text as given: it is validated in one place, whether it came from the command line or from a file.

pub mod container;
pub mod data;
pub mod deprecated;
pub mod elasticity;
pub mod fleet;
pub mod list;
pub mod placement;
pub mod pods;
pub mod resources;
pub mod service;
pub mod words;

pub use container::ContainerFlags;
pub use data::DataFlags;
pub use deprecated::DeprecatedFlags;
pub use elasticity::ElasticityFlags;
pub use fleet::FleetFlags;
pub use placement::PlacementFlags;
pub use pods::{AutoscalerFlags, ExposeFlags, LifeFlags, PortFlags, ProbeFlags, ScrapeFlags};
pub use resources::ResourceFlags;
pub use service::ServiceFlags;
pub use words::Words;
