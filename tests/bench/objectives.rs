//! `--fail-if` and the exit code.

use super::bench;
use crate::support::wire::{Then, Wire, ok, status};

/// Every tenth request is refused.
fn server() -> Wire {
    Wire::http(|heard, out| {
        let answer = if heard.number % 10 == 9 { status(503) } else { ok("x") };
        out.write_all(answer.as_bytes())?;
        Ok(Then::Keep)
    })
}

#[test]
fn a_run_that_misses_an_objective_exits_with_4() {
    let server = server();
    let url = server.url();
    for (expression, code, told) in [
        ("error>10%|p99>1m", 0, ""),
        ("error>=10%", 4, "error: the run failed by --fail-if: error>=10%: failed, it is 10 %\n"),
        ("rps<0.001|mean>1m|error>5%|max>1ns", 4, "error>5%: failed, it is 10 %; max>1ns: failed, it is "),
    ] {
        let outcome = bench(["-n", "100", "-c", "1", "--fail-if", expression, &url]);
        assert_eq!(outcome.code, code, "{expression}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(told), "{expression}: {}", outcome.stderr);
        assert!(outcome.stdout.starts_with("\nSummary:\n"), "{}", outcome.stdout);
    }
}

#[test]
fn what_cannot_be_judged_does_not_pass() {
    let server = server();
    // Between the fastest and the slowest of ten, wherever they are.
    let outcome = bench(["-n", "10", "-c", "1", "-o", "json", "--fail-if", "p50>1m", &server.url()]);
    assert_eq!(outcome.code, 0, "the slowest is below: {}", outcome.stderr);
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(report["objectives"][0]["failed"], false);
    let max = report["whole"]["latency"]["max"].as_f64().unwrap();
    assert!(max > 0.0);

    let uneven = Wire::http(|heard, out| {
        if heard.number == 5 {
            std::thread::sleep(std::time::Duration::from_millis(400));
        }
        out.write_all(ok("x").as_bytes())?;
        Ok(Then::Keep)
    });
    // One of ten takes longer, nine do not: which is the 99th percentile nobody knows.
    let outcome = bench(["-n", "10", "-c", "1", "--fail-if", "p99>399ms", &uneven.url()]);
    assert_eq!(outcome.code, 4);
    assert!(
        outcome.stderr.contains("p99>399ms: cannot be judged, too little was measured\n"),
        "{}",
        outcome.stderr
    );
    assert!(outcome.stderr.contains("a percentile needs ten requests beyond it"), "{}", outcome.stderr);
}

#[test]
fn nothing_that_succeeded_is_exit_1_whatever_the_objective() {
    let server = Wire::http(|_, out| {
        out.write_all(status(500).as_bytes())?;
        Ok(Then::Keep)
    });
    let outcome = bench(["-n", "5", "-c", "1", "--fail-if", "error>1%", &server.url()]);
    assert_eq!(outcome.code, 1);
}
