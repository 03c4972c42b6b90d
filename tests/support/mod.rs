//! Runs the binary in a cleared environment.

pub mod server;
pub mod terminal;

pub mod distributed_matrix;
pub mod http2;
pub mod identity;
pub mod in_process;
pub mod knative_matrix;
pub mod matrix;
pub mod pods;
pub mod rendering;
pub mod sandbox;
pub mod wire;

use std::ffi::OsStr;
use std::process::{Command, Stdio};

/// What a run of the binary left behind.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// The binary in a cleared environment: no kubeconfig, no home, no colour, 100 columns.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_neap"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("COLUMNS", "100").env("HOME", "/nonexistent").stdin(Stdio::null());
    command
}

/// Runs the binary with these arguments.
pub fn neap<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Outcome {
    outcome(command().args(args))
}

/// Runs a prepared command.
pub fn outcome(command: &mut Command) -> Outcome {
    let output = command.output().unwrap();
    Outcome {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
