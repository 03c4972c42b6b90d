//! `neap serve distributed` without a cluster: what it renders, and what it says.

use serde_json::{Value, json};

use crate::kserve_docs::flags;
use crate::support::distributed_matrix::{ARENA, CASES, SEED, SEED_ROLES};
use crate::support::in_process::{run, serve};
use crate::support::neap;
use crate::support::rendering::{objects, refused, rendered, reviewed};

const PAGE: &str = include_str!("../docs/serve-distributed.md");

fn kind<'a>(objects: &'a [Value], kind: &str) -> &'a Value {
    objects.iter().find(|object| object["kind"] == kind).unwrap()
}

/// A service that only lacks what a test is about.
fn with<'a>(args: &[&'a str]) -> Vec<&'a str> {
    ["--name=qwen", "--image=vllm/vllm-openai:v0.11.0"].iter().chain(args).copied().collect()
}

#[test]
fn what_is_rendered_is_what_was_reviewed() {
    for (name, args) in CASES {
        reviewed("distributed", name, "distributed", args);
    }
}

/// As processes: data on one stream, notes on the other, and the exit codes.
#[test]
fn both_streams_and_the_exit_codes() {
    let base = ["serve", "distributed", "--name=a", "--image=nginx"];
    let good = neap(base.iter().chain(&["--restful-port=80", "--dry-run"]));
    assert_eq!((good.code, good.stderr.as_str()), (0, ""));
    assert!(good.stdout.starts_with("apiVersion: leaderworkerset.x-k8s.io/v1\n"), "{}", good.stdout);
    let bad = neap(base.iter().chain(&["--dry-run"]));
    assert_eq!((bad.code, bad.stdout.as_str()), (2, ""));
    assert!(bad.stderr.contains("no port is given"), "{}", bad.stderr);
    for verb in [&["serve", "distributed"][..], &["serve", "diff", "distributed"]] {
        let nowhere = neap(verb.iter().chain(&["--name=a", "--image=nginx", "--restful-port=80"]));
        assert_eq!((nowhere.code, nowhere.stdout.as_str()), (1, ""));
        assert!(nowhere.stderr.contains("no cluster is configured"), "{}", nowhere.stderr);
    }
}

