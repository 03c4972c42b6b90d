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

/// Sends one request over the worker's connections.
pub struct Client<'a> {
    /// What the thread shares.
    pub shared: &'a Shared,
    /// Kept connections, by origin.
    pub connections: &'a mut Vec<(Origin, Http1)>,
    /// The worker's HTTP/2 connection.
    pub lane: Lane,
    /// What the request is waiting for.
    pub step: &'a Cell<Step>,
}

impl Client<'_> {
    /// Sends a request, and what it is redirected to: one request to the user. The body of each answer goes to `sink`.
    ///
    /// # Errors
    /// The fault of whatever step failed.
    pub async fn follow(
        mut self,
        request: &Request,
        sink: &mut impl Sink,
    ) -> Result<(Phases, Answer), Fault> {
        let shared = self.shared;
        let mut phases = Phases::default();
        let mut answer = self.deliver(request, &mut phases, sink).await?;
        if !shared.plan.redirects || answer.location.is_none() {
            return Ok((phases, answer));
        }
        let mut previous = request.clone();
        for _ in 0..MOST_REDIRECTS {
            let Some(location) = answer.location.take() else {
                return Ok((phases, answer));
            };
            previous = redirected(&previous, answer.status, &location, &shared.plan)?;
            answer = self.deliver(&previous, &mut phases, sink).await?;
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
        phases: &mut Phases,
        sink: &mut impl Sink,
    ) -> Result<Answer, Fault> {
        loop {
            let fault = match self.exchange(request, phases, sink).await {
                Ok(answer) => {
                    phases.write += answer.written.saturating_duration_since(answer.begun);
                    phases.wait += answer.first.saturating_duration_since(answer.written);
                    phases.read += answer.last.saturating_duration_since(answer.first);
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
        let origin = &request.target.origin;
        let kept = self.connections.iter().position(|(known, _)| known == origin);
        if let Some(place) = kept {
            let (_, mut connection) = self.connections.swap_remove(place);
            if connection.is_within(self.shared.plan.route.lifetime) && connection.is_reusable() {
                return self.over_http1(connection, request, sink).await;
            }
        }
        let plan = &self.shared.plan;
        let dialled = match plan.http2 && plan.keep_alive && origin.scheme == Scheme::Https {
            false => self.shared.dialler.dial(origin, self.step).await?,
            true => match self.shared.pool.lease(self.lane, &self.shared.dialler, origin, self.step).await? {
                Lease::Shared(mut share) => return share.exchange(request, self.step, sink).await,
                Lease::Opened(mut share, times) => {
                    phases.connect += times.connect;
                    phases.dns += times.dns;
                    self.shared.connected();
                    return share.exchange(request, self.step, sink).await;
                }
                Lease::Http1(dialled) => dialled,
                Lease::Dial => self.shared.dialler.dial(origin, self.step).await?,
            },
        };
        let Dialled { stream, dns, connect, http2 } = dialled;
        phases.connect += connect;
        phases.dns += dns;
        self.shared.connected();
        if http2 {
            return Http2::open(stream).await?.exchange(request, self.step, sink).await;
        }
        if plan.http2 && origin.scheme == Scheme::Https {
            self.shared.counters.fell_back.store(true, Ordering::Relaxed);
        }
        self.over_http1(Http1::new(stream, self.shared.scratch.clone()), request, sink).await
    }

    async fn over_http1(
        &mut self,
        mut connection: Http1,
        request: &Request,
        sink: &mut impl Sink,
    ) -> Result<Answer, Fault> {
        let answer = connection.exchange(request, self.step, sink).await?;
        if self.shared.plan.keep_alive && connection.is_within(self.shared.plan.route.lifetime) {
            self.connections.push((request.target.origin.clone(), connection));
        }
        Ok(answer)
    }
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
