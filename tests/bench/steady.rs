//! What ends the steady state of a kept connection. Over TLS every request has its worker: the same script must give the same there.

use std::io::{Result, Write};
use std::time::Duration;

use serde_json::{Value, json};

use super::{bench, neap};
use crate::support::wire::{Heard, Then, Wire, ok, status};

/// How often, what, and in whose words.
fn told(error: &Value) -> Value {
    ["count", "class", "example", "body"]
        .into_iter()
        .map(|field| error[field].clone())
        .filter(|it| !it.is_null())
        .collect()
}

/// Answers with an `x`, but for the fourth request.
fn all_but_the_fourth(
    special: impl Fn(&mut dyn Write) -> Result<Then> + Clone + Send + Sync + 'static,
) -> impl Fn(&Heard, &mut dyn Write) -> Result<Then> + Clone + Send + Sync + 'static {
    move |heard, out| match heard.number {
        3 => special(out),
        _ => out.write_all(ok("x").as_bytes()).map(|()| Then::Keep),
    }
}

/// Eight requests, one after the other, `but` for what differs: all answered with one byte on one connection.
fn eight(but: Value) -> Value {
    let mut expected = json!({"answered": 8, "unfinished": 0, "resent": 0, "bytes": 8, "errors": [], "heard": 8,
        "connections": 1});
    expected.as_object_mut().unwrap().append(&mut serde_json::from_value(but).unwrap());
    expected
}

/// Runs it against both servers; each time this came of it, and this the server saw.
fn both(
    script: impl Fn(&Heard, &mut dyn Write) -> Result<Then> + Clone + Send + Sync + 'static,
    args: &[&str],
    expected: &Value,
) {
    for server in [Wire::http(script.clone()), Wire::https(script)] {
        let url = server.url();
        let outcome = neap([&["bench", "--insecure", "-o", "json"], args, &[url.as_str()]].concat());
        let document: Value = serde_json::from_str(&outcome.stdout).unwrap();
        let whole = &document["whole"];
        let errors = whole["errors"].as_array().unwrap().iter();
        let seen = json!({
            "answered": whole["requests"]["answered"],
            "unfinished": whole["requests"]["unfinished"],
            "resent": whole["requests"]["resent"],
            "bytes": whole["bytes"],
            "errors": errors.map(told).collect::<Value>(),
            "heard": server.requests(),
            "connections": server.connections(),
        });
        assert_eq!(&seen, expected, "{url}: {document}");
    }
}

#[test]
fn a_redirect_is_followed_on_the_same_connection() {
    let script = |heard: &Heard, out: &mut dyn Write| {
        match (heard.path(), heard.number) {
            ("/", 3) => out.write_all(b"HTTP/1.1 302 X\r\nLocation: /to\r\nContent-Length: 0\r\n\r\n")?,
            _ => out.write_all(ok("x").as_bytes())?,
        }
        Ok(Then::Keep)
    };
    both(script, &["-n", "8", "-c", "1"], &eight(json!({"heard": 9})));
    both(script, &["-n", "8", "-c", "1", "-disable-redirects"], &eight(json!({"bytes": 7})));
}

#[test]
fn one_that_takes_too_long_is_a_timeout_and_the_next_has_another_connection() {
    let script = all_but_the_fourth(|_| {
        std::thread::sleep(Duration::from_secs(30));
        Ok(Then::Close)
    });
    let example = "no complete answer within 1s: waiting for the answer";
    both(
        script,
        &["-n", "8", "-c", "1", "-t", "1"],
        &eight(json!({"answered": 7, "bytes": 7, "errors": [[1, "timeout", example]], "connections": 2})),
    );
    let script = |heard: &Heard, out: &mut dyn Write| {
        out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx")?;
        if heard.number == 3 {
            std::thread::sleep(Duration::from_secs(30));
        }
        out.write_all(b"y")?;
        Ok(Then::Keep)
    };
    let example = "no complete answer within 1s: reading the answer";
    both(
        script,
        &["-n", "8", "-c", "1", "-t", "1"],
        &eight(json!({"answered": 7, "bytes": 14, "errors": [[1, "timeout", example]], "connections": 2})),
    );
}

