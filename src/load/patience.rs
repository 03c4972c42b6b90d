//! Waiting: not longer than a request may take, and long enough after a failure to connect.

use std::pin::Pin;
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use tokio::time::Sleep;

use super::schedule::Closed;

/// Ends a request that takes too long. One timer serves all requests of a worker: it is set again only when it rings.
#[derive(Debug)]
pub struct Watchdog {
    timeout: Option<Duration>,
    alarm: Option<Pin<Box<Sleep>>>,
    /// When it rings.
    rings: Option<Instant>,
    /// Whom the alarm wakes: while it has not rung, there is nothing to tell it again.
    wakes: Option<Waker>,
}

impl Watchdog {
    /// With a time limit for each request; `None`: no limit.
    pub fn new(timeout: Option<Duration>) -> Self {
        Self { timeout, alarm: None, rings: None, wakes: None }
    }

    /// Runs until the end or the time limit; `None` is the latter.
    pub async fn guard<T>(
        &mut self,
        begun: Instant,
        mut work: Pin<&mut impl Future<Output = T>>,
    ) -> Option<T> {
        let Some(timeout) = self.timeout else {
            return Some(work.await);
        };
        let deadline = tokio::time::Instant::from_std(begun + timeout);
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        let rings = self.rings.get_or_insert(deadline.into_std());
        let wakes = &mut self.wakes;
        let mut first = true;
        std::future::poll_fn(|context| {
            if let Poll::Ready(done) = work.as_mut().poll(context) {
                return Poll::Ready(Some(done));
            }
            let told = wakes.as_ref().is_some_and(|known| known.will_wake(context.waker()));
            // It was not due when the request began, a moment ago: if it is now, it will wake this task once more. Not
            // even a look at it is spent on each request.
            let quiet = std::mem::take(&mut first) && begun < *rings;
            if told && (quiet || !alarm.is_elapsed()) {
                return Poll::Pending;
            }
            // Unconstrained: told while the task had no budget left, it would not know whom to wake.
            while std::pin::pin!(tokio::task::unconstrained(alarm.as_mut())).poll(context).is_ready() {
                if tokio::time::Instant::now() >= deadline {
                    return Poll::Ready(None);
                }
                // It rang for an earlier request.
                alarm.as_mut().reset(deadline);
                *rings = deadline.into_std();
            }
            *wakes = Some(context.waker().clone());
            Poll::Pending
        })
        .await
    }
}

/// How long a worker waits after it could not connect, so that a server that is gone does not cost a core.
#[derive(Debug, Default)]
pub struct Patience {
    failures: u32,
}

impl Patience {
    const FIRST: Duration = Duration::from_millis(5);
    const LONGEST: Duration = Duration::from_millis(250);

    /// Waits, longer each time, but not beyond the end of the run.
    pub async fn wait(&mut self, closed: &Closed) {
        let pause = (Self::FIRST * 2u32.saturating_pow(self.failures.min(10))).min(Self::LONGEST);
        self.failures += 1;
        let until = Instant::now() + pause;
        let until = closed.deadline.map_or(until, |deadline| deadline.min(until));
        tokio::time::sleep_until(until.into()).await;
    }
}
