//! HTTPS over HTTP/1.1.

use super::{ERRORS, STATUSES, bench, section};
use crate::support::wire::{Then, Wire, ok};
use crate::support::{command, outcome};

fn server() -> Wire {
    Wire::https(|_, out| {
        out.write_all(ok("secret").as_bytes())?;
        Ok(Then::Keep)
    })
}

#[test]
fn a_trusted_certificate_is_accepted() {
    let server = server();
    let trusted = server.certificate().to_str().unwrap();
    let outcome = bench(["-n", "20", "-c", "2", "--cacert", trusted, &server.url()]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{}", outcome.stdout);
    assert_eq!(section(&outcome.stdout, STATUSES), ["[200]\t20 responses"]);
    assert_eq!((server.requests(), server.connections()), (20, 2));
}

#[test]
fn handshakes_are_told_apart_from_the_rest_and_whether_they_were_resumed() {
    let server = server();
    let trusted = server.certificate().to_str().unwrap();
    let outcome = bench(["-n", "20", "-c", "2", "-o", "json", "--cacert", trusted, &server.url()]);
    let document: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let tls = &document["connections"]["tls"];
    assert_eq!((&tls["count"], &tls["resumed"]), (&2.into(), &0.into()), "{document}");
    let (mean, longest) = (tls["time"]["mean"].as_f64().unwrap(), tls["time"]["max"].as_f64().unwrap());
    assert!(0.0 < mean && mean <= longest, "{tls}");
    assert!(longest <= document["whole"]["phases"]["connect"]["max"].as_f64().unwrap(), "{document}");
    let text = bench(["-n", "20", "-c", "2", "-o", "text", "--cacert", trusted, &server.url()]).stdout;
    assert!(text.contains("\n  TLS handshakes:   2, 0 of them resumed; mean "), "{text}");
}

#[test]
fn an_unknown_issuer_is_refused_and_the_way_out_named() {
    let (server, other) = (server(), server());
    let trusted = other.certificate().to_str().unwrap();
    let outcome = bench(["-n", "4", "-c", "2", "--cacert", trusted, &server.url()]);
    assert_eq!((outcome.code, server.requests()), (1, 0));
    let expected = "[4]\ttls: certificate of 127.0.0.1 not accepted: unknown issuer";
    assert_eq!(section(&outcome.stdout, ERRORS), [expected]);
    assert!(
        outcome.stderr.contains("hint: certificates are verified (hey never does)"),
        "{}",
        outcome.stderr
    );
    assert!(outcome.stderr.contains("`--insecure`"), "{}", outcome.stderr);
}

#[test]
fn insecure_accepts_any() {
    let server = server();
    let outcome = bench(["-n", "4", "-c", "2", "--insecure", &server.url()]);
    assert_eq!((outcome.code, server.requests()), (0, 4), "{}", outcome.stdout);
}

#[test]
fn the_host_is_the_name_that_is_verified() {
    let server = server();
    let trusted = server.certificate().to_str().unwrap();
    let run = |host: &str| bench(["-n", "2", "-c", "1", "-host", host, "--cacert", trusted, &server.url()]);
    let known = run("qwen-chat-default.example.com");
    assert_eq!(known.code, 0, "{}", known.stdout);
    assert_eq!(server.heard()[0].header("host"), Some("qwen-chat-default.example.com"));
    let unknown = run("other.example.com");
    let expected = "[2]\ttls: certificate of other.example.com not accepted: not valid for this name";
    assert_eq!(section(&unknown.stdout, ERRORS), [expected]);
}

#[test]
fn plain_http_on_a_tls_port_is_named() {
    let server = Wire::raw(|_, mut stream, _| {
        std::io::Write::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")?;
        std::io::copy(&mut stream, &mut std::io::sink()).map(|_| ())
    });
    let outcome = bench(["-n", "2", "-c", "1", "--insecure", &server.url().replace("http:", "https:")]);
    let expected = "[2]\ttls: 127.0.0.1 does not speak TLS on this port";
    assert_eq!((outcome.code, section(&outcome.stdout, ERRORS)), (1, vec![expected]));
}

#[test]
fn a_server_that_closes_in_the_handshake_is_named() {
    let server = Wire::raw(|_, mut stream, _| {
        // All of the hello: what is left unread would reset the connection.
        let _ = std::io::Read::read(&mut stream, &mut [0; 16384])?;
        stream.shutdown(std::net::Shutdown::Write)?;
        std::io::copy(&mut stream, &mut std::io::sink()).map(|_| ())
    });
    let outcome = bench(["-n", "2", "-c", "1", "--insecure", &server.url().replace("http:", "https:")]);
    let expected = "[2]\ttls: 127.0.0.1 closed the connection in the handshake";
    assert_eq!((outcome.code, section(&outcome.stdout, ERRORS)), (1, vec![expected]));
}

#[test]
fn the_systems_certificates_can_be_named_by_the_environment() {
    let server = server();
    let mut run = command();
    run.env("SSL_CERT_FILE", server.certificate()).args(["bench", "-n", "2", "-c", "1", &server.url()]);
    let outcome = outcome(&mut run);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{}", outcome.stdout);
}

#[test]
fn a_body_that_ends_with_the_connection_needs_a_close_notify() {
    // Without one nobody can tell the end from a cut.
    let server = Wire::https(|_, out| {
        out.write_all(b"HTTP/1.1 200 OK\r\n\r\nall of it")?;
        Ok(Then::Close)
    });
    let outcome = bench(["-n", "2", "-c", "1", "--insecure", &server.url()]);
    assert_eq!((outcome.code, section(&outcome.stdout, STATUSES)), (0, vec!["[200]\t2 responses"]));
}
