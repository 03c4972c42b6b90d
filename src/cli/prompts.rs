//! Where the prompts of `neap bench llm` come from: vLLM's names, and SGLang's where they have others.
//!
//! Values are kept as they were typed: what they mean, and what is said about a bad one, is in `commands/bench/dataset`.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::{Args, ValueHint};

/// Where prompts come from.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Prompts")]
pub struct Prompts {
    /// random, prefix_repetition, generated-shared-prefix, or of a file: sharegpt, custom, openai, multi-turn (default: random)
    #[arg(long, value_name = "NAME")]
    pub dataset_name: Option<String>,
    /// The file of a dataset that is one: JSON or JSON lines
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub dataset_path: Option<OsString>,
    /// Ask a file's prompts in their order
    #[arg(long)]
    pub disable_shuffle: bool,
    /// Ask each of a file's prompts only once, even if more requests are asked for
    #[arg(long)]
    pub no_oversample: bool,
    /// A tokenizer.json, or the folder that has one: tokens are counted with it instead of estimated
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub tokenizer: Option<OsString>,
    /// Tokens of a prompt, whatever the dataset's own flag is called
    #[arg(long, value_name = "N")]
    pub input_len: Option<String>,
    /// Tokens of an answer, whatever the dataset's own flag is called
    #[arg(long, value_name = "N")]
    pub output_len: Option<String>,

    /// Tokens of a prompt (default: 1024)
    #[arg(long, alias = "random-input", value_name = "N", help_heading = "Prompts: random")]
    pub random_input_len: Option<String>,
    /// Tokens of an answer (default: 128; SGLang's: 1024)
    #[arg(long, alias = "random-output", value_name = "N", help_heading = "Prompts: random")]
    pub random_output_len: Option<String>,
    /// How far lengths vary: len*(1-r) to len*(1+r) as in vLLM, len*r to len as in SGLang, by --backend (default: 0)
    #[arg(long, value_name = "R", help_heading = "Prompts: random")]
    pub random_range_ratio: Option<String>,
    /// Tokens at the beginning that all prompts share, before those of --random-input-len (default: 0)
    #[arg(long, value_name = "N", help_heading = "Prompts: random")]
    pub random_prefix_len: Option<String>,
    /// Prompts in one request, for completions (default: 1)
    #[arg(long, value_name = "N", help_heading = "Prompts: random")]
    pub random_batch_size: Option<String>,

    /// Tokens that the prompts of a group share (default: 256)
    #[arg(long, value_name = "N", help_heading = "Prompts: prefix_repetition")]
    pub prefix_repetition_prefix_len: Option<String>,
    /// Tokens of a prompt after those (default: 256)
    #[arg(long, value_name = "N", help_heading = "Prompts: prefix_repetition")]
    pub prefix_repetition_suffix_len: Option<String>,
    /// Number of groups, each asked for as often (default: 10)
    #[arg(long, value_name = "N", help_heading = "Prompts: prefix_repetition")]
    pub prefix_repetition_num_prefixes: Option<String>,
    /// Tokens of an answer (default: 128)
    #[arg(long, value_name = "N", help_heading = "Prompts: prefix_repetition")]
    pub prefix_repetition_output_len: Option<String>,

