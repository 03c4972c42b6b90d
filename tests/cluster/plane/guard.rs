//! Servers that end with the run, however the run ends.
//!
//! Each server is the child of a guard: this test binary, run again with `--guard`. The guard holds the reading end of
//! a pipe whose writing end lives in the test process; when that closes (stopped, panicked, killed), the guard kills the server.
//! The server also asks the kernel to be killed with its guard. Both work without unsafe code.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use rustix::process::{Pid, Signal};

/// First argument of a guard.
const GUARD: &str = "--guard";
/// First argument of the step between guard and server.
const SERVE: &str = "--serve";

/// A server that ends when this value is dropped or this process ends.
pub struct Guarded {
    guard: Child,
    log: PathBuf,
}

impl Guarded {
    /// Starts a server whose output goes to the end of `log`.
    pub fn start(program: &Path, args: &[String], env: &[(String, String)], log: &Path) -> Self {
        let output = File::options().create(true).append(true).open(log).unwrap();
        let guard = Command::new(std::env::current_exe().unwrap())
            .args([OsStr::new(GUARD), program.as_os_str()])
            .args(args)
            .envs(env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            // Ctrl-C on the terminal reaches the test process; the guard follows through the pipe.
            .process_group(0)
            .spawn()
            .unwrap();
        Self { guard, log: log.to_owned() }
    }

    /// Whether the server has ended.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.guard.try_wait(), Ok(None))
    }

    /// The last lines of the log.
    pub fn log_tail(&self, lines: usize) -> String {
        tail(&self.log, lines)
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

/// The last lines of a file, each cut to 300 characters; empty when it cannot be read.
fn tail(path: &Path, lines: usize) -> String {
    let text = String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned();
    let all: Vec<String> = text.lines().map(|line| line.chars().take(300).collect()).collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

/// What this process is when it was started as a guard or as the step behind it.
pub fn run_as_guard() -> Option<ExitCode> {
    let mut args = std::env::args_os().skip(1);
    let role = args.next()?;
    let command: Vec<OsString> = args.collect();
    match role.to_str()? {
        GUARD => Some(guard(&command)),
        SERVE => Some(serve(&command)),
        _ => None,
    }
}

/// Runs the server until it ends or standard input closes.
fn guard(command: &[OsString]) -> ExitCode {
    let server =
        Command::new(std::env::current_exe().unwrap()).arg(SERVE).args(command).stdin(Stdio::null()).spawn();
    let mut server = match server {
        Ok(server) => server,
        Err(error) => {
            eprintln!("cannot start the server: {error}");
            return ExitCode::FAILURE;
        }
    };
    let pid = Pid::from_child(&server);
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        let _ = rustix::process::kill_process(pid, Signal::KILL);
    });
    match server.wait() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Becomes the server, after asking the kernel to be killed together with the guard.
fn serve(command: &[OsString]) -> ExitCode {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_parent_process_death_signal(Some(Signal::KILL));
    let Some((program, args)) = command.split_first() else { return ExitCode::FAILURE };
    let error = Command::new(program).args(args).exec();
    eprintln!("cannot start {}: {error}", program.display());
    ExitCode::FAILURE
}
