//! The objects that are exported: without what a server put there, and without secrets.

use std::collections::BTreeSet;

use serde_json::Value;

use super::secrets;
use crate::error::{Error, Result, quoted};
use crate::kubernetes::kinds::endpoint;
use crate::kubernetes::{Object, pod_templates};

/// What a server writes into an object's metadata.
const OF_THE_SERVER: [&str; 10] = [
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "selfLink",
    "managedFields",
    "ownerReferences",
    "finalizers",
];
/// Annotations that are a tool's own memory.
const OF_TOOLS: [&str; 2] =
    ["kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision"];

/// What is exported.
#[derive(Debug, Clone, PartialEq)]
pub struct Exported {
    /// The service's name, which the chart has too.
    pub name: String,
    /// In the order in which they are applied.
    pub objects: Vec<Object>,
    /// The namespace that all objects which live in one name; `None` where they name none, or several.
    pub namespace: Option<String>,
    /// What the user should know, one sentence each.
    pub notes: Vec<String>,
}

impl Exported {
    /// Takes objects as they were rendered, applied or read.
    ///
    /// # Errors
    /// A usage error: an object comes twice, has a name that none can have, or there is nothing to write.
    pub fn new(objects: Vec<Object>, with_secrets: bool) -> Result<Self> {
        let mut kept = Vec::new();
        let mut notes = Vec::new();
        for object in objects {
            let identity = object.identity();
            let names = [Some(&identity.name), identity.namespace.as_ref(), Some(&identity.kind)];
            for name in names.into_iter().flatten() {
                if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "-._:".contains(c)) {
                    return Err(Error::usage(format!("no object can be called {}", quoted(name)))
                        .hint("names are lower-case letters, digits, `-` and `.`"));
                }
            }
            if kept.iter().any(|other: &Object| other.identity() == identity) {
                return Err(Error::usage(format!("{identity} comes twice"))
                    .hint("each object stands in one file only; `-f` may be given for several files"));
            }
            match (secrets::is_secret(&object), with_secrets) {
                (true, false) => {
                    notes.push(format!(
                        "{identity} is left out: its content would lie there in the clear. Make it in the namespace before, or write it with `--with-secrets`"
                    ));
                    continue;
                }
                (true, true) => notes.push(format!("{identity} is written with its content in the clear")),
                (false, _) => {}
            }
            for name in secrets::in_the_clear(&object) {
                notes.push(format!(
                    "the variable {name} is written in the clear: `--env-from-secret={name}=SECRET` keeps it in a Secret"
                ));
            }
            kept.push(cleaned(object));
        }
        let root = kept.iter().find(|object| !pod_templates::of(object).is_empty());
        let Some(root) = root.or_else(|| kept.first()) else {
            return Err(notes.into_iter().fold(Error::usage("there is nothing to export"), Error::cause));
        };
        let name = root.identity().name;
        let namespace = common_namespace(&kept, &mut notes);
        Ok(Self { name, objects: kept, namespace, notes })
    }
}

/// The one namespace of all.
fn common_namespace(objects: &[Object], notes: &mut Vec<String>) -> Option<String> {
    let identities = objects.iter().map(Object::identity);
    let inside = identities.filter(|identity| endpoint(identity).is_none_or(|endpoint| endpoint.namespaced));
    let names: BTreeSet<Option<String>> = inside.map(|identity| identity.namespace).collect();
    if names.len() > 1 {
        notes.push(
            "the objects name several namespaces, or some do and some do not: each keeps its own".into(),
        );
        return None;
    }
    names.into_iter().next().flatten()
}

/// An object without what its server and other tools wrote into it.
fn cleaned(mut object: Object) -> Object {
    let identity = object.identity();
    if identity.kind == "PropagationPolicy"
        && let Some(Value::Array(selectors)) = object.value_mut().pointer_mut("/spec/resourceSelectors")
    {
        // Without a namespace it is the policy's own, wherever that is installed.
        for selector in selectors.iter_mut().filter_map(Value::as_object_mut) {
            if selector.get("namespace").and_then(Value::as_str) == identity.namespace.as_deref() {
                selector.shift_remove("namespace");
            }
        }
    }
    if let Some(fields) = object.value_mut().as_object_mut() {
        fields.shift_remove("status");
    }
    if let Some(metadata) = object.value_mut().get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.retain(|name, _| !OF_THE_SERVER.contains(&name.as_str()));
        if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
            annotations.retain(|name, _| !OF_TOOLS.contains(&name.as_str()));
        }
    }
    object
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Object {
        Object::new(value).unwrap()
    }

    #[test]
    fn secrets_stay_out_unless_they_are_asked_for() {
        let secret = object(
            json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "key"}, "stringData": {"a": "b"}}),
        );
        let pod = json!({"containers": [{"name": "a", "env": [{"name": "HF_TOKEN", "value": "x"}, {"name": "A", "value": "1"}]}]});
        let service = object(
            json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a", "uid": "1", "managedFields": []},
            "spec": {"template": {"spec": pod}}, "status": {"replicas": 1}}),
        );
        let exported = Exported::new(vec![secret.clone(), service.clone()], false).unwrap();
        assert_eq!(exported.objects.len(), 1);
        assert_eq!(exported.name, "a");
        assert!(exported.notes[0].contains("secret/key is left out"), "{:?}", exported.notes);
        assert!(exported.notes[1].contains("HF_TOKEN"), "{:?}", exported.notes);
        assert!(exported.objects[0].get("/status").is_none());
        assert_eq!(exported.objects[0].get("/metadata"), Some(&json!({"name": "a"})));
        let exported = Exported::new(vec![secret.clone(), service], true).unwrap();
        assert_eq!(exported.objects.len(), 2);
        assert!(exported.notes[0].contains("in the clear"));
        assert!(Exported::new(vec![secret], false).unwrap_err().causes[0].contains("left out"));
    }

    #[test]
    fn what_a_policy_selects_is_where_the_policy_is() {
        let policy = object(json!({"apiVersion": "policy.karmada.io/v1alpha1", "kind": "PropagationPolicy",
            "metadata": {"name": "web", "namespace": "default"},
            "spec": {"resourceSelectors": [{"kind": "Deployment", "name": "web", "namespace": "default"}, {"kind": "Secret", "name": "a", "namespace": "shared"}]}}));
        let exported = Exported::new(vec![policy], false).unwrap();
        let expected = json!([{"kind": "Deployment", "name": "web"}, {"kind": "Secret", "name": "a", "namespace": "shared"}]);
        assert_eq!(exported.objects[0].get("/spec/resourceSelectors"), Some(&expected));
    }

    #[test]
    fn names_that_none_can_have_and_twins_are_refused() {
        let named =
            |name: &str| object(json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}}));
        assert!(Exported::new(vec![named("../x")], false).unwrap_err().message.contains("../x"));
        assert!(Exported::new(vec![named("a"), named("a")], false).unwrap_err().message.contains("twice"));
        assert!(Exported::new(Vec::new(), false).is_err());
    }
}
