//! Columns that read one field each: the JSON paths of `additionalPrinterColumns`.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::apiserver::kinds::cell::{name, since};
use crate::apiserver::registry::PathColumn;

/// The cells of a row: the name, and what each column finds.
pub fn cells(columns: &[PathColumn], object: &Value, now: Timestamp) -> Vec<Value> {
    let found = columns.iter().map(|column| cell(column, find(object, &column.path), now));
    std::iter::once(name(object)).chain(found).collect()
}

fn cell(column: &PathColumn, found: Option<&Value>, now: Timestamp) -> Value {
    let Some(value) = found else { return Value::Null };
    match (column.kind.as_str(), value) {
        (_, Value::Null) => Value::Null,
        ("integer", Value::Number(number)) => json!(number.as_i64().or_else(|| whole(number.as_f64()?))),
        ("number", Value::Number(number)) => json!(number.as_f64()),
        ("boolean", Value::Bool(_)) | ("string", Value::String(_)) => value.clone(),
        ("string", other) => other.to_string().into(),
        ("date", Value::String(time)) => match time.parse::<Timestamp>() {
            Ok(_) => since(time, now).into(),
            Err(_) => "<invalid>".into(),
        },
        _ => Value::Null,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a fraction is cut off, as Go does")]
fn whole(number: f64) -> Option<i64> {
    number.is_finite().then_some(number as i64)
}

/// The first value that a path leads to.
fn find<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let path = path.trim_start_matches('$');
    if path.is_empty() {
        return Some(value);
    }
    if let Some(rest) = path.strip_prefix('[') {
        let (inside, rest) = rest.split_once(']')?;
        if let Some(condition) = inside.strip_prefix("?(").map(|it| it.trim_end_matches(')')) {
            let rest = rest.trim_start_matches(')');
            return value
                .as_array()?
                .iter()
                .find(|item| holds(item, condition))
                .and_then(|item| find(item, rest));
        }
        // Dots may be escaped in quotes too, as in Knative's columns.
        let quoted = inside.trim_matches(['\'', '"']).replace("\\.", ".");
        return match (inside, value) {
            ("*", Value::Array(items)) => items.iter().find_map(|item| find(item, rest)),
            (index, Value::Array(items)) => find(at(items, index)?, rest),
            _ => find(value.get(&quoted)?, rest),
        };
    }
    let path = path.trim_start_matches('.');
    // A dot of the name itself stands behind a backslash.
    let mut name = String::new();
    let mut characters = path.char_indices();
    while let Some((index, character)) = characters.next() {
        match character {
            '\\' => name.extend(characters.next().map(|(_, escaped)| escaped)),
            '.' | '[' => return find(value.get(&name)?, path.get(index..)?),
            other => name.push(other),
        }
    }
    value.get(&name)
}

fn at<'a>(items: &'a [Value], index: &str) -> Option<&'a Value> {
    let index: i64 = index.parse().ok()?;
    let back = usize::try_from(-index).unwrap_or_default();
    if index < 0 {
        items.len().checked_sub(back).and_then(|index| items.get(index))
    } else {
        items.get(usize::try_from(index).ok()?)
    }
}

/// A filter, as `@.type=="Ready"`.
fn holds(item: &Value, condition: &str) -> bool {
    let operators: [(&str, bool); 2] = [("==", true), ("!=", false)];
    let split =
        operators.iter().find_map(|(operator, equal)| Some((condition.split_once(operator)?, *equal)));
    let Some(((left, right), equal)) = split else {
        return find(item, condition.trim().trim_start_matches('@')).is_some();
    };
    let found = find(item, left.trim().trim_start_matches('@'));
    let wanted = right.trim().trim_matches(['\'', '"']);
    let same = found.is_some_and(|found| match found {
        Value::String(text) => text == wanted,
        other => serde_json::from_str::<Value>(wanted).is_ok_and(|wanted| wanted == *other),
    });
    same == equal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_find_what_kubectl_shows() {
        let object = json!({
            "metadata": {"name": "a", "annotations": {"a.b/c": "x"}},
            "status": {"conditions": [{"type": "Other", "status": "False"}, {"type": "Ready", "status": "True"}], "n": [1, 2]},
        });
        for (path, found) in [
            (".status.conditions[?(@.type=='Ready')].status", json!("True")),
            (".status.conditions[?(@.type==\"Ready\")].status", json!("True")),
            (".status.n[1]", json!(2)),
            (".status.n[-1]", json!(2)),
            (".metadata.annotations.a\\.b/c", json!("x")),
            (".metadata.annotations['a.b/c']", json!("x")),
            (".metadata.annotations['a\\.b/c']", json!("x")),
            (".status.conditions[*].type", json!("Other")),
        ] {
            assert_eq!(find(&object, path), Some(&found), "{path}");
        }
        assert_eq!(find(&object, ".spec.none"), None);
    }
}
