//! HTTP/2: the requests of all workers as streams of one connection.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::time::Instant;

use h2::client::SendRequest;
use http::{HeaderName, header};
use hyper::body::Bytes;
use tokio::sync::Mutex;

use super::{Answer, Connection, Dialled, Dialler, Handshake, Peer, Step, Stream};
use crate::load::fault::{Class, Fault, Resend, reason};
use crate::load::message::{Request, expects_body, is_redirect};
use crate::load::route::Lifetime;
use crate::load::target::Origin;
use crate::load::wire::Sink;

/// How much the server may send on one stream before it must wait for us, and on all of them together.
const STREAM_WINDOW: u32 = 4 * 1024 * 1024;
const CONNECTION_WINDOW: u32 = 64 * 1024 * 1024;

/// The HTTP/2 connections of a thread: to each origin one a lane, opened by the first worker of the lane that needs it.
#[derive(Debug)]
pub struct Pool {
    lanes: usize,
    lifetime: Lifetime,
    /// How many workers have a lane.
    workers: Cell<usize>,
    sessions: RefCell<Vec<Known>>,
}

/// A connection that was opened, or is being opened.
#[derive(Debug)]
struct Known {
    origin: Origin,
    lane: Lane,
    session: Rc<Mutex<Session>>,
}

/// Which of several connections to an origin a worker uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lane(usize);

#[derive(Debug, Default)]
enum Session {
    #[default]
    Unknown,
    /// The connection that takes new streams.
    Http2(Http2),
    /// The server does not speak HTTP/2.
    Http1,
}

/// What a worker gets for its next request.
#[derive(Debug)]
pub enum Lease {
    /// A share of the HTTP/2 connection, which was there.
    Shared(Http2),
    /// A share of the HTTP/2 connection, which had to be opened.
    Opened(Http2, Times),
    /// The server chose HTTP/1.1: a connection of the worker's own.
    Http1(Dialled),
    /// The server chose HTTP/1.1 before: dial.
    Dial,
}

/// What opening a connection took.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// Resolving the name.
    pub dns: std::time::Duration,
    /// All of it.
    pub connect: std::time::Duration,
    /// The TLS handshake.
    pub tls: Option<Handshake>,
}

impl Pool {
    /// So many connections to each origin, each kept for so long.
    pub fn new(lanes: usize, lifetime: Lifetime) -> Self {
        Self { lanes: lanes.max(1), lifetime, workers: Cell::new(0), sessions: RefCell::default() }
    }

    /// All lanes.
    pub fn lanes(&self) -> impl Iterator<Item = Lane> {
        (0..self.lanes).map(Lane)
    }

    /// The lane of a new worker.
    pub fn lane(&self) -> Lane {
        Lane(self.workers.replace(self.workers.get() + 1) % self.lanes)
    }

    /// A share of the connection to `origin`, which is opened if need be.
    ///
    /// # Errors
    /// A fault of opening it.
    pub async fn lease(
        &self,
        lane: Lane,
        dialler: &Dialler,
        origin: &Origin,
        step: &Cell<Step>,
    ) -> Result<Lease, Fault> {
        let session = self.session(origin, lane);
        let mut session = session.lock().await;
        match &*session {
            Session::Http2(share) if share.health.is_within(self.lifetime) => {
                return Ok(Lease::Shared(share.clone()));
            }
            Session::Http1 => return Ok(Lease::Dial),
            Session::Http2(_) | Session::Unknown => {}
        }
        let begun = Instant::now();
        let dialled = dialler.dial(origin, step).await?;
        if !dialled.http2 {
            *session = Session::Http1;
            return Ok(Lease::Http1(dialled));
        }
        let share = Http2::open(dialled.stream).await?.naming(dialler.pod_header(), dialled.peer);
        *session = Session::Http2(share.clone());
        Ok(Lease::Opened(share, Times { dns: dialled.dns, connect: begun.elapsed(), tls: dialled.tls }))
    }