    /// Number of groups (default: 64)
    #[arg(long, value_name = "N", help_heading = "Prompts: generated-shared-prefix")]
    pub gsp_num_groups: Option<String>,
    /// Requests of each group; all together are the requests of the run unless --num-prompts says how many (default: 16)
    #[arg(long, value_name = "N", help_heading = "Prompts: generated-shared-prefix")]
    pub gsp_prompts_per_group: Option<String>,
    /// Tokens that the prompts of a group share (default: 2048)
    #[arg(long, value_name = "N", help_heading = "Prompts: generated-shared-prefix")]
    pub gsp_system_prompt_len: Option<String>,
    /// Tokens of a prompt after those (default: 128)
    #[arg(long, value_name = "N", help_heading = "Prompts: generated-shared-prefix")]
    pub gsp_question_len: Option<String>,
    /// Tokens of an answer (default: 256)
    #[arg(long, value_name = "N", help_heading = "Prompts: generated-shared-prefix")]
    pub gsp_output_len: Option<String>,
    /// Lengths vary from len*R to len (default: 1)
    #[arg(long, value_name = "R", help_heading = "Prompts: generated-shared-prefix")]
    pub gsp_range_ratio: Option<String>,
    /// uniform: each group as often; zipf: the group of rank k in proportion to 1 / k^alpha (default: uniform)
    #[arg(long, value_name = "NAME", help_heading = "Prompts: generated-shared-prefix")]
    pub gsp_group_distribution: Option<String>,
    /// The alpha of zipf
    #[arg(long, value_name = "ALPHA", help_heading = "Prompts: generated-shared-prefix")]
    pub gsp_zipf_alpha: Option<String>,
    /// Turns of a conversation, each with the real answers before it (default: 1)
    #[arg(long, value_name = "N", help_heading = "Prompts: generated-shared-prefix")]
    pub gsp_num_turns: Option<String>,
    /// One group after the other
    #[arg(long, help_heading = "Prompts: generated-shared-prefix")]
    pub gsp_ordered: bool,
    /// Send the group in the header X-SMG-Routing-Key, for routers that go by it
    #[arg(long, help_heading = "Prompts: generated-shared-prefix")]
    pub gsp_send_routing_key: bool,

    /// Tokens of an answer (default: as many as the file's answer has)
    #[arg(long, value_name = "N", help_heading = "Prompts: of a file")]
    pub sharegpt_output_len: Option<String>,
    /// Leave out what is longer together with its answer
    #[arg(long, value_name = "N", help_heading = "Prompts: of a file")]
    pub sharegpt_context_len: Option<String>,
    /// Tokens of an answer, -1 for what the file says (default: what the file says, else 256)
    #[arg(long, value_name = "N", allow_hyphen_values = true, help_heading = "Prompts: of a file")]
    pub custom_output_len: Option<String>,

    /// Turns of a conversation, at the most
    #[arg(long, value_name = "N", help_heading = "Prompts: multi-turn")]
    pub max_turns: Option<String>,
    /// How long a user thinks before his next question: 2s, or 500ms-3s (default: 0)
    #[arg(long, value_name = "DURATION", help_heading = "Prompts: multi-turn")]
    pub think_time: Option<String>,
    /// Send what should go to the same replica in this header: the conversation, or else the group
    #[arg(long, value_name = "NAME", help_heading = "Prompts: multi-turn")]
    pub affinity_header: Option<String>,

    /// LoRA adapters that requests ask for: names with spaces or commas between (SGLang's --lora-name)
    #[arg(long, alias = "lora-name", value_name = "NAME", num_args = 1.., value_delimiter = ',', help_heading = "Prompts: adapters")]
    pub lora_modules: Vec<String>,
    /// Which adapter a request asks for: random, round-robin, or skewed (SGLang's uniform, distinct, skewed; default: random)
    #[arg(
        long,
        alias = "lora-request-distribution",
        value_name = "NAME",
        help_heading = "Prompts: adapters"
    )]
    pub lora_assignment: Option<String>,
    /// Of skewed: each adapter so many times as often as the one after it (default: 1.5)
    #[arg(long, value_name = "X", help_heading = "Prompts: adapters")]
    pub lora_zipf_alpha: Option<String>,
    /// Name requests in the header x-request-id: this, and the number of the request
    #[arg(long, value_name = "TEXT", help_heading = "Prompts")]
    pub request_id_prefix: Option<String>,

    /// What the files have that are named above, where they come from another machine
    #[arg(skip)]
    pub files: BTreeMap<String, Vec<u8>>,
}
