//! The target that `neap bench llm --suggest-target` names, used in a sandbox: with it a growing load keeps its objective, with a higher
//! one it does not.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::super::actors::Record;
use super::super::scenario::builtin::builtin;
use super::super::scenario::text::Span;
use super::super::scenario::{Load, Scenario};
use super::{Rehearsal, seconds};
use crate::elastic::target::{Advice, Candidate, Haste, Reading, Step, Verdict, advise};

/// What every request is to keep: the first token within this time, 95 of 100.
const OBJECTIVE: Duration = Duration::from_secs(1);
/// Sequences that an engine takes at a time: it is full then, and that is known.
const FULL: f64 = 8.0;
/// How long a step is, and how long nothing is sent between two.
const STEP: u64 = 90;
const PAUSE: u64 = 60;
/// From a metric's rise to the answer of a new replica, in this scenario; and how fast the load grows.
const HASTE: Haste = Haste { delay: 270.0, doubling: 600.0 };

/// One engine of eight sequences, and room for three more.
fn scenario() -> Scenario {
    let mut scenario = builtin("fail-capped-metric").unwrap();
    for object in &mut scenario.objects {
        match object["kind"].as_str() {
            Some("Deployment") => {
                let command = object.pointer_mut("/spec/template/spec/containers/0/command/2").unwrap();
                *command = json!(format!("{} --max-num-seqs {FULL}", command.as_str().unwrap()));
            }
            Some("HorizontalPodAutoscaler") => object["spec"]["maxReplicas"] = json!(4),
            _ => {}
        }
    }
    scenario.load.clear();
    scenario
}

fn load(after: u64, lasts: u64, rate: f64) -> Load {
    let text = json!({
        "whenReady": "qwen", "after": format!("{after}s"), "for": format!("{lasts}s"), "concurrency": 100, "rate": rate,
        "host": "qwen.example.com", "timeout": "60s",
        "body": {
            "messages": [{"role": "user", "content": "How do tides rise?"}],
            "max_tokens": 200, "ignore_eos": true, "stream": true,
        },
    });
    serde_json::from_value(text).unwrap()
}

/// The share of requests whose first token came too late, or never.
fn late<'a>(records: impl Iterator<Item = &'a Record>) -> Option<f64> {
    let (mut all, mut late) = (0.0, 0.0);
    for record in records {
        all += 1.0;
        late += f64::from(!record.is_served() || record.first.is_none_or(|first| first > OBJECTIVE));
    }
    (all > 0.0).then_some(late / all)
}

fn reading(values: &[f64]) -> Option<Reading> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    (!values.is_empty()).then(|| Reading { mean, deviation: variance.sqrt() })
}

/// Steps of a load against one replica: running, waiting and the use of the KV cache.
async fn sweep(rates: &[f64]) -> Vec<Step> {
    let mut scenario = scenario();
    scenario.objects.retain(|object| object["kind"] != "HorizontalPodAutoscaler");
    let starts = (0..).map(|place| place * (STEP + PAUSE));
    scenario.load = rates.iter().zip(starts).map(|(rate, after)| load(after, STEP, *rate)).collect();
    let mut it = Rehearsal::with(scenario).await;
    let mut gauges: Vec<[f64; 3]> = Vec::new();
    let end = 240 + rates.len() as u64 * (STEP + PAUSE);
    for second in 1..=end {
        it.watch(seconds(second)).await;
        let looks = it.engines(|it| [it.running() as f64, it.waiting() as f64, it.kv_usage()]);
        gauges.push(looks.first().copied().unwrap_or_default());
    }
    let records = it.sandbox.records().all();
    let step = |(place, rate): (usize, &f64)| {
        let of: Vec<&Record> = records.iter().filter(|record| record.load == place).collect();
        let begin = of.iter().map(|record| record.sent).min().unwrap();
        // The first third is left out: what runs comes to its level.
        let settled = begin.saturating_add(seconds(STEP / 3)).unwrap();
        let missed = late(of.iter().copied().filter(|record| record.sent >= settled)).unwrap();
        let from = settled.duration_since(it.begin).as_secs() as usize;
        let looks = &gauges[from..from + (STEP * 2 / 3) as usize];
        let values = |gauge: usize| reading(&looks.iter().map(|look| look[gauge]).collect::<Vec<_>>());
        Step { rate: *rate, kept: Some(missed < 0.05), full: false, readings: (0..3).map(values).collect() }
    };
    rates.iter().enumerate().map(step).collect()
}

