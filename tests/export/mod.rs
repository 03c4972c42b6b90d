//! `neap export` without a cluster: what is written, where, and what is refused. The real helm and kubectl read it in `tests/cluster`.

mod refusals;

use std::collections::BTreeMap;
use std::path::Path;

use neap::manifest::yaml::parse_documents;
use serde_json::{Value, json};

use crate::bad_input::bad_strings;
use crate::support::in_process::{run, serve};
use crate::support::{Outcome, distributed_matrix, knative_matrix, matrix, pods};

/// Every reviewed command line: what it is called, the verb, and its arguments.
fn command_lines() -> Vec<(String, &'static str, &'static [&'static str])> {
    let of = |verb: &'static str, cases: &'static [matrix::Case]| {
        cases.iter().map(move |(name, args)| (format!("{verb}-{name}"), verb, *args))
    };
    let mut all: Vec<_> = of("kserve", matrix::CASES).collect();
    all.extend(of("knative", knative_matrix::CASES));
    all.extend(of("distributed", distributed_matrix::CASES));
    all.extend(pods::CASES.iter().map(|(name, verb, args)| (format!("{verb}-{name}"), *verb, *args)));
    all
}

/// What a command line renders.
fn rendered(verb: &str, args: &[&str]) -> String {
    let outcome = serve(verb, args.iter().chain(&["--dry-run"]));
    assert_eq!(outcome.code, 0, "{verb} {args:?}: {}", outcome.stderr);
    outcome.stdout
}

/// Writes a text to a file and exports it.
fn export(folder: &Path, text: &str, form: &str, more: &[&str]) -> Outcome {
    let file = folder.join("objects.yaml");
    std::fs::write(&file, text).unwrap();
    let directory = folder.join("out");
    let args = ["export", "-f", file.to_str().unwrap(), form, directory.to_str().unwrap()];
    run(args.iter().chain(more).map(|arg| (*arg).to_owned()))
}

/// All files below a directory, by their paths.
fn files(directory: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![directory.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    let name = path.strip_prefix(directory).unwrap().to_str().unwrap().to_owned();
                    found.insert(name, std::fs::read_to_string(path).unwrap());
                }
            }
        }
    }
    found
}

fn one(text: &str) -> Value {
    let mut documents = parse_documents(text).unwrap();
    assert_eq!(documents.len(), 1, "{text}");
    documents.remove(0)
}

/// The objects of a base, in its order, in the namespace of the place.
fn of_base(files: &BTreeMap<String, String>) -> Vec<Value> {
    let namespace = one(&files["kustomization.yaml"])["namespace"].clone();
    let resources = one(&files["base/kustomization.yaml"])["resources"].clone();
    let objects = resources.as_array().unwrap().iter().map(|name| {
        let mut object = one(&files[&format!("base/{}", name.as_str().unwrap())]);
        if !namespace.is_null() && object["kind"] != "PriorityClass" {
            object["metadata"]["namespace"] = namespace.clone();
        }
        object
    });
    objects.collect()
}

/// Rendered objects as they are exported: what a policy of a fleet selects is where the policy is.
fn as_exported(text: &str) -> Vec<Value> {
    let mut objects = parse_documents(text).unwrap();
    for object in objects.iter_mut().filter(|object| object["kind"] == "PropagationPolicy") {
        for selector in object["spec"]["resourceSelectors"].as_array_mut().unwrap() {
            selector.as_object_mut().unwrap().shift_remove("namespace");
        }
    }
    objects
}

