//! The join on a recorded scale-up, and on pictures and loads made up at random.

mod lost;

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use proptest::prelude::*;

use super::chronicle::{Chronicle, Life};
use super::seen::Counts;
use super::{Load, Named, Page, Tariff, join};
use crate::load::measure::timeline::{End, Timeline};
use crate::observe::{Reconnecting, Record, Scope, Snapshot, World};
use crate::report::bench::cluster::{
    Elasticity, Knowledge, Marker, MarkerKind, PhaseKind, PoolNodes, Priced, Told,
};

/// One to three replicas and back on the real control plane, with a node that was lost for five seconds in between.
const RECORDING: &str = include_str!("../../../../tests/fixtures/observe/queue-1-to-3.jsonl");

fn recording() -> Vec<Record> {
    RECORDING.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What a watch sees that makes a picture of each record; the first picture is whole.
fn watched() -> Chronicle {
    let records = recording();
    let begun = records[0].at;
    let scope =
        Scope { namespace: Some("default".into()), service: Some("qwen-chat".into()), ..Scope::default() };
    let (mut world, mut chronicle) = (World::new(scope), Chronicle::default());
    for (number, record) in records.into_iter().enumerate() {
        let at = record.at;
        world.apply(record);
        if number >= 16 {
            chronicle.see(at.duration_since(begun).as_secs_f64(), &world.snapshot(at));
        }
    }
    chronicle
}

/// Ten requests a second for so long, each answered in 0.2 s; some of one second are lost.
fn requests(seconds: u64, lost: (u64, u64)) -> Timeline {
    let mut timeline = Timeline::default();
    for second in 0..seconds {
        for number in 0..10 {
            let due = Duration::from_millis(second * 1000 + number * 50);
            timeline.due(due);
            timeline.sent(due);
            let (end, took) = (due + Duration::from_millis(200), Duration::from_millis(200));
            match second == lost.0 && number < lost.1 {
                true => timeline.ended(end, End::Lost, None),
                false => timeline.ended(end, End::Succeeded, Some(took)),
            }
        }
    }
    timeline
}

fn load(timeline: &Timeline) -> Load<'_> {
    let seconds = timeline.seconds().len();
    Load {
        began: 0.0,
        lasted: seconds as f64,
        sending: seconds,
        sending_seconds: seconds as f64,
        timeline,
        first_tokens: None,
        last_opened: None,
        tokens: None,
        pods: &[],
        cut: &[],
    }
}

fn joined(load: &Load<'_>, chronicle: &Chronicle, tariffs: &[Tariff]) -> Elasticity {
    join(load, chronicle, ("default", "qwen-chat"), tariffs, 1.0)
}

#[test]
fn a_recorded_tide_is_told_in_order_and_in_the_autoscalers_words() {
    let timeline = requests(60, (46, 3));
    let joined = joined(&load(&timeline), &watched(), &[]);
    insta::assert_snapshot!(super::text::text(&joined));
    let scales: Vec<_> = joined
        .markers
        .iter()
        .filter(|marker| marker.kind == MarkerKind::Scale)
        .map(|marker| (marker.from, marker.to, marker.text.as_str()))
        .collect();
    let above = "pods metric vllm:num_requests_waiting above target";
    assert_eq!(scales, [(Some(1), Some(3), above), (Some(3), Some(1), "All metrics below target")]);
    let lost = joined.pods.iter().find_map(|pod| pod.lost.filter(|lost| lost.value > 0));
    assert_eq!(lost, Some(Told { value: 3, source: Knowledge::Window }));
}

/// A run that ends while pods start: they were never ready, and one that was there at the beginning was so before.
#[test]
fn a_pod_that_only_starts_was_never_ready() {
    let timeline = requests(20, (0, 0));
    let joined = joined(&load(&timeline), &watched(), &[]);
    let known: Vec<_> =
        joined.pods.iter().map(|pod| (pod.created.is_some(), pod.ready, pod.ready_before)).collect();
    assert_eq!(known, [(false, None, true), (true, None, false), (true, None, false)]);
    let table = super::tables::pods(&joined.pods);
    let ready: Vec<&str> =
        table.lines().skip(1).filter_map(|line| line.split_whitespace().nth(2)).take(3).collect();
    assert_eq!(ready, ["before", "never", "never"], "{table}");
}

