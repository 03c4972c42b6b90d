//! Comparisons of runs against a simulated queueing server in virtual time, through the recorder, the document and its JSON.

use std::time::Duration;

use clap::Parser;

use super::{Read, compare};
use crate::cli::{Cli, Command};
use crate::load::measure::Measurements;
use crate::load::measure::pacing::LastSend;
use crate::load::measure::span::Span;
use crate::load::plan::{Load, Plan};
use crate::load::sample::{Phases, Sample};
use crate::load::saturation::strain::Strains;
use crate::load::simulated::Queue;
use crate::load::summary::{Ending, Summary};
use crate::report::bench::{About, document};

fn plan(seconds: u64, seed: u64) -> Plan {
    let (seconds, seed) = (format!("{seconds}s"), seed.to_string());
    let words = [
        "neap",
        "bench",
        "--rate=240",
        "--arrivals=poisson",
        "-z",
        &seconds,
        "--seed",
        &seed,
        "http://127.0.0.1:1/",
    ];
    let Command::Bench(line) = Cli::try_parse_from(words).unwrap().command else { unreachable!() };
    super::super::plan(&line.into_inner().bench).unwrap()
}

/// A run of 240 requests a second against sixteen servers that are busy for six tenths of the time at a service time of 40 ms.
fn run(seconds: u64, seed: u64, service: Duration) -> Read {
    let plan = plan(seconds, seed);
    let Load::Open(timetable) = &plan.load else { unreachable!() };
    let mut queue = Queue::new(16, service, 4.0, seed ^ 0x5eed);
    let mut measured = Measurements::new(Span::run(plan.window()), None, true).unwrap();
    let last = LastSend::default();
    for due in timetable.times() {
        measured.begun(Some(due), due, &last);
        let total = queue.latency(due);
        let phases = Phases { wait: total, ..Phases::default() };
        measured.answered(&Sample { offset: due, total, phases, status: 200, body: 10 });
    }
    let elapsed = Duration::from_secs(seconds);
    let summary = Summary::new(measured, Strains::default(), elapsed, Ending::Complete, false);
    let json = document(&summary, &About::of(&plan)).json();
    Read { file: format!("{seed}.json"), document: serde_json::from_str(&json).unwrap() }
}

const SERVICE: Duration = Duration::from_millis(40);

/// Of pairs with these numbers, those of which this is true; four at a time.
fn count(numbers: std::ops::Range<u64>, holds: impl Fn(u64) -> bool + Sync) -> usize {
    let holds = &holds;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|part| {
                let mine = numbers.clone().filter(move |number| number % 4 == part);
                scope.spawn(move || mine.filter(|number| holds(*number)).count())
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    })
}

#[test]
fn of_200_pairs_of_the_same_server_at_most_ten_differ() {
    let differs = count(0..200, |pair| {
        let (a, b) = (run(20, 2 * pair, SERVICE), run(20, 2 * pair + 1, SERVICE));
        let found = compare(&[a], &[b], None, &[]).unwrap();
        assert!(found.obstacles.is_empty() && found.figures.iter().all(|figure| figure.change.is_some()));
        // Better is as false as worse, and what is within the default limit is said too.
        found.regression || found.figures.iter().any(|figure| figure.word != "no difference seen")
    });
    assert!(differs <= 10, "{differs} of 200");
}

#[test]
fn a_service_that_is_five_percent_slower_is_found() {
    let found = count(1000..1020, |pair| {
        let slower = SERVICE.mul_f64(1.05);
        let (a, b) = (run(60, 2 * pair, SERVICE), run(60, 2 * pair + 1, slower));
        let found = compare(&[a], &[b], None, &[]).unwrap();
        let p50 = &found.figures[1];
        assert_eq!(p50.metric, "p50");
        // The truth, a little above five per cent where requests wait.
        assert!(p50.low.unwrap() < 0.055 && p50.high.unwrap() > 0.05, "{p50:?}");
        found.regression
    });
    assert!(found >= 19, "{found} of 20");
}

