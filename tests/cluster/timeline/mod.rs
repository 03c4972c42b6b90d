//! `neap status --timeline` on the real control plane: a scale-up whose delays are known, and whose truth is in the audit log.

mod story;
mod truth;

use std::path::Path;

use serde_json::Value;

use self::story::{BOOT, MOUNT, PLUGIN, PULL, PULLED_BYTES, Story, WARM_UP, WEIGHTS};
use self::truth::{Truth, is_on_time, part_of, seconds, view};
use crate::plane::{Cluster, Namespace, Options, secs};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    crate::own![Need::Plane; the_truth_lies_in_each_step_of_a_scale_up]
}

fn the_truth_lies_in_each_step_of_a_scale_up() {
    let options = Options {
        controllers: true,
        audit: true,
        // Whoever leads renews its Lease, as in any cluster.
        controller_manager_flags: vec!["--leader-elect=true".to_owned()],
        ..Options::default()
    };
    let cluster = Cluster::private(&options);
    let ns = cluster.namespace("timeline");
    let story = Story::play(&ns);
    let truth = Truth::of(&cluster.audit(), &story);
    let from = ["--from", story.recording.to_str().unwrap()];

    let after = chain(&timeline(&ns, &[]), &story.pod);
    let watched = chain(&timeline(&ns, &from), &story.pod);
    for (chain, widest) in [(&after, 2.0), (&watched, 1.0)] {
        truth.lies_in(chain, widest);
        adds_up(chain, &truth);
        for step in ["loadRose", "firstToken"] {
            assert_eq!(unknown(chain, step), Some("neverRecorded"), "{step}: {chain:#}");
        }
        assert_eq!(view(chain, "storageInitializer")["state"], "unneeded");
        let image = &view(chain, "imagePulled")["bound"];
        assert_eq!((&image["bytes"], &image["seconds"]), (&PULLED_BYTES.into(), &PULL.as_secs_f64().into()));
    }
    // The write of a size is stamped by nobody, and narrowed down to a second by a watch that was on time.
    let source = |chain: &Value| view(chain, "decided")["source"].as_str().unwrap().to_owned();
    assert_eq!(source(&after), "event SuccessfulRescale");
    if is_on_time(&story.recording) {
        assert_eq!(source(&watched), "event SuccessfulRescale; its write, watched");
    }
    // What no record stamps is known to who watched, and only within bounds to who did not.
    assert_eq!(unknown(&after, "metricPassedTarget"), Some("neverRecorded"));
    assert_eq!(view(&watched, "metricPassedTarget")["state"], "within");
    assert_eq!(view(&after, "acceleratorAllocatable")["state"], "within");
    assert_eq!(view(&watched, "acceleratorAllocatable")["state"], "at");
    for (step, delay) in [
        ("nodeReady", BOOT),
        ("acceleratorAllocatable", PLUGIN),
        ("volumesAndSandbox", MOUNT),
        ("imagePulled", PULL),
        ("weightsLoaded", WEIGHTS),
        ("ready", WARM_UP),
    ] {
        let part = part_of(&watched, step).unwrap_or_else(|| panic!("no part of {step}: {watched:#}"));
        assert!(seconds(part, "most") >= delay.as_secs_f64(), "{step} took longer: {part}");
    }

    each_record_alone_tells_its_step(&ns, &story);
    // The store loses events after an hour; here it loses them now.
    let _ = ns.kubectl(["delete", "events", "--all"]);
    let bare = chain(&timeline(&ns, &[]), &story.pod);
    for step in ["unschedulable", "nodeRequested", "imagePulled"] {
        assert_eq!(unknown(&bare, step), Some("noRecord"), "{step}: {bare:#}");
        assert!(part_of(&bare, step).is_none(), "{step}: {bare:#}");
    }
    truth.lies_in(&bare, 2.0);
    adds_up(&bare, &truth);
    a_size_set_by_hand_is_told_with_who_set_it(&ns);
}

/// `kubectl scale` leaves its name and no time: the Deployment's event has the time.
fn a_size_set_by_hand_is_told_with_who_set_it(ns: &Namespace) {
    let _ = ns.kubectl(["delete", "hpa", "qwen"]);
    let _ = ns.kubectl(["scale", "deployment", "qwen", "--replicas=3"]);
    let by_hand = ns.until_some("a scale-up by hand", secs(30), || {
        let told = timeline(ns, &[]);
        told["scaleUps"].as_array()?.iter().find(|up| up["cause"] == "decided" && up["to"] == 3).cloned()
    });
    assert_eq!(
        (&by_hand["by"], &by_hand["from"]),
        (&"kubectl on Deployment/qwen".into(), &2.into()),
        "{by_hand:#}"
    );
    assert_eq!(by_hand["source"], "event ScalingReplicaSet", "{by_hand:#}");
}

/// The recording without what tells of a step tells nothing of that step.
fn each_record_alone_tells_its_step(ns: &Namespace, story: &Story) {
    for (step, edit) in truth::removals() {
        let file = story.recording.with_extension(step);
        std::fs::write(&file, truth::without(&story.recording, &edit)).unwrap();
        let chain = chain(&timeline(ns, &["--from", file.to_str().unwrap()]), &story.pod);
        assert!(unknown(&chain, step).is_some(), "{step}: {}", view(&chain, step));
        assert!(part_of(&chain, step).is_none(), "{step}: {chain:#}");
    }
}

fn timeline(ns: &Namespace, more: &[&str]) -> Value {
    let args = ["status", "qwen", "--timeline", "-o", "json"].into_iter().chain(more.iter().copied());
    serde_json::from_str(&ns.neap(args).ended_with(0).stdout).unwrap()
}

fn chain(timeline: &Value, pod: &str) -> Value {
    let ups = timeline["scaleUps"].as_array().unwrap();
    let mut chains = ups.iter().flat_map(|up| up["chains"].as_array().unwrap());
    let chain = chains.find(|chain| chain["pod"] == pod);
    chain.unwrap_or_else(|| panic!("no chain of {pod}: {timeline:#}")).clone()
}

fn unknown<'a>(chain: &'a Value, step: &str) -> Option<&'a str> {
    let view = view(chain, step);
    (view["state"] == "unknown").then(|| view["why"].as_str().unwrap())
}

/// The parts are the whole, and the true length lies within what is said of each.
fn adds_up(chain: &Value, truth: &Truth) {
    let path = &chain["path"];
    let parts = path["parts"].as_array().unwrap();
    let sum: f64 = parts.iter().map(|part| seconds(part, "took")).sum();
    assert!((sum - seconds(path, "whole")).abs() < 1e-6, "{path:#}");
    let mut before = path["from"].as_str().unwrap().to_owned();
    for part in parts {
        let ends = part["steps"].as_array().unwrap().last().unwrap().as_str().unwrap().to_owned();
        let (from, to) = (truth.at(&before), truth.at(&ends));
        let shortest = to.0.duration_since(from.1).as_secs_f64();
        let longest = to.1.duration_since(from.0).as_secs_f64();
        assert!(seconds(part, "least") <= longest, "{before} to {ends} took at most {longest}: {part}");
        assert!(seconds(part, "most") >= shortest, "{before} to {ends} took at least {shortest}: {part}");
        before = ends;
    }
    assert_eq!(before, "endpointLive");
}

fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}
