//! The shapes of the built-in kinds: derived at run time from `k8s-openapi`, with [`facts`] for what it lacks.

mod definitions;
mod facts;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

pub use definitions::{GROUP_VERSION_KIND, definitions};

use super::read::{Reader, read};
use super::{Object, Schema, Shape};

/// The shape of a built-in kind's objects, as `("apps", "v1", "Deployment")`.
pub fn schema(group: &str, version: &str, kind: &str) -> Option<Arc<Schema>> {
    static SCHEMAS: OnceLock<BTreeMap<[String; 3], Arc<Schema>>> = OnceLock::new();
    let key = [group.to_owned(), version.to_owned(), kind.to_owned()];
    SCHEMAS.get_or_init(all).get(&key).cloned()
}

/// The schemas of everything that is a kind.
fn all() -> BTreeMap<[String; 3], Arc<Schema>> {
    let definitions = definitions();
    let resolver = Resolver { definitions: &definitions, done: RefCell::default(), open: RefCell::default() };
    let mut schemas = BTreeMap::new();
    for (name, definition) in &definitions {
        for gvk in definition[GROUP_VERSION_KIND].as_array().into_iter().flatten() {
            let part = |name: &str| gvk[name].as_str().unwrap_or_default().to_owned();
            if let Some(schema) = resolver.resolve(name) {
                schemas.insert([part("group"), part("version"), part("kind")], schema);
            }
        }
    }
    schemas
}

/// Reads each definition once.
struct Resolver<'a> {
    definitions: &'a Map<String, Value>,
    done: RefCell<BTreeMap<String, Arc<Schema>>>,
    open: RefCell<Vec<String>>,
}

impl Reader for Resolver<'_> {
    fn resolve(&self, name: &str) -> Option<Arc<Schema>> {
        if let Some(schema) = self.done.borrow().get(name) {
            return Some(schema.clone());
        }
        // A definition that holds itself (only the schema of custom resources does) is not followed further.
        if self.open.borrow().iter().any(|open| open == name) {
            return Some(Arc::new(Schema { shape: Shape::Any, ..Schema::default() }));
        }
        let definition = self.definitions.get(name)?;
        self.open.borrow_mut().push(name.to_owned());
        let mut schema = read(definition, self);
        self.open.borrow_mut().pop();
        if let Shape::Object(Object { name: kept, .. }) = &mut schema.shape {
            *kept = name.rsplit('.').next().map(Arc::from);
        }
        let schema = Arc::new(schema);
        self.done.borrow_mut().insert(name.to_owned(), schema.clone());
        Some(schema)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::apiserver::schema::{Patch, Topology};

    /// The schema at a path of field names; `[]` is the element of a list.
    fn at(kind: [&str; 3], path: &str) -> Arc<Schema> {
        let root = schema(kind[0], kind[1], kind[2]).unwrap();
        path.split('.').fold(root, |schema, step| match &schema.shape {
            Shape::Object(object) => {
                object.fields.get(step).unwrap_or_else(|| panic!("{step} of {path}")).clone()
            }
            Shape::List(list) if step == "[]" => list.element.clone(),
            other => panic!("{step} of {path} is in {other:?}"),
        })
    }

    const DEPLOYMENT: [&str; 3] = ["apps", "v1", "Deployment"];

    #[test]
    fn ports_of_a_container_are_known_by_two_keys() {
        let ports = at(DEPLOYMENT, "spec.template.spec.containers.[].ports");
        let Shape::List(list) = &ports.shape else { panic!("{ports:?}") };
        assert_eq!(list.topology, Topology::Map(vec!["containerPort".into(), "protocol".into()]));
        assert_eq!(ports.patch, Patch::Merge(Some("containerPort".into())));
        let protocol = at(DEPLOYMENT, "spec.template.spec.containers.[].ports.[].protocol");
        assert_eq!(protocol.default, Some(json!("TCP")));
        assert_eq!(protocol.shape, Shape::String);
    }

    #[test]
    fn what_is_atomic_is_told_by_type_and_by_field() {
        for (kind, path) in [
            (DEPLOYMENT, "spec.selector"),
            (["", "v1", "Service"], "spec.selector"),
            (["", "v1", "Pod"], "spec.nodeSelector"),
            (["", "v1", "Pod"], "metadata.ownerReferences.[]"),
        ] {
            let schema = at(kind, path);
            assert!(matches!(&schema.shape, Shape::Object(object) if object.atomic), "{path}: {schema:?}");
        }
        let claim = at(["", "v1", "PersistentVolume"], "spec.claimRef");
        assert!(matches!(&claim.shape, Shape::Object(object) if !object.atomic), "{claim:?}");
        assert_eq!(at(DEPLOYMENT, "spec.strategy").patch, Patch::RetainKeys(None));
        assert_eq!(at(["", "v1", "Pod"], "spec.volumes").patch, Patch::RetainKeys(Some("name".into())));
    }

    #[test]
    fn every_fact_is_about_a_field_that_is_there() {
        let definitions = definitions();
        let pairs = facts::MERGED
            .iter()
            .chain(facts::RETAINED)
            .chain(facts::KEYED)
            .map(|&(of, field, _)| (of, field));
        let pairs = pairs
            .chain(facts::SETS.iter().chain(facts::MERGED_SETS).chain(facts::WITHOUT_DEFAULT).copied())
            .chain(
                facts::PATCHED
                    .iter()
                    .chain(facts::STRATEGIES)
                    .chain(facts::MAP_TYPES)
                    .map(|&(of, field, _)| (of, field)),
            )
            .chain(facts::DEFAULTS.iter().map(|&(of, field, _)| (of, field)));
        for (of, field) in pairs {
            let suffix = format!(".{of}");
            let (_, definition) = definitions
                .iter()
                .find(|(name, _)| name.ends_with(&suffix))
                .unwrap_or_else(|| panic!("{of}"));
            assert!(definition["properties"][field].is_object(), "{of} has no {field}");
        }
    }

    #[test]
    fn a_schema_that_holds_itself_ends() {
        let rules = at(
            ["apiextensions.k8s.io", "v1", "CustomResourceDefinition"],
            "spec.versions.[].schema.openAPIV3Schema.not",
        );
        assert_eq!(rules.shape, Shape::Any);
        assert!(schema("apps", "v1", "Nothing").is_none());
    }
}
