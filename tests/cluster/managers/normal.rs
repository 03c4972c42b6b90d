//! Answers without what may differ: identities and resource versions become the order in which they were seen, and times go.

use std::collections::HashMap;

use serde_json::{Value, json};

/// What one server's answers have shown so far.
#[derive(Debug, Default)]
pub struct Normal {
    seen: HashMap<String, String>,
    uids: usize,
    versions: usize,
}

impl Normal {
    pub fn of(&mut self, value: &Value) -> Value {
        let mut value = value.clone();
        // What is invalid is told in Go's words and structs: the script of requests compares those.
        if value["kind"] == "Status" && value["reason"] == "Invalid" {
            return json!({"reason": "Invalid"});
        }
        self.walk("", &mut value);
        value
    }

    fn walk(&mut self, name: &str, value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields.iter_mut() {
                    self.walk(name, value);
                }
                if let Some(Value::Array(entries)) = fields.get_mut("managedFields") {
                    entries.sort_by_key(|entry| {
                        let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
                        [text("manager"), text("operation"), text("apiVersion"), text("subresource")]
                    });
                }
                // Conflicts with several managers come in no certain order.
                if let Some(Value::Array(causes)) = fields.get_mut("causes") {
                    causes.sort_by_key(ToString::to_string);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.walk("", item)),
            Value::String(text) => match name {
                "creationTimestamp" | "deletionTimestamp" | "time" => *text = "TIME".to_owned(),
                "uid" => *text = self.ordinal(text, "uid"),
                "resourceVersion" => *text = self.ordinal(text, "version"),
                "message" => *text = self.without_uids(text),
                _ => {}
            },
            _ => {}
        }
    }

    fn without_uids(&self, text: &str) -> String {
        let uids = self.seen.iter().filter(|(_, name)| name.starts_with("uid"));
        uids.fold(text.to_owned(), |text, (uid, name)| text.replace(uid.as_str(), name))
    }

    fn ordinal(&mut self, text: &str, kind: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        if let Some(known) = self.seen.get(text) {
            return known.clone();
        }
        let count = if kind == "uid" { &mut self.uids } else { &mut self.versions };
        *count += 1;
        let name = format!("{kind} {count}");
        self.seen.insert(text.to_owned(), name.clone());
        name
    }
}
