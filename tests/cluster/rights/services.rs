//! The verbs of a service from its first apply to its end.

use serde_json::json;

use super::{Rotated as _, Runs, allowed};
use crate::plane::{Namespace, Node, Running, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![verbs_of_a_service_need_what_neap_rbac_prints, verbs_of_kserve_need_what_neap_rbac_prints]
}

pub const DEPLOYED: [&str; 17] = [
    "serve deployment",
    "serve diff",
    "serve update",
    "serve history",
    "serve rollback",
    "serve scale",
    "serve restart",
    "serve list",
    "serve get",
    "serve logs",
    "status",
    "doctor",
    "metrics check",
    "import",
    "export",
    "doctor --fix",
    "serve delete",
];

pub const KSERVE: [&str; 5] = ["serve kserve", "serve get", "status", "bench --in-cluster", "serve delete"];

pub const DEPLOYMENT: [&str; 11] = [
    "serve",
    "deployment",
    "--name=qwen",
    "--image=registry.invalid/vllm:1",
    "--cpu=1",
    "--memory=1Gi",
    "--scale-metric=vllm-waiting",
    "--scale-target=5",
    "--min-replicas=1",
    "--max-replicas=3",
    "vllm serve /m --port 8080",
];

fn verbs_of_a_service_need_what_neap_rbac_prints(ns: &Namespace) {
    ns.add_node(Node::new("node"));
    ns.metric("vllm:num_requests_waiting").set(1);
    ns.log("INFO ready");
    let runs = Runs::new(ns);
    let deploy = runs.user("serve deployment");
    allowed(ns, &deploy, &[&DEPLOYMENT[..], &["--wait=60s"]].concat().rotated(), 0);
    allowed(ns, &deploy, &[&DEPLOYMENT[..], &["--env=A=b"]].concat().rotated(), 0);
    runs.run("serve diff", &[&["serve", "diff"], &DEPLOYMENT[1..]].concat(), 4);
    runs.run("serve update", &["serve", "update", "qwen", "--env=A=c", "--yes"], 0);
    runs.run("serve history", &["serve", "history", "qwen"], 0);
    runs.run("serve rollback", &["serve", "rollback", "qwen", "--yes"], 0);
    runs.run("serve scale", &["serve", "scale", "qwen", "2", "--wait=60s"], 0);
    runs.run("serve restart", &["serve", "restart", "qwen", "--wait=60s"], 0);
    runs.run("serve list", &["serve", "list", "-o", "json"], 0);
    runs.run("serve get", &["serve", "get", "qwen"], 0);
    let (logs, _) = runs.run("serve logs", &["serve", "logs", "qwen"], 0);
    assert!(logs.contains("INFO ready"), "{logs}");
    runs.run("status", &["status", "qwen", "--for", "ready", "--timeout=60s"], 0);
    runs.run("doctor", &["doctor", "qwen", "--only", "NEAP001"], 0);
    // The engine cannot be reached here, so the chain is broken; but nobody is refused anything.
    let checker = runs.user("metrics check");
    let chain = ns.neap_as(&checker, ["metrics", "check", "qwen"]).ended_with(4);
    let told = format!("{}{}", chain.stdout, chain.stderr);
    assert!(told.contains("it is served") && !told.contains("may not"), "{told}");
    let patch = ns.cluster.folder.join(format!("{}-patch.yaml", ns.name)).display().to_string();
    runs.run("import", &["import", "qwen", "--patch", &patch], 0);
    let folder = ns.cluster.folder.join(format!("{}-chart", ns.name)).display().to_string();
    runs.run("export", &["export", "qwen", "--helm", &folder], 0);
    mended(ns, &runs);
    runs.run("serve delete", &["serve", "delete", "qwen", "--yes", "--wait=60s"], 0);
    runs.are(&DEPLOYED);
}

/// `doctor --fix` writes under its own Role.
fn mended(ns: &Namespace, runs: &Runs<'_>) {
    ns.apply(json!({
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "qwen"},
        "spec": {"minAvailable": 1, "selector": {"matchLabels": {"servingName": "qwn"}}},
    }));
    let (_, fixed) = runs.run("doctor --fix", &["doctor", "qwen", "--only", "NEAP001", "--fix", "--yes"], 0);
    assert!(fixed.contains("poddisruptionbudget.policy/qwen mended"), "{fixed}");
}

fn verbs_of_kserve_need_what_neap_rbac_prints(ns: &Namespace) {
    ns.add_node(Node::new("node"));
    let kserve = [
        "serve",
        "kserve",
        "--name=qwen",
        "--image=registry.invalid/vllm:1",
        "--cpu=1",
        "--memory=1Gi",
        "--scale-metric=vllm-waiting",
        "--scale-target=5",
        "--max-replicas=3",
        "--wait=60s",
        "vllm serve /m --port 8080",
    ];
    let runs = Runs::new(ns);
    runs.run("serve kserve", &kserve, 0);
    runs.run("serve get", &["serve", "get", "qwen"], 0);
    let status = runs.user("status");
    let mut watch = Running::start(&mut ns.command_as(&status, ["status", "qwen", "-w"]));
    watch.line_with("ready: 1/1 replicas", secs(20));
    ns.patch("Deployment", "qwen-predictor", json!({"spec": {"replicas": 2}}));
    // One look may see the second pod at once.
    watch.line_with("/2 replicas", secs(20));
    let load = runs.user("bench --in-cluster");
    // Nobody runs the workers: what is asked for is what matters.
    let args = ["bench", "--in-cluster", "--start-timeout=3s", "-n", "10", "http://qwen.invalid/"];
    let outcome = ns.neap_as(&load, [&["--verbose"], &args[..]].concat());
    assert!(!outcome.stderr.contains("status=403"), "{}", outcome.stderr);
    runs.run("serve delete", &["serve", "delete", "qwen", "--yes"], 0);
    runs.are(&KSERVE);
}
