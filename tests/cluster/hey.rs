//! `neap bench` beside the real hey, on the same server.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::plane::{Part, program};
use crate::suite::{Need, Test};
use wire::{Then, Wire, ok};

#[path = "../support/identity.rs"]
mod identity;
#[expect(dead_code, reason = "two test crates share the file, and this one needs less of it")]
#[path = "../support/wire.rs"]
mod wire;

pub fn tests() -> Vec<Test> {
    crate::own![
        Need::HeyAlone;
        the_summary_has_heys_layout, without_a_body_the_layouts_agree_too, rows_of_csv_have_heys_layout,
        a_request_costs_a_part_of_what_heys_costs
    ]
}

/// The output of a tool, which must succeed.
fn run(tool: &mut Command) -> String {
    let output = tool.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What hey and neap print for the same arguments.
fn both(args: &[&str], url: &str) -> (String, String) {
    let hey = run(Command::new(program(Part::Hey, "hey")).args(args).arg(url));
    let neap = run(Command::new(env!("CARGO_BIN_EXE_neap")).arg("bench").args(args).arg(url));
    (hey, neap)
}

/// The text with what differs from run to run masked: times, rates, counts of the histogram, its bars.
fn masked(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        // hey 0.1.5 writes its own template's escape: `10%% in`.
        let line = line.replace("%%", "%").replace('■', "");
        let exact =
            ["Total data:", "Size/request:", "responses", "% in"].iter().any(|word| line.contains(word));
        let number = |word: &str| word.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
        let mut words = Vec::new();
        for word in line.split_inclusive([' ', '\t', '[', ']', ',']) {
            let (bare, end) = word.split_at(word.trim_end_matches([' ', '\t', '[', ']', ',']).len());
            let decimals = bare.split_once('.').map(|(_, decimals)| decimals.len());
            match (number(bare) && !bare.is_empty(), decimals) {
                // Times keep the number of their decimals.
                (true, Some(decimals)) => words.push(format!("#.{}{end}", "#".repeat(decimals))),
                (true, None) if !exact => words.push(format!("#{end}")),
                _ => words.push(word.to_owned()),
            }
        }
        out.push_str(&words.concat());
        out.push('\n');
    }
    out
}

fn server() -> Wire {
    Wire::http(|heard, out| {
        std::thread::sleep(Duration::from_millis(2 + heard.number % 7));
        match heard.number % 5 {
            4 => out.write_all(b"HTTP/1.1 503 Unavailable\r\nContent-Length: 3\r\n\r\nno\n")?,
            _ => out.write_all(ok("hello, world!").as_bytes())?,
        }
        Ok(Then::Keep)
    })
}

fn the_summary_has_heys_layout() {
    let server = server();
    let (hey, neap) = both(&["-n", "200", "-c", "4", "-m", "POST", "-d", "{}", "-H", "X: y"], &server.url());
    assert!(hey.contains("[200]\t160 responses"), "{hey}");
    pretty(&masked(&hey), &masked(&neap));
}

fn without_a_body_the_layouts_agree_too() {
    let server = Wire::http(|_, out| {
        out.write_all(ok("").as_bytes())?;
        Ok(Then::Keep)
    });
    let (hey, neap) = both(&["-n", "300", "-c", "3"], &server.url());
    pretty(&masked(&hey), &masked(&neap));
}

fn rows_of_csv_have_heys_layout() {
    let server = server();
    let (hey, neap) = both(&["-n", "20", "-c", "4", "-o", "csv"], &server.url());
    let (mut heys, mut neaps) = (masked(&hey), masked(&neap));
    // The order of statuses is the order in which requests end.
    for text in [&mut heys, &mut neaps] {
        *text = text.replace(",200,", ",#,").replace(",503,", ",#,");
    }
    pretty(&heys, &neaps);
}

/// User and system time of a run in seconds, as the shell counts its children.
fn cpu(program: &Path, before: &[&str], args: &[&str], url: &str) -> f64 {
    let mut shell = Command::new("sh");
    shell.args(["-c", "\"$@\" >/dev/null && times", "sh"]).arg(program).args(before).args(args).arg(url);
    let times = run(&mut shell);
    let children = times.lines().nth(1).unwrap();
    let seconds = children.split(' ').map(|time| {
        let (minutes, seconds) = time.trim_end_matches('s').split_once('m').unwrap();
        minutes.parse::<f64>().unwrap() * 60.0 + seconds.parse::<f64>().unwrap()
    });
    seconds.sum()
}

/// A margin of what `benches/bench-vs-hey.sh` measures: the share of hey's CPU time, in runs that take turns. What is tested is
/// not optimised in a debug build: there only a gross loss shows.
fn a_request_costs_a_part_of_what_heys_costs() {
    const ROUNDS: usize = 3;
    let limit = if cfg!(debug_assertions) { 1.6 } else { 0.4 };
    let fast = Wire::http(|_, out| {
        out.write_all(ok("hello, world!").as_bytes())?;
        Ok(Then::Keep)
    });
    let slow = Wire::http(|_, out| {
        std::thread::sleep(Duration::from_millis(50));
        out.write_all(ok("hello, world!").as_bytes())?;
        Ok(Then::Keep)
    });
    for (server, args) in [(&fast, ["-n", "20000", "-c", "50"]), (&slow, ["-n", "10000", "-c", "200"])] {
        let mut shares: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                let hey = cpu(&program(Part::Hey, "hey"), &[], &args, &server.url());
                cpu(Path::new(env!("CARGO_BIN_EXE_neap")), &["bench"], &args, &server.url()) / hey
            })
            .collect();
        shares.sort_by(f64::total_cmp);
        assert!(shares[ROUNDS / 2] < limit, "{args:?}: {shares:.2?} of hey's CPU time, the limit is {limit}");
    }
}

fn pretty(hey: &str, neap: &str) {
    assert!(hey == neap, "hey:\n{hey}\nneap:\n{neap}");
}
