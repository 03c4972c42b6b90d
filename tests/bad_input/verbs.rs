//! Every flag and name of the verbs that look at services or change them, with every sort of bad string: understood, so
//! that the cluster is missed, or exit 2 with the flag, the value and an example. What deploys is in the other files.

use std::collections::BTreeSet;

use clap::{Arg, CommandFactory};

use super::classes::classes;
use super::strings::{company, forms};
use super::{name_of, refused};
use crate::support::in_process::run;

/// A verb, and what it needs to be looked at.
struct Verb {
    words: &'static [&'static str],
    usual: &'static [&'static str],
}

const fn verb(words: &'static [&'static str], usual: &'static [&'static str]) -> Verb {
    Verb { words, usual }
}

const VERBS: &[Verb] = &[
    verb(&["serve", "list"], &[]),
    verb(&["serve", "get"], &["qwen"]),
    verb(&["serve", "test"], &["qwen"]),
    verb(&["serve", "logs"], &["qwen"]),
    verb(&["serve", "update"], &["qwen"]),
    verb(&["serve", "history"], &["qwen"]),
    verb(&["serve", "rollback"], &["qwen"]),
    verb(&["serve", "promote"], &["qwen"]),
    verb(&["serve", "abort"], &["qwen"]),
    verb(&["serve", "traffic-split"], &["qwen"]),
    verb(&["serve", "scale"], &["qwen"]),
    verb(&["serve", "restart"], &["qwen"]),
    verb(&["serve", "exec"], &["qwen", "--", "ls"]),
    verb(&["serve", "attach"], &["qwen"]),
    verb(&["serve", "delete"], &["qwen"]),
    verb(&["cache", "status"], &["qwen"]),
    verb(&["cache", "list"], &[]),
    verb(&["cache", "delete"], &["qwen"]),
    verb(&["metrics", "presets"], &[]),
    verb(&["metrics", "check"], &["qwen"]),
    verb(&["status"], &["qwen"]),
    verb(&["serve", "diff"], &["--filename=tests/fixtures/none.yaml"]),
    verb(&["serve", "diff", "kserve"], &["--name=qwen", "--image=base"]),
    verb(&["serve", "diff", "knative"], &["--name=qwen", "--image=base"]),
    verb(&["serve", "diff", "deployment"], &["--name=qwen", "--image=base", "--port=80"]),
    verb(&["serve", "diff", "distributed"], &["--name=qwen", "--image=base", "--port=80"]),
    verb(&["cache", "diff", "create"], &["qwen", "--from=pvc://models", "--tier=mem:1Gi"]),
    verb(&["cache", "diff", "volume"], &["qwen", "--nas=a.example.com:/models"]),
    verb(&["import"], &["tests/fixtures/arena/custom.yaml", "--patch=FOLDER/patch.yaml"]),
    verb(&["export"], &["--filename=tests/fixtures/arena/custom.yaml", "--helm=FOLDER/chart", "--force"]),
    verb(&["doctor"], &["--filename=tests/fixtures/arena/custom.yaml"]),
];

/// Flags whose value is where something is written to: that is in a folder of the test's own.
const WRITTEN: [&str; 4] = ["save", "patch", "helm", "kustomize"];

/// What all verbs have.
const SHARED: &[&str] = &["color", "kubeconfig", "context", "request-timeout", "namespace", "output"];

fn arguments(words: &[&str]) -> Vec<Arg> {
    let mut cli = neap::cli::Cli::command();
    cli.build();
    let mut command = &cli;
    for word in words {
        command = command.find_subcommand(word).unwrap();
    }
    command.get_arguments().filter(|arg| arg.get_action().takes_values()).cloned().collect()
}

