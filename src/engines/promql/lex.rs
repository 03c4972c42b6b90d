//! Text → words.

use std::time::Duration;

/// A word of the language.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// A metric, a label, a function, a keyword.
    Name(String),
    /// A number.
    Number(f64),
    /// As `1m30s`.
    Duration(Duration),
    /// Between quotes.
    Text(String),
    /// `( ) { } [ ] ,` and the operators of matchers.
    Sign(&'static str),
}

const SIGNS: [&str; 11] = ["=~", "!~", "!=", "(", ")", "{", "}", "[", "]", ",", "="];

/// The words of a text.
///
/// # Errors
/// What cannot be read, and where.
pub fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else { return Ok(tokens) };
        let at = text.len() - rest.len();
        if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            tokens.push(Token::Sign(sign));
            rest = &rest[sign.len()..];
        } else if matches!(first, '"' | '\'') {
            let (value, length) =
                quoted(rest, first).ok_or(format!("the quote at {} does not end", at + 1))?;
            tokens.push(Token::Text(value));
            rest = &rest[length..];
        } else if first.is_ascii_digit() || first == '.' {
            let word = leading(rest, |c| c.is_ascii_alphanumeric() || c == '.');
            let number = word.parse().map(Token::Number).ok();
            let token = number.or_else(|| duration(word).map(Token::Duration));
            tokens.push(token.ok_or(format!("`{word}` is neither a number nor a duration"))?);
            rest = &rest[word.len()..];
        } else if first.is_ascii_alphabetic() || matches!(first, '_' | ':') {
            let word = leading(rest, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':'));
            tokens.push(Token::Name(word.to_owned()));
            rest = &rest[word.len()..];
        } else {
            return Err(format!("{first:?} at {} is not understood", at + 1));
        }
    }
}

fn leading(text: &str, belongs: impl Fn(char) -> bool) -> &str {
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    &text[..end]
}

/// The text between quotes, and how long it is with them.
fn quoted(text: &str, quote: char) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut characters = text.char_indices().skip(1);
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => match characters.next()?.1 {
                'n' => value.push('\n'),
                't' => value.push('\t'),
                other => value.push(other),
            },
            c if c == quote => return Some((value, at + c.len_utf8())),
            c => value.push(c),
        }
    }
    None
}

/// As in `5m`, `1h30m`.
fn duration(word: &str) -> Option<Duration> {
    let mut rest = word;
    let mut milliseconds = 0_u64;
    while !rest.is_empty() {
        let digits = leading(rest, |c| c.is_ascii_digit());
        let unit = leading(&rest[digits.len()..], |c| c.is_ascii_alphabetic());
        let each = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            "w" => 604_800_000,
            _ => return None,
        };
        milliseconds = milliseconds.checked_add(digits.parse::<u64>().ok()?.checked_mul(each)?)?;
        rest = &rest[digits.len() + unit.len()..];
    }
    Some(Duration::from_millis(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart() {
        let read = tokens("vllm:x{a=~\"b\\\"|c\"}[1m30s] 0.95").unwrap();
        assert_eq!(read[0], Token::Name("vllm:x".into()));
        assert_eq!(read[4], Token::Text("b\"|c".into()));
        assert_eq!(read[7], Token::Duration(Duration::from_secs(90)));
        assert_eq!(read.last(), Some(&Token::Number(0.95)));
        for wrong in ["\"a", "<<.Series>>", "5x", "é", "1m1"] {
            assert!(tokens(wrong).is_err(), "{wrong}");
        }
    }
}
