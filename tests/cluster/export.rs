//! What `neap export` writes, read by the real helm and the real kubectl.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use neap::manifest::yaml::parse_documents;
use serde_json::{Value, json};

use crate::bad_strings::classes;
use crate::matrix::Case;
use crate::plane::{Namespace, Node, Outcome, Part, kubectl_outcome, outcome, program, secs};
use crate::random::Random;
use crate::suite::{Need, Test};
use crate::{distributed_matrix, knative_matrix, matrix, pods};

pub fn tests() -> Vec<Test> {
    let mut tests = crate::own![Need::Helm;
        charts_and_bases_give_the_same_objects,
        any_string_and_any_mixture_of_flags_comes_out_as_it_went_in,
        a_query_of_keda_follows_the_namespace,
        a_changed_value_changes_the_objects,
    ];
    tests.extend(crate::shared![what_is_applied_is_exported_and_helm_takes_it_over_without_a_restart]);
    tests
}

fn helm(args: &[&str]) -> Outcome {
    let mut command = Command::new(program(Part::Helm, "helm"));
    command.args(args).env_clear().env("HOME", "/nonexistent").env("KUBECONFIG", "/nonexistent");
    outcome(command.stdin(Stdio::null()))
}

/// Without a cluster.
fn neap(args: &[&str]) -> Outcome {
    outcome(crate::plane::neap(Path::new("/nonexistent")).args(args))
}

/// Objects by what names them: Helm and Kustomize have their own order.
fn sorted(text: &str) -> Vec<Value> {
    let mut objects = parse_documents(text).unwrap();
    // What a policy of a fleet selects is in the policy's own namespace, said or not.
    for policy in objects.iter_mut().filter(|object| object["kind"] == "PropagationPolicy") {
        let own = policy["metadata"]["namespace"].clone();
        for selector in policy["spec"]["resourceSelectors"].as_array_mut().unwrap() {
            selector.as_object_mut().unwrap().retain(|name, value| name != "namespace" || *value != own);
        }
    }
    objects.sort_by_key(|object| format!("{}{}", object["kind"], object["metadata"]["name"]));
    objects
}

/// The same text as kubectl's own reader of YAML takes it.
fn by_kubectl(folder: &Path, text: &str) -> Vec<Value> {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("all.yaml"), text).unwrap();
    std::fs::write(folder.join("kustomization.yaml"), "resources: [all.yaml]\n").unwrap();
    sorted(
        &kubectl_outcome(Path::new("/nonexistent"), ["kustomize", folder.to_str().unwrap()])
            .ended_with(0)
            .stdout,
    )
}

/// Renders a command line and exports it as a chart and as a base: what they give is what was rendered. False where it is refused.
fn same(name: &str, verb: &str, args: &[String]) -> bool {
    let namespaced: Vec<String> = match args.iter().any(|arg| arg.starts_with("--namespace")) {
        true => args.to_vec(),
        false => std::iter::once("--namespace=prod".to_owned()).chain(args.iter().cloned()).collect(),
    };
    let given = namespaced.iter().find_map(|arg| arg.strip_prefix("--namespace=")).unwrap();
    let line: Vec<&str> =
        ["serve", verb, "--dry-run"].into_iter().chain(namespaced.iter().map(String::as_str)).collect();
    let rendered = neap(&line);
    if rendered.code == 2 {
        return false;
    }
    let rendered = rendered.ended_with(0).stdout;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (objects, chart, base) = (path("objects.yaml"), path("chart"), path("base"));
    std::fs::write(&objects, &rendered).unwrap();
    let _ = neap(&["export", "-f", &objects, "--helm", &chart]).ended_with(0);
    let based = neap(&["export", "-f", &objects, "--kustomize", &base]).ended_with(0);
    let wanted = sorted(&rendered);
    let lint = helm(&["lint", "--strict", "--quiet", &chart]);
    assert_eq!(lint.code, 0, "{name}: {}{}", lint.stdout, lint.stderr);
    // The release's name is nobody's.
    let templated = helm(&["template", "any-name", &chart, "-n", given]).ended_with(0).stdout;
    assert_eq!(sorted(&templated), wanted, "{name}: the chart");
    // Kustomize carries no control characters, and neap says so.
    let odd = |c: char| c.is_control() && !"\n\t".contains(c) || "\u{2028}\u{2029}\u{feff}".contains(c);
    if args.iter().any(|arg| arg.contains(odd)) {
        assert!(based.stderr.contains("holds a control character"), "{name}: {}", based.stderr);
        return true;
    }
    assert_eq!(
        by_kubectl(&folder.path().join("again"), &templated),
        wanted,
        "{name}: the chart, read by kubectl"
    );
    let kustomized = |place: &str| {
        sorted(&kubectl_outcome(Path::new("/nonexistent"), ["kustomize", place]).ended_with(0).stdout)
    };
    assert_eq!(kustomized(&base), wanted, "{name}: the base");
    assert_eq!(
        kustomized(&format!("{base}/overlays/example")),
        wanted,
        "{name}: the example, which changes nothing yet"
    );
    true
}

