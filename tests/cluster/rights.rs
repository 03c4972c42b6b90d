//! `neap rbac`: each verb under exactly the Role that it prints, on the real API server.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::plane::{Namespace, Node, Objects, Running, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        verbs_of_a_service_need_what_neap_rbac_prints,
        verbs_of_kserve_need_what_neap_rbac_prints,
        a_missing_right_is_named_with_the_role_that_has_it,
        what_is_optional_is_named_and_not_needed,
    ]
}

/// A user with the rights of these verbs and no others: what `neap rbac` prints, applied as it is. `without` is taken away.
fn user(
    ns: &Namespace,
    name: &str,
    words: &[&str],
    flags: &[&str],
    without: Option<(&str, &str)>,
) -> PathBuf {
    ns.apply(json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name}}));
    let account = format!("--service-account={}/{name}", ns.name);
    let role = format!("--name={name}");
    let fixed = ["-n", &ns.name, "-o", "json", &account, &role];
    // A verb with a flag is one word for the shell.
    let verb = words.join(" ");
    let printed = ns.neap([&["rbac", verb.as_str()], &fixed[..], flags].concat()).ended_with(0);
    let list: Value = serde_json::from_str(&printed.stdout).unwrap();
    for mut object in list["items"].as_array().unwrap().clone() {
        // A Role in another namespace is shared by tests that run beside this one.
        if object["metadata"]["namespace"].as_str().is_some_and(|it| it != ns.name) {
            object["metadata"]["name"] = json!(format!("{}-{name}", ns.name));
            if object["kind"] == "RoleBinding" {
                object["roleRef"]["name"] = object["metadata"]["name"].clone();
            }
            let elsewhere = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": object["metadata"]["namespace"]}});
            Objects { client: ns.cluster.client.clone(), namespace: None }.apply(elsewhere);
        }
        if let Some((verb, resource)) = without {
            take_away(&mut object, verb, resource);
        }
        let namespace = object["metadata"]["namespace"].as_str().map(str::to_owned);
        Objects { client: ns.cluster.client.clone(), namespace }.apply(object);
    }
    ns.token_of(name)
}

/// Takes a verb on a resource out of a Role's rules.
fn take_away(role: &mut Value, verb: &str, resource: &str) {
    let Some(rules) = role.get_mut("rules").and_then(Value::as_array_mut) else { return };
    let mut split = Vec::new();
    for rule in rules.iter_mut() {
        let resources = rule["resources"].as_array_mut().unwrap();
        if let Some(at) = resources.iter().position(|it| it == resource) {
            resources.remove(at);
            let verbs: Vec<Value> =
                rule["verbs"].as_array().unwrap().iter().filter(|it| *it != verb).cloned().collect();
            split.push(json!({"apiGroups": rule["apiGroups"], "resources": [resource], "verbs": verbs}));
        }
    }
    rules.extend(split);
    rules.retain(|rule| rule["resources"] != json!([]) && rule["verbs"] != json!([]));
}

/// Runs a verb as a user; nothing of it may be refused by RBAC.
///
/// Returns standard output and standard error.
fn allowed(ns: &Namespace, user: &Path, args: &[&str], code: i32) -> (String, String) {
    let outcome = ns.neap_as(user, [&["--verbose"], args].concat()).ended_with(code);
    let refused: Vec<&str> = outcome.stderr.lines().filter(|line| line.contains("status=403")).collect();
    assert!(refused.is_empty(), "{args:?} was refused something:\n{}", outcome.stderr);
    (outcome.stdout, outcome.stderr)
}

/// Runs a verb under exactly its own Role.
fn runs(ns: &Namespace, words: &[&str], args: &[&str], code: i32) -> (String, String) {
    let name = words.join("-").replace("--", "");
    allowed(ns, &user(ns, &name, words, &[], None), args, code)
}

const DEPLOYMENT: [&str; 11] = [
    "serve",
    "deployment",
    "--name=qwen",
    "--image=registry.invalid/vllm:1",
    "--cpu=1",
    "--memory=1Gi",
    "--scale-metric=vllm-waiting",
    "--scale-target=5",
    "--min-replicas=1",
    "--max-replicas=3",
    "vllm serve /m --port 8080",
];

