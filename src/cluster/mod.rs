//! The only room that opens a connection to an API server.

pub mod action;
pub mod client;
pub mod failure;
pub mod kubeconfig;
mod proxy;
mod transport;

pub use action::Action;
pub use client::{Cluster, ConnectOptions};
