//! JSON merge patches (RFC 7386) on rendered objects: the way out when no flag says it. Lists are changed by a mapping.

use serde_json::{Map, Value, json};

use super::yaml;
use crate::error::{Error, Result};
use crate::kubernetes::Identity;

/// In a mapping that changes a list: the names of its entries in their order. As Kubernetes' own patches call it.
pub const ORDER: &str = "$setElementOrder";
/// In a document: with the value `delete` the object is not rendered. As Kubernetes' own patches call it.
pub const WHOLE: &str = "$patch";

/// Patches, each for the objects of one kind, or for one of them by name.
#[derive(Debug, Clone, Default)]
pub struct Patches(Vec<Patch>);

#[derive(Debug, Clone)]
struct Patch {
    place: String,
    kind: String,
    name: Option<String>,
    /// Whether the object is left out.
    gone: bool,
    change: Map<String, Value>,
}

impl Patches {
    /// Reads the documents of a patch file; each has a `kind`, and a `metadata.name` if it means only one object.
    ///
    /// # Errors
    /// A usage error that names the file.
    pub fn read(&mut self, place: &str, text: &str) -> Result<()> {
        let say = |reason: String| {
            Error::usage(format!("the patch {place} cannot be used"))
                .cause(reason)
                .hint("a patch is YAML with a `kind` and the fields to change; null takes a field away")
        };
        let documents = yaml::parse_documents(text).map_err(say)?;
        if documents.is_empty() {
            return Err(say("it is empty".into()));
        }
        for document in documents {
            let Value::Object(mut change) = document else {
                return Err(say("a document is no mapping".into()));
            };
            let Some(Value::String(kind)) = change.shift_remove("kind") else {
                return Err(say("a document has no `kind`".into()));
            };
            change.shift_remove("apiVersion");
            let gone = match change.shift_remove(WHOLE) {
                None => false,
                Some(Value::String(word)) if word == "delete" => true,
                Some(other) => return Err(say(format!("`{WHOLE}` can be delete, and not {other}"))),
            };
            let metadata = change.get_mut("metadata").and_then(Value::as_object_mut);
            let name = metadata.and_then(|metadata| metadata.shift_remove("name"));
            let name = match name {
                None => None,
                Some(Value::String(name)) => Some(name),
                Some(_) => return Err(say("`metadata.name` is no text".into())),
            };
            self.0.push(Patch { place: place.to_owned(), kind, name, gone, change });
        }
        Ok(())
    }

    /// Merges each patch into the documents that it means.
    ///
    /// # Errors
    /// A usage error for a patch that means no document.
    pub fn apply(&self, mut documents: Vec<(Identity, Value)>) -> Result<Vec<(Identity, Value)>> {
        for patch in &self.0 {
            let mut found = false;
            for (_, document) in documents.iter_mut().filter(|(identity, _)| patch.means(identity)) {
                merge(document, Value::Object(patch.change.clone()));
                found = true;
            }
            if found && patch.gone {
                documents.retain(|(identity, _)| !patch.means(identity));
            }
            if !found {
                let kinds: Vec<String> = documents
                    .iter()
                    .map(|(identity, _)| format!("{} {}", identity.kind, identity.name))
                    .collect();
                let name = patch.name.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
                return Err(Error::usage(format!(
                    "the patch {} is for {}{name}, which is not rendered",
                    patch.place, patch.kind
                ))
                .hint(format!("rendered are {}", kinds.join(", "))));
            }
        }
        Ok(documents)
    }
}

impl Patch {
    fn means(&self, identity: &Identity) -> bool {
        self.kind == identity.kind && self.name.as_ref().is_none_or(|name| *name == identity.name)
    }
}

