//! `neap status`: a [`Snapshot`](crate::observe::Snapshot) as text. Pure: width and time come in, lines go out.

mod changes;
mod detail;
mod fleet;
mod list;
mod places;
mod scalers;
pub mod why;
mod words;

pub use changes::changes;
pub use detail::detail;
pub(super) use detail::{abbreviated, is_as_it_should_be, notes, scale_in_words, short};
pub use list::list;
pub(super) use list::row_of;
pub(super) use scalers::scalers;
pub use words::{change_of_metric, next, stage_word, why};

use crate::ui::{Mark, sanitised};

/// What a view may use.
#[derive(Debug, Clone, Copy, Default)]
pub struct Screen {
    /// Columns; `None` in a pipe, where nothing is cut or wrapped.
    pub width: Option<usize>,
    /// Whether to colour.
    pub colour: bool,
    /// `-o wide`: more columns, conditions in full.
    pub wide: bool,
    /// Few rows: no empty lines, so that all that matters is seen at 80 × 24.
    pub compact: bool,
}

impl Screen {
    /// What stands between two sections.
    fn gap(self) -> &'static str {
        if self.compact { "" } else { "\n" }
    }

    /// Text with its meaning.
    fn paint(self, text: &str, mark: Mark) -> String {
        let text = sanitised(text).replace(['\n', '\t'], " ");
        match self.colour {
            true => {
                let style = mark.style();
                format!("{style}{text}{style:#}")
            }
            false => text,
        }
    }

    /// Lines of at most the screen's width, broken at spaces, each after `indent` spaces.
    pub fn wrapped(self, text: &str, indent: usize, mark: Mark) -> String {
        let text = sanitised(text).replace(['\n', '\t'], " ");
        let room = self.width.map(|width| width.saturating_sub(indent).max(20));
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let longer = crate::ui::columns(&line) + 1 + crate::ui::columns(word);
            if room.is_some_and(|room| longer > room) && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
        let pad = " ".repeat(indent);
        lines.iter().map(|line| format!("{pad}{}\n", self.paint(line, mark))).collect()
    }
}

#[cfg(test)]
mod tests;
