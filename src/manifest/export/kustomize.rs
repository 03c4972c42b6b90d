//! A base for Kustomize, the place as it was exported, and an overlay to start from.

use serde_json::{Value, json};

use super::asked::{self, Asked};
use super::chart::names;
use super::hole::is_plain;
use super::{Exported, File, WRITTEN, fields};
use crate::error::{Error, Result};
use crate::kubernetes::Object;
use crate::manifest::yaml;

/// The files of a base that gives the same objects.
///
/// # Errors
/// None for what was read from JSON.
pub fn kustomization(exported: &Exported) -> Result<Vec<File>> {
    let names = names(&exported.objects);
    let mut files = vec![
        file("kustomization.yaml", place(exported, "base", exported.namespace.as_deref())?),
        file("base/kustomization.yaml", yaml_of(&of(&names, None))?),
    ];
    for (object, name) in exported.objects.iter().zip(&names) {
        let mut object = object.value().clone();
        if let (Some(_), Some(Value::Object(metadata))) = (&exported.namespace, object.get_mut("metadata")) {
            metadata.shift_remove("namespace");
        }
        files.push(file(&format!("base/{name}"), yaml::to_yaml(&[object]).map_err(Error::failed)?));
    }
    files.push(file("overlays/example/kustomization.yaml", example(exported)?));
    Ok(files)
}

/// The objects that Kustomize itself cannot carry, each with a sentence.
pub fn unfit(exported: &Exported) -> Vec<String> {
    let odd = exported.objects.iter().filter(|object| !is_plain(object.value()));
    odd.map(|object| {
        format!(
            "{} holds a control character, which Kustomize refuses or changes; `--helm` carries it",
            object.identity()
        )
    })
    .collect()
}

fn file(path: &str, text: String) -> File {
    File { path: path.to_owned(), text: format!("{WRITTEN}\n{text}") }
}

fn of(resources: &[impl AsRef<str>], namespace: Option<&str>) -> Value {
    let mut document = json!({
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": resources.iter().map(AsRef::as_ref).collect::<Vec<_>>(),
    });
    if let Some(namespace) = namespace {
        document["namespace"] = namespace.into();
    }
    document
}

/// The base in a namespace, which the queries of autoscalers then ask for.
fn place(exported: &Exported, base: &str, namespace: Option<&str>) -> Result<String> {
    let mut document = of(&[base], namespace);
    let follow: Vec<Value> = exported.objects.iter().flat_map(|object| following(object, exported)).collect();
    if namespace.is_some() && !follow.is_empty() {
        document["replacements"] = follow.into();
    }
    yaml_of(&document)
}

/// That each query of an object which asks for its own namespace asks for the one that the object is put into.
fn following(object: &Object, exported: &Exported) -> Vec<Value> {
    let Some(own) = asked::own_namespace(object, exported.namespace.as_deref()) else { return Vec::new() };
    let identity = object.identity();
    let select = json!({ "group": identity.group(), "kind": identity.kind, "name": identity.name });
    let mut source = select.clone();
    source["fieldPath"] = "metadata.namespace".into();
    let target = |place: Asked| {
        json!({
            "select": select,
            "fieldPaths": [format!("spec.triggers.{}.metadata.query", place.trigger)],
            "options": { "delimiter": place.quote.to_string(), "index": place.part },
        })
    };
    let targets: Vec<Value> = asked::places(object, &own).into_iter().map(target).collect();
    if targets.is_empty() { Vec::new() } else { vec![json!({ "source": source, "targets": targets })] }
}

fn yaml_of(document: &Value) -> Result<String> {
    yaml::to_yaml(&[document]).map_err(Error::failed)
}

/// Another place: its namespace, and patches that say again what there is, to be changed.
fn example(exported: &Exported) -> Result<String> {
    let mut text =
        String::from("# A copy of this directory is another place: change the namespace and the values.\n");
    text += &place(exported, "../../base", Some(exported.namespace.as_deref().unwrap_or("default")))?;
    let mut patches = String::new();
    for object in &exported.objects {
        let wanted = |path: &[String]| path == ["image"] || path == ["autoscaling", "maxReplicas"];
        let operations: Vec<Value> = fields::of(object, true, None)
            .into_iter()
            .filter(|hole| wanted(&hole.path))
            .map(|hole| json!({ "op": "replace", "path": hole.pointer, "value": hole.value }))
            .collect();
        if operations.is_empty() {
            continue;
        }
        let identity = object.identity();
        let target = json!({ "target": {
            "group": identity.group(), "version": identity.version(), "kind": identity.kind, "name": identity.name,
        }});
        let target = yaml::to_yaml(&[vec![target]]).map_err(Error::failed)?;
        let operations = yaml::to_yaml(&[operations]).map_err(Error::failed)?;
        patches += &target;
        patches += "  patch: |-\n";
        operations.lines().for_each(|line| patches += &format!("    {line}\n"));
    }
    if !patches.is_empty() {
        text += &format!("patches:\n{patches}");
    }
    Ok(text)
}
