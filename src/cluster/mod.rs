//! The only room that opens a connection to an API server.

pub mod action;
pub mod adopt;
pub mod apply;
pub mod client;
pub mod delete;
pub mod discovery;
pub mod exec;
pub mod failure;
mod field_path;
pub mod forward;
pub mod history;
mod items;
mod knative;
pub mod kubeconfig;
pub mod lists;
mod namesake;
pub mod news;
pub mod objects;
pub mod owned;
pub mod ownership;
mod packed;
mod patience;
pub mod place;
pub mod preflight;
mod proxy;
pub mod references;
pub mod refusal;
pub mod restart;
mod transport;
mod warnings;

pub use action::Action;
pub use client::{Cluster, ConnectOptions};
pub use warnings::Warnings;
