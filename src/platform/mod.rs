//! What differs between platforms: labels of node pools and accelerators, virtual nodes, autoscalers' events, served APIs.

mod autoscaler;
pub mod capabilities;
pub mod gates;
mod nodes;

pub use autoscaler::{Request, request};
pub use capabilities::Capabilities;
pub use nodes::{POOL_LABELS, PoolLabels, accelerator_model, is_accelerator, is_virtual_node};
