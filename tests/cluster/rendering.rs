//! What `serve kserve` renders, shown to the real API server with KServe's webhooks, and to the real scheduler.

use serde_json::{Value, json};

use crate::matrix::CASES;
use crate::plane::{Namespace, Node, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        the_api_server_accepts_all_that_is_rendered,
        the_schedulers_own_spreading_does_not_outweigh_the_order,
    ]
}

/// With strict validation: a field that the schema does not know is refused.
fn the_api_server_accepts_all_that_is_rendered(ns: &Namespace) {
    let folder = tempfile::tempdir().unwrap();
    let mut served = 0;
    for (name, args) in CASES {
        let args = ["serve", "kserve"].iter().chain(*args).chain(&["--dry-run", "-o", "json"]);
        let rendered = ns.neap(args).ended_with(0);
        let mut list: Value = serde_json::from_str(&rendered.stdout).unwrap();
        let items = list["items"].as_array_mut().unwrap();
        // ServiceMonitor is no part of this control plane.
        items.retain(|item| item["kind"] != "ServiceMonitor");
        served += items.len();
        let file = folder.path().join(format!("{name}.json"));
        std::fs::write(&file, list.to_string()).unwrap();
        let arguments =
            ["apply", "--server-side", "--dry-run=server", "--validate=strict", "-o", "name", "-f"];
        let accepted = ns.kubectl(arguments.iter().copied().chain([file.to_str().unwrap()]));
        assert_eq!(accepted.lines().count(), list["items"].as_array().unwrap().len(), "{name}: {accepted}");
    }
    assert!(served > CASES.len(), "{served}");
}

/// The scheduler spreads a service's pods over nodes by itself, and prefers idle nodes. Together that counts more than the
/// widest preference: without what neap renders against it the fourth pod goes to the cloud while the edge has a GPU left.
fn the_schedulers_own_spreading_does_not_outweigh_the_order(ns: &Namespace) {
    let deploy = |name: &str, more: &[String]| {
        let units = ["edge", "cloud"].map(|kind| format!("{kind}-{name}"));
        let nodes = units.each_ref().map(|pool| ns.add_node(Node::new(pool).pool(pool).gpus(4)));
        // A new node is tainted until its first heartbeat: the first pod must have the choice.
        ns.until("nodes without taints", secs(20), || {
            let node = |name: &String| ns.cluster.objects().get("Node", name);
            nodes.iter().all(|name| node(name).is_some_and(|node| node["spec"]["taints"].is_null()))
        });
        let fixed =
            ["serve", "kserve", "--name", name, "--image=registry.invalid/a:1", "--gpus=1", "--cpu=4"];
        let rest = ["--memory=16Gi", "--replicas=4", "--spill-with=affinity", "--wait=60s"];
        let units = units.map(|pool| format!("--unit=nodepool={pool}"));
        let args = fixed.into_iter().chain(rest).chain(units.iter().chain(more).map(String::as_str));
        let _ = ns.neap(args).ended_with(0);
        let pods = ns.list_labelled("Pod", &format!("serving.kserve.io/inferenceservice={name}"));
        let edge = format!("{}-edge-{name}", ns.name);
        pods.iter().filter(|pod| pod["spec"]["nodeName"] == edge.as_str()).count()
    };
    assert_eq!(deploy("ordered", &[]), 4);

    let file = tempfile::NamedTempFile::new().unwrap();
    let patch =
        json!({"kind": "InferenceService", "spec": {"predictor": {"topologySpreadConstraints": null}}});
    std::fs::write(&file, patch.to_string()).unwrap();
    assert_eq!(deploy("spread", &[format!("--patch={}", file.path().display())]), 3);
}
