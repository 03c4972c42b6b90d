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

    /// As a shell takes it, so that it can be copied: on one line, or on lines of this width.
    pub fn shown(&self, width: Option<usize>) -> String {
        let quoted = self.words.iter().map(|word| match word.contains([' ', '"', '{', ';', '*']) {
            true => format!("'{word}'"),
            false => word.clone(),
        });
        let width = width.unwrap_or(usize::MAX);
        let (mut text, mut column) = ("$ neap".to_owned(), 6);
        for word in quoted {
            // Behind each word there is room for a backslash.
            let length = word.chars().count();
            if column + 1 + length + 2 > width {
                text.push_str(" \\\n   ");
                column = 3;
            }
            text.push(' ');
            text.push_str(&word);
            column += 1 + length;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_can_be_copied_from_any_width() {
        let words = ["serve", "kserve", "--name=a", "--image=b:1", "--cpu=1", "--memory=1Gi", "vllm serve m"];
        let step = Step::parse(words.map(str::to_owned).to_vec()).unwrap();
        let line = "$ neap serve kserve --name=a --image=b:1 --cpu=1 --memory=1Gi 'vllm serve m'";
        assert_eq!(step.shown(None), line);
        let narrow = step.shown(Some(40));
        assert!(narrow.lines().count() > 1 && narrow.lines().all(|line| line.len() <= 40), "{narrow}");
        assert_eq!(narrow.replace(" \\\n   ", ""), line);
    }
}
