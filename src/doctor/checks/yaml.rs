//! What YAML makes of what was meant.

use serde_json::{Map, Value};

use super::Found;
use crate::doctor::case::{Case, Entry, Source, escaped};
use crate::doctor::finding::{Finding, Rewrite};
use crate::kubernetes::Quantity;
use crate::manifest::yaml;

/// A document that cannot be read.
pub fn unreadable(case: &Case, found: &mut Found) {
    for text in case.texts() {
        let Some(error) = &text.error else { continue };
        let tab = text.text.lines().position(|row| row.trim_start_matches(' ').starts_with('\t'));
        let source = Source::File { path: text.path.clone(), line: text.line + tab.unwrap_or(0) };
        // It is no object of the case.
        let entry = Entry::new(usize::MAX, Value::Null, source);
        let finding = Finding::at(&entry, "")
            .expected("YAML")
            .found(error.lines().next().unwrap_or_default().trim_start_matches("error: "));
        found.push(match tab {
            Some(row) => {
                let finding = finding
                    .found(format!("a tab at the beginning of line {}", text.line + row))
                    .why("YAML is indented with spaces only: nothing of this document is applied");
                match without_tabs(&text.text) {
                    Some(spaced) => finding.remedy("put spaces in its place").rewritten(Rewrite {
                        path: text.path.clone(),
                        line: text.line,
                        text: spaced,
                    }),
                    None => finding
                        .remedy("put spaces in its place, as many as the field needs: tabs of several widths give different objects, or none")
                        .command(format!("expand -i -t 2 {}", text.path)),
                }
            }
            None => finding
                .why("nothing of this document is applied")
                .remedy("correct it; the place is given as line and column of the document"),
        });
    }
}

/// The document with spaces for the tabs that begin its lines, where all widths of a tab that make YAML of it make the same.
fn without_tabs(text: &str) -> Option<String> {
    let spaced = |width: usize| -> String {
        let rows = text.split_inclusive('\n').map(|row| {
            let (indent, rest) = row.split_at(row.len() - row.trim_start_matches([' ', '\t']).len());
            indent.replace('\t', &" ".repeat(width)) + rest
        });
        rows.collect()
    };
    let mut readings = [2, 4, 8, 1, 3, 5, 6, 7].into_iter().map(spaced).filter_map(|text| {
        let objects = yaml::parse_documents(&text).ok()?;
        Some((objects, text))
    });
    let (objects, text) = readings.next()?;
    (objects.iter().all(Value::is_object) && readings.all(|(other, _)| other == objects)).then_some(text)
}

/// An object whose fields have lost their indentation, or have no kind.
pub fn flat(case: &Case, found: &mut Found) {
    for entry in case.entries() {
        let Some(fields) = entry.value.as_object() else { continue };
        let lost = entry.get("/metadata").is_some_and(|it| !it.is_object())
            || entry.get("/spec").is_some_and(Value::is_null) && fields.len() > 5;
        if fields.contains_key("kind") && lost {
            let finding = Finding::at(entry, "/metadata")
                .found("metadata or spec is empty, and its fields stand beside it")
                .expected("fields indented below metadata and spec")
                .why("the API server refuses it; a text that was copied from a page has often lost its indentation")
                .remedy("indent it again, or let neap render it");
            found.push(match indented(fields) {
                Some(whole) => finding.set(entry, "", whole),
                None => finding,
            });
        }
    }
}

/// The object with its fields back below metadata and spec, where only these two levels were lost and each field can belong to one alone.
fn indented(fields: &Map<String, Value>) -> Option<Value> {
    const METADATA: [&str; 6] = ["name", "generateName", "namespace", "labels", "annotations", "finalizers"];
    let mut whole = Map::new();
    let mut open = None;
    for (key, value) in fields {
        match (key.as_str(), open) {
            ("apiVersion" | "kind", _) => drop(whole.insert(key.clone(), value.clone())),
            ("metadata" | "spec", _) => {
                open = value.is_null().then_some(key.as_str());
                let value = if value.is_null() { Value::Object(Map::new()) } else { value.clone() };
                whole.insert(key.clone(), value);
            }
            // A field without a value has lost its own fields too.
            (_, Some(parent))
                if !value.is_null() && (parent == "spec" || METADATA.contains(&key.as_str())) =>
            {
                whole[parent].as_object_mut()?.insert(key.clone(), value.clone());
            }
            _ => return None,
        }
    }
    let is_named =
        whole.get("metadata").is_some_and(|it| it["name"].is_string() || it["generateName"].is_string());
    is_named.then_some(Value::Object(whole))
}

