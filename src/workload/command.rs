//! What the container runs: one string for a shell.

use super::value::refuse;
use crate::error::{Error, Result};

/// The container's command: a shell and the line that it runs; `None` leaves the image's own.
///
/// Several positional arguments are joined by a space, as Arena does.
///
/// # Errors
/// A usage error if a quote is left open: the shell would refuse the line in every container.
pub fn command(shell: Option<&str>, line: Option<&str>, words: &[String]) -> Result<Option<Vec<String>>> {
    let shell = super::value::one_of("--shell", shell.unwrap_or("sh"), &[("sh", "sh"), ("bash", "bash")])?;
    let (flag, line) = match line {
        Some(line) if !words.is_empty() => {
            return Err(Error::usage(format!(
                "the command is given twice: `--command` and {}",
                crate::error::quoted(&words.join(" "))
            ))
            .hint(format!("drop one of them; for example keep `--command={}`", crate::error::quoted(line))));
        }
        Some(line) => ("--command", line.to_owned()),
        None if words.is_empty() => return Ok(None),
        None => ("COMMAND", words.join(" ")),
    };
    self::line(flag, shell, &line).map(Some)
}

/// A shell, `-c`, and the line that `flag` gives it.
///
/// # Errors
/// A usage error: the line is empty, or a quote is left open.
pub fn line(flag: &str, shell: &str, line: &str) -> Result<Vec<String>> {
    let example = match flag {
        "COMMAND" => "\"vllm serve /mnt/models/Qwen --port 8080\"".to_owned(),
        _ => format!("{flag}=\"vllm serve /mnt/models/Qwen --port 8080\""),
    };
    if line.trim().is_empty() {
        return Err(refuse(flag, line, "the command is empty", example));
    }
    if line.contains('\0') {
        return Err(refuse(flag, line, "a command cannot hold a NUL", example));
    }
    if let Some((quote, at)) = open_quote(line) {
        let rest: String = line[at..].chars().take(24).collect();
        return Err(refuse(flag, line, format!("the quote {quote} at {rest:?} is never closed"), example));
    }
    Ok(vec![shell.to_owned(), "-c".to_owned(), line.to_owned()])
}

/// The first quote that a POSIX shell would find unclosed, and where it is.
///
/// Here-documents and `$'…'` are beyond it: with either the line counts as closed.
fn open_quote(line: &str) -> Option<(char, usize)> {
    if line.contains("<<") || line.contains("$'") || line.contains("$(") || line.contains('`') {
        return None;
    }
    let mut characters = line.char_indices();
    let mut word_starts = true;
    while let Some((at, c)) = characters.next() {
        let closed = match c {
            '\\' => {
                characters.next();
                true
            }
            '\'' => characters.any(|(_, c)| c == '\''),
            '"' => double_quote_closes(&mut characters),
            '#' if word_starts => {
                characters.find(|(_, c)| *c == '\n');
                true
            }
            _ => true,
        };
        if !closed {
            return Some((c, at));
        }
        word_starts = c.is_whitespace() || matches!(c, ';' | '&' | '|' | '(');
    }
    None
}

/// Goes on behind the closing double quote; a backslash takes the next character with it.
fn double_quote_closes(characters: &mut std::str::CharIndices) -> bool {
    while let Some((_, c)) = characters.next() {
        match c {
            '"' => return true,
            '\\' => _ = characters.next(),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_joined_for_the_shell() {
        let words = ["vllm".to_owned(), "serve".to_owned()];
        assert_eq!(command(None, None, &words).unwrap().unwrap(), ["sh", "-c", "vllm serve"]);
        assert_eq!(command(Some("bash"), Some("x"), &[]).unwrap().unwrap(), ["bash", "-c", "x"]);
        assert_eq!(command(None, None, &[]).unwrap(), None);
        assert!(command(Some("zsh"), Some("x"), &[]).is_err());
        assert!(command(None, Some(" "), &[]).is_err());
        assert!(command(None, Some("x"), &words).is_err());
    }

    #[test]
    fn an_open_quote_is_seen_as_the_shell_sees_it() {
        for line in [
            "a 'b' \"c\"",
            "a \\' b",
            "a # it's",
            "\"it's\"",
            "'a\"b'",
            "a$'x",
            "\"a\\\"b\"",
            "a#'b'",
            "cat <<E\nit's\nE",
        ] {
            assert_eq!(open_quote(line), None, "{line}");
        }
        assert_eq!(open_quote("serve 'a b"), Some(('\'', 6)));
        assert_eq!(open_quote("-d \"{'a'}"), Some(('"', 3)));
        assert_eq!(open_quote("a'"), Some(('\'', 1)));
        assert_eq!(open_quote("a#'"), Some(('\'', 2)));
    }
}
