//! The sentences of a timeline.

use jiff::{SignedDuration, Timestamp};

use crate::clock::span;
use crate::observe::Denial;
use crate::observe::timeline::{
    Advice, Attempt, Bound, Chain, Decision, End, Finding, Missing, Part, Path, Remedy, ScaleUp, Step,
    StepView, Timeline,
};
use crate::report::units::counted;

/// An interval that is wider than a stamp in whole seconds says so.
const WIDE: SignedDuration = SignedDuration::from_secs(2);

/// The time of day, in UTC.
pub fn clock_time(at: Timestamp) -> String {
    at.strftime("%H:%M:%S").to_string()
}

/// Date and time of day, in UTC.
pub fn date_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// A length of time: `0.4s`, `69s`, `2m14s`.
pub fn took(took: SignedDuration) -> String {
    let tenths = (took.as_millis() + 50) / 100;
    match tenths {
        tenths if tenths < 100 && tenths % 10 != 0 => format!("{}.{}s", tenths / 10, tenths % 10),
        _ => span((i64::try_from(took.as_millis()).unwrap_or(i64::MAX) + 500) / 1000),
    }
}

/// How long a part took, with what is left open where that is more than stamps in seconds leave.
pub fn took_of(part: &Part) -> String {
    let open = part.most - part.least;
    match open > WIDE {
        true => format!("{} - {}", took(part.least), took(part.most)),
        false => took(part.took),
    }
}

/// When a step ended.
pub fn at(view: &StepView) -> String {
    match &view.finding {
        Finding::At(mark) | Finding::Within(mark) => {
            let early = clock_time(mark.at.earliest);
            let order = if view.disordered { " ?" } else { "" };
            match mark.at.width() > WIDE {
                true => format!("{early} +{}{order}", span(mark.at.width().as_secs())),
                false => format!("{early}{order}"),
            }
        }
        Finding::Unneeded { .. } => "-".to_owned(),
        Finding::Pending => "not yet".to_owned(),
        Finding::Unknown { .. } => "unknown".to_owned(),
    }
}

/// From how many to how many.
pub fn sizes(decision: &Decision) -> Option<String> {
    let to = decision.to?;
    Some(match decision.from {
        Some(from) => format!("{from} -> {to} replicas"),
        None => format!("to {to} replicas"),
    })
}

/// What is to be seen at once: when, how many, how long.
pub fn headline(scale_up: &ScaleUp, (place, count): (usize, usize)) -> String {
    let of = if count > 1 { format!(" {place} of {count}") } else { String::new() };
    let began = scale_up.began.map(|at| format!(", {}", date_time(at.middle()))).unwrap_or_default();
    let sizes = scale_up.decision().and_then(sizes);
    let pods = counted(scale_up.chains.len(), "pod");
    let ready = scale_up.chains.iter().filter(|chain| chain.end == End::Ready).count();
    // When the first request comes is its sender's affair.
    let own = |path: &Path| {
        let parts = path.parts.iter().filter(|part| !part.steps.contains(&Step::FirstToken));
        took(parts.map(|part| part.took).sum())
    };
    let took = scale_up.critical().and_then(|chain| chain.path.as_ref()).map(own);
    let end = match took {
        Some(took) if ready == scale_up.chains.len() => format!(" in {took}"),
        Some(took) => format!(", {ready} of them ready, in {took}"),
        None => ", none of them ready".to_owned(),
    };
    let sizes = sizes.map(|sizes| format!("{sizes}, ")).unwrap_or_default();
    format!("SCALE-UP{of}{began}: {sizes}{pods}{end}")
}

/// A pod's name without what all pods of the service begin with.
pub fn short(pod: &str, service: &str) -> String {
    let rest = pod.strip_prefix(service).and_then(|rest| rest.strip_prefix('-')).unwrap_or(pod);
    rest.strip_prefix("predictor-").unwrap_or(rest).to_owned()
}

/// The line above a pod's table.
pub fn head(chain: &Chain, scale_up: &ScaleUp) -> String {
    let last = scale_up.critical().is_some_and(|it| it.pod == chain.pod) && scale_up.chains.len() > 1;
    let last = if last { ", the last to be ready" } else { "" };
    let end = match &chain.end {
        End::Ready => String::new(),
        End::Pending => ", not ready yet".to_owned(),
        End::Failed { reason } => format!(", failed: {reason}"),
    };
    format!("pod {}{}{last}{end}", chain.pod, place(chain))
}