#[test]
fn the_same_arrivals_cancel_out() {
    let paired = compare(&[run(20, 8, SERVICE)], &[run(20, 8, SERVICE)], None, &[]).unwrap();
    assert!(paired.paired && !paired.regression);
    assert!(paired.figures.iter().all(|figure| figure.change == Some(0.0)), "{paired:?}");
    let other = compare(&[run(20, 8, SERVICE)], &[run(20, 9, SERVICE)], None, &[]).unwrap();
    assert!(!other.paired);
}

#[test]
fn runs_that_differ_by_themselves_need_repeats() {
    // A server that is up to ten per cent faster or slower after each restart.
    let restarted = |seed: u64| run(10, seed, SERVICE.mul_f64(0.9 + (seed * 7919 % 100) as f64 * 0.002));
    let side =
        |group: u64| [restarted(group), restarted(group + 1), restarted(group + 2), restarted(group + 3)];
    let alone = count(0..16, |group| {
        compare(&side(group * 8)[..1], &side(group * 8 + 4)[..1], None, &[]).unwrap().regression
    });
    let repeated =
        count(0..16, |group| compare(&side(group * 8), &side(group * 8 + 4), None, &[]).unwrap().regression);
    assert!(alone >= 3 && repeated <= 1, "{alone} alone, {repeated} repeated, of 16");
}

#[test]
fn what_is_not_alike_is_not_compared() {
    let (mut a, mut b) = (run(10, 1, SERVICE), run(10, 2, SERVICE));
    b.document.load.url = "http://127.0.0.1:2/".to_owned();
    b.document.load.stages[0].to = 50.0;
    a.document.client.saturated = true;
    let found = compare(&[a.clone()], &[b.clone()], None, &[]).unwrap();
    assert!(found.figures.is_empty() && !found.regression);
    let told: Vec<_> = found.obstacles.iter().map(|obstacle| obstacle.why.as_str()).collect();
    assert_eq!(
        told,
        [
            "client saturated in 1.json: it measured itself",
            "other URL: http://127.0.0.1:1/ and http://127.0.0.1:2/",
            "other load: rate 240/s and 50/s"
        ]
    );
    use crate::cli::compare::Despite;
    let despite = [Despite::Url, Despite::Load, Despite::Saturated];
    assert_eq!(compare(&[a], &[b], None, &despite).unwrap().figures.len(), 6);
}

#[test]
fn what_is_not_known_says_why() {
    let few = run(2, 1, SERVICE);
    let found =
        compare(std::slice::from_ref(&few), std::slice::from_ref(&few), Some("p99.99+5%|max+5%"), &[])
            .unwrap();
    let why = |metric: &str| {
        let figure = found.figures.iter().find(|figure| figure.metric == metric).unwrap();
        (figure.word.as_str(), figure.why.clone().unwrap_or_default())
    };
    assert_eq!(why("p99"), ("not comparable", "fewer than ten requests lie beyond it in 1.json".to_owned()));
    assert_eq!(why("p99.99").0, "not comparable");
    assert_eq!(why("max"), ("not comparable", "one request decides it in 1.json".to_owned()));
    assert_eq!(why("p50").0, "no difference seen");
}

#[test]
fn a_queue_that_grows_on_one_side_only_is_worse() {
    use crate::report::bench::document::Queue as Growth;
    let (a, mut b) = (run(10, 1, SERVICE), run(10, 1, SERVICE));
    b.document.queue = Some(Growth { growth: 3.0, steady: false });
    assert!(compare(&[a], &[b.clone()], None, &[]).unwrap().regression);
    let found = compare(&[b.clone()], &[b], None, &[]).unwrap();
    assert_eq!(found.obstacles[0].what, "unsteady");
}

#[test]
fn the_table_fits_eighty_columns() {
    let (a, b) = (run(30, 5, SERVICE), run(30, 6, SERVICE.mul_f64(1.2)));
    let found = compare(&[a], &[b], Some("p99+5%|p99.9+5%|error+0.5%"), &[]).unwrap();
    let text = crate::report::bench::compare::text(&found);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    insta::assert_snapshot!(text);
}
