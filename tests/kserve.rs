//! `neap serve kserve` without a cluster: what it renders, and what it says to a user who slipped.

use std::process::Command;

use neap::manifest::yaml::parse_documents;
use serde_json::Value;

use crate::support::in_process::{kserve, run};
use crate::support::matrix::{CASES, SEED};
use crate::support::rendering::{objects, refused, rendered, reviewed};
use crate::support::{neap, outcome};

/// A service that only lacks what a test is about.
fn with<'a>(args: &[&'a str]) -> Vec<&'a str> {
    ["--name=qwen-chat", "--image=vllm/vllm-openai:v0.11.0"].iter().chain(args).copied().collect()
}

#[test]
fn what_is_rendered_is_what_was_reviewed() {
    for (name, args) in CASES {
        reviewed("kserve", name, "kserve", args);
    }
}

/// As a process, with the quotes as the article has them: the shell takes them away.
#[test]
fn the_command_of_the_articles_runs_as_it_stands() {
    let line = r#"
neap serve kserve \
   --name=qwen-chat \
   --image=kube-ai-registry.cn-shanghai.cr.aliyuncs.com/kube-ai/vllm:0.4.1 \
   --scale-metric=DCGM_CUSTOM_PROCESS_SM_UTIL \
   --scale-target=50 \
   --min-replicas=1  \
   --max-replicas=3  \
   --gpus=1 \
   --cpu=4  \
   --memory=12Gi \
   --data="llm-model:/mnt/models/Qwen" \
   "python3 -m vllm.entrypoints.openai.api_server --port 8080 --trust-remote-code --served-model-name qwen --model /mnt/models/Qwen --gpu-memory-utilization 0.95 --quantization gptq --max-model-len=6144" --dry-run"#;
    let line = line.replace("neap serve", &format!("{} serve", env!("CARGO_BIN_EXE_neap")));
    let from_shell = outcome(Command::new("sh").args(["-c", &line]).env_clear().env("HOME", "/nonexistent"));
    assert_eq!((from_shell.code, from_shell.stderr.as_str()), (0, ""));
    assert_eq!(from_shell.stdout, rendered("kserve", SEED).stdout);
    let documents = parse_documents(&from_shell.stdout).unwrap();
    let kinds: Vec<_> = documents.iter().map(|document| document["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["InferenceService", "HorizontalPodAutoscaler"]);
    assert_eq!(documents[1]["spec"]["metrics"][0]["pods"]["target"]["averageValue"], "50");
    assert_eq!(documents[0]["spec"]["predictor"].get("minReplicas"), None);
}

#[test]
fn the_order_is_that_of_applying() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, "{}").unwrap();
    let config = format!("--config-file={}:/etc/x.json", file.path().display());
    let args = with(&[
        &config,
        "--unit=nodepool=a",
        "--scale-metric=vllm-waiting",
        "--scale-target=5",
        "--max-replicas=3",
        "--enable-prometheus",
    ]);
    let outcome = kserve(args.iter().chain(&["--dry-run", "-o", "name"]));
    assert_eq!(
        outcome.stdout,
        "resourcepolicy.scheduling.alibabacloud.com/qwen-chat\nconfigmap/qwen-chat-config\ninferenceservice.serving.kserve.io/qwen-chat\nhorizontalpodautoscaler.autoscaling/qwen-chat-hpa\nservice/qwen-chat-metric-svc\nservicemonitor.monitoring.coreos.com/qwen-chat-svcmonitor\n"
    );
    let map = &objects("kserve", &args)[1];
    assert_eq!(map["data"]["config-0"], "{}");
}

#[test]
fn all_forms_of_output_say_the_same() {
    let yaml = objects("kserve", SEED);
    let json = kserve(SEED.iter().chain(&["--dry-run=client", "-o", "json"]));
    let list: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(list["items"].as_array().unwrap(), &yaml);
}