/// The command line of a case: the value takes its place among what is usual.
fn line(verb: &Verb, arg: &Arg, value: &str, folder: &str) -> Vec<String> {
    let mut args: Vec<String> = verb.words.iter().map(|word| (*word).to_owned()).collect();
    let mut usual: Vec<String> = verb.usual.iter().map(|word| word.replace("FOLDER", folder)).collect();
    let flag = format!("--{}=", name_of(arg));
    // What is given is not given twice, and what excludes another takes its place.
    let others: &[&str] = match flag.as_str() {
        "--kustomize=" => &["--helm="],
        "--oss=" | "--pvc=" => &["--nas="],
        _ => &[],
    };
    usual.retain(|word| !word.starts_with(&flag) && !others.iter().any(|other| word.starts_with(other)));
    match arg.get_index() {
        // Behind `--`, so that nothing is taken for a flag.
        Some(index) => {
            usual.truncate(index - 1);
            usual.push(value.to_owned());
            args.push("--".into());
        }
        None => args.push(format!("{flag}{value}")),
    }
    match (verb.words, name_of(arg).as_str()) {
        // Arena takes the name as a flag too.
        (["serve", "traffic-split"], "name") => args.push("--revision=latest=100".into()),
        (["serve", "traffic-split"], "revision" | "version-weight") => args.extend(usual),
        (["serve", "traffic-split"], _) => args.extend(["--revision=latest=100".into(), "qwen".into()]),
        (["serve", "scale"], "replicas") => args.extend(usual),
        (["serve", "scale"], "COMMAND") => args.extend(usual),
        (["serve", "scale"], _) => args.extend(["--replicas=2".into(), "qwen".into()]),
        (["serve", "diff", kind], flag) => {
            usual.extend(company(kind, flag).iter().map(|word| (*word).to_owned()));
            args.extend(usual);
        }
        // A bucket is served somewhere.
        (["cache", "diff", "volume"], "oss") => {
            args.extend(["--endpoint=oss.example.com".into(), "--secret=keys".into()]);
            args.extend(usual);
        }
        // A file, or a name: one takes the place of the other.
        (["export"], "COMMAND") => {
            args.insert(1, format!("--helm={folder}/chart"));
            args.extend(usual);
        }
        (["import"], "COMMAND") => {
            args.insert(1, format!("--patch={folder}/patch.yaml"));
            args.extend(usual);
        }
        (["doctor"], "explain") => {}
        // What belongs to the timeline.
        (["status"], "from" | "since" | "prometheus") => args.extend(["--timeline".into(), "qwen".into()]),
        (["status"], "prometheus-header") => {
            args.extend(["--timeline", "--prometheus=http://127.0.0.1:1", "qwen"].map(str::to_owned));
        }
        (["status"], "timeout") => args.extend(["--for=ready=1".into(), "qwen".into()]),
        _ => args.extend(usual),
    }
    args
}

/// What is wrong with how this was answered.
fn fault(arg: &Arg, value: &str, args: &[String]) -> Option<String> {
    let outcome = run(args);
    let said = |fault: &str| Some(format!("{fault}: {args:?}\n{}", outcome.stderr));
    match outcome.code {
        // What doctor finds wrong.
        0 | 4 => None,
        // A file that is not there, or the cluster that is missed.
        1 if outcome.stderr.contains("error: ") => None,
        2 if arg.is_positional() => (!outcome.stdout.is_empty()
            || !["hint: ", "for example `", "[possible values: ", "tip: ", "Usage: "]
                .iter()
                .any(|word| outcome.stderr.contains(word)))
        .then(|| said("no example"))
        .flatten(),
        // A secret is not shown.
        2 if name_of(arg) == "access-key" && outcome.stderr.contains("`--access-key`") => None,
        // clap's own words; the file of a record is not to be written.
        2 if outcome.stderr.contains("a value is required for") => None,
        2 if name_of(arg) == "record" => None,
        2 => refused(&name_of(arg), value, &outcome).err().and_then(said),
        _ => said("an exit code of its own"),
    }
}

