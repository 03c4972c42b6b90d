//! One load that several processes send.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::without_saturation;
use crate::support::wire::{Then, Wire, ok};
use crate::support::{Outcome, command, outcome};

const TOKEN: &str = "the-word-of-this-test";

fn server(pause: Duration) -> Wire {
    Wire::http(move |_, out| {
        std::thread::sleep(pause);
        out.write_all(ok("x").as_bytes())?;
        Ok(Then::Keep)
    })
}

/// A process that leads, and the address where it does.
pub struct Lead {
    child: Child,
    stderr: BufReader<std::process::ChildStderr>,
    address: String,
}

impl Lead {
    fn start(args: &[&str]) -> Self {
        Self::start_as(&["bench"], args)
    }

    /// Of a verb.
    pub fn start_as(verb: &[&str], args: &[&str]) -> Self {
        Self::start_with(command(), verb, args)
    }

    /// With an environment of its own.
    pub fn start_with(mut command: Command, verb: &[&str], args: &[&str]) -> Self {
        let mut child = command
            .args(verb)
            .args(["--listen", "127.0.0.1:0"])
            .args(args)
            .env("NEAP_BENCH_TOKEN", TOKEN)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains(" at 127.0.0.1:") {
            line.clear();
            assert!(stderr.read_line(&mut line).unwrap() > 0, "it does not wait for workers");
        }
        let address = line.split(" at ").nth(1).and_then(|rest| rest.split(": `").next());
        Self { child, address: address.unwrap().to_owned(), stderr }
    }

    pub fn worker(&self) -> Child {
        self.worker_with(TOKEN)
    }

    fn worker_with(&self, token: &str) -> Child {
        let mut worker = command();
        worker.args(["bench", "worker", "--join", &self.address, "--start-timeout", "5s"]);
        worker.env("NEAP_BENCH_TOKEN", token).stdout(Stdio::null()).stderr(Stdio::piped());
        worker.spawn().unwrap()
    }

    /// Reads what it says, up to a line with these words.
    fn says(&mut self, words: &str) {
        let mut all = String::new();
        while !all.contains(words) {
            let read = self.stderr.read_line(&mut all).unwrap();
            assert!(read > 0, "it never said {words:?}: {all}");
        }
    }

    pub fn end(mut self) -> Outcome {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
        self.stderr.read_to_string(&mut stderr).unwrap();
        let code = self.child.wait().unwrap().code().unwrap();
        Outcome { code, stdout, stderr: without_saturation(&stderr) }
    }
}

