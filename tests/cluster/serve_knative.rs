//! `neap serve knative` on the real Knative, whose gates are off at first, and on the real scheduler.

use serde_json::{Value, json};

use crate::cache;
use crate::knative_matrix::{CASES, SEED};
use crate::plane::{Cluster, Namespace, Node, Options, Outcome, secs};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    crate::own![Need::Knative; gates_revisions_and_priorities]
}

const SERVICE: &str = "serving.knative.dev/v1/Service";

/// One control plane of its own, since it turns gates on that other tests find off.
fn gates_revisions_and_priorities() {
    let cluster = Cluster::private(&Options { knative: true, ..Options::full() });
    let ns = cluster.namespace("knative");
    ns.add_node(big("a10").label("aliyun.accelerator/nvidia_name", "NVIDIA-A10").gpus(4));
    ns.bound_pvc("qwen-7b-chat-int8-dataset");
    gates_are_read_before_anything_is_written(&ns);
    the_article_runs(&ns);
    what_differs_from_knatives_defaults_is_said(&ns);
    shares_stay_unless_they_are_named(&ns);
    what_belongs_to_another_is_a_conflict(&ns);
    it_is_read_and_deleted(&ns);
    inference_pushes_out_training_which_comes_back(&cluster.namespace("reverse"));
    all_that_is_rendered_is_accepted(&ns);
    let ns = cluster.namespace("cached");
    cache::install(&ns);
    cache::in_order(&ns, "knative", SERVICE, "/spec/template/spec/volumes");
}

/// A node that has room for Knative's own container too.
fn big(name: &str) -> Node {
    Node::new(name).cpu("96").memory("512Gi")
}

/// The article's command line, with an image that no registry is asked for.
fn seed(more: &[&str]) -> Vec<String> {
    let fixed = SEED.iter().map(|arg| match arg.strip_prefix("--image=") {
        Some(_) => "--image=registry.invalid/kube-ai/vllm:0.4.1",
        None => *arg,
    });
    ["serve", "knative"].into_iter().chain(fixed).chain(more.iter().copied()).map(str::to_owned).collect()
}

fn configure(ns: &Namespace, config: &str, data: &Value) {
    let patch = json!({ "data": data }).to_string();
    ns.kubectl(["patch", "configmap", config, "-n", "knative-serving", "-p", &patch]);
}

/// Runs it until Knative's webhook has heard of its new configuration.
fn soon(ns: &Namespace, args: &[String]) -> Outcome {
    ns.until_some("the webhook to accept it", secs(20), || {
        let outcome = ns.neap(args);
        (outcome.code == 0).then_some(outcome)
    })
}

