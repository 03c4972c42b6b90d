//! Sends one request: over which connection, and what a redirect or a stale connection asks for.

use std::cell::Cell;
use std::sync::atomic::Ordering;

use super::connection::{Answer, Connection, Dialled, Http1, Http2, Lane, Lease, Step};
use super::fault::{Class, Fault, Resend};
use super::message::{Manner, Request, is_idempotent};
use super::plan::Plan;
use super::sample::Phases;
use super::target::{Origin, Scheme};
use super::wire::Sink;
use super::worker::Shared;

/// How many redirects one request may follow, as in hey and browsers.
const MOST_REDIRECTS: usize = 10;

/// Connections that a worker keeps: one, unless redirects lead elsewhere.
#[derive(Debug, Default)]
pub struct Kept {
    /// To where the plan's requests go. It is found without a look at anything else: behind a slow server nothing that a
    /// request needs is in the caches any more, and each look costs as much as a hundred instructions.
    first: Option<Box<Http1>>,
    others: Vec<(Origin, Box<Http1>)>,
}

impl Kept {
    /// The connection to an origin; `first` is that of the plan's requests.
    fn take(&mut self, origin: &Origin, first: &Origin) -> Option<Box<Http1>> {
        if is_same(origin, first) {
            return self.first.take();
        }
        let place = self.others.iter().position(|(known, _)| known == origin)?;
        Some(self.others.swap_remove(place).1)
    }

    /// Takes the connection to the first origin, for whoever goes on with it.
    pub fn lend(&mut self) -> Option<Box<Http1>> {
        self.first.take()
    }

    /// A connection to the first origin comes back.
    pub fn give_back(&mut self, connection: Option<Box<Http1>>) {
        self.first = connection;
    }

    fn keep(&mut self, origin: &Origin, first: &Origin, connection: Box<Http1>) {
        match is_same(origin, first) {
            true => self.first = Some(connection),
            false => self.others.push((origin.clone(), connection)),
        }
    }
}

/// The plan's own request is known by its place.
fn is_same(origin: &Origin, first: &Origin) -> bool {
    std::ptr::eq(origin, first) || origin == first
}

/// What came of an exchange that somebody else made.
pub type Before = Box<Result<Answer, Fault>>;

/// Sends one request over the worker's connections.
pub struct Client<'a> {
    /// What the thread shares.
    pub shared: &'a Shared,
    /// Kept connections.
    pub connections: &'a mut Kept,
    /// The worker's HTTP/2 connection.
    pub lane: Lane,
    /// What the request is waiting for.
    pub step: &'a Cell<Step>,
}

