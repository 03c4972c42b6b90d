//! Preflight, apply and delete against the real API server, KServe's webhooks and the real controllers.

use std::path::Path;
use std::time::Duration;

use neap::Error;
use neap::cluster::apply::{self, Applied};
use neap::cluster::{Cluster, ConnectOptions, preflight};
use neap::kubernetes::Object;
use neap::manifest::{Bundle, Item};
use neap::session::Environment;
use serde_json::{Value, json};

use crate::plane::{Namespace, Node, Rule, block_on, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        a_service_is_created_then_unchanged_then_configured,
        the_policy_exists_before_the_first_pod_and_all_is_owned,
        a_foreign_field_is_a_conflict_and_force_takes_it,
        a_replica_count_of_another_is_left_with_it,
        the_autoscalers_replicas_survive_an_apply,
        a_preflight_that_fails_writes_nothing,
        the_kth_write_fails_and_the_truth_is_told,
        an_interrupt_stops_between_two_writes,
        what_is_no_longer_rendered_is_pruned,
        an_object_that_is_being_deleted_is_waited_for,
        a_missing_right_is_named,
        a_webhook_that_refuses_is_quoted,
        the_seeds_command_is_applied_and_shown,
        results_are_printed_as_asked,
        a_difference_is_shown_and_told_by_the_exit_code,
        a_server_dry_run_writes_nothing,
        a_slow_server_ends_in_time_and_nothing_is_written,
        a_service_file_of_the_whole_is_applied,
        wait_ends_ready_or_with_what_is_missing,
        delete_leaves_nothing,
        delete_takes_what_arena_wrote_down,
        delete_finds_what_a_failed_apply_left,
    ]
}

/// A service as `serve kserve` renders it: policy, service, autoscaler.
fn service(name: &str, max: u32) -> Bundle {
    let labels = json!({"servingName": name, "servingType": "kserve"});
    let policy = json!({
        "apiVersion": "scheduling.alibabacloud.com/v1alpha1", "kind": "ResourcePolicy",
        "metadata": {"name": name, "labels": labels},
        "spec": {
            "selector": {"serving.kserve.io/inferenceservice": name}, "strategy": "prefer",
            "units": [{"resource": "ecs", "nodeSelector": {"pool": "edge"}}, {"resource": "elastic"}],
        },
    });
    let service = json!({
        "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
        "metadata": {
            "name": name, "labels": labels,
            "annotations": {"serving.kserve.io/deploymentMode": "RawDeployment", "serving.kserve.io/autoscalerClass": "external"},
        },
        "spec": {"predictor": {"containers": [{
            "name": "kserve-container", "image": "registry.invalid/vllm:1", "resources": {"limits": {"nvidia.com/gpu": "1"}},
        }]}},
    });
    let autoscaler = json!({
        "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": format!("{name}-hpa"), "labels": labels},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": format!("{name}-predictor")},
            "minReplicas": 1, "maxReplicas": max,
            "metrics": [{"type": "Pods", "pods": {
                "metric": {"name": "waiting"}, "target": {"type": "AverageValue", "averageValue": "5"},
            }}],
        },
    });
    let [policy, service, autoscaler] =
        [policy, service, autoscaler].map(|value| Object::new(value).unwrap());
    let owner = service.identity();
    let owned = |object| Item { object, owner: Some(owner.clone()) };
    let items = vec![owned(policy), Item { object: service, owner: None }, owned(autoscaler)];
    Bundle { items, notes: Vec::new() }
}

/// Changes an object of the bundle.
fn change(bundle: &mut Bundle, kind: &str, change: impl FnOnce(&mut Value)) {
    let item = bundle.items.iter_mut().find(|item| item.object.identity().kind == kind).unwrap();
    change(item.object.value_mut());
}

async fn connect(kubeconfig: &Path) -> Cluster {
    let options = ConnectOptions {
        kubeconfig: Some(kubeconfig.to_owned()),
        request_timeout: Some(secs(10)),
        ..ConnectOptions::default()
    };
    Cluster::connect(&options, &Environment::default()).await.unwrap()
}

