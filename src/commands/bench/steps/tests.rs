//! Searches against simulated servers in virtual time, through the recorder and the document.

use std::time::Duration;

use clap::Parser;

use super::find_max::{USUAL, needed, time_of};
use super::judge::judge;
use super::step::{Measured, span};
use crate::cli::{Cli, Command};
use crate::commands::bench::objectives::read_kept;
use crate::load::fault::{Class, Fault};
use crate::load::llm::{self, Limits};
use crate::load::measure::Measurements;
use crate::load::measure::pacing::LastSend;
use crate::load::measure::span::Span;
use crate::load::plan::{Load, Plan};
use crate::load::sample::{Phases, Sample};
use crate::load::saturation::strain::{Cause, Strains};
use crate::load::schedule::arrivals::Process;
use crate::load::schedule::profile::Profile;
use crate::load::schedule::timetable::{Course, Timetable};
use crate::load::simulated::Queue;
use crate::load::summary::{Ending, Summary};
use crate::load::sweep::search::{CONFIRMING, Found, Next, Outcome, Search, Trial};
use crate::report::bench::document::{Document, Errors};
use crate::report::bench::steps::document::{Sweep, SweepStep};
use crate::report::bench::steps::sweep_text;
use crate::report::bench::{About, document};

/// Eight servers that take 40 ms, gamma distributed with shape 4; of prompts that is the time to the first token.
fn step(prompts: bool, rate: f64, seconds: f64, seed: u64) -> Measured {
    let words = ["neap", "bench", "http://127.0.0.1:1/"];
    let Command::Bench(line) = Cli::try_parse_from(words).unwrap().command else { unreachable!() };
    let takes = if prompts { AFTER } else { Duration::from_millis(40) };
    let (length, steady) = span(Duration::from_secs_f64(seconds), takes);
    let course = Course::Rate { profile: Profile::constant(rate), process: Process::POISSON, seed };
    let load = Load::Open(Timetable { course, most: None, window: Some(length) });
    let steady = Some(steady);
    let plan = Plan { load, steady, ..super::super::plan(&line.into_inner().bench).unwrap() };
    let Load::Open(timetable) = &plan.load else { unreachable!() };
    let mut queue = Queue::new(8, Duration::from_millis(40), 4.0, seed ^ 0x5eed);
    let mut measured = Measurements::new(Span::run(plan.window()), plan.steady, true).unwrap();
    measured.llm =
        prompts.then(|| Box::new(llm::measured::Measured::new(steady, Limits::default()).unwrap()));
    let last = LastSend::default();
    for due in timetable.times() {
        measured.begun(Some(due), due, &last);
        let total = queue.latency(due);
        let phases = Phases { wait: total, ..Phases::default() };
        if let Some(llm) = &mut measured.llm {
            llm.completed(due, &answer(total));
            let total = total + AFTER;
            measured.answered(&Sample { offset: due, total, phases, status: 200, body: 10 });
            continue;
        }
        measured.answered(&Sample { offset: due, total, phases, status: 200, body: 10 });
    }
    let summary = Summary::new(measured, Strains::default(), length, Ending::Complete, false);
    Measured { document: document(&summary, &About::of(&plan)), summary, gauges: Vec::new() }
}

/// From the first token to the last one.
const AFTER: Duration = Duration::from_secs(2);

/// An answer of 41 tokens.
fn answer(ttft: Duration) -> llm::Outcome {
    llm::Outcome {
        waited: Duration::ZERO,
        first_event: Some(ttft),
        last_event: Some(ttft + AFTER),
        first: Some(ttft),
        first_answer: Some(ttft),
        last: ttft + AFTER,
        chunks: 41,
        first_tokens: 1,
        each_counted: true,
        prompt_tokens: Some(100),
        prompt_tokens_here: None,
        cached_tokens: None,
        output_tokens: 41,
        counted: llm::Counted::Usage,
        requested_tokens: Some(41),
        turn: None,
        finish: "length".to_owned(),
    }
}

