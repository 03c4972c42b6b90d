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

/// Nothing more is to come of a service without replicas that a scaler wakes: it is what was wanted.
#[test]
fn what_sleeps_until_requests_come_is_as_wanted() {
    let scaler = |min: u32, conditions: Value| {
        json!({"kind": "ScaledObject", "metadata": {"name": "qwen", "namespace": "default"},
            "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "qwen"}, "minReplicaCount": min,
                "maxReplicaCount": 3, "triggers": []}, "status": {"conditions": conditions}})
    };
    let well = json!([{"type": "Ready", "status": "True"}]);
    let ill = json!([{"type": "Ready", "status": "False"}]);
    let runner = |replicas, available| runner("Deployment", "qwen", replicas, available);
    for (objects, asleep) in [
        (vec![runner(0, 0), scaler(0, well.clone())], true),
        // Nobody wakes it: by hand, or by a scaler that does not work.
        (vec![runner(0, 0)], false),
        (vec![runner(0, 0), scaler(0, ill)], false),
        (vec![runner(0, 0), scaler(1, well.clone())], false),
        (vec![runner(1, 0), scaler(0, well)], false),
    ] {
        let world = world(objects);
        let reached = Goal::Ready.check(&world.snapshot(now())) == Progress::Reached;
        let service = only(&world);
        assert_eq!((service.asleep, service.ready, reached), (asleep, false, asleep));
    }
    for (ready, asleep) in [("True", true), ("Unknown", false)] {
        let service = json!({"kind": "KnativeService", "metadata": metadata("qwen"), "spec": {},
            "status": {"observedGeneration": 1, "latestCreatedRevisionName": "qwen-00001", "conditions": [{"type": "Ready", "status": ready}]}});
        let mut revision = super::kinds::runner("Deployment", "qwen-00001-deployment", 0, 0);
        revision["metadata"]["ownerReferences"] = json!([{"apiVersion": "serving.knative.dev/v1", "kind": "Revision", "name": "qwen-00001", "uid": "r", "controller": true}]);
        assert_eq!(only(&world(vec![service, revision])).asleep, asleep, "{ready}");
    }
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
    assert_eq!((service.traffic[0].revision.as_str(), service.traffic[0].percent), ("qwen-00001", 100));
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

/// Knative says False of a revision whose pod waits for a node, too: only what it has given up fails a wait.
#[test]
fn a_revision_that_was_given_up_ends_a_wait() {
    let message =
        "Revision \"qwen-00002\" failed with message: Unable to fetch image \"r/vllm:2\": not found.";
    let service = |observed: u32, status: &str, since: &str| {
        let mut metadata = metadata("qwen");
        metadata["generation"] = json!(2);
        json!({"kind": "KnativeService", "metadata": metadata, "spec": {}, "status": {"observedGeneration": observed,
            "latestCreatedRevisionName": "qwen-00002", "latestReadyRevisionName": "qwen-00001", "conditions": [
                {"type": "ConfigurationsReady", "status": status, "reason": "RevisionFailed", "message": message, "lastTransitionTime": since}]}})
    };
    let of = |revision: &str, replicas: u32, progressing: &str| {
        let mut runner = runner("Deployment", &format!("{revision}-deployment"), replicas, 0);
        runner["metadata"]["creationTimestamp"] = json!(format!("2026-11-22T02:5{}:00Z", &revision[9..]));
        runner["metadata"]["ownerReferences"] = json!([{"apiVersion": "serving.knative.dev/v1", "kind": "Revision", "name": revision, "uid": revision, "controller": true}]);
        runner["status"]["conditions"] =
            json!([{"type": "Progressing", "status": progressing, "reason": "ProgressDeadlineExceeded"}]);
        runner
    };
    let (long, just) = ("2026-11-22T02:58:00Z", "2026-11-22T02:59:59Z");
    let old = || of("qwen-00001", 1, "True");
    for (objects, fails) in [
        (vec![service(2, "False", long), old()], true),
        (vec![service(2, "False", long), old(), of("qwen-00002", 0, "True")], true),
        (vec![service(2, "False", long), old(), of("qwen-00002", 1, "False")], true),
        // It has a Deployment that goes on trying: its pods tell how it goes.
        (vec![service(2, "False", long), old(), of("qwen-00002", 1, "True")], false),
        (vec![service(2, "False", just), old()], false),
        (vec![service(2, "Unknown", long), old()], false),
        // Said of what was there before the last write.
        (vec![service(1, "False", long), old()], false),
    ] {
        let told = format!("{objects:?}");
        match Goal::Ready.check(&world(objects).snapshot(now())) {
            Progress::Broken(why) => assert_eq!(
                (fails, why.as_str()),
                (true, format!("Knative has given up revision qwen-00002: RevisionFailed: {message}; qwen-00001 goes on serving").as_str())
            ),
            other => assert!(!fails, "{other:?}: {told}"),
        }
    }
}

