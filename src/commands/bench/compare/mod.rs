//! `neap bench compare`: reads documents of runs, says what differs by more than chance, ends with 4 on a regression.

mod comparable;
mod sides;
#[cfg(test)]
mod tests;

use std::ffi::OsString;

use serde::Deserialize;

use crate::cli::compare::{Compare, Despite};
use crate::commands::input::{self, STDIN};
use crate::error::{Error, Kind, Result, quoted};
use crate::load::compare::{Limit, Word, changes};
use crate::load::objective::Metric;
use crate::report::bench::compare::document::{Comparison, Figure, Method, Obstacle, VERSION};
use crate::report::bench::compare::text;
use crate::report::bench::document::{self, Document};
use crate::session::Session;

use super::load::marked_in;
use sides::Both;
pub use sides::window_of;

/// How many runs that might have been are drawn.
const DRAWS: usize = 500;
/// What decides the draws: the same documents are always compared alike.
const SEED: u64 = 1;

/// A document and where it was read.
#[derive(Debug, Clone)]
pub struct Read {
    /// The file.
    pub file: String,
    /// What it holds.
    pub document: Document,
}

/// Runs `neap bench compare`.
pub fn run(args: &Compare, session: &mut Session) -> Result<()> {
    let json = match args.output.as_deref() {
        None | Some("text") => false,
        Some("json") => true,
        Some(other) => {
            let allowed = "`text` or `json` is expected";
            return Err(Error::flag("-o", other, allowed, "neap bench compare -o json a.json b.json"));
        }
    };
    let (base, other) = files(args)?;
    if base.iter().chain(other).filter(|file| *file == STDIN).count() > 1 {
        return Err(Error::usage("standard input can be read once: one `-` is expected, not more"));
    }
    let (base, other) = (read(base)?, read(other)?);
    let comparison = compare(&base, &other, args.limit.as_deref(), &args.despite)?;
    session.ui.data(if json { comparison.json() } else { text(&comparison) })?;
    verdict(&comparison, args.limit.is_some())
}

/// The files of both sides.
fn files(args: &Compare) -> Result<(&[OsString], &[OsString])> {
    match (args.files.as_slice(), args.with.as_slice()) {
        ([base, other], []) => Ok((std::slice::from_ref(base), std::slice::from_ref(other))),
        (files, []) => Err(Error::usage(format!("two documents are expected, not {}", files.len())).hint(
            "several a side: `neap bench compare a1.json a2.json a3.json --with b1.json b2.json b3.json`",
        )),
        sides => Ok(sides),
    }
}

fn read(files: &[OsString]) -> Result<Vec<Read>> {
    files.iter().map(read_one).collect()
}

fn read_one(path: &OsString) -> Result<Read> {
    let file = path.to_string_lossy().into_owned();
    let named = if path == STDIN { "standard input".to_owned() } else { quoted(&file) };
    let bytes = input::bytes(path).map_err(|error| {
        Error::usage(format!("cannot read {named}: {}", crate::load::fault::reason(&error)))
    })?;
    let none = |why: String| {
        Error::usage(format!("{named} is no document of a run: {why}"))
            .hint("`neap bench … -o json URL > a.json` writes one")
    };
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|error| none(error.to_string()))?;
    match value.get("version").and_then(serde_json::Value::as_u64) {
        Some(version) if version == u64::from(document::VERSION) => {}
        Some(version) => {
            return Err(none(format!("version {} is expected, not {version}", document::VERSION)));
        }
        None => return Err(none("it has no version".to_owned())),
    }
    let document = Document::deserialize(value).map_err(|error| none(error.to_string()))?;
    Ok(Read { file, document })
}

