use serde_json::{Value, json};

use super::*;
use crate::sandbox::control::paper::Paper;
use crate::sandbox::control::stateful_set::StatefulSetController;

fn set(replicas: i32, size: i32) -> Value {
    let pod = |image: &str| {
        json!({"metadata": {"labels": {"app": "qwen"}}, "spec": {"containers": [{"name": "vllm", "image": image,
        "env": [{"name": "LWS_GROUP_SIZE", "value": "wrong"}, {"name": "OWN", "value": "1"}]}]}})
    };
    json!({"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet", "metadata": {"name": "qwen", "namespace": "ns"},
        "spec": {"replicas": replicas, "leaderWorkerTemplate": {"size": size, "leaderTemplate": pod("leader:1"),
            "workerTemplate": pod("worker:1")}}})
}

fn paper(set: Value) -> Paper {
    let mut paper = Paper::new(vec![Box::new(LeaderWorkerController), Box::new(StatefulSetController)]);
    paper.put(set);
    paper.settle();
    paper
}

/// Pods run, and those that are going are gone, until nothing changes.
fn live(paper: &mut Paper) {
    for _ in 0..30 {
        paper.run_all();
        paper.pass(1);
    }
}

fn told(paper: &Paper, condition: &str) -> Option<String> {
    let conditions = paper.get("LeaderWorkerSet", "qwen")["status"]["conditions"].clone();
    let found = conditions.as_array()?.iter().find(|it| it["type"] == condition)?.clone();
    Some(found["status"].as_str()?.to_owned())
}

#[test]
fn a_replica_is_a_leader_with_its_workers() {
    let mut paper = paper(set(2, 3));
    live(&mut paper);
    assert_eq!(paper.names("Pod"), ["qwen-0", "qwen-0-1", "qwen-0-2", "qwen-1", "qwen-1-1", "qwen-1-2"]);
    assert_eq!(paper.names("StatefulSet"), ["qwen", "qwen-0", "qwen-1"]);
    let worker = paper.get("Pod", "qwen-1-2");
    let label =
        |name: &str| worker["metadata"]["labels"][format!("leaderworkerset.sigs.k8s.io/{name}")].clone();
    assert_eq!(
        (label("name"), label("group-index"), label("worker-index")),
        (json!("qwen"), json!("1"), json!("2"))
    );
    assert_eq!(
        label("group-key"),
        paper.get("Pod", "qwen-1")["metadata"]["labels"]["leaderworkerset.sigs.k8s.io/group-key"]
    );
    assert_eq!(worker["metadata"]["annotations"]["leaderworkerset.sigs.k8s.io/leader-name"], "qwen-1");
    assert_eq!(worker["spec"]["subdomain"], "qwen");
    assert_eq!(
        worker["spec"]["containers"][0]["env"],
        json!([{"name": "LWS_LEADER_ADDRESS", "value": "qwen-1.qwen.ns"}, {"name": "LWS_GROUP_SIZE", "value": "3"},
            {"name": "LWS_WORKER_INDEX", "value": "2"}, {"name": "OWN", "value": "1"}])
    );
    assert_eq!(paper.get("Service", "qwen")["spec"]["clusterIP"], "None");
    let status = &paper.get("LeaderWorkerSet", "qwen")["status"];
    assert_eq!(
        (&status["replicas"], &status["readyReplicas"], &status["updatedReplicas"]),
        (&json!(2), &json!(2), &json!(2))
    );
    assert_eq!(
        status["hpaPodSelector"],
        "leaderworkerset.sigs.k8s.io/name=qwen,leaderworkerset.sigs.k8s.io/worker-index=0"
    );
    assert_eq!(
        (told(&paper, "Available").as_deref(), told(&paper, "Progressing").as_deref()),
        (Some("True"), Some("False"))
    );
}

#[test]
fn it_is_scaled_by_groups() {
    let mut paper = paper(set(1, 2));
    live(&mut paper);
    paper.patch("LeaderWorkerSet", "qwen", json!({"spec": {"replicas": 3}}));
    live(&mut paper);
    assert_eq!(paper.names("Pod").len(), 6);
    assert_eq!(paper.get("StatefulSet", "qwen")["metadata"]["annotations"][REPLICAS], "3");
    paper.patch("LeaderWorkerSet", "qwen", json!({"spec": {"replicas": 1}}));
    live(&mut paper);
    assert_eq!(paper.names("Pod"), ["qwen-0", "qwen-0-1"]);
    assert_eq!(paper.names("StatefulSet"), ["qwen", "qwen-0"]);
}

