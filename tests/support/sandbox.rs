//! A sandbox of one test, and who uses it.

use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::{Outcome, command, outcome};

/// A sandbox, ended with the test.
pub struct Sandbox {
    folder: TempDir,
    kubeconfig: String,
}

impl Sandbox {
    /// Starts one with a built-in scenario; its clock runs `speed` times as fast as the one on the wall.
    pub fn up(scenario: &str, speed: u32) -> Self {
        let mut sandbox = Self { folder: tempfile::tempdir().unwrap(), kubeconfig: String::new() };
        let (scenario, speed) = (format!("--scenario={scenario}"), format!("--speed={speed}"));
        let up = sandbox.said(&["sandbox", "up", &scenario, &speed, "--detach"]);
        sandbox.kubeconfig = up.trim().trim_start_matches("export KUBECONFIG=").to_owned();
        sandbox
    }

    /// A command line of ours in it.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = command();
        let folder = self.folder.path();
        command.env("XDG_RUNTIME_DIR", folder).env("TMPDIR", folder).env("KUBECONFIG", &self.kubeconfig);
        command.args(args);
        command
    }

    /// Runs a command line.
    pub fn neap(&self, args: &[&str]) -> Outcome {
        outcome(&mut self.command(args))
    }

    /// What a command line says that succeeds.
    #[track_caller]
    pub fn said(&self, args: &[&str]) -> String {
        let done = self.neap(args);
        assert_eq!(done.code, 0, "{args:?}\n{}{}", done.stdout, done.stderr);
        done.stdout
    }

    /// The same as JSON.
    #[track_caller]
    pub fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.said(&[args, &["-o", "json"]].concat())).unwrap()
    }

    /// This many requests at once to a service, for so long, until it is dropped.
    pub fn load(&self, service: &str, (requests, duration): (u32, &str), body: &Value) -> Load {
        let (requests, body) = (requests.to_string(), body.to_string());
        let args = ["bench", "--service", service, "-z", duration, "-c", &requests, "-t", "0", "-m", "POST"];
        let mut bench = self.command(&[&args[..], &["-d", &body]].concat());
        Load(bench.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        drop(self.neap(&["sandbox", "down", "--all"]));
    }
}

/// Requests that go on until it is dropped.
pub struct Load(Child);

impl Drop for Load {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
