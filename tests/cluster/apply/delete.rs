//! `serve delete` leaves nothing.

use serde_json::json;

use super::{change, existing, put, put_as, service};
use crate::plane::{Namespace, Node, Rule, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        delete_leaves_nothing,
        delete_takes_what_arena_wrote_down,
        delete_finds_what_a_failed_apply_left,
    ]
}

fn delete_leaves_nothing(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(1));
    put(ns, &service("qwen", 3)).unwrap();
    ns.until("a pod", secs(20), || !ns.list("Pod").is_empty());
    let unknown = ns.neap(["serve", "delete", "qwne", "--yes"]).ended_with(1);
    assert!(unknown.stderr.contains("did you mean `qwen`?"), "{}", unknown.stderr);
    // One slip must not cost the other service.
    drop(ns.neap(["serve", "delete", "qwen", "qwne", "--yes"]).ended_with(1));
    assert_eq!(existing(ns, "qwen").len(), 3);
    let unasked = ns.neap(["serve", "delete", "qwen"]).ended_with(2);
    assert!(unasked.stderr.contains("--yes"), "{}", unasked.stderr);
    let dry = ns.neap(["serve", "delete", "qwen", "--dry-run"]).ended_with(0);
    assert_eq!(dry.stdout.lines().count(), 4, "{}", dry.stdout);
    assert_eq!(existing(ns, "qwen").len(), 3);
    // The garbage collector learns of new kinds within 30 s of its start.
    let gone = ns.neap(["serve", "delete", "qwen", "--yes", "--wait=90s"]).ended_with(0);
    for object in [
        "horizontalpodautoscaler.autoscaling/qwen-hpa",
        "inferenceservice.serving.kserve.io/qwen",
        "resourcepolicy.scheduling.alibabacloud.com/qwen",
    ] {
        assert!(gone.stdout.contains(object), "{}", gone.stdout);
    }
    for kind in ["InferenceService", "HorizontalPodAutoscaler", "ResourcePolicy", "Pod"] {
        assert!(ns.list(kind).is_empty(), "{kind}");
    }
    ns.until("KServe's own objects to go", secs(20), || {
        ["Deployment", "Ingress"].iter().all(|kind| ns.list(kind).is_empty())
    });
}

fn delete_takes_what_arena_wrote_down(ns: &Namespace) {
    // As Arena leaves it: an autoscaler without label and owner, and a record that lists it.
    let mut bundle = service("bloom", 3);
    for kind in ["InferenceService", "HorizontalPodAutoscaler"] {
        change(&mut bundle, kind, |object| {
            if kind == "HorizontalPodAutoscaler" {
                object["metadata"].as_object_mut().unwrap().remove("labels");
            }
        });
        let item = bundle.items.iter().find(|item| item.object.identity().kind == kind).unwrap();
        ns.create(item.object.value().clone());
    }
    ns.create(json!({
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "bloom-kserve", "labels": {"createdBy": "arena"}},
        "data": {"kserve": "0.1.0", "app": "horizontalpodautoscaler.autoscaling/bloom-hpa\ninferenceservice.serving.kserve.io/bloom\n"},
    }));
    let gone = ns.neap(["serve", "delete", "bloom", "--yes"]).ended_with(0);
    assert!(gone.stdout.contains("configmap/bloom-kserve"), "{}", gone.stdout);
    assert!(existing(ns, "bloom").is_empty());
    assert!(ns.get("ConfigMap", "bloom-kserve").is_none());
}

fn delete_finds_what_a_failed_apply_left(ns: &Namespace) {
    let proxy = ns.cluster.proxy();
    proxy.add(Rule::writes().nth(2).status(500));
    put_as(&ns.kubeconfig_through(&proxy), &service("qwen", 3), false).unwrap_err();
    assert_eq!(existing(ns, "qwen"), ["ResourcePolicy"]);
    let gone = ns.neap(["serve", "delete", "qwen", "--yes"]).ended_with(0);
    assert!(gone.stdout.contains("resourcepolicy"), "{}", gone.stdout);
    assert!(existing(ns, "qwen").is_empty());
    // A delete that fails half-way says what is left, and the same again takes it.
    put(ns, &service("qwen", 3)).unwrap();
    let proxy = ns.cluster.proxy();
    proxy.add(Rule::when(|seen| seen.method == "DELETE").nth(2).status(500));
    let half = ns.neap_through(&proxy, ["serve", "delete", "qwen", "--yes"]).ended_with(1);
    assert!(
        half.stderr.contains("still there, as far as is known: inferenceservice.serving.kserve.io/qwen"),
        "{}",
        half.stderr
    );
    drop(ns.neap(["serve", "delete", "qwen", "--yes"]).ended_with(0));
    ns.until("nothing to be left", secs(20), || existing(ns, "qwen").is_empty());
}
