//! One error type for everything that a user meets: what happened, where, why, and what to type next.

use std::fmt;

/// The result of anything that can fail in front of a user.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of failure it is; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The cluster, the target or the machine refused: exit 1.
    Failed,
    /// The cluster says that a right is missing: exit 1.
    Forbidden,
    /// The command line or a file is wrong; nothing was written: exit 2.
    Usage,
    /// A deadline passed: exit 3.
    Timeout,
    /// The service is not ready, or an objective was missed: exit 4.
    NotReady,
    /// What was compared differs, and the difference has been shown: exit 4, and nothing more is said.
    Differs,
    /// Ctrl-C: exit 130.
    Interrupted,
    /// Ended by SIGTERM: exit 143.
    Terminated,
    /// A command that was run for the user ended with this exit code; it has said itself what there is to say.
    Command(u8),
    /// The reader of our output has gone, as in `neap … | head`: exit 0, and nothing is said.
    ClosedPipe,
}

impl Kind {
    /// Whether somebody ended it from outside.
    pub fn is_signal(self) -> bool {
        matches!(self, Kind::Interrupted | Kind::Terminated)
    }

    /// The process exit code; part of the public interface, listed in the README.
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::ClosedPipe => 0,
            Kind::Failed | Kind::Forbidden => 1,
            Kind::Usage => 2,
            Kind::Timeout => 3,
            Kind::NotReady | Kind::Differs => 4,
            Kind::Interrupted => 130,
            Kind::Terminated => 143,
            Kind::Command(code) => code,
        }
    }
}

/// A failure as it is shown: a headline, its causes, and hints that can be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Decides the exit code.
    pub kind: Kind,
    /// One sentence without a full stop, lower case: `error: MESSAGE`.
    pub message: String,
    /// Why, outermost first; one line each.
    pub causes: Vec<String>,
    /// What to do or type next; one line each.
    pub hints: Vec<String>,
}

impl Error {
    /// An error of the given kind.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), causes: Vec::new(), hints: Vec::new() }
    }

    /// The cluster, the target or the machine refused.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, message)
    }

    /// The command line or a file is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// A deadline passed.
    pub fn timeout(message: impl Into<String>) -> Self {
        Self::new(Kind::Timeout, message)
    }

    /// The service is not ready, or an objective was missed.
    pub fn not_ready(message: impl Into<String>) -> Self {
        Self::new(Kind::NotReady, message)
    }

    /// A flag with a value that is not allowed: names the flag, the value, what is allowed, and an example that works.
    pub fn flag(flag: &str, value: &str, allowed: impl fmt::Display, example: impl fmt::Display) -> Self {
        Self::usage(format!("invalid value {} for `{flag}`: {allowed}", quoted(value)))
            .hint(format!("for example `{example}`"))
    }

    /// Adds a cause.
    #[must_use]
    pub fn cause(mut self, cause: impl fmt::Display) -> Self {
        self.causes.push(cause.to_string());
        self
    }

    /// Adds a hint: a command to type, or what to look at.
    #[must_use]
    pub fn hint(mut self, hint: impl fmt::Display) -> Self {
        self.hints.push(hint.to_string());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => {
                Self::new(Kind::ClosedPipe, "the reader of the output has gone")
            }
            _ => Self::failed(error.to_string()),
        }
    }
}

/// A value of the user's as it is shown in a message: quoted, escapes visible, cut to 80 characters.
pub fn quoted(value: &str) -> String {
    const LONGEST: usize = 80;
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{:?}… ({} bytes)", &value[..end], value.len()),
        None => format!("{value:?}"),
    }
}
