//! `neap doctor`: its fixtures are what an API server takes, and a live service is looked at and mended.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::plane::{Cluster, Namespace, Options, crds, secs};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    let mut tests = crate::own![Need::ApiServer; fixtures_are_real_manifests];
    tests.extend(crate::shared![
        a_live_service_is_examined_and_mended,
        a_target_without_a_scale_is_named,
        what_may_not_be_read_is_named
    ]);
    tests
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/doctor/fixtures")
}

/// Defects that the API server refuses itself; the rest it takes without a word, which is why there is a doctor.
const REFUSED: [&str; 5] = ["NEAP068", "NEAP069", "NEAP070", "NEAP071", "NEAP072"];

fn fixtures_are_real_manifests() {
    let cluster = Cluster::private(&Options::default());
    let folders = ["", "kserve", "knative"].map(|folder| crds::reduced().join(folder));
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let files: Vec<PathBuf> =
        files.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    crds::install_files(&cluster, &files);
    let mut objects = cluster.objects();
    objects.namespace = Some("default".into());
    let refusals = |documents: Vec<Value>, asked: &mut usize| -> Vec<String> {
        // Helm's values are no object.
        let documents = documents.into_iter().filter(|it| it.get("kind").is_some());
        let said = documents.filter_map(|mut object| {
            if let Some(metadata) = object["metadata"].as_object_mut() {
                metadata.remove("namespace");
            }
            *asked += 1;
            objects.dry_run(&object).err()
        });
        said.collect()
    };
    let mut wrong = Vec::new();
    let mut asked = 0;
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let is_bad = name.contains(".bad.");
        let refused = REFUSED.iter().any(|code| name.starts_with(code)) && is_bad;
        let text = std::fs::read_to_string(&path).unwrap();
        let documents = serde_yaml::from_multiple::<Value>(&text);
        assert!(documents.is_ok() || refused, "{name} cannot be read");
        let is_text = documents.is_err();
        let documents = documents.unwrap_or_default();
        let said = refusals(documents, &mut asked);
        // What --fix writes is taken, of what was refused too.
        if is_bad {
            let written = mended(&path, &name);
            let documents = serde_yaml::from_multiple::<Value>(&written)
                .unwrap_or_else(|error| panic!("{name}: {error}\n{written}"));
            let said = refusals(documents, &mut asked);
            wrong.extend(said.into_iter().map(|why| format!("{name} mended: {why}")));
        }
        match (refused, said.is_empty() && !is_text) {
            (true, true) => wrong.push(format!("{name} is taken")),
            (false, false) => wrong.push(format!("{name}: {}", said.join("; "))),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked > 200, "only {asked} objects");
}

/// A bad fixture as `--fix` writes it.
fn mended(path: &Path, name: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join(name);
    std::fs::copy(path, &copy).unwrap();
    let code = name.split('.').next().unwrap();
    let copied = copy.to_str().unwrap();
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_neap"))
        .args(["doctor", "-f", copied, "--fix", "--yes", "--only", code])
        .output()
        .unwrap();
    assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
    std::fs::read_to_string(copy).unwrap()
}

/// A service that scales on a metric of pods, with a policy that selects nothing.
fn deploy(ns: &Namespace) {
    ns.bound_pvc("llm-model");
    let deployed = ns
        .neap([
            "serve",
            "deployment",
            "--name=qwen",
            "--image=vllm/vllm-openai:v0.11.0",
            "--scale-metric=vllm-waiting",
            "--scale-target=5",
            "--max-replicas=3",
            "--cpu=1",
            "vllm serve /models/qwen --port 8000",
        ])
        .ended_with(0);
    assert!(deployed.stdout.contains("created"), "{}", deployed.stdout);
    ns.apply(json!({
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "qwen"},
        "spec": {"minAvailable": 1, "selector": {"matchLabels": {"servingName": "qwn"}}},
    }));
}

