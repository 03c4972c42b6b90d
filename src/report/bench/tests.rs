//! One run, and what each view makes of it.

use std::time::Duration;

use http::{HeaderMap, Method};
use hyper::body::Bytes;

use super::document::{Document, schema_of};
use super::{About, document, text};
use crate::load::connection::tls::{Tls, Trust};
use crate::load::fault::{Class, Fault};
use crate::load::measure::Measurements;
use crate::load::measure::pacing::LastSend;
use crate::load::measure::span::Span;
use crate::load::message::{Manner, Message, Request};
use crate::load::plan::{Load, Plan};
use crate::load::route::Route;
use crate::load::sample::{Phases, Sample};
use crate::load::saturation::strain::{Cause, Strains};
use crate::load::schedule::arrivals::Process;
use crate::load::schedule::profile::Profile;
use crate::load::schedule::timetable::{Course, Timetable};
use crate::load::summary::{Ending, Summary};
use crate::load::target::Target;

fn plan() -> Plan {
    let target = Target::parse("http://127.0.0.1:8080/v1/models").unwrap();
    let message = Message { method: Method::GET, headers: HeaderMap::new(), body: Bytes::new() };
    let course = Course::Rate { profile: Profile::constant(10.0), process: Process::Constant, seed: 0 };
    let window = Some(Duration::from_secs(10));
    Plan {
        request: Request::new(target, "127.0.0.1:8080".to_owned(), message, &Manner::default()),
        load: Load::Open(Timetable { course, most: None, window }),
        concurrency: 10_000,
        steady: Some(Span { from: Duration::from_secs(2), to: window }),
        part: crate::load::plan::Part::WHOLE,
        timeout: Some(Duration::from_secs(20)),
        grace: Duration::from_secs(5),
        threads: 1,
        keep_alive: true,
        preconnect: false,
        redirects: true,
        http2: false,
        server_name: None,
        tls: std::sync::Arc::new(Tls::new(Trust::System, false)),
        h2_connections: 1,
        route: Route::default(),
        proxy: None,
        rows: false,
        llm: None,
    }
}

/// Ten a second for ten seconds; the server ends seven a second, each a little later than the one before.
fn run(strains: Strains) -> Document {
    let plan = plan();
    let Load::Open(timetable) = &plan.load else { unreachable!() };
    let mut measured = Measurements::new(Span::run(plan.window()), plan.steady, true).unwrap();
    let last = LastSend::default();
    let end = Duration::from_secs(15);
    for (number, due) in timetable.times().enumerate() {
        let ends = Duration::from_secs_f64((number + 1) as f64 / 7.0);
        if number == 99 {
            measured.never_sent(due, end);
            continue;
        }
        measured.begun(Some(due), due + Duration::from_micros(100), &last);
        match number {
            90 => measured.failed(&Fault::new(Class::Timeout, "no complete answer"), due, end),
            91.. => measured.unfinished(due, end),
            _ => measured.answered(&Sample {
                offset: due,
                total: ends - due,
                phases: Phases { wait: ends - due, ..Phases::default() },
                status: if number == 50 { 503 } else { 200 },
                body: 10,
            }),
        }
    }
    let summary = Summary::new(measured, strains, Duration::from_secs(10), Ending::Complete, false);
    document(&summary, &About::of(&plan))
}

#[test]
fn the_text_tells_what_makes_it_doubtful_first() {
    let mut strains = Strains::default();
    strains.note(Cause::Cpu, 3, 0.97);
    strains.note(Cause::SendLag, 3, 0.012);
    strains.note(Cause::SendLag, 4, 0.008);
    insta::assert_snapshot!(text(&run(strains), &super::llm::Shown::default()));
}

#[test]
fn the_document_agrees_with_what_happened() {
    let report = run(Strains::default());
    assert!(!report.client.saturated);
    let requests = report.whole.requests;
    assert_eq!((requests.sent, requests.answered, requests.succeeded), (99, 90, 89));
    assert_eq!((requests.failed, requests.unfinished, requests.never_sent), (1, 8, 1));
    assert_eq!(report.whole.error_share, Some(2.0 / 91.0));
    let queue = report.queue.unwrap();
    assert!(!queue.steady && (queue.growth - 3.0).abs() < 0.2, "{queue:?}");
    let errors: Vec<_> = report
        .whole
        .errors
        .iter()
        .map(|error| (error.class.as_str(), error.count, error.example.as_str()))
        .collect();
    assert_eq!(errors, [("status", 1, "503"), ("timeout", 1, "no complete answer")]);
    let p75 = report.whole.latency.percentiles.iter().find(|percentile| percentile.percent == 75.0).unwrap();
    // The 75th of 99 ended 75/7 s after the start, and was due 7.4 s after it.
    assert!(!p75.at_least && (p75.value.unwrap() - 3.314).abs() < 0.01, "{p75:?}");
    assert_eq!(report.whole.latency.percentiles[6].value, None, "99 are too few for p99");
    let pacing = report.pacing.unwrap();
    assert_eq!((pacing.scheduled, pacing.sent, pacing.never_sent), (100, 99, 1));
    assert!((pacing.achieved_rate.unwrap() - 9.9).abs() < 1e-9);
    let steady = report.steady.unwrap();
    assert_eq!((steady.requests.sent, steady.from, steady.to), (79, 2.0, 10.0));
    assert_eq!(report.timeline.iter().map(|second| second.due).sum::<u64>(), 100);
}

#[test]
fn the_committed_schemas_are_the_types() {
    for (file, made) in [
        ("schema.json", Document::json_schema()),
        ("steps/find-max.schema.json", schema_of::<super::steps::document::Maximum>()),
        ("steps/sweep.schema.json", schema_of::<super::steps::document::Sweep>()),
        ("compare/schema.json", schema_of::<super::compare::document::Comparison>()),
    ] {
        let path = format!("{}/src/report/bench/{file}", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("NEAP_WRITE_SCHEMA").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == made, "{file} is old; NEAP_WRITE_SCHEMA=1 cargo test writes it");
    }
}