/// What differs between two sides of documents.
///
/// # Errors
/// A usage error in the limits, with its place marked.
pub fn compare(
    base: &[Read],
    other: &[Read],
    limit: Option<&str>,
    despite: &[Despite],
) -> Result<Comparison> {
    let both = Both::of(base, other);
    let times: Vec<&str> = both.times.iter().map(String::as_str).collect();
    let limits = match limit {
        None => None,
        Some(text) => Some(Limit::parse(text, &times).map_err(|misread| {
            marked_in("--limit", text, &misread, "compare --limit 'p99+5%|error+1%' a.json b.json")
        })?),
    };
    let metrics = both.metrics(limits.as_deref().unwrap_or_default());
    let limits = limits.unwrap_or_else(|| metrics.iter().map(Limit::usual).collect());
    let obstacles = comparable::obstacles(base, other);
    let barred = obstacles.iter().any(|(what, _)| !despite.contains(what));
    let queue_grows = comparable::grows(other) && !comparable::grows(base);
    let sides = both.sides(&metrics);
    let found = match barred {
        true => Vec::new(),
        false => changes(&sides.borrowed(), &metrics, &limits, DRAWS, SEED),
    };
    let figures = found.into_iter().map(|change| {
        let (estimate, low, high) = change
            .difference
            .map_or((None, None, None), |(estimate, low, high)| (Some(estimate), Some(low), Some(high)));
        let limit = limits.iter().find(|limit| limit.metric == change.metric);
        Figure {
            metric: both.name(&change.metric),
            base: change.base,
            other: change.other,
            change: estimate,
            low,
            high,
            word: match change.word {
                Word::Better => "better",
                Word::Worse => "worse",
                Word::NoDifference => "no difference seen",
                Word::NotComparable => "not comparable",
            }
            .to_owned(),
            why: (change.word == Word::NotComparable).then(|| both.why_not(&change.metric)),
            limit: limit.map(told),
            over: change.over,
        }
    });
    let figures: Vec<Figure> = figures.collect();
    Ok(Comparison {
        version: VERSION,
        base: base.iter().map(|read| read.file.clone()).collect(),
        other: other.iter().map(|read| read.file.clone()).collect(),
        method: if sides.repeated() { Method::Repeats } else { Method::Blocks },
        paired: sides.paired,
        obstacles: obstacles
            .into_iter()
            .map(|(what, why)| Obstacle { what: comparable::word(what).to_owned(), why })
            .collect(),
        notes: comparable::notes(base, other),
        regression: (queue_grows && !barred) || figures.iter().any(|figure| figure.over == Some(true)),
        queue_grows,
        figures,
    })
}

/// A limit as it is typed, without its metric.
fn told(limit: &Limit) -> String {
    use crate::load::compare::By;
    let sign = if limit.metric == Metric::Rate { '-' } else { '+' };
    match limit.by {
        By::Amount(amount) if limit.metric != Metric::Error => format!("{sign}{}ms", amount * 1e3),
        By::Share(share) | By::Amount(share) => format!("{sign}{}%", (share * 1e6).round() / 1e4),
    }
}

/// How it ends; `limited` says that somebody named limits, and did not leave them at the usual ones.
fn verdict(comparison: &Comparison, limited: bool) -> Result<()> {
    if comparison.figures.is_empty() {
        let why: Vec<&str> = comparison.obstacles.iter().map(|obstacle| obstacle.why.as_str()).collect();
        let error = Error::failed(format!("the runs are not comparable: {}", why.join("; ")));
        let words: Vec<String> =
            comparison.obstacles.iter().map(|obstacle| format!("--despite {}", obstacle.what)).collect();
        return Err(error.hint(format_args!("to compare them all the same: `{}`", words.join(" "))));
    }
    // The table has shown it.
    if comparison.regression {
        return Err(Error::new(Kind::Differs, "worse by more than the limit"));
    }
    // A gate that judged nothing is not passed.
    let unjudged: Vec<&Figure> = comparison.figures.iter().filter(|it| it.why.is_some()).collect();
    let named = unjudged.iter().find(|it| limited && it.limit.is_some());
    let first = unjudged.first().filter(|_| unjudged.len() == comparison.figures.len());
    named.or(first).map_or(Ok(()), |figure| {
        let why = figure.why.as_deref().unwrap_or_default();
        let longer = "longer runs tell more: `neap bench -z 60s -o json URL > a.json`";
        Err(Error::failed(format!("{} cannot be compared: {why}", figure.metric)).hint(longer))
    })
}