fn put_as(kubeconfig: &Path, bundle: &Bundle, force: bool) -> Result<Vec<Applied>, Error> {
    block_on(async {
        let cluster = connect(kubeconfig).await;
        let plan = preflight::check(&cluster, bundle, force).await?;
        apply::run(&cluster, &plan, std::future::pending()).await
    })
}

fn put(ns: &Namespace, bundle: &Bundle) -> Result<Vec<Applied>, Error> {
    put_as(&ns.kubeconfig, bundle, false)
}

/// `kind outcome` of each object.
fn outcomes(applied: &[Applied]) -> Vec<String> {
    applied.iter().map(|applied| format!("{} {}", applied.identity.kind, applied.outcome)).collect()
}

fn has(error: &Error, part: &str) -> bool {
    [&error.message].into_iter().chain(&error.causes).chain(&error.hints).any(|text| text.contains(part))
}

#[track_caller]
fn says(error: &Error, parts: &[&str]) {
    for part in parts {
        assert!(has(error, part), "`{part}` is missing: {error:#?}");
    }
}

/// The kinds of a service that exist under this name.
fn existing(ns: &Namespace, name: &str) -> Vec<&'static str> {
    let hpa = format!("{name}-hpa");
    [("ResourcePolicy", name), ("InferenceService", name), ("HorizontalPodAutoscaler", hpa.as_str())]
        .into_iter()
        .filter(|(kind, name)| {
            ns.get(kind, name).is_some_and(|object| object["metadata"]["deletionTimestamp"].is_null())
        })
        .map(|(kind, _)| kind)
        .collect()
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
    put(ns, &service("qwen", 3)).unwrap();
    ns.until("the first pod", secs(20), || !ns.list("Pod").is_empty());
    let created = |object: &Value| object["metadata"]["creationTimestamp"].as_str().unwrap().to_owned();
    let version =
        |object: &Value| object["metadata"]["managedFields"][0]["time"].as_str().unwrap().to_owned();
    let policy = ns.get("ResourcePolicy", "qwen").unwrap();
    let service = ns.get("InferenceService", "qwen").unwrap();
    assert!(created(&policy) <= created(&service), "{} {}", version(&policy), version(&service));
    let hpa = ns.get("HorizontalPodAutoscaler", "qwen-hpa").unwrap();
    for dependant in [&policy, &hpa] {
        let owners = dependant["metadata"]["ownerReferences"].as_array().unwrap();
        assert_eq!(owners.len(), 1);
        assert_eq!(owners[0]["uid"], service["metadata"]["uid"]);
        assert_eq!(owners[0]["kind"], "InferenceService");
    }
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

fn a_preflight_that_fails_writes_nothing(ns: &Namespace) {
    ns.bound_pvc("llm-model");
    ns.apply(json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "hub"}, "stringData": {"HF_TOKEN": "x"}}));
    let mut bundle = service("qwen", 3);
    change(&mut bundle, "InferenceService", |service| {
        let predictor = &mut service["spec"]["predictor"];
        predictor["serviceAccountName"] = json!("runner");
        predictor["priorityClassName"] = json!("infrence-with-high-priority");
        predictor["volumes"] = json!([{"name": "m", "persistentVolumeClaim": {"claimName": "llm-modle"}}]);
        predictor["containers"][0]["env"] =
            json!([{"name": "HF_TOKN", "valueFrom": {"secretKeyRef": {"name": "hub", "key": "HF_TOKN"}}}]);
    });
    change(&mut bundle, "HorizontalPodAutoscaler", |hpa| hpa["spec"]["maxReplicas"] = json!(0));
    change(&mut bundle, "ResourcePolicy", |policy| policy["spec"]["unitz"] = json!([]));
    let proxy = ns.cluster.proxy();
    let error = put_as(&ns.kubeconfig_through(&proxy), &bundle, false).unwrap_err();
    says(
        &error,
        &[
            "nothing was written: 6 problems",
            "persistentvolumeclaim/llm-modle does not exist",
            "did you mean `llm-model`?",
            "serviceaccount/runner does not exist",
            "priorityclass.scheduling.k8s.io/infrence-with-high-priority does not exist",
            "secret/hub has no key HF_TOKN",
            "did you mean `HF_TOKEN`?",
            "spec.maxReplicas: Invalid value: 0",
            "spec.unitz: field not declared in schema",
        ],
    );
    assert_eq!(proxy.count(|seen| seen.is_write()), 0);
    assert!(existing(ns, "qwen").is_empty());
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

