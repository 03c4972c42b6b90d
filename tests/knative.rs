//! `neap serve knative` without a cluster: what it renders, and what it says to a user who slipped.

use serde_json::json;

use crate::support::in_process::{knative, run};
use crate::support::knative_matrix::{CASES, SEED};
use crate::support::neap;
use crate::support::rendering::{objects, refused, rendered, reviewed};

/// A service that only lacks what a test is about.
fn with<'a>(args: &[&'a str]) -> Vec<&'a str> {
    ["--name=qwen", "--image=nginx", "--max-replicas=3"].iter().chain(args).copied().collect()
}

#[test]
fn what_is_rendered_is_what_was_reviewed() {
    for (name, args) in CASES {
        reviewed("knative", name, "knative", args);
    }
}

/// Each object of the article, field by field; where this differs from it, the article is wrong, and the comment says how.
#[test]
fn the_objects_of_the_article_are_made_with_its_errors_mended() {
    let documents = objects("knative", SEED);
    let [high, low, policy, service] = documents.as_slice() else { panic!("{documents:?}") };

    let mut wanted = json!({
        "apiVersion": "scheduling.alibabacloud.com/v1alpha1", "kind": "ResourcePolicy", "metadata": {"name": "qwen"},
        "spec": {
            // The article selects `release: qwen`, a label that it gives to the service alone: no pod would carry it.
            // This label Knative gives to the pods of all revisions.
            "selector": {"serving.knative.dev/service": "qwen"},
            "strategy": "prefer", "preemptPolicy": "BeforeNextUnit",
            "units": [
                {"resource": "ecs", "nodeSelector": {"aliyun.accelerator/nvidia_name": "NVIDIA-A10"}},
                // The article's text runs on: `Tesla-T45. Deploy …`.
                {"resource": "ecs", "nodeSelector": {"aliyun.accelerator/nvidia_name": "Tesla-T4"}},
            ],
        },
    });
    wanted["metadata"]["labels"] = policy["metadata"]["labels"].clone();
    assert_eq!(policy, &wanted);

    assert_eq!(service["apiVersion"], "serving.knative.dev/v1");
    assert_eq!(service["kind"], "Service");
    assert_eq!(service["metadata"]["name"], "qwen");
    assert_eq!(service["metadata"]["labels"]["release"], "qwen");
    // Knative hands down the template's labels alone, so it stands there too.
    let template = &service["spec"]["template"];
    assert_eq!(template["metadata"]["labels"]["release"], "qwen");
    assert_eq!(
        template["metadata"]["annotations"],
        json!({
            "autoscaling.knative.dev/class": "kpa.autoscaling.knative.dev",
            "autoscaling.knative.dev/metric": "concurrency",
            "autoscaling.knative.dev/target": "2",
            "autoscaling.knative.dev/min-scale": "1",
            "autoscaling.knative.dev/max-scale": "3",
        })
    );
    let line = "python3 -m vllm.entrypoints.openai.api_server --port 8080 --trust-remote-code --served-model-name qwen --model /mnt/models/Qwen-7B-Chat-Int8 --gpu-memory-utilization 0.95 --quantization gptq --max-model-len=6144";
    // The article calls volume and claim differently; the volume is called as its claim.
    let volume = "qwen-7b-chat-int8-dataset";
    assert_eq!(
        template["spec"],
        json!({
            "containers": [{
                "name": "user-container", "imagePullPolicy": "IfNotPresent",
                "image": "kube-ai-registry.cn-shanghai.cr.aliyuncs.com/kube-ai/vllm:0.4.1",
                "command": ["sh", "-c", line],
                "resources": {
                    "limits": {"cpu": "32", "memory": "64Gi", "nvidia.com/gpu": "1"},
                    "requests": {"cpu": "16", "memory": "64Gi", "nvidia.com/gpu": "1"},
                },
                "volumeMounts": [{"name": volume, "mountPath": "/mnt/models/Qwen-7B-Chat-Int8"}],
            }],
            // The article writes `infrence-with-high-priority`, and shows no such class.
            "priorityClassName": "inference-with-high-priority",
            "volumes": [{"name": volume, "persistentVolumeClaim": {"claimName": "qwen-7b-chat-int8-dataset"}}],
        })
    );
    // The class that inference has, and the one of what it pushes out, which the article speaks of and does not show.
    assert_eq!(high["metadata"]["name"], "inference-with-high-priority");
    assert_eq!(low["metadata"]["name"], "batch-with-low-priority");
    assert!(high["value"].as_i64() > low["value"].as_i64());
    assert_eq!(low["preemptionPolicy"], "Never");
    // The article's target of 2 is not what a pod gets.
    let said = rendered("knative", SEED).stderr;
    assert!(said.contains("each pod is aimed at 1.4 requests in flight: 2 at 70 %"), "{said}");
}

