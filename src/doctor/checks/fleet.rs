//! Fleets: what a policy sends, and what was never filled in.

use serde_json::Value;

use super::Found;
use crate::doctor::case::{Case, Entry, Source, escaped};
use crate::doctor::finding::Finding;
use crate::kubernetes::near::near;

/// One of the selectors of a fleet's policy.
struct Selector<'a> {
    policy: &'a Entry,
    /// Its place in the policy.
    at: String,
    value: &'a Value,
}

impl<'a> Selector<'a> {
    /// All selectors of all policies.
    fn all(case: &'a Case) -> impl Iterator<Item = Self> {
        let policies = case.entries().iter().filter(|entry| {
            ["PropagationPolicy", "ClusterPropagationPolicy"].contains(&entry.identity.kind.as_str())
        });
        policies.flat_map(|policy| {
            let selectors = policy.list("/spec/resourceSelectors").iter().enumerate();
            selectors.map(move |(index, value)| Self {
                policy,
                at: format!("/spec/resourceSelectors/{index}"),
                value,
            })
        })
    }

    fn text(&self, name: &str) -> &'a str {
        self.value.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn namespace(&self) -> &'a str {
        match self.text("namespace") {
            "" => self.policy.namespace(),
            other => other,
        }
    }

    /// The objects of its kind in its namespace.
    fn of_kind<'c>(&self, case: &'c Case) -> Vec<&'c Entry> {
        let (version, kind, namespace) = (self.text("apiVersion"), self.text("kind"), self.namespace());
        let of_kind = case.entries().iter().filter(|it| {
            (it.identity.kind.as_str(), it.identity.api_version.as_str()) == (kind, version)
                && it.namespace() == namespace
        });
        of_kind.collect()
    }
}

/// A policy that sends every object of a kind.
pub fn nameless(case: &Case, found: &mut Found) {
    for selector in Selector::all(case) {
        if !selector.text("name").is_empty() || selector.value.get("labelSelector").is_some() {
            continue;
        }
        let (kind, namespace) = (selector.text("kind"), selector.namespace());
        let at = format!("{}/name", selector.at);
        let finding = Finding::at(selector.policy, &at)
            .found(format!("a selector of {kind} without a name"))
            .expected("the name of what is to be sent")
            .why(format!(
                "it sends every {kind} of the namespace {namespace} to the members, and later ones too"
            ))
            .remedy("name it");
        found.push(match selector.of_kind(case).as_slice() {
            [only] => finding.set(selector.policy, at, only.identity.name.clone()),
            _ => finding,
        });
    }
}

/// A selector of a policy that finds nothing among objects of that kind.
pub fn nothing(case: &Case, found: &mut Found) {
    for selector in Selector::all(case) {
        let (kind, name) = (selector.text("kind"), selector.text("name"));
        let of_kind = selector.of_kind(case);
        let labels = selector.value.pointer("/labelSelector/matchLabels").and_then(Value::as_object);
        let wanted = labels.filter(|_| selector.value.pointer("/labelSelector/matchExpressions").is_none());
        let has = |entry: &Entry, (key, value): (&String, &Value)| {
            entry.get("/metadata/labels").and_then(|labels| labels.get(key)) == Some(value)
        };
        let (what, matched) = match (name, wanted) {
            ("", None) => continue,
            ("", Some(wanted)) => {
                let labels =
                    wanted.iter().map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()));
                let matched = of_kind.iter().any(|entry| wanted.iter().all(|pair| has(entry, pair)));
                (format!("{kind} with {}", labels.collect::<Vec<_>>().join(",")), matched)
            }
            (name, _) => (format!("{kind} {name:?}"), of_kind.iter().any(|it| it.identity.name == name)),
        };
        // Where no object of the kind is known, nothing is known of it.
        if matched || of_kind.is_empty() {
            continue;
        }
        let names: Vec<&str> = of_kind.iter().map(|it| it.identity.name.as_str()).collect();
        let namespace = selector.namespace();
        let finding = Finding::at(selector.policy, &selector.at)
            .found(what)
            .expected(format!("one that is there: {}", super::all_of(names.iter().copied())))
            .why("nothing is sent to the members, and the policy has no status that says so")
            .remedy("name what is to be sent")
            .command(format!("kubectl get {} -n {namespace} --show-labels", kind.to_lowercase()));
        let best = near(name, names.iter().copied()).first().copied();
        found.push(match best.or_else(|| (names.len() == 1).then(|| names[0])) {
            Some(best) if !name.is_empty() => {
                finding.set(selector.policy, format!("{}/name", selector.at), best)
            }
            _ => finding,
        });
    }
}

