//! `neap bench compare`.

use std::ffi::OsString;

use clap::{ArgAction, Args, ValueEnum, ValueHint};

/// Compare runs: what differs between them by more than chance
///
/// Reads what `neap bench -o json` wrote. Each figure has the change, an interval that holds it with 95 % confidence (all
/// intervals together), and a word. Exit code 4 if the other side is worse by more than the limit.
#[derive(Debug, Args)]
#[command(
    override_usage = "neap bench compare [OPTIONS] A.json B.json\n       neap bench compare [OPTIONS] A1.json A2.json A3.json --with B1.json B2.json B3.json"
)]
#[command(disable_help_flag = true)]
pub struct Compare {
    /// Documents of the first side; with one file a side, both; - is standard input
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub files: Vec<OsString>,
    /// Documents of the other side; from three a side, what counts is how runs of a side differ
    #[arg(long, value_name = "FILE", num_args = 1.., value_hint = ValueHint::FilePath)]
    pub with: Vec<OsString>,
    /// How much worse is too much: p99+5%|mean+20ms|error+1%|rps-5% (default: 1% of each, of errors 0.1%)
    #[arg(long, value_name = "TERMS")]
    pub limit: Option<String>,
    /// Compare although this differs, or makes it doubtful; repeat it for more
    #[arg(long, value_enum, value_name = "WHAT")]
    pub despite: Vec<Despite>,
    /// text or json
    #[arg(short = 'o', value_name = "FORMAT")]
    pub output: Option<String>,
    /// Print help
    #[arg(short, long, action = ArgAction::Help)]
    pub help: Option<bool>,
}

/// What makes runs incomparable
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Despite {
    /// Another URL
    Url,
    /// Another load: rate, concurrency, method, prompts
    Load,
    /// The client was the limit
    Saturated,
    /// The queue grew on both sides: what is measured depends on how long one measures
    Unsteady,
}
