//! The real Knative does what the tests of the product rely on.

use serde_json::{Value, json};

use crate::plane::{Namespace, Node, secs};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    crate::shared![Need::Knative; a_service_runs_pods, the_webhook_refuses_a_claim_and_a_priority]
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
