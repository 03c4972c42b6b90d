//! `serve logs` against a scripted API server: a kubelet is what real pods lack in the tests.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::server::{Answer, Request, Server};
use crate::support::{Outcome, command, outcome};

const PODS: &str = "/api/v1/namespaces/default/pods";

fn pod(name: &str, second: u32) -> Value {
    json!({
        "metadata": {"name": name, "namespace": "default", "resourceVersion": "2", "creationTimestamp": format!("2026-01-01T00:00:{second:02}Z"),
            "labels": {"serving.kserve.io/inferenceservice": "qwen"}},
        "spec": {"containers": [{"name": "queue-proxy"}, {"name": "kserve-container"}]},
        "status": {"phase": "Running", "containerStatuses": [
            {"name": "kserve-container", "ready": true, "restartCount": 0, "state": {"running": {}}}]},
    })
}

fn name_in(request: &Request) -> Option<&str> {
    request.path.strip_prefix(PODS)?.strip_prefix('/')?.strip_suffix("/log")
}

fn logs(server: &Server, args: &[&str]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let config = server.kubeconfig(folder.path());
    outcome(command().env("KUBECONFIG", config).args(["serve", "logs"]).args(args))
}

#[test]
fn one_replica_has_no_prefix_and_its_serving_container_is_read() {
    let server = Server::start(|request| match name_in(request) {
        Some("qwen-a") => Answer::text("one\ntwo without end"),
        _ => Answer::list("Pod", [pod("qwen-a", 0)]),
    });
    let shown = logs(&server, &["qwen", "--tail", "5", "--since", "1m30s", "--timestamps"]);
    assert_eq!((shown.code, shown.stdout.as_str(), shown.stderr.as_str()), (0, "one\ntwo without end\n", ""));
    let asked = server.requests();
    assert_eq!(asked[0].query("labelSelector"), "serving.kserve.io/inferenceservice=qwen");
    let log = &asked[1];
    for (name, value) in [
        ("container", "kserve-container"),
        ("tailLines", "5"),
        ("sinceSeconds", "90"),
        ("timestamps", "true"),
        ("follow", ""),
    ] {
        assert_eq!(log.query(name), value, "{name}");
    }
}

#[test]
fn flags_reach_the_api_as_they_are_meant() {
    let server = Server::start(|request| match name_in(request) {
        Some(_) => Answer::text("x\n"),
        None => Answer::list("Pod", [pod("qwen-a", 0)]),
    });
    let shown = logs(
        &server,
        &[
            "qwen",
            "-p",
            "-c",
            "queue-proxy",
            "--tail=-1",
            "--since-time",
            "2026-01-31T08:00:00Z",
            "-i",
            "qwen-a",
        ],
    );
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    let log = server.requests().pop().unwrap();
    for (name, value) in [
        ("container", "queue-proxy"),
        ("previous", "true"),
        ("tailLines", ""),
        ("sinceTime", "2026-01-31T08:00:00Z"),
    ] {
        assert_eq!(log.query(name), value, "{name}");
    }
}

#[test]
fn several_replicas_come_with_their_names_oldest_first() {
    let server = Server::start(|request| match name_in(request) {
        Some(name) => Answer::text(format!("I am {name}\n")),
        None => Answer::list("Pod", [pod("qwen-a", 9), pod("qwen-b", 1)]),
    });
    let shown = logs(&server, &["qwen"]);
    assert_eq!(shown.stdout, "qwen-b | I am qwen-b\nqwen-a | I am qwen-a\n");
    let one = logs(&server, &["qwen", "-i", "qwen-a"]);
    assert_eq!((one.code, one.stdout.as_str()), (0, "I am qwen-a\n"));
    let wrong = logs(&server, &["qwen", "-i", "qwen-aa"]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (1, ""));
    assert!(wrong.stderr.contains("has no replica \"qwen-aa\""), "{}", wrong.stderr);
    assert!(wrong.stderr.contains("did you mean `qwen-a` or `qwen-b`?"), "{}", wrong.stderr);
}

#[test]
fn a_replica_that_waits_does_not_hide_the_others() {
    let waiting = "container \"kserve-container\" in pod \"qwen-b\" is waiting to start: ContainerCreating";
    let both = Server::start(move |request| match name_in(request) {
        Some("qwen-a") => Answer::text("hello\n"),
        Some(_) => Answer::status(400, "BadRequest", waiting),
        None => Answer::list("Pod", [pod("qwen-a", 0), pod("qwen-b", 1)]),
    });
    let shown = logs(&both, &["qwen"]);
    assert_eq!((shown.code, shown.stdout.as_str()), (0, "qwen-a | hello\n"));
    assert!(shown.stderr.starts_with("warning: nothing of qwen-b: "), "{}", shown.stderr);
    let alone = Server::start(move |request| match name_in(request) {
        Some(_) => Answer::status(400, "BadRequest", waiting),
        None => Answer::list("Pod", [pod("qwen-b", 1)]),
    });
    let shown = logs(&alone, &["qwen"]);
    assert_eq!((shown.code, shown.stdout.as_str()), (1, ""));
    assert!(
        shown.stderr.contains("ContainerCreating") && shown.stderr.contains("neap serve get qwen"),
        "{}",
        shown.stderr
    );
}

