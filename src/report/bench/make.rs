//! Summary → document.

use std::collections::BTreeMap;
use std::time::Duration;

use super::blocks::Blocks;
use super::document::{
    Bin, Client, Connections, Document, Ending, Errors, Extent, Handshakes, Load, Model, Pacing, Percentile,
    Phases, Queue, Requests, Second, Stage, Status, Strain, Times, VERSION, Window,
};
use crate::load::measure::Measurements;
use crate::load::measure::distribution::{Distribution, Quantile};
use crate::load::measure::extent::Extent as Measured;
use crate::load::measure::ladder::Rung;
use crate::load::measure::recorder::{Recorder, is_success};
use crate::load::measure::timeline::Timeline;
use crate::load::plan::{self, Plan};
use crate::load::saturation::strain::{Cause, MOST_CPU, MOST_LOOP_DELAY, MOST_SEND_LAG, MOST_STEAL};
use crate::load::schedule::Amount;
use crate::load::schedule::timetable::Course;
use crate::load::summary::{self, Summary};

/// The percentiles that are told.
pub const PERCENTS: [f64; 9] = [10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99];

/// What a report says of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    load: Load,
    threads: usize,
    asked_cv: Option<f64>,
    /// The seconds in which a queue is looked for.
    steady: Option<(usize, usize)>,
}

impl About {
    /// Of a plan.
    pub fn of(plan: &Plan) -> Self {
        let (requests, seconds) = match plan.load.amount() {
            Amount::Requests(requests) => (Some(requests), None),
            Amount::Time(time) => (None, Some(time.as_secs_f64())),
        };
        let mut load = Load {
            url: plan.request.target.to_string(),
            method: plan.request.message.method.to_string(),
            host: plan.request.host.clone(),
            model: Model::Closed,
            concurrency: plan.concurrency,
            requests,
            seconds,
            rate_per_worker: None,
            stages: Vec::new(),
            arrivals: None,
            seed: None,
            timeout: plan.timeout.map(|timeout| timeout.as_secs_f64()),
            grace: plan.grace.as_secs_f64(),
        };
        let mut asked_cv = None;
        match &plan.load {
            plan::Load::Closed { period, .. } => {
                load.rate_per_worker = period.map(|period| 1.0 / period.as_secs_f64())
            }
            plan::Load::Open(timetable) => {
                load.model = Model::Open;
                match &timetable.course {
                    Course::Trace(_) => load.arrivals = Some("trace".to_owned()),
                    Course::Rate { profile, process, seed } => {
                        load.arrivals = Some(process.name());
                        load.seed = Some(*seed);
                        asked_cv = Some(process.variation());
                        let pieces = profile.pieces().iter();
                        let stage = |from, to, seconds| Stage { seconds, from, to };
                        load.stages = pieces
                            .map(|piece| stage(piece.from, piece.to, Some(piece.lasts.as_secs_f64())))
                            .collect();
                        load.stages.extend(profile.then().map(|rate| stage(rate, rate, None)));
                    }
                }
            }
        }
        let whole = |time: Duration| usize::try_from(time.as_secs()).unwrap_or(usize::MAX);
        let steady = plan.steady.map(|span| (whole(span.from), span.to.map_or(usize::MAX, whole)));
        Self { load, threads: plan.threads, asked_cv, steady }
    }
}

