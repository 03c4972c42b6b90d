//! `neap status NAME --timeline` and `--why` as processes: from a recording without a cluster, and in a sandbox.

use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Outcome, command, neap, outcome};

/// One replica, then three, then one; recorded in a sandbox.
fn recording() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/observe/tide.jsonl")
}

fn from(file: &std::path::Path, more: &[&str]) -> Outcome {
    let file = file.display().to_string();
    neap(["status", "qwen", "--timeline", "--from", &file].into_iter().chain(more.iter().copied()))
}

fn ups(timeline: &str) -> usize {
    let timeline: Value = serde_json::from_str(timeline).unwrap();
    timeline["scaleUps"].as_array().unwrap().len()
}

#[test]
fn a_recording_tells_the_story_without_a_cluster() {
    let text = from(&recording(), &[]);
    assert_eq!((text.code, text.stderr.as_str()), (0, ""));
    for words in ["SCALE-UP", "1 -> 3 replicas", "node ready", "SCALE-DOWN", "What would cut most: "] {
        assert!(text.stdout.contains(words), "no {words:?} in\n{}", text.stdout);
    }
    assert!(!text.stdout.contains('\u{1b}'));
    let json = from(&recording(), &["-o", "json"]);
    let timeline: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((&timeline["kind"], &timeline["service"]), (&"Timeline".into(), &"qwen".into()));
    let states: Vec<&Value> = timeline["scaleUps"][1]["chains"][0]["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["state"])
        .collect();
    assert_eq!(states.len(), 17);
    assert!(states.contains(&&"at".into()) && states.contains(&&"unknown".into()), "{states:?}");
}

#[test]
fn since_says_how_far_to_go_back_from_the_end_of_a_recording() {
    let all = ups(&from(&recording(), &["-o", "json"]).stdout);
    let some = ups(&from(&recording(), &["-o", "json", "--since", "7m"]).stdout);
    assert_eq!((all, some), (2, 1));
    let none = from(&recording(), &["--since", "1s"]);
    assert!(none.stdout.starts_with("nothing grew or shrank since "), "{}", none.stdout);
}

#[test]
fn what_is_wrong_with_a_recording_is_said_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("r.jsonl");
    let good = std::fs::read_to_string(recording()).unwrap();
    let write = |text: &str| std::fs::write(&file, text).unwrap();

    write(&good[..good.len() - 20]);
    let cut = from(&file, &[]);
    assert_eq!(cut.code, 0);
    assert!(cut.stderr.contains("the last line of") && cut.stderr.contains("is cut off"), "{}", cut.stderr);

    write(&format!("{{}}\n{good}"));
    let bad = from(&file, &[]);
    assert_eq!(bad.code, 1);
    assert!(bad.stderr.contains("line 1 is no record"), "{}", bad.stderr);

    write("\n");
    assert!(from(&file, &[]).stderr.contains("there is no record in it"));
    let absent = from(&folder.path().join("absent"), &[]);
    assert_eq!(absent.code, 1);
    assert!(absent.stderr.contains("cannot read"), "{}", absent.stderr);

    let path = recording().display().to_string();
    let other = neap(["status", "other", "--timeline", "--from", &path]);
    assert_eq!(other.code, 1);
    assert!(other.stderr.contains("there is no service `other` in"), "{}", other.stderr);
    assert_eq!(from(&recording(), &["--since", "soon"]).code, 2);
}

