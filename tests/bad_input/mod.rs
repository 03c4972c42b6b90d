//! Every flag of `neap serve kserve`, and every other verb's own, with every sort of bad string: either a valid object that carries exactly that
//! string, or exit 2 with the flag, the value, what is allowed and an example. Never a panic, never a write.
//!
//! The flags come from clap, so a new one cannot be forgotten. kubectl reads back what was written, in a few calls.

pub mod classes;
mod kubectl;
mod strings;
mod update;
mod verbs;

pub use self::classes::classes as bad_strings;

use std::collections::{BTreeMap, BTreeSet};

use clap::{Arg, CommandFactory};
use neap::manifest::yaml::parse_documents;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;

use self::classes::classes;
use self::kubectl::{read_back, say};
use self::strings::{BESIDE_THE_OBJECTS, TRANSLATED, company, forms, means_nothing};
use crate::support::Outcome;
use crate::support::in_process::{kserve, run};

/// What the test has seen.
#[derive(Default)]
struct Seen {
    /// Whose flags these are.
    verb: &'static str,
    reached: BTreeMap<String, BTreeMap<&'static str, u32>>,
    accepted: u32,
    refused: u32,
    /// What went wrong.
    faults: Vec<String>,
    /// Each object once, as YAML and as the JSON that it must be read as.
    objects: BTreeSet<String>,
}

/// The flags of a verb that take a value: a switch takes no string.
fn flags(verb: &str) -> Vec<Arg> {
    let mut cli = neap::cli::Cli::command();
    cli.build();
    let serve = cli.find_subcommand("serve").unwrap();
    let all = serve.find_subcommand(verb).unwrap().get_arguments().cloned();
    all.filter(|arg| arg.get_action().takes_values()).collect()
}

/// The flags of a verb that `serve kserve` has not, and those of them all that it reads in its own way.
fn own_flags(verb: &str, shared: &[&str]) -> Vec<Arg> {
    let kserve: BTreeSet<String> = flags("kserve").iter().map(name_of).collect();
    let mut own = flags(verb);
    own.retain(|arg| !kserve.contains(&name_of(arg)) || shared.contains(&name_of(arg).as_str()));
    own
}

fn name_of(arg: &Arg) -> String {
    arg.get_long().map_or_else(|| "COMMAND".to_owned(), str::to_owned)
}

/// Runs one command line and checks it.
fn check(arg: &Arg, class: &'static str, text: &str, value: &str, folder: &str, seen: &mut Seen) {
    let flag = name_of(arg);
    // A path that a flag writes to stays in the folder.
    let value = if flag == "save" { format!("{folder}/{value}") } else { value.to_owned() };
    // Standard input is the test runner's.
    if value == "-" && ["filename", "patch"].contains(&flag.as_str()) {
        return;
    }
    let company = company(seen.verb, &flag);
    let mut args: Vec<String> =
        ["serve", seen.verb].iter().chain(company).map(|arg| (*arg).to_owned()).collect();
    if !["name", "servingName"].contains(&flag.as_str()) {
        args.push("--name=base".into());
    }
    if flag != "image" {
        args.push("--image=base".into());
    }
    // These wait for a cluster, so a dry run refuses them; there is none, which is found out once they are understood.
    let waits = ["wait", "watch"].contains(&flag.as_str());
    if flag != "dry-run" && !waits {
        args.push("--dry-run".into());
    }
    if arg.is_positional() {
        args.extend(["--".to_owned(), value.clone()]);
    } else {
        args.push(format!("--{flag}={value}"));
    }
    let outcome = run(&args);
    *seen.reached.entry(flag.clone()).or_default().entry(class).or_default() += 1;
    let context = format!("{args:?}\n{}", outcome.stderr);
    match outcome.code {
        1 if waits && outcome.stderr.starts_with("error: no cluster is configured") => seen.accepted += 1,
        0 => {
            seen.accepted += 1;
            accepted(&flag, text, &value, &outcome, &context, seen);
        }
        2 => {
            seen.refused += 1;
            if let Err(fault) = refused(&flag, &value, &outcome) {
                seen.faults.push(format!("{fault}: {context}"));
            }
        }
        code => seen.faults.push(format!("exit {code}: {context}")),
    }
}

