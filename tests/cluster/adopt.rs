//! Services of all kinds that somebody else made: taken over without a restart, and then updated.

use std::process::Command;

use serde_json::{Value, json};

use crate::plane::{Namespace, Node, secs};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    let mut tests = crate::shared![
        what_others_made_is_adopted_without_a_restart,
        one_name_is_one_service,
        a_service_that_leads_to_others_too_stays_theirs,
    ];
    tests.extend(crate::shared![Need::Knative; a_knative_service_is_adopted_without_a_revision]);
    tests.extend(crate::shared![Need::Groups;
        groups_of_arenas_are_adopted_by_the_real_controller_without_a_restart,
        a_service_that_leads_to_other_groups_too_stays_theirs,
    ]);
    tests
}

/// Objects, the service's name as it is typed, its own object, and what becomes of the Service in front of it.
const MADE: [(&str, &str, (&str, &str), &str); 4] = [
    (
        include_str!("../fixtures/arena/custom.yaml"),
        "style",
        ("Deployment", "style-alpha-custom-serving"),
        "service/style-alpha: adopted",
    ),
    (
        include_str!("../fixtures/arena/triton.yaml"),
        "bert-v1-tritoninferenceserver",
        ("Deployment", "bert-v1-tritoninferenceserver"),
        "service/bert-v1: adopted",
    ),
    (
        include_str!("../fixtures/arena/tensorflow.yaml"),
        "mnist",
        ("Deployment", "mnist-v1-tensorflow-serving"),
        "service/mnist-v1: adopted",
    ),
    (
        include_str!("../fixtures/statefulset.yaml"),
        "inference",
        ("StatefulSet", "inference"),
        "service/inference-headless stays as it is",
    ),
];

/// What must not change: generation, specs of the service, of its autoscalers and Services, and the uids of the pods.
fn running(ns: &Namespace, (kind, name): (&str, &str)) -> (Value, Value, Vec<String>) {
    let object = ns.get(kind, name).unwrap_or_default();
    let mut uids: Vec<String> = ns.list("Pod").iter().map(|pod| pod["metadata"]["uid"].to_string()).collect();
    uids.sort();
    let specs = |kind| -> Vec<Value> {
        ns.list(kind).into_iter().map(|it| json!([it["metadata"]["name"], it["spec"]])).collect()
    };
    let around = json!([specs("HorizontalPodAutoscaler"), specs("Service")]);
    // The webhook of LeaderWorkerSet touches the templates at every write, which counts as a generation. Its revisions say
    // whether anything changed.
    let turn = match object["kind"] == "LeaderWorkerSet" {
        true => {
            // neap's own record is one too.
            let all = ns.list("apps/v1/ControllerRevision").into_iter();
            let names = all.map(|it| it["metadata"]["name"].clone());
            names.filter(|name| name.as_str().is_some_and(|name| !name.contains("-neap-"))).collect()
        }
        false => object["metadata"]["generation"].clone(),
    };
    (turn, json!([object["spec"], around]), uids)
}

/// Runs a printed command line, with more words behind it.
fn typed(ns: &Namespace, line: &str, more: &str) -> std::process::Output {
    let line = format!("{} {more}", line.trim_end().replacen("neap", env!("CARGO_BIN_EXE_neap"), 1));
    let mut shell = Command::new("sh");
    shell.args(["-c", &line]).env("KUBECONFIG", &ns.kubeconfig).env("HOME", "/nonexistent").output().unwrap()
}

/// Adopts a service, applies the line that was printed, and shows that nothing but ownership changed.
fn adopted(ns: &Namespace, name: &str, root: (&str, &str), folder: &std::path::Path) -> (String, String) {
    let before = running(ns, root);
    let patch = format!("--patch={}/{}-patch.yaml", folder.display(), root.1);
    let adopted = ns.neap(["import", name, "--adopt", &patch]).ended_with(0);
    assert!(adopted.stderr.contains("adopted"), "{}", adopted.stderr);
    let again = typed(ns, &adopted.stdout, "");
    let said = String::from_utf8_lossy(&again.stdout);
    let mut rows = said.lines().skip(1);
    assert!(again.status.success() && rows.all(|row| row.ends_with("unchanged")), "{again:?}");
    // The controllers have had their chance.
    std::thread::sleep(secs(2));
    assert_eq!(running(ns, root), before, "{name}");
    (adopted.stdout, adopted.stderr)
}

