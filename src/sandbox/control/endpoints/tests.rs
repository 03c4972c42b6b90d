use serde_json::{Value, json};

use super::super::paper::Paper;
use super::{EndpointSliceController, EndpointsController};

fn paper() -> Paper {
    let mut paper = Paper::new(vec![Box::new(EndpointSliceController), Box::new(EndpointsController)]);
    paper.put(json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node"}}));
    paper.put(json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "ns", "labels": {"a": "b"}},
        "spec": {"clusterIP": "10.96.0.1", "selector": {"app": "web"}, "ports": [{"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"}]}}));
    paper
}

fn pod(paper: &mut Paper, name: &str) {
    paper.put(json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "ns", "labels": {"app": "web"}},
        "spec": {"containers": [{"name": "c", "ports": [{"name": "http", "containerPort": 8080}]}]}}));
}

fn conditions(paper: &Paper) -> Vec<Value> {
    let slice = paper.of("EndpointSlice")[0];
    slice["endpoints"].as_array().unwrap().iter().map(|it| it["conditions"].clone()).collect()
}

#[test]
fn a_pod_is_ready_then_terminating_then_gone() {
    let mut paper = paper();
    paper.settle();
    assert_eq!(paper.of("EndpointSlice")[0]["endpoints"], json!([]), "an empty slice stands for none");
    pod(&mut paper, "one");
    paper.settle();
    assert_eq!(conditions(&paper), Vec::<Value>::new(), "it has no address yet");
    paper.run("one", false);
    paper.settle();
    assert_eq!(conditions(&paper), [json!({"ready": false, "serving": false, "terminating": false})]);
    paper.run("one", true);
    paper.settle();
    assert_eq!(conditions(&paper), [json!({"ready": true, "serving": true, "terminating": false})]);
    let slice = paper.of("EndpointSlice")[0];
    assert_eq!(slice["ports"], json!([{"name": "http", "protocol": "TCP", "port": 8080}]));
    assert_eq!(slice["metadata"]["labels"]["kubernetes.io/service-name"], "web");
    assert_eq!(paper.get("Endpoints", "web")["subsets"][0]["addresses"][0]["ip"], "10.0.0.1");
    paper.patch("Pod", "one", json!({"metadata": {"deletionTimestamp": "2023-11-14T22:13:20Z"}}));
    paper.settle();
    assert_eq!(conditions(&paper), [json!({"ready": false, "serving": true, "terminating": true})]);
    assert_eq!(paper.get("Endpoints", "web")["subsets"], json!([]));
    paper.delete("Pod", "one");
    paper.settle();
    assert_eq!(conditions(&paper), Vec::<Value>::new());
}

#[test]
fn more_than_a_hundred_take_another_slice() {
    let mut paper = paper();
    for number in 0..150 {
        pod(&mut paper, &format!("p{number}"));
        paper.run(&format!("p{number}"), true);
    }
    paper.settle();
    let sizes = |paper: &Paper| {
        let mut sizes: Vec<usize> =
            paper.of("EndpointSlice").iter().map(|it| it["endpoints"].as_array().unwrap().len()).collect();
        sizes.sort_unstable();
        sizes
    };
    assert_eq!(sizes(&paper), [50, 100]);
    for number in 0..120 {
        paper.delete("Pod", &format!("p{number}"));
    }
    paper.settle();
    assert_eq!(sizes(&paper).iter().sum::<usize>(), 30);
}