fn accepted(flag: &str, text: &str, value: &str, outcome: &Outcome, context: &str, seen: &mut Seen) {
    let beside = BESIDE_THE_OBJECTS.contains(&flag);
    if flag == "print-template" {
        return;
    }
    let documents = match parse_documents(&outcome.stdout) {
        Ok(documents) => documents,
        Err(error) => return seen.faults.push(format!("{error}: {context}")),
    };
    assert!(!documents.is_empty(), "{context}");
    for document in &documents {
        seen.objects.insert(document.to_string());
    }
    if beside || TRANSLATED.contains(&flag) || means_nothing(flag, text) || means_nothing(flag, value) {
        return;
    }
    // A separator in the string parts it: then each part is carried.
    let separators: &[char] = match flag {
        "data"
        | "cache"
        | "model-dir"
        | "data-dir"
        | "temp-dir"
        | "env-from-secret"
        | "model-format"
        | "data-subpath-expr"
        | "temp-dir-subpath-expr" => &[':'],
        "unit" => &[',', '='],
        "cluster-group" => &[',', '=', ':'],
        "gateway" | "storage-uri" => &['/'],
        "traffic" | "tag" => &['='],
        _ => &[],
    };
    let carried = text.split(separators).all(|part| documents.iter().any(|document| carries(document, part)));
    if !carried {
        seen.faults.push(format!("{text:?} is not in the objects: {context}\n{}", outcome.stdout));
    }
}

/// Whether a text is a key, a value, or part of one; a number by its digits.
fn carries(value: &Value, text: &str) -> bool {
    match value {
        Value::String(held) => held.contains(text),
        Value::Number(number) => number.to_string() == text,
        Value::Bool(flag) => flag.to_string() == text,
        Value::Array(items) => items.iter().any(|item| carries(item, text)),
        Value::Object(fields) => fields.iter().any(|(key, value)| key.contains(text) || carries(value, text)),
        Value::Null => false,
    }
}

fn refused(flag: &str, value: &str, outcome: &Outcome) -> Result<(), &'static str> {
    let check = |holds: bool, fault| if holds { Ok(()) } else { Err(fault) };
    check(outcome.stdout.is_empty(), "something is on standard output")?;
    let said = &outcome.stderr;
    // clap quotes in its own way, and shows control characters as nothing.
    let by_clap = said.contains("For more information, try");
    let canonical = match flag {
        "servingName" => "name",
        "servingVersion" => "version",
        "imagePullPolicy" => "image-pull-policy",
        "modelName" => "model-name",
        "restfulPort" => "restful-port",
        flag => flag,
    };
    let named = said.contains(canonical) || said.contains(flag);
    check(named, "the flag is not named")?;
    // The value as it is shown, or the part of it that is wrong.
    let shown: Vec<&str> = said.split("invalid value ").skip(1).collect();
    let escaped = format!("{value:?}");
    let whole = &escaped[1..escaped.len() - 1];
    let shows = |rest: &&str| {
        let part = inside_quotes(rest);
        whole.contains(part) || value.contains(part)
    };
    let by_contradiction =
        shown.is_empty() && (value.is_empty() || said.contains(whole) || said.contains(value));
    check(
        by_clap || shown.iter().any(shows) || by_contradiction || said.contains("a value is required"),
        "the value is not shown",
    )?;
    let example =
        ["for example `", "hint: ", "[possible values: ", "tip: "].iter().any(|word| said.contains(word));
    // Other verbs share this flag; clap answers for it.
    let shared = flag == "kubeconfig" && by_clap;
    check(example || shared, "no example")
}

/// What stands between the quotes that a text begins with.
fn inside_quotes(text: &str) -> &str {
    let mut characters = text.char_indices();
    let Some((_, quote)) = characters.next() else { return "" };
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => _ = characters.next(),
            c if c == quote => return &text[1..at],
            _ => {}
        }
    }
    ""
}

/// The strings of one flag: the first of a class meet every place of the value, of the rest every other one meets one place.
fn drive(arg: &Arg, folder: &str, seen: &mut Seen) {
    let mut turn = 0;
    for (class, texts) in classes() {
        for (at, text) in texts.iter().enumerate() {
            let forms = forms(arg, text);
            turn += 1;
            match at {
                0..2 => forms.iter().for_each(|value| check(arg, class, text, value, folder, seen)),
                _ if (at + name_of(arg).len()).is_multiple_of(2) => {}
                _ => check(arg, class, text, &forms[turn % forms.len()], folder, seen),
            }
        }
    }
    // And mixtures that nobody thought of.
    let odd = "[\\x01-\\x1f\"'\\\\{}%#:,=/&*!|>?@`~ \u{7f}-\u{a0}\u{2028}\u{feff}0-9a-zé😀-]{0,12}";
    let mixture = proptest::string::string_regex(odd).unwrap();
    let mut runner = TestRunner::deterministic();
    for turn in 0..24 {
        let text = mixture.new_tree(&mut runner).unwrap().current();
        let forms = forms(arg, &text);
        check(arg, "mixture", &text, &forms[turn % forms.len()], folder, seen);
    }
}

#[test]
fn any_string_in_any_flag_is_carried_or_refused() {
    sweep("kserve", &flags("kserve"), (500, 5000));
}