#[test]
fn a_pod_without_a_node_has_not_started() {
    let mut pending = pod("qwen-a", 0);
    pending["status"] = json!({"phase": "Pending"});
    let server = Server::start(move |request| match name_in(request) {
        Some(_) => Answer::text(""),
        None => Answer::list("Pod", [pending.clone()]),
    });
    let shown = logs(&server, &["qwen"]);
    assert_eq!((shown.code, shown.stdout.as_str()), (4, ""));
    assert!(shown.stderr.starts_with("error: qwen-a has not started: Pending\n"), "{}", shown.stderr);
}

#[test]
fn an_unknown_service_and_one_without_replicas_are_told_apart() {
    let server = Server::start(|request| match request.path.as_str() {
        PODS => Answer::list("Pod", []),
        path if path.ends_with("/inferenceservices/idle") => {
            Answer::json(json!({"metadata": {"name": "idle", "namespace": "default"}}))
        }
        path if path.contains("/inferenceservices/") => {
            Answer::missing("inferenceservices.serving.kserve.io", "x")
        }
        _ => Answer::list(
            "PartialObjectMetadata",
            [json!({"metadata": {"name": "qwen-chat", "namespace": "default"}})],
        ),
    });
    let unknown = logs(&server, &["qwen-chta"]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.stderr.contains("did you mean `qwen-chat`?"), "{}", unknown.stderr);
    let idle = logs(&server, &["idle"]);
    assert_eq!(idle.code, 4);
    assert!(idle.stderr.contains("service idle has no replicas"), "{}", idle.stderr);
}

#[test]
fn what_is_wrong_with_a_flag_is_said_before_anything_is_asked() {
    for (args, flag) in [
        (["--since", "5x"], "--since"),
        (["--since", "0s"], "--since"),
        (["--since", ""], "--since"),
        (["--since-time", "yesterday"], "--since-time"),
        (["--tail", "-2"], "--tail"),
        (["--tail", "many"], "--tail"),
        (["-f", "-p"], "--previous"),
    ] {
        let mut command = command();
        let shown = outcome(command.args(["serve", "logs", "qwen"]).args(args));
        assert_eq!((shown.code, shown.stdout.as_str()), (2, ""), "{args:?}: {}", shown.stderr);
        assert!(shown.stderr.contains(flag), "{args:?}: {}", shown.stderr);
    }
}

/// A pod's log breaks off and is taken up again without a line twice; a second pod comes; the first goes.
#[test]
fn following_survives_breaks_and_sees_replicas_come_and_go() {
    let (change, changes) = mpsc::channel::<Value>();
    let changes = Arc::new(Mutex::new(Some(changes)));
    let opened = Arc::new(AtomicUsize::new(0));
    let server = Server::start(move |request| match (name_in(request), request.query("watch")) {
        (Some("qwen-a"), _) => match opened.fetch_add(1, Ordering::SeqCst) {
            0 => Answer::stream("text/plain", |send| {
                send(b"2026-01-01T00:00:01Z a1\n2026-01-01T00:00:02Z a2\n2026-01-01T00:00:02Z a3\n")
            }),
            _ => {
                assert_eq!(request.query("sinceTime"), "2026-01-01T00:00:02Z");
                Answer::stream("text/plain", |send| {
                    send(b"2026-01-01T00:00:02Z a2\n2026-01-01T00:00:02Z a3\n2026-01-01T00:00:02Z a4\n2026-01-01T00:00:03Z a5\n")?;
                    std::thread::sleep(Duration::from_secs(60));
                    Ok(())
                })
            }
        },
        (Some(_), _) => Answer::stream("text/plain", |send| {
            send(b"2026-01-01T00:00:09Z b1\n")?;
            std::thread::sleep(Duration::from_secs(60));
            Ok(())
        }),
        (None, "true" | "1") => match changes.lock().unwrap().take() {
            Some(changes) => Answer::stream("application/json", move |send| {
                for change in changes {
                    send(format!("{change}\n").as_bytes())?;
                }
                std::thread::sleep(Duration::from_secs(60));
                Ok(())
            }),
            None => Answer::Hangup,
        },
        (None, _) if request.path == PODS => Answer::list("Pod", [pod("qwen-a", 0)]),
        (None, _) => Answer::json(pod("qwen-a", 0)),
    });
    let folder = tempfile::tempdir().unwrap();
    let config = server.kubeconfig(folder.path());
    let child = command()
        .env("KUBECONFIG", config)
        .args(["serve", "logs", "qwen", "-f"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut child = Ended(child);
    let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut notes = BufReader::new(child.0.stderr.take().unwrap()).lines().map(Result::unwrap);
    for line in ["a1", "a2", "a3", "a4", "a5"] {
        assert_eq!(lines.next().as_deref(), Some(line));
    }
    change.send(json!({"type": "ADDED", "object": pod("qwen-b", 5)})).unwrap();
    assert_eq!(notes.next().as_deref(), Some("+ qwen-b"));
    assert_eq!(lines.next().as_deref(), Some("qwen-b | b1"));
    change.send(json!({"type": "DELETED", "object": pod("qwen-a", 0)})).unwrap();
    assert_eq!(notes.next().as_deref(), Some("- qwen-a"));
}

/// A process that ends with its test, even if that fails.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
