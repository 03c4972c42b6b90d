//! Services of the kinds besides InferenceService.

use serde_json::{Value, json};

use super::{now, pod, spec, world};
use crate::kubernetes::RootKind;
use crate::observe::goal::{Goal, Progress};
use crate::observe::outlook::{Doing, Outlook};
use crate::observe::{Change, OtherKind, Readings, Record, Service, Want, World};

fn metadata(name: &str) -> Value {
    json!({"name": name, "namespace": "default", "uid": name, "generation": 1,
        "labels": {"servingName": "qwen", "servingType": "custom-serving", "app.kubernetes.io/managed-by": "neap"}})
}

fn runner(kind: &str, name: &str, replicas: u32, available: u32) -> Value {
    json!({"kind": kind, "metadata": metadata(name),
        "spec": {"replicas": replicas, "selector": {"matchLabels": {"servingName": "qwen"}}, "template": {"spec": spec()}},
        "status": {"replicas": replicas, "readyReplicas": available, "availableReplicas": available,
            "updatedReplicas": replicas, "observedGeneration": 1}})
}

fn hpa(kind: &str, name: &str) -> Value {
    json!({"kind": "HorizontalPodAutoscaler", "metadata": {"name": "qwen-hpa", "namespace": "default"},
        "spec": {"scaleTargetRef": {"apiVersion": "x/v1", "kind": kind, "name": name}, "minReplicas": 1, "maxReplicas": 3},
        "status": {"currentReplicas": 1, "desiredReplicas": 1, "conditions": []}})
}

fn only(world: &World) -> Service {
    let mut services = world.snapshot(now()).services;
    assert_eq!(services.len(), 1);
    services.remove(0)
}

#[test]
fn a_deployment_or_stateful_set_with_the_label_is_a_service() {
    for (kind, root) in [("Deployment", RootKind::Deployment), ("StatefulSet", RootKind::StatefulSet)] {
        let world = world(vec![runner(kind, "qwen", 2, 2), hpa(kind, "qwen")]);
        let service = only(&world);
        assert_eq!((service.kind, service.exists, service.ready), (Some(root), true, true));
        assert_eq!((service.replicas.desired, service.autoscalers.len()), (Some(2), 1));
        assert_eq!(Goal::Ready.check(&world.snapshot(now())), Progress::Reached);
    }
    // An autoscaler of another kind's object of the same name is not its own.
    assert!(
        only(&world(vec![runner("Deployment", "qwen", 1, 1), hpa("StatefulSet", "qwen")]))
            .autoscalers
            .is_empty()
    );
}

#[test]
fn a_part_that_something_controls_is_no_service() {
    let mut part = runner("StatefulSet", "qwen-0", 1, 1);
    part["metadata"]["ownerReferences"] = json!([{"apiVersion": "x/v1", "kind": "LeaderWorkerSet", "name": "qwen", "uid": "q", "controller": true}]);
    assert!(world(vec![part]).snapshot(now()).services.is_empty());
}

#[test]
fn a_replica_of_a_leader_worker_set_is_a_group_of_pods() {
    let set = json!({"kind": "LeaderWorkerSet", "metadata": metadata("qwen"),
        "spec": {"replicas": 2, "leaderWorkerTemplate": {"size": 4, "workerTemplate": {"spec": spec()}}},
        "status": {"replicas": 2, "readyReplicas": 1, "updatedReplicas": 2}});
    let service = only(&world(vec![set, hpa("LeaderWorkerSet", "qwen")]));
    assert_eq!((service.kind, service.pods_per_replica), (Some(RootKind::LeaderWorkerSet), 4));
    assert_eq!(
        (service.replicas.desired, service.replicas.ready, service.autoscalers.len()),
        (Some(2), 1, 1)
    );
}

