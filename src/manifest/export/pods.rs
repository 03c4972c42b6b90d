//! What is lifted out of pods.

use serde_json::{Value, json};

use super::hole::Holes;
use crate::kubernetes::Object;
use crate::kubernetes::pod_templates::{self, PodTemplate};

/// Finds what the pods of an object have: image, command, variables, resources, where they run, and claims.
pub fn find(object: &Object, holes: &mut Holes<'_>) {
    let templates = pod_templates::of(object);
    let alone = templates.len() == 1;
    for template in templates {
        let part = if alone { None } else { part(object, &template) };
        let inside: Vec<&str> = part.as_deref().into_iter().collect();
        pod(holes, &template.spec, &inside);
    }
}

/// What one of several templates is called: `leader`, `worker`, or the role.
fn part(object: &Object, template: &PodTemplate) -> Option<String> {
    let pointer = template.spec.strip_suffix("/template/spec");
    if let Some(name) = pointer.and_then(|role| object.get(&format!("{role}/name"))) {
        return name.as_str().map(str::to_owned);
    }
    let (_, name) = template.spec.strip_suffix("Template/spec")?.rsplit_once('/')?;
    Some(name.to_owned())
}

/// A path in the values: the part's name, and what belongs to it.
fn below<'a>(inside: &[&'a str], names: &[&'a str]) -> Vec<&'a str> {
    [inside, names].concat()
}

fn pod(holes: &mut Holes<'_>, spec: &str, inside: &[&str]) {
    if holes.get(&format!("{spec}/model")).is_some() {
        let model = format!("{spec}/model");
        for name in ["runtime", "runtimeVersion", "storageUri", "protocolVersion"] {
            holes.scalar(format!("{model}/{name}"), &below(inside, &["model", name]));
        }
        container(holes, &model, inside);
    }
    for (list, first) in [("containers", true), ("initContainers", false)] {
        for (at, item) in holes.items(&format!("{spec}/{list}")).iter().enumerate() {
            let pointer = format!("{spec}/{list}/{at}");
            match item.get("name").and_then(Value::as_str) {
                _ if first && at == 0 => container(holes, &pointer, inside),
                Some(name) => {
                    let path = below(inside, &[list, name, "image"]);
                    holes.scalar(format!("{pointer}/image"), &path);
                    holes.block(format!("{pointer}/resources"), &below(inside, &[list, name, "resources"]));
                }
                None => {}
            }
        }
    }
    holes.block(format!("{spec}/imagePullSecrets"), &below(inside, &["imagePullSecrets"]));
    holes.room(format!("{spec}/nodeSelector"), &below(inside, &["nodeSelector"]), json!({}));
    holes.room(format!("{spec}/tolerations"), &below(inside, &["tolerations"]), json!([]));
    holes.room(format!("{spec}/affinity"), &below(inside, &["affinity"]), json!({}));
    for name in ["priorityClassName", "serviceAccountName", "terminationGracePeriodSeconds"] {
        holes.scalar(format!("{spec}/{name}"), &below(inside, &[name]));
    }
    for (at, volume) in holes.items(&format!("{spec}/volumes")).iter().enumerate() {
        if let Some(name) = volume.get("name").and_then(Value::as_str) {
            let pointer = format!("{spec}/volumes/{at}/persistentVolumeClaim/claimName");
            holes.scalar(pointer, &["claims", name]);
        }
    }
}

fn container(holes: &mut Holes<'_>, pointer: &str, inside: &[&str]) {
    for name in ["image", "imagePullPolicy"] {
        holes.scalar(format!("{pointer}/{name}"), &below(inside, &[name]));
    }
    for name in ["command", "args"] {
        holes.block(format!("{pointer}/{name}"), &below(inside, &[name]));
    }
    holes.room(format!("{pointer}/env"), &below(inside, &["env"]), json!([]));
    holes.room(format!("{pointer}/resources"), &below(inside, &["resources"]), json!({}));
}
