//! The control plane itself does what the tests of the product rely on.

use std::io::{Read, Write};

use serde_json::{Value, json};

use crate::plane::{Namespace, Node, Running, kubectl, kubectl_outcome, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        the_api_server_says_its_version,
        the_autoscaler_goes_from_one_to_three_on_a_queue,
        kserve_makes_a_service_ready,
        a_namespace_has_its_own_nodes,
        the_metrics_apis_answer,
        a_test_decides_how_long_pods_take,
        a_test_decides_how_pods_fail,
        a_node_takes_its_time_to_boot,
        a_claim_is_bound,
        a_user_may_do_what_its_rules_say,
        containers_have_logs,
        a_port_of_a_pod_is_forwarded,
    ]
}

/// A Deployment of one container with one GPU.
pub fn deployment(name: &str, replicas: u32) -> Value {
    let labels = json!({"app": name});
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {"containers": [{
                    "name": "main", "image": "registry.invalid/vllm:1",
                    "resources": {"requests": {"cpu": "1"}, "limits": {"nvidia.com/gpu": "1"}},
                }]},
            },
        },
    })
}

/// An autoscaler of a Deployment, on a metric of its pods.
pub fn autoscaler(name: &str, metric: &str, target: &str, max: u32) -> Value {
    json!({
        "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": name},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name},
            "minReplicas": 1, "maxReplicas": max,
            "metrics": [{"type": "Pods", "pods": {
                "metric": {"name": metric}, "target": {"type": "AverageValue", "averageValue": target},
            }}],
        },
    })
}

fn the_api_server_says_its_version(ns: &Namespace) {
    assert_eq!(ns.raw("/version").unwrap()["gitVersion"], "v1.36.3");
    assert!(ns.kubectl(["version"]).contains("Server Version: v1.36.3"));
}

fn the_autoscaler_goes_from_one_to_three_on_a_queue(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(2));
    ns.metric("waiting").set(11);
    ns.apply(deployment("web", 1));
    ns.apply(autoscaler("web", "waiting", "5", 3));
    ns.until("two running pods and one that is pending", secs(30), || {
        ns.pods_in("Running").len() == 2 && ns.pods_in("Pending").len() == 1
    });
    let hpa = ns.get("HorizontalPodAutoscaler", "web").unwrap();
    assert_eq!(hpa["status"]["desiredReplicas"], 3);
    ns.metric("waiting").set(0);
    ns.until("one pod", secs(40), || ns.list("Pod").len() == 1);
}

fn kserve_makes_a_service_ready(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(1));
    ns.apply(json!({
        "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
        "metadata": {"name": "qwen", "annotations": {"serving.kserve.io/deploymentMode": "RawDeployment"}},
        "spec": {"predictor": {"containers": [{
            "name": "kserve-container", "image": "registry.invalid/vllm:1", "resources": {"limits": {"nvidia.com/gpu": "1"}},
        }]}},
    }));
    ns.until("the service to be ready", secs(30), || {
        let service = ns.get("InferenceService", "qwen").unwrap();
        let conditions = service["status"]["conditions"].as_array().cloned().unwrap_or_default();
        conditions.iter().any(|condition| condition["type"] == "Ready" && condition["status"] == "True")
    });
    let labels = &ns.list("Pod")[0]["metadata"]["labels"];
    assert_eq!(labels["app"], "isvc.qwen-predictor");
    assert!(ns.get("Ingress", "qwen").is_some());
}

fn a_namespace_has_its_own_nodes(ns: &Namespace) {
    ns.add_node(Node::new("cpu-only"));
    let other = ns.cluster.namespace("other");
    let free = other.add_node(Node::new("gpu").gpus(1));
    ns.apply(deployment("web", 1));
    other.apply(deployment("web", 1));
    other.until("its pod to run", secs(20), || other.pods_in("Running").len() == 1);
    assert_eq!(other.list("Pod")[0]["spec"]["nodeName"], free);
    ns.until("a pod that found no GPU", secs(20), || {
        ns.list("Event").iter().any(|event| event["reason"] == "FailedScheduling")
    });
    assert_eq!(ns.pods_in("Pending").len(), 1);
}

fn the_metrics_apis_answer(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(2));
    ns.apply(deployment("web", 2));
    ns.until("its pods to run", secs(20), || ns.pods_in("Running").len() == 2);
    ns.metric("waiting").set("1500m");
    ns.metric("waiting").set_for_pod(&ns.pods_in("Running")[0], 7);
    ns.metric("waiting").set_for_object("services/web", 3);
    ns.metric("queue").set_external(42);
    let get = |path: String| -> Value { serde_json::from_str(&ns.kubectl(["get", "--raw", &path])).unwrap() };
    for version in ["v1beta1", "v1beta2"] {
        let base = format!("/apis/custom.metrics.k8s.io/{version}/namespaces/{}", ns.name);
        let pods = get(format!("{base}/pods/*/waiting?labelSelector=app%3Dweb"));
        let mut values: Vec<&str> =
            pods["items"].as_array().unwrap().iter().map(|item| item["value"].as_str().unwrap()).collect();
        values.sort_unstable();
        assert_eq!(values, ["1500m", "7"], "{version}");
        assert_eq!(get(format!("{base}/services/web/waiting"))["items"][0]["value"], "3", "{version}");
        let resources = get(format!("/apis/custom.metrics.k8s.io/{version}"));
        assert!(resources["resources"].to_string().contains("pods/waiting"), "{version}");
    }
    let external = get(format!("/apis/external.metrics.k8s.io/v1beta1/namespaces/{}/queue", ns.name));
    assert_eq!(external["items"][0]["value"], "42");
    assert!(ns.kubectl(["top", "pods"]).contains("100m"));
}

