//! `--format vllm`, and vLLM's ramp.

use jiff::Timestamp;

use super::place::Style;
use crate::cli::bench::Ramp;
use crate::cli::llm::Llm as Args;
use crate::error::{Error, Result};
use crate::load::llm::Limits;
use crate::load::llm::log::{Detail, Entry};
use crate::load::schedule::grammar;
use crate::load::summary::Summary;
use crate::report::bench::llm::document::Speculation;
use crate::report::bench::llm::vllm::{Figures, Probe, Setup, json, table};

/// What vLLM's client would say of a run.
pub struct Said {
    /// Its table.
    pub table: String,
    /// Its document.
    pub document: String,
}

/// Reads the flags; `None`: the form is neap's.
///
/// # Errors
/// A usage error.
pub fn setup(args: &Args, style: Style, date: String) -> Result<Option<Setup>> {
    match args.format.as_deref() {
        None if args.save_detailed => {
            return Err(Error::usage(
                "`--save-detailed` belongs to vLLM's form: neap's document has no single requests",
            )
            .hint("add `--format vllm`"));
        }
        None | Some("neap") => return Ok(None),
        Some("vllm") => {}
        Some(other) => {
            let example = "neap bench llm --format vllm --save-result";
            return Err(Error::flag("--format", other, "`vllm` or `neap` is expected", example));
        }
    }
    let bench = &args.bench;
    let rate = bench.open_rate.as_deref().filter(|rate| *rate != "inf");
    // What cannot be read is refused where it is used.
    let rate = rate.and_then(|rate| grammar::rate(rate).ok());
    let burstiness = bench.burstiness.as_deref().and_then(|text| text.parse().ok()).unwrap_or(1.0);
    let percents = args.metric_percentiles.as_deref().unwrap_or("99");
    let read = |part: &str| part.trim().parse::<f64>().ok().filter(|it| (0.0..=100.0).contains(it));
    let percents: Option<Vec<f64>> = percents.split(',').map(read).collect();
    let percents = percents.ok_or_else(|| {
        let given = args.metric_percentiles.as_deref().unwrap_or_default();
        let allowed = "percentiles from 0 to 100 with commas between are expected";
        let example = "neap bench llm --format vllm --metric-percentiles 50,99.9";
        Error::flag("--metric-percentiles", given, allowed, example)
    })?;
    let metrics = args.percentile_metrics.as_deref().unwrap_or("ttft,tpot,itl");
    let tokenizer = args.prompts.tokenizer.as_ref().map(|path| path.to_string_lossy().into_owned());
    Ok(Some(Setup {
        date,
        backend: args.backend.clone().unwrap_or_else(|| style.name.to_owned()),
        label: args.label.clone(),
        model: None,
        tokenizer,
        num_prompts: 0,
        metadata: metadata(args)?,
        rate,
        burstiness,
        max_concurrency: bench.concurrency.as_deref().and_then(|text| text.parse().ok()),
        ramp: bench.ramp.map(|ramp| (args.ramp_up_strategy.clone().unwrap_or_default(), ramp.from, ramp.to)),
        metrics: metrics.split(',').map(|name| name.trim().to_owned()).collect(),
        percents,
        detailed: args.save_detailed,
    }))
}

/// `--metadata` by key.
///
/// # Errors
/// A word has no `=`.
pub fn metadata(args: &Args) -> Result<Vec<(String, String)>> {
    let read = |word: &String| {
        let pair = word.split_once('=').map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()));
        pair.filter(|(key, _)| !key.is_empty()).ok_or_else(|| {
            Error::flag(
                "--metadata",
                word,
                "KEY=VALUE is expected",
                "neap bench llm --metadata tp=1 version=0.11",
            )
        })
    };
    args.metadata.iter().map(read).collect()
}

/// How much of each request is kept for it.
pub fn detail(setup: Option<&Setup>) -> Detail {
    match setup {
        None => Detail::None,
        Some(setup) if setup.detailed => Detail::Texts,
        Some(_) => Detail::Times,
    }
}

/// The table and the document of a run that was begun then, with what a probe found and the engine drafted.
pub fn said(
    setup: &Setup,
    summary: &Summary,
    limits: &Limits,
    (probe, speculation): (Option<Probe>, Option<Speculation>),
    begun: Timestamp,
) -> Said {
    let mut entries: Vec<Entry> = summary.measured.llm.as_ref().map_or_else(Vec::new, |llm| llm.log.clone());
    entries.sort_by_key(|entry| entry.begun);
    // vLLM's ends with the last answer.
    let duration = summary.whole().last.max(summary.elapsed);
    let mut figures = Figures::of(&entries, duration, limits, setup);
    figures.probe = probe;
    figures.speculation = speculation;
    let document = json(setup, &figures, &entries, begun).to_string();
    Said { table: table(setup, &figures), document }
}

/// The ramp of `--ramp-up-strategy`.
///
/// # Errors
/// A usage error.
pub fn ramp(args: &Args) -> Result<Option<Ramp>> {
    const EXAMPLE: &str =
        "neap bench llm --ramp-up-strategy linear --ramp-up-start-rps 1 --ramp-up-end-rps 20";
    let Some(strategy) = &args.ramp_up_strategy else { return Ok(None) };
    let exponential = match strategy.as_str() {
        "linear" => false,
        "exponential" => true,
        other => {
            let allowed = "`linear` or `exponential` is expected";
            return Err(Error::flag("--ramp-up-strategy", other, allowed, EXAMPLE));
        }
    };
    let rate = |flag: &str, text: &Option<String>| {
        let text = text.as_deref().unwrap_or_default();
        let read = text.parse::<f64>().ok().filter(|rate| (0.0..=1e6).contains(rate));
        read.ok_or_else(|| {
            Error::flag(flag, text, "requests a second are expected, from 0 to 1000000", EXAMPLE)
        })
    };
    let from = rate("--ramp-up-start-rps", &args.ramp_up_start_rps)?;
    let to = rate("--ramp-up-end-rps", &args.ramp_up_end_rps)?;
    if from > to || to == 0.0 || (exponential && from == 0.0) {
        return Err(Error::usage(
            "the rate of a ramp grows: the start must not be above the end, the end above 0, and the start too where it grows by a factor",
        )
        .hint(EXAMPLE));
    }
    Ok(Some(Ramp { from, to, exponential }))
}
