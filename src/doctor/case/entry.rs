//! One object of a case.

use crate::kubernetes::labels;
use serde_json::Value;

use crate::kubernetes::Identity;
use crate::kubernetes::resources::StringMap;

/// Where an object is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The cluster.
    Cluster,
    /// A file, and the line at which its document begins, from 1.
    File {
        /// As it was named.
        path: String,
        /// From 1.
        line: usize,
    },
}

/// One object.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its place in the case.
    pub index: usize,
    /// What it is called; a document without a kind is `Values`, as those of Helm.
    pub identity: Identity,
    /// The object.
    pub value: Value,
    /// Where it is from.
    pub source: Source,
}

impl Entry {
    /// Takes a parsed document.
    pub fn new(index: usize, value: Value, source: Source) -> Self {
        let text =
            |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        let kind = text("/kind");
        let identity = Identity {
            api_version: text("/apiVersion"),
            kind: if kind.is_empty() { "Values".to_owned() } else { kind },
            namespace: Some(text("/metadata/namespace")).filter(|name| !name.is_empty()),
            name: text("/metadata/name"),
        };
        Self { index, identity, value, source }
    }

    /// Whether it is of this kind, in any version.
    pub fn is(&self, group: &str, kind: &str) -> bool {
        self.identity.kind == kind && self.identity.group() == group
    }

    /// Its namespace: `default` where none is written.
    pub fn namespace(&self) -> &str {
        self.identity.namespace.as_deref().unwrap_or("default")
    }

    /// A field.
    pub fn get(&self, pointer: &str) -> Option<&Value> {
        self.value.pointer(pointer)
    }

    /// A text; empty where there is none.
    pub fn text(&self, pointer: &str) -> &str {
        self.get(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// A whole number.
    pub fn number(&self, pointer: &str) -> Option<i64> {
        self.get(pointer).and_then(Value::as_i64)
    }

    /// A list; empty where there is none.
    pub fn list(&self, pointer: &str) -> &[Value] {
        self.get(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// A map of texts; empty where there is none.
    pub fn strings(&self, pointer: &str) -> StringMap {
        self.get(pointer).map(strings).unwrap_or_default()
    }

    /// Whether a controller made it: what it says is that one's affair.
    pub fn is_controlled(&self) -> bool {
        self.list("/metadata/ownerReferences").iter().any(|owner| owner["controller"] == true)
    }

    /// An annotation.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.get("/metadata/annotations")?.get(key)?.as_str()
    }

    /// The uids of what owns it.
    pub fn owners(&self) -> impl Iterator<Item = &str> {
        self.list("/metadata/ownerReferences").iter().filter_map(|owner| owner.get("uid")?.as_str())
    }

    /// The name of the service that it is, or is a part of: by KServe's label, by neap's and Arena's, or by what an autoscaler scales.
    pub fn service(&self) -> &str {
        let label = |key: &str| self.text(&format!("/metadata/labels/{}", escaped(key)));
        let told = [label(labels::KSERVE), label(labels::NAME)];
        let told = told.into_iter().chain([self.text("/spec/scaleTargetRef/name")]);
        told.into_iter().find(|name| !name.is_empty()).unwrap_or(&self.identity.name)
    }

    /// A command line of neap about the service that it belongs to: `neap serve update qwen -n ns --memory 40Gi`.
    pub fn neap(&self, verb: &str, flags: &str) -> String {
        let place = match self.identity.namespace.as_deref() {
            Some(namespace) => format!(" -n {namespace}"),
            None => String::new(),
        };
        let flags = if flags.is_empty() { String::new() } else { format!(" {flags}") };
        format!("neap {verb} {}{place}{flags}", self.service())
    }

    /// Whether it came from a file.
    pub fn is_written(&self) -> bool {
        matches!(self.source, Source::File { .. })
    }

    /// Whether somebody wrote a field: where nobody did, an API server stores the default of its schema.
    ///
    /// Only what was applied is known to be written; another write of the default looks as if nobody had.
    pub fn is_meant(&self, pointer: &str, default: &Value) -> bool {
        let stored = !self.is_written() || !self.text("/metadata/uid").is_empty();
        let fields = format!("/fieldsV1{}", pointer.replace('/', "/f:"));
        let applied = |manager: &Value| manager["operation"] == "Apply" && manager.pointer(&fields).is_some();
        let meant = |value: &Value| {
            !stored || value != default || self.list("/metadata/managedFields").iter().any(applied)
        };
        self.get(pointer).is_some_and(meant)
    }
}

/// A map of texts; other scalars as they would be written.
pub(super) fn strings(value: &Value) -> StringMap {
    let pairs = value.as_object().into_iter().flatten();
    pairs
        .map(|(key, value)| (key.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect()
}

/// A key as a part of a JSON pointer.
pub fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
