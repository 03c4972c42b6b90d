//! `--find-max` and `--sweep` against a server of known capacity.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::bench;
use crate::support::wire::{Then, Wire, ok};

/// One request at a time, 10 ms each: a hundred a second and no more.
fn server() -> Wire {
    let free = Mutex::new(Instant::now());
    Wire::http(move |_, out| {
        let ends = {
            let mut free = free.lock().unwrap();
            *free = (*free).max(Instant::now()) + Duration::from_millis(10);
            *free
        };
        std::thread::sleep(ends.saturating_duration_since(Instant::now()));
        out.write_all(ok("x").as_bytes())?;
        Ok(Then::Keep)
    })
}

#[test]
fn the_highest_rate_of_a_server_that_does_a_hundred_a_second_is_found() {
    let url = server().url();
    let outcome =
        bench(["--find-max", "p50<100ms,error<1%", "-z", "2s", "--arrivals", "constant", "-o", "json", &url]);
    let found: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let kept = found["kept"].as_f64().unwrap();
    // On a busy machine a step may be sent late just above the capacity: that is said, and kept out of what is found.
    match found["found"].as_str() {
        Some("maximum") => assert!(outcome.code == 0 && found["missed"].as_f64().unwrap() > kept, "{found}"),
        other => assert_eq!((other, outcome.code), (Some("clientLimit"), 1), "{}", outcome.stderr),
    }
    // Short steps; how near a search comes is tested in virtual time.
    assert!((60.0..=112.0).contains(&kept), "{kept}");
    assert!(found["steps"].as_array().unwrap().len() > 4);
    assert_eq!(found["steps"][0]["document"]["version"], 1);
}

#[test]
fn a_sweep_goes_from_one_request_to_all_that_the_server_takes() {
    let url = server().url();
    let outcome = bench(["--sweep", "-z", "400ms", "-c", "8", &url]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let rows: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(rows.len(), 11, "{}", outcome.stdout);
    assert!(rows[1].trim_start().starts_with("serial ") && rows[10].trim_start().starts_with("saturation "));
    assert_eq!(rows.iter().filter(|row| row.contains("<- knee")).count(), 1, "{}", outcome.stdout);
    assert!(rows.iter().all(|row| row.chars().count() <= 80), "{}", outcome.stdout);
}

#[test]
fn what_steps_cannot_do_is_refused_before_anything_is_sent() {
    for (words, told) in [
        (&["--find-max", "p99<200"][..], "  p99<200\n      ^^^"),
        (&["--find-max", "p99<2s,errors<1%"], "  p99<2s,errors<1%\n         ^^^^^^"),
        (&["--find-max", "ttft.p99<1s"], "ttft is measured by `neap bench llm`"),
        (&["--sweep", "-n", "5"], "cannot be used with"),
        (&["--sweep", "--find-max", "p99<2s"], "cannot be used with"),
        (&["--sweep", "-o", "csv"], "steps are no rows of requests"),
    ] {
        let outcome = bench([words, &["http://127.0.0.1:1/"]].concat());
        assert_eq!(outcome.code, 2, "{}", outcome.stderr);
        assert!(outcome.stderr.contains(told), "{}", outcome.stderr);
    }
    let nothing = bench(["--find-max", "p99<2s", "-z", "1s", "http://127.0.0.1:1/"]);
    assert!(
        nothing.code == 1 && nothing.stderr.contains("one request at a time already fails"),
        "{}",
        nothing.stderr
    );
}
