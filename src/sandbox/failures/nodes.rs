//! Nodes that do not come, come twice, or share what they load from.

use super::{Rehearsal, seconds};

/// 10: the pool is out of stock.
#[tokio::test(start_paused = true)]
async fn the_back_off_outlasts_the_shortage() {
    let mut it = Rehearsal::of("fail-out-of-stock").await;
    it.watch(seconds(900)).await;
    let pending = it.first("a pod without a place", |seen| seen.unplaced > 0);
    let node = it.first("a cloud node", |seen| seen.cloud > 0);
    // There are machines again after three minutes; the pool is left alone for five from the first failure.
    assert!(pending < 180 && node > pending + 300, "{pending} {node}\n{}", it.story());
    assert!(!it.events("NotTriggerScaleUp").await.is_empty());
    assert!(it.between(node, 900).iter().any(|seen| seen.unplaced == 0), "{}", it.story());
}

/// 11: a node is ready and has no GPU yet.
#[tokio::test(start_paused = true)]
async fn a_node_without_its_gpu_is_bought_twice() {
    let mut it = Rehearsal::of("fail-double-provisioning").await;
    it.watch(seconds(600)).await;
    let most = it.seen.iter().map(|seen| seen.cloud).max().unwrap();
    let needed = it.seen.iter().map(|seen| seen.desired).max().unwrap() as usize - 1;
    assert!(most > needed, "{most} nodes for {needed} pods\n{}", it.story());
    // With nodes that say what will come, there are as many as are needed.
    let mut scenario = crate::sandbox::scenario::builtin::builtin("fail-double-provisioning").unwrap();
    scenario.pools.iter_mut().for_each(|pool| pool.faults.double_provisioning = false);
    let mut it = Rehearsal::with(scenario).await;
    it.watch(seconds(600)).await;
    assert_eq!(it.seen.iter().map(|seen| seen.cloud).max(), Some(needed), "{}", it.story());
}

/// 12: a rolling update on full GPUs.
#[tokio::test(start_paused = true)]
async fn a_rollout_waits_for_a_gpu_that_it_holds_itself() {
    let mut it = Rehearsal::of("fail-surge-deadlock").await;
    it.watch(seconds(900)).await;
    assert!(it.between(200, 900).iter().all(|seen| (seen.ready, seen.unplaced) == (2, 1)), "{}", it.story());
    let world = it.sandbox.inside().world.read();
    let deployment = world.deployments.get("default", "qwen").unwrap();
    let progressing = deployment.status.conditions.iter().find(|it| it.kind == "Progressing").unwrap();
    assert_eq!(progressing.status, "False");
    assert_eq!(progressing.reason.as_deref(), Some("ProgressDeadlineExceeded"));
}

/// 14: new nodes share one source.
#[tokio::test(start_paused = true)]
async fn four_that_load_at_once_take_four_times_as_long() {
    let mut it = Rehearsal::of("fail-shared-source").await;
    it.watch(seconds(600)).await;
    let alone = it.first("one ready", |seen| seen.ready == 1);
    let together = it.first("five ready", |seen| seen.ready == 5) - 180;
    // 5.9 GB at 200 MiB/s are 28 seconds; the rest of a start takes as long for four as for one.
    assert!(together >= alone + 80 && together <= alone + 90, "{alone} {together}\n{}", it.story());
}
