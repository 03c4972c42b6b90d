//! Makes answers comparable: what no two servers say alike gets a name instead.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value, json};

/// Status, headers and body as one value; the lines of a watch are a list.
pub fn answer(code: u16, headers: &[(String, String)], body: &str) -> Value {
    let lines: Vec<Value> = body.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let several = lines.len() > 1;
    let lines: Vec<Value> = lines.into_iter().filter(|line| !several || !says_nothing(line)).collect();
    let body = match serde_json::from_str::<Value>(body) {
        Ok(value) => normal(value, ""),
        // Keys of YAML have no order that counts.
        Err(_) if headers.iter().any(|(name, value)| name == "content-type" && value.contains("yaml")) => {
            serde_yaml::from_str::<Value>(body).map_or_else(|_| text(body).into(), |value| normal(value, ""))
        }
        Err(_) if !lines.is_empty() => lines.into_iter().map(|line| normal(line, "")).collect(),
        Err(_) => text(body).into(),
    };
    let header = |wanted: &str| -> Vec<String> {
        let found = headers.iter().filter(|(name, _)| name == wanted);
        found.map(|(_, value)| text(value)).collect()
    };
    json!({"code": code, "type": header("content-type"), "warning": header("warning"), "body": body})
}

/// A bookmark comes when the server finds the time, and only the one that ends the first part of a list has news.
fn says_nothing(line: &Value) -> bool {
    line["type"] == "BOOKMARK" && line["object"]["metadata"]["annotations"].is_null()
}

fn normal(value: Value, name: &str) -> Value {
    match value {
        Value::Object(fields) => {
            let generated = fields.get("generateName").and_then(Value::as_str).map(str::to_owned);
            let fields = fields.into_iter().filter(|(name, _)| !LEFT_OUT.contains(&name.as_str()));
            let mut fields: Map<_, _> = fields
                .map(|(name, value)| {
                    let value = normal(value, &name);
                    (name, value)
                })
                .collect();
            if let (Some(prefix), Some(name)) = (generated, fields.get_mut("name"))
                && name.as_str().is_some_and(|name| name.starts_with(&prefix))
            {
                *name = format!("{prefix}<generated>").into();
            }
            fields.into()
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.into_iter().map(|item| normal(item, name)).collect();
            // Entries of the same second stand in the order of their names, others in that of time.
            if name == "causes" || name == "managedFields" {
                let key = |item: &Value| {
                    ["manager", "operation", "subresource", "field", "message"]
                        .map(|name| item[name].to_string())
                };
                items.sort_by_key(key);
            }
            items.into()
        }
        Value::String(words) => match name {
            "uid" | "controller-uid" | "batch.kubernetes.io/controller-uid" => "<uid>".into(),
            "resourceVersion" if words != "0" && !words.is_empty() => "<version>".into(),
            "continue" if !words.is_empty() => "<continue>".into(),
            "clusterIP" | "clusterIPs" if words.parse::<std::net::IpAddr>().is_ok() => "<address>".into(),
            _ => text(&words).into(),
        },
        Value::Number(_) if name == "nodePort" => "<port>".into(),
        other => other,
    }
}

/// Descriptions of columns are not ours to repeat; hashes of stored forms say nothing to a client.
const LEFT_OUT: [&str; 2] = ["storageVersionHash", "description"];

static TIME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)").unwrap());
static UID: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").unwrap());
static VERSION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(in record \(|, current: |\\?"resourceVersion\\?":\\?")\d+"#).unwrap());
static NODE_PORT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r":3\d{4}/").unwrap());
static AGE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(\d+s|<invalid>)$").unwrap());
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^10\.\d+\.\d+\.\d+$").unwrap());
static INVALID: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?s)^(.* is invalid: )\[(.*)\]$").unwrap());

fn text(words: &str) -> String {
    let words = TIME.replace_all(words, "<time>");
    let words = UID.replace_all(&words, "<uid>");
    let words = VERSION.replace_all(&words, "$1<version>");
    let words = NODE_PORT.replace_all(&words, ":<port>/");
    if AGE.is_match(&words) {
        return "<age>".into();
    }
    if ADDRESS.is_match(&words) {
        return "<address>".into();
    }
    // Causes come in the order of a map in Go.
    match INVALID.captures(&words) {
        Some(found) => {
            let mut causes: Vec<&str> = found[2].split(", ").collect();
            causes.sort_unstable();
            format!("{}[{}]", &found[1], causes.join(", "))
        }
        None => words.into_owned(),
    }
}
