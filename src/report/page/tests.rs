//! Whole pages: what they say, that nothing from outside becomes markup, that numbers are those of the data.

use base64::Engine;

use super::{SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH, page};
use crate::report::bench::blocks::Blocks;
use crate::report::bench::document::{
    Bin, Client, Connections, Document, Ending, Errors, Extent, Load, Model, Pacing, Percentile, Phases,
    Requests, Second, Stage, Status, Strain, Times, VERSION, Window,
};

/// Times of which `count` ended, spread over two doublings from `from` on.
pub fn times(count: u64, from: f64) -> Times {
    let steps = 8u64;
    let bin = |at: u64| {
        let of = |at: u64| from * 2f64.powf(at as f64 / 4.0);
        Bin {
            from: of(at),
            to: of(at + 1),
            count: count / steps + u64::from(at < count % steps),
            unfinished: 0,
        }
    };
    let histogram: Vec<Bin> = (0..steps).map(bin).filter(|bin| bin.count > 0).collect();
    let known = |value: f64| (count > 0).then_some(value);
    let percentile = |percent: f64| {
        let enough = count as f64 * (1.0 - percent / 100.0).min(percent / 100.0) >= 10.0;
        let value = enough.then(|| from * 4f64.powf(percent / 100.0));
        Percentile {
            percent,
            value,
            at_least: false,
            low: value.map(|value| value * 0.98),
            high: value.map(|value| value * 1.02),
        }
    };
    Times {
        count,
        unfinished: 0,
        mean: known(from * 2.0),
        min: known(from),
        max: known(from * 4.0),
        percentiles: [10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99].map(percentile).into(),
        histogram,
    }
}

fn window(count: u64, failed: u64, seconds: f64) -> Window {
    let extent = |mean: f64| {
        let known = |value| (count > 0).then_some(value);
        Extent { mean: known(mean), min: known(mean / 2.0), max: known(mean * 2.0) }
    };
    Window {
        from: 0.0,
        to: seconds,
        requests: Requests {
            sent: count + failed,
            answered: count,
            succeeded: count,
            failed,
            unfinished: 0,
            never_sent: 0,
            resent: 0,
        },
        rate: (count + failed) as f64 / seconds.max(1.0),
        goodput: count as f64 / seconds.max(1.0),
        error_share: (count + failed > 0).then(|| failed as f64 / (count + failed) as f64),
        bytes: count * 100,
        latency: times(count, 0.01),
        phases: Phases {
            connect: extent(0.0),
            dns: extent(0.0),
            queue: Extent { mean: None, min: None, max: None },
            write: extent(1e-5),
            wait: extent(0.015),
            read: extent(1e-4),
        },
        statuses: if count > 0 { vec![Status { status: 200, count }] } else { Vec::new() },
        errors: match failed {
            0 => Vec::new(),
            count => {
                vec![Errors {
                    class: "reset".to_owned(),
                    count,
                    example: "connection reset".to_owned(),
                    body: None,
                }]
            }
        },
    }
}

/// An open loop of so many seconds with so many requests each.
pub fn sample(seconds: u64, each: u64, failed_each: u64) -> Document {
    let second = |at: u64| Second {
        due: each + failed_each,
        sent: each + failed_each,
        succeeded: each,
        failed: failed_each,
        under_way: at % 3,
        mean: (each > 0).then_some(0.02),
        p50: (each > 0).then_some(0.02),
        p90: (each > 0).then_some(0.03),
        p99: (each > 0).then_some(0.035),
        max: (each > 0).then_some(0.04),
        lost: 0,
    };
    let whole = window(seconds * each, seconds * failed_each, seconds as f64);
    Document {
        version: VERSION,
        neap: "0.0.0".to_owned(),
        started: Some("2026-11-22T15:00:00Z".to_owned()),
        ending: Ending::Complete,
        client: Client { saturated: false, threads: 1, strains: Vec::new() },
        load: Load {
            url: "http://127.0.0.1:8080/v1/models".to_owned(),
            method: "GET".to_owned(),
            host: "127.0.0.1:8080".to_owned(),
            model: Model::Open,
            concurrency: 10_000,
            requests: None,
            seconds: Some(seconds as f64),
            rate_per_worker: None,
            stages: vec![Stage { seconds: None, from: each as f64, to: each as f64 }],
            arrivals: Some("constant".to_owned()),
            seed: Some(0),
            timeout: Some(20.0),
            grace: 5.0,
        },
        pacing: Some(Pacing {
            scheduled: whole.requests.sent,
            sent: whole.requests.sent,
            never_sent: 0,
            achieved_rate: (each > 0).then_some(each as f64),
            inter_arrival_cv: Some(0.01),
            asked_inter_arrival_cv: Some(0.0),
            send_lag: times(whole.requests.sent, 1e-4),
        }),
        queue: None,
        steady: None,
        objectives: Vec::new(),
        timeline: (0..seconds).map(second).collect(),
        llm: None,
        connections: Connections { opened: 3, before_start: 0, last_opened: Some(0.5), tls: None },
        cluster: None,
        blocks: Blocks { seconds: 1.0, requests: Vec::new(), times: Vec::new() },
        team: None,
        whole,
    }
}

