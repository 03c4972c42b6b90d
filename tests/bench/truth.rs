//! A server that knows what it did: the report must say the same.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::bench;
use crate::support::wire::{Then, Wire, ok, status};

fn json(args: &[&str], server: &Wire) -> Value {
    let url = server.url();
    let outcome = bench([args, &["-o", "json", &url]].concat());
    let report = serde_json::from_str(&outcome.stdout);
    assert!(report.is_ok(), "{}{}", outcome.stdout, outcome.stderr);
    report.unwrap()
}

/// What the machine may add to a latency of the server's while it is busy with other tests.
const BUSY: f64 = 0.1;

#[test]
fn percentiles_are_those_of_the_servers_own_distribution() {
    const REQUESTS: usize = 400;
    let known = Arc::new(Mutex::new(Vec::new()));
    let told = known.clone();
    let server = Wire::http(move |heard, out| {
        let begun = Instant::now();
        // The quantiles of an exponential distribution with a mean of 20 ms, in an order that is not theirs.
        let place = (heard.number * 173) % REQUESTS as u64;
        let rank = (place as f64 + 0.5) / REQUESTS as f64;
        std::thread::sleep(Duration::from_secs_f64(-0.02 * (1.0 - rank).ln()));
        told.lock().unwrap().push(begun.elapsed().as_secs_f64());
        out.write_all(ok("x").as_bytes())?;
        Ok(Then::Keep)
    });
    let report = json(&["-n", "400", "-c", "8"], &server);
    let mut known = known.lock().unwrap().clone();
    known.sort_by(f64::total_cmp);
    assert_eq!(known.len(), REQUESTS);
    let mut judged = 0;
    for percentile in report["whole"]["latency"]["percentiles"].as_array().unwrap() {
        let Some(value) = percentile["value"].as_f64() else { continue };
        let percent = percentile["percent"].as_f64().unwrap();
        let rank = (percent / 100.0 * REQUESTS as f64).ceil() as usize - 1;
        // Every request took the client at least as long as the server, and so does the one of each rank, to 0.1 %.
        assert!(value >= known[rank] * 0.999, "p{percent}: {value} of {}", known[rank]);
        assert!(value <= known[rank] * 1.001 + BUSY, "p{percent}: {value} of {}", known[rank]);
        judged += 1;
    }
    assert!(judged >= 4, "{report}");
    let mean = report["whole"]["latency"]["mean"].as_f64().unwrap();
    let own = known.iter().sum::<f64>() / REQUESTS as f64;
    assert!((own..own + BUSY).contains(&mean), "{mean} of {own}");
}

#[test]
fn a_slow_first_byte_and_a_stalled_body_are_told_apart() {
    let pause = Duration::from_millis(120);
    let server = Wire::http(move |heard, out| {
        let slow_body = heard.path() == "/body";
        if !slow_body {
            std::thread::sleep(pause);
        }
        out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")?;
        out.flush()?;
        if slow_body {
            std::thread::sleep(pause);
        }
        out.write_all(b"world")?;
        Ok(Then::Keep)
    });
    for (path, long, short) in [("/first", "wait", "read"), ("/body", "read", "wait")] {
        let outcome = bench(["-n", "6", "-c", "2", "-o", "json", &format!("{}{path}", server.url())]);
        let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
        let phases = &report["whole"]["phases"];
        // When the request was written may be noted late on a busy machine, and what it waited seem shorter.
        assert!(phases[long]["max"].as_f64().unwrap() >= 0.1, "{path} {phases}");
        assert!(phases[short]["min"].as_f64().unwrap() < 0.08, "{path} {phases}");
    }
}

#[test]
fn one_answer_in_a_hundred_is_an_error_of_one_percent() {
    let server = Wire::http(|heard, out| {
        let failed = heard.number % 100 == 37;
        out.write_all(if failed { status(503) } else { ok("x") }.as_bytes())?;
        Ok(Then::Keep)
    });
    let report = json(&["-n", "1000", "-c", "10"], &server);
    let whole = &report["whole"];
    assert_eq!((&whole["requests"]["sent"], &whole["requests"]["succeeded"]), (&1000.into(), &990.into()));
    assert_eq!(whole["errorShare"], 0.01);
    let errors = whole["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{whole}");
    assert_eq!((&errors[0]["class"], &errors[0]["count"]), (&"status".into(), &10.into()));
    for (limit, code) in [("error>1%", 0), ("error>=1%", 4), ("error>0.9%", 4)] {
        assert_eq!(bench(["-n", "100", "-c", "4", "--fail-if", limit, &server.url()]).code, code, "{limit}");
    }
    assert_eq!(server.requests(), 1300);
}

#[test]
fn interim_answers_without_end_are_a_protocol_fault() {
    let server = Wire::http(|_, out| {
        loop {
            out.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
    });
    let begun = Instant::now();
    let report = json(&["-n", "2", "-c", "2"], &server);
    // Sooner than the 20 s that a request may take.
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert_eq!(report["whole"]["requests"]["failed"], 2, "{report}");
    let error = &report["whole"]["errors"][0];
    assert_eq!(
        (&error["class"], &error["example"]),
        (&"protocol".into(), &"more than 100 interim answers".into())
    );
}

/// What a server sends without end, each in the class of its fault, and never kept.
#[cfg(target_os = "linux")]
mod memory {
    use std::io::{Read, Write};
    use std::process::Stdio;

    use super::{Duration, Instant, Wire};
    use crate::support::command;

    /// The most memory that a process had, in kB.
    fn peak(process: u32) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
    }

    /// Peak memory and report of a run against a server that answers with `head`, and `more` without end.
    fn flooded(head: &'static [u8], more: &'static [u8]) -> (u64, String) {
        let server = Wire::raw(move |_, mut stream, _| {
            stream.read_exact(&mut [0; 1])?;
            stream.write_all(head)?;
            let much = more.repeat(65536 / more.len().max(1));
            loop {
                match more {
                    // An answer that is complete.
                    [] => return Ok(()),
                    _ => stream.write_all(&much)?,
                }
            }
        });
        let mut child = command();
        child.args(["bench", "-z", "1s", "-c", "4", "-t", "500ms", "--grace", "1s", &server.url()]);
        let mut child = child.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (begun, mut most) = (Instant::now(), 0);
        while child.try_wait().unwrap().is_none() {
            most = most.max(peak(child.id()).unwrap_or(0));
            assert!(begun.elapsed() < Duration::from_secs(20), "it does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
        let mut report = String::new();
        child.stdout.take().unwrap().read_to_string(&mut report).unwrap();
        (most, report)
    }

    #[test]
    fn what_comes_without_end_is_not_kept() {
        let ordinary = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        let (base, _) = flooded(ordinary, b"");
        assert!(base > 0);
        for (head, more, class) in [
            (&b"HTTP/1.1 200 OK\r\n\r\n"[..], &b"x"[..], "timeout: "),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n", b"x", "timeout: "),
            (b"HTTP/1.1 200 OK\r\nX: ", b"x", "protocol: the answer's headers are longer than 256 KiB"),
            (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", "protocol: "),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"8\r\n12345678\r\n", "timeout: "),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x", ""),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n", ""),
            (b"", b"garbage\r\n", "protocol: "),
        ] {
            let (most, report) = flooded(head, more);
            let name = String::from_utf8_lossy(head);
            assert!(report.contains(&format!("]\t{class}")), "{name:?}: {report}");
            assert!(!report.contains("[200]"), "{name:?}: {report}");
            assert!(most < base + 8 * 1024, "{name:?}: {most} kB, and {base} kB for an ordinary server");
        }
    }
}
