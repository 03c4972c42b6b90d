//! Flags as they are found.

use serde_json::Value;

use super::plain;

/// A flag and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// As `--image`.
    pub name: &'static str,
    /// Its value.
    pub value: String,
}

/// As it is written on a command line.
impl std::fmt::Display for Flag {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}={}", self.name, self.value)
    }
}

/// Flags in the order in which they were found.
#[derive(Debug, Default)]
pub struct Flags(pub Vec<Flag>);

impl Flags {
    /// Adds a flag.
    pub fn put(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.push(Flag { name, value: value.into() });
    }

    /// Whether a flag was added.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|flag| flag.name == name)
    }

    /// Adds a flag where there is a text or a number for it.
    pub fn some(&mut self, name: &'static str, value: Option<&Value>) {
        if let Some(value) = value.and_then(plain).filter(|text| !text.is_empty()) {
            self.put(name, value);
        }
    }
}
