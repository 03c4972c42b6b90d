//! What is written, in which order, and what is said when a write fails.

use std::time::Duration;

use neap::cluster::{apply, preflight};
use serde_json::json;

use super::{connect, existing, outcomes, put, put_as, says, service};
use crate::plane::{Namespace, Node, Rule, block_on, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        a_service_is_created_then_unchanged_then_configured,
        the_policy_exists_before_the_first_pod_and_all_is_owned,
        what_is_no_longer_rendered_is_pruned,
        the_kth_write_fails_and_the_truth_is_told,
        an_interrupt_stops_between_two_writes,
    ]
}

fn a_service_is_created_then_unchanged_then_configured(ns: &Namespace) {
    let done = put(ns, &service("qwen", 3)).unwrap();
    assert_eq!(
        outcomes(&done),
        ["ResourcePolicy created", "InferenceService created", "HorizontalPodAutoscaler created"]
    );
    let unchanged =
        ["ResourcePolicy unchanged", "InferenceService unchanged", "HorizontalPodAutoscaler unchanged"];
    assert_eq!(outcomes(&put(ns, &service("qwen", 3)).unwrap()), unchanged);
    // Also when the controller has written its part.
    ns.until("KServe's Deployment", secs(20), || ns.get("Deployment", "qwen-predictor").is_some());
    let proxy = ns.cluster.proxy();
    assert_eq!(
        outcomes(&put_as(&ns.kubeconfig_through(&proxy), &service("qwen", 3), false).unwrap()),
        unchanged
    );
    assert_eq!(proxy.count(|seen| seen.is_write()), 0, "what is unchanged is not written");
    assert_eq!(
        outcomes(&put(ns, &service("qwen", 4)).unwrap()),
        ["ResourcePolicy unchanged", "InferenceService unchanged", "HorizontalPodAutoscaler configured"]
    );
    assert_eq!(ns.get("HorizontalPodAutoscaler", "qwen-hpa").unwrap()["spec"]["maxReplicas"], 4);
}

fn the_policy_exists_before_the_first_pod_and_all_is_owned(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(1));
    let proxy = ns.cluster.proxy();
    put_as(&ns.kubeconfig_through(&proxy), &service("qwen", 3), false).unwrap();
    let seen = proxy.seen();
    let written: Vec<&str> =
        seen.iter().filter(|seen| seen.is_write()).filter_map(|seen| seen.path.rsplit('/').nth(1)).collect();
    assert_eq!(
        written,
        ["resourcepolicies", "inferenceservices", "horizontalpodautoscalers", "resourcepolicies"],
        "the policy first, and its owner last"
    );
    ns.until("the first pod", secs(20), || !ns.list("Pod").is_empty());
    let policy = ns.get("ResourcePolicy", "qwen").unwrap();
    let service = ns.get("InferenceService", "qwen").unwrap();
    let hpa = ns.get("HorizontalPodAutoscaler", "qwen-hpa").unwrap();
    for dependant in [&policy, &hpa] {
        let owners = dependant["metadata"]["ownerReferences"].as_array().unwrap();
        assert_eq!(owners.len(), 1);
        assert_eq!(owners[0]["uid"], service["metadata"]["uid"]);
        assert_eq!(owners[0]["kind"], "InferenceService");
    }
}

fn what_is_no_longer_rendered_is_pruned(ns: &Namespace) {
    put(ns, &service("qwen", 3)).unwrap();
    // Somebody else's, with the same label: it stays.
    ns.apply(json!({
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "notes", "labels": {"servingName": "qwen"}},
    }));
    let mut smaller = service("qwen", 3);
    smaller.items.pop();
    let done = put(ns, &smaller).unwrap();
    assert_eq!(
        outcomes(&done),
        ["ResourcePolicy unchanged", "InferenceService unchanged", "HorizontalPodAutoscaler pruned"]
    );
    assert_eq!(existing(ns, "qwen"), ["ResourcePolicy", "InferenceService"]);
    assert!(ns.get("ConfigMap", "notes").is_some());
}

fn the_kth_write_fails_and_the_truth_is_told(ns: &Namespace) {
    // What exists after k writes: policy, service, autoscaler, and last the policy's owner.
    let kinds = ["ResourcePolicy", "InferenceService", "HorizontalPodAutoscaler"];
    for (fault, done_at_k) in [("status", false), ("cut before", false), ("cut after", true)] {
        for k in 1..=4_usize {
            let name = format!("qwen-{k}-{}", fault.replace(' ', "-"));
            let proxy = ns.cluster.proxy();
            let rule = Rule::writes().nth(k);
            proxy.add(match fault {
                "status" => rule.status(500),
                "cut before" => rule.cut_before(),
                _ => rule.cut_answer(),
            });
            let error = put_as(&ns.kubeconfig_through(&proxy), &service(&name, 3), false).unwrap_err();
            let there = existing(ns, &name);
            let expected = (k - 1 + usize::from(done_at_k)).min(3);
            assert_eq!(there, kinds[..expected], "{fault} {k}: {error:#?}");
            for (index, kind) in kinds.iter().enumerate() {
                let said = error.causes.iter().find(|cause| {
                    let suffix = if index == 2 { "-hpa" } else { "" };
                    cause.contains(&format!("{}.", kind.to_lowercase()))
                        && cause.contains(&format!("/{name}{suffix}"))
                });
                let said = said.unwrap_or_else(|| panic!("{fault} {k}: nothing about {kind}: {error:#?}"));
                assert_eq!(said.starts_with("done: "), there.contains(kind), "{fault} {k}: {said}");
            }
            if k == 4 {
                says(&error, &["has no owner"]);
            }
            let at = if k == 4 { kinds[0] } else { kinds[k - 1] }.to_lowercase();
            says(&error, &[&format!("stopped at {at}")]);
            if there.is_empty() && fault == "status" {
                says(&error, &["run the same command again"]);
            } else {
                says(
                    &error,
                    &["to finish, run the same command again", &format!("neap serve delete {name} ")],
                );
            }
            match k % 2 {
                // To finish: the same again.
                0 => {
                    put(ns, &service(&name, 3)).unwrap();
                    assert_eq!(existing(ns, &name), kinds);
                    let owners = &ns.get("ResourcePolicy", &name).unwrap()["metadata"]["ownerReferences"];
                    assert_eq!(owners.as_array().unwrap().len(), 1);
                }
                // To undo: the command of the hint.
                _ if there.is_empty() => {}
                _ => drop(ns.neap(["serve", "delete", &name, "-n", &ns.name, "--yes"]).ended_with(0)),
            }
            if k % 2 == 1 {
                ns.until("nothing to be left", secs(20), || existing(ns, &name).is_empty());
            }
        }
    }
}

fn an_interrupt_stops_between_two_writes(ns: &Namespace) {
    let error = block_on(async {
        let cluster = connect(&ns.kubeconfig).await;
        let plan = preflight::check(&cluster, &service("qwen", 3), false).await.unwrap();
        apply::run(&cluster, &plan, tokio::time::sleep(Duration::ZERO)).await.unwrap_err()
    });
    assert_eq!(error.kind, neap::Kind::Interrupted);
    says(&error, &["interrupted", "not done: inferenceservice.serving.kserve.io/qwen"]);
    assert!(!existing(ns, "qwen").contains(&"InferenceService"));
}
