//! `neap rbac`.

use clap::{Args, ValueEnum};

/// Print the Role that a verb needs
///
/// A Role in the namespace of the services, a ClusterRole for what has no namespace, and a binding of each to whom the flags name.
/// Before the objects stands what each right is for. Without a verb: the verbs.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  neap rbac status -n models --service-account ci/robot | kubectl apply -f -\n  neap rbac serve kserve serve update status -n models --group ml-team\n  neap rbac 'doctor --fix' -A"
)]
pub struct Rbac {
    /// The verbs, as `serve kserve` or `status`; several make one Role
    pub verb: Vec<String>,
    /// A ServiceAccount to bind (repeat)
    #[arg(long, value_name = "[NAMESPACE/]NAME")]
    pub service_account: Vec<String>,
    /// A user to bind (repeat)
    #[arg(long, value_name = "NAME")]
    pub user: Vec<String>,
    /// A group to bind (repeat)
    #[arg(long, value_name = "NAME")]
    pub group: Vec<String>,
    /// Namespace of the services
    #[arg(short, long, value_name = "NAME", default_value = "default", conflicts_with = "all_namespaces")]
    pub namespace: String,
    /// For services of all namespaces
    #[arg(short = 'A', long)]
    pub all_namespaces: bool,
    /// Only what the verbs cannot do without
    #[arg(long)]
    pub required: bool,
    /// What Roles and bindings are called (default: neap and the verbs)
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// How to print
    #[arg(short, long, value_enum, default_value_t)]
    pub output: RbacOutput,
}

/// How to print Roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum RbacOutput {
    /// YAML, with what each right is for
    #[default]
    Yaml,
    /// JSON
    Json,
}
