//! A kind's behaviour as data: tables of defaults, and a function for each thing that no table says.

use std::sync::Arc;

use serde_json::{Value, json};

use super::field::Causes;
use super::fill::Table;
use super::metadata;
use super::names::{Rule, subdomain};
use crate::apiserver::registry::{Others, Strategy};
use crate::apiserver::schema::Schema;
use crate::apiserver::schema::decode::decode;
use crate::apiserver::status::{Cause, Result};

/// What a built-in kind does by itself.
#[derive(Clone, Copy)]
pub struct Behaviour {
    /// Tables of defaults, each for the value at a path.
    pub defaults: &'static [(&'static [&'static str], &'static Table)],
    /// Defaults that depend on other fields.
    pub also: fn(&mut Value),
    /// Changes of anything but metadata and status are counted in `metadata.generation`.
    pub generation: bool,
    /// A new object may come with its status, as kubelets register their nodes.
    pub comes_with_status: bool,
    /// What a name must be like.
    pub name: Rule,
    /// What the server decides at creation.
    pub create: fn(&mut Value, &dyn Others) -> Result<()>,
    /// What an update may not change silently.
    pub update: fn(&mut Value, &Value, &dyn Others),
    /// What is wrong besides metadata.
    pub validate: fn(&Value, Option<&Value>, &mut Causes),
    /// What a client should know.
    pub warnings: fn(&Value) -> Vec<String>,
    /// Makes another version.
    pub convert: fn(&mut Value, &str),
}

/// A kind that does nothing by itself.
pub const PLAIN: Behaviour = Behaviour {
    defaults: &[],
    also: |_| {},
    generation: false,
    comes_with_status: false,
    name: subdomain,
    create: |_, _| Ok(()),
    update: |_, _, _| {},
    validate: |_, _, _| {},
    warnings: |_| Vec::new(),
    convert: |_, _| {},
};

/// A built-in kind.
pub struct Kind {
    behaviour: Behaviour,
    schema: Arc<Schema>,
    namespaced: bool,
    /// Whether `status` is written apart.
    status: bool,
}

impl Kind {
    /// The kind with this behaviour.
    pub fn new(behaviour: Behaviour, schema: Arc<Schema>, namespaced: bool, status: bool) -> Self {
        Self { behaviour, schema, namespaced, status }
    }

    /// Fills in again what is always there, below what was set since.
    fn settle(&self, object: &mut Value) {
        let _nothing_is_unknown = decode(&self.schema, object);
    }
}

impl Strategy for Kind {
    fn default(&self, object: &mut Value) {
        for (path, table) in self.behaviour.defaults {
            if let Some(place) = at(object, path) {
                table.fill(place);
            }
        }
        (self.behaviour.also)(object);
    }

    fn prepare_create(&self, object: &mut Value, cluster: &dyn Others) -> Result<()> {
        if self.status && !self.behaviour.comes_with_status {
            object["status"] = json!({});
        }
        if self.behaviour.generation {
            object["metadata"]["generation"] = json!(1);
        }
        (self.behaviour.create)(object, cluster)?;
        self.settle(object);
        Ok(())
    }

    fn prepare_update(&self, object: &mut Value, old: &Value, cluster: &dyn Others) {
        (self.behaviour.update)(object, old, cluster);
        self.settle(object);
        if self.behaviour.generation && wanted(object) != wanted(old) {
            let generation = old["metadata"]["generation"].as_i64().unwrap_or_default();
            object["metadata"]["generation"] = json!(generation + 1);
        }
    }

    fn validate(&self, object: &Value, old: Option<&Value>) -> Vec<Cause> {
        let mut causes = Vec::new();
        metadata::validate(object, old, self.namespaced, self.behaviour.name, &mut causes);
        metadata::standard_finalizers(&object["metadata"], &mut causes);
        (self.behaviour.validate)(object, old, &mut causes);
        causes
    }

    fn warnings(&self, object: &Value, _old: Option<&Value>) -> Vec<String> {
        (self.behaviour.warnings)(object)
    }

    fn convert(&self, object: &mut Value, to_version: &str) {
        (self.behaviour.convert)(object, to_version);
    }
}

/// The value at a path; `None` if there is nothing.
pub fn at<'a>(value: &'a mut Value, path: &[&str]) -> Option<&'a mut Value> {
    path.iter().try_fold(value, |value, name| value.get_mut(*name))
}

/// The elements of a list of an object, to be changed.
pub fn each<'a>(value: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> + use<'a> {
    value.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten()
}

/// All that a client asks for: everything but metadata and status.
fn wanted(object: &Value) -> Vec<(&String, &Value)> {
    let fields = object.as_object().into_iter().flatten();
    let mut fields: Vec<_> = fields
        .filter(|(name, _)| !matches!(name.as_str(), "metadata" | "status" | "apiVersion" | "kind"))
        .collect();
    fields.sort_by(|one, other| one.0.cmp(other.0));
    fields
}
