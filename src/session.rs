//! What a command is given besides its arguments: a writer, a clock, the environment.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::clock::{Clock, SystemClock};
use crate::ui::Ui;

/// What a command is given besides its arguments.
pub struct Session {
    /// The only writer.
    pub ui: Ui,
    /// The only source of the time of day.
    pub clock: Arc<dyn Clock>,
    /// The environment as it was at the start.
    pub env: Environment,
}

impl Session {
    /// The session of a real process.
    pub fn from_process() -> Self {
        let env = Environment::from_process();
        Self { ui: Ui::from_process(&env), clock: Arc::new(SystemClock), env }
    }
}

/// The environment variables as they were at the start; values that are not UTF-8 are left out.
#[derive(Debug, Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The environment of this process.
    pub fn from_process() -> Self {
        Self(
            std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .collect(),
        )
    }

    /// The value of a variable; an empty one counts as unset.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The user's home directory.
    pub fn home(&self) -> Option<PathBuf> {
        self.get("HOME").or_else(|| self.get("USERPROFILE")).map(PathBuf::from)
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}
