//! Answers as servers send them, whole and cut.

use super::*;
use crate::load::wire::Ignored;
use proptest::prelude::*;

fn read(text: &str) -> (Response, Result<bool, Fault>) {
    let mut response = Response::default();
    let outcome = response.feed(text.as_bytes(), &mut Ignored);
    (response, outcome)
}

#[test]
fn a_length_ends_the_body() {
    let (response, outcome) = read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    assert_eq!((outcome, response.status, response.body, response.keep_alive), (Ok(true), 200, 5, true));
}

#[test]
fn bytes_after_the_body_end_the_connection() {
    let (response, outcome) = read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello!");
    assert_eq!((outcome, response.body, response.keep_alive), (Ok(true), 5, false));
}

#[test]
fn an_interim_answer_is_passed_over() {
    let (response, outcome) = read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
    assert_eq!((outcome, response.status, response.keep_alive), (Ok(true), 204, true));
}

#[test]
fn without_a_length_the_connection_ends_the_body() {
    let (mut response, outcome) = read("HTTP/1.1 200 OK\r\n\r\nhello");
    assert_eq!(outcome, Ok(false));
    assert_eq!((response.close(), response.body, response.keep_alive), (Ok(()), 5, false));
}

#[test]
fn http_1_0_closes_unless_it_says_otherwise() {
    assert!(!read("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").0.keep_alive);
    assert!(read("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: Keep-Alive\r\n\r\n").0.keep_alive);
    assert!(!read("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: x, close\r\n\r\n").0.keep_alive);
}

#[test]
fn a_body_cut_short_is_truncated() {
    for text in [
        "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nContent-",
    ] {
        let (mut response, outcome) = read(text);
        assert_eq!(outcome, Ok(false));
        assert_eq!(response.close().map_err(|fault| fault.class), Err(Class::Truncated), "{text}");
    }
}

#[test]
fn what_is_not_http_is_a_protocol_fault() {
    for text in [
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    ] {
        assert_eq!(read(text).1.map_err(|fault| fault.class), Err(Class::Protocol), "{text}");
    }
}

#[test]
fn an_answer_names_its_pod_where_that_is_asked_for() {
    let head = "HTTP/1.1 200 OK\r\nX-Pod: qwen-1\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(read(head).0.pod, None);
    let mut response = Response { pod_header: Some(HeaderName::from_static("x-pod")), ..Response::default() };
    assert_eq!(response.feed(head.as_bytes(), &mut Ignored), Ok(true));
    assert_eq!(response.pod.as_deref(), Some("qwen-1"));
    response.reset(Framing::Normal);
    let nameless = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(response.feed(nameless, &mut Ignored), Ok(true));
    assert_eq!(response.pod, None);
}

#[test]
fn headers_without_end_are_refused() {
    let mut response = Response::default();
    let mut outcome = response.feed(b"HTTP/1.1 200 OK\r\nX: ", &mut Ignored);
    for _ in 0..600 {
        outcome = outcome.and_then(|_| response.feed(&[b'x'; 1024], &mut Ignored));
    }
    assert_eq!(outcome.map_err(|fault| fault.class), Err(Class::Protocol));
}

#[test]
fn a_bodiless_answer_ends_with_its_head() {
    let mut response = Response::default();
    response.reset(Framing::Bodiless);
    assert_eq!(response.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", &mut Ignored), Ok(true));
}

proptest! {
    #[test]
    fn pieces_say_the_same_as_the_whole(
        size in 0usize..50,
        interim in any::<bool>(),
        chunked in any::<bool>(),
        cuts in prop::collection::vec(1usize..40, 1..12),
    ) {
        let body = "z".repeat(size);
        let (field, body) = match chunked {
            true if size > 0 => ("Transfer-Encoding: chunked".to_owned(), format!("{size:x}\r\n{body}\r\n0\r\n\r\n")),
            true => ("Transfer-Encoding: chunked".to_owned(), "0\r\n\r\n".to_owned()),
            false => (format!("Content-Length: {size}"), body),
        };
        let first = if interim { "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" } else { "" };
        let text = format!("{first}HTTP/1.1 200 OK\r\nServer: x\r\n{field}\r\n\r\n{body}");
        let mut response = Response::default();
        let (mut rest, mut done) = (text.as_bytes(), false);
        for cut in cuts.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            prop_assert!(!done);
            let (piece, after) = rest.split_at((*cut).min(rest.len()));
            done = response.feed(piece, &mut Ignored).unwrap();
            rest = after;
        }
        prop_assert!(done);
        prop_assert_eq!((response.status, response.body, response.keep_alive), (200, size as u64, true));
    }

    #[test]
    fn any_bytes_end_in_progress_or_a_fault(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..64), 0..4)) {
        let mut response = Response::default();
        for piece in pieces {
            if response.feed(&piece, &mut Ignored).is_err() {
                break;
            }
        }
    }
}
