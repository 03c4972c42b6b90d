//! Templates: one a kind of object, readable and overridable. Every value enters as JSON.

use std::fmt::Write;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, Value as Placed};
use serde::Serialize;
use serde_json::Value;

use super::yaml;
use crate::error::{Error, Result};

/// The templates that neap brings, by file name.
pub const BUILT_IN: [(&str, &str); 33] = [
    ("inferenceservice.yaml", include_str!("../../templates/inferenceservice.yaml")),
    ("knative-service.yaml", include_str!("../../templates/knative-service.yaml")),
    ("horizontalpodautoscaler.yaml", include_str!("../../templates/horizontalpodautoscaler.yaml")),
    ("resourcepolicy.yaml", include_str!("../../templates/resourcepolicy.yaml")),
    ("propagationpolicy.yaml", include_str!("../../templates/propagationpolicy.yaml")),
    ("priorityclass.yaml", include_str!("../../templates/priorityclass.yaml")),
    ("configmap.yaml", include_str!("../../templates/configmap.yaml")),
    ("metrics-service.yaml", include_str!("../../templates/metrics-service.yaml")),
    ("servicemonitor.yaml", include_str!("../../templates/servicemonitor.yaml")),
    ("dataset.yaml", include_str!("../../templates/dataset.yaml")),
    ("jindoruntime.yaml", include_str!("../../templates/jindoruntime.yaml")),
    ("alluxioruntime.yaml", include_str!("../../templates/alluxioruntime.yaml")),
    ("juicefsruntime.yaml", include_str!("../../templates/juicefsruntime.yaml")),
    ("dataload.yaml", include_str!("../../templates/dataload.yaml")),
    ("persistentvolume.yaml", include_str!("../../templates/persistentvolume.yaml")),
    ("persistentvolumeclaim.yaml", include_str!("../../templates/persistentvolumeclaim.yaml")),
    ("secret.yaml", include_str!("../../templates/secret.yaml")),
    ("podmonitor.yaml", include_str!("../../templates/podmonitor.yaml")),
    ("deployment.yaml", include_str!("../../templates/deployment.yaml")),
    ("statefulset.yaml", include_str!("../../templates/statefulset.yaml")),
    ("service.yaml", include_str!("../../templates/service.yaml")),
    ("headless-service.yaml", include_str!("../../templates/headless-service.yaml")),
    ("poddisruptionbudget.yaml", include_str!("../../templates/poddisruptionbudget.yaml")),
    ("ingress.yaml", include_str!("../../templates/ingress.yaml")),
    ("httproute.yaml", include_str!("../../templates/httproute.yaml")),
    ("scaledobject.yaml", include_str!("../../templates/scaledobject.yaml")),
    ("leaderworkerset.yaml", include_str!("../../templates/leaderworkerset.yaml")),
    ("rolebasedgroup.yaml", include_str!("../../templates/rolebasedgroup.yaml")),
    ("leader-service.yaml", include_str!("../../templates/leader-service.yaml")),
    ("cronhorizontalpodautoscaler.yaml", include_str!("../../templates/cronhorizontalpodautoscaler.yaml")),
    ("bench-job.yaml", include_str!("../../templates/bench-job.yaml")),
    ("bench-secret.yaml", include_str!("../../templates/bench-secret.yaml")),
    ("bench-service.yaml", include_str!("../../templates/bench-service.yaml")),
];

/// A template may not run for ever.
const FUEL: u64 = 100_000;

/// The templates in use: those that neap brings, and the user's own in their place.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    overrides: std::collections::BTreeMap<String, String>,
}

impl Templates {
    /// Takes the user's own template in the place of neap's.
    ///
    /// # Errors
    /// The known names, if this is none of them.
    pub fn replace(&mut self, name: &str, text: String) -> Result<(), String> {
        if built_in(name).is_none() {
            let names: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
            return Err(format!("there is no template {name}; they are {}", names.join(", ")));
        }
        self.overrides.insert(name.to_owned(), text);
        Ok(())
    }

    /// Renders a template and parses what comes out.
    ///
    /// # Errors
    /// The template's name, and what is wrong with it or with what it made: not one document, no YAML.
    pub fn render(&self, name: &str, values: &impl Serialize) -> Result<Value> {
        let own = self.overrides.get(name).map(String::as_str);
        let Some(text) = own.or_else(|| built_in(name)) else {
            return Err(Error::failed(format!("there is no template {name}")));
        };
        let say = |reason: String| {
            let error = Error::usage(format!("template {name} does not work")).cause(reason);
            match own {
                Some(_) => {
                    error.hint(format!("`neap serve kserve --print-template={name}` shows neap's own"))
                }
                None => error,
            }
        };
        let text = fill(name, text, values).map_err(say)?;
        let mut documents = yaml::parse_documents(&text).map_err(say)?;
        match (documents.pop(), documents.is_empty()) {
            (Some(document), true) => Ok(document),
            (None, _) => Err(say("it makes no object".into())),
            (Some(_), false) => Err(say("it makes more than one object".into())),
        }
    }
}

