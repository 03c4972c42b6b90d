//! hey's own command lines, as people paste them, over HTTP, HTTPS and HTTP/2.

use super::{STATUSES, section};
use crate::support::http2::{Http2, Reply};
use crate::support::wire::{Heard, Then, Wire, ok};
use crate::support::{Outcome, command, outcome};

const PROMPT: &str = r#"{"model": "qwen", "messages": [{"role": "user", "content": "Test"}], "max_tokens": 10, "temperature": 0.7, "top_p": 0.9, "seed": 10}"#;
const SHORT_PROMPT: &str = r#"{"messages": [{"role": "user", "content": "Test it"}]}"#;
const HOST: &str = "qwen-chat-default.example.com";

/// Only the time is shorter than two minutes.
fn timed(url: &str, more: &[&str]) -> Vec<String> {
    let words = [
        "bench",
        "-z",
        "1s",
        "-c",
        "5",
        "-m",
        "POST",
        "-host",
        HOST,
        "-H",
        "Content-Type: application/json",
        "-d",
        PROMPT,
    ];
    words
        .iter()
        .chain(more)
        .map(|word| (*word).to_owned())
        .chain([format!("{url}/v1/chat/completions")])
        .collect()
}

fn counted(url: &str, more: &[&str]) -> Vec<String> {
    let words = [
        "bench",
        "-n",
        "600",
        "-c",
        "60",
        "-m",
        "POST",
        "-H",
        "Content-Type: application/json",
        "-d",
        SHORT_PROMPT,
    ];
    words
        .iter()
        .chain(more)
        .map(|word| (*word).to_owned())
        .chain([format!("{url}/v1/chat/completions")])
        .collect()
}

/// Runs with the certificate where the system's are looked for.
fn run(words: Vec<String>, certificate: Option<&std::path::Path>) -> Outcome {
    let mut run = command();
    if let Some(file) = certificate {
        run.env("SSL_CERT_FILE", file);
    }
    outcome(run.args(words))
}

fn answered(heard: &Heard, prompt: &str) {
    assert!(heard.line.starts_with("POST /v1/chat/completions "), "{}", heard.line);
    assert_eq!(heard.header("content-type"), Some("application/json"));
    assert_eq!(String::from_utf8_lossy(&heard.body), prompt);
}

fn all_ok(outcome: &Outcome, requests: u64) {
    assert_eq!(outcome.code, 0, "{}{}", outcome.stdout, outcome.stderr);
    assert_eq!(section(&outcome.stdout, STATUSES), [format!("[200]\t{requests} responses")]);
}

fn completion(_: &Heard, out: &mut dyn std::io::Write) -> std::io::Result<Then> {
    std::thread::sleep(std::time::Duration::from_millis(5));
    out.write_all(ok(r#"{"choices": []}"#).as_bytes())?;
    Ok(Then::Keep)
}

fn on_http1(server: &Wire) {
    let certificate = server.identity.is_some().then(|| server.certificate());
    let first = run(timed(&server.url(), &[]), certificate);
    let sent = server.requests();
    all_ok(&first, sent);
    assert_eq!((super::field(&first.stdout, "Total:"), server.connections()), ("1.0000", 5));
    assert!(sent > 50, "{sent} requests");
    answered(&server.heard()[0], PROMPT);
    assert_eq!(server.heard()[0].header("host"), Some(HOST));
    if server.identity.is_none() {
        // Without -host the certificate of an address would have to name it.
        assert_eq!(first.stdout.lines().nth(1), Some("Summary:"));
    }
    let second = run(counted(&server.url(), &[]), certificate);
    all_ok(&second, 600);
    assert_eq!(server.requests() - sent, 600);
    if let Some(heard) = server.heard().get(sent as usize) {
        answered(heard, SHORT_PROMPT);
    }
}

#[test]
fn over_http() {
    on_http1(&Wire::http(completion));
}

#[test]
fn over_https() {
    on_http1(&Wire::https(completion));
}

#[test]
fn over_http2() {
    let server = Http2::start(250, |_| Reply::Whole(200, r#"{"choices": []}"#));
    let certificate = Some(server.certificate());
    let first = run(timed(&server.url(), &["-h2"]), certificate);
    let sent = server.requests();
    all_ok(&first, sent);
    answered(&server.heard()[0], PROMPT);
    assert_eq!(server.heard()[0].header(":authority"), Some(HOST));
    all_ok(&run(counted(&server.url(), &["-h2"]), certificate), 600);
    assert_eq!((server.requests() - sent, server.connections()), (600, 2));
}

#[test]
fn a_backslash_with_a_space_after_it_is_explained() {
    // The line of a published page, as a shell splits it.
    let words = ["bench", "-n", "600", " -d", SHORT_PROMPT, " http://127.0.0.1:9/v1/chat/completions", "-"];
    let outcome = run(words.map(str::to_owned).to_vec(), None);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
    assert!(outcome.stderr.contains("one URL is expected, not 4 words: \" -d\""), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("hint: a backslash that continues a line must be its last character"));
}
