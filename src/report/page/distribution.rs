//! How the latencies are spread.

use super::chart::curve::{self, Curve};
use super::chart::frame::Frame;
use super::chart::histogram;
use super::figures::{Figures, text};
use super::model::{Chart, Key, Part, Section, Table};
use super::verdict::window;
use crate::report::bench::document::{Document, Model, Times};

/// The section; `None` if no request has a latency.
pub fn section(document: &Document, figures: Figures<'_>) -> Option<Section> {
    let part = document.steady.as_ref().unwrap_or(&document.whole);
    let times = &part.latency;
    if times.histogram.is_empty() {
        return None;
    }
    let mut curves = vec![("whole run", "second", &document.whole.latency)];
    match &document.steady {
        Some(steady) => curves.push(("steady window", "first", &steady.latency)),
        None => curves[0].1 = "first",
    }
    let mut legend: Vec<Key> = curves
        .iter()
        .map(|(label, class, _)| Key { class, bars: false, label: (*label).to_owned() })
        .collect();
    if curves.iter().any(|(_, _, times)| times.unfinished > 0) {
        legend.push(Key {
            class: "first at-least",
            bars: false,
            label: "at least: some did not end".to_owned(),
        });
    }
    let drawn: Vec<Curve<'_>> = curves.iter().map(|(_, class, times)| Curve { class, times }).collect();
    let of = if document.steady.is_some() { "of the steady window" } else { "" };
    let draw = |frame: &Frame| curve::draw(&drawn, frame);
    let curve = Chart::half("percentiles", "Percentiles", "", legend, draw);
    let bars = |frame: &Frame| histogram::draw(times, &marks(times), frame);
    let legend = match times.unfinished {
        0 => Vec::new(),
        _ => vec![Key { class: "unfinished", bars: true, label: "did not end: at least so long".to_owned() }],
    };
    let histogram = Chart::half("histogram", "Histogram", of, legend, bars);
    let lead = match document.load.model {
        Model::Open => "From when a request was due to the last byte of its answer.",
        Model::Closed => {
            "From when a request was begun to the last byte of its answer. A closed loop does not see queueing: what it does not send while it waits is not counted."
        }
    };
    Some(Section {
        id: "latencies",
        title: "Latency".to_owned(),
        lead: Some(text(lead)),
        parts: vec![
            Part::Beside(vec![Part::Chart(curve), Part::Chart(histogram)]),
            Part::Beside(vec![Part::Table(table(document, figures)), phases(figures)]),
        ],
    })
}

/// The parts of an answered request, and the connections.
fn phases(figures: Figures<'_>) -> Part {
    let mut table = Table::new("Parts of a request", &["", "mean", "fastest", "slowest"]);
    let parts = [
        ("connect (0 on a kept connection)", "connect"),
        ("of it the name", "dns"),
        ("write the request", "write"),
        ("wait for the first byte", "wait"),
        ("read to the last byte", "read"),
    ];
    for (label, part) in parts {
        let figure = |field| figures.seconds(&format!("/whole/phases/{part}/{field}"));
        table.row(label, ["mean", "min", "max"].map(figure));
    }
    let mut connections = Table::new("Connections", &[]);
    connections.row("opened", [figures.count("/connections/opened")]);
    connections.row("before the start", [figures.count("/connections/beforeStart")]);
    connections.row("the last one", [figures.seconds("/connections/lastOpened")]);
    Part::Stack(vec![Part::Table(table), Part::Table(connections)])
}

/// The percentiles that have a line in the histogram.
fn marks(times: &Times) -> Vec<(String, f64)> {
    let shown =
        times.percentiles.iter().filter(|percentile| [50.0, 90.0, 99.0].contains(&percentile.percent));
    let known = shown.filter_map(|percentile| {
        let name = if percentile.at_least { "≥p" } else { "p" };
        Some((format!("{name}{}", percentile.percent), percentile.value?))
    });
    known.collect()
}

fn table(document: &Document, figures: Figures<'_>) -> Table {
    let windows: Vec<&str> = match document.steady {
        Some(_) => vec!["/steady", "/whole"],
        None => vec!["/whole"],
    };
    let head: &[&str] = match document.steady {
        Some(_) => &["", "steady", "95 % interval", "whole run"],
        None => &["", "latency", "95 % interval"],
    };
    let mut table = Table::new("", head);
    let main = format!("{}/latency", window(document));
    let mut exact = |label: &str, field: &str| {
        let mut cells = vec![figures.seconds(&format!("{main}/{field}")), text("")];
        cells.extend(windows.iter().skip(1).map(|at| figures.seconds(&format!("{at}/latency/{field}"))));
        table.row(label, cells);
    };
    exact("fastest", "min");
    exact("mean", "mean");
    for percentile in &document.whole.latency.percentiles {
        let percent = percentile.percent;
        let mut cells = vec![figures.percentile(&main, percent), figures.interval(&main, percent)];
        cells.extend(windows.iter().skip(1).map(|at| figures.percentile(&format!("{at}/latency"), percent)));
        table.row(format!("p{percent}"), cells);
    }
    let mut cells = vec![figures.seconds(&format!("{main}/max")), text("")];
    cells.extend(windows.iter().skip(1).map(|at| figures.seconds(&format!("{at}/latency/max"))));
    table.row("slowest", cells);
    table
}
