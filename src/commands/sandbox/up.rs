//! `neap sandbox up`.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::signal::unix::{SignalKind, signal};

use super::place::{About, Held, Place};
use super::simulated;
use crate::cli::sandbox::Up;
use crate::error::{Error, Result};
use crate::sandbox::Sandbox;
use crate::session::Session;

/// Starts a sandbox and stays with it, or leaves it to itself.
pub async fn run(args: Up, session: &mut Session) -> Result<()> {
    let place = Place::of(&args.name, &session.env)?;
    // What is wrong with the scenario is said here, also when another process will run it.
    let simulation = simulated::read(&args.simulated)?;
    if args.detach {
        return detach(&args, &place, session).await;
    }
    if args.detached {
        // A session of its own: the terminal may close.
        let _ = rustix::process::setsid();
    }
    // Before anybody is told that it is up: a signal that comes then must find a listener.
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    let held = place.take()?;
    let name = simulation.name.clone();
    let sandbox = Sandbox::start(simulation.options(args.port, args.ingress_port, session)).await?;
    let kubeconfig = announce(&held, &sandbox, &args.name, &name, session)?;
    say(&kubeconfig, &sandbox, &args.name, session)?;
    let mut kept = true;
    loop {
        tokio::select! {
            error = sandbox.failure() => return Err(error),
            why = sandbox.unkept(), if kept => {
                kept = false;
                session.ui.warning(format_args!("the state is kept no longer, {why}; the sandbox goes on, and the next one begins where the file ends"));
            }
            _ = interrupted.recv() => break,
            _ = terminated.recv() => break,
        }
    }
    sandbox.stop().await
}

fn announce(
    held: &Held,
    sandbox: &Sandbox,
    name: &str,
    scenario: &str,
    session: &Session,
) -> Result<std::path::PathBuf> {
    let kubeconfig = held.write_kubeconfig(&sandbox.kubeconfig())?;
    held.announce(&About {
        name: name.to_owned(),
        pid: i32::try_from(std::process::id()).unwrap_or_default(),
        server: sandbox.server(),
        ingress: sandbox.ingress(),
        kubeconfig: kubeconfig.clone(),
        scenario: scenario.to_owned(),
        speed: sandbox.clock().speed(),
        started: session.clock.now(),
    })?;
    Ok(kubeconfig)
}

fn say(kubeconfig: &Path, sandbox: &Sandbox, name: &str, session: &mut Session) -> Result<()> {
    let speed = sandbox.clock().speed();
    session.ui.line(format_args!("export KUBECONFIG={}", kubeconfig.display()))?;
    session.ui.status(format_args!("sandbox `{name}` is up: API server {}", sandbox.server()));
    session
        .ui
        .status(format_args!("requests for a service go to {}, with its Host header", sandbox.ingress()));
    if speed != 1.0 {
        session.ui.status(format_args!("its clock runs {speed} times as fast as the one on the wall"));
    }
    if session.ui.stderr_is_terminal() {
        session.ui.status("Ctrl-C ends it");
    }
    Ok(())
}

/// Starts this program again, without a terminal, and waits for its first line.
async fn detach(args: &Up, place: &Place, session: &mut Session) -> Result<()> {
    if let Some(about) = place.running() {
        return Err(Error::failed(format!("a sandbox named `{}` is running already", about.name))
            .hint(format!("`neap sandbox down {}` ends it", about.name)));
    }
    // Gone with its last reader: nobody has to clean it up.
    let mut log = tempfile::tempfile()?;
    let program = std::env::current_exe()?;
    let mut command = Command::new(program);
    command.args(["sandbox", "up", "--detached", "--name", &args.name]);
    command.args(["--port", &args.port.to_string(), "--ingress-port", &args.ingress_port.to_string()]);
    command.args(simulated::flags(&args.simulated));
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log.try_clone()?).spawn()?;
    let first = match child.stdout.take() {
        Some(stdout) => BufReader::new(stdout).lines().next_line().await?,
        None => None,
    };
    let Some(line) = first else {
        let mut said = String::new();
        log.seek(SeekFrom::Start(0))?;
        log.read_to_string(&mut said)?;
        let error = Error::failed("the sandbox did not come up");
        return Err(said.lines().fold(error, |error, line| error.cause(line.trim_start_matches("error: "))));
    };
    session.ui.line(line)?;
    session.ui.status(format_args!("sandbox `{0}` is up; `neap sandbox down {0}` ends it", args.name));
    Ok(())
}
