//! What names, labels and keys may look like, with the words of Kubernetes for those that do not.

/// What is wrong with a text; empty if nothing is.
pub type Rule = fn(&str) -> Vec<String>;

fn is_word(text: &str, first: fn(char) -> bool, inner: fn(char) -> bool, last: fn(char) -> bool) -> bool {
    !text.is_empty() && text.starts_with(first) && text.ends_with(last) && text.chars().all(inner)
}

fn lower(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

fn at_most(text: &str, most: usize, unit: &str, wrong: &mut Vec<String>) {
    if text.len() > most {
        wrong.push(format!("must be no more than {most} {unit}"));
    }
}

fn is_label(text: &str) -> bool {
    is_word(text, lower, |c| lower(c) || c == '-', lower)
}

/// `my-name`: names of namespaces, containers.
pub fn label(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    at_most(text, 63, "characters", &mut wrong);
    if !is_label(text) && text.split('.').all(is_label) {
        wrong.push("must not contain dots".into());
    } else if !is_label(text) {
        wrong.push(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
                .into(),
        );
    }
    wrong
}

/// `example.com`: names of most objects.
pub fn subdomain(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    at_most(text, 253, "characters", &mut wrong);
    if !text.split('.').all(is_label) {
        wrong.push(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
                .into(),
        );
    }
    wrong
}

/// Names of roles and bindings: whatever a path can hold.
pub fn segment(text: &str) -> Vec<String> {
    match text {
        "." | ".." => vec![format!("may not be '{text}'")],
        _ => ['/', '%']
            .iter()
            .filter(|c| text.contains(**c))
            .map(|c| format!("may not contain '{c}'"))
            .collect(),
    }
}

fn is_qualified(text: &str) -> bool {
    let alphanumeric = |c: char| c.is_ascii_alphanumeric();
    is_word(text, alphanumeric, |c| c.is_ascii_alphanumeric() || "-_.".contains(c), alphanumeric)
}

const NAME_PART: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

/// `example.com/name`: keys of labels and annotations.
pub fn qualified(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let name = match text.split_once('/') {
        None => text,
        Some((prefix, name)) if !name.contains('/') => {
            if prefix.is_empty() {
                wrong.push("prefix part must be non-empty".into());
            } else {
                wrong.extend(subdomain(prefix).into_iter().map(|why| format!("prefix part {why}")));
            }
            name
        }
        Some(_) => {
            return vec![format!(
                "a qualified name {NAME_PART} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            )];
        }
    };
    if name.is_empty() {
        wrong.push("name part must be non-empty".into());
    } else if name.len() > 63 {
        wrong.push("name part must be no more than 63 bytes".into());
    }
    if !is_qualified(name) {
        wrong.push(format!("name part {NAME_PART}"));
    }
    wrong
}

/// Values of labels.
pub fn label_value(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    at_most(text, 63, "bytes", &mut wrong);
    if !text.is_empty() && !is_qualified(text) {
        wrong.push(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
                .into(),
        );
    }
    wrong
}

/// Keys of ConfigMaps and Secrets.
pub fn config_key(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    at_most(text, 253, "characters", &mut wrong);
    if text.is_empty() || !text.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c)) {
        wrong.push(
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
                .into(),
        );
    }
    match text {
        "." | ".." => wrong.push(format!("must not be '{text}'")),
        _ if text.starts_with("..") => wrong.push("must not start with '..'".into()),
        _ => {}
    }
    wrong
}

/// Names of environment variables.
pub fn variable(text: &str) -> Vec<String> {
    let printable = text.chars().all(|c| (' '..='~').contains(&c) && c != '=');
    if text.is_empty() || !printable {
        vec!["a valid environment variable name must consist only of printable ASCII characters other than '='".into()]
    } else {
        Vec::new()
    }
}

/// Names of ports.
pub fn port(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if text.len() > 15 {
        wrong.push("must be no more than 15 characters".into());
    }
    if !text.chars().all(|c| lower(c) || c == '-') {
        wrong.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)".into());
    }
    if !text.contains(|c: char| c.is_ascii_lowercase()) {
        wrong.push("must contain at least one letter (a-z)".into());
    }
    if text.contains("--") {
        wrong.push("must not contain consecutive hyphens".into());
    }
    if text.starts_with('-') || text.ends_with('-') {
        wrong.push("must not begin or end with a hyphen".into());
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_kubernetes_takes() {
        assert!(subdomain("a.b-c.1").is_empty());
        assert_eq!(subdomain("A_b").len(), 1);
        assert_eq!(label("a.b").len(), 1);
        assert!(qualified("neap.io/a_b.C").is_empty());
        assert_eq!(qualified("/a"), ["prefix part must be non-empty"]);
        assert_eq!(qualified("a/b/c").len(), 1);
        assert_eq!(label_value("-").len(), 1);
        assert!(config_key("..a").len() == 1);
        assert!(port("http-1").is_empty());
        assert_eq!(port("1-").len(), 2);
    }
}
