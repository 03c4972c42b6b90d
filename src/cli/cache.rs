//! `neap cache`: one variant a verb.

use clap::{ArgGroup, Args, Subcommand, ValueHint};

use super::deferred::Deferred;
use super::flags::Words;
use super::serve::{ApplyOutput, DryRun, Output};
use super::target::Target;

/// The verbs of `neap cache`.
#[derive(Debug, Subcommand)]
pub enum Cache {
    /// Cache a bucket, a claim or a file system in the cluster
    Create(Deferred<Create>),
    /// Load a cache before anybody asks for what it holds
    Load(Deferred<Load>),
    /// Show how full caches are, and who mounts them
    Status(Deferred<Status>),
    /// List the caches
    #[command(visible_alias = "ls")]
    List(Deferred<List>),
    /// Make the volume that a model lies on: in OSS, on a NAS, or by a storage class
    Volume(Deferred<Volume>),
    /// Show what `cache create` or `cache volume` would change
    #[command(subcommand)]
    Diff(Diff),
    /// Delete a cache, or a volume that `cache volume` has made; what it is read from stays
    #[command(visible_alias = "del")]
    Delete(Deferred<Delete>),
}

/// What `cache diff` compares.
#[derive(Debug, Subcommand)]
pub enum Diff {
    /// A cache
    Create(Deferred<DiffCreate>),
    /// A volume
    Volume(Deferred<DiffVolume>),
}