fn place(chain: &Chain) -> String {
    let cluster = chain.place.cluster.as_ref().map(|name| format!(" in cluster {name}")).unwrap_or_default();
    let node = chain.place.node.as_ref().map(|name| format!(" on {name}")).unwrap_or_default();
    let pool = chain.place.pool.as_ref().map(|name| format!(" (pool {name})")).unwrap_or_default();
    format!("{cluster}{node}{pool}")
}

/// A pod whose table is not shown.
pub fn other(chain: &Chain) -> String {
    let end = match (&chain.end, &chain.path) {
        (End::Failed { reason }, _) => format!("failed: {reason}"),
        (End::Pending, _) => "not ready yet".to_owned(),
        (End::Ready, None) => "ready".to_owned(),
        (End::Ready, Some(path)) => {
            let longest = path.parts.iter().max_by_key(|part| part.took);
            let longest = longest.and_then(|part| Some((part.ends_with()?, part.took)));
            let longest =
                longest.map(|(step, took)| format!(", of it {} until {}", self::took(took), step.words()));
            format!("{} in all{}", took(path.whole), longest.unwrap_or_default())
        }
    };
    format!("pod {}{}: {end}", chain.pod, place(chain))
}

/// Something that was tried and failed.
pub fn attempt(attempt: &Attempt) -> String {
    let until = attempt.ended.map(|at| format!(" - {}", clock_time(at.earliest))).unwrap_or_default();
    let times = if attempt.count > 1 { format!(", {} times", attempt.count) } else { String::new() };
    let began = clock_time(attempt.began.earliest);
    format!("tried and failed: {} {began}{until}{times}: {}", attempt.step.words(), attempt.words)
}

/// What is not known of a pod's way, a line for each reason.
pub fn unknown(chain: &Chain) -> Vec<String> {
    let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
    for view in &chain.steps {
        let Finding::Unknown { why } = &view.finding else { continue };
        let reason = missing(why, view.step);
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, steps)) => steps.push(view.step.words()),
            None => reasons.push((reason, vec![view.step.words()])),
        }
    }
    reasons.into_iter().map(|(reason, steps)| format!("unknown: {}: {reason}", steps.join(", "))).collect()
}

fn missing(why: &Missing, step: Step) -> String {
    match why {
        Missing::Expired => "events live for an hour, which is over; `--record` keeps them".to_owned(),
        // The autoscaler writes down what it measured, and nobody what the engine did.
        Missing::NeverRecorded if step == Step::MetricPassedTarget => {
            "no record of the API tells it; a watch (`--record`) or `--prometheus` may".to_owned()
        }
        Missing::NeverRecorded => "no record of the API tells it; `--prometheus` may".to_owned(),
        Missing::NoRecord => "the record that would tell is not there".to_owned(),
        Missing::Overwritten => "a later state took its place".to_owned(),
        Missing::Unread { denial } => denied(denial),
    }
}

fn denied(denial: &Denial) -> String {
    match denial {
        Denial::Forbidden { action } => format!("not allowed to {action}"),
        Denial::NotServed => "the cluster does not serve it".to_owned(),
    }
}

