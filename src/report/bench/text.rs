//! Document → text, for everything that hey's report has no words for.

use std::fmt::Write;

use super::document::{
    Client, Document, Handshakes, Load, Model, Objective, Pacing, Percentile, Stage, Strain, Times, Window,
};
use super::llm::{self, Shown};
use super::team::Team;
use crate::report::units::{seconds, share};
use crate::ui::sanitised;

/// The percentiles that are shown.
const SHOWN: [f64; 6] = [50.0, 75.0, 90.0, 95.0, 99.0, 99.9];

/// The report: what makes it doubtful first, then the load, then what came of it.
pub fn text(document: &Document, shown: &Shown) -> String {
    let mut out = String::new();
    if let Some(partial) = document.team.as_ref().and_then(Team::partial) {
        line(&mut out, &partial);
    }
    if document.client.saturated {
        line(&mut out, &saturated(&document.client));
    }
    if let Some(queue) = document.queue.filter(|queue| !queue.steady) {
        line(&mut out, &format!("no steady state: queue grows {:.1}/s", queue.growth));
    }
    out.push_str("\nLoad:\n");
    load(&mut out, &document.load, document.pacing.as_ref());
    if document.connections.before_start > 0 {
        let text = format!("{} opened before the start", document.connections.before_start);
        line(&mut out, &format!("  {:<18}{text}", "Connections:"));
    }
    if let Some(tls) = &document.connections.tls {
        line(&mut out, &format!("  {:<18}{}", "TLS handshakes:", handshakes(tls)));
    }
    if let Some(team) = &document.team {
        let (skew, error) = (seconds(team.start_skew), seconds(team.clock_error));
        let text = format!("{}, start skew {skew} (clocks known to {error})", team.workers);
        line(&mut out, &format!("  {:<18}{text}", "Workers:"));
    }
    match &document.llm {
        Some(llm) => out.push_str(&llm::text(document, llm, shown)),
        None => requests(&mut out, document),
    }
    if !document.whole.statuses.is_empty() {
        out.push_str("\nStatus codes:\n");
        for status in &document.whole.statuses {
            line(&mut out, &format!("  {}  {}", status.status, status.count));
        }
    }
    if !document.whole.errors.is_empty() {
        out.push_str("\nErrors:\n");
        for error in &document.whole.errors {
            let body = error.body.as_ref().map_or_else(String::new, |body| format!(": {}", one_line(body)));
            line(&mut out, &format!("  {}  {}: {}{body}", error.count, error.class, error.example));
        }
    }
    if let Some(cluster) = &document.cluster {
        out.push_str(&super::elastic::text::text(cluster));
    }
    if !document.objectives.is_empty() {
        out.push_str("\nFail if:\n");
        for objective in &document.objectives {
            line(&mut out, &format!("  {}", measured(objective)));
        }
    }
    out.push('\n');
    out
}

fn requests(out: &mut String, document: &Document) {
    out.push_str("\nRequests:\n");
    let windows: Vec<&Window> = std::iter::once(&document.whole).chain(&document.steady).collect();
    for (label, cells) in rows(&windows, document.load.model) {
        let cells: String = cells.iter().map(|cell| format!(" {cell:>14}")).collect();
        line(out, format!("  {label:<14}{cells}").trim_end());
    }
}

