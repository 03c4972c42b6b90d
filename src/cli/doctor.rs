//! `neap doctor`.

use clap::{Args, ValueEnum, ValueHint};

use super::target::Target;

/// Look for what is wrong, in a cluster or in files
///
/// Reads the objects of a service and those around it (or files, without any cluster) and checks them against each other: selectors,
/// ports, autoscalers and their metrics, placement, probes, volumes, Knative, KServe, fleets, caches, and what YAML makes of them. Each
/// finding has a code, what was expected and found, why it matters, and what mends it.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 no errors, 4 errors were found (with --strict: warnings too).\n\nExamples:\n  neap doctor qwen-chat\n  neap doctor -f service.yaml -f policy.yaml\n  helm template chart | neap doctor -f - -o sarif > doctor.sarif\n  neap doctor -f service.yaml --fix\n  neap doctor --explain NEAP014"
)]
pub struct Doctor {
    /// The service; all of the namespace, and what the cluster must have, without one
    #[arg(conflicts_with = "filename")]
    pub name: Option<String>,
    /// Files instead of a cluster, as kubectl reads them; - is standard input (repeat)
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub filename: Vec<String>,
    /// What a code means
    #[arg(long, value_name = "CODE", conflicts_with_all = ["name", "filename", "fix", "list"])]
    pub explain: Option<String>,
    /// All checks
    #[arg(long, conflicts_with_all = ["name", "filename", "fix"])]
    pub list: bool,
    /// Show what would mend errors and warnings, ask, and write it; notes that --only names, too
    #[arg(long)]
    pub fix: bool,
    /// Do not ask
    #[arg(short, long, requires = "fix")]
    pub yes: bool,
    /// Exit with 4 for warnings too
    #[arg(long)]
    pub strict: bool,
    /// Codes that alone are looked for
    #[arg(long, value_name = "CODES", value_delimiter = ',', conflicts_with = "ignore")]
    pub only: Vec<String>,
    /// Codes that are not looked for
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// How to print
    #[arg(short, long, value_enum, default_value_t, conflicts_with = "fix")]
    pub output: DoctorOutput,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// How to print findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum DoctorOutput {
    /// For people
    #[default]
    Text,
    /// JSON
    Json,
    /// SARIF 2.1.0, as code hosts show it beside the lines of a change
    Sarif,
}
