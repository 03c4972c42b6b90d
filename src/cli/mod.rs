//! The command line as data: clap types, one file a verb, no behaviour.

pub mod bench;
pub mod cache;
pub mod compare;
pub mod deferred;
pub mod deploy;
pub mod deployment;
pub mod distributed;
pub mod doctor;
pub mod export;
pub mod flags;
pub mod hey;
pub mod import;
pub mod knative;
pub mod kserve;
pub mod life;
pub mod llm;
pub mod metrics;
pub mod number;
pub mod prompts;
pub mod rbac;
pub mod sandbox;
pub mod serve;
pub mod status;
pub mod target;
pub mod traffic;
pub mod update;
pub mod watch;

use std::ffi::OsString;
use std::path::Path;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use deferred::Deferred;

/// Elastic LLM serving on Kubernetes
///
/// Renders and applies a tidal inference service, loads it, and shows replicas and node pools rise and fall, with the reason for every step.
#[derive(Debug, Parser)]
#[command(
    name = "neap",
    version,
    propagate_version = false,
    disable_help_subcommand = true,
    // As pflag reads it: of a flag that is given twice the last counts, but for lists.
    args_override_self = true,
    max_term_width = 110
)]
#[command(
    after_help = "Exit codes: 0 done, 1 failed, 2 usage, 3 timed out, 4 not ready or an objective missed, 130 interrupted"
)]
pub struct Cli {
    /// When to colour
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
    /// Show each request to the API server on standard error (twice: what the libraries say, too)
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

impl Cli {
    /// Parses a command line whose first word is the program's name. As kubectl's plugin `kubectl-neap` the usage says
    /// `kubectl neap`. `verb_of` says which verb deploys what a service file holds.
    ///
    /// # Errors
    /// A usage error, or help or version that was asked for.
    pub fn parse_as_named(
        mut args: Vec<OsString>,
        verb_of: impl Fn(&str) -> &'static str,
    ) -> Result<Self, clap::Error> {
        let program = args.first().map(Path::new).and_then(Path::file_stem);
        let mut command = Self::command();
        if program.is_some_and(|name| name == "kubectl-neap") {
            command = command.bin_name("kubectl neap");
        }
        name_the_kind(&mut args, verb_of);
        let mut matches = command.try_get_matches_from_mut(args)?;
        Self::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
    }
}

/// `neap serve -f FILE` is `neap serve KIND -f FILE`, with the kind that `verb_of` finds in the file.
fn name_the_kind(args: &mut Vec<OsString>, verb_of: impl Fn(&str) -> &'static str) {
    let Some(serve) = args.iter().position(|arg| arg == "serve") else { return };
    let text = |at: usize| args.get(at).and_then(|arg| arg.to_str()).unwrap_or_default();
    let file = match text(serve + 1) {
        "-f" | "--filename" => text(serve + 2),
        word => match (word.strip_prefix("--filename="), word.strip_prefix("-f")) {
            (Some(file), _) => file,
            (None, Some(file)) => file.strip_prefix('=').unwrap_or(file),
            (None, None) => return,
        },
    };
    let verb = verb_of(file);
    args.insert(serve + 1, verb.into());
}

/// How each shell sources the script.
const COMPLETIONS_HELP: &str = "\
To have them in every shell:
  bash        echo 'source <(neap completions bash)' >> ~/.bashrc
  zsh         echo 'source <(neap completions zsh)' >> ~/.zshrc
  fish        echo 'neap completions fish | source' >> ~/.config/fish/completions/neap.fish
  elvish      echo 'eval (neap completions elvish | slurp)' >> ~/.config/elvish/rc.elv
  powershell  Add-Content $PROFILE 'neap completions powershell | Out-String | Invoke-Expression'";

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Deploy, list, test, compare and delete services
    #[command(subcommand, after_help = "`neap serve -f FILE` deploys what a service file holds.")]
    Serve(Box<serve::Serve>),
    /// Turn a running service into the neap command line that makes it, and take it over
    Import(Deferred<import::Import>),
    /// Write a service as a Helm chart or a base for Kustomize
    Export(Deferred<export::Export>),
    /// Load an HTTP endpoint (hey's flags and report)
    Bench(Deferred<bench::Line>),
    /// Cache a model in the cluster (Fluid), and make the volume that it lies on
    #[command(subcommand)]
    Cache(Box<cache::Cache>),
    /// Show replicas, autoscaler, scheduling units and node pools
    Status(Deferred<status::Status>),
    /// Look for what is wrong, in a cluster or in files
    Doctor(Deferred<doctor::Doctor>),
    /// Metrics to scale on: presets, scrape and rules, and a check of the whole chain
    #[command(subcommand)]
    Metrics(Box<metrics::Metrics>),
    /// Print the Role that a verb needs
    Rbac(Deferred<rbac::Rbac>),
    /// A simulated cluster on loopback
    #[command(subcommand)]
    Sandbox(Box<sandbox::Sandbox>),
    /// See a tide come and go, in half a minute and without a cluster
    Demo(Deferred<sandbox::Demo>),
    /// Print the completion script of a shell
    ///
    /// The script asks neap for each completion, so it knows the services, namespaces, contexts and metrics of the cluster. Let the shell source it at its start: it then fits the version that is installed.
    #[command(after_help = COMPLETIONS_HELP)]
    Completions(Completions),
    /// Print the manual page of a verb
    #[command(after_help = "To read one:\n  neap man serve kserve | man -l -")]
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
    /// A script that knows the flags only and never calls neap, as packages install it
    #[arg(long)]
    pub r#static: bool,
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
