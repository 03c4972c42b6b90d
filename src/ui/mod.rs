//! The only writer. Standard output is for data; everything else goes to standard error.

mod full;
mod live;
mod log;
mod progress;
mod raw;
mod style;
mod table;

use std::fmt::Display;
use std::io::{IsTerminal, Write};

use anstyle::Style;

use crate::environment::Environment;
use crate::error::{Error, Kind, Result};

pub use full::{FullScreen, Input, Key};
pub use live::Live;
pub use progress::Progress;
pub use raw::RawTerminal;
pub use style::{Colour, Mark};
pub use table::{Table, columns, shortened, wrap};

/// Writes to the user, and asks.
pub struct Ui {
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
    terminal: Terminals,
    colour: bool,
    /// Whether the streams are the process's own.
    process: bool,
}

/// Which of the three streams is a terminal, and how wide the screen is.
#[derive(Debug, Clone, Copy, Default)]
struct Terminals {
    stdin: bool,
    out: bool,
    err: bool,
    width: Option<usize>,
    no_colour: bool,
    /// Whether the screen shows more than ASCII.
    unicode: bool,
    /// Whether the cursor can be moved.
    moves: bool,
}

impl Ui {
    /// Writes to the process's own streams.
    pub fn from_process(env: &Environment) -> Self {
        let out = std::io::stdout();
        let err = std::io::stderr();
        let width = env.get("COLUMNS").and_then(|columns| columns.parse().ok()).or_else(|| {
            let (_, columns) = console_size()?;
            Some(usize::from(columns))
        });
        let terminal = Terminals {
            stdin: std::io::stdin().is_terminal(),
            out: out.is_terminal(),
            err: err.is_terminal(),
            width,
            no_colour: env.get("NO_COLOR").is_some() || env.get("TERM") == Some("dumb"),
            unicode: shows_unicode(env),
            moves: env.get("TERM").is_some_and(|term| term != "dumb"),
        };
        Self { out: Box::new(out), err: Box::new(err), terminal, colour: false, process: true }
            .with_default_colour()
    }

    /// Writes to the given streams, as to pipes: no colour, no prompts, no width. For tests.
    pub fn piped(out: impl Write + Send + 'static, err: impl Write + Send + 'static) -> Self {
        let terminal = Terminals::default();
        Self { out: Box::new(out), err: Box::new(err), terminal, colour: false, process: false }
    }

    fn with_default_colour(mut self) -> Self {
        self.colour = self.terminal.out && !self.terminal.no_colour;
        self
    }