/// Text of a server on one line, without what would drive a terminal.
pub fn one_line(text: &str) -> String {
    sanitised(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A term, what was measured, and what follows: `p99>2s: failed, it is 2.31 s`.
pub fn measured(objective: &Objective) -> String {
    let value = objective.value.map(|value| match objective.term.as_str() {
        term if term.starts_with("error") => share(value),
        term if term.starts_with("rps") => format!("{value:.2}/s"),
        _ => seconds(value),
    });
    let value =
        value.map(|value| format!(", it is {}{value}", if objective.at_least { "at least " } else { "" }));
    let verdict = match objective.failed {
        Some(true) => "failed",
        Some(false) => "passed",
        None => "cannot be judged, too little was measured",
    };
    format!("{}: {verdict}{}", objective.term, value.unwrap_or_default())
}

/// `client saturated: …`, for the first line of any report.
pub fn saturated(client: &Client) -> String {
    let told: Vec<String> = client.strains.iter().map(strain).collect();
    format!("client saturated: {}", told.join("; "))
}

fn strain(strain: &Strain) -> String {
    let limit = strain.limit;
    let what = match strain.cause.as_str() {
        "cpu" => format!("a load thread used {} of its core (limit {})", share(strain.worst), share(limit)),
        "loopDelay" => {
            format!("event loop delay p99 over {} (worst {})", seconds(limit), seconds(strain.worst))
        }
        "sendLag" => format!("send lag p99 over {} (worst {})", seconds(limit), seconds(strain.worst)),
        "throttled" => format!("throttled by the cgroup's CPU quota ({} of the time)", share(strain.worst)),
        "steal" => {
            format!("{} of the CPU time went to other machines (limit {})", share(strain.worst), share(limit))
        }
        _ => return format!("no file descriptor or port for {} requests", strain.worst),
    };
    match strain.seconds {
        1 => format!("{what} in second {}", strain.first_second),
        seconds => format!("{what} in {seconds} seconds, first in second {}", strain.first_second),
    }
}

fn load(out: &mut String, load: &Load, pacing: Option<&Pacing>) {
    let mut row = |label: &str, text: &str| line(out, &format!("  {:<18}{text}", format!("{label}:")));
    row("Target", &format!("{} {}", load.method, load.url));
    let Some(pacing) = pacing else {
        row(
            "Closed loop",
            &format!("{} workers; sees no queueing: what waits is not counted", load.concurrency),
        );
        return;
    };
    let seed = load.seed.filter(|_| load.arrivals.as_deref() != Some("constant"));
    let seed = seed.map_or_else(String::new, |seed| format!(", seed {seed}"));
    let arrivals = load.arrivals.as_deref().unwrap_or_default();
    let stages: Vec<String> = load.stages.iter().map(stage).collect();
    let rate = if stages.is_empty() { String::new() } else { format!("{}, ", stages.join(", ")) };
    row("Open loop", &format!("{rate}{arrivals} arrivals{seed}, at most {} in flight", load.concurrency));
    row("Scheduled", &format!("{} requests", pacing.scheduled));
    let never = match pacing.never_sent {
        0 => String::new(),
        never => format!(", {never} scheduled but never sent"),
    };
    let achieved = pacing.achieved_rate.map_or_else(String::new, |rate| format!(", {rate:.2}/s"));
    row("Sent", &format!("{} requests{achieved}{never}", pacing.sent));
    let asked = pacing.asked_inter_arrival_cv.filter(|_| load.stages.len() == 1);
    let asked = asked.map_or_else(String::new, |asked| format!(" (asked for {asked:.2})"));
    row(
        "Inter-arrival CV",
        &pacing.inter_arrival_cv.map_or_else(|| "-".to_owned(), |cv| format!("{cv:.2}{asked}")),
    );
    let lag = &pacing.send_lag;
    row("Send lag", &format!("p50 {}, p99 {}, max {}", at(lag, 50.0), at(lag, 99.0), some(lag.max)));
}

fn stage(stage: &Stage) -> String {
    match (stage.seconds, stage.from == stage.to) {
        (None, _) => format!("{}/s", stage.to),
        (Some(seconds), true) => format!("{seconds} s at {}/s", stage.to),
        (Some(seconds), false) => format!("{seconds} s from {} to {}/s", stage.from, stage.to),
    }
}

/// A label, and a cell for each window.
fn rows(windows: &[&Window], model: Model) -> Vec<(String, Vec<String>)> {
    let mut rows = Vec::new();
    let mut row = |label: &str, cell: &dyn Fn(&Window) -> String| {
        rows.push((label.to_owned(), windows.iter().map(|window| cell(window)).collect::<Vec<_>>()));
    };
    if windows.len() > 1 {
        row("", &|window| {
            if window.from == windows[0].from && window.to == windows[0].to { "whole run" } else { "steady" }
                .to_owned()
        });
        row("seconds", &|window| format!("{:.1} to {:.1}", window.from, window.to));
    }
    row("Answered", &|window| window.requests.answered.to_string());
    row("Succeeded", &|window| window.requests.succeeded.to_string());
    row("Failed", &|window| window.requests.failed.to_string());
    row("Unfinished", &|window| window.requests.unfinished.to_string());
    if model == Model::Open {
        row("Never sent", &|window| window.requests.never_sent.to_string());
    }
    row("Errors", &|window| window.error_share.map_or_else(|| "-".to_owned(), share));
    row("Requests/sec", &|window| format!("{:.2}", window.rate));
    row("Succeeded/sec", &|window| format!("{:.2}", window.goodput));
    row("Data", &|window| format!("{} B", window.bytes));
    row("", &|_| String::new());
    row(if model == Model::Open { "Since due" } else { "Latency" }, &|_| String::new());
    row("  fastest", &|window| some(window.latency.min));
    row("  mean", &|window| some(window.latency.mean));
    for percent in SHOWN {
        row(&format!("  p{percent}"), &|window| at(&window.latency, percent));
    }
    row("  slowest", &|window| some(window.latency.max));
    if windows.iter().any(|window| window.phases.queue.mean.is_some()) {
        row("HTTP/2 queue", &|_| String::new());
        row("  mean", &|window| some(window.phases.queue.mean));
        row("  longest", &|window| some(window.phases.queue.max));
    }
    rows
}

/// How many, how long, and whether all of it was done each time.
fn handshakes(tls: &Handshakes) -> String {
    let Handshakes { count, resumed, time } = tls;
    format!("{count}, {resumed} of them resumed; mean {}, slowest {}", some(time.mean), some(time.max))
}

/// A percentile in words: a bound, a time, or a dash.
pub(super) fn at(times: &Times, percent: f64) -> String {
    match times.percentile(percent) {
        Some(Percentile { value: Some(value), at_least: true, .. }) => format!("≥ {}", seconds(*value)),
        found => some(found.and_then(|percentile| percentile.value)),
    }
}

pub(super) fn some(time: Option<f64>) -> String {
    time.map_or_else(|| "-".to_owned(), seconds)
}

fn line(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{text}");
}