#[test]
fn the_parts_of_a_recorded_tide_are_those_that_a_reader_would_name() {
    let timeline = requests(60, (0, 0));
    let parts = joined(&load(&timeline), &watched(), &[]).phases;
    let told: Vec<_> = parts.iter().map(|part| (part.name.as_str(), part.from, part.to)).collect();
    assert_eq!(
        told,
        [
            ("before, 1 replica", 0.0, 8.0),
            ("scale-up 1 to 3", 8.0, 28.0),
            ("after, 3 replicas", 28.0, 46.0),
            ("scale-down 3 to 1", 46.0, 47.0),
            ("after, 1 replica", 47.0, 60.0),
        ]
    );
}

#[test]
fn what_was_sent_before_the_load_and_after_it_is_left_out() {
    let timeline = requests(5, (9, 0));
    let later = Load { began: 60.0, ..load(&timeline) };
    let joined = joined(&later, &watched(), &[]);
    assert_eq!((joined.markers.len(), joined.phases.len()), (0, 1));
    assert_eq!(joined.phases[0].kind, PhaseKind::Before);
    assert!(joined.pods.iter().all(|pod| pod.created.is_none() && pod.gone.is_none()), "{:?}", joined.pods);
    assert_eq!(joined.pods.len(), 1, "the others were gone");
}

#[test]
fn requests_that_end_after_the_last_was_sent_are_the_drain() {
    let timeline = requests(10, (99, 0));
    let stopped = Load { sending: 8, sending_seconds: 7.5, ..load(&timeline) };
    let last = joined(&stopped, &Chronicle::default(), &[]).phases.pop().unwrap();
    assert_eq!((last.kind, last.from, last.to, last.succeeded), (PhaseKind::Drain, 8.0, 10.0, 20));
}

#[test]
fn pools_are_paid_from_when_their_nodes_come() {
    let mut chronicle = Chronicle::default();
    let counts = |ready, booting| Counts {
        nodes: vec![PoolNodes { pool: "cloud".into(), ready, booting }],
        accelerators: vec![("cloud".into(), ready * 2)],
        ..Counts::default()
    };
    // A node before the load; a second one comes after 10 s and is ready after 20 s.
    chronicle.counts = vec![(-50.0, counts(1, 0)), (10.0, counts(1, 1)), (20.0, counts(2, 0))];
    let timeline = requests(30, (99, 0));
    let tariff = |text: &str| Tariff::parse(text).unwrap();
    let tokens = Load { tokens: Some(1_000_000), ..load(&timeline) };
    let joined = joined(&tokens, &chronicle, &[tariff("cloud=36/h"), tariff("edge=1/h")]);
    let pool = &joined.pools[0];
    let near = |value: f64, truth: f64| assert!((value - truth).abs() < 1e-9, "{value} {truth}");
    near(pool.node_hours * 3600.0, 30.0 + 20.0);
    near(pool.gpu_hours * 3600.0, 2.0 * 20.0 + 4.0 * 10.0);
    let cost = joined.cost.unwrap();
    near(cost.total, 0.5);
    near(cost.per_thousand_requests.unwrap(), 0.5 / 0.3);
    near(cost.per_million_tokens.unwrap(), 0.5);
    assert_eq!(joined.warnings[0].text, "no node of a pool edge was seen: there is cloud");
    let by_gpu = join(&tokens, &chronicle, ("a", "b"), &[tariff("cloud=36/gpu/h")], 10.0);
    near(by_gpu.cost.unwrap().total, 8.0);
    assert_eq!(by_gpu.pools[0].price.unwrap().of, Priced::Gpu);
}

/// A pod that became ready after 20 s of 60.
fn late() -> Chronicle {
    let mut chronicle = Chronicle::default();
    let life = Life { created: Some(5.0), ready: Some(20.0), ..Life::default() };
    chronicle.lives.insert("late".into(), life);
    chronicle
}

