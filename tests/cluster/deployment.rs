//! `serve deployment` and `serve statefulset` on the real API server, with the real controllers and scheduler.

use serde_json::{Value, json};

use crate::plane::{Cluster, Namespace, Node, Options, crds, secs};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    let mut tests = crate::shared![
        a_deployment_becomes_ready_and_a_second_apply_changes_nothing,
        a_statefulset_starts_its_pods_at_once,
        the_autoscaler_moves_replicas_and_an_apply_leaves_them,
        replicas_stay_when_an_autoscaler_takes_over,
        what_the_cluster_does_not_serve_is_refused_before_a_write,
        all_that_is_around_is_accepted,
    ];
    tests.extend(crate::own![Need::ApiServer; keda_and_the_clock_pass_the_full_schemas]);
    tests
}

/// A service that runs on nodes of this test.
fn service<'a>(verb: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let fixed = [
        "serve",
        verb,
        "--name=qwen",
        "--image=vllm/vllm-openai:v0.11.0",
        "--gpus=1",
        "--cpu=1",
        "--memory=1Gi",
    ];
    fixed.into_iter().chain(more.iter().copied()).collect()
}

/// Kind and outcome of each line of the table.
fn outcomes(table: &str) -> Vec<(String, String)> {
    let lines = table.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
    lines.map(|words| (words[0].split(['.', '/']).next().unwrap().to_owned(), words[1].to_owned())).collect()
}

#[track_caller]
fn all(outcome: &str, table: &str) {
    for (kind, is) in outcomes(table) {
        assert_eq!(is, outcome, "{kind}: {table}");
    }
}

fn a_deployment_becomes_ready_and_a_second_apply_changes_nothing(ns: &Namespace) {
    ns.add_node(Node::new("edge").pool("np-edge").gpus(2));
    let args =
        service("deployment", &["--replicas=2", "--pdb=max-unavailable=1", "--drain=5s", "--wait=60s"]);
    let first = ns.neap(&args).ended_with(0);
    assert!(first.stderr.contains("qwen is ready"), "{}", first.stderr);
    assert_eq!(ns.list_labelled("Pod", "app=qwen").len(), 2);
    let pod = &ns.list_labelled("Pod", "app=qwen")[0];
    assert_eq!(pod["spec"]["terminationGracePeriodSeconds"], 35);
    let again = ns.neap(&args[..args.len() - 1]).ended_with(0);
    all("unchanged", &again.stdout);
    let same =
        ns.neap(std::iter::once("serve").chain(["diff"]).chain(args[1..args.len() - 1].iter().copied()));
    assert_eq!((same.code, same.stdout.as_str()), (0, ""), "{}", same.stderr);
    // Another's field is a conflict with both values; the difference says what an apply would do.
    let _ = ns.kubectl(["set", "image", "deployment/qwen", "custom-serving=registry.invalid/other:1"]);
    let conflict = ns.neap(&args[..args.len() - 1]).ended_with(1);
    assert!(conflict.stderr.contains("is owned by kubectl-set"), "{}", conflict.stderr);
    let taken = [&args[..args.len() - 1], &["--force-conflicts"]].concat();
    let differs =
        ns.neap(std::iter::once("serve").chain(["diff"]).chain(taken[1..].iter().copied())).ended_with(4);
    assert!(
        differs.stdout.contains("+        image: vllm/vllm-openai:v0.11.0")
            || differs.stdout.contains("vllm/vllm-openai:v0.11.0"),
        "{}",
        differs.stdout
    );
    let _ = ns.neap(&taken).ended_with(0);
    // All goes with the Deployment.
    let _ = ns.neap(["serve", "delete", "qwen", "--yes"]).ended_with(0);
    ns.until("nothing to be left", secs(40), || {
        ["Deployment", "Service", "PodDisruptionBudget"].iter().all(|kind| {
            ns.list(kind)
                .iter()
                .all(|object| !object["metadata"]["name"].as_str().unwrap().starts_with("qwen"))
        })
    });
}