#[test]
fn the_order_is_that_of_applying() {
    let outcome = knative(SEED.iter().chain(&["--dry-run", "-o", "name"]));
    assert_eq!(
        outcome.stdout,
        "priorityclass.scheduling.k8s.io/inference-with-high-priority\npriorityclass.scheduling.k8s.io/batch-with-low-priority\nresourcepolicy.scheduling.alibabacloud.com/qwen\nservice.serving.knative.dev/qwen\n"
    );
}

#[test]
fn the_slips_of_the_article_get_an_answer() {
    // A class that is almost the right one; with a cluster it is refused unless it exists.
    let said = rendered("knative", &with(&["--priority-class=infrence-with-high-priority"])).stderr;
    assert!(said.contains("did you mean `inference-with-high-priority`"), "{said}");
    // Autoscaling annotations belong on the revision, where Knative would refuse them on the service.
    let service = &objects(
        "knative",
        &with(&["--annotation=autoscaling.knative.dev/metric-aggregation-algorithm=linear"]),
    )[0];
    assert!(service["metadata"].get("annotations").is_none());
    let on_pods = &service["spec"]["template"]["metadata"]["annotations"];
    assert_eq!(on_pods["autoscaling.knative.dev/metric-aggregation-algorithm"], "linear");
    for name in ["target", "minScale", "max-scale"] {
        let said = refused("knative", &with(&[&format!("--annotation=autoscaling.knative.dev/{name}=2")]));
        assert!(said.contains("sets this annotation, where Knative reads it"), "{said}");
    }
    // A label reaches the pods.
    let service = &objects("knative", &with(&["--label=release=qwen"]))[0];
    assert_eq!(service["spec"]["template"]["metadata"]["labels"]["release"], "qwen");
    assert!(refused("knative", &with(&["--memory=40 Gi"])).contains("write 40Gi"));
}

/// A selector is checked against the labels that the pods will carry.
#[test]
fn a_patch_cannot_make_a_policy_that_selects_no_pod() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let patch = format!("--patch={}", file.path().display());
    let args = with(&[&patch, "--unit=nodepool=a"]);
    std::fs::write(
        &file,
        "kind: ResourcePolicy\nspec: {selector: {serving.knative.dev/service: null, release: qwen}}\n",
    )
    .unwrap();
    let said = refused("knative", &args);
    assert!(said.contains("would match no pod: it selects release=qwen"), "{said}");
    let labelled: Vec<&str> = args.iter().copied().chain(["--label=release=qwen"]).collect();
    assert_eq!(rendered("knative", &labelled).code, 0);
}

