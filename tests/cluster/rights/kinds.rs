//! The other kinds of services, and caches.

use serde_json::json;

use super::{Runs, allowed};
use crate::cache::fluid;
use crate::plane::{Namespace, Node, Running, secs};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    let mut tests =
        crate::shared![verbs_of_other_kinds_need_what_is_printed, verbs_of_caches_need_what_is_printed];
    tests.extend(crate::shared![Need::Groups; groups_need_what_is_printed]);
    tests.extend(crate::shared![Need::Knative; knative_and_its_traffic_need_what_is_printed]);
    tests
}

const FIXED: [&str; 4] = ["--name=qwen", "--image=registry.invalid/vllm:1", "--cpu=1", "--memory=1Gi"];
const SCALED: [&str; 4] =
    ["--scale-metric=vllm-waiting", "--scale-target=5", "--min-replicas=1", "--max-replicas=3"];
const COMMAND: &str = "vllm serve /m --port 8080";

pub const APPS: [&str; 3] = ["serve statefulset", "serve triton", "serve tensorflow"];

fn verbs_of_other_kinds_need_what_is_printed(ns: &Namespace) {
    ns.add_node(Node::new("node"));
    ns.bound_pvc("models");
    let runs = Runs::new(ns);
    let line = [&["serve", "statefulset"], &FIXED[..], &SCALED, &["--wait=60s", COMMAND]].concat();
    runs.run("serve statefulset", &line, 0);
    let rest = ["--image=registry.invalid/server:1", "--cpu=1", "--memory=1Gi", "--data=models:/models"];
    let line = ["serve", "triton", "--name=three", "--model-repository=/models", "--wait=60s"];
    runs.run("serve triton", &[&line, &rest[..]].concat(), 0);
    let line =
        ["serve", "tensorflow", "--name=flow", "--model-name=m", "--model-path=/models/m", "--wait=60s"];
    runs.run("serve tensorflow", &[&line, &rest[..]].concat(), 0);
    runs.are(&APPS);
}

pub const GROUPS: [&str; 1] = ["serve distributed"];

fn groups_need_what_is_printed(ns: &Namespace) {
    ns.add_node(Node::new("node"));
    let runs = Runs::new(ns);
    let line = ["serve", "distributed", "--group-size=2"];
    runs.run("serve distributed", &[&line, &FIXED[..], &SCALED, &["--wait=60s", COMMAND]].concat(), 0);
    runs.are(&GROUPS);
}

pub const KNATIVE: [&str; 4] = ["serve knative", "serve traffic-split", "serve promote", "serve abort"];

fn knative_and_its_traffic_need_what_is_printed(ns: &Namespace) {
    ns.add_node(Node::new("node").cpu("96").memory("512Gi"));
    let runs = Runs::new(ns);
    let scaled = ["--scale-metric=concurrency", "--scale-target=2", "--min-replicas=1", "--max-replicas=3"];
    let line = [&["serve", "knative"], &FIXED[..], &scaled, &[COMMAND]].concat();
    runs.run("serve knative", &line, 0);
    let revision = "serving.knative.dev/v1/Revision";
    ns.until("the first revision", secs(40), || ns.get(revision, "qwen-00001").is_some());
    let split = ["serve", "traffic-split", "qwen", "--revision=qwen-00001=90", "--revision=latest=10"];
    runs.run("serve traffic-split", &split, 0);
    runs.run("serve abort", &["serve", "abort", "qwen"], 0);
    let _ = ns.neap(split).ended_with(0);
    runs.run("serve promote", &["serve", "promote", "qwen"], 0);
    runs.are(&KNATIVE);
}

pub const CACHES: [&str; 8] = [
    "cache create",
    "cache diff create",
    "cache load",
    "cache status",
    "cache list",
    "cache volume",
    "cache diff volume",
    "cache delete",
];

fn verbs_of_caches_need_what_is_printed(ns: &Namespace) {
    fluid(ns);
    ns.bound_pvc("llm-model");
    let runs = Runs::new(ns);
    let cache = ["qwen", "--from=pvc://llm-model", "--tier=mem:20Gi"];
    runs.run("cache diff create", &[&["cache", "diff", "create"], &cache[..]].concat(), 4);
    runs.run("cache create", &[&["cache", "create"], &cache[..]].concat(), 0);
    loaded(ns, &runs);
    runs.run("cache status", &["cache", "status", "qwen", "--wait=30s"], 0);
    runs.run("cache list", &["cache", "list"], 0);
    let name = format!("model-{}", ns.name);
    let volume = [
        name.as_str(),
        "--oss=models/Qwen",
        "--endpoint=oss-cn-hangzhou-internal.aliyuncs.com",
        "--access-key=LTAI5t:hidden",
    ];
    runs.run("cache diff volume", &[&["cache", "diff", "volume"], &volume[..]].concat(), 4);
    runs.run("cache volume", &[&["cache", "volume"], &volume[..], &["--wait=30s"]].concat(), 0);
    runs.run("cache delete", &["cache", "delete", &name, "--yes", "--wait=60s"], 0);
    runs.run("cache delete", &["cache", "delete", "qwen", "--yes", "--wait=60s"], 0);
    runs.are(&CACHES);
}

/// A load that is followed to its end; no Fluid runs, so the test writes what its controllers would.
fn loaded(ns: &Namespace, runs: &Runs<'_>) {
    let (dataset, load) = ("data.fluid.io/v1alpha1/Dataset", "data.fluid.io/v1alpha1/DataLoad");
    let tell = |percent: &str| {
        ns.patch_status(
            dataset,
            "qwen",
            json!({"phase": "Bound", "conditions": [], "ufsTotal": "15.00GiB",
                "cacheStates": {"cached": "-", "cachedPercentage": percent, "cacheCapacity": "40.00GiB"}}),
        );
    };
    let complete = || {
        ns.patch_status(load, "qwen-load", json!({"phase": "Complete", "duration": "25s", "conditions": []}))
    };
    tell("0.0%");
    let user = runs.user("cache load");
    let args = ["--verbose", "cache", "load", "qwen", "--wait=60s"];
    let loads = Running::start(&mut ns.command_as(&user, args));
    ns.until("the load", secs(40), || ns.get(load, "qwen-load").is_some());
    tell("100.0%");
    complete();
    let ended = loads.wait(secs(60)).ended_with(0);
    assert!(!ended.stderr.contains("status=403"), "{}", ended.stderr);
    allowed(ns, &user, &["cache", "load", "qwen", "--again"], 0);
    complete();
}