type Line = (String, &'static str, Vec<String>);

/// Runs all in four lanes; so many were not refused.
fn all_same(lines: &[Line]) -> usize {
    let (next, held) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some((name, verb, args)) = lines.get(next.fetch_add(1, Ordering::Relaxed)) {
                    held.fetch_add(same(name, verb, args).into(), Ordering::Relaxed);
                }
            });
        }
    });
    held.into_inner()
}

fn reviewed() -> Vec<Line> {
    let of = |verb: &'static str, cases: &[Case]| -> Vec<Line> {
        let owned = |args: &[&str]| args.iter().map(|arg| (*arg).to_owned()).collect();
        cases.iter().map(|(name, args)| (format!("{verb} {name}"), verb, owned(args))).collect()
    };
    let mut all = [
        of("kserve", matrix::CASES),
        of("knative", knative_matrix::CASES),
        of("distributed", distributed_matrix::CASES),
    ]
    .concat();
    for (name, verb, args) in pods::CASES {
        all.extend(of(verb, &[(*name, *args)]));
    }
    all
}

/// Every reviewed command line of every kind.
fn charts_and_bases_give_the_same_objects() {
    let lines = reviewed();
    assert_eq!(all_same(&lines), lines.len());
}

/// Each class of odd strings in each kind, and mixtures of flags.
fn any_string_and_any_mixture_of_flags_comes_out_as_it_went_in() {
    const KINDS: [&str; 5] = ["kserve", "knative", "deployment", "statefulset", "distributed"];
    let seed = std::env::var("NEAP_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    let mut random = Random::new(seed);
    let mut lines: Vec<Line> = Vec::new();
    let classes = classes();
    for (class, texts) in &classes {
        let texts: Vec<&String> = texts.iter().filter(|text| text.len() < 400).collect();
        let mut args: Vec<String> = ["--name=a", "--image=nginx", "--port=80"].map(str::to_owned).to_vec();
        args.extend(texts.iter().enumerate().map(|(at, text)| format!("--env=E{at}={text}")));
        args.extend(texts.iter().enumerate().map(|(at, text)| format!("--annotation=a{at}={text}")));
        args.extend(["--command".to_owned(), format!("run {}", texts.first().unwrap())]);
        let verb = random.of(&KINDS);
        lines.push((format!("{verb} {class}"), verb, args));
    }
    let strings: Vec<String> =
        classes.iter().flat_map(|(_, texts)| texts.clone()).filter(|text| text.len() < 100).collect();
    let more: [&[&str]; 12] = [
        &["--scale-metric=vllm-waiting=5", "--max-replicas=4"],
        &["--gpus=2", "--memory=16Gi"],
        &["--cpu=1500m"],
        &["--unit=nodepool=edge", "--unit=nodepool=cloud", "--spill-with=resource-policy"],
        &["--unit=nodepool=edge", "--unit=selector.gpu=A10", "--spill-with=affinity"],
        &["--data=llm-model:/mnt/models:Qwen:ro", "--data=b.dotted:/b"],
        &["--toleration=all", "--selector=a=b"],
        &["--priority=high", "--make-priority-classes"],
        &["--image-pull-secret=key", "--service-account=reader"],
        &["--config-file=Cargo.toml:/etc/c.toml"],
        &["--share-memory=4Gi", "--temp-dir=t:/t"],
        &["--scale-metric=cpu=60", "--max-replicas=2", "--cpu=1"],
    ];
    for round in 0..60 {
        let verb = KINDS[round % KINDS.len()];
        let mut args: Vec<String> =
            ["--name=a", "--image=vllm/vllm-openai:v0.11.0", "--port=80"].map(str::to_owned).to_vec();
        for flags in more {
            if random.percent(35)
                && !flags.iter().any(|flag| {
                    flag.starts_with("--scale-metric")
                        && args.iter().any(|arg| arg.starts_with("--scale-metric"))
                })
            {
                args.extend(flags.iter().map(|flag| (*flag).to_owned()));
            }
        }
        args.push(format!("--env=A={}", random.of(&strings)));
        args.push(format!("--annotation=note={}{}", random.of(&strings), random.of(&strings)));
        lines.push((format!("{verb} {args:?}, NEAP_SEED={seed}"), verb, args));
    }
    let held = all_same(&lines);
    assert!(held > 50, "only {held} of {} were accepted", lines.len());
}

/// The leaves of values that hold a number or a text: their paths.
fn scalars(value: &Value, path: Vec<String>, found: &mut Vec<(Vec<String>, Value)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                scalars(value, [path.clone(), vec![name.clone()]].concat(), found);
            }
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) => found.push((path, value.clone())),
        _ => {}
    }
}

