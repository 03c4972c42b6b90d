use serde_json::{Value, json};

use super::*;
use crate::sandbox::control::paper::Paper;

fn autoscaler(name: &str, target: &str) -> Value {
    json!({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": name, "namespace": "ns"},
        "spec": {"minReplicas": 1, "maxReplicas": 3, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": target},
            "metrics": [{"type": "Pods", "pods": {"metric": {"name": "waiting"}, "target": {"type": "AverageValue", "averageValue": "5"}}}]}})
}

fn deployment(replicas: i32) -> Value {
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "ns"},
        "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": "web"}}, "template": {}}})
}

fn pod(name: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "ns", "labels": {"app": "web"}},
        "spec": {}, "status": {"phase": "Running"}})
}

/// A paper cluster in which every running pod has 11 requests waiting.
fn cluster() -> Paper {
    let mut paper = Paper::new(vec![Box::new(HpaController::default())]);
    paper.answer = |paper, path| match path {
        "/apis/apps/v1/namespaces/ns/deployments/web/scale" => {
            let replicas = &paper.get("Deployment", "web")["spec"]["replicas"];
            Ok(
                json!({"spec": {"replicas": replicas}, "status": {"replicas": replicas, "selector": "app=web"}}),
            )
        }
        "/apis/custom.metrics.k8s.io" => {
            Ok(json!({"preferredVersion": {"groupVersion": "custom.metrics.k8s.io/v1beta2"}}))
        }
        "/apis/custom.metrics.k8s.io/v1beta2/namespaces/ns/pods/%2A/waiting?labelSelector=app%3Dweb" => {
            let item = |name: String| json!({"describedObject": {"name": name}, "timestamp": paper.now.to_string(), "value": "11"});
            Ok(json!({"items": paper.names("Pod").into_iter().map(item).collect::<Vec<_>>()}))
        }
        path => {
            let message = format!("{path} not found");
            Err(Refusal { code: 404, reason: "NotFound".into(), message })
        }
    };
    paper.put(deployment(1));
    paper.put(pod("web-1"));
    paper
}

#[test]
fn it_looks_first_after_a_period_and_then_every_period() {
    let mut paper = cluster();
    paper.put(autoscaler("web", "web"));
    paper.pass(14);
    assert!(paper.get("HorizontalPodAutoscaler", "web").get("status").is_none());
    paper.pass(2);
    assert_eq!(paper.get("Deployment", "web")["spec"]["replicas"], 3);
    assert_eq!(
        paper.events,
        [(
            "SuccessfulRescale".to_owned(),
            "New size: 3; reason: pods metric waiting above target".to_owned()
        )]
    );
    let status = &paper.get("HorizontalPodAutoscaler", "web")["status"];
    assert_eq!((&status["currentReplicas"], &status["desiredReplicas"]), (&json!(1), &json!(3)));
    assert_eq!(status["currentMetrics"][0]["pods"]["current"]["averageValue"], "11");
    assert_eq!(status["conditions"][0]["reason"], "SucceededRescale");
    // A change of the object hastens nothing.
    paper.patch("HorizontalPodAutoscaler", "web", json!({"spec": {"maxReplicas": 2}}));
    paper.pass(10);
    assert_eq!(paper.get("Deployment", "web")["spec"]["replicas"], 3);
    paper.pass(5);
    assert_eq!(paper.get("Deployment", "web")["spec"]["replicas"], 2);
}

#[test]
fn a_target_that_is_not_there_and_a_kind_that_is_unknown_are_said() {
    let mut paper = cluster();
    paper.put(autoscaler("web", "other"));
    let mut unknown = autoscaler("odd", "x");
    unknown["spec"]["scaleTargetRef"]["kind"] = "Odd".into();
    paper.put(unknown);
    paper.pass(16);
    let said =
        |name: &str| paper.get("HorizontalPodAutoscaler", name)["status"]["conditions"][0]["message"].clone();
    assert_eq!(
        said("web"),
        "the HPA controller was unable to get the target's current scale: /apis/apps/v1/namespaces/ns/deployments/other/scale not found"
    );
    assert_eq!(
        said("odd"),
        "the HPA controller was unable to get the target's current scale: no matches for kind \"Odd\" in group \"apps\""
    );
}

#[test]
fn two_autoscalers_of_the_same_pods_stop_each_other() {
    let mut paper = cluster();
    paper.put(autoscaler("one", "web"));
    paper.put(autoscaler("two", "web"));
    paper.pass(16);
    let first = paper.get("HorizontalPodAutoscaler", "one")["status"]["conditions"].clone();
    assert_eq!(first[0]["reason"], "SucceededRescale", "the second had not looked yet");
    paper.pass(15);
    for name in ["one", "two"] {
        let conditions = &paper.get("HorizontalPodAutoscaler", name)["status"]["conditions"];
        let active = conditions.as_array().unwrap().iter().find(|it| it["type"] == "ScalingActive").unwrap();
        assert_eq!(
            active["message"],
            "pods by selector app=web are controlled by multiple HPAs: [ns/one ns/two]"
        );
    }
}

#[test]
fn without_a_metrics_api_it_says_so_as_the_real_one() {
    let mut paper = cluster();
    paper.answer = |_, path| match path.ends_with("/scale") {
        true => Ok(json!({"spec": {"replicas": 1}, "status": {"replicas": 1, "selector": "app=web"}})),
        false => Err(Refusal {
            code: 404,
            reason: "NotFound".into(),
            message: "the server could not find the requested resource".into(),
        }),
    };
    paper.put(autoscaler("web", "web"));
    paper.pass(16);
    let reason = "unable to get metric waiting: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered";
    assert_eq!(paper.events[0], ("FailedGetPodsMetric".to_owned(), reason.to_owned()));
}
