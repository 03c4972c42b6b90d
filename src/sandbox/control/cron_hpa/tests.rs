use serde_json::{Value, json};

use super::*;
use crate::sandbox::control::paper::Paper;

/// A Deployment, and an object that scales it or an HPA of it. The clock stands at 22:13:20 UTC on a Tuesday.
fn cluster(kind: &str, jobs: Value, off: Value) -> Paper {
    let mut paper = Paper::new(vec![Box::new(CronHpaController::new(TimeZone::UTC))]);
    paper.answer = |paper, path| {
        assert_eq!(path, "/apis/apps/v1/namespaces/ns/deployments/web/scale");
        let replicas = &paper.get("Deployment", "web")["spec"]["replicas"];
        Ok(json!({"spec": {"replicas": replicas}, "status": {"replicas": replicas}}))
    };
    paper.put(
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "ns"},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "web"}}, "template": {}}}),
    );
    paper.put(json!({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "web", "namespace": "ns"},
        "spec": {"minReplicas": 1, "maxReplicas": 3, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
        "status": {"currentReplicas": 1, "desiredReplicas": 1}}));
    let version = if kind == "Deployment" { "apps/v1" } else { "autoscaling/v1" };
    paper.put(json!({"apiVersion": "autoscaling.alibabacloud.com/v1beta1", "kind": "CronHorizontalPodAutoscaler",
        "metadata": {"name": "tide", "namespace": "ns"},
        "spec": {"scaleTargetRef": {"apiVersion": version, "kind": kind, "name": "web"}, "jobs": jobs, "excludeDates": off}}));
    paper.settle();
    paper
}

fn tide() -> Value {
    json!([{"name": "flood", "schedule": "0 0 23 * * *", "targetSize": 4}, {"name": "ebb", "schedule": "30 0 2 * * *", "targetSize": 1}])
}

fn state(paper: &Paper, job: usize) -> (String, String) {
    let condition = &paper.get("CronHorizontalPodAutoscaler", "tide")["status"]["conditions"][job];
    let word = |key: &str| condition[key].as_str().unwrap_or_default().to_owned();
    (word("state"), word("message"))
}

fn replicas(paper: &Paper) -> i64 {
    paper.get("Deployment", "web")["spec"]["replicas"].as_i64().unwrap()
}

const HOUR: i64 = 3600;

#[test]
fn a_deployment_is_scaled_at_its_times_every_day() {
    let mut paper = cluster("Deployment", tide(), json!([]));
    assert_eq!(state(&paper, 0).0, "Submitted");
    paper.pass(2798);
    assert_eq!(replicas(&paper), 1);
    paper.pass(4);
    assert_eq!(replicas(&paper), 4);
    assert_eq!(
        state(&paper, 0),
        (
            "Succeed".into(),
            "cron hpa job flood executed successfully. current replicas:1, desired replicas:4.".into()
        )
    );
    assert_eq!(state(&paper, 1).0, "Submitted");
    paper.pass(3 * HOUR + 32);
    assert_eq!(replicas(&paper), 1);
    paper.pass(21 * HOUR);
    assert_eq!(replicas(&paper), 4);
    assert_eq!(paper.events.iter().filter(|event| event.0 == "Succeed").count(), 3);
}

#[test]
fn an_hpa_has_its_bounds_moved() {
    let mut paper = cluster("HorizontalPodAutoscaler", tide(), json!([]));
    paper.pass(HOUR);
    let bounds = |paper: &Paper| {
        let spec = &paper.get("HorizontalPodAutoscaler", "web")["spec"];
        (spec["minReplicas"].as_i64().unwrap(), spec["maxReplicas"].as_i64().unwrap())
    };
    assert_eq!((bounds(&paper), replicas(&paper)), ((4, 4), 4));
    paper.patch("HorizontalPodAutoscaler", "web", json!({"status": {"currentReplicas": 4}}));
    paper.pass(3 * HOUR);
    // The HPA itself goes down from here.
    assert_eq!((bounds(&paper), replicas(&paper)), ((1, 4), 4));
}

#[test]
fn days_off_once_only_and_what_is_wrong() {
    let mut paper = cluster("Deployment", tide(), json!(["0 59 23 14 11 *"]));
    paper.pass(HOUR);
    assert_eq!(replicas(&paper), 1, "{}", paper.now);
    assert!(state(&paper, 0).1.contains("excludeDate"));
    let once = json!([{"name": "once", "schedule": "0 */10 * * * *", "targetSize": 2, "runOnce": true},
        {"name": "date", "schedule": "@date 2023-11-15 00:00:00", "targetSize": 3}, {"name": "wrong", "schedule": "0 8 * * *", "targetSize": 3}]);
    let mut paper = cluster("Deployment", once, json!([]));
    paper.pass(HOUR);
    assert_eq!(replicas(&paper), 2);
    assert!(state(&paper, 2).1.starts_with("Failed to update cron hpa job wrong"), "{}", state(&paper, 2).1);
    paper.pass(HOUR);
    assert_eq!(replicas(&paper), 3);
    paper.pass(24 * HOUR);
    assert_eq!(paper.events.len(), 2);
}
