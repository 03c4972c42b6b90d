//! What is found before the first write.

use neap::cluster::{apply, preflight};
use serde_json::json;

use super::{change, connect, existing, put, put_as, says, service};
use crate::plane::{Namespace, block_on};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        a_preflight_that_fails_writes_nothing,
        an_object_that_is_being_deleted_is_waited_for,
        a_missing_right_is_named,
        what_may_not_be_looked_at_does_not_stop_an_apply,
        a_webhook_that_refuses_is_quoted,
    ]
}

fn a_preflight_that_fails_writes_nothing(ns: &Namespace) {
    ns.bound_pvc("llm-model");
    ns.apply(json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "hub"}, "stringData": {"HF_TOKEN": "x"}}));
    let mut bundle = service("qwen", 3);
    change(&mut bundle, "InferenceService", |service| {
        let predictor = &mut service["spec"]["predictor"];
        predictor["serviceAccountName"] = json!("runner");
        predictor["priorityClassName"] = json!("infrence-with-high-priority");
        predictor["volumes"] = json!([{"name": "m", "persistentVolumeClaim": {"claimName": "llm-modle"}}]);
        predictor["containers"][0]["env"] =
            json!([{"name": "HF_TOKN", "valueFrom": {"secretKeyRef": {"name": "hub", "key": "HF_TOKN"}}}]);
    });
    change(&mut bundle, "HorizontalPodAutoscaler", |hpa| hpa["spec"]["maxReplicas"] = json!(0));
    change(&mut bundle, "ResourcePolicy", |policy| policy["spec"]["unitz"] = json!([]));
    let proxy = ns.cluster.proxy();
    let error = put_as(&ns.kubeconfig_through(&proxy), &bundle, false).unwrap_err();
    says(
        &error,
        &[
            "nothing was written: 6 problems",
            "persistentvolumeclaim/llm-modle does not exist",
            "did you mean `llm-model`?",
            "serviceaccount/runner does not exist",
            "priorityclass.scheduling.k8s.io/infrence-with-high-priority does not exist",
            "secret/hub has no key HF_TOKN",
            "did you mean `HF_TOKEN`?",
            "spec.maxReplicas: Invalid value: 0",
            "spec.unitz: field not declared in schema",
        ],
    );
    assert_eq!(proxy.count(|seen| seen.is_write()), 0);
    assert!(existing(ns, "qwen").is_empty());
}

fn an_object_that_is_being_deleted_is_waited_for(ns: &Namespace) {
    put(ns, &service("qwen", 3)).unwrap();
    ns.patch("ResourcePolicy", "qwen", json!({"metadata": {"finalizers": ["test.example/keep"]}}));
    ns.kubectl(["delete", "resourcepolicy", "qwen", "--wait=false"]);
    let error = put(ns, &service("qwen", 4)).unwrap_err();
    says(
        &error,
        &[
            "resourcepolicy.scheduling.alibabacloud.com/qwen is being deleted",
            "test.example/keep",
            "kubectl wait --for=delete",
        ],
    );
    assert_eq!(ns.get("HorizontalPodAutoscaler", "qwen-hpa").unwrap()["spec"]["maxReplicas"], 3);
    ns.patch("ResourcePolicy", "qwen", json!({"metadata": {"finalizers": null}}));
}

fn a_missing_right_is_named(ns: &Namespace) {
    let all = json!(["get", "list", "create", "patch"]);
    let user = ns.user(
        "deployer",
        json!([
            {"apiGroups": ["serving.kserve.io"], "resources": ["inferenceservices"], "verbs": all},
            {"apiGroups": ["scheduling.alibabacloud.com"], "resources": ["resourcepolicies"], "verbs": ["get", "list", "patch"]},
        ]),
        json!([]),
    );
    let error = put_as(&user, &service("qwen", 3), false).unwrap_err();
    says(
        &error,
        &[
            "may not get horizontalpodautoscalers.autoscaling in namespace",
            "may not patch horizontalpodautoscalers.autoscaling in namespace",
            "may not create resourcepolicies.scheduling.alibabacloud.com in namespace",
            &format!("auth can-i create resourcepolicies.scheduling.alibabacloud.com -n {}", ns.name),
        ],
    );
    assert!(existing(ns, "qwen").is_empty());
}

fn a_webhook_that_refuses_is_quoted(ns: &Namespace) {
    let mut bundle = service("qwen", 3);
    change(&mut bundle, "InferenceService", |service| {
        service["spec"]["predictor"]["minReplicas"] = json!(4);
        service["spec"]["predictor"]["maxReplicas"] = json!(3);
    });
    let error = put(ns, &bundle).unwrap_err();
    says(&error, &["is refused by the cluster's webhook", "MinReplicas", "nothing was written"]);
    assert!(existing(ns, "qwen").is_empty());
}

fn what_may_not_be_looked_at_does_not_stop_an_apply(ns: &Namespace) {
    let all = json!(["get", "list", "create", "patch"]);
    let rules = [
        ("serving.kserve.io", "inferenceservices"),
        ("scheduling.alibabacloud.com", "resourcepolicies"),
        ("autoscaling", "horizontalpodautoscalers"),
    ]
    .map(|(group, plural)| json!({"apiGroups": [group], "resources": [plural], "verbs": all}));
    let user = ns.user("deployer", json!(rules), json!([]));
    let mut bundle = service("qwen", 3);
    change(&mut bundle, "InferenceService", |service| {
        service["spec"]["predictor"]["containers"][0]["env"] =
            json!([{"name": "T", "valueFrom": {"secretKeyRef": {"name": "hub", "key": "T"}}}]);
    });
    let notes = block_on(async {
        let cluster = connect(&user).await;
        let plan = preflight::check(&cluster, &bundle, false).await.unwrap();
        apply::run(&cluster, &plan, std::future::pending()).await.unwrap();
        plan.notes
    });
    assert!(notes.iter().any(|note| note.contains("cannot see whether secret/hub exists")), "{notes:?}");
    assert_eq!(existing(ns, "qwen").len(), 3);
}
