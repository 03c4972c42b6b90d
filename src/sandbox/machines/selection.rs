//! Label selectors in text form, as requests carry them.

use crate::kubernetes::resources::StringMap;

/// Requirements that must all hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection(Vec<Term>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Term {
    In { key: String, values: Vec<String>, not: bool },
    There { key: String, not: bool },
}

impl Selection {
    /// Reads `a=b,c!=d,e in (f,g),h notin (i),j,!k`.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = split(text);
        parts
            .iter()
            .map(|part| part.trim())
            .filter(|part| !part.is_empty())
            .map(term)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether labels satisfy it.
    pub fn admits(&self, labels: &StringMap) -> bool {
        self.0.iter().all(|term| match term {
            Term::In { key, values, not } => {
                labels.get(key).is_some_and(|value| values.contains(value)) != *not
            }
            Term::There { key, not } => labels.contains_key(key) != *not,
        })
    }
}

/// At commas outside of brackets.
fn split(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in text.chars() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        match parts.last_mut() {
            Some(last) if c != ',' || depth > 0 => last.push(c),
            _ => parts.push(String::new()),
        }
    }
    parts
}

fn term(part: &str) -> Result<Term, String> {
    let one = |key: &str, value: &str, not| Term::In {
        key: key.trim().into(),
        values: vec![value.trim().into()],
        not,
    };
    if let Some((head, list)) = part.strip_suffix(')').and_then(|part| part.split_once('(')) {
        let mut words = head.split_whitespace();
        let (Some(key), Some(operator)) = (words.next(), words.next()) else {
            return Err(format!("unable to parse requirement {part:?}"));
        };
        let values = list.split(',').map(|value| value.trim().to_owned()).collect();
        return match operator {
            "in" => Ok(Term::In { key: key.into(), values, not: false }),
            "notin" => Ok(Term::In { key: key.into(), values, not: true }),
            _ => Err(format!("unable to parse requirement {part:?}")),
        };
    }
    if let Some((key, value)) = part.split_once("!=") {
        return Ok(one(key, value, true));
    }
    if let Some((key, value)) = part.split_once("==").or_else(|| part.split_once('=')) {
        return Ok(one(key, value, false));
    }
    let (key, not) = part.strip_prefix('!').map_or((part, false), |key| (key, true));
    match key.contains(char::is_whitespace) {
        true => Err(format!("unable to parse requirement {part:?}")),
        false => Ok(Term::There { key: key.to_owned(), not }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read_and_hold() {
        let labels = StringMap::from([("app".into(), "a".into()), ("tier".into(), "x".into())]);
        for (text, holds) in [
            ("", true),
            ("app=a", true),
            ("app==a,tier!=y", true),
            ("app in (b, a),tier", true),
            ("app notin (a)", false),
            ("!app", false),
            ("!none,none!=1", true),
            ("none", false),
        ] {
            assert_eq!(Selection::parse(text).unwrap().admits(&labels), holds, "{text}");
        }
        assert!(Selection::parse("a b").is_err() && Selection::parse("a of (b)").is_err());
    }
}