/// A text that somebody was to replace.
pub fn placeholders(case: &Case, found: &mut Found) {
    for entry in case.entries() {
        walk(entry, &entry.value, String::new(), found);
    }
}

fn walk(entry: &Entry, value: &Value, at: String, found: &mut Found) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields.iter().filter(|(key, _)| !is_program(key)) {
                walk(entry, value, format!("{at}/{}", escaped(key)), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                walk(entry, value, format!("{at}/{index}"), found);
            }
        }
        Value::String(text) => {
            if let Some(hole) = hole(text) {
                let is_member = at.contains("/clusterNames/");
                found.push(
                    Finding::at(entry, at)
                        .found(format!("{hole} in {text:?}"))
                        .expected("a value")
                        .why("it stands for something of yours: as it is, it names nothing")
                        .remedy(match is_member {
                            true => "put in a member's name: on the hub `kubectl get managedclusters` (ACK One) or `kubectl get clusters` (Karmada) shows them",
                            false => "put in the value",
                        })
                        .command(filled(entry, hole)),
                );
            }
        }
        _ => {}
    }
}

/// The command that puts a value in.
fn filled(entry: &Entry, hole: &str) -> String {
    let name = hole.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    match (&entry.source, name) {
        (Source::File { path, .. }, Some(name)) if path != "-" => {
            format!("{name}=VALUE envsubst '{hole}' < {path}")
        }
        (Source::File { path, .. }, _) if path != "-" => format!("sed 's|{hole}|VALUE|' {path}"),
        (Source::File { .. }, _) => format!("sed 's|{hole}|VALUE|'"),
        (Source::Cluster, _) => {
            let (kind, name) = (entry.identity.kind.to_lowercase(), &entry.identity.name);
            format!("kubectl edit {kind} -n {} {name}", entry.namespace())
        }
    }
}

/// Fields in which a shell, a template or a query has `${…}` of its own.
fn is_program(key: &str) -> bool {
    [
        "command",
        "args",
        "data",
        "stringData",
        "binaryData",
        "metricsQuery",
        "status",
        "managedFields",
        "annotations",
        "query",
    ]
    .contains(&key)
}

/// The placeholder in a text: `${name}`, `<name>`, `xxxx`, `YOUR_…`.
fn hole(text: &str) -> Option<&str> {
    let braces = text.find("${").and_then(|start| {
        let end = text[start..].find('}')?;
        Some(&text[start..=start + end])
    });
    let angles = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).filter(|name| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_ ".contains(c))
    });
    let whole = || (text.len() >= 4 && text.chars().all(|c| c == 'x' || c == 'X')).then_some(text);
    let crossed = || {
        text.split(['.', '/', '-']).find(|part| part.len() >= 4 && part.chars().all(|c| c == 'x' || c == 'X'))
    };
    let yours = || {
        text.split(['/', '.', ' ']).find(|part| {
            part.to_ascii_uppercase().starts_with("YOUR_") || part.to_ascii_lowercase().starts_with("your-")
        })
    };
    braces.or(angles).or_else(whole).or_else(crossed).or_else(yours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_found_and_words_are_not() {
        for text in [
            "${cluster1_id}",
            "<cluster-id>",
            "xxxx",
            "registry-xxxxxx.cn",
            "YOUR_BUCKET",
            "oss://your-bucket/a",
        ] {
            assert!(hole(text).is_some(), "{text}");
        }
        for text in ["qwen-chat", "a < b > c", "xx", "hexxxa", "$(POD_NAME)", "maxxx"] {
            assert_eq!(hole(text), None, "{text}");
        }
    }
}