/// The guide's autoscaler and monitor, field by field; where this differs from it, the guide is wrong, and the comment says how.
#[test]
fn the_objects_of_the_guide_are_made_with_its_errors_mended() {
    let made = objects("distributed", SEED);
    let hpa = &kind(&made, "HorizontalPodAutoscaler")["spec"];
    let wanted = json!({
        // The guide scales a StatefulSet: one of several pods a model would have its ranks scaled, and not its replicas.
        "scaleTargetRef": {"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet", "name": "vllm-inference"},
        "minReplicas": 1, "maxReplicas": 3,
        "metrics": [{"type": "Pods", "pods": {
            "metric": {"name": "vllm:num_requests_waiting"},
            // The guide has the type `Value` beside an averageValue.
            "target": {"type": "AverageValue", "averageValue": "5"},
        }}],
    });
    assert_eq!(hpa, &wanted);

    let monitor = kind(&made, "PodMonitor");
    assert_eq!(
        monitor["metadata"]["annotations"],
        json!({"arms.prometheus.io/discovery": "true", "arms.prometheus.io/resource": "arms"})
    );
    // The guide's monitor is for all inference pods of all namespaces, which `neap metrics render` makes; this is the service's own,
    // and leaves out workers, which show no metrics.
    assert_eq!(
        monitor["spec"]["selector"],
        json!({"matchLabels": {"servingName": "vllm-inference", "role": "leader"}})
    );
    let endpoint = &monitor["spec"]["podMetricsEndpoints"][0];
    assert_eq!(
        (&endpoint["interval"], &endpoint["path"], &endpoint["port"]),
        (&json!("15s"), &json!("/metrics"), &json!("http"))
    );
    let targets: Vec<&str> = endpoint["relabelings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["targetLabel"].as_str().unwrap())
        .collect();
    // The role has another label since RBG's v1alpha2: both are read.
    assert_eq!(targets, ["pod_name", "pod_namespace", "rbg_role", "rbg_role", "workload_name", "backend"]);

    // The labels that the guide's own monitor looks for are on all pods, with a hyphen as its relabelling reads it.
    let template = &kind(&made, "LeaderWorkerSet")["spec"]["leaderWorkerTemplate"];
    for sort in ["leaderTemplate", "workerTemplate"] {
        let labels = &template[sort]["metadata"]["labels"];
        assert_eq!(labels["alibabacloud.com/inference-workload"], "vllm-inference");
        assert_eq!(labels["alibabacloud.com/inference-backend"], "vllm");
    }
    let leader = &template["leaderTemplate"]["spec"]["containers"][0];
    // The guide's monitor wants a port called `http`.
    assert_eq!(leader["ports"], json!([{"name": "http", "containerPort": 8000, "protocol": "TCP"}]));
    // The guide writes `40 Gi`, which no API server takes.
    assert_eq!(leader["resources"]["limits"]["memory"], "40Gi");
    assert!(refused("distributed", &with(&["--memory=40 Gi"])).contains("write 40Gi"));
}

/// The guide's SGLang autoscaler, for a role: an HPA cannot scale a RoleBasedGroup, only the adapter of a role.
#[test]
fn a_role_is_scaled_through_its_adapter() {
    let made = objects("distributed", SEED_ROLES);
    let group = &kind(&made, "RoleBasedGroup")["spec"]["roles"];
    let roles: Vec<(&str, &Value)> =
        group.as_array().unwrap().iter().map(|it| (it["name"].as_str().unwrap(), &it["replicas"])).collect();
    // What an autoscaler counts is not written.
    assert_eq!(roles, [("prefill", &json!(2)), ("decode", &Value::Null), ("router", &json!(1))]);
    assert_eq!(group[2]["dependencies"], json!(["prefill", "decode"]));
    let hpas: Vec<&Value> = made.iter().filter(|it| it["kind"] == "HorizontalPodAutoscaler").collect();
    let [hpa] = hpas.as_slice() else { panic!("{hpas:?}") };
    assert_eq!(
        hpa["spec"]["scaleTargetRef"],
        json!({"apiVersion": "workloads.x-k8s.io/v1alpha1", "kind": "RoleBasedGroupScalingAdapter", "name": "sgl-inference-decode"})
    );
    assert_eq!(hpa["spec"]["metrics"][0]["pods"]["metric"]["name"], "sglang:num_queue_reqs");
    let service = kind(&made, "Service");
    assert_eq!(
        service["spec"]["selector"],
        json!({"servingName": "sgl-inference", "servingRole": "router", "role": "leader"})
    );
    for (role, words) in [(0, "--disaggregation-mode prefill"), (1, "--disaggregation-mode decode")] {
        let line = group[role].pointer("/template/spec/containers/0/command/2").unwrap().as_str().unwrap();
        assert!(line.ends_with(words), "{line}");
    }
}

#[test]
fn arenas_line_runs_as_it_is() {
    let made = objects("distributed", ARENA);
    let set = kind(&made, "LeaderWorkerSet");
    assert_eq!((&set["metadata"]["name"], &set["spec"]["replicas"]), (&json!("vllm-alpha"), &json!(1)));
    let template = &set["spec"]["leaderWorkerTemplate"];
    assert_eq!(
        (&template["size"], &template["restartPolicy"]),
        (&json!(2), &json!("RecreateGroupOnPodRestart"))
    );
    for (sort, cpu, memory, role) in
        [("leaderTemplate", "4", "16Gi", "leader"), ("workerTemplate", "2", "8Gi", "worker")]
    {
        let pod = &template[sort];
        assert_eq!(pod["metadata"]["labels"]["role"], role);
        let container = &pod["spec"]["containers"][0];
        assert_eq!(container["name"], format!("distributed-serving-{role}"));
        let limits = json!({"cpu": cpu, "memory": memory, "nvidia.com/gpu": "1"});
        assert_eq!(container["resources"]["limits"], limits);
    }
    let service = kind(&made, "Service");
    assert_eq!(
        service["spec"]["ports"][0],
        json!({"name": "http-serving", "port": 5000, "targetPort": "http", "protocol": "TCP"})
    );
}

#[test]
fn what_cannot_be_meant_is_refused_with_the_reason() {
    for (args, parts) in [
        (&["--leader-num=2"][..], &["a group has one leader"][..]),
        (&["--group-size=3", "--worker-num=1"], &["are 2 pods", "--group-size=2"]),
        (&["--group-size=0"], &["from 1 to 1000"]),
        (&["--group-with=lws", "--role=prefill"], &["knows no roles", "RoleBasedGroup"]),
        (&["--group-with=sts"], &["`auto`, `lws` or `rbg`"]),
        (&["--init-backend=ray"], &["none is given"]),
        (&["--init-backend=raj", "x"], &["did you mean `ray`"]),
        (&["--init-backend=sglang", "vllm serve m"], &["is SGLang's", "--init-backend=mp"]),
        (&["--init-backend=mp", "vllm serve m --nnodes 2"], &["which the command has already"]),
        (&["--leader-command=a", "b"], &["would be ignored"]),
        (&["--group-size=2", "--leader-command=a"], &["the workers would do nothing"]),
        (&["--worker-command=a"], &["the leader has no command"]),
        (&["--leader-command='a"], &["never closed"]),
        (&["--leader-cpu=4cores"], &["--leader-cpu"]),
        (&["--worker-gpucore=7"], &["`--worker-gpucore`", "multiple of 5"]),
        (&["--leader-image=A"], &["`--leader-image`"]),
        (&["--label=role=x"], &["neap sets this label"]),
        (&["--max-replicas=3"], &["needs something to scale on"]),
        (&["--scale-down-window=3m"], &["nobody scales this service"]),
        (&["--scale-metric=concurrency", "--max-replicas=3"], &["Knative's"]),
        (&["--scale-metric=prometheus:up=1", "--max-replicas=3"], &["where that is was not said"]),
        (
            &["--autoscaler=hpa", "--scale-metric=prometheus:up=1", "--max-replicas=3"],
            &["asks no Prometheus"],
        ),
        (
            &["--scale-metric=vllm-waiting=5", "--min-replicas=0", "--max-replicas=3", "--autoscaler=hpa"],
            &["does not scale to zero", "KEDA does"],
        ),
        (
            &[
                "--scale-metric=vllm-waiting=5",
                "--min-replicas=0",
                "--max-replicas=3",
                "--prometheus=http://p",
            ],
            &["nobody exports vllm:num_requests_waiting"],
        ),
        (&["--autoscaler=cron"], &["needs a `--schedule`"]),
        (&["--autoscaler=keda"], &["needs something to scale on"]),
        (&["--timezone=Asia/Shanghai"], &["there is no `--schedule`"]),
        (
            &["--group-size=2", "--pdb=min-available=1"],
            &["a group is gone with any of its pods", "--pdb=max-unavailable=1"],
        ),
        (&["--role=a,size=2", "--pdb=max-unavailable=50%"], &["how many groups may be gone"]),
        (&["--expose=httproute"], &["--gateway"]),
        (&["--host=a.b"], &["--expose"]),
        (&["--storage-uri=oss://bucket/m"], &["nobody fetches it"]),
        (
            &["--role=a", "--schedule=0 8 * * *=4"],
            &["each role has its own", "--role-schedule='decode=0 8 * * *=4'"],
        ),
        (&["--role-schedule=a=0 8 * * *=4"], &["no `--role`"]),
        (&["--role=a", "--role-schedule=b=0 8 * * *=4"], &["there is no such role"]),
        (&["--role=a", "--role-schedule=0 8 * * *=4"], &["there is no such role"]),
        (&["--role=a", "--role-schedule=a=0 8 * *=4"], &["here are 4", "of which the role comes first"]),
        (
            &["--role=a,min=0,max=3,metric=vllm-waiting=5", "--autoscaler=hpa"],
            &["`--role=a,min=0`: a HorizontalPodAutoscaler does not scale to zero"],
        ),
        (
            &["--role=a,max=3,metric=vllm-waiting=5", "--autoscaler=keda"],
            &["asks Prometheus for vllm:num_requests_waiting", "--prometheus=http"],
        ),
        (&["--max-surge=0", "--max-unavailable=0"], &["no pod could ever be replaced"]),
        (&["--role=prefill", "--group-size=2"], &["each role has its own", "--role=decode,size=2"]),
        (&["--role=prefill", "--scale-metric=cpu"], &["each role has its own"]),
        (&["--role=prefill,gpu=1"], &["`gpus`"]),
        (&["--role=prefill", "--role=prefill"], &["of this name already"]),
        (&["--role=prefill,max=3"], &["no `metric`"]),
        (&["--role=prefill,gpus=x"], &["--role=prefill,gpus"]),
        (&["--role=a,after=b", "--role=b,after=a"], &["wait for each other"]),
        (&["--role=a,after=b"], &["there is no such role"]),
        (&["--role=a,backend=ray"], &["one pod has nobody to find"]),
        (&["--role=router", "python3 -m sglang.launch_server"], &["has no command", "sglang_router"]),
        (&["--role=a,entry=true", "--role=b,entry=true"], &["both say `entry=true`"]),
        (&["--role-command=a=b"], &["no `--role`"]),
        (&["--role=a", "--role-command=b=c"], &["there is no such role"]),
    ] {
        let said = refused("distributed", &with(args));
        for part in parts {
            assert!(said.contains(part), "{args:?}: {part}: {said}");
        }
    }
    assert!(refused("distributed", &["--name=a"]).contains("`--image`"));
}

#[test]
fn what_one_should_know_is_said() {
    for (args, part) in [
        (
            &["--group-size=4", "--gpus=8", "--init-backend=ray", "vllm serve m"][..],
            "a replica is 4 pods with 32 GPUs together",
        ),
        (
            &["--group-size=2", "--leader-gpus=0", "--worker-gpus=8", "--init-backend=mp", "vllm serve m"],
            "with 8 GPUs together",
        ),
        (
            &["--group-size=2", "vllm serve m"],
            "know nothing of each other: add `--init-backend=ray` or `--init-backend=mp`",
        ),
        (&["--restful-port=80", "vllm serve m --port 8000"], "add `--restful-port=8000`"),
        (&["--role=prefill", "--role=decode", "vllm serve m"], "no role leads them"),
    ] {
        let said = rendered("distributed", &with(args)).stderr;
        assert!(said.contains(part), "{args:?}: {said}");
    }
}

/// A selector of one sort of pods is no selector of none.
#[test]
fn a_service_must_lead_to_some_pods() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let patch = format!("--patch={}", file.path().display());
    for (labels, good) in [("role: worker", true), ("role: boss", false)] {
        std::fs::write(&file, format!("kind: Service\nspec: {{selector: {{{labels}}}}}\n")).unwrap();
        for more in [&["--group-size=2"][..], &["--role=prefill,size=2"]] {
            let outcome = rendered("distributed", &with(&[more, &[patch.as_str(), "vllm serve m"]].concat()));
            assert_eq!(outcome.code == 0, good, "{labels}: {}", outcome.stderr);
        }
    }
    let target = "kind: HorizontalPodAutoscaler\nspec: {scaleTargetRef: {name: other}}\n";
    std::fs::write(&file, target).unwrap();
    let metric = "--role=decode,max=3,metric=vllm-waiting=5";
    let said = refused("distributed", &with(&[metric, &patch, "vllm serve m"]));
    assert!(said.contains("is qwen-decode"), "{said}");
}

