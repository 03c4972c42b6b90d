//! Runs a Go test of ours, which drives the real code over generated cases, and compares what became of each.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::process::Command;

use serde::Serialize;

use crate::plane::{Part, program};

/// The seed of the cases, unless `NEAP_SEED` names another one.
pub fn seed(usual: u64) -> u64 {
    std::env::var("NEAP_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(usual)
}

/// Gives the cases to the program of a part, and what it traces to `compare`, on all cores: one line a case.
pub fn run<T: Send>(
    part: Part,
    name: &str,
    cases: &impl Serialize,
    compare: impl Fn(&str) -> T + Send + Sync,
) -> Vec<T> {
    let folder = tempfile::tempdir().unwrap();
    let (given, traces) = (folder.path().join("cases.json"), folder.path().join("traces.jsonl"));
    fs::write(&given, serde_json::to_vec(cases).unwrap()).unwrap();
    let mut test = Command::new(program(part, name));
    test.arg("-test.timeout=150s").env("CASES", &given).env("TRACES", &traces);
    let output = test.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<String> =
        BufReader::new(File::open(traces).unwrap()).lines().map(Result::unwrap).collect();
    let lanes = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        let lanes: Vec<_> = lines
            .chunks(lines.len().div_ceil(lanes).max(1))
            .map(|lines| scope.spawn(|| lines.iter().map(|line| compare(line)).collect::<Vec<_>>()))
            .collect();
        lanes.into_iter().flat_map(|lane| lane.join().unwrap()).collect()
    })
}
