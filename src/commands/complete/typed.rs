//! What has been typed so far: which cluster, which namespace, which service.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgMatches, CommandFactory};

use crate::cli::Cli;

/// The flags that decide where names are looked up; whatever else was typed may be unfinished or wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// `--kubeconfig`.
    pub kubeconfig: Option<PathBuf>,
    /// `--context`.
    pub context: Option<String>,
    /// `--namespace`.
    pub namespace: Option<String>,
    /// The service, of a verb that takes one.
    pub name: Option<String>,
}

impl Typed {
    /// Reads the words of an unfinished command line, the program's name first.
    pub fn read(words: Vec<OsString>) -> Self {
        let command = Cli::command().ignore_errors(true);
        let Ok(matches) = command.try_get_matches_from(joined(words)) else { return Self::default() };
        let mut leaf = &matches;
        while let Some((_, below)) = leaf.subcommand() {
            leaf = below;
        }
        Self {
            kubeconfig: value(leaf, "kubeconfig"),
            context: value(leaf, "context"),
            namespace: value(leaf, "namespace"),
            name: value(leaf, "name"),
        }
    }
}

/// The value of an argument, if the verb has it with this type.
fn value<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, id: &str) -> Option<T> {
    matches.try_get_one::<T>(id).ok().flatten().cloned()
}

/// bash takes `--flag=value` apart into three words; here they are one again.
fn joined(words: Vec<OsString>) -> Vec<OsString> {
    let mut joined: Vec<OsString> = Vec::with_capacity(words.len());
    let mut after_equals = false;
    for word in words {
        let flag = joined.last_mut().filter(|last| last.to_string_lossy().starts_with("--"));
        match flag {
            Some(flag) if word == "=" => {
                flag.push("=");
                after_equals = true;
            }
            Some(flag) if after_equals => {
                flag.push(word);
                after_equals = false;
            }
            _ => {
                joined.push(word);
                after_equals = false;
            }
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Typed {
        Typed::read(line.split(' ').map(OsString::from).collect())
    }

    #[test]
    fn what_is_unfinished_is_read_as_far_as_it_goes() {
        let typed = read("neap serve get -n team-a --context edge --kubeconfig /k --bogus qw");
        assert_eq!((typed.namespace.as_deref(), typed.context.as_deref()), (Some("team-a"), Some("edge")));
        assert_eq!(typed.kubeconfig.as_deref(), Some(std::path::Path::new("/k")));
        assert_eq!(read("neap serve get -n").namespace, None);
        assert_eq!(read("neap"), Typed::default());
        assert_eq!(read("neap serve logs qwen -i ").name.as_deref(), Some("qwen"));
    }

    #[test]
    fn words_that_bash_took_apart_are_joined() {
        assert_eq!(read("neap status --namespace = team-a qw").namespace.as_deref(), Some("team-a"));
        assert_eq!(read("neap status --namespace=team-a qw").namespace.as_deref(), Some("team-a"));
    }
}
