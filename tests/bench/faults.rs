//! Servers that misbehave: each fault in its class, counted once, and never taken for a success.

use std::io::{BufReader, Read, Write};
use std::time::{Duration, Instant};

use super::{ERRORS, STATUSES, bench, section};
use crate::support::Outcome;
use crate::support::wire::{Then, Wire, ok, read, status};

/// All four requests failed with this message.
fn all_failed(outcome: &Outcome, message: &str) {
    assert_eq!(section(&outcome.stdout, ERRORS), [format!("[4]\t{message}")], "{}", outcome.stdout);
    assert!(section(&outcome.stdout, STATUSES).is_empty(), "{}", outcome.stdout);
    assert_eq!(outcome.code, 1);
    assert!(outcome.stderr.contains("error: no request succeeded: all 4 failed\n"), "{}", outcome.stderr);
}

fn four(server: &Wire, more: &[&str]) -> Outcome {
    let url = server.url();
    bench([&["-n", "4", "-c", "2"], more, &[url.as_str()]].concat())
}

#[test]
fn a_body_shorter_than_its_length_is_truncated() {
    let server = Wire::http(|_, out| {
        out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhello world")?;
        Ok(Then::Close)
    });
    let outcome = four(&server, &[]);
    all_failed(&outcome, "truncated: connection closed before Content-Length bytes of the body");
}

#[test]
fn chunks_without_their_end_are_truncated() {
    let server = Wire::http(|_, out| {
        out.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")?;
        Ok(Then::Close)
    });
    let outcome = four(&server, &[]);
    all_failed(&outcome, "truncated: connection closed before the last chunk of the body");
}

#[test]
fn a_stream_that_stalls_is_a_timeout() {
    let server = Wire::http(|_, out| {
        out.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")?;
        std::thread::sleep(Duration::from_secs(30));
        Ok(Then::Close)
    });
    let started = Instant::now();
    let outcome = four(&server, &["-t", "300ms"]);
    assert!(started.elapsed() < Duration::from_secs(5));
    all_failed(&outcome, "timeout: no complete answer within 300ms: reading the answer");
}

#[test]
fn a_server_that_never_answers_is_a_timeout() {
    let server = Wire::http(|_, _| {
        std::thread::sleep(Duration::from_secs(30));
        Ok(Then::Close)
    });
    let outcome = four(&server, &["-t", "1"]);
    all_failed(&outcome, "timeout: no complete answer within 1s: waiting for the answer");
}

#[test]
fn the_time_limit_counts_from_each_request_anew() {
    let server = Wire::http(|heard, out| {
        std::thread::sleep(Duration::from_millis(if heard.number == 5 { 3000 } else { 120 }));
        out.write_all(ok("x").as_bytes())?;
        Ok(Then::Keep)
    });
    let outcome = bench(["-n", "10", "-c", "1", "-t", "400ms", &server.url()]);
    assert_eq!(outcome.code, 0);
    assert_eq!(section(&outcome.stdout, STATUSES), ["[200]\t9 responses"]);
    assert_eq!(
        section(&outcome.stdout, ERRORS),
        ["[1]\ttimeout: no complete answer within 400ms: waiting for the answer"]
    );
}

#[test]
fn an_endless_body_ends_with_the_time_limit_in_bounded_memory() {
    let server = Wire::http(|_, out| {
        out.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
        loop {
            out.write_all(&[b'x'; 65536])?;
        }
    });
    let outcome = four(&server, &["-t", "300ms"]);
    all_failed(&outcome, "timeout: no complete answer within 300ms: reading the answer");
}

#[test]
fn garbage_is_a_protocol_fault() {
    let server = Wire::http(|_, out| {
        out.write_all(b"220 smtp.example.com ESMTP\r\n")?;
        Ok(Then::Close)
    });
    let outcome = four(&server, &[]);
    all_failed(&outcome, "protocol: malformed HTTP answer: invalid HTTP version");
}

#[test]
fn headers_without_end_are_a_protocol_fault() {
    let server = Wire::http(|_, out| {
        out.write_all(b"HTTP/1.1 200 OK\r\nX: ")?;
        loop {
            out.write_all(&[b'x'; 65536])?;
        }
    });
    let outcome = four(&server, &[]);
    all_failed(&outcome, "protocol: the answer's headers are longer than 256 KiB");
}

#[test]
fn a_reset_is_a_reset() {
    // A socket that is closed with unread bytes in it resets the connection.
    let server = Wire::raw(|_, mut stream, _| {
        stream.read_exact(&mut [0; 1])?;
        Ok(())
    });
    let outcome = four(&server, &[]);
    all_failed(&outcome, "reset: connection reset by the server");
}

