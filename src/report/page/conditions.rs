//! What was asked for, how well it was kept, and what became of the requests.

use minijinja::Value as Html;

use super::figures::{Figures, joined, text};
use super::model::{Part, Section, Table, code};
use crate::report::bench::document::{Document, Errors, Model, Stage};
use crate::report::units;

/// Requests, statuses, errors.
pub fn outcome(document: &Document, figures: Figures<'_>) -> Section {
    let mut beside = Vec::new();
    let mut errors = Table::new("Errors by class", &["class", "requests", "share", "most frequent message"]);
    let ended = (document.whole.requests.answered + document.whole.requests.failed).max(1) as f64;
    for (at, error) in document.whole.errors.iter().enumerate() {
        let share = text(units::share(error.count as f64 / ended));
        let count = figures.count(&format!("/whole/errors/{at}/count"));
        errors.row(error.class.clone(), [count, share, message(error)]);
    }
    errors.told = true;
    errors.onto(&mut beside);
    let mut statuses = Table::new("Answers by status", &["status", "answers"]);
    for (at, status) in document.whole.statuses.iter().enumerate() {
        statuses.row(status.status.to_string(), [figures.count(&format!("/whole/statuses/{at}/count"))]);
    }
    statuses.onto(&mut beside);
    let parts = vec![Part::Beside(vec![Part::Table(requests(document, figures)), Part::Stack(beside)])];
    Section { id: "requests", title: "Requests and errors".to_owned(), lead: None, parts }
}

/// The message, and what the server said itself.
fn message(error: &Errors) -> Html {
    match &error.body {
        Some(body) => joined(&[text(format!("{}: ", error.example)), code(body)]),
        None => text(&error.example),
    }
}

fn requests(document: &Document, figures: Figures<'_>) -> Table {
    let mut windows = vec![("whole run", "/whole")];
    windows.extend(document.steady.as_ref().map(|_| ("steady", "/steady")));
    let head: Vec<&str> = std::iter::once("").chain(windows.iter().map(|(name, _)| *name)).collect();
    let mut table = Table::new("", if windows.len() > 1 { &head } else { &[] });
    let mut row = |label: &str, cell: &dyn Fn(&str) -> Html| {
        let cells: Vec<Html> = windows.iter().map(|(_, at)| cell(at)).collect();
        table.row(label, cells);
    };
    row("Seconds", &|at| {
        joined(&[figures.seconds(&format!("{at}/from")), text(" to "), figures.seconds(&format!("{at}/to"))])
    });
    let counts = [
        ("Begun", "sent"),
        ("Answered", "answered"),
        ("Succeeded", "succeeded"),
        ("Failed", "failed"),
        ("Unfinished", "unfinished"),
        ("Never sent", "neverSent"),
        ("Sent again", "resent"),
    ];
    for (label, field) in counts {
        row(label, &|at| figures.count(&format!("{at}/requests/{field}")));
    }
    row("Ended", &|at| figures.rate(&format!("{at}/rate")));
    row("Succeeded", &|at| figures.rate(&format!("{at}/goodput")));
    row("Errors", &|at| figures.share(&format!("{at}/errorShare")));
    row("Bodies", &|at| figures.bytes(&format!("{at}/bytes")));
    table
}

