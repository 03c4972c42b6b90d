//! What may be wrong with a pod, and what may not be changed of it.

use serde_json::Value;

use super::containers;
use crate::apiserver::kinds::field::{Causes, duplicate, forbidden, invalid, one_of, required, unsupported};
use crate::apiserver::kinds::metadata::labels;
use crate::apiserver::kinds::names;

/// A pod.
pub fn validate(pod: &Value, old: Option<&Value>, causes: &mut Causes) {
    match old {
        Some(old) => unchanged(pod, old, causes),
        None => spec(&pod["spec"], "spec", causes),
    }
}

/// The template of a workload that keeps its pods running, or not.
pub fn validate_template(template: &Value, field: &str, causes: &mut Causes) {
    labels(&template["metadata"]["labels"], &format!("{field}.labels"), causes);
    labels_of_annotations(template, field, causes);
    spec(&template["spec"], &format!("{field}.spec"), causes);
}

fn labels_of_annotations(template: &Value, field: &str, causes: &mut Causes) {
    for key in template["metadata"]["annotations"].as_object().into_iter().flatten().map(|(key, _)| key) {
        let wrong = names::qualified(&key.to_lowercase());
        causes.extend(
            wrong.iter().map(|why| invalid(format!("{field}.annotations"), &key.as_str().into(), why)),
        );
    }
}

fn spec(spec: &Value, field: &str, causes: &mut Causes) {
    let at = |name: &str| format!("{field}.{name}");
    let volumes = volumes(spec, field, causes);
    let list = |name: &str| spec[name].as_array().cloned().unwrap_or_default();
    let mut names_so_far = Vec::new();
    if list("containers").is_empty() {
        causes.push(required(at("containers"), ""));
    }
    for name in ["containers", "initContainers"] {
        for (index, container) in list(name).iter().enumerate() {
            let field = format!("{field}.{name}[{index}]");
            containers::validate(container, &field, &volumes, &mut names_so_far, causes);
        }
    }
    one_of(&at("restartPolicy"), &spec["restartPolicy"], &["Always", "OnFailure", "Never"], causes);
    one_of(
        &at("dnsPolicy"),
        &spec["dnsPolicy"],
        &["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"],
        causes,
    );
    labels(&spec["nodeSelector"], &at("nodeSelector"), causes);
    if let Some(account) = spec["serviceAccountName"].as_str().filter(|name| !name.is_empty()) {
        let wrong = names::subdomain(account);
        causes.extend(
            wrong.iter().map(|why| invalid(at("serviceAccountName"), &spec["serviceAccountName"], why)),
        );
    }
    if let Some(node) = spec["nodeName"].as_str().filter(|name| !name.is_empty()) {
        causes
            .extend(names::subdomain(node).iter().map(|why| invalid(at("nodeName"), &spec["nodeName"], why)));
    }
    if let Some(deadline) =
        spec["activeDeadlineSeconds"].as_i64().filter(|seconds| !(1..=i64::from(i32::MAX)).contains(seconds))
    {
        let why = format!("must be between 1 and {}, inclusive", i32::MAX);
        causes.push(invalid(at("activeDeadlineSeconds"), &deadline.into(), why));
    }
    if let Some(class) = spec["priorityClassName"].as_str().filter(|name| !name.is_empty()) {
        causes.extend(
            names::subdomain(class)
                .iter()
                .map(|why| invalid(at("priorityClassName"), &spec["priorityClassName"], why)),
        );
    }
    tolerations(spec, field, causes);
}

fn volumes<'a>(spec: &'a Value, field: &str, causes: &mut Causes) -> Vec<&'a str> {
    let mut known: Vec<&str> = Vec::new();
    for (index, volume) in spec["volumes"].as_array().into_iter().flatten().enumerate() {
        let at = format!("{field}.volumes[{index}].name");
        let name = volume["name"].as_str().unwrap_or_default();
        match name {
            "" => causes.push(required(at.as_str(), "")),
            _ => {
                causes.extend(names::label(name).iter().map(|why| invalid(at.as_str(), &volume["name"], why)))
            }
        }
        if known.contains(&name) {
            causes.push(duplicate(at, &volume["name"]));
        }
        if volume.as_object().is_some_and(|fields| fields.len() > 2) {
            let sources: Vec<&String> = volume
                .as_object()
                .into_iter()
                .flatten()
                .map(|(key, _)| key)
                .filter(|key| *key != "name")
                .collect();
            for source in sources.iter().skip(1) {
                causes.push(forbidden(
                    format!("{field}.volumes[{index}].{source}"),
                    "may not specify more than 1 volume type",
                ));
            }
        }
        for (source, name) in [
            ("persistentVolumeClaim", "claimName"),
            ("configMap", "name"),
            ("secret", "secretName"),
            ("hostPath", "path"),
        ] {
            let source_of = volume[source].as_object();
            let of = source_of.map(|source| source.get(name).and_then(Value::as_str).unwrap_or_default());
            if of == Some("") {
                causes.push(required(format!("{field}.volumes[{index}].{source}.{name}"), ""));
            }
        }
        known.push(name);
    }
    known
}

