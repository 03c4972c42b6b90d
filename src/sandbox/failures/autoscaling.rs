//! What an autoscaler is told, and what it makes of it.

use serde_json::json;

use super::super::scenario::builtin::builtin;
use super::super::scenario::text::Span;
use super::{Rehearsal, seconds};

/// 2: utilisation does not fall with more replicas.
#[tokio::test(start_paused = true)]
async fn utilisation_stays_where_it_was() {
    let mut it = Rehearsal::of("fail-flat-metric").await;
    it.watch(seconds(900)).await;
    let three = it.first("three ready", |seen| seen.ready == 3);
    let mean = |from, to| {
        let seen = it.between(from, to);
        seen.iter().map(|seen| seen.busy).sum::<f64>() / seen.len() as f64
    };
    let (alone, together) = (mean(three / 3, three / 3 + 30), mean(three + 60, 900));
    assert!(together > 0.9 * alone && together > 0.9, "{alone} {together}\n{}", it.story());
    // They are busy, and nearly empty.
    assert!(it.engines(|engine| engine.kv_usage()).iter().all(|usage| *usage < 0.05));
    assert_eq!(it.seen.last().unwrap().desired, 3);
}

/// 13: two managers fight over replicas.
#[tokio::test(start_paused = true)]
async fn replicas_go_up_and_down_between_two_managers() {
    let mut it = Rehearsal::of("fail-two-managers").await;
    it.watch(seconds(600)).await;
    let desired = it.desired();
    let falls = desired.windows(2).filter(|pair| pair[1] == 1).count();
    assert!(falls >= 4, "{desired:?}");
    assert!(desired.iter().max() > Some(&2), "{desired:?}");
}

/// 15: preemption while nothing waits.
#[tokio::test(start_paused = true)]
async fn work_is_thrown_away_and_the_queue_is_empty() {
    let mut it = Rehearsal::of("fail-hidden-preemption").await;
    it.watch(seconds(600)).await;
    let last = it.seen.last().unwrap();
    assert!(last.preemptions >= 20, "{}", last.preemptions);
    let waiting = it.seen.iter().map(|seen| seen.waiting).sum::<usize>() as f64 / it.seen.len() as f64;
    assert!(waiting < 0.5, "{waiting}");
    assert_eq!(it.desired(), [1], "the autoscaler sees nothing\n{}", it.story());
}

/// 1: a capped metric doubles in series.
#[tokio::test(start_paused = true)]
async fn a_capped_metric_needs_two_cold_starts_in_series() {
    let mut it = Rehearsal::of("fail-capped-metric").await;
    it.watch(seconds(600)).await;
    assert_eq!(it.desired(), [1, 2, 3], "{}", it.story());
    let second = it.first("the second ready", |seen| seen.ready == 2);
    assert!(it.first("three wanted", |seen| seen.desired == 3) > second, "{}", it.story());
    // Requests under way have no end at 100, and ask for all that is needed at once.
    let metric = json!({"metric": {"name": "vllm:num_requests_running"}, "target": {"type": "AverageValue", "averageValue": "2"}});
    let mut it = Rehearsal::autoscaled("fail-capped-metric", "/spec/metrics/0/pods", metric).await;
    it.watch(seconds(300)).await;
    assert_eq!(it.desired(), [1, 3], "{}", it.story());
}

/// 3: a queue metric thrashes.
#[tokio::test(start_paused = true)]
async fn a_queue_metric_overshoots_falls_to_nothing_and_begins_again() {
    let mut it = Rehearsal::of("fail-queue-thrash").await;
    it.watch(seconds(900)).await;
    let desired = it.desired();
    // Four replicas have places for all.
    assert!(desired.iter().max() > Some(&4), "{desired:?}\n{}", it.story());
    let falls = desired.windows(2).filter(|pair| pair[1] < pair[0]).count();
    let again = desired.windows(2).rposition(|pair| pair[1] > pair[0]).unwrap();
    assert!(falls > 0 && desired[..again].contains(&1) && again > 1, "{desired:?}\n{}", it.story());
    // What is under way does not fall when places are added.
    let metric = json!({"metric": {"name": "vllm:num_requests_running"}, "target": {"type": "AverageValue", "averageValue": "3"}});
    let mut it = Rehearsal::autoscaled("fail-queue-thrash", "/spec/metrics/0/pods", metric).await;
    it.watch(seconds(900)).await;
    assert!(it.desired().is_sorted(), "{}", it.story());
}

/// 7: series of dead pods linger.
#[tokio::test(start_paused = true)]
async fn a_queue_that_died_with_its_pod_keeps_replicas_up() {
    let after = |it: &Rehearsal| it.between(480, 580).iter().map(|seen| seen.desired).collect::<Vec<_>>();
    let mut it = Rehearsal::of("fail-stale-series").await;
    it.watch(seconds(580)).await;
    // The load is over, and no engine has anything to do.
    assert!(it.between(480, 580).iter().all(|seen| seen.waiting == 0), "{}", it.story());
    assert!(after(&it).iter().all(|desired| *desired > 1), "{}", it.story());
    let mut scenario = builtin("fail-stale-series").unwrap();
    scenario.metrics.linger = Span::seconds(15);
    let mut it = Rehearsal::with(scenario).await;
    it.watch(seconds(580)).await;
    assert!(after(&it).iter().all(|desired| *desired == 1), "{}", it.story());
}

/// 8: pods that load damp the next step.
#[tokio::test(start_paused = true)]
async fn a_rush_while_a_pod_loads_changes_nothing() {
    let rush = |it: &Rehearsal| it.first("a queue", |seen| seen.waiting > 10);
    let asked = |it: &Rehearsal| it.first("more than two wanted", |seen| seen.desired > 2);
    let mut it = Rehearsal::of("fail-damped-scale-up").await;
    it.watch(seconds(420)).await;
    let loaded = it.first("the second ready", |seen| seen.ready == 2);
    assert!(asked(&it) > loaded && asked(&it) > rush(&it) + 180, "{}", it.story());
    // The same rush when the second is there.
    let mut scenario = builtin("fail-damped-scale-up").unwrap();
    scenario.load[1].after = Span::seconds(330);
    let mut it = Rehearsal::with(scenario).await;
    it.watch(seconds(480)).await;
    assert!(rush(&it) > it.first("the second ready", |seen| seen.ready == 2), "{}", it.story());
    assert!(asked(&it) < rush(&it) + 45, "{}", it.story());
}
