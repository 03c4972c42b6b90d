//! Open loops: requests are sent at their times, whatever the answers do.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::bench;
use crate::support::wire::{Then, Wire, ok};

fn server() -> Wire {
    Wire::http(|_, out| {
        out.write_all(ok("x").as_bytes())?;
        Ok(Then::Keep)
    })
}

fn json(args: &[&str], url: &str) -> Value {
    let outcome = bench([args, &["-o", "json", url]].concat());
    let report = serde_json::from_str(&outcome.stdout);
    assert!(report.is_ok(), "{}{}", outcome.stdout, outcome.stderr);
    report.unwrap()
}

fn percentile(window: &Value, percent: f64) -> &Value {
    let all = window["latency"]["percentiles"].as_array().unwrap();
    all.iter().find(|percentile| percentile["percent"] == percent).unwrap()
}

#[test]
fn exactly_so_many_are_sent_and_the_pacing_is_told() {
    let server = server();
    let report =
        json(&["--rate", "1000", "-n", "300", "--arrivals", "poisson", "--seed", "4"], &server.url());
    assert_eq!(server.requests(), 300);
    let pacing = &report["pacing"];
    assert_eq!(
        (&pacing["scheduled"], &pacing["sent"], &pacing["neverSent"]),
        (&300.into(), &300.into(), &0.into())
    );
    assert_eq!(report["load"]["model"], "open");
    assert_eq!((&report["load"]["arrivals"], &report["load"]["seed"]), (&"poisson".into(), &4.into()));
    assert_eq!(report["whole"]["requests"]["succeeded"], 300);
    // No bound above: the machine may be busy.
    assert!(pacing["interArrivalCv"].as_f64().unwrap() > 0.5, "{pacing}");
    assert_eq!(pacing["sendLag"]["count"], 300);
}

#[test]
fn the_text_says_what_heys_report_cannot() {
    let server = server();
    let outcome = bench(["--stages", "100ms=200,200ms:0", &server.url()]);
    // 20 at the constant rate, and 20 under the triangle.
    assert_eq!(server.requests(), 40);
    assert_eq!(outcome.code, 0);
    for line in [
        "  Open loop:        0.1 s at 200/s, 0.2 s from 200 to 0/s, constant arrivals, at most 10000 in flight",
        "  Scheduled:        40 requests",
        "  Succeeded                  40",
        "    p99                       -",
        "  200  40",
    ] {
        assert!(outcome.stdout.contains(line), "{line}\n{}", outcome.stdout);
    }
}

#[test]
fn a_recorded_trace_is_sent_again() {
    let server = server();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "# recorded\n1000.0\n{\"timestamp\": 1000.05}\n1000.01\n1000.2\n").unwrap();
    let trace = file.path().to_str().unwrap();
    assert_eq!(json(&["--trace", trace], &server.url())["load"]["arrivals"], "trace");
    assert_eq!(server.requests(), 4);
    json(&["--trace", trace, "-n", "3"], &server.url());
    assert_eq!(server.requests(), 7);
    json(&["--trace", trace, "-z", "40ms"], &server.url());
    assert_eq!(server.requests(), 9);
}

#[test]
fn a_stall_is_seen_by_all_that_were_due_in_it() {
    // Every answer waits for the same lock, which one of them holds for a while.
    let lock = Mutex::new(());
    let stall = Duration::from_millis(600);
    let server = Wire::http(move |heard, out| {
        let held = lock.lock().unwrap();
        if heard.number == 50 {
            std::thread::sleep(stall);
        }
        drop(held);
        out.write_all(ok("x").as_bytes())?;
        Ok(Then::Keep)
    });
    let report = json(&["--rate", "200", "-n", "300"], &server.url());
    let whole = &report["whole"];
    // 120 of 300 were due in it, and waited for what was left of it.
    let p75 = percentile(whole, 75.0)["value"].as_f64().unwrap();
    assert!(p75 >= 0.15, "{whole}");
    assert!(whole["latency"]["max"].as_f64().unwrap() >= stall.as_secs_f64() * 0.95, "{whole}");
}

#[test]
fn latency_counts_from_when_a_request_was_due_also_over_one_connection() {
    let server = Wire::http(|_, out| {
        std::thread::sleep(Duration::from_millis(20));
        out.write_all(ok("x").as_bytes())?;
        Ok(Then::Keep)
    });
    // 50/s at the most are served, 200/s are due: the last of 40 waits for 39 others.
    let report = json(&["--rate", "200", "-n", "40", "-c", "1"], &server.url());
    assert_eq!(server.connections(), 1);
    let slowest = report["whole"]["latency"]["max"].as_f64().unwrap();
    assert!(slowest >= 0.8 - 0.2, "{slowest}");
    assert!(report["pacing"]["sendLag"]["max"].as_f64().unwrap() >= 0.5, "{report}");
}

