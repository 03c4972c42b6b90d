//! The section as text: the parts of the run in a table, what happened, the pods and pools, what is doubtful.

use std::fmt::Write;

use super::tables;
use crate::report::bench::cluster::{Elasticity, Marker, MarkerKind, Pod, Warning};
use crate::report::units::{counted, known};
use crate::ui::{columns, wrap};

/// What a report is wide.
pub(super) const WIDTH: usize = 80;

/// The most happenings that are listed; the document has all.
const MOST: usize = 80;

/// The section.
pub fn text(cluster: &Elasticity) -> String {
    let mut out = format!("\nCluster: {} in {}\n", cluster.service, cluster.namespace);
    cluster.warnings.iter().for_each(|it| line(&mut out, &format!("warning: {}", warning(it))));
    if let Some(note) = clocks(cluster.speed) {
        line(&mut out, &note);
    }
    out.push_str(&tables::phases(&cluster.phases));
    if !cluster.markers.is_empty() {
        out.push_str("\n  What happened:\n");
        for marker in cluster.markers.iter().take(MOST) {
            let at = format!("    {:>8}  ", format!("+{:.1} s", marker.at));
            hanging(&mut out, &at, "              ", &happening(marker));
        }
        let more = cluster.markers.len().saturating_sub(MOST);
        if more > 0 {
            let _ = writeln!(out, "    … {more} more, all of them with `-o json`");
        }
    }
    if cluster.pods.iter().any(is_told) {
        out.push('\n');
        out.push_str(&tables::pods(&cluster.pods));
    }
    if cluster.lost_without_pod > 0 {
        line(&mut out, &without_pod(cluster.lost_without_pod));
    }
    if !cluster.pools.is_empty() {
        out.push('\n');
        out.push_str(&tables::pools(cluster));
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

/// Lost requests of which no pod is known.
pub fn without_pod(count: u64) -> String {
    let which = counted(count, "lost request");
    format!("No pod known of {which}: no answer named one, and no pod was going away then.")
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

/// Whether there is more to say of a pod than that it was there.
fn is_told(pod: &Pod) -> bool {
    pod.answered.is_some() || pod.ready.is_some() || pod.deleted.is_some() || pod.lost.is_some()
}

/// Three digits that count, whatever the currency.
pub(super) fn money(amount: f64) -> String {
    match amount {
        _ if amount >= 100.0 => format!("{amount:.0}"),
        _ if amount >= 1.0 => format!("{amount:.2}"),
        _ if amount >= 0.01 || amount == 0.0 => format!("{amount:.4}"),
        _ => format!("{amount:.2e}"),
    }
}

/// A sentence in 80 columns.
fn line(out: &mut String, text: &str) {
    hanging(out, "  ", "    ", text);
}

fn hanging(out: &mut String, first: &str, more: &str, text: &str) {
    for (number, line) in wrap(text, WIDTH - columns(more)).into_iter().enumerate() {
        let before = if number == 0 { first } else { more };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{before}{line}");
    }
}