/// Arguments of `cache create`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  neap cache create qwen-cache --from=pvc://llm-model --tier=mem:20Gi,high=0.9,low=0.8 --replicas=2 \\\n    --node-selector=node.kubernetes.io/instance-type=ecs.g8i.24xlarge --wait\n  neap cache create qwen-cache --from=oss://models/Qwen --endpoint=oss-cn-hangzhou-internal.aliyuncs.com \\\n    --secret=oss-secret --tier=ssd:/mnt/ssd:200Gi"
)]
pub struct Create {
    /// What is cached.
    #[command(flatten)]
    pub flags: CreateFlags,
    /// What the objects are made of besides flags.
    #[command(flatten)]
    pub source: Source,
    /// What is done with it.
    #[command(flatten)]
    pub action: Action,
    /// Wait until pods can mount it, at most so long
    #[arg(long, value_name = "DURATION", num_args = 0..=1, require_equals = true, default_missing_value = "5m", conflicts_with = "dry_run", help_heading = "Action")]
    pub wait: Option<String>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// Arguments of `cache diff create`.
#[derive(Debug, Args)]
pub struct DiffCreate {
    /// What is cached.
    #[command(flatten)]
    pub flags: CreateFlags,
    /// What the objects are made of besides flags.
    #[command(flatten)]
    pub source: Source,
    /// Show what taking over fields of somebody else would do
    #[arg(long, help_heading = "Action")]
    pub force_conflicts: bool,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// What is cached, where, and by whom.
#[derive(Debug, Clone, Args)]
pub struct CreateFlags {
    /// Name of the cache; pods mount the claim of this name
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What is cached: oss://BUCKET/PATH, s3://BUCKET/PATH, pvc://CLAIM or juicefs://FILESYSTEM
    #[arg(long, value_name = "URL")]
    pub from: String,
    /// Where the bucket is served, as oss-cn-hangzhou-internal.aliyuncs.com
    #[arg(long, value_name = "HOST")]
    pub endpoint: Option<String>,
    /// Region of the bucket (S3)
    #[arg(long, value_name = "NAME")]
    pub region: Option<String>,
    /// Secret with the keys, called as the runtime's options are: fs.oss.accessKeyId and fs.oss.accessKeySecret
    #[arg(long, value_name = "NAME")]
    pub secret: Option<String>,
    /// Where the workers keep what they cache, and how much each: mem:20Gi, ssd:/mnt/ssd:200Gi (repeat)
    #[arg(long, value_name = "MEDIUM[:PATH]:SIZE[,high=SHARE,low=SHARE]")]
    pub tier: Vec<String>,
    /// How many workers [default: 1]
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    pub replicas: Option<String>,
    /// Label of the nodes that the workers may run on; any of several values, divided by | (repeat)
    #[arg(long, value_name = "KEY=VALUE")]
    pub node_selector: Vec<String>,
    /// Who caches [default: jindo; juicefs for juicefs://]
    #[arg(long, value_name = "NAME", value_parser = Words(&["jindo", "alluxio", "juicefs"]))]
    pub runtime: Option<String>,
    /// How pods mount it [default: ReadOnlyMany]
    #[arg(long, value_name = "MODE", value_parser = Words(&["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce"]))]
    pub access_mode: Option<String>,
    /// Option of the mount (repeat)
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Runtime")]
    pub option: Vec<String>,
    /// Option of the mount whose value lies in a Secret (repeat)
    #[arg(long, value_name = "OPTION=SECRET:KEY", help_heading = "Runtime")]
    pub secret_option: Vec<String>,
    /// Property of the runtime (repeat)
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Runtime")]
    pub property: Vec<String>,
}

/// What the objects are made of besides flags.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Files")]
pub struct Source {
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
    /// Write nothing to the cluster: print the objects (client), or have the API server check them (server)
    #[arg(long, value_enum, value_name = "WHERE", num_args = 0..=1, require_equals = true, default_missing_value = "client")]
    pub dry_run: Option<DryRun>,
    /// How to print
    #[arg(short, long, value_enum, default_value_t)]
    pub output: ApplyOutput,
    /// Take fields over that somebody else owns
    #[arg(long)]
    pub force_conflicts: bool,
}

/// Arguments of `cache load`.
#[derive(Debug, Args)]
pub struct Load {
    /// The cache
    #[arg(value_name = "CACHE")]
    pub cache: String,
    /// What is loaded, by its path in the cache (repeat) [default: /]
    #[arg(long, value_name = "PATH")]
    pub path: Vec<String>,
    /// How many workers hold each part [default: 1]
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    pub copies: Option<String>,
    /// Name of the DataLoad [default: CACHE-load]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Load once more what a DataLoad of this name has loaded
    #[arg(long)]
    pub again: bool,
    /// What the objects are made of besides flags.
    #[command(flatten)]
    pub source: Source,
    /// What is done with it.
    #[command(flatten)]
    pub action: Action,
    /// Wait until it is loaded, at most so long
    #[arg(long, value_name = "DURATION", num_args = 0..=1, require_equals = true, default_missing_value = "30m", conflicts_with = "dry_run", help_heading = "Action")]
    pub wait: Option<String>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// Arguments of `cache status`.
#[derive(Debug, Args)]
pub struct Status {
    /// The cache
    #[arg(value_name = "CACHE")]
    pub cache: String,
    /// How to print
    #[arg(short, long, value_enum, default_value_t)]
    pub output: Output,
    /// Wait until it is bound, and loaded where something loads it, at most so long
    #[arg(long, value_name = "DURATION", num_args = 0..=1, require_equals = true, default_missing_value = "30m")]
    pub wait: Option<String>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// Arguments of `cache list`.
#[derive(Debug, Args)]
pub struct List {
    /// All namespaces
    #[arg(short = 'A', long)]
    pub all_namespaces: bool,
    /// How to print
    #[arg(short, long, value_enum, default_value_t)]
    pub output: Output,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// Arguments of `cache volume`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  neap cache volume llm-model --oss=models/Qwen --endpoint=oss-cn-hangzhou-internal.aliyuncs.com --access-key-from=env\n  neap cache volume llm-model --nas=0cd8b4a576-gnc20.cn-hangzhou.nas.aliyuncs.com:/models\n  neap cache volume llm-model --pvc=alicloud-nas-subpath --size=100Gi"
)]
pub struct Volume {
    /// Where the model lies.
    #[command(flatten)]
    pub flags: VolumeFlags,
    /// What the objects are made of besides flags.
    #[command(flatten)]
    pub source: Source,
    /// What is done with it.
    #[command(flatten)]
    pub action: Action,
    /// Wait until the claim is bound, at most so long
    #[arg(long, value_name = "DURATION", num_args = 0..=1, require_equals = true, default_missing_value = "1m", conflicts_with = "dry_run", help_heading = "Action")]
    pub wait: Option<String>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// Arguments of `cache diff volume`.
#[derive(Debug, Args)]
pub struct DiffVolume {
    /// Where the model lies.
    #[command(flatten)]
    pub flags: VolumeFlags,
    /// What the objects are made of besides flags.
    #[command(flatten)]
    pub source: Source,
    /// Show what taking over fields of somebody else would do
    #[arg(long, help_heading = "Action")]
    pub force_conflicts: bool,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// Where the model lies.
#[derive(Debug, Clone, Args)]
#[command(group(ArgGroup::new("backing").required(true).args(["oss", "nas", "pvc"])))]
pub struct VolumeFlags {
    /// Name of the volume and of the claim on it
    #[arg(value_name = "NAME")]
    pub name: String,
    /// In a bucket of OSS
    #[arg(long, value_name = "BUCKET[/PATH]")]
    pub oss: Option<String>,
    /// On a NAS
    #[arg(long, value_name = "SERVER:/PATH")]
    pub nas: Option<String>,
    /// Made by a storage class; the cluster's default one without a name
    #[arg(long, value_name = "CLASS", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub pvc: Option<String>,
    /// Size that is said; OSS and NAS hold more [default: 30Gi]
    #[arg(long, value_name = "SIZE")]
    pub size: Option<String>,
    /// How pods mount it [default: ReadOnlyMany; ReadWriteMany on a NAS; ReadWriteOnce by a class]
    #[arg(long, value_name = "MODE", value_parser = Words(&["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce"]))]
    pub access_mode: Option<String>,
    /// Where the bucket is served, as oss-cn-hangzhou-internal.aliyuncs.com
    #[arg(long, value_name = "HOST", help_heading = "OSS")]
    pub endpoint: Option<String>,
    /// Secret with akId and akSecret; with --access-key-from the one that is made [default: NAME-oss]
    #[arg(long, value_name = "NAME", help_heading = "OSS")]
    pub secret: Option<String>,
    /// Make the Secret of two variables or of a file
    #[arg(long, value_name = "env|env:ID,SECRET|file:PATH", help_heading = "OSS")]
    pub access_key_from: Option<String>,
    /// Make the Secret of this key; everybody on the machine can read it in the list of processes
    #[arg(long, value_name = "ID:SECRET", conflicts_with = "access_key_from", help_heading = "OSS")]
    pub access_key: Option<String>,
    /// Options of ossfs [default: -o umask=022 -o max_stat_cache_size=0 -o allow_other]
    #[arg(long, value_name = "OPTIONS", allow_hyphen_values = true, help_heading = "OSS")]
    pub oss_options: Option<String>,
}

/// Arguments of `cache delete`.
#[derive(Debug, Args)]
pub struct Delete {
    /// The caches or volumes
    #[arg(required = true, value_name = "NAME")]
    pub names: Vec<String>,
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
    /// Show what would go, and delete nothing
    #[arg(long, value_enum, value_name = "WHO", num_args = 0..=1, require_equals = true, default_missing_value = "client")]
    pub dry_run: Option<DryRun>,
    /// Wait until it is gone, at most this long
    #[arg(long, value_name = "DURATION", num_args = 0..=1, require_equals = true, default_missing_value = "5m")]
    pub wait: Option<String>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}