fn verbs_of_a_service_need_what_neap_rbac_prints(ns: &Namespace) {
    ns.add_node(Node::new("node"));
    ns.metric("vllm:num_requests_waiting").set(1);
    ns.log("INFO ready");
    let deploy = user(ns, "deploy", &["serve", "deployment"], &[], None);
    allowed(ns, &deploy, &[&DEPLOYMENT[..], &["--wait=60s"]].concat().rotated(), 0);
    allowed(ns, &deploy, &[&DEPLOYMENT[..], &["--env=A=b"]].concat().rotated(), 0);
    runs(ns, &["serve", "diff"], &[&["serve", "diff"], &DEPLOYMENT[1..]].concat(), 4);
    runs(ns, &["serve", "update"], &["serve", "update", "qwen", "--env=A=c", "--yes"], 0);
    runs(ns, &["serve", "history"], &["serve", "history", "qwen"], 0);
    runs(ns, &["serve", "rollback"], &["serve", "rollback", "qwen", "--yes"], 0);
    runs(ns, &["serve", "scale"], &["serve", "scale", "qwen", "2", "--wait=60s"], 0);
    runs(ns, &["serve", "restart"], &["serve", "restart", "qwen", "--wait=60s"], 0);
    runs(ns, &["serve", "list"], &["serve", "list", "-o", "json"], 0);
    runs(ns, &["serve", "get"], &["serve", "get", "qwen"], 0);
    let (logs, _) = runs(ns, &["serve", "logs"], &["serve", "logs", "qwen"], 0);
    assert!(logs.contains("INFO ready"), "{logs}");
    runs(ns, &["status"], &["status", "qwen", "--for", "ready", "--timeout=60s"], 0);
    runs(ns, &["doctor"], &["doctor", "qwen", "--only", "NEAP001"], 0);
    // The engine cannot be reached here, so the chain is broken; but nobody is refused anything.
    let checker = user(ns, "metrics-check", &["metrics", "check"], &[], None);
    let chain = ns.neap_as(&checker, ["metrics", "check", "qwen"]).ended_with(4);
    let told = format!("{}{}", chain.stdout, chain.stderr);
    assert!(told.contains("it is served") && !told.contains("may not"), "{told}");
    let patch = ns.cluster.folder.join(format!("{}-patch.yaml", ns.name)).display().to_string();
    runs(ns, &["import"], &["import", "qwen", "--patch", &patch], 0);
    let folder = ns.cluster.folder.join(format!("{}-chart", ns.name)).display().to_string();
    runs(ns, &["export"], &["export", "qwen", "--helm", &folder], 0);
    mended(ns);
    runs(ns, &["serve", "delete"], &["serve", "delete", "qwen", "--yes", "--wait=60s"], 0);
}

/// `doctor --fix` writes under its own Role.
fn mended(ns: &Namespace) {
    ns.apply(json!({
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "qwen"},
        "spec": {"minAvailable": 1, "selector": {"matchLabels": {"servingName": "qwn"}}},
    }));
    let (_, fixed) =
        runs(ns, &["doctor", "--fix"], &["doctor", "qwen", "--only", "NEAP001", "--fix", "--yes"], 0);
    assert!(fixed.contains("poddisruptionbudget.policy/qwen mended"), "{fixed}");
}

fn verbs_of_kserve_need_what_neap_rbac_prints(ns: &Namespace) {
    ns.add_node(Node::new("node"));
    let kserve = [
        "serve",
        "kserve",
        "--name=qwen",
        "--image=registry.invalid/vllm:1",
        "--cpu=1",
        "--memory=1Gi",
        "--scale-metric=vllm-waiting",
        "--scale-target=5",
        "--max-replicas=3",
        "--wait=60s",
        "vllm serve /m --port 8080",
    ];
    runs(ns, &["serve", "kserve"], &kserve, 0);
    runs(ns, &["serve", "get"], &["serve", "get", "qwen"], 0);
    let status = user(ns, "status", &["status"], &[], None);
    let mut watch = Running::start(&mut ns.command_as(&status, ["status", "qwen", "-w"]));
    watch.line_with("ready: 1/1 replicas", secs(20));
    ns.patch("Deployment", "qwen-predictor", json!({"spec": {"replicas": 2}}));
    watch.line_with("1/2 replicas", secs(20));
    let load = user(ns, "workers", &["bench", "--in-cluster"], &[], None);
    // Nobody runs the workers: what is asked for is what matters.
    let args = ["bench", "--in-cluster", "--start-timeout=3s", "-n", "10", "http://qwen.invalid/"];
    let outcome = ns.neap_as(&load, [&["--verbose"], &args[..]].concat());
    assert!(!outcome.stderr.contains("status=403"), "{}", outcome.stderr);
    runs(ns, &["serve", "delete"], &["serve", "delete", "qwen", "--yes"], 0);
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

/// The container's command comes last, behind flags that were added.
trait Rotated {
    fn rotated(self) -> Self;
}

impl Rotated for Vec<&str> {
    fn rotated(mut self) -> Self {
        let command = self.iter().position(|word| word.starts_with("vllm serve")).unwrap();
        let command = self.remove(command);
        self.push(command);
        self
    }
}
