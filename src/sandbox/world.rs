//! What is known of the cluster: one table a kind, shared by all controllers and machines.

/// What is known of the cluster.
#[derive(Debug, Default)]
pub struct World {}
