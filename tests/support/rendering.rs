//! What the tests of the deploying verbs ask of a command line: the objects, or what is said instead.

use std::collections::{BTreeMap, BTreeSet};

use neap::manifest::yaml::parse_documents;
use serde_json::Value;

use super::Outcome;
use super::in_process::serve;

/// What `neap serve VERB … --dry-run` prints.
pub fn rendered(verb: &str, args: &[&str]) -> Outcome {
    serve(verb, args.iter().chain(&["--dry-run"]))
}

/// The objects that it prints.
pub fn objects(verb: &str, args: &[&str]) -> Vec<Value> {
    let outcome = rendered(verb, args);
    assert_eq!(outcome.code, 0, "{args:?}: {}", outcome.stderr);
    parse_documents(&outcome.stdout).unwrap()
}

/// What it says where it prints none.
pub fn refused(verb: &str, args: &[&str]) -> String {
    let outcome = rendered(verb, args);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{args:?}: {}", outcome.stderr);
    outcome.stderr
}

/// Holds what a command line prints against `snapshots/FOLDER/NAME.snap`, with its notes above it.
pub fn reviewed(folder: &str, name: &str, verb: &str, args: &[&str]) {
    let outcome = rendered(verb, args);
    assert_eq!(outcome.code, 0, "{name}: {}", outcome.stderr);
    let command_line = args.iter().map(|arg| format!("#   {}\n", arg.escape_debug())).collect::<String>();
    let notes = outcome.stderr.lines().map(|line| format!("# {line}\n")).collect::<String>();
    let text = format!("# neap serve {verb} --dry-run\n{command_line}{notes}{}", outcome.stdout);
    as_reviewed(folder, name, &text);
}

/// Holds a text against `snapshots/FOLDER/NAME.snap`.
pub fn as_reviewed(folder: &str, name: &str, text: &str) {
    let path = format!("../../snapshots/{folder}");
    insta::with_settings!({ snapshot_path => path, prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

/// The fields of all objects: kind and path of each, with its value.
fn fields(verb: &str, args: &[&str]) -> BTreeMap<String, String> {
    fn add(path: &str, value: &Value, all: &mut BTreeMap<String, String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, it)| add(&format!("{path}.{key}"), it, all)),
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(at, it)| add(&format!("{path}[{at}]"), it, all));
            }
            leaf => drop(all.insert(path.to_owned(), leaf.to_string())),
        }
    }
    let mut all = BTreeMap::new();
    for object in objects(verb, args) {
        add(object["kind"].as_str().unwrap(), &object, &mut all);
    }
    all
}

/// The fields that differ between what two command lines print, a line each with what is there now.
pub fn changed_fields(verb: &str, before: &[&str], after: &[&str]) -> String {
    let (old, new) = (fields(verb, before), fields(verb, after));
    let all: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let changed = all.into_iter().filter(|path| old.get(*path) != new.get(*path));
    changed.map(|path| format!("  {path}: {}\n", new.get(path).map_or("gone", String::as_str))).collect()
}
