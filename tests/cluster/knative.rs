//! The real Knative does what the tests of the product rely on.

use serde_json::{Value, json};

use crate::plane::{Namespace, Node, secs};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    crate::shared![Need::Knative; a_service_runs_pods, a_metric_of_knatives_chooses_its_mode, the_webhook_refuses_a_claim_and_a_priority]
}

fn service(pod: Value) -> Value {
    json!({
        "apiVersion": "serving.knative.dev/v1", "kind": "Service", "metadata": {"name": "qwen"},
        "spec": {"template": {"metadata": {"labels": {"team": "x"}}, "spec": pod}},
    })
}

fn a_service_runs_pods(ns: &Namespace) {
    ns.add_node(Node::new("edge"));
    ns.apply(service(json!({"containers": [{"image": "registry.invalid/vllm:1"}]})));
    ns.until("a running pod", secs(30), || ns.pods_in("Running").len() == 1);
    let pod = &ns.list("Pod")[0];
    assert_eq!(pod["metadata"]["labels"]["serving.knative.dev/service"], "qwen");
    assert_eq!(pod["metadata"]["labels"]["team"], "x");
    let names: Vec<&str> =
        pod["spec"]["containers"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["user-container", "queue-proxy"]);
}

fn a_metric_of_knatives_chooses_its_mode(ns: &Namespace) {
    let deploy =
        ["serve", "kserve", "--name=qwen", "--image=registry.invalid/vllm:1", "--scale-metric=concurrency"];
    let rest = ["--scale-target=2", "--min-replicas=0", "--max-replicas=3", "python3 -m server"];
    let applied = ns.neap(deploy.into_iter().chain(rest)).ended_with(0);
    assert!(applied.stdout.contains("inferenceservice.serving.kserve.io/qwen"), "{}", applied.stdout);
    // KServe makes the Knative Service, and Knative's webhook takes it.
    let template = ns.until_some("KServe's Knative Service", secs(20), || {
        let service = ns.get("serving.knative.dev/v1/Service", "qwen-predictor")?;
        Some(service["spec"]["template"]["metadata"]["annotations"].clone())
    });
    assert_eq!(template["autoscaling.knative.dev/metric"], "concurrency");
    assert_eq!(template["autoscaling.knative.dev/target"], "2");
    assert_eq!(template["autoscaling.knative.dev/min-scale"], "0");
    assert_eq!(template["autoscaling.knative.dev/max-scale"], "3");
    assert!(ns.list("HorizontalPodAutoscaler").is_empty());
    let again = ns.neap(deploy.into_iter().chain(rest)).ended_with(0);
    assert!(again.stdout.contains("unchanged") && !again.stdout.contains("configured"), "{}", again.stdout);
}

fn the_webhook_refuses_a_claim_and_a_priority(ns: &Namespace) {
    let refused = |pod: Value| {
        let error = ns.try_create(service(pod)).unwrap_err();
        let kube::Error::Api(status) = error else { panic!("{error}") };
        status.message
    };
    let message = refused(json!({
        "containers": [{"image": "registry.invalid/vllm:1", "volumeMounts": [{"name": "model", "mountPath": "/model"}]}],
        "volumes": [{"name": "model", "persistentVolumeClaim": {"claimName": "llm-model", "readOnly": true}}],
    }));
    assert!(message.contains("Persistent volume claim support is disabled"), "{message}");
    let message =
        refused(json!({"containers": [{"image": "registry.invalid/vllm:1"}], "priorityClassName": "high"}));
    assert!(message.contains("must not set the field(s): spec.template.spec.priorityClassName"), "{message}");
}
