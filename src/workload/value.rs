//! Values that many flags share: whole numbers, pairs, one of several words.

use std::ops::RangeInclusive;

use crate::error::{Error, Result, quoted};
use crate::kubernetes::near::did_you_mean;

/// A flag with a value that is not allowed; sees when a quote is missing on the shell's line.
pub fn refuse(
    flag: &str,
    value: &str,
    allowed: impl std::fmt::Display,
    example: impl std::fmt::Display,
) -> Error {
    let error = Error::flag(flag, value, allowed, example);
    match swallowed(value) {
        Some(rest) => error
            .hint(format!("the value goes on with {}: is a closing quote missing before it?", quoted(rest))),
        None => error,
    }
}

/// What looks like the next argument within a value: text after white space that starts a flag or a quoted command.
pub fn swallowed(value: &str) -> Option<&str> {
    let at = value.match_indices(char::is_whitespace).find_map(|(at, space)| {
        let rest = value[at + space.len()..].trim_start();
        let next = rest.starts_with("--") || rest.starts_with("python") || rest.starts_with("vllm ");
        next.then(|| value.len() - rest.len())
    })?;
    Some(&value[at..])
}

/// A flag that must be given.
pub fn missing(flag: &str, example: &str) -> Error {
    Error::usage(format!("`{flag}` is missing")).hint(format!("for example `{example}`"))
}

/// A whole number in decimal digits within a range.
///
/// # Errors
/// A usage error that names the range.
pub fn integer(flag: &str, text: &str, range: RangeInclusive<i64>) -> Result<i64> {
    let (low, high) = (*range.start(), *range.end());
    let digits = text.strip_prefix('-').unwrap_or(text);
    // A leading zero means octal to some readers.
    let leading_zero = digits.len() > 1 && digits.starts_with('0');
    let plain = !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !leading_zero
        && text != "-0";
    match text.parse::<i64>() {
        Ok(number) if plain && range.contains(&number) => Ok(number),
        _ => {
            let example = format!("{flag}={}", 1.clamp(low, high));
            let allowed = match high {
                i64::MAX => format!("a whole number, {low} or more"),
                _ => format!("a whole number from {low} to {high}"),
            };
            Err(refuse(flag, text, allowed, example))
        }
    }
}

/// Two parts at the first separator; both must be there.
///
/// # Errors
/// A usage error; Arena drops such entries silently.
pub fn pair<'a>(flag: &str, text: &'a str, separator: char, example: &str) -> Result<(&'a str, &'a str)> {
    match text.split_once(separator) {
        Some((key, value)) if !key.is_empty() => Ok((key, value)),
        _ => {
            let shape = example.split_once('=').map_or(example, |(_, shape)| shape);
            Err(refuse(flag, text, format!("there must be a `{separator}` in it, as in {shape}"), example))
        }
    }
}

/// One of several words.
///
/// # Errors
/// A usage error that lists them, and asks whether a near one was meant.
pub fn one_of<T: Copy>(flag: &str, text: &str, choices: &[(&str, T)]) -> Result<T> {
    let example = format!("{flag}={}", choices.first().map_or("", |(word, _)| word));
    word_in(flag, text, text, choices, &example)
}

/// One of several words, as a part of a value.
///
/// # Errors
/// A usage error that shows the whole value.
pub fn word_in<T: Copy>(
    flag: &str,
    whole: &str,
    word: &str,
    choices: &[(&str, T)],
    example: &str,
) -> Result<T> {
    if let Some((_, value)) = choices.iter().find(|(choice, _)| *choice == word) {
        return Ok(*value);
    }
    let words: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
    let must = match whole == word {
        true => format!("must be {}", alternatives(&words)),
        false => format!("{} must be {}", quoted(word), alternatives(&words)),
    };
    let error = refuse(flag, whole, must, example);
    Err(match did_you_mean(word, words.iter().copied()) {
        Some(question) => error.hint(question),
        None => error,
    })
}

/// `a, b or c`.
pub fn alternatives(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, [])) => format!("`{last}`"),
        Some((last, rest)) => {
            let rest: Vec<String> = rest.iter().map(|word| format!("`{word}`")).collect();
            format!("{} or `{last}`", rest.join(", "))
        }
        None => String::new(),
    }
}

/// Turns a broken rule of `kubernetes::names` into a flag's error.
///
/// # Errors
/// A usage error with the rule.
pub fn checked(
    flag: &str,
    text: &str,
    check: crate::kubernetes::names::Checked,
    example: &str,
) -> Result<()> {
    check.map_err(|rule| refuse(flag, text, rule, example))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_plain_digits() {
        assert_eq!(integer("--gpus", "8", 0..=128).unwrap(), 8);
        for text in [
            "",
            "-1",
            "+1",
            "1_000",
            "0x1f",
            "01",
            "-0",
            "1e3",
            "1.0",
            " 1",
            "１",
            "129",
            "99999999999999999999",
            "on",
        ] {
            let error = integer("--gpus", text, 0..=128).unwrap_err();
            assert!(error.message.contains("`--gpus`: a whole number from 0 to 128"), "{error}");
            assert_eq!(error.hints[0], "for example `--gpus=1`");
        }
    }

    #[test]
    fn a_missing_quote_is_seen() {
        let error = refuse("--memory", "12Gi python3 -m vllm", "no", "--memory=12Gi");
        assert_eq!(
            error.hints[1],
            "the value goes on with \"python3 -m vllm\": is a closing quote missing before it?"
        );
        assert_eq!(refuse("--memory", "12 Gi", "no", "--memory=12Gi").hints.len(), 1);
    }
}