/// The largest share of late requests in two minutes of a load that doubles in ten from half of what one replica bears.
async fn worst(advice: &Advice, metric: &str, target: f64) -> (f64, String) {
    const EACH: u64 = 60;
    let mut scenario = scenario();
    for object in scenario.objects.iter_mut().filter(|it| it["kind"] == "HorizontalPodAutoscaler") {
        let pods: &mut Value = object.pointer_mut("/spec/metrics/0/pods").unwrap();
        let target = format!("{}m", (target * 1000.0).floor());
        *pods =
            json!({"metric": {"name": metric}, "target": {"type": "AverageValue", "averageValue": target}});
    }
    let rate = |minute: u64| advice.keeps / 2.0 * ((minute * EACH) as f64 / HASTE.doubling).exp2();
    let minutes = 22;
    let mut sent = 0.0;
    for minute in 0..minutes {
        let more = rate(minute) - sent;
        sent = rate(minute);
        scenario.load.push(load(minute * EACH, (minutes - minute) * EACH, more));
    }
    let mut it = Rehearsal::with(scenario).await;
    it.watch(seconds(240 + minutes * EACH)).await;
    let records = it.sandbox.records().all();
    let begin = records.iter().map(|record| record.sent).min().unwrap();
    let of = |window: u64| {
        let from = begin.saturating_add(SignedDuration::from_secs((window * 120) as i64)).unwrap();
        let to = from.saturating_add(Span::seconds(120).0).unwrap();
        late(records.iter().filter(|record| (from..to).contains(&record.sent)))
    };
    let worst = (0..minutes * EACH / 120).filter_map(of).fold(0.0, f64::max);
    (worst, it.story())
}

/// 1 and 3, mended: the target that a sweep and the engine's gauges name.
#[tokio::test(start_paused = true)]
async fn the_suggested_target_keeps_the_objective_and_a_higher_one_does_not() {
    // An answer takes two seconds, so that eight at a time are four a second.
    let rates: Vec<f64> = (1..=11).map(|place| 0.38 * f64::from(place)).collect();
    let steps = sweep(&rates).await;
    let candidates = [
        Candidate { cap: Some(FULL), least: 1.0 },
        Candidate { cap: None, least: 1.0 },
        Candidate { cap: Some(1.0), least: 0.01 },
    ];
    let advice = advise(&steps, &candidates, HASTE).unwrap();
    assert!(advice.misses.is_some(), "{steps:?}");
    // What one engine bears is known: full at eight sequences.
    let [_, _, most] = advice.judged[0].shows;
    assert!((0.7 * FULL..=FULL).contains(&most), "{advice:?}\n{steps:#?}");
    // The queue is empty until it is too late.
    assert!(matches!(advice.judged[1].verdict, Verdict::Blind { .. }), "{advice:?}");
    assert!(matches!(advice.judged[0].verdict, Verdict::Works { .. }), "{advice:?}");
    let target = advice.judged[0].target;

    let metric = "vllm:num_requests_running";
    let (share, story) = worst(&advice, metric, target).await;
    assert!(share < 0.05, "{share} late at {target}: {advice:?}\n{story}");
    // Full, the engine is not a tenth above it: nobody asks for more.
    let (share, story) = worst(&advice, metric, target * 1.6).await;
    assert!(share > 0.2, "{share} late at {}: {advice:?}\n{story}", target * 1.6);
}
