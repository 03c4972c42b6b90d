//! RFC 6902, with the manners of the library that the real server uses: negative indices count from the end, and a
//! field that is replaced need not be there.

use serde_json::{Map, Value};

use crate::apiserver::merge::refusal::{bad_request, go_type, too_large, unprocessable};
use crate::apiserver::status::Result;

/// The most operations that one patch may hold.
const MOST_OPERATIONS: usize = 10_000;

/// Applies a list of operations (`application/json-patch+json`) to the live object.
///
/// # Errors
/// 400 for what is no list of operations, 413 for more than 10,000 of them, 422 for an operation that cannot be done:
/// the real server does not say which.
pub fn json_patch(live: &Value, patch: &Value) -> Result<Value> {
    let operations = decode(patch)?;
    if operations.len() > MOST_OPERATIONS {
        let count = operations.len();
        return Err(too_large(format!(
            "The allowed maximum operations in a JSON patch is {MOST_OPERATIONS}, got {count}"
        )));
    }
    let mut document = live.clone();
    for operation in operations {
        operate(&mut document, operation).ok_or_else(unprocessable)?;
    }
    Ok(document)
}

/// Fields that no operation has, in the words of strict validation: `json patch unknown field "[0].foo"`.
pub fn unknown_json_patch_fields(patch: &Value) -> Vec<String> {
    let operations = patch.as_array().map(Vec::as_slice).unwrap_or_default();
    let fields = operations.iter().enumerate().flat_map(|(index, operation)| {
        let fields = operation.as_object().into_iter().flat_map(Map::keys);
        fields.map(move |field| (index, field))
    });
    let unknown = fields.filter(|(_, field)| !["op", "path", "from", "value"].contains(&field.as_str()));
    unknown.map(|(index, field)| format!("json patch unknown field \"[{index}].{field}\"")).collect()
}

fn decode(patch: &Value) -> Result<Vec<&Map<String, Value>>> {
    let wrong = |value: &Value, place: &str| {
        bad_request(format!(
            "error decoding patch: json: cannot unmarshal {} into Go {place}",
            go_type(value)
        ))
    };
    if patch.is_null() {
        return Ok(Vec::new());
    }
    let list = patch.as_array().ok_or_else(|| wrong(patch, "value of type []handlers.jsonPatchOp"))?;
    let mut operations = Vec::with_capacity(list.len());
    for item in list.iter().filter(|item| !item.is_null()) {
        let operation = item.as_object().ok_or_else(|| wrong(item, "value of type handlers.jsonPatchOp"))?;
        for name in ["op", "path", "from"] {
            match operation.get(name) {
                None | Some(Value::Null | Value::String(_)) => {}
                Some(other) => {
                    return Err(wrong(other, &format!("struct field jsonPatchOp.{name} of type string")));
                }
            }
        }
        operations.push(operation);
    }
    Ok(operations)
}

/// `None` where the operation cannot be done.
fn operate(document: &mut Value, operation: &Map<String, Value>) -> Option<()> {
    let text = |name: &str| operation.get(name).and_then(Value::as_str);
    let value = || operation.get("value").cloned().unwrap_or_default();
    let path = text("path")?;
    match text("op")? {
        "add" => add(document, path, value()),
        "remove" => remove(document, path).map(drop),
        "replace" => replace(document, path, value()),
        "move" => {
            let moved = remove(document, text("from")?)?;
            add(document, path, moved)
        }
        "copy" => {
            let copied = get(document, text("from")?)?.cloned().unwrap_or_default();
            add(document, path, copied)
        }
        "test" => {
            let found = match path {
                "" => Some(&*document),
                path => get(document, path)?,
            };
            let wanted = operation.get("value").unwrap_or(&Value::Null);
            (found.unwrap_or(&Value::Null) == wanted).then_some(())
        }
        _ => None,
    }
}

/// The container that a path's last part is looked up in, and that part.
fn container<'a>(document: &'a mut Value, path: &str) -> Option<(&'a mut Value, String)> {
    let (above, last) = path.rsplit_once('/')?;
    let mut place = document;
    for part in above.split('/').skip(1) {
        place = match place {
            Value::Object(fields) => fields.get_mut(&unescape(part))?,
            Value::Array(items) => {
                let at = index(part, items.len())?;
                items.get_mut(at)?
            }
            _ => return None,
        };
    }
    (place.is_object() || place.is_array()).then(|| (place, unescape(last)))
}

fn unescape(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

/// An index into a list of this length; negative ones count from its end.
fn index(part: &str, length: usize) -> Option<usize> {
    let at: i64 = part.parse().ok()?;
    match at < 0 {
        true => length.checked_sub(usize::try_from(-at).ok()?),
        false => usize::try_from(at).ok(),
    }
}

/// `None` where there is no such place, `Some(None)` where an object has no such field.
fn get<'a>(document: &'a mut Value, path: &str) -> Option<Option<&'a Value>> {
    let (place, part) = container(document, path)?;
    match place {
        Value::Array(items) => items.get(index(&part, items.len())?).map(Some),
        other => Some(other.get(&part)),
    }
}

