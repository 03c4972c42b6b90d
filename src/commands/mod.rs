//! One file a verb: arguments → the rooms → report. The only room that knows clap's types besides `cli`.

mod arena_config;
pub mod bench;
mod cache;
pub mod complete;
pub mod connect;
mod demo;
mod doctor;
mod export;
#[cfg(test)]
mod failures;
pub mod follow;
mod generate;
mod import;
mod input;
mod metrics;
mod rbac;
mod sandbox;
pub mod serve;
mod status;

use std::future::Future;

use crate::cli::{Cli, Color, Command};
use crate::error::{Error, Result};
use crate::session::Session;
use crate::ui::Colour;

/// Runs the verb that was asked for.
///
/// # Errors
/// Whatever the verb met; the caller shows it.
pub fn run(cli: Cli, session: &mut Session) -> Result<()> {
    session.ui.configure(colour(cli.color), cli.verbose);
    let result = verb(cli.command, session);
    result.map_err(|error| rbac::hinted(error, &session.words))
}

fn verb(command: Command, session: &mut Session) -> Result<()> {
    match command {
        Command::Serve(verb) => block_on(|| serve::run(*verb, session)),
        Command::Import(args) => block_on(|| import::run(args.into_inner(), session)),
        Command::Export(args) => block_on(|| export::run(args.into_inner(), session)),
        Command::Cache(verb) => block_on(|| cache::run(*verb, session)),
        Command::Bench(args) => bench::run(args.into_inner(), session),
        Command::Status(args) => block_on(|| status::run(args.into_inner(), session)),
        Command::Doctor(args) => block_on(|| doctor::run(args.into_inner(), session)),
        Command::Metrics(verb) => block_on(|| metrics::run(*verb, session)),
        Command::Rbac(args) => rbac::run(&args, session),
        Command::Sandbox(verb) => on_threads(|| sandbox::run(*verb, session)),
        Command::Demo(args) => block_on(|| demo::run(args.into_inner(), session)),
        Command::Completions(args) => generate::completions(&args, session),
        Command::Man(args) => generate::man(&args, session),
        Command::Generate(args) => generate::files(&args, session),
    }
}

/// Runs a verb that talks to a cluster: one thread is enough, and it starts fastest.
fn block_on<T, F: Future<Output = Result<T>>>(verb: impl FnOnce() -> F) -> Result<T> {
    run_in(&mut tokio::runtime::Builder::new_current_thread(), verb)
}

/// The most threads of a simulated cluster.
const THREADS: usize = 4;

/// Runs a verb that is a whole cluster: API server, controllers and machines at once.
fn on_threads<T, F: Future<Output = Result<T>>>(verb: impl FnOnce() -> F) -> Result<T> {
    let threads = std::thread::available_parallelism().map_or(1, |all| all.get().min(THREADS));
    run_in(tokio::runtime::Builder::new_multi_thread().worker_threads(threads), verb)
}

/// A verb's future is large: it is made here, on the heap, so that the frame of [`run`] does not hold one of each.
fn run_in<T, F: Future<Output = Result<T>>>(
    builder: &mut tokio::runtime::Builder,
    verb: impl FnOnce() -> F,
) -> Result<T> {
    let runtime = builder
        .enable_all()
        .build()
        .map_err(|error| Error::failed(format!("cannot start the I/O runtime: {error}")))?;
    let result = runtime.block_on(Box::pin(verb()));
    // A blocked name lookup must not keep a finished command from ending.
    runtime.shutdown_background();
    result
}

fn colour(when: Color) -> Colour {
    match when {
        Color::Auto => Colour::Auto,
        Color::Always => Colour::Always,
        Color::Never => Colour::Never,
    }
}
