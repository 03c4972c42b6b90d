//! Field paths as server-side apply writes them: `.spec.predictor.containers[name="main"].image`.

use serde_json::Value;

/// The value at a path; `None` if it is not there.
///
/// A key may hold dots itself, as annotations do: the keys that exist decide where a name ends.
pub fn lookup<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    if path.is_empty() {
        return Some(value);
    }
    if let Some(rest) = path.strip_prefix('[') {
        let (condition, rest) = rest.split_once(']')?;
        let (key, wanted) = condition.split_once('=')?;
        let wanted: Value = serde_json::from_str(wanted).ok()?;
        let matches = |item: &&Value| item.get(key) == Some(&wanted);
        return lookup(value.as_array()?.iter().find(matches)?, rest);
    }
    let path = path.strip_prefix('.').unwrap_or(path);
    value.as_object()?.iter().find_map(|(name, inner)| {
        let rest = path.strip_prefix(name.as_str())?;
        let ends = rest.is_empty() || rest.starts_with(['.', '[']);
        ends.then(|| lookup(inner, rest)).flatten()
    })
}

/// A scalar for a message; nothing longer than a line.
pub fn short(value: &Value) -> Option<String> {
    const LONGEST: usize = 60;
    let text = match value {
        Value::Object(_) | Value::Array(_) => return None,
        other => other.to_string(),
    };
    (text.len() <= LONGEST).then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_with_dots_and_items_by_key_are_found() {
        let object = json!({
            "metadata": {"annotations": {"a": "x", "a.b/c": "y"}},
            "spec": {"containers": [{"name": "one", "image": "i1"}, {"name": "two", "image": "i2"}]},
        });
        let found = |path: &str| lookup(&object, path).and_then(Value::as_str);
        assert_eq!(found(".metadata.annotations.a.b/c"), Some("y"));
        assert_eq!(found(".metadata.annotations.a"), Some("x"));
        assert_eq!(found("spec.containers[name=\"two\"].image"), Some("i2"));
        assert_eq!(found(".spec.containers[name=\"three\"].image"), None);
        assert_eq!(found(".spec.containers[0"), None);
    }
}
