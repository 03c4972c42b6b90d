//! What the tests of the deploying verbs ask of a command line: the objects, or what is said instead.

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
    let path = format!("../../snapshots/{folder}");
    insta::with_settings!({ snapshot_path => path, prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}
