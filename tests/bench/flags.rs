//! hey's flags in hey's spelling, and what is said about a bad value.

use super::bench;
use crate::support::wire::{Heard, Then, Wire, ok};

/// What one request with these flags looks like to the server.
fn sent(args: &[&str]) -> Heard {
    let server = Wire::http(|_, out| {
        out.write_all(ok("").as_bytes())?;
        Ok(Then::Keep)
    });
    let url = format!("{}/p", server.url());
    let outcome = bench([&["-n", "1", "-c", "1"], args, &[url.as_str()]].concat());
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{args:?} {}", outcome.stdout);
    server.heard().remove(0)
}

#[test]
fn the_defaults_are_heys() {
    let heard = sent(&[]);
    assert_eq!(heard.line, "GET /p HTTP/1.1");
    assert_eq!(heard.header("content-type"), Some("text/html"));
    assert_eq!(heard.header("accept-encoding"), Some("gzip"));
    assert_eq!(heard.header("user-agent"), Some(concat!("neap/", env!("CARGO_PKG_VERSION"))));
    assert_eq!((heard.header("content-length"), heard.header("accept")), (None, None));
}

#[test]
fn each_flag_reaches_the_request() {
    let header = |args: &[&str], name: &str| sent(args).header(name).map(str::to_owned);
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(header(&["-A", "application/json"], "accept"), some("application/json"));
    assert_eq!(header(&["-T", "text/plain"], "content-type"), some("text/plain"));
    assert_eq!(header(&["-T", ""], "content-type"), None);
    assert_eq!(header(&["-T", "a/b", "-H", "content-type: c/d"], "content-type"), some("c/d"));
    assert_eq!(header(&["-U", "me"], "user-agent"), some("me"));
    assert_eq!(header(&["-H", "User-Agent: me"], "user-agent"), some("me"));
    assert_eq!(header(&["-a", "user:p:w"], "authorization"), some("Basic dXNlcjpwOnc="));
    assert_eq!(header(&["-a", "user:"], "authorization"), some("Basic dXNlcjo="));
    assert_eq!(header(&["-host", "a.example.com:81"], "host"), some("a.example.com:81"));
    assert_eq!(header(&["-H", "Host: b.example.com"], "host"), some("b.example.com"));
    assert_eq!(header(&["-H", "Host: b", "-host", "c"], "host"), some("c"));
    assert_eq!(header(&["-disable-compression"], "accept-encoding"), None);
    assert_eq!(header(&["-disable-compression=false"], "accept-encoding"), some("gzip"));
    assert_eq!(header(&["-H", "Accept-Encoding: br"], "accept-encoding"), some("br"));
    assert_eq!(header(&["-H", "X-Empty:"], "x-empty"), some(""));
    assert_eq!(header(&["-H", "X-Name: grün"], "x-name"), some("grün"));
    assert_eq!(header(&["-m", "put"], "content-length"), some("0"));
    assert_eq!(sent(&["-m", "options"]).line, "OPTIONS /p HTTP/1.1");
}

#[test]
fn a_body_comes_from_the_line_or_from_a_file() {
    assert_eq!(sent(&["-d", "-h2"]).body, b"-h2");
    assert_eq!(sent(&["-d", ""]).body, b"");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body");
    std::fs::write(&file, [0, 255, b'\n']).unwrap();
    assert_eq!(sent(&["-m", "POST", "-D", file.to_str().unwrap()]).body, [0, 255, b'\n']);
}

#[test]
fn a_head_has_no_body_to_wait_for() {
    let server = Wire::http(|_, out| {
        out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")?;
        Ok(Then::Keep)
    });
    let outcome = bench(["-n", "4", "-c", "1", "-m", "head", &server.url()]);
    assert_eq!((outcome.code, server.requests(), server.connections()), (0, 4, 1));
}

#[test]
fn gos_spellings_and_flags_after_the_url_work() {
    let server = Wire::http(|_, out| {
        out.write_all(ok("").as_bytes())?;
        Ok(Then::Keep)
    });
    // Of a flag that is given twice the last one counts.
    for (sum, args) in [(3, ["-n=3", "--c=1", "-n=3"]), (7, ["-n=9", "--n=4", "-c1"])] {
        let outcome = bench([server.url().as_str(), args[0], args[1], args[2]]);
        assert_eq!((outcome.code, server.requests()), (0, sum), "{}", outcome.stderr);
    }
}