    fn session(&self, origin: &Origin, lane: Lane) -> Rc<Mutex<Session>> {
        let mut sessions = self.sessions.borrow_mut();
        if let Some(known) = sessions.iter().find(|known| known.lane == lane && known.origin == *origin) {
            return known.session.clone();
        }
        let session = Rc::<Mutex<Session>>::default();
        sessions.push(Known { origin: origin.clone(), lane, session: session.clone() });
        session
    }
}

/// A share of an HTTP/2 connection.
#[derive(Debug, Clone)]
pub struct Http2 {
    sender: SendRequest<Bytes>,
    health: Rc<Health>,
    pod_header: Option<HeaderName>,
    peer: Rc<RefCell<Peer>>,
    /// The pod that the answer under way has named.
    named: Option<String>,
}

/// What all that hold a connection know about it.
#[derive(Debug)]
struct Health {
    opened: Instant,
    /// How many streams it was given.
    carried: Cell<u64>,
    /// It takes no new streams.
    over: Cell<bool>,
    /// Why the server gave it up, if it said so.
    goaway: Cell<Option<h2::Reason>>,
}

impl Health {
    fn is_within(&self, lifetime: Lifetime) -> bool {
        !self.over.get() && lifetime.allows(self.carried.get(), || self.opened.elapsed())
    }
}

impl Http2 {
    /// Opens a session on a stream whose server chose HTTP/2.
    ///
    /// # Errors
    /// A fault if the server does not speak HTTP/2 after all.
    pub async fn open(stream: Stream) -> Result<Self, Fault> {
        let (sender, connection) = h2::client::Builder::new()
            .initial_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .enable_push(false)
            // How many streams the server allows is known with its first frame: none before.
            .initial_max_send_streams(0)
            .handshake(stream)
            .await
            .map_err(|error| fault(&error, Answered::No))?;
        let opened = Instant::now();
        let health = Rc::new(Health {
            opened,
            carried: Cell::new(0),
            over: Cell::new(false),
            goaway: Cell::new(None),
        });
        let told = health.clone();
        tokio::task::spawn_local(async move {
            let goaway = connection.await.err().filter(|error| error.is_go_away() && error.is_remote());
            told.goaway.set(goaway.and_then(|error| error.reason()));
            told.over.set(true);
        });
        Ok(Self { sender, health, pod_header: None, peer: Rc::default(), named: None })
    }

    /// Its answers name their pod in a header; what of them does not is told by who is at the other end.
    #[must_use]
    pub fn naming(self, header: Option<HeaderName>, peer: Peer) -> Self {
        Self { pod_header: header, peer: Rc::new(RefCell::new(peer)), ..self }
    }

    async fn stream(
        &mut self,
        request: &Request,
        step: &Cell<Step>,
        sink: &mut impl Sink,
    ) -> Result<Answer, Fault> {
        self.health.carried.set(self.health.carried.get() + 1);
        step.set(Step::Sending);
        let fresh = |error: &h2::Error| fault(error, Answered::No);
        let asked = Instant::now();
        poll_fn(|context| self.sender.poll_ready(context)).await.map_err(|error| fresh(&error))?;
        let mut body = request.message.body.clone();
        let (response, mut send) =
            self.sender.send_request(head(request)?, body.is_empty()).map_err(|error| fresh(&error))?;
        // The stream is in h2's queue while the server allows no further one; readiness then means that it has been opened.
        poll_fn(|context| self.sender.poll_ready(context)).await.map_err(|error| fresh(&error))?;
        let mut begun = Instant::now();
        let mut queued = begun - asked;
        send.reserve_capacity(body.len());
        while !body.is_empty() {
            let full = Instant::now();
            let capacity = poll_fn(|context| send.poll_capacity(context)).await;
            let waited = full.elapsed();
            queued += waited;
            begun += waited;
            match capacity {
                Some(Ok(capacity)) => {
                    let part = body.split_to(capacity.min(body.len()));
                    send.send_data(part, body.is_empty()).map_err(|error| fresh(&error))?;
                }
                // The server has answered, or given up, before it read all: the response says which.
                Some(Err(_)) | None => break,
            }
        }
        let written = Instant::now();
        step.set(Step::Waiting);
        let response = response.await.map_err(|error| fresh(&error))?;
        let first = Instant::now();
        step.set(Step::Reading);
        let status = response.status().as_u16();
        let location = response.headers().get(header::LOCATION).filter(|_| is_redirect(status));
        let location = location.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let pod = self.pod_header.as_ref().and_then(|name| response.headers().get(name));
        self.named = pod.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let queued = Some(queued);
        let mut answer =
            Answer { queued, begun, written, first, last: first, status, body: 0, location, pod: None };
        let mut stream = response.into_body();
        sink.head(status);
        while let Some(data) = stream.data().await {
            let data = data.map_err(|error| fault(&error, Answered::Partly))?;
            answer.body += data.len() as u64;
            sink.arrived();
            sink.data(&data);
            let _ = stream.flow_control().release_capacity(data.len());
        }
        stream.trailers().await.map_err(|error| fault(&error, Answered::Partly))?;
        answer.last = Instant::now();
        answer.pod = self.named.take();
        if let Some(pod) = &answer.pod {
            self.peer.borrow_mut().named(pod);
        }
        Ok(answer)
    }
}

