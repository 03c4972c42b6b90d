//! Runs `neap` and `kubectl` as processes.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};

use super::parts::{self, Part};

/// What a run left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    /// The run itself; panics with both streams unless it ended with this exit code.
    pub fn ended_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n--- stdout\n{}\n--- stderr\n{}", self.stdout, self.stderr);
        self
    }
}

/// The binary in a cleared environment: this kubeconfig, no home, no colour, 100 columns.
pub fn neap(kubeconfig: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_neap"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("COLUMNS", "100");
    command.env("HOME", "/nonexistent").env("KUBECONFIG", kubeconfig).stdin(Stdio::null());
    command
}

/// Runs a command to its end; panics after a minute and a half.
pub fn outcome(command: &mut Command) -> Outcome {
    Running::start(command).wait(Duration::from_secs(90))
}

/// The kubectl command.
pub fn kubectl<S: AsRef<str>>(kubeconfig: &Path, args: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(parts::program(Part::Kubernetes, "kubectl"));
    command.args(args.into_iter().map(|arg| arg.as_ref().to_owned())).env("KUBECONFIG", kubeconfig);
    command.stdin(Stdio::null());
    command
}

/// Runs kubectl to its end.
pub fn kubectl_outcome<S: AsRef<str>>(kubeconfig: &Path, args: impl IntoIterator<Item = S>) -> Outcome {
    outcome(&mut kubectl(kubeconfig, args))
}

/// A process whose lines are read while it runs. It is killed when this is dropped.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    errors: Receiver<String>,
    /// What of standard output has been read so far.
    pub stdout: String,
    /// What of standard error has been read so far.
    pub stderr: String,
}

impl Running {
    /// Starts a command with both streams in pipes.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = lines(child.stdout.take().unwrap());
        let stderr = lines(child.stderr.take().unwrap());
        Self { child, lines: stdout, errors: stderr, stdout: String::new(), stderr: String::new() }
    }

    /// The next line of standard output that contains this text; panics with all that came when the deadline passes.
    pub fn line_with(&mut self, text: &str, deadline: Duration) -> String {
        self.line(&format!("a line with {text:?}"), deadline, |line| line.contains(text))
    }

    /// The next line of standard output that the predicate accepts.
    pub fn line(&mut self, what: &str, deadline: Duration, accepts: impl Fn(&str) -> bool) -> String {
        let until = Instant::now() + deadline;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => {
                    self.stdout.push_str(&line);
                    if accepts(&line) {
                        return line.trim_end_matches('\n').to_owned();
                    }
                }
                Err(error) => {
                    self.stderr.extend(self.errors.try_iter());
                    panic!("no {what} ({error})\n--- stdout\n{}\n--- stderr\n{}", self.stdout, self.stderr);
                }
            }
        }
    }

    /// The next line of standard error that contains this text.
    pub fn error_with(&mut self, text: &str, deadline: Duration) -> String {
        let until = Instant::now() + deadline;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.errors.recv_timeout(left) {
                Ok(line) => {
                    self.stderr.push_str(&line);
                    if line.contains(text) {
                        return line.trim_end_matches('\n').to_owned();
                    }
                }
                Err(error) => {
                    self.stdout.extend(self.lines.try_iter());
                    panic!("no {text:?} ({error})\n--- stdout\n{}\n--- stderr\n{}", self.stdout, self.stderr);
                }
            }
        }
    }

    /// Whether the process has ended: then both streams are closed, or soon are.
    pub fn has_ended(&self) -> bool {
        use rustix::process::{WaitId, WaitIdOptions, waitid};
        let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        matches!(waitid(WaitId::Pid(Pid::from_child(&self.child)), look), Ok(Some(_)) | Err(_))
    }

    /// Sends what Ctrl-C sends.
    pub fn interrupt(&self) {
        let _ = rustix::process::kill_process(Pid::from_child(&self.child), Signal::INT);
    }

    /// Waits for the end; kills it and panics with what it printed when the deadline passes.
    pub fn wait(mut self, deadline: Duration) -> Outcome {
        let until = Instant::now() + deadline;
        // Both streams close when the process ends: awaiting them is awaiting it.
        while let Ok(line) = self.lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
            self.stdout.push_str(&line);
        }
        while let Ok(line) = self.errors.recv_timeout(until.saturating_duration_since(Instant::now())) {
            self.stderr.push_str(&line);
        }
        if Instant::now() >= until {
            panic!(
                "still running after {deadline:?}\n--- stdout\n{}\n--- stderr\n{}",
                self.stdout, self.stderr
            );
        }
        let status = self.child.wait().unwrap();
        Outcome {
            code: status.code().unwrap_or(-1),
            stdout: std::mem::take(&mut self.stdout),
            stderr: std::mem::take(&mut self.stderr),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads lines on a thread of their own, line ends included.
fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                break;
            }
            line.clear();
        }
    });
    receiver
}
