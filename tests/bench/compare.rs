//! `bench compare` on documents of real runs, and on what is none.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::bench;
use crate::support::wire::{Then, Wire, ok};
use crate::support::{command, outcome};

/// A server that takes as long as its path says, in milliseconds: `/20`.
fn server() -> Wire {
    Wire::http(|heard, out| {
        let milliseconds = heard.path().trim_start_matches('/').parse().unwrap_or(0);
        std::thread::sleep(Duration::from_millis(milliseconds));
        out.write_all(ok("x").as_bytes())?;
        Ok(Then::Keep)
    })
}

fn document(folder: &Path, name: &str, server: &Wire, milliseconds: u32) -> PathBuf {
    let url = format!("http://{}/{milliseconds}", server.address);
    let outcome = bench(["-z", "1500ms", "-c", "8", "-o", "json", &url]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let file = folder.join(name);
    std::fs::write(&file, outcome.stdout).unwrap();
    file
}

#[test]
fn documents_of_real_runs_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let server = server();
    let fast = document(folder.path(), "fast.json", &server, 10);
    let again = document(folder.path(), "again.json", &server, 10);
    let slow = document(folder.path(), "slow.json", &server, 25);
    let (fast, again, slow) = (fast.to_str().unwrap(), again.to_str().unwrap(), slow.to_str().unwrap());
    // Sleeping servers on a busy machine differ; not by half.
    let same = bench(["compare", "--despite", "saturated", "--limit", "p50+50%|error+1%", fast, again]);
    assert_eq!((same.code, same.stderr.as_str()), (0, ""), "{}", same.stdout);
    assert!(
        same.stdout.lines().all(|line| line.contains(".json") || line.chars().count() <= 80),
        "{}",
        same.stdout
    );
    let despite = ["compare", "--despite", "saturated", "--despite", "url"];
    let worse = bench([&despite[..], &["--limit", "p50+50%", fast, slow]].concat());
    assert_eq!((worse.code, worse.stderr.as_str()), (4, ""), "{}", worse.stdout);
    assert!(worse.stdout.contains("worse, over +50%"), "{}", worse.stdout);
    let better = bench([&despite[..], &["-o", "json", slow, fast]].concat());
    assert_eq!(better.code, 0, "{}", better.stdout);
    let found: serde_json::Value = serde_json::from_str(&better.stdout).unwrap();
    assert_eq!(
        (&found["figures"][1]["metric"], &found["figures"][1]["word"]),
        (&"p50".into(), &"better".into())
    );
    assert!(found["figures"][1]["high"].as_f64().unwrap() < -0.3, "{found}");
    // Another URL is another thing, unless one says so.
    let other = bench(["compare", "--despite", "saturated", fast, slow]);
    assert_eq!(other.code, 1);
    assert!(other.stdout.contains("not comparable: other URL: "), "{}", other.stdout);
    assert!(
        other.stderr.contains("hint: to compare them all the same: `")
            && other.stderr.contains("--despite url"),
        "{}",
        other.stderr
    );
}

#[test]
fn a_gate_that_cannot_be_judged_is_not_passed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("short.json");
    let server = server();
    let url = format!("http://{}/0", server.address);
    std::fs::write(&file, bench(["-n", "100", "-c", "2", "-o", "json", &url]).stdout).unwrap();
    let file = file.to_str().unwrap();
    for limit in [&[][..], &["--limit", "rps-5%"]] {
        let short = bench([&["compare", "--despite", "saturated"], limit, &[file, file]].concat());
        assert_eq!(short.code, 1, "{}", short.stdout);
        let metric = if limit.is_empty() { "mean" } else { "rps" };
        let told = format!("error: {metric} cannot be compared: {file} is shorter than 8 blocks");
        assert!(short.stderr.starts_with(&told), "{}", short.stderr);
        assert!(short.stderr.contains("hint: longer runs tell more: `neap bench -z "), "{}", short.stderr);
    }
}

#[test]
fn what_is_no_document_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    for (file, told) in [
        ("/nonexistent.json".to_owned(), "cannot read"),
        (write("text", "Summary:"), "is no document of a run"),
        (write("empty", "{}"), "it has no version"),
        (write("newer", r#"{"version": 99}"#), "version 1 is expected, not 99"),
        (write("half", r#"{"version": 1}"#), "missing field"),
    ] {
        let outcome = bench(["compare", &file, &file]);
        assert_eq!(outcome.code, 2, "{}", outcome.stderr);
        assert!(outcome.stderr.contains(told), "{}", outcome.stderr);
    }
    let one = bench(["compare", "a.json"]);
    assert!(one.code == 2 && one.stderr.contains("two documents are expected, not 1"), "{}", one.stderr);
}

#[test]
fn a_document_comes_from_another_command() {
    let folder = tempfile::tempdir().unwrap();
    let file = document(folder.path(), "a.json", &server(), 1);
    let file = file.to_str().unwrap();
    let with_input = |args: &[&str]| {
        let mut command = command();
        command.args(["bench"]).args(args).stdin(std::fs::File::open(file).unwrap());
        outcome(&mut command)
    };
    let same = with_input(&["compare", file, "-", "--despite", "saturated"]);
    assert_eq!(same.code, 0, "{}", same.stderr);
    assert!(same.stdout.contains("no difference seen"), "{}", same.stdout);
    let twice = with_input(&["compare", "-", "-"]);
    assert!(twice.code == 2 && twice.stderr.contains("standard input can be read once"), "{}", twice.stderr);
    let nothing = bench(["compare", file, "-"]);
    assert!(
        nothing.code == 2 && nothing.stderr.contains("standard input is no document"),
        "{}",
        nothing.stderr
    );
    let page = folder.path().join("run.html");
    let page = page.to_str().unwrap();
    let written = with_input(&["report", "-", "-o", page]);
    assert_eq!((written.code, std::fs::exists(page).unwrap()), (0, true), "{}", written.stderr);
    let nowhere = with_input(&["report", "-"]);
    assert!(
        nowhere.code == 2 && nowhere.stderr.contains("neap bench report - -o run.html"),
        "{}",
        nowhere.stderr
    );
}

#[test]
fn a_limit_that_means_nothing_is_marked() {
    let folder = tempfile::tempdir().unwrap();
    let file = document(folder.path(), "a.json", &server(), 1);
    let file = file.to_str().unwrap();
    let outcome = bench(["compare", "--limit", "p50+5%|p99-5%", file, file]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.contains("  p50+5%|p99-5%\n            ^"), "{}", outcome.stderr);
}

#[test]
fn compare_is_a_verb_only_as_the_first_word() {
    let outcome = bench(["-n", "1", "compare"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.contains("invalid URL \"compare\""), "{}", outcome.stderr);
}
