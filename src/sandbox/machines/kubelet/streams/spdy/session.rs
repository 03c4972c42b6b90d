//! One SPDY connection: streams come in pairs, and each pair is a connection to a port.

use std::collections::HashMap;
use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadHalf};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::frame::{self, FIN, Frame};
use super::headers::{Reader, Writer};
use crate::sandbox::machines::kubelet::streams::forward::{Target, both_ways};

/// The first stream of a pair, until the other comes.
#[derive(Default)]
struct Half {
    data: Option<u32>,
    error: Option<u32>,
    port: Option<u16>,
}

struct Session {
    target: Target,
    headers: Reader,
    replies: Writer,
    /// By `requestid`.
    halves: HashMap<String, Half>,
    /// Where the bytes of data streams go; `None` once the client has ended one.
    inward: HashMap<u32, mpsc::Sender<Option<hyper::body::Bytes>>>,
    outgoing: mpsc::Sender<Vec<u8>>,
    forwards: JoinSet<()>,
}

/// Serves a connection until the client has gone.
pub async fn serve(connection: impl AsyncRead + AsyncWrite + Send, target: Target) {
    let (reader, mut writer) = tokio::io::split(connection);
    let (outgoing, mut outbox) = mpsc::channel::<Vec<u8>>(64);
    let session = Session {
        target,
        headers: Reader::new(),
        replies: Writer::default(),
        halves: HashMap::new(),
        inward: HashMap::new(),
        outgoing,
        forwards: JoinSet::new(),
    };
    let write = async {
        while let Some(frame) = outbox.recv().await {
            if writer.write_all(&frame).await.is_err() || writer.flush().await.is_err() {
                break;
            }
        }
    };
    // A connection that breaks ends the session as one that is closed: there is nobody to tell.
    tokio::select! {
        () = write => {}
        _broken = session.read(reader) => {}
    }
}

impl Session {
    async fn read(mut self, mut reader: ReadHalf<impl AsyncRead>) -> io::Result<()> {
        while let Some(frame) = frame::read(&mut reader).await? {
            match frame {
                Frame::Open { stream, block, fin: _ } => self.open(stream, &block).await?,
                Frame::Headers { block, .. } => drop(self.headers.read(&block)?),
                Frame::Data { stream, fin, bytes } => {
                    // A stream of errors carries nothing inward; one that has ended takes no more.
                    if let Some(sender) = self.inward.get(&stream) {
                        let _ended = sender.send(Some(bytes)).await;
                        if fin {
                            let _ended = sender.send(None).await;
                        }
                    }
                }
                Frame::Reset { stream } => drop(self.inward.remove(&stream)),
                Frame::Ping { id } => self.say(frame::ping(id)).await?,
                Frame::Away | Frame::Other => {}
            }
        }
        Ok(())
    }

    async fn say(&self, frame: Vec<u8>) -> io::Result<()> {
        self.outgoing.send(frame).await.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    async fn open(&mut self, stream: u32, block: &[u8]) -> io::Result<()> {
        let headers = self.headers.read(block)?;
        let text = |name: &str| headers.get(name).map(String::as_str).unwrap_or_default();
        let port: Option<u16> = text("port").parse().ok().filter(|port| *port > 0);
        let (id, kind) = (text("requestid").to_owned(), text("streamtype").to_owned());
        let Some(port) = port.filter(|_| matches!(kind.as_str(), "data" | "error")) else {
            return self.say(frame::reset(stream)).await;
        };
        let reply = frame::reply(stream, &self.replies.nothing());
        self.say(reply).await?;
        let half = self.halves.entry(id.clone()).or_default();
        half.port = Some(port);
        match kind.as_str() {
            "data" => half.data = Some(stream),
            _ => half.error = Some(stream),
        }
        let (Some(data), Some(error)) = (half.data, half.error) else { return Ok(()) };
        self.halves.remove(&id);
        let (sender, inbox) = mpsc::channel(64);
        self.inward.insert(data, sender);
        let forward =
            Forward { target: self.target.clone(), port, data, error, outgoing: self.outgoing.clone() };
        self.forwards.spawn(forward.run(inbox));
        while self.forwards.try_join_next().is_some() {}
        self.inward.retain(|_, sender| !sender.is_closed());
        Ok(())
    }
}

/// One forwarded connection.
struct Forward {
    target: Target,
    port: u16,
    data: u32,
    error: u32,
    outgoing: mpsc::Sender<Vec<u8>>,
}

impl Forward {
    async fn run(self, inbox: mpsc::Receiver<Option<hyper::body::Bytes>>) {
        match self.target.connect(self.port) {
            Ok(stream) => {
                let (near, far) = tokio::io::duplex(1 << 16);
                tokio::join!(both_ways(far, stream), self.carry(near, inbox));
                self.say(frame::data(self.error, FIN, b"")).await;
            }
            Err(why) => {
                self.say(frame::data(self.error, FIN, why.as_bytes())).await;
                self.say(frame::data(self.data, FIN, b"")).await;
            }
        }
    }

    async fn say(&self, frame: Vec<u8>) -> bool {
        self.outgoing.send(frame).await.is_ok()
    }

    /// Frames to bytes and back.
    async fn carry(&self, near: DuplexStream, mut inbox: mpsc::Receiver<Option<hyper::body::Bytes>>) {
        let (mut reader, mut writer) = tokio::io::split(near);
        let inward = async {
            while let Some(Some(bytes)) = inbox.recv().await {
                if writer.write_all(&bytes).await.is_err() {
                    break;
                }
            }
            let _closed = writer.shutdown().await;
        };
        let outward = async {
            let mut buffer = vec![0; 32 << 10];
            while let Ok(read) = reader.read(&mut buffer).await {
                if read == 0 || !self.say(frame::data(self.data, 0, &buffer[..read])).await {
                    break;
                }
            }
            self.say(frame::data(self.data, FIN, b"")).await;
        };
        tokio::join!(inward, outward);
    }
}
