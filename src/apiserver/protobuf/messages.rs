//! The table of messages: which field has which number and type.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Lines as `core.v1.EnvVar name:s value:s valueFrom:EnvVarSource`. Numbers follow one another; `4=name` sets one.
///
/// Types: `s` text, `b` bytes, `i` whole number, `t` boolean, `d` number, `q` quantity, `x` number or text, `r` JSON as
/// it is, `T` time, `M` time with microseconds, or another message (of the same package without a dot). `*` stands before what
/// is repeated, `%` before the values of a map, `!` after a message whose fields stand in the object itself.
const TABLE: &str = include_str!("messages.txt");

/// A message's fields by number.
pub type Message = BTreeMap<u32, Field>;

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in JSON.
    pub name: &'static str,
    /// What it holds.
    pub of: Type,
    /// How often it may stand.
    pub many: Many,
}

/// How often a field may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Many {
    /// Once; the last counts.
    One,
    /// Once, and its fields are the object's own.
    Inline,
    /// Each is an element of a list.
    List,
    /// Each is an entry of a map.
    Map,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Text.
    Text,
    /// Bytes, in JSON base64.
    Bytes,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A message with a text: `100m`.
    Quantity,
    /// A message with a number or a text.
    IntOrString,
    /// A message with JSON.
    Raw,
    /// A message with seconds; in JSON whole seconds.
    Time,
    /// The same; in JSON with microseconds.
    MicroTime,
    /// Another message.
    Message(String),
}

/// All messages by package and name, as `core.v1.EnvVar`.
pub fn messages() -> &'static BTreeMap<&'static str, Message> {
    static MESSAGES: OnceLock<BTreeMap<&'static str, Message>> = OnceLock::new();
    MESSAGES.get_or_init(|| {
        let mut found: BTreeMap<&str, Message> = BTreeMap::new();
        let (mut name, mut last) = ("", 0);
        for line in TABLE.lines() {
            let mut words = line.split_whitespace();
            if !line.starts_with(' ') {
                (name, last) = (words.next().unwrap_or_default(), 0);
            }
            let message = found.entry(name).or_default();
            for word in words {
                let (number, word) = match word.split_once('=') {
                    Some((number, word)) => (number.parse().unwrap_or(0), word),
                    None => (last + 1, word),
                };
                last = number;
                if let Some(field) = field(name, word) {
                    message.insert(number, field);
                }
            }
        }
        found
    })
}

fn field(message: &str, word: &'static str) -> Option<Field> {
    let (name, of) = word.rsplit_once(':')?;
    let (many, of) = match (of.strip_prefix('*'), of.strip_prefix('%'), of.strip_suffix('!')) {
        (Some(of), ..) => (Many::List, of),
        (_, Some(of), _) => (Many::Map, of),
        (.., Some(of)) => (Many::Inline, of),
        _ => (Many::One, of),
    };
    let of = match of {
        "s" => Type::Text,
        "b" => Type::Bytes,
        "i" => Type::Integer,
        "d" => Type::Number,
        "t" => Type::Boolean,
        "q" => Type::Quantity,
        "x" => Type::IntOrString,
        "r" => Type::Raw,
        "T" => Type::Time,
        "M" => Type::MicroTime,
        qualified if qualified.contains('.') => Type::Message(qualified.to_owned()),
        local => Type::Message(format!("{}.{local}", message.rsplit_once('.')?.0)),
    };
    Some(Field { name, of, many })
}