#[test]
fn any_string_in_a_flag_of_a_verb_is_understood_or_refused() {
    // What all verbs share is driven at the first one, and what a diff shares with what deploys at one kind.
    let mut met = BTreeSet::new();
    let cases: Vec<(&Verb, Arg)> = VERBS
        .iter()
        .flat_map(|verb| arguments(verb.words).into_iter().map(move |arg| (verb, arg)))
        .filter(|(verb, arg)| {
            let shared = verb.words.contains(&"diff") || SHARED.contains(&name_of(arg).as_str());
            !shared || met.insert(name_of(arg))
        })
        .collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let results: Vec<(usize, Vec<String>)> = std::thread::scope(|scope| {
        let worker = |worker| {
            let mine: Vec<&(&Verb, Arg)> = cases.iter().skip(worker).step_by(threads).collect();
            scope.spawn(move || {
                let folder = tempfile::tempdir().unwrap();
                drive(&mine, folder.path().to_str().unwrap())
            })
        };
        let workers: Vec<_> = (0..threads).map(worker).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let faults: Vec<&str> = results.iter().flat_map(|(_, faults)| faults).map(String::as_str).collect();
    assert!(faults.is_empty(), "{} flags are wrong\n{}", faults.len(), faults.join("\n"));
    let driven: usize = results.iter().map(|(driven, _)| driven).sum();
    assert!(driven > 3000, "{driven}");
}

/// Verbs whose flags are swept elsewhere, each with where.
const ELSEWHERE: [(&str, &str); 11] = [
    ("serve kserve", "mod.rs"),
    ("serve knative", "mod.rs"),
    ("serve deployment", "mod.rs"),
    ("serve statefulset", "mod.rs"),
    ("serve triton", "mod.rs"),
    ("serve tensorflow", "mod.rs"),
    ("serve distributed", "mod.rs"),
    ("cache create", "tests/cache/bad_input.rs"),
    ("cache load", "tests/cache/bad_input.rs"),
    ("cache volume", "tests/cache/bad_input.rs"),
    ("metrics render", "tests/metrics/input.rs"),
];

/// A new verb cannot be forgotten.
#[test]
fn every_verb_is_swept() {
    let mut cli = neap::cli::Cli::command();
    cli.build();
    let mut missing = Vec::new();
    for room in ["serve", "cache", "metrics"] {
        for verb in cli.find_subcommand(room).unwrap().get_subcommands() {
            let name = format!("{room} {}", verb.get_name());
            // A diff has verbs of its own below it.
            let here = VERBS.iter().any(|verb| verb.words.join(" ").starts_with(&name));
            let elsewhere = ELSEWHERE.iter().any(|(verb, _)| *verb == name);
            if !here && !elsewhere && verb.get_name() != "help" {
                missing.push(name);
            }
        }
    }
    for name in ["status", "doctor", "import", "export"] {
        if !VERBS.iter().any(|verb| verb.words == [name]) {
            missing.push(name.to_owned());
        }
    }
    assert!(missing.is_empty(), "nothing sweeps the flags of {missing:?}");
}

/// How many command lines were run, and the first fault of each flag.
fn drive(cases: &[&(&Verb, Arg)], folder: &str) -> (usize, Vec<String>) {
    let (mut driven, mut faults) = (0, Vec::new());
    for (verb, arg) in cases {
        // A few of each class: what they name is judged by the same code as the names of what is deployed.
        let texts = classes().into_iter().flat_map(|(_, texts)| texts.into_iter().take(4));
        // Standard input is the test runner's.
        let values = texts.flat_map(|text| forms(arg, &text)).filter(|value| value != "-");
        let is_written = verb.words.len() == 1 && WRITTEN.contains(&name_of(arg).as_str());
        let values = values.map(|value| if is_written { format!("{folder}/{value}") } else { value });
        let found = values.filter_map(|value| {
            driven += 1;
            fault(arg, &value, &line(verb, arg, &value, folder))
        });
        faults.extend(found.min_by_key(String::len));
    }
    (driven, faults)
}