#[test]
fn the_slips_of_the_articles_get_an_answer() {
    let seed_with = |arg: &'static str| {
        let mut args = SEED.to_vec();
        args.push(arg);
        refused("kserve", &args)
    };
    // 000 says to add the label; KServe overwrites it, so the policy of 000 matches no pod.
    let said = seed_with("--label=app=isvc.qwen-predictor");
    assert!(said.contains("`--label`: KServe sets the label `app`") && said.contains("--unit"), "{said}");
    // 003 calls it `apps`.
    let said = seed_with("--label=apps=isvc.qwen-predictor");
    assert!(said.contains("no pod carries the label `apps`"), "{said}");
    let said = refused("kserve", &with(&["--memory=40 Gi"]));
    assert!(said.contains("a quantity has no space in it: write 40Gi"), "{said}");
    assert!(said.contains("for example `--memory=12Gi`"), "{said}");
}

#[test]
fn a_policy_pasted_as_a_service_is_answered_with_flags() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(
        &file,
        "apiVersion: scheduling.alibabacloud.com/v1alpha1\nkind: ResourcePolicy\nmetadata:\n  name: qwen-chat\nspec:\n  selector:\n    apps: isvc.qwen-predictor\n  strategy: prefer\n  units:\n  - resource: ecs\n    nodeSelector:\n      alibabacloud.com/nodepool-id: npxxxxxx\n  - resource: elastic\n    nodeSelector:\n      alibabacloud.com/nodepool-id: npxxxxxy\n",
    )
    .unwrap();
    let said = refused("kserve", &["-f", file.path().to_str().unwrap()]);
    assert!(
        said.contains("apps: isvc.qwen-predictor matches no pod: KServe's label is called `app`"),
        "{said}"
    );
    assert!(
        said.contains("--unit resource=ecs,nodepool=npxxxxxx --unit resource=elastic,nodepool=npxxxxxy"),
        "{said}"
    );
}

/// What reaches the program when a quote is missing on the shell's line.
#[test]
fn a_missing_quote_is_recognised() {
    // --data="llm-model:/mnt/models/Qwen "vllm serve …": the quotes pair up wrongly.
    let said = refused("kserve", &with(&["--data=llm-model:/mnt/models/Qwen vllm serve"]));
    assert!(said.contains("is a closing quote missing before it?"), "{said}");
    let said = refused("kserve", &with(&["--memory=12Gi --data=a:/b"]));
    assert!(said.contains("is a closing quote missing before it?"), "{said}");
    let said = refused("kserve", &with(&["vllm serve /m --served-model-name 'qwen"]));
    assert!(said.contains("`COMMAND`: the quote ' at \"'qwen\" is never closed"), "{said}");
    // The command without any quotes: its flags look like ours.
    let said = refused("kserve", &with(&["python3", "-m", "vllm.entrypoints.openai.api_server"]));
    assert!(said.contains("-m"), "{said}");
}

