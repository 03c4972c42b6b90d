//! `neap status` on services that the real KServe, HPA and scheduler run.

use serde_json::{Value, json};

use crate::plane::{Namespace, Node, Rule, Running, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        a_queue_of_eleven_is_followed_from_one_to_three_and_back,
        why_is_told_in_words_while_it_grows_and_after,
        a_pending_pod_says_why_with_condition_and_events_gone,
        a_missing_volume_is_named,
        an_image_that_is_not_there_is_named,
        a_crash_shows_its_last_line_and_ends_the_waiting,
        a_load_is_called_a_load,
        a_cut_watch_says_so_and_goes_on,
        a_refused_watch_is_taken_up_again,
        with_affinity_the_young_edge_pod_goes_first,
        who_may_read_little_sees_what_is_missing,
        a_name_that_is_not_there_is_nearly_another,
        scripts_wait_for_the_end,
        all_services_have_a_row_each,
        ctrl_c_ends_a_watch,
    ]
}

/// A service with a GPU a pod, which leaves its replicas to somebody else.
fn service(ns: &Namespace, name: &str, more: &Value) {
    let mut predictor = json!({"containers": [{
        "name": "kserve-container", "image": "registry.invalid/vllm:1", "command": ["sh", "-c", "vllm serve /m"],
        "resources": {"requests": {"cpu": "1", "memory": "2Gi"}, "limits": {"cpu": "2", "memory": "2Gi", "nvidia.com/gpu": "1"}},
    }]});
    for (key, value) in more.as_object().into_iter().flatten() {
        predictor[key] = value.clone();
    }
    ns.apply(json!({
        "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
        "metadata": {"name": name, "annotations": {
            "serving.kserve.io/deploymentMode": "RawDeployment", "serving.kserve.io/autoscalerClass": "external"}},
        "spec": {"predictor": predictor},
    }));
}

fn autoscaler(ns: &Namespace, name: &str, target: &str) {
    ns.apply(json!({
        "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": format!("{name}-hpa")},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": format!("{name}-predictor")},
            "minReplicas": 1, "maxReplicas": 3,
            "metrics": [{"type": "Pods", "pods": {
                "metric": {"name": "vllm:num_requests_waiting"}, "target": {"type": "AverageValue", "averageValue": target}}}],
        },
    }));
}

fn policy(ns: &Namespace, name: &str) {
    let unit = |pool: &str| json!({"resource": "ecs", "nodeSelector": {"alibabacloud.com/nodepool-id": format!("{}-{pool}", ns.name)}});
    let names = format!("{0}-edge=Edge,{0}-cloud=Cloud", ns.name);
    ns.apply(json!({
        "apiVersion": "scheduling.alibabacloud.com/v1alpha1", "kind": "ResourcePolicy",
        "metadata": {"name": name, "annotations": {"neap/pool-names": names}},
        "spec": {"selector": {"app": format!("isvc.{name}-predictor")}, "strategy": "prefer", "units": [unit("edge"), unit("cloud")]},
    }));
}

fn pool(ns: &Namespace, node: &str, pool: &str) -> String {
    ns.add_node(Node::new(node).pool(&format!("{}-{pool}", ns.name)).gpus(1))
}

fn scale(ns: &Namespace, name: &str, replicas: u32) {
    ns.until("the Deployment", secs(20), || ns.get("Deployment", &format!("{name}-predictor")).is_some());
    ns.patch("Deployment", &format!("{name}-predictor"), json!({"spec": {"replicas": replicas}}));
}

fn waits(ns: &Namespace, name: &str, goal: &str) {
    let _ = ns.neap(["status", name, "--for", goal, "--timeout=40s"]).ended_with(0);
}

