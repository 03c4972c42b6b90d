//! Subresources, garbage collection, namespaces.

use serde_json::{Value, json};

use super::{send, server};
use crate::apiserver::ApiServer;

const DEPLOYMENTS: &str = "/apis/apps/v1/namespaces/default/deployments";
const PODS: &str = "/api/v1/namespaces/default/pods";

fn deployment() -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
        "spec": {
            "replicas": 2, "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "main", "image": "busybox"}]},
            },
        },
    })
}

fn config(name: &str, owners: Value) -> Value {
    json!({
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "ownerReferences": owners},
    })
}

fn owner(object: &Value, blocks: bool) -> Value {
    json!({
        "apiVersion": object["apiVersion"], "kind": object["kind"], "name": object["metadata"]["name"],
        "uid": object["metadata"]["uid"], "blockOwnerDeletion": blocks,
    })
}

async fn code(server: &ApiServer, path: &str) -> u16 {
    send(server, "GET", path, None).await.0
}

#[tokio::test]
async fn a_scale_is_read_and_written() {
    let (server, _) = server();
    send(&server, "POST", DEPLOYMENTS, Some(deployment())).await;
    let path = format!("{DEPLOYMENTS}/web/scale");
    let (_, scale) = send(&server, "GET", &path, None).await;
    assert_eq!(scale["spec"]["replicas"], 2);
    assert_eq!(scale["status"]["selector"], "app=web");
    let (code, scale) = send(&server, "PATCH", &path, Some(json!({"spec": {"replicas": 5}}))).await;
    assert_eq!((code, &scale["spec"]["replicas"]), (200, &json!(5)));
    let (_, object) = send(&server, "GET", &format!("{DEPLOYMENTS}/web"), None).await;
    assert_eq!(object["spec"]["replicas"], 5);
    let owners = object["metadata"]["managedFields"].as_array().unwrap();
    assert!(owners.iter().any(|entry| entry["subresource"] == "scale"), "{owners:?}");
    let (code, status) = send(&server, "PATCH", &path, Some(json!({"spec": {"replicas": -1}}))).await;
    assert_eq!(code, 422);
    assert_eq!(
        status["message"],
        "Scale.autoscaling \"web\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0"
    );
}

#[tokio::test]
async fn what_is_owned_goes_with_its_owner_unless_it_is_orphaned() {
    let (server, _) = server();
    let maps = "/api/v1/namespaces/default/configmaps";
    for (policy, left) in [("Background", 404), ("Foreground", 404), ("Orphan", 200)] {
        let (_, top) = send(&server, "POST", maps, Some(config("top", json!([])))).await;
        let (_, middle) =
            send(&server, "POST", maps, Some(config("middle", json!([owner(&top, true)])))).await;
        send(&server, "POST", maps, Some(config("leaf", json!([owner(&middle, true)])))).await;
        send(&server, "DELETE", &format!("{maps}/top?propagationPolicy={policy}"), None).await;
        assert_eq!(code(&server, &format!("{maps}/top")).await, 404, "{policy}");
        assert_eq!(code(&server, &format!("{maps}/middle")).await, left, "{policy}");
        assert_eq!(code(&server, &format!("{maps}/leaf")).await, left, "{policy}");
    }
    let (_, middle) = send(&server, "GET", &format!("{maps}/middle"), None).await;
    assert_eq!(middle["metadata"]["ownerReferences"], Value::Null);
}

#[tokio::test]
async fn a_foreground_deletion_waits_for_what_blocks_it() {
    let (server, _) = server();
    let maps = "/api/v1/namespaces/default/configmaps";
    let (_, top) = send(&server, "POST", maps, Some(config("top", json!([])))).await;
    let mut held = config("held", json!([owner(&top, true)]));
    held["metadata"]["finalizers"] = json!(["example.com/hold"]);
    send(&server, "POST", maps, Some(held)).await;
    send(&server, "DELETE", &format!("{maps}/top?propagationPolicy=Foreground"), None).await;
    let (_, waiting) = send(&server, "GET", &format!("{maps}/top"), None).await;
    assert_eq!(waiting["metadata"]["finalizers"], json!(["foregroundDeletion"]));
    let release = json!({"metadata": {"finalizers": null}});
    send(&server, "PATCH", &format!("{maps}/held"), Some(release)).await;
    assert_eq!(code(&server, &format!("{maps}/held")).await, 404);
    assert_eq!(code(&server, &format!("{maps}/top")).await, 404);
}

