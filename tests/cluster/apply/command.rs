//! `serve kserve` and `serve diff` as a user runs them.

use serde_json::{Value, json};

use super::{existing, seed};
use crate::plane::{Namespace, Node, Rule, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        the_seeds_command_is_applied_and_shown,
        results_are_printed_as_asked,
        a_difference_is_shown_and_told_by_the_exit_code,
        a_server_dry_run_writes_nothing,
        a_slow_server_ends_in_time_and_nothing_is_written,
        a_service_file_of_the_whole_is_applied,
        wait_ends_ready_or_with_what_is_missing,
    ]
}

fn the_seeds_command_is_applied_and_shown(ns: &Namespace) {
    let refused = ns.neap(seed(&["kserve"], &[])).ended_with(1);
    assert!(refused.stderr.contains("persistentvolumeclaim/llm-model does not exist"), "{}", refused.stderr);
    assert_eq!(refused.stdout, "");
    ns.bound_pvc("llm-model");
    let table = |outcome: &str| {
        format!(
            "OBJECT                                                 RESULT\n\
             resourcepolicy.scheduling.alibabacloud.com/qwen-chat   {outcome}\n\
             inferenceservice.serving.kserve.io/qwen-chat           {outcome}\n\
             horizontalpodautoscaler.autoscaling/qwen-chat-hpa      {outcome}\n"
        )
    };
    let created = ns.neap(seed(&["kserve"], &[])).ended_with(0);
    assert_eq!(created.stdout, table("created"));
    let next = format!("`neap status qwen-chat -n {} -w`", ns.name);
    assert!(created.stderr.contains(&next), "{}", created.stderr);
    let again = ns.neap(seed(&["kserve"], &[])).ended_with(0);
    assert_eq!(again.stdout, table("unchanged"));
    let changed = ns.neap(seed(&["kserve"], &["--scale-down-window=1m"])).ended_with(0);
    assert!(changed.stdout.contains("qwen-chat-hpa      configured\n"), "{}", changed.stdout);
    assert_eq!(changed.stdout.matches("unchanged").count(), 2);
}

fn results_are_printed_as_asked(ns: &Namespace) {
    ns.bound_pvc("llm-model");
    let names = ns.neap(seed(&["kserve"], &["-o", "name"])).ended_with(0);
    assert_eq!(
        names.stdout.lines().collect::<Vec<_>>(),
        [
            "resourcepolicy.scheduling.alibabacloud.com/qwen-chat",
            "inferenceservice.serving.kserve.io/qwen-chat",
            "horizontalpodautoscaler.autoscaling/qwen-chat-hpa",
        ]
    );
    let json = ns.neap(seed(&["kserve"], &["-o", "json"])).ended_with(0);
    let list: Value = serde_json::from_str(&json.stdout).unwrap();
    let items = list["items"].as_array().unwrap();
    assert_eq!((&list["kind"], items.len()), (&json!("List"), 3));
    assert!(
        items
            .iter()
            .all(|item| item["metadata"]["uid"].is_string() && item["metadata"]["managedFields"].is_null())
    );
    let yaml = ns.neap(seed(&["kserve"], &["-o", "yaml"])).ended_with(0);
    let documents = neap::manifest::yaml::parse_documents(&yaml.stdout).unwrap();
    // Between the two runs controllers have written status and versions.
    let spec = |objects: &[Value]| -> Vec<Value> {
        objects.iter().map(|it| json!([it["kind"], it["metadata"]["uid"], it["spec"]])).collect()
    };
    assert_eq!(spec(&documents), spec(items));
    // What is printed can be given to kubectl.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.yaml");
    std::fs::write(&file, &yaml.stdout).unwrap();
    let read = ns.kubectl(["get", "-f", file.to_str().unwrap(), "-o", "name"]);
    assert_eq!(read, names.stdout);
}

fn a_difference_is_shown_and_told_by_the_exit_code(ns: &Namespace) {
    ns.bound_pvc("llm-model");
    let new = ns.neap(seed(&["diff", "kserve"], &[])).ended_with(4);
    assert!(
        new.stdout.contains("--- /dev/null\n+++ new/inferenceservice.serving.kserve.io/qwen-chat\n"),
        "{}",
        new.stdout
    );
    assert!(!new.stderr.contains("error"), "{}", new.stderr);
    assert!(existing(ns, "qwen-chat").is_empty());
    drop(ns.neap(seed(&["kserve"], &[])).ended_with(0));
    let same = ns.neap(seed(&["diff", "kserve"], &[])).ended_with(0);
    assert_eq!(same.stdout, "");
    assert!(same.stderr.contains("no difference"), "{}", same.stderr);
    let other = ns.neap(seed(&["diff", "kserve"], &["--env=A=b", "--scale-up-window=0s"])).ended_with(4);
    for line in ["+      - name: A\n", "+        value: b\n", "+    scaleUp:\n"] {
        assert!(other.stdout.contains(line), "{line}: {}", other.stdout);
    }
    for noise in ["managedFields", "resourceVersion", "status:", "generation"] {
        assert!(!other.stdout.contains(noise), "{noise}: {}", other.stdout);
    }
    assert!(
        other.stderr.contains("restart, since this changes: spec.predictor.containers"),
        "{}",
        other.stderr
    );
    assert!(!other.stdout.contains('\u{1b}'));
    let fewer = ns
        .neap(["serve", "diff", "kserve", "--name=qwen-chat", "--image=registry.invalid/v:1", "sleep 1"])
        .ended_with(4);
    assert!(
        fewer.stdout.contains("--- live/horizontalpodautoscaler.autoscaling/qwen-chat-hpa\n+++ /dev/null"),
        "{}",
        fewer.stdout
    );
    drop(ns.neap(["serve", "diff", "-f", "/nonexistent.yaml"]).ended_with(2));
}

