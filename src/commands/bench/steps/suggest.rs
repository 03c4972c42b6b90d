//! `--suggest-target`: from the steps of a load and the engine's gauges, what to scale on.

use std::time::Duration;

use crate::cli::llm::Llm as Args;
use crate::commands::bench::llm::sampler::Gauge;
use crate::commands::bench::objectives;
use crate::commands::bench::settings::time;
use crate::elastic::target::{self, Advice, Haste, Step, Verdict};
use crate::engines::metrics::{Measure, Preset};
use crate::error::{Error, Result};
use crate::report::bench::document::Document;
use crate::report::bench::steps::suggestion::{Candidate, Chosen, Suggestion, verdict, written};

/// What is to be kept if nothing is said: the target that `vllm-ttft` is shown with.
pub const USUAL: &str = "ttft.p95<2s,error<1%";
/// Until the autoscaler sees what the engine shows: a scrape of Prometheus and a look of the controller, each 15 s by default.
const LAG: Duration = Duration::from_secs(30);

/// What was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What is to be kept.
    pub objective: String,
    cold_start: Duration,
    doubling: Duration,
}

impl Asked {
    /// Reads the flags; `None`: nothing is to be suggested.
    ///
    /// # Errors
    /// A usage error.
    pub fn read(args: &Args) -> Result<Option<Self>> {
        let cold_start = time("--cold-start", &args.cold_start, "llm --suggest-target --cold-start 90s")?;
        let doubling = time("--load-doubles", &args.load_doubles, "llm --suggest-target --load-doubles 10m")?;
        if doubling.is_zero() {
            let allowed = "a time is expected in which the load doubles at the fastest";
            let example = "neap bench llm --suggest-target --load-doubles 10m";
            return Err(Error::flag("--load-doubles", &args.load_doubles, allowed, example));
        }
        let Some(given) = &args.suggest_target else { return Ok(None) };
        let objective = match (given.as_str(), &args.bench.find_max) {
            ("", None) => USUAL.to_owned(),
            ("", Some(kept)) => kept.clone(),
            (given, None) => given.to_owned(),
            (_, Some(_)) => {
                return Err(Error::usage("`--find-max` says already what is to be kept")
                    .hint("leave the terms of `--suggest-target` out: `--find-max 'ttft.p99<500ms' --suggest-target`"));
            }
        };
        objectives::read_suggested(&objective)?;
        Ok(Some(Self { objective, cold_start, doubling }))
    }

    fn haste(&self) -> Haste {
        let delay = (self.cold_start + LAG).as_secs_f64();
        Haste { delay, doubling: self.doubling.as_secs_f64() }
    }
}

/// A step of a load, as what is suggested needs it.
pub struct Seen<'a> {
    /// Requests a second.
    pub rate: f64,
    /// Whether the objective was kept, if that can be told.
    pub kept: Option<bool>,
    /// Whether it was a closed loop of as many as possible.
    pub full: bool,
    /// What the gauges showed.
    pub gauges: &'a [Gauge],
    /// The run.
    pub document: &'a Document,
}

/// What is suggested.
///
/// # Errors
/// No step kept the objective, or the engine shows no gauge.
pub fn suggest(asked: &Asked, seen: &[Seen<'_>]) -> Result<Suggestion> {
    let presets = presets(seen);
    if presets.is_empty() {
        return Err(Error::failed("the engine shows no gauge that a service could be scaled on")
            .hint("name the page of its metrics: `--metrics-url http://HOST:PORT/metrics`"));
    }
    let steps: Vec<Step> = seen.iter().map(|seen| step(seen, &presets)).collect();
    let candidates: Vec<target::Candidate> = presets.iter().map(|preset| candidate(preset, seen)).collect();
    let haste = asked.haste();
    let advice = target::advise(&steps, &candidates, haste).map_err(|target::NoneKept| {
        Error::not_ready(format!("no step kept {}: there is no rate to aim at", asked.objective))
            .hint("ask for what one request at a time keeps, or give the engine more")
    })?;
    Ok(Suggestion {
        objective: asked.objective.clone(),
        keeps: advice.keeps,
        misses: advice.misses,
        cold_start: asked.cold_start.as_secs_f64(),
        lag: LAG.as_secs_f64(),
        doubling: haste.doubling,
        growth: haste.growth(),
        asks: advice.asks,
        chosen: advice.best.map(|place| chosen(presets[place], &advice, place)),
        candidates: told(&presets, &candidates, &advice),
        notes: notes(&advice, seen),
    })
}

fn presets(seen: &[Seen<'_>]) -> Vec<&'static Preset> {
    let mut presets: Vec<&'static Preset> = Vec::new();
    for gauge in seen.iter().flat_map(|seen| seen.gauges) {
        if presets.iter().all(|known| known.name != gauge.preset.name) {
            presets.push(gauge.preset);
        }
    }
    presets
}

fn of<'a>(seen: &Seen<'a>, name: &str) -> Option<&'a Gauge> {
    seen.gauges.iter().find(|gauge| gauge.preset.name == name)
}

fn step(seen: &Seen<'_>, presets: &[&'static Preset]) -> Step {
    let readings = presets.iter().map(|preset| of(seen, preset.name).map(|gauge| gauge.reading));
    Step { rate: seen.rate, kept: seen.kept, full: seen.full, readings: readings.collect() }
}

