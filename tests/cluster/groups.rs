//! `serve distributed` on the real LeaderWorkerSet and the real autoscaler, the sandbox's groups beside the real ones, and roles with
//! the full schemas.

use serde_json::{Value, json};

use crate::beside::Beside;
use crate::plane::{Namespace, Node, Objects, rbg, secs};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    crate::shared![Need::Groups;
        an_autoscaler_moves_groups_and_all_views_count_their_gpus,
        a_budget_lets_one_group_go,
        the_sandbox_makes_the_same_of_groups,
        roles_live_through_the_verbs_and_are_scaled_by_their_adapters,
    ]
}

const SET: &str = "leaderworkerset.x-k8s.io/v1/LeaderWorkerSet";
const ADAPTER: &str = "workloads.x-k8s.io/v1alpha1/RoleBasedGroupScalingAdapter";

fn distributed<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let fixed = ["serve", "distributed", "--name=qwen", "--image=vllm/vllm-openai:v0.11.0", "--memory=1Gi"];
    fixed.into_iter().chain(more.iter().copied()).collect()
}

#[track_caller]
fn all(outcome: &str, table: &str) {
    for line in table.lines().skip(1) {
        assert_eq!(line.split_whitespace().nth(1), Some(outcome), "{table}");
    }
}

fn json_of(ns: &Namespace, args: &[&str]) -> Value {
    serde_json::from_str(&ns.neap(args).ended_with(0).stdout).unwrap()
}

fn an_autoscaler_moves_groups_and_all_views_count_their_gpus(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(8));
    ns.log("loading the model");
    let flags = [
        "--group-size=2",
        "--gpus=1",
        "--init-backend=mp",
        "--scale-metric=vllm-waiting=5",
        "--max-replicas=3",
        "vllm serve m --port 8000",
    ];
    let first = ns.neap(distributed(&[&flags[..], &["--wait=60s"]].concat())).ended_with(0);
    assert!(first.stderr.contains("3 of them are 6 GPUs"), "{}", first.stderr);
    assert!(first.stderr.contains("qwen is ready"), "{}", first.stderr);
    // What each leader reports: the autoscaler's pods are leaders alone, so 11 of one are 11 on average.
    ns.metric("vllm:num_requests_waiting").set(11);
    ns.until("three groups", secs(60), || {
        ns.get(SET, "qwen").is_some_and(|set| set["spec"]["replicas"] == 3)
            && ns.pods_in("Running").len() == 6
    });
    ns.metric("vllm:num_requests_waiting").set(5);
    let wait = ["status", "qwen", "--for", "ready=3", "--timeout", "60s"];
    let _ = ns.neap(wait).ended_with(0);
    // An apply leaves what the autoscaler counted.
    all("unchanged", &ns.neap(distributed(&flags)).ended_with(0).stdout);
    let set = ns.get(SET, "qwen").unwrap();
    assert_eq!((&set["spec"]["replicas"], &set["status"]["readyReplicas"]), (&json!(3), &json!(3)));

    let listed = ns.neap(["serve", "list", "-o", "wide"]).ended_with(0).stdout;
    let cells: Vec<&str> = listed.lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(cells[..5], ["qwen", "Distributed", "-", "3", "3"], "{listed}");
    assert_eq!(cells[7..10], ["6", "0", "6Gi"], "{listed}");
    assert_eq!(json_of(ns, &["serve", "list", "-o", "json"])[0]["requestGPUs"], 6);
    let got = json_of(ns, &["serve", "get", "qwen", "-o", "json"]);
    assert_eq!((&got["requestGPUs"], &got["desiredInstances"]), (&json!(6), &json!(3)));
    assert_eq!(got["instances"].as_array().unwrap().len(), 6);
    let shown = ns.neap(["serve", "get", "qwen"]).ended_with(0).stdout;
    for part in ["GPU:         6", "RESTFUL:8000", "service/qwen 8080:8000"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let status = ns.neap(["status", "qwen"]).ended_with(0).stdout;
    assert!(status.contains("6 GPUs"), "{status}");
    let picture = json_of(ns, &["status", "qwen", "-o", "json"]);
    let service = &picture["services"][0];
    assert_eq!(
        (&service["podsPerReplica"], &service["replicas"]["ready"]),
        (&json!(2), &json!(3)),
        "{picture}"
    );

    // Logs are the leaders', and a worker's where it is named.
    let logs = ns.neap(["serve", "logs", "qwen"]).ended_with(0).stdout;
    assert_eq!(logs.matches("loading the model").count(), 3, "{logs}");
    let _ = ns.neap(["serve", "logs", "qwen", "--instance=qwen-0-1"]).ended_with(0);
    let _ = ns.neap(["serve", "delete", "qwen", "--yes", "--wait"]).ended_with(0);
    ns.until("no pod", secs(40), || ns.list("Pod").is_empty());
}

