//! `neap sandbox exec`.

use std::process::ExitStatus;

use tokio::process::Command;
use tokio::signal::unix::{SignalKind, signal};

use super::place::write_private;
use super::simulated;
use crate::cli::sandbox::Exec;
use crate::error::{Error, Kind, Result};
use crate::sandbox::Sandbox;
use crate::session::Session;

/// Runs a command in a sandbox of its own. The exit code is the command's.
pub async fn run(args: Exec, session: &mut Session) -> Result<()> {
    let simulation = simulated::read(&args.simulated)?;
    let folder = tempfile::Builder::new().prefix("neap-sandbox-").tempdir()?;
    let sandbox = Sandbox::start(simulation.options(0, 0, session)).await?;
    let kubeconfig = folder.path().join("kubeconfig");
    write_private(&kubeconfig, &sandbox.kubeconfig())?;
    let result = command(&args, &kubeconfig, &sandbox).await;
    sandbox.stop().await?;
    result
}

async fn command(args: &Exec, kubeconfig: &std::path::Path, sandbox: &Sandbox) -> Result<()> {
    let Some((program, rest)) = args.command.split_first() else {
        return Err(
            Error::usage("a command is needed").hint("for example `neap sandbox exec -- kubectl get nodes`")
        );
    };
    let mut terminated = signal(SignalKind::terminate())?;
    // A terminal sends Ctrl-C to the command as well; it decides what to do about it.
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut child = Command::new(program)
        .args(rest)
        .env("KUBECONFIG", kubeconfig)
        .env("NEAP_INGRESS", sandbox.ingress())
        .spawn()
        .map_err(|error| {
            Error::failed(format!("cannot run `{}`: {error}", program.to_string_lossy()))
                .hint("for example `neap sandbox exec -- kubectl get nodes`")
        })?;
    loop {
        tokio::select! {
            status = child.wait() => return ended(status?),
            error = sandbox.failure() => {
                let _ = child.start_kill();
                return Err(error);
            }
            _ = interrupted.recv() => {}
            _ = terminated.recv() => if let Some(pid) = child.id().and_then(|id| i32::try_from(id).ok()) {
                let pid = rustix::process::Pid::from_raw(pid);
                pid.map(|pid| rustix::process::kill_process(pid, rustix::process::Signal::TERM));
            },
        }
    }
}

/// A shell's convention for a command that a signal ended: 128 and the signal's number.
fn ended(status: ExitStatus) -> Result<()> {
    let signal = std::os::unix::process::ExitStatusExt::signal(&status).map(|signal| 128 + signal);
    match status.code().or(signal).and_then(|code| u8::try_from(code).ok()) {
        Some(0) => Ok(()),
        code => Err(Error::new(Kind::Command(code.unwrap_or(1)), "")),
    }
}
