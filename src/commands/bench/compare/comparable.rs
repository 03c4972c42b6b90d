//! What makes runs incomparable.

use super::Read;
use crate::cli::compare::Despite;
use crate::report::bench::document::{Document, Ending, Load, Model};
use crate::report::units::number;

/// What stands between two sides, each sort once.
pub fn obstacles(base: &[Read], other: &[Read]) -> Vec<(Despite, String)> {
    let mut found: Vec<(Despite, String)> = Vec::new();
    let mut add = |what: Despite, why: String| {
        if !found.iter().any(|(known, _)| *known == what) {
            found.push((what, why));
        }
    };
    let Some(first) = base.first() else { return found };
    for read in base.iter().chain(other) {
        let (one, this) = (&first.document, &read.document);
        if one.load.url != this.load.url {
            add(Despite::Url, format!("other URL: {} and {}", one.load.url, this.load.url));
        }
        if let Some(why) = other_load(one, this) {
            add(Despite::Load, format!("other load: {why}"));
        }
        if this.client.saturated {
            add(Despite::Saturated, format!("client saturated in {}: it measured itself", read.file));
        }
        if this.ending == Ending::Unreachable {
            add(Despite::Saturated, format!("nothing was reached in {}", read.file));
        }
    }
    if grows(base) && grows(other) {
        let why = "the queue grows on both sides: what is measured depends on how long one measures";
        add(Despite::Unsteady, why.to_owned());
    }
    found
}

/// Whether the queue grew in any run of a side.
pub fn grows(side: &[Read]) -> bool {
    side.iter().any(|read| read.document.queue.is_some_and(|queue| !queue.steady))
}

/// Sizes and lengths that differ by more than that are said.
const SAME_SIZE: f64 = 0.05;

/// What explains a difference rather than being one. It is no obstacle: a server that answers more takes longer, and that may be what
/// is looked for.
pub fn notes(base: &[Read], other: &[Read]) -> Vec<String> {
    let mean = |side: &[Read], pick: fn(&Document) -> (f64, u64)| {
        let (sum, count) = side.iter().fold((0.0, 0), |(sum, count), read| {
            let (more, of) = pick(&read.document);
            (sum + more, count + of)
        });
        (count > 0).then(|| sum / count as f64)
    };
    let bytes = |document: &Document| (document.whole.bytes as f64, document.whole.requests.answered);
    let prompts = |document: &Document| {
        let answers = document.llm.as_ref().map(|llm| &llm.whole);
        answers.map_or((0.0, 0), |answers| (answers.prompt_tokens as f64, answers.completed))
    };
    let outputs = |document: &Document| {
        let answers = document.llm.as_ref().map(|llm| &llm.whole);
        answers.map_or((0.0, 0), |answers| (answers.output_tokens as f64, answers.completed))
    };
    let told = |what: &str, unit: &str, pick: fn(&Document) -> (f64, u64)| {
        let (a, b) = (mean(base, pick)?, mean(other, pick)?);
        let differs = (a - b).abs() > SAME_SIZE * a.max(b);
        differs.then(|| format!("{what}: {} and {} {unit} on average", number(a), number(b)))
    };
    let all = [
        told("answers are of another size", "bytes", bytes),
        told("prompts are of another length", "tokens", prompts),
        told("answers are of another length", "tokens", outputs),
    ];
    all.into_iter().flatten().collect()
}

/// As it is typed.
pub fn word(what: Despite) -> &'static str {
    match what {
        Despite::Url => "url",
        Despite::Load => "load",
        Despite::Saturated => "saturated",
        Despite::Unsteady => "unsteady",
    }
}

/// How two loads differ; chance and length are no difference.
fn other_load(one: &Document, other: &Document) -> Option<String> {
    let (a, b) = (&one.load, &other.load);
    let differs = |what: &str, a: String, b: String| (a != b).then(|| format!("{what} {a} and {b}"));
    let model = |load: &Load| match load.model {
        Model::Closed => "closed loop".to_owned(),
        Model::Open => "open loop".to_owned(),
    };
    let connections = |load: &Load| match load.model {
        Model::Closed => load.concurrency.to_string(),
        // The most in flight: reached only by a load that is not kept up with.
        Model::Open => String::new(),
    };
    let rate = |load: &Load| match load.stages.as_slice() {
        [] => load.rate_per_worker.map_or_else(String::new, |rate| format!("{rate}/s a worker")),
        stages => {
            let stages = stages.iter().map(|stage| match stage.seconds {
                None => format!("{}/s", stage.to),
                Some(seconds) => format!("{} to {}/s in {seconds} s", stage.from, stage.to),
            });
            stages.collect::<Vec<_>>().join(", ")
        }
    };
    let arrivals = |load: &Load| load.arrivals.clone().unwrap_or_default();
    let dataset = |document: &Document| {
        document
            .llm
            .as_ref()
            .map_or_else(String::new, |llm| format!("{} ({})", llm.dataset.name, llm.dataset.about))
    };
    None.or_else(|| differs("method", a.method.clone(), b.method.clone()))
        .or_else(|| differs("", model(a), model(b)))
        .or_else(|| differs("concurrency", connections(a), connections(b)))
        .or_else(|| differs("rate", rate(a), rate(b)))
        .or_else(|| differs("arrivals", arrivals(a), arrivals(b)))
        .or_else(|| differs("prompts", dataset(one), dataset(other)))
        .map(|why| why.trim_start().to_owned())
}
