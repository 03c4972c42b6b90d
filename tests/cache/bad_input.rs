//! Every flag of the verbs of `neap cache` with every sort of bad string: either objects that carry exactly that string, or
//! exit 2 with the flag, the value and an example. Never a panic, never a write, never a secret shown.

use std::collections::BTreeMap;

use clap::{Arg, CommandFactory};
use neap::manifest::yaml::parse_documents;
use serde_json::Value;

use crate::bad_input::classes::classes;
use crate::support::in_process::run;

/// A verb with what it needs to be looked at, and by which flag a part of it is replaced.
struct Verb {
    words: &'static [&'static str],
    usual: &'static [&'static str],
}

const VERBS: [Verb; 3] = [
    Verb {
        words: &["cache", "create"],
        usual: &[
            "--from=oss://models/Qwen",
            "--endpoint=oss-cn-hangzhou-internal.aliyuncs.com",
            "--secret=keys",
            "--tier=mem:20Gi",
        ],
    },
    Verb { words: &["cache", "load"], usual: &[] },
    Verb {
        words: &["cache", "volume"],
        usual: &["--oss=models/Qwen", "--endpoint=oss-cn-hangzhou-internal.aliyuncs.com", "--secret=keys"],
    },
];

/// Flags that say nothing about the objects, or whose values are read from elsewhere.
const BESIDE: [&str; 14] = [
    "color",
    "verbose",
    "kubeconfig",
    "context",
    "request-timeout",
    "dry-run",
    "output",
    "wait",
    "patch",
    "template-dir",
    "access-key",
    "access-key-from",
    "again",
    "help",
];

fn flags(words: &[&str]) -> Vec<Arg> {
    let mut cli = neap::cli::Cli::command();
    cli.build();
    let mut command = &cli;
    for word in words {
        command = command.find_subcommand(word).unwrap();
    }
    command.get_arguments().filter(|arg| arg.get_action().takes_values()).cloned().collect()
}

/// The flag's value with the string in each of its places.
fn forms(flag: &str, text: &str) -> Vec<String> {
    let more: &[&str] = match flag {
        "from" => &[
            "oss://@",
            "oss://models/@",
            "s3://@/x",
            "pvc://@",
            "pvc://llm-model/@",
            "juicefs://@/x",
            "@://models/x",
        ],
        "tier" => &[
            "mem:@",
            "@:20Gi",
            "ssd:/@:20Gi",
            "ssd:@:20Gi",
            "mem:20Gi,high=@,low=0.1",
            "mem:20Gi,@=0.9",
            "mem:20Gi,volume=@",
        ],
        "node-selector" | "option" | "property" => &["a=@", "@=a", "a=b|@"],
        "secret-option" => &["a=b:@", "a=@:c", "@=b:c"],
        "oss" => &["@/x", "models/@", "oss://@", "https://@/x"],
        "nas" => &["@:/x", "nas:/@", "nas:@"],
        "endpoint" => &["http://@", "@:80", "host:@"],
        "access-key" => &["@:x", "x:@"],
        "access-key-from" => &["env:@,B", "env:A,@", "file:@", "@:x"],
        "oss-options" => &["-o @", "@ -o x"],
        _ => &[],
    };
    let more = more.iter().map(|form| form.replace('@', text));
    [text.to_owned()].into_iter().chain(more).collect()
}

fn carries(value: &Value, text: &str) -> bool {
    match value {
        Value::String(held) => held.contains(text),
        Value::Number(number) => number.to_string() == text,
        Value::Array(items) => items.iter().any(|item| carries(item, text)),
        Value::Object(fields) => fields.iter().any(|(key, value)| key.contains(text) || carries(value, text)),
        _ => false,
    }
}

