//! `neap bench llm`: the flags of `vllm bench serve`, SGLang's where they have other names, and those of `neap bench`.
//!
//! Values are kept as they were typed: what they mean, and what is said about a bad one, is in `commands/bench/llm`.

use clap::Args;

use super::bench::Bench;
use super::prompts::Prompts;

const EXAMPLES: &str = "\
Examples:
  neap bench llm --base-url http://10.0.0.1:8000 --num-prompts 200 --max-concurrency 20
  neap bench llm --backend openai-chat --rate 4 -z 2m --goodput ttft:500 tpot:50 http://10.0.0.1:8000
  neap bench llm --service qwen-chat --stages 1m=2,2m:20 --fail-if 'ttft.p99>2s|error>1%'

Flags of `vllm bench serve` work as they stand; docs/bench-llm.md lists what differs.";

/// Load a model with prompts: TTFT, TPOT, tokens a second, goodput
///
/// Sends prompts in the form of OpenAI's completions or chat, or of SGLang's /generate, reads the answers token by token, and says how long users waited for what.
#[derive(Debug, Args)]
#[command(
    override_usage = "neap bench llm [OPTIONS] [URL]\n       neap bench llm [OPTIONS] --service NAME [PATH]"
)]
#[command(after_help = EXAMPLES, disable_help_flag = true, args_override_self = true)]
#[command(mut_arg("url", |arg| arg.help("The server, with or without the path of its API (default: http://127.0.0.1:8000)")))]
#[command(mut_arg("number", |arg| arg.long("num-prompts").help("Number of prompts, or of conversations (default: 1000, or what the dataset has)")))]
#[command(mut_arg("concurrency", |arg| arg.long("max-concurrency").help("Most requests in flight (default: no limit: all are sent at once, or when they are due; 50 with -z)")))]
#[command(mut_arg("open_rate", |arg| arg.alias("request-rate").help("Requests per second, whatever the answers do (--request-rate); inf for all at once")))]
#[command(mut_arg("arrivals", |arg| arg.help("How regular arrivals are: constant, poisson, gamma:SHAPE (default: poisson)")))]
#[command(mut_arg("timeout", |arg| arg.default_value("600")))]
#[command(mut_arg("seed", |arg| arg.default_value("").hide_default_value(true).help("What decides arrivals and made-up prompts; without it arrivals are those of 0, and no other run has the prompts")))]
#[command(mut_arg("host", |arg| arg.help("Address of the server (default: 127.0.0.1)").help_heading("Server")))]
#[command(mut_arg("fail_if", |arg| arg.help("Exit with 4 if one of these is true: ttft.p99>2s|tpot.p50>50ms|error>1%|rps<50")))]
#[command(mut_arg("output", |arg| arg.help("text, json, or csv (one line a request)")))]
#[command(mut_arg("rate", |arg| arg.hide(true)))]
#[command(mut_arg("method", |arg| arg.hide(true)))]
#[command(mut_arg("data", |arg| arg.hide(true)))]
#[command(mut_arg("data_file", |arg| arg.hide(true)))]
#[command(mut_arg("content_type", |arg| arg.hide(true)))]
#[command(mut_arg("accept", |arg| arg.hide(true)))]
#[command(mut_arg("disable_compression", |arg| arg.hide(true)))]
pub struct Llm {
    /// What every load has.
    #[command(flatten)]
    pub bench: Bench,

