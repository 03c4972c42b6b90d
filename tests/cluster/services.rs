//! `serve list` and `serve get` on services that the real KServe made.

use serde_json::{Value, json};

use crate::model_server::{Answer, Server};
use crate::plane::{Namespace, Node, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        a_list_says_what_the_cluster_says,
        one_service_is_shown_with_its_address,
        a_name_that_is_not_there_is_nearly_another,
        who_may_read_little_sees_what_is_allowed,
        a_request_reaches_the_service_by_its_host,
        logs_of_all_replicas_come_as_they_are_written,
        a_request_goes_through_the_api_server_to_one_pod,
    ]
}

/// A service of one container with one GPU and half a CPU.
pub fn service(name: &str, replicas: u32) -> Value {
    json!({
        "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
        "metadata": {"name": name, "annotations": {"serving.kserve.io/deploymentMode": "RawDeployment"}},
        "spec": {"predictor": {"minReplicas": replicas, "containers": [{
            "name": "kserve-container", "image": "registry.invalid/vllm:1",
            "command": ["sh", "-c", "vllm serve /m --served-model-name qwen"],
            "ports": [{"containerPort": 8000}],
            "resources": {"requests": {"cpu": "500m", "memory": "1Gi"}, "limits": {"cpu": "1", "memory": "1Gi", "nvidia.com/gpu": "1"}},
        }]}},
    })
}

fn ready(ns: &Namespace, name: &str) -> bool {
    ns.get("InferenceService", name).is_some_and(|service| {
        let conditions = service["status"]["conditions"].as_array().cloned().unwrap_or_default();
        conditions.iter().any(|it| it["type"] == "Ready" && it["status"] == "True")
    })
}

/// The replicas that the Deployment's status counts; it lags behind the pods.
fn counted(ns: &Namespace, name: &str) -> u64 {
    let deployment = ns.get("Deployment", &format!("{name}-predictor")).unwrap_or_default();
    deployment["status"]["replicas"].as_u64().unwrap_or_default()
}

fn words(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

fn a_list_says_what_the_cluster_says(ns: &Namespace) {
    let empty = ns.neap(["serve", "list"]).ended_with(0);
    assert_eq!(empty.stdout, "");
    assert!(empty.stderr.starts_with(&format!("No services in namespace {}.", ns.name)), "{}", empty.stderr);

    ns.add_node(Node::new("edge").gpus(1));
    ns.apply(service("qwen", 1));
    ns.until("the first is ready", secs(40), || ready(ns, "qwen"));
    ns.apply(service("bloom", 2));
    ns.until("two pods have no room", secs(40), || {
        ns.pods_in("Pending").len() == 2 && counted(ns, "bloom") == 2
    });

    let list = ns.neap(["serve", "ls"]).ended_with(0);
    assert_eq!(list.stderr, "");
    let url = format!("http://qwen-{}.example.com", ns.name);
    assert_eq!(
        words(&list.stdout),
        [
            vec!["NAME", "TYPE", "VERSION", "DESIRED", "AVAILABLE", "ADDRESS", "PORTS", "GPU"],
            vec!["bloom", "KServe", "1", "2", "0", "N/A", "N/A", "2"],
            vec!["qwen", "KServe", "1", "1", "1", url.as_str(), ":80", "1"],
        ]
    );
    let everywhere = ns.neap(["serve", "list", "-A"]).ended_with(0).stdout;
    assert!(
        words(&everywhere).iter().any(|line| line[..2] == [ns.name.clone(), "qwen".to_owned()]),
        "{everywhere}"
    );
    let names = ns.neap(["serve", "list", "-o", "name", "--type", "KServe"]).ended_with(0).stdout;
    assert_eq!(names, "inferenceservice.serving.kserve.io/bloom\ninferenceservice.serving.kserve.io/qwen\n");

    let data: Value =
        serde_json::from_str(&ns.neap(["serve", "list", "-o", "json"]).ended_with(0).stdout).unwrap();
    let qwen = &data[1];
    assert_eq!(
        (&qwen["name"], &qwen["requestCPUs"], &qwen["requestGPUs"]),
        (&json!("qwen"), &json!(0.5), &json!(1))
    );
    assert_eq!(qwen["instances"].as_array().unwrap().len(), 1);
    assert_eq!(data[0]["instances"].as_array().unwrap().len(), 2);
    let yaml = ns.neap(["serve", "list", "-o", "yaml"]).ended_with(0).stdout;
    assert!(yaml.contains("name: qwen"), "{yaml}");
}

fn one_service_is_shown_with_its_address(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(1));
    // KServe makes the Ingress once all replicas are available, so the second comes after it.
    ns.apply(service("qwen", 1));
    ns.until("the Ingress is there", secs(40), || ns.get("Ingress", "qwen").is_some());
    ns.apply(service("qwen", 2));
    ns.until("one pod of two runs", secs(40), || {
        ns.pods_in("Running").len() == 1 && ns.pods_in("Pending").len() == 1 && counted(ns, "qwen") == 2
    });
    let shown = ns.neap(["serve", "get", "qwen", "--type", "kserve"]).ended_with(0);
    for line in ["Name:        qwen", "Desired:     2", "Available:   1", "GPU:         2"] {
        assert!(shown.stdout.lines().any(|it| it == line), "{line}: {}", shown.stdout);
    }
    // The instances as kubectl prints them.
    let pods = words(&ns.kubectl(["get", "pods", "--no-headers"]));
    assert_eq!(pods.len(), 2);
    for pod in pods {
        let (name, ready, status) = (&pod[0], &pod[1], &pod[2]);
        let line = words(&shown.stdout).into_iter().find(|line| line.first() == Some(name)).unwrap();
        assert_eq!((&line[1], &line[3]), (status, ready), "{}", shown.stdout);
    }
    assert!(shown.stdout.contains("Why not ready:\n  qwen-predictor-"), "{}", shown.stdout);
    assert!(shown.stdout.contains("nvidia.com/gpu"), "{}", shown.stdout);
    // Without an address only a port-forward leads in, and that is said.
    assert!(shown.stdout.contains("reaches one pod only"), "{}", shown.stdout);
    let forward = format!("kubectl port-forward -n {} deployment/qwen-predictor 8080:8000 &", ns.name);
    assert!(shown.stdout.contains(&forward), "{}", shown.stdout);

    ns.patch_status("Ingress", "qwen", json!({"loadBalancer": {"ingress": [{"ip": "192.0.2.7"}]}}));
    let host = format!("qwen-{}.example.com", ns.name);
    let shown = ns.neap(["serve", "get", "qwen"]).ended_with(0).stdout;
    let curl = format!(
        "curl -H 'Host: {host}' http://192.0.2.7/v1/chat/completions -H 'Content-Type: application/json' -d '{{\"model\":\"qwen\""
    );
    assert!(shown.contains(&curl), "{shown}");
    let shown =
        ns.neap(["serve", "get", "qwen", "--gateway", "127.0.0.1:8443", "-o", "json"]).ended_with(0).stdout;
    let data: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(data["endpoint"]["url"], "http://127.0.0.1:8443");
    assert_eq!((&data["endpoint"]["host"], &data["endpoint"]["model"]), (&json!(host), &json!("qwen")));
}

