//! A line on a terminal that says how far something is.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Ui;

/// How it looks. The line is not filled to its end: a `^C` that the terminal echoes there would wrap, and one line would stay.
const TEMPLATE: &str = "[{bar:20}] {msg}";
/// How fine the bar is.
const STEPS: u64 = 1000;

/// A line that redraws itself on standard error; nothing at all if that is no terminal.
#[derive(Debug)]
pub struct Progress(ProgressBar);

impl Ui {
    /// Begins a progress line.
    pub fn progress(&self) -> Progress {
        let target = match self.stderr_is_terminal() {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(STEPS), target);
        // The template is a constant; a test reads it.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style.progress_chars("=> "));
        }
        Progress(bar)
    }
}

impl Progress {
    /// Shows how far it is, from 0 to 1, and what there is to say.
    pub fn show(&self, done: f64, message: String) {
        self.0.set_message(message);
        self.0.set_position((done.clamp(0.0, 1.0) * STEPS as f64) as u64);
    }

    /// Takes the line away.
    pub fn clear(&self) {
        self.0.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_one() {
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
    }
}
