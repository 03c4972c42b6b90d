use futures::{StreamExt, TryStreamExt};
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{Node, Pod};
use kube::api::{Api, DeleteParams, ListParams, Patch, PatchParams, PostParams, WatchEvent, WatchParams};
use serde_json::{Value, json};

use super::{send, server};

fn pod(name: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": {"app": name}},
        "spec": {"containers": [{"name": "main", "image": "busybox"}]},
    })
}

#[tokio::test]
async fn a_client_in_the_same_process_creates_lists_patches_watches_and_deletes() {
    let (server, _) = server();
    let client = kube::Client::new(server.service(), "default");
    let pods: Api<Pod> = Api::default_namespaced(client.clone());
    for name in ["a", "b"] {
        let pod: Pod = serde_json::from_value(pod(name)).unwrap();
        let made = pods.create(&PostParams::default(), &pod).await.unwrap();
        assert!(made.metadata.uid.is_some());
    }
    let list = pods.list(&ListParams::default()).await.unwrap();
    assert_eq!(list.items.len(), 2);
    let from = list.metadata.resource_version.unwrap();
    let watch = pods.watch(&WatchParams::default().labels("app=a"), &from).await.unwrap();
    let mut watch = std::pin::pin!(watch);

    let patch = Patch::Merge(json!({"metadata": {"labels": {"x": "1"}}}));
    pods.patch("a", &PatchParams::default(), &patch).await.unwrap();
    let status = Patch::Merge(json!({"status": {"phase": "Running"}}));
    pods.patch_status("a", &PatchParams::default(), &status).await.unwrap();
    pods.delete("b", &DeleteParams::default()).await.unwrap();
    let patch = Patch::Merge(json!({"metadata": {"labels": {"app": "other"}}}));
    pods.patch("a", &PatchParams::default(), &patch).await.unwrap();

    let mut seen = Vec::new();
    while seen.len() < 3 {
        match watch.try_next().await.unwrap().unwrap() {
            WatchEvent::Modified(pod) => {
                seen.push(format!("modified {:?}", pod.status.and_then(|it| it.phase)))
            }
            WatchEvent::Deleted(_) => seen.push("deleted".to_owned()),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(seen[1..], ["modified Some(\"Running\")", "deleted"]);

    let nodes: Api<Node> = Api::all(client.clone());
    let node: Node = serde_json::from_value(json!({"metadata": {"name": "n"}})).unwrap();
    nodes.create(&PostParams::default(), &node).await.unwrap();
    let deployments: Api<Deployment> = Api::default_namespaced(client);
    let deployment = json!({
        "metadata": {"name": "web"},
        "spec": {
            "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "main", "image": "busybox"}]},
            },
        },
    });
    let deployment: Deployment = serde_json::from_value(deployment).unwrap();
    deployments.create(&PostParams::default(), &deployment).await.unwrap();
    assert_eq!(deployments.list(&ListParams::default()).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn a_watch_list_ends_its_first_part_with_a_bookmark() {
    let (server, _) = server();
    send(&server, "POST", "/api/v1/namespaces/default/pods", Some(pod("a"))).await;
    let client = kube::Client::new(server.service(), "default");
    let pods: Api<Pod> = Api::default_namespaced(client);
    let watch = pods.watch(&WatchParams::default().initial_events(), "").await.unwrap();
    let events: Vec<_> = watch.take(2).try_collect().await.unwrap();
    assert!(matches!(&events[0], WatchEvent::Added(pod) if pod.metadata.name.as_deref() == Some("a")));
    let WatchEvent::Bookmark(mark) = &events[1] else { panic!("{events:?}") };
    assert_eq!(mark.metadata.annotations["k8s.io/initial-events-end"], "true");
}

#[tokio::test(start_paused = true)]
async fn a_watch_says_where_it_is_each_minute_and_before_its_end() {
    let (server, _) = server();
    let client = kube::Client::new(server.service(), "default");
    let pods: Api<Pod> = Api::default_namespaced(client);
    let begin = tokio::time::Instant::now();
    let marks = async |seconds: u32| {
        let watch = pods.watch(&WatchParams::default().timeout(seconds), "0").await.unwrap();
        let opened = begin.elapsed();
        watch.map_ok(|_| (begin.elapsed() - opened).as_secs()).try_collect::<Vec<_>>().await.unwrap()
    };
    assert_eq!(marks(150).await, [60, 120, 148]);
    assert_eq!(marks(4).await, [2]);
    // Its end is too near.
    assert!(marks(2).await.is_empty());
}

#[tokio::test]
async fn pages_show_the_state_of_the_first_one() {
    let (server, _) = server();
    let pods = "/api/v1/namespaces/default/pods";
    for name in ["a", "b", "c"] {
        send(&server, "POST", pods, Some(pod(name))).await;
    }
    let (_, first) = send(&server, "GET", &format!("{pods}?limit=2"), None).await;
    assert_eq!(first["metadata"]["remainingItemCount"], 1);
    send(&server, "POST", pods, Some(pod("bb"))).await;
    send(&server, "DELETE", &format!("{pods}/c"), None).await;
    let token = first["metadata"]["continue"].as_str().unwrap();
    let (code, second) = send(&server, "GET", &format!("{pods}?limit=2&continue={token}"), None).await;
    assert_eq!(code, 200);
    assert_eq!(second["items"][0]["metadata"]["name"], "c");
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    assert_eq!(second["metadata"]["resourceVersion"], first["metadata"]["resourceVersion"]);
}

#[tokio::test]
async fn refusals_are_worded_as_kubernetes_words_them() {
    let (server, _) = server();
    let pods = "/api/v1/namespaces/default/pods";
    let (code, status) = send(&server, "GET", &format!("{pods}/none"), None).await;
    assert_eq!((code, status["message"].as_str()), (404, Some("pods \"none\" not found")));
    send(&server, "POST", pods, Some(pod("a"))).await;
    let (code, status) = send(&server, "POST", pods, Some(pod("a"))).await;
    assert_eq!((code, status["message"].as_str()), (409, Some("pods \"a\" already exists")));
    let stale = json!({"metadata": {"resourceVersion": "1"}});
    let (code, status) = send(&server, "PATCH", &format!("{pods}/a"), Some(stale)).await;
    assert_eq!((code, status["reason"].as_str()), (409, Some("Conflict")));
    let (code, status) = send(&server, "POST", "/api/v1/namespaces/none/pods", Some(pod("a"))).await;
    assert_eq!((code, status["message"].as_str()), (404, Some("namespaces \"none\" not found")));
    let (code, text) = send(&server, "GET", "/apis/none/v1/things", None).await;
    assert_eq!((code, text.as_str()), (404, Some("404 page not found\n")));
}