fn what_others_made_is_adopted_without_a_restart(ns: &Namespace) {
    ns.add_node(Node::new("node").label("gpu", "A10").gpus(2));
    ns.bound_pvc("llm-model");
    let folder = tempfile::tempdir().unwrap();
    for (at, (objects, ..)) in MADE.iter().enumerate() {
        let file = folder.path().join(format!("{at}.yaml"));
        std::fs::write(&file, objects).unwrap();
        ns.kubectl(["apply", "-f", file.to_str().unwrap()]);
    }
    ns.until("six replicas run", secs(60), || ns.pods_in("Running").len() == 6);
    for (_, name, root, becomes) in MADE {
        let (line, said) = adopted(ns, name, root, folder.path());
        let pods = ns.get(root.0, root.1).unwrap()["spec"]["replicas"].as_u64().unwrap();
        is_shown(
            ns,
            root.1,
            if root.0 == "Deployment" { name } else { root.1 },
            usize::try_from(pods).unwrap(),
        );
        match becomes.split_once(": adopted") {
            Some((service, _)) => is_adopted(ns, service, root, &line, &said),
            None => assert!(said.contains(becomes), "{said}"),
        }
    }
    what_is_named_changes_and_nothing_else(ns);
}

/// Arena's Service keeps its name, belongs to the service, and is not made a second time.
fn is_adopted(ns: &Namespace, service: &str, root: (&str, &str), line: &str, said: &str) {
    let name = service.trim_start_matches("service/");
    assert!(line.contains(&format!("--service-name={name}")), "{line}");
    assert!(said.lines().any(|row| row.starts_with(service) && row.contains("adopted")), "{said}");
    let owner = &ns.get("Service", name).unwrap()["metadata"]["ownerReferences"][0];
    assert_eq!((owner["kind"].as_str(), owner["name"].as_str()), (root.0.rsplit('/').next(), Some(root.1)));
    assert!(ns.get("Service", root.1).is_none_or(|other| other["spec"]["clusterIP"] == "None"));
}

/// A service and its pods are seen whole, whatever labels the pods bear; by Arena's name too.
fn is_shown(ns: &Namespace, name: &str, arena: &str, pods: usize) {
    for typed in [name, arena] {
        let shown = ns.neap(["status", typed, "-o", "json"]).ended_with(0);
        let snapshot: Value = serde_json::from_str(&shown.stdout).unwrap();
        let services = snapshot["services"].as_array().unwrap();
        assert_eq!((services.len(), &services[0]["name"]), (1, &json!(name)), "{}", shown.stdout);
        assert_eq!(services[0]["pods"].as_array().unwrap().len(), pods, "{}", shown.stdout);
    }
    for verb in [&["serve", "get", arena][..], &["serve", "delete", arena, "--dry-run"]] {
        let said = ns.neap(verb).ended_with(0).stdout;
        assert!(said.contains(name), "{verb:?}: {said}");
    }
    for verb in [
        &["serve", "history", arena][..],
        &["serve", "scale", arena, "2", "--dry-run"],
        &["serve", "restart", arena, "--dry-run"],
        &["status", arena, "--why"],
        &["status", arena, "--timeline"],
    ] {
        let _ = ns.neap(verb).ended_with(0);
    }
    let got = ns.neap(["serve", "get", name, "-o", "json"]).ended_with(0);
    let got: Value = serde_json::from_str(&got.stdout).unwrap();
    assert_eq!(got["instances"].as_array().unwrap().len(), pods, "{got}");
    let listed = ns.neap(["serve", "list"]).ended_with(0).stdout;
    let row = listed.lines().find(|row| row.starts_with(&format!("{name} "))).unwrap();
    assert!(row.contains(&format!(" {pods} ")), "{listed}");
    // The simulated nodes have no logs: that it is these pods whose are asked for is what counts.
    let logs = ns.neap(["serve", "logs", name]).ended_with(1).stderr;
    assert!(logs.contains(&format!("pods/log/{name}-")), "{logs}");
}

