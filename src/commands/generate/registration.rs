//! The script that a shell sources at its start: it calls `neap` for each completion, so it knows services and metrics.

use clap_complete::Shell;
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};

use super::text;
use crate::commands::complete::VARIABLE;
use crate::error::{Error, Result};

/// The registration script of a shell.
pub fn script(shell: Shell) -> Result<String> {
    let completer: &dyn EnvCompleter = match shell {
        Shell::Bash => &Bash,
        Shell::Elvish => &Elvish,
        Shell::Fish => &Fish,
        Shell::PowerShell => &Powershell,
        Shell::Zsh => &Zsh,
        other => return Err(Error::usage(format!("no completions for {other}"))),
    };
    let mut script = Vec::new();
    completer.write_registration(VARIABLE, "neap", "neap", "neap", &mut script)?;
    text(script)
}
