//! Completion scripts in the real shells, and the protocol that they speak.
//!
//! A shell that is not installed is skipped loudly; with `NEAP_REQUIRE_SHELLS=1` that is a failure.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::server::{Answer, Server};
use crate::support::{command, neap, outcome};

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "elvish", "pwsh"];

fn installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Whether a shell is there; if not, says so past the capture of the test harness.
fn present(shell: &str) -> bool {
    if installed(shell) {
        return true;
    }
    assert!(
        std::env::var_os("NEAP_REQUIRE_SHELLS").is_none(),
        "{shell} is not installed, but it is required"
    );
    let _ = writeln!(std::io::stderr(), "SKIPPED: completions in {shell}: it is not installed");
    false
}

#[test]
fn skipped_shells_are_counted() {
    let missing: Vec<_> = SHELLS.into_iter().filter(|shell| !installed(shell)).collect();
    let _ = writeln!(
        std::io::stderr(),
        "completions: {} of {} shells are tested; skipped {}: {missing:?}",
        SHELLS.len() - missing.len(),
        SHELLS.len(),
        missing.len(),
    );
    assert!(missing.len() < SHELLS.len(), "no shell at all");
}

/// An API server with two services, three namespaces and a metric.
fn cluster() -> Server {
    let named = |name: &str| json!({"apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadata", "metadata": {"name": name}});
    Server::start(move |request| match request.path.as_str() {
        "/apis/serving.kserve.io/v1beta1/namespaces/default/inferenceservices" => {
            Answer::list("PartialObjectMetadata", [named("qwen-chat"), named("llama")])
        }
        "/apis/serving.kserve.io/v1beta1/namespaces/team-a/inferenceservices" => {
            Answer::list("PartialObjectMetadata", [named("bloom")])
        }
        "/apis/data.fluid.io/v1alpha1/namespaces/default/datasets" => {
            Answer::list("PartialObjectMetadata", [named("qwen-cache"), named("llama-cache")])
        }
        "/api/v1/namespaces" => {
            Answer::list("PartialObjectMetadata", ["default", "team-a", "kube-system"].map(named))
        }
        "/api/v1/namespaces/default/pods" => {
            assert_eq!(request.query("labelSelector"), "serving.kserve.io/inferenceservice=qwen-chat");
            Answer::list("PartialObjectMetadata", [named("qwen-chat-predictor-abc")])
        }
        "/apis/custom.metrics.k8s.io/v1beta1" => Answer::json(json!({
            "kind": "APIResourceList", "groupVersion": "custom.metrics.k8s.io/v1beta1", "resources": [
                {"name": "pods/DCGM_CUSTOM_PROCESS_SM_UTIL", "singularName": "", "namespaced": true, "kind": "MetricValueList", "verbs": ["get"]},
                {"name": "namespaces/other", "singularName": "", "namespaced": false, "kind": "MetricValueList", "verbs": ["get"]},
            ],
        })),
        _ => Answer::Whole(404, "text/plain", b"404 page not found\n".to_vec()),
    })
}