/// Maps whose values must be texts.
const TEXTS: [&str; 4] = ["/metadata/labels", "/metadata/annotations", "/spec/selector", "/data"];

/// A label, annotation or variable that YAML reads as something else than text.
pub fn no_text(case: &Case, found: &mut Found) {
    for entry in case.entries() {
        let mut maps: Vec<String> = TEXTS.iter().map(|at| (*at).to_owned()).collect();
        // Of most kinds the selector has maps of its own.
        if !["Service", "ResourcePolicy"].contains(&entry.identity.kind.as_str()) {
            maps.retain(|at| at != "/spec/selector");
        }
        if !["ConfigMap", "Secret"].contains(&entry.identity.kind.as_str()) {
            maps.retain(|at| at != "/data");
        }
        for workload in crate::doctor::case::Workload::of(entry) {
            for map in ["labels", "annotations"] {
                maps.extend(workload.metadata.iter().map(|at| format!("{at}/{map}")));
            }
            maps.push(workload.at("/nodeSelector"));
            for container in workload.containers() {
                for (index, variable) in container.list("/env").iter().enumerate() {
                    let at = container.at(&format!("/env/{index}/value"));
                    let value = variable.get("value").filter(|value| !value.is_string() && !value.is_null());
                    found.extend(value.map(|value| other_than_text(entry, &at, value)));
                }
            }
        }
        for map in maps {
            for (key, value) in entry.get(&map).and_then(Value::as_object).into_iter().flatten() {
                if !value.is_string() && !value.is_null() {
                    found.push(other_than_text(entry, &format!("{map}/{}", escaped(key)), value));
                }
            }
        }
    }
}

fn other_than_text(entry: &Entry, at: &str, value: &Value) -> Finding {
    let text = match value {
        Value::Bool(true) => "true".to_owned(),
        other => other.to_string(),
    };
    Finding::at(entry, at)
        .found(format!(
            "{value}, {}",
            if value.is_boolean() { "which YAML makes of on, yes and true" } else { "a number" }
        ))
        .expected(format!("{text:?}, in quotes"))
        .why("the field is a text: the API server refuses the object")
        .remedy("put it in quotes")
        .set(entry, at, text)
}

/// A quantity that is none.
pub fn quantities(case: &Case, found: &mut Found) {
    for entry in case.entries() {
        for workload in crate::doctor::case::Workload::of(entry) {
            for container in workload.containers() {
                for kind in ["limits", "requests"] {
                    let amounts =
                        container.value.pointer(&format!("/resources/{kind}")).and_then(Value::as_object);
                    for (name, amount) in amounts.into_iter().flatten() {
                        let Some(text) = amount.as_str() else { continue };
                        let Err(wrong) = Quantity::parse(text) else { continue };
                        let at = container.at(&format!("/resources/{kind}/{}", escaped(name)));
                        let closed: String = text.split_whitespace().collect();
                        let finding = Finding::at(entry, &at)
                            .found(format!("{text:?}: {wrong}"))
                            .expected("a quantity, as 40Gi")
                            .why("the API server refuses the object")
                            .remedy("write number and unit together");
                        found.push(match Quantity::parse(&closed) {
                            Ok(_) => finding.set(entry, at, closed),
                            Err(_) => finding,
                        });
                    }
                }
            }
        }
    }
}

/// Versions of APIs that are gone, and what came after them.
const GONE: [(&str, &str, &str); 6] = [
    ("autoscaling/v2beta1", "autoscaling/v2", "1.25"),
    ("autoscaling/v2beta2", "autoscaling/v2", "1.26"),
    ("policy/v1beta1", "policy/v1", "1.25"),
    ("extensions/v1beta1", "apps/v1", "1.22"),
    ("apps/v1beta1", "apps/v1", "1.16"),
    ("batch/v1beta1", "batch/v1", "1.25"),
];

/// A version of an API that is no longer served.
pub fn gone(case: &Case, found: &mut Found) {
    for entry in case.entries().iter().filter(|entry| entry.is_written()) {
        let version = entry.identity.api_version.as_str();
        let Some((_, new, since)) = GONE.iter().find(|(old, ..)| *old == version) else { continue };
        found.push(
            Finding::at(entry, "/apiVersion")
                .found(version)
                .expected(*new)
                .why(format!("Kubernetes serves it no longer since {since}: nothing is applied"))
                .remedy("write the version that is served; fields may have moved")
                .set(entry, "/apiVersion", *new),
        );
    }
}
