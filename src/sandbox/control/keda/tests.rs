use serde_json::{Value, json};

use super::*;
use crate::sandbox::Refusal;
use crate::sandbox::control::paper::Paper;

fn object(extra: Value) -> Value {
    let mut spec = json!({"scaleTargetRef": {"name": "web"}, "pollingInterval": 10, "cooldownPeriod": 60, "maxReplicaCount": 4,
        "triggers": [{"type": "prometheus", "metadata": {"serverAddress": "http://p:9090", "threshold": "5",
            "activationThreshold": "1", "query": "sum(vllm:num_requests_waiting)"}}]});
    for (key, value) in extra.as_object().unwrap() {
        spec[key] = value.clone();
    }
    json!({"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "metadata": {"name": "qwen", "namespace": "ns"}, "spec": spec})
}

/// A cluster in which the ConfigMap `metric` says what the trigger measures.
fn cluster(object: Value) -> Paper {
    let mut paper = Paper::new(vec![Box::new(KedaController::default())]);
    paper.answer = |paper, path| match path {
        "/apis/apps/v1/namespaces/ns/deployments/web/scale" => {
            let replicas = &paper.get("Deployment", "web")["spec"]["replicas"];
            Ok(
                json!({"spec": {"replicas": replicas}, "status": {"replicas": replicas, "selector": "app=web"}}),
            )
        }
        path if path.starts_with("/apis/external.metrics.k8s.io/v1beta1/namespaces/ns/s0-")
            && path.ends_with("?labelSelector=scaledobject.keda.sh%2Fname%3Dqwen") =>
        {
            match paper.get("ConfigMap", "metric")["data"]["value"].as_str() {
                Some(value) => Ok(json!({"items": [{"value": value}]})),
                None => Err(Refusal { code: 404, reason: "NotFound".into(), message: "no value".into() }),
            }
        }
        path => panic!("nobody answers {path}"),
    };
    paper.put(
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "ns"},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "web"}}, "template": {}}}),
    );
    paper.put(json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "metric", "namespace": "ns"}, "data": {"value": "0"}}));
    paper.put(object);
    paper.settle();
    paper
}

fn measure(paper: &mut Paper, value: Value) {
    paper.patch("ConfigMap", "metric", json!({"data": {"value": value}}));
}

fn replicas(paper: &Paper) -> i64 {
    paper.get("Deployment", "web")["spec"]["replicas"].as_i64().unwrap()
}

fn condition(paper: &Paper, kind: &str) -> (String, String) {
    let conditions = paper.get("ScaledObject", "qwen")["status"]["conditions"].clone();
    let found = conditions.as_array().unwrap().iter().find(|it| it["type"] == kind).unwrap().clone();
    let word = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
    (word("status"), word("reason"))
}

#[test]
fn it_makes_the_hpa_that_keda_makes() {
    let behaviour = json!({"scaleDown": {"stabilizationWindowSeconds": 60}});
    let paper = cluster(object(
        json!({"minReplicaCount": 2, "advanced": {"horizontalPodAutoscalerConfig": {"behavior": behaviour}}}),
    ));
    let hpa = paper.get("HorizontalPodAutoscaler", "keda-hpa-qwen");
    assert_eq!(
        hpa["spec"],
        json!({"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}, "minReplicas": 2, "maxReplicas": 4,
            "metrics": [{"type": "External", "external": {"metric": {"name": "s0-prometheus",
                "selector": {"matchLabels": {"scaledobject.keda.sh/name": "qwen"}}}, "target": {"type": "AverageValue", "averageValue": "5"}}}],
            "behavior": behaviour})
    );
    let status = &paper.get("ScaledObject", "qwen")["status"];
    assert_eq!(
        (
            &status["hpaName"],
            &status["scaleTargetKind"],
            &status["externalMetricNames"],
            &status["triggersTypes"]
        ),
        (
            &json!("keda-hpa-qwen"),
            &json!("apps/v1.Deployment"),
            &json!(["s0-prometheus"]),
            &json!("prometheus")
        )
    );
    assert_eq!(condition(&paper, "Ready"), ("True".into(), "ScaledObjectReady".into()));
}

