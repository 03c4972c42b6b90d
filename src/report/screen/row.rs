//! Rows of marked words, and the glyphs that a terminal has.

use crate::ui::{Mark, columns, sanitised, shortened};

/// What the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether it has more than ASCII.
    pub unicode: bool,
    /// Whether to colour.
    pub colour: bool,
}

/// Words with a meaning.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// The words.
    pub text: String,
    /// What they mean.
    pub mark: Mark,
}

/// Words with a meaning.
pub fn said(text: impl Into<String>, mark: Mark) -> Said {
    Said { text: text.into(), mark }
}

/// Words without a meaning of their own.
pub fn plain(text: impl Into<String>) -> Said {
    said(text, Mark::Plain)
}

/// One row of the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// From left to right, without anything between them.
    pub words: Vec<Said>,
    /// Whether the cursor is on it.
    pub chosen: bool,
    /// Columns that the cursor covers; all without a number.
    pub reach: Option<usize>,
}

impl Row {
    /// A row of the given words.
    pub fn of(words: impl IntoIterator<Item = Said>) -> Self {
        Self { words: words.into_iter().collect(), chosen: false, reach: None }
    }

    /// Adds words.
    pub fn push(&mut self, text: impl Into<String>, mark: Mark) {
        self.words.push(said(text, mark));
    }

    /// How many columns it takes.
    pub fn width(&self) -> usize {
        self.words.iter().map(|it| columns(&it.text)).sum()
    }

    /// It as text of at most so many columns, with the colours of a terminal where it has them.
    pub fn text(&self, look: Look, width: usize) -> String {
        let mut out = String::new();
        let mut room = width;
        for word in &self.words {
            if room == 0 {
                break;
            }
            let text = shown(&word.text, look, room);
            room -= columns(&text).min(room);
            let style = if look.colour { word.mark.style() } else { anstyle::Style::new() };
            out.push_str(&format!("{style}{text}{style:#}"));
        }
        out
    }

    /// Spaces up to a column.
    pub fn pad(&mut self, column: usize) {
        let width = self.width();
        if width < column {
            self.push(" ".repeat(column - width), Mark::Plain);
        }
    }
}

/// What a terminal shows of words in at most so many columns; what is cut ends in a sign that says so.
pub fn shown(text: &str, look: Look, room: usize) -> String {
    let text = sanitised(text).replace(['\n', '\t'], " ");
    let text = if look.unicode { text } else { in_ascii(&text) };
    match columns(&text) > room {
        true => shortened(&text, room, if look.unicode { "…" } else { "~" }),
        false => text,
    }
}

/// Lines of at most so many columns, broken at spaces, and inside a word only where it is longer than a line.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let words: Vec<String> = text.split([' ', '\n', '\t']).flat_map(|word| cut_up(word, width)).collect();
    crate::ui::wrap(&words.join(" "), width)
}

/// A word in pieces of at most so many columns.
fn cut_up(word: &str, width: usize) -> Vec<String> {
    if columns(word) <= width {
        return vec![word.to_owned()];
    }
    let mut parts = vec![String::new()];
    for letter in word.chars() {
        let fits = parts.last().is_none_or(|part| columns(part) + columns(&letter.to_string()) <= width);
        if !fits {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
    }
    parts
}

/// A sentence in rows: the first behind `head`, the others as far to the right, at most `most` of them; what is left out ends in dots.
pub fn sentence(head: &Said, text: &str, mark: Mark, width: usize, most: usize) -> Vec<Row> {
    let indent = columns(&head.text);
    let mut lines = wrap(text, width.saturating_sub(indent).max(8));
    if lines.len() > most.max(1) {
        lines.truncate(most.max(1));
        if let Some(last) = lines.last_mut() {
            last.push_str(" …");
        }
    }
    let lead = |at: usize| if at == 0 { head.clone() } else { plain(" ".repeat(indent)) };
    lines.into_iter().enumerate().map(|(at, line)| Row::of([lead(at), said(line, mark)])).collect()
}

/// Rows whose words stand in columns: each as wide as its widest, two spaces apart; the last one takes what is left.
pub fn table(rows: &[Vec<Said>], indent: usize) -> Vec<Row> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| columns(&cell.text)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(widest).collect();
    rows.iter()
        .map(|cells| {
            let mut row = Row::default();
            let mut column = indent;
            for (cell, width) in cells.iter().zip(&widths) {
                row.pad(column);
                row.words.push(cell.clone());
                column += if *width == 0 { 0 } else { width + 2 };
            }
            row
        })
        .collect()
}

/// What a terminal without more than ASCII shows instead.
fn in_ascii(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            ' '..='~' => letter,
            '█' | '■' | '▇' | '▆' => '#',
            '▓' | '▅' => '=',
            '▄' | '▃' => '-',
            '▒' => '+',
            '░' | '□' | '·' | '▂' | '▁' => '.',
            '▉' | '▊' | '▋' | '▌' | '▍' | '▎' | '▏' => '#',
            '│' | '┃' => '|',
            '─' => '-',
            '→' | '▸' => '>',
            '←' => '<',
            '↑' => '^',
            '↓' => 'v',
            '×' => 'x',
            '…' => '~',
            '≥' => '>',
            '≤' => '<',
            _ => '?',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_spaces_and_long_words_inside() {
        assert_eq!(wrap("two pods wait for a GPU", 10), ["two pods", "wait for a", "GPU"]);
        assert_eq!(wrap("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(wrap("模型模型", 4), ["模型", "模型"]);
        assert_eq!(wrap("", 4), [""]);
    }

    #[test]
    fn a_sentence_is_cut_with_dots() {
        let rows = sentence(&plain("NOW "), "one two three four", Mark::Plain, 12, 1);
        assert_eq!(rows, [Row::of([plain("NOW "), plain("one two …")])]);
    }

    #[test]
    fn columns_of_a_table_line_up() {
        let rows = table(&[vec![plain("a"), plain("bb")], vec![plain("ccc"), plain("d")]], 1);
        let text: Vec<String> =
            rows.iter().map(|row| row.words.iter().map(|it| it.text.as_str()).collect()).collect();
        assert_eq!(text, [" a    bb", " ccc  d"]);
    }
}