fn a_statefulset_starts_its_pods_at_once(ns: &Namespace) {
    ns.add_node(Node::new("edge").pool("np-edge").gpus(3));
    ns.pods_take(secs(1), secs(3));
    let args = service("statefulset", &["--replicas=3"]);
    let _ = ns.neap(&args).ended_with(0);
    // The third is there while the first still loads.
    ns.until("three pods", secs(20), || ns.list_labelled("Pod", "app=qwen").len() == 3);
    ns.until("all to be ready", secs(60), || {
        ns.get("StatefulSet", "qwen").is_some_and(|set| set["status"]["readyReplicas"] == 3)
    });
    all("unchanged", &ns.neap(&args).ended_with(0).stdout);
    let headless = ns.get("Service", "qwen-pods").unwrap();
    assert_eq!(headless["spec"]["clusterIP"], "None");
    assert_eq!(headless["metadata"]["ownerReferences"][0]["kind"], "StatefulSet");
}

fn the_autoscaler_moves_replicas_and_an_apply_leaves_them(ns: &Namespace) {
    ns.add_node(Node::new("edge").pool("np-edge").gpus(4));
    let args = service(
        "deployment",
        &["--scale-metric=vllm-waiting=5", "--scale-metric=vllm-running=40", "--max-replicas=3"],
    );
    let _ = ns.neap(&args).ended_with(0);
    ns.metric("vllm:num_requests_running").set(1);
    ns.metric("vllm:num_requests_waiting").set(11);
    let replicas =
        || ns.get("Deployment", "qwen").map(|it| it["spec"]["replicas"].clone()).unwrap_or_default();
    ns.until("three replicas", secs(90), || replicas() == 3);
    all("unchanged", &ns.neap(&args).ended_with(0).stdout);
    assert_eq!(replicas(), 3);
}

/// A field that nobody sends any more would fall back to one replica.
fn replicas_stay_when_an_autoscaler_takes_over(ns: &Namespace) {
    ns.add_node(Node::new("edge").pool("np-edge").gpus(4));
    let _ = ns.neap(service("deployment", &["--replicas=3"])).ended_with(0);
    ns.until("three pods", secs(30), || ns.list_labelled("Pod", "app=qwen").len() == 3);
    let scaled = service("deployment", &["--scale-metric=vllm-waiting=5", "--max-replicas=4"]);
    let _ = ns.neap(&scaled).ended_with(0);
    assert_eq!(ns.get("Deployment", "qwen").unwrap()["spec"]["replicas"], 3);
    all("unchanged", &ns.neap(&scaled).ended_with(0).stdout);
}

fn what_the_cluster_does_not_serve_is_refused_before_a_write(ns: &Namespace) {
    for (more, part) in [
        (&["--expose=httproute", "--gateway=public"][..], "serves no Gateway API"),
        (
            &["--schedule=0 8 * * *=4", "--schedule=0 22 * * *=1"],
            "install ack-kubernetes-cronhpa-controller (on ACK), or KEDA",
        ),
        (&["--cluster-group=idc=c1"], "no fleet's hub"),
        (&["--cluster-group=idc=c1", "--fleet-api=karmada"], "serves no policy.karmada.io"),
        (&["--autoscaler=keda", "--scale-metric=vllm-waiting=5", "--max-replicas=3"], "needs KEDA"),
    ] {
        let refused = ns.neap(service("deployment", more)).ended_with(2);
        assert!(refused.stderr.contains(part), "{}", refused.stderr);
    }
    assert!(ns.get("Deployment", "qwen").is_none() && ns.get("Service", "qwen").is_none());
}

