//! The KPA of `elastic` beside Knative's own autoscaler, which runs in virtual time: the same targets from the same
//! annotations, and the same counts at the same tick.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use neap::elastic::kpa::{Aggregation, Autoscaler, Decider, Observed, Settings, Window};
use serde::{Deserialize, Serialize};

use crate::oracle;
use crate::plane::Part;
use crate::random::Random;
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    crate::own![Need::KpaDecisions; the_knative_autoscaler_decides_as_the_real_one_at_the_same_tick]
}

/// The fields are those of `decisions_test.go`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    id: usize,
    settings: BTreeMap<String, String>,
    annotations: BTreeMap<String, String>,
    concurrency: i64,
    reachable: bool,
    ready: i32,
    delay: usize,
    seconds: Vec<Option<f64>>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "PascalCase")]
struct Trace {
    #[serde(rename = "ID")]
    id: usize,
    target: f64,
    total: f64,
    burst_capacity: f64,
    panic_threshold: f64,
    initial_scale: i32,
    activation_scale: i32,
    stable_window: f64,
    panic_window: f64,
    scale_down_delay: f64,
    weighted: bool,
    ticks: Vec<Tick>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tick {
    stable: f64,
    panic: f64,
    valid: bool,
    pods: i32,
    excess: i32,
}

/// The last bit of a power is another one in Go, which a weighted average shows.
impl PartialEq for Tick {
    fn eq(&self, other: &Self) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(1.0);
        near(self.stable, other.stable)
            && near(self.panic, other.panic)
            && (self.valid, self.pods, self.excess) == (other.valid, other.pods, other.excess)
    }
}

const CASES: usize = 2000;
const SECONDS: i64 = 400;

fn the_knative_autoscaler_decides_as_the_real_one_at_the_same_tick() {
    let seed = oracle::seed(48);
    let mut random = Random::new(seed);
    let cases: Vec<Case> = (0..CASES).map(|id| Case::generate(&mut random, id)).collect();
    let found = oracle::run(Part::KpaDecisions, "kpa-decisions", &cases, |line| {
        let real: Trace = serde_json::from_str(line).unwrap();
        let case = &cases[real.id];
        let ours = trace(case);
        let counts: Vec<i32> = ours.ticks.iter().map(|tick| tick.pods).collect();
        let changes = counts.windows(2).filter(|pair| pair[0] != pair[1]).count();
        (changes, difference(case, &real, &ours))
    });
    assert_eq!(found.len(), CASES);
    let changes: usize = found.iter().map(|(changes, _)| changes).sum();
    assert!(changes > 5 * CASES, "the cases are dull: {changes} changes");
    let wrong: Vec<&String> = found.iter().filter_map(|(_, difference)| difference.as_ref()).collect();
    let shown = wrong.iter().take(2).map(|text| text.as_str()).collect::<Vec<_>>().join("\n\n");
    assert!(wrong.is_empty(), "seed {seed}: {} of {CASES} differ\n{shown}", wrong.len());
}

impl Case {
    fn generate(random: &mut Random, id: usize) -> Self {
        let mut settings = BTreeMap::new();
        let mut annotations = BTreeMap::new();
        let maybe = |random: &mut Random, percent, key: &str, values: &[&str]| {
            let (global, own) = (random.percent(percent / 2), random.percent(percent));
            (
                global.then(|| random.of(values).to_owned()),
                own.then(|| (key.to_owned(), random.of(values).to_owned())),
            )
        };
        for (key, annotation, values) in [
            ("stable-window", "window", ["6s", "10s", "30s", "60s", "90s"].as_slice()),
            ("panic-window-percentage", "panic-window-percentage", &["10", "25", "50", "100", "1"]),
            ("panic-threshold-percentage", "panicThresholdPercentage", &["110", "150", "200", "1000"]),
            ("target-burst-capacity", "target-burst-capacity", &["-1", "0", "10", "211"]),
            ("scale-down-delay", "scale-down-delay", &["0s", "1s", "5s", "30s", "2m"]),
        ] {
            let (global, own) = maybe(random, 40, &format!("autoscaling.knative.dev/{annotation}"), values);
            settings.extend(global.map(|value| (key.to_owned(), value)));
            annotations.extend(own);
        }
        for (key, values) in [
            ("max-scale-up-rate", ["1.1", "2", "10", "1000"].as_slice()),
            ("max-scale-down-rate", &["1.1", "1.5", "2", "10"]),
            ("container-concurrency-target-percentage", &["70", "0.5", "100"]),
            ("container-concurrency-target-default", &["5", "10", "100"]),
            ("requests-per-second-target-default", &["5", "50"]),
        ] {
            if random.percent(40) {
                settings.insert(key.to_owned(), random.of(values).to_owned());
            }
        }
        for (key, values) in [
            ("metric", ["concurrency", "rps"].as_slice()),
            ("target", &["1", "5", "10", "33.3", "0.01"]),
            ("target-utilization-percentage", &["50", "70", "100"]),
            ("metric-aggregation-algorithm", &["linear", "weighted-exponential"]),
            ("metricAggregationAlgorithm", &["weightedExponential"]),
            ("activation-scale", &["2", "5"]),
            ("initial-scale", &["0", "1", "4"]),
        ] {
            if random.percent(30) {
                annotations.insert(format!("autoscaling.knative.dev/{key}"), random.of(values).to_owned());
            }
        }
        // The last bit of a power is another one in Go, so a weighted average must not lie on an edge.
        let weighted = annotations.values().any(|value| value.starts_with("weighted"));
        let uneven = if weighted { 0.012_345_7 } else { 0.0 };
        Self {
            id,
            settings,
            annotations,
            concurrency: random.of(&[0, 0, 1, 10, 100]),
            reachable: random.percent(90),
            ready: random.of(&[0, 1, 1, 2, 5, 10]),
            delay: usize::try_from(random.between(1, 20)).unwrap(),
            seconds: load(random).into_iter().map(|load| load.map(|load| load * (1.0 + uneven))).collect(),
        }
    }
}