fn a_queue_of_eleven_is_followed_from_one_to_three_and_back(ns: &Namespace) {
    pool(ns, "edge", "edge");
    policy(ns, "qwen");
    ns.metric("vllm:num_requests_waiting").set(0);
    service(ns, "qwen", &Value::Null);
    autoscaler(ns, "qwen", "5");
    waits(ns, "qwen", "ready=1");
    let mut watch = ns.start_neap(["status", "qwen", "-w"]);
    watch.line_with("ready: 1/1 replicas", secs(10));
    ns.metric("vllm:num_requests_waiting").set(11);
    watch.line_with("11 / 5, 1 current / 3 desired", secs(20));
    let line = watch.line_with("unschedulable", secs(20));
    assert!(line.contains(&format!("no free nvidia.com/gpu on {}-edge (pool Edge)", ns.name)), "{line}");

    ns.until("KServe's opinion", secs(20), || {
        let table = ns.neap(["status", "qwen"]).ended_with(0).stdout;
        table.contains("KServe's own READY is False") && table.contains("ScalingActive True ValidMetricFound")
    });
    let why = "next: stays at 3: 2 pending pods count as 0, so 2.20 of the target becomes 0.73";
    ns.until("the autoscaler's second look", secs(60), || ns.neap(["status", "qwen"]).stdout.contains(why));

    pool(ns, "cloud-1", "cloud");
    pool(ns, "cloud-2", "cloud");
    watch.line_with("ready: 3/3 replicas", secs(30));
    waits(ns, "qwen", "ready=3");
    waits(ns, "qwen", "pool.Cloud=2");
    waits(ns, "qwen", &format!("nodes.{}-cloud=2", ns.name));
    let json: Value =
        serde_json::from_str(&ns.neap(["status", "qwen", "-o", "json"]).ended_with(0).stdout).unwrap();
    let service = &json["services"][0];
    let used: Vec<_> =
        service["units"].as_array().unwrap().iter().map(|unit| unit["used"].as_u64().unwrap()).collect();
    assert_eq!(used, [1, 2], "{service:#}");
    let gpus = |pool: &Value| {
        (
            pool["name"].as_str().unwrap().to_owned(),
            pool["used"].as_u64().unwrap(),
            pool["total"].as_u64().unwrap(),
        )
    };
    let pools: Vec<_> = service["pools"].as_array().unwrap().iter().map(gpus).collect();
    assert_eq!(pools, [("Edge".to_owned(), 1, 1), ("Cloud".to_owned(), 2, 2)]);

    ns.metric("vllm:num_requests_waiting").set(0);
    let line = watch.line_with("next 3 → 1", secs(20));
    assert!(line.contains("after its stabilization window"), "a watch knows since when: {line}");
    watch.line_with("ready: 1/1 replicas", secs(40));
    waits(ns, "qwen", "desired=1");
}

fn why_is_told_in_words_while_it_grows_and_after(ns: &Namespace) {
    pool(ns, "edge", "edge");
    ns.metric("vllm:num_requests_waiting").set(0);
    service(ns, "qwen", &Value::Null);
    autoscaler(ns, "qwen", "5");
    waits(ns, "qwen", "ready=1");
    ns.metric("vllm:num_requests_waiting").set(11);
    let told = |words: &[&str]| {
        let text = ns.neap(["status", "qwen", "--why"]).ended_with(0).stdout;
        words.iter().all(|words| text.contains(words))
    };
    let missing = "2 pods wait because there is no free nvidia.com/gpu";
    ns.until("the reason", secs(40), || {
        told(&[
            "qwen-hpa asked for 3 replicas",
            "(pods metric vllm:num_requests_waiting above target)",
            missing,
        ])
    });
    let document = ns.neap(["status", "qwen", "--why", "-o", "json"]).ended_with(0).stdout;
    let document: Value = serde_json::from_str(&document).unwrap();
    let sentences = document["sentences"].as_array().unwrap();
    assert!((3..=6).contains(&sentences.len()), "{document:#}");
    for node in ["cloud-1", "cloud-2"] {
        pool(ns, node, "cloud");
    }
    waits(ns, "qwen", "ready=3");
    ns.until("calm", secs(20), || told(&["steady", "3 replicas"]));
}

fn a_pending_pod_says_why_with_condition_and_events_gone(ns: &Namespace) {
    let edge = pool(ns, "edge", "edge");
    policy(ns, "qwen");
    service(ns, "qwen", &Value::Null);
    waits(ns, "qwen", "ready=1");
    scale(ns, "qwen", 2);
    let refused = |pod: &Value| pod["status"]["conditions"][0]["reason"] == "Unschedulable";
    ns.until("the scheduler's refusal", secs(20), || ns.list("Pod").iter().any(refused));
    ns.kubectl(["delete", "events", "--all"]);
    let why = format!("no free nvidia.com/gpu on {edge} (pool Edge)");
    let table = ns.neap(["status", "qwen"]).ended_with(0).stdout;
    assert!(table.contains(&why), "{table}");
    // The scheduler writes both anew when another test's node comes: then it is taken away once more.
    let pods = ns.list("Pod");
    let pod = pods.iter().find(|pod| refused(pod)).unwrap();
    let name = pod["metadata"]["name"].as_str().unwrap();
    let patch = json!({"status": {"conditions": null}});
    ns.until("an answer without any record", secs(30), || {
        ns.kubectl(["patch", "pod", name, "--subresource=status", "--type=merge", "-p", &patch.to_string()]);
        ns.kubectl(["delete", "events", "--all"]);
        let table = ns.neap(["status", "qwen"]).ended_with(0).stdout;
        table.contains(&why) && table.contains("(computed from the nodes")
    });
}

