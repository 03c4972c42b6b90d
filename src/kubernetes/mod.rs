//! The grammar that all rooms share: objects and their identity, quantities, names, selectors, reduced types of what is read.

pub mod canonical;
pub mod changes;
pub mod field_set;
pub mod fleet;
pub mod kinds;
pub mod labels;
pub mod names;
pub mod near;
pub mod object;
pub mod pod_templates;
pub mod quantity;
pub mod rescale;
pub mod resources;
pub mod root_kind;
pub mod selector;
pub mod unscaled;
pub mod wire;

pub use fleet::FleetApi;
pub use object::{Identity, Object};
pub use quantity::Quantity;
pub use root_kind::RootKind;
