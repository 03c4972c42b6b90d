//! What the cluster did under the load: replicas, nodes and engines as lanes, phases, pods, costs, what happened.

use minijinja::Value as Html;

use super::chart::frame::Unit;
use super::chart::lane::Lane;
use super::chart::series::{Drawn, Fold, Series};
use super::figures::{Figures, text};
use super::model::{Part, Section, Table};
use crate::report::bench::cluster::{Elasticity, Knowledge, Moment};
use crate::report::bench::document::Document;
use crate::report::bench::elastic::text::{clocks, happening};
use crate::report::units;

/// Colours and dashes for the pools, one after the other.
const CLASSES: [&str; 4] = ["first", "second", "third", "fourth"];
/// More happenings than these are in the JSON only.
const MOST_HAPPENINGS: usize = 80;

/// Lanes of the timeline.
pub fn lanes(document: &Document) -> Vec<Lane> {
    let Some(cluster) = &document.cluster else { return Vec::new() };
    let one = |label: &str, field: &str, class, drawn, value: &dyn Fn(&Moment) -> Option<f64>| Series {
        label: label.to_owned(),
        class,
        drawn,
        fold: Fold::Largest,
        source: ("/cluster/timeline", field.to_owned()),
        values: cluster.timeline.iter().map(value).collect(),
    };
    let steps = Drawn::Steps;
    let pools = cluster.pools.iter().enumerate().map(|(at, pool)| {
        let ready = move |moment: &Moment| moment.nodes.get(at).map(|nodes| f64::from(nodes.ready));
        let name = if pool.pool.is_empty() { "no pool" } else { pool.pool.as_str() };
        one(name, &format!("nodes/{at}/ready"), CLASSES[at % CLASSES.len()], steps, &ready)
    });
    vec![
        Lane {
            id: "replicas",
            title: format!("Replicas of {}", cluster.service),
            unit: Unit::Count,
            ratios: false,
            series: vec![
                one("desired", "desired", "faint", steps, &|moment| moment.desired.map(f64::from)),
                one("ready", "ready", "first", steps, &|moment| moment.ready.map(f64::from)),
            ],
        },
        Lane {
            id: "nodes",
            title: "Ready nodes by pool".to_owned(),
            unit: Unit::Count,
            ratios: false,
            series: pools.collect(),
        },
        Lane {
            id: "queue",
            title: "Requests in all engines".to_owned(),
            unit: Unit::Count,
            ratios: false,
            series: vec![
                one("running", "running", "second", Drawn::Line, &|moment| moment.running),
                one("waiting", "waiting", "first", Drawn::Line, &|moment| moment.waiting),
            ],
        },
        Lane {
            id: "ratio",
            title: "The autoscaler's metric, as a multiple of its target".to_owned(),
            unit: Unit::Rate,
            ratios: false,
            series: vec![one("value by target", "ratio", "first", steps, &|moment| moment.ratio)],
        },
    ]
}

/// The section; `None` without `--watch`.
pub fn section(document: &Document, figures: Figures<'_>) -> Option<Section> {
    let cluster = document.cluster.as_ref()?;
    let tables =
        [phases(cluster, figures), pods(cluster, figures), pools(cluster, figures), happenings(cluster)];
    let mut lead = format!("{} in namespace {}.", cluster.service, cluster.namespace);
    if let Some(clocks) = clocks(cluster.speed) {
        lead = format!("{lead} {clocks}");
    }
    let parts = tables.into_iter().filter(|table| !table.rows.is_empty()).map(Part::Table).collect();
    Some(Section { id: "cluster", title: "The cluster".to_owned(), lead: Some(text(lead)), parts })
}

