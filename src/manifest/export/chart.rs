//! A Helm chart.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::expression::literal;
use super::hole::Form;
use super::values::Values;
use super::{Exported, File, WRITTEN, asked, fields, scaling, schema, template};
use crate::error::{Error, Result};
use crate::kubernetes::Object;
use crate::manifest::yaml;

/// The files of a chart that gives the same objects.
///
/// Objects keep their names, whatever the release is called: selectors, autoscalers and policies hang on them. The namespace
/// is the release's.
///
/// # Errors
/// None for what was read from JSON.
pub fn chart(exported: &Exported) -> Result<Vec<File>> {
    let mut values = Values::new();
    let mut files = vec![File { path: "Chart.yaml".into(), text: about(exported)? }];
    let alone = exported.objects.iter().filter(|object| scaling::is_autoscaler(object)).count() == 1;
    let mut templates = Vec::new();
    for (object, path) in exported.objects.iter().zip(names(&exported.objects)) {
        let own = asked::own_namespace(object, exported.namespace.as_deref());
        let mut holes = fields::of(object, alone, own.as_deref());
        // A value that is already something else stays where it is.
        holes.retain(|hole| values.take(&hole.path, &hole.value, hole.form));
        let namespaced = exported.namespace.is_some() && object.identity().namespace.is_some();
        let mut text = template::text(object.value(), &holes, namespaced)?;
        if let Some(switch) = fields::switch(object) {
            let path = switch.map(str::to_owned);
            if values.take(&path, &Value::Bool(true), Form::Scalar) {
                text = format!("{{{{- if .Values.{} }}}}\n{text}{{{{- end }}}}\n", path.join("."));
            }
        }
        let text = format!("{{{{- /* {} */ -}}}}\n{text}", WRITTEN.trim_start_matches("# "));
        templates.push(File { path: format!("templates/{path}"), text });
    }
    let about = format!(
        "{WRITTEN}\n# What differs from place to place. `helm template` with these gives the objects as they were exported.\n"
    );
    files.push(File { path: "values.yaml".into(), text: about + &values.text()? });
    files.push(File { path: "values.schema.json".into(), text: schema::text(values.schema())? });
    files.append(&mut templates);
    files.push(File { path: "templates/NOTES.txt".into(), text: notes(exported) });
    Ok(files)
}

fn about(exported: &Exported) -> Result<String> {
    let mut about = json!({
        "apiVersion": "v2",
        "name": exported.name,
        "description": format!("The service {}", exported.name),
        "type": "application",
        "version": "0.1.0",
    });
    if let Some(tag) = exported.objects.iter().find_map(tag) {
        about["appVersion"] = tag.into();
    }
    Ok(format!("{WRITTEN}\n{}", yaml::to_yaml(&[about]).map_err(Error::failed)?))
}

/// The tag of the image that an object serves with.
fn tag(object: &Object) -> Option<String> {
    let holes = fields::of(object, true, None);
    let image = holes.iter().find(|hole| hole.path == ["image"])?.value.as_str()?;
    let name = image.rsplit('/').next()?.split('@').next()?;
    let (_, tag) = name.split_once(':')?;
    Some(tag.to_owned())
}

fn notes(exported: &Exported) -> String {
    let name = literal(&exported.name);
    format!(
        "{{{{- /* {} */ -}}}}\n{name} is in namespace {{{{ .Release.Namespace }}}}. Its replicas, and why they are as they are:\n  neap status {name} -n {{{{ .Release.Namespace }}}} -w\n",
        WRITTEN.trim_start_matches("# ")
    )
}

/// A file's name for each object: its kind, and its own name where several are of that kind.
pub fn names(objects: &[Object]) -> Vec<String> {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for object in objects {
        *kinds.entry(object.identity().kind.to_lowercase()).or_default() += 1;
    }
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    let name = |object: &Object| {
        let identity = object.identity();
        let kind = identity.kind.to_lowercase();
        let name = match kinds.get(&kind) {
            Some(1) => kind,
            _ => format!("{kind}-{}", identity.name.replace([':', '.'], "-").to_lowercase()),
        };
        let times = given.entry(name.clone()).or_default();
        *times += 1;
        match *times {
            1 => format!("{name}.yaml"),
            times => format!("{name}-{times}.yaml"),
        }
    };
    objects.iter().map(name).collect()
}
