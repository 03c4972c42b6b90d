//! The entries of a file: an object a line (JSONL), or an array of objects.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};

use crate::load::misread::Misread;

/// Where an entry stands.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// On this line of the file, from 1.
    Line(usize),
    /// At this place of its array, from 1.
    Entry(usize),
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Line(line) => write!(formatter, "line {line}"),
            Place::Entry(entry) => write!(formatter, "entry {entry} of its array"),
        }
    }
}

/// Hands over one entry after the other. Empty lines say nothing.
///
/// # Errors
/// The line, what is wrong on it, and the place marked; or what the taker finds wrong with an entry, with its place.
pub fn each<'t, T: Deserialize<'t>>(
    text: &'t str,
    mut take: impl FnMut(T) -> Result<(), String>,
) -> Result<(), String> {
    // A byte order mark is what some editors leave at the beginning.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with('[') {
        let array = Array { next: 1, take: &mut take, entry: PhantomData::<T> };
        let mut reader = serde_json::Deserializer::from_str(text);
        let read = array.deserialize(&mut reader).and_then(|()| reader.end());
        return read.map_err(|error| unreadable(text, &error, 0));
    }
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let entry = serde_json::from_str(line).map_err(|error| unreadable(text, &error, index))?;
        take(entry).map_err(|why| format!("{}: {why}", Place::Line(index + 1)))?;
    }
    Ok(())
}

/// An array whose entries are handed over as they are read: the whole would take several times the file's memory.
struct Array<'f, T, F> {
    next: usize,
    take: &'f mut F,
    entry: PhantomData<T>,
}

impl<'t, T: Deserialize<'t>, F: FnMut(T) -> Result<(), String>> DeserializeSeed<'t> for Array<'_, T, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'t, T: Deserialize<'t>, F: FnMut(T) -> Result<(), String>> Visitor<'t> for Array<'_, T, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'t>>(mut self, mut array: A) -> Result<(), A::Error> {
        while let Some(entry) = array.next_element()? {
            (self.take)(entry)
                .map_err(|why| A::Error::custom(format!("{}: {why}", Place::Entry(self.next))))?;
            self.next += 1;
        }
        Ok(())
    }
}

/// What serde_json says, with the line and its place marked.
fn unreadable(text: &str, error: &serde_json::Error, lines_before: usize) -> String {
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(why, _)| why);
    if said.starts_with("entry ") {
        return said.to_owned();
    }
    let number = lines_before + error.line().max(1);
    let line = text.lines().nth(number - 1).unwrap_or_default();
    let (shown, at) = excerpt(line, error.column().saturating_sub(1));
    format!("line {number}: {said}\n{}", Misread::new(at..at, said).marked(&shown))
}

/// The part of a line around a byte of it, and where the byte is in the part.
fn excerpt(line: &str, byte: usize) -> (String, usize) {
    const BEFORE: usize = 50;
    const AFTER: usize = 20;
    let byte = (0..=byte.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    let (before, after) = line.split_at(byte);
    let start = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(start, _)| start);
    let end = after.char_indices().nth(AFTER).map_or(after.len(), |(end, _)| end);
    let ellipsis = |cut: bool| if cut { "…" } else { "" };
    let kept = &before[start..];
    let left = ellipsis(start > 0);
    (format!("{left}{kept}{}{}", &after[..end], ellipsis(end < after.len())), left.len() + kept.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Entry {
        n: u32,
    }

    fn read(text: &str) -> Result<Vec<u32>, String> {
        let mut found = Vec::new();
        each(text, |entry: Entry| match entry.n {
            7 => Err("7 is not wanted".to_owned()),
            n => {
                found.push(n);
                Ok(())
            }
        })?;
        Ok(found)
    }

    #[test]
    fn lines_and_arrays_are_entries() {
        assert_eq!(read("{\"n\":1}\n\n{\"n\":2}\r\n"), Ok(vec![1, 2]));
        assert_eq!(read("\u{feff}[\n{\"n\":1},\n{\"n\":2}]"), Ok(vec![1, 2]));
        assert_eq!(read(""), Ok(vec![]));
    }

    #[test]
    fn what_is_wrong_has_a_place() {
        assert_eq!(
            read("{\"n\":1}\n{\"n\":x}").unwrap_err(),
            "line 2: expected value\n  {\"n\":x}\n       ^"
        );
        assert!(read("{\"n\":1}\n{\"m\":1}").unwrap_err().starts_with("line 2: missing field `n`\n"));
        assert!(
            read("[{\"n\":1},\n{\"n\":-1}]").unwrap_err().starts_with("line 2: invalid value: integer `-1`")
        );
        assert_eq!(read("{\"n\":1}\n{\"n\":7}").unwrap_err(), "line 2: 7 is not wanted");
        assert_eq!(read("[{\"n\":1},{\"n\":7}]").unwrap_err(), "entry 2 of its array: 7 is not wanted");
        assert!(read("[{\"n\":1}").unwrap_err().starts_with("line 1: EOF while parsing a list\n"));
        assert!(read("[{\"n\":1}] x").unwrap_err().starts_with("line 1: trailing characters\n"));
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let line = format!("{{\"a\": \"{}\", \"n\": é, \"b\": \"{}\"}}", "ä".repeat(300), "b".repeat(300));
        let told = read(&line).unwrap_err();
        let shown: Vec<&str> = told.lines().collect();
        assert!(shown[1].chars().count() < 80 && shown[1].contains("\"n\": é"), "{told}");
        let mark = shown[2].chars().count() - 1;
        assert_eq!(shown[1].chars().nth(mark), Some('é'), "{told}");
    }
}
