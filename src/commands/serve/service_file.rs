//! Service files: the flags of `neap serve KIND` as YAML, with a version.

use serde_json::Value;

use super::kinds::{KindFlags, Preset};
use crate::cli::deployment::{DeploymentOnly, StatefulSetOnly, TensorflowOnly, TritonOnly};
use crate::cli::distributed::DistributedFlags;
use crate::cli::knative::KnativeFlags;
use crate::cli::kserve::KserveFlags;
use crate::commands::input;
use crate::error::{Error, Result};
use crate::manifest::yaml;

/// The version of the format; a file of another version is refused.
const API_VERSION: &str = "neap/v1alpha1";

/// Reads a service file.
///
/// # Errors
/// A usage error: no such file, another format, a key that no flag has; with the place in the file.
pub fn read<F: KindFlags>(place: &str, text: &str) -> Result<F> {
    let say = |reason: String| Error::usage(format!("the service file {place} cannot be used")).cause(reason);
    // Numbers and booleans would lose how they were written: here only the format is looked at.
    let documents = yaml::parse_documents(text).map_err(say)?;
    let document = match documents.as_slice() {
        [document] => document,
        [] => return Err(say("it is empty".into()).hint(EXAMPLE)),
        _ => return Err(say("it holds more than one document".into()).hint("one file is one service")),
    };
    let text_at = |pointer: &str| document.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    match (text_at("/apiVersion"), text_at("/kind")) {
        (API_VERSION, kind) if kind == F::FILE_KIND => {}
        (_, "ResourcePolicy") => return Err(policy(place, document)),
        (version, kind) if version.starts_with("neap/") => {
            return Err(say(format!("it is a {kind} of {version}")).hint(match verb_of(kind) {
                Some(verb) if version == API_VERSION => format!("`neap serve {verb} -f {place}` deploys it"),
                _ => format!("this neap reads {} of {API_VERSION}", F::FILE_KIND),
            }));
        }
        ("", _) => return Err(say("it has no apiVersion".into()).hint(EXAMPLE)),
        (version, kind) => {
            return Err(say(format!("it is a {kind} of {version}, an object of Kubernetes"))
                .hint(EXAMPLE)
                .hint(
                    "objects are applied by `kubectl apply -f`; `--patch` changes those that neap renders",
                ));
        }
    }
    yaml::parse(text).map_err(say)
}

/// The verb that deploys a kind of service file; `None` for another document.
pub fn verb_of(kind: &str) -> Option<&'static str> {
    const VERBS: [(&str, &str); 7] = [
        (KserveFlags::FILE_KIND, KserveFlags::VERB),
        (KnativeFlags::FILE_KIND, KnativeFlags::VERB),
        (DeploymentOnly::FILE_KIND, DeploymentOnly::VERB),
        (StatefulSetOnly::FILE_KIND, StatefulSetOnly::VERB),
        (TritonOnly::FILE_KIND, TritonOnly::VERB),
        (TensorflowOnly::FILE_KIND, TensorflowOnly::VERB),
        (DistributedFlags::FILE_KIND, DistributedFlags::VERB),
    ];
    VERBS.iter().find(|(known, _)| *known == kind).map(|(_, verb)| *verb)
}

/// The verb that deploys what this text holds, if it is a service file.
pub fn verb_of_text(text: &str) -> Option<&'static str> {
    let documents = yaml::parse_documents(text).ok()?;
    documents.first()?.get("kind").and_then(Value::as_str).and_then(verb_of)
}

const EXAMPLE: &str = "`neap serve kserve FLAGS --dry-run --save service.yaml` writes one to start from";

/// A policy as the seeds write it, pasted as a service: the flags that make it, and what is wrong with its selector.
fn policy(place: &str, document: &Value) -> Error {
    let mut error = Error::usage(format!("{place} is a ResourcePolicy, not a service"));
    let selector = document.pointer("/spec/selector").and_then(Value::as_object);
    for (key, value) in selector.into_iter().flatten() {
        let value = value.as_str().unwrap_or_default();
        let cause = match key.as_str() {
            "app" => {
                format!("its selector app: {value} matches only if the service is called {:?}", served(value))
            }
            _ if value.starts_with("isvc.") => {
                format!("its selector {key}: {value} matches no pod: KServe's label is called `app`")
            }
            _ => continue,
        };
        error = error.cause(cause);
    }
    let mut flags = Vec::new();
    for unit in document.pointer("/spec/units").and_then(Value::as_array).into_iter().flatten() {
        let resource = unit.get("resource").and_then(Value::as_str).unwrap_or("ecs");
        let mut flag = format!("--unit resource={resource}");
        for (label, value) in unit.get("nodeSelector").and_then(Value::as_object).into_iter().flatten() {
            let value = value.as_str().unwrap_or_default();
            flag += &match label.as_str() {
                "alibabacloud.com/nodepool-id" => format!(",nodepool={value}"),
                label => format!(",selector.{label}={value}"),
            };
        }
        if let Some(max) = unit.get("max") {
            flag += &format!(",max={max}");
        }
        flags.push(flag);
    }
    match flags.is_empty() {
        true => error.hint("neap makes the policy itself, from `--unit`"),
        false => error.hint(format!(
            "neap makes the policy itself, with a selector that matches: `neap serve kserve … {}`",
            flags.join(" ")
        )),
    }
}

/// The service whose pods have this label.
fn served(label: &str) -> &str {
    label.strip_prefix("isvc.").and_then(|rest| rest.strip_suffix("-predictor")).unwrap_or(label)
}

/// What flags and file say together: a flag wins over the file, a repeated one is added to the file's.
///
/// # Errors
/// None for flags that serialise, which all do.
pub fn merge<F: KindFlags>(file: &F, flags: &F) -> Result<F> {
    let json = |flags: &F| serde_json::to_value(flags).map_err(|error| Error::failed(error.to_string()));
    let mut merged = json(file)?;
    overlay(&mut merged, json(flags)?);
    serde_json::from_value(merged).map_err(|error| Error::failed(error.to_string()))
}

fn overlay(below: &mut Value, above: Value) {
    match (below, above) {
        (Value::Object(below), Value::Object(above)) => {
            for (name, value) in above {
                match below.get_mut(&name) {
                    Some(place) => overlay(place, value),
                    None => _ = below.insert(name, value),
                }
            }
        }
        (Value::Array(below), Value::Array(above)) => below.extend(above),
        // A flag that was not given says nothing.
        (_, Value::String(text)) if text.is_empty() => {}
        (place, value) => *place = value,
    }
}

/// The text of a service file that says what the flags say.
///
/// # Errors
/// None for flags that serialise, which all do.
pub fn write<F: KindFlags>(flags: &F) -> Result<String> {
    let mut flags = flags.clone();
    let (version, kind, _) = flags.head();
    (*version, *kind) = (API_VERSION.into(), F::FILE_KIND.into());
    let mut document = serde_json::to_value(&flags).map_err(|error| Error::failed(error.to_string()))?;
    if let Value::Object(sections) = &mut document {
        sections.retain(|_, section| section.as_object().is_none_or(|fields| !fields.is_empty()));
    }
    yaml::to_yaml(&[document]).map_err(Error::failed)
}

/// Reads a file that a flag names; `-` is standard input.
///
/// # Errors
/// A usage error with the flag.
pub fn text_of(flag: &str, path: &str) -> Result<String> {
    input::text(path).map_err(|error| Error::flag(flag, path, error, format!("{flag} service.yaml")))
}