/// Runs a script in a cluster of its own; `neap` there is the program that is tested. Loads and faults go on for longer than
/// any machine takes for the script.
fn in_sandbox(scenario: &str, change: &[(&str, &str)], script: &str) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let path = format!("{}/scenarios/{scenario}.yaml", env!("CARGO_MANIFEST_DIR"));
    let mut text = std::fs::read_to_string(path).unwrap();
    for (from, to) in change {
        assert!(text.contains(from), "{scenario} holds no {from:?}");
        text = text.replace(from, to);
    }
    let file = folder.path().join("scenario.yaml");
    std::fs::write(&file, text).unwrap();
    let mut command = command();
    command.env("XDG_RUNTIME_DIR", folder.path()).env("TMPDIR", folder.path());
    command.args(["sandbox", "exec", "-f", file.to_str().unwrap(), "--speed", "20", "--"]);
    command.args(["sh", "-euc", &format!("neap() {{ \"$0\" \"$@\"; }}\ncd \"$TMPDIR\"\n{script}")]);
    command.arg(env!("CARGO_BIN_EXE_neap"));
    outcome(&mut command)
}

#[test]
fn a_scale_up_is_recorded_told_from_the_recording_and_after_the_fact() {
    let run = in_sandbox(
        "fail-damped-scale-up",
        &[
            ("boot: 180s", "boot: 30s"),
            ("for: 15m", "after: 45s\n    for: 10h"),
            ("for: 14m", "for: 10h"),
            ("maxReplicas: 4", "maxReplicas: 2"),
        ],
        "neap status qwen --record r.jsonl --for ready=2 --timeout 150s >/dev/null
         neap status qwen --timeline --from r.jsonl -o json
         echo ---
         neap status qwen --timeline -o json --prometheus kube-system/prometheus:9090
         echo ---
         neap status qwen --timeline",
    );
    assert_eq!(run.code, 0, "{}\n{}", run.stdout, run.stderr);
    let parts: Vec<&str> = run.stdout.split("---\n").collect();
    let state = |text: &str, step: &str| {
        let timeline: Value = serde_json::from_str(text).unwrap();
        let ups = timeline["scaleUps"].as_array().unwrap();
        let up = ups.iter().find(|up| up["cause"] == "decided").unwrap_or_else(|| panic!("{timeline:#}"));
        let steps = up["chains"][0]["steps"].as_array().unwrap();
        steps.iter().find(|it| it["step"] == step).unwrap()["state"].as_str().unwrap().to_owned()
    };
    // Who watched saw the GPU come; who asks Prometheus knows when the metric passed.
    assert_eq!(state(parts[0], "acceleratorAllocatable"), "at");
    assert_eq!(state(parts[1], "acceleratorAllocatable"), "within");
    assert_eq!([state(parts[1], "loadRose"), state(parts[1], "metricPassedTarget")], ["at", "at"]);
    assert_eq!(state(parts[0], "loadRose"), "unknown");
    for step in ["decided", "nodeReady", "scheduled", "imagePulled", "weightsLoaded", "ready"] {
        assert_eq!((state(parts[0], step), state(parts[1], step)), ("at".into(), "at".into()), "{step}");
    }
    assert!(parts[2].contains("SCALE-UP") && parts[2].contains("unknown: load rose"), "{}", parts[2]);
}

#[test]
fn why_says_what_is_and_what_would_help() {
    let run = in_sandbox(
        "fail-out-of-stock",
        &[("outOfStock: {for: 3m}", "outOfStock: {for: 10h}"), ("for: 15m", "for: 10h")],
        "for look in $(seq 200); do
           neap status qwen --why > why.txt 2>&1 || true
           if grep -q 'out of stock' why.txt; then break; fi
         done
         cat why.txt
         echo ---
         neap status qwen --why -o json",
    );
    assert_eq!(run.code, 0, "{}\n{}", run.stdout, run.stderr);
    let (text, json) = run.stdout.split_once("---\n").unwrap();
    assert!(text.contains("out of stock") && !text.contains('\u{1b}'), "{text}");
    let document: Value = serde_json::from_str(json).unwrap();
    assert_eq!((&document["schemaVersion"], &document["name"]), (&1.into(), &"qwen".into()));
    let sentences = document["sentences"].as_array().unwrap();
    assert!((3..=6).contains(&sentences.len()), "{sentences:#?}");
}
