//! Tables as kubectl prints them: columns three spaces apart, no lines, nothing cut in a pipe.

use anstyle::Style;

use super::Mark;
use super::sanitised;

/// Spaces between columns.
const GAP: usize = 3;

/// A table: a header and rows of marked cells.
#[derive(Debug, Clone, Default)]
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<(String, Mark)>>,
}

impl Table {
    /// A table with the given column names.
    pub fn new<S: Into<String>>(header: impl IntoIterator<Item = S>) -> Self {
        Self { header: header.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Adds a row of plain cells.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) -> &mut Self {
        self.marked(cells.into_iter().map(|cell| (cell, Mark::Plain)))
    }

    /// Adds a row whose cells say what they mean.
    pub fn marked<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = (S, Mark)>) -> &mut Self {
        self.rows.push(
            cells
                .into_iter()
                .map(|(cell, mark)| (sanitised(&cell.into()).replace(['\n', '\t'], " "), mark))
                .collect(),
        );
        self
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether all of it fits into `width` columns, if need be with two spaces between its own.
    pub fn fits(&self, width: Option<usize>) -> bool {
        width.is_none_or(|width| self.width(GAP - 1) <= width)
    }

    /// The text with two spaces between columns where three are too many for `width`; the last column is cut to it.
    pub fn render_tight(&self, width: Option<usize>, colour: bool) -> String {
        let gap = if width.is_some_and(|width| self.width(GAP) > width) { GAP - 1 } else { GAP };
        self.render_with(gap, width, colour)
    }

    /// The text; the last column is cut to `width` where one is given.
    pub fn render(&self, width: Option<usize>, colour: bool) -> String {
        self.render_with(GAP, width, colour)
    }

    fn widths(&self) -> Vec<usize> {
        (0..self.header.len())
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column)).map(|(cell, _)| columns(cell));
                cells.chain([columns(&self.header[column])]).max().unwrap_or(0)
            })
            .collect()
    }

    fn width(&self, gap: usize) -> usize {
        self.widths().iter().map(|width| width + gap).sum::<usize>().saturating_sub(gap)
    }

    fn render_with(&self, gap: usize, width: Option<usize>, colour: bool) -> String {
        let widths = self.widths();
        let mut text = String::new();
        let header: Vec<_> = self.header.iter().map(|name| (name.clone(), Mark::Plain)).collect();
        for row in std::iter::once(&header).chain(&self.rows) {
            let mut used = 0;
            for (column, (cell, mark)) in row.iter().enumerate() {
                let last = column + 1 == row.len();
                let cell = match width {
                    Some(width) if last => cut(cell, width.saturating_sub(used)),
                    _ => cell.clone(),
                };
                let style = if colour { mark.style() } else { Style::new() };
                text.push_str(&format!("{style}{cell}{style:#}"));
                if !last {
                    let width = widths.get(column).copied().unwrap_or(0) + gap;
                    text.extend(std::iter::repeat_n(' ', width.saturating_sub(columns(&cell))));
                    used += width;
                }
            }
            text.truncate(text.trim_end_matches(' ').len());
            text.push('\n');
        }
        text
    }
}

/// How many columns of a terminal a text takes; escapes take none.
pub fn columns(text: &str) -> usize {
    dialoguer::console::measure_text_width(text)
}

/// A text of at most so many columns, with `end` where something was cut.
pub fn shortened(text: &str, width: usize, end: &str) -> String {
    dialoguer::console::truncate_str(text, width, end).into_owned()
}

fn cut(text: &str, width: usize) -> String {
    dialoguer::console::truncate_str(text, width.max(8), "…").into_owned()
}

/// Lines of at most so many columns, broken at spaces. A longer word has a line of its own and stays whole: it may be a command.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let text = sanitised(text).replace(['\n', '\t'], " ");
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let used = lines.last().map_or(0, |line| columns(line));
        if used > 0 && used + 1 + columns(word) > width {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_lines_end_without_spaces() {
        let mut table = Table::new(["NAME", "READY", "NOTE"]);
        table.row(["qwen-chat", "1/3", ""]).row(["模型", "0/1", "pending"]);
        assert_eq!(
            table.render(None, false),
            "NAME        READY   NOTE\nqwen-chat   1/3\n模型        0/1     pending\n"
        );
    }

    #[test]
    fn the_last_column_is_cut_to_the_screen() {
        let mut table = Table::new(["A", "B"]);
        table.row(["x", "a long explanation"]);
        assert_eq!(table.render(Some(14), false), "A   B\nx   a long ex…\n");
    }
}