/// Each value of a chart is really in use: with another one, other objects come out; and what is a switch, switches.
fn a_changed_value_changes_the_objects() {
    let mut tried = 0;
    for (name, verb, args) in reviewed() {
        if ![
            "kserve seed",
            "kserve prometheus",
            "knative reserve",
            "distributed seed-004-roles",
            "distributed seed-004",
            "deployment seed-002",
        ]
        .contains(&name.as_str())
        {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let (objects, chart, own) = (path("objects.yaml"), path("chart"), path("own.yaml"));
        let line: Vec<&str> =
            ["serve", verb, "--dry-run"].into_iter().chain(args.iter().map(String::as_str)).collect();
        std::fs::write(&objects, neap(&line).ended_with(0).stdout).unwrap();
        let _ = neap(&["export", "-f", &objects, "--helm", &chart]).ended_with(0);
        let before = sorted(&helm(&["template", "a", &chart]).ended_with(0).stdout);
        let values =
            parse_documents(&std::fs::read_to_string(folder.path().join("chart/values.yaml")).unwrap())
                .unwrap();
        let mut leaves = Vec::new();
        scalars(&values[0], Vec::new(), &mut leaves);
        for (path, value) in leaves {
            let other = match &value {
                Value::Number(number) => json!(number.as_i64().unwrap() + 1),
                Value::Bool(value) => json!(!value),
                text => json!(format!("{}9", text.as_str().unwrap())),
            };
            let own_values = path.iter().rev().fold(other, |value, name| json!({ name: value }));
            std::fs::write(&own, own_values.to_string()).unwrap();
            let after = sorted(&helm(&["template", "a", &chart, "-f", &own]).ended_with(0).stdout);
            assert_ne!(after, before, "{name}: {path:?}");
            if value.is_boolean() {
                assert!(after.len() < before.len(), "{name}: {path:?}");
            }
            tried += 1;
        }
        // A value that there is none of, and one of another kind, are refused by the chart's schema.
        for slip in ["imagee=a", "image=1"] {
            let refused = helm(&["template", "a", &chart, "--set", slip]);
            assert!(
                refused.code != 0 && refused.stderr.contains("image"),
                "{name}: {slip}: {}",
                refused.stderr
            );
        }
        // A number where Kubernetes wants text, as `--set` makes it.
        if verb == "knative" {
            let text =
                helm(&["template", "a", &chart, "--set", "autoscaling.minScale=2"]).ended_with(0).stdout;
            let service = sorted(&text).into_iter().find(|object| object["kind"] == "Service").unwrap();
            assert_eq!(
                service["spec"]["template"]["metadata"]["annotations"]["autoscaling.knative.dev/min-scale"],
                "2"
            );
        }
    }
    assert!(tried > 60, "{tried}");
}

/// What KEDA asks Prometheus is about the pods of the namespace that a chart or a base is put into.
fn a_query_of_keda_follows_the_namespace() {
    let args = [
        "serve",
        "deployment",
        "--name=a",
        "--image=vllm/vllm-openai:v0.11.0",
        "--port=8000",
        "--namespace=prod",
        "--autoscaler=keda",
        "--prometheus=http://p:9090",
        "--scale-metric=vllm-waiting=5",
        "--max-replicas=3",
        "--scale-metric=prometheus:sum(b{x='{{y}}',kubernetes_namespace='prod'})=3",
        "--dry-run",
    ];
    let rendered = neap(&args).ended_with(0).stdout;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (objects, chart, base) = (path("objects.yaml"), path("chart"), path("base"));
    std::fs::write(&objects, &rendered).unwrap();
    let _ = neap(&["export", "-f", &objects, "--helm", &chart]).ended_with(0);
    let _ = neap(&["export", "-f", &objects, "--kustomize", &base]).ended_with(0);
    let queries = |text: &str| -> Vec<String> {
        let scaler = sorted(text).into_iter().find(|object| object["kind"] == "ScaledObject").unwrap();
        let triggers = scaler["spec"]["triggers"].as_array().unwrap().iter();
        triggers.map(|trigger| trigger["metadata"]["query"].as_str().unwrap().to_owned()).collect()
    };
    let wanted = queries(&rendered.replace("prod", "other"));
    assert!(
        wanted[0].contains("namespace=\"other\"")
            && wanted[1].contains("{{y}}")
            && wanted[1].contains("'other'"),
        "{wanted:?}"
    );
    let templated = helm(&["template", "a", &chart, "-n", "other"]).ended_with(0).stdout;
    assert_eq!(queries(&templated), wanted);
    for place in ["", "/overlays/example"].map(|place| format!("{base}{place}")) {
        let file = format!("{place}/kustomization.yaml");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replace("namespace: prod", "namespace: other")).unwrap();
        let text = kubectl_outcome(Path::new("/nonexistent"), ["kustomize", &place]).ended_with(0).stdout;
        assert_eq!(queries(&text), wanted, "{place}");
    }
}

