use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use super::*;
use crate::elastic::kpa::Settings;
use crate::sandbox::control::deployment::DeploymentController;
use crate::sandbox::control::paper::Paper;
use crate::sandbox::control::replica_set::ReplicaSetController;

fn service(annotations: Value) -> Value {
    json!({"apiVersion": "serving.knative.dev/v1", "kind": "Service", "metadata": {"name": "qwen", "namespace": "ns"},
        "spec": {"template": {"metadata": {"labels": {"team": "x"}, "annotations": annotations}, "spec": {"containers": [
            {"image": "vllm:1", "ports": [{"containerPort": 8000}]}]}}}})
}

/// A cluster with Knative, and how many requests are under way to every revision.
fn cluster() -> (Paper, Arc<AtomicU32>) {
    let requests = Arc::new(AtomicU32::new(0));
    let counted = requests.clone();
    let meter: Meter = Box::new(move |_, _| {
        let now = f64::from(counted.load(Ordering::Relaxed));
        Requests { concurrency: now, rate: now }
    });
    let paper = Paper::new(vec![
        Box::new(ServiceController),
        Box::new(ConfigurationController),
        Box::new(RouteController::new("svc.cluster.local")),
        Box::new(RevisionController::new(Settings::default())),
        Box::new(PodAutoscalerController::new(Settings::default(), meter)),
        Box::new(DeploymentController),
        Box::new(ReplicaSetController::default()),
    ]);
    (paper, requests)
}

/// Lets time pass; pods become ready, and those that are going are gone.
fn live(paper: &mut Paper, seconds: i64) {
    for _ in 0..seconds {
        paper.pass(1);
        paper.run_all();
        paper.pass(0);
    }
}

fn state(paper: &Paper, kind: &str, name: &str, condition: &str) -> (String, String) {
    let conditions = &paper.get(kind, name)["status"]["conditions"];
    let found = conditions.as_array().into_iter().flatten().find(|it| it["type"] == condition);
    let word = |key: &str| found.and_then(|it| it[key].as_str()).unwrap_or_default().to_owned();
    (word("status"), word("reason"))
}

fn replicas(paper: &Paper, name: &str) -> i64 {
    paper.get("Deployment", name)["spec"]["replicas"].as_i64().unwrap()
}

#[test]
fn a_service_becomes_what_the_real_one_becomes_and_ready_with_its_pods() {
    let (mut paper, _) = cluster();
    paper.put(service(json!({})));
    paper.pass(1);
    assert_eq!(state(&paper, "Revision", "qwen-00001", "Ready"), ("Unknown".into(), "Deploying".into()));
    assert_eq!(state(&paper, "Route", "qwen", "Ready"), ("Unknown".into(), "RevisionMissing".into()));
    live(&mut paper, 3);
    let pod = paper.of("Pod")[0];
    let names: Vec<&str> =
        pod["spec"]["containers"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["user-container", "queue-proxy"]);
    assert_eq!(pod["metadata"]["labels"]["serving.knative.dev/service"], "qwen");
    assert_eq!(pod["metadata"]["labels"]["app"], "qwen-00001");
    for (kind, name) in [
        ("PodAutoscaler", "qwen-00001"),
        ("Revision", "qwen-00001"),
        ("Configuration", "qwen"),
        ("Route", "qwen"),
    ] {
        assert_eq!(
            state(&paper, kind, name, "Ready").0,
            "True",
            "{kind}: {:#}",
            paper.get(kind, name)["status"]
        );
    }
    let status = &paper
        .of("Service")
        .into_iter()
        .find(|it| it["apiVersion"] == "serving.knative.dev/v1")
        .unwrap()["status"];
    assert_eq!(status["url"], "http://qwen.ns.svc.cluster.local");
    assert_eq!(status["latestReadyRevisionName"], "qwen-00001");
    assert_eq!(status["traffic"][0]["revisionName"], "qwen-00001");
    assert_eq!(status["conditions"][1], {
        let mut ready = json!({"type": "Ready", "status": "True"});
        ready["lastTransitionTime"] = status["conditions"][1]["lastTransitionTime"].clone();
        ready
    });
    assert_eq!(paper.get("PodAutoscaler", "qwen-00001")["spec"]["reachability"], "Reachable");
}

