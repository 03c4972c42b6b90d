//! Flags of vLLM's and SGLang's clients that are none here: each with a sentence, and what there is instead.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::error::Error;

/// The beginning of a flag, why it is none, and what there is instead.
const FLAGS: [(&str, &str, &str); 27] = [
    (
        "--self-timed",
        "times come from a file of their own",
        "`--trace FILE` has the times, `--dataset-path` the prompts",
    ),
    ("--no-self-timed", "times come from a file of their own", "leave `--trace` out, and give a rate"),
    (
        "--use-trace-timestamps",
        "times come from a file of their own",
        "`--trace FILE` has the times, `--dataset-path` the prompts",
    ),
    ("--plot-dataset-stats", "lengths stand in the report and in its page", "`--report FILE.html`"),
    (
        "--random-mm-",
        "prompts are text: no images and no video are sent",
        "`--dataset-name openai --dataset-path FILE` takes bodies as they are",
    ),
    (
        "--enable-multimodal-chat",
        "prompts are text: no images and no video are sent",
        "`--dataset-name openai --dataset-path FILE` takes bodies as they are",
    ),
    (
        "--image-",
        "prompts are text: no images and no video are sent",
        "`--dataset-name openai --dataset-path FILE` takes bodies as they are",
    ),
    (
        "--hf-",
        "nothing is downloaded",
        "save the dataset as lines: `--dataset-name custom --dataset-path FILE`",
    ),
    (
        "--no-stream",
        "it is of datasets that are downloaded",
        "for answers that are not streamed: `--disable-stream`",
    ),
    (
        "--sonnet-",
        "there is no dataset `sonnet`",
        "prompts that share a beginning: `--dataset-name prefix_repetition`",
    ),
    (
        "--spec-bench-",
        "there is no dataset `spec_bench`",
        "save its questions as lines: `--dataset-name custom --dataset-path FILE`",
    ),
    (
        "--speed-bench-",
        "there is no dataset `speed-bench`",
        "save its questions as lines: `--dataset-name custom --dataset-path FILE`",
    ),
    (
        "--blazedit-",
        "there is no dataset `blazedit`",
        "save its prompts as lines: `--dataset-name custom --dataset-path FILE`",
    ),
    (
        "--txt-slices-",
        "there is no dataset `txt-slices`",
        "save the slices as lines: `--dataset-name custom --dataset-path FILE`",
    ),
    (
        "--timed-trace-",
        "times come from a file of their own",
        "`--trace FILE` has the times, `--dataset-path` the prompts",
    ),
    (
        "--mooncake-",
        "times come from a file of their own",
        "`--trace FILE` has the times, `--dataset-path` the prompts",
    ),
    (
        "--no-reranker",
        "rerankers and embeddings are not measured: they have no tokens",
        "`neap bench -m POST -d BODY URL`",
    ),
    ("--asr-", "no audio is sent", "`neap bench -m POST -D FILE URL`"),
    ("--prompt-suffix", "prompts are sent as they are", "`--dataset-name custom --dataset-path FILE`"),
    (
        "--apply-chat-template",
        "no template is applied on this side",
        "`--backend sglang-oai-chat`: the server applies it",
    ),
    (
        "--flush-cache",
        "made-up prompts are new in each run, so no cache knows them",
        "post to the server's /flush_cache for others",
    ),
    ("--output-details", "single requests stand in vLLM's form", "`--format vllm --save-detailed`"),
    ("--cache-report", "the report always has the cached tokens", "leave it out"),
    ("--return-logprob", "it is a field of the body", r#"`--extra-body '{"return_logprob": true}'`"#),
    (
        "--pd-separated",
        "profiles are asked of one server",
        "`--profile`, and the server's own `/start_profile` for others",
    ),
    ("--sample-percentile-", "percentiles are chosen by name", "`--metric-percentiles 50,99`"),
    (
        "--tokenize-prompt",
        "prompts are sent as text",
        "`--dataset-name custom` takes token numbers as prompt",
    ),
];

/// What is said instead of clap's `unexpected argument`, if it is a flag of those clients.
pub fn refusal(words: &[OsString], error: &clap::Error) -> Option<Error> {
    let llm =
        words.first().is_some_and(|word| word == "bench") && words.get(1).is_some_and(|word| word == "llm");
    if !llm || error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else { return None };
    let name = flag.split('=').next().unwrap_or_default().replace('_', "-");
    let (_, why, instead) = FLAGS.iter().find(|(begin, ..)| match begin.ends_with('-') {
        true => name.starts_with(begin),
        false => name == *begin,
    })?;
    Some(Error::usage(format!("`{name}` is not taken: {why}")).hint(*instead))
}
