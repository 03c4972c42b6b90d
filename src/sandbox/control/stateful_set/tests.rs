use serde_json::{Value, json};

use super::super::paper::Paper;
use super::StatefulSetController;

fn paper(change: Value) -> Paper {
    let mut paper = Paper::new(vec![Box::new(StatefulSetController)]);
    let mut set = json!({"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "db", "namespace": "ns"}, "spec": {
        "replicas": 3, "serviceName": "db", "selector": {"matchLabels": {"app": "db"}},
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
        "template": {"metadata": {"labels": {"app": "db"}}, "spec": {"containers": [{"name": "c", "image": "one"}]}}}});
    for (name, value) in change.as_object().unwrap() {
        set["spec"][name] = value.clone();
    }
    paper.put(set);
    paper.settle();
    paper
}

fn all(paper: &mut Paper) {
    for _ in 0..8 {
        paper.run_all();
        paper.settle();
    }
}

#[test]
fn pods_come_and_go_one_by_one() {
    let mut paper = paper(json!({}));
    for count in 1..=3 {
        assert_eq!(paper.names("Pod").len(), count);
        paper.run(&format!("db-{}", count - 1), true);
        paper.settle();
    }
    let pod = paper.get("Pod", "db-1");
    assert_eq!((&pod["spec"]["hostname"], &pod["spec"]["subdomain"]), (&json!("db-1"), &json!("db")));
    assert_eq!(pod["metadata"]["labels"]["apps.kubernetes.io/pod-index"], "1");
    paper.patch("StatefulSet", "db", json!({"spec": {"replicas": 1}}));
    paper.settle();
    let going = |paper: &Paper| {
        paper
            .of("Pod")
            .iter()
            .filter(|pod| pod["metadata"].get("deletionTimestamp").is_some())
            .map(|pod| pod["metadata"]["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(going(&paper), ["db-2"]);
    paper.delete("Pod", "db-2");
    paper.settle();
    assert_eq!(going(&paper), ["db-1"]);
}

#[test]
fn in_parallel_all_come_at_once() {
    let paper = paper(json!({"podManagementPolicy": "Parallel"}));
    assert_eq!(paper.names("Pod"), ["db-0", "db-1", "db-2"]);
    assert_eq!(paper.get("StatefulSet", "db")["status"]["replicas"], 3);
}

#[test]
fn a_new_template_goes_from_the_last_down_and_becomes_current() {
    let mut paper = paper(json!({}));
    all(&mut paper);
    let before = paper.get("StatefulSet", "db")["status"]["currentRevision"].clone();
    paper.patch(
        "StatefulSet",
        "db",
        json!({"spec": {"template": {"spec": {"containers": [{"name": "c", "image": "two"}]}}}}),
    );
    paper.settle();
    assert!(paper.get("Pod", "db-2")["metadata"].get("deletionTimestamp").is_some());
    assert!(paper.get("Pod", "db-1")["metadata"].get("deletionTimestamp").is_none());
    for _ in 0..3 {
        all(&mut paper);
    }
    let status = &paper.get("StatefulSet", "db")["status"];
    assert_ne!(status["currentRevision"], before);
    assert_eq!(status["currentRevision"], status["updateRevision"]);
    assert!(paper.of("Pod").iter().all(|pod| pod["spec"]["containers"][0]["image"] == "two"));
    assert_eq!(paper.names("ControllerRevision").len(), 2);
}

#[test]
fn a_partition_keeps_the_first_on_the_old_template() {
    let mut paper =
        paper(json!({"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 2}}}));
    all(&mut paper);
    paper.patch(
        "StatefulSet",
        "db",
        json!({"spec": {"template": {"spec": {"containers": [{"name": "c", "image": "two"}]}}}}),
    );
    all(&mut paper);
    let image = |name: &str| paper.get("Pod", name)["spec"]["containers"][0]["image"].clone();
    assert_eq!([image("db-0"), image("db-1"), image("db-2")], [json!("one"), json!("one"), json!("two")]);
}

#[test]
fn each_pod_has_a_claim_that_outlives_it() {
    let mut paper = paper(
        json!({"volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {"accessModes": ["ReadWriteOnce"]}}]}),
    );
    all(&mut paper);
    assert_eq!(paper.names("PersistentVolumeClaim"), ["data-db-0", "data-db-1", "data-db-2"]);
    assert_eq!(
        paper.get("Pod", "db-1")["spec"]["volumes"][0]["persistentVolumeClaim"]["claimName"],
        "data-db-1"
    );
    paper.patch("StatefulSet", "db", json!({"spec": {"replicas": 1}}));
    all(&mut paper);
    assert_eq!((paper.names("Pod").len(), paper.names("PersistentVolumeClaim").len()), (1, 3));
}