#[test]
fn what_contradicts_itself_is_refused_with_an_example() {
    for (args, parts) in [
        (
            &["--scale-target=5"][..],
            &["`--scale-target`", "`--scale-metric=vllm-waiting --scale-target=5`"][..],
        ),
        (&["--scale-metric=vllm-waiting"], &["needs a `--scale-target`", "`--scale-target=5`"]),
        (&["--scale-metric=vllm-waiting", "--scale-target=5"], &["needs a `--max-replicas`"]),
        (&["--min-replicas=3", "--max-replicas=2"], &["`--max-replicas`: below the minimum of 3"]),
        (&["--min-replicas=0", "--deployment-mode=raw"], &["Knative and KEDA can"]),
        (
            &["--min-replicas=0", "--scale-metric=vllm-waiting", "--scale-target=5", "--max-replicas=2"],
            &["Knative and KEDA can"],
        ),
        (
            &["--scale-metric=concurrency", "--deployment-mode=raw"],
            &["is Knative's", "--scale-metric=vllm-running"],
        ),
        (&["--scale-metric=vllm-kv-cache", "--scale-target=80", "--max-replicas=2"], &["did you mean 80%"]),
        (&["--scale-metric=cpu", "--scale-target=60", "--scale-up-window=5s"], &["takes no windows"]),
        (&["--unit=nodepool=a,max=2", "--spill-with=affinity"], &["affinity cannot count"]),
        (&["--preempt-policy=AfterAllUnits"], &["without a `--unit`"]),
        (&["--canary-traffic-percent=10"], &["Knative mode only"]),
        (
            &["--annotation=serving.kserve.io/deploymentMode=Serverless", "--deployment-mode=raw"],
            &["`--deployment-mode` says otherwise"],
        ),
        (
            &[
                "--annotation=serving.kserve.io/autoscalerClass=hpa",
                "--scale-metric=vllm-waiting",
                "--scale-target=5",
                "--max-replicas=2",
            ],
            &["the class is external"],
        ),
        (&["--env=PYTHONPATH=/x"], &["KServe allows no variable PYTHONPATH"]),
        (&["--runtime=x"], &["needs a `--model-format`"]),
        (&["--toleration=gpu"], &[]),
    ] {
        match parts {
            [] => assert_eq!(rendered("kserve", &with(args)).code, 0, "{args:?}"),
            parts => {
                let said = refused("kserve", &with(args));
                for part in parts {
                    assert!(said.contains(part), "{args:?}: {said}");
                }
            }
        }
    }
    assert!(refused("kserve", &["--image=nginx"]).contains("`--name` is missing"));
    assert!(refused("kserve", &["--name=a"]).contains("neither `--image` nor `--model-format`"));
}

/// `--dry-run server` must not run `server` in the container.
#[test]
fn a_value_behind_a_space_is_not_taken_for_the_command() {
    for (args, right) in [
        (&["--dry-run", "server"][..], "`--dry-run=server`"),
        (&["--wait", "5m"], "`--wait=5m`"),
        (&["--watch", "10m"], "`--watch=10m`"),
        (&["--enable-prometheus", "true", "--dry-run"], "`--enable-prometheus=true`"),
    ] {
        let outcome = kserve(["--name=a", "--image=nginx"].iter().chain(args));
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{args:?}");
        assert!(outcome.stderr.contains(right), "{}", outcome.stderr);
    }
    let words = rendered("kserve", &with(&["vllm", "serve", "/m", "--port", "9000"]));
    assert!(words.stderr.contains("joined from 3 words"), "{}", words.stderr);
}

/// The example of a refusal is a flag that works.
#[test]
fn examples_work() {
    for args in [
        &["--unit=nodepool=a,max=x"][..],
        &["--unit=resource=esc"],
        &["--toleration=a=b:NoSchedul"],
        &["--toleration=a=b:NoSchedule,Is"],
        &["--startup-probe=vlm"],
        &["--security-context=user=1"],
        &["--storage-uri=s4://x", "--model-format=x"],
        &["--rollout=surge=x"],
        &["--memory=12"],
        &["--scale-metric=vllm-kv-cache", "--scale-target=80", "--max-replicas=2"],
    ] {
        let said = refused("kserve", &with(args));
        let example = said.split("for example `").nth(1).unwrap().split('`').next().unwrap();
        let flag = example.split('=').next().unwrap();
        let fixed: Vec<&str> =
            args.iter().copied().filter(|arg| !arg.starts_with(flag)).chain([example]).collect();
        let outcome = rendered("kserve", &with(&fixed));
        assert_eq!(outcome.code, 0, "{example}: {}", outcome.stderr);
    }
}

