//! What clients get.

use super::super::actors::Outcome;
use super::super::scenario::Balance;
use super::super::scenario::builtin::builtin;
use super::{Rehearsal, seconds};

/// 4: kept connections pin clients to old pods.
#[tokio::test(start_paused = true)]
async fn new_replicas_get_nothing_to_do() {
    let served = |it: &Rehearsal| {
        let mut served = it.engines(|engine| engine.statistics().arrived);
        served.sort_unstable();
        served
    };
    let mut it = Rehearsal::of("fail-pinned-clients").await;
    it.watch(seconds(600)).await;
    assert_eq!(it.seen.last().unwrap().ready, 3, "{}", it.story());
    assert_eq!(served(&it)[..2], [0, 0], "{}", it.story());
    // A balancer that looks at requests shares them out.
    let mut scenario = builtin("fail-pinned-clients").unwrap();
    scenario.ingress.policy = Balance::RoundRobin;
    let mut it = Rehearsal::with(scenario).await;
    it.watch(seconds(600)).await;
    assert!(served(&it).iter().all(|count| *count > 20), "{:?}\n{}", served(&it), it.story());
}

/// 5: ready before warm.
#[tokio::test(start_paused = true)]
async fn an_open_port_is_no_loaded_model() {
    let mut it = Rehearsal::of("fail-cold-ready").await;
    it.watch(seconds(420)).await;
    let (before, after) = (it.sent(150, 239), it.sent(240, 300));
    assert_eq!((before.failed(), before.served() > 20), (0, true), "{}", it.story());
    assert!(after.ended(Outcome::Status(503)) > 5, "{:?}\n{}", after.0.len(), it.story());
    // A probe that asks for the model's health keeps clients away.
    let mut scenario = builtin("fail-cold-ready").unwrap();
    let probe = "/spec/template/spec/containers/0/readinessProbe";
    let probe = scenario.objects.iter_mut().find_map(|object| object.pointer_mut(probe)).unwrap();
    *probe = serde_json::json!({"httpGet": {"path": "/health", "port": 8080}, "periodSeconds": 5});
    let mut it = Rehearsal::with(scenario).await;
    it.watch(seconds(420)).await;
    assert_eq!(it.sent(150, 420).failed(), 0, "{}", it.story());
}

/// 9: scale-in cuts streams.
#[tokio::test(start_paused = true)]
async fn streams_break_when_their_pod_goes() {
    let mut it = Rehearsal::of("fail-cut-streams").await;
    it.watch(seconds(420)).await;
    let (before, after) = (it.sent(120, 200), it.sent(200, 260));
    assert_eq!((before.failed(), before.served() > 5), (0, true), "{}", it.story());
    assert!(after.ended(Outcome::Broken) >= 2, "{:?}\n{}", after.0, it.story());
}

/// 6: scale to zero against timeouts.
#[tokio::test(start_paused = true)]
async fn who_comes_first_after_a_sleep_waits_in_vain() {
    let outcomes = |it: &Rehearsal| (it.sent(100, 140), it.sent(140, 240));
    let mut it = Rehearsal::of("fail-zero-timeout").await;
    it.watch(seconds(240)).await;
    assert!(it.between(100, 120).iter().all(|seen| seen.pods == 0), "{}", it.story());
    let (first, second) = outcomes(&it);
    assert_eq!((first.ended(Outcome::TimedOut), first.served()), (1, 0), "{}", it.story());
    assert!(second.served() > 10 && second.failed() == 0, "{:?}\n{}", second, it.story());
    // One pod that stays keeps the first from waiting.
    let field = "/spec/template/metadata/annotations/autoscaling.knative.dev~1min-scale";
    let mut it = Rehearsal::changed("fail-zero-timeout", "Service", field, "1".into()).await;
    it.watch(seconds(240)).await;
    let (first, second) = outcomes(&it);
    assert!(first.served() > 10 && first.failed() + second.failed() == 0, "{}", it.story());
}
