//! The side of a worker that joins.

use std::io;
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;

use super::frame;
use super::message::{Hello, Order, Report, Token};
use super::orders::{Orders, PROTOCOL, VERSION};
use super::time::Watch;
use crate::error::{Error, Result};
use crate::load::alarm::Alarm;
use crate::load::engine::{self, Run};
use crate::load::fault::reason;
use crate::load::plan::{Part, Plan};
use crate::load::summary::{Ending, Summary};

/// How often a worker says how far it is.
const SIGN_OF_LIFE: Duration = Duration::from_millis(250);
/// How long worker 0 may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long between two attempts to reach worker 0.
const PAUSE: Duration = Duration::from_millis(250);

/// What a worker knows before it joins.
#[derive(Debug, Clone)]
pub struct Joining {
    /// What shows that it belongs here.
    pub token: Token,
    /// Which worker it is, if it has been told.
    pub index: Option<usize>,
    /// What to do, if it has been told.
    pub orders: Option<Orders>,
}

/// Opens a connection to worker 0, whose name and port may not be there yet.
///
/// # Errors
/// Nobody could be reached in time.
pub async fn reach(address: &str, within: Duration) -> Result<TcpStream> {
    let end = Instant::now() + within;
    loop {
        let why = match tokio::time::timeout(PATIENCE, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => reason(&error).into_owned(),
            Err(_) => "no answer".to_owned(),
        };
        if Instant::now() + PAUSE >= end {
            return Err(Error::failed(format!("worker 0 cannot be reached at {address}: {why}")));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Joins the load that somebody leads at the other end, and does its part of it. `understand` makes the plan of all from the
/// orders; `stopped` ends when this worker has to; `tell` hears in a sentence what happens.
///
/// # Errors
/// It is refused, the orders make no plan, or worker 0 is gone.
pub async fn join(
    stream: TcpStream,
    joining: Joining,
    understand: impl FnOnce(&Orders, usize) -> Result<Plan>,
    stopped: impl Future<Output = Ending>,
    mut tell: impl FnMut(String),
) -> Result<()> {
    let watch = Watch::start();
    // Without it the round trips that compare the clocks would wait for delayed acknowledgements.
    let _ = stream.set_nodelay(true);
    let (mut from, mut to) = stream.into_split();
    let Joining { token, index, orders } = joining;
    let hello =
        Hello { neap: VERSION.to_owned(), protocol: PROTOCOL, token, index, informed: orders.is_some() };
    frame::write(&mut to, &hello).await.map_err(gone)?;
    let welcome = tokio::time::timeout(PATIENCE, frame::read(&mut from, frame::LONGEST)).await;
    let (index, of, orders) = match welcome {
        Ok(Ok(Some(Order::Welcome { index, of, orders: given }))) => (index, of, orders.or(given)),
        Ok(Ok(Some(Order::Refused { why }))) => {
            return Err(Error::failed(format!("worker 0 refuses: {why}")));
        }
        Ok(Err(error)) => return Err(gone(error)),
        Ok(Ok(_)) => return Err(Error::failed("worker 0 ended the connection")),
        Err(_) => return Err(Error::failed("worker 0 does not answer")),
    };
    let part = Part { index, of: of.max(1) };
    let plan = match orders.ok_or_else(|| Error::failed("worker 0 gave no orders")) {
        Ok(orders) => orders.check().map_err(Error::failed).and_then(|()| understand(&orders, part.of)),
        Err(error) => Err(error),
    };
    let plan = match plan {
        Ok(plan) => plan.deal(part),
        Err(error) => {
            frame::write(&mut to, &Report::Cannot { why: error.message.clone() }).await.map_err(gone)?;
            return Err(error);
        }
    };
    let ready = engine::prepare(plan).await?;
    frame::write(&mut to, &Report::Ready).await.map_err(gone)?;
    tell(format!("worker {index} of {of}: ready"));
    let mut worker = Worker { watch, orders: listen(from), to };
    let mut stopped = std::pin::pin!(stopped);
    let start = tokio::select! {
        start = worker.wait() => start?,
        ending = &mut stopped => return Err(ending.given_up("")),
    };
    let Some(start) = start else { return Ok(()) };
    let mut alarm = Alarm::new().map_err(Error::from)?;
    alarm.until(start).await;
    let run = ready.start_at(start);
    let at = watch.now();
    frame::write(&mut worker.to, &Report::Begun { at }).await.map_err(gone)?;
    tell(format!("worker {index} of {of}: begun"));
    let summary = worker.work(run, stopped).await?;
    let ending = summary.ending;
    worker.hand_over(summary).await?;
    tell(format!("worker {index} of {of}: done"));
    match ending {
        Ending::Interrupted | Ending::Terminated => Err(ending.given_up("")),
        Ending::Complete | Ending::Unreachable => Ok(()),
    }
}

struct Worker {
    watch: Watch,
    orders: mpsc::Receiver<io::Result<Order>>,
    to: OwnedWriteHalf,
}

impl Worker {
    /// Waits for the start; `None` if there will be none.
    async fn wait(&mut self) -> Result<Option<Instant>> {
        loop {
            match self.next().await? {
                Order::Start { at } => return Ok(Some(self.watch.when(at))),
                Order::Stop { .. } | Order::Bye => return Ok(None),
                Order::Ping => self.pong().await?,
                Order::Welcome { .. } | Order::Refused { .. } => {}
            }
        }
    }

    async fn work(
        &mut self,
        mut run: Run,
        mut stopped: impl Future<Output = Ending> + Unpin,
    ) -> Result<Summary> {
        let mut tick = tokio::time::interval(SIGN_OF_LIFE);
        let mut listens = true;
        loop {
            tokio::select! {
                biased;
                order = self.orders.recv() => match order {
                    Some(Ok(Order::Stop { ending })) => run.stop(ending),
                    Some(Ok(Order::Ping)) => self.pong().await?,
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Err(gone(error)),
                    None => return Err(Error::failed("worker 0 is gone")),
                },
                ending = &mut stopped, if listens => {
                    listens = false;
                    run.stop(ending);
                }
                batch = run.rows() => match batch {
                    Some(samples) => frame::write(&mut self.to, &Report::Rows(samples)).await.map_err(gone)?,
                    None => return run.finish(),
                },
                _ = tick.tick() => {
                    frame::write(&mut self.to, &Report::Progress(run.progress())).await.map_err(gone)?;
                }
            }
        }
    }

    /// Hands over what was measured, and waits until it has come.
    async fn hand_over(&mut self, summary: Summary) -> Result<()> {
        frame::write(&mut self.to, &Report::Done(Box::new(summary))).await.map_err(gone)?;
        loop {
            match self.next().await? {
                Order::Bye => return Ok(()),
                Order::Ping => self.pong().await?,
                _ => {}
            }
        }
    }

    async fn pong(&mut self) -> Result<()> {
        let at = self.watch.now();
        frame::write(&mut self.to, &Report::Pong { at }).await.map_err(gone)
    }

    async fn next(&mut self) -> Result<Order> {
        match self.orders.recv().await {
            Some(order) => order.map_err(gone),
            None => Err(Error::failed("worker 0 is gone")),
        }
    }
}

/// Reads in a task of its own: a frame that has begun must not be lost because something else happened first.
fn listen(mut from: OwnedReadHalf) -> mpsc::Receiver<io::Result<Order>> {
    let (heard, orders) = mpsc::channel(16);
    tokio::spawn(async move {
        while let Some(order) = frame::read(&mut from, frame::LONGEST).await.transpose() {
            let broken = order.is_err();
            if heard.send(order).await.is_err() || broken {
                return;
            }
        }
    });
    orders
}

fn gone(error: io::Error) -> Error {
    Error::failed(format!("worker 0 is gone: {}", reason(&error)))
}