#[test]
fn arenas_old_spellings_work_and_say_so() {
    let outcome = rendered(
        "kserve",
        &[
            "--servingName=a",
            "--servingVersion=v1",
            "--image=nginx",
            "--imagePullPolicy=Never",
            "--enableIstio",
            "--exposeService=false",
        ],
    );
    assert_eq!(outcome.code, 0);
    for line in [
        "Flag --servingName has been deprecated, please use --name instead",
        "Flag --imagePullPolicy has been deprecated, please use --image-pull-policy instead",
        "warning: `--enable-istio` does nothing",
    ] {
        assert!(outcome.stderr.contains(line), "{}", outcome.stderr);
    }
    assert!(!outcome.stderr.contains("`--expose-service` does nothing"), "{}", outcome.stderr);
    let service = &parse_documents(&outcome.stdout).unwrap()[0];
    assert_eq!(service["metadata"]["name"], "a-v1");
    assert_eq!(service["spec"]["predictor"]["containers"][0]["imagePullPolicy"], "Never");
}

#[test]
fn a_saved_service_renders_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for (name, args) in CASES {
        let path = folder.path().join(format!("{name}.yaml"));
        let save = format!("--save={}", path.display());
        let direct = rendered(
            "kserve",
            &args.iter().copied().chain([save.as_str(), "--namespace=serving"]).collect::<Vec<_>>(),
        );
        assert_eq!(direct.code, 0, "{}", direct.stderr);
        let again = folder.path().join("again.yaml");
        let (file, save) = (format!("--filename={}", path.display()), format!("--save={}", again.display()));
        let from_file = rendered("kserve", &[&file, &save]);
        let by_kind = run(["serve", &file, "--dry-run"]);
        assert_eq!(by_kind.stdout, direct.stdout, "{name}");
        assert_eq!(from_file.stdout, direct.stdout, "{name}");
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, std::fs::read_to_string(&again).unwrap(), "{name}");
        insta::with_settings!({ snapshot_path => "../snapshots/service-file", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(*name, text);
        });
    }
}

#[test]
fn a_flag_wins_over_the_file_and_a_repeated_one_adds() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let text = "apiVersion: neap/v1alpha1\nkind: KserveService\nservice:\n  name: a\n  version: 1.10\ncontainer:\n  image: nginx\n  command: old\n  env: {ON: on, N: 0755}\nresources:\n  gpus: 1\n";
    std::fs::write(&file, text.replace("1.10", "v1")).unwrap();
    let path = file.path().to_str().unwrap();
    let all = objects("kserve", &["-f", path, "--gpus=2", "--env=MORE=1", "new command"]);
    let container = &all[0]["spec"]["predictor"]["containers"][0];
    assert_eq!(container["resources"]["limits"]["nvidia.com/gpu"], "2");
    // Texts stay as they are written, whatever YAML would make of them elsewhere.
    assert_eq!(
        container["env"],
        serde_json::json!([{"name": "ON", "value": "on"}, {"name": "N", "value": "0755"}, {"name": "MORE", "value": "1"}])
    );
    assert_eq!(container["command"][2], "new command");
    for (text, part) in [
        ("kind: KserveService\n", "no apiVersion"),
        ("apiVersion: neap/v2\nkind: KserveService\n", "this neap reads KserveService of neap/v1alpha1"),
        ("apiVersion: neap/v1alpha1\nkind: KserveService\nresources: {gpu: 1}\n", "gpu"),
        ("apiVersion: neap/v1alpha1\nkind: KserveService\nservice: {name: a, name: b}\n", "name"),
        ("apiVersion: v1\nkind: Pod\n", "an object of Kubernetes"),
        ("", "it is empty"),
        ("a: [", "line"),
    ] {
        std::fs::write(&file, text).unwrap();
        let said = refused("kserve", &["-f", path]);
        assert!(said.contains(part) && said.contains(path), "{text:?}: {said}");
    }
    assert!(refused("kserve", &["-f", "/nonexistent.yaml"]).contains("`--filename`"));
}