#[test]
fn one_pod_that_restarts_has_the_whole_group_made_again() {
    let mut paper = paper(set(2, 3));
    live(&mut paper);
    let uids = |paper: &Paper| -> Vec<Value> {
        paper.of("Pod").iter().map(|pod| pod["metadata"]["uid"].clone()).collect()
    };
    let before = uids(&paper);
    paper.patch(
        "Pod",
        "qwen-1-2",
        json!({"status": {"containerStatuses": [{"name": "vllm", "restartCount": 1}]}}),
    );
    live(&mut paper);
    let after = uids(&paper);
    let same: Vec<bool> = before.iter().zip(&after).map(|(one, other)| one == other).collect();
    assert_eq!(same, [true, true, true, false, false, false]);
    assert!(paper.events.contains(&(
        "RecreateGroupOnPodRestart".into(),
        "Worker pod qwen-1-2 failed, deleted leader pod qwen-1 to recreate group 1".into()
    )));
    // With `None` the pod restarts by itself.
    let mut lonely = set(2, 3);
    lonely["spec"]["leaderWorkerTemplate"]["restartPolicy"] = "None".into();
    let mut paper = self::paper(lonely);
    live(&mut paper);
    let before = uids(&paper);
    paper.patch(
        "Pod",
        "qwen-1-2",
        json!({"status": {"containerStatuses": [{"name": "vllm", "restartCount": 1}]}}),
    );
    live(&mut paper);
    assert_eq!(before, uids(&paper));
}

#[test]
fn a_new_template_goes_from_group_to_group_and_workers_follow_their_leader() {
    let mut paper = paper(set(3, 2));
    live(&mut paper);
    let mut new = paper.get("LeaderWorkerSet", "qwen")["spec"]["leaderWorkerTemplate"].clone();
    new["leaderTemplate"]["spec"]["containers"][0]["image"] = "leader:2".into();
    new["workerTemplate"]["spec"]["containers"][0]["image"] = "worker:2".into();
    paper.patch("LeaderWorkerSet", "qwen", json!({"spec": {"leaderWorkerTemplate": new}}));
    let mut fewest = 3;
    for _ in 0..60 {
        paper.run_all();
        paper.pass(1);
        fewest =
            fewest.min(paper.get("LeaderWorkerSet", "qwen")["status"]["readyReplicas"].as_i64().unwrap_or(0));
        for number in 0..3 {
            let image = |name: String| {
                let found = paper.of("Pod").into_iter().find(|pod| pod["metadata"]["name"] == name.as_str());
                found.map(|pod| {
                    pod["spec"]["containers"][0]["image"]
                        .as_str()
                        .unwrap()
                        .rsplit(':')
                        .next()
                        .unwrap()
                        .to_owned()
                })
            };
            if let (Some(leader), Some(worker)) =
                (image(format!("qwen-{number}")), image(format!("qwen-{number}-1")))
            {
                assert!(leader == worker || leader == "2", "a new worker never has an old leader");
            }
        }
    }
    let images: Vec<&Value> =
        paper.of("Pod").iter().map(|pod| &pod["spec"]["containers"][0]["image"]).collect();
    assert_eq!(images, ["leader:2", "worker:2", "leader:2", "worker:2", "leader:2", "worker:2"]);
    assert!(fewest >= 2, "one at a time: {fewest}");
    assert_eq!(told(&paper, "Available").as_deref(), Some("True"));
    assert_eq!(paper.get("StatefulSet", "qwen")["spec"]["updateStrategy"]["rollingUpdate"]["partition"], 0);
    let own = paper
        .of("ControllerRevision")
        .into_iter()
        .filter(|it| it["metadata"]["ownerReferences"][0]["kind"] == "LeaderWorkerSet");
    assert_eq!(own.count(), 1, "older templates are forgotten");
}

#[test]
fn workers_wait_for_a_leader_if_they_are_told_to() {
    let mut late = set(1, 2);
    late["spec"]["startupPolicy"] = "LeaderReady".into();
    let mut paper = paper(late);
    assert_eq!(paper.names("Pod"), ["qwen-0"]);
    paper.run("qwen-0", true);
    paper.settle();
    assert_eq!(paper.names("Pod"), ["qwen-0", "qwen-0-1"]);
}

#[test]
fn a_group_alone_in_its_place_waits_until_that_is_known() {
    let mut alone = set(1, 2);
    alone["metadata"]["annotations"] = json!({EXCLUSIVE: "rack"});
    let mut paper = paper(alone);
    assert_eq!(paper.names("Pod"), ["qwen-0"]);
    assert!(paper.get("Pod", "qwen-0")["spec"]["affinity"]["podAntiAffinity"].is_object());
    paper.put(json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node", "labels": {"rack": "r1"}}, "spec": {}}));
    paper.run("qwen-0", true);
    paper.settle();
    assert_eq!(paper.get("Pod", "qwen-0-1")["spec"]["nodeSelector"], json!({"rack": "r1"}));
}
