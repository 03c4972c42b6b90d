//! Datasets of a file, and the tokenizer's.

use std::ffi::OsStr;
use std::path::PathBuf;

use super::values::{given_number, think};
use super::{Asked, Made, Name, Requests};
use crate::cli::prompts::Prompts;
use crate::error::{Error, Result};
use crate::load::dataset::{Bounds, Conversations, Counter, Dataset, Form, Manner, Reading, Rows, Tokenizer};

/// Reads the file of `--dataset-path`.
pub(super) fn read(name: Name, args: &Prompts, asked: &Asked) -> Result<Made> {
    let example = format!("neap bench llm --dataset-name {} --dataset-path ./{}", name.text(), sample(name));
    let Some(path) = &args.dataset_path else {
        return Err(Error::usage(format!("the dataset {} needs a file", name.text()))
            .hint(format_args!("for example `{example}`")));
    };
    let bad = |why: String| {
        Error::flag("--dataset-path", &path.to_string_lossy(), why, &example).hint(format_args!(
            "a {} as it is expected: {}",
            sample(name),
            line(name)
        ))
    };
    let sent = path.to_str().and_then(|path| args.files.get(path));
    let bytes = sent.map_or_else(|| std::fs::read(path), |sent| Ok(sent.clone()));
    let bytes = bytes.map_err(|error| bad(format!("cannot read the file: {}", reason(&error))))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        bad(format!("line {line}: it is no text (UTF-8)"))
    })?;
    let counter = match &args.tokenizer {
        Some(path) => Counter::Tokenizer(tokenizer(args, path)?),
        None => Counter::Estimate,
    };
    let reading = Reading {
        counter: &counter,
        output: output(name, args)?,
        // SGLang asks chat requests in their order.
        shuffle: (!args.disable_shuffle && name != Name::OpenAi).then_some(asked.seed),
        most: asked.requests,
        bounds: bounds(args, asked)?,
    };
    let form = match name {
        Name::ShareGpt => Some(Form::ShareGpt),
        Name::OpenAi => Some(Form::OpenAi),
        Name::MultiTurn => None,
        _ => Some(Form::Custom),
    };
    let (dataset, there) = match form {
        Some(form) => {
            let rows = Rows::read(form, &text, &reading).map_err(bad)?;
            let there = rows.count();
            (Dataset::Rows(rows), there)
        }
        None => {
            let turns = given_number(&[("--max-turns", &args.max_turns)], 1)?;
            let think = think(args.think_time.as_deref())?;
            let read = Conversations::read(&text, &reading, turns, asked.nonce, think).map_err(bad)?;
            let there = read.count();
            (Dataset::Conversations(read), there)
        }
    };
    let requests = if args.no_oversample { Requests::AtMost(there) } else { Requests::Unless(there) };
    let counted = counter.is_exact();
    Ok(Made { dataset, requests: Some(requests), counted, notes: Vec::new() })
}

/// Reads a tokenizer: a `tokenizer.json`, or that of a folder.
///
/// # Errors
/// A usage error.
pub fn tokenizer(args: &Prompts, path: &OsStr) -> Result<Tokenizer> {
    let bad = |why: String| {
        let example = "neap bench llm --tokenizer ./models/qwen/tokenizer.json";
        Error::flag("--tokenizer", &path.to_string_lossy(), why, example)
    };
    let file = tokenizer_file(path);
    let sent = path.to_str().and_then(|path| args.files.get(path));
    let json = sent.map_or_else(|| std::fs::read(&file), |sent| Ok(sent.clone())).map_err(|error| {
        let why = format!("cannot read {}: {}", file.display(), reason(&error));
        bad(format!("a tokenizer.json, or a folder that has one, is expected: {why}"))
    })?;
    Tokenizer::read(&json).map_err(|why| bad(format!("{} is no tokenizer: {why}", file.display())))
}

/// The file of a tokenizer that may be named by its folder.
pub fn tokenizer_file(path: &OsStr) -> PathBuf {
    let file = PathBuf::from(path);
    if file.is_dir() { file.join("tokenizer.json") } else { file }
}

/// How many tokens answers are to have, whatever the file says.
fn output(name: Name, args: &Prompts) -> Result<Option<u32>> {
    let general = ("--output-len", &args.output_len);
    match name {
        Name::Custom if args.custom_output_len.as_deref() == Some("-1") => Ok(None),
        Name::Custom => given_number(
            &[
                ("--custom-output-len", &args.custom_output_len),
                ("--sharegpt-output-len", &args.sharegpt_output_len),
                general,
            ],
            1,
        ),
        Name::MultiTurn => given_number(&[general], 1),
        _ => given_number(&[("--sharegpt-output-len", &args.sharegpt_output_len), general], 1),
    }
}

/// Which of ShareGPT's conversations are taken: vLLM's choice, or SGLang's.
fn bounds(args: &Prompts, asked: &Asked) -> Result<Bounds> {
    let bounds = match asked.manner {
        Manner::AroundLength => Bounds::VLLM,
        Manner::UpToLength => Bounds::SGLANG,
    };
    let longest = given_number(&[("--sharegpt-context-len", &args.sharegpt_context_len)], 1)?;
    Ok(match longest {
        Some(longest) => Bounds { longest_prompt: None, longest: Some(longest.into()), ..bounds },
        None => bounds,
    })
}

/// What a file of this form might be called.
fn sample(name: Name) -> &'static str {
    match name {
        Name::ShareGpt => "sharegpt.json",
        Name::MultiTurn => "chats.json",
        Name::OpenAi => "requests.jsonl",
        _ => "prompts.jsonl",
    }
}

/// An entry that works.
fn line(name: Name) -> &'static str {
    match name {
        Name::ShareGpt => {
            r#"[{"conversations": [{"from": "human", "value": "Why is the sea salty?"}, {"from": "gpt", "value": "Rivers carry salt into it."}]}]"#
        }
        Name::MultiTurn => {
            r#"[{"id": "1", "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}, {"role": "user", "content": "Why is the sea salty?"}]}]"#
        }
        Name::OpenAi => {
            r#"{"messages": [{"role": "user", "content": "Why is the sea salty?"}], "max_tokens": 128}"#
        }
        _ => r#"{"prompt": "Why is the sea salty?", "output_tokens": 128}"#,
    }
}

fn reason(error: &std::io::Error) -> String {
    crate::load::fault::reason(error).to_string()
}
