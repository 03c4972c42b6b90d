//! Completion while the user types: names of services, caches, namespaces, contexts, pods and metrics.
//!
//! A completion must never be worse than none: it prints nothing but candidates, ends within [`BUDGET`], never asks for
//! a password, and every failure is an empty list.

mod cache;
mod candidates;
mod typed;

use std::ffi::{OsStr, OsString};
use std::sync::Arc;
use std::time::Duration;

use clap::{Command, CommandFactory};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::CompleteEnv;

use crate::cli::{Cli, hey};
use crate::environment::Environment;

use candidates::Kind;
use typed::Typed;

/// The variable by which the registration scripts ask for candidates.
pub const VARIABLE: &str = "NEAP_COMPLETE";

/// The longest that a completion may take, whatever the cluster does.
const BUDGET: Duration = Duration::from_millis(800);

/// The name under which kubectl asks for the completions of `kubectl neap`.
const KUBECTL_HOOK: &str = "kubectl_complete-neap";

/// Answers if a shell asks for completions; `None` if this is a run like any other.
///
/// # Errors
/// The variable names a shell that is not known.
pub fn answer(args: &[OsString], env: &Environment) -> Option<clap::error::Result<()>> {
    if args.first().is_some_and(|program| file_name(program) == KUBECTL_HOOK) {
        return Some(answer_kubectl(&args[1..], env));
    }
    env.get(VARIABLE).filter(|shell| *shell != "0")?;
    let words: Vec<OsString> = args.iter().skip_while(|word| *word != "--").skip(1).cloned().collect();
    let completer =
        CompleteEnv::with_factory(|| command(&words, env)).var(VARIABLE).bin("neap").completer("neap");
    let folder = std::env::current_dir().ok();
    Some(completer.try_complete(args.to_vec(), folder.as_deref()).map(drop))
}

/// kubectl's protocol: the words after the plugin's name in, one candidate a line and `:4` (no file names) out.
fn answer_kubectl(words: &[OsString], env: &Environment) -> clap::error::Result<()> {
    use std::io::Write as _;
    let words: Vec<OsString> = std::iter::once("neap".into()).chain(words.iter().cloned()).collect();
    let last = words.len() - 1;
    let folder = std::env::current_dir().ok();
    let found =
        clap_complete::engine::complete(&mut command(&words, env), words.clone(), last, folder.as_deref())?;
    let mut answer = String::new();
    for candidate in found {
        answer.push_str(&candidate.get_value().to_string_lossy());
        if let Some(help) = candidate.get_help().map(ToString::to_string) {
            answer.push('\t');
            answer.push_str(help.lines().next().unwrap_or_default());
        }
        answer.push('\n');
    }
    answer.push_str(":4\n");
    Ok(std::io::stdout().write_all(answer.as_bytes())?)
}

/// The file name of a path without `.exe`.
fn file_name(program: &OsStr) -> String {
    let name = std::path::Path::new(program).file_name().unwrap_or(program).to_string_lossy();
    name.strip_suffix(".exe").unwrap_or(&name).to_owned()
}

/// The command line with a completer on each argument whose values are names in a cluster.
fn command(words: &[OsString], env: &Environment) -> Command {
    let context = Arc::new((words.to_vec(), env.clone()));
    let mut command = Cli::command();
    // Which arguments a verb has is known once it is built.
    command.build();
    attach(command, &[], &context)
}

type Context = Arc<(Vec<OsString>, Environment)>;

fn attach(command: Command, path: &[&str], context: &Context) -> Command {
    let path: Vec<String> =
        path.iter().map(|word| (*word).to_owned()).chain([command.get_name().to_owned()]).collect();
    let words: Vec<&str> = path.iter().map(String::as_str).collect();
    let command = command.mut_args(|argument| match kind_of(&words, &argument) {
        Some(kind) => {
            let context = Arc::clone(context);
            argument.add(ArgValueCompleter::new(move |current: &OsStr| complete(kind, current, &context)))
        }
        None => argument,
    });
    command.mut_subcommands(|verb| attach(verb, &words, context))
}

/// What the values of an argument are names of.
fn kind_of(path: &[&str], argument: &clap::Arg) -> Option<Kind> {
    match (path, argument.get_id().as_str()) {
        (_, "namespace") => Some(Kind::Namespaces),
        (_, "context") => Some(Kind::Contexts),
        (["neap", "serve", ..], "scale_metric") => Some(Kind::Metrics),
        (["neap", "serve", "logs"], "instance") => Some(Kind::Instances),
        (["neap", "serve", ..], "cache")
        | (["neap", "cache", "load" | "status"], "cache")
        | (["neap", "cache", "delete"], "names") => Some(Kind::Caches),
        (
            ["neap", "serve", ..] | ["neap", "status" | "export"] | ["neap", "metrics", "check"],
            "name" | "names",
        ) => Some(Kind::Services),
        (["neap", "bench"], "service") => Some(Kind::Services),
        _ => None,
    }
}

/// The candidates that begin with what is typed; on a thread of its own, so that nothing can hold up the shell.
fn complete(kind: Kind, current: &OsStr, context: &Context) -> Vec<CompletionCandidate> {
    let Some(prefix) = current.to_str().map(str::to_owned) else { return Vec::new() };
    let (sender, receiver) = std::sync::mpsc::channel();
    let context = Arc::clone(context);
    std::thread::spawn(move || {
        let (words, env) = &*context;
        let typed = Typed::read(hey::rewrite(words.clone()));
        // Nobody waits any more when the budget is spent.
        let _ = sender.send(candidates::find(kind, &typed, env));
    });
    let names = receiver.recv_timeout(BUDGET).unwrap_or_default();
    names.into_iter().filter(|name| name.starts_with(&prefix)).map(CompletionCandidate::new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_completers(verb: &Command, path: &str, found: &mut Vec<String>) {
        for argument in verb.get_arguments() {
            if argument.get::<ArgValueCompleter>().is_some() {
                found.push(format!("{path} {}", argument.get_id()));
            }
        }
        for verb in verb.get_subcommands() {
            with_completers(verb, &format!("{path} {}", verb.get_name()), found);
        }
    }

    #[test]
    fn every_name_of_a_cluster_is_completed() {
        let mut found = Vec::new();
        with_completers(&command(&[], &Environment::default()), "neap", &mut found);
        for wanted in [
            "neap serve get name",
            "neap serve test name",
            "neap serve logs name",
            "neap serve logs instance",
            "neap serve delete names",
            "neap status name",
            "neap metrics check name",
            "neap serve kserve cache",
            "neap serve knative cache",
            "neap serve deployment cache",
            "neap cache load cache",
            "neap cache status cache",
            "neap cache delete names",
            "neap serve list namespace",
            "neap serve list context",
        ] {
            assert!(found.iter().any(|found| found == wanted), "{wanted} is not among {found:?}");
        }
    }

    #[test]
    fn a_plugins_file_name_is_known_in_any_folder() {
        assert_eq!(file_name(OsStr::new("/usr/bin/kubectl_complete-neap")), KUBECTL_HOOK);
        assert_eq!(file_name(OsStr::new("kubectl_complete-neap.exe")), KUBECTL_HOOK);
        assert_eq!(file_name(OsStr::new("neap")), "neap");
    }
}
