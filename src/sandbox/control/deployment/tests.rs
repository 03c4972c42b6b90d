use serde_json::{Value, json};

use super::super::paper::Paper;
use super::super::replica_set::ReplicaSetController;
use super::DeploymentController;

fn deployment(replicas: i32) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "ns"},
        "spec": {
            "replicas": replicas, "selector": {"matchLabels": {"app": "web"}}, "progressDeadlineSeconds": 600,
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}},
            "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "c", "image": "one"}]}},
        },
    })
}

fn paper(replicas: i32) -> Paper {
    let mut paper =
        Paper::new(vec![Box::new(DeploymentController), Box::new(ReplicaSetController::default())]);
    paper.put(deployment(replicas));
    paper.settle();
    paper
}

fn condition(paper: &Paper, kind: &str) -> (String, String) {
    let conditions = paper.get("Deployment", "web")["status"]["conditions"].clone();
    let found = conditions.as_array().unwrap().iter().find(|it| it["type"] == kind).cloned();
    let text =
        |field: &str| found.as_ref().map_or(String::new(), |it| it[field].as_str().unwrap().to_owned());
    (text("status"), text("reason"))
}

fn sizes(paper: &Paper) -> Vec<i64> {
    let mut sets = paper.of("ReplicaSet");
    sets.sort_by_key(|set| {
        set["metadata"]["annotations"]["deployment.kubernetes.io/revision"].as_str().unwrap().to_owned()
    });
    sets.iter().map(|set| set["spec"]["replicas"].as_i64().unwrap()).collect()
}

#[test]
fn a_deployment_comes_up_and_says_so() {
    let mut paper = paper(3);
    assert_eq!(paper.names("Pod").len(), 3);
    let set = &paper.names("ReplicaSet")[0];
    let web = paper.get("Deployment", "web");
    assert_eq!(web["metadata"]["annotations"]["deployment.kubernetes.io/revision"], "1");
    assert_eq!(web["status"]["unavailableReplicas"], 3);
    assert_eq!(condition(&paper, "Available"), ("False".into(), "MinimumReplicasUnavailable".into()));
    assert_eq!(condition(&paper, "Progressing"), ("True".into(), "ReplicaSetUpdated".into()));
    assert_eq!(
        paper.events[0],
        ("ScalingReplicaSet".into(), format!("Scaled up replica set {set} from 0 to 3"))
    );
    let pod = paper.of("Pod")[0];
    assert_eq!(pod["metadata"]["generateName"], format!("{set}-"));
    assert_eq!(pod["metadata"]["labels"]["pod-template-hash"], set.trim_start_matches("web-"));
    paper.run_all();
    paper.settle();
    let status = &paper.get("Deployment", "web")["status"];
    assert_eq!((&status["readyReplicas"], status.get("unavailableReplicas")), (&json!(3), None));
    assert_eq!(condition(&paper, "Progressing"), ("True".into(), "NewReplicaSetAvailable".into()));
}

#[test]
fn a_new_template_takes_over_within_its_bounds() {
    let mut paper = paper(4);
    paper.run_all();
    paper.settle();
    paper.patch(
        "Deployment",
        "web",
        json!({"spec": {"template": {"spec": {"containers": [{"name": "c", "image": "two"}]}}}}),
    );
    paper.settle();
    assert_eq!(sizes(&paper), [3, 2], "one more, one less");
    for _ in 0..8 {
        assert!(sizes(&paper).iter().sum::<i64>() <= 5);
        paper.run_all();
        paper.settle();
    }
    assert_eq!(sizes(&paper), [0, 4]);
    assert_eq!(
        paper.get("Deployment", "web")["metadata"]["annotations"]["deployment.kubernetes.io/revision"],
        "2"
    );
    assert_eq!(paper.names("Pod").len(), 4);
}

#[test]
fn going_back_gives_the_old_set_a_new_number() {
    let mut paper = paper(1);
    for image in ["two", "one"] {
        paper.patch(
            "Deployment",
            "web",
            json!({"spec": {"template": {"spec": {"containers": [{"name": "c", "image": image}]}}}}),
        );
        for _ in 0..4 {
            paper.run_all();
            paper.settle();
        }
    }
    let old = paper.of("ReplicaSet").into_iter().find(|set| set["spec"]["replicas"] == 1).unwrap();
    let annotations = &old["metadata"]["annotations"];
    assert_eq!(annotations["deployment.kubernetes.io/revision"], "3");
    assert_eq!(annotations["deployment.kubernetes.io/revision-history"], "1");
}

#[test]
fn a_slow_load_is_reported_after_the_deadline() {
    let mut paper = paper(1);
    paper.pass(599);
    assert_eq!(condition(&paper, "Progressing").1, "ReplicaSetUpdated");
    paper.pass(5);
    assert_eq!(condition(&paper, "Progressing"), ("False".into(), "ProgressDeadlineExceeded".into()));
    paper.run_all();
    paper.settle();
    assert_eq!(condition(&paper, "Progressing"), ("True".into(), "NewReplicaSetAvailable".into()));
}