#[tokio::test]
async fn an_object_whose_owner_is_not_there_goes() {
    let (server, _) = server();
    let maps = "/api/v1/namespaces/default/configmaps";
    let nobody = json!([{"apiVersion": "v1", "kind": "ConfigMap", "name": "none", "uid": "00000000-0000-4000-8000-000000000000"}]);
    let (made, _) = send(&server, "POST", maps, Some(config("lost", nobody))).await;
    assert_eq!(made, 201);
    assert_eq!(code(&server, &format!("{maps}/lost")).await, 404);
}

#[tokio::test]
async fn a_bound_pod_goes_when_its_grace_is_over_and_a_namespace_waits_for_it() {
    let (server, _) = server();
    let space = json!({"metadata": {"name": "a"}, "spec": {"finalizers": ["kubernetes"]}});
    send(&server, "POST", "/api/v1/namespaces", Some(space)).await;
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "main", "image": "busybox"}]},
    });
    let pods = "/api/v1/namespaces/a/pods";
    send(&server, "POST", pods, Some(pod.clone())).await;
    let binding = json!({"target": {"kind": "Node", "name": "n"}});
    let (bound, _) = send(&server, "POST", &format!("{pods}/p/binding"), Some(binding.clone())).await;
    assert_eq!(bound, 201);
    let (again, status) = send(&server, "POST", &format!("{pods}/p/binding"), Some(binding)).await;
    assert_eq!(again, 409, "{status}");
    send(&server, "DELETE", "/api/v1/namespaces/a", None).await;
    let (_, going) = send(&server, "GET", &format!("{pods}/p"), None).await;
    assert_eq!(going["metadata"]["deletionGracePeriodSeconds"], 30);
    let (refused, status) = send(&server, "POST", pods, Some(pod)).await;
    assert_eq!(refused, 403);
    assert_eq!(status["details"]["causes"][0]["reason"], "NamespaceTerminating");
    let (_, space) = send(&server, "GET", "/api/v1/namespaces/a", None).await;
    assert_eq!(space["status"]["phase"], "Terminating");
    send(&server, "DELETE", &format!("{pods}/p?gracePeriodSeconds=0"), None).await;
    assert_eq!(code(&server, "/api/v1/namespaces/a").await, 404);
}

#[tokio::test]
async fn reviews_are_answered_and_not_kept() {
    let (server, _) = server();
    let review = json!({"spec": {"resourceAttributes": {"verb": "get", "resource": "pods"}}});
    let path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    let (made, review) = send(&server, "POST", path, Some(review)).await;
    assert_eq!((made, &review["status"]["allowed"]), (201, &json!(true)));
    assert_eq!(code(&server, path).await, 405);
}

#[tokio::test]
async fn a_pod_nobody_runs_has_an_empty_log() {
    let (server, _) = server();
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "main", "image": "busybox"}]},
    });
    send(&server, "POST", PODS, Some(pod)).await;
    assert_eq!(send(&server, "GET", &format!("{PODS}/p/log"), None).await, (200, json!("")));
}

#[tokio::test]
async fn events_are_gone_an_hour_after_they_were_last_written() {
    let (server, clock) = server();
    let events = "/api/v1/namespaces/default/events";
    let event = |name: &str| {
        json!({
            "metadata": {"name": name, "namespace": "default"}, "reason": "Pulled", "message": "pulled", "type": "Normal",
            "involvedObject": {"kind": "Pod", "namespace": "default", "name": "p"},
        })
    };
    for name in ["a", "b"] {
        let (made, answer) = send(&server, "POST", events, Some(event(name))).await;
        assert_eq!(made, 201, "{answer}");
    }
    clock.advance(std::time::Duration::from_secs(1800));
    send(&server, "PATCH", &format!("{events}/b"), Some(json!({"count": 2}))).await;
    clock.advance(std::time::Duration::from_secs(1801));
    send(&server, "POST", events, Some(event("c"))).await;
    let (_, list) = send(&server, "GET", events, None).await;
    let names: Vec<_> = list["items"].as_array().unwrap().iter().map(|it| &it["metadata"]["name"]).collect();
    assert_eq!(names, ["b", "c"]);
    // The other group shows the same objects.
    let (_, list) = send(&server, "GET", "/apis/events.k8s.io/v1/namespaces/default/events", None).await;
    assert_eq!(list["items"][0]["note"], "pulled");
}
