//! What a command is given besides its arguments: a writer, a clock, the environment.

use std::ffi::OsString;
use std::sync::Arc;

use crate::clock::{Clock, SystemClock};
use crate::environment::Environment;
use crate::ui::Ui;

/// What a command is given besides its arguments.
pub struct Session {
    /// The only writer.
    pub ui: Ui,
    /// The only source of the time of day.
    pub clock: Arc<dyn Clock>,
    /// The environment as it was at the start.
    pub env: Environment,
    /// The command line as it was typed, without the program's name.
    pub words: Vec<OsString>,
}

impl Session {
    /// The session of a real process.
    pub fn from_process() -> Self {
        let env = Environment::from_process();
        Self { ui: Ui::from_process(&env), clock: Arc::new(SystemClock), env, words: Vec::new() }
    }
}
