//! How many, how fast, how long.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{ERRORS, STATUSES, bench, field, seconds, section};
use crate::support::wire::{Then, Wire, ok, status};

fn quick() -> Wire {
    Wire::http(|_, out| {
        out.write_all(ok("hello, world!").as_bytes())?;
        Ok(Then::Keep)
    })
}

fn slow(by: Duration) -> Wire {
    Wire::http(move |_, out| {
        std::thread::sleep(by);
        out.write_all(ok("slow").as_bytes())?;
        Ok(Then::Keep)
    })
}

#[test]
fn exactly_n_requests_are_sent() {
    for (n, c, connections) in [("109", "50", 50), ("7", "50", 7), ("200", "1", 1), ("1", "1", 1)] {
        let server = quick();
        let outcome = bench(["-n", n, "-c", c, &server.url()]);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{}", outcome.stdout);
        assert_eq!(server.requests().to_string(), n);
        assert_eq!(section(&outcome.stdout, STATUSES), [format!("[200]\t{n} responses")]);
        assert!(server.connections() <= connections, "{} connections", server.connections());
    }
}

#[test]
fn several_threads_send_exactly_n_too() {
    let server = quick();
    let outcome = bench(["-n", "1003", "-c", "64", "-cpus", "4", &server.url()]);
    assert_eq!((outcome.code, server.requests()), (0, 1003));
}

#[test]
fn a_connection_is_kept() {
    let server = quick();
    let outcome = bench(["-n", "40", "-c", "2", &server.url()]);
    assert_eq!((outcome.code, server.connections()), (0, 2));
}

#[test]
fn without_keepalive_each_request_has_its_own_connection() {
    let server = quick();
    let outcome = bench(["-n", "10", "-c", "2", "-disable-keepalive", &server.url()]);
    assert_eq!((outcome.code, server.connections(), server.requests()), (0, 10, 10));
    assert!(server.heard().iter().all(|heard| heard.header("connection") == Some("close")));
}

#[test]
fn bytes_are_those_of_the_bodies() {
    let server = quick();
    let outcome = bench(["-n", "10", "-c", "1", &server.url()]);
    assert_eq!(field(&outcome.stdout, "Total data:"), "130");
    assert_eq!(field(&outcome.stdout, "Size/request:"), "13");
}

#[test]
fn chunks_and_unknown_lengths_are_counted_too() {
    let server = Wire::http(|heard, out| {
        if heard.path() == "/chunks" {
            out.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")?;
            out.flush()?;
            out.write_all(b"3;x\r\n...\r\n0\r\nX-Trailer: y\r\n\r\n")?;
            return Ok(Then::Keep);
        }
        out.write_all(b"HTTP/1.1 200 OK\r\n\r\nuntil the end")?;
        Ok(Then::Close)
    });
    let chunks = bench(["-n", "4", "-c", "1", &format!("{}/chunks", server.url())]);
    assert_eq!((chunks.code, field(&chunks.stdout, "Total data:")), (0, "32"));
    assert_eq!(server.connections(), 1);
    let close = bench(["-n", "4", "-c", "1", &server.url()]);
    assert_eq!((close.code, field(&close.stdout, "Total data:")), (0, "52"));
    assert_eq!(server.connections(), 5);
}

