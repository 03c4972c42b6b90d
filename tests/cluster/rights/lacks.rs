//! What is said where a right is missing.

use super::services::DEPLOYMENT;
use super::{Rotated as _, user};
use crate::plane::{Namespace, Node};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        a_missing_right_is_named_with_the_role_that_has_it,
        what_is_optional_is_named_and_not_needed,
    ]
}

/// A verb, the right that its user lacks (verb and resource), and how it is run.
type Lack<'a> = (&'a [&'a str], (&'a str, &'a str), &'a [&'a str]);

/// Without one right of each, a verb fails and says which one, and what grants it.
fn a_missing_right_is_named_with_the_role_that_has_it(ns: &Namespace) {
    ns.add_node(Node::new("node"));
    let _ = ns.neap([&DEPLOYMENT[..], &["--wait=60s"]].concat().rotated()).ended_with(0);
    let cases: [Lack<'_>; 7] = [
        (&["serve", "deployment"], ("patch", "services"), &[&DEPLOYMENT[..]].concat()),
        (&["serve", "deployment"], ("get", "horizontalpodautoscalers"), &[&DEPLOYMENT[..]].concat()),
        (&["serve", "scale"], ("patch", "horizontalpodautoscalers"), &["serve", "scale", "qwen", "2"]),
        (&["serve", "restart"], ("patch", "deployments"), &["serve", "restart", "qwen"]),
        (&["serve", "logs"], ("get", "pods/log"), &["serve", "logs", "qwen"]),
        (&["serve", "history"], ("list", "controllerrevisions"), &["serve", "history", "qwen"]),
        (&["serve", "delete"], ("delete", "services"), &["serve", "delete", "qwen", "--yes"]),
    ];
    for (index, (words, (verb, resource), args)) in cases.iter().enumerate() {
        let user = user(ns, &format!("lacks-{index}"), words, &[], Some((verb, resource)));
        let outcome = ns.neap_as(&user, *args).ended_with(1);
        let named = outcome.stderr.contains(&format!("may not {verb} {resource}"));
        assert!(named, "{args:?} without {verb} {resource}: {}", outcome.stderr);
        let hint = format!("`neap rbac {}`", words.join(" "));
        assert!(outcome.stderr.contains(&hint), "{hint}: {}", outcome.stderr);
    }
}

/// Under `--required` alone the readers do their work and say what they may not see.
fn what_is_optional_is_named_and_not_needed(ns: &Namespace) {
    ns.add_node(Node::new("node"));
    ns.log("INFO ready");
    let _ = ns.neap([&DEPLOYMENT[..], &["--wait=60s"]].concat().rotated()).ended_with(0);
    let run = |words: &[&str], args: &[&str]| {
        let name = format!("least-{}", words.join("-"));
        ns.neap_as(&user(ns, &name, words, &["--required"], None), args)
    };
    let least = |words: &[&str], args: &[&str]| run(words, args).ended_with(0);
    let status = least(&["status"], &["status", "qwen"]).stdout;
    assert!(status.contains("1/1 replicas"), "{status}");
    for missing in ["list nodes", "list events", "list horizontalpodautoscalers.autoscaling"] {
        assert!(status.contains(&format!("not allowed: {missing}")), "{missing}: {status}");
    }
    // A service of a kind that one may not see is not denied without saying so.
    let get = run(&["serve", "get"], &["serve", "get", "qwen"]).ended_with(1).stderr;
    assert!(get.contains("there is no service") && get.contains("may not get deployments.apps"), "{get}");
    let list = least(&["serve", "list"], &["serve", "list"]);
    assert!(list.stderr.contains("replicas are unknown"), "{}", list.stderr);
    let logs = least(&["serve", "logs"], &["serve", "logs", "qwen"]);
    assert_eq!(logs.stderr, "");
    let doctor = least(&["doctor"], &["doctor", "--only", "NEAP001"]);
    assert!(doctor.stderr.contains("cannot be read"), "{}", doctor.stderr);
}
