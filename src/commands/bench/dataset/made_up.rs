//! Datasets of made-up text.

use super::values::{choice, number, real, think};
use super::{Asked, Made, Requests};
use crate::cli::prompts::Prompts;
use crate::error::{Error, Result};
use crate::load::dataset::{
    Dataset, Groups, Lengths, Manner, Order, Popularity, Synthetic, Think, Vocabulary, Zipf,
};

/// More places than this are not shuffled as a whole: they would take more memory than the run.
const MOST_PLACES: u64 = 10_000_000;

/// `random`: vLLM's, or SGLang's.
pub fn random(args: &Prompts, asked: &Asked) -> Result<Made> {
    let words = Words::read(args)?;
    let around = asked.manner == Manner::AroundLength;
    let input =
        number(&[("--random-input-len", &args.random_input_len), ("--input-len", &args.input_len)], 0, 1024)?;
    let output = number(
        &[("--random-output-len", &args.random_output_len), ("--output-len", &args.output_len)],
        1,
        if around { 128 } else { 1024 },
    )?;
    let prefix = number(&[("--random-prefix-len", &args.random_prefix_len)], 0, 0)?;
    let batch = number(&[("--random-batch-size", &args.random_batch_size)], 1, 1)?;
    let (of_input, of_output) = ratios(args.random_range_ratio.as_deref(), asked.manner)?;
    let input = match around {
        true => asked.manner.range(input.saturating_sub(words.around), of_input),
        false => asked.manner.range(input, of_input).without(words.around),
    };
    if prefix + input.least < 1 {
        let error =
            Error::usage("`--random-input-len` and `--random-range-ratio` make prompts without a token");
        return Err(error.hint("raise `--random-input-len` or `--random-prefix-len`, for example `neap bench llm --random-input-len 512`"));
    }
    let mut notes = words.notes;
    if (of_input, of_output) != (0.0, 0.0) || !around {
        notes.push(format!("lengths follow {}", asked.manner.about()));
    }
    let dataset = Dataset::Synthetic(Synthetic {
        nonce: asked.nonce,
        vocabulary: words.vocabulary,
        prefix,
        input,
        output: asked.manner.range(output, of_output).at_least_one(),
        batch,
    });
    Ok(Made { dataset, requests: None, counted: words.counted, notes })
}

/// `prefix_repetition`: vLLM's groups, all asked for as often.
pub fn prefix_repetition(args: &Prompts, asked: &Asked) -> Result<Made> {
    let words = Words::read(args)?;
    let groups =
        number(&[("--prefix-repetition-num-prefixes", &args.prefix_repetition_num_prefixes)], 1, 10)?;
    let prefix = number(&[("--prefix-repetition-prefix-len", &args.prefix_repetition_prefix_len)], 0, 256)?;
    let suffix = number(
        &[
            ("--prefix-repetition-suffix-len", &args.prefix_repetition_suffix_len),
            ("--input-len", &args.input_len),
        ],
        1,
        256,
    )?;
    let output = number(
        &[
            ("--prefix-repetition-output-len", &args.prefix_repetition_output_len),
            ("--output-len", &args.output_len),
        ],
        1,
        128,
    )?;
    let requests = asked.requests.unwrap_or(1000);
    let each = u32::try_from(requests.div_ceil(groups.into()).min(MOST_PLACES / u64::from(groups)))
        .unwrap_or(1)
        .max(1);
    let dataset = Dataset::Groups(Groups {
        name: "prefix_repetition",
        nonce: asked.nonce,
        vocabulary: words.vocabulary,
        popularity: even(groups, each, !args.disable_shuffle, asked)?,
        prefix: Lengths::always(prefix).without(words.around),
        separator: " ",
        question: Lengths::always(suffix),
        output: Lengths::always(output),
        turns: 1,
        think: Think::default(),
    });
    Ok(Made { dataset, requests: None, counted: words.counted, notes: words.notes })
}

