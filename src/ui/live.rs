//! A view that is drawn over itself.

use std::fmt::Write;

use super::Ui;
use crate::error::Result;

/// What was drawn last, so that it can be drawn over. The cursor is never hidden, so nothing has to be restored.
#[derive(Debug, Default)]
pub struct Live {
    drawn: usize,
    size: Option<(usize, usize)>,
    view: String,
    /// Whether it is drawn on standard error.
    aside: bool,
}

impl Live {
    /// A view on standard error, for a verb whose standard output has a report.
    pub fn aside() -> Self {
        Self { aside: true, ..Self::default() }
    }

    /// Draws a view over the one before, cut to the screen; the last line says how much was cut.
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub fn draw(&mut self, ui: &mut Ui, view: &str) -> Result<()> {
        let size = if self.aside { ui.size_aside() } else { ui.size() };
        // The same again would only flicker.
        if self.view == view && self.size == size {
            return Ok(());
        }
        let (columns, rows) = size.unwrap_or((usize::MAX, usize::MAX));
        let mut lines: Vec<&str> = view.lines().collect();
        // The cursor stands on the line below the view.
        let room = rows.saturating_sub(1).max(1);
        let more = lines.len().saturating_sub(room);
        let note = format!("… {} more lines", more + 1);
        if more > 0 {
            lines.truncate(room - 1);
            lines.push(&note);
        }
        let mut frame = String::new();
        match self.size == size {
            // A resized terminal has wrapped the old lines; how many there are now is anybody's guess.
            false if self.drawn > 0 => frame.push_str("\x1b[H\x1b[2J"),
            _ if self.drawn > 0 => drop(write!(frame, "\x1b[{}A\r", self.drawn)),
            _ => {}
        }
        for line in &lines {
            frame.push_str(&dialoguer::console::truncate_str(line, columns, "…"));
            frame.push_str("\x1b[K\n");
        }
        frame.push_str("\x1b[J");
        (self.drawn, self.size) = (lines.len(), size);
        view.clone_into(&mut self.view);
        match self.aside {
            true => ui.error_bytes(frame.as_bytes()),
            false => ui.data(frame)?,
        }
        Ok(())
    }
}
