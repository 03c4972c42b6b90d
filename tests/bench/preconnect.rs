//! `--preconnect`: the connections are there before the first request is due.

use std::io::{BufReader, Write};
use std::net::Shutdown;

use serde_json::{Value, json};

use super::bench;
use super::document::checked;
use crate::support::http2::{Http2, Reply};
use crate::support::wire::{Heard, Then, Wire, ok, read, serve};

fn server() -> Wire {
    Wire::http(|_, out| {
        out.write_all(ok("x").as_bytes())?;
        Ok(Then::Keep)
    })
}

/// How many connections were opened, and how many of these before the start.
fn connections(document: &Value) -> (u64, u64) {
    let count = |field: &str| document["connections"][field].as_u64().unwrap();
    (count("opened"), count("beforeStart"))
}

#[test]
fn an_open_loop_has_all_its_connections_before_it_begins() {
    // A request at a time: without the flag one connection does.
    let slow = ["-n", "4", "-c", "3", "--rate", "20"];
    let plain = server();
    assert_eq!(connections(&checked(&[&slow[..], &[&plain.url()]].concat())), (1, 0));
    let server = server();
    let document = checked(&[&slow[..], &["--preconnect", &server.url()]].concat());
    assert_eq!((connections(&document), server.connections(), server.requests()), ((3, 3), 3, 4));
    assert_eq!(document["whole"]["phases"]["connect"]["max"], json!(0.0), "{document}");
    assert_eq!(document["connections"]["lastOpened"], json!(0.0));
}

#[test]
fn the_report_says_so() {
    let server = server();
    let outcome = bench(["-n", "6", "-c", "2", "-cpus", "2", "--preconnect", "-o", "text", &server.url()]);
    assert!(outcome.stdout.contains("Connections:      2 opened before the start"), "{}", outcome.stdout);
}

#[test]
fn http2_has_its_connections_too() {
    let server = Http2::start(100, |_| Reply::Whole(200, "hello"));
    let (trusted, url) = (server.certificate().to_str().unwrap(), server.url());
    let document =
        checked(&["-h2", "-n", "8", "-c", "4", "--h2-conns", "2", "--preconnect", "--cacert", trusted, &url]);
    assert_eq!(connections(&document), (2, 2));
}

/// Both ends of the race between a server that closes what nobody uses and the first request.
#[test]
fn a_server_that_closes_them_again_is_asked_on_fresh_ones() {
    for reads_first in [false, true] {
        let server = Wire::raw(move |connection, stream, counts| {
            let mut reader = BufReader::new(stream.try_clone()?);
            if connection < 2 {
                if reads_first {
                    let _: Option<Heard> = read(&mut reader)?;
                }
                return stream.shutdown(Shutdown::Both);
            }
            let script = |_: &_, out: &mut dyn Write| out.write_all(ok("x").as_bytes()).map(|()| Then::Keep);
            serve(reader, &mut &stream, connection, &script, counts)
        });
        let outcome = bench(["-n", "6", "-c", "2", "--preconnect", &server.url()]);
        assert_eq!((outcome.code, server.requests()), (0, 6), "{reads_first}: {}", outcome.stdout);
    }
}

#[test]
fn nobody_there_is_found_out_by_the_load() {
    let outcome = bench(["-n", "3", "-c", "3", "--preconnect", "http://127.0.0.1:1/"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.stdout.contains("[3]\tconnect: 127.0.0.1:1: connection refused"), "{}", outcome.stdout);
}

#[test]
fn what_it_cannot_mean_is_refused() {
    for args in [&["--preconnect", "-disable-keepalive"][..], &["--preconnect", "--rate", "5"]] {
        let outcome = bench([args, &["http://127.0.0.1:1/"]].concat());
        assert_eq!(outcome.code, 2, "{args:?}");
        assert!(outcome.stderr.contains("`--preconnect`"), "{}", outcome.stderr);
    }
}
