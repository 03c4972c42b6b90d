//! A worker that has joined, seen from worker 0.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::mpsc;

use super::frame;
use super::message::{Hello, Order, Report, Token};
use super::orders::{Orders, PROTOCOL, VERSION};
use super::time::{Offset, RoundTrip, Watch};
use crate::load::fault::reason;

/// How long a stranger may take to say who he is, and a worker to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often the clocks are compared: one of so many round trips is as short as the network allows.
const ROUND_TRIPS: usize = 24;

/// What worker 0 hears.
#[derive(Debug)]
pub enum Event {
    /// A worker has joined; this is how orders reach it.
    Joined(mpsc::Sender<Order>),
    /// Its clock is so far ahead.
    Compared(Offset),
    /// What it says.
    Says(Report),
    /// It is gone.
    Gone(String),
    /// Somebody was turned away.
    Refused(String),
}

/// What all seats share.
#[derive(Debug)]
pub struct Table {
    /// How many workers there are, worker 0 among them.
    pub of: usize,
    /// What they have to know.
    pub token: Token,
    /// What there is to do.
    pub orders: Orders,
    /// Worker 0's clock.
    pub watch: Watch,
    /// The seats that are taken; `None` once nobody may join any more.
    pub taken: Mutex<Option<BTreeSet<usize>>>,
}

impl Table {
    /// Gives a seat to somebody who has said hello.
    fn seat(&self, hello: &Hello) -> Result<usize, String> {
        if !hello.token.is(&self.token) {
            return Err("its token is not that of this load".to_owned());
        }
        if hello.neap != VERSION || hello.protocol != PROTOCOL {
            return Err(format!(
                "it is neap {} (protocol {}), and worker 0 is neap {VERSION} (protocol {PROTOCOL})",
                hello.neap, hello.protocol
            ));
        }
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(taken) = taken.as_mut() else { return Err("the load has begun".to_owned()) };
        let free = |index: &usize| !taken.contains(index);
        let index = match hello.index {
            Some(index) if (1..self.of).contains(&index) => {
                Some(index).filter(free).ok_or_else(|| format!("worker {index} is here already"))
            }
            Some(index) => Err(format!("there is no worker {index} to join: they are 1 to {}", self.of - 1)),
            None => (1..self.of).find(free).ok_or_else(|| format!("all {} workers are here", self.of)),
        }?;
        taken.insert(index);
        Ok(index)
    }

    fn leave(&self, index: usize) {
        if let Some(taken) = self.taken.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            taken.remove(&index);
        }
    }

    /// From now on nobody joins.
    pub fn close(&self) {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Serves one connection to its end.
pub async fn serve(mut stream: TcpStream, table: Arc<Table>, events: mpsc::Sender<(usize, Event)>) {
    // Without it the round trips that compare the clocks would wait for delayed acknowledgements.
    let _ = stream.set_nodelay(true);
    let hello = tokio::time::timeout(PATIENCE, frame::read::<Hello>(&mut stream, frame::OF_STRANGERS)).await;
    // Who does not speak the protocol has lost his way, as the probes of a network do.
    let Ok(Ok(Some(hello))) = hello else { return };
    let index = match table.seat(&hello) {
        Ok(index) => index,
        Err(why) => {
            let _ = frame::write(&mut stream, &Order::Refused { why: why.clone() }).await;
            let _ = events.send((0, Event::Refused(why))).await;
            return;
        }
    };
    let why = match attend(stream, index, hello.informed, &table, &events).await {
        Ok(why) => why.to_owned(),
        Err(error) => reason(&error).into_owned(),
    };
    table.leave(index);
    let _ = events.send((index, Event::Gone(why))).await;
}

/// Passes orders on, and what the worker says; ends with the connection, or when no more orders come.
async fn attend(
    mut stream: TcpStream,
    index: usize,
    informed: bool,
    table: &Table,
    events: &mpsc::Sender<(usize, Event)>,
) -> io::Result<&'static str> {
    let orders = (!informed).then(|| table.orders.clone());
    frame::write(&mut stream, &Order::Welcome { index, of: table.of, orders }).await?;
    let (commands, mut wanted) = mpsc::channel(16);
    if events.send((index, Event::Joined(commands))).await.is_err() {
        return Ok("the load is over");
    }
    let (mut from, mut to) = stream.into_split();
    let (heard, mut reports) = mpsc::channel(16);
    // In a task of its own: a frame that has begun must not be lost because something else happened first.
    let mut reader = tokio::task::JoinSet::new();
    reader.spawn(async move {
        while let Some(report) = frame::read(&mut from, frame::LONGEST).await.transpose() {
            let broken = report.is_err();
            if heard.send(report).await.is_err() || broken {
                return;
            }
        }
    });
    loop {
        tokio::select! {
            order = wanted.recv() => match order {
                Some(Order::Ping) => {
                    let offset = compare(&mut to, &mut reports, table.watch).await?;
                    let _ = events.send((index, Event::Compared(offset))).await;
                }
                Some(order) => frame::write(&mut to, &order).await?,
                None => return Ok("the load is over"),
            },
            report = reports.recv() => match report {
                Some(report) => drop(events.send((index, Event::Says(report?))).await),
                None => return Ok("the connection was closed"),
            },
        }
    }
}

/// Compares the clocks.
async fn compare(
    to: &mut (impl tokio::io::AsyncWrite + Unpin),
    reports: &mut mpsc::Receiver<io::Result<Report>>,
    watch: Watch,
) -> io::Result<Offset> {
    let mut trips = Vec::with_capacity(ROUND_TRIPS);
    for _ in 0..ROUND_TRIPS {
        let asked = watch.now();
        frame::write(to, &Order::Ping).await?;
        let answer = tokio::time::timeout(PATIENCE, reports.recv()).await;
        match answer.map_err(|_| io::ErrorKind::TimedOut)? {
            Some(Ok(Report::Pong { at })) => trips.push(RoundTrip { asked, theirs: at, came: watch.now() }),
            Some(Ok(_)) => return Err(io::Error::other("it answers something else than what is asked")),
            Some(Err(error)) => return Err(error),
            None => return Err(io::Error::other("the connection was closed")),
        }
    }
    Ok(Offset::of(&trips).unwrap_or_default())
}