#[test]
fn a_small_page_stays_as_it_is() {
    let html = page(&sample(3, 20, 1)).unwrap();
    let (head, body) = html.split_once("<body>").unwrap();
    assert!(head.contains("default-src 'none'"));
    let (body, _) = body.split_once("<script").unwrap();
    insta::assert_snapshot!(body);
}

#[test]
fn the_hashes_of_the_policy_are_those_of_the_files() {
    let rustls::SupportedCipherSuite::Tls13(suite) =
        rustls::crypto::ring::cipher_suite::TLS13_AES_128_GCM_SHA256
    else {
        unreachable!()
    };
    for (text, stands) in [(STYLE, STYLE_HASH), (SCRIPT, SCRIPT_HASH)] {
        let hash = suite.common.hash_provider.hash(text.as_bytes());
        let hash = format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(hash.as_ref()));
        assert_eq!(hash, stands, "put the left one into src/report/page/mod.rs");
    }
}

#[test]
fn every_number_stands_in_the_data_and_every_place_exists() {
    let mut document = sample(30, 100, 2);
    document.steady = Some(window(2000, 30, 20.0));
    document.client = Client {
        saturated: true,
        threads: 1,
        strains: vec![Strain {
            cause: "sendLag".into(),
            limit: 0.005,
            worst: 0.02,
            seconds: 3,
            first_second: 4,
        }],
    };
    let html = page(&document).unwrap();
    let json = serde_json::to_value(&document).unwrap();
    let mut seen = 0;
    for element in html.split("<data value=\"").skip(1) {
        let (value, rest) = element.split_once("\" data-at=\"").unwrap();
        let (place, _) = rest.split_once('"').unwrap();
        let stands = json.pointer(place);
        assert!(stands.is_some(), "{place} is not in the document");
        assert_eq!(
            value,
            stands.filter(|value| !value.is_null()).map_or(String::new(), ToString::to_string),
            "{place}"
        );
        seen += 1;
    }
    assert!(seen > 100, "{seen}");
    let (_, first) = html.split_once("<section id=\"verdict\"").unwrap();
    let (_, first) = first.split_once("<span>").unwrap();
    assert!(first.starts_with("client saturated: send lag p99"), "the limit of the client comes first");
}

#[test]
fn nothing_from_outside_becomes_markup() {
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{ 7*7 }}\u{2028}";
    let mut document = sample(2, 30, 1);
    document.load.url = format!("http://a/{evil}");
    document.load.host = evil.to_owned();
    document.load.method = evil.to_owned();
    document.load.arrivals = Some(evil.to_owned());
    document.started = Some(evil.to_owned());
    document.whole.errors = vec![Errors {
        class: evil.to_owned(),
        count: 1,
        example: evil.to_owned(),
        body: Some(evil.to_owned()),
    }];
    let html = page(&document).unwrap();
    assert_eq!(html.matches("<script").count(), 2, "{html}");
    assert_eq!(html.matches("</script").count(), 2);
    assert!(!html.contains("<img"), "{html}");
    assert!(html.contains("{{ 7*7 }}"), "a value is no template");
    let (_, data) = html.split_once(r#"<script type="application/json" id="document">"#).unwrap();
    let (data, _) = data.split_once("</script>").unwrap();
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(read(data), read(&serde_json::to_string(&document).unwrap()));
}

#[test]
fn every_sort_of_run_has_a_page_and_a_word() {
    let word = |document: &Document| {
        let html = page(document).unwrap();
        assert!(!html.contains("NaN") && !html.contains("inf\""), "{html}");
        let (_, word) = html.split_once("aria-hidden=\"true\">").unwrap();
        let (_, word) = word.split_once("</span>").unwrap();
        word.split_once("</h2>").unwrap().0.to_owned()
    };
    assert_eq!(word(&sample(60, 50, 0)), "Measured, no errors");
    assert_eq!(word(&sample(60, 50, 1)), "Measured, with errors");
    assert_eq!(word(&sample(60, 0, 5)), "No request succeeded");
    assert_eq!(word(&sample(1, 1, 0)), "Measured, no errors");
    assert_eq!(word(&sample(0, 0, 0)), "Nothing was sent");
    assert_eq!(word(&sample(7200, 10, 0)), "Measured, no errors");
    let unreachable = Document { ending: Ending::Unreachable, ..sample(5, 0, 5) };
    assert_eq!(word(&unreachable), "Nothing could be reached");
}

#[test]
fn what_is_not_known_of_the_second_in_which_a_run_ended_is_not_drawn() {
    let short = page(&sample(1, 20, 0)).unwrap();
    assert!(!short.contains("Under way, most"), "nothing is under way where its only second ends");
    let mut document = sample(3, 20, 0);
    document.whole.to = 2.06;
    let html = page(&document).unwrap();
    assert!(html.contains("Under way, most") && !html.contains(">drain<"), "{html}");
    document.whole.to = 2.0;
    assert!(page(&document).unwrap().contains(">drain<"), "a second in which answers still came");
}
