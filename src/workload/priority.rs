//! Two classes of pods: inference, and what gives way to it.

use super::container::object_name;
use super::value::one_of;
use crate::error::{Error, Result};

/// A PriorityClass of the pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    /// Its name.
    pub name: &'static str,
    /// Higher goes first; Kubernetes' own pods begin at 2,000,000,000.
    pub value: i32,
    /// Whether its pods may push out others.
    pub preempts: bool,
    /// What it is for.
    pub description: &'static str,
}

/// Inference, which users wait for.
pub const HIGH: Class = Class {
    name: "inference-with-high-priority",
    value: 1_000_000,
    preempts: true,
    description: "Inference that users wait for: it may push out training and offline inference.",
};

/// Training and offline inference, which can wait.
pub const LOW: Class = Class {
    name: "batch-with-low-priority",
    value: 1_000,
    preempts: false,
    description: "Training and offline inference: they give way to inference and push out nobody.",
};

/// Both, the higher first.
pub const CLASSES: [Class; 2] = [HIGH, LOW];

/// The class of the pods, from `--priority high|low` or `--priority-class NAME`.
///
/// # Errors
/// A usage error; both at once too, unless they say the same.
pub fn class(priority: Option<&str>, class: Option<&str>) -> Result<Option<String>> {
    let named = class.map(|text| object_name("--priority-class", text, HIGH.name)).transpose()?;
    let Some(word) = priority else { return Ok(named) };
    let chosen = one_of("--priority", word, &[("high", HIGH), ("low", LOW)])?;
    match named {
        Some(named) if named != chosen.name => Err(Error::usage(format!(
            "`--priority={word}` is the class {}, and `--priority-class={named}` names another",
            chosen.name
        ))
        .hint("give one of them; for example `--priority=high`")),
        _ => Ok(Some(chosen.name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stands_for_a_class() {
        assert_eq!(class(Some("high"), None).unwrap().unwrap(), HIGH.name);
        assert_eq!(class(Some("low"), Some(LOW.name)).unwrap().unwrap(), LOW.name);
        assert_eq!(class(None, Some("mine")).unwrap().unwrap(), "mine");
        assert_eq!(class(None, None).unwrap(), None);
        assert!(class(Some("hihg"), None).is_err());
        assert!(class(Some("high"), Some("mine")).is_err());
        assert!(class(None, Some("Mine")).is_err());
    }
}
