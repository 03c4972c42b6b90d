//! The command line as data: clap types, one file a verb, no behaviour.

pub mod bench;
pub mod hey;
pub mod kserve;
pub mod serve;
pub mod status;
pub mod target;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Elastic LLM serving on Kubernetes
///
/// Renders and applies a tidal inference service, loads it, and shows replicas and node pools rise and fall, with the reason for every step.
#[derive(Debug, Parser)]
#[command(
    name = "neap",
    version,
    propagate_version = false,
    disable_help_subcommand = true,
    max_term_width = 110
)]
#[command(
    after_help = "Exit codes: 0 done, 1 failed, 2 usage, 3 timed out, 4 not ready or an objective missed, 130 interrupted"
)]
pub struct Cli {
    /// When to colour
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
    /// Say more on standard error (-vv: requests too)
    #[arg(long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// When to colour
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Also in a pipe
    Always,
    /// Nowhere
    Never,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Deploy, list, test, compare and delete services
    #[command(subcommand)]
    Serve(Box<serve::Serve>),
    /// Load an HTTP endpoint (hey's flags and report)
    Bench(Box<bench::Bench>),
    /// Show replicas, autoscaler, scheduling units and node pools
    Status(status::Status),
    /// Print the completion script of a shell
    Completions(Completions),
    /// Print the manual page
    Man(Man),
    /// Write the generated files of the repository
    #[command(hide = true)]
    Generate(Generate),
}

/// Arguments of `neap completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Arguments of `neap man`.
#[derive(Debug, Args)]
pub struct Man {
    /// The verb whose page to print, as in `neap man serve kserve`
    pub verb: Vec<String>,
}

/// Arguments of `neap generate`.
#[derive(Debug, Args)]
pub struct Generate {
    /// The folder that holds `completions/` and `man/`
    pub directory: std::path::PathBuf,
    /// Compare with what is there instead of writing
    #[arg(long)]
    pub check: bool,
}
