//! `neap rbac`: each verb under exactly the Role that it prints, on the real API server.

mod kinds;
mod lacks;
mod machines;
mod reads;
mod services;
mod ways;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use neap::rbac::VERBS;

use serde_json::{Value, json};

use crate::plane::{Namespace, Objects};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    let mut tests = crate::own![Need::Nothing; each_verb_of_the_table_is_run];
    tests.extend(services::tests());
    tests.extend(kinds::tests());
    tests.extend(ways::tests());
    tests.extend(machines::tests());
    tests.extend(reads::tests());
    tests.extend(lacks::tests());
    tests
}

/// What each test runs: it fails if it has run anything else.
const RUN: [&[&str]; 9] = [
    &services::DEPLOYED,
    &services::KSERVE,
    &kinds::APPS,
    &kinds::GROUPS,
    &kinds::KNATIVE,
    &kinds::CACHES,
    &ways::WAYS,
    &machines::ATTACHED,
    &reads::READS,
];

/// A verb that is added to the table, and that no test runs, is said.
fn each_verb_of_the_table_is_run() {
    let run: BTreeSet<&str> = RUN.iter().flat_map(|verbs| verbs.iter()).copied().collect();
    let table: BTreeSet<&str> = VERBS.iter().map(|verb| verb.words).collect();
    assert_eq!(run, table);
}

/// The verbs that a test has run, each under exactly its own Role.
struct Runs<'a> {
    ns: &'a Namespace<'a>,
    ran: RefCell<BTreeSet<String>>,
}

impl<'a> Runs<'a> {
    fn new(ns: &'a Namespace<'a>) -> Self {
        Self { ns, ran: RefCell::default() }
    }

    /// A user with the rights of one verb.
    fn user(&self, verb: &str) -> PathBuf {
        self.ran.borrow_mut().insert(verb.to_owned());
        let name = verb.replace("--", "").replace(' ', "-");
        user(self.ns, &name, &verb.split(' ').collect::<Vec<_>>(), &[], None)
    }

    /// Runs a verb to its end.
    fn run(&self, verb: &str, args: &[&str], code: i32) -> (String, String) {
        allowed(self.ns, &self.user(verb), args, code)
    }

    /// Nothing is missing of what the test says that it runs.
    fn are(self, verbs: &[&str]) {
        let verbs: BTreeSet<String> = verbs.iter().map(|verb| (*verb).to_owned()).collect();
        assert_eq!(self.ran.into_inner(), verbs);
    }
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