fn what_is_named_changes_and_nothing_else(ns: &Namespace) {
    let root = ("Deployment", "style-alpha-custom-serving");
    let before = ns.get(root.0, root.1).unwrap()["spec"].clone();
    let shown = ns.neap(["serve", "update", "style", "--image=registry.invalid/style:2", "--dry-run"]);
    let shown = shown.ended_with(0);
    let changed = |sign: char| {
        shown.stdout.lines().filter(|line| line.starts_with(sign) && !line.contains("deployment")).count()
    };
    assert_eq!((changed('+'), changed('-')), (1, 1), "{}", shown.stdout);
    assert!(shown.stderr.contains("restart, since this changes"), "{}", shown.stderr);
    let update = [
        "serve",
        "update",
        "custom",
        "style",
        "--image=registry.invalid/style:2",
        "--env=MODEL=other",
        "--cpu=2",
        "--yes",
    ];
    drop(ns.neap(update).ended_with(0));
    let mut expected = before;
    let container = &mut expected["template"]["spec"]["containers"][0];
    container["image"] = json!("registry.invalid/style:2");
    container["env"][0]["value"] = json!("other");
    container["resources"]["limits"]["cpu"] = json!("2");
    let mut after = ns.get(root.0, root.1).unwrap()["spec"].clone();
    // A request is what the limit was made of.
    if let Some(resources) = after["template"]["spec"]["containers"][0]["resources"].as_object_mut() {
        resources.shift_remove("requests");
    }
    assert_eq!(after, expected);
    // Of an autoscaler's target only the number changes.
    drop(ns.neap(["serve", "update", "style", "--max-replicas=5", "--yes"]).ended_with(0));
    let scaler = ns.get("HorizontalPodAutoscaler", "style").unwrap()["spec"].clone();
    assert_eq!((&scaler["minReplicas"], &scaler["maxReplicas"]), (&json!(2), &json!(5)));
    assert_eq!(scaler["metrics"][0]["pods"]["target"]["type"], "Value");
    // The pods of a StatefulSet go from the last one down.
    let shown = ns.neap(["serve", "update", "inference", "--env=A=b"]).ended_with(4);
    assert!(shown.stderr.contains("one by one, from the last down to inference-0"), "{}", shown.stderr);
    let refused = ns.neap(["serve", "update", "inference", "--max-surge=1"]).ended_with(2);
    assert!(
        refused.stderr.contains("--max-surge") && refused.stderr.contains("lists the flags"),
        "{}",
        refused.stderr
    );
    let refused = ns.neap(["serve", "update", "knative", "inference", "--env=A=b"]).ended_with(2);
    assert!(
        refused.stderr.contains("is a StatefulSet")
            && refused.stderr.contains("serve update statefulset inference"),
        "{}",
        refused.stderr
    );
}

