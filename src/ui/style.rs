//! Colours by meaning. Colour never carries a meaning alone.

use anstyle::{AnsiColor, Style};

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Also in a pipe.
    Always,
    /// Nowhere.
    Never,
}

/// What a word in a table or a report means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    /// Nothing special.
    #[default]
    Plain,
    /// As it should be.
    Good,
    /// On its way, or worth a look.
    Warn,
    /// Broken.
    Bad,
    /// Less important.
    Dim,
    /// A heading.
    Strong,
}

impl Mark {
    /// The style of a mark.
    pub fn style(self) -> Style {
        match self {
            Mark::Plain => Style::new(),
            Mark::Good => AnsiColor::Green.on_default(),
            Mark::Warn => AnsiColor::Yellow.on_default(),
            Mark::Bad => AnsiColor::Red.on_default(),
            Mark::Dim => Style::new().dimmed(),
            Mark::Strong => Style::new().bold(),
        }
    }
}

pub(super) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(super) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const HINT: Style = AnsiColor::Cyan.on_default();
