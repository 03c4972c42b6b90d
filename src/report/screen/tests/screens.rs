//! What is seen.

use serde_json::{Value, json};

use super::*;
use crate::observe::fleet::{ClusterView, FleetView};
use crate::observe::{Denial, Exit, Reconnecting, Stage, Unread};

fn queue(
    time: &str,
    change: impl FnOnce(&mut Snapshot, &mut View),
    look: Look,
    width: u16,
    height: u16,
) -> String {
    let (mut snapshot, history) = watched(QUEUE, Some("qwen-chat"), time);
    let mut view = View::default();
    change(&mut snapshot, &mut view);
    let picture = picture(&snapshot, true, &history, &view, &Asked::default());
    seen(&picture, look, width, height)
}

fn as_it_is(_: &mut Snapshot, _: &mut View) {}

#[test]
fn two_pods_wait_for_a_gpu_at_80_by_24() {
    insta::assert_snapshot!(queue("02:59:20", as_it_is, UNICODE, 80, 24));
}

#[test]
fn cloud_nodes_boot_at_100_by_30() {
    insta::assert_snapshot!(queue("02:59:27", as_it_is, UNICODE, 100, 30));
}

#[test]
fn all_are_ready_at_120_by_40() {
    insta::assert_snapshot!(queue("02:59:36", as_it_is, UNICODE, 120, 40));
}

#[test]
fn all_are_ready_at_200_by_60() {
    insta::assert_snapshot!(queue("02:59:44", as_it_is, UNICODE, 200, 60));
}

#[test]
fn the_ebb_at_80_by_24() {
    insta::assert_snapshot!(queue("03:00:10", as_it_is, UNICODE, 80, 24));
}

#[test]
fn twenty_by_five_is_survived() {
    insta::assert_snapshot!(queue("02:59:27", as_it_is, UNICODE, 20, 5));
}

#[test]
fn without_unicode_there_is_nothing_but_ascii() {
    let screen = queue("02:59:27", as_it_is, ASCII, 100, 30);
    assert!(screen.is_ascii(), "{screen}");
    assert!(!screen.contains('?'.to_string().repeat(2).as_str()), "{screen}");
    insta::assert_snapshot!(screen);
}

#[test]
fn a_lost_connection_is_said_on_a_picture_that_is_old() {
    let screen = queue(
        "02:59:27",
        |snapshot, _| {
            let since = snapshot.at.checked_sub(SignedDuration::from_secs(12)).unwrap();
            snapshot.reconnecting = Some(Reconnecting { since, why: "connection refused".into() });
        },
        UNICODE,
        100,
        30,
    );
    assert!(screen.contains("RECONNECTING for 12s, what follows is old: connection refused"), "{screen}");
    assert!(screen.contains("REPLICAS"), "{screen}");
}

#[test]
fn what_may_not_be_read_is_named_at_120_by_40() {
    let limited = |snapshot: &mut Snapshot, _: &mut View| {
        let service = &mut snapshot.services[0];
        (service.pools, service.units, service.scale_in) = (Vec::new(), Vec::new(), None);
        let denial = Denial::Forbidden { action: "list nodes".into() };
        let effect = "pools, units and free GPUs are unknown".into();
        snapshot.unread.push(Unread { what: "nodes".into(), denial, effect });
    };
    let screen = queue("02:59:27", limited, UNICODE, 120, 40);
    assert!(screen.contains("not allowed: list nodes; pools, units and free GPUs are unknown"), "{screen}");
    insta::assert_snapshot!(screen);
}

#[test]
fn a_broken_pod_stands_first_at_80_by_24() {
    let broken = |snapshot: &mut Snapshot, _: &mut View| {
        let line = Some("ValueError: No available memory for the cache blocks".to_owned());
        let exit = Exit {
            container: "kserve-container".into(),
            exit_code: 1,
            reason: "Error".into(),
            restarts: 4,
            line,
            log: None,
        };
        snapshot.services[0].pods[1].stage = Stage::Crashed(exit);
    };
    let screen = queue("02:59:44", broken, UNICODE, 80, 24);
    assert!(screen.contains("No available memory"), "{screen}");
    insta::assert_snapshot!(screen);
}

