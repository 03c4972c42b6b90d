//! `-h2`.

use std::time::Duration;

use super::{ERRORS, STATUSES, bench, field, section};
use crate::support::Outcome;
use crate::support::http2::{Http2, Reply};
use crate::support::wire::{Then, Wire, ok};

fn run(server: &Http2, args: &[&str]) -> Outcome {
    let (trusted, url) = (server.certificate().to_str().unwrap(), server.url());
    bench([&["-h2", "--cacert", trusted], args, &[url.as_str()]].concat())
}

fn four(reply: Reply) -> Outcome {
    let server = Http2::start(100, move |_| reply);
    run(&server, &["-n", "4", "-c", "2", "-t", "600ms"])
}

#[test]
fn all_workers_are_streams_of_one_connection() {
    let server = Http2::start(100, |_| Reply::Whole(200, "hello"));
    let outcome = run(&server, &["-n", "103", "-c", "10", "-cpus", "4"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{}", outcome.stdout);
    assert_eq!(section(&outcome.stdout, STATUSES), ["[200]\t103 responses"]);
    assert_eq!(field(&outcome.stdout, "Size/request:"), "5");
    assert_eq!((server.requests(), server.connections()), (103, 1));
}

#[test]
fn fewer_streams_than_workers_only_take_longer() {
    let server = Http2::start(3, |_| Reply::Whole(200, "hello"));
    let outcome = run(&server, &["-n", "50", "-c", "10"]);
    assert_eq!((outcome.code, server.requests(), server.connections()), (0, 50, 1), "{}", outcome.stdout);
}

/// The document of a run.
fn document(server: &Http2, args: &[&str]) -> serde_json::Value {
    let outcome = run(server, &[args, &["-o", "json"]].concat());
    serde_json::from_str(&outcome.stdout).unwrap()
}

#[test]
fn waiting_for_a_stream_is_the_clients_queue_and_not_the_servers_latency() {
    let time = Duration::from_millis(100);
    let server = Http2::start(1, move |_| Reply::After(time));
    let document = document(&server, &["-n", "6", "-c", "3"]);
    let phases = &document["whole"]["phases"];
    // Two are always behind the one that is served.
    let queue = &phases["queue"];
    assert!(queue["max"].as_f64().unwrap() >= 0.195, "{phases}");
    assert!(queue["mean"].as_f64().unwrap() >= 0.125, "{phases}");
    let wait = &phases["wait"];
    assert!(wait["min"].as_f64().unwrap() >= 0.099, "{phases}");
    // The queue is not in it.
    assert!(wait["min"].as_f64().unwrap() < queue["max"].as_f64().unwrap(), "{phases}");
    assert!(document["whole"]["latency"]["max"].as_f64().unwrap() >= 0.295, "{document}");
}

#[test]
fn waiting_for_room_in_the_window_is_queue_too() {
    let time = Duration::from_millis(150);
    let server = Http2::start(100, move |_| Reply::After(time));
    let body = tempfile::NamedTempFile::new().unwrap();
    // More than the 64 KiB that a server lets come unread.
    std::fs::write(body.path(), vec![b'x'; 200_000]).unwrap();
    let args = ["-n", "2", "-c", "1", "-m", "POST", "-D", body.path().to_str().unwrap()];
    let document = document(&server, &args);
    let phases = &document["whole"]["phases"];
    assert!(phases["queue"]["min"].as_f64().unwrap() >= 0.145, "{phases}");
    assert!(phases["write"]["max"].as_f64().unwrap() < 0.145, "{phases}");
    assert_eq!(server.heard()[1].body.len(), 200_000);
}

#[test]
fn method_headers_host_and_body_arrive() {
    let server = Http2::start(100, |_| Reply::Whole(200, ""));
    let args = ["-n", "1", "-c", "1", "-m", "post", "-d", "a body", "-H", "X-A: b", "-host", "localhost"];
    let outcome = run(&server, &args);
    assert_eq!(outcome.code, 0, "{}", outcome.stdout);
    let heard = &server.heard()[0];
    assert_eq!(heard.line, "POST / HTTP/2.0");
    let expected =
        [(":authority", "localhost"), ("x-a", "b"), ("content-length", "6"), ("content-type", "text/html")];
    for (name, value) in expected {
        assert_eq!(heard.header(name), Some(value), "{name}");
    }
    assert_eq!(heard.body, b"a body");
}

#[test]
fn redirects_are_followed() {
    let server = Http2::start(100, |heard| match heard.path() {
        "/" => Reply::To("/there"),
        _ => Reply::Whole(200, "there"),
    });
    let outcome = run(&server, &["-n", "4", "-c", "2"]);
    assert_eq!(section(&outcome.stdout, STATUSES), ["[200]\t4 responses"]);
    assert_eq!((server.requests(), server.connections()), (8, 1));
}

#[test]
fn without_keepalive_each_request_has_its_own_connection() {
    let server = Http2::start(100, |_| Reply::Whole(200, ""));
    let outcome = run(&server, &["-n", "4", "-c", "2", "-disable-keepalive"]);
    assert_eq!((outcome.code, server.connections()), (0, 4));
}

#[test]
fn faults_have_their_class() {
    for (reply, message) in [
        (Reply::Reset, "stream: the server reset the stream: REFUSED_STREAM"),
        (Reply::Half, "stream: the server reset the stream: INTERNAL_ERROR"),
        (Reply::Short, "protocol: malformed HTTP/2 answer: PROTOCOL_ERROR"),
        (Reply::Silence, "timeout: no complete answer within 600ms: waiting for the answer"),
    ] {
        let outcome = four(reply);
        assert_eq!(section(&outcome.stdout, ERRORS), [format!("[4]\t{message}")], "{reply:?}");
        assert_eq!(outcome.code, 1);
    }
}

#[test]
fn a_connection_given_up_is_a_class_of_its_own_and_replaced() {
    let server = Http2::start(100, |heard| match heard.number {
        2 => Reply::Abort,
        _ => Reply::Whole(200, ""),
    });
    let outcome = run(&server, &["-n", "6", "-c", "1"]);
    let expected = "[1]\tgoaway: the server gave up the connection: ENHANCE_YOUR_CALM";
    assert_eq!(section(&outcome.stdout, ERRORS), [expected], "{}", outcome.stdout);
    assert_eq!((outcome.code, server.requests(), server.connections()), (0, 6, 2));
}

#[test]
fn a_connection_that_ends_in_good_order_costs_no_request() {
    // Every fifth answer is the last one of its connection, as with a limit on requests a connection.
    let server = Http2::start(100, |heard| match heard.number % 5 {
        4 => Reply::Last,
        _ => Reply::Whole(200, ""),
    });
    let outcome = run(&server, &["-n", "40", "-c", "4"]);
    assert_eq!(section(&outcome.stdout, STATUSES), ["[200]\t40 responses"], "{}", outcome.stdout);
    assert_eq!(outcome.code, 0);
    assert!(server.connections() >= 4, "{} connections", server.connections());
}

#[test]
fn a_server_without_http2_is_spoken_to_in_http1_and_that_is_said() {
    let server = Wire::https(|_, out| {
        out.write_all(ok("old").as_bytes())?;
        Ok(Then::Keep)
    });
    let trusted = server.certificate().to_str().unwrap();
    let outcome = bench(["-n", "6", "-c", "3", "-h2", "--cacert", trusted, &server.url()]);
    assert_eq!((outcome.code, server.requests()), (0, 6), "{}", outcome.stdout);
    assert_eq!(outcome.stderr, "warning: the server does not speak HTTP/2: HTTP/1.1 was used\n");
}

#[test]
fn plain_http_stays_http1_and_that_is_said() {
    let server = Wire::http(|_, out| {
        out.write_all(ok("old").as_bytes())?;
        Ok(Then::Keep)
    });
    let outcome = bench(["-n", "2", "-c", "1", "-h2", &server.url()]);
    assert_eq!(
        (outcome.code, outcome.stderr.as_str()),
        (0, "warning: -h2 needs an https URL: HTTP/1.1 is used, as hey does\n")
    );
}
