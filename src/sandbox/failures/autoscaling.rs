//! What an autoscaler is told, and what it makes of it.

use super::{Rehearsal, seconds};

/// 1: a capped metric doubles in series.
#[tokio::test(start_paused = true)]
#[ignore = "takes minutes without optimisation"]
async fn a_capped_metric_takes_two_cold_starts() {
    let mut it = Rehearsal::of("fail-capped-metric").await;
    it.watch(seconds(600)).await;
    assert_eq!(it.desired(), [1, 2, 3], "{}", it.story());
    let second = it.first("two wanted", |seen| seen.desired == 2);
    let ready = it.first("two ready", |seen| seen.ready == 2);
    let third = it.first("three wanted", |seen| seen.desired == 3);
    // The third is asked for only once the second serves: its cold start comes on top.
    assert!(third >= ready && ready > second + 60, "{}", it.story());
    assert!(it.between(second, ready).iter().all(|seen| seen.busy > 0.9));
}

/// 2: utilisation does not fall with more replicas.
#[tokio::test(start_paused = true)]
#[ignore = "takes minutes without optimisation"]
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

/// 3: a queue metric thrashes.
#[tokio::test(start_paused = true)]
#[ignore = "takes minutes without optimisation"]
async fn a_queue_overshoots_falls_to_nothing_and_rises_again() {
    let mut it = Rehearsal::of("fail-queue-thrash").await;
    it.watch(seconds(1500)).await;
    let most = it.seen.iter().map(|seen| seen.desired).max().unwrap();
    let peak = it.first("the peak", |seen| seen.desired == most);
    assert!(most >= 6, "{}", it.story());
    let empty = it.seen.iter().find(|seen| seen.at.as_secs() > peak && seen.waiting == 0).unwrap();
    let low = it.seen.iter().find(|seen| seen.at > empty.at && seen.desired * 2 <= most);
    let low = low.unwrap_or_else(|| panic!("it never falls\n{}", it.story())).at;
    // The load is the same all the while.
    assert!(it.seen.iter().any(|seen| seen.at > low && seen.desired >= most - 1), "{}", it.story());
}

/// 7: series of dead pods linger.
#[tokio::test(start_paused = true)]
#[ignore = "takes minutes without optimisation"]
async fn a_dead_queue_keeps_replicas_up() {
    let mut it = Rehearsal::of("fail-stale-series").await;
    it.watch(seconds(1500)).await;
    let quiet: Vec<_> = it.between(780, 1200).iter().filter(|seen| seen.waiting == 0).collect();
    assert!(quiet.len() > 300, "{}", it.story());
    assert!(quiet.iter().all(|seen| seen.desired > 1), "nothing waits, and yet:\n{}", it.story());
    it.watch(seconds(2100)).await;
    assert_eq!(it.seen.last().unwrap().desired, 1, "it is forgotten at last\n{}", it.story());
}

/// 8: pending and loading pods damp the next scale-up.
#[tokio::test(start_paused = true)]
#[ignore = "takes minutes without optimisation"]
async fn a_rush_during_a_cold_start_changes_nothing() {
    let mut it = Rehearsal::of("fail-damped-scale-up").await;
    it.watch(seconds(600)).await;
    let second = it.first("two wanted", |seen| seen.desired == 2);
    let ready = it.first("two ready", |seen| seen.ready == 2);
    let rush = it.first("the rush", |seen| seen.waiting > 20);
    assert!(rush + 60 < ready, "the rush comes while the second pod loads\n{}", it.story());
    assert!(it.between(second, ready).iter().all(|seen| seen.desired == 2), "{}", it.story());
    assert!(it.between(ready, 600).iter().any(|seen| seen.desired == 4), "{}", it.story());
}

/// 13: two managers fight over replicas.
#[tokio::test(start_paused = true)]
#[ignore = "takes minutes without optimisation"]
async fn replicas_go_up_and_down_between_two_managers() {
    let mut it = Rehearsal::of("fail-two-managers").await;
    it.watch(seconds(900)).await;
    let desired = it.desired();
    let falls = desired.windows(2).filter(|pair| pair[1] == 1).count();
    assert!(falls >= 4, "{desired:?}");
    assert!(desired.iter().max() > Some(&2), "{desired:?}");
}

/// 15: preemption while nothing waits.
#[tokio::test(start_paused = true)]
#[ignore = "takes minutes without optimisation"]
async fn work_is_thrown_away_and_the_queue_is_empty() {
    let mut it = Rehearsal::of("fail-hidden-preemption").await;
    it.watch(seconds(600)).await;
    let last = it.seen.last().unwrap();
    assert!(last.preemptions >= 20, "{}", last.preemptions);
    let waiting = it.seen.iter().map(|seen| seen.waiting).sum::<usize>() as f64 / it.seen.len() as f64;
    assert!(waiting < 0.5, "{waiting}");
    assert_eq!(it.desired(), [1], "the autoscaler sees nothing\n{}", it.story());
}