#[test]
fn a_connection_closed_without_an_answer_is_a_reset() {
    let server = Wire::http(|_, _| Ok(Then::Close));
    let outcome = four(&server, &[]);
    all_failed(&outcome, "reset: connection closed before an answer");
    assert_eq!(server.requests(), 4);
}

#[test]
fn a_refused_connection_is_said_and_not_tried_for_the_whole_time() {
    // Bound but not listening: nobody else gets the port, and it refuses.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap();
    let started = Instant::now();
    let outcome = bench(["-z", "2m", "-c", "5", &format!("http://{address}/%20x")]);
    let took = started.elapsed();
    assert!(took > Duration::from_secs(4) && took < Duration::from_secs(20), "{took:?}");
    assert_eq!(outcome.code, 1);
    let errors = section(&outcome.stdout, ERRORS);
    assert_eq!(errors.len(), 1);
    assert!(errors[0].ends_with(&format!("\tconnect: {address}: connection refused")), "{errors:?}");
    let attempts: u64 = errors[0].trim_start_matches('[').split(']').next().unwrap().parse().unwrap();
    assert!((5..1000).contains(&attempts), "{attempts} attempts");
    let expected =
        format!("error: nothing could be reached at {address}: stopped after {attempts} attempts\n");
    assert_eq!(outcome.stderr, expected);
}

#[test]
fn a_name_without_address_is_said() {
    let outcome = bench(["-n", "4", "-c", "2", "http://no-such-host.invalid/"]);
    all_failed(&outcome, "dns: cannot resolve no-such-host.invalid");
}

#[test]
fn answers_of_503_alone_are_no_success() {
    let server = Wire::http(|_, out| {
        out.write_all(status(503).as_bytes())?;
        Ok(Then::Keep)
    });
    let outcome = four(&server, &[]);
    assert_eq!(outcome.code, 1);
    assert_eq!(section(&outcome.stdout, STATUSES), ["[503]\t4 responses"]);
    assert!(outcome.stderr.contains("all with a status of 400 or above"), "{}", outcome.stderr);
}

#[test]
fn an_answer_to_half_a_request_counts_and_ends_the_connection() {
    // 413 while the body is still coming, as proxies do.
    let server = Wire::raw(|_, mut stream, counts| {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        counts.hear(Default::default());
        stream.write_all(&status(413).into_bytes())?;
        stream.shutdown(std::net::Shutdown::Write)?;
        std::io::copy(&mut stream, &mut std::io::sink())?;
        Ok(())
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("big");
    std::fs::write(&file, vec![b'x'; 20_000_000]).unwrap();
    let outcome = bench(["-n", "2", "-c", "1", "-m", "POST", "-D", file.to_str().unwrap(), &server.url()]);
    assert_eq!(section(&outcome.stdout, STATUSES), ["[413]\t2 responses"], "{}", outcome.stdout);
    assert_eq!((server.requests(), server.connections()), (2, 2));
}

#[test]
fn a_kept_connection_that_was_closed_meanwhile_costs_nothing() {
    // Idle connections are closed at once, without a word; a request comes every 250 ms.
    let server = Wire::raw(|_, stream, counts| {
        let mut reader = BufReader::new(stream.try_clone()?);
        let Some(heard) = read(&mut reader)? else { return Ok(()) };
        counts.hear(heard);
        (&stream).write_all(ok("x").as_bytes())
    });
    let outcome = bench(["-n", "4", "-c", "1", "-q", "4", "-m", "POST", &server.url()]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    assert_eq!(section(&outcome.stdout, STATUSES), ["[200]\t4 responses"]);
    assert_eq!((server.requests(), server.connections()), (4, 4));
}

#[test]
fn a_kept_connection_closed_under_a_request_is_replaced_only_if_that_is_safe() {
    // The second request of a connection is read and not answered.
    let serve = || {
        Wire::http(|heard, out| {
            if heard.header("x-again").is_none() && heard.number % 2 == 1 {
                return Ok(Then::Close);
            }
            out.write_all(ok("x").as_bytes())?;
            Ok(Then::Keep)
        })
    };
    let server = serve();
    let get = bench(["-n", "4", "-c", "1", &server.url()]);
    assert_eq!(section(&get.stdout, STATUSES), ["[200]\t4 responses"], "{}", get.stdout);
    assert_eq!(
        get.stderr,
        "3 requests sent again, since the server had closed the kept connection before it read them\n"
    );
    let server = serve();
    let post = bench(["-n", "4", "-c", "1", "-m", "POST", &server.url()]);
    assert_eq!(section(&post.stdout, ERRORS), ["[2]\treset: connection closed before an answer"]);
    assert_eq!((post.code, server.requests()), (0, 4));
}