#[test]
fn one_that_is_closed_instead_of_an_answer_is_sent_again_if_that_is_safe() {
    let script = all_but_the_fourth(|_| Ok(Then::Close));
    both(script.clone(), &["-n", "8", "-c", "1"], &eight(json!({"resent": 1, "heard": 9, "connections": 2})));
    both(
        script,
        &["-n", "8", "-c", "1", "-m", "POST", "-d", "{}"],
        &eight(
            json!({"answered": 7, "bytes": 7, "errors": [[1, "reset", "connection closed before an answer"]], "connections": 2}),
        ),
    );
}

#[test]
fn one_that_closes_after_its_answer_is_replaced() {
    // With a word, and without: the answer and the end come together.
    let said = |heard: &Heard, out: &mut dyn Write| match heard.number % 3 {
        2 => {
            out.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx")?;
            Ok(Then::Close)
        }
        _ => out.write_all(ok("x").as_bytes()).map(|()| Then::Keep),
    };
    let until_close = |heard: &Heard, out: &mut dyn Write| match heard.number % 3 {
        2 => {
            out.write_all(b"HTTP/1.1 200 OK\r\n\r\nx")?;
            Ok(Then::Close)
        }
        _ => out.write_all(ok("x").as_bytes()).map(|()| Then::Keep),
    };
    let expected = json!({"answered": 9, "unfinished": 0, "resent": 0, "bytes": 9, "errors": [], "heard": 9, "connections": 3});
    both(said, &["-n", "9", "-c", "1"], &expected);
    both(until_close, &["-n", "9", "-c", "1"], &expected);
}

#[test]
fn a_refusal_is_quoted() {
    let script = |heard: &Heard, out: &mut dyn Write| {
        let refused = "HTTP/1.1 503 X\r\nContent-Length: 13\r\n\r\nover capacity";
        let answer = if heard.number % 4 == 3 { refused.to_owned() } else { ok("x") };
        out.write_all(answer.as_bytes()).map(|()| Then::Keep)
    };
    both(
        script,
        &["-n", "8", "-c", "1"],
        &eight(json!({"bytes": 32, "errors": [[2, "status", "503", "over capacity"]]})),
    );
    let script = all_but_the_fourth(|out| out.write_all(status(503).as_bytes()).map(|()| Then::Keep));
    both(script, &["-n", "8", "-c", "1"], &eight(json!({"bytes": 7, "errors": [[1, "status", "503"]]})));
}

#[test]
fn long_requests_and_answers_go_in_pieces() {
    let folder = tempfile::tempdir().unwrap();
    let body = folder.path().join("body");
    std::fs::write(&body, vec![b'x'; 6_000_000]).unwrap();
    let script = |heard: &Heard, out: &mut dyn Write| {
        assert_eq!(heard.body.len(), 6_000_000);
        out.write_all(b"HTTP/1.1 200 OK\r\nTransfer-")?;
        out.write_all(b"Encoding: chunked\r\n\r\n")?;
        for _ in 0..5 {
            out.write_all(b"20000\r\n")?;
            out.write_all(&vec![b'y'; 0x20000])?;
            out.write_all(b"\r\n")?;
        }
        out.write_all(b"0\r\n\r\n").map(|()| Then::Keep)
    };
    both(
        script,
        &["-n", "6", "-c", "2", "-m", "POST", "-D", body.to_str().unwrap()],
        &json!({"answered": 6, "unfinished": 0, "resent": 0, "bytes": 6 * 5 * 0x20000,
            "errors": [], "heard": 6, "connections": 2}),
    );
}

#[test]
fn what_is_in_flight_at_the_end_is_counted() {
    let script = |heard: &Heard, out: &mut dyn Write| {
        if heard.number >= 6 {
            std::thread::sleep(Duration::from_secs(30));
        }
        out.write_all(ok("x").as_bytes()).map(|()| Then::Keep)
    };
    both(
        script,
        &["-z", "1s", "--grace", "100ms", "-c", "3"],
        &json!({"answered": 6, "unfinished": 3, "resent": 0, "bytes": 6, "errors": [], "heard": 9, "connections": 3}),
    );
}

#[test]
fn as_many_as_were_asked_for_are_sent() {
    let server = Wire::http(|_, out| out.write_all(ok("x").as_bytes()).map(|()| Then::Keep));
    let outcome = bench(["-n", "20011", "-c", "7", "-cpus", "2", &server.url()]);
    assert_eq!((outcome.code, server.requests(), server.connections()), (0, 20011, 7), "{}", outcome.stdout);
}
