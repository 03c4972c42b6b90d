//! Reads values of flags, and holds which flag goes with which dataset.

use std::time::Duration;

use super::Name;
use crate::cli::prompts::Prompts;
use crate::clock::parse_duration;
use crate::error::{Error, Result};
use crate::load::dataset::Think;

/// No model has a longer context.
const LONGEST: u32 = 100_000_000;

/// A number of tokens, groups or turns, from the first value that was given; its flag is named in what is said of a bad one.
pub fn number(given: &[(&str, &Option<String>)], least: u32, default: u32) -> Result<u32> {
    let Some((flag, text)) = first(given) else { return Ok(default) };
    let number = text.parse::<u32>().ok().filter(|number| (least..=LONGEST).contains(number));
    number.ok_or_else(|| {
        Error::flag(
            flag,
            text,
            format!("a whole number from {least} to {LONGEST} is expected"),
            format!("neap bench llm {flag} {} --base-url http://127.0.0.1:8000", default.max(least)),
        )
    })
}

/// The same without a default.
pub fn given_number(given: &[(&str, &Option<String>)], least: u32) -> Result<Option<u32>> {
    first(given).map(|_| number(given, least, 128)).transpose()
}

fn first<'a>(given: &[(&'a str, &'a Option<String>)]) -> Option<(&'a str, &'a str)> {
    given.iter().find_map(|(flag, value)| Some((*flag, value.as_deref()?)))
}

/// A number from 0, up to and with a bound.
pub fn real(flag: &str, text: &str, most: f64, expected: &str) -> Result<f64> {
    let number =
        text.parse::<f64>().ok().filter(|number| number.is_finite() && (0.0..=most).contains(number));
    number.ok_or_else(|| {
        let example = format!("neap bench llm {flag} 0.5 --base-url http://127.0.0.1:8000");
        Error::flag(flag, text, expected, example)
    })
}

/// One of several names.
pub fn choice<T: Copy>(flag: &str, text: &str, names: &[(&str, T)], example: &str) -> Result<T> {
    names.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or_else(|| {
        let all: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        let example = format!("neap bench llm {example} --base-url http://127.0.0.1:8000");
        Error::flag(flag, text, format!("one of these is expected: {}", all.join(", ")), example)
    })
}

/// `2s`, or `500ms-3s`.
pub fn think(text: Option<&str>) -> Result<Think> {
    let Some(text) = text else { return Ok(Think::default()) };
    let bad = |why: &str| {
        let expected =
            format!("a time as 2s, or the shortest and the longest as 500ms-3s, is expected: {why}");
        let example = "neap bench llm --dataset-name multi-turn --dataset-path ./chats.json --think-time 2s";
        Error::flag("--think-time", text, expected, example)
    };
    let time = |text: &str| parse_duration(text).map_err(bad);
    let (least, most) = text.split_once('-').unwrap_or((text, text));
    let think = Think { least: time(least)?, most: time(most)? };
    match think.least <= think.most && think.most <= Duration::from_secs(24 * 3600) {
        true => Ok(think),
        false => Err(bad("the shortest comes first, and a day is the longest")),
    }
}

/// Refuses flags of other datasets: they would decide nothing.
pub fn allowed(args: &Prompts, name: Name) -> Result<()> {
    let files = [Name::ShareGpt, Name::Custom, Name::OpenAi, Name::MultiTurn];
    let turns = [Name::SharedPrefix, Name::MultiTurn];
    let lengths = [Name::ShareGpt, Name::Custom, Name::OpenAi];
    let some = |value: &Option<String>| value.is_some();
    let flags: [(&str, bool, &[Name]); 28] = [
        ("--random-input-len", some(&args.random_input_len), &[Name::Random]),
        ("--random-output-len", some(&args.random_output_len), &[Name::Random]),
        ("--random-range-ratio", some(&args.random_range_ratio), &[Name::Random]),
        ("--random-prefix-len", some(&args.random_prefix_len), &[Name::Random]),
        ("--random-batch-size", some(&args.random_batch_size), &[Name::Random]),
        (
            "--prefix-repetition-prefix-len",
            some(&args.prefix_repetition_prefix_len),
            &[Name::PrefixRepetition],
        ),
        (
            "--prefix-repetition-suffix-len",
            some(&args.prefix_repetition_suffix_len),
            &[Name::PrefixRepetition],
        ),
        (
            "--prefix-repetition-num-prefixes",
            some(&args.prefix_repetition_num_prefixes),
            &[Name::PrefixRepetition],
        ),
        (
            "--prefix-repetition-output-len",
            some(&args.prefix_repetition_output_len),
            &[Name::PrefixRepetition],
        ),
        ("--gsp-num-groups", some(&args.gsp_num_groups), &[Name::SharedPrefix]),
        ("--gsp-prompts-per-group", some(&args.gsp_prompts_per_group), &[Name::SharedPrefix]),
        ("--gsp-system-prompt-len", some(&args.gsp_system_prompt_len), &[Name::SharedPrefix]),
        ("--gsp-question-len", some(&args.gsp_question_len), &[Name::SharedPrefix]),
        ("--gsp-output-len", some(&args.gsp_output_len), &[Name::SharedPrefix]),
        ("--gsp-range-ratio", some(&args.gsp_range_ratio), &[Name::SharedPrefix]),
        ("--gsp-group-distribution", some(&args.gsp_group_distribution), &[Name::SharedPrefix]),
        ("--gsp-zipf-alpha", some(&args.gsp_zipf_alpha), &[Name::SharedPrefix]),
        ("--gsp-num-turns", some(&args.gsp_num_turns), &[Name::SharedPrefix]),
        ("--gsp-ordered", args.gsp_ordered, &[Name::SharedPrefix]),
        ("--gsp-send-routing-key", args.gsp_send_routing_key, &[Name::SharedPrefix]),
        ("--sharegpt-output-len", some(&args.sharegpt_output_len), &lengths),
        ("--sharegpt-context-len", some(&args.sharegpt_context_len), &[Name::ShareGpt]),
        ("--custom-output-len", some(&args.custom_output_len), &[Name::Custom]),
        ("--max-turns", some(&args.max_turns), &[Name::MultiTurn]),
        ("--think-time", some(&args.think_time), &turns),
        ("--dataset-path", args.dataset_path.is_some(), &files),
        ("--no-oversample", args.no_oversample, &files),
        ("--input-len", some(&args.input_len), &[Name::Random, Name::PrefixRepetition, Name::SharedPrefix]),
    ];
    let Some((flag, _, of)) = flags.iter().find(|(_, given, of)| *given && !of.contains(&name)) else {
        return Ok(());
    };
    let of: Vec<&str> = of.iter().map(|name| name.text()).collect();
    let of = of.join(", ");
    let error =
        Error::usage(format!("`{flag}` says nothing of the dataset {}: it is a flag of {of}", name.text()));
    Err(error.hint(format_args!("name the dataset with `--dataset-name`, or leave `{flag}` out")))
}

impl Name {
    /// As on the command line.
    pub fn text(self) -> &'static str {
        let found = super::NAMES.iter().find(|(_, name)| *name == self);
        found.map_or("", |(text, _)| text)
    }
}
