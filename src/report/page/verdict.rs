//! Was it good? The sentence at the top, and what makes it doubtful.

use minijinja::Value as Html;

use super::figures::{Figures, joined, text};
use super::model::{Finding, Level};
use crate::report::bench::document::{Document, Ending};
use crate::report::bench::measured;
use crate::report::units;

/// The pointer of the window by which a run is judged: the steady one, if there is one.
pub fn window(document: &Document) -> &'static str {
    if document.steady.is_some() { "/steady" } else { "/whole" }
}

/// In a word, and how it is judged.
pub fn word(document: &Document) -> (Level, &'static str) {
    let requests = document.whole.requests;
    let failed = |verdict| document.objectives.iter().any(|objective| objective.failed == verdict);
    match document.ending {
        Ending::Unreachable => return (Level::Bad, "Nothing could be reached"),
        _ if requests.sent == 0 => return (Level::Bad, "Nothing was sent"),
        _ if requests.succeeded == 0 => return (Level::Bad, "No request succeeded"),
        _ => {}
    }
    if failed(Some(true)) {
        return (Level::Bad, "Failed");
    }
    if failed(None) {
        return (Level::Bad, "Not measured well enough to pass");
    }
    let grows = document.queue.is_some_and(|queue| !queue.steady);
    match (document.client.saturated, grows, document.ending) {
        (true, _, _) => (Level::Warn, "The client was the limit"),
        (_, true, _) => (Level::Warn, "More than the server can do"),
        (_, _, Ending::Interrupted) => (Level::Warn, "Interrupted"),
        _ if !document.objectives.is_empty() => (Level::Good, "Passed"),
        _ if requests.succeeded < requests.sent => (Level::Plain, "Measured, with errors"),
        _ => (Level::Good, "Measured, no errors"),
    }
}

/// The run in one sentence.
pub fn sentence(document: &Document, figures: Figures<'_>) -> Html {
    let at = window(document);
    let part = document.steady.as_ref().unwrap_or(&document.whole);
    let mut pieces = vec![
        figures.rate(&format!("{at}/goodput")),
        text(match document.steady {
            Some(_) => " succeeded in the steady window of ",
            None => " succeeded over ",
        }),
        text(units::seconds(part.to - part.from)),
    ];
    let latency = format!("{at}/latency");
    let slow =
        [99.0, 95.0, 90.0, 75.0].into_iter().find(|percent| figures.has_percentile(&latency, *percent));
    if figures.has_percentile(&latency, 50.0) {
        pieces.extend([text("; half took at most "), figures.percentile(&latency, 50.0)]);
    } else if part.latency.mean.is_some() {
        pieces.extend([
            text("; they took "),
            figures.seconds(&format!("{latency}/mean")),
            text(" in the mean"),
        ]);
    }
    match slow {
        Some(percent) => {
            pieces.extend([text(format!(", {percent} % at most ")), figures.percentile(&latency, percent)]);
        }
        None if part.latency.max.is_some() => {
            pieces.extend([text(", the slowest "), figures.seconds(&format!("{latency}/max"))]);
        }
        None => {}
    }
    match part.error_share {
        Some(0.0) => pieces.push(text("; no errors")),
        Some(_) => pieces.extend([text("; "), figures.share(&format!("{at}/errorShare")), text(" errors")]),
        None => {}
    }
    pieces.push(text("."));
    joined(&pieces)
}

/// What must be known before the numbers are believed, besides the limits of the client.
pub fn findings(document: &Document) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut say = |level, words: String| found.push(Finding::new(level, text(words)));
    for objective in &document.objectives {
        let level = if objective.failed == Some(false) { Level::Good } else { Level::Bad };
        say(level, measured(objective));
    }
    if let Some(queue) = document.queue.filter(|queue| !queue.steady) {
        say(
            Level::Warn,
            format!(
                "no steady state: {} requests more are under way each second, so that latency depends on how long one measures",
                units::number(queue.growth)
            ),
        );
    }
    let requests = document.whole.requests;
    let open = requests.unfinished + requests.never_sent;
    if open > 0 {
        say(
            Level::Warn,
            format!(
                "{} requests were not answered before the end ({} never sent): they count with the time they had waited, and a percentile among them says ≥",
                units::count(open as f64),
                units::count(requests.never_sent as f64)
            ),
        );
    }
    if document.ending == Ending::Interrupted {
        say(Level::Warn, "interrupted: only what was finished is reported".to_owned());
    }
    let cluster = document.cluster.iter().flat_map(|cluster| &cluster.warnings);
    for warning in cluster {
        let mend = warning.mend.as_ref().map_or_else(String::new, |mend| format!(" ({mend})"));
        say(Level::Warn, format!("{}{mend}", warning.text));
    }
    for note in document.llm.iter().flat_map(|llm| &llm.notes) {
        say(Level::Plain, note.text.clone());
    }
    found
}