/// The state of the only pod's only container, as `waiting/ContainerCreating`.
fn container_state(ns: &Namespace) -> String {
    let pods = ns.list("Pod");
    let Some(pod) = pods.first() else { return "no pod".into() };
    let status = &pod["status"]["containerStatuses"][0];
    let ready = if status["ready"] == true { "ready" } else { "" };
    let state = status["state"].as_object().and_then(|state| state.iter().next());
    state.map_or("none".into(), |(name, of)| format!("{name}/{}{ready}", of["reason"].as_str().unwrap_or("")))
}

fn a_test_decides_how_long_pods_take(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(1));
    ns.pods_take(secs(2), secs(2));
    ns.apply(deployment("web", 1));
    let started = std::time::Instant::now();
    ns.until("the pull", secs(60), || container_state(ns) == "waiting/ContainerCreating");
    ns.until("the load", secs(60), || container_state(ns) == "running/");
    ns.until("the end of the load", secs(60), || container_state(ns) == "running/ready");
    assert!(started.elapsed() >= secs(3), "{:?}", started.elapsed());
}

fn a_test_decides_how_pods_fail(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(3));
    for (name, fails) in
        [("missing", "ImagePullBackOff"), ("crashing", "CrashLoopBackOff"), ("killed", "OOMKilled")]
    {
        let mut object = deployment(name, 1);
        object["spec"]["template"]["metadata"]["annotations"] =
            json!({"neap.test/fails": fails, "neap.test/last-line": "ValueError: no such model"});
        ns.apply(object);
    }
    let status = |name: &str| -> Option<Value> {
        let pods = ns.list_labelled("Pod", &format!("app={name}"));
        Some(pods.first()?["status"]["containerStatuses"][0].clone())
    };
    let waits =
        |name: &str, reason: &str| status(name).is_some_and(|it| it["state"]["waiting"]["reason"] == reason);
    ns.until("the missing image", secs(60), || waits("missing", "ImagePullBackOff"));
    ns.until("the crash", secs(60), || waits("crashing", "CrashLoopBackOff"));
    ns.until("the killed one", secs(60), || waits("killed", "CrashLoopBackOff"));
    assert_eq!(
        status("crashing").unwrap()["lastState"]["terminated"]["message"],
        "ValueError: no such model"
    );
    assert_eq!(status("killed").unwrap()["lastState"]["terminated"]["reason"], "OOMKilled");
}

fn a_node_takes_its_time_to_boot(ns: &Namespace) {
    ns.apply(deployment("web", 1));
    ns.until("a pod", secs(60), || !ns.list("Pod").is_empty());
    let node = ns.add_node(Node::new("cloud").gpus(1).boots_in(secs(2)));
    let is_ready = || {
        let node = ns.get("Node", &node).unwrap();
        node["status"]["conditions"]
            .as_array()
            .is_some_and(|all| all.iter().any(|it| it["type"] == "Ready" && it["status"] == "True"))
    };
    let created = std::time::Instant::now();
    assert!(!is_ready());
    ns.until("its pod to be bound", secs(60), || !ns.list("Pod")[0]["spec"]["nodeName"].is_null());
    assert!(is_ready() && created.elapsed() >= secs(2), "bound before the node was ready");
    ns.until("its pod", secs(60), || ns.pods_in("Running").len() == 1);
    ns.remove_node("cloud");
    ns.until("a pod without a node", secs(60), || ns.pods_in("Pending").len() == 1);
}

fn a_claim_is_bound(ns: &Namespace) {
    ns.bound_pvc("llm-model");
}

fn a_user_may_do_what_its_rules_say(ns: &Namespace) {
    let rules = json!([{"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}]);
    let user = ns.user("reader", rules, json!([]));
    let allowed = |verb: &str, resource: &str| {
        let kubectl = kubectl_outcome(&user, ["auth", "can-i", verb, resource]);
        kubectl.stdout.trim() == "yes"
    };
    assert!(allowed("list", "pods"));
    assert!(!allowed("create", "pods"));
    assert!(!allowed("list", "nodes"));
}

fn containers_have_logs(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(1));
    ns.log("Loading weights");
    ns.log("ValueError: no such model");
    ns.apply(deployment("web", 1));
    ns.until("its pod", secs(60), || ns.pods_in("Running").len() == 1);
    ns.until("both lines", secs(60), || {
        let logs = kubectl_outcome(&ns.kubeconfig, ["logs", "deployment/web"]);
        logs.stdout == "Loading weights\nValueError: no such model\n"
    });
    assert_eq!(ns.kubectl(["logs", "deployment/web", "--tail=1"]), "ValueError: no such model\n");
}

fn a_port_of_a_pod_is_forwarded(ns: &Namespace) {
    let engine = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    ns.forward(8080, engine.local_addr().unwrap().port());
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = engine.accept() {
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi");
        }
    });
    ns.add_node(Node::new("edge").gpus(1));
    ns.apply(deployment("web", 1));
    ns.until("its pod", secs(60), || ns.pods_in("Running").len() == 1);
    let mut kubectl =
        Running::start(&mut kubectl(&ns.kubeconfig, ["port-forward", "deployment/web", ":8080"]));
    let line = kubectl.line_with("Forwarding from 127.0.0.1", secs(60));
    let address = line.split(' ').nth(2).unwrap();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(secs(10))).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
    // The forwarded connection stays open when the engine closes its own: read what was announced, not to the end.
    let mut answer = [0; 59];
    stream.read_exact(&mut answer).unwrap();
    assert!(answer.ends_with(b"\r\n\r\nhi"), "{}", String::from_utf8_lossy(&answer));
}