/// What KEDA asks Prometheus is about the pods of the namespace that a chart or a base is put into.
#[test]
fn a_query_of_keda_follows_the_namespace() {
    let (.., args) = pods::CASES.iter().find(|(name, ..)| *name == "keda-to-zero").unwrap();
    for (given, own) in [(Some("--namespace=prod"), "prod"), (None, "default")] {
        let args: Vec<&str> =
            args.iter().filter(|arg| !arg.starts_with("--namespace")).chain(&given).copied().collect();
        let text = rendered("deployment", &args);
        assert!(
            text.contains(&format!("namespace=\\\"{own}")) || text.contains(&format!("namespace=\"{own}")),
            "{text}"
        );
        let folder = tempfile::tempdir().unwrap();
        let outcome = export(folder.path(), &text, "--helm", &[]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        let chart = files(&folder.path().join("out"));
        let values = one(&chart["values.yaml"]);
        // The first one is the user's, and names no namespace.
        let query = values["autoscaling"]["triggers"][1]["metadata"]["query"].as_str().unwrap();
        assert!(query.contains("namespace=\"{{.Release.Namespace}}\"") && !query.contains(own), "{query}");
        assert!(chart["templates/scaledobject.yaml"].contains("tpl (toYaml .) $"), "{chart:?}");

        let folder = tempfile::tempdir().unwrap();
        assert_eq!(export(folder.path(), &text, "--kustomize", &[]).code, 0);
        let base = files(&folder.path().join("out"));
        let replaced = |path: &str| one(&base[path])["replacements"][0].clone();
        let overlay = replaced("overlays/example/kustomization.yaml");
        assert_eq!(overlay["source"]["fieldPath"], "metadata.namespace");
        assert_eq!(overlay["targets"][0]["fieldPaths"], json!(["spec.triggers.1.metadata.query"]));
        assert_eq!(replaced("kustomization.yaml").is_null(), given.is_none());
    }
}

/// A fleet's chart goes into any namespace: nothing in it names the one that it came from.
#[test]
fn a_chart_of_a_fleet_names_no_namespace() {
    let args = [
        "--name=web",
        "--image=vllm/vllm-openai:v0.11.0",
        "--port=8000",
        "--gpus=1",
        "--namespace=prod",
        "--cluster-group=idc=c1",
        "--cluster-group=cloud=c2",
        "--scale-metric=vllm-waiting=5",
        "--max-replicas=3",
    ];
    for api in ["ack-one", "karmada"] {
        let api = format!("--fleet-api={api}");
        let text = rendered("deployment", &[&args[..], &[api.as_str()][..]].concat());
        let folder = tempfile::tempdir().unwrap();
        let outcome = export(folder.path(), &text, "--helm", &[]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        let files = files(&folder.path().join("out"));
        for kind in ["propagationpolicy", "federatedhpa", "deployment", "service"] {
            assert!(files.contains_key(&format!("templates/{kind}.yaml")), "{kind}: {:?}", files.keys());
        }
        assert!(!files.iter().any(|(_, text)| text.contains("prod")), "{files:?}");
        let values = one(&files["values.yaml"]);
        assert_eq!(
            (&values["autoscaling"]["minReplicas"], &values["autoscaling"]["maxReplicas"]),
            (&json!(1), &json!(3))
        );
        assert_eq!(values["placement"]["clusterAffinities"][0]["clusterNames"], json!(["c1"]));
    }
}

#[test]
fn a_base_holds_the_objects_of_every_command_line() {
    for (name, verb, args) in command_lines() {
        for more in [&[][..], &["--namespace=prod"]] {
            let args = if args.iter().any(|arg| arg.starts_with("--namespace")) {
                args.to_vec()
            } else {
                [args, more].concat()
            };
            // The command line ends with the command.
            let text = rendered(verb, &[more, &args].concat()[more.len()..]);
            let folder = tempfile::tempdir().unwrap();
            let outcome = export(folder.path(), &text, "--kustomize", &[]);
            assert_eq!(outcome.code, 0, "{name}: {}", outcome.stderr);
            let files = files(&folder.path().join("out"));
            assert_eq!(of_base(&files), as_exported(&text), "{name}");
            let example = one(&files["overlays/example/kustomization.yaml"]);
            assert_eq!(example["resources"], json!(["../../base"]), "{name}");
        }
    }
}

/// Each action of a template names a value that is there, and each value is in a template.
#[test]
fn a_charts_templates_and_values_fit_together() {
    for (name, verb, args) in command_lines() {
        let folder = tempfile::tempdir().unwrap();
        let outcome = export(folder.path(), &rendered(verb, args), "--helm", &[]);
        assert_eq!(outcome.code, 0, "{name}: {}", outcome.stderr);
        let files = files(&folder.path().join("out"));
        let chart = one(&files["Chart.yaml"]);
        assert_eq!((&chart["apiVersion"], &chart["type"]), (&json!("v2"), &json!("application")), "{name}");
        let values = one(&files["values.yaml"]);
        let templates: String = files
            .iter()
            .filter(|(path, _)| path.starts_with("templates/"))
            .map(|(_, text)| text.as_str())
            .collect();
        for action in templates.split("{{").skip(1).filter_map(|rest| rest.split_once(".Values")) {
            let action = action.1.split("}}").next().unwrap().trim_end_matches(['-', ' ']);
            let path: Vec<&str> = match action.strip_prefix('.') {
                Some(names) => names.split([' ', ')']).next().unwrap().split('.').collect(),
                None => action.split('"').skip(1).step_by(2).collect(),
            };
            let value = path.iter().try_fold(&values, |value, name| value.get(name));
            assert!(value.is_some(), "{name}: {path:?} is no value");
        }
        for key in values.as_object().unwrap().keys() {
            assert!(
                templates.contains(&format!(".Values.{key}"))
                    || templates.contains(&format!(".Values \"{key}\"")),
                "{name}: {key} is in no template"
            );
        }
        assert!(
            values["image"].is_string() || values["model"].is_object() || verb == "distributed",
            "{name}: {values}"
        );
    }
}

#[test]
fn what_people_change_is_a_value() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = export(folder.path(), &rendered("kserve", matrix::SEED), "--helm", &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("hint: `helm template qwen-chat "), "{}", outcome.stderr);
    let files = files(&folder.path().join("out"));
    let values = one(&files["values.yaml"]);
    assert_eq!(values["image"], "kube-ai-registry.cn-shanghai.cr.aliyuncs.com/kube-ai/vllm:0.4.1");
    assert_eq!(values["autoscaling"]["targets"], json!({"DCGM_CUSTOM_PROCESS_SM_UTIL": "50"}));
    assert_eq!(
        (&values["autoscaling"]["minReplicas"], &values["autoscaling"]["maxReplicas"]),
        (&json!(1), &json!(3))
    );
    assert_eq!(values["claims"], json!({"llm-model": "llm-model"}));
    assert_eq!(values["resources"]["limits"]["nvidia.com/gpu"], "1");
    assert_eq!(one(&files["Chart.yaml"])["appVersion"], "0.4.1");
    assert!(files["values.yaml"].contains("\n# The image: registry, name and tag.\nimage: "));
}

#[test]
fn two_exports_are_the_same_bytes() {
    for (name, verb, args) in command_lines() {
        let text = rendered(verb, args);
        for form in ["--helm", "--kustomize"] {
            let written = [(), ()].map(|()| {
                let folder = tempfile::tempdir().unwrap();
                assert_eq!(export(folder.path(), &text, form, &[]).code, 0);
                files(&folder.path().join("out"))
            });
            assert_eq!(written[0], written[1], "{name}");
        }
    }
}

/// Any text that a service may hold goes through both forms; the base holds it as it was.
#[test]
fn any_string_is_carried() {
    let mut carried = 0;
    for (class, texts) in bad_strings() {
        for text in texts {
            let (env, note) = (format!("--env=A={text}"), format!("--annotation=a={text}"));
            let args = ["--name=a", "--image=nginx", "--port=80", &env, &note, "--dry-run"];
            let outcome = serve("deployment", args);
            if outcome.code != 0 {
                continue;
            }
            let folder = tempfile::tempdir().unwrap();
            assert_eq!(
                export(folder.path(), &outcome.stdout, "--kustomize", &[]).code,
                0,
                "{class}: {text:?}"
            );
            let base = of_base(&files(&folder.path().join("out")));
            assert_eq!(base, parse_documents(&outcome.stdout).unwrap(), "{class}: {text:?}");
            let chart = tempfile::tempdir().unwrap();
            assert_eq!(export(chart.path(), &outcome.stdout, "--helm", &[]).code, 0, "{class}: {text:?}");
            let files = files(&chart.path().join("out"));
            let values = one(&files["values.yaml"]);
            let template = &files["templates/deployment.yaml"];
            let control = text
                .chars()
                .any(|c| c.is_control() && !"\n\t".contains(c) || "\u{2028}\u{2029}\u{feff}".contains(c));
            // What Helm would not carry stays in the template.
            match values["env"].as_array() {
                Some(env) => assert!(
                    env.iter().any(|variable| variable["value"] == *text),
                    "{class}: {text:?}: {env:?}"
                ),
                None => assert!(control && template.contains("env:\n"), "{class}: {text:?}"),
            }
            // Nothing of the user's opens an action.
            for action in template.split("{{").skip(1) {
                let known = [
                    "- with",
                    "- toYaml",
                    "- end",
                    "- /*",
                    " .Values",
                    " .Release",
                    " index",
                    " \"",
                    "\" }}",
                ];
                assert!(known.iter().any(|word| action.starts_with(word)), "{text:?}: {action}");
            }
            carried += 1;
        }
    }
    assert!(carried > 90, "{carried}");
}

#[test]
fn a_namespace_is_given_to_objects_that_have_none() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = export(folder.path(), &rendered("kserve", matrix::SEED), "--kustomize", &["-n", "prod"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let written = files(&folder.path().join("out"));
    assert!(of_base(&written).iter().all(|object| object["metadata"]["namespace"] == "prod"));
    let elsewhere = [&["--namespace=serving"], matrix::SEED].concat();
    let outcome =
        export(folder.path(), &rendered("kserve", &elsewhere), "--kustomize", &["-n", "prod", "--force"]);
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("is in namespace serving"), "{}", outcome.stderr);
}

/// The volume that seed 000 begins with has a Secret: it stays out, unless it is asked for.
#[test]
fn a_secrets_content_stays_out() {
    let folder = tempfile::tempdir().unwrap();
    let secret = json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "key"}, "stringData": {"akSecret": "hidden"}});
    let text = format!("{}---\n{secret}\n", rendered("kserve", matrix::SEED));
    let outcome = export(folder.path(), &text, "--helm", &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("warning: secret/key is left out"), "{}", outcome.stderr);
    let all: String = files(&folder.path().join("out")).into_values().collect();
    assert!(!all.contains("hidden"));
    let outcome = export(folder.path(), &text, "--helm", &["--with-secrets", "--force"]);
    assert!(
        outcome.stderr.contains("secret/key is written with its content in the clear"),
        "{}",
        outcome.stderr
    );
    assert!(files(&folder.path().join("out"))["templates/secret.yaml"].contains("hidden"));
    let token = rendered("kserve", &["--name=a", "--image=nginx", "--env=HF_TOKEN=abc"]);
    let outcome = export(folder.path(), &token, "--helm", &["--force"]);
    assert!(outcome.stderr.contains("`--env-from-secret=HF_TOKEN=SECRET`"), "{}", outcome.stderr);
}