impl Connection for Http2 {
    async fn exchange(
        &mut self,
        request: &Request,
        step: &Cell<Step>,
        sink: &mut impl Sink,
    ) -> Result<Answer, Fault> {
        let fault = match self.stream(request, step, sink).await {
            Ok(answer) => return Ok(answer),
            Err(fault) => fault,
        };
        if fault.class != Class::Stream {
            self.health.over.set(true);
        }
        // A stream that the server may have read sees the connection end, not why.
        let mut fault = match (fault.class, self.health.goaway.get()) {
            (Class::Reset | Class::Truncated, Some(why)) => gave_up(why),
            _ => fault,
        };
        fault.pod = self.peer.borrow().of_cut(self.named.take());
        Err(fault)
    }

    fn is_reusable(&mut self) -> bool {
        !self.health.over.get()
    }
}

fn head(request: &Request) -> Result<http::Request<()>, Fault> {
    let message = &request.message;
    let uri = request.uri().map_err(|error| {
        Fault::new(Class::Protocol, format!("{:?} is no authority for HTTP/2: {error}", request.host))
    })?;
    let mut head = http::Request::new(());
    *head.method_mut() = message.method.clone();
    *head.uri_mut() = uri;
    *head.version_mut() = http::Version::HTTP_2;
    *head.headers_mut() = message.headers.clone();
    if expects_body(&message.method) || !message.body.is_empty() {
        head.headers_mut().insert(header::CONTENT_LENGTH, message.body.len().into());
    }
    Ok(head)
}

/// Whether the answer had begun when a stream failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answered {
    No,
    Partly,
}

fn gave_up(why: h2::Reason) -> Fault {
    Fault::new(Class::Goaway, format!("the server gave up the connection: {why:?}"))
}

fn fault(error: &h2::Error, answered: Answered) -> Fault {
    if error.is_go_away() && error.is_remote() {
        let why = error.reason().unwrap_or(h2::Reason::NO_ERROR);
        let mut fault = gave_up(why);
        // A server that shuts down in good order names the last stream that it will answer: this one it has not read.
        if why == h2::Reason::NO_ERROR && answered == Answered::No {
            fault.resend = Resend::Always;
        }
        return fault;
    }
    if let Some(error) = error.get_io() {
        let class = if answered == Answered::No { Class::Reset } else { Class::Truncated };
        return Fault::new(class, reason(error));
    }
    if let (true, Some(why)) = (error.is_reset(), error.reason()) {
        return match error.is_remote() {
            true => Fault::new(Class::Stream, format!("the server reset the stream: {why:?}")),
            false => Fault::new(Class::Protocol, format!("malformed HTTP/2 answer: {why:?}")),
        };
    }
    match answered {
        Answered::No => Fault::new(Class::Protocol, format!("HTTP/2: {error}")),
        Answered::Partly => Fault::new(Class::Truncated, format!("HTTP/2: {error}")),
    }
}
