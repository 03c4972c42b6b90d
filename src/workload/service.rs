//! Which service: its name, namespace, labels and annotations.

use crate::kubernetes::labels;
use std::collections::BTreeMap;

use super::value::{checked, missing, pair, refuse};
use crate::error::Result;
use crate::kubernetes::names;

/// Labels or annotations, by key.
pub type Pairs = BTreeMap<String, String>;

/// Which service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Service {
    /// The object's name: NAME, or NAME-VERSION if a version was given.
    pub object_name: String,
    /// The name as given; Arena finds the service by it.
    pub name: String,
    /// The version as given.
    pub version: Option<String>,
    /// `None`: the context's.
    pub namespace: Option<String>,
    /// Labels of the service, which its pods carry too.
    pub labels: Pairs,
    /// Annotations of the service, which its pods carry too.
    pub annotations: Pairs,
    /// The Service in front of its pods, where that has another name.
    pub front: Option<String>,
}

impl Service {
    /// Checks the name, and the version if given.
    ///
    /// # Errors
    /// A usage error.
    pub fn new(name: Option<&str>, version: Option<&str>) -> Result<Self> {
        let name = name.ok_or_else(|| missing("--name", "--name=qwen-chat"))?;
        checked("--name", name, names::inference_service(name), &format!("--name={}", like(name)))?;
        let object_name = match version {
            Some(version) => {
                checked("--version", version, names::dns_label(version), "--version=v2")?;
                let joined = format!("{name}-{version}");
                checked("--version", &joined, names::inference_service(&joined), "--version=v2")?;
                joined
            }
            None => name.to_owned(),
        };
        Ok(Self {
            object_name,
            name: name.to_owned(),
            version: version.map(str::to_owned),
            ..Self::default()
        })
    }

    /// The name of the Service in front of its pods.
    pub fn front(&self) -> &str {
        self.front.as_deref().unwrap_or(&self.object_name)
    }
}

/// The name of the Service in front of a service's pods; `taken` is one that the service needs for another.
///
/// # Errors
/// A usage error.
pub fn front(text: &str, taken: Option<&str>) -> Result<String> {
    const EXAMPLE: &str = "--service-name=qwen";
    checked("--service-name", text, names::service(text), EXAMPLE)?;
    if taken == Some(text) {
        let reason = "that is the Service by which the pods of a StatefulSet have names";
        return Err(refuse("--service-name", text, reason, EXAMPLE));
    }
    Ok(text.to_owned())
}

/// A valid name that looks like an invalid one, for an example.
fn like(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(48)
        .collect();
    let plain = plain.trim_matches(|c: char| c == '-').trim_start_matches(|c: char| !c.is_ascii_lowercase());
    match names::inference_service(plain) {
        Ok(()) => plain.to_owned(),
        Err(_) => "qwen-chat".to_owned(),
    }
}

/// A namespace.
///
/// # Errors
/// A usage error.
pub fn namespace(text: &str) -> Result<String> {
    checked("--namespace", text, names::dns_label(text), "--namespace=default")?;
    Ok(text.to_owned())
}

/// Labels from `KEY=VALUE`; a later one replaces an earlier one of the same key.
///
/// # Errors
/// A usage error; for a label by which a service's pods are found too.
pub fn labels(entries: &[String]) -> Result<Pairs> {
    const EXAMPLE: &str = "--label=team=chat";
    let mut labels = Pairs::new();
    for entry in entries {
        let (key, value) = pair("--label", entry, '=', EXAMPLE)?;
        checked("--label", entry, names::qualified_name(key), EXAMPLE)?;
        checked("--label", entry, names::label_value(value), EXAMPLE)?;
        if RESERVED_LABELS.contains(&key) {
            return Err(refuse("--label", entry, "this label is set by neap", EXAMPLE));
        }
        labels.insert(key.to_owned(), value.to_owned());
    }
    Ok(labels)
}

