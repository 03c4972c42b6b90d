//! A command line of a story: shown as a shell takes it, and run in this process.

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::error::{Error, Result};
use crate::session::Session;

/// A command line, parsed: a wrong flag is said before anything is started.
pub struct Step {
    words: Vec<String>,
    command: Command,
}

impl Step {
    /// The words after `neap`.
    ///
    /// # Errors
    /// What clap says of a wrong flag.
    pub fn parse(words: Vec<String>) -> Result<Self> {
        let line = std::iter::once("neap").chain(words.iter().map(String::as_str));
        let cli = Cli::try_parse_from(line).map_err(|error| Error::usage(error.to_string()))?;
        Ok(Self { words, command: cli.command })
    }

    /// Runs it, as the process would.
    ///
    /// # Errors
    /// Whatever the verb met.
    pub async fn run(self, session: &mut Session) -> Result<()> {
        match self.command {
            Command::Serve(verb) => Box::pin(crate::commands::serve::run(*verb, session)).await,
            Command::Cache(verb) => Box::pin(crate::commands::cache::run(*verb, session)).await,
            Command::Metrics(verb) => Box::pin(crate::commands::metrics::run(*verb, session)).await,
            _ => Err(Error::usage("a demo deploys, caches and measures")),
        }
    }

    /// As a shell takes it, on one line, so that it can be copied.
    pub fn shown(&self) -> String {
        let quoted = self.words.iter().map(|word| match word.contains([' ', '"', '{', ';', '*']) {
            true => format!("'{word}'"),
            false => word.clone(),
        });
        format!("$ neap {}", quoted.collect::<Vec<_>>().join(" "))
    }
}
