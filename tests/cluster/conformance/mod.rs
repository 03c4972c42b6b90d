//! Every kind of service × every verb, in one table. A kind that lacks a cell does not compile.

mod kinds;

use std::sync::OnceLock;

use serde_json::json;

use self::kinds::{KINDS, Kind};
use crate::plane::{Cluster, Namespace, Node, crds, lws, rbg, secs};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    let mut tests = Vec::new();
    for kind in &KINDS {
        let name = format!("neap::conformance::{}", kind.name);
        tests.push(crate::suite::own(&name, Need::Groups, move || all_verbs(kind)));
    }
    tests
}

/// A service's command line: `neap serve WORDS… --name=qwen … FLAGS… more COMMAND`.
fn line<'a>(words: &[&'a str], kind: &'a Kind, more: &[&'a str]) -> Vec<&'a str> {
    let fixed = ["--name=qwen", "--image=registry.invalid/vllm:1", "--cpu=1", "--memory=1Gi"];
    [&["serve"], words, &[kind.verb], &fixed, kind.flags, more, &["vllm serve /m --port 8080"]].concat()
}

/// The control plane with all that any row needs, from the first row on.
fn furnished() -> &'static Cluster {
    static FURNISHED: OnceLock<&Cluster> = OnceLock::new();
    FURNISHED.get_or_init(|| {
        let cluster = Cluster::shared_with_knative();
        lws::start(cluster);
        rbg::start(cluster);
        crds::install_ack_one(cluster);
        crds::install(cluster, "cluster.karmada.io_clusters.yaml");
        for name in ["c1", "c2", "c3"] {
            cluster.objects().create(json!({"apiVersion": "cluster.karmada.io/v1alpha1", "kind": "Cluster",
                "metadata": {"name": name}, "spec": {"syncMode": "Pull"}}));
        }
        cluster
    })
}

fn all_verbs(kind: &Kind) {
    let cluster = furnished();
    let ns = &cluster.namespace(&format!("conform-{}", kind.name));
    ns.add_node(Node::new("node"));
    for verb in [
        render,
        bad_input,
        preflight,
        conflict,
        apply,
        second_apply,
        diff,
        wait,
        status,
        list_and_get,
        update,
        delete,
    ] {
        verb(ns, kind);
    }
}

fn render(ns: &Namespace, kind: &Kind) {
    let named = ns.neap(line(&[], kind, &["--dry-run", "-o", "name"])).ended_with(0);
    assert_eq!(named.stdout.lines().collect::<Vec<_>>(), kind.objects, "{}", kind.verb);
    let checked = ns.neap(line(&[], kind, &["--dry-run=server", "-o", "name"])).ended_with(0);
    assert_eq!(checked.stdout, named.stdout);
    assert_eq!(ns.kubectl(["get", kind.object, "-o", "name"]), "", "a dry run writes nothing");
}

fn bad_input(ns: &Namespace, kind: &Kind) {
    let refused = ns.neap(line(&[], kind, &[kind.bad.0])).ended_with(2);
    assert_eq!(refused.stdout, "");
    assert!(refused.stderr.contains(kind.bad.1), "{}", refused.stderr);
}

fn preflight(ns: &Namespace, kind: &Kind) {
    let env = "--env-from-secret=TOKEN=hub:token";
    let refused = ns.neap(line(&[], kind, &[env])).ended_with(1);
    assert!(refused.stderr.contains("secret/hub does not exist"), "{}", refused.stderr);
    assert!(refused.stderr.contains("nothing was written"), "{}", refused.stderr);
    assert_eq!(ns.kubectl(["get", kind.object, "-o", "name"]), "");
}

/// Somebody else has the object, and a field that the flags name too.
fn conflict(ns: &Namespace, kind: &Kind) {
    ns.create(json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "other"}}));
    ns.create(json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "mine"}}));
    drop(ns.neap(line(&[], kind, &[])).ended_with(0));
    let (object, name, patch, field) = kind.foreign;
    let of = if patch.starts_with('[') { "--type=json" } else { "--type=merge" };
    drop(ns.kubectl(["patch", object, name, of, "--field-manager=alice", "-p", patch]));
    let refused = ns.neap(line(&[], kind, &["--service-account=mine"])).ended_with(1);
    for part in [field, "alice", "other", "mine", "--force-conflicts"] {
        assert!(refused.stderr.contains(part), "{part}: {}", refused.stderr);
    }
    drop(ns.neap(line(&[], kind, &["--service-account=mine", "--force-conflicts"])).ended_with(0));
    drop(ns.neap(["serve", "delete", "qwen", "--yes", "--wait"]).ended_with(0));
}

fn apply(ns: &Namespace, kind: &Kind) {
    let created = ns.neap(line(&[], kind, &[])).ended_with(0);
    assert_eq!(created.stdout.matches(" created").count(), kind.objects.len(), "{}", created.stdout);
    assert!(created.stderr.contains("neap status qwen"), "{}", created.stderr);
    for object in kind.objects {
        assert!(ns.kubectl(["get", object, "-o", "name"]).contains("qwen"));
    }
}

