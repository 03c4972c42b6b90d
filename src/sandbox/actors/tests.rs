//! Clients in virtual time.

use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;
use std::time::Duration;

use futures::future::BoxFuture;
use http::{Request, Response};
use hyper::body::Bytes;

use super::*;
use crate::clock::Clock;
use crate::sandbox::model::server::body::{Body, whole};

/// A front that answers after a second, and remembers who asked.
struct Slow {
    clock: ClusterClock,
    takes: Duration,
    open: Mutex<BTreeMap<u64, u32>>,
    closed: Mutex<Vec<u64>>,
    breaks: bool,
}

impl Front for Slow {
    fn send(
        &self,
        connection: Connection,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, io::Result<Response<Body>>> {
        assert_eq!(request.headers()["host"], "a.example.com");
        *self.open.lock().unwrap().entry(connection.0).or_default() += 1;
        Box::pin(async move {
            self.clock.sleep(self.takes).await;
            match self.breaks {
                true => Err(io::ErrorKind::ConnectionReset.into()),
                false => Ok(Response::new(whole("answer"))),
            }
        })
    }

    fn close(&self, connection: Connection) {
        self.closed.lock().unwrap().push(connection.0);
    }
}

async fn after(load: &str, takes: Duration, breaks: bool) -> (Arc<Slow>, Window) {
    let clock = ClusterClock::new("2026-11-22T05:00:00Z".parse().unwrap(), 1.0);
    let (open, closed) = (Mutex::default(), Mutex::default());
    let slow = Arc::new(Slow { clock, takes, open, closed, breaks });
    let front: Arc<dyn Front> = Arc::clone(&slow) as _;
    let scenario = Scenario::parse(&format!("load:\n- {{host: a.example.com, {load}}}\n")).unwrap();
    let begin = clock.now();
    let client = Client::new(
        tower::service_fn(|_: Request<kube::client::Body>| async {
            Ok::<_, io::Error>(Response::new(String::new()))
        }),
        "default",
    );
    let actors = Actors::start(&scenario, &client, &front, clock);
    clock.sleep(Duration::from_secs(100)).await;
    (slow, actors.records().sent_in(begin, clock.now()))
}

#[tokio::test(start_paused = true)]
async fn connections_send_one_request_after_the_other() {
    let (slow, seen) = after("for: 10s, concurrency: 3, after: 5s", Duration::from_secs(1), false).await;
    assert_eq!((seen.0.len(), seen.served(), seen.failed()), (30, 30, 0));
    assert_eq!(slow.open.lock().unwrap().values().copied().collect::<Vec<_>>(), [10, 10, 10]);
    assert_eq!(slow.closed.lock().unwrap().len(), 3);
    assert_eq!(seen.quantile(0.5), Some(Duration::from_secs(1)));
    assert_eq!(seen.0[0].sent.to_string(), "2026-11-22T05:00:05Z");
}

#[tokio::test(start_paused = true)]
async fn a_rate_is_kept_while_connections_last() {
    let (_, seen) = after("for: 10s, concurrency: 8, rate: 4", Duration::from_secs(1), false).await;
    assert_eq!(seen.0.len(), 40);
    // Two connections cannot send four a second when each answer takes one.
    let (_, seen) = after("for: 10s, concurrency: 2, rate: 4", Duration::from_secs(1), false).await;
    assert_eq!(seen.0.len(), 20);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_answer_is_given_up() {
    let (slow, seen) = after("for: 10s, concurrency: 1, timeout: 3s", Duration::from_secs(60), false).await;
    assert_eq!((seen.ended(Outcome::TimedOut), seen.0.len(), seen.quantile(0.5)), (4, 4, None));
    // A connection that was given up is not used again.
    assert_eq!(slow.open.lock().unwrap().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn without_keep_alive_each_request_has_a_connection() {
    let (slow, seen) =
        after("for: 5s, concurrency: 1, keepAlive: false", Duration::from_secs(1), false).await;
    assert_eq!((seen.0.len(), slow.open.lock().unwrap().len()), (5, 5));
    let (_, seen) = after("for: 5s, concurrency: 1", Duration::from_millis(900), true).await;
    assert_eq!((seen.ended(Outcome::Broken), seen.served()), (5, 0));
}
