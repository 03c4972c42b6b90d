//! An HTTP/2 loopback server over TLS.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use h2::server::SendResponse;
use hyper::body::Bytes;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::identity::Identity;
use super::wire::{Counts, Heard};

/// What a stream is answered with.
#[derive(Debug, Clone, Copy)]
pub enum Reply {
    /// Status, body.
    Whole(u16, &'static str),
    /// A redirect to this place.
    To(&'static str),
    /// Half a body, then the stream is reset.
    Half,
    /// The stream is reset before an answer.
    Reset,
    /// A `content-length` that is longer than the body.
    Short,
    /// An answer, after which the connection takes no more streams (GOAWAY in good order).
    Last,
    /// The connection is given up with an error.
    Abort,
    /// 200 after this time, in which nothing of the body is read either.
    After(std::time::Duration),
    /// Nothing.
    Silence,
}

/// The server; it ends with the test process.
pub struct Http2 {
    pub address: SocketAddr,
    pub counts: Arc<Counts>,
    pub identity: Identity,
}

impl Http2 {
    /// Starts a server whose script answers each stream; at most `streams` at a time on a connection.
    pub fn start(streams: u32, script: impl Fn(&Heard) -> Reply + Send + Sync + 'static) -> Self {
        let identity = Identity::new(&[b"h2"]);
        let acceptor = TlsAcceptor::from(identity.server.clone());
        let counts = Arc::<Counts>::default();
        let (shared, script) = (counts.clone(), Arc::new(script));
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    let number = shared.connections.fetch_add(1, Ordering::SeqCst);
                    let (acceptor, shared, script) = (acceptor.clone(), shared.clone(), script.clone());
                    tokio::spawn(async move {
                        let Ok(stream) = acceptor.accept(stream).await else { return };
                        let mut builder = h2::server::Builder::new();
                        builder.max_concurrent_streams(streams);
                        let Ok(mut connection) = builder.handshake(stream).await else { return };
                        while let Some(Ok((request, respond))) = connection.accept().await {
                            let script = script.clone();
                            let (head, mut body) = request.into_parts();
                            // Small bodies arrive with their heads; the connection is driven meanwhile by `accept`.
                            let (shared, script) = (shared.clone(), script);
                            let decide = shared.hear(heard(&head, number));
                            let reply = script(&decide);
                            match reply {
                                Reply::Last => connection.graceful_shutdown(),
                                Reply::Abort => {
                                    connection.abrupt_shutdown(h2::Reason::ENHANCE_YOUR_CALM);
                                    continue;
                                }
                                _ => {}
                            }
                            tokio::spawn(async move {
                                if let Reply::After(time) = reply {
                                    tokio::time::sleep(time).await;
                                }
                                while let Some(Ok(data)) = body.data().await {
                                    let _ = body.flow_control().release_capacity(data.len());
                                    if let Some(known) =
                                        shared.heard.lock().unwrap().get_mut(decide.number as usize)
                                    {
                                        known.body.extend_from_slice(&data);
                                    }
                                }
                                answer(respond, reply).await;
                            });
                        }
                        // A socket that is closed at once could be reset before the client has read the last frames.
                        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
                    });
                }
            });
        });
        Self { address: told.recv().unwrap(), counts, identity }
    }

    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    pub fn certificate(&self) -> &Path {
        &self.identity.file
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

fn heard(head: &http::request::Parts, connection: u64) -> Heard {
    let fields = head.headers.iter();
    let mut headers: Vec<(String, String)> = fields
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let authority = head.uri.authority().map(ToString::to_string).unwrap_or_default();
    headers.push((":authority".to_owned(), authority));
    let path = head.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    Heard {
        line: format!("{} {path} {:?}", head.method, head.version),
        headers,
        connection,
        ..Heard::default()
    }
}

async fn answer(mut respond: SendResponse<Bytes>, reply: Reply) {
    let head = |status: u16| http::Response::builder().status(status);
    match reply {
        Reply::Whole(status, body) => whole(&mut respond, status, body),
        Reply::After(_) => whole(&mut respond, 200, "late"),
        Reply::Last => whole(&mut respond, 200, "last"),
        Reply::To(place) => {
            let head = head(302).header("location", place).body(()).unwrap();
            let _ = respond.send_response(head, true);
        }
        Reply::Short => {
            let head = head(200).header("content-length", "1000").body(()).unwrap();
            if let Ok(mut body) = respond.send_response(head, false) {
                let _ = body.send_data(Bytes::from_static(b"short"), true);
            }
        }
        Reply::Half => {
            if let Ok(mut body) = respond.send_response(head(200).body(()).unwrap(), false) {
                let _ = body.send_data(Bytes::from_static(b"half"), false);
                // What was sent goes out before the reset.
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                body.send_reset(h2::Reason::INTERNAL_ERROR);
            }
        }
        Reply::Reset => respond.send_reset(h2::Reason::REFUSED_STREAM),
        Reply::Abort => {}
        Reply::Silence => std::future::pending().await,
    }
}

fn whole(respond: &mut SendResponse<Bytes>, status: u16, body: &'static str) {
    let head = http::Response::builder().status(status).body(()).unwrap();
    if let Ok(mut stream) = respond.send_response(head, false) {
        let _ = stream.send_data(Bytes::from_static(body.as_bytes()), true);
    }
}
