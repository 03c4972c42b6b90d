//! Redirects are part of the request that led to them.

use super::{ERRORS, STATUSES, bench, field, seconds, section};
use crate::support::wire::{Then, Wire, ok};

fn redirect(status: u16, to: &str) -> String {
    format!("HTTP/1.1 {status} X\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n")
}

#[test]
fn a_redirect_is_followed_and_timed_as_one_request() {
    let server = Wire::http(|heard, out| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        match heard.path() {
            "/a/b?c" => out.write_all(redirect(302, "../d").as_bytes())?,
            _ => out.write_all(ok("done").as_bytes())?,
        }
        Ok(Then::Keep)
    });
    let outcome = bench(["-n", "6", "-c", "2", &format!("{}/a/b?c", server.url())]);
    assert_eq!(section(&outcome.stdout, STATUSES), ["[200]\t6 responses"]);
    assert_eq!((outcome.code, field(&outcome.stdout, "Size/request:")), (0, "4"));
    assert!(seconds(&outcome.stdout, "Fastest:") >= 0.04);
    assert_eq!((server.requests(), server.connections()), (12, 2));
    assert_eq!(server.heard()[11].path(), "/d");
}

#[test]
fn a_post_becomes_a_get_unless_the_status_forbids_it() {
    for (status, line, body) in [(303, "GET /to HTTP/1.1", ""), (307, "POST /to HTTP/1.1", "data")] {
        let server = Wire::http(move |heard, out| {
            match heard.path() {
                "/" => out.write_all(redirect(status, "/to").as_bytes())?,
                _ => out.write_all(ok("").as_bytes())?,
            }
            Ok(Then::Keep)
        });
        let outcome = bench(["-n", "1", "-c", "1", "-m", "post", "-d", "data", "-host", "h", &server.url()]);
        assert_eq!(outcome.code, 0, "{}", outcome.stdout);
        let second = &server.heard()[1];
        assert_eq!((second.line.as_str(), second.body.as_slice()), (line, body.as_bytes()));
        assert_eq!(second.header("host"), Some("h"));
    }
}

#[test]
fn another_host_is_another_connection_and_gets_no_password() {
    let other = Wire::http(|_, out| {
        out.write_all(ok("other").as_bytes())?;
        Ok(Then::Keep)
    });
    let to = format!("{}/x", other.url());
    let server = Wire::http(move |_, out| {
        out.write_all(redirect(301, &to).as_bytes())?;
        Ok(Then::Keep)
    });
    let outcome = bench(["-n", "3", "-c", "1", "-a", "me:secret", "-host", "h", &server.url()]);
    assert_eq!(section(&outcome.stdout, STATUSES), ["[200]\t3 responses"]);
    assert_eq!((server.connections(), other.connections()), (1, 1));
    assert_eq!(server.heard()[0].header("authorization"), Some("Basic bWU6c2VjcmV0"));
    let heard = &other.heard()[0];
    assert_eq!(
        (heard.header("authorization"), heard.header("host")),
        (None, Some(other.address.to_string().as_str()))
    );
}

#[test]
fn a_circle_ends_after_ten() {
    let server = Wire::http(|_, out| {
        out.write_all(redirect(302, "/").as_bytes())?;
        Ok(Then::Keep)
    });
    let outcome = bench(["-n", "2", "-c", "1", &server.url()]);
    assert_eq!((outcome.code, server.requests()), (1, 22));
    assert_eq!(section(&outcome.stdout, ERRORS), ["[2]\tredirect: stopped after 10 redirects"]);
}

#[test]
fn a_redirect_is_an_answer_if_it_is_not_to_be_followed() {
    let server = Wire::http(|_, out| {
        out.write_all(redirect(302, "/").as_bytes())?;
        Ok(Then::Keep)
    });
    let outcome = bench(["-n", "2", "-c", "1", "-disable-redirects", &server.url()]);
    assert_eq!((outcome.code, server.requests()), (0, 2));
    assert_eq!(section(&outcome.stdout, STATUSES), ["[302]\t2 responses"]);
}
