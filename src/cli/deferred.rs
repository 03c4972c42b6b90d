//! Flags that clap is told of once their verb is named: all of them together are two thousand, and most runs need fifty.

use clap::builder::Resettable;
use clap::{ArgMatches, Args, Command, Error, FromArgMatches};

/// The arguments of a verb, which are described to clap only when the verb is built.
///
/// What the variant of the verb says (its help, its aliases) is known at once; it also wins over what `T` says of itself.
#[derive(Debug)]
pub struct Deferred<T>(Box<T>);

impl<T> Deferred<T> {
    /// The arguments.
    pub fn into_inner(self) -> T {
        *self.0
    }
}

impl<T> std::ops::Deref for Deferred<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Args> Args for Deferred<T> {
    fn augment_args(verb: Command) -> Command {
        verb.defer(describe::<T>)
    }

    fn augment_args_for_update(verb: Command) -> Command {
        T::augment_args_for_update(verb)
    }
}

impl<T: FromArgMatches> FromArgMatches for Deferred<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches(matches).map(|args| Self(Box::new(args)))
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches_mut(matches).map(|args| Self(Box::new(args)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }

    fn update_from_arg_matches_mut(&mut self, matches: &mut ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches_mut(matches)
    }
}

fn describe<T: Args>(verb: Command) -> Command {
    let (about, long) = (verb.get_about().cloned(), verb.get_long_about().cloned());
    let after = verb.get_after_help().cloned();
    let mut verb = T::augment_args(verb);
    if let Some(about) = about {
        verb = verb.about(about).long_about(Resettable::from(long));
    }
    match after {
        Some(after) => verb.after_help(after),
        None => verb,
    }
}

#[cfg(test)]
mod tests {
    use crate::cli::Cli;
    use clap::{Command, CommandFactory};

    fn flags(verb: &Command) -> usize {
        verb.get_arguments().count() + verb.get_subcommands().map(flags).sum::<usize>()
    }

    /// A verb that keeps its flags in no [`super::Deferred`] makes the start of every other one slower.
    #[test]
    fn the_flags_of_a_verb_are_described_only_once_it_is_built() {
        let mut cli = Cli::command();
        assert!(flags(&cli) < 60, "{} flags are described at every start", flags(&cli));
        cli.build();
        assert!(flags(&cli) > 1000, "{}", flags(&cli));
    }
}
