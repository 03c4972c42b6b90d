//! `-o json`: what is printed is what the committed schema says.

use serde_json::Value;

use super::bench;
use crate::support::wire::{Then, Wire, ok, status};

/// What in a value is against a schema; knows as much of JSON Schema as ours uses.
fn violations(schema: &Value, root: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let definition = root.pointer(reference.trim_start_matches('#'));
        return violations(definition.unwrap_or(&Value::Null), root, value, at);
    }
    if schema.is_null() {
        return vec![format!("{at}: there is no such definition")];
    }
    for choice in ["anyOf", "oneOf"] {
        if let Some(schemas) = schema[choice].as_array() {
            let fits = schemas.iter().any(|schema| violations(schema, root, value, at).is_empty());
            return if fits { Vec::new() } else { vec![format!("{at}: {value} is none of {choice}")] };
        }
    }
    let mut found = Vec::new();
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allows = |name: &Value| name == kind || (name == "number" && kind == "integer");
    let typed = match &schema["type"] {
        Value::Array(names) => names.iter().any(allows),
        Value::Null => true,
        name => allows(name),
    };
    if !typed {
        found.push(format!("{at}: {kind} instead of {}", schema["type"]));
    }
    if !schema["const"].is_null() && schema["const"] != *value {
        found.push(format!("{at}: {value} instead of {}", schema["const"]));
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(name).is_none() && value.is_object() {
            found.push(format!("{at}: no {name}"));
        }
    }
    for (name, inner) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(name) {
            Some(schema) => found.extend(violations(schema, root, inner, &format!("{at}.{name}"))),
            None => found.push(format!("{at}: {name} is not in the schema")),
        }
    }
    for (index, inner) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(violations(&schema["items"], root, inner, &format!("{at}[{index}]")));
    }
    found
}

/// What in a document of a run is against the committed schema.
pub fn violations_of(report: &Value) -> Vec<String> {
    let schema = include_str!("../../src/report/bench/schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    violations(&schema, &schema, report, "$")
}

pub fn checked(args: &[&str]) -> Value {
    let schema = include_str!("../../src/report/bench/schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let outcome = bench([args, &["-o", "json"]].concat());
    let report = serde_json::from_str(&outcome.stdout);
    assert!(report.is_ok(), "{}{}", outcome.stdout, outcome.stderr);
    let report = report.unwrap();
    assert_eq!(violations(&schema, &schema, &report, "$"), Vec::<String>::new());
    report
}

#[test]
fn every_kind_of_run_is_a_document_of_the_schema() {
    let server = Wire::http(|_, out| {
        out.write_all(ok("x").as_bytes())?;
        Ok(Then::Keep)
    });
    let url = server.url();
    let closed = checked(&["-n", "30", "-c", "3", "-q", "1000", &url]);
    assert_eq!((&closed["load"]["model"], &closed["pacing"]), (&"closed".into(), &Value::Null));
    assert!((closed["load"]["ratePerWorker"].as_f64().unwrap() - 1000.0).abs() < 1.0);
    let open =
        checked(&["--stages", "100ms:200,100ms=50", "--fail-if", "p50>1m|rps<0", "--warmup", "50ms", &url]);
    assert_eq!((&open["load"]["stages"][0]["to"], &open["load"]["seconds"]), (&200.0.into(), &0.2.into()));
    assert_eq!(open["objectives"][1]["failed"], false);
    assert_eq!(open["timeline"][0]["due"], 15);
    checked(&["-n", "3", "-c", "1", "http://127.0.0.1:1/"]);
}

#[test]
fn errors_have_a_class_a_count_and_an_example() {
    let server = Wire::http(|heard, out| {
        match heard.number {
            0..3 => out.write_all(status(503).as_bytes())?,
            3 => out.write_all(status(404).as_bytes())?,
            4 => {
                out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")?;
                return Ok(Then::Close);
            }
            _ => out.write_all(ok("x").as_bytes())?,
        }
        Ok(Then::Keep)
    });
    let report = checked(&["-n", "10", "-c", "1", &server.url()]);
    let errors = report["whole"]["errors"].as_array().unwrap();
    let told: Vec<String> = errors
        .iter()
        .map(|error| format!("{} {} {}", error["class"], error["count"], error["example"]))
        .collect();
    let truncated = "connection closed before Content-Length bytes of the body";
    assert_eq!(told, [r#""status" 4 "503""#.to_owned(), format!(r#""truncated" 1 "{truncated}""#)]);
    assert_eq!(report["whole"]["errorShare"], 0.5);
}
