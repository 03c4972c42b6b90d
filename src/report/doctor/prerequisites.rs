//! What a cluster must have for services that scale.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::doctor::Case;
use crate::doctor::case::Entry;
use crate::platform::is_accelerator;
use crate::ui::{Mark, Table};

/// A row a thing: whether it is there, and what it is for.
pub fn prerequisites(case: &Case, served: &BTreeSet<String>) -> Table {
    let mut table = Table::new(["CLUSTER", "", "FOR"]);
    let api = |group: &str| {
        case.of("apiregistration.k8s.io", "APIService").find(|it| it.text("/spec/group") == group)
    };
    let metrics = [
        ("metrics.k8s.io", "metrics-server", "autoscaling on CPU and memory, kubectl top"),
        ("custom.metrics.k8s.io", "custom metrics", "autoscaling on an engine's metrics"),
        ("external.metrics.k8s.io", "external metrics", "KEDA, scale from zero"),
    ];
    for (group, name, what) in metrics {
        let (word, mark) = match api(group) {
            None => ("no", Mark::Dim),
            Some(service) if is_available(service) => ("yes", Mark::Good),
            Some(_) => ("does not answer", Mark::Bad),
        };
        table.marked([(name, Mark::Plain), (word, mark), (what, Mark::Plain)]);
    }
    let groups = [
        ("serving.kserve.io", "KServe", "serve kserve"),
        ("serving.knative.dev", "Knative", "serve knative, scale to zero"),
        (
            "scheduling.alibabacloud.com",
            "ResourcePolicy",
            "the order of node pools (elsewhere: node affinity)",
        ),
        ("monitoring.coreos.com", "PodMonitor", "a scrape by Prometheus' operator"),
        ("data.fluid.io", "Fluid", "cache"),
        ("keda.sh", "KEDA", "--autoscaler keda"),
        ("leaderworkerset.x-k8s.io", "LeaderWorkerSet", "serve distributed"),
        ("workloads.x-k8s.io", "RoleBasedGroup", "serve distributed with roles"),
    ];
    for (group, name, what) in groups {
        let (word, mark) = match served.contains(group) {
            true => ("yes", Mark::Good),
            false => ("no", Mark::Dim),
        };
        table.marked([(name, Mark::Plain), (word, mark), (what, Mark::Plain)]);
    }
    let nodes: Vec<&Entry> = case.of("", "Node").collect();
    let with_gpu = nodes.iter().filter(|node| gpus(node) > 0).count();
    let word = format!("{with_gpu} of {}", nodes.len());
    let mark = if with_gpu > 0 { Mark::Good } else { Mark::Warn };
    table.marked([("nodes with accelerators", Mark::Plain), (word.as_str(), mark), ("models", Mark::Plain)]);
    table
}

fn is_available(service: &Entry) -> bool {
    let available =
        |it: &Value| it.get("type").is_some_and(|kind| kind == "Available") && it["status"] == "True";
    service.list("/status/conditions").iter().any(available)
}

fn gpus(node: &Entry) -> i64 {
    let amounts = node.get("/status/allocatable").and_then(Value::as_object).into_iter().flatten();
    let counts = amounts.filter(|(name, _)| is_accelerator(name));
    counts.filter_map(|(_, count)| count.as_i64().or_else(|| count.as_str()?.parse().ok())).sum()
}