/// How well an open loop kept to its timetable; `None` for a closed one.
pub fn pacing(document: &Document, figures: Figures<'_>) -> Option<Section> {
    document.pacing.as_ref()?;
    let mut table = Table::new("", &[]);
    table.row("Scheduled", [figures.count("/pacing/scheduled")]);
    table.row("Begun", [figures.count("/pacing/sent")]);
    table.row("Scheduled but never sent", [figures.count("/pacing/neverSent")]);
    table.row("Achieved rate", [figures.rate("/pacing/achievedRate")]);
    table.row("Inter-arrival CV", [figures.number("/pacing/interArrivalCv")]);
    table.row("Asked for", [figures.number("/pacing/askedInterArrivalCv")]);
    let mut lag = Table::new(
        "Send lag: from when a request was due to when it was begun",
        &["", "mean", "p50", "p90", "p99", "max"],
    );
    let at = "/pacing/sendLag";
    let percentile = |percent| figures.percentile(at, percent);
    let ends = [figures.seconds(&format!("{at}/mean")), figures.seconds(&format!("{at}/max"))];
    let [mean, max] = ends;
    lag.row("Send lag", [mean, percentile(50.0), percentile(90.0), percentile(99.0), max]);
    let parts = vec![Part::Beside(vec![Part::Table(table), Part::Table(lag)])];
    Some(Section { id: "pacing", title: "Pacing".to_owned(), lead: None, parts })
}

/// The load as it was understood.
pub fn load(document: &Document, figures: Figures<'_>) -> Section {
    let load = &document.load;
    let mut table = Table::list("");
    table.row("URL", [code(&load.url)]);
    table.row("Method", [text(&load.method)]);
    table.row("Host", [code(&load.host)]);
    match load.model {
        Model::Closed => {
            let workers =
                [figures.count("/load/concurrency"), text(" workers, each sends when it has its answer")];
            table.row("Closed loop", [joined(&workers)]);
        }
        Model::Open => {
            let stages: Vec<String> = load.stages.iter().map(stage).collect();
            let rate = if stages.is_empty() { "as recorded".to_owned() } else { stages.join(", then ") };
            table.row("Open loop", [text(rate)]);
            table.row("Arrivals", [text(load.arrivals.clone().unwrap_or_default())]);
            table.row("Most in flight", [figures.count("/load/concurrency")]);
        }
    }
    let mut known = |label: &str, pointer: &str, figure: &dyn Fn(&str) -> Html| {
        if figures.value(pointer).is_some() {
            table.row(label, [figure(pointer)]);
        }
    };
    known("Each worker", "/load/ratePerWorker", &|at| figures.rate(at));
    known("Requests", "/load/requests", &|at| figures.count(at));
    known("Sends for", "/load/seconds", &|at| figures.seconds(at));
    known("Seed", "/load/seed", &|at| figures.count(at));
    known("Longest time of a request", "/load/timeout", &|at| figures.seconds(at));
    known("Grace at the end", "/load/grace", &|at| figures.seconds(at));
    known("Load threads", "/client/threads", &|at| figures.count(at));
    let mut parts = vec![Part::Table(table)];
    let mut strains = Table::new(
        "Limits of the client that were passed",
        &["cause", "limit", "worst", "seconds", "first second"],
    );
    for (at, strain) in document.client.strains.iter().enumerate() {
        let of = |field: &str| format!("/client/strains/{at}/{field}");
        let amount = |field: &str| match strain.cause.as_str() {
            "loopDelay" | "sendLag" => figures.seconds(&of(field)),
            "descriptors" => figures.count(&of(field)),
            _ => figures.share(&of(field)),
        };
        let seconds = [figures.count(&of("seconds")), figures.count(&of("firstSecond"))];
        let [seconds, first] = seconds;
        strains.row(strain.cause.clone(), [amount("limit"), amount("worst"), seconds, first]);
    }
    strains.onto(&mut parts);
    let parts = vec![Part::Beside(parts)];
    Section {
        id: "configuration",
        title: "Configuration, as it was understood".to_owned(),
        lead: None,
        parts,
    }
}

fn stage(stage: &Stage) -> String {
    let rate = |rate| format!("{}/s", units::number(rate));
    match (stage.seconds, stage.from == stage.to) {
        (None, _) => rate(stage.to),
        (Some(seconds), true) => format!("{} at {}", units::seconds(seconds), rate(stage.to)),
        (Some(seconds), false) => {
            format!("{} from {} to {}", units::seconds(seconds), rate(stage.from), rate(stage.to))
        }
    }
}