fn an_object_that_is_being_deleted_is_waited_for(ns: &Namespace) {
    put(ns, &service("qwen", 3)).unwrap();
    ns.patch("ResourcePolicy", "qwen", json!({"metadata": {"finalizers": ["test.example/keep"]}}));
    ns.kubectl(["delete", "resourcepolicy", "qwen", "--wait=false"]);
    let error = put(ns, &service("qwen", 4)).unwrap_err();
    says(
        &error,
        &[
            "resourcepolicy.scheduling.alibabacloud.com/qwen is being deleted",
            "test.example/keep",
            "kubectl wait --for=delete",
        ],
    );
    assert_eq!(ns.get("HorizontalPodAutoscaler", "qwen-hpa").unwrap()["spec"]["maxReplicas"], 3);
    ns.patch("ResourcePolicy", "qwen", json!({"metadata": {"finalizers": null}}));
}

fn a_missing_right_is_named(ns: &Namespace) {
    let all = json!(["get", "list", "create", "patch"]);
    let user = ns.user(
        "deployer",
        json!([
            {"apiGroups": ["serving.kserve.io"], "resources": ["inferenceservices"], "verbs": all},
            {"apiGroups": ["scheduling.alibabacloud.com"], "resources": ["resourcepolicies"], "verbs": ["get", "list", "patch"]},
        ]),
        json!([]),
    );
    let error = put_as(&user, &service("qwen", 3), false).unwrap_err();
    says(
        &error,
        &[
            "may not get horizontalpodautoscalers.autoscaling in namespace",
            "may not patch horizontalpodautoscalers.autoscaling in namespace",
            "may not create resourcepolicies.scheduling.alibabacloud.com in namespace",
            &format!("auth can-i create resourcepolicies.scheduling.alibabacloud.com -n {}", ns.name),
        ],
    );
    assert!(existing(ns, "qwen").is_empty());
}

fn a_webhook_that_refuses_is_quoted(ns: &Namespace) {
    let mut bundle = service("qwen", 3);
    change(&mut bundle, "InferenceService", |service| {
        service["spec"]["predictor"]["minReplicas"] = json!(4);
        service["spec"]["predictor"]["maxReplicas"] = json!(3);
    });
    let error = put(ns, &bundle).unwrap_err();
    says(&error, &["is refused by the cluster's webhook", "MinReplicas", "nothing was written"]);
    assert!(existing(ns, "qwen").is_empty());
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

/// The command line of the walk-through, for this namespace's claim.
const SEED: [&str; 13] = [
    "--name=qwen-chat",
    "--image=registry.invalid/kube-ai/vllm:0.4.1",
    "--scale-metric=DCGM_CUSTOM_PROCESS_SM_UTIL",
    "--scale-target=50",
    "--min-replicas=1",
    "--max-replicas=3",
    "--gpus=1",
    "--cpu=4",
    "--memory=12Gi",
    "--data=llm-model:/mnt/models/Qwen",
    "--unit=nodepool=np-edge",
    "--unit=nodepool=np-cloud",
    "python3 -m vllm.entrypoints.openai.api_server --port 8080 --served-model-name qwen --model /mnt/models/Qwen",
];

/// `neap serve VERB… SEED… more`.
fn seed<'a>(verb: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [&["serve"], verb, SEED.as_slice(), more].concat()
}

