//! Pieces that cells are made of.

use jiff::{Timestamp, Unit};
use serde_json::{Value, json};

/// A text at a path of names; empty where there is none.
pub fn text<'a>(value: &'a Value, path: &[&str]) -> &'a str {
    at(value, path).as_str().unwrap_or_default()
}

/// A text at a path, or something else where there is none or an empty one.
pub fn text_or<'a>(value: &'a Value, path: &[&str], other: &'a str) -> &'a str {
    Some(text(value, path)).filter(|text| !text.is_empty()).unwrap_or(other)
}

/// A whole number at a path; 0 where there is none.
pub fn integer(value: &Value, path: &[&str]) -> i64 {
    at(value, path).as_i64().unwrap_or_default()
}

/// The value at a path of names.
pub fn at<'a>(value: &'a Value, path: &[&str]) -> &'a Value {
    path.iter().fold(value, |value, name| &value[*name])
}

/// The elements of the list at a path.
pub fn list<'a>(value: &'a Value, path: &[&str]) -> &'a [Value] {
    at(value, path).as_array().map_or(&[], Vec::as_slice)
}

/// How many fields the map at a path has.
pub fn size(value: &Value, path: &[&str]) -> usize {
    at(value, path).as_object().map_or(0, serde_json::Map::len)
}

/// The object's name.
pub fn name(object: &Value) -> Value {
    text(object, &["metadata", "name"]).into()
}

/// How long ago the object was made.
pub fn age(object: &Value, now: Timestamp) -> Value {
    since(text(object, &["metadata", "creationTimestamp"]), now).into()
}

/// How long ago a time was.
pub fn since(time: &str, now: Timestamp) -> String {
    match time.parse::<Timestamp>() {
        Ok(time) => duration(seconds(time, now)),
        Err(_) => "<unknown>".into(),
    }
}

/// Whole seconds from one time to another.
pub fn seconds(from: Timestamp, to: Timestamp) -> i64 {
    (to - from).total(Unit::Second).map_or(0, |seconds| {
        #[expect(clippy::cast_possible_truncation, reason = "no two timestamps are further apart")]
        let whole = seconds.trunc() as i64;
        whole
    })
}

/// A duration as people read it: `37s`, `2m5s`, `3h12m`, `5d`.
pub fn duration(seconds: i64) -> String {
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    let with = |large: i64, unit: char, small: i64, other: char| match small {
        0 => format!("{large}{unit}"),
        _ => format!("{large}{unit}{small}{other}"),
    };
    match seconds {
        ..-1 => "<invalid>".into(),
        -1 => "0s".into(),
        0..120 => format!("{seconds}s"),
        _ if minutes < 10 => with(minutes, 'm', seconds % 60, 's'),
        _ if minutes < 180 => format!("{minutes}m"),
        _ if hours < 8 => with(hours, 'h', minutes % 60, 'm'),
        _ if hours < 48 => format!("{hours}h"),
        _ if hours < 24 * 8 => with(hours / 24, 'd', hours % 24, 'h'),
        _ if hours < 24 * 365 * 2 => format!("{}d", hours / 24),
        _ if hours < 24 * 365 * 8 => with(hours / 24 / 365, 'y', hours / 24 % 365, 'd'),
        _ => format!("{}y", hours / 24 / 365),
    }
}

/// Names and images of a pod template's containers.
pub fn containers(object: &Value, path: &[&str]) -> [Value; 2] {
    let containers = list(object, path);
    ["name", "image"].map(|field| {
        let parts: Vec<&str> = containers.iter().map(|container| text(container, &[field])).collect();
        parts.join(",").into()
    })
}

/// A map of labels as `a=b,c=d`, or `<none>`.
pub fn labels(map: &Value) -> String {
    let mut pairs: Vec<String> = map
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()))
        .collect();
    pairs.sort();
    if pairs.is_empty() { "<none>".into() } else { pairs.join(",") }
}

/// A label selector as text; empty where it selects everything or nothing.
pub fn selector(selector: &Value) -> String {
    let equal = selector["matchLabels"].as_object().into_iter().flatten();
    let mut parts: Vec<(String, String)> = equal
        .map(|(key, value)| (key.clone(), format!("{key}={}", value.as_str().unwrap_or_default())))
        .collect();
    for rule in list(selector, &["matchExpressions"]) {
        let key = text(rule, &["key"]);
        let mut values: Vec<&str> = list(rule, &["values"]).iter().filter_map(Value::as_str).collect();
        values.sort_unstable();
        let values = values.join(",");
        let part = match text(rule, &["operator"]) {
            "In" => format!("{key} in ({values})"),
            "NotIn" => format!("{key} notin ({values})"),
            "Exists" => key.to_owned(),
            _ => format!("!{key}"),
        };
        parts.push((key.to_owned(), part));
    }
    parts.sort_by(|one, other| one.0.cmp(&other.0));
    parts.into_iter().map(|(_, part)| part).collect::<Vec<_>>().join(",")
}

/// A label selector as text, or `<none>`.
pub fn selector_or_none(value: &Value) -> Value {
    match selector(value) {
        text if text.is_empty() => "<none>".into(),
        text => text.into(),
    }
}

/// The first three of a list, and how many there are besides.
pub fn first_three(all: &[String]) -> String {
    match all {
        [] => "<unset>".into(),
        [first, second, third, _, ..] => {
            format!("{first},{second},{third} + {} more...", all.len() - 3)
        }
        few => few.join(","),
    }
}

/// A number or a text, as text.
pub fn either(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A whole number at a path, as a cell.
pub fn count(object: &Value, path: &[&str]) -> Value {
    json!(integer(object, path))
}

/// The condition of a type.
pub fn condition<'a>(object: &'a Value, kind: &str) -> Option<&'a Value> {
    list(object, &["status", "conditions"]).iter().find(|condition| condition["type"] == kind)
}

/// Whether a condition of the type is there and true.
pub fn is_true(object: &Value, kind: &str) -> bool {
    condition(object, kind).is_some_and(|condition| condition["status"] == "True")
}

/// Whether its deletion has begun.
pub fn is_deleting(object: &Value) -> bool {
    !text(object, &["metadata", "deletionTimestamp"]).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_kubectl_writes_them() {
        let (minute, hour, day) = (60, 3600, 86_400);
        for (seconds, words) in [
            (-5, "<invalid>"),
            (-1, "0s"),
            (0, "0s"),
            (119, "119s"),
            (120, "2m"),
            (125, "2m5s"),
            (10 * minute, "10m"),
            (179 * minute, "179m"),
            (3 * hour, "3h"),
            (3 * hour + 12 * minute, "3h12m"),
            (9 * hour, "9h"),
            (2 * day, "2d"),
            (2 * day + hour, "2d1h"),
            (9 * day + hour, "9d"),
            (800 * day, "2y70d"),
            (9 * 365 * day, "9y"),
        ] {
            assert_eq!(duration(seconds), words, "{seconds}");
        }
    }

    #[test]
    fn selectors_read_as_kubectl_writes_them() {
        let rules = json!({
            "matchLabels": {"b": "2", "a": "1"},
            "matchExpressions": [
                {"key": "c", "operator": "In", "values": ["y", "x"]},
                {"key": "d", "operator": "DoesNotExist"},
            ],
        });
        assert_eq!(selector(&rules), "a=1,b=2,c in (x,y),!d");
        assert_eq!(selector_or_none(&Value::Null), "<none>");
    }
}
