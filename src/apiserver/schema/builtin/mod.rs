//! The shapes of the built-in kinds: derived at run time from `k8s-openapi`, with [`facts`] for what it lacks.

mod definitions;
mod facts;
mod presence;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

pub use definitions::{GROUP_VERSION_KIND, definitions};
pub use presence::zero;

use super::read::{Reader, read};
use super::{Checks, Others, Schema, Shape};

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

/// How deep the schema of a custom resource may hold itself; what is deeper is anything.
const DEPTH: usize = 24;

/// Reads each definition once.
struct Resolver<'a> {
    definitions: &'a Map<String, Value>,
    done: RefCell<BTreeMap<String, Arc<Schema>>>,
    open: RefCell<Vec<String>>,
}

impl Reader for Resolver<'_> {
    fn resolve(&self, name: &str) -> Option<Arc<Schema>> {
        // They are written as an object there, and hold any value.
        if [".JSON", ".JSONSchemaPropsOrArray", ".JSONSchemaPropsOrBool", ".JSONSchemaPropsOrStringArray"]
            .iter()
            .any(|end| name.ends_with(end))
        {
            return Some(Arc::default());
        }
        if let Some(schema) = self.done.borrow().get(name) {
            return Some(schema.clone());
        }
        let definition = self.definitions.get(name)?;
        if self.open.borrow().iter().any(|open| open == name) {
            return Some(Arc::default());
        }
        self.open.borrow_mut().push(name.to_owned());
        let mut schema = Arc::new(self.read(name, definition));
        let holds_itself = name.ends_with(".JSONSchemaProps");
        for _ in 0..if holds_itself { DEPTH } else { 0 } {
            self.done.borrow_mut().insert(name.to_owned(), schema);
            schema = Arc::new(self.read(name, definition));
        }
        self.open.borrow_mut().pop();
        self.done.borrow_mut().insert(name.to_owned(), schema.clone());
        Some(schema)
    }
}

impl Resolver<'_> {
    fn read(&self, name: &str, definition: &Value) -> Schema {
        let mut schema = read(definition, self);
        match &mut schema.shape {
            Shape::Object(_) if ANYTHING.iter().any(|any| name.ends_with(any)) => schema.shape = Shape::Any,
            Shape::Object(object) => {
                object.name = name.rsplit('.').next().map(Arc::from);
                if object.fields.is_empty() {
                    // Any object, owned as a whole.
                    object.others = Others::Kept;
                    object.atomic = true;
                }
                for (field, schema) in &mut object.fields {
                    let schema = Arc::make_mut(schema);
                    let required = object.required.contains(field);
                    schema.empty = presence::empty(definitions::short(name), field, schema, required);
                }
            }
            // Any object, owned as a whole.
            Shape::Any if name.ends_with(".RawExtension") || name.ends_with(".FieldsV1") => {
                let whole = super::Object { others: Others::Kept, atomic: true, ..super::Object::default() };
                schema.shape = Shape::Object(whole);
            }
            Shape::IntOrString if name.ends_with(".Quantity") => mark(&mut schema, "quantity"),
            Shape::String if name.ends_with(".MicroTime") => mark(&mut schema, MICRO_TIME),
            _ => {}
        }
        schema
    }
}

/// Types that are written as any JSON, whatever OpenAPI calls them.
const ANYTHING: [&str; 2] = [".apiextensions.v1.JSON", ".runtime.RawExtension"];

/// The format of times with microseconds, which OpenAPI does not tell from others.
pub const MICRO_TIME: &str = "micro-time";

fn mark(schema: &mut Schema, format: &str) {
    schema.checks = Some(Box::new(Checks { format: Some(format.to_owned()), ..Checks::default() }));
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
        assert!(matches!(&rules.shape, Shape::Object(object) if object.fields.contains_key("not")));
        assert!(schema("apps", "v1", "Nothing").is_none());
    }
}