/// What decides how long a step takes.
pub fn bound(bound: &Bound, chain: &Chain, step: Step) -> String {
    let own = chain.path.as_ref().and_then(|path| path.took(step));
    match bound {
        Bound::ScrapeAndAdapter => "scrape, adapter's delay".to_owned(),
        Bound::AutoscalerPeriod => "autoscaler's period (15s)".to_owned(),
        Bound::Controllers => "controllers".to_owned(),
        Bound::Scheduler => "scheduler".to_owned(),
        Bound::NodeAutoscalerPeriod => "node autoscaler's period".to_owned(),
        Bound::Boot => {
            format!("boot{}", chain.place.pool.as_ref().map(|it| format!(" of {it}")).unwrap_or_default())
        }
        Bound::DevicePlugin => "driver, device plugin".to_owned(),
        Bound::VolumesAndNetwork => "volumes, network".to_owned(),
        Bound::ModelCopy => "model size, its source".to_owned(),
        Bound::Image(pull) if pull.cached => "on the node already".to_owned(),
        Bound::Image(pull) => match (pull.bytes, pull.seconds) {
            (Some(bytes), Some(seconds)) => {
                let wait = pull.with_waiting.map_or(0.0, |all| all - seconds);
                let wait = if wait >= 1.0 { format!(", waited {wait:.0}s") } else { String::new() };
                format!("{}{}{wait}", size(bytes), rate(bytes, seconds))
            }
            (Some(bytes), None) => size(bytes),
            _ => "image size, registry".to_owned(),
        },
        Bound::Runtime => "container runtime".to_owned(),
        Bound::Weights { gib, seconds } => {
            let seconds = seconds.or(own.map(|own| own.as_secs_f64())).filter(|seconds| *seconds >= 0.5);
            match (gib, seconds) {
                (Some(gib), Some(seconds)) => format!("{gib:.1} GiB at {:.2} GiB/s", gib / seconds),
                (Some(gib), None) => format!("{gib:.1} GiB"),
                _ => "weights, their source".to_owned(),
            }
        }
        Bound::WarmUpAndProbe { period: Some(period) } => format!("warm-up, probe each {period}s"),
        Bound::WarmUpAndProbe { period: None } => "warm-up".to_owned(),
        Bound::Endpoints => "endpoint controller".to_owned(),
        Bound::FirstRequest => "first request, scrape".to_owned(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a size for people")]
fn size(bytes: u64) -> String {
    match bytes {
        _ if bytes >= 1 << 30 => format!("{:.1} GiB", bytes as f64 / f64::from(1 << 30)),
        _ => format!("{:.0} MiB", bytes as f64 / f64::from(1 << 20)),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn rate(bytes: u64, seconds: f64) -> String {
    match seconds > 0.05 {
        true => format!(" at {:.0} MiB/s", bytes as f64 / f64::from(1 << 20) / seconds),
        false => String::new(),
    }
}

/// The sentence at the end.
pub fn advice(advice: &Advice, timeline: &Timeline) -> String {
    let mut pools =
        timeline.scale_ups.iter().filter_map(|it| it.critical()).filter_map(|chain| chain.place.pool.clone());
    let pool = pools.next_back().map(|pool| format!(" in pool {pool}")).unwrap_or_default();
    let saves = format!("{} of {}", took(advice.saves), took(advice.of));
    let what = match advice.remedy {
        Remedy::FasterMetric => "a metric that is scraped and looked at more often".to_owned(),
        Remedy::WarmNode => {
            format!(
                "a node{pool} that is there before it is needed (a larger minimum, or pods that only hold the place)"
            )
        }
        Remedy::FasterVolumes => "volumes that attach faster".to_owned(),
        Remedy::NearerModel => {
            "a model nearer to the node (`neap cache create`), or one that is kept in its memory".to_owned()
        }
        Remedy::PrePulledImage => "an image that lies on the node already, or is smaller".to_owned(),
        Remedy::FasterWarmUp => "a shorter warm-up and probe period".to_owned(),
        Remedy::UncappedMetric => {
            return format!(
                "What would cut most: a metric without a cap, such as waiting requests, which asks for all replicas at once: two cold starts came one after the other, and the second pod would have been ready {saves} sooner."
            );
        }
        Remedy::Recording => {
            return format!(
                "Where most of the {} went cannot be told: `neap status {} --record FILE` keeps what tells.",
                took(advice.of),
                timeline.service
            );
        }
    };
    format!("What would cut most: {what}: at best {saves}.")
}

/// What is to be kept in mind: clocks, what expired, what may not be read.
pub fn caveats(timeline: &Timeline) -> Vec<String> {
    let mut lines = Vec::new();
    for clock in timeline.clocks.iter().filter(|clock| clock.moved) {
        let (least, most) = (clock.offset.least, clock.offset.most);
        let (word, from, to) = match least.is_negative() {
            true => ("behind", -most, -least),
            false => ("ahead of", least, most),
        };
        lines.push(format!(
            "The clock of {} is {} to {} {word} the API server's, as its Lease shows: its stamps were moved.",
            clock.clock,
            took(from),
            took(to)
        ));
    }
    if timeline.expired {
        let oldest = timeline.events_since.map(|at| format!("; the oldest is of {}", date_time(at)));
        lines.push(format!("Events live for an hour by default{}.", oldest.unwrap_or_default()));
    }
    for unread in &timeline.unread {
        lines.push(format!("Without {}: {}.", unread.what, denied(&unread.denial)));
    }
    lines
}
