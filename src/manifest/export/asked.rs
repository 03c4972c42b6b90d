//! The namespace that a query of Prometheus asks for: it is the service's own, wherever that is installed.

use std::ops::Range;

use serde_json::Value;

use crate::kubernetes::Object;

/// What the release's namespace is called in a chart. Without spaces, so that no writer of YAML breaks a line there.
const RELEASE: &str = "{{.Release.Namespace}}";

/// A place in a query where the namespace stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Which trigger.
    pub trigger: usize,
    /// What it is quoted with.
    pub quote: char,
    /// Which part of the query it is, where that is cut at each such quote.
    pub part: usize,
}

/// The namespace that an object's queries mean as their own. `common` is that of all objects; where they have several, each
/// keeps its own, and so do the queries. Without any, neap's queries ask for `default`.
pub fn own_namespace(object: &Object, common: Option<&str>) -> Option<String> {
    match object.identity().namespace {
        None => Some("default".to_owned()),
        own => own.filter(|_| common.is_some()),
    }
}

/// Where the queries of a ScaledObject ask for this namespace.
pub fn places(object: &Object, namespace: &str) -> Vec<Asked> {
    let triggers = object.get("/spec/triggers").and_then(Value::as_array).into_iter().flatten();
    let of = |(trigger, value): (usize, &Value)| {
        let query = value.pointer("/metadata/query").and_then(Value::as_str).unwrap_or_default();
        let found = matched(query, namespace).into_iter();
        let asked = |range: Range<usize>| {
            let quote = query[..range.start].chars().next_back()?;
            Some(Asked { trigger, quote, part: query[..range.start].matches(quote).count() })
        };
        found.filter_map(asked).collect::<Vec<_>>()
    };
    triggers.enumerate().flat_map(of).collect()
}

/// Triggers as texts of a chart's values, which are templates: the queries ask for the release's namespace, and what else
/// would be read as an action comes out as it is.
pub fn templated(triggers: &Value, namespace: Option<&str>) -> Value {
    match triggers {
        Value::String(text) => Value::String(literal(text)),
        Value::Array(items) => items.iter().map(|item| templated(item, namespace)).collect(),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| match (name.as_str(), value, namespace) {
                ("query", Value::String(query), Some(namespace)) => {
                    (literal(name), Value::String(following(query, namespace)))
                }
                _ => (literal(name), templated(value, namespace)),
            };
            Value::Object(fields.iter().map(field).collect())
        }
        other => other.clone(),
    }
}

fn following(query: &str, namespace: &str) -> String {
    let (mut text, mut at) = (String::new(), 0);
    for range in matched(query, namespace) {
        text += &literal(&query[at..range.start]);
        text += RELEASE;
        at = range.end;
    }
    text + &literal(&query[at..])
}

/// Back-quoted, so that no writer of YAML changes it.
fn literal(text: &str) -> String {
    text.replace("{{", "{{`{{`}}")
}

/// Where a matcher of a namespace's label, as `namespace="prod"`, has this value.
fn matched(query: &str, namespace: &str) -> Vec<Range<usize>> {
    let is_matcher = |range: &Range<usize>| {
        let (before, after) = (&query[..range.start], &query[range.end..]);
        let Some(quote) = before.chars().next_back().filter(|it| "\"'`".contains(*it)) else { return false };
        let before = before[..before.len() - 1].trim_end();
        let Some(label) = before.strip_suffix("=~").or_else(|| before.strip_suffix('=')) else {
            return false;
        };
        let label = label.trim_end();
        let begin = label.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(0, |at| at + 1);
        after.starts_with(quote) && label[begin..].to_ascii_lowercase().contains("namespace")
    };
    query.match_indices(namespace).map(|(at, found)| at..at + found.len()).filter(is_matcher).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_matcher_of_a_namespace_follows_the_release() {
        let of = |query: &str| following(query, "prod");
        assert_eq!(
            of(r#"sum(a{namespace="prod",pod=~"prod-.+"})"#),
            r#"sum(a{namespace="{{.Release.Namespace}}",pod=~"prod-.+"})"#
        );
        assert_eq!(
            of("a{kubernetes_namespace='prod'} / b{NamespaceName=~ `prod`}").matches(RELEASE).count(),
            2
        );
        for other in [r#"a{namespace="production"}"#, r#"a{namespace!="prod"}"#, r#"a{job="prod"}"#, "prod"] {
            assert_eq!(of(other), other);
        }
        assert_eq!(of("a{{b"), "a{{`{{`}}b");
        let triggers = json!([{"type": "cron", "metadata": {"start": "0 8 * * *"}}, {"metadata": {"query": "a{namespace=\"prod\"}", "x{{": 1}}]);
        let expected = json!([{"type": "cron", "metadata": {"start": "0 8 * * *"}},
            {"metadata": {"query": "a{namespace=\"{{.Release.Namespace}}\"}", "x{{`{{`}}": 1}}]);
        assert_eq!(templated(&triggers, Some("prod")), expected);
    }

    #[test]
    fn a_place_is_a_part_between_quotes() {
        let of = |namespace: Option<&str>| {
            let mut scaler = json!({"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "metadata": {"name": "a"}, "spec": {"triggers": [
                {"type": "cron"},
                {"metadata": {"query": "a{pod=~\"x\",namespace=\"prod\"} + b{namespace='prod'}"}}]}});
            if let Some(namespace) = namespace {
                scaler["metadata"]["namespace"] = namespace.into();
            }
            Object::new(scaler).unwrap()
        };
        let asked = |quote, part| Asked { trigger: 1, quote, part };
        assert_eq!(places(&of(None), "prod"), [asked('"', 3), asked('\'', 1)]);
        assert_eq!(own_namespace(&of(None), None).as_deref(), Some("default"));
        assert_eq!(own_namespace(&of(Some("prod")), Some("prod")).as_deref(), Some("prod"));
        assert_eq!(own_namespace(&of(Some("prod")), None), None);
    }
}
