//! `neap serve deployment`, `statefulset`, `triton` and `tensorflow` without a cluster: what they render, and what they say.

use serde_json::{Value, json};

use crate::support::in_process::{run, serve};
use crate::support::neap;
use crate::support::pods::{CASES, SEED_004};
use crate::support::rendering::{objects, refused, rendered, reviewed};

fn kind<'a>(objects: &'a [Value], kind: &str) -> &'a Value {
    objects.iter().find(|object| object["kind"] == kind).unwrap()
}

/// A service that only lacks what a test is about.
fn with<'a>(args: &[&'a str]) -> Vec<&'a str> {
    ["--name=qwen", "--image=vllm/vllm-openai:v0.11.0"].iter().chain(args).copied().collect()
}

#[test]
fn what_is_rendered_is_what_was_reviewed() {
    for (name, verb, args) in CASES {
        reviewed("deployment", name, verb, args);
    }
}

/// As processes: data on one stream, notes on the other, and the exit codes.
#[test]
fn both_streams_and_the_exit_codes() {
    let good = neap(["serve", "custom", "--name=a", "--image=nginx", "--restful-port=80", "--dry-run"]);
    assert_eq!((good.code, good.stderr.as_str()), (0, ""));
    assert!(good.stdout.starts_with("apiVersion: apps/v1\nkind: Deployment\n"), "{}", good.stdout);
    let bad = neap(["serve", "deployment", "--name=a", "--image=nginx", "--dry-run"]);
    assert_eq!((bad.code, bad.stdout.as_str()), (2, ""));
    assert!(bad.stderr.contains("no port is given"), "{}", bad.stderr);
    let names = neap([
        "serve",
        "statefulset",
        "--name=a",
        "--image=nginx",
        "--restful-port=80",
        "--dry-run",
        "-o",
        "name",
    ]);
    assert_eq!(names.stdout, "service/a-pods\nstatefulset.apps/a\nservice/a\n");
}