/// A service file is rendered first; several files are one chart, as a cache and the service that reads it.
#[test]
fn service_files_and_caches() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let saved = format!("--save={}", path("service.yaml"));
    let text = serve("kserve", matrix::SEED.iter().copied().chain(["--dry-run", &saved]));
    assert_eq!(text.code, 0, "{}", text.stderr);
    let cache = run([
        "cache",
        "create",
        "llm-cache",
        "--from=pvc://llm-model",
        "--tier=mem:20Gi",
        "--replicas=2",
        "--dry-run",
    ]
    .map(str::to_owned));
    assert_eq!(cache.code, 0, "{}", cache.stderr);
    std::fs::write(folder.path().join("cache.yaml"), &cache.stdout).unwrap();
    std::fs::write(
        folder.path().join("patch.yaml"),
        "kind: InferenceService\nmetadata: {labels: {team: chat}}\n",
    )
    .unwrap();
    let args = [
        "export".into(),
        "-f".into(),
        path("service.yaml"),
        "-f".into(),
        path("cache.yaml"),
        "--patch".into(),
        path("patch.yaml"),
        "--kustomize".into(),
        path("out"),
    ];
    let outcome = run(args);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let mut expected = parse_documents(&text.stdout).unwrap();
    expected[0]["metadata"]["labels"]["team"] = "chat".into();
    expected.extend(parse_documents(&cache.stdout).unwrap());
    assert_eq!(of_base(&files(&folder.path().join("out"))), expected);
    let args = ["export".into(), "-f".into(), path("cache.yaml"), "--helm".into(), path("chart")];
    assert_eq!(run(args).code, 0);
    let values = one(&files(&folder.path().join("chart"))["values.yaml"]);
    assert_eq!(values["cache"]["replicas"], 2);
    assert_eq!(values["cache"]["mounts"][0]["mountPoint"], "pvc://llm-model");
}