/// The rate that a search finds which begins at another one, and how many seconds its steps take.
fn searched(prompts: bool, text: &str, first: f64, seed: u64) -> (Found, f64) {
    let terms = read_kept(text, prompts).unwrap();
    let search = Search { first, least: 0.1, precision: 1.03 };
    let (mut trials, mut took) = (Vec::<Trial>::new(), 0.0);
    loop {
        match search.next(&trials) {
            Next::Found(found) => return (found, took),
            Next::Step { rate, length } => {
                let seconds = time_of(USUAL, length, rate, needed(&terms)).as_secs_f64();
                took += seconds;
                let measured = step(prompts, rate, seconds, seed * 1000 + trials.len() as u64);
                let (_, outcome) = judge(&terms, rate, length, &measured, None);
                trials.push(Trial { rate, length, outcome });
            }
        }
    }
}

/// How many of twenty searches are within five per cent.
fn near(prompts: bool, text: &str) -> usize {
    // In a simulation of 320,000 seconds the 99th percentile reaches 200 ms at this rate.
    const CAPACITY: f64 = 182.4;
    let near = |seed: &u64| match searched(prompts, text, 25.0, *seed).0 {
        Found::Between { kept, .. } => (kept / CAPACITY - 1.0).abs() <= 0.05,
        _ => false,
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4u64)
            .map(|part| scope.spawn(move || (0..20).filter(|seed| seed % 4 == part).filter(near).count()))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    })
}

#[test]
fn the_capacity_of_a_queueing_server_is_found_within_five_percent() {
    let found = near(false, "p99<200ms,error<1%");
    assert!(found >= 19, "{found} of 20");
}

#[test]
fn so_is_the_rate_that_keeps_the_time_to_the_first_token() {
    let found = near(true, "ttft.p99<200ms,error<1%");
    assert!(found >= 19, "{found} of 20");
}

#[test]
fn objectives_of_prompts_have_a_confidence_where_blocks_have_the_time() {
    for (text, known) in
        [("ttft.p99<200ms", true), ("tpot.p50<60ms,e2el.p90<9s", true), ("itl.p99<1s", false)]
    {
        let terms = read_kept(text, true).unwrap();
        let (step, _) = judge(&terms, 150.0, 1.0, &step(true, 150.0, 30.0, 1), None);
        assert_eq!(step.confidence.is_some(), known, "{text}: {:?}", step.terms);
    }
}

#[test]
fn an_objective_that_the_server_alone_misses_is_never_kept() {
    assert!(matches!(searched(false, "p50<10ms", 25.0, 1).0, Found::Below(_)));
}

#[test]
fn a_search_that_begins_far_below_does_not_wait_for_percentiles_on_its_way_up() {
    // A thousand requests at one a second are a quarter of an hour, and the next doublings another one.
    let mut times: Vec<f64> = (0..5).map(|seed| searched(false, "p99<200ms,error<1%", 1.0, seed).1).collect();
    times.sort_by(f64::total_cmp);
    assert!(times[2] < 9.0 * 60.0, "{times:?}");
}

#[test]
fn a_step_with_other_replicas_does_not_count() {
    let terms = read_kept("p99<200ms", false).unwrap();
    let (step, outcome) = judge(&terms, 50.0, 1.0, &step(false, 50.0, 30.0, 1), Some((2, 3)));
    assert_eq!((outcome, step.why.as_str()), (Outcome::Discarded, "ready replicas went from 2 to 3"));
}

#[test]
fn a_queue_that_grows_is_no_steady_rate() {
    let terms = read_kept("p50<1m", false).unwrap();
    let (step, outcome) = judge(&terms, 260.0, 1.0, &step(false, 260.0, 30.0, 1), None);
    assert_eq!(outcome, Outcome::Missed);
    assert!(step.why.starts_with("queue grows "), "{}", step.why);
}