/// The candidates, as soon as there are any: on a busy machine the budget may be spent before the cluster has answered.
fn some_candidates<S: AsRef<OsStr>>(kubeconfig: &Path, cache: &Path, words: &[S]) -> Vec<String> {
    let tries = (0..20).map(|_| candidates(kubeconfig, cache, words));
    tries.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

/// The candidates for the last word, by fish's protocol, which is the plainest.
fn candidates<S: AsRef<OsStr>>(
    kubeconfig: &Path,
    cache: &Path,
    words: impl IntoIterator<Item = S>,
) -> Vec<String> {
    let mut command = command();
    command.env("NEAP_COMPLETE", "fish").env("KUBECONFIG", kubeconfig).env("XDG_CACHE_HOME", cache);
    let outcome = outcome(command.args(["--", "neap"]).args(words));
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{}", outcome.stdout);
    let words = outcome.stdout.lines().map(|line| line.split('\t').next().unwrap().to_owned());
    words.filter(|word| !word.starts_with('-')).collect()
}

#[test]
fn names_come_from_the_cluster_that_is_typed() {
    let (server, folder) = (cluster(), tempfile::tempdir().unwrap());
    let config = server.kubeconfig(folder.path());
    let of = |words: &[&str]| some_candidates(&config, folder.path(), words);
    assert_eq!(of(&["serve", "get", ""]), ["llama", "qwen-chat"]);
    assert_eq!(of(&["serve", "logs", "qw"]), ["qwen-chat"]);
    assert_eq!(of(&["serve", "delete", "qwen-chat", "l"]), ["llama"]);
    assert_eq!(of(&["status", "-n", "team-a", ""]), ["bloom"]);
    assert_eq!(of(&["cache", "load", ""]), ["llama-cache", "qwen-cache"]);
    assert_eq!(of(&["serve", "knative", "--cache", "q"]), ["qwen-cache"]);
    assert_eq!(of(&["serve", "list", "-n", ""]), ["default", "kube-system", "team-a"]);
    assert_eq!(of(&["serve", "list", "--context", "s"]), ["scripted"]);
    assert_eq!(of(&["serve", "logs", "qwen-chat", "-i", ""]), ["qwen-chat-predictor-abc"]);
}

#[test]
fn a_second_tab_asks_nobody() {
    let (server, folder) = (cluster(), tempfile::tempdir().unwrap());
    let config = server.kubeconfig(folder.path());
    assert_eq!(some_candidates(&config, folder.path(), &["serve", "get", "q"]), ["qwen-chat"]);
    let asked = server.requests().len();
    assert_eq!(candidates(&config, folder.path(), ["serve", "get", "q"]), ["qwen-chat"]);
    assert_eq!(server.requests().len(), asked);
}

#[test]
fn a_cluster_that_hangs_costs_less_than_a_second() {
    let server = Server::start(|_| {
        std::thread::sleep(Duration::from_secs(5));
        Answer::Hangup
    });
    let folder = tempfile::tempdir().unwrap();
    let config = server.kubeconfig(folder.path());
    let start = Instant::now();
    assert!(candidates(&config, folder.path(), ["serve", "get", "q"]).is_empty());
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}

#[test]
fn what_goes_wrong_is_an_empty_list() {
    let folder = tempfile::tempdir().unwrap();
    let refused = Server::start(|_| Answer::status(403, "Forbidden", "no"));
    let config = refused.kubeconfig(folder.path());
    assert!(candidates(&config, folder.path(), ["serve", "get", "q"]).is_empty());
    std::fs::write(&config, "no: [yaml").unwrap();
    assert!(candidates(&config, folder.path(), ["serve", "get", "q"]).is_empty());
    assert!(candidates(&folder.path().join("absent"), folder.path(), ["serve", "get", "q"]).is_empty());
}

#[test]
fn a_program_that_logs_in_is_not_run_for_a_completion() {
    let (server, folder) = (cluster(), tempfile::tempdir().unwrap());
    let config = server.kubeconfig(folder.path());
    let witness = folder.path().join("ran");
    let exec = |mode: &str| {
        let mut document: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&config).unwrap()).unwrap();
        let token = r#"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t"}}"#;
        document["users"][0]["user"] = json!({"exec": {
            "apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": mode, "command": "sh",
            "args": ["-c", format!("touch {}; echo '{token}'", witness.display())],
        }});
        std::fs::write(&config, document.to_string()).unwrap();
    };
    exec("IfAvailable");
    assert!(candidates(&config, folder.path(), ["serve", "get", "q"]).is_empty());
    assert!(!witness.exists());
    exec("Never");
    assert_eq!(some_candidates(&config, folder.path(), &["serve", "get", "q"]), ["qwen-chat"]);
    assert!(witness.exists());
}

#[test]
fn kubectl_asks_by_another_name() {
    let (server, folder) = (cluster(), tempfile::tempdir().unwrap());
    let hook = folder.path().join("kubectl_complete-neap");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_neap"), &hook).unwrap();
    let config = server.kubeconfig(folder.path());
    assert_eq!(some_candidates(&config, folder.path(), &["serve", "get", "q"]), ["qwen-chat"]);
    let mut command = Command::new(&hook);
    command.env_clear().env("KUBECONFIG", config).env("XDG_CACHE_HOME", folder.path());
    let outcome = outcome(command.args(["serve", "get", "q"]));
    assert_eq!((outcome.code, outcome.stdout.as_str(), outcome.stderr.as_str()), (0, "qwen-chat\n:4\n", ""));
}

#[test]
fn as_a_plugin_the_usage_says_kubectl() {
    let folder = tempfile::tempdir().unwrap();
    let plugin = folder.path().join("kubectl-neap");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_neap"), &plugin).unwrap();
    let help = outcome(Command::new(&plugin).args(["serve", "list", "--help"]));
    assert!(help.stdout.contains("Usage: kubectl neap serve list"), "{}", help.stdout);
    assert!(neap(["serve", "list", "--help"]).stdout.contains("Usage: neap serve list"));
}