    /// Takes over the flags that decide how things look.
    pub fn configure(&mut self, colour: Colour, verbose: u8) {
        log::start(verbose);
        self.colour = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => self.terminal.out && !self.terminal.no_colour,
        };
    }

    /// Whether standard output is a terminal.
    pub fn stdout_is_terminal(&self) -> bool {
        self.terminal.out
    }

    /// Whether standard error is a terminal: progress may redraw itself.
    pub fn stderr_is_terminal(&self) -> bool {
        self.terminal.err
    }

    /// Whether a question can be asked and answered.
    pub fn can_ask(&self) -> bool {
        self.terminal.stdin && self.terminal.err
    }

    /// Whether whoever reads standard output has gone: a pipe tells before anything is written to it.
    pub fn is_unread(&self) -> bool {
        self.process && raw::is_hung_up(&std::io::stdout())
    }

    /// The width of the screen in columns; `None` in a pipe, where nothing is cut.
    pub fn width(&self) -> Option<usize> {
        if self.terminal.out { self.terminal.width } else { None }
    }

    /// Columns and rows of the terminal as it is now; `None` in a pipe.
    pub fn size(&self) -> Option<(usize, usize)> {
        let (rows, columns) = self.terminal.out.then(console_size)??;
        // A terminal that does not know its size says zero.
        (rows > 0 && columns > 0).then(|| (usize::from(columns), usize::from(rows)))
    }

    /// Columns and rows of the terminal that standard error is; `None` in a pipe.
    pub fn size_aside(&self) -> Option<(usize, usize)> {
        let (rows, columns) =
            self.terminal.err.then(|| dialoguer::console::Term::stderr().size_checked())??;
        (rows > 0 && columns > 0).then(|| (usize::from(columns), usize::from(rows)))
    }

    /// Whether standard output is coloured.
    pub fn colour(&self) -> bool {
        self.colour
    }

    /// Whether the screen shows more than ASCII.
    pub fn unicode(&self) -> bool {
        self.terminal.unicode
    }

    /// Whether a whole screen can be drawn: standard output is a terminal that can do more than write lines.
    pub fn has_screen(&self) -> bool {
        self.process && self.terminal.out && self.terminal.moves
    }

    /// Whether a whole screen can be drawn and its keys are ours: all three streams are a terminal, and no shell has put
    /// the process into the background, where taking a terminal stops it.
    pub fn takes_keys(&self) -> bool {
        self.has_screen() && self.can_ask() && raw::is_in_foreground()
    }

    /// Writes data to standard output, as it is.
    pub fn data(&mut self, text: impl Display) -> Result<()> {
        write!(self.out, "{text}")?;
        Ok(self.out.flush()?)
    }

    /// Writes one line of data to standard output.
    pub fn line(&mut self, text: impl Display) -> Result<()> {
        self.data(format_args!("{text}\n"))
    }

    /// Writes raw bytes to standard output.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes)?;
        Ok(self.out.flush()?)
    }

    /// Bytes of a process elsewhere for standard error, as they are.
    pub fn error_bytes(&mut self, bytes: &[u8]) {
        // Nobody can be told that standard error is gone.
        let _ = self.err.write_all(bytes).and_then(|()| self.err.flush());
    }

    /// Writes a table to standard output.
    pub fn table(&mut self, table: &Table) -> Result<()> {
        let text = table.render(self.width(), self.colour);
        self.data(text)
    }

    /// Says something on standard error: progress, what was done, what to type next.
    pub fn status(&mut self, text: impl Display) {
        self.say(format_args!("{text}\n"));
    }

    /// Says on standard error that something is not as it should be.
    pub fn warning(&mut self, text: impl Display) {
        let label = self.label(style::WARNING, "warning:");
        self.say(format_args!("{label} {text}\n"));
    }

    /// Says on standard error what is good to know: a choice that was made, and why.
    pub fn note(&mut self, text: impl Display) {
        let label = self.label(style::HINT, "note:");
        self.say(format_args!("{label} {text}\n"));
    }

    /// Gives a hint on standard error: a command to type.
    pub fn hint(&mut self, text: impl Display) {
        let label = self.label(style::HINT, "hint:");
        self.say(format_args!("{label} {text}\n"));
    }

    /// Shows an error on standard error: headline, causes, hints.
    pub fn error(&mut self, error: &Error) {
        // Without a message the exit code says all: a watch that was ended by Ctrl-C.
        if matches!(error.kind, Kind::ClosedPipe | Kind::Differs) || error.message.is_empty() {
            return;
        }
        let label = self.label(style::ERROR, "error:");
        self.say(format_args!("{label} {}\n", sanitised(&error.message)));
        for cause in &error.causes {
            self.say(format_args!("  - {}\n", sanitised(cause)));
        }
        for hint in &error.hints {
            self.hint(sanitised(hint));
        }
    }

    /// Asks a question on a terminal; yes only on `y` or `yes`.
    ///
    /// # Errors
    /// A usage error when there is no terminal to ask on.
    pub fn confirm(&mut self, question: &str) -> Result<bool> {
        if !self.can_ask() {
            return Err(Error::usage(format!("cannot ask `{question}`: standard input is not a terminal"))
                .hint("add `--yes` to go ahead without a question"));
        }
        // A prompt that wraps is drawn twice, so the long part is a line of its own.
        self.status(question);
        dialoguer::Confirm::new()
            .with_prompt("Go ahead?")
            .default(false)
            .interact()
            .map_err(|error| Error::failed(format!("cannot read the answer: {error}")))
    }

    /// Writes help or a version to standard output: `ansi` where colours are shown, else `plain`.
    pub fn help(&mut self, plain: impl Display, ansi: impl Display) -> Result<()> {
        if self.colour { self.data(ansi) } else { self.data(plain) }
    }

    /// Says on standard error what is wrong with the command line: `ansi` where colours are shown, else `plain`.
    pub fn usage(&mut self, plain: impl Display, ansi: impl Display) {
        if self.terminal.err && !self.terminal.no_colour { self.say(ansi) } else { self.say(plain) }
    }

    fn say(&mut self, text: impl Display) {
        // When nobody can read what we say, there is nobody to tell.
        let _ = write!(self.err, "{text}");
        let _ = self.err.flush();
    }

    fn label(&self, style: Style, label: &str) -> String {
        match self.terminal.err && !self.terminal.no_colour {
            true => format!("{style}{label}{style:#}"),
            false => label.to_owned(),
        }
    }
}

/// The locale says which letters there are; without one, or on the console of Linux, whose font has few, the terminal decides.
fn shows_unicode(env: &Environment) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| env.get(name));
    let locale = locale.map(str::to_lowercase);
    let knows = locale.is_none_or(|it| it.contains("utf-8") || it.contains("utf8"));
    knows && !matches!(env.get("TERM"), Some("dumb" | "linux"))
}

fn console_size() -> Option<(u16, u16)> {
    // indicatif's and dialoguer's own terminal crate; asked once, at the start.
    dialoguer::console::Term::stdout().size_checked()
}

/// Text from outside (events, conditions, logs) without the control characters that would drive a terminal.
pub fn sanitised(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c }).collect()
}
