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
pub(super) use list::row_of;
pub use list::{List, list};
pub(super) use scalers::scalers;
pub(super) use words::standing;
pub use words::{change_of_metric, next, stage_word, why};

use crate::ui::{Mark, sanitised, wrap};

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
        let room = self.width.map_or(usize::MAX, |width| width.saturating_sub(indent).max(20));
        let pad = " ".repeat(indent);
        wrap(text, room).iter().map(|line| format!("{pad}{}\n", self.paint(line, mark))).collect()
    }
}

#[cfg(test)]
mod tests;
