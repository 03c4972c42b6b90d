//! `serve update`: each string in each flag is understood before a cluster is asked, or refused; never a panic, never a word of data.

use std::collections::BTreeSet;

use clap::{Arg, CommandFactory};

use super::classes::classes;
use super::strings::forms;
use super::{name_of, refused};
use crate::support::in_process::run;

/// The flags of `serve update KIND` that take a value.
fn flags(kind: &str) -> Vec<Arg> {
    let mut cli = neap::cli::Cli::command();
    cli.build();
    let update = cli.find_subcommand("serve").unwrap().find_subcommand("update").unwrap();
    let all = update.find_subcommand(kind).unwrap().get_arguments().cloned();
    all.filter(|arg| arg.get_action().takes_values()).collect()
}

/// What is found before a cluster is asked: these are read first.
const FIRST: [&str; 4] = ["name", "servingName", "version", "wait"];

#[test]
fn any_string_in_a_flag_of_update_is_understood_or_refused() {
    let mut known = BTreeSet::new();
    let (mut understood, mut refusals, mut faults) = (0, 0, Vec::new());
    for kind in ["kserve", "knative", "deployment", "statefulset", "triton", "tensorflow", "distributed"] {
        for arg in flags(kind)
            .iter()
            .filter(|arg| known.insert(name_of(arg)) || FIRST.contains(&name_of(arg).as_str()))
        {
            let flag = name_of(arg);
            for (class, texts) in classes() {
                let text = texts.first().cloned().unwrap_or_default();
                for value in forms(arg, &text).into_iter().take(1) {
                    let mut args = vec![
                        "serve".to_owned(),
                        "update".to_owned(),
                        kind.to_owned(),
                        "--dry-run".to_owned(),
                    ];
                    match arg.is_positional() {
                        true => args.extend(["--".to_owned(), value.clone()]),
                        false => args.push(format!("--{flag}={value}")),
                    }
                    if !["name", "servingName"].contains(&flag.as_str()) && !arg.is_positional() {
                        args.insert(3, "--name=base".into());
                    }
                    if flag == "wait" {
                        args.retain(|arg| arg != "--dry-run");
                    }
                    let outcome = run(&args);
                    match outcome.code {
                        1 if outcome.stdout.is_empty() && outcome.stderr.contains("error: no cluster") => {
                            understood += 1;
                        }
                        // Which cluster is asked is part of the flags.
                        1 | 2
                            if ["kubeconfig", "config", "context", "request-timeout", "namespace"]
                                .contains(&flag.as_str()) =>
                        {
                            refusals += 1
                        }
                        2 => {
                            refusals += 1;
                            let name = if arg.is_positional() { "NAME" } else { flag.as_str() };
                            if let Err(fault) = refused(name, &value, &outcome) {
                                faults.push(format!("{class}: {fault}: {args:?}\n{}", outcome.stderr));
                            }
                        }
                        code => faults.push(format!("{class}: exit {code}: {args:?}\n{}", outcome.stderr)),
                    }
                }
            }
        }
    }
    let shown = faults.iter().take(15).cloned().collect::<Vec<_>>().join("\n");
    assert!(faults.is_empty(), "{} faults\n{shown}", faults.len());
    assert!(understood > 300 && refusals > 60, "{understood} understood, {refusals} refused");
}