    /// The API: openai (completions; also vllm), openai-chat (vllm-chat), sglang (its /generate), sglang-oai, sglang-oai-chat
    #[arg(long, value_name = "NAME", help_heading = "Server")]
    pub backend: Option<String>,
    /// URL of the server, if not by --host and --port
    #[arg(long, value_name = "URL", help_heading = "Server")]
    pub base_url: Option<String>,
    /// Port of the server (default: 8000; 30000 with --backend sglang)
    #[arg(long, value_name = "PORT", help_heading = "Server")]
    pub port: Option<String>,
    /// Path of the API (default: that of --backend)
    #[arg(long, value_name = "PATH", help_heading = "Server")]
    pub endpoint: Option<String>,
    /// Model (default: the first that /v1/models lists)
    #[arg(long, value_name = "NAME", help_heading = "Server")]
    pub model: Option<String>,
    /// What the server calls the model, if not as --model
    #[arg(long, value_name = "NAME", help_heading = "Server")]
    pub served_model_name: Option<String>,
    /// Header as KEY=VALUE; several may follow
    #[arg(long = "header", value_name = "KEY=VALUE", num_args = 1.., help_heading = "Server")]
    pub key_value_headers: Vec<String>,
    /// Wait so long for the server to list its models
    #[arg(long, value_name = "SECONDS", default_value = "0", help_heading = "Server")]
    pub ready_check_timeout_sec: String,
    /// Where the engine's metrics are (default: /metrics of the server); none to leave them
    #[arg(long, value_name = "URL", help_heading = "Server")]
    pub metrics_url: Option<String>,

    /// The prompts.
    #[command(flatten)]
    pub prompts: Prompts,

    /// Do not stream: only whole answers have times
    #[arg(long, help_heading = "Sampling")]
    pub disable_stream: bool,
    /// Answers go on to the asked length (as vLLM's client, always so for made-up prompts)
    #[arg(long, help_heading = "Sampling")]
    pub ignore_eos: bool,
    /// Answers end where the model ends them, also for made-up prompts
    #[arg(long, conflicts_with = "ignore_eos", help_heading = "Sampling")]
    pub disable_ignore_eos: bool,
    /// temperature
    #[arg(long, value_name = "X", help_heading = "Sampling")]
    pub temperature: Option<String>,
    /// top_p
    #[arg(long, value_name = "X", help_heading = "Sampling")]
    pub top_p: Option<String>,
    /// top_k
    #[arg(long, value_name = "N", allow_hyphen_values = true, help_heading = "Sampling")]
    pub top_k: Option<String>,
    /// min_p
    #[arg(long, value_name = "X", help_heading = "Sampling")]
    pub min_p: Option<String>,
    /// frequency_penalty
    #[arg(long, value_name = "X", allow_hyphen_values = true, help_heading = "Sampling")]
    pub frequency_penalty: Option<String>,
    /// presence_penalty
    #[arg(long, value_name = "X", allow_hyphen_values = true, help_heading = "Sampling")]
    pub presence_penalty: Option<String>,
    /// repetition_penalty
    #[arg(long, value_name = "X", help_heading = "Sampling")]
    pub repetition_penalty: Option<String>,
    /// use_beam_search
    #[arg(long, help_heading = "Sampling")]
    pub use_beam_search: bool,
    /// What the chat template is given, as a JSON object (chat only)
    #[arg(long, value_name = "JSON", help_heading = "Sampling")]
    pub chat_template_kwargs: Option<String>,
    /// logprobs for each token
    #[arg(long, value_name = "N", help_heading = "Sampling")]
    pub logprobs: Option<String>,
    /// More of each request, as a JSON object
    #[arg(long, alias = "extra-request-body", value_name = "JSON", help_heading = "Sampling")]
    pub extra_body: Option<String>,

    /// Say which metric and target have the service grow in time, from a sweep (or --find-max) and the engine's gauges; TERMS are to be kept (default: ttft.p95<2s,error<1%)
    #[arg(long, value_name = "TERMS", num_args = 0..=1, require_equals = true, default_missing_value = "", conflicts_with_all = ["number", "open_rate", "stages", "trace", "warmup", "cooldown", "fail_if", "report"], help_heading = "Steps")]
    pub suggest_target: Option<String>,
    /// With --suggest-target: how long from when a replica is asked for until it answers
    #[arg(long, value_name = "DURATION", default_value = "2m", help_heading = "Steps")]
    pub cold_start: String,
    /// With --suggest-target: in which time the load doubles at the fastest
    #[arg(long, value_name = "DURATION", default_value = "10m", help_heading = "Steps")]
    pub load_doubles: String,

