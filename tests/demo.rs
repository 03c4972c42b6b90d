//! `neap demo` as a process: it is a cluster that is played with, and not a film.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::in_process::run;
use crate::support::{Outcome, command, neap, outcome};

/// The longest that a demo may take; three times that where others use the machine's processors too.
fn longest() -> Duration {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: f64 = load.split(' ').next().and_then(|load| load.parse().ok()).unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    Duration::from_secs(if load > processors as f64 { 135 } else { 45 })
}

/// Runs a demo in a folder of its own; nothing may be left in it. One at a time: a second of theirs is a few milliseconds.
fn demo(args: &[&str]) -> Outcome {
    timed(args).0
}

/// The same, and how long it took.
fn timed(args: &[&str]) -> (Outcome, Duration) {
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let began = Instant::now();
    let outcome = outcome(prepared(&folder, args).env("NO_COLOR", "1"));
    let took = began.elapsed();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "something is left");
    (outcome, took)
}

fn prepared(folder: &TempDir, args: &[&str]) -> Command {
    let mut command = command();
    command.env("TMPDIR", folder.path()).arg("demo").args(args);
    command
}

/// The rows of the table that begins with this column.
fn table<'a>(text: &'a str, first: &str) -> Vec<Vec<&'a str>> {
    let lines = text.lines().skip_while(|line| !line.starts_with(first)).skip(1);
    let rows = lines.take_while(|line| !line.is_empty() && !line.starts_with("NODES:"));
    rows.map(|row| row.split("   ").map(str::trim).filter(|cell| !cell.is_empty()).collect()).collect()
}

/// Seconds of each step of the first pod.
fn steps(text: &str) -> BTreeMap<String, i64> {
    let seconds = |text: &str| -> Option<i64> {
        let (minutes, seconds) = text.split_once('m').unwrap_or(("0", text));
        Some(minutes.parse::<i64>().ok()? * 60 + seconds.trim_end_matches('s').parse().unwrap_or(0))
    };
    let rows = table(text, "STEP").into_iter();
    rows.filter_map(|row| Some((row[0].to_owned(), seconds(row.get(1)?)?))).collect()
}

fn desired(text: &str) -> Vec<&str> {
    table(text, "FROM").iter().map(|row| row[2]).collect()
}