/// What neap applied is exported from the cluster. Helm takes it over as a release: no pod restarts.
fn what_is_applied_is_exported_and_helm_takes_it_over_without_a_restart(ns: &Namespace) {
    ns.add_node(Node::new("edge").gpus(3));
    ns.bound_pvc("llm-model");
    let args = [
        "--name=qwen",
        "--image=registry.invalid/vllm:0.4.1",
        "--restful-port=8000",
        "--gpus=1",
        "--data=llm-model:/m",
    ];
    let scaled = [
        "--scale-metric=vllm-waiting=5",
        "--max-replicas=3",
        "--command=vllm serve /m --port 8000",
        "--wait=60s",
    ];
    let _ = ns.neap(["serve", "deployment"].iter().chain(&args).chain(&scaled)).ended_with(0);
    let folder = tempfile::tempdir().unwrap();
    let chart = folder.path().join("chart").to_str().unwrap().to_owned();
    let exported = ns.neap(["export", "qwen", "--helm", &chart]).ended_with(0);
    assert!(!exported.stderr.contains("warning"), "{}", exported.stderr);
    let applied = ns.neap(["serve", "history", "qwen", "--revision=1"]).ended_with(0).stdout;
    let templated = helm(&["template", "qwen", &chart, "-n", &ns.name]).ended_with(0).stdout;
    assert_eq!(sorted(&templated), sorted(&applied));

    let running = || {
        let pods = ns.list("Pod");
        let uids: Vec<String> = pods.iter().map(|pod| pod["metadata"]["uid"].to_string()).collect();
        (ns.list("ReplicaSet").len(), uids)
    };
    let before = running();
    let mut install = Command::new(program(Part::Helm, "helm"));
    install.args(["upgrade", "--install", "--take-ownership", "qwen", &chart, "-n", &ns.name]);
    install.env("KUBECONFIG", &ns.cluster.kubeconfig).env("HOME", folder.path()).stdin(Stdio::null());
    let _ = outcome(&mut install).ended_with(0);
    assert_eq!(
        ns.get("Deployment", "qwen").unwrap()["metadata"]["labels"]["app.kubernetes.io/managed-by"],
        "Helm"
    );
    assert_eq!(running(), before);

    // What was changed by hand since is said, and not exported.
    let _ = ns.neap(["serve", "scale", "qwen", "2"]).ended_with(0);
    let said = ns.neap(["export", "qwen", "--helm", &chart, "--force"]).ended_with(0);
    assert!(
        said.stderr.contains("spec.minReplicas 1 → 2 in the cluster; exported is what was applied"),
        "{}",
        said.stderr
    );
    // What neap never applied is pointed elsewhere.
    ns.apply(json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "other"}, "spec": {
        "replicas": 0, "selector": {"matchLabels": {"app": "other"}},
        "template": {"metadata": {"labels": {"app": "other"}}, "spec": {"containers": [{"name": "a", "image": "registry.invalid/a"}]}}}}));
    let refused = ns.neap(["export", "other", "--helm", &chart]).ended_with(1);
    assert!(refused.stderr.contains("neap import other --adopt"), "{}", refused.stderr);
    ns.until("no pod changed", secs(5), || {
        ns.list("Pod").iter().any(|pod| before.1.contains(&pod["metadata"]["uid"].to_string()))
    });
}