#[test]
fn headers_that_follow_from_the_body_are_left_out_with_a_word() {
    let server = Wire::http(|_, out| {
        out.write_all(ok("").as_bytes())?;
        Ok(Then::Keep)
    });
    let args = ["-n", "1", "-c", "1", "-d", "abc", "-H", "Content-Length: 1", "-H", "X: 1", "-H", "x: 2"];
    let outcome = bench(args.iter().copied().chain([server.url().as_str()]));
    assert_eq!(outcome.code, 0);
    assert_eq!(
        outcome.stderr,
        "warning: -H content-length is left out: it follows from the body\n\
         warning: -H x is given more than once: the last one counts, as in hey\n"
    );
    let heard = &server.heard()[0];
    assert_eq!((heard.header("content-length"), heard.header("x")), (Some("3"), Some("2")));
}

#[test]
fn a_bad_value_is_refused_before_anything_is_sent() {
    let server = Wire::http(|_, out| {
        out.write_all(ok("").as_bytes())?;
        Ok(Then::Keep)
    });
    let long = "9".repeat(400);
    let cases: [(&str, &[&str]); 14] = [
        ("-n", &["", "0", "-1", "1.5", "1e3", "x", "ü", &long]),
        ("-c", &["", "0", "-5", "100001", "on"]),
        ("-q", &["", "-1", "NaN", "inf", "1000001", "5/s"]),
        ("-z", &["", "-5s", "5x", "1 m", "1_000"]),
        ("-t", &["", "-1", "abc", "20 s"]),
        ("--grace", &["", "-1s", "~"]),
        ("-cpus", &["", "0", "1025", "all"]),
        ("-m", &["", "GE T", "G\nET", "{{ }}", "connect"]),
        ("-H", &["", "x", ": y", "a b: c", "x: a\nb", "x: a\r\ny: b"]),
        ("-T", &["a\nb", "\u{7f}"]),
        ("-a", &["", "user", "ü"]),
        ("-host", &["", "a b", "a:x", "http://a", "{{ }}"]),
        ("-x", &["", "a:x", "https://a:1", "socks5://a:1", "a b"]),
        ("-o", &["yaml", "{{ .Rps }}", "CSV"]),
    ];
    for (flag, values) in cases {
        for value in values {
            let outcome = bench([flag, value, &server.url()]);
            assert_eq!(
                (outcome.code, outcome.stdout.as_str()),
                (2, ""),
                "{flag} {value:?} {}",
                outcome.stderr
            );
            let first = outcome.stderr.lines().next().unwrap();
            assert!(
                first.starts_with("error: invalid value \"") && first.contains(&format!("`{flag}`: ")),
                "{first}"
            );
            assert!(outcome.stderr.contains("hint: for example `"), "{}", outcome.stderr);
        }
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_bad_url_is_refused_with_the_reason() {
    for (url, why) in [
        ("example.com", "a URL starts with http:// or https://, as http://example.com"),
        ("a b", "a URL starts with http:// or https://\n"),
        ("ftp://example.com", "the scheme must be http or https"),
        ("http://", "a host is needed"),
        ("http://a:99999/", "a port is a number from 1 to 65535"),
        ("http://grün.example/", "punycode"),
    ] {
        let outcome = bench([url]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{url}");
        assert!(
            outcome.stderr.contains(why) && outcome.stderr.contains("hint: for example `"),
            "{}",
            outcome.stderr
        );
    }
    let none = bench(["-n", "5"]);
    assert_eq!((none.code, none.stderr.lines().next()), (2, Some("error: a URL is needed")));
}

#[test]
fn files_that_cannot_be_read_are_refused() {
    for flag in ["-D", "--cacert"] {
        let outcome = bench([flag, "/nonexistent/file", "http://127.0.0.1:9/"]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
        assert!(
            outcome.stderr.contains(&format!("for `{flag}`: cannot read the file: ")),
            "{}",
            outcome.stderr
        );
    }
    let outcome = bench(["--cacert", "/dev/null", "https://127.0.0.1:9/"]);
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
}

#[test]
fn a_mistyped_flag_is_not_taken_for_a_body() {
    for (typed, meant) in [("-disable-keepalives", "--disable-keepalive"), ("-hots", "--host")] {
        let outcome = bench([typed, "http://127.0.0.1:9/"]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
        assert!(outcome.stderr.contains(meant), "{}", outcome.stderr);
    }
}

#[test]
fn the_help_names_every_flag_of_heys() {
    let outcome = bench(["-h"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    for flag in [
        "-n",
        "-c",
        "-q",
        "-z",
        "-o",
        "-m",
        "-t",
        "-A",
        "-d",
        "-D",
        "-T",
        "-U",
        "-a",
        "-x",
        "--h2",
        "--host",
        "--disable-compression",
        "--disable-keepalive",
        "--disable-redirects",
        "--cpus",
        "-H",
    ] {
        assert!(
            outcome.stdout.contains(&format!("{flag} ")) || outcome.stdout.contains(&format!("{flag}[")),
            "{flag}"
        );
    }
}