#[test]
fn of_several_roles_the_scaled_one_is_looked_at() {
    let role =
        |name: &str, replicas: u32| json!({"name": name, "replicas": replicas, "template": {"spec": spec()}});
    let group = json!({"kind": "RoleBasedGroup", "metadata": metadata("qwen"),
        "spec": {"roles": [role("prefill", 1), role("decode", 2)]},
        "status": {"roleStatuses": [
            {"name": "prefill", "replicas": 1, "readyReplicas": 1}, {"name": "decode", "replicas": 2, "readyReplicas": 0}]}});
    let service = only(&world(vec![group, hpa("RoleBasedGroupScalingAdapter", "qwen-prefill")]));
    assert_eq!((service.replicas.desired, service.replicas.ready), (Some(1), 1));
    let others: Vec<_> =
        service.others.iter().map(|it| (it.name.as_str(), it.available, it.desired)).collect();
    assert_eq!(others, [("decode", 0, 2)]);
}

#[test]
fn a_knative_service_has_its_revisions_deployment() {
    let service = json!({"kind": "KnativeService", "metadata": metadata("qwen"), "spec": {},
        "status": {"url": "http://qwen.default.example.com", "observedGeneration": 1, "latestCreatedRevisionName": "qwen-00001",
            "conditions": [{"type": "Ready", "status": "True"}], "traffic": [{"revisionName": "qwen-00001", "percent": 100}]}});
    let mut revision = runner("Deployment", "qwen-00001-deployment", 1, 1);
    revision["metadata"]["ownerReferences"] = json!([{"apiVersion": "serving.knative.dev/v1", "kind": "Revision", "name": "qwen-00001", "uid": "r", "controller": true}]);
    let service = only(&world(vec![service, revision]));
    assert_eq!(
        (service.kind, service.replicas.desired, service.ready),
        (Some(RootKind::KnativeService), Some(1), true)
    );
    assert_eq!(service.url.as_deref(), Some("http://qwen.default.example.com"));
}

#[test]
fn while_a_new_revision_comes_the_old_one_serves() {
    let service = json!({"kind": "KnativeService", "metadata": metadata("qwen"), "spec": {},
        "status": {"observedGeneration": 2, "latestCreatedRevisionName": "qwen-00002", "latestReadyRevisionName": "qwen-00001",
            "conditions": [{"type": "Ready", "status": "Unknown"}]}});
    let of_revision = |revision: &str, desired: u32, available: u32| {
        let mut runner = runner("Deployment", &format!("{revision}-deployment"), desired, available);
        runner["metadata"]["ownerReferences"] = json!([{"apiVersion": "serving.knative.dev/v1", "kind": "Revision", "name": revision, "uid": revision, "controller": true}]);
        runner
    };
    let pod = |name: &str, status: Value| {
        let mut pod = pod(name, Some("n"), status);
        pod["metadata"]["labels"] = json!({"servingName": "qwen"});
        pod
    };
    let serves = || json!({"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]});
    let world = world(vec![
        service,
        of_revision("qwen-00001", 2, 2),
        of_revision("qwen-00002", 1, 0),
        pod("old-a", serves()),
        pod("old-b", serves()),
        pod("new", json!({"phase": "Pending", "conditions": []})),
    ]);
    let doing = Outlook::of(&only(&world), &Readings::default(), now()).doing;
    assert_eq!(doing, Doing::Updating { updated: 1, ready: 2, wanted: 1 });
}

#[test]
fn a_relist_of_one_kind_leaves_the_others() {
    let mut world = world(vec![runner("Deployment", "qwen", 1, 1)]);
    let relist = |world: &mut World, want| {
        world.apply(Record { at: now(), change: Change::Listed { want, objects: vec![] } });
    };
    relist(&mut world, Want::Services);
    relist(&mut world, Want::StatefulSets);
    relist(&mut world, Want::Others(OtherKind::LeaderWorkerSet));
    relist(&mut world, Want::Deployments(crate::observe::family::Family::Kserve));
    assert!(only(&world).exists);
    relist(&mut world, Want::Deployments(crate::observe::family::Family::Named));
    assert!(world.snapshot(now()).services.is_empty());
}
