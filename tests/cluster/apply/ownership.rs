//! What belongs to somebody else stays with them.

use neap::cluster::{apply, preflight};
use serde_json::json;

use super::{change, connect, outcomes, put, put_as, says, service};
use crate::plane::{Namespace, Node, block_on, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        a_foreign_field_is_a_conflict_and_force_takes_it,
        a_replica_count_of_another_is_left_with_it,
        the_autoscalers_replicas_survive_an_apply,
    ]
}

fn a_foreign_field_is_a_conflict_and_force_takes_it(ns: &Namespace) {
    put(ns, &service("qwen", 3)).unwrap();
    let edit = r#"{"spec":{"maxReplicas":9}}"#;
    ns.kubectl(["patch", "hpa", "qwen-hpa", "--field-manager=alice", "--type=merge", "-p", edit]);
    let error = put(ns, &service("qwen", 4)).unwrap_err();
    says(
        &error,
        &["spec.maxReplicas (now 9, here 4) is owned by alice", "nothing was written", "--force-conflicts"],
    );
    assert_eq!(ns.get("HorizontalPodAutoscaler", "qwen-hpa").unwrap()["spec"]["maxReplicas"], 9);
    let forced = put_as(&ns.kubeconfig, &service("qwen", 4), true).unwrap();
    assert_eq!(outcomes(&forced)[2], "HorizontalPodAutoscaler configured");
    assert_eq!(ns.get("HorizontalPodAutoscaler", "qwen-hpa").unwrap()["spec"]["maxReplicas"], 4);
    assert_eq!(outcomes(&put(ns, &service("qwen", 4)).unwrap())[2], "HorizontalPodAutoscaler unchanged");
}

fn a_replica_count_of_another_is_left_with_it(ns: &Namespace) {
    let mut bundle = service("qwen", 3);
    put(ns, &bundle).unwrap();
    // As a CronHPA does.
    ns.kubectl([
        "patch",
        "hpa",
        "qwen-hpa",
        "--field-manager=cronhpa",
        "--type=merge",
        "-p",
        r#"{"spec":{"minReplicas":2}}"#,
    ]);
    change(&mut bundle, "HorizontalPodAutoscaler", |hpa| hpa["spec"]["maxReplicas"] = json!(5));
    let notes = block_on(async {
        let cluster = connect(&ns.kubeconfig).await;
        let plan = preflight::check(&cluster, &bundle, false).await.unwrap();
        apply::run(&cluster, &plan, std::future::pending()).await.unwrap();
        plan.notes
    });
    assert!(notes.iter().any(|note| note.contains("spec.minReplicas stays 2: cronhpa owns it")), "{notes:?}");
    let spec = &ns.get("HorizontalPodAutoscaler", "qwen-hpa").unwrap()["spec"];
    assert_eq!((&spec["minReplicas"], &spec["maxReplicas"]), (&json!(2), &json!(5)));
}

fn the_autoscalers_replicas_survive_an_apply(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(3));
    ns.metric("waiting").set(11);
    put(ns, &service("qwen", 3)).unwrap();
    let replicas = || ns.get("Deployment", "qwen-predictor").map(|it| it["spec"]["replicas"].clone());
    ns.until("three replicas", secs(40), || replicas() == Some(json!(3)));
    put(ns, &service("qwen", 4)).unwrap();
    let generation = ns.get("Deployment", "qwen-predictor").unwrap()["metadata"]["generation"].clone();
    put(ns, &service("qwen", 4)).unwrap();
    assert_eq!(replicas(), Some(json!(3)));
    assert_eq!(ns.get("Deployment", "qwen-predictor").unwrap()["metadata"]["generation"], generation);
}