#[test]
fn a_fleet_has_its_clusters_at_100_by_30() {
    let fleet = |snapshot: &mut Snapshot, _: &mut View| {
        let service = &mut snapshot.services[0];
        let cluster = |name: &str, group: &str, replicas, ready| ClusterView {
            name: name.into(),
            group: Some(group.into()),
            replicas,
            ready,
            ..ClusterView::default()
        };
        let clusters = vec![cluster("c1", "idc", 1, 1), cluster("c2", "cloud", 2, 0)];
        service.fleet = Some(FleetView { clusters, conditions: Vec::new() });
        for pod in &mut service.pods[1..] {
            pod.cluster = Some("c2".into());
        }
    };
    insta::assert_snapshot!(queue("02:59:27", fleet, UNICODE, 100, 30));
}

/// So many replicas do not fit as wide cells, then not as narrow ones.
#[test]
fn many_replicas_are_narrow_cells_and_then_shares() {
    let many = |count: usize| {
        move |snapshot: &mut Snapshot, _: &mut View| {
            let pods = &mut snapshot.services[0].pods;
            let model = pods.clone();
            *pods = (0..count).map(|at| model[at % model.len()].clone()).collect();
            for (at, pod) in pods.iter_mut().enumerate() {
                pod.name = format!("{}-{at}", pod.name);
            }
        }
    };
    let row = |count| {
        let screen = queue("02:59:27", many(count), UNICODE, 100, 30);
        let rows: Vec<&str> = screen.lines().skip_while(|row| !row.starts_with("REPLICAS")).take(2).collect();
        rows.join("\n")
    };
    insta::assert_snapshot!(format!("{}\n{}", row(60), row(1000)));
}

#[test]
fn of_a_replica_that_is_a_group_the_cells_are_its_pods() {
    let grouped = |snapshot: &mut Snapshot, _: &mut View| snapshot.services[0].pods_per_replica = 2;
    let screen = queue("02:59:27", grouped, UNICODE, 100, 30);
    assert!(screen.contains("\nPODS  ") && !screen.contains("REPLICAS"), "{screen}");
}

#[test]
fn a_service_that_is_gone_has_no_pods_to_choose() {
    let gone = |snapshot: &mut Snapshot, _: &mut View| snapshot.services.clear();
    let screen = queue("02:59:27", gone, UNICODE, 100, 30);
    assert!(screen.contains("the service is gone") && screen.contains("q quit  ? help"), "{screen}");
    assert!(!screen.contains("Enter pod"), "{screen}");
}

#[test]
fn two_hundred_nodes_are_a_line_a_pool() {
    let grown = |snapshot: &mut Snapshot, _: &mut View| {
        let service = &mut snapshot.services[0];
        let model = service.pods[0].clone();
        service.pods = (0..200)
            .map(|at| crate::observe::PodView { name: format!("{}-{at}", model.name), ..model.clone() })
            .collect();
        let pool = &mut service.pools[0];
        pool.nodes = (0..200)
            .map(|at| crate::observe::PoolNode {
                name: format!("node-{at}"),
                accelerators: 8,
                used: if at < 100 { 7 } else { 8 },
                ..pool.nodes[0].clone()
            })
            .collect();
    };
    let screen = queue("02:59:27", grown, UNICODE, 100, 30);
    assert_eq!(screen.matches("1500/1600 GPUs  200 ready").count(), 1, "{screen}");
    assert!(!screen.contains("node-1"), "{screen}");
    // The pods give way, and nothing of what matters more is pushed off the screen.
    for words in ["NOW  ", "AUTOSCALER  ", "REPLICAS  200 ", " more\n", "UNITS  ", "ready 1/3", "q quit"] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
    assert_eq!(screen.lines().count(), 30, "{screen}");
}

#[test]
fn the_table_of_services_at_100_by_30() {
    let (mut snapshot, history) = watched(QUEUE, None, "02:59:27");
    let mut other = snapshot.services[0].clone();
    (other.name, other.namespace, other.ready) = ("llama".into(), "team-b".into(), true);
    other.pods.truncate(1);
    snapshot.services.push(other);
    let mut view = View::default();
    let first = picture(&snapshot, false, &history, &view, &Asked::default());
    view.chosen = Some(first.choices[1].clone());
    let second = picture(&snapshot, false, &history, &view, &Asked::default());
    let screen = seen(&second, UNICODE, 100, 30);
    // The nodes of the second pool offer GPUs before they call themselves ready.
    for words in ["1/1 GPUs  1 ready", "2/2 GPUs  0 ready, 2 booting"] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
    insta::assert_snapshot!(screen);
    // With less room the model goes and the cells stay.
    let narrow = seen(&second, UNICODE, 76, 24);
    let pools: Vec<&str> = narrow.lines().skip_while(|it| !it.starts_with("POOLS")).skip(1).take(2).collect();
    assert!(pools[0].ends_with('■') && pools[1].ends_with("■■") && !narrow.contains("Tesla"), "{narrow}");
}