fn gates_are_read_before_anything_is_written(ns: &Namespace) {
    let refused = ns.neap(seed(&[])).ended_with(1);
    let said = &refused.stderr;
    for part in [
        "service.serving.knative.dev/qwen needs 3 features of Knative that are not enabled",
        "spec.template.spec.volumes[0].persistentVolumeClaim: kubernetes.podspec-persistent-volume-claim is disabled",
        "kubernetes.podspec-persistent-volume-write is disabled",
        "spec.template.spec.priorityClassName: kubernetes.podspec-priorityclassname is disabled",
        "nothing was written",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // The webhook says the same without a way out, so it is not repeated.
    assert!(refused.stdout.is_empty() && !said.contains("webhook"), "{said}");
    assert!(ns.get(SERVICE, "qwen").is_none() && ns.get("ResourcePolicy", "qwen").is_none());
    assert!(ns.get("PriorityClass", "inference-with-high-priority").is_none());

    // The command that it names opens them.
    let (_, command) = said.split_once("kubectl ").unwrap();
    let (_, command) = command.split_once("patch ").unwrap();
    let (words, patch) = command.split_once("'").unwrap();
    let patch = patch.split_once("'").unwrap().0;
    let words = ["patch"].into_iter().chain(words.split_whitespace());
    ns.kubectl(words.chain([patch]));

    // For a claim `allowed` is not enough.
    let gate = "kubernetes.podspec-persistent-volume-claim";
    configure(ns, "config-features", &json!({ gate: "allowed" }));
    let refused = ns.neap(seed(&[])).ended_with(1);
    assert!(refused.stderr.contains("needs a feature of Knative that is not enabled"), "{}", refused.stderr);
    assert!(refused.stderr.contains(&format!("{gate} is allowed in config-features")), "{}", refused.stderr);
    configure(ns, "config-features", &json!({ gate: "enabled" }));

    // Who may not read the gates gets a note, and the webhook decides.
    let all = json!([{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]);
    let wide = json!([{"apiGroups": ["scheduling.k8s.io"], "resources": ["*"], "verbs": ["*"]}]);
    let blind = ns.user("blind", all, wide);
    let noted = ns.until_some("the webhook to accept it", secs(20), || {
        let outcome = ns.neap_as(&blind, seed(&["--dry-run=server"]));
        (outcome.code == 0).then_some(outcome)
    });
    assert!(noted.stderr.contains("cannot see whether config-features enables"), "{}", noted.stderr);
}

fn the_article_runs(ns: &Namespace) {
    let applied = soon(ns, &seed(&[]));
    assert_eq!(applied.stdout.matches("created").count(), 4, "{}", applied.stdout);
    assert!(applied.stderr.contains("aimed at 1.4 requests in flight"), "{}", applied.stderr);
    ns.until("a running pod", secs(40), || ns.pods_in("Running").len() == 1);
    let pod = &ns.list("Pod")[0];
    assert_eq!(pod["spec"]["priority"], 1_000_000);
    // What the policy selects, and what the article wanted it to select.
    let policy = ns.get("ResourcePolicy", "qwen").unwrap();
    for (key, value) in policy["spec"]["selector"].as_object().unwrap() {
        assert_eq!(&pod["metadata"]["labels"][key], value);
    }
    assert_eq!(pod["metadata"]["labels"]["release"], "qwen");
    let owner = &policy["metadata"]["ownerReferences"][0];
    assert_eq!((&owner["kind"], &owner["name"]), (&json!("Service"), &json!("qwen")));
    let class = ns.get("PriorityClass", "batch-with-low-priority").unwrap();
    assert!(class["metadata"].get("ownerReferences").is_none());
    // The article's own class, which differs by a letter from the one that there is.
    let typo = ["serve", "knative", "--name=typo", "--image=registry.invalid/a:1"];
    let said = ns
        .neap(typo.into_iter().chain(["--priority-class=infrence-with-high-priority"]))
        .ended_with(1)
        .stderr;
    assert!(said.contains("did you mean `inference-with-high-priority`?"), "{said}");
    let again = ns.neap(seed(&[])).ended_with(0);
    assert_eq!(again.stdout.matches("unchanged").count(), 4, "{}", again.stdout);
    let same = [&["serve".to_owned(), "diff".to_owned()], &seed(&[])[1..]].concat();
    assert!(ns.neap(&same).ended_with(0).stderr.contains("no difference"));
    let wider = [same, vec!["--target-utilization=90".to_owned()]].concat();
    assert!(ns.neap(&wider).ended_with(4).stdout.contains("target-utilization-percentage"));
}

fn what_differs_from_knatives_defaults_is_said(ns: &Namespace) {
    let share = "container-concurrency-target-percentage";
    configure(ns, "config-autoscaler", &json!({ share: "80" }));
    let again = ns.neap(seed(&[])).ended_with(0);
    let part =
        "config-autoscaler of this cluster differs: each pod is aimed at 1.6 requests in flight: 2 at 80 %";
    assert!(again.stderr.contains(part), "{}", again.stderr);
    configure(ns, "config-autoscaler", &json!({ share: null }));
}

/// Knative's autoscaler is no part of the control plane: what it says of a revision whose pods are ready is said for it.
fn becomes_ready(ns: &Namespace, revision: &str) {
    const AUTOSCALER: &str = "autoscaling.internal.knative.dev/v1alpha1/PodAutoscaler";
    ns.until(&format!("a ready pod of {revision}"), secs(40), || {
        let deployment = ns.get("Deployment", &format!("{revision}-deployment"));
        deployment.is_some_and(|it| it["status"]["readyReplicas"] == 1)
            && ns.get(AUTOSCALER, revision).is_some()
    });
    let holds = ["Ready", "Active", "SKSReady", "ScaleTargetInitialized"];
    let conditions =
        holds.map(|of| json!({"type": of, "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z"}));
    let generation = ns.get(AUTOSCALER, revision).unwrap()["metadata"]["generation"].clone();
    let status = json!({"observedGeneration": generation, "conditions": conditions, "serviceName": revision,
        "metricsServiceName": format!("{revision}-private"), "desiredScale": 1, "actualScale": 1});
    ns.patch_status(AUTOSCALER, revision, status);
    ns.until(&format!("{revision} to be ready"), secs(20), || {
        ns.get(SERVICE, "qwen").unwrap()["status"]["latestReadyRevisionName"] == revision
    });
}

fn shares_stay_unless_they_are_named(ns: &Namespace) {
    let newer = "--env=RELEASE=2";
    let traffic = || ns.get(SERVICE, "qwen").unwrap()["spec"]["traffic"].clone();
    let rest = |percent: u32| {
        json!([
            {"revisionName": "qwen-00001", "latestRevision": false, "percent": 100 - percent},
            {"latestRevision": true, "percent": percent},
        ])
    };
    becomes_ready(ns, "qwen-00001");
    let updated = ns.neap(seed(&[newer, "--canary=10"])).ended_with(0);
    for part in ["qwen gets a new revision, since this changes", "the shares become: qwen-00001 90 %"] {
        assert!(updated.stderr.contains(part), "{}", updated.stderr);
    }
    assert_eq!(traffic(), rest(10));
    becomes_ready(ns, "qwen-00002");
    // The one that keeps the rest stays the same, although a newer one is ready by now.
    let again = ns.neap(seed(&[newer, "--canary=10"])).ended_with(0);
    assert_eq!(again.stdout.matches("unchanged").count(), 4, "{}", again.stdout);
    let _ = ns.neap(["serve", "update", "qwen", "--canary=25", "--yes"]).ended_with(0);
    assert_eq!(traffic(), rest(25));
    let _ = ns.neap(["serve", "promote", "qwen"]).ended_with(0);
    assert_eq!(traffic(), json!([{"latestRevision": true, "percent": 100}]));
    let none = ns.neap(["serve", "abort", "qwen"]).ended_with(1);
    assert!(none.stderr.contains("there is no canary"), "{}", none.stderr);
    // What was promoted is no conflict for what comes next.
    let split = ["--traffic=qwen-00001=90", "--traffic=latest=10", "--tag=latest=canary"];
    let _ = ns.neap(seed(&[&[newer], split.as_slice()].concat())).ended_with(0);
    let named = json!([
        {"revisionName": "qwen-00001", "latestRevision": false, "percent": 90},
        {"latestRevision": true, "percent": 10, "tag": "canary"},
    ]);
    assert_eq!(traffic(), named);
    let kept = ns.neap(seed(&["--env=RELEASE=3"])).ended_with(0);
    assert!(kept.stderr.contains("the shares stay: qwen-00001 90 %"), "{}", kept.stderr);
    assert_eq!(traffic(), named);
    let held = ["--env=RELEASE=3", "--traffic=qwen-00001=100"];
    let _ = ns.neap(seed(&held)).ended_with(0);
    let kept = ns.neap(seed(&["--env=RELEASE=4"])).ended_with(0);
    assert!(kept.stderr.contains("gets no requests: the shares stay qwen-00001 100 %"), "{}", kept.stderr);

    let missing = ns.neap(seed(&["--env=RELEASE=4", "--traffic=qwen-00009=100"])).ended_with(1);
    assert!(
        missing.stderr.contains("revision.serving.knative.dev/qwen-00009 does not exist"),
        "{}",
        missing.stderr
    );
    let own = ["--env=RELEASE=5", "--revision-name=qwen-v5", "--traffic=qwen-v5=100"];
    let _ = ns.neap(seed(&own)).ended_with(0);
    ns.until("the named revision", secs(20), || {
        ns.get("serving.knative.dev/v1/Revision", "qwen-v5").is_some()
    });
    // The same name for another template is what Knative refuses.
    let reused = ns.neap(seed(&["--env=RELEASE=6", "--revision-name=qwen-v5"])).ended_with(1);
    assert!(reused.stderr.contains("without a name change"), "{}", reused.stderr);
    let _ = ns.neap(seed(&["--traffic=latest=100"])).ended_with(0);
}

fn what_belongs_to_another_is_a_conflict(ns: &Namespace) {
    let edit = json!({"spec": {"template": {"metadata": {"annotations": {"autoscaling.knative.dev/max-scale": "9"}}}}});
    let edit = edit.to_string();
    let patch = [
        "patch",
        "services.serving.knative.dev",
        "qwen",
        "--field-manager=alice",
        "--type=merge",
        "-p",
        &edit,
    ];
    ns.kubectl(patch);
    let said = ns.neap(seed(&[])).ended_with(1).stderr;
    assert!(said.contains("max-scale") && said.contains("is owned by alice"), "{said}");
    assert!(said.contains("nothing was written"), "{said}");
    let taken = ns.neap(seed(&["--force-conflicts"])).ended_with(0);
    assert!(taken.stdout.contains("configured"), "{}", taken.stdout);
}

fn it_is_read_and_deleted(ns: &Namespace) {
    let listed = ns.neap(["serve", "list"]).ended_with(0);
    assert!(listed.stdout.contains("qwen"), "{}", listed.stdout);
    let status = ns.neap(["status", "qwen"]).ended_with(0);
    assert!(status.stdout.contains("qwen"), "{}", status.stdout);
    let _ = ns.neap(["serve", "delete", "qwen", "--yes", "--wait=60s"]).ended_with(0);
    assert!(ns.get(SERVICE, "qwen").is_none() && ns.get("ResourcePolicy", "qwen").is_none());
    // Classes belong to the cluster.
    assert!(ns.get("PriorityClass", "inference-with-high-priority").is_some());
}

/// The nodes stay, what runs on them changes: training has the only GPU, gives way, and comes back.
fn inference_pushes_out_training_which_comes_back(ns: &Namespace) {
    ns.add_node(big("only").gpus(1));
    let gpu = json!({"limits": {"nvidia.com/gpu": "1"}});
    ns.apply(json!({
        "apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "training"},
        "spec": {"template": {"metadata": {"labels": {"job": "training"}}, "spec": {
            "priorityClassName": "batch-with-low-priority", "restartPolicy": "Never",
            "containers": [{"name": "train", "image": "registry.invalid/train:1", "resources": gpu}],
        }}},
    }));
    let phases = |label: &str| -> Vec<String> {
        let pods = ns.list_labelled("Pod", label);
        let live = pods.iter().filter(|pod| pod["metadata"]["deletionTimestamp"].is_null());
        live.map(|pod| pod["status"]["phase"].as_str().unwrap().to_owned()).collect()
    };
    ns.until("training to run", secs(30), || phases("job=training") == ["Running"]);
    let deploy = ["serve", "knative", "--name=chat", "--image=registry.invalid/vllm:1", "--gpus=1"];
    let rest = ["--memory=16Gi", "--scale-target=2", "--max-replicas=1", "--priority=high"];
    let _ = ns.neap(deploy.into_iter().chain(rest)).ended_with(0);
    let chat = "serving.knative.dev/service=chat";
    ns.until("inference to run and training to wait", secs(60), || {
        phases(chat) == ["Running"] && phases("job=training") == ["Pending"]
    });
    let _ = ns.neap(["serve", "delete", "chat", "--yes", "--wait=60s"]).ended_with(0);
    ns.until("training to be back", secs(60), || phases("job=training") == ["Running"]);
}

/// By the webhook and with strict validation: a field that the schema does not know is refused.
fn all_that_is_rendered_is_accepted(ns: &Namespace) {
    let gates =
        ["affinity", "nodeselector", "tolerations", "securitycontext", "volumes-hostpath", "fieldref"];
    let gates = gates.map(|gate| (format!("kubernetes.podspec-{gate}"), json!("enabled")));
    configure(ns, "config-features", &gates.into_iter().collect::<serde_json::Map<_, _>>().into());
    configure(ns, "config-defaults", &json!({"max-revision-timeout-seconds": "900"}));
    // Knative tries a pod, so what it names must exist.
    ns.apply(json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "reader"}}));
    let folder = tempfile::tempdir().unwrap();
    for (name, args) in CASES {
        let args = ["serve", "knative"].iter().chain(*args).chain(&["--dry-run", "-o", "json"]);
        let rendered = ns.neap(args).ended_with(0);
        let file = folder.path().join(format!("{name}.json"));
        std::fs::write(&file, &rendered.stdout).unwrap();
        let arguments =
            ["apply", "--server-side", "--dry-run=server", "--validate=strict", "-o", "name", "-f"];
        let file = file.to_str().unwrap();
        let accepted = ns.until_some(name, secs(20), || {
            let mut kubectl = crate::plane::kubectl(&ns.kubeconfig, arguments.iter().copied().chain([file]));
            let outcome = crate::plane::outcome(&mut kubectl);
            match outcome.code {
                0 => Some(outcome.stdout),
                _ => {
                    eprintln!("{name}: {}", outcome.stderr);
                    None
                }
            }
        });
        assert!(accepted.contains("service.serving.knative.dev/"), "{name}: {accepted}");
    }
}
