//! What needs a control plane of its own, under exactly its Role: the machines of `sandbox attach`, and what is scraped.

use super::Runs;
use crate::plane::{Cluster, Namespace, Options, Running, crds, secs};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    crate::own![Need::Plane; machines_need_what_is_printed]
}

pub const ATTACHED: [&str; 2] = ["metrics render", "sandbox attach"];

/// One node, and no wait.
const SCENARIO: &str = "
pools: [{name: edge, id: edge, min: 1, max: 1, initial: 1, cpu: '16', memory: 64Gi}]
sources: [{name: registry, bandwidth: 10Gi/s}, {name: nas, bandwidth: 10Gi/s}]
pods: {sandbox: 200ms, containerStart: 100ms, engineStart: 500ms, warmUp: 500ms}
";

fn machines_need_what_is_printed() {
    let cluster =
        Cluster::private(&Options { controllers: true, without_machines: true, ..Options::default() });
    let ns = cluster.namespace("machines");
    let runs = Runs::new(&ns);
    rendered(&ns, &runs);
    let file = cluster.folder.join("scenario.yaml");
    std::fs::write(&file, SCENARIO).unwrap();
    let user = runs.user("sandbox attach");
    let args = ["--verbose", "sandbox", "attach", "-f", file.to_str().unwrap()];
    let mut machines = Running::start(&mut ns.command_as(&user, args));
    machines.line_with("export NEAP_INGRESS=", secs(60));
    let objects = cluster.objects();
    ns.until("a node", secs(60), || !objects.list("Node").is_empty());
    cluster.kubectl(["create", "deployment", "web", "--image=registry.invalid/web:1"]);
    ns.until("a ready replica", secs(60), || {
        cluster.kubectl(["get", "deployment", "web", "-o", "jsonpath={.status.readyReplicas}"]) == "1"
    });
    machines.interrupt();
    let ended = machines.wait(secs(60)).ended_with(0);
    for refusal in ["status=403", "forbidden", "may not", "is still there"] {
        assert!(!ended.stderr.contains(refusal), "{refusal}: {}", ended.stderr);
    }
    assert!(objects.list("Node").is_empty(), "the machines take their nodes with them");
    runs.are(&ATTACHED);
}

/// What is scraped goes into the cluster, once the pods' ports were looked at.
fn rendered(ns: &Namespace, runs: &Runs<'_>) {
    crds::install(ns.cluster, "monitoring.coreos.com_podmonitors.yaml");
    let line = ["metrics", "render", "qwen", "--engine=vllm", "--port=http", "--apply"];
    let (_, asked) = runs.run("metrics render", &line, 0);
    assert!(asked.contains("/pods?"), "{asked}");
    assert!(ns.get("monitoring.coreos.com/v1/PodMonitor", "qwen-podmonitor").is_some());
    // Without a name the pods of all namespaces are looked at.
    let (_, asked) = runs.run("metrics render", &["metrics", "render", "--engine=vllm", "--apply"], 0);
    assert!(asked.contains("/api/v1/pods?"), "{asked}");
    // The adapter's rules stand where it runs: by default in this namespace, which the Role has in mind.
    let rules = |config: &str| {
        let line = ["--adapter=prometheus-adapter", "--part=rules", "--apply", config];
        let line = [&["metrics", "render", "qwen", "--engine=vllm"], &line[..]].concat();
        runs.run("metrics render", &line, 0);
    };
    rules("--config-map=adapter-config");
    rules(&format!("--config-map={}/adapter-config", ns.name));
    assert!(ns.get("v1/ConfigMap", "adapter-config").is_some());
}
