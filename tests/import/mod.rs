//! `neap import`: from objects to the command line that makes them, and back.

mod any;
mod foreign;

use std::path::Path;

use neap::kubernetes::Object;
use neap::manifest::import::leftover;
use neap::manifest::yaml::parse_documents;

use crate::support::matrix::CASES;
use crate::support::{Outcome, command, distributed_matrix, knative_matrix, neap, outcome, pods};

/// Runs the command line that an import printed, with more words behind it.
fn run_line(line: &str, more: &str, folder: &Path) -> Outcome {
    let binary = env!("CARGO_BIN_EXE_neap");
    let line = format!("{} {more}", line.trim_end().replacen("neap", binary, 1));
    let mut shell = std::process::Command::new("sh");
    outcome(shell.args(["-c", &line]).env_clear().env("HOME", "/nonexistent").current_dir(folder))
}

fn import(folder: &Path, objects: &str, args: &[&str]) -> Outcome {
    std::fs::write(folder.join("objects.yaml"), objects).unwrap();
    outcome(command().current_dir(folder).args(["import", "objects.yaml"]).args(args))
}

/// Documents that differ in more than what the server takes by itself, as patches.
fn differences(before: &str, after: &str) -> Vec<String> {
    let read = |text: &str| -> Vec<Object> {
        parse_documents(text).unwrap().into_iter().map(|document| Object::new(document).unwrap()).collect()
    };
    let (before, after) = (read(before), read(after));
    let mut found = Vec::new();
    let names = |objects: &[Object]| {
        let mut names: Vec<String> = objects.iter().map(|object| object.identity().to_string()).collect();
        names.sort();
        names
    };
    if names(&before) != names(&after) {
        found.push(format!("{:?} became {:?}", names(&before), names(&after)));
    }
    for object in &before {
        let same = |it: &&Object| it.identity() == object.identity();
        let differs = after.iter().find(same).and_then(|it| leftover::patch(it, object));
        found.extend(differs.map(|patch| patch.to_string()));
    }
    found
}