fn second_apply(ns: &Namespace, kind: &Kind) {
    let again = ns.neap(line(&[], kind, &[])).ended_with(0);
    assert_eq!(again.stdout.matches(" unchanged").count(), kind.objects.len(), "{}", again.stdout);
}

fn diff(ns: &Namespace, kind: &Kind) {
    let same = ns.neap(line(&["diff"], kind, &[])).ended_with(0);
    assert_eq!(same.stdout, "", "{}", same.stderr);
    let other = ns.neap(line(&["diff"], kind, &["--env=A=b"])).ended_with(4);
    assert!(other.stdout.contains("name: A") && other.stdout.contains("value: b"), "{}", other.stdout);
}

fn wait(ns: &Namespace, kind: &Kind) {
    let ready = ns.neap(line(&[], kind, &["--wait=60s"])).ended_with(0);
    assert!(ready.stderr.contains("qwen is ready"), "{}", ready.stderr);
}

fn status(ns: &Namespace, kind: &Kind) {
    let shown = ns.neap(["status", "qwen", "-o", "json"]).ended_with(0);
    let picture: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    let service = &picture["services"][0];
    assert_eq!((service["name"].as_str(), service["exists"].as_bool()), (Some("qwen"), Some(true)));
    assert_eq!(service["ready"], json!(true), "{}: {}", kind.verb, shown.stdout);
    let text = ns.neap(["status", "qwen"]).ended_with(0);
    assert!(text.stdout.contains("qwen"), "{}", text.stdout);
}

fn list_and_get(ns: &Namespace, kind: &Kind) {
    let listed = ns.neap(["serve", "list", "-T", kind.verb, "-o", "name"]).ended_with(0);
    assert_eq!(listed.stdout.trim(), format!("{}/qwen", singular(kind.objects)));
    for other in KINDS.iter().filter(|other| other.verb != kind.verb) {
        let none = ns.neap(["serve", "list", "-T", other.verb, "-o", "name"]).ended_with(0);
        assert_eq!(none.stdout, "", "{} is no {}", kind.verb, other.verb);
    }
    let got = ns.neap(["serve", "get", "qwen"]).ended_with(0);
    assert!(got.stdout.contains("Instances:"), "{}", got.stdout);
    let replicas = got.stdout.lines().filter(|line| line.contains("Running")).count();
    assert_eq!(replicas, kind.pods, "{}", got.stdout);
}

/// The root object's kind, as an identity is printed.
fn singular(objects: &[&'static str]) -> &'static str {
    let root = objects
        .iter()
        .find(|object| {
            object.ends_with("/qwen")
                && !object.starts_with("service/")
                && !object.starts_with("propagationpolicy")
        })
        .unwrap();
    root.trim_end_matches("/qwen")
}

/// What is named changes, after it was shown; all else stays as it is.
fn update(ns: &Namespace, kind: &Kind) {
    let shown = ns.neap(["serve", "update", "qwen", "--env=A=b"]).ended_with(4);
    assert!(shown.stdout.contains("name: A") && shown.stdout.contains("value: b"), "{}", shown.stdout);
    assert!(shown.stderr.contains(kind.rolls), "{}", shown.stderr);
    drop(ns.neap(line(&["diff"], kind, &[])).ended_with(0));
    // By its type as Arena takes it, and by its name alone.
    let written = ns.neap(["serve", "update", kind.verb, "--name=qwen", "--env=A=b", "--yes"]).ended_with(0);
    assert!(written.stderr.contains("configured"), "{}", written.stderr);
    let same = ns.neap(line(&["diff"], kind, &["--env=A=b"])).ended_with(0);
    assert_eq!(same.stdout, "", "{}", same.stderr);
    let [five, three] = kind.wider;
    let (of, name, pointer) = kind.maximum;
    let maximum = || ns.get(of, name).and_then(|object| object.pointer(pointer).cloned());
    let before = maximum();
    drop(ns.neap(["serve", "update", "qwen", five, "--yes"]).ended_with(0));
    assert_ne!(maximum(), before);
    drop(ns.neap(["serve", "update", "qwen", three, "--yes"]).ended_with(0));
    drop(ns.neap(line(&["diff"], kind, &["--env=A=b"])).ended_with(0));
    let refused = ns.neap(["serve", "update", "qwen", kind.alien]).ended_with(2);
    let flag = kind.alien.split('=').next().unwrap();
    assert!(
        refused.stderr.contains(flag) && refused.stderr.contains("lists the flags"),
        "{}",
        refused.stderr
    );
}

fn delete(ns: &Namespace, kind: &Kind) {
    let shown = ns.neap(["serve", "delete", "qwen", "--dry-run"]).ended_with(0);
    for object in kind.objects {
        assert!(shown.stdout.contains(object), "{object}: {}", shown.stdout);
    }
    let gone = ns.neap(["serve", "delete", "qwen", "--yes", "--wait"]).ended_with(0);
    assert!(gone.stderr.contains("qwen is gone"), "{}", gone.stderr);
    ns.until("nothing left", secs(60), || {
        kind.objects
            .iter()
            .all(|object| ns.kubectl(["get", object, "--ignore-not-found", "-o", "name"]).is_empty())
    });
    drop(ns.neap(["serve", "get", "qwen"]).ended_with(1));
}
