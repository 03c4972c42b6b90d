//! What of the report is shown, and what a good request keeps.

use std::time::Duration;

use crate::cli::llm::Llm as Args;
use crate::error::{Error, Result};
use crate::load::llm::Limits;
use crate::report::bench::PERCENTS;
use crate::report::bench::llm::Shown;

/// Reads `--percentile-metrics` and `--metric-percentiles`.
///
/// # Errors
/// A usage error.
pub fn read(args: &Args) -> Result<Shown> {
    const METRICS: [&str; 6] =
        ["ttft", "tpot", "itl", "e2el", "client_queue_time", "e2el_including_client_queue"];
    let mut shown = Shown::default();
    if let Some(text) = &args.percentile_metrics {
        shown.metrics = text.split(',').map(|name| name.trim().to_owned()).collect();
        if shown.metrics.iter().any(|name| !METRICS.contains(&name.as_str())) {
            let allowed = format!("names with commas between are expected, of {}", METRICS.join(", "));
            return Err(Error::flag(
                "--percentile-metrics",
                text,
                allowed,
                "neap bench llm --percentile-metrics ttft,tpot,itl,e2el",
            ));
        }
    }
    // vLLM's form has any percentile: it keeps every request.
    let foreign = args.format.as_deref() == Some("vllm");
    if let Some(text) = args.metric_percentiles.as_ref().filter(|_| !foreign) {
        let read = |part: &str| part.trim().parse::<f64>().ok().filter(|percent| PERCENTS.contains(percent));
        let percents: Option<Vec<f64>> = text.split(',').map(read).collect();
        let bad = || {
            let known: Vec<String> = PERCENTS.iter().map(f64::to_string).collect();
            let allowed = format!("percentiles with commas between are expected, of {}", known.join(", "));
            Error::flag(
                "--metric-percentiles",
                text,
                allowed,
                "neap bench llm --metric-percentiles 25,50,75,99",
            )
        };
        shown.percents = percents.filter(|percents| percents.len() <= 5).ok_or_else(bad)?;
    }
    Ok(shown)
}

/// Reads `--goodput`.
///
/// # Errors
/// A usage error.
pub fn limits(args: &Args) -> Result<Limits> {
    let mut limits = Limits::default();
    for text in &args.goodput {
        let bad = || {
            let allowed = "KEY:MILLISECONDS is expected, with the key ttft, tpot or e2el";
            Error::flag("--goodput", text, allowed, "neap bench llm --goodput ttft:500 tpot:50")
        };
        let (key, value) = text.split_once(':').ok_or_else(bad)?;
        let millis = value.parse::<f64>().ok().filter(|value| (0.0..1e9).contains(value)).ok_or_else(bad)?;
        let limit = match key {
            "ttft" => &mut limits.ttft,
            "tpot" => &mut limits.tpot,
            "e2el" => &mut limits.e2el,
            _ => return Err(bad()),
        };
        *limit = Some(Duration::from_secs_f64(millis / 1e3));
    }
    Ok(limits)
}