#[test]
fn without_work_it_sleeps_after_the_cooldown_and_work_wakes_it() {
    let mut paper = cluster(object(json!({})));
    measure(&mut paper, json!("3"));
    paper.pass(30);
    assert_eq!((replicas(&paper), condition(&paper, "Active")), (1, ("True".into(), "ScalerActive".into())));
    // One is not above the activation threshold of one.
    measure(&mut paper, json!("1"));
    paper.pass(50);
    assert_eq!((replicas(&paper), condition(&paper, "Active").1), (1, "ScalerCooldown".into()));
    paper.pass(30);
    assert_eq!((replicas(&paper), condition(&paper, "Active").1), (0, "ScalerNotActive".into()));
    measure(&mut paper, json!("2"));
    paper.pass(10);
    assert_eq!(replicas(&paper), 1);
    let said =
        |reason: &str| paper.events.iter().find(|event| event.0 == reason).map(|event| event.1.clone());
    assert_eq!(
        said("KEDAScaleTargetActivated").unwrap(),
        "Scaled apps/v1.Deployment ns/web from 0 to 1, triggered by s0-prometheus"
    );
    assert_eq!(
        said("KEDAScaleTargetDeactivated").unwrap(),
        "Deactivated apps/v1.Deployment ns/web from 1 to 0"
    );
}

#[test]
fn a_trigger_that_fails_keeps_it_as_it_is() {
    let mut paper = cluster(object(json!({})));
    measure(&mut paper, json!("3"));
    paper.pass(20);
    measure(&mut paper, Value::Null);
    paper.pass(300);
    assert_eq!((replicas(&paper), condition(&paper, "Ready")), (1, ("False".into(), "TriggerError".into())));
}

#[test]
fn what_is_wrong_is_said_and_mended_by_a_change() {
    let wrong = json!({"triggers": [{"type": "cron", "metadata": {"timezone": "UTC", "start": "0 8 * *", "end": "0 22 * * *", "desiredReplicas": "4"}}]});
    let mut paper = cluster(object(wrong));
    assert_eq!(condition(&paper, "Ready"), ("False".into(), "ScaledObjectCheckFailed".into()));
    assert!(paper.names("HorizontalPodAutoscaler").is_empty());
    paper.patch("ScaledObject", "qwen", object(json!({})));
    paper.pass(1);
    assert_eq!(condition(&paper, "Ready").0, "True");
    assert_eq!(paper.names("HorizontalPodAutoscaler"), ["keda-hpa-qwen"]);
}

#[test]
fn it_can_be_held() {
    let mut paper = cluster(object(json!({})));
    measure(&mut paper, json!("3"));
    paper.patch("ScaledObject", "qwen", json!({"metadata": {"annotations": {PAUSED_REPLICAS: "3"}}}));
    paper.pass(20);
    assert_eq!((replicas(&paper), condition(&paper, "Paused").0), (3, "True".into()));
    assert!(paper.names("HorizontalPodAutoscaler").is_empty());
    paper.patch("ScaledObject", "qwen", json!({"metadata": {"annotations": {PAUSED_REPLICAS: null}}}));
    paper.pass(1);
    assert_eq!(
        (paper.names("HorizontalPodAutoscaler").len(), condition(&paper, "Paused").0),
        (1, "False".into())
    );
}

#[test]
fn its_target_gets_its_first_count_again_when_it_goes() {
    let mut paper = cluster(object(json!({"advanced": {"restoreToOriginalReplicaCount": true}})));
    paper.pass(100);
    assert_eq!(replicas(&paper), 0);
    let time = paper.now.to_string();
    paper.patch("ScaledObject", "qwen", json!({"metadata": {"deletionTimestamp": time}}));
    paper.settle();
    assert_eq!((replicas(&paper), paper.names("ScaledObject").len()), (1, 0));
}
