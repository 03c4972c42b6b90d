//! Where connections go, and how long they are kept.

use std::io::Write;

use super::bench;
use crate::support::http2::{Http2, Reply};
use crate::support::wire::{Then, Wire, ok};

fn server() -> Wire {
    Wire::http(|_, out| {
        out.write_all(ok("x").as_bytes())?;
        Ok(Then::Keep)
    })
}

#[test]
fn a_detour_changes_the_address_and_nothing_else() {
    let server = server();
    let detour = format!("nowhere.invalid:81:{}:{}", server.address.ip(), server.address.port());
    let outcome = bench(["-n", "2", "-c", "1", "--connect-to", &detour, "http://nowhere.invalid:81/a"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stdout);
    let heard = &server.heard()[0];
    assert_eq!((heard.line.as_str(), heard.header("host")), ("GET /a HTTP/1.1", Some("nowhere.invalid:81")));
}

#[cfg(unix)]
#[test]
fn a_unix_socket_carries_requests() {
    use crate::support::wire::Heard;
    use std::io::{BufRead, BufReader};
    use std::os::unix::net::UnixListener;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("engine.sock");
    let listener = UnixListener::bind(&path).unwrap();
    let (sender, heard) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut stream = stream;
            let mut line = String::new();
            while reader.read_line(&mut line).unwrap_or(0) > 0 {
                if line == "\r\n" {
                    let _ = sender.send(Heard::default());
                    let _ = stream.write_all(ok("x").as_bytes());
                }
                line.clear();
            }
        }
    });
    let outcome =
        bench(["-n", "5", "-c", "1", "--unix-socket", path.to_str().unwrap(), "http://engine/v1/models"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stdout);
    assert_eq!(heard.try_iter().count(), 5);
    let outcome = bench(["-n", "1", "-c", "1", "--unix-socket", "/nowhere.sock", "http://engine/"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.stdout.contains("connect: /nowhere.sock: "), "{}", outcome.stdout);
}

#[test]
fn a_connection_is_kept_for_so_many_requests() {
    let server = server();
    let outcome = bench(["-n", "10", "-c", "1", "--conn-max-requests", "3", &server.url()]);
    assert_eq!((outcome.code, server.requests(), server.connections()), (0, 10, 4));
}

#[test]
fn a_connection_is_kept_for_so_long() {
    for (age, connections) in [("1ns", 5), ("1h", 1)] {
        let server = server();
        let outcome = bench(["-n", "5", "-c", "1", "--conn-max-age", age, &server.url()]);
        assert_eq!((outcome.code, server.requests(), server.connections()), (0, 5, connections), "{age}");
    }
}

#[test]
fn streams_are_spread_over_several_http2_connections() {
    let server = Http2::start(100, |_| Reply::Whole(200, "hello"));
    let (trusted, url) = (server.certificate().to_str().unwrap(), server.url());
    let outcome =
        bench(["-h2", "--cacert", trusted, "-n", "60", "-c", "12", "--h2-conns", "3", "-cpus", "2", &url]);
    assert_eq!((outcome.code, server.requests(), server.connections()), (0, 60, 3), "{}", outcome.stdout);
}

#[test]
fn an_http2_connection_is_replaced_after_its_requests() {
    let server = Http2::start(100, |_| Reply::Whole(200, "hello"));
    let (trusted, url) = (server.certificate().to_str().unwrap(), server.url());
    let outcome =
        bench(["-h2", "--cacert", trusted, "-n", "10", "-c", "1", "--conn-max-requests", "4", &url]);
    assert_eq!((outcome.code, server.requests(), server.connections()), (0, 10, 3), "{}", outcome.stdout);
}

#[test]
fn wrong_routes_are_refused() {
    for (args, message) in [
        (&["--connect-to", "a:b:c:1"][..], "\n  a:b:c:1\n    ^\n"),
        (&["--conn-max-requests", "0"], "invalid value \"0\" for `--conn-max-requests`: "),
        (&["--conn-max-age", "soon"], "invalid value \"soon\" for `--conn-max-age`: "),
        (&["--h2-conns", "0"], "invalid value \"0\" for `--h2-conns`: "),
        (&["--unix-socket", "/a", "-x", "b:1"], "cannot be used with"),
    ] {
        let outcome = bench([args, &["http://127.0.0.1:1/"]].concat());
        assert_eq!(outcome.code, 2, "{args:?}");
        assert!(outcome.stderr.contains(message), "{args:?}: {}", outcome.stderr);
    }
}
