//! Endpoints: where each Service's pods answer, as slices and in the older form. Addresses are IPv4.

mod older;
mod slices;
#[cfg(test)]
mod tests;

pub use older::EndpointsController;
pub use slices::{EndpointSliceController, find_port};

use super::{conditions, pods, template};