#[test]
fn the_objects_of_seed_004_field_by_field() {
    let objects = objects("statefulset", SEED_004);
    let autoscaler = kind(&objects, "HorizontalPodAutoscaler");
    let reference = json!({"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "vllm-inference"});
    assert_eq!(autoscaler["spec"]["scaleTargetRef"], reference);
    assert_eq!(
        (&autoscaler["spec"]["minReplicas"], &autoscaler["spec"]["maxReplicas"]),
        (&json!(1), &json!(3))
    );
    let pods = &autoscaler["spec"]["metrics"][0]["pods"];
    assert_eq!(pods["metric"]["name"], "vllm:num_requests_waiting");
    // The seed has `type: Value` beside `averageValue`, which the API takes and no reader expects.
    assert_eq!(pods["target"], json!({"type": "AverageValue", "averageValue": "5"}));
    let set = kind(&objects, "StatefulSet");
    let labels = &set["spec"]["template"]["metadata"]["labels"];
    // What the PodMonitor of the seed selects, and what it makes labels of.
    assert_eq!(labels["alibabacloud.com/inference-workload"], "vllm-inference");
    assert_eq!(labels["alibabacloud.com/inference-backend"], "vllm");
    let container = &set["spec"]["template"]["spec"]["containers"][0];
    let monitor = kind(&objects, "PodMonitor");
    let endpoint = &monitor["spec"]["podMetricsEndpoints"][0];
    assert_eq!(
        (&endpoint["interval"], &endpoint["path"], &endpoint["port"]),
        (&json!("15s"), &json!("/metrics"), &json!("http"))
    );
    assert_eq!(endpoint["port"], container["ports"][0]["name"]);
    let targets: Vec<&str> = endpoint["relabelings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["targetLabel"].as_str().unwrap())
        .collect();
    for target in ["pod_name", "pod_namespace", "rbg_role", "workload_name", "backend"] {
        assert!(targets.contains(&target), "{target}");
    }
    assert_eq!(
        monitor["metadata"]["annotations"],
        json!({"arms.prometheus.io/discovery": "true", "arms.prometheus.io/resource": "arms"})
    );
    let volume = &set["spec"]["template"]["spec"]["volumes"][0];
    assert_eq!(volume["persistentVolumeClaim"]["claimName"], "llm-model");
    assert_eq!(container["volumeMounts"][0]["mountPath"], "/models/Qwen3-32B");
    // The seed's StatefulSet names no Service.
    assert_eq!(set["spec"]["serviceName"], "vllm-inference-pods");
    // `40 Gi` of the seed is no quantity.
    let slip: Vec<&str> =
        SEED_004.iter().map(|arg| if *arg == "--memory=40Gi" { "--memory=40 Gi" } else { arg }).collect();
    assert!(refused("statefulset", &slip).contains("40Gi"));
}

#[test]
fn who_scales_is_chosen_or_refused_with_the_reason() {
    let scaled = |args: &[&str]| {
        let objects = objects("deployment", &with(args));
        let replicas = kind(&objects, "Deployment")["spec"].get("replicas").cloned();
        let kinds = ["HorizontalPodAutoscaler", "ScaledObject", "CronHorizontalPodAutoscaler"];
        let found: Vec<&str> =
            kinds.into_iter().filter(|kind| objects.iter().any(|object| object["kind"] == *kind)).collect();
        (found, replicas)
    };
    let metric = "--scale-metric=vllm-waiting=5";
    let prometheus = "--prometheus=http://p.monitoring:9090";
    let day = ["--schedule=0 8 * * *=4", "--schedule=0 22 * * *=1"];
    assert_eq!(scaled(&["--replicas=2"]), (vec![], Some(json!(2))));
    assert_eq!(scaled(&[metric, "--max-replicas=3"]), (vec!["HorizontalPodAutoscaler"], None));
    assert_eq!(
        scaled(&[metric, "--max-replicas=3", "--autoscaler=keda", prometheus]),
        (vec!["ScaledObject"], None)
    );
    assert_eq!(scaled(&day), (vec!["CronHorizontalPodAutoscaler"], None));
    assert_eq!(
        scaled(&[day[0], day[1], metric, "--max-replicas=6"]),
        (vec!["HorizontalPodAutoscaler", "CronHorizontalPodAutoscaler"], None)
    );
    assert_eq!(scaled(&[day[0], day[1], "--timezone=Asia/Shanghai"]), (vec!["ScaledObject"], None));
    for (args, part) in [
        (&["--max-replicas=3"][..], "something to scale on"),
        (&[metric], "needs a `--max-replicas`"),
        (&["--scale-metric=rps=5", "--max-replicas=3"], "is Knative's"),
        (&["--scale-metric=cpu=60", "--max-replicas=3"], "nothing is"),
        (&["--autoscaler=none", metric, "--max-replicas=3"], "for nobody"),
        (&["--autoscaler=hpa", day[0], day[1]], "knows no time"),
        (&["--autoscaler=cron"], "needs a `--schedule`"),
        (&["--autoscaler=keda"], "something to scale on"),
        (&["--autoscaler=keda", metric, "--max-replicas=3"], "where that is was not said"),
        (
            &["--autoscaler=keda", "--scale-metric=external:a=5", "--max-replicas=3"],
            "itself what serves external",
        ),
        (&["--autoscaler=hpa", "--scale-metric=prometheus:up=5", "--max-replicas=3"], "asks no Prometheus"),
        (
            &[metric, "--max-replicas=3", "--min-replicas=0", prometheus],
            "nothing would start the first again",
        ),
        (&["--autoscaler=keda", day[0]], "a second `--schedule` does"),
        (&[day[0], day[1], "--min-replicas=2"], "below the minimum of 2"),
        (&[day[0], day[1], "--max-replicas=3"], "above the maximum of 3"),
        (&["--scale-up-window=60s"], "nobody scales"),
        (&["--timezone=Asia/Shanghai"], "there is no `--schedule`"),
        (&["--label=app=other"], "the pods are chosen by `app`"),
        (&["--expose=httproute"], "needs the gateway"),
        (&["--host=a.b"], "it belongs to `--expose=ingress`"),
        (&["--storage-uri=oss://bucket/qwen"], "nobody fetches it"),
        (&["--pdb=min-available=100%"], "could ever be emptied"),
    ] {
        let said = refused("deployment", &with(args));
        assert!(said.contains(part) && said.contains("hint: "), "{args:?}: {said}");
    }
    assert!(refused("statefulset", &with(&["--rollout=recreate"])).contains("one by one"));
    assert!(refused("triton", &["--name=a", "--backend=vllm"]).contains("needs a GPU"));
    assert!(refused("triton", &["--name=a", "--port=8000"]).contains("one port for HTTP"));
    assert!(refused("tensorflow", &["--name=a"]).contains("nothing says what is served"));
}

#[test]
fn what_a_user_should_know_is_said() {
    let said = |args: &[&str]| {
        let outcome = rendered("deployment", &with(args));
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        outcome.stderr
    };
    assert!(
        said(&["--scale-metric=vllm-waiting=5", "--max-replicas=3"]).contains("add `--scrape=podmonitor`")
    );
    assert!(said(&["--port=8000", "vllm serve m --port 9000"]).contains("the command listens on 9000"));
    assert!(said(&["--drain=60s", "export A=1; vllm serve m"]).contains("begin its command with `exec`"));
    assert!(said(&["--pdb=min-available=1"]).contains("can be emptied"));
    assert!(said(&["--drain=60s", "--termination-grace=30s"]).contains("before the drain"));
    assert_eq!(said(&["--drain=60s", "vllm serve m"]), "");
}

#[test]
fn a_saved_service_renders_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("service.yaml");
    let path = path.to_str().unwrap();
    for (name, verb, args) in CASES {
        let save = format!("--save={path}");
        let direct = serve(verb, args.iter().chain(&["--dry-run", save.as_str()]));
        let again = serve(verb, ["--dry-run", "-f", path]);
        assert_eq!((again.code, &again.stdout), (0, &direct.stdout), "{name}: {}", again.stderr);
        // Another verb names the right one.
        let other = if *verb == "deployment" { "statefulset" } else { "deployment" };
        let wrong = serve(other, ["--dry-run", "-f", path]);
        assert!(
            wrong.code == 2 && wrong.stderr.contains(&format!("neap serve {verb} -f")),
            "{}",
            wrong.stderr
        );
    }
}

/// The names that Arena's lists look for.
#[test]
fn arena_finds_deployments_pods_and_services() {
    for (verb, serving_type, args) in [
        ("custom", "custom-serving", &["--name=a", "--version=v1", "--image=nginx", "--restful-port=80"][..]),
        ("triton", "triton-serving", &["--name=a", "--version=v1"]),
        ("tf", "tf-serving", &["--name=a", "--version=v1", "--model-name=m", "--model-path=/m"]),
    ] {
        let objects = objects(verb, args);
        let (deployment, service) = (kind(&objects, "Deployment"), kind(&objects, "Service"));
        for labels in [
            &deployment["metadata"]["labels"],
            &deployment["spec"]["template"]["metadata"]["labels"],
            &service["metadata"]["labels"],
        ] {
            assert_eq!(
                (&labels["servingType"], &labels["servingVersion"]),
                (&json!(serving_type), &json!("v1"))
            );
            assert_eq!(labels["servingName"], deployment["metadata"]["name"]);
        }
        let ports: Vec<&Value> =
            service["spec"]["ports"].as_array().unwrap().iter().map(|port| &port["name"]).collect();
        assert!(ports.contains(&&json!("http-serving")), "{ports:?}");
    }
    let arenas = "serve tensorflow --servingName=a --modelName=m --modelPath=/m --restfulPort=9001 --dry-run";
    let old = run(arenas.split(' '));
    assert!(
        old.code == 0 && old.stdout.contains("--rest_api_port=9001 --model_name=m"),
        "{}{}",
        old.stdout,
        old.stderr
    );
}
