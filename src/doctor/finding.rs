//! What is wrong, where, why it matters, and what mends it.

use serde_json::Value;

use super::case::{Entry, Source};
use super::catalogue::Check;
use crate::kubernetes::Identity;

/// How bad it is; a worse one is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know; nothing is wrong.
    Note,
    /// It works, but not as it should, or not always.
    Warning,
    /// It does not work.
    Error,
}

impl Severity {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A change of one field that mends a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// Which object of the case.
    pub entry: usize,
    /// JSON pointer; `/-` at its end adds to a list, parents that are not there are made. Empty: the object itself.
    pub at: String,
    /// The value; `None` takes the field away.
    pub value: Option<Value>,
}

/// What is written in place of a document that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrite {
    /// The file.
    pub path: String,
    /// The line at which the document begins, from 1.
    pub line: usize,
    /// The document.
    pub text: String,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// As `NEAP014`; it stays what it is from version to version.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// The check in a few words.
    pub title: &'static str,
    /// Which object of the case.
    pub entry: usize,
    /// What the object is called.
    pub object: Identity,
    /// Where the object is from.
    pub source: Source,
    /// The field, as JSON pointer; empty for the object as a whole.
    pub pointer: String,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
    /// Why it matters here.
    pub why: String,
    /// What to do, in words.
    pub remedy: String,
    /// A command that mends it, or shows more.
    pub command: Option<String>,
    /// What to change; empty where that cannot be known.
    pub edits: Vec<Edit>,
    /// What to write in place of a document that is no object yet.
    pub rewrite: Option<Rewrite>,
}

impl Finding {
    /// Something at a field of an object.
    pub(super) fn at(entry: &Entry, pointer: impl Into<String>) -> Self {
        Self {
            code: "",
            severity: Severity::Error,
            title: "",
            entry: entry.index,
            object: entry.identity.clone(),
            source: entry.source.clone(),
            pointer: pointer.into(),
            expected: String::new(),
            found: String::new(),
            why: String::new(),
            remedy: String::new(),
            command: None,
            edits: Vec::new(),
            rewrite: None,
        }
    }

    pub(super) fn expected(mut self, text: impl Into<String>) -> Self {
        self.expected = text.into();
        self
    }

    pub(super) fn found(mut self, text: impl Into<String>) -> Self {
        self.found = text.into();
        self
    }

    pub(super) fn why(mut self, text: impl Into<String>) -> Self {
        self.why = text.into();
        self
    }

    pub(super) fn remedy(mut self, text: impl Into<String>) -> Self {
        self.remedy = text.into();
        self
    }

    pub(super) fn command(mut self, text: impl Into<String>) -> Self {
        self.command = Some(text.into());
        self
    }

    /// A field that mends it when it is set.
    pub(super) fn set(mut self, entry: &Entry, at: impl Into<String>, value: impl Into<Value>) -> Self {
        self.edits.push(Edit { entry: entry.index, at: at.into(), value: Some(value.into()) });
        self
    }

    /// A field that mends it when it goes.
    pub(super) fn remove(mut self, entry: &Entry, at: impl Into<String>) -> Self {
        self.edits.push(Edit { entry: entry.index, at: at.into(), value: None });
        self
    }

    /// An object that mends it when it goes.
    pub(super) fn without(self, entry: &Entry) -> Self {
        self.remove(entry, "")
    }

    /// A document that mends it when it is written so.
    pub(super) fn rewritten(mut self, rewrite: Rewrite) -> Self {
        self.rewrite = Some(rewrite);
        self
    }

    /// Whether what mends it is known.
    pub fn is_mendable(&self) -> bool {
        !self.edits.is_empty() || self.rewrite.is_some()
    }

    /// Signed by the check that found it.
    pub(super) fn of(mut self, check: &'static Check) -> Self {
        (self.code, self.title, self.severity) = (check.code, check.title, check.severity);
        self
    }

    /// The field as it is written: `spec.metrics[0].pods`.
    pub fn path(&self) -> String {
        field_path(&self.pointer)
    }
}

/// A JSON pointer as a field is written: `/spec/metrics/0/pods` is `spec.metrics[0].pods`.
pub fn field_path(pointer: &str) -> String {
    let mut path = String::new();
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        match part.parse::<usize>() {
            Ok(index) => path += &format!("[{index}]"),
            Err(_) if part.contains(['.', '/']) => path += &format!("[{part:?}]"),
            Err(_) if path.is_empty() => path = part,
            Err(_) => path += &format!(".{part}"),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_is_shown_as_a_field() {
        assert_eq!(field_path("/spec/metrics/0/pods"), "spec.metrics[0].pods");
        assert_eq!(
            field_path("/metadata/annotations/serving.kserve.io~1deploymentMode"),
            "metadata.annotations[\"serving.kserve.io/deploymentMode\"]"
        );
        assert_eq!(field_path(""), "");
    }
}
