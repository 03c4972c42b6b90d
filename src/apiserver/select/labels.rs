//! Label selectors: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, `a>1`, joined by commas.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use serde::Deserialize;

use super::lexer::{Kind, Word, words};

/// A label selector; empty, it selects everything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Labels(Vec<Requirement>);

#[derive(Debug, Clone, PartialEq)]
struct Requirement {
    key: String,
    wants: Wants,
}

#[derive(Debug, Clone, PartialEq)]
enum Wants {
    Exists,
    Absent,
    In(BTreeSet<String>),
    NotIn(BTreeSet<String>),
    Above(i64),
    Below(i64),
}

/// An object's labels, as far as its JSON has to be read for them.
pub type Found<'a> = HashMap<Cow<'a, str>, Cow<'a, str>>;

/// Reads nothing but the labels of an object.
pub fn of(bytes: &[u8]) -> Option<Found<'_>> {
    #[derive(Deserialize)]
    struct Object<'a> {
        #[serde(borrow, default)]
        metadata: Metadata<'a>,
    }
    #[derive(Deserialize, Default)]
    struct Metadata<'a> {
        #[serde(borrow, default)]
        labels: Option<Found<'a>>,
    }
    let object: Object<'_> = serde_json::from_slice(bytes).ok()?;
    Some(object.metadata.labels.unwrap_or_default())
}

impl Labels {
    /// Reads a selector.
    ///
    /// # Errors
    /// What the real parser says.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser { words: words(text), next: 0 };
        let mut requirements = Vec::new();
        loop {
            let word = parser.peek();
            match word.kind {
                Kind::Name | Kind::In | Kind::NotIn | Kind::Not => {
                    let requirement =
                        parser.requirement().map_err(|why| format!("unable to parse requirement: {why}"))?;
                    requirements.push(requirement);
                    let after = parser.take();
                    match after.kind {
                        Kind::End => return Ok(Self(requirements)),
                        Kind::Comma => {
                            let next = parser.peek();
                            if !matches!(next.kind, Kind::Name | Kind::In | Kind::NotIn | Kind::Not) {
                                return Err(format!("found '{}', expected: identifier after ','", next.text));
                            }
                        }
                        _ => return Err(format!("found '{}', expected: ',' or 'end of string'", after.text)),
                    }
                }
                Kind::End => return Ok(Self(requirements)),
                _ => {
                    return Err(format!(
                        "found '{}', expected: !, identifier, or 'end of string'",
                        word.text
                    ));
                }
            }
        }
    }

    /// Whether it selects everything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether labels satisfy it.
    pub fn matches(&self, labels: &Found<'_>) -> bool {
        self.matches_with(|key| labels.get(key).map(AsRef::as_ref))
    }

    /// The same, where labels are looked up by a function.
    pub fn matches_with<'a>(&self, label: impl Fn(&str) -> Option<&'a str>) -> bool {
        self.0.iter().all(|requirement| {
            let found = label(&requirement.key);
            match &requirement.wants {
                Wants::Exists => found.is_some(),
                Wants::Absent => found.is_none(),
                Wants::In(values) => found.is_some_and(|value| values.contains(value)),
                Wants::NotIn(values) => found.is_none_or(|value| !values.contains(value)),
                Wants::Above(bound) => number(found).is_some_and(|value| value > *bound),
                Wants::Below(bound) => number(found).is_some_and(|value| value < *bound),
            }
        })
    }
}

fn number(text: Option<&str>) -> Option<i64> {
    text?.parse().ok()
}

struct Parser {
    words: Vec<Word>,
    next: usize,
}

impl Parser {
    fn peek(&self) -> Word {
        let end = || Word { kind: Kind::End, text: String::new() };
        self.words.get(self.next).cloned().unwrap_or_else(end)
    }

    fn take(&mut self) -> Word {
        let word = self.peek();
        self.next += 1;
        word
    }

    fn requirement(&mut self) -> Result<Requirement, String> {
        let mut word = self.take();
        let absent = word.kind == Kind::Not;
        if absent {
            word = self.take();
        }
        if !matches!(word.kind, Kind::Name | Kind::In | Kind::NotIn) {
            return Err(format!("found '{}', expected: identifier", word.text));
        }
        let key = word.text;
        check_key(&key)?;
        if absent {
            // As the real parser: an operator after `!key` counts, and the `!` is forgotten.
            if matches!(self.peek().kind, Kind::End | Kind::Comma) {
                return Ok(Requirement { key, wants: Wants::Absent });
            }
        } else if matches!(self.peek().kind, Kind::End | Kind::Comma) {
            return Ok(Requirement { key, wants: Wants::Exists });
        }
        let operator = self.take();
        let wants = match operator.kind {
            Kind::In => Wants::In(self.values()?),
            Kind::NotIn => Wants::NotIn(self.values()?),
            Kind::Equals | Kind::DoubleEquals => Wants::In(self.value()?),
            Kind::NotEquals => Wants::NotIn(self.value()?),
            Kind::Greater => Wants::Above(self.bound()?),
            Kind::Less => Wants::Below(self.bound()?),
            _ => return Err(format!("found '{}', expected: in, notin, =, ==, !=, gt, lt", operator.text)),
        };
        if let Wants::In(values) | Wants::NotIn(values) = &wants {
            for (index, value) in values.iter().enumerate() {
                check_value(index, value)?;
            }
        }
        Ok(Requirement { key, wants })
    }