fn a_budget_lets_one_group_go(ns: &Namespace) {
    ns.add_node(Node::new("edge"));
    let flags = ["--group-size=2", "--replicas=2", "--pdb=max-unavailable=1", "--drain=1s", "--wait=60s"];
    let line = ["vllm serve m --nnodes 2 --node-rank $POD_INDEX --port 8000"];
    let _ = ns.neap(distributed(&[&flags[..], &line].concat())).ended_with(0);
    ns.until("the budget counts the pods", secs(20), || {
        ns.get("PodDisruptionBudget", "qwen-pdb").is_some_and(|budget| {
            budget["status"]["expectedPods"] == 4 && budget["status"]["disruptionsAllowed"] == 1
        })
    });
    let pod = ns.get("Pod", "qwen-0-1").unwrap();
    assert_eq!(pod["spec"]["terminationGracePeriodSeconds"], 31);
}

const SCENARIO: &str =
    "speed: 20\npools: [{name: edge, id: edge, min: 1, max: 1, initial: 1, cpu: '16', memory: 64Gi}]";

fn set(size: i32, policy: &str) -> Value {
    let pod = |port: u16| {
        json!({"metadata": {"labels": {"app": "m", "role": port.to_string()}}, "spec": {"containers": [{"name": "c", "image": "registry.invalid/vllm:1",
            "env": [{"name": "A", "value": "$(LWS_LEADER_ADDRESS)"}], "ports": [{"containerPort": port, "protocol": "TCP"}]}]}})
    };
    json!({"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet", "metadata": {"name": format!("m{size}")},
        "spec": {"replicas": 2, "networkConfig": {"subdomainPolicy": policy},
            "leaderWorkerTemplate": {"size": size, "restartPolicy": "RecreateGroupOnPodRestart", "leaderTemplate": pod(8000), "workerTemplate": pod(9000)}}})
}

/// What of an object both must have alike; `None` while it is not there.
fn told(objects: &Objects, kind: &str, name: &str) -> Option<Value> {
    let object = objects.get(kind, name)?;
    let pick = |pointers: &[&str]| -> Value {
        let part = |pointer: &&str| Some(((*pointer).to_owned(), object.pointer(pointer)?.clone()));
        Value::Object(pointers.iter().filter_map(part).collect())
    };
    let owners = object["metadata"]["ownerReferences"].as_array().into_iter().flatten();
    let owners: Vec<String> =
        owners.map(|it| format!("{} {} {}", it["kind"], it["name"], it["controller"])).collect();
    let common = ["/metadata/labels", "/metadata/annotations"];
    let own: &[&str] = match kind {
        "Pod" => &["/spec/hostname", "/spec/subdomain", "/spec/affinity", "/spec/containers/0/env"],
        "Service" => &["/spec/clusterIP", "/spec/selector", "/spec/publishNotReadyAddresses", "/spec/ports"],
        "StatefulSet" => &[
            "/spec/replicas",
            "/spec/serviceName",
            "/spec/podManagementPolicy",
            "/spec/selector",
            "/spec/updateStrategy",
            "/spec/ordinals",
            "/spec/template",
        ],
        // Its templates are as they were written, but for empty fields that its webhook adds.
        _ => &[
            "/spec/replicas",
            "/spec/startupPolicy",
            "/spec/networkConfig",
            "/spec/rolloutStrategy",
            "/status/replicas",
            "/status/readyReplicas",
            "/status/updatedReplicas",
            "/status/hpaPodSelector",
        ],
    };
    let mut told = pick(&[&common[..], own].concat());
    // It asks for this too, and an API server without the gate of StatefulSets drops it.
    if let Some(Value::Object(rolling)) =
        told.get_mut("/spec/updateStrategy").and_then(|it| it.get_mut("rollingUpdate"))
    {
        rolling.remove("maxUnavailable");
    }
    told["owners"] = json!(owners);
    Some(told)
}

/// Names of templates are hashes, and the real one's keys of groups are SHA-1: each is called by what it is.
fn nameless(objects: &Objects, value: Value, set: &str) -> Value {
    let mut text = value.to_string();
    let pods = objects.list_labelled("Pod", &format!("leaderworkerset.sigs.k8s.io/name={set}"));
    for pod in &pods {
        let labels = &pod["metadata"]["labels"];
        for (label, word) in [
            ("leaderworkerset.sigs.k8s.io/template-revision-hash", "REVISION".to_owned()),
            (
                "leaderworkerset.sigs.k8s.io/group-key",
                format!("KEY-{}", labels["leaderworkerset.sigs.k8s.io/group-index"]),
            ),
            ("controller-revision-hash", "SET-REVISION".to_owned()),
        ] {
            if let Some(hash) = labels[label].as_str() {
                text = text.replace(hash, &word.replace('"', ""));
            }
        }
    }
    sorted(serde_json::from_str(&text).unwrap())
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<(String, Value)> =
                fields.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            fields.sort_by(|one, other| one.0.cmp(&other.0));
            fields.into_iter().collect()
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        other => other,
    }
}