/// A Knative Service as one writes it by hand.
fn a_knative_service_is_adopted_without_a_revision(ns: &Namespace) {
    ns.add_node(Node::new("node"));
    let folder = tempfile::tempdir().unwrap();
    let service = json!({"apiVersion": "serving.knative.dev/v1", "kind": "Service", "metadata": {"name": "hello", "labels": {"team": "chat"}},
        "spec": {"template": {
            "metadata": {"annotations": {"autoscaling.knative.dev/minScale": "1", "autoscaling.knative.dev/target": "7"}, "labels": {"team": "chat"}},
            "spec": {"containerConcurrency": 10, "containers": [{"image": "registry.invalid/hello:1", "ports": [{"containerPort": 8088}],
                "env": [{"name": "TARGET", "value": "x"}], "resources": {"requests": {"cpu": "100m"}}}]}}}});
    let file = folder.path().join("hello.json");
    std::fs::write(&file, service.to_string()).unwrap();
    ns.kubectl(["apply", "-f", file.to_str().unwrap()]);
    ns.until("a replica runs", secs(60), || ns.pods_in("Running").len() == 1);
    let root = ("serving.knative.dev/v1/Service", "hello");
    let (line, _) = adopted(ns, "hello", root, folder.path());
    for flag in [
        "--scale-target=7",
        "--container-concurrency=10",
        "--port=8088",
        "--env=TARGET=x",
        "--label=team=chat",
    ] {
        assert!(line.contains(flag), "{flag}: {line}");
    }
    let revisions = || ns.list("serving.knative.dev/v1/Revision").len();
    assert_eq!(revisions(), 1);
    let shown = ns.neap(["serve", "update", "hello", "--env=TARGET=y"]).ended_with(4);
    assert!(
        shown.stderr.contains("gets a new revision")
            && shown.stderr.contains("the old one goes when it is ready"),
        "{}",
        shown.stderr
    );
    drop(ns.neap(["serve", "update", "hello", "--env=TARGET=y", "--max-replicas=4", "--yes"]).ended_with(0));
    ns.until("the new revision", secs(30), || revisions() == 2);
    let template = ns.get(root.0, root.1).unwrap()["spec"]["template"].clone();
    assert_eq!(template["spec"]["containers"][0]["env"][0]["value"], "y");
    let annotations = &template["metadata"]["annotations"];
    assert_eq!(annotations["autoscaling.knative.dev/minScale"], "1", "{annotations}");
    assert_eq!(annotations["autoscaling.knative.dev/max-scale"], "4", "{annotations}");
}

/// What `arena serve distributed` makes, run by the real LeaderWorkerSet.
fn groups_of_arenas_are_adopted_by_the_real_controller_without_a_restart(ns: &Namespace) {
    ns.add_node(Node::new("node").gpus(4));
    ns.bound_pvc("llm-model");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("groups.yaml");
    std::fs::write(&file, include_str!("../fixtures/arena/distributed.yaml")).unwrap();
    // The list of each group's hosts, which Arena makes beside.
    ns.create(json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "vllm-alpha-cm"}, "data": {"hostfile-0": ""}}));
    ns.kubectl(["apply", "-f", file.to_str().unwrap()]);
    ns.until("a leader and a worker run", secs(60), || ns.pods_in("Running").len() == 2);
    let root = ("leaderworkerset.x-k8s.io/v1/LeaderWorkerSet", "vllm-alpha-distributed-serving");
    ns.until("the group is ready", secs(40), || {
        ns.get(root.0, root.1).unwrap()["status"]["readyReplicas"] == 1
    });
    // Nothing that somebody writes leaves the generation as it was.
    let generation = || ns.get(root.0, root.1).unwrap()["metadata"]["generation"].as_i64();
    let first = generation();
    ns.patch(root.0, root.1, json!({"metadata": {"labels": {"team": "chat"}}}));
    assert_ne!(generation(), first);
    let (line, said) = adopted(ns, "vllm", root, folder.path());
    // Commands that no shell runs are in the patch, as they stand.
    for flag in ["--group-size=2", "--worker-cpu=2", "--patch="] {
        assert!(line.contains(flag), "{flag}: {line}");
    }
    is_adopted(ns, "service/vllm-alpha", root, &line, &said);
    let managers = |object: &Value| -> Vec<String> {
        let entries = object["metadata"]["managedFields"].as_array().unwrap().iter();
        entries.map(|entry| entry["manager"].as_str().unwrap().to_owned()).collect()
    };
    let set = ns.get(root.0, root.1).unwrap();
    assert!(managers(&set).contains(&"neap".to_owned()), "{:?}", managers(&set));
}