#[test]
fn a_model_of_no_size_is_refused_with_an_example() {
    for size in ["0", "0Gi", "-1Gi", "", "30 Gi", "x"] {
        let outcome = run(["demo".to_owned(), format!("--model-size={size}")]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{size}: {}", outcome.stderr);
        for part in ["--model-size", "for example `neap demo --model-size 30Gi`"] {
            assert!(outcome.stderr.contains(part), "{size}: {}", outcome.stderr);
        }
    }
}

#[test]
fn the_tide_comes_and_goes() {
    // Twice as fast as without a word, in half of the time at most.
    let (played, took) = timed(&["--speed", "40"]);
    assert!(2 * took < longest(), "{took:?}");
    assert_eq!(played.code, 0, "{}", played.stderr);
    let mut counts = desired(&played.stdout);
    counts.dedup();
    // One look of the autoscaler asks for three; on the way down it may stop at two.
    assert!(matches!(counts.as_slice(), ["1", "3", "1"] | ["1", "3", "2", "1"]), "{}", played.stdout);
    let rows = table(&played.stdout, "FROM");
    let row = |wanted: &[&str]| rows.iter().find(|row| row[2..6] == *wanted);
    assert!(row(&["3", "1", "2", "1 + 0"]).is_some(), "two are pending: {}", played.stdout);
    let high = row(&["3", "3", "0", "1 + 2"]);
    assert!(high.is_some(), "three serve, two of them in the cloud: {}", played.stdout);
    assert_eq!(rows.last().unwrap()[2..6], ["1", "1", "0", "1 + 0"], "{}", played.stdout);
    for words in ["the tide comes", "no free nvidia.com/gpu", "high water", "the tide goes", "one cold start"]
    {
        assert!(played.stdout.contains(words), "no {words:?} in {}", played.stdout);
    }
    for words in [
        "neap serve kserve --name=qwen-chat",
        "40 times as fast",
        "coarse",
        "Shortened",
        "neap demo kserve --max-replicas 2",
        "neap sandbox up --scenario demo-queue",
    ] {
        assert!(played.stderr.contains(words), "no {words:?} in {}", played.stderr);
    }
}

#[test]
fn a_capped_metric_grows_in_two_cold_starts() {
    let played = demo(&["gpu-util", "--speed", "40"]);
    assert_eq!(played.code, 0, "{}", played.stderr);
    let mut counts = desired(&played.stdout);
    counts.dedup();
    assert_eq!(counts[..3], ["1", "2", "3"], "{}", played.stdout);
    assert!(played.stdout.contains("Utilisation cannot pass 100"), "{}", played.stdout);
}

#[test]
fn without_load_nothing_happens_and_a_limit_is_a_limit() {
    let calm = demo(&["--clients", "0", "--speed", "40"]);
    assert_eq!(calm.code, 0, "{}", calm.stderr);
    assert!(desired(&calm.stdout).iter().all(|count| *count == "1"), "{}", calm.stdout);
    let limited = demo(&["--max-replicas", "2", "--speed", "60"]);
    assert_eq!(limited.code, 0, "{}", limited.stderr);
    assert_eq!(desired(&limited.stdout).iter().max(), Some(&"2"), "{}", limited.stdout);
}

#[test]
fn a_model_twice_as_large_makes_exactly_one_step_longer() {
    let sizes = ["9Gi", "18Gi"].map(|size| demo(&["--clients", "0", "--speed", "20", "--model-size", size]));
    let [small, large] = sizes.each_ref().map(|played| steps(&played.stdout));
    // A step that took no time has no row.
    let more = |step: &str| {
        large.get(step).copied().unwrap_or_default() - small.get(step).copied().unwrap_or_default()
    };
    let names: BTreeSet<&str> = small.keys().chain(large.keys()).map(String::as_str).collect();
    let longer: Vec<_> = names
        .into_iter()
        .filter(|step| *step != "in all" && more(step).abs() > 12)
        .map(|step| (step, more(step)))
        .collect();
    assert!(
        matches!(longer.as_slice(), [("weights loaded", more)] if *more >= 25),
        "{longer:?}\n{}\n{}",
        sizes[0].stdout,
        sizes[1].stdout
    );
}

/// Seconds of the first answer after a calm, by case.
fn first_answers(text: &str) -> Vec<f64> {
    let rows = text.lines().skip_while(|line| !line.contains("FIRST ANSWER")).skip(1).take(4);
    let last =
        |row: &str| row.trim_end().trim_end_matches(" s").rsplit(' ').next().and_then(|it| it.parse().ok());
    rows.filter_map(last).collect()
}

#[test]
fn cold_starts_are_shorter_with_a_cache_and_none_with_a_reserve_instance() {
    let (played, took) = timed(&["knative"]);
    assert_eq!(played.code, 0, "{}", played.stderr);
    assert!(took < longest(), "{took:?}");
    let answers = first_answers(&played.stdout);
    let [bare, cached, reserved, both] = answers.as_slice() else { panic!("{}", played.stdout) };
    assert!((85.0..200.0).contains(bare), "{}", played.stdout);
    assert!((50.0..90.0).contains(&(bare - cached)), "{}", played.stdout);
    assert!(*reserved < 20.0 && *both < 20.0, "{}", played.stdout);
    // The commands are the product's own, and the guide's 90 s are what the load takes.
    for words in [
        "cache create qwen-cache",
        "cache load qwen-cache",
        "serve knative --name=qwen",
        "--cache=qwen-cache:/mnt",
        "--data=llm-model:/mnt",
    ] {
        assert!(played.stderr.contains(words), "no {words:?} in {}", played.stderr);
    }
    // At 60 times the pace a busy machine's half second is half a minute here.
    assert!((60..150).contains(&loaded_after(&played.stderr)), "{}", played.stderr);
}

/// Seconds until the whole cache was loaded: the last bytes may be a rounding away.
fn loaded_after(text: &str) -> i64 {
    let lines = text.lines().skip_while(|line| !line.contains("cache load"));
    let mut full = lines.filter(|line| line.contains("Bound, cached ") && !line.contains(" 0.0 %"));
    full.next().and_then(|line| line.trim().split_once('s')?.0.parse().ok()).unwrap_or_default()
}

#[test]
fn waiting_requests_of_an_engine_make_three_replicas_of_one() {
    let (played, took) = timed(&["engine-metrics", "--speed", "40"]);
    assert_eq!(played.code, 0, "{}", played.stderr);
    assert!(2 * took < longest(), "{took:?}");
    let mut counts = desired(&played.stdout);
    counts.dedup();
    assert!(matches!(counts.as_slice(), ["1", "3", "1"] | ["1", "3", "2", "1"]), "{}", played.stdout);
    let rows = table(&played.stdout, "FROM");
    let high = rows.iter().any(|row| row[2..6] == ["3", "3", "0", "1 + 2"]);
    assert!(high && rows.iter().any(|row| row[6] == "11 / 5"), "{}", played.stdout);
    for object in [
        "configmap/adapter-config",
        "podmonitor.monitoring.coreos.com/vllm-inference",
        "statefulset.apps/vllm-inference",
    ] {
        assert!(played.stdout.contains(object), "no {object} in {}", played.stdout);
    }
    assert!(played.stderr.contains("neap metrics render --engine=vllm:0.10.0"), "{}", played.stderr);
}

/// What the guide of the fleet promises: the second replica in the second cluster, the third on a new node of its pool.
#[test]
fn replicas_of_a_fleet_spill_into_the_second_cluster_and_onto_a_new_node() {
    let (played, took) = timed(&["fleet"]);
    assert_eq!(played.code, 0, "{}", played.stderr);
    assert!(took < longest(), "{took:?}");
    let rows = table(&played.stdout, "FROM");
    let row = |wanted: &[&str]| rows.iter().any(|row| row[2..6] == *wanted);
    assert!(row(&["1", "1", "0", "1 + 1"]), "{}", played.stdout);
    // The second replica is ready in the second cluster, while the third waits for a node.
    assert!(row(&["3", "2", "1", "1 + 1"]), "{}", played.stdout);
    assert!(row(&["3", "3", "0", "1 + 2"]), "{}", played.stdout);
    assert_eq!(rows.last().unwrap()[2..6], ["1", "1", "0", "1 + 1"], "{}", played.stdout);
    for words in [
        "clusters: c1 1/1, c2 1/2",
        "clusters: c1 1/1, c2 2/2",
        "clusters: c1 1/1, c2 0/0",
        "c1/idc + c2/cloud",
    ] {
        assert!(played.stdout.contains(words), "no {words:?} in {}", played.stdout);
    }
    let on = played.stdout.lines().find(|line| line.starts_with("on ")).unwrap_or_default();
    assert_eq!(on.split_whitespace().collect::<Vec<_>>(), ["on", "gpu-idc-1", "gpu-cloud-1", "gpu-cloud-2"]);
    for words in
        ["neap serve deployment --namespace=test", "--cluster-group=low-priority=c2", "propagationpolicy"]
    {
        let said = [played.stderr.as_str(), played.stdout.as_str()].concat();
        assert!(said.contains(words), "no {words:?} in {said}");
    }
}

#[test]
fn a_queue_asks_for_whole_groups() {
    let (played, took) = timed(&["distributed", "--speed", "40"]);
    assert_eq!(played.code, 0, "{}", played.stderr);
    assert!(2 * took < longest(), "{took:?}");
    let rows = table(&played.stdout, "FROM");
    // Desired, ready, pending, GPUs, nodes: two machines with eight GPUs are one replica.
    assert!(rows.iter().any(|row| row[2..7] == ["1", "1", "0", "8", "2 + 0"]), "{}", played.stdout);
    assert!(rows.iter().any(|row| row[2..7] == ["3", "3", "0", "24", "2 + 4"]), "{}", played.stdout);
    assert!(rows.iter().any(|row| row[2] == "3" && row[4] == "4"), "{}", played.stdout);
    assert_eq!(rows.last().unwrap()[2..7], ["1", "1", "0", "8", "2 + 0"], "{}", played.stdout);
    for object in ["leaderworkerset.leaderworkerset.x-k8s.io/qwen72b", "ingress.networking.k8s.io/qwen72b"] {
        assert!(played.stdout.contains(object), "no {object} in {}", played.stdout);
    }
    assert!(played.stderr.contains("3 of them are 24 GPUs"), "{}", played.stderr);
}

#[test]
fn on_a_terminal_it_is_a_screen_that_draws_over_itself() {
    let folder = tempfile::tempdir().unwrap();
    let mut shell = prepared(&folder, &["--max-replicas", "1", "--speed", "60"]);
    shell.env("TERM", "xterm-256color").env_remove("COLUMNS");
    let mut session = rexpect::session::spawn_command(shell, Some(30_000)).unwrap();
    for words in
        ["neap demo kserve", "the first replica starts", "loading", "29 clients", "the load has stopped"]
    {
        session.exp_string(words).unwrap();
    }
    let rest = session.exp_eof().unwrap();
    assert!(rest.contains("\u{1b}[") && rest.contains("MEDIAN"), "{rest:?}");
}

#[test]
fn interrupting_it_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = rexpect::session::spawn_command(prepared(&folder, &[]), Some(20_000)).unwrap();
    session.exp_string("the first replica starts").unwrap();
    session.send_control('c').unwrap();
    let _ = session.exp_eof().unwrap();
    let ended = format!("{:?}", session.process().wait().unwrap());
    assert!(ended.contains("130"), "{ended}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "something is left");
}

#[test]
fn demos_are_listed_and_a_wrong_name_is_refused() {
    let list = neap(["demo", "--list"]);
    assert_eq!((list.code, list.stderr.as_str()), (0, ""));
    assert!(
        ["kserve", "gpu-util", "knative", "engine-metrics", "distributed"]
            .iter()
            .all(|name| list.stdout.contains(name)),
        "{}",
        list.stdout
    );
    let wrong = neap(["demo", "gpu-utl"]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (2, ""));
    assert!(wrong.stderr.contains("did you mean `gpu-util`?"), "{}", wrong.stderr);
    let size = neap(["demo", "--model-size", "big"]);
    assert_eq!(size.code, 2);
    assert!(size.stderr.contains("--model-size"), "{}", size.stderr);
}