    /// Requests that are sent before, and not counted
    #[arg(
        long,
        alias = "warmup-requests",
        value_name = "N",
        default_value = "0",
        help_heading = "Measuring"
    )]
    pub num_warmups: String,
    /// Send requests of one token beside the load, so many a second, one after the other: how long others wait
    #[arg(long, value_name = "RATE", conflicts_with_all = ["sweep", "find_max", "suggest_target"], help_heading = "Measuring")]
    pub probe_request_rate: Option<String>,
    /// Have vLLM profile itself meanwhile (its server needs --profiler-config)
    #[arg(long, help_heading = "Measuring")]
    pub profile: bool,
    /// Let the rate grow from request to request: linear (by the same amount) or exponential (by the same factor)
    #[arg(long, value_name = "NAME", conflicts_with_all = ["open_rate", "stages", "trace", "duration", "sweep", "find_max", "suggest_target"], requires_all = ["ramp_up_start_rps", "ramp_up_end_rps"], help_heading = "Open loop")]
    pub ramp_up_strategy: Option<String>,
    /// Requests a second at the first request
    #[arg(long, value_name = "RATE", requires = "ramp_up_strategy", help_heading = "Open loop")]
    pub ramp_up_start_rps: Option<String>,
    /// Requests a second at the last one
    #[arg(long, value_name = "RATE", requires = "ramp_up_strategy", help_heading = "Open loop")]
    pub ramp_up_end_rps: Option<String>,
    /// What a good request keeps, in milliseconds: ttft:500 tpot:50 e2el:5000
    #[arg(long, value_name = "KEY:MS", num_args = 1.., help_heading = "Measuring")]
    pub goodput: Vec<String>,

    /// vllm: the table, the JSON and the arithmetic of `vllm bench serve`; each request is kept until the end
    #[arg(long, value_name = "NAME", conflicts_with_all = ["sweep", "find_max", "suggest_target"], help_heading = "Output")]
    pub format: Option<String>,
    /// Measures in the table: ttft,tpot,itl,e2el,client_queue_time (default: the first four)
    #[arg(long, value_name = "NAMES", help_heading = "Output")]
    pub percentile_metrics: Option<String>,
    /// Percentiles in the table (default: 50,90,95,99)
    #[arg(long, value_name = "PERCENTILES", help_heading = "Output")]
    pub metric_percentiles: Option<String>,
    /// Write the document of -o json to a file too
    #[arg(long, help_heading = "Output")]
    pub save_result: bool,
    /// With --format vllm: also each request by itself, with the text of its answer
    #[arg(long, help_heading = "Output")]
    pub save_detailed: bool,
    /// Add the result to the file as a line, instead of writing it anew
    #[arg(long, help_heading = "Output")]
    pub append_result: bool,
    /// What else the result says of the run; several may follow
    #[arg(long, value_name = "KEY=VALUE", num_args = 1.., help_heading = "Output")]
    pub metadata: Vec<String>,
    /// Write the page of --report beside the result, as NAME.timeline.html
    #[arg(long, help_heading = "Output")]
    pub plot_timeline: bool,
    /// Folder for it (default: this one)
    #[arg(long, value_name = "FOLDER", help_heading = "Output")]
    pub result_dir: Option<std::path::PathBuf>,
    /// Its name (default: LABEL-RATEqps-MODEL-TIME.json)
    #[arg(long, alias = "output-file", value_name = "NAME", help_heading = "Output")]
    pub result_filename: Option<String>,
    /// The beginning of that name (default: the backend)
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    pub label: Option<String>,

    /// vLLM's, without effect: the progress line is for terminals only.
    #[arg(long, hide = true)]
    pub disable_tqdm: bool,
    /// vLLM's, without effect: no code of a model is run.
    #[arg(long, hide = true)]
    pub trust_remote_code: bool,
    /// vLLM's, without effect: there is no tokenizer unless `--tokenizer` names one.
    #[arg(long, hide = true)]
    pub skip_tokenizer_init: bool,
    /// vLLM's, without effect: no template is applied on this side.
    #[arg(long, hide = true)]
    pub skip_chat_template: bool,
    /// vLLM's, without effect: the page colours no tokens.
    #[arg(long, value_name = "MS,MS", hide = true)]
    pub timeline_itl_thresholds: Option<String>,
    /// vLLM's, without effect.
    #[arg(long, value_name = "NAME", hide = true)]
    pub tokenizer_mode: Option<String>,
}
