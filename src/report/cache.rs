//! Caches as text.

use jiff::Timestamp;

use crate::clock::age;
use crate::observe::cache::{CacheStatus, Load};
use crate::ui::{Mark, Table};

/// One cache, a line a fact.
pub fn detail(status: &CacheStatus, now: Timestamp) -> String {
    let unknown = || "-".to_owned();
    let mut lines = vec![
        ("Name", status.name.clone()),
        ("Namespace", status.namespace.clone()),
        ("Phase", status.phase.clone()),
        ("From", status.from.join(", ")),
        ("Runtime", runtime(status)),
        ("Cached", cached(status)),
        ("Capacity", status.capacity.clone().unwrap_or_else(unknown)),
        ("Hit rate", status.hit_ratio.clone().unwrap_or_else(unknown)),
    ];
    if let Some(files) = &status.files {
        lines.push(("Files", files.clone()));
    }
    lines.extend(status.created.map(|created| ("Age", age(created, now))));
    let loads: Vec<String> = status.loads.iter().map(load).collect();
    lines.push(("Loads", if loads.is_empty() { "none".into() } else { loads.join("\n            ") }));
    let mounts = status.mounted_by.iter().map(|mount| {
        let (ready, node) =
            (if mount.ready { "ready" } else { "not ready" }, mount.node.as_deref().unwrap_or("no node"));
        format!("{} ({ready}, {node})", mount.pod)
    });
    let mounts: Vec<String> = mounts.collect();
    lines.push((
        "Mounted by",
        if mounts.is_empty() { "no pod".into() } else { mounts.join("\n            ") },
    ));
    let line = |(name, value): &(&str, String)| format!("{:<12}{value}\n", format!("{name}:"));
    crate::ui::sanitised(&lines.iter().map(line).collect::<String>())
}

fn runtime(status: &CacheStatus) -> String {
    match &status.runtime {
        Some(runtime) => {
            let (kind, ready, desired) = (&runtime.kind, runtime.ready, runtime.desired);
            let master =
                runtime.master.as_deref().map(|phase| format!(", master {phase}")).unwrap_or_default();
            format!("{kind}, {ready} of {desired} workers ready{master}")
        }
        None => "none: a Dataset alone holds nothing".into(),
    }
}

fn cached(status: &CacheStatus) -> String {
    let (cached, total) = (status.cached.as_deref().unwrap_or("-"), status.total.as_deref().unwrap_or("?"));
    match status.cached_percent {
        Some(percent) => format!("{percent:.1} % ({cached} of {total})"),
        None => format!("{cached} of {total}"),
    }
}

fn load(load: &Load) -> String {
    let took = load.duration.as_deref().map(|duration| format!(" in {duration}")).unwrap_or_default();
    let why = load.message.as_deref().map(|message| format!(": {message}")).unwrap_or_default();
    format!("{} {} {}{took}{why}", load.name, load.phase, load.paths.join(" "))
}

/// Several caches, a row each.
pub fn list(statuses: &[CacheStatus], namespaces: bool, wide: bool, now: Timestamp) -> Table {
    let mut header = vec!["NAME", "PHASE", "CACHED", "TOTAL", "CAPACITY", "WORKERS", "PODS", "AGE"];
    if namespaces {
        header.insert(0, "NAMESPACE");
    }
    if wide {
        header.extend(["RUNTIME", "HIT RATE", "FROM"]);
    }
    let mut table = Table::new(header);
    for status in statuses {
        let unknown = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let workers = status.runtime.as_ref().map(|it| format!("{}/{}", it.ready, it.desired));
        let mark = match status.phase.as_str() {
            "Bound" => Mark::Good,
            "Failed" => Mark::Bad,
            _ => Mark::Warn,
        };
        let mut cells = vec![
            (status.name.clone(), Mark::Plain),
            (status.phase.clone(), mark),
            (status.cached_percent.map_or_else(|| "-".to_owned(), |it| format!("{it:.1} %")), Mark::Plain),
            (unknown(&status.total), Mark::Plain),
            (unknown(&status.capacity), Mark::Plain),
            (unknown(&workers), Mark::Plain),
            (status.mounted_by.len().to_string(), Mark::Plain),
            (status.created.map_or_else(|| "-".to_owned(), |created| age(created, now)), Mark::Plain),
        ];
        if namespaces {
            cells.insert(0, (status.namespace.clone(), Mark::Plain));
        }
        if wide {
            let kind = status.runtime.as_ref().map(|it| it.kind.clone());
            cells.push((unknown(&kind), Mark::Plain));
            cells.push((unknown(&status.hit_ratio), Mark::Plain));
            cells.push((status.from.join(", "), Mark::Plain));
        }
        table.marked(cells);
    }
    table
}

/// What a progress line says, and how full the bar is.
pub fn progress(status: &CacheStatus) -> (f64, String) {
    let percent = status.cached_percent.unwrap_or(0.0);
    let runs = status.loads.iter().find(|load| load.phase != "Complete");
    let loading = runs.map(|load| format!(", {} {}", load.name, load.phase)).unwrap_or_default();
    (percent / 100.0, format!("{}: {}{loading}, cached {}", status.name, status.phase, cached(status)))
}
