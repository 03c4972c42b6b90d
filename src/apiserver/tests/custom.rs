//! Custom resources: a definition is served, and its objects go with it.

use serde_json::{Value, json};

use super::{send, server};

const DEFINITIONS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const WIDGETS: &str = "/apis/example.com/v1/namespaces/default/widgets";

fn definition() -> Value {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.example.com"},
        "spec": {
            "group": "example.com", "scope": "Namespaced",
            "names": {"plural": "widgets", "kind": "Widget", "shortNames": ["wd"]},
            "versions": [{
                "name": "v1", "served": true, "storage": true,
                "subresources": {"status": {}, "scale": {
                    "specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas",
                }},
                "schema": {"openAPIV3Schema": {
                    "type": "object", "properties": {
                        "spec": {"type": "object", "properties": {"replicas": {"type": "integer"}}},
                        "status": {"type": "object", "properties": {"replicas": {"type": "integer"}}},
                    },
                }},
            }],
        },
    })
}

#[tokio::test]
async fn a_definition_is_served_until_it_goes_and_its_objects_with_it() {
    let (server, _) = server();
    assert_eq!(send(&server, "GET", WIDGETS, None).await.0, 404);
    assert_eq!(send(&server, "POST", DEFINITIONS, Some(definition())).await.0, 201);
    let path = format!("{DEFINITIONS}/widgets.example.com");
    let (_, made) = send(&server, "GET", &path, None).await;
    let conditions = made["status"]["conditions"].as_array().unwrap();
    assert!(conditions.iter().all(|condition| condition["status"] == "True"), "{conditions:?}");
    let (_, group) = send(&server, "GET", "/apis/example.com", None).await;
    assert_eq!(group["preferredVersion"]["version"], "v1");

    let widget = json!({
        "apiVersion": "example.com/v1", "kind": "Widget",
        "metadata": {"name": "a", "finalizers": ["example.com/hold"]}, "spec": {"replicas": 1},
    });
    let (code, made) = send(&server, "POST", WIDGETS, Some(widget)).await;
    assert_eq!((code, &made["metadata"]["generation"]), (201, &json!(1)));
    let scale = json!({"spec": {"replicas": 3}});
    let (code, scale) = send(&server, "PATCH", &format!("{WIDGETS}/a/scale"), Some(scale)).await;
    assert_eq!((code, &scale["spec"]["replicas"]), (200, &json!(3)));
    let status = json!({"status": {"replicas": 3}, "spec": {"replicas": 9}});
    let (_, made) = send(&server, "PATCH", &format!("{WIDGETS}/a/status"), Some(status)).await;
    assert_eq!((&made["spec"]["replicas"], &made["status"]["replicas"]), (&json!(3), &json!(3)));
    assert_eq!(made["metadata"]["generation"], 2);

    send(&server, "DELETE", &path, None).await;
    let (_, going) = send(&server, "GET", &format!("{WIDGETS}/a"), None).await;
    assert!(going["metadata"]["deletionTimestamp"].is_string());
    let release = json!({"metadata": {"finalizers": null}});
    send(&server, "PATCH", &format!("{WIDGETS}/a"), Some(release)).await;
    assert_eq!(send(&server, "GET", &path, None).await.0, 404);
    assert_eq!(send(&server, "GET", WIDGETS, None).await.0, 404);
}