#[test]
fn without_requests_it_sleeps_and_the_first_request_wakes_it() {
    let (mut paper, requests) = cluster();
    paper.put(service(json!({"autoscaling.knative.dev/target": "2", "autoscaling.knative.dev/target-utilization-percentage": "100"})));
    live(&mut paper, 50);
    assert_eq!(replicas(&paper, "qwen-00001-deployment"), 1, "the stable window is a minute");
    live(&mut paper, 20);
    assert_eq!(state(&paper, "PodAutoscaler", "qwen-00001", "Active"), ("False".into(), "NoTraffic".into()));
    live(&mut paper, 40);
    assert_eq!((replicas(&paper, "qwen-00001-deployment"), paper.names("Pod").len()), (0, 0));
    assert_eq!(state(&paper, "Revision", "qwen-00001", "Ready").0, "True", "asleep is ready");
    // Requests are held before it.
    requests.store(4, Ordering::Relaxed);
    live(&mut paper, 4);
    assert_eq!(replicas(&paper, "qwen-00001-deployment"), 2);
    assert_eq!(state(&paper, "PodAutoscaler", "qwen-00001", "Active").0, "True");
    // A burst is a panic: twice what two pods can take.
    requests.store(20, Ordering::Relaxed);
    live(&mut paper, 10);
    assert!(replicas(&paper, "qwen-00001-deployment") >= 8);
}

#[test]
fn a_new_template_takes_over_once_it_is_ready_and_the_old_one_goes() {
    let (mut paper, _) = cluster();
    paper.put(service(json!({"autoscaling.knative.dev/min-scale": "2"})));
    live(&mut paper, 10);
    assert_eq!(replicas(&paper, "qwen-00001-deployment"), 2);
    let mut changed = service(json!({"autoscaling.knative.dev/min-scale": "1"}));
    changed["spec"]["template"]["spec"]["containers"][0]["image"] = "vllm:2".into();
    let known = paper
        .objects
        .iter()
        .find(|(it, _)| it.kind == "Service" && it.api_version.starts_with("serving"))
        .unwrap()
        .1
        .clone();
    changed["metadata"] = known["metadata"].clone();
    changed["metadata"]["generation"] = 2.into();
    changed["status"] = known["status"].clone();
    paper.put(changed);
    live(&mut paper, 10);
    assert_eq!(paper.get("Route", "qwen")["status"]["traffic"][0]["revisionName"], "qwen-00002");
    assert_eq!(
        paper.get("Revision", "qwen-00001")["metadata"]["labels"]["serving.knative.dev/routingState"],
        "reserve"
    );
    live(&mut paper, 120);
    assert_eq!(replicas(&paper, "qwen-00001-deployment"), 0, "no route leads to it");
    assert_eq!(replicas(&paper, "qwen-00002-deployment"), 1);
}

#[test]
fn the_other_class_is_a_horizontal_pod_autoscaler() {
    let (mut paper, _) = cluster();
    paper.put(service(json!({"autoscaling.knative.dev/class": "hpa.autoscaling.knative.dev", "autoscaling.knative.dev/metric": "cpu",
        "autoscaling.knative.dev/target": "70", "autoscaling.knative.dev/min-scale": "2", "autoscaling.knative.dev/max-scale": "5"})));
    live(&mut paper, 3);
    let spec = &paper.get("HorizontalPodAutoscaler", "qwen-00001")["spec"];
    assert_eq!((&spec["minReplicas"], &spec["maxReplicas"]), (&json!(2), &json!(5)));
    assert_eq!(spec["metrics"][0]["resource"]["target"]["averageUtilization"], 70);
    assert_eq!(state(&paper, "PodAutoscaler", "qwen-00001", "Ready").0, "True");
}
