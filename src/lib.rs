//! `neap`: elastic LLM serving on Kubernetes.
//!
//! The map of the crate; `docs/architecture.md` draws it and says which room may import which.
//!
//! * [`cli`] holds clap types, [`commands`] one file a verb: arguments → the rooms below → report.
//! * [`workload`] is what the user asked for, [`manifest`] turns it into verified objects.
//! * [`cluster`] is the only room that opens a connection to an API server.
//! * [`elastic`] holds the rules of elasticity as pure functions, [`observe`] folds what is recorded into a snapshot.
//! * [`load`] is the load generator, [`report`] turns results into text.
//! * [`apiserver`] is an embedded Kubernetes API server that knows nothing of neap; [`sandbox`] is a simulated cluster of API clients.
//! * [`rbac`] is what each verb asks of an API server, and the Roles that grant it.
//! * [`ui`] is the only writer.

pub mod apiserver;
pub mod cli;
pub mod clock;
pub mod cluster;
pub mod commands;
pub mod doctor;
pub mod elastic;
pub mod engines;
pub mod environment;
pub mod error;
pub mod kubernetes;
pub mod load;
mod loopback;
pub mod manifest;
pub mod observe;
pub mod platform;
pub mod rbac;
pub mod report;
pub mod sandbox;
pub mod session;
pub mod ui;
pub mod workload;

use std::ffi::OsString;
use std::process::ExitCode;

pub use error::{Error, Kind, Result};
pub use session::Session;

/// What the binary does: reads the process environment, runs one command line, returns its exit code.
pub fn main(args: impl Iterator<Item = OsString>) -> ExitCode {
    // Two TLS stacks in one tree cannot agree on a provider by themselves.
    // The error only says that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut session = Session::from_process();
    let args: Vec<OsString> = args.collect();
    match commands::complete::answer(&args, &session.env) {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(error)) => ExitCode::from(show_clap(&error, &mut session)),
        None => ExitCode::from(run(args.into_iter(), &mut session)),
    }
}

/// Runs one command line and returns the exit code that the process ends with.
///
/// 0 done · 1 failed · 2 usage · 3 timed out · 4 not ready, or an objective missed · 130 interrupted.
pub fn run(args: impl Iterator<Item = OsString>, session: &mut Session) -> u8 {
    let args: Vec<OsString> = args.collect();
    session.words = args.iter().skip(1).cloned().collect();
    let args = cli::hey::rewrite(args);
    let cli = match cli::Cli::parse_as_named(args, commands::serve::verb_of_file) {
        Ok(cli) => cli,
        Err(error) => {
            let Some(refused) = commands::bench::refusal(&session.words, &error) else {
                return show_clap(&error, session);
            };
            session.ui.error(&refused);
            return refused.kind.exit_code();
        }
    };
    match commands::run(cli, session) {
        Ok(()) => 0,
        Err(error) => {
            session.ui.error(&error);
            error.kind.exit_code()
        }
    }
}

/// Shows what clap has to say: help and version are data, a usage error is not.
fn show_clap(error: &clap::Error, session: &mut Session) -> u8 {
    let text = error.render();
    if error.use_stderr() {
        session.ui.usage(&text, text.ansi());
        return Kind::Usage.exit_code();
    }
    session.ui.help(&text, text.ansi()).map_or_else(|error| error.kind.exit_code(), |()| 0)
}
