//! RFC 7386, with the manners of the library that the real server uses.

use serde_json::{Map, Value};

use crate::apiserver::merge::refusal::{bad_request, go_type};
use crate::apiserver::status::Result;

/// Merges a patch (`application/merge-patch+json`) into the live object. What was null in it is gone.
///
/// # Errors
/// 400 for a patch that is no object.
pub fn merge_patch(live: &Value, patch: &Value) -> Result<Value> {
    let (Value::Object(live), Value::Object(patch)) = (live, patch) else {
        return Err(match patch {
            Value::Null => bad_request("Invalid JSON Patch"),
            other => bad_request(format!(
                "error decoding patch: json: cannot unmarshal {} into Go value of type map[string]interface {{}}",
                go_type(other)
            )),
        });
    };
    let mut merged = live.clone();
    merge(&mut merged, patch);
    Ok(Value::Object(merged))
}

fn merge(live: &mut Map<String, Value>, patch: &Map<String, Value>) {
    for (name, change) in patch {
        match (live.get_mut(name), change) {
            (_, Value::Null) => {
                live.shift_remove(name);
            }
            (Some(Value::Object(live)), Value::Object(change)) => merge(live, change),
            // A list in place of an object is taken as it is, nulls within it too.
            (Some(Value::Object(_)), change) => {
                live.insert(name.clone(), change.clone());
            }
            (_, change) => {
                live.insert(name.clone(), without_nulls(change));
            }
        }
    }
}

/// Nulls of objects go, those that are elements of lists stay.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(_, value)| !value.is_null());
            kept.map(|(name, value)| (name.clone(), without_nulls(value))).collect()
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_cases_of_the_rfc_come_out() {
        for (live, patch, merged) in [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
            (json!({"a": "b"}), json!({"a": null}), json!({})),
            (json!({"a": "b", "b": "c"}), json!({"a": null}), json!({"b": "c"})),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
            (json!({"a": {"b": "c"}}), json!({"a": {"b": "d", "c": null}}), json!({"a": {"b": "d"}})),
            (json!({"a": [{"b": "c"}]}), json!({"a": [1]}), json!({"a": [1]})),
            (json!({"e": null}), json!({"a": 1}), json!({"e": null, "a": 1})),
            (json!({}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}})),
        ] {
            assert_eq!(merge_patch(&live, &patch).unwrap(), merged, "{live} {patch}");
        }
    }

    #[test]
    fn a_patch_that_is_no_object_is_refused() {
        let refused = |patch: Value| merge_patch(&json!({}), &patch).unwrap_err().message;
        assert_eq!(refused(json!(null)), "Invalid JSON Patch");
        assert_eq!(
            refused(json!([])),
            "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}"
        );
    }
}
