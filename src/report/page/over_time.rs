//! The timeline of the document as lanes.

use super::chart::frame::Unit;
use super::chart::lane::{Background, Lane, Mark, Region};
use super::chart::series::{Drawn, Fold, Series};
use super::model::{Chart, Part, Section};
use crate::report::bench::cluster::MarkerKind;
use crate::report::bench::document::{Document, Model, Second};

/// The section; `None` for a run without a second.
pub fn section(document: &Document) -> Option<Section> {
    let lanes = lanes(document);
    let background = background(document);
    let parts: Vec<Part> = lanes.iter().map(|lane| Part::Chart(Chart::lane(lane, &background))).collect();
    (!parts.is_empty()).then(|| Section { id: "time", title: "Over time".to_owned(), lead: None, parts })
}

/// A series of the document's timeline.
pub fn of_seconds(
    document: &Document,
    (label, field, class): (&str, &'static str, &'static str),
    (drawn, fold): (Drawn, Fold),
    value: impl Fn(&Second) -> Option<f64>,
) -> Series {
    let values = document.timeline.iter().map(value).collect();
    Series { label: label.to_owned(), class, drawn, fold, source: ("/timeline", field.into()), values }
}

/// All lanes that have something to show.
pub fn lanes(document: &Document) -> Vec<Lane> {
    if document.timeline.is_empty() {
        return Vec::new();
    }
    let mut lanes = vec![latency(document)];
    lanes.extend(super::prompts::lanes(document));
    lanes.push(rate(document));
    lanes.push(under_way(document));
    lanes.push(failures(document));
    lanes.extend(super::cluster::lanes(document));
    let shows = |lane: &Lane| {
        lane.series.iter().any(|series| series.values.iter().flatten().any(|value| *value > 0.0))
    };
    lanes.retain(shows);
    lanes
}

fn latency(document: &Document) -> Lane {
    let one = |label, field, class, fold, value: fn(&Second) -> Option<f64>| {
        of_seconds(document, (label, field, class), (Drawn::Line, fold), value)
    };
    let title = match document.load.model {
        Model::Open => "Latency since due, of what was answered in each second",
        Model::Closed => "Latency of what was answered in each second",
    };
    Lane {
        id: "latency",
        title: title.to_owned(),
        unit: Unit::Seconds,
        ratios: true,
        series: vec![
            one("slowest", "max", "faint", Fold::Largest, |second| second.max),
            one("p99", "p99", "third", Fold::Largest, |second| second.p99),
            one("p90", "p90", "second", Fold::Middle, |second| second.p90),
            one("p50", "p50", "first", Fold::Middle, |second| second.p50),
        ],
    }
}

fn rate(document: &Document) -> Lane {
    let one = |label, field, class, drawn, value: fn(&Second) -> u64| {
        of_seconds(document, (label, field, class), (drawn, Fold::Mean), move |second| {
            Some(value(second) as f64)
        })
    };
    let mut series = Vec::new();
    if document.load.model == Model::Open {
        series.push(one("due", "due", "faint", Drawn::Steps, |second| second.due));
    }
    series.push(one("begun", "sent", "second", Drawn::Steps, |second| second.sent));
    series.push(one("succeeded", "succeeded", "first", Drawn::Line, |second| second.succeeded));
    Lane { id: "rate", title: "Requests in each second".to_owned(), unit: Unit::Rate, ratios: false, series }
}

fn under_way(document: &Document) -> Lane {
    let value = |second: &Second| Some(second.under_way as f64);
    let series = of_seconds(
        document,
        ("due and not ended", "underWay", "first"),
        (Drawn::Steps, Fold::Largest),
        value,
    );
    Lane {
        id: "under-way",
        title: "Requests under way at the end of each second".to_owned(),
        unit: Unit::Count,
        ratios: false,
        series: vec![series],
    }
}

fn failures(document: &Document) -> Lane {
    let one = |label, field, class, value: fn(&Second) -> u64| {
        of_seconds(document, (label, field, class), (Drawn::Bars, Fold::Mean), move |second| {
            Some(value(second) as f64)
        })
    };
    let mut series =
        vec![one("failed, or answered with 400 or above", "failed", "bad", |second| second.failed)];
    if document.timeline.iter().any(|second| second.lost > 0) {
        series.push(one("lost: connection broken, or 502, 503, 504", "lost", "lost", |second| second.lost));
    }
    Lane {
        id: "errors-time",
        title: "Errors in each second".to_owned(),
        unit: Unit::Rate,
        ratios: false,
        series,
    }
}

/// Warm-up, cool-down, drain, and what the cluster did.
pub fn background(document: &Document) -> Background {
    let end = document.timeline.len() as f64;
    let mut regions = Vec::new();
    let mut region = |from: f64, to: f64, label: &str| {
        if to - from > 0.0 {
            regions.push(Region { from, to, label: label.to_owned() });
        }
    };
    if let Some(steady) = &document.steady {
        region(0.0, steady.from, "warm-up");
        region(steady.to, document.whole.to, "cool-down");
    }
    // The rest of the second in which the run ended is no time after it.
    if document.whole.to.ceil() < end {
        region(document.whole.to, end, "drain");
    }
    let cluster = document.cluster.as_ref();
    for gap in cluster.iter().flat_map(|cluster| &cluster.gaps) {
        region(gap.from.max(0.0), gap.to.unwrap_or(end).min(end), "watch lost");
    }
    let markers = cluster.iter().flat_map(|cluster| &cluster.markers);
    let marks = markers.filter(|marker| marker.at >= 0.0 && marker.at <= end).filter_map(|marker| {
        let label = match (marker.kind, marker.from, marker.to) {
            (MarkerKind::Scale, Some(from), Some(to)) => format!("{from}→{to}"),
            (MarkerKind::Scale, _, _) => "scale".to_owned(),
            (MarkerKind::NodeReady, _, _) => "node".to_owned(),
            (MarkerKind::PodReady, _, _) => "ready".to_owned(),
            _ => return None,
        };
        Some(Mark { at: marker.at, label })
    });
    Background { marks: marks.collect(), regions }
}
