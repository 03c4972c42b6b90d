//! What an API server warns of: the `Warning` headers of its answers (RFC 7234, 5.5), each text once.

use std::sync::{Arc, Mutex, PoisonError};

use http::HeaderMap;
use http::header::WARNING;

/// So many different texts are kept: a server that makes up new ones fills no memory.
const MOST: usize = 100;

/// The warnings of one connection.
#[derive(Debug, Clone, Default)]
pub struct Warnings(Arc<Mutex<Heard>>);

#[derive(Debug, Default)]
struct Heard {
    all: Vec<String>,
    /// How many of them were taken.
    taken: usize,
}

impl Warnings {
    /// Takes note of an answer's warnings.
    pub(super) fn hear(&self, headers: &HeaderMap) {
        let texts = headers.get_all(WARNING).iter().filter_map(|value| value.to_str().ok()).flat_map(texts);
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for text in texts {
            if !heard.all.contains(&text) && heard.all.len() < MOST {
                heard.all.push(text);
            }
        }
    }

    /// Those that came since the last call.
    pub fn take(&self) -> Vec<String> {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = heard.taken;
        heard.taken = heard.all.len();
        heard.all.iter().skip(before).cloned().collect()
    }
}

/// The texts of one header: `299 - "text"`, a quoted date behind it perhaps, and further ones behind commas. Other codes are those of
/// caches, and no warnings of Kubernetes.
fn texts(header: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = header;
    loop {
        rest = rest.trim_start_matches([',', ' ']);
        let Some((code, after)) = rest.split_once(' ') else { return found };
        let Some((_agent, after)) = after.trim_start().split_once(' ') else { return found };
        let Some((text, after)) = quoted(after.trim_start()) else { return found };
        if code == "299" && !text.is_empty() {
            found.push(text);
        }
        rest = quoted(after.trim_start()).map_or(after, |(_date, after)| after);
    }
}

/// A quoted string at the start, without its backslashes, and what is behind it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut inside = String::new();
    let mut letters = text.strip_prefix('"')?.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            // The quotation mark that the string begins with is one byte.
            '"' => return Some((inside, &text[at + 2..])),
            '\\' => inside.push(letters.next()?.1),
            letter => inside.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn headers_are_read_as_kubernetes_writes_them() {
        for (header, expected) in [
            (r#"299 - "old API""#, &["old API"][..]),
            (r#"299 - "say \"v1\" and \\ it""#, &[r#"say "v1" and \ it"#]),
            (r#"299 - "a", 299 host "b" "Sat, 25 Aug 2012 23:34:45 GMT",299 - "c""#, &["a", "b", "c"]),
            (r#"199 - "stale", 299 - "ä""#, &["ä"]),
            (r#"299 - "no end"#, &[]),
            ("299", &[]),
            ("", &[]),
        ] {
            assert_eq!(texts(header), expected, "{header}");
        }
    }

    #[test]
    fn each_text_is_told_once() {
        let warnings = Warnings::default();
        let hear = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(WARNING, text.parse().unwrap());
            warnings.hear(&headers);
        };
        hear(r#"299 - "a""#);
        hear(r#"299 - "a", 299 - "b""#);
        assert_eq!(warnings.take(), ["a", "b"]);
        hear(r#"299 - "b", 299 - "c""#);
        assert_eq!(warnings.take(), ["c"]);
        assert!(warnings.take().is_empty());
    }

    proptest! {
        #[test]
        fn any_header_is_read(header in r#"[ -~ä]{0,60}|(299 - "[a\\" ,]{0,9}"?){0,3}"#) {
            let _ = texts(&header);
        }
    }
}
