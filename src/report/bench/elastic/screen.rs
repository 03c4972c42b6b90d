//! The live screen: the load, the metric against its target, replicas as cells, pools, and what is happening now. Useful at 80 × 24.

use crate::observe::{Autoscaler, Metric, PodView, Pool, Service, Snapshot, Stage};
use crate::report::bench::cluster::Marker;
use crate::report::bench::elastic::text::{clocks, happening};
use crate::report::bench::text::some;
use crate::report::status::{Screen, next, stage_word, why};
use crate::report::units::{known, seconds};
use crate::ui::Mark;

/// Columns of the labels.
const LABEL: usize = 10;
/// Cells of a bar: its end is twice the target.
const BAR: usize = 24;
/// Pods whose reason is told, and happenings that are.
const MOST: usize = 3;

/// The load at a moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Now {
    /// Seconds since it began.
    pub elapsed: f64,
    /// How long it is to send, in seconds, or how many requests.
    pub goal: String,
    /// Requests that ended a second, in the last seconds.
    pub rate: f64,
    /// Half of them took at most this long.
    pub p50: Option<f64>,
    /// 99 of 100 took at most this long.
    pub p99: Option<f64>,
    /// Under way.
    pub in_flight: u64,
    /// Ended since the beginning.
    pub ended: u64,
    /// Failed since the beginning.
    pub failed: u64,
}

/// The screen. `began` is when the load began on the watch's clock, `lost` why there is no news.
pub fn screen(
    now: &Now,
    snapshot: &Snapshot,
    (markers, began): (&[Marker], f64),
    lost: Option<&str>,
    speed: f64,
    screen: Screen,
) -> String {
    let mut out = String::new();
    let mut row = |label: &str, text: &str, mark: Mark| out.push_str(&labelled(label, text, screen, mark));
    row("load", &load(now), Mark::Strong);
    if let Some(note) = clocks(speed) {
        row("", &note, Mark::Dim);
    }
    if let Some(why) = lost {
        row("watch", &format!("lost, what follows is old: {why}"), Mark::Bad);
    }
    let Some(service) = snapshot.services.first() else {
        row("service", "is gone", Mark::Warn);
        return out;
    };
    for autoscaler in &service.autoscalers {
        autoscaler.metrics.iter().for_each(|it| row("metric", &metric(it), Mark::Plain));
        row("next", &forecast(autoscaler, service, snapshot), Mark::Plain);
    }
    row("replicas", &replicas(service), Mark::Plain);
    for (at, pool) in service.pools.iter().enumerate() {
        row(if at == 0 { "pools" } else { "" }, &self::pool(pool), Mark::Plain);
    }
    let waiting: Vec<&PodView> = service.pods.iter().filter(|pod| pod.stage != Stage::Ready).collect();
    for (at, pod) in waiting.iter().take(MOST).enumerate() {
        let reason = why(pod, snapshot.at).map_or_else(String::new, |why| format!(": {why}"));
        let text = format!("{} {}{reason}", pod.name, stage_word(pod).0);
        row(if at == 0 { "now" } else { "" }, &text, stage_word(pod).1);
    }
    if waiting.len() > MOST {
        row("", &format!("and {} more pods that are not ready", waiting.len() - MOST), Mark::Dim);
    }
    let last = &markers[markers.len().saturating_sub(MOST)..];
    for (at, marker) in last.iter().enumerate() {
        let text = format!("+{:.0} s {}", (marker.at - began).max(0.0), happening(marker));
        row(if at == 0 { "before" } else { "" }, &text, Mark::Dim);
    }
    out
}

fn labelled(label: &str, text: &str, screen: Screen, mark: Mark) -> String {
    let lines = screen.wrapped(text, LABEL, mark);
    // The first line's indent is where the label stands.
    format!("{label:<LABEL$}{}", lines.get(LABEL..).unwrap_or_default())
}

fn load(now: &Now) -> String {
    format!(
        "{} of {}   {:.1}/s   p50 {}   p99 {}   {} in flight   {} ended, {} failed",
        seconds(now.elapsed),
        now.goal,
        now.rate,
        some(now.p50),
        some(now.p99),
        now.in_flight,
        now.ended,
        now.failed
    )
}

/// `vllm:num_requests_waiting 11 / 5 [############|###########.]`: the stroke is the target.
fn metric(metric: &Metric) -> String {
    let value = metric.current.as_deref().unwrap_or("no value");
    let each = if metric.per_pod { " each" } else { "" };
    let text = format!("{} {value} / {}{each}", metric.name, metric.target);
    let Some(ratio) = metric.ratio else { return text };
    let half = BAR / 2;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by the bar")]
    let filled = (ratio * half as f64).round().clamp(0.0, BAR as f64) as usize;
    let cell = |at: usize| if at < filled { '#' } else { '.' };
    let below: String = (0..half).map(cell).collect();
    let above: String = (half..BAR).map(cell).collect();
    format!("{text}   [{below}|{above}]")
}

fn forecast(autoscaler: &Autoscaler, service: &Service, snapshot: &Snapshot) -> String {
    let bounds = format!("{} to {} replicas", autoscaler.min, autoscaler.max);
    format!("{} ({bounds})", next(autoscaler, service.replicas.desired, snapshot.at))
}

/// A cell a pod, by a letter: colour alone says nothing.
fn replicas(service: &Service) -> String {
    let cell = |pod: &PodView| match &pod.stage {
        Stage::Ready => "[R]",
        Stage::Loading { .. } => "[L]",
        Stage::Pulling { .. } | Stage::Creating | Stage::Initialising { .. } => "[i]",
        Stage::Terminating => "[-]",
        stage if stage.is_broken() => "[X]",
        _ => "[ ]",
    };
    let cells: String = service.pods.iter().map(cell).collect();
    let desired = known(service.replicas.desired);
    format!(
        "{cells} {} of {desired} ready   R ready, L loads, i image and volumes, blank waits",
        service.replicas.ready
    )
}

fn pool(pool: &Pool) -> String {
    let counts = &pool.counts;
    let name = pool.place().unwrap_or_else(|| "(none)".to_owned());
    let cell = |at: u32| if at < counts.used { "[#]" } else { "[ ]" };
    // More cells than a line has are a number.
    let gpus: String = match counts.total {
        0..=16 => (0..counts.total).map(cell).collect(),
        total => format!("{}/{total}", counts.used),
    };
    let booting = counts.not_ready + counts.without_accelerator;
    let booting = if booting > 0 { format!(", {booting} booting") } else { String::new() };
    let nodes = if counts.ready == 1 { "node" } else { "nodes" };
    format!("{name}: {} {nodes}{booting}   GPUs {gpus}", counts.ready)
}