#[test]
fn what_knative_does_not_do_is_refused_with_the_reason() {
    for (args, parts) in [
        (&["--rollout=recreate"][..], &["`--rollout=recreate`", "`--traffic`"][..]),
        (&["--scale-up-window=30s"], &["one window for both ways", "--stable-window"]),
        (&["--scale-down-window=1m", "--scale-down-delay=2m"], &["the same thing to Knative"]),
        (&["--stable-window=5s"], &["6s at the least"]),
        (&["--stable-window=2h"], &["at most 3600s"]),
        (&["--panic-threshold=100"], &["from 110 to 1000"]),
        (&["--target-utilization=0"], &["from 1 to 100"]),
        (&["--scale-target=0.001"], &["from 0.01"]),
        (&["--scale-metric=cpu", "--autoscaler=kpa"], &["concurrency or rps", "--autoscaler=hpa"]),
        (&["--scale-metric=rps", "--autoscaler=hpa"], &["`--autoscaler=kpa`"]),
        (&["--scale-metric=cpu", "--min-replicas=0"], &["cannot scale to zero"]),
        (&["--scale-metric=cpu", "--panic-window=20"], &["it knows no panic"]),
        (&["--scale-metric=cpu", "--scale-down-delay=20s"], &["`--stable-window`"]),
        (&["--scale-metric=cpu", "--reserve-instance"], &["an HPA never goes there"]),
        (&["--scale-metric=memory"], &["MiB per replica"]),
        (&["--scale-metric=memory", "--scale-target=2Gi"], &["2Gi are 2048"]),
        (&["--scale-metric=vllm-kv-cache", "--scale-target=80%"], &["this would be 0"]),
        (&["--initial-scale=4"], &["above the maximum of 3"]),
        (&["--activation-scale=1"], &["a whole number from 2"]),
        (&["--activation-scale=4"], &["above the maximum of 3"]),
        (&["--min-replicas=3", "--activation-scale=2"], &["below the minimum of 3"]),
        (&["--port=9090"], &["Knative's own container listens there"]),
        (&["--env=PORT=80"], &["Knative sets this variable itself", "`--port`"]),
        (&["--data=a:/a", "--data-subpath-expr=a:$(X)"], &["no expression as a sub-path"]),
        (&["--label=serving.knative.dev/service=x"], &["Knative sets its own labels"]),
        (&["--reserve-instance-type=ecs"], &["without `--reserve-instance`"]),
        (&["--reserve-instance", "--reserve-instance-spec=2Gi"], &["vCPU and memory as 1-2Gi"]),
        (&["--revision-name=v2"], &["a revision of qwen is called qwen-", "--revision-name=qwen-v2"]),
        (&["--traffic=latest=90"], &["must be 100, and they are 90"]),
        (&["--tag=latest=canary"], &["`--traffic=latest=100`"]),
        (&["--priority=high", "--priority-class=mine"], &["names another"]),
        (&["--preempt-policy=BeforeNextUnit"], &["without a `--unit`"]),
    ] {
        let said = refused("knative", &with(args));
        for part in parts {
            assert!(said.contains(part), "{args:?}: {said}");
        }
    }
    assert!(refused("knative", &["--name=a"]).contains("`--image` is missing"));
    let unlimited = ["--name=a", "--image=nginx", "--scale-metric=my_metric=5"];
    assert!(refused("knative", &unlimited).contains("needs a `--max-replicas`"));
}

/// By Knative's own rule.
#[test]
fn the_effective_target_is_said() {
    for (args, part) in [
        (&["--scale-target=2"][..], "aimed at 1.4 requests in flight: 2 at 70 %, which is Knative's default"),
        (&["--scale-target=2", "--target-utilization=100"], "aimed at 2 requests in flight: 2 at 100 %\n"),
        (&["--scale-target=50", "--container-concurrency=10"], "aimed at 7 requests in flight: 10 at 70 %"),
        (
            &["--container-concurrency=10"],
            "aimed at 7 requests in flight: 10 at 70 % of `--container-concurrency`",
        ),
        (
            &["--scale-metric=rps"],
            "aimed at 140 requests a second: 200 at 70 %, Knative's default: add `--scale-target`",
        ),
        (&[], "aimed at 70 requests in flight: 100 at 70 %, Knative's default: add `--scale-target`"),
    ] {
        let said = rendered("knative", &with(args)).stderr;
        assert!(said.contains(part), "{args:?}: {said}");
    }
}