#[test]
fn a_saved_service_renders_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for (name, args) in CASES {
        let path = folder.path().join(format!("{name}.yaml"));
        let save = format!("--save={}", path.display());
        let direct = rendered(
            "distributed",
            &args.iter().copied().chain([save.as_str(), "--namespace=serving"]).collect::<Vec<_>>(),
        );
        assert_eq!(direct.code, 0, "{}", direct.stderr);
        let again = folder.path().join("again.yaml");
        let (file, save) = (format!("--filename={}", path.display()), format!("--save={}", again.display()));
        assert_eq!(rendered("distributed", &[&file, &save]).stdout, direct.stdout, "{name}");
        assert_eq!(run(["serve", &file, "--dry-run"]).stdout, direct.stdout, "{name}");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("kind: DistributedService\n"), "{text}");
        assert_eq!(text, std::fs::read_to_string(&again).unwrap(), "{name}");
    }
}

/// Words of the engines' own command lines.
const ENGINES: &str = "--tensor-parallel-size --pipeline-parallel-size --nnodes --node-rank --master-addr --headless --dist-init-addr \
    --model-path --model --tp --host --pd-disaggregation --service-discovery --service-discovery-port --prefill-selector \
    --decode-selector --enable-metrics --http-port --masters --workers --master-gpus";