#[test]
fn pods_that_no_connection_can_have_found_are_warned_of() {
    let timeline = requests(60, (99, 0));
    let opened = |last| Load { last_opened: Some(last), ..load(&timeline) };
    let doubts = |load: &Load<'_>, chronicle: &Chronicle| joined(load, chronicle, &[]).warnings;
    let warned = doubts(&opened(10.0), &late());
    assert_eq!((warned[0].code.as_str(), warned[0].mend.as_deref()), ("pinned", Some("--conn-max-age 10s")));
    assert!(
        warned[0].text.contains("unless something before the pods spreads requests"),
        "{}",
        warned[0].text
    );
    assert_eq!(doubts(&opened(21.0), &late()), []);
    // What the engine counted decides.
    let counted = |count| {
        let mut chronicle = late();
        chronicle.engines.cold("late", 20.0);
        let page = Page { answered: Some(count), ..Page::default() };
        chronicle.engines.see(50.0, &BTreeMap::from([("late".to_owned(), page)]));
        chronicle
    };
    assert_eq!(doubts(&opened(10.0), &counted(5.0)), []);
    assert!(doubts(&opened(10.0), &counted(0.0))[0].text.ends_with("they got none"));
}

#[test]
fn the_first_answer_of_a_cold_replica_lies_between_two_readings() {
    let mut chronicle = late();
    chronicle.engines.cold("late", 20.0);
    for (at, count, sum) in [(21.0, 0.0, 0.0), (22.0, 0.0, 0.0), (23.0, 2.0, 3.0), (40.0, 9.0, 10.0)] {
        let page = Page { answered: Some(count), first_tokens: Some((count, sum)), ..Page::default() };
        chronicle.engines.see(at, &BTreeMap::from([("late".to_owned(), page)]));
    }
    let timeline = requests(60, (99, 0));
    let pod = joined(&load(&timeline), &chronicle, &[]).pods.remove(0);
    let first = pod.first_answer.unwrap();
    assert_eq!((first.earliest, first.latest, first.took), (22.0, 23.0, Some(1.5)));
    assert_eq!(first.source, Knowledge::Engine);
    assert_eq!(pod.answered, Some(Told { value: 9, source: Knowledge::Engine }));
    // A header says it better.
    let named = [("late.default:8080".to_owned(), Named { answered: 4, first: 22.5, took: 0.25 })];
    let told = Load { pods: &named, ..load(&timeline) };
    let pod = joined(&told, &chronicle, &[]).pods.remove(0);
    let first = pod.first_answer.unwrap();
    assert_eq!((first.earliest, first.took, first.source), (22.5, Some(0.25), Knowledge::Header));
    assert_eq!(pod.answered, Some(Told { value: 4, source: Knowledge::Header }));
}

#[test]
fn an_engine_that_starts_again_goes_on_counting() {
    let mut chronicle = late();
    for (at, count) in [(1.0, 100.0), (2.0, 130.0), (3.0, 5.0), (4.0, 7.0)] {
        let page = Page { answered: Some(count), waiting: Some(2.0), ..Page::default() };
        chronicle.engines.see(at, &BTreeMap::from([("late".to_owned(), page)]));
    }
    let timeline = requests(60, (99, 0));
    let joined = joined(&load(&timeline), &chronicle, &[]);
    assert_eq!(joined.pods[0].answered.unwrap().value, 37);
    assert_eq!((joined.timeline[4].waiting, joined.timeline[20].waiting), (Some(2.0), None));
}

#[test]
fn pages_of_both_engines_are_read() {
    let vllm = [
        ("vllm:num_requests_waiting", 3.0),
        ("vllm:num_requests_running", 2.0),
        ("vllm:time_to_first_token_seconds_count", 4.0),
        ("vllm:time_to_first_token_seconds_sum", 8.0),
        ("vllm:e2e_request_latency_seconds_count", 4.0),
    ];
    let page = Page::read(vllm);
    assert_eq!((page.waiting, page.running, page.answered), (Some(3.0), Some(2.0), Some(4.0)));
    assert_eq!(page.first_tokens, Some((4.0, 8.0)));
    let sglang = Page::read([
        ("sglang:num_queue_reqs", 1.0),
        ("sglang:num_queue_reqs", 1.0),
        ("sglang:num_running_reqs", 5.0),
    ]);
    assert_eq!((sglang.waiting, sglang.running, sglang.answered), (Some(2.0), Some(5.0), None));
}

