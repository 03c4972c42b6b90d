//! One API server, and kubectl at work on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use neap::apiserver::Listening;

use super::script::Step;
use super::text::normal;
use crate::managers::embedded;
use crate::plane::{Cluster, Outcome, Part, Running, block_on, kubectl, kubectl_outcome, outcome, program};

/// One API server.
pub struct Side {
    kubeconfig: PathBuf,
    /// Where its manifests lie.
    folder: PathBuf,
    /// The embedded server runs as long as this does.
    _task: Option<tokio::task::JoinHandle<()>>,
}

impl Side {
    /// A server that runs by itself.
    pub fn new(kubeconfig: &Path, folder: &Path) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        Self { kubeconfig: kubeconfig.to_owned(), folder: folder.to_owned(), _task: None }
    }

    pub fn real(cluster: &Cluster) -> Self {
        Self::new(&cluster.kubeconfig, &cluster.folder.join("real"))
    }

    pub fn embedded(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let kubeconfig = folder.join("kubeconfig");
        let listening = block_on(Listening::bind(embedded(), 0)).unwrap();
        listening.write_kubeconfig("test", &kubeconfig).unwrap();
        let task = crate::plane::spawn(listening.run());
        Self { kubeconfig, folder: folder.to_owned(), _task: Some(task) }
    }

    /// Does a step; what was printed, without what may differ.
    pub fn take(&self, step: &Step) -> String {
        match step {
            Step::File(name, text) => {
                self.write(name, text);
                String::new()
            }
            Step::Run(line) => self.kubectl(line),
            Step::Watch { watch, then } => self.watch(watch, then),
            Step::Edit { line, script } => {
                let editor = self.folder.join("editor");
                std::fs::write(&editor, format!("#!/bin/sh\n{script}\n")).unwrap();
                let mut permissions = std::fs::metadata(&editor).unwrap().permissions();
                std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
                std::fs::set_permissions(&editor, permissions).unwrap();
                let mut command = kubectl(&self.kubeconfig, words(line));
                command.current_dir(&self.folder).env("KUBE_EDITOR", &editor);
                self.printed(&outcome(&mut command))
            }
        }
    }

    /// Writes a file for the commands.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// What kubectl prints.
    pub fn kubectl(&self, line: &str) -> String {
        self.printed(&outcome(&mut self.command(line)))
    }

    /// The kubectl command.
    pub fn command(&self, line: &str) -> Command {
        let mut command = kubectl(&self.kubeconfig, words(line));
        command.current_dir(&self.folder);
        command
    }

    /// What helm prints.
    pub fn helm(&self, line: &str) -> String {
        let mut command = Command::new(program(Part::Helm, "helm"));
        command.args(words(line)).env("KUBECONFIG", &self.kubeconfig).env("HOME", &self.folder);
        self.printed(&outcome(command.current_dir(&self.folder).stdin(Stdio::null())))
    }

    /// The lines that a watch prints, one for each of the commands that follow, and the first.
    fn watch(&self, watch: &str, then: &[&str]) -> String {
        let mut running = Running::start(kubectl(&self.kubeconfig, words(watch)).current_dir(&self.folder));
        let deadline = Instant::now() + Duration::from_secs(30);
        let left = || deadline.saturating_duration_since(Instant::now());
        let mut lines = vec![running.line("a first line", left(), |_| true)];
        lines.push(running.line("an object", left(), |_| true));
        for line in then {
            let _ = kubectl_outcome(&self.kubeconfig, words(line)).ended_with(0);
            lines.push(running.line("a change", left(), |_| true));
        }
        normal(&lines.join("\n"), &self.folder)
    }

    fn printed(&self, outcome: &Outcome) -> String {
        let text = format!("exit {}\n{}\n{}", outcome.code, outcome.stdout, outcome.stderr);
        normal(&text, &self.folder)
    }
}

/// Words of a line; single quotes keep spaces.
pub fn words(line: &str) -> Vec<String> {
    let quoted = line.split('\'').enumerate();
    let words = quoted.flat_map(|(index, part)| match index % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
        _ => vec![part.to_owned()],
    });
    words.collect()
}
