//! `neap rbac`.

use std::ffi::OsString;

use clap::CommandFactory;
use serde_json::json;

use crate::cli::Cli;
use crate::cli::rbac::{Rbac, RbacOutput};
use crate::error::{Error, Kind, Result};
use crate::kubernetes::near::did_you_mean;
use crate::manifest::yaml::to_yaml;
use crate::rbac::page;
use crate::rbac::role::{self, Subject, Wish};
use crate::rbac::verb::{VERBS, Verb, named};
use crate::session::Session;

/// Runs `neap rbac`.
///
/// # Errors
/// There is no such verb, or a flag is wrong.
pub fn run(args: &Rbac, session: &mut Session) -> Result<()> {
    if args.verb.is_empty() {
        return VERBS.iter().try_for_each(|verb| session.ui.line(verb.words));
    }
    let words: Vec<&str> = args.verb.iter().flat_map(|words| words.split_whitespace()).collect();
    let verbs = named(&words).map_err(|rest| unknown(&rest.join(" ")))?;
    let name = args.name.clone().unwrap_or_else(|| name_of(&verbs));
    let wish = Wish {
        name,
        namespace: (!args.all_namespaces).then(|| args.namespace.clone()),
        required: args.required,
        subjects: subjects(args)?,
    };
    let objects = role::render(&verbs, &wish);
    match args.output {
        RbacOutput::Json => {
            let list = json!({ "apiVersion": "v1", "kind": "List", "items": objects });
            session.ui.line(format_args!("{list:#}"))
        }
        RbacOutput::Yaml => {
            let comments: String =
                page::comments(&verbs, args.required).iter().map(|line| format!("# {line}\n")).collect();
            session.ui.data(comments + &to_yaml(&objects).map_err(Error::failed)?)
        }
    }
}

fn unknown(words: &str) -> Error {
    let error = Error::usage(format!("`{words}` is no verb that asks a cluster"));
    let names = VERBS.iter().map(|verb| verb.words);
    let error = match did_you_mean(words, names) {
        Some(hint) => error.hint(hint),
        None => error,
    };
    error.hint("`neap rbac` lists the verbs")
}

/// `neap-serve-kserve`; of many verbs the first and their number, since a name has its limits.
fn name_of(verbs: &[&Verb]) -> String {
    let dashed = |verb: &Verb| {
        let words = verb.words.split(' ').map(|word| word.trim_start_matches('-'));
        words.collect::<Vec<_>>().join("-")
    };
    match verbs {
        [] => "neap".into(),
        [one] => format!("neap-{}", dashed(one)),
        [first, rest @ ..] => format!("neap-{}-and-{}-more", dashed(first), rest.len()),
    }
}

fn subjects(args: &Rbac) -> Result<Vec<Subject>> {
    let refuse = |flag: &str, text: &str| {
        Error::flag(flag, text, "it must be a name", "neap rbac status --service-account ci/robot")
    };
    let mut subjects = Vec::new();
    for text in &args.service_account {
        let (namespace, name) = text.split_once('/').unwrap_or((&args.namespace, text));
        if namespace.is_empty() || name.is_empty() || name.contains('/') {
            return Err(refuse("--service-account", text));
        }
        subjects.push(Subject::ServiceAccount(namespace.to_owned(), name.to_owned()));
    }
    for (flag, names, of) in [
        ("--user", &args.user, Subject::User as fn(String) -> Subject),
        ("--group", &args.group, Subject::Group as fn(String) -> Subject),
    ] {
        for name in names {
            if name.is_empty() {
                return Err(refuse(flag, name));
            }
            subjects.push(of(name.clone()));
        }
    }
    Ok(subjects)
}

/// To an error that a right is missing, which Role has it: the one of the verb that was typed.
pub fn hinted(error: Error, words: &[OsString]) -> Error {
    if error.kind != Kind::Forbidden {
        return error;
    }
    match typed(words) {
        // What begins like a flag would be taken for one.
        Some(verb) if verb.contains("--") => {
            error.hint(format!("`neap rbac '{verb}'` prints the Role that has all it needs"))
        }
        Some(verb) => error.hint(format!("`neap rbac {verb}` prints the Role that has all it needs")),
        None => error,
    }
}

/// The verb of a command line by its own name, whichever alias was typed.
fn typed(words: &[OsString]) -> Option<&'static str> {
    let mut command = &Cli::command();
    let mut path = Vec::new();
    for word in words.iter().filter_map(|word| word.to_str()) {
        if let Some(verb) = command.find_subcommand(word) {
            path.push(verb.get_name().to_owned());
            command = verb;
        }
    }
    let given = |flag: &str| {
        words.iter().filter_map(|word| word.to_str()).any(|word| word.split('=').next() == Some(flag))
    };
    let path = path.join(" ");
    let plain = VERBS.iter().find(|verb| verb.words == path);
    let flagged = VERBS.iter().find(|verb| {
        verb.words.split_once(" --").is_some_and(|(verb, flag)| verb == path && given(&format!("--{flag}")))
    });
    flagged.or(plain).map(|verb| verb.words)
}

#[cfg(test)]
mod tests {
    use clap::Command;

    use super::*;

    /// Every verb that can be given a cluster is in the table.
    #[test]
    fn no_verb_is_forgotten() {
        fn walk(command: &Command, path: &str, found: &mut Vec<String>) {
            if command.get_arguments().any(|it| it.get_id() == "kubeconfig") && !path.is_empty() {
                found.push(path.to_owned());
            }
            for verb in command.get_subcommands() {
                walk(verb, format!("{path} {}", verb.get_name()).trim(), found);
            }
        }
        let mut command = Cli::command();
        command.build();
        let mut found = Vec::new();
        walk(&command, "", &mut found);
        let missing: Vec<&String> = found
            .iter()
            // What it compares is of one of these kinds each; the parents are no verbs of their own.
            .filter(|path| !path.starts_with("serve diff ") && !path.starts_with("serve update "))
            .filter(|path| !VERBS.iter().any(|verb| verb.words == path.as_str()))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert!(found.len() > 25, "{found:?}");
        for verb in VERBS {
            let plain = verb.words.split(" --").next().unwrap_or_default();
            // The flags of `serve update` are those of the kinds below it.
            let below = format!("{plain} ");
            let there = found.iter().any(|path| path == plain || path.starts_with(&below));
            assert!(there, "{} is no verb with a cluster", verb.words);
        }
    }

    #[test]
    fn the_verb_of_a_command_line_is_told_by_its_own_name() {
        let of = |line: &str| typed(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(of("--verbose serve ls -A"), Some("serve list"));
        assert_eq!(of("doctor qwen --fix --yes"), Some("doctor --fix"));
        assert_eq!(of("serve custom --name=x"), Some("serve deployment"));
        assert_eq!(of("status qwen --timeline=x"), Some("status --timeline"));
        assert_eq!(of("demo"), None);
    }
}
