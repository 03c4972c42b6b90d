//! `neap status` against a scripted API server: what it asks for, what it prints, how it ends.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::server::{Answer, Request, Server};
use crate::support::terminal::Terminal;
use crate::support::{Outcome, command, neap, outcome};

const LABEL: &str = "serving.kserve.io/inferenceservice";

/// A service with one ready pod and one that has no room; `words` is what the scheduler says, from outside.
fn objects(words: &str) -> Value {
    let labels = json!({LABEL: "qwen", "component": "predictor", "app": "isvc.qwen-predictor"});
    let spec = json!({"containers": [{"name": "kserve-container", "image": "r.invalid/vllm:1", "resources": {"limits": {"nvidia.com/gpu": "1"}}}]});
    let pod = |name: &str, node: Option<&str>, status: Value| {
        let mut spec = spec.clone();
        spec["nodeName"] = json!(node);
        json!({"metadata": {"name": name, "namespace": "default", "uid": name, "labels": labels, "creationTimestamp": "2026-11-22T02:00:00Z"},
            "spec": spec, "status": status})
    };
    json!({
        "inferenceservices": [{"metadata": {"name": "qwen", "namespace": "default", "uid": "s"},
            "status": {"url": "http://qwen-default.example.com", "conditions": [{"type": "Ready", "status": "True"}]}}],
        "deployments": [{"metadata": {"name": "qwen-predictor", "namespace": "default", "labels": labels},
            "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "isvc.qwen-predictor"}}, "template": {"spec": spec}},
            "status": {"replicas": 2, "readyReplicas": 1, "availableReplicas": 1, "updatedReplicas": 2}}],
        "horizontalpodautoscalers": [{"metadata": {"name": "qwen-hpa", "namespace": "default"},
            "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "qwen-predictor"}, "minReplicas": 1, "maxReplicas": 3, "metrics": []}}],
        "pods": [
            pod("qwen-predictor-a", Some("edge-1"), json!({"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]})),
            pod("qwen-predictor-b", None, json!({"phase": "Pending", "conditions": [
                {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": words}]})),
        ],
        "nodes": [{"metadata": {"name": "edge-1", "labels": {"karpenter.sh/nodepool": "edge", "example.com/pool": "mine"}},
            "status": {"allocatable": {"nvidia.com/gpu": "1"}, "conditions": [{"type": "Ready", "status": "True"}]}}],
    })
}

fn kind_of(request: &Request) -> String {
    request.path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// A watch that brings one change of the Deployment and then is cut; every other one waits.
fn watching(request: &Request) -> Answer {
    let mut deployment = objects("")["deployments"][0].clone();
    let mine = kind_of(request) == "deployments" && request.query("resourceVersion") == "1";
    Answer::stream("application/json", move |send| {
        if mine {
            // The first picture has to be drawn before.
            std::thread::sleep(Duration::from_secs(1));
            deployment["apiVersion"] = json!("apps/v1");
            deployment["kind"] = json!("Deployment");
            deployment["metadata"]["resourceVersion"] = json!("2");
            deployment["spec"]["replicas"] = json!(3);
            send(format!("{}\n", json!({"type": "MODIFIED", "object": deployment})).as_bytes())?;
        }
        std::thread::sleep(Duration::from_secs(20));
        Ok(())
    })
}

fn server(words: &str) -> Server {
    let objects = objects(words);
    Server::start(move |request| match request.query("watch") {
        "true" | "1" => watching(request),
        _ if kind_of(request) == "resourcepolicies" => {
            Answer::Whole(404, "text/plain", b"404 page not found\n".to_vec())
        }
        _ if kind_of(request) == "pods" && request.query("fieldSelector").starts_with("spec.nodeName") => {
            Answer::list("Pod", [])
        }
        _ => Answer::list("Thing", objects[kind_of(request)].as_array().cloned().unwrap_or_default()),
    })
}

fn status(server: &Server, args: &[&str]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    outcome(command().arg("status").args(args).arg("--kubeconfig").arg(server.kubeconfig(folder.path())))
}

const WORDS: &str = "0/1 nodes are available: 1 Insufficient nvidia.com/gpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.";

#[test]
fn one_service_is_shown_in_a_pipe_without_colour_or_cut() {
    let outcome = status(&server(WORDS), &["qwen"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    // An age is as wide as it is: the blanks after it belong to it.
    insta::with_settings!({filters => vec![(r"\d+[dhms]\d*\w*( old)?( {2,})?", "AGE  ")]}, {
        insta::assert_snapshot!(outcome.stdout, @r#"
        qwen   in default
        ready   1/2 replicas   http://qwen-default.example.com

        AUTOSCALER   qwen-hpa, 1 to 3 replicas
          ? current / ? desired, never rescaled
          next: unknown: the controller has not looked yet

        PODS   STAGE           SINCE   POOL
        a      ready                   edge
        b      unschedulable   AGE  -
            no free nvidia.com/gpu on edge-1 (pool edge)

        POOLS   PODS   GPUS USED   NODES
        edge    1      1/1         1 ready
        "#);
    });
}

#[test]
fn the_first_picture_takes_two_rounds_of_selected_lists() {
    let server = server(WORDS);
    assert_eq!(status(&server, &["qwen"]).code, 0);
    let requests = server.requests();
    let kinds: Vec<String> = requests.iter().map(kind_of).collect();
    assert_eq!(requests.len(), 11, "{kinds:?}");
    let all: BTreeSet<&str> = kinds.iter().map(String::as_str).collect();
    assert_eq!(all.len(), 9, "every kind once, pods and the two fleets' autoscalers twice: {kinds:?}");
    for request in &requests {
        let selector = (request.query("labelSelector"), request.query("fieldSelector"));
        match kind_of(request).as_str() {
            "inferenceservices" => assert_eq!(selector.1, "metadata.name=qwen"),
            "deployments" => assert_eq!(selector.0, format!("{LABEL}=qwen")),
            "pods" => assert!(
                selector.0 == format!("{LABEL}=qwen") || selector.1 == "spec.nodeName=edge-1",
                "{selector:?}"
            ),
            _ => {}
        }
        assert_eq!(request.method, "GET");
    }
}

#[test]
fn json_is_one_document_with_a_version() {
    let outcome = status(&server(WORDS), &["qwen", "-o", "json"]);
    let document: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(
        (document["schemaVersion"].as_u64(), document["services"].as_array().unwrap().len()),
        (Some(1), 1)
    );
    let pod = &document["services"][0]["pods"][1];
    assert_eq!((pod["stage"].as_str(), pod["source"].as_str()), (Some("unschedulable"), Some("condition")));
    assert_eq!(
        pod["shortfalls"][0],
        json!({"resource": "nvidia.com/gpu", "count": 1, "on": ["edge-1"], "pools": ["edge"]})
    );
}

#[test]
fn a_pool_is_named_by_the_label_that_the_user_gives() {
    let outcome = status(&server(WORDS), &["qwen", "--pool-label", "example.com/pool"]);
    assert!(outcome.stdout.contains("(pool mine)"), "{}", outcome.stdout);
}

#[test]
fn words_from_outside_drive_no_terminal() {
    let outcome = status(
        &server("\u{1b}[2J\u{1b}]0;title\u{7}0/1 nodes are available: 1 evil\u{9b}1m."),
        &["qwen", "--color=never"],
    );
    assert_eq!(outcome.code, 0);
    assert!(!outcome.stdout.chars().any(|c| c.is_control() && c != '\n'), "{:?}", outcome.stdout);
}

#[test]
fn a_watch_in_a_pipe_is_one_line_a_change() {
    let outcome = status(&server(WORDS), &["qwen", "-w", "--for=desired=3", "--timeout=10s"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    for line in &lines {
        let (time, rest) = line.split_once("  ").unwrap();
        assert!(time.parse::<jiff::Timestamp>().is_ok() && rest.starts_with("qwen  "), "{line}");
    }
    assert!(lines[0].ends_with("ready: 1/2 replicas"), "{lines:?}");
    assert!(lines.last().unwrap().ends_with("ready: 1/3 replicas"), "{lines:?}");
}

#[test]
fn a_watch_in_json_is_one_document_a_change() {
    let outcome = status(&server(WORDS), &["qwen", "-w", "-o=json", "--for=desired=3", "--timeout=10s"]);
    let documents: Vec<Value> =
        outcome.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let desired: Vec<_> =
        documents.iter().map(|it| it["services"][0]["replicas"]["desired"].as_u64().unwrap()).collect();
    assert_eq!((outcome.code, desired), (0, vec![2, 3]));
}

/// `neap status ARGS` against the server, on a terminal.
fn on_a_terminal(server: &Server, folder: &std::path::Path, args: &[&str], size: (u16, u16)) -> Terminal {
    let mut command = command();
    command.arg("status").args(args).arg("--kubeconfig").arg(server.kubeconfig(folder));
    Terminal::start(command, size.0, size.1)
}

#[test]
fn on_a_terminal_it_is_a_screen_with_keys_that_leaves_the_terminal_as_it_was() {
    let server = server(WORDS);
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = on_a_terminal(&server, folder.path(), &["qwen", "-w"], (100, 30));
    let first = terminal.shows("/2");
    assert!(first.contains("no free nvidia.com/gpu on edge-1") && first.contains("REPLICAS"), "{first}");
    assert!(terminal.has_alternate_screen());
    // A change comes by itself.
    terminal.shows("/3");
    terminal.press("?");
    terminal.shows("any key goes on");
    terminal.press("x/b");
    terminal.until("one pod", |text| text.contains("/b") && !text.contains("  a  ready"));
    terminal.press("\u{1b}");
    terminal.shows("  a  ready");
    terminal.press("p");
    terminal.shows("PAUSED");
    terminal.press("p");
    terminal.until("the end of the pause", |text| !text.contains("PAUSED"));
    terminal.resize(20, 5);
    let small = terminal.until("a small screen", |text| text.contains("q quit") && !text.contains("http"));
    assert_eq!(small.lines().count(), 5, "{small}");
    terminal.press("q");
    let (ended, text, alternate) = terminal.ended();
    assert!(ended.contains(", 0)") && !alternate && text.trim().is_empty(), "{ended} {text:?}");
}

#[test]
fn ctrl_c_and_sigterm_leave_the_terminal_as_it_was() {
    let server = server(WORDS);
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = on_a_terminal(&server, folder.path(), &["qwen", "-w"], (80, 24));
    terminal.shows("REPLICAS");
    terminal.press("\u{3}");
    let (ended, text, alternate) = terminal.ended();
    assert!(ended.contains("130") && !alternate && text.trim().is_empty(), "{ended} {text:?}");
    let mut terminal = on_a_terminal(&server, folder.path(), &["qwen", "-w"], (80, 24));
    terminal.shows("REPLICAS");
    terminal.terminate();
    let (ended, text, alternate) = terminal.ended();
    assert!(ended.contains("143") && !alternate && text.trim().is_empty(), "{ended} {text:?}");
}

#[test]
fn ctrl_z_goes_to_the_shell_and_fg_comes_back() {
    let server = server(WORDS);
    let folder = tempfile::tempdir().unwrap();
    let mut shell = std::process::Command::new("bash");
    shell.args(["--norc", "--noprofile", "-i"]).env("PS1", "shell> ").env("HOME", folder.path());
    let mut terminal = Terminal::start(shell, 100, 30);
    terminal.shows("shell>");
    let kubeconfig = server.kubeconfig(folder.path());
    let line =
        format!("{} status qwen -w --kubeconfig {}\n", env!("CARGO_BIN_EXE_neap"), kubeconfig.display());
    terminal.press(&line);
    terminal.until("the screen", |text| text.contains("REPLICAS") && text.contains("q quit"));
    terminal.press("\u{1a}");
    let stopped = terminal.shows("Stopped");
    assert!(!terminal.has_alternate_screen(), "{stopped}");
    terminal.press("fg\n");
    terminal.until("the screen again", |text| text.contains("REPLICAS") && text.contains("q quit"));
    terminal.press("q");
    terminal.until("the shell again", |text| text.contains("Stopped"));
    terminal.press("echo ended with $?; exit\n");
    let (_, text, alternate) = terminal.ended();
    assert!(text.contains("ended with 0") && !alternate, "{text}");
}

#[test]
fn a_service_of_the_table_is_opened_and_left_again() {
    let server = server(WORDS);
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = on_a_terminal(&server, folder.path(), &["-w"], (100, 30));
    terminal.shows("1 service");
    terminal.press("\r");
    // The last line is drawn last.
    let one = terminal.shows("Esc back");
    assert!(one.contains("REPLICAS"), "{one}");
    terminal.press("\u{1b}");
    terminal.shows("1 service");
    terminal.press("q");
    assert!(terminal.ended().0.contains(", 0)"));
}

#[test]
fn plain_words_redraw_nothing() {
    let server = server(WORDS);
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = on_a_terminal(&server, folder.path(), &["qwen", "-w", "--plain"], (100, 30));
    terminal.shows("qwen  now: ");
    terminal.shows("/3 replicas");
    assert!(!terminal.bytes.contains(&0x1b), "{:?}", String::from_utf8_lossy(&terminal.bytes));
    terminal.press("\u{3}");
    assert!(terminal.ended().0.contains("130"));
    let refused = status(&server, &["qwen", "--plain"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("--watch"), "{}", refused.stderr);
}

#[test]
fn a_state_that_does_not_come_is_exit_3_with_what_is_missing() {
    let outcome = status(&server(WORDS), &["qwen", "--for=ready=2", "--timeout=1s"]);
    assert_eq!(outcome.code, 3);
    assert_eq!(outcome.stderr, "error: timed out waiting for `ready=2`: ready is 1, not 2\n");
    assert!(
        outcome.stdout.contains("no free nvidia.com/gpu on edge-1"),
        "the picture says why: {}",
        outcome.stdout
    );
}

#[test]
fn a_cluster_without_kserve_is_told_apart_from_one_without_the_service() {
    let bare = Server::start(|_| Answer::Whole(404, "text/plain", b"404 page not found\n".to_vec()));
    let outcome = status(&bare, &["qwen"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""));
    assert!(outcome.stderr.starts_with("error: KServe is not installed"), "{}", outcome.stderr);
    let empty = Server::start(|_| Answer::list("Thing", []));
    let outcome = status(&empty, &["qwen"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""));
    assert!(
        outcome.stderr.starts_with("error: there is no service \"qwen\" in namespace default"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_server_that_fails_ends_the_first_look() {
    let failing = Server::start(|_| Answer::status(500, "InternalError", "etcd is away"));
    for args in [&["qwen"][..], &["qwen", "-w"], &["qwen", "--for=ready"], &[], &["-A"]] {
        let outcome = status(&failing, args);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""), "{args:?}");
        assert!(outcome.stderr.starts_with("error: "), "{args:?}: {}", outcome.stderr);
    }
}

#[test]
fn flags_that_are_wrong_are_usage_errors() {
    for (args, says) in [
        (&["status", "q", "--for", "redy"][..], "invalid value \"redy\" for `--for`"),
        (&["status", "q", "--for", "ready=-1"], "invalid value \"ready=-1\" for `--for`"),
        (&["status", "q", "--for", "pool.=1"], "for example `neap status q --for ready=3`"),
        (&["status", "q", "--for=ready", "--timeout=soon"], "invalid value \"soon\" for `--timeout`"),
        (&["status", "--for=ready"], "NAME"),
        (&["status", "q", "--timeout=1s"], "--for"),
        (&["status", "q", "-A"], "--all-namespaces"),
        (&["status", "q", "-o", "yaml"], "json"),
    ] {
        let outcome = neap(args);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{args:?}");
        assert!(outcome.stderr.contains(says), "{args:?}: {}", outcome.stderr);
    }
}