fn a_missing_volume_is_named(ns: &Namespace) {
    pool(ns, "edge", "edge");
    let volumes =
        json!({"volumes": [{"name": "model", "persistentVolumeClaim": {"claimName": "llm-model"}}]});
    service(ns, "qwen", &volumes);
    ns.until("the pod", secs(20), || !ns.list("Pod").is_empty());
    ns.until("its refusal", secs(20), || {
        ns.neap(["status", "qwen"]).stdout.contains("PersistentVolumeClaim llm-model does not exist")
    });
    ns.bound_pvc("llm-model");
    waits(ns, "qwen", "ready=1");
}

fn an_image_that_is_not_there_is_named(ns: &Namespace) {
    pool(ns, "edge", "edge");
    ns.annotate("neap.test/fails", "ImagePullBackOff");
    service(ns, "qwen", &Value::Null);
    ns.until("the failed pull", secs(20), || ns.neap(["status", "qwen"]).stdout.contains("no image"));
    let table = ns.neap(["status", "qwen"]).ended_with(0).stdout;
    assert!(table.contains("registry.invalid/vllm:1") && table.contains("not found"), "{table}");
    // It may heal for a minute: until then the time runs out, and then it is called hopeless.
    let outcome = ns.neap(["status", "qwen", "--for", "ready", "--timeout=1s"]).ended_with(3);
    assert!(
        outcome.stderr.contains("timed out waiting for `ready`: 0 of 1 pods available"),
        "{}",
        outcome.stderr
    );
}

fn a_crash_shows_its_last_line_and_ends_the_waiting(ns: &Namespace) {
    pool(ns, "edge", "edge");
    ns.log("INFO loading weights");
    ns.log("ValueError: no such model");
    ns.annotate("neap.test/fails", "CrashLoopBackOff");
    service(ns, "qwen", &Value::Null);
    ns.until("the crash", secs(20), || ns.neap(["status", "qwen"]).stdout.contains("crashed"));
    let table = ns.neap(["status", "qwen"]).ended_with(0).stdout;
    assert!(table.contains("exit code 1, last line: ValueError: no such model; restarted once"), "{table}");
    let name = ns.list("Pod")[0]["metadata"]["name"].as_str().unwrap().to_owned();
    let patch = r#"[{"op": "replace", "path": "/status/containerStatuses/0/restartCount", "value": 5}]"#;
    ns.kubectl(["patch", "pod", &name, "--subresource=status", "--type=json", "-p", patch]);
    let outcome = ns.neap(["status", "qwen", "--for=ready", "--timeout=30s"]).ended_with(4);
    assert!(
        outcome.stderr.contains("crashes again and again, exit code 1: ValueError: no such model"),
        "{}",
        outcome.stderr
    );
}

fn a_load_is_called_a_load(ns: &Namespace) {
    let edge = pool(ns, "edge", "edge");
    ns.pods_take(secs(2), secs(3));
    service(ns, "qwen", &Value::Null);
    ns.until("the service", secs(20), || ns.get("Deployment", "qwen-predictor").is_some());
    let mut watch = ns.start_neap(["status", "qwen", "-w"]);
    watch.line_with(&format!("pulling image on {edge}"), secs(20));
    watch.line_with(&format!("loading on {edge}"), secs(20));
    watch.line_with("ready: 1/1 replicas", secs(20));
}

