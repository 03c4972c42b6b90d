//! Findings for programs: neap's own JSON, and SARIF 2.1.0 (OASIS).

use serde_json::{Value, json};

use super::line::line_of;
use crate::doctor::{CHECKS, Case, Finding, Severity, Source};
use crate::error::{Error, Result};

/// File and line of a finding; empty for what is in a cluster.
pub fn place(finding: &Finding, case: &Case) -> String {
    match where_is(finding, case) {
        Some((path, line)) => format!("{path}:{line}"),
        None => String::new(),
    }
}

fn where_is<'a>(finding: &'a Finding, case: &Case) -> Option<(&'a str, usize)> {
    let Source::File { path, line } = &finding.source else { return None };
    let text = case.texts().iter().find(|text| text.path == *path && text.line == *line);
    Some((path, line + text.map_or(0, |text| line_of(&text.text, &finding.pointer))))
}

/// One document with `version` 1.
///
/// # Errors
/// None: all values serialise.
pub fn json(findings: &[Finding], case: &Case) -> Result<String> {
    let count = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let all: Vec<Value> = findings.iter().map(|finding| one(finding, case)).collect();
    pretty(&json!({
        "version": 1,
        "objects": case.entries().len(),
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "notes": count(Severity::Note),
        "findings": all,
    }))
}

fn one(finding: &Finding, case: &Case) -> Value {
    let (file, line) = where_is(finding, case).unzip();
    json!({
        "code": finding.code,
        "severity": finding.severity.name(),
        "title": finding.title,
        "object": {
            "apiVersion": finding.object.api_version,
            "kind": finding.object.kind,
            "namespace": finding.object.namespace,
            "name": finding.object.name,
        },
        "file": file,
        "line": line,
        "path": finding.path(),
        "expected": finding.expected,
        "found": finding.found,
        "why": finding.why,
        "remedy": finding.remedy,
        "command": finding.command,
        "mendable": finding.is_mendable(),
    })
}

/// A SARIF log with one run.
///
/// # Errors
/// None: all values serialise.
pub fn sarif(findings: &[Finding], case: &Case) -> Result<String> {
    let rules: Vec<Value> = CHECKS
        .iter()
        .map(|check| {
            json!({
                "id": check.code,
                "shortDescription": {"text": check.title},
                "fullDescription": {"text": check.about},
                "help": {"text": format!("neap doctor --explain {}", check.code)},
                "defaultConfiguration": {"level": check.severity.name()},
            })
        })
        .collect();
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, case)).collect();
    pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "neap", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "results": results,
        }],
    }))
}

fn result(finding: &Finding, case: &Case) -> Value {
    let object = &finding.object;
    let name = format!("{}/{object}", object.namespace.as_deref().unwrap_or("-"));
    // Code hosts want a file: what is in a cluster is one by its name.
    let (path, line) = match where_is(finding, case) {
        Some((path, line)) => (path.to_owned(), line),
        None => (format!("cluster/{name}"), 1),
    };
    let text = format!(
        "{}: {}. Expected: {}. {}. {}{}",
        finding.title,
        finding.found,
        finding.expected,
        finding.why,
        finding.remedy,
        finding.command.as_ref().map(|command| format!(" ({command})")).unwrap_or_default()
    );
    json!({
        "ruleId": finding.code,
        "ruleIndex": CHECKS.iter().position(|check| check.code == finding.code),
        "level": finding.severity.name(),
        "message": {"text": text},
        "locations": [{
            "physicalLocation": {
                "artifactLocation": {"uri": path},
                "region": {"startLine": line},
            },
            "logicalLocations": [{"fullyQualifiedName": format!("{name} {}", finding.path())}],
        }],
        "partialFingerprints": {"neap/v1": format!("{}:{name}:{}", finding.code, finding.pointer)},
    })
}

fn pretty(value: &Value) -> Result<String> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(|error| Error::failed(error.to_string()))
}