/// Runs one command line; what is wrong with how it ended.
fn check(verb: &Verb, arg: &Arg, text: &str, value: &str) -> Result<bool, String> {
    let flag = arg.get_long().unwrap_or("NAME").to_owned();
    // These read files, standard input, or wait for a cluster.
    if ["wait", "patch", "template-dir", "dry-run"].contains(&flag.as_str()) || value == "file:-" {
        return Ok(false);
    }
    let mut args: Vec<String> = verb.words.iter().map(|word| (*word).to_owned()).collect();
    args.push("--dry-run".into());
    // Three ways exclude each other.
    let other_backing = ["nas", "pvc"].contains(&flag.as_str());
    if !other_backing {
        let own = format!("--{flag}=");
        args.extend(
            verb.usual.iter().filter(|usual| !usual.starts_with(&own)).map(|usual| (*usual).to_owned()),
        );
    }
    if arg.is_positional() {
        args.extend(["--".to_owned(), value.to_owned()]);
    } else {
        args.extend([format!("--{flag}={value}"), "base".to_owned()]);
    }
    let outcome = run(args.clone());
    let context = || format!("{args:?}\n{}\n{}", outcome.stdout, outcome.stderr);
    match outcome.code {
        0 => {
            let documents =
                parse_documents(&outcome.stdout).map_err(|error| format!("{error}: {}", context()));
            let separators: &[char] = &[':', '=', ',', '|', '/'];
            let parts = text.split(separators).filter(|part| !part.is_empty());
            let carried =
                |documents: &[Value]| parts.clone().all(|part| documents.iter().any(|it| carries(it, part)));
            match BESIDE.contains(&flag.as_str()) || TRANSLATED.contains(&flag.as_str()) {
                true => Ok(true),
                false if carried(&documents?) => Ok(true),
                false => Err(format!("{text:?} is not in the objects: {}", context())),
            }
        }
        2 => {
            let said = &outcome.stderr;
            let example = ["for example `", "hint: ", "[possible values: ", "tip: "]
                .iter()
                .any(|word| said.contains(word));
            let by_clap = said.contains("For more information, try");
            // One flag may be refused for what it makes of another.
            let named = said.contains(&flag) || said.contains("`--") || by_clap;
            match outcome.stdout.is_empty() && named && (example || by_clap) {
                true => Ok(false),
                false => Err(context()),
            }
        }
        _ => Err(context()),
    }
}

/// Values that are written in Kubernetes' words, or that say which object is made.
const TRANSLATED: [&str; 3] = ["runtime", "pvc", "tier"];

/// Every flag of a verb with every string: what is wrong, and how many were accepted and refused.
fn drive(verb: &Verb) -> (Vec<String>, BTreeMap<bool, u32>) {
    let mut faults = Vec::new();
    let mut counts: BTreeMap<bool, u32> = BTreeMap::new();
    for arg in flags(verb.words) {
        let flag = arg.get_long().unwrap_or("NAME");
        for (_, texts) in classes() {
            for (at, text) in texts.iter().enumerate() {
                let forms = forms(flag, text);
                let chosen: Vec<&String> = match at {
                    0..2 => forms.iter().collect(),
                    _ => vec![&forms[at % forms.len()]],
                };
                for value in chosen {
                    match check(verb, &arg, text, value) {
                        Ok(accepted) => *counts.entry(accepted).or_default() += 1,
                        Err(fault) => faults.push(fault),
                    }
                }
            }
        }
    }
    (faults, counts)
}

#[test]
fn any_string_in_any_flag_is_carried_or_refused() {
    let parts: Vec<(Vec<String>, BTreeMap<bool, u32>)> = std::thread::scope(|scope| {
        let workers: Vec<_> = VERBS.iter().map(|verb| scope.spawn(move || drive(verb))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let mut counts: BTreeMap<bool, u32> = BTreeMap::new();
    let mut faults = Vec::new();
    for (fault, count) in parts {
        faults.extend(fault);
        count.into_iter().for_each(|(accepted, count)| *counts.entry(accepted).or_default() += count);
    }
    let shown = faults.iter().take(12).cloned().collect::<Vec<_>>().join("\n");
    assert!(faults.is_empty(), "{} faults, the first are\n{shown}", faults.len());
    assert!(counts[&true] > 100 && counts[&false] > 2000, "{counts:?}");
}

/// What is a secret is not shown, however it is wrong.
#[test]
fn a_key_is_never_shown() {
    for text in [
        "S3cretKeyValue",
        "a b:S3cretKeyValue",
        ":S3cretKeyValue",
        "ID:S3cret KeyValue",
        "ID:S3cretKeyValue\u{1}",
    ] {
        let outcome = run([
            "cache",
            "volume",
            "base",
            "--oss=models",
            "--endpoint=oss-cn-hangzhou.aliyuncs.com",
            "--dry-run",
            &format!("--access-key={text}"),
        ]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{text}");
        assert!(
            !outcome.stderr.contains("S3cret") && outcome.stderr.contains("--access-key"),
            "{}",
            outcome.stderr
        );
    }
}
