//! What Kubernetes calls a valid name, label, annotation key or variable.
//!
//! Each check returns the rule that was broken, in words that follow "invalid value …:".

/// The answer of a check: the rule that was broken.
pub type Checked = Result<(), String>;

/// The longest DNS label.
pub const LABEL_LENGTH: usize = 63;

/// An RFC 1123 label: the name of a Namespace, Service or volume.
///
/// # Errors
/// The rule.
pub fn dns_label(text: &str) -> Checked {
    let rule =
        "lower-case letters, digits and `-`, with a letter or digit at both ends, at most 63 characters";
    check(text.len() <= LABEL_LENGTH && is_dns_label(text), rule)
}

/// The name of a Service: an RFC 1035 label, which begins with a letter.
///
/// # Errors
/// The rule.
pub fn service(text: &str) -> Checked {
    let rule = "lower-case letters, digits and `-`, starting with a letter, ending with a letter or digit, at most 63 characters";
    let starts = text.starts_with(|c: char| c.is_ascii_lowercase());
    check(starts && text.len() <= LABEL_LENGTH && is_dns_label(text), rule)
}

/// An RFC 1123 subdomain: the name of most objects.
///
/// # Errors
/// The rule.
pub fn dns_subdomain(text: &str) -> Checked {
    let rule = "lower-case letters, digits, `-` and `.`, with a letter or digit around each `.`, at most 253 characters";
    check(text.len() <= 253 && text.split('.').all(is_dns_label), rule)
}

/// The name of an InferenceService, such that all names made of it are valid too.
///
/// KServe's webhook wants `^[a-z]([-a-z0-9]*[a-z0-9])?$`. Its pods carry the label `app: isvc.NAME-predictor`, a label value
/// has at most 63 characters, so 48 are left.
///
/// # Errors
/// The rule.
pub fn inference_service(text: &str) -> Checked {
    let rule = "lower-case letters, digits and `-`, starting with a letter, ending with a letter or digit";
    check(text.starts_with(|c: char| c.is_ascii_lowercase()) && is_dns_label(text), rule)?;
    let length = text.len();
    check(
        length <= 48,
        &format!(
            "at most 48 characters, it has {length}: KServe labels its pods isvc.NAME-predictor, and a label has 63"
        ),
    )
}

/// A label or annotation key, or the name of a resource: `[PREFIX/]NAME`.
///
/// # Errors
/// The rule.
pub fn qualified_name(text: &str) -> Checked {
    let rule = "`[prefix/]name`, where the prefix is a DNS name and the name has letters, digits, `-`, `_` and `.`, a letter or digit at both ends, at most 63 characters";
    let (prefix, name) = match text.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, text),
    };
    check(prefix.is_none_or(|prefix| dns_subdomain(prefix).is_ok()) && is_name(name), rule)
}

/// A label value; it may be empty.
///
/// # Errors
/// The rule.
pub fn label_value(text: &str) -> Checked {
    let rule = "a label value has letters, digits, `-`, `_` and `.`, a letter or digit at both ends, at most 63 characters";
    check(text.is_empty() || is_name(text), rule)
}

/// The name of an environment variable, as all versions of Kubernetes accept it.
///
/// # Errors
/// The rule.
pub fn env_name(text: &str) -> Checked {
    let rule = "a variable's name has letters, digits, `_`, `-` and `.`, and does not start with a digit";
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let starts_well =
        !text.starts_with(|c: char| c.is_ascii_digit()) && text != "." && !text.starts_with("..");
    check(!text.is_empty() && text.chars().all(plain) && starts_well, rule)
}

fn check(holds: bool, rule: &str) -> Checked {
    if holds { Ok(()) } else { Err(rule.to_owned()) }
}

fn is_dns_label(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

fn is_name(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let edge = |c: char| c.is_ascii_alphanumeric();
    text.len() <= LABEL_LENGTH && text.bytes().all(inner) && text.starts_with(edge) && text.ends_with(edge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked_as_the_api_server_does() {
        let long = "a".repeat(64);
        for (check, good, bad) in [
            (
                dns_label as fn(&str) -> Checked,
                vec!["a", "0-a"],
                vec!["", "-a", "a-", "A", "a.b", "ä", &long],
            ),
            (dns_subdomain, vec!["a.b", "llm-model"], vec!["a..b", ".a", "a_b", ""]),
            (service, vec!["a", "a-1"], vec!["", "1a", "a.b", "A", "a-", &long]),
            (inference_service, vec!["qwen-chat", "a"], vec!["1a", "a.b", "a-", &long[..49]]),
            (
                qualified_name,
                vec!["a", "a.b/C_d", "nvidia.com/gpu"],
                vec!["", "/a", "a/", "a/b/c", "A.b/c", "-a"],
            ),
            (label_value, vec!["", "a", "A_b.c"], vec!["-", "a b", "isvc:qwen", &long]),
            (env_name, vec!["A", "_a-b.c", ".a"], vec!["", "1A", "A=B", "a b", "..", "..a", "ä"]),
        ] {
            for text in good {
                assert_eq!(check(text), Ok(()), "{text}");
            }
            for text in bad {
                assert!(check(text).is_err(), "{text}");
            }
        }
    }
}