    fn bound(&mut self) -> Result<i64, String> {
        let value = self.value()?.into_iter().next().unwrap_or_default();
        value.parse().map_err(|_| {
            format!(
                "values[0]: Invalid value: {value:?}: for 'Gt', 'Lt' operators, the value must be an integer"
            )
        })
    }

    fn value(&mut self) -> Result<BTreeSet<String>, String> {
        if matches!(self.peek().kind, Kind::End | Kind::Comma) {
            return Ok(BTreeSet::from([String::new()]));
        }
        let word = self.take();
        match word.kind {
            Kind::Name | Kind::In | Kind::NotIn => Ok(BTreeSet::from([word.text])),
            _ => Err(format!("found '{}', expected: identifier", word.text)),
        }
    }

    fn values(&mut self) -> Result<BTreeSet<String>, String> {
        let open = self.take();
        if open.kind != Kind::Open {
            return Err(format!("found '{}' expected: '('", open.text));
        }
        let mut values = BTreeSet::new();
        let first = self.peek();
        if !matches!(first.kind, Kind::Name | Kind::In | Kind::NotIn | Kind::Comma | Kind::Close) {
            return Err(format!("found '{}', expected: ',', ')' or identifier", first.text));
        }
        let mut empty = true;
        loop {
            let word = self.take();
            match word.kind {
                Kind::Name | Kind::In | Kind::NotIn => {
                    values.insert(word.text);
                    empty = false;
                    let after = self.peek();
                    if !matches!(after.kind, Kind::Comma | Kind::Close) {
                        return Err(format!("found '{}', expected: ',' or ')'", after.text));
                    }
                }
                Kind::Comma => {
                    if empty {
                        values.insert(String::new());
                    }
                    empty = true;
                }
                Kind::Close => {
                    if empty {
                        values.insert(String::new());
                    }
                    return Ok(values);
                }
                _ => return Err(format!("found '{}', expected: ',', or identifier", word.text)),
            }
        }
    }
}

const NAME: &str = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

fn is_name(text: &str) -> bool {
    let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    edge(bytes.first())
        && edge(bytes.last())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

fn check_key(key: &str) -> Result<(), String> {
    let name = key.rsplit_once('/').map_or(key, |(_, name)| name);
    match is_name(name) {
        true if name.len() > 63 => {
            Err(format!("<nil>: Invalid value: {key:?}: name part must be no more than 63 bytes"))
        }
        true => Ok(()),
        false => Err(format!("<nil>: Invalid value: {key:?}: {NAME}")),
    }
}

fn check_value(index: usize, value: &str) -> Result<(), String> {
    let refusal = |why: &str| Err(format!("values[{index}]: Invalid value: {value:?}: {why}"));
    match value.is_empty() || is_name(value) {
        true if value.len() > 63 => refusal("must be no more than 63 bytes"),
        true => Ok(()),
        false => refusal(VALUE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(selector: &str, labels: &[(&str, &str)]) -> bool {
        let labels: Found<'_> = labels.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        Labels::parse(selector).unwrap().matches(&labels)
    }

    #[test]
    fn selectors_are_read_as_the_real_server_reads_them() {
        let web = [("app", "web"), ("tier", "7")];
        for (selector, taken) in [
            ("", true),
            ("app=web", true),
            ("app==web,tier", true),
            ("app != web", false),
            ("missing!=x", true),
            ("app in (db, web)", true),
            ("app notin (db)", true),
            ("app in ()", false),
            ("!app", false),
            ("!missing,tier>6,tier<8", true),
            ("tier>7", false),
            ("app=", false),
        ] {
            assert_eq!(takes(selector, &web), taken, "{selector}");
        }
        for (selector, why) in [
            ("=x", "found '=', expected: !, identifier, or 'end of string'"),
            ("a=b,", "found '', expected: identifier after ','"),
            ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
            ("a in b", "unable to parse requirement: found 'b' expected: '('"),
        ] {
            assert_eq!(Labels::parse(selector).unwrap_err(), why);
        }
    }
}
