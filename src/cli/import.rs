//! `neap import`: what runs already, as flags.

use clap::{Args, ValueHint};

use super::serve::ServiceType;
use super::target::Target;

/// Arguments of `neap import`.
#[derive(Debug, Args)]
#[command(
    after_help = "The command line is printed on standard output. What no flag can say goes into a patch, which the command line names.\n\nExamples:\n  neap import qwen-chat\n  neap import arena.yaml --save qwen-chat.yaml\n  neap import qwen-chat --adopt"
)]
pub struct Import {
    /// The service in the cluster, or a file with its objects (- is standard input)
    #[arg(value_name = "NAME|FILE", value_hint = ValueHint::FilePath)]
    pub what: String,
    /// Type of the service, where several have the name
    #[arg(short = 'T', long = "type", value_enum, value_name = "TYPE", ignore_case = true)]
    pub kind: Option<ServiceType>,
    /// Write a service file (- is standard output, instead of the command line)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub save: Option<String>,
    /// Where the patch goes, if one is needed [default: NAME-patch.yaml]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub patch: Option<String>,
    /// Take the service over: neap owns the fields that it would write, no pod restarts
    #[arg(long)]
    pub adopt: bool,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}