fn phases(cluster: &Elasticity, figures: Figures<'_>) -> Table {
    let mut table = Table::new(
        "By phase",
        &["", "from", "to", "ready", "rate", "p50", "p99", "slowest", "failed", "lost", "waiting"],
    );
    let prompts = cluster.phases.iter().any(|phase| phase.ttft_p50.is_some());
    if prompts {
        let at = table.head.iter().position(|head| head == "p50").unwrap_or_default();
        table.head.splice(at..at, ["TTFT p50", "TTFT p99"].map(str::to_owned));
    }
    for (at, phase) in cluster.phases.iter().enumerate() {
        let at = format!("/cluster/phases/{at}");
        let of = |field: &str| format!("{at}/{field}");
        let (before, after) = (figures.count(&of("readyFrom")), figures.count(&of("readyTo")));
        let ready = super::figures::joined(&[before, text(" → "), after]);
        let ttft: &[&str] = if prompts { &["ttftP50", "ttftP99"] } else { &[] };
        let times = ttft.iter().chain(&["p50", "p99", "max"]).map(|field| figures.seconds(&of(field)));
        let first =
            [figures.seconds(&of("from")), figures.seconds(&of("to")), ready, figures.rate(&of("rate"))];
        let counts = ["failed", "lost", "mostWaiting"].map(|field| figures.count(&of(field)));
        let cells: Vec<Html> = first.into_iter().chain(times).chain(counts).collect();
        table.row(phase.name.clone(), cells);
    }
    table
}

/// The pods that came or went while the load ran.
fn pods(cluster: &Elasticity, figures: Figures<'_>) -> Table {
    let mut table = Table::new(
        "Pods that came or went",
        &["", "pool", "created", "ready", "first answer", "removed", "lost", "known by"],
    );
    for (at, pod) in cluster.pods.iter().enumerate() {
        let lost = pod.lost.filter(|lost| lost.value > 0).map(|_| 0.0);
        if pod.created.or(pod.ready).or(pod.deleted).or(pod.gone).or(lost).is_none() {
            continue;
        }
        let of = |field: &str| figures.seconds(&format!("/cluster/pods/{at}/{field}"));
        let known = pod.first_answer.map(|first| first.source).or(pod.lost.map(|lost| lost.source));
        let known = match known {
            Some(Knowledge::Header) => "header",
            Some(Knowledge::Connection) => "connection",
            Some(Knowledge::Engine) => "engine's counters (inferred)",
            Some(Knowledge::Window) => "time (inferred)",
            None => "–",
        };
        let cells = [
            text(pod.pool.clone().unwrap_or_else(|| "–".to_owned())),
            of("created"),
            of("ready"),
            of("firstAnswer/took"),
            of("deleted"),
            figures.count(&format!("/cluster/pods/{at}/lost/value")),
            text(known),
        ];
        table.row(pod.name.clone(), cells);
    }
    if cluster.lost_without_pod > 0 {
        let none = || text("–");
        let lost = figures.count("/cluster/lostWithoutPod");
        table.row("no pod known", [none(), none(), none(), none(), none(), lost, none()]);
    }
    table
}

fn pools(cluster: &Elasticity, figures: Figures<'_>) -> Table {
    let mut table =
        Table::new("Pools over the run", &["", "node hours", "GPU hours", "price an hour", "cost"]);
    for (at, pool) in cluster.pools.iter().enumerate() {
        let of = |field: &str| figures.number(&format!("/cluster/pools/{at}/{field}"));
        let name = if pool.pool.is_empty() { "no pool" } else { pool.pool.as_str() };
        table.row(name, [of("nodeHours"), of("gpuHours"), of("price/perHour"), of("cost")]);
    }
    if let Some(cost) = &cluster.cost {
        let none = || text("");
        table.row("all that have a price", [none(), none(), none(), figures.number("/cluster/cost/total")]);
        if cost.per_thousand_requests.is_some() {
            let cell = figures.number("/cluster/cost/perThousandRequests");
            table.row("for 1,000 requests", [none(), none(), none(), cell]);
        }
        if cost.per_million_tokens.is_some() {
            table.row(
                "for a million tokens",
                [none(), none(), none(), figures.number("/cluster/cost/perMillionTokens")],
            );
        }
    }
    table
}

fn happenings(cluster: &Elasticity) -> Table {
    let mut table = Table::list("What happened");
    table.told = true;
    for marker in cluster.markers.iter().take(MOST_HAPPENINGS) {
        table.row(units::seconds_since(marker.at), [text(happening(marker))]);
    }
    let more = cluster.markers.len().saturating_sub(MOST_HAPPENINGS);
    if more > 0 {
        table.row("…", [text(format!("{more} more in the JSON"))]);
    }
    table
}
