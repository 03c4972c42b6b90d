//! The sets of fields in `metadata.managedFields` (the format `FieldsV1`): who owns what, as a tree of names and keys.

use serde_json::Value;

/// Whether a key of a list, as `k:{"name":"a"}` or `v:"a"`, is this entry's.
pub fn chooses(key: &str, entry: &Value) -> bool {
    let parsed = |text: &str| serde_json::from_str::<Value>(text).ok();
    match key.split_once(':') {
        Some(("k", text)) => parsed(text)
            .and_then(|keys| keys.as_object().cloned())
            .is_some_and(|keys| keys.iter().all(|(name, value)| entry.get(name) == Some(value))),
        Some(("v", text)) => parsed(text).is_some_and(|value| value == *entry),
        _ => false,
    }
}

/// What the managers of an object own at one place of it, all of them together.
#[derive(Debug, Clone, Default)]
pub struct FieldSets<'a>(Vec<&'a Value>);

impl<'a> FieldSets<'a> {
    /// Of a whole object, as the API server gave it.
    pub fn of(object: &'a Value) -> Self {
        let entries = object.pointer("/metadata/managedFields").and_then(Value::as_array);
        Self(entries.into_iter().flatten().filter_map(|entry| entry.get("fieldsV1")).collect())
    }

    /// Of a field at this place.
    pub fn field(&self, name: &str) -> Self {
        let name = format!("f:{name}");
        Self(self.0.iter().filter_map(|set| set.get(&name)).collect())
    }

    /// Of an entry of the list at this place.
    pub fn entry(&self, entry: &Value) -> Self {
        let fields = self.0.iter().filter_map(|set| set.as_object());
        let of = |(key, inner): (&String, &'a Value)| chooses(key, entry).then_some(inner);
        Self(fields.filter_map(|fields| fields.iter().find_map(of)).collect())
    }

    /// Whether the server tells the entries of the list at this place apart by keys. A list that it does not is one piece: who
    /// sends a part of it takes the rest away.
    pub fn has_keys(&self) -> bool {
        let mut names = self.0.iter().filter_map(|set| set.as_object()).flat_map(|fields| fields.keys());
        names.any(|name| name.starts_with("k:"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_list_has_keys_or_is_one_piece() {
        let object = json!({"metadata": {"managedFields": [
            {"manager": "a", "fieldsV1": {"f:spec": {"f:roles": {r#"k:{"name":"x"}"#: {"f:template": {"f:list": {}}}}}}},
            {"manager": "b", "fieldsV1": {"f:spec": {"f:other": {r#"k:{"name":"y"}"#: {}}}}},
            {"manager": "c"},
        ]}});
        let spec = FieldSets::of(&object).field("spec");
        assert!(spec.field("roles").has_keys() && spec.field("other").has_keys());
        assert!(!spec.field("nothing").has_keys());
        let role = spec.field("roles").entry(&json!({"name": "x", "replicas": 1}));
        assert!(!role.field("template").field("list").has_keys());
        assert!(spec.field("roles").entry(&json!({"name": "z"})).0.is_empty());
    }
}