/// Knative's own, and what it reads of all kinds' in its own way.
#[test]
fn any_string_in_a_flag_of_knatives_is_carried_or_refused() {
    const SHARED: &[&str] = &[
        "annotation",
        "env",
        "label",
        "max-replicas",
        "min-replicas",
        "port",
        "rollout",
        "scale-down-window",
        "scale-metric",
        "scale-target",
        "scale-up-window",
        "timeout",
    ];
    sweep("knative", &own_flags("knative", SHARED), (100, 2000));
}

/// What only Deployments have, and what they read of all kinds' in their own way.
#[test]
fn any_string_in_a_flag_of_deployments_is_carried_or_refused() {
    let shared = ["label", "metrics-port", "port", "rollout", "scale-metric", "scale-target", "storage-uri"];
    sweep("deployment", &own_flags("deployment", &shared), (100, 2000));
}

/// What only StatefulSets and the presets have.
#[test]
fn any_string_in_a_flag_of_a_preset_is_carried_or_refused() {
    let deployment: BTreeSet<String> = flags("deployment").iter().map(name_of).collect();
    for (verb, shared) in [
        ("statefulset", &["label", "port", "rollout"][..]),
        ("triton", &["metrics-port", "port"]),
        ("tensorflow", &["model-name", "port", "restful-port"]),
    ] {
        let mut own = flags(verb);
        own.retain(|arg| !deployment.contains(&name_of(arg)) || shared.contains(&name_of(arg).as_str()));
        sweep(verb, &own, (5, 100));
    }
}

/// What only groups and roles have.
#[test]
fn any_string_in_a_flag_of_groups_is_carried_or_refused() {
    let deployment: BTreeSet<String> = flags("deployment").iter().map(name_of).collect();
    let shared = [
        "label",
        "max-surge",
        "max-unavailable",
        "metrics-port",
        "port",
        "restful-port",
        "rollout",
        "scale-metric",
    ];
    let mut own = flags("distributed");
    own.retain(|arg| !deployment.contains(&name_of(arg)) || shared.contains(&name_of(arg).as_str()));
    sweep("distributed", &own, (100, 1500));
}

/// Drives these flags, and asks that at least so many command lines were accepted and refused.
fn sweep(verb: &'static str, flags: &[Arg], (accepted, refused): (u32, u32)) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_str().unwrap();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<Seen> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let mine: Vec<&Arg> = flags.iter().skip(worker).step_by(threads).collect();
                scope.spawn(move || {
                    let mut seen = Seen { verb, ..Seen::default() };
                    mine.into_iter().for_each(|arg| drive(arg, folder, &mut seen));
                    seen
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let mut seen = Seen::default();
    for part in parts {
        seen.reached.extend(part.reached);
        seen.accepted += part.accepted;
        seen.refused += part.refused;
        seen.faults.extend(part.faults);
        seen.objects.extend(part.objects);
    }
    let expected: Vec<&str> = classes().iter().map(|(class, _)| *class).chain(["mixture"]).collect();
    for arg in flags {
        let reached = &seen.reached[&name_of(arg)];
        for class in &expected {
            assert!(
                reached.get(class).is_some_and(|count| *count > 0),
                "--{} never met {class}",
                name_of(arg)
            );
        }
    }
    let shown = seen.faults.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(seen.faults.is_empty(), "{} faults, the first are\n{shown}", seen.faults.len());
    let flags = seen.reached.len();
    say(format_args!(
        "bad input: {flags} flags of {verb}, {} accepted, {} refused",
        seen.accepted, seen.refused
    ));
    assert!(
        seen.accepted > accepted && seen.refused > refused,
        "{} accepted, {} refused",
        seen.accepted,
        seen.refused
    );
    read_back(&seen.objects);
}

/// A service file carries any text there and back.
#[test]
fn any_string_survives_a_service_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("service.yaml");
    let (save, file) = (format!("--save={}", path.display()), format!("--filename={}", path.display()));
    let mut survived = 0;
    for (class, texts) in classes() {
        for text in texts {
            let annotation = format!("--annotation=a={text}");
            let env = format!("--env=A={text}");
            let command = format!("--command={text}");
            let name = format!("--pool-name=np1={text}");
            for flags in [&[&env, &annotation][..], &[&command], &[&name]] {
                let args = ["--name=base", "--image=base", "--unit=nodepool=np1", "--dry-run", &save];
                let direct = kserve(args.into_iter().chain(flags.iter().map(|flag| flag.as_str())));
                if direct.code != 0 {
                    continue;
                }
                let again = kserve([file.as_str(), "--dry-run"]);
                assert_eq!(again.stdout, direct.stdout, "{class}: {flags:?}: {}", again.stderr);
                survived += 1;
            }
        }
    }
    assert!(survived > 200, "{survived}");
}
