//! Tolerations: Arena's form, and kubectl's of a taint.

use super::value::{checked, refuse, word_in};
use crate::error::Result;
use crate::kubernetes::names;

/// Which taints a pod bears.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Toleration {
    /// The taint's key; `None` means any.
    pub key: Option<String>,
    /// The taint's value; `None` means any.
    pub value: Option<String>,
    /// The taint's effect; `None` means any.
    pub effect: Option<&'static str>,
}

const FLAG: &str = "--toleration";
const EXAMPLE: &str = "--toleration=nvidia.com/gpu=present:NoSchedule";

impl Toleration {
    /// `Exists` bears any value of the key, `Equal` this one.
    pub fn operator(&self) -> &'static str {
        match self.value {
            Some(_) => "Equal",
            None => "Exists",
        }
    }

    /// Reads `all`, `key[=value][:effect]` as kubectl writes taints, or Arena's `key=value:effect,operator`.
    ///
    /// # Errors
    /// A usage error; Arena ignores what it cannot read.
    pub fn parse(text: &str) -> Result<Self> {
        if text == "all" {
            return Ok(Self::default());
        }
        let (taint, operator) = match text.split_once(',') {
            Some((taint, operator)) => (taint, Some(operator)),
            None => (text, None),
        };
        let (pair, effect) = match taint.split_once(':') {
            Some((pair, effect)) => (pair, Some(effect)),
            None => (taint, None),
        };
        let (key, value) = match pair.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (pair, None),
        };
        let effect = match effect {
            None | Some("") => None,
            Some(effect) => Some(word_in(FLAG, text, effect, &EFFECTS, EXAMPLE)?),
        };
        if text.is_empty() || (key.is_empty() && value.is_some_and(|value| !value.is_empty())) {
            return Err(refuse(
                FLAG,
                text,
                "must be `all`, KEY[=VALUE][:EFFECT] or KEY=VALUE:EFFECT,OPERATOR",
                EXAMPLE,
            ));
        }
        if !key.is_empty() {
            checked(FLAG, text, names::qualified_name(key), EXAMPLE)?;
        }
        if let Some(value) = value {
            checked(FLAG, text, names::label_value(value), EXAMPLE)?;
        }
        let value = match (operator, value) {
            (Some("Exists"), None | Some("")) => None,
            (Some("Exists"), Some(_)) => {
                return Err(refuse(FLAG, text, "Exists takes no value: it bears any", EXAMPLE).hint(
                    format!("`{FLAG}={key}:{}` bears any value of {key}", effect.unwrap_or_default()),
                ));
            }
            (Some("Equal"), value) if !key.is_empty() => Some(value.unwrap_or_default()),
            (None | Some(""), value) if !key.is_empty() => value,
            (None | Some(""), _) => None,
            (Some("Equal"), _) => {
                return Err(refuse(FLAG, text, "Equal needs a key", EXAMPLE));
            }
            (Some(operator), _) => {
                return word_in(FLAG, text, operator, &[("Equal", ()), ("Exists", ())], EXAMPLE)
                    .map(|()| Self::default());
            }
        };
        Ok(Self {
            key: Some(key.to_owned()).filter(|key| !key.is_empty()),
            value: value.map(str::to_owned),
            effect,
        })
    }
}

const EFFECTS: [(&str, &str); 3] =
    [("NoSchedule", "NoSchedule"), ("PreferNoSchedule", "PreferNoSchedule"), ("NoExecute", "NoExecute")];

#[cfg(test)]
mod tests {
    use super::*;

    fn toleration(key: Option<&str>, value: Option<&str>, effect: Option<&'static str>) -> Toleration {
        Toleration { key: key.map(str::to_owned), value: value.map(str::to_owned), effect }
    }

    #[test]
    fn arenas_form_and_kubectls() {
        for (text, expected) in [
            ("all", toleration(None, None, None)),
            ("gpu=yes:NoSchedule,Equal", toleration(Some("gpu"), Some("yes"), Some("NoSchedule"))),
            ("gpu=:NoSchedule,Exists", toleration(Some("gpu"), None, Some("NoSchedule"))),
            ("=:NoExecute,Exists", toleration(None, None, Some("NoExecute"))),
            ("gpu=yes:,Equal", toleration(Some("gpu"), Some("yes"), None)),
            ("nvidia.com/gpu:NoSchedule", toleration(Some("nvidia.com/gpu"), None, Some("NoSchedule"))),
            ("gpu=yes:NoSchedule", toleration(Some("gpu"), Some("yes"), Some("NoSchedule"))),
            ("gpu", toleration(Some("gpu"), None, None)),
            ("gpu=", toleration(Some("gpu"), Some(""), None)),
        ] {
            assert_eq!(Toleration::parse(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn what_arena_drops_is_refused() {
        for text in [
            "",
            "a=b:NoShedule",
            "a=b:NoSchedule,Is",
            "a=b:NoSchedule,Exists",
            "=b",
            "a b",
            "a=b c",
            "é",
            "=:,Equal",
        ] {
            assert!(Toleration::parse(text).is_err(), "{text}");
        }
        let error = Toleration::parse("a=b:NoShedule").unwrap_err();
        assert!(error.hints.iter().any(|hint| hint.contains("did you mean `NoSchedule`")), "{error:?}");
    }
}