fn the_seeds_command_is_applied_and_shown(ns: &Namespace) {
    let refused = ns.neap(seed(&["kserve"], &[])).ended_with(1);
    assert!(refused.stderr.contains("persistentvolumeclaim/llm-model does not exist"), "{}", refused.stderr);
    assert_eq!(refused.stdout, "");
    ns.bound_pvc("llm-model");
    let table = |outcome: &str| {
        format!(
            "OBJECT                                                 RESULT\n\
             resourcepolicy.scheduling.alibabacloud.com/qwen-chat   {outcome}\n\
             inferenceservice.serving.kserve.io/qwen-chat           {outcome}\n\
             horizontalpodautoscaler.autoscaling/qwen-chat-hpa      {outcome}\n"
        )
    };
    let created = ns.neap(seed(&["kserve"], &[])).ended_with(0);
    assert_eq!(created.stdout, table("created"));
    let next = format!("`neap status qwen-chat -n {} -w`", ns.name);
    assert!(created.stderr.contains(&next), "{}", created.stderr);
    let again = ns.neap(seed(&["kserve"], &[])).ended_with(0);
    assert_eq!(again.stdout, table("unchanged"));
    let changed = ns.neap(seed(&["kserve"], &["--scale-down-window=1m"])).ended_with(0);
    assert!(changed.stdout.contains("qwen-chat-hpa      configured\n"), "{}", changed.stdout);
    assert_eq!(changed.stdout.matches("unchanged").count(), 2);
}

fn results_are_printed_as_asked(ns: &Namespace) {
    ns.bound_pvc("llm-model");
    let names = ns.neap(seed(&["kserve"], &["-o", "name"])).ended_with(0);
    assert_eq!(
        names.stdout.lines().collect::<Vec<_>>(),
        [
            "resourcepolicy.scheduling.alibabacloud.com/qwen-chat",
            "inferenceservice.serving.kserve.io/qwen-chat",
            "horizontalpodautoscaler.autoscaling/qwen-chat-hpa",
        ]
    );
    let json = ns.neap(seed(&["kserve"], &["-o", "json"])).ended_with(0);
    let list: Value = serde_json::from_str(&json.stdout).unwrap();
    let items = list["items"].as_array().unwrap();
    assert_eq!((&list["kind"], items.len()), (&json!("List"), 3));
    assert!(
        items
            .iter()
            .all(|item| item["metadata"]["uid"].is_string() && item["metadata"]["managedFields"].is_null())
    );
    let yaml = ns.neap(seed(&["kserve"], &["-o", "yaml"])).ended_with(0);
    let documents = neap::manifest::yaml::parse_documents(&yaml.stdout).unwrap();
    assert_eq!(documents, *items);
    // What is printed can be given to kubectl.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.yaml");
    std::fs::write(&file, &yaml.stdout).unwrap();
    let read = ns.kubectl(["get", "-f", file.to_str().unwrap(), "-o", "name"]);
    assert_eq!(read, names.stdout);
}

fn a_difference_is_shown_and_told_by_the_exit_code(ns: &Namespace) {
    ns.bound_pvc("llm-model");
    let new = ns.neap(seed(&["diff", "kserve"], &[])).ended_with(4);
    assert!(
        new.stdout.contains("--- /dev/null\n+++ new/inferenceservice.serving.kserve.io/qwen-chat\n"),
        "{}",
        new.stdout
    );
    assert!(!new.stderr.contains("error"), "{}", new.stderr);
    assert!(existing(ns, "qwen-chat").is_empty());
    drop(ns.neap(seed(&["kserve"], &[])).ended_with(0));
    let same = ns.neap(seed(&["diff", "kserve"], &[])).ended_with(0);
    assert_eq!(same.stdout, "");
    assert!(same.stderr.contains("no difference"), "{}", same.stderr);
    let other = ns.neap(seed(&["diff", "kserve"], &["--env=A=b", "--scale-up-window=0s"])).ended_with(4);
    for line in ["+      - name: A\n", "+        value: b\n", "+    scaleUp:\n"] {
        assert!(other.stdout.contains(line), "{line}: {}", other.stdout);
    }
    for noise in ["managedFields", "resourceVersion", "status:", "generation"] {
        assert!(!other.stdout.contains(noise), "{noise}: {}", other.stdout);
    }
    assert!(
        other.stderr.contains("restart, since this changes: spec.predictor.containers"),
        "{}",
        other.stderr
    );
    assert!(!other.stdout.contains('\u{1b}'));
    let fewer = ns
        .neap(["serve", "diff", "kserve", "--name=qwen-chat", "--image=registry.invalid/v:1", "sleep 1"])
        .ended_with(4);
    assert!(
        fewer.stdout.contains("--- live/horizontalpodautoscaler.autoscaling/qwen-chat-hpa\n+++ /dev/null"),
        "{}",
        fewer.stdout
    );
    drop(ns.neap(["serve", "diff", "-f", "/nonexistent.yaml"]).ended_with(2));
}

