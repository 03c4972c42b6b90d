//! What the deploying verbs share: a kind's flags, what its objects are made of besides, and what is done with them.

use clap::{Args, ValueHint};

use super::flags::DeprecatedFlags;
use super::serve::{ApplyOutput, DryRun};
use super::target::Target;

/// Arguments of `neap serve KIND`.
#[derive(Debug, Args)]
pub struct Deploy<F: Args> {
    /// What is wished for.
    #[command(flatten)]
    pub given: Given<F>,
    /// What is done with it.
    #[command(flatten)]
    pub action: Action,
    /// Where, and the command.
    #[command(flatten)]
    pub rest: Rest,
}

/// Arguments of `neap serve diff KIND`.
#[derive(Debug, Args)]
pub struct Compare<F: Args> {
    /// What is wished for.
    #[command(flatten)]
    pub given: Given<F>,
    /// Show what taking over fields of somebody else would do
    #[arg(long, help_heading = "Action")]
    pub force_conflicts: bool,
    /// Where, and the command.
    #[command(flatten)]
    pub rest: Rest,
}

/// What is wished for.
#[derive(Debug, Args)]
pub struct Given<F: Args> {
    /// What is deployed.
    #[command(flatten)]
    pub flags: F,
    /// Old spellings.
    #[command(flatten)]
    pub deprecated: DeprecatedFlags,
    /// What the objects are made of besides flags.
    #[command(flatten)]
    pub source: Source,
}

/// Where it is deployed, and the command behind the flags.
#[derive(Debug, Args)]
pub struct Rest {
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
    /// Line that the container's shell runs; several words are joined
    #[arg(value_name = "COMMAND")]
    pub words: Vec<String>,
}

/// What the objects are made of besides flags.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Files")]
pub struct Source {
    /// Service file to start from (- is standard input); flags add to it and win
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub filename: Option<String>,
    /// Merge patch on the objects: YAML with a kind and the fields to change (repeat)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub patch: Vec<String>,
    /// Directory with templates of your own, in the place of neap's
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub template_dir: Option<String>,
}

/// What is done with it.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Action")]
pub struct Action {
    /// Write flags and file as one service file (- is standard output)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub save: Option<String>,
    /// Write nothing to the cluster: print the objects (client), or have the API server check them (server)
    #[arg(long, value_enum, value_name = "WHERE", num_args = 0..=1, require_equals = true, default_missing_value = "client")]
    pub dry_run: Option<DryRun>,
    /// How to print
    #[arg(short, long, value_enum, default_value_t)]
    pub output: ApplyOutput,
    /// Wait until enough replicas are available, at most so long
    #[arg(long, value_name = "DURATION", num_args = 0..=1, require_equals = true, default_missing_value = "5m", conflicts_with = "dry_run")]
    pub wait: Option<String>,
    /// Follow the replicas afterwards, at most so long; without a duration until Ctrl-C
    #[arg(long, value_name = "DURATION", num_args = 0..=1, require_equals = true, default_missing_value = "", conflicts_with = "dry_run")]
    pub watch: Option<String>,
    /// Take fields over that somebody else owns
    #[arg(long)]
    pub force_conflicts: bool,
    /// Print neap's templates, or one by its name, and do nothing else
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub print_template: Option<String>,
}