fn codes(output: &str) -> Vec<String> {
    let document: Value = serde_json::from_str(output).unwrap();
    let findings = document["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

fn a_live_service_is_examined_and_mended(ns: &Namespace) {
    deploy(ns);
    let found = ns.neap(["doctor", "qwen", "-o", "json"]).ended_with(4);
    assert!(codes(&found.stdout).contains(&"NEAP001".to_owned()), "{}", found.stdout);
    let shown = ns.neap(["doctor", "qwen", "--only", "NEAP001"]).ended_with(4);
    assert!(
        shown.stdout.contains("poddisruptionbudget.policy/qwen  spec.selector.matchLabels.servingName"),
        "{}",
        shown.stdout
    );
    let mended = ns.neap(["doctor", "qwen", "--only", "NEAP001", "--fix", "--yes"]).ended_with(0);
    assert!(mended.stdout.contains("+      servingName: qwen"), "{}", mended.stdout);
    assert!(mended.stderr.contains("poddisruptionbudget.policy/qwen mended"), "{}", mended.stderr);
    let budget = ns.get("policy/v1/PodDisruptionBudget", "qwen").unwrap();
    assert_eq!(budget["spec"]["selector"]["matchLabels"], json!({"servingName": "qwen"}));
    let again = ns.neap(["doctor", "qwen", "--only", "NEAP001"]).ended_with(0);
    assert!(again.stdout.contains("nothing is wrong"), "{}", again.stdout);
    let none = ns.neap(["doctor", "qwn"]).ended_with(1);
    assert!(none.stderr.contains("did you mean `qwen`?"), "{}", none.stderr);
    let cluster = ns.neap(["doctor"]);
    assert!(cluster.stdout.contains("KServe"), "{}", cluster.stdout);
}

/// The three ways in which the real controller cannot read a scale, in its own words.
fn a_target_without_a_scale_is_named(ns: &Namespace) {
    let cases = [
        (
            "gone",
            "apps/v1",
            "Deployment",
            "there is no Deployment \"gone\" in namespace",
            "kubectl get deployment -n",
        ),
        (
            "each",
            "apps/v1",
            "DaemonSet",
            "a DaemonSet has no scale subresource",
            "kubectl get deployment,statefulset -n",
        ),
        (
            "odd",
            "apps/v1",
            "Deploy",
            "the cluster serves no Deploy in the apiVersion",
            "kubectl api-resources | grep -i deploy",
        ),
    ];
    ns.apply(json!({
        "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "each"},
        "spec": {"selector": {"matchLabels": {"app": "each"}}, "template": {"metadata": {"labels": {"app": "each"}},
            "spec": {"nodeSelector": {"no": "node"}, "containers": [{"name": "a", "image": "registry.invalid/a:1"}]}}},
    }));
    for (name, version, kind, ..) in cases {
        ns.apply(json!({
            "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": name},
            "spec": {"scaleTargetRef": {"apiVersion": version, "kind": kind, "name": name}, "minReplicas": 1, "maxReplicas": 3},
        }));
    }
    for (name, _, _, why, command) in cases {
        ns.until_some("the controller's look", secs(30), || {
            let hpa = ns.get("autoscaling/v2/HorizontalPodAutoscaler", name)?;
            let conditions = hpa["status"]["conditions"].as_array()?.clone();
            conditions.into_iter().find(|it| it["reason"] == "FailedGetScale")
        });
        let told = ns.neap(["doctor", "--only", "NEAP026", "-o", "json"]).ended_with(4);
        let document: Value = serde_json::from_str(&told.stdout).unwrap();
        let findings = document["findings"].as_array().unwrap();
        let of = |it: &&Value| it["object"]["name"] == name && it["object"]["namespace"] == ns.name.as_str();
        let one = findings.iter().find(of).unwrap_or_else(|| panic!("{name}: {document:#}"));
        assert!(one["why"].as_str().unwrap().starts_with(why), "{one:#}");
        assert!(one["command"].as_str().unwrap().starts_with(command), "{one:#}");
    }
}

fn what_may_not_be_read_is_named(ns: &Namespace) {
    deploy(ns);
    let rules = json!([
        {"apiGroups": ["apps"], "resources": ["*"], "verbs": ["list", "get"]},
        {"apiGroups": ["policy"], "resources": ["poddisruptionbudgets"], "verbs": ["list", "get"]},
    ]);
    let user = ns.user("reader", rules, json!([]));
    let outcome = ns.neap_as(&user, ["doctor", "qwen", "-o", "json"]).ended_with(4);
    assert!(codes(&outcome.stdout).contains(&"NEAP001".to_owned()), "{}", outcome.stdout);
    for kind in ["Node of v1", "HorizontalPodAutoscaler of autoscaling/v2", "Event of v1"] {
        assert!(outcome.stderr.contains(&format!("{kind} cannot be read")), "{kind}: {}", outcome.stderr);
    }
}
