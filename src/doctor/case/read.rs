//! Files → a case. What cannot be read is kept as text, with the reason.

use serde_json::Value;

use super::{Case, Entry, Source};
use crate::manifest::yaml;

/// One YAML document of a file as it was written.
#[derive(Debug, Clone)]
pub struct Text {
    /// The file.
    pub path: String,
    /// The line at which the document begins, from 1.
    pub line: usize,
    /// The document.
    pub text: String,
    /// Why it cannot be read.
    pub error: Option<String>,
}

impl Case {
    /// Adds what a file holds; the items of a List come one by one.
    pub fn read(&mut self, path: &str, text: &str) {
        for (line, document) in documents(text) {
            let read = yaml::parse_documents(document);
            self.texts.push(Text {
                path: path.to_owned(),
                line,
                text: document.to_owned(),
                error: read.as_ref().err().cloned(),
            });
            for value in read.into_iter().flatten() {
                self.add(value, &Source::File { path: path.to_owned(), line });
            }
        }
    }

    /// Adds one object, or the items of a List.
    pub fn add(&mut self, mut value: Value, source: &Source) {
        let is_list = value.get("kind").and_then(Value::as_str).is_some_and(|kind| kind.ends_with("List"));
        match value.get_mut("items").and_then(Value::as_array_mut).filter(|_| is_list) {
            Some(items) => std::mem::take(items).into_iter().for_each(|item| self.add(item, source)),
            None => {
                if value.is_object() {
                    self.entries.push(Entry::new(self.entries.len(), value, source.clone()));
                }
            }
        }
    }
}

/// The documents of a text, each with the line at which it begins.
fn documents(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let (mut start, mut line, mut at, mut number) = (0, 1, 0, 0);
    for row in text.split_inclusive('\n') {
        number += 1;
        if row.strip_prefix("---").is_some_and(|rest| rest.trim().is_empty() || rest.starts_with([' ', '\t']))
        {
            found.push((line, &text[start..at]));
            (start, line) = (at + row.len(), number + 1);
        }
        at += row.len();
    }
    found.push((line, &text[start..]));
    let is_empty = |text: &str| text.lines().all(|row| row.trim().is_empty() || row.trim().starts_with('#'));
    found.retain(|(_, text)| !is_empty(text));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_document_knows_its_line() {
        let text = "# first\na: 1\n---\n# nothing\n---\nb: 2\nc: --- 3\n";
        let found: Vec<_> = documents(text).into_iter().map(|(line, text)| (line, text.trim())).collect();
        assert_eq!(found, [(1, "# first\na: 1"), (6, "b: 2\nc: --- 3")]);
    }

    #[test]
    fn a_list_is_its_items() {
        let mut case = Case::default();
        case.read("a.yaml", "kind: List\napiVersion: v1\nitems:\n- {kind: A, metadata: {name: a}}\n- {kind: B}\n---\na:\n\tb: 1\n");
        let kinds: Vec<&str> = case.entries().iter().map(|entry| entry.identity.kind.as_str()).collect();
        assert_eq!(kinds, ["A", "B"]);
        assert!(case.texts()[1].error.is_some());
    }
}