fn add(document: &mut Value, path: &str, value: Value) -> Option<()> {
    let (place, part) = container(document, path)?;
    match place {
        Value::Array(items) if part == "-" => items.push(value),
        Value::Array(items) => {
            let at = index(&part, items.len() + 1).filter(|at| *at <= items.len())?;
            items.insert(at, value);
        }
        other => {
            other.as_object_mut()?.insert(part, value);
        }
    }
    Some(())
}

fn remove(document: &mut Value, path: &str) -> Option<Value> {
    let (place, part) = container(document, path)?;
    match place {
        Value::Array(items) => {
            let at = index(&part, items.len()).filter(|at| *at < items.len())?;
            Some(items.remove(at))
        }
        other => other.as_object_mut()?.shift_remove(&part),
    }
}

fn replace(document: &mut Value, path: &str, value: Value) -> Option<()> {
    if path.is_empty() {
        *document = Some(value).filter(|value| value.is_object() || value.is_array())?;
        return Some(());
    }
    let (place, part) = container(document, path)?;
    match place {
        Value::Array(items) => {
            let at = index(&part, items.len())?;
            *items.get_mut(at)? = value;
        }
        other => {
            other.as_object_mut()?.insert(part, value);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn operations_change_the_document() {
        let live = json!({"a": {"b": [1, 2, 3]}, "c/d": "x", "e~f": 1});
        for (patch, after) in [
            (json!([{"op": "add", "path": "/a/b/-", "value": 4}]), json!({"b": [1, 2, 3, 4]})),
            (json!([{"op": "add", "path": "/a/b/0", "value": 0}]), json!({"b": [0, 1, 2, 3]})),
            (json!([{"op": "add", "path": "/a/b/-1", "value": 9}]), json!({"b": [1, 2, 3, 9]})),
            (json!([{"op": "remove", "path": "/a/b/-1"}]), json!({"b": [1, 2]})),
            (json!([{"op": "replace", "path": "/a/new", "value": 1}]), json!({"b": [1, 2, 3], "new": 1})),
            (json!([{"op": "move", "from": "/c~1d", "path": "/a/g"}]), json!({"b": [1, 2, 3], "g": "x"})),
            (json!([{"op": "copy", "from": "/e~0f", "path": "/a/b/1"}]), json!({"b": [1, 1, 2, 3]})),
            (json!([{"op": "test", "path": "/a/b/0", "value": 1}]), json!({"b": [1, 2, 3]})),
            (json!([{"op": "test", "path": "/a/none", "value": null}]), json!({"b": [1, 2, 3]})),
            (json!(null), json!({"b": [1, 2, 3]})),
        ] {
            assert_eq!(json_patch(&live, &patch).unwrap()["a"], after, "{patch}");
        }
    }

    #[test]
    fn what_cannot_be_done_is_refused() {
        let live = json!({"a": {"b": [1]}});
        for patch in [
            json!([{"op": "remove", "path": "/none"}]),
            json!([{"op": "add", "path": "/none/x", "value": 1}]),
            json!([{"op": "add", "path": "/a/b/7", "value": 1}]),
            json!([{"op": "add", "path": "/a/b/x", "value": 1}]),
            json!([{"op": "replace", "path": "/a/b/1", "value": 1}]),
            json!([{"op": "replace", "path": "", "value": 1}]),
            json!([{"op": "test", "path": "/a/b/0", "value": 2}]),
            json!([{"op": "test", "path": "/a/b/0", "value": 1.0}]),
            json!([{"op": "test", "path": "/a/b/5", "value": null}]),
            json!([{"op": "move", "path": "/x", "from": "/none"}]),
            json!([{"op": "destroy", "path": "/a"}]),
            json!([{"path": "/a"}]),
            json!([{"op": "remove"}]),
        ] {
            assert_eq!(json_patch(&live, &patch).unwrap_err().code, 422, "{patch}");
        }
        let many = json!(vec![json!({"op": "test", "path": "/a/b/0", "value": 1}); 10_001]);
        assert_eq!(json_patch(&live, &many).unwrap_err().code, 413);
    }

    #[test]
    fn what_is_no_patch_is_said_as_go_says_it() {
        let words = |patch: Value| json_patch(&json!({}), &patch).unwrap_err().message;
        assert!(
            words(json!({}))
                .ends_with("cannot unmarshal object into Go value of type []handlers.jsonPatchOp")
        );
        assert!(
            words(json!([1])).ends_with("cannot unmarshal number into Go value of type handlers.jsonPatchOp")
        );
        assert!(
            words(json!([{"op": 1}]))
                .ends_with("cannot unmarshal number into Go struct field jsonPatchOp.op of type string")
        );
        let unknown = unknown_json_patch_fields(&json!([{"op": "test"}, {"path": "", "foo": 1}]));
        assert_eq!(unknown, ["json patch unknown field \"[1].foo\""]);
    }
}
