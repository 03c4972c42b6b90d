//! A scripted HTTP server on loopback: it answers as a test tells it and remembers what it was asked.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tungstenite::WebSocket;
use tungstenite::handshake::derive_accept_key;
use tungstenite::protocol::Role;

/// One request as it came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    /// Without the query.
    pub path: String,
    /// Decoded.
    pub query: BTreeMap<String, String>,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub fn query(&self, name: &str) -> &str {
        self.query.get(name).map_or("", String::as_str)
    }
}

/// What is sent after the head: pieces are written one by one; an error means that the client has gone.
type Stream = Box<dyn FnOnce(&mut dyn FnMut(&[u8]) -> std::io::Result<()>) -> std::io::Result<()> + Send>;

/// What is sent back.
pub enum Answer {
    /// Status, content type, whole body.
    Whole(u16, &'static str, Vec<u8>),
    /// A body of unknown length, sent in chunks.
    Stream(&'static str, Stream),
    /// The connection is closed without an answer.
    Hangup,
    /// A WebSocket of this subprotocol.
    Socket(&'static str, Box<dyn FnOnce(WebSocket<TcpStream>) + Send>),
}

impl Answer {
    pub fn json(body: Value) -> Self {
        Self::Whole(200, "application/json", body.to_string().into_bytes())
    }

    pub fn text(body: impl Into<Vec<u8>>) -> Self {
        Self::Whole(200, "text/plain", body.into())
    }

    /// A `Status` as the API server words it; `message` is the whole sentence.
    pub fn status(code: u16, reason: &str, message: &str) -> Self {
        let body = json!({
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code, "reason": reason, "message": message,
        });
        Self::Whole(code, "application/json", body.to_string().into_bytes())
    }

    /// 404 of one object, as against 404 of a kind that is not served.
    pub fn missing(plural: &str, name: &str) -> Self {
        let body = json!({
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 404, "reason": "NotFound",
            "message": format!("{plural} \"{name}\" not found"), "details": {"name": name, "kind": plural},
        });
        Self::Whole(404, "application/json", body.to_string().into_bytes())
    }

    /// A list of objects.
    pub fn list(kind: &str, items: impl IntoIterator<Item = Value>) -> Self {
        let items: Vec<Value> = items.into_iter().collect();
        Self::json(
            json!({"kind": format!("{kind}List"), "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": items}),
        )
    }

    /// Chunks, sent by a closure: `send(b"…")?` until it returns.
    pub fn stream(
        content_type: &'static str,
        body: impl FnOnce(&mut dyn FnMut(&[u8]) -> std::io::Result<()>) -> std::io::Result<()> + Send + 'static,
    ) -> Self {
        Self::Stream(content_type, Box::new(body))
    }
}

/// The server; it ends with the test process.
pub struct Server {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Starts a server on a free port of loopback. It has no services but KServe's: what belongs to others is asked for
    /// in vain, without the script.
    pub fn start(script: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (script, log) = (Arc::new(script), Arc::clone(&seen));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (script, log) = (Arc::clone(&script), Arc::clone(&log));
                std::thread::spawn(move || {
                    // An error means that the client has gone.
                    let _ = serve(stream, &*script, &log);
                });
            }
        });
        Self { address, seen }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was asked so far.
    pub fn requests(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }

    /// Writes a kubeconfig whose one context `scripted` leads here; its namespace is `default`.
    pub fn kubeconfig(&self, folder: &Path) -> PathBuf {
        let path = folder.join("kubeconfig");
        let config = json!({
            "apiVersion": "v1", "kind": "Config", "current-context": "scripted",
            "clusters": [{"name": "scripted", "cluster": {"server": self.url()}}],
            "users": [{"name": "tester", "user": {}}],
            "contexts": [{"name": "scripted", "context": {"cluster": "scripted", "user": "tester"}}],
        });
        std::fs::write(&path, config.to_string()).unwrap();
        path
    }
}

fn serve(
    stream: TcpStream,
    script: &(dyn Fn(&Request) -> Answer + Send + Sync),
    log: &Mutex<Vec<Request>>,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    while let Some(request) = read(&mut reader)? {
        if request.query("labelSelector").starts_with("servingName") {
            if request.query("watch") == "true" || request.query("watch") == "1" {
                writer.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n")?;
                // Nothing ever changes; the client ends it.
                std::io::copy(&mut reader, &mut std::io::sink())?;
                return Ok(());
            }
            if let Answer::Whole(code, kind, body) = Answer::list("List", []) {
                write_whole(&mut writer, code, kind, &body)?;
            }
            continue;
        }
        log.lock().unwrap().push(request.clone());
        match script(&request) {
            Answer::Hangup => return Ok(()),
            Answer::Socket(protocol, talk) => {
                let key = request.headers.get("sec-websocket-key").map(String::as_bytes).unwrap_or_default();
                let head = format!(
                    "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
                     sec-websocket-protocol: {protocol}\r\nsec-websocket-accept: {}\r\n\r\n",
                    derive_accept_key(key)
                );
                writer.write_all(head.as_bytes())?;
                talk(WebSocket::from_raw_socket(writer, Role::Server, None));
                return Ok(());
            }
            Answer::Whole(code, kind, body) => {
                write_whole(&mut writer, code, kind, &body)?;
            }
            Answer::Stream(kind, body) => {
                let head =
                    format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n");
                writer.write_all(head.as_bytes())?;
                body(&mut |piece| {
                    let framed = [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
                    writer.write_all(&framed)
                })?;
                writer.write_all(b"0\r\n\r\n")?;
            }
        }
    }
    Ok(())
}

fn write_whole(writer: &mut impl Write, code: u16, kind: &str, body: &[u8]) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 {code} X\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n", body.len());
    writer.write_all(&[head.as_bytes(), body].concat())
}

fn read(reader: &mut impl BufRead) -> std::io::Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let (method, target) =
        (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let query = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect();
    Ok(Some(Request { method, path: decoded(path), query, headers, body }))
}

/// Percent-decoding; `+` is a space, as in a form.
fn decoded(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => decoded.push(b' '),
            b'%' => {
                let hex: Vec<u8> = bytes.by_ref().take(2).collect();
                let hex = String::from_utf8(hex).unwrap();
                decoded.push(u8::from_str_radix(&hex, 16).unwrap());
            }
            byte => decoded.push(byte),
        }
    }
    String::from_utf8(decoded).unwrap()
}
