//! `neap doctor`: each check has a fixture that it finds and one that it does not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

use crate::support::{command, outcome};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/doctor/fixtures")
}

fn codes() -> Vec<String> {
    let names = std::fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().file_name());
    let codes: BTreeSet<String> =
        names.map(|name| name.to_str().unwrap().split('.').next().unwrap().to_owned()).collect();
    codes.into_iter().collect()
}

fn file(code: &str, which: &str) -> PathBuf {
    fixtures().join(format!("{code}.{which}.yaml"))
}

fn doctor(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_neap")).arg("doctor").args(args).output().unwrap()
}

fn findings(path: &Path) -> Vec<Value> {
    let output = doctor(&["-f", path.to_str().unwrap(), "-o", "json"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    document["findings"].as_array().unwrap().clone()
}

fn found(path: &Path) -> BTreeSet<String> {
    findings(path).iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_check_has_a_fixture_that_it_finds() {
    let all = codes();
    let listed = String::from_utf8(doctor(&["--list"]).stdout).unwrap();
    let listed: Vec<&str> =
        listed.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(all, listed);
    let missed: Vec<&String> = all.iter().filter(|code| !found(&file(code, "bad")).contains(*code)).collect();
    assert!(missed.is_empty(), "not found in their own fixtures: {missed:?}");
}

#[test]
fn the_bad_fixtures_have_that_one_defect() {
    let wrong: Vec<(String, BTreeSet<String>)> = codes()
        .into_iter()
        .map(|code| (code.clone(), found(&file(&code, "bad"))))
        .map(|(code, mut found)| {
            found.remove(&code);
            (code, found)
        })
        .filter(|(_, others)| !others.is_empty())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_corrected_forms_have_no_finding_of_any_check() {
    let wrong: Vec<(String, BTreeSet<String>)> = codes()
        .into_iter()
        .map(|code| (code.clone(), found(&file(&code, "good"))))
        .filter(|(_, found)| !found.is_empty())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What only a person can decide, or what lies outside of the objects.
const BY_HAND: [&str; 10] = [
    "NEAP025", "NEAP026", "NEAP028", "NEAP035", "NEAP037", "NEAP065", "NEAP073", "NEAP074", "NEAP076",
    "NEAP077",
];

#[test]
fn what_is_mended_is_not_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for code in codes() {
        let path = folder.path().join(format!("{code}.yaml"));
        std::fs::copy(file(&code, "bad"), &path).unwrap();
        let name = path.to_str().unwrap();
        let output = doctor(&["-f", name, "--fix", "--yes", "--only", &code]);
        let left = found(&path);
        let by_hand = BY_HAND.contains(&code.as_str());
        if !output.status.success() || left.contains(&code) != by_hand {
            wrong.push(format!("{code}: {left:?} {}", String::from_utf8_lossy(&output.stderr)));
        }
        let others: Vec<&String> = left.iter().filter(|other| **other != code).collect();
        if !others.is_empty() {
            wrong.push(format!("{code} mended brings {others:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What is left to a hand says why, there and on the page, and each of its findings says what to do.
#[test]
fn what_is_left_to_a_hand_says_why() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/doctor.md")).unwrap();
    let mut rows = 0;
    for code in codes() {
        let told = String::from_utf8(doctor(&["--explain", &code]).stdout).unwrap();
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        let why = told.split_once("--fix leaves to you: ").map(|(_, why)| why.trim_end_matches('.'));
        assert!(why.is_some() || !BY_HAND.contains(&code.as_str()), "{code} does not say why");
        if let Some(why) = why {
            rows += 1;
            assert!(
                page.contains(&format!("| {code} | {why} |")),
                "docs/doctor.md lacks\n| {code} | {why} |"
            );
        }
    }
    let (_, table) = page.split_once("## What `--fix` leaves").unwrap();
    let (table, _) = table.split_once("\n## ").unwrap();
    assert_eq!(table.lines().filter(|row| row.starts_with("| NEAP")).count(), rows);
    for code in BY_HAND {
        for finding in findings(&file(code, "bad")) {
            assert!(finding["remedy"].as_str().is_some_and(|remedy| !remedy.is_empty()), "{finding:#}");
            assert!(finding["command"].is_string() || code == "NEAP037", "{finding:#}");
            assert_eq!(finding["mendable"], false, "{finding:#}");
        }
    }
}

/// An object goes only where nothing goes with it.
#[test]
fn what_is_said_twice_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.yaml");
    let fixed = |code: &str, change: &dyn Fn(&str) -> String| -> (bool, String) {
        let text = std::fs::read_to_string(file(code, "bad")).unwrap();
        let (rest, last) = text.rsplit_once("---\n").unwrap();
        let changed = change(last);
        assert!(changed != last || code == "same", "{code}");
        std::fs::write(&path, format!("{rest}---\n{changed}")).unwrap();
        let output = doctor(&["-f", path.to_str().unwrap(), "--fix", "--yes", "--only", code]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        (!found(&path).contains(code), std::fs::read_to_string(&path).unwrap())
    };
    let (mended, text) = fixed("NEAP005", &|policy| format!("# twice\n{policy}"));
    assert!(mended && !text.contains("name: other") && text.ends_with("nodepool-id: cloud\n"), "{text}");
    let (mended, text) = fixed("NEAP005", &|policy| policy.replace("prefer", "required"));
    assert!(!mended && text.contains("name: other"), "{text}");

    // The other's metrics are not lost.
    let waiting = "vllm:num_requests_waiting";
    let (mended, text) = fixed("NEAP007", &|hpa| hpa.replace(waiting, "vllm:kv_cache_usage_perc"));
    let (before, after) = text.split_once("vllm:kv_cache_usage_perc").unwrap();
    assert!(mended && before.contains(waiting) && !text.contains("name: b\n"), "{text}");
    assert!(!after.contains("vllm:num_requests_running"), "{text}");
    // Which target, or which maximum, is meant is not said.
    for (from, to) in [("averageValue: '5'", "averageValue: '6'"), ("maxReplicas: 3", "maxReplicas: 4")] {
        let (mended, text) = fixed("NEAP007", &|hpa| hpa.replace(from, to));
        assert!(!mended && text.contains("name: b\n"), "{to}: {text}");
    }
}

/// Standard output of a filter holds documents alone.
#[test]
fn from_a_pipe_documents_go_into_a_pipe() {
    let filter = |text: &str| {
        let args = ["doctor", "-f", "-", "--fix", "--yes"];
        Command::new(env!("CARGO_BIN_EXE_neap")).args(args).write_stdin(text).output().unwrap()
    };
    let bad = std::fs::read_to_string(file("NEAP014", "bad")).unwrap();
    let mended = filter(&bad);
    let (out, err) = (String::from_utf8(mended.stdout).unwrap(), String::from_utf8(mended.stderr).unwrap());
    assert_eq!(serde_yaml::from_multiple::<Value>(&out).unwrap().len(), 2, "{out}");
    assert!(out.contains("maxReplicas: 2") && !out.contains("NEAP014"), "{out}");
    for part in ["warning NEAP014", "+  maxReplicas: 2", "1 of 1 finding is mended, in 1 object"] {
        assert!(err.contains(part), "{part:?} is not in\n{err}");
    }
    let good = std::fs::read_to_string(file("NEAP014", "good")).unwrap();
    assert_eq!(String::from_utf8(filter(&good).stdout).unwrap(), good);
}

/// Tabs become spaces where that can mean one thing only; comments stay.
#[test]
fn a_text_is_mended_where_it_can_mean_one_thing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.yaml");
    let fixed = |text: &str| {
        std::fs::write(&path, text).unwrap();
        let output = doctor(&["-f", path.to_str().unwrap(), "--fix", "--yes"]);
        (std::fs::read_to_string(&path).unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let map = "apiVersion: v1\nkind: ConfigMap\n";
    let (text, shown) =
        fixed(&format!("{map}metadata:\n\tname: a # mine\n\tlabels:\n\t\tb: c\ndata: {{d: e}}\n"));
    assert_eq!(text, format!("{map}metadata:\n  name: a # mine\n  labels:\n    b: c\ndata: {{d: e}}\n"));
    assert!(shown.contains("-\tname: a # mine\n") && shown.contains("+  name: a # mine\n"), "{shown}");
    assert_eq!(found(&path), BTreeSet::new());
    // Two spaces put `b` beside the labels, four below them; a tab in a text is the text's.
    for left in [
        format!("{map}metadata:\n  name: a\n  labels:\n    c: d\n\tb: e\n").replace("    c: d\n", ""),
        format!("{map}metadata: {{name: a}}\ndata:\n  run: |\n    all:\n\tmake\n"),
    ] {
        let (text, shown) = fixed(&left);
        assert_eq!(text, left);
        assert!(shown.contains("expand -i -t 2"), "{shown}");
    }
    // Of what was lost deeper, nobody knows where it was.
    for (flat, whole) in [
        (
            "metadata:\nname: a\nlabels: {b: c}\nspec:\nselector: {app: a}\n",
            "metadata:\n  name: a\n  labels:\n    b: c\nspec:\n  selector:\n    app: a\n",
        ),
        ("metadata:\nname: a\nlabels:\nb: c\nspec:\nselector: {app: a}\n", ""),
        ("metadata:\nname: a\nspec:\nselector:\napp: a\n", ""),
        ("metadata:\nname: a\ndata: {b: c}\n", ""),
    ] {
        let text = format!("apiVersion: v1\nkind: Service\n{flat}");
        let (after, _) = fixed(&text);
        let expected =
            if whole.is_empty() { text } else { format!("apiVersion: v1\nkind: Service\n{whole}") };
        assert_eq!(after, expected);
    }
}

/// What a code also stands for, beside what its fixture shows.
#[test]
fn other_forms_of_a_defect_are_found_and_mended_too() {
    let text = std::fs::read_to_string(file("NEAP075", "bad")).unwrap();
    let (service, _) = text.rsplit_once("---\n").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.yaml");
    let pool = |gpus: u32| {
        format!(
            "{service}---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {{name: gpu}}\nspec: {{limits: {{nvidia.com/gpu: {gpus}}}}}\n"
        )
    };
    std::fs::write(&path, pool(2)).unwrap();
    let short = findings(&path);
    assert_eq!((short.len(), &short[0]["code"]), (1, &"NEAP075".into()), "{short:#?}");
    assert!(short[0]["found"].as_str().unwrap().starts_with("2 nvidia.com/gpu in all pools"), "{short:#?}");
    let mended = doctor(&["-f", path.to_str().unwrap(), "--fix", "--yes", "--only", "NEAP075"]);
    assert!(mended.status.success() && found(&path).is_empty(), "{:?}", found(&path));
    std::fs::write(&path, pool(3)).unwrap();
    assert_eq!(found(&path), BTreeSet::new());

    // Knative scales the Deployment of a revision itself.
    let revision = service.replacen(
        "    app: qwen\n",
        "    app: qwen\n    serving.knative.dev/revision: qwen-00001\n",
        1,
    );
    std::fs::write(&path, revision).unwrap();
    let two = findings(&path);
    assert_eq!((two.len(), &two[0]["code"]), (1, &"NEAP007".into()), "{two:#?}");
    assert!(
        two[0]["found"].as_str().unwrap().contains("Knative's autoscaler (revision qwen-00001)"),
        "{two:#?}"
    );
}

/// KEDA leaves the kind of its target out; an autoscaler may stand in another namespace than its target; a policy may select by labels.
#[test]
fn what_scales_and_what_sends_is_found_in_its_other_spellings() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.yaml");
    let with = |code: &str, from: &str, to: &str| {
        let text = std::fs::read_to_string(file(code, "good")).unwrap();
        assert!(text.contains(from), "{code}: {from}");
        std::fs::write(&path, text.replace(from, to)).unwrap();
    };
    let keda = "---\napiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: so, namespace: default}\nspec: {scaleTargetRef: {name: qwen}, maxReplicaCount: 3, triggers: []}\n---\napiVersion: autoscaling/v2";
    with("NEAP006", "---\napiVersion: autoscaling/v2", keda);
    assert_eq!(found(&path), BTreeSet::from(["NEAP007".to_owned()]));

    let hpa = "kind: HorizontalPodAutoscaler\nmetadata:\n  name: qwen\n  namespace: ";
    with("NEAP006", &format!("{hpa}default"), &format!("{hpa}other"));
    let apart = findings(&path);
    assert_eq!((apart.len(), &apart[0]["code"]), (1, &"NEAP006".into()), "{apart:#?}");
    assert!(apart[0]["expected"].as_str().unwrap().contains("default"), "{apart:#?}");
    let mended = doctor(&["-f", path.to_str().unwrap(), "--fix", "--yes"]);
    assert!(mended.status.success() && found(&path).is_empty(), "{:?}", found(&path));
    // Written without a namespace it goes where `kubectl -n` says.
    with("NEAP006", &format!("{hpa}default"), "kind: HorizontalPodAutoscaler\nmetadata:\n  name: qwen");
    assert_eq!(found(&path), BTreeSet::new());

    let name = "    name: qwen\n  placement";
    let by = |label: &str| format!("    labelSelector: {{matchLabels: {{app: {label}}}}}\n  placement");
    with("NEAP078", name, &by("qwn"));
    assert_eq!(found(&path), BTreeSet::from(["NEAP078".to_owned()]));
    with("NEAP078", name, &by("qwen"));
    assert_eq!(found(&path), BTreeSet::new());
    // Of a kind of which nothing is known nothing is said.
    with("NEAP078", "kind: Deployment\n    name: qwen\n", "kind: StatefulSet\n    name: other\n");
    assert_eq!(found(&path), BTreeSet::new());
}

/// A pool at zero has no node either: only a name written wrong, or units that all have none, are told.
#[test]
fn an_empty_pool_is_no_defect_by_itself() {
    let text = std::fs::read_to_string(file("NEAP079", "bad")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.yaml");
    for (first, second, is_found) in [
        ("GPU-Edge", "nodepool-id: cloud", false),
        ("other", "nodepool-id: GPU-Edge", false),
        ("other", "nodepool-id: cloud", true),
        ("gpu_edge", "nodepool-id: GPU-Edge", false),
    ] {
        let text = text.replace("gpu-edge", first).replace("nodepool-id: cloud", second);
        std::fs::write(&path, &text).unwrap();
        assert_eq!(found(&path).contains("NEAP079"), is_found, "{first}, {second}");
        // What makes nodes by itself needs none beforehand.
        std::fs::write(&path, text.replacen("resource: ecs", "resource: eci", 1)).unwrap();
        assert!(!found(&path).contains("NEAP079"), "{first}, {second}");
    }
}

/// A roll-out of Knative's starts a whole revision beside the old one, one of KServe's a pod beside the others.
#[test]
fn a_roll_out_of_another_kind_needs_room_too() {
    let text = std::fs::read_to_string(file("NEAP044", "bad")).unwrap();
    let (deployment, nodes) = text.split_once("---\n").unwrap();
    let (_, pod) = deployment.split_once("    spec:\n").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.yaml");
    let nodes = |gpus: u32| nodes.replacen("nvidia.com/gpu: '1'", &format!("nvidia.com/gpu: '{gpus}'"), 1);
    let only =
        |code: &str| -> Vec<Value> { findings(&path).into_iter().filter(|it| it["code"] == code).collect() };
    let knative = |annotations: &str| {
        format!(
            "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {{name: qwen, namespace: default}}\nspec:\n  template:\n    metadata:\n      annotations: {{{annotations}}}\n    spec:\n{pod}---\n"
        )
    };
    let min = "autoscaling.knative.dev/min-scale: '1'";
    // What the old revision keeps, what the new one starts with, GPUs of the node, and whether it hangs.
    for (annotations, gpus, hangs) in [
        (min.to_owned(), 1, true),
        (min.to_owned(), 2, false),
        (format!("{min}, autoscaling.knative.dev/initial-scale: '2'"), 2, true),
        (format!("{min}, autoscaling.knative.dev/initial-scale: '2'"), 3, false),
        ("autoscaling.knative.dev/min-scale: '0'".to_owned(), 1, false),
        (String::new(), 1, false),
    ] {
        std::fs::write(&path, format!("{}{}", knative(&annotations), nodes(gpus))).unwrap();
        assert_eq!(!only("NEAP044").is_empty(), hangs, "{annotations} {gpus}: {:#?}", findings(&path));
    }
    std::fs::write(&path, format!("{}{}", knative(min), nodes(1))).unwrap();
    let found = &only("NEAP044")[0]["found"];
    assert_eq!(found, "a new revision of 1 beside the old one of 1, and 1 of 1 nvidia.com/gpu are taken");
    assert!(doctor(&["-f", path.to_str().unwrap(), "--fix", "--yes", "--only", "NEAP044"]).status.success());
    assert!(only("NEAP044").is_empty());

    let kserve = format!(
        "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {{name: qwen, namespace: default, annotations: {{serving.kserve.io/deploymentMode: RawDeployment}}}}\nspec:\n  predictor:\n{pod}---\n"
    );
    for (gpus, hangs) in [(1, true), (2, false)] {
        std::fs::write(&path, format!("{kserve}{}", nodes(gpus))).unwrap();
        assert_eq!(!only("NEAP044").is_empty(), hangs, "{gpus}: {:#?}", findings(&path));
    }
    std::fs::write(&path, format!("{kserve}{}", nodes(1))).unwrap();
    assert!(doctor(&["-f", path.to_str().unwrap(), "--fix", "--yes", "--only", "NEAP044"]).status.success());
    let mended = std::fs::read_to_string(&path).unwrap();
    assert!(only("NEAP044").is_empty() && mended.contains("deploymentStrategy"), "{mended}");
}

#[test]
fn what_a_controller_made_is_its_own_affair() {
    let text = std::fs::read_to_string(file("NEAP001", "bad")).unwrap();
    let owner =
        "  ownerReferences: [{apiVersion: a.b/v1, kind: Maker, name: m, uid: m-1, controller: true}]\n";
    let (others, policy) = text.split_at(text.find("kind: ResourcePolicy").unwrap());
    let policy = policy.replacen("metadata:\n", &format!("metadata:\n{owner}"), 1);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.yaml");
    std::fs::write(&path, format!("{others}{policy}")).unwrap();
    assert_eq!(found(&path), BTreeSet::new());
}

/// What an API server fills in is nobody's word; what was applied is.
#[test]
fn a_stored_default_is_no_finding() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stored.yaml");
    let manager = |operation: &str, field: &str| {
        let field = format!("{{f:spec: {{f:{field}: {{}}}}}}");
        format!(
            "  managedFields: [{{manager: kubectl, operation: {operation}, fieldsType: FieldsV1, fieldsV1: {field}}}]\n"
        )
    };
    for (code, written, field, default) in [
        ("NEAP030", "  ignorePreviousPod: true\n", "ignoreTerminatingPod", "true"),
        ("NEAP039", "  preemptPolicy: BeforeNextUnit\n", "preemptPolicy", "AfterAllUnits"),
    ] {
        let text = std::fs::read_to_string(file(code, "bad")).unwrap();
        assert!(text.contains(written), "{code}");
        let text = text.replace(written, &format!("  {field}: {default}\n"));
        let (others, policy) = text.split_at(text.find("kind: ResourcePolicy").unwrap());
        for (metadata, finds) in [
            (String::new(), true),
            ("  uid: a-1\n".to_owned(), false),
            (format!("  uid: a-1\n{}", manager("Update", field)), false),
            (format!("  uid: a-1\n{}", manager("Apply", field)), true),
        ] {
            let policy = policy.replacen("metadata:\n", &format!("metadata:\n{metadata}"), 1);
            std::fs::write(&path, format!("{others}{policy}")).unwrap();
            assert_eq!(found(&path).contains(code), finds, "{code} {metadata}");
        }
    }
}

/// In a member there is no autoscaler that would ask: what is sent and scraped is measured for the hub's.
#[test]
fn a_member_without_an_adapter_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("member.yaml");
    let text = std::fs::read_to_string(file("NEAP009", "good")).unwrap();
    let api = "---\napiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1beta1.METRICS}\nspec: {group: METRICS, version: v1beta1}\n";
    let sent = ("  name: qwen\n", "  name: qwen\n  annotations: {work.karmada.io/name: default.qwen}\n");
    let scraped = ("    metadata:\n", "    metadata:\n      annotations: {prometheus.io/scrape: 'true'}\n");
    let keep = ("", "");
    for (first, second, group, is_found) in [
        (sent, scraped, "metrics.k8s.io", true),
        (sent, scraped, "custom.metrics.k8s.io", false),
        (keep, scraped, "metrics.k8s.io", false),
        (sent, keep, "metrics.k8s.io", false),
    ] {
        let text = text.replacen(first.0, first.1, 1).replacen(second.0, second.1, 1);
        std::fs::write(&path, format!("{text}{}", api.replace("METRICS", group))).unwrap();
        let all = findings(&path);
        let codes: Vec<&Value> = all.iter().map(|it| &it["code"]).collect();
        assert_eq!(codes, if is_found { vec!["NEAP028"] } else { vec![] }, "{first:?} {second:?} {group}");
        if is_found {
            let command = all[0]["command"].as_str().unwrap();
            assert_eq!(command, "neap metrics render qwen -n default --part rules --engine vllm");
            let words: Vec<&str> = command.split_whitespace().skip(1).collect();
            let said = refusal(&words);
            assert!(said.is_empty() || said.contains("no cluster is configured"), "{said}");
        }
    }
}

/// A fleet's autoscaler says FailedGetScale of a metric that no member serves, too.
#[test]
fn an_inactive_autoscaler_says_what_to_type() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.yaml");
    let text = std::fs::read_to_string(file("NEAP025", "bad")).unwrap();
    let (before, after) = text.split_once("    reason: FailedGetPodsMetric\n").unwrap();
    let (_, after) = after.split_once("  currentReplicas").unwrap();
    let federated = "apiVersion: autoscaling.one.alibabacloud.com/v1alpha1\nkind: FederatedHPA";
    let metric = "the HPA was unable to compute the replica count: unable to obtain metric m";
    let gone = "the HPA was unable to compute the replica count: deployments.apps \"qwen\" not found";
    for (kind, reason, message, command) in [
        ("", "FailedGetScale", gone, "kubectl get deployment -n default"),
        (
            federated,
            "FailedGetScale",
            metric,
            "neap metrics check qwen -n default --metric vllm:num_requests_waiting --context MEMBER",
        ),
        (federated, "FailedGetScale", gone, "kubectl get deployment -n default"),
        ("", "FailedGetPodsMetric", metric, "neap metrics check qwen -n default"),
        ("", "ScalingDisabled", "", "kubectl scale deployment qwen -n default --replicas=1"),
        (
            "",
            "FailedGetResourceMetric",
            "missing request for cpu in container a",
            "kubectl set resources deployment qwen",
        ),
        (
            "",
            "FailedGetResourceMetric",
            "no metrics returned",
            "kubectl get apiservice v1beta1.metrics.k8s.io",
        ),
        ("", "InvalidSelector", "", "kubectl get deployment qwen -n default --subresource=scale"),
        ("", "AmbiguousSelector", "", "kubectl get hpa -n default"),
    ] {
        let text =
            format!("{before}    reason: {reason}\n    message: {message:?}\n  currentReplicas{after}");
        let text = match kind {
            "" => text,
            kind => text.replace("apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler", kind),
        };
        std::fs::write(&path, text).unwrap();
        let all = findings(&path);
        let one =
            all.iter().find(|it| it["code"] == "NEAP025").unwrap_or_else(|| panic!("{reason}: {all:#?}"));
        assert!(one["command"].as_str().unwrap().starts_with(command), "{kind} {reason}: {one:#}");
        if message == gone {
            assert!(one["why"].as_str().unwrap().starts_with("there is no Deployment \"qwen\""), "{one:#}");
        }
    }
}

#[test]
fn errors_decide_the_exit_code_and_strict_counts_warnings() {
    let bad = |code: &str| file(code, "bad").to_str().unwrap().to_owned();
    assert_eq!(doctor(&["-f", &bad("NEAP001")]).status.code(), Some(4));
    assert_eq!(doctor(&["-f", &bad("NEAP014")]).status.code(), Some(0));
    assert_eq!(doctor(&["-f", &bad("NEAP014"), "--strict"]).status.code(), Some(4));
    assert_eq!(doctor(&["-f", &bad("NEAP001"), "--ignore", "neap001"]).status.code(), Some(0));
    assert_eq!(doctor(&["-f", "/nowhere/a.yaml"]).status.code(), Some(2));
    let unknown = doctor(&["--explain", "NEAP999"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("neap doctor --list"));
}

#[test]
fn a_finding_says_what_where_why_and_what_mends_it() {
    let output = doctor(&["-f", file("NEAP001", "bad").to_str().unwrap()]);
    let text = String::from_utf8(output.stdout).unwrap();
    for part in [
        "error NEAP001",
        "resourcepolicy.scheduling.alibabacloud.com/qwen  spec.selector.app",
        "NEAP001.bad.yaml:59",
        "found     app=isvc.qwen-predictr",
        "expected  app=isvc.qwen-predictor, as the pods of inferenceservice.serving.kserve.io/qwen have it",
        "has no status and no events",
        "$ kubectl get pods -n default -l app=isvc.qwen-predictr",
        "1 error in 2 objects; --explain NEAP001 tells more; --fix mends 1",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn a_code_host_finds_file_and_line() {
    let path = file("NEAP071", "bad");
    let output = doctor(&["-f", path.to_str().unwrap(), "-o", "sarif"]);
    assert_eq!(output.status.code(), Some(4));
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    let run = &log["runs"][0];
    let result = &run["results"][0];
    assert_eq!(
        (&log["version"], &result["ruleId"], &result["level"]),
        (&"2.1.0".into(), &"NEAP071".into(), &"error".into())
    );
    let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], "NEAP071");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], path.to_str().unwrap());
    let line = usize::try_from(place["region"]["startLine"].as_u64().unwrap()).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.lines().nth(line - 1).unwrap().contains("40 Gi"), "line {line}");
}

#[test]
fn fixing_asks_and_leaves_the_rest_of_the_file_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("both.yaml");
    let good = "# a comment that stays\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n";
    std::fs::write(&path, format!("{good}{}", std::fs::read_to_string(file("NEAP014", "bad")).unwrap()))
        .unwrap();
    let before = std::fs::read_to_string(&path).unwrap();
    let asked = doctor(&["-f", path.to_str().unwrap(), "--fix"]);
    assert_eq!(asked.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&asked.stdout).contains("+  maxReplicas: 2"));
    assert!(String::from_utf8_lossy(&asked.stderr).contains("nothing was written"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
    let done = doctor(&["-f", path.to_str().unwrap(), "--fix", "--yes"]);
    assert!(done.status.success());
    let after = std::fs::read_to_string(&path).unwrap();
    assert!(after.starts_with(good), "{after}");
    assert!(after.contains("maxReplicas: 2"));
}

#[test]
fn a_command_that_mends_is_one_of_this_program() {
    let all = codes().into_iter().flat_map(|code| findings(&file(&code, "bad")));
    let commands: BTreeSet<String> =
        all.filter_map(|finding| Some(finding["command"].as_str()?.to_owned())).collect();
    let own: Vec<_> = commands.iter().filter_map(|command| command.strip_prefix("neap ")).collect();
    assert!(own.len() > 8, "{own:?}");
    for line in own {
        let words: Vec<&str> = line.split_whitespace().collect();
        // A service's flags are those of its type, which only the cluster tells: some type has to have them.
        let typed = |kind: &'static str| [&words[..2], &[kind, "--name"], &words[2..]].concat();
        let forms: Vec<Vec<&str>> = match words.starts_with(&["serve", "update"]) {
            true => ["kserve", "deployment", "distributed"].map(typed).to_vec(),
            false => vec![words.clone()],
        };
        // The flags are read before the cluster is looked for.
        let said: Vec<String> = forms.iter().map(|words| refusal(words)).collect();
        assert!(
            said.iter().any(|said| said.is_empty() || said.contains("no cluster is configured")),
            "{line}: {said:?}"
        );
    }
}

/// What `neap` says to a command line on standard error; nothing if it did it.
fn refusal(args: &[&str]) -> String {
    let done = outcome(command().args(args).env("KUBECONFIG", "/nowhere"));
    if done.code == 0 { String::new() } else { done.stderr }
}

#[test]
fn the_page_lists_every_check() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/doctor.md")).unwrap();
    let listed = String::from_utf8(doctor(&["--list"]).stdout).unwrap();
    for line in listed.lines().skip(1) {
        let mut words = line.split_whitespace();
        let (code, severity) = (words.next().unwrap(), words.next().unwrap());
        let finds = words.collect::<Vec<_>>().join(" ");
        let row = format!("| {code} | {severity} | {finds} |");
        assert!(page.contains(&row), "docs/doctor.md lacks\n{row}");
    }
}

/// What the pages behind the seeds get wrong, by code.
const SEEDS: [(&str, &[&str]); 4] = [
    // The policy's selector, KServe's label, the target's type, the cluster-autoscaler, the metric's name in 0.4.1.
    ("hybrid", &["NEAP001", "NEAP013", "NEAP016", "NEAP037", "NEAP061"]),
    // The label's level, the class's name, the gates, the target, the lost indentation.
    ("knative", &["NEAP003", "NEAP038", "NEAP055", "NEAP056", "NEAP069"]),
    // The names in the policy, the placeholders, the port's name, replicas, the probe, the grace.
    ("fleet", &["NEAP010", "NEAP024", "NEAP045", "NEAP053", "NEAP064", "NEAP065"]),
    // The target's type, the quantity, the labels of the other scrape, the role's label, the renamed series.
    ("engine", &["NEAP013", "NEAP021", "NEAP022", "NEAP023", "NEAP049", "NEAP071"]),
];

#[test]
fn the_defects_of_the_seeds_are_found() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/doctor/seeds");
    for (name, expected) in SEEDS {
        let found = found(&folder.join(format!("{name}.yaml")));
        let missed: Vec<&&str> = expected.iter().filter(|code| !found.contains(**code)).collect();
        assert!(missed.is_empty(), "{name}: {missed:?} are not among {found:?}");
    }
}

/// What neap makes of the same services.
const CORRECTED: [&[&str]; 5] = [
    &["kserve", "--image=vllm/vllm-openai:v0.11.0", "--unit=nodepool=np-edge", "--unit=nodepool=np-cloud"],
    &["knative", "--image=vllm/vllm-openai:v0.11.0", "--target-utilization=100"],
    &[
        "deployment",
        "--image=vllm/vllm-openai:v0.11.0",
        "--scrape=podmonitor",
        "--drain=3m",
        "--pdb=max-unavailable=1",
    ],
    &["statefulset", "--image=vllm/vllm-openai:v0.11.0", "--scrape=podmonitor", "--drain=3m"],
    &[
        "distributed",
        "--image=vllm/vllm-openai:v0.11.0",
        "--workers=1",
        "--init-backend=ray",
        "--scrape=podmonitor",
    ],
];

#[test]
fn what_neap_renders_has_neither_error_nor_warning() {
    for flags in CORRECTED {
        let scale: &[&str] = match flags[0] {
            "knative" => &["--scale-metric=concurrency", "--scale-target=2"],
            _ => &["--scale-metric=vllm-waiting=5", "--scale-metric=vllm-running=50"],
        };
        let common = [
            "--name=qwen",
            "--gpus=1",
            "--memory=24Gi",
            "--max-replicas=3",
            "--startup-probe=auto",
            "--dry-run=client",
            "-o=yaml",
        ];
        let command = "vllm serve /models/Qwen2-7B-Instruct --port 8000";
        let rendered = Command::new(env!("CARGO_BIN_EXE_neap"))
            .arg("serve")
            .args(flags)
            .args(scale)
            .args(common)
            .arg(command)
            .output()
            .unwrap();
        assert!(rendered.status.success(), "{flags:?}: {}", String::from_utf8_lossy(&rendered.stderr));
        let examined = Command::new(env!("CARGO_BIN_EXE_neap"))
            .args(["doctor", "-f", "-", "--strict"])
            .write_stdin(rendered.stdout)
            .output()
            .unwrap();
        assert!(examined.status.success(), "{flags:?}:\n{}", String::from_utf8_lossy(&examined.stdout));
    }
}

/// Knative asks the port by itself, as its webhook writes down: that is too early only for an engine that listens before it is warm.
#[test]
fn knatives_own_probe_is_known() {
    for (image, command, warns) in [
        ("vllm/vllm-openai:v0.11.0", "vllm serve /models/qwen --port 8000", false),
        (
            "lmsysorg/sglang:v0.5.3",
            "python3 -m sglang.launch_server --model-path /models/qwen --port 30000",
            true,
        ),
    ] {
        for (live, finds) in [
            (None, warns),
            (Some("{tcpSocket: {port: 0}}"), warns),
            (Some("{tcpSocket: {port: 8000}}"), true),
        ] {
            let probe = live.map(|probe| format!("readinessProbe: {probe}, ")).unwrap_or_default();
            let service = format!(
                "{{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {{name: qwen}}, spec: {{template: {{spec: {{containers: [{{{probe}image: '{image}', command: [sh, -c, '{command}']}}]}}}}}}}}"
            );
            let examined = Command::new(env!("CARGO_BIN_EXE_neap"))
                .args(["doctor", "-f", "-"])
                .write_stdin(service)
                .output()
                .unwrap();
            let told = String::from_utf8_lossy(&examined.stdout).into_owned();
            assert_eq!(told.contains("NEAP053"), finds, "{image} {live:?}:\n{told}");
        }
    }
}
