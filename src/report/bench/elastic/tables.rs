//! The tables of the section, in 80 columns: what has no room is left out, the least telling first, and is in the JSON and on the page.

use super::text::{WIDTH, money};
use crate::report::bench::cluster::{Elasticity, FirstAnswer, Knowledge, Phase, Pod, PoolUse, Priced, Told};
use crate::report::bench::text::some;
use crate::ui::{Table, columns, shortened};

/// How far tables stand in.
const INDENT: usize = 2;
/// A name has at least so much room.
const LEAST_NAME: usize = 12;

/// The parts of the run.
pub fn phases(phases: &[Phase]) -> String {
    let prompts = phases.iter().any(|phase| phase.ttft_p50.is_some());
    let rows = phases.iter().map(|phase| {
        let ready = match (phase.ready_from, phase.ready_to) {
            (Some(from), Some(to)) if from == to => to.to_string(),
            (Some(from), Some(to)) => format!("{from} to {to}"),
            (None, Some(to)) => to.to_string(),
            _ => "-".to_owned(),
        };
        let mut cells = vec![
            ("PHASE", phase.name.clone()),
            ("FROM", format!("+{:.0} s", phase.from)),
            ("FOR", format!("{:.0} s", phase.to - phase.from)),
            ("READY", ready),
            ("ENDED/S", format!("{:.1}", phase.rate)),
        ];
        if prompts {
            cells.extend([("TTFT P50", some(phase.ttft_p50)), ("TTFT P99", some(phase.ttft_p99))]);
        }
        cells.extend([
            ("P50", some(phase.p50)),
            ("P99", some(phase.p99)),
            ("MAX", some(phase.max)),
            ("FAILED", phase.failed.to_string()),
            ("LOST", phase.lost.to_string()),
            ("WAITING", phase.most_waiting.map_or_else(|| "-".to_owned(), |most| format!("{most:.0}"))),
        ]);
        cells
    });
    // Where a part ends the next begins, and its name says how many replicas there were.
    let spare: &[&str] = match prompts {
        true => &["FOR", "READY", "MAX", "P99", "P50", "WAITING", "FROM"],
        false => &["FOR", "READY", "WAITING", "MAX", "FROM"],
    };
    fitting(rows.collect(), spare)
}

/// The pods of which there is something to tell.
pub fn pods(pods: &[Pod]) -> String {
    let inferred = pods.iter().any(|pod| {
        let of = |told: Option<Told<u64>>| told.is_some_and(|told| is_inferred(told.source));
        of(pod.answered) || of(pod.lost) || pod.first_answer.is_some_and(|first| is_inferred(first.source))
    });
    let names: Vec<&str> = pods.iter().map(|pod| pod.name.as_str()).collect();
    let shared = shared(&names);
    let rows = pods.iter().map(|pod| {
        let name = match shared {
            0 => pod.name.clone(),
            shared => format!("…{}", &pod.name[shared..]),
        };
        vec![
            ("POD", name),
            ("POOL", pod.pool.clone().unwrap_or_else(|| "-".to_owned())),
            ("READY", ready(pod)),
            ("FIRST ANSWER", pod.first_answer.map_or_else(|| "-".to_owned(), first)),
            ("TOOK", pod.first_answer.map_or_else(|| "-".to_owned(), |first| some(first.took))),
            ("ANSWERED", told(pod.answered)),
            ("LOST", told(pod.lost)),
        ]
    });
    let table = fitting(rows.collect(), &["TOOK", "POOL"]);
    match inferred {
        true => format!("{table}  ~ inferred: no answer names its pod\n"),
        false => table,
    }
}

fn ready(pod: &Pod) -> String {
    match pod.ready {
        Some(at) => format!("+{at:.1} s"),
        None if pod.ready_before => "before".to_owned(),
        None => "never".to_owned(),
    }
}

/// The pools.
pub fn pools(cluster: &Elasticity) -> String {
    let rows = cluster.pools.iter().map(|pool| {
        vec![
            ("POOL", if pool.pool.is_empty() { "(none)".to_owned() } else { pool.pool.clone() }),
            ("NODE HOURS", format!("{:.3}", pool.node_hours)),
            ("GPU HOURS", format!("{:.3}", pool.gpu_hours)),
            ("PRICE", price(pool)),
            ("COST", pool.cost.map_or_else(|| "-".to_owned(), money)),
        ]
    });
    fitting(rows.collect(), &[])
}

fn price(pool: &PoolUse) -> String {
    let price = pool.price.map(|price| {
        let of = if price.of == Priced::Gpu { "/gpu/h" } else { "/h" };
        format!("{}{of}", price.per_hour)
    });
    price.unwrap_or_else(|| "-".to_owned())
}

/// How much of the beginning of all names is the same, up to a dash, where what follows tells them apart.
fn shared(names: &[&str]) -> usize {
    let Some((first, rest)) = names.split_first().filter(|(_, rest)| !rest.is_empty()) else { return 0 };
    let same = |other: &&str| first.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let same = rest.iter().map(same).min().unwrap_or(0);
    first.get(..same).and_then(|same| same.rfind('-')).unwrap_or(0)
}

fn is_inferred(source: Knowledge) -> bool {
    matches!(source, Knowledge::Engine | Knowledge::Window)
}

fn first(first: FirstAnswer) -> String {
    match is_inferred(first.source) {
        true => format!("~+{:.1} to {:.1} s", first.earliest, first.latest),
        false => format!("+{:.1} s", first.latest),
    }
}

fn told(told: Option<Told<u64>>) -> String {
    match told {
        None => "-".to_owned(),
        Some(Told { value, source }) if is_inferred(source) => format!("~{value}"),
        Some(Told { value, .. }) => value.to_string(),
    }
}

/// A table with as many of its columns as fit, without the `spare` ones from the first on; a name that is too long even then is cut.
fn fitting(mut rows: Vec<Vec<(&'static str, String)>>, spare: &[&str]) -> String {
    let width = WIDTH - INDENT;
    let table = |rows: &[Vec<(&'static str, String)>]| {
        let head = rows.first().map(|row| row.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        let mut table = Table::new(head.unwrap_or_default());
        for row in rows {
            table.row(row.iter().map(|(_, cell)| cell.clone()));
        }
        table
    };
    for column in spare {
        if table(&rows).fits(Some(width)) {
            break;
        }
        rows.iter_mut().for_each(|row| row.retain(|(name, _)| name != column));
    }
    // Names are the only cells without a bound.
    for place in 0..2 {
        let longest = rows.iter().filter_map(|row| row.get(place)).map(|(_, cell)| columns(cell)).max();
        let (mut room, name) =
            (longest.unwrap_or(0), |cell: &(&str, String)| matches!(cell.0, "POD" | "POOL" | "PHASE"));
        while room > LEAST_NAME && !table(&rows).fits(Some(width)) {
            room -= 1;
            for cell in rows.iter_mut().filter_map(|row| row.get_mut(place)).filter(|cell| name(cell)) {
                cell.1 = shortened(&cell.1, room, "…");
            }
        }
    }
    let text = table(&rows).render_tight(Some(width), false);
    text.lines().map(|line| format!("{:INDENT$}{line}\n", "")).collect()
}