#[test]
fn a_script_that_is_not_dynamic_never_calls_the_program() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let dynamic = neap(["completions", shell]);
        assert_eq!((dynamic.code, dynamic.stderr.as_str()), (0, ""));
        assert!(dynamic.stdout.contains("NEAP_COMPLETE"), "{shell}");
        let plain = neap(["completions", shell, "--static"]);
        assert!(!plain.stdout.contains("NEAP_COMPLETE") && plain.stdout.contains("kserve"), "{shell}");
        // The path of SGLang's API is no verb.
        let words = plain.stdout.replace("/generate", "").replace("generated-", "");
        assert!(!words.contains("generate"), "{shell} offers a hidden verb");
    }
}

/// A shell on a terminal of its own, in an empty home, with the binary on its path.
struct Typist {
    session: rexpect::session::PtySession,
}

impl Typist {
    fn start(program: &str, arguments: &[&str], home: &Path, kubeconfig: &Path) -> Self {
        let binary = Path::new(env!("CARGO_BIN_EXE_neap")).parent().unwrap();
        let path = std::env::join_paths(
            std::iter::once(binary.to_owned())
                .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
        )
        .unwrap();
        let mut command = Command::new(program);
        command.args(arguments).env_clear().env("PATH", path).env("HOME", home).env("TERM", "xterm");
        command.env("XDG_CONFIG_HOME", home).env("XDG_DATA_HOME", home).env("XDG_CACHE_HOME", home);
        command.env("KUBECONFIG", kubeconfig).env("LC_ALL", "C.UTF-8");
        let mut session = rexpect::session::spawn_command(command, Some(20_000)).unwrap();
        // An interactive shell does not mind SIGTERM.
        session.process_mut().set_kill_timeout(Some(20));
        Self { session }
    }

    /// Types a line and waits until the shell has run it.
    fn run(&mut self, line: &str) {
        self.session.send(&format!("{line}; echo re''ady\r")).unwrap();
        self.session.flush().unwrap();
        self.session.exp_string("ready").unwrap();
    }

    /// Types the words, presses TAB, and waits for what the shell adds.
    fn complete(&mut self, typed: &str, added: &str) {
        self.session.send(&format!("{typed}\t")).unwrap();
        self.session.flush().unwrap();
        let found = self.session.exp_string(added);
        assert!(found.is_ok(), "`{typed}` TAB did not add `{added}`: {found:?}");
    }
}

/// Loads the script of each kind and presses TAB: a verb, then a service of the cluster.
fn types_in(shell: &str, arguments: &[&str], before: &[&str], load: impl Fn(&str) -> String) {
    if !present(shell) {
        return;
    }
    let (server, home) = (cluster(), tempfile::tempdir().unwrap());
    let config = server.kubeconfig(home.path());
    for flags in ["--static", ""] {
        let mut typist = Typist::start(shell, arguments, home.path(), &config);
        for line in before {
            typist.run(line);
        }
        typist.run(&load(flags));
        typist.complete("neap serve kser", "ve");
        typist.session.send_control('u').unwrap();
        if flags.is_empty() {
            // What the cluster says is in the cache of this home then, however busy the machine is.
            assert_eq!(some_candidates(&config, home.path(), &["serve", "get", "qw"]), ["qwen-chat"]);
            typist.complete("neap serve get qw", "en-chat");
        }
    }
}

#[test]
fn bash_completes() {
    types_in("bash", &["--norc", "--noprofile", "-i"], &["stty echo"], |flags| {
        format!("source <(neap completions bash {flags})")
    });
}

#[test]
fn zsh_completes() {
    types_in("zsh", &["-f", "-i"], &["autoload -U compinit", "compinit -u"], |flags| {
        format!("source <(neap completions zsh {flags})")
    });
}

#[test]
fn fish_completes() {
    types_in("fish", &["--no-config", "-i"], &[], |flags| format!("neap completions fish {flags} | source"));
}

#[test]
fn elvish_completes() {
    types_in("elvish", &["-norc"], &[], |flags| format!("eval (neap completions elvish {flags} | slurp)"));
}

#[test]
fn powershell_completes() {
    types_in("pwsh", &["-NoProfile", "-NoLogo"], &[], |flags| {
        format!("neap completions powershell {flags} | Out-String | Invoke-Expression")
    });
}