fn a_name_that_is_not_there_is_nearly_another(ns: &Namespace) {
    ns.apply(service("qwen-chat", 1));
    let wrong = ns.neap(["serve", "get", "qwen-caht"]).ended_with(1);
    assert_eq!(wrong.stdout, "");
    assert!(
        wrong.stderr.contains(&format!("there is no service \"qwen-caht\" in namespace {}", ns.name)),
        "{}",
        wrong.stderr
    );
    assert!(wrong.stderr.contains("did you mean `qwen-chat`?"), "{}", wrong.stderr);
    let elsewhere = ns.neap(["serve", "get", "qwen-chat", "-n", "default"]).ended_with(1);
    assert!(elsewhere.stderr.contains(&ns.name), "{}", elsewhere.stderr);
    for strange in ["", "a/b", "..", "Ä", "{{ }}", "a\nb"] {
        let outcome = ns.neap(["serve", "get", strange]).ended_with(1);
        assert!(outcome.stderr.starts_with("error: there is no service"), "{}", outcome.stderr);
    }
}

fn who_may_read_little_sees_what_is_allowed(ns: &Namespace) {
    ns.apply(service("qwen", 1));
    let services = json!([{"apiGroups": ["serving.kserve.io"], "resources": ["inferenceservices"], "verbs": ["get", "list"]}]);
    let user = ns.user("reader", services, json!([]));
    let list = ns.neap_as(&user, ["serve", "list"]).ended_with(0);
    assert_eq!(words(&list.stdout)[1][..5], ["qwen", "KServe", "-", "?", "?"]);
    assert!(list.stderr.contains("may not list deployments.apps"), "{}", list.stderr);
    let nobody = ns.user("nobody", json!([]), json!([]));
    let list = ns.neap_as(&nobody, ["serve", "list"]).ended_with(1);
    assert!(list.stderr.contains("may not list inferenceservices.serving.kserve.io"), "{}", list.stderr);
}

