//! `-x`.

use std::io::{BufReader, Read, Write};
use std::net::TcpStream;

use super::{ERRORS, STATUSES, bench, section};
use crate::support::wire::{Then, Wire, ok, read};

fn origin() -> Wire {
    Wire::https(|_, out| {
        out.write_all(ok("through").as_bytes())?;
        Ok(Then::Keep)
    })
}

/// A proxy that opens tunnels.
fn tunnels() -> Wire {
    Wire::raw(|_, stream, counts| {
        let mut reader = BufReader::new(stream.try_clone()?);
        let Some(heard) = read(&mut reader)? else { return Ok(()) };
        let heard = counts.hear(heard);
        let address = heard.path().to_owned();
        let mut server = TcpStream::connect(address)?;
        (&stream).write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
        let (mut back, mut client) = (server.try_clone()?, stream.try_clone()?);
        std::thread::spawn(move || std::io::copy(&mut back, &mut client));
        let mut reader = reader.take(u64::MAX);
        std::io::copy(&mut reader, &mut server)?;
        Ok(())
    })
}

#[test]
fn plain_http_is_asked_of_the_proxy() {
    for scheme in ["", "http://", "http://me:secret@"] {
        let proxy = Wire::http(|_, out| {
            out.write_all(ok("from the proxy").as_bytes())?;
            Ok(Then::Keep)
        });
        let address = format!("{scheme}{}", proxy.address);
        let outcome = bench(["-n", "4", "-c", "2", "-x", &address, "http://service.invalid/path?q"]);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{}", outcome.stdout);
        assert_eq!(section(&outcome.stdout, STATUSES), ["[200]\t4 responses"]);
        let heard = &proxy.heard()[0];
        assert_eq!(heard.line, "GET http://service.invalid/path?q HTTP/1.1");
        assert_eq!(heard.header("host"), Some("service.invalid"));
        let credentials = scheme.contains('@').then_some("Basic bWU6c2VjcmV0");
        assert_eq!(heard.header("proxy-authorization"), credentials);
    }
}

#[test]
fn https_goes_through_a_tunnel() {
    let (origin, proxy) = (origin(), tunnels());
    let trusted = origin.certificate().to_str().unwrap().to_owned();
    let address = proxy.address.to_string();
    let outcome = bench(["-n", "4", "-c", "2", "-x", &address, "--cacert", &trusted, &origin.url()]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{}", outcome.stdout);
    assert_eq!((origin.requests(), proxy.requests()), (4, 2));
    assert_eq!(proxy.heard()[0].line, format!("CONNECT {} HTTP/1.1", origin.address));
}

#[test]
fn a_proxy_that_refuses_is_a_class_of_its_own() {
    let (origin, proxy) = (
        origin(),
        Wire::http(|_, out| {
            out.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")?;
            Ok(Then::Close)
        }),
    );
    let outcome =
        bench(["-n", "2", "-c", "1", "-x", &proxy.address.to_string(), "--insecure", &origin.url()]);
    assert_eq!(outcome.code, 1);
    let expected = format!("[2]\tproxy: {} answered CONNECT with 403", proxy.address);
    assert_eq!(section(&outcome.stdout, ERRORS), [expected]);
}
