//! A loopback server that sends exactly the bytes a test says, over TCP or TLS, and counts what it was asked.

use std::io::{BufRead, BufReader, Read, Result, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::identity::Identity;

/// How many requests are remembered; all are counted.
const REMEMBERED: usize = 1000;

/// One request as it came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// `GET /path HTTP/1.1`.
    pub line: String,
    /// In their order, names as they were sent.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// How many connections were opened before its own.
    pub connection: u64,
    /// How many requests came before it.
    pub number: u64,
}

impl Heard {
    pub fn header(&self, name: &str) -> Option<&str> {
        let named = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }

    pub fn path(&self) -> &str {
        self.line.split(' ').nth(1).unwrap_or_default()
    }
}

/// What happens to the connection after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Keep,
    Close,
}

#[derive(Debug, Default)]
pub struct Counts {
    pub requests: AtomicU64,
    pub connections: AtomicU64,
    pub heard: Mutex<Vec<Heard>>,
}

impl Counts {
    /// Counts a request and gives it its number.
    pub fn hear(&self, mut heard: Heard) -> Heard {
        heard.number = self.requests.fetch_add(1, Ordering::SeqCst);
        let mut known = self.heard.lock().unwrap();
        if known.len() < REMEMBERED {
            known.push(heard.clone());
        }
        heard
    }
}

/// The server; it ends with the test process.
pub struct Wire {
    pub address: SocketAddr,
    pub counts: Arc<Counts>,
    pub identity: Option<Identity>,
}

impl Wire {
    /// Plain HTTP: the script answers each request.
    pub fn http(script: impl Fn(&Heard, &mut dyn Write) -> Result<Then> + Send + Sync + 'static) -> Self {
        Self::raw(move |connection, stream, counts| {
            let reader = BufReader::new(stream.try_clone()?);
            serve(reader, &mut &stream, connection, &script, counts)
        })
    }

    /// The same over TLS.
    pub fn https(script: impl Fn(&Heard, &mut dyn Write) -> Result<Then> + Send + Sync + 'static) -> Self {
        let identity = Identity::new(&[b"http/1.1"]);
        let tls = identity.server.clone();
        let mut wire = Self::raw(move |connection, mut stream, counts| {
            let session = rustls::ServerConnection::new(tls.clone()).map_err(std::io::Error::other)?;
            let shared = Mutex::new((session, stream.try_clone()?));
            let reader = BufReader::new(Half(&shared));
            let outcome = serve(reader, &mut Half(&shared), connection, &script, counts);
            let (mut session, _) = shared.into_inner().unwrap();
            session.send_close_notify();
            session.write_tls(&mut stream)?;
            outcome
        });
        wire.identity = Some(identity);
        wire
    }

    /// A script for whole connections. An error means that the client has gone.
    pub fn raw(script: impl Fn(u64, TcpStream, &Counts) -> Result<()> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let counts = Arc::<Counts>::default();
        let (shared, script) = (counts.clone(), Arc::new(script));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let number = shared.connections.fetch_add(1, Ordering::SeqCst);
                let (script, counts) = (script.clone(), shared.clone());
                std::thread::spawn(move || {
                    let _ = stream.set_nodelay(true);
                    let _ = script(number, stream, &counts);
                });
            }
        });
        Self { address, counts, identity: None }
    }

    pub fn url(&self) -> String {
        let scheme = if self.identity.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// The PEM file that a client must trust.
    pub fn certificate(&self) -> &Path {
        &self.identity.as_ref().unwrap().file
    }

    pub fn requests(&self) -> u64 {
        self.counts.requests.load(Ordering::SeqCst)
    }

    pub fn connections(&self) -> u64 {
        self.counts.connections.load(Ordering::SeqCst)
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.counts.heard.lock().unwrap().clone()
    }
}

/// A 200 with a length.
pub fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// Another status, without a body.
pub fn status(code: u16) -> String {
    format!("HTTP/1.1 {code} X\r\nContent-Length: 0\r\n\r\n")
}

/// Answers the requests of one connection.
pub fn serve(
    mut reader: impl BufRead,
    writer: &mut dyn Write,
    connection: u64,
    script: &(dyn Fn(&Heard, &mut dyn Write) -> Result<Then> + Send + Sync),
    counts: &Counts,
) -> Result<()> {
    while let Some(heard) = read(&mut reader)? {
        let heard = counts.hear(Heard { connection, ..heard });
        if script(&heard, writer)? == Then::Close {
            break;
        }
    }
    Ok(())
}

/// Reads one request; `None` once the client has closed.
pub fn read(reader: &mut impl BufRead) -> Result<Option<Heard>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut heard = Heard { line: line.trim_end().to_owned(), ..Heard::default() };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        heard.headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let length = heard.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    heard.body = vec![0; length];
    reader.read_exact(&mut heard.body)?;
    Ok(Some(heard))
}

/// One direction of a TLS connection, of which the other is held too.
struct Half<'a>(&'a Mutex<(rustls::ServerConnection, TcpStream)>);

impl Read for Half<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let (session, stream) = &mut *self.0.lock().unwrap();
        rustls::Stream::new(session, stream).read(buffer)
    }
}

impl Write for Half<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let (session, stream) = &mut *self.0.lock().unwrap();
        rustls::Stream::new(session, stream).write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        let (session, stream) = &mut *self.0.lock().unwrap();
        rustls::Stream::new(session, stream).flush()
    }
}
