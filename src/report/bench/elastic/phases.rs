//! The run in parts: before, during and after each change of the replicas. A part is made of whole seconds, and each second is
//! in exactly one: what the parts count adds up to what the run counts.

use std::time::Duration;

use super::chronicle::Chronicle;
use super::join::Load;
use crate::load::measure::ladder::Ladder;
use crate::report::bench::cluster::{Marker, MarkerKind, Moment, Phase, PhaseKind};

/// A part before it has figures.
#[derive(Debug, Clone, PartialEq)]
struct Part {
    kind: PhaseKind,
    number: u32,
    /// Replicas before and after, of a change.
    change: Option<(u32, u32)>,
    from: usize,
}

/// The parts of a run of so many seconds, in which requests were sent for so many; `moments` has one for each second.
pub(super) fn phases(
    load: &Load<'_>,
    chronicle: &Chronicle,
    markers: &[Marker],
    moments: &[Moment],
) -> Vec<Phase> {
    let parts = parts(load, chronicle, markers, moments);
    let ends = parts.iter().skip(1).map(|part| part.from).chain([moments.len()]);
    parts.iter().zip(ends).map(|(part, to)| phase(part, to, load, moments)).collect()
}

fn parts(load: &Load<'_>, chronicle: &Chronicle, markers: &[Marker], moments: &[Moment]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut number = 0;
    let mut now = match moments.first().map(|first| (first.desired, first.ready)) {
        // Replicas that were on their way when the load began.
        Some((Some(desired), Some(ready))) if ready < desired && !decided(markers, 0) => {
            number = 1;
            Part { kind: PhaseKind::ScaleUp, number, change: Some((ready, desired)), from: 0 }
        }
        _ => Part { kind: PhaseKind::Before, number: 0, change: None, from: 0 },
    };
    for (second, moment) in moments.iter().enumerate() {
        if second >= load.sending {
            let drain = Part { kind: PhaseKind::Drain, number, change: None, from: second };
            close(&mut parts, &mut now, drain);
            break;
        }
        if let Some((from, to)) = change(markers, second) {
            let kind = if to > from { PhaseKind::ScaleUp } else { PhaseKind::ScaleDown };
            match now.kind == kind {
                // A second decision while the first is under way makes one larger change.
                true => now.change = now.change.map(|(before, _)| (before, to)),
                false => {
                    number += u32::from(kind == PhaseKind::ScaleUp);
                    let next = Part { kind, number, change: Some((from, to)), from: second };
                    close(&mut parts, &mut now, next);
                }
            }
        }
        // The second in which it is reached still belongs to the change.
        if moment.known && is_reached(now.kind, chronicle, moment, load.began + (second + 1) as f64) {
            let next = Part { kind: PhaseKind::After, number, change: None, from: second + 1 };
            close(&mut parts, &mut now, next);
        }
    }
    if now.from < moments.len() {
        parts.push(now);
    }
    parts
}

/// Ends a part where the next one begins; one without a second is none.
fn close(parts: &mut Vec<Part>, now: &mut Part, next: Part) {
    let from = next.from;
    let ended = std::mem::replace(now, next);
    if ended.from < from {
        parts.push(ended);
    }
}

fn decided(markers: &[Marker], second: usize) -> bool {
    change(markers, second).is_some()
}

/// What was asked for before and after a second, if that changed in it.
fn change(markers: &[Marker], second: usize) -> Option<(u32, u32)> {
    let within = (second as f64)..((second + 1) as f64);
    let mut scales = markers.iter().filter(|it| it.kind == MarkerKind::Scale && within.contains(&it.at));
    let first = scales.next()?;
    let last = scales.next_back().unwrap_or(first);
    let (from, to) = (first.from?, last.to?);
    (from != to).then_some((from, to))
}