/// A step at 150 a second whose requests were sent so late, in every second, and took so long.
fn late(lag: Duration, takes: Duration) -> Measured {
    let made = step(false, 150.0, 30.0, 1);
    let (mut summary, load) = (made.summary, made.document.load);
    let mut measured = Measurements::new(Span::run(Some(summary.elapsed)), None, true).unwrap();
    let last = LastSend::default();
    for number in 0..4500u64 {
        let due = Duration::from_micros(number * 6667);
        measured.begun(Some(due), due + lag, &last);
        let phases = Phases { wait: takes, ..Phases::default() };
        measured.answered(&Sample { offset: due, total: lag + takes, phases, status: 200, body: 10 });
    }
    summary.measured = measured;
    for second in 0..30 {
        summary.strains.note(Cause::SendLag, second, lag.as_secs_f64());
    }
    let words = ["neap", "bench", "http://127.0.0.1:1/"];
    let Command::Bench(line) = Cli::try_parse_from(words).unwrap().command else { unreachable!() };
    let plan = super::super::plan(&line.into_inner().bench).unwrap();
    let document = Document { load, ..document(&summary, &About::of(&plan)) };
    Measured { document, summary, gauges: Vec::new() }
}

#[test]
fn what_a_late_client_missed_is_no_failure_of_the_server() {
    let terms = read_kept("p99<200ms", false).unwrap();
    let judged = |lag, takes| {
        let step = late(Duration::from_millis(lag), Duration::from_millis(takes));
        judge(&terms, 150.0, CONFIRMING, &step, None)
    };
    // 60 ms late and 180 ms until the answer.
    let (step, outcome) = judged(60, 180);
    assert_eq!((outcome, step.why.as_str()), (Outcome::Saturated, "this client sends late"));
    // Without being late it would have been missed too.
    assert_eq!(judged(60, 220).1, Outcome::Missed);
    assert_eq!(judged(60, 100).1, Outcome::Saturated, "kept, but not at this rate");
}

#[test]
fn what_had_no_descriptor_here_is_no_failure_of_the_server() {
    let terms = read_kept("error<1%", false).unwrap();
    let judged = |client: u64, server: u64| {
        let (mut measured, within) = (step(false, 150.0, 30.0, 1), Duration::from_secs(20));
        for (count, class) in [(client, Class::Client), (server, Class::Reset)] {
            for _ in 0..count {
                measured.summary.measured.failed(&Fault::new(class, "why"), within, within);
            }
        }
        judge(&terms, 150.0, CONFIRMING, &measured, None)
    };
    let (step, outcome) = judged(500, 0);
    assert_eq!(outcome, Outcome::Saturated);
    assert_eq!(step.why, "500 requests had no descriptor or port on this machine");
    assert_eq!(judged(500, 500).1, Outcome::Missed, "others failed too");
    assert_eq!(judged(0, 500).1, Outcome::Missed);
}

#[test]
fn of_too_few_requests_nothing_is_claimed() {
    let terms = read_kept("p99<100ms,error<1%", false).unwrap();
    let (few, outcome) = judge(&terms, 150.0, 0.25, &step(false, 150.0, 3.0, 1), None);
    assert_eq!(outcome, Outcome::Unclear);
    assert!(
        few.why.starts_with("p99<100ms cannot be told of ") && few.why.ends_with(" requests"),
        "{}",
        few.why
    );
    // Another term says enough.
    let terms = read_kept("p99<100ms,p50<1ms", false).unwrap();
    let (_, outcome) = judge(&terms, 150.0, CONFIRMING, &step(false, 150.0, 3.0, 1), None);
    assert_eq!(outcome, Outcome::Missed);
}

#[test]
fn the_errors_of_a_sweep_stand_below_its_table() {
    let mut document = step(false, 50.0, 1.0, 1).document;
    let sweep = |document| {
        let step = SweepStep { kind: "rate".to_owned(), rate: Some(133.1), document };
        sweep_text(&Sweep { version: 1, knee: None, steps: vec![step], suggestion: None })
    };
    assert_eq!(sweep(document.clone()).lines().count(), 2, "none, and no word of them");
    document.whole.errors = vec![Errors {
        class: "status".to_owned(),
        count: 7,
        example: "503".to_owned(),
        body: Some("no capacity\n\u{1b}[31mleft".to_owned()),
    }];
    let told = sweep(document);
    assert!(told.contains("\n\nErrors:\n     133/s  7  status: 503: no capacity "), "{told}");
    assert!(!told.contains('\u{1b}'), "{told:?}");
}
