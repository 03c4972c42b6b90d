//! A base for Kustomize, the place as it was exported, and an overlay to start from.

use serde_json::{Value, json};

use super::chart::names;
use super::hole::is_plain;
use super::{Exported, File, WRITTEN, fields};
use crate::error::{Error, Result};
use crate::manifest::yaml;

/// The files of a base that gives the same objects.
///
/// # Errors
/// None for what was read from JSON.
pub fn kustomization(exported: &Exported) -> Result<Vec<File>> {
    let names = names(&exported.objects);
    let mut files = vec![
        file("kustomization.yaml", of(&["base"], exported.namespace.as_deref())?),
        file("base/kustomization.yaml", of(&names, None)?),
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

fn of(resources: &[impl AsRef<str>], namespace: Option<&str>) -> Result<String> {
    let mut document = json!({
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": resources.iter().map(AsRef::as_ref).collect::<Vec<_>>(),
    });
    if let Some(namespace) = namespace {
        document["namespace"] = namespace.into();
    }
    yaml::to_yaml(&[document]).map_err(Error::failed)
}

/// Another place: its namespace, and patches that say again what there is, to be changed.
fn example(exported: &Exported) -> Result<String> {
    let mut text =
        String::from("# A copy of this directory is another place: change the namespace and the values.\n");
    text += &of(&["../../base"], Some(exported.namespace.as_deref().unwrap_or("default")))?;
    let mut patches = String::new();
    for object in &exported.objects {
        let wanted = |path: &[String]| path == ["image"] || path == ["autoscaling", "maxReplicas"];
        let operations: Vec<Value> = fields::of(object, true)
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