#[test]
fn what_was_rendered_is_imported_and_rendered_again_the_same() {
    // What is rendered without a cluster, and where a patch is needed for it: for which field.
    const PATCHED: [(&str, &str); 0] = [];
    let cases = (CASES.iter().map(|(name, args)| (*name, "kserve", *args)))
        .chain(knative_matrix::CASES.iter().map(|(name, args)| (*name, "knative", *args)))
        .chain(pods::CASES.iter().copied())
        .chain(distributed_matrix::CASES.iter().map(|(name, args)| (*name, "distributed", *args)));
    let mut wrong = String::new();
    for (name, verb, args) in cases {
        let folder = tempfile::tempdir().unwrap();
        let words = match args.iter().any(|arg| arg.starts_with("--namespace")) {
            true => vec!["serve", verb, "--dry-run"],
            false => vec!["serve", verb, "--dry-run", "--namespace=serving"],
        };
        let rendered = neap(words.iter().chain(args));
        assert_eq!(rendered.code, 0, "{name}: {}", rendered.stderr);
        let imported = import(folder.path(), &rendered.stdout, &["--patch=patch.yaml"]);
        if imported.code != 0 {
            wrong += &format!("{verb} {name}: {}\n", imported.stderr);
            continue;
        }
        let patch = std::fs::read_to_string(folder.path().join("patch.yaml")).ok();
        let again = run_line(&imported.stdout, "--dry-run", folder.path());
        // Classes of all namespaces are no part of a service.
        let mut rendered = rendered.stdout;
        if args.contains(&"--make-priority-classes") {
            rendered = rendered
                .split("---\n")
                .filter(|it| !it.contains("kind: PriorityClass"))
                .collect::<Vec<_>>()
                .join("---\n");
        }
        let found = match again.code {
            0 => differences(&rendered, &again.stdout),
            _ => vec![again.stderr],
        };
        for found in found {
            wrong += &format!("{verb} {name}: {found}\n{}\n", imported.stdout);
        }
        let expected = PATCHED.iter().find(|(case, _)| *case == name).map(|(_, field)| *field);
        match (&patch, expected) {
            (Some(patch), Some(field)) if patch.contains(field) => {}
            (None, None) => {}
            (patch, _) => {
                wrong += &format!(
                    "{verb} {name}: {}\npatch {}\n",
                    imported.stdout,
                    patch.as_deref().unwrap_or("none")
                )
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What Arena makes of the article's command line, as it stands in the cluster.
const ARENAS: &str = r#"
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: qwen-chat
  annotations: {arena.kubeflow.org/username: admin, serving.kserve.io/autoscalerClass: external, serving.kserve.io/deploymentMode: RawDeployment}
  labels: {heritage: Helm, release: qwen-chat, chart: kserve-0.1.0, app: kserve, servingType: kserve, servingName: qwen-chat}
spec:
  predictor:
    containers:
    - name: kserve-container
      image: registry.example/vllm:0.4.1
      imagePullPolicy: IfNotPresent
      command: [sh, -c, "python3 -m vllm.entrypoints.openai.api_server --port 8080 --model /mnt/models/Qwen"]
      resources:
        requests: {cpu: "4", memory: 12Gi, nvidia.com/gpu: "1"}
        limits: {cpu: "4", memory: 12Gi, nvidia.com/gpu: "1"}
      volumeMounts: [{name: llm-model, mountPath: /mnt/models/Qwen}]
    volumes: [{name: llm-model, persistentVolumeClaim: {claimName: llm-model}}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: qwen-by-gpu}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: qwen-chat-predictor}
  minReplicas: 1
  maxReplicas: 3
  metrics: [{type: Pods, pods: {metric: {name: DCGM_CUSTOM_PROCESS_SM_UTIL}, target: {type: Value, value: 50}}}]
"#;

#[test]
fn what_arena_made_becomes_flags_and_a_patch_of_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let imported = import(folder.path(), ARENAS, &["--save", "qwen.yaml"]);
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    assert_eq!(
        imported.stdout,
        "neap serve kserve --name=qwen-chat \\\n  --image=registry.example/vllm:0.4.1 \\\n  --cpu=4 \\\n  --memory=12Gi \\\n  --gpus=1 \\\n  \
         --data=llm-model:/mnt/models/Qwen \\\n  --deployment-mode=raw \\\n  --scale-metric=DCGM_CUSTOM_PROCESS_SM_UTIL \\\n  --scale-target=50 \\\n  \
         --max-replicas=3 \\\n  --hpa-name=qwen-by-gpu \\\n  --label=heritage=Helm \\\n  --label=release=qwen-chat \\\n  --label=chart=kserve-0.1.0 \\\n  \
         --annotation=arena.kubeflow.org/username=admin \\\n  \
         --command='python3 -m vllm.entrypoints.openai.api_server --port 8080 --model /mnt/models/Qwen' \\\n  --patch=qwen-chat-patch.yaml\n"
    );
    let patch = std::fs::read_to_string(folder.path().join("qwen-chat-patch.yaml")).unwrap();
    assert_eq!(
        patch,
        "kind: InferenceService\nmetadata:\n  name: qwen-chat\n  labels:\n    app: kserve\n---\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: qwen-by-gpu\nspec:\n  \
         metrics:\n    \"0\":\n      pods:\n        target:\n          type: Value\n          value: 50\n          averageValue: null\n"
    );
    let by_line = run_line(&imported.stdout, "--dry-run", folder.path());
    let by_file =
        run_line("neap serve -f qwen.yaml --patch qwen-chat-patch.yaml", "--dry-run", folder.path());
    assert_eq!((by_line.code, by_file.code), (0, 0), "{}{}", by_line.stderr, by_file.stderr);
    assert_eq!(by_line.stdout, by_file.stdout);
    for part in ["name: qwen-by-gpu", "type: Value\n        value: 50\n", "app: kserve"] {
        assert!(by_line.stdout.contains(part), "{part}: {}", by_line.stdout);
    }
    // Another patch of the same name is not lost.
    std::fs::write(folder.path().join("qwen-chat-patch.yaml"), "kind: Other\n").unwrap();
    let kept = import(folder.path(), ARENAS, &[]);
    assert_eq!((kept.code, kept.stdout.as_str()), (2, ""), "{}", kept.stderr);
    assert!(kept.stderr.contains("says something else"), "{}", kept.stderr);
}

#[test]
fn what_cannot_be_imported_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    let two = ARENAS
        .replace("kind: HorizontalPodAutoscaler", "kind: InferenceService")
        .replace("autoscaling/v2", "serving.kserve.io/v1beta1");
    for (objects, args, part) in [
        ("", &[][..], "it is empty"),
        ("a: [", &[], "cannot be imported"),
        ("kind: A", &[], "has no apiVersion"),
        (map, &[], "there is no service among configmap/a"),
        (two.as_str(), &[], "there are 2 services"),
        (ARENAS, &["--adopt"], "what runs is adopted, by its name"),
    ] {
        let said = import(folder.path(), objects, args);
        assert_eq!((said.code, said.stdout.as_str()), (2, ""), "{}", said.stderr);
        assert!(said.stderr.contains(part), "{part}: {}", said.stderr);
    }
    let missing = neap(["import", "./nope.yaml"]);
    assert_eq!(missing.code, 2, "{}", missing.stderr);
}