/// Load in each second: quiet, rising, bursting, with pauses in which nothing is heard.
fn load(random: &mut Random) -> Vec<Option<f64>> {
    let scale = random.of(&[1, 10, 100, 1000]) as f64;
    let shape = random.between(0, 4);
    let turn = random.between(20, 200);
    let gaps = random.percent(30);
    let mut silent = 0;
    let of = |second: i64| {
        if gaps && random.percent(2) {
            silent = random.between(1, 90);
        }
        silent -= 1;
        if silent > 0 {
            return None;
        }
        let share = match shape {
            0 => {
                if second < turn {
                    0.5
                } else {
                    0.0
                }
            }
            1 => second as f64 / SECONDS as f64,
            2 => {
                if (turn..turn + 10).contains(&(second % 200)) {
                    10.0
                } else {
                    0.3
                }
            }
            3 => random.between(0, 100) as f64 / 50.0,
            _ => {
                if second % 120 < 60 {
                    1.0
                } else {
                    0.0
                }
            }
        };
        Some((share * scale * 1000.0).round() / 1000.0)
    };
    (0..SECONDS).map(of).collect()
}

/// Virtual time starts here in Go.
fn at(second: i64) -> Timestamp {
    "2000-01-01T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(second)
}

/// The same case with our rules.
fn trace(case: &Case) -> Trace {
    let settings = Settings::parse(&case.settings).unwrap();
    let decider = Decider::new(&case.annotations, case.concurrency, case.reachable, &settings);
    let window =
        |span: SignedDuration| Window::new(u32::try_from(span.as_secs()).unwrap(), decider.aggregation);
    let (mut stable, mut panic) = (window(decider.stable_window), window(decider.panic_window));
    let mut autoscaler = Autoscaler::new(&decider, case.ready, at(0));
    let mut ready = case.ready;
    let (mut ticks, mut wanted) = (Vec::new(), Vec::new());
    for (second, value) in (1..).zip(&case.seconds) {
        let now = at(second);
        if let Some(value) = value {
            stable.record(now, *value);
            panic.record(now, *value);
        }
        if second % 2 == 1 {
            continue;
        }
        if let Some(tick) = wanted.len().checked_sub(case.delay) {
            ready = wanted[tick];
        }
        let observed = Observed { stable: stable.average(now), panic: panic.average(now) };
        let decided = (!stable.is_empty(now)).then(|| autoscaler.tick(&decider, ready, observed, now));
        wanted.push(decided.map_or(ready, |decided| decided.pods));
        ticks.push(Tick {
            // Of an empty window the collector tells nothing.
            stable: if decided.is_some() { observed.stable } else { 0.0 },
            panic: if decided.is_some() { observed.panic } else { 0.0 },
            valid: decided.is_some(),
            pods: decided.map_or(0, |decided| decided.pods),
            excess: decided.map_or(0, |decided| decided.excess_burst_capacity),
        });
    }
    Trace {
        id: case.id,
        target: decider.target,
        total: decider.total,
        burst_capacity: decider.target_burst_capacity,
        panic_threshold: decider.panic_threshold,
        initial_scale: decider.initial_scale,
        activation_scale: decider.activation_scale,
        stable_window: decider.stable_window.as_secs_f64(),
        panic_window: decider.panic_window.as_secs_f64(),
        scale_down_delay: decider.scale_down_delay.as_secs_f64(),
        weighted: decider.aggregation == Aggregation::WeightedExponential,
        ticks,
    }
}

fn difference(case: &Case, real: &Trace, ours: &Trace) -> Option<String> {
    if real == ours {
        return None;
    }
    let given = format!("{:?} {:?} concurrency {}", case.settings, case.annotations, case.concurrency);
    let tick = (0..real.ticks.len().max(ours.ticks.len()))
        .find(|tick| real.ticks.get(*tick) != ours.ticks.get(*tick));
    Some(match tick {
        Some(tick) => format!(
            "case {} tick {tick}: {given} delay {} ready {}\nreal {:?}\nours {:?}",
            case.id,
            case.delay,
            case.ready,
            real.ticks.get(tick.saturating_sub(2)..=tick),
            ours.ticks.get(tick.saturating_sub(2)..=tick)
        ),
        None => format!(
            "case {}: {given}\nreal {:?}\nours {:?}",
            case.id,
            Trace { ticks: Vec::new(), ..clone(real) },
            Trace { ticks: Vec::new(), ..clone(ours) }
        ),
    })
}

/// All but the ticks.
fn clone(trace: &Trace) -> Trace {
    Trace { ticks: Vec::new(), ..*trace }
}
