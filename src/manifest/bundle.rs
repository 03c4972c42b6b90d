//! What is to be applied: objects in order, and who owns whom.

use crate::kubernetes::{Identity, Object};

/// One object, and the object of the same bundle that owns it.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What is applied, without ownerReferences: an owner's uid is known only to the cluster.
    pub object: Object,
    /// The owner that garbage collection follows, if any.
    pub owner: Option<Identity>,
}

/// Objects in the order in which they are applied.
///
/// An item may come before its owner (a policy must exist before the first pod): it is applied without owner first and
/// gets its owner once that exists. An item after its owner is applied with it at once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bundle {
    /// In the order of applying.
    pub items: Vec<Item>,
    /// The object that owns the others, where there is one.
    pub root: Option<Identity>,
    /// What the user should know about the objects, one sentence each; shown as warnings on standard error.
    pub notes: Vec<String>,
}

/// The note of a service whose metric nobody is told to scrape; it goes where something scrapes the pods already.
pub const UNSCRAPED: &str =
    "Prometheus is not told of the pods: add `--scrape=podmonitor` unless something scrapes them already";
