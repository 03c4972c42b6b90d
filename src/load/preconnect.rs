//! Connections that are opened before the run begins: then no request waits for one, and a burst of requests is one of requests only.

use std::cell::Cell;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::StreamExt;
use futures::stream;

use super::connection::{Dialled, Http1, Lane, Lease, Step};
use super::fault::Fault;
use super::target::Scheme;
use super::worker::Shared;

/// How many are opened at a time: fewer than the queue of any server's socket holds.
const AT_A_TIME: usize = 64;
/// How long all of it may take. A server that takes no more will show it under the load, where it is counted.
const PATIENCE: Duration = Duration::from_secs(5);

impl Shared {
    /// Opens the connections that so many workers need. One that cannot be opened ends it: its worker will find out why.
    pub async fn preconnect(&self, workers: usize) {
        let plan = &self.plan;
        let http2 = plan.http2 && plan.request.target.origin.scheme == Scheme::Https;
        let failed = Cell::new(false);
        let lanes: Vec<Option<Lane>> = match http2 {
            true => self.pool.lanes().take(workers).map(Some).collect(),
            false => vec![None; workers],
        };
        let all = stream::iter(lanes).for_each_concurrent(AT_A_TIME, |lane| {
            let failed = &failed;
            async move {
                if !failed.get() && self.open(lane).await.is_err() {
                    failed.set(true);
                }
            }
        });
        let _ = tokio::time::timeout(PATIENCE, all).await;
    }

    async fn open(&self, lane: Option<Lane>) -> Result<(), Fault> {
        let (origin, step) = (&self.plan.request.target.origin, Cell::<Step>::default());
        let dialled = match lane {
            None => self.dialler.dial(origin, &step).await?,
            Some(lane) => match self.pool.lease(lane, &self.dialler, origin, &step).await? {
                Lease::Shared(_) | Lease::Dial => return Ok(()),
                Lease::Opened(_, times) => {
                    self.connected_before(times.tls);
                    return Ok(());
                }
                Lease::Http1(dialled) => {
                    self.counters.fell_back.store(true, Ordering::Relaxed);
                    dialled
                }
            },
        };
        let Dialled { stream, tls, peer, .. } = dialled;
        self.connected_before(tls);
        let connection = Http1::new(stream, self.scratch.clone())
            .naming(self.plan.route.pod_header.clone(), peer)
            .opened_early();
        self.ready.borrow_mut().push_back(Box::new(connection));
        Ok(())
    }
}