/// The leaders of two groups behind one Service.
fn a_service_that_leads_to_other_groups_too_stays_theirs(ns: &Namespace) {
    ns.add_node(Node::new("node"));
    let pod = json!({"metadata": {"labels": {"app": "shop"}}, "spec": {
        "containers": [{"name": "web", "image": "r.invalid/web:1", "ports": [{"containerPort": 8080}]}]}});
    for name in ["blue", "green"] {
        ns.apply(json!({"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet", "metadata": {"name": name}, "spec": {
            "replicas": 1, "networkConfig": {"subdomainPolicy": "UniquePerReplica"},
            "leaderWorkerTemplate": {"size": 1, "workerTemplate": pod}}}));
    }
    ns.apply(json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "blue"}, "spec": {
        "selector": {"app": "shop"}, "ports": [{"port": 80, "targetPort": 8080}]}}));
    ns.until("both run", secs(40), || ns.pods_in("Running").len() == 2);
    let folder = tempfile::tempdir().unwrap();
    let patch = format!("--patch={}/patch.yaml", folder.path().display());
    let refused = ns.neap(["import", "blue", "--adopt", &patch]).ended_with(1).stderr;
    for part in ["service/blue leads to pods of others too", "green-0", "--service-name=blue-own"] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    assert!(!refused.contains("blue-0"), "{refused}");
    assert!(ns.get("Service", "blue").unwrap()["metadata"]["ownerReferences"].is_null());
}

/// Two kinds of one name would share the label by which parts are found.
fn one_name_is_one_service(ns: &Namespace) {
    ns.add_node(Node::new("node"));
    let deploy = |verb| ["serve", verb, "--name=twin", "--image=registry.invalid/a:1", "--restful-port=80"];
    drop(ns.neap(deploy("deployment")).ended_with(0));
    let refused = ns.neap(deploy("statefulset")).ended_with(1);
    for part in [
        "\"twin\" is the name of another service: deployment.apps/twin",
        "neap serve get twin",
        "neap serve delete twin",
        "nothing was written",
    ] {
        assert!(refused.stderr.contains(part), "{part}: {}", refused.stderr);
    }
    assert!(ns.get("StatefulSet", "twin").is_none());
    // What somebody else calls so is no service, until it says so; two that are there already are told apart by their type.
    ns.create(json!({"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "twin"}, "spec": {
        "serviceName": "twin", "selector": {"matchLabels": {"app": "other"}},
        "template": {"metadata": {"labels": {"app": "other"}}, "spec": {"containers": [{"name": "a", "image": "registry.invalid/b:1"}]}}}}));
    drop(ns.neap(deploy("deployment")).ended_with(0));
    let refused = ns.neap(["serve", "update", "twin", "--env=A=b"]).ended_with(1);
    for part in ["deployment.apps/twin, statefulset.apps/twin", "say its type too: deployment or statefulset"]
    {
        assert!(refused.stderr.contains(part), "{part}: {}", refused.stderr);
    }
    let shown = ns.neap(["serve", "update", "deployment", "twin", "--env=A=b"]).ended_with(4);
    assert!(shown.stdout.contains("deployment.apps/twin"), "{}", shown.stdout);
    let line = ns.neap(["import", "twin", "-T", "statefulset", "--patch=/dev/null"]);
    assert!(
        line.stdout.starts_with("neap serve statefulset") || line.stderr.contains("/dev/null"),
        "{}",
        line.stderr
    );
}

/// Owned by one of those that it leads to, it would go with that one.
fn a_service_that_leads_to_others_too_stays_theirs(ns: &Namespace) {
    ns.add_node(Node::new("node"));
    for name in ["blue", "green"] {
        let labels = json!({"app": "shop", "colour": name});
        ns.apply(json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": {
            "selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": {
                "containers": [{"name": "web", "image": "r.invalid/web:1", "ports": [{"containerPort": 8080}]}]}}}}));
    }
    ns.apply(json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "blue"}, "spec": {
        "selector": {"app": "shop"}, "ports": [{"port": 80, "targetPort": 8080}]}}));
    ns.until("both run", secs(30), || ns.pods_in("Running").len() == 2);
    let folder = tempfile::tempdir().unwrap();
    let patch = format!("--patch={}/patch.yaml", folder.path().display());
    let refused = ns.neap(["import", "blue", "--adopt", &patch]).ended_with(1).stderr;
    for part in ["service/blue leads to pods of others too", "green-", "--service-name=blue-own"] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    assert!(ns.get("Service", "blue").unwrap()["metadata"]["ownerReferences"].is_null());
}
