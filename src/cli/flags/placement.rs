//! Where replicas run.

use clap::Args;
use serde::{Deserialize, Serialize};

use super::Words;

/// Where replicas run.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Placement")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PlacementFlags {
    /// Capacity, in order of preference (repeat): resource=ecs|eci|acs|elastic, nodepool=ID, selector.LABEL=VALUE, max=N, label.KEY=VALUE, annotation.KEY=VALUE
    #[arg(long, value_name = "KEY=VALUE,...")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unit: Vec<String>,
    /// How the order of units is said to the scheduler: by ACK's ResourcePolicy, or by node affinity, which all know [default: auto]
    #[arg(long, value_name = "HOW", value_parser = Words(&["auto", "resource-policy", "affinity"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spill_with: Option<String>,
    /// When pods may push out others of lower priority
    #[arg(long, value_name = "WHEN", value_parser = Words(&["BeforeNextUnit", "AfterAllUnits"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preempt_policy: Option<String>,
    /// Name of a node pool, which --unit and status understand (repeat)
    #[arg(long, value_name = "ID=NAME")]
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::pairs")]
    pub pool_name: Vec<String>,
    /// Node label that holds a pool's id [default: the platform's]
    #[arg(long, value_name = "LABEL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool_label: Option<String>,
    /// Label that every node must have (repeat)
    #[arg(long, value_name = "KEY=VALUE")]
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::pairs")]
    pub selector: Vec<String>,
    /// Taint that is borne: all, KEY[=VALUE][:EFFECT], or Arena's KEY=VALUE:EFFECT,OPERATOR (repeat)
    #[arg(long, value_name = "TAINT")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub toleration: Vec<String>,
    /// Whether replicas avoid or seek each other's nodes [default: none]
    #[arg(long, value_name = "POLICY", value_parser = Words(&["none", "spread", "binpack"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affinity_policy: Option<String>,
    /// How strictly they do [default: preferred]
    #[arg(long, value_name = "HOW", value_parser = Words(&["preferred", "required"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affinity_constraint: Option<String>,
    /// PriorityClass of the pods
    #[arg(long, value_name = "NAME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority_class: Option<String>,
    /// One of two classes: inference, or what gives way to it, as training does
    #[arg(long, value_name = "PRIORITY", value_parser = Words(&["high", "low"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    /// Make both classes of --priority, which all namespaces share
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub make_priority_classes: Option<bool>,
}