/// Everything that a set is made into, by name.
fn made(objects: &Objects, set: &str, size: i32) -> Option<Value> {
    let status = objects.get(SET, set)?["status"].clone();
    if ["replicas", "readyReplicas", "updatedReplicas"].iter().any(|count| status[count] != 2) {
        return None;
    }
    let mut names = vec![(SET, set.to_owned()), ("StatefulSet", set.to_owned())];
    for group in 0..2 {
        let leader = format!("{set}-{group}");
        names.push(("StatefulSet", leader.clone()));
        names.extend((1..size).map(|worker| ("Pod", format!("{leader}-{worker}"))));
        names.push(("Pod", leader));
    }
    let mut made = serde_json::Map::new();
    for (kind, name) in names {
        made.insert(format!("{kind} {name}"), told(objects, kind, &name)?);
    }
    let services = objects.list_labelled("Service", &format!("leaderworkerset.sigs.k8s.io/name={set}"));
    for service in services {
        let name = service["metadata"]["name"].as_str().unwrap();
        made.insert(format!("Service {name}"), told(objects, "Service", name)?);
    }
    Some(nameless(objects, Value::Object(made), set))
}

fn the_sandbox_makes_the_same_of_groups(ns: &Namespace) {
    ns.add_node(Node::new("edge"));
    let beside = Beside::start(SCENARIO, &ns.name);
    for (size, policy) in [(2, "Shared"), (3, "UniquePerReplica")] {
        ns.apply(set(size, policy));
        beside.objects.apply(set(size, policy));
        let name = format!("m{size}");
        let real = ns.until_some(&format!("{name} on the real one"), secs(60), || made(ns, &name, size));
        let ours = beside.until_some(&name, |objects| made(objects, &name, size));
        let [real, ours] = [real, ours].map(|value| serde_json::to_string_pretty(&value).unwrap());
        let diff = similar::TextDiff::from_lines(&real, &ours);
        let diff = diff.unified_diff().context_radius(4).header("real", "ours").to_string();
        assert!(diff.is_empty(), "{name}:\n{diff}");
    }
    beside.stop();
}

fn roles_live_through_the_verbs_and_are_scaled_by_their_adapters(ns: &Namespace) {
    rbg::start(ns.cluster);
    ns.add_node(Node::new("edge").gpus(8));
    let flags = [
        "--role=prefill,gpus=1,size=2,backend=mp",
        "--role=decode,gpus=1,min=1,max=3,metric=vllm-waiting=5",
        "--role=router,port=9000,cpu=1",
        "--role-command=router=python3 -m router --port 9000",
        "vllm serve m --port 8000",
    ];
    let created = ns.neap(distributed(&flags)).ended_with(0);
    all("created", &created.stdout);
    assert!(created.stdout.contains("qwen-decode-hpa"), "{}", created.stdout);
    all("unchanged", &ns.neap(distributed(&flags)).ended_with(0).stdout);
    let diff = |more: &[&'static str]| {
        let args = [&["serve", "diff"], &distributed(&flags)[1..], more].concat();
        ns.neap(args)
    };
    assert_eq!(diff(&[]).ended_with(0).stdout, "");
    assert!(diff(&["--env=A=b"]).ended_with(4).stdout.contains("value: b"));

    // A group of two pods, a replica that has an autoscaler, and the router.
    ns.until("the pods of all roles", secs(60), || ns.pods_in("Running").len() == 4);
    ns.metric("vllm:num_requests_waiting").set(11);
    ns.until("the autoscaler asks the adapter for three", secs(60), || {
        ns.get(ADAPTER, "qwen-decode").is_some_and(|adapter| adapter["spec"]["replicas"] == 3)
    });
    ns.until("three replicas of the role", secs(60), || ns.pods_in("Running").len() == 6);
    all("unchanged", &ns.neap(distributed(&flags)).ended_with(0).stdout);
    let listed = ns.neap(["serve", "list", "-o", "name"]).ended_with(0).stdout;
    assert_eq!(listed.trim(), "rolebasedgroup.workloads.x-k8s.io/qwen");
    // The way in is the router's.
    let shown = ns.neap(["serve", "get", "qwen"]).ended_with(0).stdout;
    assert!(shown.contains("service/qwen 8080:9000"), "{shown}");
    let _ = ns.neap(["serve", "delete", "qwen", "--yes", "--wait"]).ended_with(0);
    ns.until("nothing left", secs(40), || {
        ["HorizontalPodAutoscaler", "Service", ADAPTER].iter().all(|kind| {
            let own = |object: &Value| object["metadata"]["name"].as_str().unwrap().starts_with("qwen");
            !ns.list(kind).iter().any(own)
        })
    });
}