fn json(outcome: &Outcome) -> Value {
    let report = serde_json::from_str(&outcome.stdout);
    assert!(report.is_ok(), "{}{}", outcome.stdout, outcome.stderr);
    report.unwrap()
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn all_together_send_exactly_what_one_would() {
    let server = server(Duration::ZERO);
    let mut before = 0;
    for load in [&["-n", "101", "-c", "7"][..], &["-n", "150", "--rate", "500", "--arrivals", "poisson"]] {
        let lead = Lead::start(&[load, &["--workers", "3", "-o", "json", &server.url()]].concat());
        let workers = [lead.worker(), lead.worker()];
        let outcome = lead.end();
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        for mut worker in workers {
            assert!(worker.wait().unwrap().success());
        }
        let sent = server.requests() - before;
        before = server.requests();
        let report = json(&outcome);
        assert_eq!(sent, load[1].parse::<u64>().unwrap());
        assert_eq!(report["whole"]["requests"]["succeeded"], sent);
        assert_eq!(report["whole"]["latency"]["count"], sent);
        let seconds = report["timeline"].as_array().unwrap();
        assert_eq!(seconds.iter().map(|second| second["succeeded"].as_u64().unwrap()).sum::<u64>(), sent);
        let team = &report["team"];
        assert_eq!((&team["workers"], &team["lost"]), (&3.into(), &Value::Array(Vec::new())));
        assert!(
            team["startSkew"].as_f64().unwrap() < 5.0 && team["clockError"].as_f64().unwrap() < 1.0,
            "{team}"
        );
        assert!(outcome.stderr.contains("3 workers, start skew "), "{}", outcome.stderr);
        if load[2] == "--rate" {
            // Each sees every third send only: of their own gaps the variation would be 0.58.
            assert_eq!(report["pacing"]["sent"], sent);
            assert!(report["pacing"]["interArrivalCv"].as_f64().unwrap() > 0.7, "{}", report["pacing"]);
        }
    }
}

#[test]
fn rows_and_files_reach_all() {
    let server = server(Duration::ZERO);
    let body = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(body.path(), b"\x00\xffbody").unwrap();
    let path = body.path().to_str().unwrap();
    let url = server.url();
    let lead =
        Lead::start(&["-n", "20", "-c", "4", "-m", "POST", "-D", path, "-o", "csv", "--workers", "2", &url]);
    // The worker has no such file.
    std::fs::remove_file(body.path()).unwrap();
    let mut worker = lead.worker();
    let outcome = lead.end();
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(worker.wait().unwrap().success());
    assert_eq!(outcome.stdout.lines().count(), 21, "{}", outcome.stdout);
    assert!(server.heard().iter().all(|heard| heard.body == b"\x00\xffbody"));
}

#[test]
fn a_lost_worker_makes_the_report_partial() {
    let server = server(Duration::from_millis(20));
    let mut lead = Lead::start(&["-z", "2s", "-c", "6", "--workers", "3", "-o", "text", &server.url()]);
    let mut killed = lead.worker();
    lead.says("2 of 3 are here");
    let mut kept = lead.worker();
    lead.says("3 of 3 are here");
    let begun = Instant::now();
    while server.requests() < 30 {
        assert!(begun.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(5));
    }
    signal(&killed, "-KILL");
    let outcome = lead.end();
    let _ = killed.wait();
    assert!(kept.wait().unwrap().success());
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert!(outcome.stdout.starts_with("partial: worker 1 of 3 was lost"), "{}", outcome.stdout);
    assert!(
        outcome.stderr.contains("error: the report is partial: worker 1 of 3 was lost"),
        "{}",
        outcome.stderr
    );
    let answered = outcome.stdout.lines().find_map(|line| line.trim().strip_prefix("Answered")).unwrap();
    let answered: u64 = answered.trim().parse().unwrap();
    assert!(answered > 0 && answered < server.requests(), "{answered} of {}", server.requests());
}

#[test]
fn ctrl_c_ends_all_and_the_report_has_what_was_finished() {
    let server = server(Duration::from_millis(5));
    let mut lead = Lead::start(&["-z", "1m", "-c", "4", "--workers", "2", "-o", "json", &server.url()]);
    let mut worker = lead.worker();
    lead.says("2 of 2 are here");
    let begun = Instant::now();
    while server.requests() < 30 {
        assert!(begun.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(5));
    }
    signal(&lead.child, "-INT");
    let outcome = lead.end();
    assert_eq!(outcome.code, 130, "{}", outcome.stderr);
    let requests = &json(&outcome)["whole"]["requests"];
    let count = |name: &str| requests[name].as_u64().unwrap();
    assert!(
        count("answered") >= 20 && count("answered") + count("unfinished") <= server.requests() + 4,
        "{requests}"
    );
    assert_eq!(json(&outcome)["ending"], "interrupted");
    worker.wait().unwrap();
}

#[test]
fn who_is_a_stranger_or_of_another_version_is_turned_away() {
    let server = server(Duration::ZERO);
    let mut lead = Lead::start(&["-n", "10", "-c", "2", "--workers", "2", &server.url()]);
    let stranger = lead.worker_with("guessed").wait_with_output().unwrap();
    assert_eq!(stranger.status.code(), Some(1));
    let said = String::from_utf8_lossy(&stranger.stderr).into_owned();
    assert_eq!(said, "error: worker 0 refuses: its token is not that of this load\n");
    lead.says("a worker was refused: its token is not that of this load");

    let hello = format!(r#"{{"neap":"9.9.9","protocol":1,"token":"{TOKEN}","index":1,"informed":false}}"#);
    let mut other = TcpStream::connect(&lead.address).unwrap();
    other.write_all(&u32::try_from(hello.len()).unwrap().to_be_bytes()).unwrap();
    other.write_all(hello.as_bytes()).unwrap();
    let mut answer = String::new();
    other.read_to_string(&mut answer).unwrap();
    let both = format!(
        "it is neap 9.9.9 (protocol 1), and worker 0 is neap {} (protocol 2)",
        env!("CARGO_PKG_VERSION")
    );
    assert!(answer.contains(&both), "{answer}");

    // Whoever speaks something else is not answered, and takes no memory.
    let mut probe = TcpStream::connect(&lead.address).unwrap();
    probe.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let mut worker = lead.worker();
    let outcome = lead.end();
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(worker.wait().unwrap().success());
    assert_eq!(server.requests(), 10);
}

#[test]
fn workers_that_do_not_come_are_named() {
    let listen = ["bench", "--listen", "127.0.0.1:0", "--workers", "3", "--start-timeout", "300ms"];
    let late = outcome(command().args(listen).arg("http://127.0.0.1:9/").env("NEAP_BENCH_TOKEN", TOKEN));
    assert_eq!(late.code, 3);
    assert!(
        late.stderr.contains("1 of 3 workers were here within 0.3 s: workers 1, 2 did not come"),
        "{}",
        late.stderr
    );
    let idle = outcome(command().args(["bench", "--workers", "4", "-c", "3", "http://127.0.0.1:9/"]));
    assert_eq!(idle.code, 2);
    assert!(idle.stderr.contains("4 workers have too little to do"), "{}", idle.stderr);
    let alone = outcome(command().args(["bench", "--join", "127.0.0.1:9"]).env_remove("NEAP_BENCH_TOKEN"));
    assert_eq!(alone.code, 2);
    let nobody = ["bench", "--join", "127.0.0.1:9", "--start-timeout", "100ms"];
    let nobody = outcome(command().args(nobody).env("NEAP_BENCH_TOKEN", TOKEN));
    assert_eq!(
        (nobody.code, nobody.stderr.as_str()),
        (1, "error: worker 0 cannot be reached at 127.0.0.1:9: connection refused\n")
    );
}