#[test]
fn the_page_names_every_flag_and_no_other() {
    let (all, shown) = flags("distributed");
    let words: std::collections::BTreeSet<&str> = PAGE
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .filter(|word| word.starts_with("--") && word.contains(char::is_alphanumeric))
        .collect();
    for flag in &shown {
        assert!(words.contains(flag.as_str()), "{flag} is not in docs/serve-distributed.md");
    }
    for word in words {
        let known = all.contains(word) || ENGINES.split_whitespace().any(|known| known == word);
        assert!(known, "{word} is in docs/serve-distributed.md, but not on the command line");
    }
}

/// The service file of the page says what the command line above it says, and all lines and those of the help run.
#[test]
fn the_examples_of_the_page_and_of_the_help_work() {
    let yaml = PAGE.split("```yaml\n").nth(1).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, yaml.split("```").next().unwrap()).unwrap();
    let from_file = serve("distributed", ["--dry-run", "-f", file.path().to_str().unwrap()]);
    assert_eq!(from_file.code, 0, "{}", from_file.stderr);
    let help = serve("distributed", ["--help"]).stdout;
    let of_help = help.split("Examples:\n").nth(1).unwrap().split("\n\n");
    let blocks = PAGE.split("```\n").filter(|block| block.starts_with("neap serve distributed"));
    let lines: Vec<&str> = blocks.chain(of_help).collect();
    assert!(lines.len() > 6, "{lines:?}");
    for (at, line) in lines.iter().enumerate() {
        let line = line.replace("neap serve", &format!("{} serve", env!("CARGO_BIN_EXE_neap")));
        let line = format!("{} --dry-run", line.trim());
        let mut shell = std::process::Command::new("sh");
        let outcome =
            crate::support::outcome(shell.args(["-c", &line]).env_clear().env("HOME", "/nonexistent"));
        assert_eq!(outcome.code, 0, "{line}\n{}", outcome.stderr);
        if at == 0 {
            assert_eq!(outcome.stdout, from_file.stdout);
        }
    }
}
