//! What is served: each resource's names, scope, subresources and columns, and what a built-in kind does by itself.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::schema::Schema;
use super::schema::decode::{Decoded, decode};
use super::status::Cause;

/// One resource in one version, as discovery lists it.
#[derive(Clone)]
pub struct Resource {
    /// Empty for the core group.
    pub group: String,
    /// As `v1`.
    pub version: String,
    /// As `Deployment`.
    pub kind: String,
    /// As `deployments`.
    pub plural: String,
    /// As `deployment`.
    pub singular: String,
    /// As `deploy`.
    pub short_names: Vec<String>,
    /// As `all`.
    pub categories: Vec<String>,
    /// Whether objects live in a namespace.
    pub namespaced: bool,
    /// Whether objects are stored. Reviews and bindings are not: they are created, and the answer is all there is.
    pub stored: bool,
    /// Whether `status` is written apart.
    pub status: bool,
    /// Where the `scale` subresource finds its numbers.
    pub scale: Option<ScalePaths>,
    /// What a Table shows.
    pub columns: Columns,
    /// The shape of its objects.
    pub schema: Arc<Schema>,
    /// What the kind does by itself; custom resources do nothing.
    pub strategy: Arc<dyn Strategy>,
    /// The version that is stored, where it is not this one: objects are converted by the strategy on the way.
    pub stored_as: Option<String>,
}

/// JSON paths of the `scale` subresource, as a custom resource definition writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScalePaths {
    /// As `.spec.replicas`.
    pub spec: String,
    /// As `.status.replicas`.
    pub status: String,
    /// A label selector, as text or as a `LabelSelector` object; `None` without one.
    pub selector: Option<String>,
}

/// What a Table shows.
#[derive(Clone)]
pub enum Columns {
    /// Of a custom resource definition: additionalPrinterColumns.
    Paths(Arc<[PathColumn]>),
    /// Of a built-in kind: names, and a function that makes a row's cells.
    Cells(&'static [Column], fn(&Value, Timestamp) -> Vec<Value>),
}

/// A column's definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// As `Ready`.
    pub name: &'static str,
    /// `string`, `integer`, `date` …
    pub kind: &'static str,
    /// `name` for the first, else mostly empty.
    pub format: &'static str,
    /// 0 is always shown, higher only with `-o wide`.
    pub priority: i32,
}

/// A column that reads one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathColumn {
    /// As `Ready`.
    pub name: String,
    /// `string`, `integer`, `date` …
    pub kind: String,
    /// Mostly empty.
    pub format: String,
    /// 0 is always shown, higher only with `-o wide`.
    pub priority: i32,
    /// What it means.
    pub description: String,
    /// As `.status.conditions[?(@.type=='Ready')].status`.
    pub path: String,
}

/// What a kind does by itself, before and after a write. Pure: what it needs of other objects is asked through [`Others`].
pub trait Strategy: Send + Sync {
    /// Brings a body into the form that is kept: unknown names are dropped and told, types are checked. Runs before all else.
    fn decode(&self, schema: &Schema, object: &mut Value) -> Decoded {
        decode(schema, object)
    }
    /// Fills in what was left out; runs on every body that is read, as the real server does.
    fn default(&self, _object: &mut Value) {}
    /// Sets what the server decides at creation (phase, cluster address, generation …), and drops what a client may not set.
    ///
    /// # Errors
    /// The admission's refusal.
    fn prepare_create(&self, _object: &mut Value, _cluster: &dyn Others) -> super::status::Result<()> {
        Ok(())
    }
    /// The same before an update of the object itself (not of its status).
    fn prepare_update(&self, _object: &mut Value, _old: &Value, _cluster: &dyn Others) {}
    /// What is wrong with it; `old` is there on update.
    fn validate(&self, _object: &Value, _old: Option<&Value>) -> Vec<Cause> {
        Vec::new()
    }
    /// What a client should know of an object that is accepted, as `Warning` headers carry it.
    fn warnings(&self, _object: &Value, _old: Option<&Value>) -> Vec<String> {
        Vec::new()
    }
    /// Makes the object of another version of the same kind.
    fn convert(&self, _object: &mut Value, _to_version: &str) {}
}

/// What a strategy may ask of the rest of the cluster.
pub trait Others {
    /// One object by group, plural, namespace and name.
    fn get(&self, group: &str, plural: &str, namespace: Option<&str>, name: &str) -> Option<Value>;
    /// All objects of a resource; for those of which there are few.
    fn list(&self, group: &str, plural: &str) -> Vec<Value>;
    /// A cluster address that no service has yet.
    fn free_cluster_ip(&self) -> String;
    /// A node port that no service has yet.
    fn free_node_port(&self) -> u16;
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// A kind that does nothing by itself.
pub struct Plain;

impl Strategy for Plain {}