/// KServe's `observedGeneration` is its Deployment's: only right after a write nobody knows whether it has seen it.
#[test]
fn a_write_that_changes_no_pod_leaves_a_service_ready() {
    let service = |written: &str| {
        json!({"kind": "InferenceService", "spec": {}, "status": {"observedGeneration": 1},
            "metadata": {"name": "qwen", "namespace": "default", "uid": "s", "generation": 2, "managedFields": [
                {"manager": "neap", "time": written}, {"manager": "kserve", "subresource": "status", "time": "2026-11-22T02:59:59Z"}]}})
    };
    let mut deployment = runner("Deployment", "qwen-predictor", 1, 1);
    deployment["metadata"]["labels"] =
        json!({"serving.kserve.io/inferenceservice": "qwen", "component": "predictor"});
    // A clock that is behind the API server's waits for nothing.
    for (written, ready) in [("02:59:50", true), ("02:59:58", false), ("03:10:00", true)] {
        let world = world(vec![service(&format!("2026-11-22T{written}Z")), deployment.clone()]);
        assert_eq!((only(&world).ready, only(&world).unobserved), (ready, !ready), "{written}");
    }
}

/// What is replaced may crash as it likes: it is no word on what replaces it.
#[test]
fn a_crash_of_the_template_before_ends_no_wait() {
    let rolling = |generation: u32, updated: u32, existing: u32| {
        let mut runner = runner("Deployment", "qwen", 1, 0);
        runner["metadata"]["generation"] = json!(generation);
        runner["status"]["observedGeneration"] = json!(2);
        (runner["status"]["updatedReplicas"], runner["status"]["replicas"]) =
            (json!(updated), json!(existing));
        runner
    };
    let pod = |name: &str, hash: &str, created: &str, crashes: bool| {
        let crash = json!({"phase": "Running", "conditions": [], "containerStatuses": [{"name": "kserve-container", "ready": false,
            "restartCount": 5, "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": {"exitCode": 1}}}]});
        let status = if crashes { crash } else { json!({"phase": "Pending", "conditions": []}) };
        let mut pod = pod(name, Some("n"), status);
        pod["metadata"]["labels"] = json!({"servingName": "qwen", "pod-template-hash": hash});
        pod["metadata"]["creationTimestamp"] = json!(created);
        pod
    };
    let (old, new) = ("2026-11-22T02:00:00Z", "2026-11-22T02:59:00Z");
    let crashing = || pod("qwen-a-1", "a", old, true);
    for (objects, fails) in [
        (vec![rolling(2, 1, 1), crashing()], true),
        // The controller has not seen the new template, or made nothing of it.
        (vec![rolling(3, 1, 1), crashing()], false),
        (vec![rolling(2, 0, 1), crashing()], false),
        (vec![rolling(2, 1, 2), crashing(), pod("qwen-b-1", "b", new, false)], false),
        (vec![rolling(2, 1, 2), crashing(), pod("qwen-b-1", "b", new, true)], true),
    ] {
        let world = world(objects);
        let progress = Goal::parse("ready=1").unwrap().check(&world.snapshot(now()));
        assert_eq!(matches!(progress, Progress::Broken(_)), fails, "{progress:?}");
    }
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