fn a_cut_watch_says_so_and_goes_on(ns: &Namespace) {
    pool(ns, "edge", "edge");
    service(ns, "qwen", &Value::Null);
    waits(ns, "qwen", "ready=1");
    let proxy = ns.cluster.proxy();
    proxy.add(Rule::watches().cut_after_events(1));
    let kubeconfig = ns.kubeconfig_through(&proxy);
    let mut watch = Running::start(&mut ns.command_as(&kubeconfig, ["status", "qwen", "-w"]));
    watch.line_with("ready: 1/1 replicas", secs(10));
    // From now on nothing passes: the first change ends the open watches, and no new one begins.
    proxy.down();
    proxy.add(Rule::any().cut_before());
    scale(ns, "qwen", 2);
    watch.line_with("reconnecting", secs(20));
    scale(ns, "qwen", 3);
    proxy.clear();
    proxy.up();
    let line = watch.line("what it missed, or the end of the fault", secs(60), |line| {
        line.contains("1/3 replicas") || line.contains("connected again")
    });
    let other = if line.contains("connected") { "1/3 replicas" } else { "connected again" };
    watch.line_with(other, secs(60));
}

fn a_refused_watch_is_taken_up_again(ns: &Namespace) {
    pool(ns, "edge", "edge");
    service(ns, "qwen", &Value::Null);
    waits(ns, "qwen", "ready=1");
    let proxy = ns.cluster.proxy();
    proxy.add(Rule::watches().times(3).status(500));
    proxy.add(Rule::watches().times(3).status(410));
    proxy.add(Rule::watches().times(3).cut_before());
    let kubeconfig = ns.kubeconfig_through(&proxy);
    let mut watch = Running::start(&mut ns.command_as(&kubeconfig, ["status", "qwen", "-w"]));
    watch.line_with("ready: 1/1 replicas", secs(20));
    scale(ns, "qwen", 2);
    watch.line_with("/2 replicas", secs(30));
}

fn with_affinity_the_young_edge_pod_goes_first(ns: &Namespace) {
    let term = |pool: &str| {
        json!({"matchExpressions": [
        {"key": "alibabacloud.com/nodepool-id", "operator": "In", "values": [format!("{}-{pool}", ns.name)]}]})
    };
    let affinity = json!({"affinity": {"nodeAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term("edge"), term("cloud")]},
        "preferredDuringSchedulingIgnoredDuringExecution": [
            {"weight": 100, "preference": term("edge")}, {"weight": 1, "preference": term("cloud")}]}}});
    pool(ns, "cloud", "cloud");
    service(ns, "qwen", &affinity);
    waits(ns, "qwen", "ready=1");
    // Ages are compared by powers of two: the edge pod must be less than half as old.
    std::thread::sleep(secs(3));
    pool(ns, "edge", "edge");
    scale(ns, "qwen", 2);
    waits(ns, "qwen", "ready=2");
    let table = ns.neap(["status", "qwen"]).ended_with(0).stdout;
    let words = table.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains(&format!("({}-edge) goes first: it has been ready for a shorter time", ns.name)),
        "{table}"
    );
    assert!(words.contains("without a ResourcePolicy nothing keeps the order"), "{table}");
    scale(ns, "qwen", 1);
    ns.until("the victim", secs(20), || ns.pods_in("Running").len() == 1);
    let left = ns.list("Pod").into_iter().find(|pod| pod["metadata"]["deletionTimestamp"].is_null()).unwrap();
    assert!(left["spec"]["nodeName"].as_str().unwrap().ends_with("cloud"), "{left:#}");
}

fn who_may_read_little_sees_what_is_missing(ns: &Namespace) {
    pool(ns, "edge", "edge");
    service(ns, "qwen", &Value::Null);
    waits(ns, "qwen", "ready=1");
    let read = |group: &str, resource: &str| json!({"apiGroups": [group], "resources": [resource], "verbs": ["get", "list", "watch"]});
    let rules = json!([
        read("serving.kserve.io", "inferenceservices"),
        read("", "pods"),
        read("apps", "deployments")
    ]);
    let user = ns.user("reader", rules, json!([]));
    let table = ns.neap_as(&user, ["status", "qwen"]).ended_with(0).stdout;
    assert!(table.contains("1/1 replicas"), "{table}");
    for missing in ["list nodes", "list events", "list horizontalpodautoscalers.autoscaling"] {
        assert!(table.contains(&format!("not allowed: {missing}")), "{missing}: {table}");
    }
    let nobody = ns.user("nobody", json!([]), json!([]));
    let outcome = ns.neap_as(&nobody, ["status", "qwen"]).ended_with(1);
    assert!(outcome.stderr.contains("list inferenceservices.serving.kserve.io"), "{}", outcome.stderr);
}