/// The report of a run, before anything was judged.
pub fn document(summary: &Summary, about: &About) -> Document {
    let measured = &summary.measured;
    let pacing = measured.pacing.as_ref().map(|pacing| Pacing {
        scheduled: pacing.count() + measured.whole.never_sent,
        sent: pacing.count(),
        never_sent: measured.whole.never_sent,
        achieved_rate: pacing.rate(about.load.seconds.map(|_| summary.elapsed)),
        inter_arrival_cv: pacing.variation(),
        asked_inter_arrival_cv: about.asked_cv,
        send_lag: times(&pacing.lag),
    });
    let sending = usize::try_from(summary.elapsed.as_secs()).unwrap_or(usize::MAX);
    let (from, to) = about.steady.unwrap_or((0, usize::MAX));
    let trend = pacing.as_ref().and_then(|_| measured.timeline.trend(from, to.min(sending)));
    Document {
        version: VERSION,
        neap: env!("CARGO_PKG_VERSION").to_owned(),
        started: None,
        ending: match summary.ending {
            summary::Ending::Complete => Ending::Complete,
            summary::Ending::Interrupted | summary::Ending::Terminated => Ending::Interrupted,
            summary::Ending::Unreachable => Ending::Unreachable,
        },
        client: client(summary, about.threads),
        load: about.load.clone(),
        pacing,
        queue: trend.map(|trend| Queue { growth: trend.growth, steady: !trend.grows }),
        whole: window(&measured.whole, summary.elapsed),
        steady: measured.steady.as_ref().map(|steady| window(steady, summary.elapsed)),
        objectives: Vec::new(),
        timeline: timeline(&measured.timeline),
        team: None,
        blocks: blocks(measured),
        llm: None,
        cluster: None,
        connections: Connections {
            opened: measured.connections.opened,
            before_start: measured.connections.before,
            last_opened: measured.connections.last.map(|time| time.as_secs_f64()),
            tls: (measured.connections.handshakes.count > 0).then(|| Handshakes {
                count: measured.connections.handshakes.count,
                resumed: measured.connections.resumed,
                time: extent(measured.connections.handshakes),
            }),
        },
    }
}

fn client(summary: &Summary, threads: usize) -> Client {
    let strains = summary.strains.iter().map(|(cause, strain)| Strain {
        cause: cause.as_str().to_owned(),
        limit: match cause {
            Cause::Cpu => MOST_CPU,
            Cause::LoopDelay => MOST_LOOP_DELAY.as_secs_f64(),
            Cause::SendLag => MOST_SEND_LAG.as_secs_f64(),
            Cause::Steal => MOST_STEAL,
            Cause::Throttled | Cause::Descriptors => 0.0,
        },
        worst: strain.worst,
        seconds: strain.seconds.len(),
        first_second: strain.seconds.first().copied().unwrap_or(0),
    });
    Client { saturated: summary.strains.is_saturated(), threads, strains: strains.collect() }
}

fn window(recorder: &Recorder, elapsed: Duration) -> Window {
    let span = recorder.span;
    let length = span.length(elapsed).as_secs_f64();
    let per_second = |count: u64| if length > 0.0 { count as f64 / length } else { 0.0 };
    let phases = recorder.phases;
    let statuses = recorder.statuses.iter().map(|(status, count)| Status { status: *status, count: *count });
    Window {
        from: span.from.as_secs_f64(),
        to: span.from.as_secs_f64() + length,
        requests: Requests {
            sent: recorder.sent(),
            answered: recorder.answered(),
            succeeded: recorder.succeeded(),
            failed: recorder.failed(),
            unfinished: recorder.unfinished,
            never_sent: recorder.never_sent,
            resent: recorder.resent,
        },
        rate: per_second(recorder.within),
        goodput: per_second(recorder.succeeded_within),
        error_share: recorder.error_share(),
        bytes: recorder.bytes,
        latency: times(&recorder.latency),
        phases: Phases {
            connect: extent(phases.connect),
            dns: extent(phases.dns),
            queue: extent(phases.queue),
            write: extent(phases.write),
            wait: extent(phases.wait),
            read: extent(phases.read),
        },
        statuses: statuses.collect(),
        errors: errors(recorder),
    }
}