#[test]
fn a_patch_changes_what_no_flag_says_and_is_verified() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let patch = format!("--patch={}", file.path().display());
    let args = with(&[&patch, "--unit=nodepool=a"]);
    std::fs::write(
        &file,
        "kind: InferenceService\nspec: {predictor: {terminationGracePeriodSeconds: 600}}\n",
    )
    .unwrap();
    assert_eq!(objects("kserve", &args)[1]["spec"]["predictor"]["terminationGracePeriodSeconds"], 600);
    std::fs::write(&file, "kind: ResourcePolicy\nspec: {selector: {app: isvc.qwen-predictor}}\n").unwrap();
    let said = refused("kserve", &args);
    assert!(said.contains("would match no pod: it selects app=isvc.qwen-predictor, the pods have app=isvc.qwen-chat-predictor"), "{said}");
    std::fs::write(&file, "kind: ResourcePolicy\nspec: {selector: {app: null}}\n").unwrap();
    assert!(refused("kserve", &args).contains("selects all pods of the namespace"));
    std::fs::write(&file, "kind: InferenceService\nmetadata: {namespace: other}\n").unwrap();
    assert!(refused("kserve", &args).contains("has become"));
    std::fs::write(&file, "kind: Pod\n").unwrap();
    assert!(refused("kserve", &args).contains("which is not rendered"));
    // A label that the patch adds is one that a selector may use.
    std::fs::write(&file, "kind: InferenceService\nmetadata: {labels: {team: chat}}\n---\nkind: ResourcePolicy\nspec: {selector: {team: chat}}\n").unwrap();
    assert_eq!(rendered("kserve", &args).code, 0);
}

#[test]
fn own_templates_take_the_place_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    let directory = format!("--template-dir={}", folder.path().display());
    assert!(refused("kserve", &with(&[&directory])).contains("no template in it"));
    let ours = kserve(["--print-template=inferenceservice.yaml"]).stdout;
    let path = folder.path().join("inferenceservice.yaml");
    std::fs::write(&path, ours.replace("spec:\n", "spec:\n  # mine\n  transformer: { containers: [] }\n"))
        .unwrap();
    assert!(objects("kserve", &with(&[&directory]))[0]["spec"]["transformer"].is_object());
    for (text, part) in [
        (ours.replace("{{ name }}", "other"), "has become"),
        (format!("{ours}---\nkind: Pod\n"), "more than one object"),
        (ours.replace("{{ labels }}", "{{ lables }}"), "inferenceservice.yaml does not work"),
    ] {
        std::fs::write(&path, text).unwrap();
        let said = refused("kserve", &with(&[&directory]));
        assert!(said.contains(part), "{said}");
    }
    std::fs::write(folder.path().join("pod.yaml"), "").unwrap();
    assert!(refused("kserve", &with(&[&directory])).contains("there is no template pod.yaml"));
    let all = kserve(["--print-template"]);
    assert!(all.stdout.contains("# resourcepolicy.yaml\n"));
    assert_eq!(kserve(["--print-template=x"]).code, 2);
}

#[test]
fn arenas_configuration_counts_where_no_flag_does() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    std::fs::write(&config, "namespace=serving\nimagePullSecrets=one,two\n").unwrap();
    let run = |args: &[&str]| {
        let args = ["serve", "kserve", "--name=a", "--image=nginx", "--dry-run"].iter().chain(args);
        let outcome = outcome(crate::support::command().env("ARENA_CONFIG", &config).args(args));
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        parse_documents(&outcome.stdout).unwrap().remove(0)
    };
    let service = run(&[]);
    assert_eq!(service["metadata"]["namespace"], "serving");
    assert_eq!(
        service["spec"]["predictor"]["imagePullSecrets"],
        serde_json::json!([{"name": "one"}, {"name": "two"}])
    );
    let service = run(&["-n", "other", "--image-pull-secret=mine"]);
    assert_eq!(service["metadata"]["namespace"], "other");
    assert_eq!(service["spec"]["predictor"]["imagePullSecrets"], serde_json::json!([{"name": "mine"}]));
}

#[test]
fn without_a_cluster_only_the_client_dry_run_works() {
    let outcome = neap(["serve", "kserve", "--name=a", "--image=nginx"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""));
    assert!(outcome.stderr.contains("no cluster is configured"), "{}", outcome.stderr);
}