/// With strict validation of every field, by the server itself.
fn all_that_is_around_is_accepted(ns: &Namespace) {
    ns.bound_pvc("llm-model");
    let args = service(
        "deployment",
        &[
            "--storage-uri=pvc://llm-model/Qwen",
            "--unit=resource=ecs,nodepool=np-edge",
            "--expose=ingress",
            "--host=qwen.example.com",
            "--pdb=min-available=50%",
            "--topology-spread=zone:1:required",
            "--liveness-probe=auto",
            "--scale-metric=cpu=60",
            "--scale-metric=external:sls_qps{route=qwen}=100",
            "--max-replicas=3",
            "--max-surge=0",
            "--max-unavailable=50%",
        ],
    );
    let created = ns.neap(&args).ended_with(0);
    let kinds: Vec<String> = outcomes(&created.stdout).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(
        kinds,
        [
            "resourcepolicy",
            "deployment",
            "horizontalpodautoscaler",
            "service",
            "poddisruptionbudget",
            "ingress"
        ]
    );
    all("unchanged", &ns.neap(&args).ended_with(0).stdout);
    let ingress = ns.get("networking.k8s.io/v1/Ingress", "qwen").unwrap();
    assert_eq!(ingress["spec"]["rules"][0]["host"], "qwen.example.com");
}

fn keda_and_the_clock_pass_the_full_schemas() {
    let cluster = Cluster::private(&Options::default());
    for file in [
        "keda.sh_scaledobjects.yaml",
        "autoscaling.alibabacloud.com_cronhorizontalpodautoscalers.yaml",
        "monitoring.coreos.com_podmonitors.yaml",
        "scheduling.alibabacloud.com_resourcepolicies.yaml",
        "policy.karmada.io_propagationpolicies.yaml",
        "autoscaling.karmada.io_federatedhpas.yaml",
        "leaderworkerset.x-k8s.io_leaderworkersets.yaml",
        "workloads.x-k8s.io_rolebasedgroups.yaml",
    ] {
        crds::install(&cluster, file);
    }
    crds::install_ack_one(&cluster);
    let ns = cluster.namespace("kinds");
    let mut checked = Vec::new();
    let of_groups = crate::distributed_matrix::CASES.iter().map(|(name, args)| (*name, "distributed", *args));
    for (name, verb, args) in crate::pods::CASES.iter().copied().chain(of_groups) {
        let ending = ["--dry-run", "-o", "json"];
        let own = args.iter().filter(|arg| !arg.starts_with("--namespace="));
        let rendered = ns.neap(["serve", verb].iter().chain(own).chain(&ending)).ended_with(0);
        let list: Value = serde_json::from_str(&rendered.stdout).unwrap();
        for item in list["items"].as_array().unwrap() {
            // The Gateway API is no part of this control plane.
            if item["kind"] != "HTTPRoute" {
                let mut item = item.clone();
                item["metadata"]["namespace"] = json!(ns.name);
                ns.dry_run(&item).unwrap_or_else(|why| panic!("{name}: {}: {why}", item["kind"]));
                checked.push(item["kind"].clone());
            }
        }
    }
    for kind in [
        "PropagationPolicy",
        "FederatedHPA",
        "ScaledObject",
        "CronHorizontalPodAutoscaler",
        "PodMonitor",
        "LeaderWorkerSet",
        "RoleBasedGroup",
        "StatefulSet",
        "Deployment",
    ] {
        assert!(checked.contains(&json!(kind)), "{kind}");
    }
    for (name, object) in [
        ("keda-to-zero", "scaledobject"),
        ("keda-by-the-clock", "scaledobject"),
        ("cron-by-acks-clock", "cronhorizontalpodautoscaler"),
    ] {
        let (_, verb, args) = crate::pods::CASES.iter().find(|(known, ..)| *known == name).unwrap();
        let own = format!("--name={}", name);
        let args: Vec<&str> = ["serve", verb]
            .iter()
            .chain(*args)
            .copied()
            .filter(|arg| !arg.starts_with("--namespace=") && !arg.starts_with("--name="))
            .chain([own.as_str()])
            .collect();
        let created = ns.neap(&args).ended_with(0);
        assert!(
            outcomes(&created.stdout).contains(&(object.to_owned(), "created".to_owned())),
            "{}",
            created.stdout
        );
        all("unchanged", &ns.neap(&args).ended_with(0).stdout);
    }
}