fn is_reached(kind: PhaseKind, chronicle: &Chronicle, moment: &Moment, at: f64) -> bool {
    let (Some(desired), Some(ready)) = (moment.desired, moment.ready) else { return false };
    match kind {
        PhaseKind::ScaleUp => ready >= desired,
        PhaseKind::ScaleDown => {
            let seen = chronicle.counts.partition_point(|(seen, _)| *seen < at);
            let counts = seen.checked_sub(1).map(|index| &chronicle.counts[index].1);
            ready <= desired && counts.is_none_or(|counts| counts.going == 0 && counts.staying <= desired)
        }
        PhaseKind::Before | PhaseKind::After | PhaseKind::Drain => false,
    }
}

fn phase(part: &Part, to: usize, load: &Load<'_>, moments: &[Moment]) -> Phase {
    let seconds =
        load.timeline.seconds().get(part.from..to.min(load.timeline.seconds().len())).unwrap_or_default();
    let sum =
        |pick: fn(&crate::load::measure::timeline::Second) -> u64| seconds.iter().map(pick).sum::<u64>();
    let answered = sum(|second| second.answered);
    let took: Duration = seconds.iter().map(|second| second.latency).sum();
    let slowest = seconds.iter().map(|second| second.slowest).max().unwrap_or_default();
    let spread = merged((part.from..to).map(|second| load.timeline.latencies(second)));
    let first = load.first_tokens.map(|first| merged((part.from..to).map(|second| first.second(second))));
    let told = |ladder: &Ladder, share, longest| {
        told(ladder, share, longest).map(|time: Duration| time.as_secs_f64())
    };
    let of_first = |share| first.as_ref().and_then(|first| told(first, share, Duration::MAX));
    let here = moments.get(part.from..to).unwrap_or_default();
    let before = part.from.checked_sub(1).map_or(here.first(), |second| moments.get(second));
    let (succeeded, failed) = (sum(|second| second.succeeded), sum(|second| second.failed));
    Phase {
        kind: part.kind,
        number: part.number,
        name: name(part, before),
        from: part.from as f64,
        to: to as f64,
        ready_from: before.and_then(|moment| moment.ready),
        ready_to: here.last().and_then(|moment| moment.ready),
        due: sum(|second| second.due),
        sent: sum(|second| second.sent),
        succeeded,
        failed,
        lost: sum(|second| second.lost),
        rate: (succeeded + failed) as f64 / (to - part.from).max(1) as f64,
        p50: told(&spread, 0.5, slowest),
        p99: told(&spread, 0.99, slowest),
        mean: (answered > 0).then(|| took.as_secs_f64() / answered as f64),
        max: (answered > 0).then_some(slowest.as_secs_f64()),
        ttft_p50: of_first(0.5),
        ttft_p99: of_first(0.99),
        most_waiting: here.iter().filter_map(|moment| moment.waiting).reduce(f64::max),
    }
}

fn merged(ladders: impl Iterator<Item = Ladder>) -> Ladder {
    ladders.fold(Ladder::default(), |mut all, one| {
        all.merge(&one);
        all
    })
}

/// A quantile, if ten values lie beyond it.
fn told(ladder: &Ladder, share: f64, longest: Duration) -> Option<Duration> {
    const BEYOND: f64 = 10.0;
    let count: u64 = ladder.rungs().iter().map(|(_, count)| u64::from(*count)).sum();
    // A share of a count is a little off what it means.
    let enough = (1.0 - share) * count as f64 >= BEYOND - 1e-6;
    enough.then(|| ladder.quantile(share, longest)).flatten()
}

fn name(part: &Part, before: Option<&Moment>) -> String {
    let replicas = |count: u32| if count == 1 { "1 replica".to_owned() } else { format!("{count} replicas") };
    match (part.kind, part.change) {
        (PhaseKind::ScaleUp, Some((from, to))) => format!("scale-up {from} to {to}"),
        (PhaseKind::ScaleDown, Some((from, to))) => format!("scale-down {from} to {to}"),
        (PhaseKind::Drain, _) => "drain".to_owned(),
        (PhaseKind::Before, _) => match before.and_then(|moment| moment.ready) {
            Some(ready) => format!("before, {}", replicas(ready)),
            None => "before".to_owned(),
        },
        (_, _) => match before.and_then(|moment| moment.ready) {
            Some(ready) => format!("after, {}", replicas(ready)),
            None => "after".to_owned(),
        },
    }
}
