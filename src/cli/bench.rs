//! `neap bench`: hey's flags, and a few of its own.
//!
//! Values are kept as they were typed: what they mean, and what is said about a bad one, is in `commands/bench`.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::{ArgAction, Args, Subcommand, ValueHint};

use super::compare::Compare;
use super::deferred::Deferred;
use super::llm::Llm;
use super::target::ClusterArgs;
use super::watch::WatchArgs;

/// Load an HTTP endpoint (hey's flags and report)
///
/// Sends requests to one URL over -c connections, each with one request at a time, and prints hey's report. Every flag of hey
/// 0.1.5 works in hey's spelling, also after the URL. `docs/bench.md` lists where the results differ from hey's, and why.
#[derive(Debug, Args)]
#[command(
    override_usage = "neap bench [OPTIONS] URL\n       neap bench [OPTIONS] --service NAME [PATH]\n       neap bench llm [OPTIONS] [URL]\n       neap bench compare [OPTIONS] A.json B.json\n       neap bench report RUN.json [-o FILE]"
)]
#[command(disable_help_flag = true, args_override_self = true, args_conflicts_with_subcommands = true)]
#[command(
    after_help = "As in hey, flags of several letters may have one dash (-h2, -host, -disable-keepalive), and flags may follow the URL."
)]
pub struct Line {
    /// What else there is to do; only as the first word, else the word is a URL.
    #[command(subcommand)]
    pub verb: Option<Verb>,
    /// A load of one URL.
    #[command(flatten)]
    pub bench: Bench,
}

/// What `neap bench` does besides loading one URL.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Load a model with prompts: TTFT, TPOT, tokens a second, goodput
    Llm(Deferred<Llm>),
    /// Compare runs: what differs between them by more than chance
    Compare(Deferred<Compare>),
    /// Make the page of a run that was saved with -o json
    Report(Report),
}

/// A page of a saved run.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
#[command(
    after_help = "For example `neap bench -z 1m -o json URL > run.json`, then `neap bench report run.json -o run.html`."
)]
pub struct Report {
    /// The document of the run, as `neap bench -o json` printed it; - is standard input
    #[arg(value_name = "RUN.json", value_hint = ValueHint::FilePath)]
    pub document: OsString,
    /// Where to write the page (default: beside the document, as RUN.html)
    #[arg(short = 'o', long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<OsString>,
    /// Print help
    #[arg(short, long, action = ArgAction::Help)]
    pub help: Option<bool>,
}