/// `generated-shared-prefix`: SGLang's groups, with Zipf's law and turns if asked for.
pub fn shared_prefix(args: &Prompts, asked: &Asked) -> Result<Made> {
    let words = Words::read(args)?;
    let groups = number(&[("--gsp-num-groups", &args.gsp_num_groups)], 1, 64)?;
    let each = number(&[("--gsp-prompts-per-group", &args.gsp_prompts_per_group)], 1, 16)?;
    let prefix = number(&[("--gsp-system-prompt-len", &args.gsp_system_prompt_len)], 1, 2048)?;
    let question = [("--gsp-question-len", &args.gsp_question_len), ("--input-len", &args.input_len)];
    let question = number(&question, 1, 128)?;
    let output =
        number(&[("--gsp-output-len", &args.gsp_output_len), ("--output-len", &args.output_len)], 1, 256)?;
    let turns = number(&[("--gsp-num-turns", &args.gsp_num_turns)], 1, 1)?;
    let ratio = args.gsp_range_ratio.as_deref().map(|text| {
        real("--gsp-range-ratio", text, 1.0, "a number from 0 to 1 is expected: lengths go from len·R to len")
    });
    let ratio = ratio.transpose()?.unwrap_or(1.0);
    let range = |length| Manner::UpToLength.range(length, ratio);
    let even_or_zipf = args.gsp_group_distribution.as_deref().map(|text| {
        let example =
            "--dataset-name generated-shared-prefix --gsp-group-distribution zipf --gsp-zipf-alpha 1.0";
        choice("--gsp-group-distribution", text, &[("uniform", false), ("zipf", true)], example)
    });
    let popularity = match (even_or_zipf.transpose()?.unwrap_or(false), &args.gsp_zipf_alpha) {
        (false, None) => even(groups, each, !args.gsp_ordered, asked)?,
        (true, Some(text)) => {
            let expected =
                "a number over 0 is expected: the greater, the more the first groups are asked for";
            let alpha = real("--gsp-zipf-alpha", text, 1000.0, expected)?;
            Popularity::Zipf(Zipf::new(groups, alpha))
        }
        (zipf, _) => {
            let missing = if zipf { "needs `--gsp-zipf-alpha`" } else { "is `uniform`, which has no alpha" };
            let error = Error::usage(format!("`--gsp-group-distribution` {missing}"));
            return Err(error.hint("for example `neap bench llm --dataset-name generated-shared-prefix --gsp-group-distribution zipf --gsp-zipf-alpha 1.0`"));
        }
    };
    let dataset = Dataset::Groups(Groups {
        name: "generated-shared-prefix",
        nonce: asked.nonce,
        vocabulary: words.vocabulary,
        popularity,
        prefix: range(prefix).without(words.around),
        separator: "\n\n",
        question: range(question),
        output: range(output),
        turns,
        think: think(args.think_time.as_deref())?,
    });
    let requests = Some(Requests::Unless(u64::from(groups) * u64::from(each)));
    Ok(Made { dataset, requests, counted: words.counted, notes: words.notes })
}

/// Groups that are asked for equally often.
fn even(groups: u32, each: u32, shuffle: bool, asked: &Asked) -> Result<Popularity> {
    let places = u64::from(groups) * u64::from(each);
    let Some(places) = u32::try_from(places).ok().filter(|_| places <= MOST_PLACES) else {
        let error = Error::usage(format!("{groups} groups of {each} requests are more than {MOST_PLACES}"));
        return Err(error.hint("lower one of the two"));
    };
    let order = if shuffle { Order::shuffled(places, asked.nonce) } else { Order::AsItStands(places) };
    Ok(Popularity::Even { order, each })
}

/// The ratios of prompts and answers: one number for both, or vLLM's `{"input": 0.2, "output": 0}`.
fn ratios(text: Option<&str>, manner: Manner) -> Result<(f64, f64)> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Both {
        input: f64,
        output: f64,
    }
    const FLAG: &str = "--random-range-ratio";
    let Some(text) = text else { return Ok((0.0, 0.0)) };
    let (most, expected) = match manner {
        Manner::AroundLength => (0.999_999, "a number from 0 up to 1 is expected: lengths are len·(1 ± r)"),
        Manner::UpToLength => (1.0, "a number from 0 to 1 is expected: lengths go from len·r to len"),
    };
    let both = if text.starts_with('{') { serde_json::from_str::<Both>(text).ok() } else { None };
    match both {
        Some(Both { input, output }) => {
            let checked = |ratio: f64| real(FLAG, &ratio.to_string(), most, expected);
            Ok((checked(input)?, checked(output)?))
        }
        None => real(FLAG, text, most, expected).map(|ratio| (ratio, ratio)),
    }
}

/// The words that texts are made of.
struct Words {
    vocabulary: Vocabulary,
    /// Tokens that the engine puts around a text.
    around: u32,
    counted: bool,
    notes: Vec<String>,
}

impl Words {
    fn read(args: &Prompts) -> Result<Self> {
        let Some(path) = &args.tokenizer else {
            return Ok(Self {
                vocabulary: Vocabulary::default(),
                around: 0,
                counted: false,
                notes: Vec::new(),
            });
        };
        let tokenizer = super::files::tokenizer(args, path)?;
        let around = tokenizer.around();
        Ok(match tokenizer.vocabulary() {
            Some(vocabulary) => Self { vocabulary, around, counted: true, notes: Vec::new() },
            None => Self {
                vocabulary: Vocabulary::default(),
                around,
                counted: false,
                notes: vec!["the tokenizer has too few English words of one token: prompts are of common English words, and their lengths are an estimate".to_owned()],
            },
        })
    }
}
