//! What looks into a service, and what takes one over, under exactly their Roles.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::services::DEPLOYMENT;
use super::{Rotated as _, Runs};
use crate::plane::{Namespace, Node, Running, secs};
use crate::suite::Test;
use crate::terminal::Terminal;

pub fn tests() -> Vec<Test> {
    crate::shared![what_looks_into_a_service_needs_what_is_printed]
}

pub const READS: [&str; 6] =
    ["status", "serve exec", "serve attach", "status --timeline", "status --record", "import --adopt"];

fn what_looks_into_a_service_needs_what_is_printed(ns: &Namespace) {
    ns.add_node(Node::new("node"));
    ns.metric("vllm:num_requests_waiting").set(1);
    ns.log("INFO ready");
    ns.admit();
    // As somebody else deploys it.
    let made = ns.neap([&DEPLOYMENT[..], &["--dry-run=client", "--output=yaml"]].concat().rotated());
    let file = ns.cluster.folder.join(format!("{}-made.yaml", ns.name));
    std::fs::write(&file, made.ended_with(0).stdout).unwrap();
    ns.kubectl(["apply", "-f", file.to_str().unwrap()]);
    let runs = Runs::new(ns);
    let patch = ns.cluster.folder.join(format!("{}-adopted.yaml", ns.name)).display().to_string();
    let (_, said) = runs.run("import --adopt", &["import", "qwen", "--adopt", "--patch", &patch], 0);
    assert!(said.contains("kubectl-client-side-apply"), "{said}");
    let _ = ns.neap(["status", "qwen", "--for", "ready", "--timeout=60s"]).ended_with(0);
    inside(ns, &runs);
    runs.run("status --timeline", &["status", "qwen", "--timeline"], 0);
    recorded(ns, &runs);
    on_a_terminal(ns, &runs);
    runs.are(&READS);
}

/// A command in a container, and its own process, which does not end.
fn inside(ns: &Namespace, runs: &Runs<'_>) {
    let (said, _) = runs.run("serve exec", &["serve", "exec", "qwen", "--", "echo", "hello"], 0);
    assert_eq!(said, "hello\n");
    let user = runs.user("serve attach");
    let mut attached = Running::start(&mut ns.command_as(&user, ["--verbose", "serve", "attach", "qwen"]));
    // It is shown what is written from then on; nothing says when that begins.
    let shown = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let until = Instant::now() + secs(60);
            while !shown.load(Ordering::Relaxed) && Instant::now() < until {
                ns.log("INFO more");
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        attached.line_with("INFO more", secs(60));
        shown.store(true, Ordering::Relaxed);
    });
    ended(attached);
}

/// The live screen asks more than a watch in a pipe: how old the metric is.
fn on_a_terminal(ns: &Namespace, runs: &Runs<'_>) {
    let user = runs.user("status");
    let asked = ns.cluster.folder.join(format!("{}-screen.log", ns.name));
    let neap = ns.command_as(&user, ["--verbose", "status", "qwen", "-w"]);
    let mut shell = Command::new("sh");
    shell.env_clear().envs(neap.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.args(["-c", "file=$1; shift; exec \"$@\" 2>\"$file\"", "sh"]).arg(&asked);
    shell.arg(neap.get_program()).args(neap.get_args());
    let mut terminal = Terminal::start(shell, 100, 30);
    terminal.shows("vllm:num_requests_waiting");
    let said = || std::fs::read_to_string(&asked).unwrap_or_default();
    ns.until("the age of the metric to be asked for", secs(60), || said().contains("custom.metrics.k8s.io"));
    terminal.press("q");
    let (ended, ..) = terminal.ended();
    assert!(ended.contains(", 0)"), "{ended}");
    assert!(!said().contains("status=403"), "{}", said());
}

/// Everything is listed and watched, until somebody ends it.
fn recorded(ns: &Namespace, runs: &Runs<'_>) {
    let user = runs.user("status --record");
    let file = ns.cluster.folder.join(format!("{}-record.jsonl", ns.name));
    let args = ["--verbose", "status", "qwen", "--record", file.to_str().unwrap()];
    let recorder = Running::start(&mut ns.command_as(&user, args));
    let wanted = ["deployments", "autoscalers", "pods", "events", "nodeEvents", "slices", "nodes"];
    ns.until("all to be listed", secs(60), || {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let listed = |noun: &str| {
            text.lines().any(|line| line.contains("\"listed\"") && line.contains(&format!("\"{noun}\"")))
        };
        wanted.iter().all(|noun| listed(noun))
    });
    // What is watched comes in.
    let pod = ns.pods_in("Running").remove(0);
    ns.patch("Pod", &pod, serde_json::json!({"metadata": {"annotations": {"seen": "yes"}}}));
    ns.until("a change of the pod", secs(60), || {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        text.lines().any(|line| line.contains("\"applied\"") && line.contains(&pod))
    });
    ended(recorder);
}

/// Ends what goes on until it is told to; nothing of it was refused.
fn ended(running: Running) {
    running.interrupt();
    let outcome = running.wait(secs(60));
    assert!(!outcome.stderr.contains("status=403"), "{}", outcome.stderr);
}