/// Shares end at 1. What runs ends where something waits beside it.
fn candidate(preset: &Preset, seen: &[Seen<'_>]) -> target::Candidate {
    let waits = |seen: &&Seen<'_>| {
        let waiting = ["waiting", "queue", "queued"];
        let queue = |gauge: &&Gauge| {
            gauge.preset.engine == preset.engine
                && gauge.preset.name != preset.name
                && waiting.iter().any(|word| gauge.preset.name.ends_with(word))
        };
        seen.gauges.iter().find(queue).is_some_and(|gauge| gauge.reading.mean >= 1.0)
    };
    let full = seen.iter().filter(waits).filter_map(|seen| Some(of(seen, preset.name)?.highest));
    match preset.measure {
        Measure::Ratio => target::Candidate { cap: Some(1.0), least: 0.01 },
        Measure::Percent => target::Candidate { cap: Some(100.0), least: 1.0 },
        Measure::Count | Measure::Seconds => target::Candidate { cap: full.reduce(f64::max), least: 1.0 },
    }
}

fn chosen(preset: &Preset, advice: &Advice, place: usize) -> Chosen {
    let target = written(advice.judged[place].target, preset.measure);
    let flags = format!("--scale-metric={} --scale-target={target}", preset.name);
    let works = advice.judged.iter().filter(|judged| matches!(judged.verdict, Verdict::Works { .. })).count();
    let why = if works == 1 { "alone works" } else { "tells the load best" };
    Chosen {
        preset: preset.name.to_owned(),
        metric: preset.metric.to_owned(),
        reason: format!("{} {why}, and passes {target} by a tenth in time", preset.name),
        target,
        flags,
    }
}

fn told(presets: &[&'static Preset], candidates: &[target::Candidate], advice: &Advice) -> Vec<Candidate> {
    let all = presets.iter().zip(candidates).zip(&advice.judged);
    let one = |((preset, candidate), judged): ((&&'static Preset, &target::Candidate), &target::Judged)| {
        let (word, reason) = verdict(judged.verdict);
        Candidate {
            preset: preset.name.to_owned(),
            metric: preset.metric.to_owned(),
            shows: judged.shows,
            cap: candidate.cap,
            target: judged.target,
            verdict: word.to_owned(),
            reason,
        }
    };
    all.map(one).collect()
}

fn notes(advice: &Advice, seen: &[Seen<'_>]) -> Vec<String> {
    let mut notes = Vec::new();
    if advice.misses.is_none() {
        notes.push("no step missed the objective: with a higher `-c` a sweep goes further".to_owned());
    }
    // A step must be some answers long, or what runs has not come to its level.
    let short = seen.iter().filter(|seen| !seen.full && seen.rate <= advice.keeps).any(|seen| {
        let answers = seen.document.llm.as_ref().map(|llm| llm.steady.as_ref().unwrap_or(&llm.whole));
        let mean = answers.and_then(|answers| answers.e2el.mean).unwrap_or(0.0);
        mean > seen.document.whole.to / 8.0
    });
    if short {
        notes
            .push("steps are short beside answers: with a longer `-z` gauges come to their level".to_owned());
    }
    if seen.iter().any(|seen| seen.document.client.saturated) {
        notes.push("the client was the limit in a step: its rate may be too low".to_owned());
    }
    notes
}