#[test]
fn a_saved_service_renders_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for (name, args) in CASES {
        let path = folder.path().join(format!("{name}.yaml"));
        let save = format!("--save={}", path.display());
        let direct = rendered(
            "knative",
            &args.iter().copied().chain([save.as_str(), "--namespace=serving"]).collect::<Vec<_>>(),
        );
        assert_eq!(direct.code, 0, "{}", direct.stderr);
        let again = folder.path().join("again.yaml");
        let (file, save) = (format!("--filename={}", path.display()), format!("--save={}", again.display()));
        let from_file = rendered("knative", &[&file, &save]);
        assert_eq!(from_file.stdout, direct.stdout, "{name}");
        let by_kind = run(["serve", &file, "--dry-run"]);
        assert_eq!(by_kind.stdout, direct.stdout, "{name}");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("kind: KnativeService\n"), "{text}");
        assert_eq!(text, std::fs::read_to_string(&again).unwrap(), "{name}");
    }
    // Another kind's file is not taken for it.
    std::fs::write(folder.path().join("k.yaml"), "apiVersion: neap/v1alpha1\nkind: KserveService\n").unwrap();
    let said = refused("knative", &["-f", folder.path().join("k.yaml").to_str().unwrap()]);
    assert!(said.contains("`neap serve kserve -f"), "{said}");
}

#[test]
fn without_a_cluster_only_the_client_dry_run_works() {
    for verb in [&["serve", "knative"][..], &["serve", "diff", "knative"]] {
        let outcome = neap(verb.iter().chain(&["--name=a", "--image=nginx"]));
        assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""));
        assert!(outcome.stderr.contains("no cluster is configured"), "{}", outcome.stderr);
    }
    let switch =
        neap(["serve", "knative", "--name=a", "--image=nginx", "--reserve-instance", "true", "--dry-run"]);
    assert_eq!(switch.code, 2);
    assert!(switch.stderr.contains("`--reserve-instance=true`"), "{}", switch.stderr);
}

/// Its whole life in a sandbox, where Knative's autoscaler runs: `$NEAP` is the binary.
#[test]
fn it_lives_in_a_sandbox() {
    const SCRIPT: &str = "deploy() { $NEAP serve knative --name=qwen --image=vllm/vllm-openai:v0.11.0 --gpus=1 --scale-target=2 \
        --max-replicas=3 --priority=high --make-priority-classes \"$@\" 'vllm serve /m --port 8080'; }; \
        deploy --wait=10m -o name; deploy; $NEAP serve list; \
        $NEAP status qwen >/dev/null && $NEAP serve test qwen >/dev/null; echo \"answers $?\"; \
        deploy --target-utilization=90 --traffic=latest=100; $NEAP serve delete qwen --yes --wait";
    let folder = tempfile::tempdir().unwrap();
    let mut command = crate::support::command();
    command.env("XDG_RUNTIME_DIR", folder.path()).env("TMPDIR", folder.path());
    command.env("NEAP", env!("CARGO_BIN_EXE_neap"));
    let said =
        crate::support::outcome(command.args(["sandbox", "exec", "--speed", "30", "--", "sh", "-c", SCRIPT]));
    assert_eq!(said.code, 0, "{}\n{}", said.stdout, said.stderr);
    let lines = [
        "service.serving.knative.dev/qwen\n",
        "service.serving.knative.dev/qwen                               unchanged",
        "service.serving.knative.dev/qwen                               configured",
        "qwen   Knative",
        "answers 0",
        "service.serving.knative.dev/qwen   deleted",
    ];
    for line in lines {
        assert!(said.stdout.contains(line), "{line}: {}", said.stdout);
    }
    for line in [
        "qwen is ready",
        "qwen gets a new revision, since this changes",
        "aimed at 1.8 requests",
        "load balancer knative-serving/kourier",
    ] {
        assert!(said.stderr.contains(line), "{line}: {}", said.stderr);
    }
}