/// Two units may share a pool, and a unit may mean nodes without naming a pool: each node is counted once, where it belongs.
#[test]
fn gpus_belong_to_the_unit_that_takes_their_node() {
    let shared = |snapshot: &mut Snapshot, _: &mut View| {
        let service = &mut snapshot.services[0];
        (service.units[1].pool, service.units[0].pool) = (None, Some("GPU-V100-Edge".into()));
        service.units[1].selector = [("zone".to_owned(), "b".to_owned())].into();
        let pool = &mut service.pools[0];
        let node = |name: &str, unit| crate::observe::PoolNode {
            name: name.into(),
            accelerators: 2,
            used: 1,
            usable: true,
            unit,
            ..pool.nodes[0].clone()
        };
        pool.nodes = vec![node("a", Some(0)), node("b", Some(1)), node("c", Some(1)), node("d", None)];
        service.pools.truncate(1);
    };
    let screen = queue("02:59:27", shared, UNICODE, 100, 30);
    let row =
        |begin: &str| screen.lines().map(str::trim).find(|it| it.starts_with(begin)).unwrap_or_default();
    assert!(row("1  ").contains("1/2 GPUs  1 ready") && row("1  ").ends_with("■□"), "{screen}");
    assert!(row("2  zone=b").contains("2/4 GPUs  2 ready") && row("2  ").ends_with("■■□□"), "{screen}");
    assert!(row("-  ").contains("0 pods") && row("-  ").contains("1/2 GPUs  1 ready"), "{screen}");
}

#[test]
fn a_pod_has_its_events_and_the_end_of_its_log() {
    let (snapshot, history) = watched(QUEUE, Some("qwen-chat"), "02:59:27");
    let choice = Choice {
        namespace: "default".into(),
        name: snapshot.services[0].pods[1].name.clone(),
        cluster: None,
    };
    let view = View { pod: Some(choice.clone()), back: 1, ..View::default() };
    let event = PodEvent {
        at: Some(snapshot.at.checked_sub(SignedDuration::from_secs(3)).unwrap()),
        reason: "Pulling".into(),
        message: "Pulling image \"registry.invalid/vllm:1\"".into(),
        count: 1,
        ..PodEvent::default()
    };
    let log = Log::Lines((1..=40).map(|line| format!("line {line}\u{1b}[31m")).collect());
    let facts = PodFacts { choice, events: Some(Ok(vec![event])), log };
    let asked = Asked { pod: Some(facts), ..Asked::default() };
    let picture = picture(&snapshot, true, &history, &view, &asked);
    insta::assert_snapshot!(seen(&picture, UNICODE, 80, 24));
}

#[test]
fn help_fits_80_by_24() {
    let screen = queue("02:59:27", |_, view| view.help = true, UNICODE, 80, 24);
    assert!(screen.contains("what is there, and above it"), "{screen}");
}

#[test]
fn colour_carries_no_meaning_alone() {
    let (snapshot, history) = watched(QUEUE, Some("qwen-chat"), "02:59:27");
    let picture = picture(&snapshot, true, &history, &View::default(), &Asked::default());
    let coloured = seen(&picture, UNICODE, 100, 30);
    assert_eq!(coloured, seen(&picture, Look { colour: false, ..UNICODE }, 100, 30));
}

/// The same in words, for screen readers: nothing that only time changes.
#[test]
fn what_happens_in_words_changes_with_what_happens() {
    let words = |time: &str| {
        let (snapshot, _) = watched(QUEUE, Some("qwen-chat"), time);
        now_in_words(&snapshot.services[0], snapshot.at)
    };
    assert_eq!(words("02:59:19"), words("02:59:20"));
    let said: Vec<Value> =
        ["02:59:12", "02:59:20", "02:59:27", "02:59:36"].map(|time| json!(words(time))).into();
    insta::assert_json_snapshot!(said);
}
