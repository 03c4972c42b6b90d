//! The words of a label selector.

/// A word, as the real lexer tells them apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What sort of word.
    pub kind: Kind,
    /// As it was written, for messages.
    pub text: String,
}

/// What sort of word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A key or a value.
    Name,
    /// `,`
    Comma,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `!`
    Not,
    /// `=`
    Equals,
    /// `==`
    DoubleEquals,
    /// `!=`
    NotEquals,
    /// `>`
    Greater,
    /// `<`
    Less,
    /// `in`
    In,
    /// `notin`
    NotIn,
    /// Nothing follows.
    End,
    /// Signs that are no operator.
    Wrong,
}

const SIGNS: &str = "=!(),><";

/// Cuts a selector into words; the last is [`Kind::End`].
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let Some(first) = rest.chars().next() else { break };
        let word = if SIGNS.contains(first) {
            sign(rest)
        } else {
            let end = rest
                .find(|c: char| SIGNS.contains(c) || matches!(c, ' ' | '\t' | '\r' | '\n'))
                .unwrap_or(rest.len());
            let kind = match &rest[..end] {
                "in" => Kind::In,
                "notin" => Kind::NotIn,
                _ => Kind::Name,
            };
            (kind, end)
        };
        let text = match word.0 {
            Kind::Wrong => format!("error expected: keyword found '{}'", &rest[..word.1]),
            _ => rest[..word.1].to_owned(),
        };
        words.push(Word { kind: word.0, text });
        rest = &rest[word.1..];
    }
    words.push(Word { kind: Kind::End, text: String::new() });
    words
}

fn sign(rest: &str) -> (Kind, usize) {
    let two = [("==", Kind::DoubleEquals), ("!=", Kind::NotEquals)];
    let one = [
        (",", Kind::Comma),
        ("(", Kind::Open),
        (")", Kind::Close),
        ("!", Kind::Not),
        ("=", Kind::Equals),
        (">", Kind::Greater),
        ("<", Kind::Less),
    ];
    let found = two.iter().chain(&one).find(|(sign, _)| rest.starts_with(sign));
    found.map_or((Kind::Wrong, 1), |(sign, kind)| (*kind, sign.len()))
}