#[test]
fn compressed_bodies_are_counted_as_they_came() {
    let server = Wire::http(|heard, out| {
        assert_eq!(heard.header("accept-encoding"), Some("gzip"));
        // A gzip member of 1,000 zeros is 29 bytes.
        out.write_all(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 29\r\n\r\n")?;
        out.write_all(&[0x1f; 29])?;
        Ok(Then::Keep)
    });
    let outcome = bench(["-n", "3", "-c", "1", &server.url()]);
    assert_eq!((outcome.code, field(&outcome.stdout, "Size/request:")), (0, "29"));
}

#[test]
fn statuses_are_listed_in_order() {
    let server = Wire::http(|heard, out| {
        out.write_all(status([503, 200, 404][(heard.number % 3) as usize]).as_bytes())?;
        Ok(Then::Keep)
    });
    let outcome = bench(["-n", "9", "-c", "3", &server.url()]);
    assert_eq!(outcome.code, 0);
    assert_eq!(
        section(&outcome.stdout, STATUSES),
        ["[200]\t3 responses", "[404]\t3 responses", "[503]\t3 responses"]
    );
}

#[test]
fn latencies_are_the_servers() {
    let server = slow(Duration::from_millis(50));
    let outcome = bench(["-n", "20", "-c", "4", &server.url()]);
    for label in ["Fastest:", "Average:", "10% in", "50% in", "99% in"] {
        let took = seconds(&outcome.stdout, label);
        assert!((0.05..0.5).contains(&took), "{label} {took}");
    }
    let wait = outcome.stdout.lines().find(|line| line.contains("resp wait:")).unwrap();
    let average: f64 = wait.split(['\t', ' ']).find_map(|word| word.parse().ok()).unwrap();
    assert!((0.05..0.5).contains(&average), "{wait}");
}

#[test]
fn a_time_ends_on_time_and_what_is_in_flight_is_told_apart() {
    let server = slow(Duration::from_millis(350));
    let outcome = bench(["-z", "1s", "-c", "3", &server.url()]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert_eq!(field(&outcome.stdout, "Total:"), "1.0000");
    // Two of each three ended within the second; the third is in the latencies only.
    assert_eq!(field(&outcome.stdout, "Requests/sec:"), "6.0000");
    assert_eq!(section(&outcome.stdout, STATUSES), ["[200]\t9 responses"]);
    assert!(
        outcome.stderr.starts_with("3 requests in flight at the end, finished within the grace of 5 s: "),
        "{}",
        outcome.stderr
    );
    assert_eq!(server.requests(), 9);
}

#[test]
fn what_outlasts_the_grace_is_neither_success_nor_error() {
    let server = slow(Duration::from_secs(30));
    let started = std::time::Instant::now();
    let outcome = bench(["-z", "200ms", "-c", "3", "--grace", "100ms", &server.url()]);
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(outcome.code, 1);
    assert_eq!(section(&outcome.stdout, "Unfinished at the end:"), ["[3]\tno complete answer yet"]);
    assert!(section(&outcome.stdout, ERRORS).is_empty());
    assert_eq!(outcome.stderr, "error: no request was answered\n");
}

#[test]
fn a_rate_is_kept_and_is_each_workers() {
    let server = quick();
    let outcome = bench(["-z", "1s", "-c", "5", "-q", "20", &server.url()]);
    assert_eq!(outcome.code, 0);
    // Never more than the rate; a machine that is busy drops ticks, as hey does.
    let sent = server.requests();
    assert!((50..=100).contains(&sent), "{sent} requests");
    assert!(seconds(&outcome.stdout, "Requests/sec:") <= 100.0);
}

#[test]
fn a_rare_rate_does_not_outsleep_the_time() {
    let server = quick();
    let started = std::time::Instant::now();
    let outcome = bench(["-z", "300ms", "-c", "2", "-q", "0.2", &server.url()]);
    assert!(started.elapsed() < Duration::from_secs(3));
    assert_eq!((outcome.code, server.requests()), (0, 2));
}

#[test]
fn a_high_rate_neither_hangs_nor_is_missed() {
    let server = quick();
    let outcome = bench(["-n", "2000", "-c", "2", "-q", "1000000", &server.url()]);
    assert_eq!((outcome.code, server.requests()), (0, 2000));
}

#[test]
fn connections_are_dealt_to_threads_without_loss() {
    let server = quick();
    let outcome = bench(["-n", "500", "-c", "7", "-cpus", "3", &server.url()]);
    let used: BTreeSet<u64> = server.heard().iter().map(|heard| heard.connection).collect();
    assert_eq!((outcome.code, used.len(), server.requests()), (0, 7, 500));
}

#[cfg(unix)]
#[test]
fn the_soft_limit_on_descriptors_is_no_limit() {
    let server = quick();
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "ulimit -Sn 40; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_neap")]);
    let outcome = crate::support::outcome(shell.args(["bench", "-n", "200", "-c", "100", &server.url()]));
    assert_eq!((outcome.code, outcome.stderr.as_str(), server.requests()), (0, "", 200));
}

#[cfg(unix)]
#[test]
fn too_few_descriptors_are_the_clients_own_fault() {
    let server = quick();
    for (limit, connections, threads) in [("30", "100", "1"), ("90", "400", "4")] {
        let mut shell = std::process::Command::new("sh");
        let limited = format!("ulimit -n {limit}; exec \"$0\" \"$@\"");
        shell.args(["-c", &limited, env!("CARGO_BIN_EXE_neap")]);
        shell.args(["bench", "-n", "1000", "-c", connections, "-cpus", threads, &server.url()]);
        let outcome = crate::support::outcome(&mut shell);
        let errors = section(&outcome.stdout, ERRORS);
        assert_eq!(errors.len(), 1, "{}{}", outcome.stdout, outcome.stderr);
        assert!(errors[0].ends_with(": too many open files"), "{}", outcome.stdout);
        assert!(
            outcome.stderr.contains("hint: this machine is the limit: raise `ulimit -n`"),
            "{}",
            outcome.stderr
        );
    }
}
