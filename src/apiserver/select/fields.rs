//! Field selectors: which fields a resource has, and whether an object satisfies `a.b=c,d!=e`.

use serde_json::Value;

use crate::apiserver::registry::Resource;
use crate::apiserver::status::{Result as Answer, Status};

/// A field selector; empty, it selects everything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fields(Vec<Term>);

#[derive(Debug, Clone, PartialEq)]
struct Term {
    field: String,
    value: String,
    equal: bool,
}

const POD: &[&str] = &[
    "metadata.name",
    "metadata.namespace",
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.podIPs",
    "status.nominatedNodeName",
];
const EVENT: &[&str] = &[
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
    "metadata.namespace",
    "metadata.name",
];

/// The fields of a built-in resource that has more than its name and namespace.
fn known(resource: &Resource) -> Option<&'static [&'static str]> {
    Some(match (resource.group.as_str(), resource.plural.as_str()) {
        ("", "pods") => POD,
        ("", "nodes") => &["metadata.name", "spec.unschedulable"],
        ("", "events") => EVENT,
        ("", "namespaces") => &["status.phase", "metadata.name"],
        ("", "secrets") => &["type", "metadata.namespace", "metadata.name"],
        ("", "services") => &["metadata.namespace", "metadata.name", "spec.clusterIP", "spec.type"],
        ("", "replicationcontrollers") => &["metadata.name", "metadata.namespace", "status.replicas"],
        ("apps", "replicasets") => &["metadata.name", "metadata.namespace", "status.replicas"],
        ("batch", "jobs") => &["metadata.name", "metadata.namespace", "status.successful"],
        _ => return None,
    })
}

impl Fields {
    /// Reads a selector for a resource.
    ///
    /// # Errors
    /// What the real server says of one that it cannot read, or of a field that the resource does not have.
    pub fn parse(text: &str, resource: &Resource) -> Result<Self, String> {
        let mut terms = Vec::new();
        let mut parts = split(text);
        parts.sort_unstable();
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            let (field, equal, value) =
                cut(part).ok_or_else(|| format!("invalid selector: '{text}'; can't understand '{part}'"))?;
            let field = match (resource.group.as_str(), resource.plural.as_str(), field) {
                ("", "pods", "spec.host") => "spec.nodeName",
                _ => field,
            };
            terms.push(Term { field: field.to_owned(), value: unescape(value)?, equal });
        }
        for term in &terms {
            check(&term.field, resource)?;
        }
        Ok(Self(terms))
    }

    /// Selects one name besides.
    ///
    /// # Errors
    /// 400 where the selector names another.
    pub fn narrow(&mut self, name: &str) -> Answer<()> {
        match (self.0.is_empty(), self.name()) {
            (true, _) => {
                self.0 =
                    vec![Term { field: "metadata.name".to_owned(), value: name.to_owned(), equal: true }];
                Ok(())
            }
            (false, Some(selected)) if selected == name => Ok(()),
            _ => Err(Status::bad_request("fieldSelector metadata.name doesn't match requested name")),
        }
    }

    /// Whether it selects everything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one name that it allows.
    pub fn name(&self) -> Option<&str> {
        self.0.iter().find(|term| term.equal && term.field == "metadata.name").map(|term| term.value.as_str())
    }

    /// Whether an object satisfies it, whose fields are looked up by a function.
    pub fn matches(&self, at: impl Fn(&str) -> Option<Value>) -> bool {
        self.0.iter().all(|term| (text(&term.field, &at) == term.value) == term.equal)
    }
}

fn check(field: &str, resource: &Resource) -> Result<(), String> {
    if let Some(known) = known(resource) {
        return match known.contains(&field) {
            true => Ok(()),
            false if resource.plural == "jobs" => Err(format!("field label {field:?} not supported for Job")),
            false if resource.plural == "replicasets" => {
                Err(format!("field label {field:?} not supported for appsv1.ReplicaSet"))
            }
            false => Err(format!("field label not supported: {field}")),
        };
    }
    match field == "metadata.name" || (field == "metadata.namespace" && resource.namespaced) {
        true => Ok(()),
        false if matches!(resource.columns, crate::apiserver::registry::Columns::Paths(_)) => {
            Err(format!("field label not supported: {field}"))
        }
        false => Err(format!(
            "{field:?} is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
        )),
    }
}

/// A field's value as text; empty where it is missing, `false` where a flag is.
fn text(field: &str, at: impl Fn(&str) -> Option<Value>) -> String {
    let path = match field {
        "source" => "source.component",
        "status.podIPs" => "status.podIP",
        field => field,
    };
    match at(path) {
        Some(Value::String(text)) => text,
        Some(Value::Null) | None => match field {
            "spec.unschedulable" | "spec.hostNetwork" => "false".to_owned(),
            "status.replicas" | "status.successful" => "0".to_owned(),
            _ => String::new(),
        },
        Some(other) => other.to_string(),
    }
}

/// The terms between commas that are not escaped.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut escaped) = (Vec::new(), 0, false);
    for (index, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ',' => {
                parts.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn cut(term: &str) -> Option<(&str, bool, &str)> {
    for (index, _) in term.char_indices() {
        for (operator, equal) in [("!=", false), ("==", true), ("=", true)] {
            if let Some(value) = term[index..].strip_prefix(operator) {
                return Some((&term[..index], equal, value));
            }
        }
    }
    None
}

fn unescape(value: &str) -> Result<String, String> {
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(c @ ('\\' | ',' | '=')) => text.push(c),
                Some(c) => {
                    return Err(format!("invalid field selector: invalid escape sequence: \\{c}"));
                }
                None => return Err("invalid field selector: invalid escape sequence: \\".to_owned()),
            },
            ',' | '=' => {
                return Err(format!(
                    "invalid field selector: unescaped character in value: {}",
                    u32::from(c)
                ));
            }
            c => text.push(c),
        }
    }
    Ok(text)
}