impl Client<'_> {
    /// Sends a request, and what it is redirected to: one request to the user. The body of each answer goes to `sink`. The first
    /// exchange may have been made `before`.
    ///
    /// # Errors
    /// The fault of whatever step failed.
    pub async fn follow(
        mut self,
        request: &Request,
        before: Option<Before>,
        sink: &mut impl Sink,
    ) -> Result<(Phases, Answer), Fault> {
        let mut phases = Phases::default();
        let answer = self.deliver(request, before, &mut phases, sink).await?;
        match self.shared.plan.redirects && answer.location.is_some() {
            false => Ok((phases, answer)),
            true => Box::pin(self.redirect(request, answer, phases, sink)).await,
        }
    }

    /// Goes on to where an answer points.
    async fn redirect(
        mut self,
        request: &Request,
        mut answer: Answer,
        mut phases: Phases,
        sink: &mut impl Sink,
    ) -> Result<(Phases, Answer), Fault> {
        let mut previous = request.clone();
        for _ in 0..MOST_REDIRECTS {
            let Some(location) = answer.location.take() else {
                return Ok((phases, answer));
            };
            previous = redirected(&previous, answer.status, &location, &self.shared.plan)?;
            answer = self.deliver(&previous, None, &mut phases, sink).await?;
        }
        match answer.location {
            None => Ok((phases, answer)),
            Some(_) => Err(Fault::new(Class::Redirect, format!("stopped after {MOST_REDIRECTS} redirects"))),
        }
    }

    /// Sends to one target, once more on a fresh connection if the kept one was closed meanwhile.
    async fn deliver(
        &mut self,
        request: &Request,
        mut before: Option<Before>,
        phases: &mut Phases,
        sink: &mut impl Sink,
    ) -> Result<Answer, Fault> {
        loop {
            let exchanged = match before.take() {
                Some(before) => *before,
                None => self.exchange(request, phases, sink).await,
            };
            let fault = match exchanged {
                Ok(answer) => {
                    *phases += Phases::of(&answer);
                    return Ok(answer);
                }
                Err(fault) => fault,
            };
            match fault.resend {
                Resend::Always => {}
                Resend::IfIdempotent if is_idempotent(&request.message.method) => {}
                _ => return Err(fault),
            }
            self.shared.measured.borrow_mut().resent();
        }
    }

    async fn exchange(
        &mut self,
        request: &Request,
        phases: &mut Phases,
        sink: &mut impl Sink,
    ) -> Result<Answer, Fault> {
        let carrier = match self.kept(&request.target.origin) {
            Some(kept) => kept,
            // The state of opening a connection is large, and that of a request is moved about: it has a place of its own.
            None => Box::pin(self.open(&request.target.origin, phases)).await?,
        };
        let mut connection = match carrier {
            Carrier::Http1(connection) => connection,
            Carrier::Http2(mut share) => {
                return Box::pin(async move { share.exchange(request, self.step, sink).await }).await;
            }
        };
        let answer = connection.exchange(request, self.step, sink).await?;
        let plan = &self.shared.plan;
        if plan.keep_alive && connection.is_within(plan.route.lifetime) {
            self.connections.keep(&request.target.origin, &plan.request.target.origin, connection);
        }
        Ok(answer)
    }

    /// The connection to an origin that was kept, or opened before the start, if it can carry one more request.
    fn kept(&mut self, origin: &Origin) -> Option<Carrier> {
        let lifetime = self.shared.plan.route.lifetime;
        let first = &self.shared.plan.request.target.origin;
        if let Some(mut connection) = self.connections.take(origin, first) {
            return connection.can_carry(lifetime).then_some(Carrier::Http1(connection));
        }
        // Those are all to the first origin, and the one that was opened first goes first.
        if !is_same(origin, first) {
            return None;
        }
        loop {
            let mut connection = self.shared.ready.borrow_mut().pop_front()?;
            if connection.can_carry(lifetime) {
                return Some(Carrier::Http1(connection));
            }
        }
    }

    /// A connection that is opened, or shared with other workers.
    async fn open(&self, origin: &Origin, phases: &mut Phases) -> Result<Carrier, Fault> {
        let plan = &self.shared.plan;
        let dialled = match plan.http2 && plan.keep_alive && origin.scheme == Scheme::Https {
            false => self.shared.dialler.dial(origin, self.step).await?,
            true => match self.shared.pool.lease(self.lane, &self.shared.dialler, origin, self.step).await? {
                Lease::Shared(share) => return Ok(Carrier::Http2(share)),
                Lease::Opened(share, times) => {
                    phases.connect += times.connect;
                    phases.dns += times.dns;
                    self.shared.connected(times.tls);
                    return Ok(Carrier::Http2(share));
                }
                Lease::Http1(dialled) => dialled,
                Lease::Dial => self.shared.dialler.dial(origin, self.step).await?,
            },
        };
        let Dialled { stream, dns, connect, tls, http2, peer } = dialled;
        phases.connect += connect;
        phases.dns += dns;
        self.shared.connected(tls);
        if http2 {
            let connection = Http2::open(stream).await?;
            return Ok(Carrier::Http2(connection.naming(plan.route.pod_header.clone(), peer)));
        }
        if plan.http2 && origin.scheme == Scheme::Https {
            self.shared.counters.fell_back.store(true, Ordering::Relaxed);
        }
        let connection = Http1::new(stream, self.shared.scratch.clone());
        let connection = connection.naming(plan.route.pod_header.clone(), peer);
        Ok(Carrier::Http1(Box::new(connection)))
    }
}

/// What carries a request.
enum Carrier {
    /// A connection that belongs to the worker.
    Http1(Box<Http1>),
    /// A share of a connection.
    Http2(Http2),
}

fn redirected(from: &Request, status: u16, location: &str, plan: &Plan) -> Result<Request, Fault> {
    let target = from.target.join(location).map_err(|why| {
        Fault::new(Class::Redirect, format!("cannot follow the redirect to {location:?}: {why}"))
    })?;
    let same_host = target.origin == from.target.origin;
    // A Host that was given stays as long as the server does.
    let host = if same_host { from.host.clone() } else { target.origin.authority() };
    let message = from.message.redirected(status, same_host);
    let manner = Manner {
        keep_alive: plan.keep_alive,
        proxy: plan.proxy.as_ref().map(|proxy| proxy.credentials.clone()),
    };
    Ok(Request::new(target, host, message, &manner))
}