/// RFC 7386, and a mapping changes the entries of a list by their names, or by their places.
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(mut changes) = patch else {
        *target = patch;
        return;
    };
    if let Value::Array(entries) = target {
        let order = changes.shift_remove(ORDER);
        changes.into_iter().for_each(|(key, change)| merge_entry(entries, &key, change));
        if let Some(Value::Array(order)) = order {
            let place = |entry: &Value| order.iter().position(|name| entry.get("name") == Some(name));
            entries.sort_by_key(|entry| place(entry).unwrap_or(usize::MAX));
        }
        return;
    }
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    if let Some(fields) = target.as_object_mut() {
        for (name, change) in changes {
            match change {
                Value::Null => _ = fields.shift_remove(&name),
                change => {
                    let field = fields.entry(name.clone()).or_insert(Value::Null);
                    let entries = field.as_array().is_some_and(|entries| !entries.is_empty());
                    let by_entry = entries && change.is_object();
                    merge(field, change);
                    // A list that lost its last entry is no list.
                    if by_entry && field.as_array().is_some_and(Vec::is_empty) {
                        fields.shift_remove(&name);
                    }
                }
            }
        }
    }
}

/// The entry of this name; where none has a name, the one at this place. A new one is added at the end.
fn merge_entry(entries: &mut Vec<Value>, key: &str, change: Value) {
    let named = entries.iter().position(|entry| entry.get("name").and_then(Value::as_str) == Some(key));
    let found = named.or_else(|| key.parse().ok().filter(|at| *at < entries.len()));
    match (found, change) {
        (Some(at), Value::Null) => drop(entries.remove(at)),
        (Some(at), change) => merge(&mut entries[at], change),
        (None, Value::Null) => {}
        (None, change) => {
            let mut entry = json!({ "name": key });
            merge(&mut entry, change);
            entries.push(entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents() -> Vec<(Identity, Value)> {
        let identity = |kind: &str, name: &str| Identity {
            api_version: "v1".into(),
            kind: kind.into(),
            namespace: None,
            name: name.into(),
        };
        vec![
            (identity("A", "one"), json!({"kind": "A", "spec": {"x": 1, "y": [1, 2]}})),
            (identity("B", "two"), json!({"kind": "B", "spec": {"x": 1}})),
        ]
    }

    fn patched(text: &str) -> Result<Vec<Value>> {
        let mut patches = Patches::default();
        patches.read("p.yaml", text)?;
        Ok(patches.apply(documents())?.into_iter().map(|(_, document)| document).collect())
    }

    #[test]
    fn a_patch_merges_into_its_kind() {
        let after = patched("kind: A\nspec: {x: null, y: [3], z: {w: 1}}\n---\nkind: B\nmetadata: {name: two}\nspec: {x: 2}\n").unwrap();
        assert_eq!(after[0], json!({"kind": "A", "spec": {"y": [3], "z": {"w": 1}}}));
        assert_eq!(after[1]["spec"], json!({"x": 2}));
    }

    #[test]
    fn a_mapping_changes_the_entries_of_a_list() {
        let mut list = json!({"env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}], "ports": [{"port": 1}]});
        merge(
            &mut list,
            json!({"env": {"A": {"value": "3"}, "B": null, "C": {"value": "4"}}, "ports": {"0": {"port": 2}}}),
        );
        let expected = json!({"env": [{"name": "A", "value": "3"}, {"name": "C", "value": "4"}], "ports": [{"port": 2}]});
        assert_eq!(list, expected);
        merge(&mut list, json!({"env": {"B": {"value": "5"}, ORDER: ["C", "B"]}}));
        let names: Vec<&str> =
            list["env"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["C", "B", "A"]);
    }

    #[test]
    fn an_object_is_left_out() {
        let after = patched("kind: B\n$patch: delete\n").unwrap();
        assert_eq!(after.iter().map(|it| &it["kind"]).collect::<Vec<_>>(), ["A"]);
    }

    #[test]
    fn a_patch_that_means_nothing_is_refused() {
        for text in [
            "kind: A\n$patch: replace",
            "",
            "[]",
            "spec: {}",
            "kind: C",
            "kind: A\nmetadata: {name: two}",
            "kind: A\n  x: [",
            "kind: 1",
        ] {
            assert!(patched(text).is_err(), "{text}");
        }
    }
}