#[test]
fn recreate_waits_for_the_last_pod() {
    let mut paper =
        Paper::new(vec![Box::new(DeploymentController), Box::new(ReplicaSetController::default())]);
    let mut object = deployment(2);
    object["spec"]["strategy"] = json!({"type": "Recreate"});
    paper.put(object);
    paper.settle();
    paper.run_all();
    paper.settle();
    paper.patch(
        "Deployment",
        "web",
        json!({"spec": {"template": {"spec": {"containers": [{"name": "c", "image": "two"}]}}}}),
    );
    paper.settle();
    assert_eq!(paper.names("ReplicaSet").len(), 1, "old pods are still going");
    let pods = paper.names("Pod");
    paper.delete("Pod", &pods[0]);
    paper.settle();
    assert_eq!(paper.names("ReplicaSet").len(), 1);
    paper.delete("Pod", &pods[1]);
    paper.settle();
    assert_eq!(sizes(&paper), [0, 2]);
}

#[test]
fn a_paused_deployment_scales_and_rolls_nothing_out() {
    let mut paper = paper(2);
    paper.run_all();
    paper.settle();
    paper.patch("Deployment", "web", json!({"spec": {"paused": true}}));
    paper.patch("Deployment", "web", json!({"spec": {"replicas": 3, "template": {"spec": {"containers": [{"name": "c", "image": "two"}]}}}}));
    paper.settle();
    assert_eq!(sizes(&paper), [3]);
    assert_eq!(condition(&paper, "Progressing"), ("Unknown".into(), "DeploymentPaused".into()));
    paper.patch("Deployment", "web", json!({"spec": {"paused": false}}));
    paper.settle();
    assert_eq!(sizes(&paper).len(), 2);
}

#[test]
fn old_sets_beyond_the_limit_go() {
    let mut paper = paper(1);
    paper.patch("Deployment", "web", json!({"spec": {"revisionHistoryLimit": 1}}));
    for image in ["two", "three", "four"] {
        paper.patch(
            "Deployment",
            "web",
            json!({"spec": {"template": {"spec": {"containers": [{"name": "c", "image": image}]}}}}),
        );
        for _ in 0..4 {
            paper.run_all();
            paper.settle();
        }
    }
    assert_eq!(sizes(&paper), [0, 1]);
}

#[test]
fn pods_that_are_refused_are_told_of() {
    let mut paper =
        Paper::new(vec![Box::new(DeploymentController), Box::new(ReplicaSetController::default())]);
    paper
        .refuses
        .insert("Pod".into(), "pods \"x\" is forbidden: no PriorityClass with name gold was found".into());
    paper.put(deployment(1));
    paper.settle();
    assert_eq!(condition(&paper, "ReplicaFailure"), ("True".into(), "FailedCreate".into()));
    assert!(
        paper
            .events
            .iter()
            .any(|(reason, message)| reason == "FailedCreate" && message.starts_with("Error creating: pods"))
    );
    paper.refuses.clear();
    paper.pass(2);
    assert_eq!(condition(&paper, "ReplicaFailure").0, "");
    assert_eq!(paper.names("Pod").len(), 1);
}

#[test]
fn the_cheapest_pod_goes_first() {
    let mut paper = paper(3);
    paper.run_all();
    paper.settle();
    let cheap = paper.names("Pod")[1].clone();
    paper.patch(
        "Pod",
        &cheap,
        json!({"metadata": {"annotations": {"controller.kubernetes.io/pod-deletion-cost": "-5"}}}),
    );
    paper.patch("Deployment", "web", json!({"spec": {"replicas": 2}}));
    paper.settle();
    assert!(paper.get("Pod", &cheap)["metadata"].get("deletionTimestamp").is_some());
    assert!(paper.events.contains(&("SuccessfulDelete".into(), format!("Deleted pod: {cheap}"))));
}

#[test]
fn a_set_adopts_what_it_selects_and_lets_go_what_it_does_not() {
    let mut paper = paper(1);
    let pod = paper.names("Pod")[0].clone();
    paper.patch("Pod", &pod, json!({"metadata": {"labels": {"app": "other"}}}));
    paper.settle();
    assert_eq!(paper.get("Pod", &pod)["metadata"]["ownerReferences"], json!([]));
    assert_eq!(paper.names("Pod").len(), 2, "it is replaced");
    paper.patch("Pod", &pod, json!({"metadata": {"labels": {"app": "web"}}}));
    paper.settle();
    assert_eq!(paper.names("Pod").len(), 1, "it is adopted, and one is too many");
}