/// The flags of a load.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub struct Bench {
    /// Where to send the requests; with --service only the path
    #[arg(value_name = "URL", index = 1)]
    pub url: Option<OsString>,
    /// What else stands there: too much
    #[arg(hide = true, index = 2)]
    pub more: Vec<OsString>,

    /// Number of requests; exactly so many are sent (default: 200, or the whole trace)
    #[arg(short = 'n', value_name = "N", help_heading = "Load")]
    pub number: Option<String>,
    /// Number of workers: connections, or streams with -h2 (default: 50); in an open loop the most in flight (10000)
    #[arg(short = 'c', value_name = "N", help_heading = "Load")]
    pub concurrency: Option<String>,
    /// Requests per second of each worker, 0 for no limit
    #[arg(short = 'q', value_name = "RATE", default_value = "0", help_heading = "Load")]
    pub rate: String,
    /// Send for this long, as 10s or 1m30s; -n is ignored then
    #[arg(short = 'z', value_name = "DURATION", default_value = "0", help_heading = "Load")]
    pub duration: String,
    /// After -z, how long requests in flight may take
    #[arg(long, value_name = "DURATION", default_value = "5s", help_heading = "Load")]
    pub grace: String,
    /// Longest time for one request, in seconds or as 500ms; 0 for any
    #[arg(short = 't', value_name = "SECONDS", default_value = "20", help_heading = "Load")]
    pub timeout: String,
    /// Open all connections before the start; for bench llm with --max-concurrency this is the default
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", help_heading = "Load")]
    pub preconnect: Option<bool>,
    /// Number of CPU cores to use (default: as many as the load needs)
    #[arg(long, value_name = "N", help_heading = "Load")]
    pub cpus: Option<String>,

    /// Requests per second of all together, whatever the answers do, as 50 or 300/m
    #[arg(long = "rate", value_name = "RATE", help_heading = "Open loop")]
    pub open_rate: Option<String>,
    /// Rates over time: 30s:50 goes from the rate before to 50 in 30 s, 2m=50 stays at 50 for 2 minutes
    #[arg(long, value_name = "STAGES", help_heading = "Open loop")]
    pub stages: Option<String>,
    /// Send at the recorded times of this file: one a line, or JSON lines with a `timestamp`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["open_rate", "stages"], help_heading = "Open loop")]
    pub trace: Option<OsString>,
    /// How regular arrivals are: constant, poisson, gamma:SHAPE (default: constant)
    #[arg(long, value_name = "PROCESS", conflicts_with = "trace", help_heading = "Open loop")]
    pub arrivals: Option<String>,
    /// The same in vLLM's words: the shape of a gamma process, 1 for Poisson
    #[arg(long, value_name = "SHAPE", conflicts_with_all = ["arrivals", "trace"], help_heading = "Open loop")]
    pub burstiness: Option<String>,
    /// What decides random arrivals: the same seed gives the same times
    #[arg(long, value_name = "N", default_value = "0", help_heading = "Open loop")]
    pub seed: String,

    /// Leave out of the steady window what is due in this time from the start
    #[arg(long, value_name = "DURATION", default_value = "0", help_heading = "Measuring")]
    pub warmup: String,
    /// Leave out of the steady window what is due in this time before the end
    #[arg(long, value_name = "DURATION", default_value = "0", help_heading = "Measuring")]
    pub cooldown: String,

    /// Exit with 4 if one of these is true: p99>2s|error>1%|rps<50
    #[arg(long, value_name = "TERMS", help_heading = "Measuring")]
    pub fail_if: Option<String>,

    /// Find the highest rate that keeps this: p99<200ms,error<1%; in steps of -z (default: 30s), Poisson arrivals
    #[arg(long, value_name = "TERMS", conflicts_with_all = ["number", "open_rate", "stages", "trace", "warmup", "cooldown", "fail_if", "report", "sweep"], help_heading = "Steps")]
    pub find_max: Option<String>,
    /// One request at a time, -c at a time, and eight rates between, in steps of -z (default: 10s); the knee is marked
    #[arg(long, conflicts_with_all = ["number", "open_rate", "stages", "trace", "warmup", "cooldown", "fail_if", "report"], help_heading = "Steps")]
    pub sweep: bool,

    /// HTTP method
    #[arg(short = 'm', value_name = "METHOD", default_value = "GET", help_heading = "Request")]
    pub method: String,
    /// Header, as "Name: value"; repeat it for more
    #[arg(short = 'H', value_name = "HEADER", help_heading = "Request")]
    pub header: Vec<String>,
    /// Body
    #[arg(short = 'd', value_name = "TEXT", help_heading = "Request")]
    pub data: Option<OsString>,
    /// Body from a file
    #[arg(short = 'D', value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Request")]
    pub data_file: Option<OsString>,
    /// Content-Type
    #[arg(short = 'T', value_name = "TYPE", default_value = "text/html", help_heading = "Request")]
    pub content_type: String,
    /// Accept
    #[arg(short = 'A', value_name = "TYPES", help_heading = "Request")]
    pub accept: Option<String>,
    /// User-Agent
    #[arg(short = 'U', value_name = "TEXT", help_heading = "Request")]
    pub user_agent: Option<String>,
    /// Basic authentication
    #[arg(short = 'a', value_name = "USER:PASSWORD", help_heading = "Request")]
    pub auth: Option<String>,
    /// Host header, and the name that TLS asks for
    #[arg(long = "host", value_name = "HOST", help_heading = "Request")]
    pub host: Option<String>,

    /// HTTP proxy
    #[arg(short = 'x', value_name = "HOST:PORT", help_heading = "Connection")]
    pub proxy: Option<String>,
    /// Offer HTTP/2 (https only)
    #[arg(long = "h2", help_heading = "Connection")]
    pub http2: bool,
    /// How many HTTP/2 connections carry the streams of -h2
    #[arg(long, value_name = "N", default_value = "1", help_heading = "Connection")]
    pub h2_conns: String,
    /// Connect to host H2, port P2 instead of H1:P1, as curl does; repeat it for more
    #[arg(long, value_name = "H1:P1:H2:P2", help_heading = "Connection")]
    pub connect_to: Vec<String>,
    /// Connect to this Unix socket
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, conflicts_with_all = ["proxy", "connect_to"], help_heading = "Connection")]
    pub unix_socket: Option<OsString>,
    /// Open a new connection after this many requests
    #[arg(long, value_name = "N", help_heading = "Connection")]
    pub conn_max_requests: Option<String>,
    /// Open a new connection after this time
    #[arg(long, value_name = "DURATION", help_heading = "Connection")]
    pub conn_max_age: Option<String>,
    /// Do not offer gzip
    #[arg(long, help_heading = "Connection")]
    pub disable_compression: bool,
    /// Open a new connection for each request
    #[arg(long, help_heading = "Connection")]
    pub disable_keepalive: bool,
    /// Do not follow redirects
    #[arg(long, help_heading = "Connection")]
    pub disable_redirects: bool,
    /// Accept any server certificate, as hey does
    #[arg(long, conflicts_with = "cacert", help_heading = "Connection")]
    pub insecure: bool,
    /// Trust the certificates of this PEM file instead of the system's
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Connection")]
    pub cacert: Option<OsString>,

    /// csv (one line a request), json, or text (default: hey's report for hey's load, else text)
    #[arg(short = 'o', value_name = "FORMAT", help_heading = "Output")]
    pub output: Option<String>,

    /// Write the report as one HTML page with charts, which needs nothing else
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub report: Option<OsString>,

    /// Send with so many processes, of which this is one: the others join it
    #[arg(long, value_name = "N", help_heading = "Workers")]
    pub workers: Option<String>,
    /// Where the other workers reach this one
    #[arg(long, value_name = "HOST:PORT", default_value = "0.0.0.0:7979", help_heading = "Workers")]
    pub listen: String,
    /// Be one of the workers of the load that is led there; it says what to send
    #[arg(long, value_name = "HOST:PORT", conflicts_with_all = ["workers", "service"], help_heading = "Workers")]
    pub join: Option<String>,
    /// Send from inside the cluster: the workers are the pods of a Job, which goes when the load is over
    #[arg(long, conflicts_with_all = ["join", "unix_socket"], help_heading = "Workers")]
    pub in_cluster: bool,
    /// With --in-cluster: what the pods run (default: neap: and the version)
    #[arg(long, value_name = "IMAGE", requires = "in_cluster", help_heading = "Workers")]
    pub image: Option<String>,
    /// With --in-cluster: a Secret to pull the image with; repeat it for more
    #[arg(long, value_name = "NAME", requires = "in_cluster", help_heading = "Workers")]
    pub image_pull_secret: Vec<String>,
    /// With --in-cluster: mount a claim, whose files may be named in other flags
    #[arg(
        long = "data",
        id = "data-claim",
        value_name = "PVC:/PATH",
        requires = "in_cluster",
        help_heading = "Workers"
    )]
    pub data_claim: Option<String>,
    /// With --in-cluster: use the network of the nodes
    #[arg(long, requires = "in_cluster", help_heading = "Workers")]
    pub host_network: bool,
    /// With --in-cluster: a label that the nodes have; repeat it for more
    #[arg(long, value_name = "KEY=VALUE", requires = "in_cluster", help_heading = "Workers")]
    pub node_selector: Vec<String>,
    /// With --in-cluster: a taint that the pods bear, as KEY=VALUE:EFFECT or all; repeat it for more
    #[arg(long, value_name = "TAINT", requires = "in_cluster", help_heading = "Workers")]
    pub toleration: Vec<String>,
    /// With --in-cluster: what each pod asks for; repeat it for more
    #[arg(long, value_name = "RESOURCE=QUANTITY", default_values = ["cpu=1", "memory=256Mi"], requires = "in_cluster", help_heading = "Workers")]
    pub request: Vec<String>,
    /// How long to wait for all workers
    #[arg(long, value_name = "DURATION", default_value = "5m", help_heading = "Workers")]
    pub start_timeout: String,

    /// Load a deployed service instead of a URL
    #[arg(long, value_name = "NAME", help_heading = "Service")]
    pub service: Option<String>,
    /// Namespace of the service, or of the workers of --in-cluster (default: the config file's, else the context's)
    #[arg(long, value_name = "NAME", help_heading = "Service")]
    pub namespace: Option<String>,
    /// Address of the gateway that routes by Host, as 10.0.0.1:80
    #[arg(long, value_name = "HOST[:PORT]", requires = "service", help_heading = "Service")]
    pub gateway: Option<String>,
    /// The response header that names the pod which answered; without it that is inferred
    #[arg(long, value_name = "NAME", requires = "watch", help_heading = "Elasticity")]
    pub pod_header: Option<String>,
    /// What the cluster does meanwhile.
    #[command(flatten)]
    pub elasticity: WatchArgs,
    /// Which cluster.
    #[command(flatten)]
    pub cluster: ClusterArgs,

    /// Print help
    #[arg(short, long, action = ArgAction::Help)]
    pub help: Option<bool>,

    /// Whether this is the command line of another process, of which this one is a worker.
    #[arg(skip)]
    pub worker: bool,
    /// vLLM's ramp over the requests of a run.
    #[arg(skip)]
    pub ramp: Option<Ramp>,
    /// What the files have that are named above, where they come from another machine
    #[arg(skip)]
    pub files: BTreeMap<String, Vec<u8>>,
}

/// A rate that follows the number of the request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ramp {
    /// Requests a second at the first request.
    pub from: f64,
    /// Requests a second at the last one.
    pub to: f64,
    /// By the same factor from request to request, else by the same amount.
    pub exponential: bool,
}

impl Bench {
    /// Whether a file lies on the volume of --data, which only the workers see, and this is not one of them.
    pub fn is_elsewhere(&self, path: &OsStr) -> bool {
        let mount = self.data_claim.as_deref().and_then(|claim| Some(claim.split_once(':')?.1));
        !self.worker && mount.is_some_and(|mount| Path::new(path).starts_with(mount))
    }

    /// The words that are neither flags nor their values: one URL, or with --service one path.
    pub fn words(&self) -> Vec<String> {
        self.url.iter().chain(&self.more).map(|word| word.to_string_lossy().into_owned()).collect()
    }
}
