//! `neap export`: a service as files for GitOps.

use clap::{ArgGroup, Args, ValueHint};

use super::target::Target;

/// Arguments of `neap export`.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("what").args(["name", "filename"]).required(true),
    group = ArgGroup::new("form").args(["helm", "kustomize"]).required(true),
    after_help = "The files' names are printed on standard output.\n\nExamples:\n  neap export qwen-chat --helm charts/qwen-chat\n  neap export -f service.yaml --kustomize deploy/qwen-chat\n  neap serve knative FLAGS --dry-run | neap export -f - --helm charts/qwen"
)]
pub struct Export {
    /// The service in the cluster
    pub name: Option<String>,
    /// Service file, or file with objects, instead (- is standard input; repeat)
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub filename: Vec<String>,
    /// Write a Helm chart to this directory
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub helm: Option<String>,
    /// Write a base for Kustomize, and an overlay to start from, to this directory
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub kustomize: Option<String>,
    /// Write into a directory that holds files: those of the same name are replaced, and those of an earlier export that are no longer needed removed
    #[arg(long)]
    pub force: bool,
    /// Write Secrets too, with their content in the clear
    #[arg(long)]
    pub with_secrets: bool,
    /// Merge patch on what a service file renders (repeat)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "filename")]
    pub patch: Vec<String>,
    /// Directory with templates of your own, for what a service file renders
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, requires = "filename")]
    pub template_dir: Option<String>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}
