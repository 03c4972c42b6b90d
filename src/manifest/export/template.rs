//! An object with holes → a template of Helm's.

use serde_json::Value;

use super::expression::{literal, value};
use super::hole::{Form, Hole};
use crate::error::{Error, Result};
use crate::manifest::yaml;

/// The text of a template. `namespaced` lets the release say the namespace.
///
/// # Errors
/// None for what was read from JSON.
pub fn text(object: &Value, holes: &[Hole], namespaced: bool) -> Result<String> {
    let mark = mark(object);
    let mut marked = object.clone();
    for (at, hole) in holes.iter().enumerate() {
        put(&mut marked, &hole.pointer, Value::String(format!("{mark}{at}")));
    }
    if namespaced {
        put(&mut marked, "/metadata/namespace", Value::String(format!("{mark}namespace")));
    }
    let plain = yaml::to_yaml(&[marked]).map_err(Error::failed)?;
    let mut text = String::new();
    for line in plain.lines() {
        match line.rsplit_once(&mark) {
            None => text += &format!("{}\n", literal(line)),
            Some((field, "namespace")) => {
                text += &format!("{}{{{{ .Release.Namespace | quote }}}}\n", literal(field))
            }
            Some((field, at)) => {
                let hole = at.parse().ok().and_then(|at: usize| holes.get(at));
                let hole = hole.ok_or_else(|| Error::failed(format!("no value for {field}{at}")))?;
                text += &filled(field.trim_end(), hole);
            }
        }
    }
    Ok(text)
}

/// A word that nothing of the object holds.
fn mark(object: &Value) -> String {
    let text = object.to_string();
    let mut mark = "value".to_owned();
    while text.contains(&mark) {
        mark.push('0');
    }
    mark + "-"
}

/// Puts a value where a pointer leads; what is not there is added to its map.
fn put(object: &mut Value, pointer: &str, value: Value) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    let name = name.replace("~1", "/").replace("~0", "~");
    match object.pointer_mut(parent) {
        Some(Value::Object(fields)) => _ = fields.insert(name, value),
        Some(Value::Array(items)) => {
            if let Some(item) = name.parse().ok().and_then(|at: usize| items.get_mut(at)) {
                *item = value;
            }
        }
        _ => {}
    }
}

/// The lines of a field whose value comes from the chart's values. `field` is its line up to the colon.
fn filled(field: &str, hole: &Hole) -> String {
    let value = value(&hole.path);
    // Behind the dashes of list items stands the column of the name.
    let name = field.trim_start_matches([' ', '-']);
    let column = field.len() - name.len();
    let (before, indent) = (&field[..column], " ".repeat(column));
    let name = literal(name);
    match hole.form {
        Form::Scalar => format!("{before}{name} {{{{ {value} | toJson }}}}\n"),
        Form::Text => format!("{before}{name} {{{{ {value} | toString | toJson }}}}\n"),
        // The first field of a list item cannot be left out: the dash is its.
        Form::Block if before.contains('-') => {
            format!("{before}{name} {{{{- toYaml ({value}) | nindent {} }}}}\n", column + 2)
        }
        Form::Templates => format!(
            "{indent}{{{{- with {value} }}}}\n{indent}{name}\n{indent}  {{{{- tpl (toYaml .) $ | nindent {} }}}}\n{indent}{{{{- end }}}}\n",
            column + 2
        ),
        Form::Block => format!(
            "{indent}{{{{- with {value} }}}}\n{indent}{name}\n{indent}  {{{{- toYaml . | nindent {} }}}}\n{indent}{{{{- end }}}}\n",
            column + 2
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn hole(path: &[&str], form: Form, pointer: &str) -> Hole {
        let path = path.iter().map(|&name| name.to_owned()).collect();
        Hole { path, form, pointer: pointer.into(), value: Value::Null }
    }

    #[test]
    fn holes_become_actions_and_all_else_stays_as_it_is() {
        let object = json!({
            "kind": "Deployment", "metadata": {"name": "a", "namespace": "b", "annotations": {"note": "{{ no action }} value"}},
            "spec": {"replicas": 1, "containers": [{"command": ["sh"], "image": "i", "name": "main"}]},
        });
        let holes = [
            hole(&["replicas"], Form::Scalar, "/spec/replicas"),
            hole(&["command"], Form::Block, "/spec/containers/0/command"),
            hole(&["image"], Form::Scalar, "/spec/containers/0/image"),
            hole(&["env"], Form::Block, "/spec/containers/0/env"),
        ];
        assert_eq!(
            text(&object, &holes, true).unwrap(),
            r#"kind: Deployment
metadata:
  name: a
  namespace: {{ .Release.Namespace | quote }}
  annotations:
    note: "{{ "{{" }} no action }} value"
spec:
  replicas: {{ .Values.replicas | toJson }}
  containers:
  - command: {{- toYaml (.Values.command) | nindent 6 }}
    image: {{ .Values.image | toJson }}
    name: main
    {{- with .Values.env }}
    env:
      {{- toYaml . | nindent 6 }}
    {{- end }}
"#
        );
    }
}