fn a_server_dry_run_writes_nothing(ns: &Namespace) {
    ns.bound_pvc("llm-model");
    let proxy = ns.cluster.proxy();
    let dry = ns.neap_through(&proxy, seed(&["kserve"], &["--dry-run=server"])).ended_with(0);
    assert_eq!(dry.stdout.matches("created (server dry run)").count(), 3, "{}", dry.stdout);
    assert!(dry.stderr.contains("nothing was written"), "{}", dry.stderr);
    assert_eq!(proxy.count(|seen| seen.is_write()), 0);
    assert!(existing(ns, "qwen-chat").is_empty());
}

fn a_slow_server_ends_in_time_and_nothing_is_written(ns: &Namespace) {
    ns.bound_pvc("llm-model");
    let proxy = ns.cluster.proxy();
    proxy.add(Rule::dry_runs().slow(secs(3600)));
    let started = std::time::Instant::now();
    let slow = ns.neap_through(&proxy, seed(&["kserve"], &["--request-timeout=1s"])).ended_with(3);
    assert!(started.elapsed() < secs(5), "{:?}", started.elapsed());
    assert!(slow.stderr.contains("did not answer within 1s"), "{}", slow.stderr);
    assert!(slow.stderr.contains("nothing was written"), "{}", slow.stderr);
    assert_eq!(proxy.count(|seen| seen.is_write()), 0);
    // The same of a write: what is done is said.
    let proxy = ns.cluster.proxy();
    proxy.add(Rule::writes().nth(2).slow(secs(3600)));
    let half = ns.neap_through(&proxy, seed(&["kserve"], &["--request-timeout=1s"])).ended_with(3);
    for said in [
        "done: resourcepolicy.scheduling.alibabacloud.com/qwen-chat created",
        "not done: inferenceservice",
        "to finish",
        "to undo",
    ] {
        assert!(half.stderr.contains(said), "{said}: {}", half.stderr);
    }
}

fn a_service_file_of_the_whole_is_applied(ns: &Namespace) {
    ns.bound_pvc("llm-model");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("qwen.yaml");
    let file = file.to_str().unwrap();
    drop(ns.neap(seed(&["kserve"], &["--save", file])).ended_with(0));
    let same = ns.neap(["serve", "kserve", "-f", file]).ended_with(0);
    assert_eq!(same.stdout.matches("unchanged").count(), 3, "{}", same.stdout);
    drop(ns.neap(["serve", "diff", "-f", file]).ended_with(0));
    let more = ns.neap(["serve", "kserve", "-f", file, "--max-replicas=4"]).ended_with(0);
    assert_eq!(more.stdout.matches("configured").count(), 1, "{}", more.stdout);
}

fn wait_ends_ready_or_with_what_is_missing(ns: &Namespace) {
    ns.bound_pvc("llm-model");
    let started = std::time::Instant::now();
    let late = ns.neap(seed(&["kserve"], &["--wait=2s"])).ended_with(3);
    assert!(started.elapsed() < secs(10));
    assert_eq!(late.stdout.matches("created").count(), 3, "{}", late.stdout);
    assert!(late.stderr.contains("timed out waiting for `ready`"), "{}", late.stderr);
    assert!(late.stderr.contains("neap status qwen-chat"), "{}", late.stderr);
    ns.add_node(Node::new("edge").pool("np-edge").cpu("8").memory("64Gi").gpus(1));
    let ready = ns.neap(seed(&["kserve"], &["--wait=60s", "--watch=1s"])).ended_with(0);
    assert_eq!(ready.stdout.matches("unchanged").count(), 3, "{}", ready.stdout);
    assert!(ready.stderr.contains("qwen-chat is ready"), "{}", ready.stderr);
    for wrong in ["--wait=", "--wait=0", "--wait=soon", "--watch=x"] {
        let refused = ns.neap(seed(&["kserve"], &[wrong])).ended_with(2);
        assert!(refused.stderr.contains(wrong.split('=').next().unwrap()), "{}", refused.stderr);
    }
}