/// Refuses the labels that KServe sets itself, and what the guides ask to set in vain.
///
/// # Errors
/// A usage error with the reason.
pub fn refuse_kserves_labels(labels: &Pairs) -> Result<()> {
    for (key, value) in labels {
        let reason = match key.as_str() {
            "app" => "KServe sets the label `app` of the pods to isvc.NAME-predictor whatever is given",
            "apps" if value.starts_with("isvc.") => {
                "no pod carries the label `apps`: KServe's pods carry `app`, set to isvc.NAME-predictor"
            }
            labels::KSERVE | "component" => "this label is set by KServe",
            _ => continue,
        };
        return Err(refuse("--label", &format!("{key}={value}"), reason, "--label=team=chat").hint(
            "a scheduling policy needs no label: `--unit resource=ecs,nodepool=POOL` makes one that selects the pods",
        ));
    }
    Ok(())
}

/// Labels that decide which pods belong to a service.
const RESERVED_LABELS: [&str; 3] = [labels::NAME, labels::TYPE, labels::VERSION];

/// Annotations from `KEY=VALUE`; a later one replaces an earlier one of the same key.
///
/// # Errors
/// A usage error.
pub fn annotations(entries: &[String]) -> Result<Pairs> {
    const EXAMPLE: &str = "--annotation=owner=chat-team";
    let mut annotations = Pairs::new();
    for entry in entries {
        let (key, value) = pair("--annotation", entry, '=', EXAMPLE)?;
        checked("--annotation", entry, names::qualified_name(key), EXAMPLE)?;
        annotations.insert(key.to_owned(), value.to_owned());
    }
    // The API server's own limit.
    let size: usize = annotations.iter().map(|(key, value)| key.len() + value.len()).sum();
    match (size > 256 * 1024, entries.iter().max_by_key(|entry| entry.len())) {
        (true, Some(longest)) => {
            Err(refuse("--annotation", longest, "all annotations together hold at most 256 KiB", EXAMPLE))
        }
        _ => Ok(annotations),
    }
}

/// A label's value given by a flag of its own, as `--model-name`.
///
/// # Errors
/// A usage error.
pub fn label_value(flag: &str, text: &str) -> Result<String> {
    checked(flag, text, names::label_value(text), &format!("{flag}=qwen"))?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_becomes_part_of_the_name() {
        assert_eq!(Service::new(Some("qwen"), Some("v2")).unwrap().object_name, "qwen-v2");
        assert_eq!(Service::new(Some("qwen"), None).unwrap().object_name, "qwen");
        for (name, version) in
            [(None, None), (Some(""), None), (Some("Qwen"), None), (Some("q"), Some("1.0"))]
        {
            assert!(Service::new(name, version).is_err());
        }
    }

    #[test]
    fn the_example_looks_like_what_was_meant() {
        let hint = |name| Service::new(Some(name), None).unwrap_err().hints.remove(0);
        assert_eq!(hint("Qwen_Chat"), "for example `--name=qwen-chat`");
        assert_eq!(hint("2-llama.v3"), "for example `--name=llama-v3`");
        assert_eq!(hint("日本"), "for example `--name=qwen-chat`");
        assert_eq!(hint(&"a".repeat(60)), format!("for example `--name={}`", "a".repeat(48)));
    }

    #[test]
    fn the_seeds_label_is_refused_with_the_reason() {
        for (entry, part) in [
            ("app=isvc.qwen-predictor", "KServe sets the label `app`"),
            ("apps=isvc.qwen-predictor", "no pod carries the label `apps`"),
        ] {
            let labels = labels(&[entry.to_owned()]).unwrap();
            let error = refuse_kserves_labels(&labels).unwrap_err();
            assert!(error.message.contains(part), "{error}");
            assert!(error.hints.iter().any(|hint| hint.contains("--unit")));
        }
        assert!(refuse_kserves_labels(&labels(&["apps=web".into()]).unwrap()).is_ok());
        assert!(labels(&["nothing".into()]).is_err());
    }
}