#[test]
fn a_lost_watch_is_a_gap_and_nothing_is_made_up_for_it() {
    let mut chronicle = Chronicle::default();
    let at: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let picture = |lost: bool| Snapshot {
        schema_version: 1,
        at,
        services: Vec::new(),
        empty_pools: Vec::new(),
        pools: Vec::new(),
        unread: Vec::new(),
        reconnecting: lost.then(|| Reconnecting { since: at, why: "connection refused".into() }),
    };
    chronicle.counts = vec![(0.0, Counts { ready: Some(1), desired: Some(1), ..Counts::default() })];
    for (at, lost) in [(1.0, false), (3.2, true), (4.0, true), (5.5, false)] {
        chronicle.see(at, &picture(lost));
    }
    let timeline = requests(8, (99, 0));
    let joined = joined(&load(&timeline), &chronicle, &[]);
    let known: Vec<bool> = joined.timeline.iter().map(|moment| moment.known).collect();
    assert_eq!(known, [true, true, true, false, false, true, true, true]);
    assert_eq!((joined.gaps[0].from, joined.gaps[0].to), (3.2, Some(5.5)));
    assert!(joined.warnings[0].text.starts_with("the watch was lost once, for 2 s"), "{:?}", joined.warnings);
    assert_eq!(joined.timeline[3].ready, Some(1), "as it was before");
}

/// Counts that change at random, with the decisions that lead to them.
fn random_chronicle(changes: Vec<(u32, u32, u32)>) -> Chronicle {
    let mut chronicle = Chronicle::default();
    let (mut at, mut desired) = (-1.0, 1);
    for (wait, wanted, ready) in changes {
        if wanted != desired {
            chronicle.markers.push(Marker {
                at,
                kind: MarkerKind::Scale,
                about: "hpa".into(),
                pool: None,
                from: Some(desired),
                to: Some(wanted),
                text: String::new(),
            });
            desired = wanted;
        }
        let counts =
            Counts { desired: Some(desired), ready: Some(ready), staying: ready, ..Counts::default() };
        chronicle.counts.push((at, counts));
        at += f64::from(wait) / 4.0;
    }
    chronicle
}

proptest! {
    #[test]
    fn the_parts_cover_the_run_and_add_up_to_it(
        changes in prop::collection::vec((0u32..30, 0u32..5, 0u32..5), 0..30),
        ends in prop::collection::vec((0u64..40, 0u64..4000, 0u8..3), 0..200),
        sending in 0usize..45,
    ) {
        let mut timeline = Timeline::default();
        for (second, took, how) in &ends {
            let (due, took) = (Duration::from_secs(*second), Duration::from_millis(*took));
            timeline.due(due);
            timeline.sent(due);
            let end = [End::Succeeded, End::Failed, End::Lost][usize::from(*how)];
            timeline.ended(due + took, end, (*how == 0).then_some(took));
        }
        let load = Load { sending, sending_seconds: sending as f64, ..load(&timeline) };
        let joined = joined(&load, &random_chronicle(changes), &[]);
        let seconds = timeline.seconds().len().max(sending) as f64;
        prop_assert_eq!(joined.timeline.len() as f64, seconds);
        let mut next = 0.0;
        for phase in &joined.phases {
            prop_assert_eq!(phase.from, next);
            prop_assert!(phase.to > phase.from, "{:?}", phase);
            next = phase.to;
        }
        prop_assert_eq!(next, seconds);
        let sum = |pick: fn(&crate::report::bench::cluster::Phase) -> u64| joined.phases.iter().map(pick).sum::<u64>();
        let count = |is: fn(u8) -> bool| ends.iter().filter(|(_, _, how)| is(*how)).count() as u64;
        prop_assert_eq!((sum(|it| it.due), sum(|it| it.sent)), (ends.len() as u64, ends.len() as u64));
        prop_assert_eq!(sum(|it| it.succeeded), count(|how| how == 0));
        prop_assert_eq!((sum(|it| it.failed), sum(|it| it.lost)), (count(|how| how > 0), count(|how| how == 2)));
        let max = joined.phases.iter().filter_map(|it| it.max).fold(0.0, f64::max);
        let slowest = ends.iter().filter(|(_, _, how)| *how == 0).map(|(_, took, _)| *took).max().unwrap_or(0);
        prop_assert!((max - slowest as f64 / 1e3).abs() < 1e-9);
        // Nothing is sent in the drain, which is the last part if there is one.
        let drains: Vec<usize> = (0..joined.phases.len()).filter(|at| joined.phases[*at].kind == PhaseKind::Drain).collect();
        prop_assert!(drains.is_empty() || drains == [joined.phases.len() - 1]);
    }
}