#[test]
fn what_was_never_sent_or_never_ended_is_a_lower_bound() {
    let server = Wire::http(|_, _| {
        std::thread::sleep(Duration::from_secs(30));
        Ok(Then::Close)
    });
    let url = server.url();
    let begun = Instant::now();
    let outcome = bench(["--rate", "100", "-z", "1s", "-c", "2", "--grace", "100ms", &url]);
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert_eq!(outcome.code, 1);
    assert!(outcome.stdout.contains("  Scheduled:        100 requests\n"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains(" 98 scheduled but never sent\n"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("\n  Unfinished                  2\n"), "{}", outcome.stdout);
    let p50 = outcome.stdout.lines().find(|line| line.starts_with("    p50 ")).unwrap();
    assert!(p50.contains("≥ "), "{p50}");
}

#[test]
fn connections_are_as_many_as_are_needed() {
    let server = server();
    let report = json(&["--rate", "20", "-n", "15"], &server.url());
    assert_eq!(report["whole"]["requests"]["succeeded"], 15);
    // One would do; a busy machine may need a few.
    assert!(server.connections() < 15, "{}", server.connections());
}

#[test]
fn warm_up_and_cool_down_are_cut_by_when_requests_were_due() {
    let server = server();
    let args = ["--rate", "100", "-z", "1s", "--warmup", "300ms", "--cooldown", "200ms"];
    let report = json(&args, &server.url());
    assert_eq!(report["whole"]["requests"]["sent"], 100);
    let steady = &report["steady"];
    assert_eq!((&steady["from"], &steady["to"]), (&0.3.into(), &0.8.into()));
    assert_eq!(steady["requests"]["sent"], 50);
    let outcome = bench([&args[..], &[&server.url()]].concat());
    assert!(outcome.stdout.contains("     whole run         steady\n"), "{}", outcome.stdout);
}

#[test]
fn an_unreachable_server_ends_the_run() {
    // Bound but not listening: nobody else gets the port, and it refuses.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    let begun = Instant::now();
    let outcome = bench(["--rate", "50", "-z", "2m", &url]);
    assert!(begun.elapsed() < Duration::from_secs(30));
    assert_eq!(outcome.code, 1);
    assert!(outcome.stderr.contains("error: nothing could be reached at 127.0.0.1:"), "{}", outcome.stderr);
    assert!(outcome.stdout.contains("connect: 127.0.0.1:"), "{}", outcome.stdout);
}

#[test]
fn a_wrong_word_is_marked_and_nothing_is_sent() {
    let server = server();
    let url = server.url();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "1\n2\nsoon\n").unwrap();
    let trace = file.path().to_str().unwrap();
    for (args, message) in [
        (
            &["--rate", "5x"][..],
            "invalid value \"5x\" for `--rate`: requests per second are expected, as 50, 0.5, 300/m or 50/10s\n  5x\n  ^^\n",
        ),
        (
            &["--stages", "30s:5,2x:50"],
            "invalid value \"30s:5,2x:50\" for `--stages`: it must be a duration with units h, m, s or ms\n  30s:5,2x:50\n        ^^\n",
        ),
        (&["--rate", "5", "--arrivals", "gamma:0"], "\n  gamma:0\n        ^\n"),
        (&["--rate", "5", "--burstiness", "x"], "invalid value \"x\" for `--burstiness`: "),
        (&["--rate", "5", "--seed", "-1"], "invalid value \"-1\" for `--seed`: "),
        (&["--trace", trace], ": line 3: a time is expected: "),
        (&["--trace", "/nowhere"], "cannot read the file: "),
        (&["--arrivals", "poisson"], "`--arrivals` and `--burstiness` need an open loop"),
        (&["--rate", "5", "-q", "1"], "`-q` is the rate of each worker of a closed loop"),
        (&["--stages", "1s:5", "-z", "5s"], "`-n` and `-z` do not go with them"),
        (&["--rate", "5", "--stages", "0s:5"], "these stages send nothing"),
        (&["-n", "5", "--cooldown", "1s"], "`--cooldown` needs a run whose end is known"),
        (&["-z", "5s", "--warmup", "5s"], "leave nothing of the run"),
        (
            &["--rate", "5", "-z", "5s", "--fail-if", "p99>2s|errors>1%"],
            "\n  p99>2s|errors>1%\n         ^^^^^^\n",
        ),
        (&["-o", "yaml"], "`csv`, `json` or `text` is expected"),
    ] {
        let outcome = bench([args, &[&url]].concat());
        assert_eq!(outcome.code, 2, "{args:?}");
        assert!(outcome.stderr.contains(message), "{args:?}: {}", outcome.stderr);
        assert_eq!(outcome.stdout, "", "{args:?}");
    }
    assert_eq!(server.requests(), 0);
}