fn errors(recorder: &Recorder) -> Vec<Errors> {
    // By class: how many, and the most frequent message with its count.
    let mut classes: BTreeMap<&str, (u64, u64, String)> = BTreeMap::new();
    let statuses = recorder.statuses.iter().filter(|(status, _)| !is_success(**status));
    let statuses = statuses.map(|(status, count)| ("status", status.to_string(), *count));
    let faults =
        recorder.faults.iter().map(|((class, message), count)| (class.as_str(), message.clone(), *count));
    for (class, message, count) in faults.chain(statuses) {
        let (all, most, example) = classes.entry(class).or_default();
        *all += count;
        if count > *most {
            (*most, *example) = (count, message);
        }
    }
    let made = classes.into_iter();
    let made = made.map(|(class, (count, _, example))| {
        let status = (class == "status").then(|| example.parse().ok()).flatten();
        let body = status.and_then(|status: u16| recorder.bodies.get(&status)).cloned();
        Errors { class: class.to_owned(), count, example, body }
    });
    made.collect()
}

pub fn times(distribution: &Distribution) -> Times {
    times_among(distribution, distribution.extent.count + distribution.open())
}

/// Times that come from so many requests, several from each.
pub fn times_among(distribution: &Distribution, requests: u64) -> Times {
    let extent = extent(distribution.extent);
    let percentiles = PERCENTS.map(|percent| {
        let quantile = distribution.quantile(percent / 100.0);
        let interval = distribution.interval(percent / 100.0, requests);
        Percentile {
            percent,
            value: quantile.least().map(|value| value.as_secs_f64()),
            at_least: matches!(quantile, Quantile::AtLeast(_)),
            low: interval.map(|(low, _)| low.as_secs_f64()),
            high: interval.and_then(|(_, high)| high).map(|high| high.as_secs_f64()),
        }
    });
    Times {
        count: distribution.extent.count,
        unfinished: distribution.open(),
        mean: extent.mean,
        min: extent.min,
        max: extent.max,
        percentiles: percentiles.into(),
        histogram: histogram(distribution),
    }
}

fn histogram(distribution: &Distribution) -> Vec<Bin> {
    let (ended, unfinished) = distribution.ladders();
    let mut rungs: BTreeMap<Rung, (u64, u64)> = BTreeMap::new();
    for (rung, count) in ended.rungs() {
        rungs.entry(*rung).or_default().0 += u64::from(*count);
    }
    for (rung, count) in unfinished.rungs() {
        rungs.entry(*rung).or_default().1 += u64::from(*count);
    }
    let bins = rungs.into_iter().map(|(rung, (count, unfinished))| Bin {
        from: rung.from().as_secs_f64(),
        to: rung.to().as_secs_f64(),
        count,
        unfinished,
    });
    bins.collect()
}

fn extent(measured: Measured) -> Extent {
    let some = |time: Duration| (measured.count > 0).then_some(time.as_secs_f64());
    Extent { mean: measured.mean(), min: some(measured.min), max: some(measured.max) }
}

fn timeline(timeline: &Timeline) -> Vec<Second> {
    let seconds = timeline.seconds().iter().zip(timeline.under_way()).enumerate();
    let made = seconds.map(|(at, (second, under_way))| {
        let answered = second.answered > 0;
        let latencies = timeline.latencies(at);
        let quantile = |share| latencies.quantile(share, second.slowest).map(|time| time.as_secs_f64());
        Second {
            due: second.due,
            sent: second.sent,
            succeeded: second.succeeded,
            failed: second.failed,
            under_way,
            mean: answered.then(|| second.latency.as_secs_f64() / second.answered as f64),
            p50: quantile(0.5),
            p90: quantile(0.9),
            p99: quantile(0.99),
            max: answered.then_some(second.slowest.as_secs_f64()),
            lost: second.lost,
        }
    });
    made.collect()
}

/// The blocks of a run; of prompts also those of the times that tokens took.
fn blocks(measured: &Measurements) -> Blocks {
    let mut times = vec![("latency", &measured.blocks.latencies)];
    if let Some(llm) = &measured.llm {
        times.extend(["ttft", "tpot", "e2el"].into_iter().zip(&llm.blocks));
    }
    Blocks::of(&measured.blocks.ended, &times)
}