fn a_server_dry_run_writes_nothing(ns: &Namespace) {
    ns.bound_pvc("llm-model");
    let proxy = ns.cluster.proxy();
    let dry = ns.neap_through(&proxy, seed(&["kserve"], &["--dry-run=server"])).ended_with(0);
    assert_eq!(dry.stdout.matches("created (server dry run)").count(), 3, "{}", dry.stdout);
    assert!(dry.stderr.contains("nothing was written"), "{}", dry.stderr);
    assert_eq!(proxy.count(|seen| seen.is_write()), 0);
    assert!(existing(ns, "qwen-chat").is_empty());
}

fn a_slow_server_ends_in_time_and_nothing_is_written(ns: &Namespace) {
    ns.bound_pvc("llm-model");
    let proxy = ns.cluster.proxy();
    proxy.add(Rule::dry_runs().slow(secs(3600)));
    let started = std::time::Instant::now();
    let slow = ns.neap_through(&proxy, seed(&["kserve"], &["--request-timeout=1s"])).ended_with(3);
    assert!(started.elapsed() < secs(5), "{:?}", started.elapsed());
    assert!(slow.stderr.contains("did not answer within 1s"), "{}", slow.stderr);
    assert!(slow.stderr.contains("nothing was written"), "{}", slow.stderr);
    assert_eq!(proxy.count(|seen| seen.is_write()), 0);
    // The same of a write: what is done is said.
    let proxy = ns.cluster.proxy();
    proxy.add(Rule::writes().nth(2).slow(secs(3600)));
    let half = ns.neap_through(&proxy, seed(&["kserve"], &["--request-timeout=1s"])).ended_with(3);
    for said in [
        "done: resourcepolicy.scheduling.alibabacloud.com/qwen-chat created",
        "not done: inferenceservice",
        "to finish",
        "to undo",
    ] {
        assert!(half.stderr.contains(said), "{said}: {}", half.stderr);
    }
}

fn a_service_file_of_the_whole_is_applied(ns: &Namespace) {
    ns.bound_pvc("llm-model");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("qwen.yaml");
    let file = file.to_str().unwrap();
    drop(ns.neap(seed(&["kserve"], &["--save", file])).ended_with(0));
    let same = ns.neap(["serve", "kserve", "-f", file]).ended_with(0);
    assert_eq!(same.stdout.matches("unchanged").count(), 3, "{}", same.stdout);
    drop(ns.neap(["serve", "diff", "-f", file]).ended_with(0));
    let more = ns.neap(["serve", "kserve", "-f", file, "--max-replicas=4"]).ended_with(0);
    assert_eq!(more.stdout.matches("configured").count(), 1, "{}", more.stdout);
}

fn wait_ends_ready_or_with_what_is_missing(ns: &Namespace) {
    ns.bound_pvc("llm-model");
    let started = std::time::Instant::now();
    let late = ns.neap(seed(&["kserve"], &["--wait=2s"])).ended_with(3);
    assert!(started.elapsed() < secs(10));
    assert_eq!(late.stdout.matches("created").count(), 3, "{}", late.stdout);
    assert!(late.stderr.contains("timed out waiting for `ready`"), "{}", late.stderr);
    assert!(late.stderr.contains("neap status qwen-chat"), "{}", late.stderr);
    ns.add_node(Node::new("edge").pool("np-edge").cpu("8").memory("64Gi").gpus(1));
    let ready = ns.neap(seed(&["kserve"], &["--wait=60s", "--watch=1s"])).ended_with(0);
    assert_eq!(ready.stdout.matches("unchanged").count(), 3, "{}", ready.stdout);
    assert!(ready.stderr.contains("qwen-chat is ready"), "{}", ready.stderr);
    for wrong in ["--wait=", "--wait=0", "--wait=soon", "--watch=x"] {
        let refused = ns.neap(seed(&["kserve"], &[wrong])).ended_with(2);
        assert!(refused.stderr.contains(wrong.split('=').next().unwrap()), "{}", refused.stderr);
    }
}