/// A template that neap brings.
pub fn built_in(name: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

fn fill(name: &str, text: &str, values: &impl Serialize) -> Result<String, String> {
    let mut environment = Environment::new();
    // Whatever a template is called, its values are escaped; `place` does it.
    environment.set_auto_escape_callback(|_| AutoEscape::Json);
    environment.set_formatter(place);
    environment.remove_filter("safe");
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Names the undefined variable. Values show only in forms of the error that are never printed.
    environment.set_debug(true);
    environment.set_fuel(Some(FUEL));
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
    environment.set_syntax(syntax.build().map_err(|error| error.to_string())?);
    environment.add_template(name, text).map_err(|error| error.to_string())?;
    let template = environment.get_template(name).map_err(|error| error.to_string())?;
    template.render(Placed::from(Serde(values))).map_err(|error| error.to_string())
}

/// Writes a value as JSON, which is YAML too, with no character in it that a YAML reader would fold or skip.
fn place(out: &mut Output, _: &mut State, value: &Placed) -> Result<(), minijinja::Error> {
    if value.is_undefined() {
        return Err(minijinja::Error::new(ErrorKind::UndefinedError, "a value is undefined"));
    }
    // Text that a macro or a block made is escaped already.
    if let (true, Some(text)) = (value.is_safe(), value.as_str()) {
        return Ok(out.write_str(text)?);
    }
    let json = serde_json::to_string(value)
        .map_err(|error| minijinja::Error::new(ErrorKind::BadSerialization, error.to_string()))?;
    for c in json.chars() {
        match c {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                write!(out, "\\u{:04x}", u32::from(c))?;
            }
            c => out.write_char(c)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn render(text: &str, values: &Value) -> Result<Value> {
        let mut templates = Templates::default();
        templates.replace("configmap.yaml", text.to_owned()).unwrap();
        templates.render("configmap.yaml", values)
    }

    #[test]
    fn a_value_cannot_leave_its_place() {
        let hostile = "x\nhostNetwork: true\n#";
        assert_eq!(render("v: {{ a }}\n", &json!({ "a": hostile })).unwrap(), json!({ "v": hostile }));
        assert_eq!(render("{{ a }}: 1\n", &json!({ "a": hostile })).unwrap(), json!({ hostile: 1 }));
        let text = "{% set b %}{{ a }}{% endset %}v: {{ b }}\n";
        assert_eq!(render(text, &json!({ "a": hostile })).unwrap(), json!({ "v": hostile }));
        let text = "{% macro m(x) %}k: {{ x }}{% endmacro %}{{ m(a) }}\n";
        assert_eq!(render(text, &json!({ "a": hostile })).unwrap(), json!({ "k": hostile }));
    }

    #[test]
    fn a_wrong_template_is_named_without_showing_values() {
        let values = json!({ "token": "secret" });
        for text in [
            "{{ nope }}",
            "{% if nope %}{% endif %}",
            "{{ token | safe }}",
            "a: 1\n---\nb: 2\n",
            "",
            "a: [",
            "{% for %}",
            "{{ token.x.y }}",
            "{% for i in range(100000) %}{{ i }}{% endfor %}",
        ] {
            let error = render(text, &values).unwrap_err();
            let all = format!("{error} {:?} {:?}", error.causes, error.hints);
            assert!(all.contains("configmap.yaml") && !all.contains("secret"), "{text}: {all}");
        }
        assert!(Templates::default().replace("../x", String::new()).is_err());
    }

    #[test]
    fn our_own_templates_do_not_escape_the_escaping() {
        for (name, text) in BUILT_IN {
            for trap in ["safe", "autoescape", "\"{{", "'{{", "}}\"", "}}'"] {
                assert!(!text.contains(trap), "{name} has {trap}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_string_comes_out_as_it_went_in(text in "\\PC*|[\\x00-\\x1f\\x7f-\\xa0\\u{2028}\\u{2029}\\u{feff}]*") {
            let values = json!({ "a": &text, "m": { &text: [&text] } });
            let rendered = render("v: {{ a }}\nm: {{ m }}\n", &values).unwrap();
            prop_assert_eq!(rendered, json!({ "v": &text, "m": { &text: [&text] } }));
        }
    }
}