fn a_name_that_is_not_there_is_nearly_another(ns: &Namespace) {
    service(ns, "qwen-chat", &Value::Null);
    let outcome = ns.neap(["status", "qwen-caht"]).ended_with(1);
    let expected = format!(
        "error: there is no service \"qwen-caht\" in namespace {}\nhint: did you mean `qwen-chat`?\n",
        ns.name
    );
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", expected.as_str()));
    let _ = ns.neap(["status", "qwen-caht", "--for=ready"]).ended_with(1);
    // What other programs show as one word.
    let pair = ns.neap(["status", &format!("{}/qwen-chat", ns.name)]).ended_with(1);
    assert!(
        pair.stderr.contains(&format!("write it as `qwen-chat --namespace {}`", ns.name)),
        "{}",
        pair.stderr
    );
    let two = ns.neap(["status", "qwen chat"]).ended_with(1);
    assert!(two.stderr.starts_with("error: there is no service \"qwen chat\""), "{}", two.stderr);
    // The name is right, and the namespace is not.
    for verb in ["status", "doctor"] {
        let outcome = ns.neap([verb, "qwen-chat", "--namespace=kube-public"]).ended_with(1);
        // Others may have a service of that name at the same time.
        let hint = outcome.stderr.lines().find(|line| line.starts_with("hint: namespace"));
        let is_told = hint.is_some_and(|line| line.contains(&ns.name) && line.contains("`--namespace"));
        assert!(is_told, "{verb}: {}", outcome.stderr);
    }
    let _ = ns.neap(["status", "qwen-caht", "--for=deleted"]).ended_with(0);
}

fn scripts_wait_for_the_end(ns: &Namespace) {
    pool(ns, "edge", "edge");
    service(ns, "qwen", &Value::Null);
    waits(ns, "qwen", "ready");
    let waiting = ns.start_neap(["status", "qwen", "--for=deleted", "--timeout=2m"]);
    ns.kubectl(["delete", "inferenceservice", "qwen", "--wait=false"]);
    let _ = waiting.wait(secs(130)).ended_with(0);
    assert!(ns.list("Pod").is_empty());
    service(ns, "qwen", &Value::Null);
    ns.until("the service", secs(20), || ns.get("Deployment", "qwen-predictor").is_some());
    let mut waiting = ns.start_neap(["status", "qwen", "-w", "--for=ready=5", "--timeout=30s"]);
    waiting.line_with("replicas", secs(10));
    ns.kubectl(["delete", "inferenceservice", "qwen", "--wait=false"]);
    let outcome = waiting.wait(secs(40)).ended_with(4);
    assert!(outcome.stderr.contains("the service was deleted"), "{}", outcome.stderr);
}

fn all_services_have_a_row_each(ns: &Namespace) {
    let empty = ns.neap(["status"]).ended_with(0);
    let none = format!(
        "no services found in namespace {}\nhint: `neap status -A` looks in all namespaces\n",
        ns.name
    );
    assert_eq!((empty.stdout.as_str(), empty.stderr.as_str()), ("", none.as_str()));
    pool(ns, "edge", "edge");
    service(ns, "qwen", &Value::Null);
    waits(ns, "qwen", "ready=1");
    service(ns, "bloom", &Value::Null);
    let row = |table: &str, name: &str| {
        let line = table.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
        line.split_whitespace().take(5).map(str::to_owned).collect::<Vec<_>>()
    };
    ns.until("a row with a pending pod", secs(20), || {
        let table = ns.neap(["status"]).stdout;
        row(&table, "bloom") == ["bloom", "0/1", "-", "1", "1"]
            && row(&table, "qwen") == ["qwen", "1/1", "-", "1", "0"]
    });
    let all = ns.neap(["status", "-A"]).ended_with(0).stdout;
    assert!(
        all.lines().any(|line| line.starts_with(&format!("{} ", ns.name)) && line.contains("bloom")),
        "{all}"
    );
}

fn ctrl_c_ends_a_watch(ns: &Namespace) {
    service(ns, "qwen", &Value::Null);
    let mut watch = ns.start_neap(["status", "qwen", "-w", "-o", "json"]);
    let line = watch.line_with("\"services\"", secs(10));
    let document: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(document["schemaVersion"], 1);
    watch.interrupt();
    let outcome = watch.wait(secs(10)).ended_with(130);
    assert_eq!(outcome.stderr, "");
}
