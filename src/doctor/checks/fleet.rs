//! Fleets: what a policy sends, and what was never filled in.

use serde_json::Value;

use super::Found;
use crate::doctor::case::{Case, Entry, escaped};
use crate::doctor::finding::Finding;
use crate::kubernetes::near::near;

/// A policy that sends every object of a kind.
pub fn nameless(case: &Case, found: &mut Found) {
    for policy in policies(case) {
        for (index, selector) in policy.list("/spec/resourceSelectors").iter().enumerate() {
            let text = |name: &str| selector.get(name).and_then(Value::as_str).unwrap_or_default();
            if !text("name").is_empty() || selector.get("labelSelector").is_some() {
                continue;
            }
            let (version, kind) = (text("apiVersion"), text("kind"));
            let at = format!("/spec/resourceSelectors/{index}/name");
            let namespace = match text("namespace") {
                "" => policy.namespace(),
                other => other,
            };
            let mut named = case.entries().iter().filter(|entry| {
                entry.identity.kind == kind
                    && entry.identity.api_version == version
                    && entry.namespace() == namespace
            });
            let only = named.next().filter(|_| named.next().is_none());
            let finding = Finding::at(policy, &at)
                .found(format!("a selector of {kind} without a name"))
                .expected("the name of what is to be sent")
                .why(format!(
                    "it sends every {kind} of the namespace {namespace} to the members, and later ones too"
                ))
                .remedy("name it");
            found.push(match only {
                Some(only) => finding.set(policy, at, only.identity.name.clone()),
                None => finding,
            });
        }
    }
}

/// A selector of a policy that finds nothing among objects of that kind.
pub fn nothing(case: &Case, found: &mut Found) {
    for policy in policies(case) {
        for (index, selector) in policy.list("/spec/resourceSelectors").iter().enumerate() {
            let text = |name: &str| selector.get(name).and_then(Value::as_str).unwrap_or_default();
            let namespace = match text("namespace") {
                "" => policy.namespace(),
                other => other,
            };
            let (version, kind, name) = (text("apiVersion"), text("kind"), text("name"));
            let of_kind: Vec<&Entry> = case
                .entries()
                .iter()
                .filter(|it| (it.identity.kind.as_str(), it.identity.api_version.as_str()) == (kind, version))
                .filter(|it| it.namespace() == namespace)
                .collect();
            let labels = selector.pointer("/labelSelector/matchLabels").and_then(Value::as_object);
            let wanted = labels.filter(|_| selector.pointer("/labelSelector/matchExpressions").is_none());
            let has = |entry: &Entry, (key, value): (&String, &Value)| {
                entry.get("/metadata/labels").and_then(|labels| labels.get(key)) == Some(value)
            };
            let (what, matched) = match (name, wanted) {
                ("", None) => continue,
                ("", Some(wanted)) => {
                    let labels = wanted
                        .iter()
                        .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()));
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
            let at = format!("/spec/resourceSelectors/{index}");
            let finding = Finding::at(policy, &at)
                .found(what)
                .expected(format!("one that is there: {}", super::all_of(names.iter().copied())))
                .why("nothing is sent to the members, and the policy has no status that says so")
                .remedy("name what is to be sent")
                .command(format!("kubectl get {} -n {namespace} --show-labels", kind.to_lowercase()));
            let best = near(name, names.iter().copied()).first().copied();
            found.push(match best.or_else(|| (names.len() == 1).then(|| names[0])) {
                Some(best) if !name.is_empty() => finding.set(policy, format!("{at}/name"), best),
                _ => finding,
            });
        }
    }
}

fn policies(case: &Case) -> impl Iterator<Item = &Entry> {
    case.entries().iter().filter(|entry| {
        ["PropagationPolicy", "ClusterPropagationPolicy"].contains(&entry.identity.kind.as_str())
    })
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
                found.push(
                    Finding::at(entry, at)
                        .found(format!("{hole} in {text:?}"))
                        .expected("a value")
                        .why("it stands for something of yours: as it is, it names nothing")
                        .remedy("put in the value, or fill it before applying (envsubst)"),
                );
            }
        }
        _ => {}
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
