//! The section as text: the parts of the run in a table, what happened, the pods and pools, what is doubtful.

use std::fmt::Write;

use crate::report::bench::cluster::{
    Elasticity, FirstAnswer, Knowledge, Marker, MarkerKind, Phase, Pod, Priced, Told, Warning,
};
use crate::report::bench::text::some;
use crate::report::units::known;
use crate::ui::Table;

/// The most happenings that are listed; the document has all.
const MOST: usize = 80;

/// The section.
pub fn text(cluster: &Elasticity) -> String {
    let mut out = format!("\nCluster: {} in {}\n", cluster.service, cluster.namespace);
    cluster.warnings.iter().for_each(|it| line(&mut out, &format!("warning: {}", warning(it))));
    if let Some(note) = clocks(cluster.speed) {
        line(&mut out, &note);
    }
    out.push_str(&indented(&phases(&cluster.phases)));
    if !cluster.markers.is_empty() {
        out.push_str("\n  What happened:\n");
        for marker in cluster.markers.iter().take(MOST) {
            let _ = writeln!(out, "    {:>8}  {}", format!("+{:.1} s", marker.at), happening(marker));
        }
        let more = cluster.markers.len().saturating_sub(MOST);
        if more > 0 {
            let _ = writeln!(out, "    … {more} more, all of them with `-o json`");
        }
    }
    if cluster.pods.iter().any(is_told) {
        out.push('\n');
        out.push_str(&indented(&pods(&cluster.pods)));
    }
    if !cluster.pools.is_empty() {
        out.push('\n');
        out.push_str(&indented(&pools(cluster)));
    }
    if let Some(cost) = &cluster.cost {
        let each = [
            cost.per_thousand_requests.map(|cost| format!("{} for 1,000 requests", money(cost))),
            cost.per_million_tokens.map(|cost| format!("{} for a million tokens", money(cost))),
        ];
        let each: Vec<String> = each.into_iter().flatten().collect();
        let without = match cost.without_price.as_slice() {
            [] => String::new(),
            pools => format!("; without {}, which has no price", pools.join(", ")),
        };
        line(&mut out, &format!("Cost: {}{}", [vec![money(cost.total)], each].concat().join(", "), without));
    }
    out
}

/// A doubt with what mends it.
pub fn warning(warning: &Warning) -> String {
    match &warning.mend {
        Some(mend) => format!("{} (`{mend}` mends it)", warning.text),
        None => warning.text.clone(),
    }
}

/// Which clock is shown, where there are two.
pub fn clocks(speed: f64) -> Option<String> {
    let same = (speed - 1.0).abs() < f64::EPSILON;
    (!same).then(|| {
        format!(
            "The cluster's clock runs {speed} times as fast as this one: times are this clock's; ages, hours and costs are the cluster's."
        )
    })
}

/// What happened, in a line.
pub fn happening(marker: &Marker) -> String {
    let Marker { about, text, .. } = marker;
    let pool = marker.pool.as_deref().filter(|pool| !pool.is_empty());
    let pool = pool.map_or_else(String::new, |pool| format!(" ({pool})"));
    match marker.kind {
        MarkerKind::Scale => {
            format!("scale {} to {}: {text} ({about})", known(marker.from), known(marker.to))
        }
        MarkerKind::PodUnschedulable => format!("pod {about} unschedulable: {text}"),
        MarkerKind::NodeCame | MarkerKind::NodeReady | MarkerKind::NodeWent => {
            format!("node {about}{pool} {text}")
        }
        _ => format!("pod {about} {text}"),
    }
}

fn phases(phases: &[Phase]) -> Table {
    let prompts = phases.iter().any(|phase| phase.ttft_p50.is_some());
    let mut header = vec!["PHASE", "FROM", "FOR", "READY", "ENDED/S"];
    header.extend(if prompts { ["TTFT P50", "TTFT P99"].as_slice() } else { &[] });
    header.extend(["P50", "P99", "MAX", "FAILED", "LOST", "WAITING"]);
    let mut table = Table::new(header);
    for phase in phases {
        let ready = match (phase.ready_from, phase.ready_to) {
            (Some(from), Some(to)) if from == to => to.to_string(),
            (Some(from), Some(to)) => format!("{from} to {to}"),
            (None, Some(to)) => to.to_string(),
            _ => "-".to_owned(),
        };
        let mut cells = vec![
            phase.name.clone(),
            format!("+{:.0} s", phase.from),
            format!("{:.0} s", phase.to - phase.from),
            ready,
            format!("{:.1}", phase.rate),
        ];
        cells.extend(if prompts { vec![some(phase.ttft_p50), some(phase.ttft_p99)] } else { Vec::new() });
        cells.extend([some(phase.p50), some(phase.p99), some(phase.max)]);
        cells.extend([phase.failed.to_string(), phase.lost.to_string()]);
        cells.push(phase.most_waiting.map_or_else(|| "-".to_owned(), |most| format!("{most:.0}")));
        table.row(cells);
    }
    table
}

/// Whether there is more to say of a pod than that it was there.
fn is_told(pod: &Pod) -> bool {
    pod.answered.is_some() || pod.ready.is_some() || pod.deleted.is_some()
}

fn pods(pods: &[Pod]) -> Table {
    let mut table = Table::new(["POD", "POOL", "READY", "FIRST ANSWER", "TOOK", "ANSWERED", "LOST WITH IT"]);
    for pod in pods {
        table.row([
            pod.name.clone(),
            pod.pool.clone().unwrap_or_else(|| "-".to_owned()),
            pod.ready.map_or_else(|| "before".to_owned(), |at| format!("+{at:.1} s")),
            pod.first_answer.map_or_else(|| "-".to_owned(), first),
            pod.first_answer.map_or_else(|| "-".to_owned(), |first| some(first.took)),
            told(pod.answered),
            told(pod.lost),
        ]);
    }
    table
}

fn first(first: FirstAnswer) -> String {
    match first.source {
        Knowledge::Header => format!("+{:.1} s", first.latest),
        _ => format!("+{:.1} to {:.1} s, inferred", first.earliest, first.latest),
    }
}

fn told(told: Option<Told<u64>>) -> String {
    match told {
        None => "-".to_owned(),
        Some(Told { value, source: Knowledge::Header }) => value.to_string(),
        Some(Told { value, .. }) => format!("{value}, inferred"),
    }
}

fn pools(cluster: &Elasticity) -> Table {
    let mut table = Table::new(["POOL", "NODE HOURS", "GPU HOURS", "PRICE", "COST"]);
    for pool in &cluster.pools {
        let price = pool.price.map(|price| {
            let of = if price.of == Priced::Gpu { "/gpu/h" } else { "/h" };
            format!("{}{of}", price.per_hour)
        });
        table.row([
            if pool.pool.is_empty() { "(none)".to_owned() } else { pool.pool.clone() },
            format!("{:.3}", pool.node_hours),
            format!("{:.3}", pool.gpu_hours),
            price.unwrap_or_else(|| "-".to_owned()),
            pool.cost.map_or_else(|| "-".to_owned(), money),
        ]);
    }
    table
}

/// Three digits that count, whatever the currency.
fn money(amount: f64) -> String {
    match amount {
        _ if amount >= 100.0 => format!("{amount:.0}"),
        _ if amount >= 1.0 => format!("{amount:.2}"),
        _ if amount >= 0.01 || amount == 0.0 => format!("{amount:.4}"),
        _ => format!("{amount:.2e}"),
    }
}

fn indented(table: &Table) -> String {
    table.render(None, false).lines().map(|line| format!("  {line}\n")).collect()
}

fn line(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "  {text}");
}