fn tolerations(spec: &Value, field: &str, causes: &mut Causes) {
    for (index, toleration) in spec["tolerations"].as_array().into_iter().flatten().enumerate() {
        let at = |name: &str| format!("{field}.tolerations[{index}].{name}");
        let text = |name: &str| toleration[name].as_str().unwrap_or_default();
        if !text("key").is_empty() {
            causes.extend(
                names::qualified(text("key")).iter().map(|why| invalid(at("key"), &toleration["key"], why)),
            );
        } else if text("operator") != "Exists" {
            let why =
                "operator must be Exists when `key` is empty, which means \"match all values and all keys\"";
            causes.push(invalid(at("operator"), &Value::from(text("operator")), why));
        }
        match text("operator") {
            "Equal" | "" => {
                let wrong = names::label_value(text("value"));
                causes.extend(wrong.iter().map(|why| invalid(at("operator"), &toleration["value"], why)));
            }
            "Exists" if !text("value").is_empty() => {
                let why = "value must be empty when `operator` is 'Exists'";
                causes.push(invalid(format!("{field}.tolerations[{index}].operator"), toleration, why));
            }
            "Exists" => {}
            _ => causes.push(unsupported(at("operator"), &toleration["operator"], &["Equal", "Exists"])),
        }
        if toleration["tolerationSeconds"].is_number() && text("effect") != "NoExecute" {
            causes.push(invalid(
                at("effect"),
                &Value::from(text("effect")),
                "effect must be 'NoExecute' when `tolerationSeconds` is set",
            ));
        }
        let effects = ["NoExecute", "NoSchedule", "PreferNoSchedule"];
        if !text("effect").is_empty() {
            one_of(&at("effect"), &toleration["effect"], &effects, causes);
        }
    }
}

/// What of a pod may be changed: images, its deadline, more tolerations.
fn unchanged(pod: &Value, old: &Value, causes: &mut Causes) {
    let (mut new, before) = (pod["spec"].clone(), &old["spec"]);
    for list in ["containers", "initContainers"] {
        let count = |spec: &Value| spec[list].as_array().map_or(0, Vec::len);
        if count(&new) != count(before) {
            causes.push(forbidden(format!("spec.{list}"), "pod updates may not add or remove containers"));
            return;
        }
        for index in 0..count(before) {
            let image = new[list][index]["image"].as_str().unwrap_or_default().to_owned();
            if image.is_empty() {
                causes.push(required(format!("spec.{list}[{index}].image"), ""));
            }
            new[list][index]["image"] = before[list][index]["image"].clone();
        }
    }
    let added = |name: &str| {
        before[name]
            .as_array()
            .into_iter()
            .flatten()
            .all(|old| pod["spec"][name].as_array().is_some_and(|new| new.contains(old)))
    };
    if added("tolerations") {
        new["tolerations"] = before["tolerations"].clone();
    }
    for field in ["activeDeadlineSeconds", "schedulingGates"] {
        new[field] = before[field].clone();
    }
    let grace = "terminationGracePeriodSeconds";
    if new[grace] == 1 && before[grace].as_i64().is_some_and(|seconds| seconds < 0) {
        new[grace] = before[grace].clone();
    }
    let mut before = before.clone();
    for field in [
        "activeDeadlineSeconds",
        "terminationGracePeriodSeconds",
        "schedulingGates",
        "tolerations",
        "containers",
        "initContainers",
    ] {
        before[field] = before[field].clone();
        new[field] = new[field].clone();
    }
    // The real server adds a dump of the difference, in a form that changes from run to run.
    if new != before {
        causes.push(forbidden(
            "spec",
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n",
        ));
    }
}