/// Whatever routes by Host in front of KServe's services; the model server stands behind it.
fn a_request_reaches_the_service_by_its_host(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(1));
    ns.apply(service("qwen", 1));
    ns.until("the service is ready", secs(40), || ready(ns, "qwen"));
    let host = format!("qwen-{}.example.com", ns.name);
    let routed = host.clone();
    let gateway = Server::start(move |request| match request.headers.get("host") {
        Some(host) if *host == routed && request.path == "/v1/chat/completions" => {
            assert_eq!(request.json()["model"], "qwen");
            Answer::stream("text/event-stream", |send| {
                send(b"data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\n")?;
                send(b"data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1}}\n\n")?;
                send(b"data: [DONE]\n\n")
            })
        }
        _ => Answer::Whole(404, "text/plain", b"404 page not found\n".to_vec()),
    });
    let address = gateway.address.to_string();
    let answered = ns.neap(["serve", "test", "qwen", "--gateway", &address]).ended_with(0);
    assert_eq!(answered.stdout, "Hello\n");
    assert!(answered.stderr.contains("5 tokens in, 1 out"), "{}", answered.stderr);
    // The line that `get` prints works as it stands.
    let shown = ns.neap(["serve", "get", "qwen", "--gateway", &address]).ended_with(0).stdout;
    let curl = shown.lines().map(str::trim).find(|line| line.starts_with("curl ")).unwrap();
    let curled = std::process::Command::new("sh").args(["-c", curl]).output().unwrap();
    assert!(String::from_utf8_lossy(&curled.stdout).contains("Hello"), "{curl}: {curled:?}");
    // The Ingress says the same address, on port 80, where nobody listens here.
    ns.patch_status("Ingress", "qwen", json!({"loadBalancer": {"ingress": [{"ip": "127.0.0.1"}]}}));
    let refused = ns.neap(["serve", "test", "qwen"]);
    assert!(
        refused.stderr.starts_with(&format!("asking http://127.0.0.1, Host {host} (Ingress qwen)")),
        "{}",
        refused.stderr
    );
    // No server of the test listens in a simulated pod; that the way leads there is all that can be shown.
    ns.patch_status("Ingress", "qwen", json!({"loadBalancer": {"ingress": null}}));
    let forwarded = ns.neap(["serve", "test", "qwen"]).ended_with(1);
    assert!(forwarded.stderr.contains("reaches one pod only"), "{}", forwarded.stderr);
}

/// KWOK plays the kubelet: its log is a file of the test, its port leads to a server of the test.
fn logs_of_all_replicas_come_as_they_are_written(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(3));
    ns.log("the first line");
    ns.apply(service("qwen", 1));
    ns.until("the service is ready", secs(40), || ready(ns, "qwen"));
    let only = ns.neap(["serve", "logs", "qwen"]).ended_with(0);
    assert_eq!((only.stdout.as_str(), only.stderr.as_str()), ("the first line\n", ""));

    let mut follower = ns.start_neap(["serve", "logs", "qwen", "-f", "--tail", "1"]);
    assert_eq!(follower.line_with("line", secs(20)), "the first line");
    ns.patch("InferenceService", "qwen", json!({"spec": {"predictor": {"minReplicas": 2}}}));
    let joined = follower.error_with("+ qwen-predictor-", secs(40));
    let pod = joined.trim_start_matches("+ ").to_owned();
    follower.line_with(&format!("{pod} | the first line"), secs(20));
    ns.log("a later line");
    follower.line_with(&format!("{pod} | a later line"), secs(20));
    ns.delete("Pod", &pod);
    follower.error_with(&format!("- {pod}"), secs(40));

    ns.until("two pods again", secs(40), || ns.pods_in("Running").len() == 2);
    let both = ns.neap(["serve", "logs", "qwen", "--tail=1"]).ended_with(0).stdout;
    assert_eq!(both.lines().filter(|line| line.ends_with(" | a later line")).count(), 2, "{both}");
}

fn a_request_goes_through_the_api_server_to_one_pod(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(1));
    ns.apply(service("qwen", 1));
    ns.until("the service is ready", secs(40), || ready(ns, "qwen"));
    let model = Server::start(|request| {
        assert_eq!(request.json()["model"], "qwen");
        Answer::json(json!({
            "choices": [{"message": {"content": "Hello"}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 5, "completion_tokens": 1},
        }))
    });
    ns.forward(8000, model.address.port());
    let answered = ns.neap(["serve", "test", "qwen"]).ended_with(0);
    assert_eq!(answered.stdout, "Hello\n");
    assert!(answered.stderr.contains("reaches one pod only"), "{}", answered.stderr);
    // Who may read, but not forward, is told which right is missing.
    let rules = json!([{"apiGroups": ["*"], "resources": ["*"], "verbs": ["get", "list"]}]);
    let reader = ns.user("reader", rules, json!([]));
    let refused = ns.neap_as(&reader, ["serve", "test", "qwen"]).ended_with(1);
    assert!(refused.stderr.contains("pods/portforward"), "{}", refused.stderr);
}
