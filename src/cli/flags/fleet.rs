//! On which clusters of a fleet a service runs.

use clap::Args;
use serde::{Deserialize, Serialize};

use super::Words;

/// On which clusters of a fleet a service runs.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Fleet")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FleetFlags {
    /// Clusters of the fleet whose hub this is, in the order in which groups are filled (repeat); with shares, of one group, room counts nothing
    #[arg(long, value_name = "NAME=CLUSTER[:SHARE],...")]
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::pairs")]
    pub cluster_group: Vec<String>,
    /// Order machines where no cluster has room; ACK One only
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ecs_provision: Option<bool>,
    /// Whose objects say it: ACK One's or Karmada's [default: auto, by what the hub serves]
    #[arg(long, value_name = "WHOSE", value_parser = Words(&["auto", "ack-one", "karmada"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fleet_api: Option<String>,
    /// Name of the PropagationPolicy, where there is one already [default: NAME]
    #[arg(long, value_name = "NAME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub propagation_policy: Option<String>,
}
