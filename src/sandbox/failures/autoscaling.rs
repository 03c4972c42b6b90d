//! What an autoscaler is told, and what it makes of it.

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
    it.watch(seconds(900)).await;
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
