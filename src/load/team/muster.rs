//! Before the start: workers join, and their clocks are compared.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::lead::{News, Team};
use super::message::{Order, Report, Token};
use super::orders::Orders;
use super::seat::{self, Event, Table};
use super::time::{Offset, Watch};
use crate::error::{Error, Result};

/// A worker that has joined.
#[derive(Debug)]
pub struct Seat {
    /// How orders reach it.
    pub commands: mpsc::Sender<Order>,
    /// How far its clock is ahead, once that is known.
    pub offset: Option<Offset>,
    ready: bool,
}

/// Who is expected.
#[derive(Debug)]
pub struct Muster {
    /// How many workers, worker 0 among them.
    pub of: usize,
    /// What the others have to know.
    pub token: Token,
    /// What there is to do.
    pub orders: Orders,
    /// How long to wait for them; `None`: until the user ends it.
    pub within: Option<Duration>,
}

/// Waits until all workers are here and ready.
///
/// # Errors
/// They are not in time, or one cannot do what is asked.
pub async fn muster(listener: TcpListener, muster: Muster, news: &mpsc::Sender<News>) -> Result<Team> {
    let Muster { of, token, orders, within } = muster;
    let watch = Watch::start();
    let taken = Mutex::new(Some(BTreeSet::new()));
    let table = Arc::new(Table { of, token, orders, watch, taken });
    let (sender, events) = mpsc::channel(64);
    let mut tasks = JoinSet::new();
    tasks.spawn(accept(listener, table.clone(), sender));
    let mut team = Team { of, watch, table, seats: BTreeMap::new(), events, tasks };
    let deadline = within.map(|within| (within, tokio::time::Instant::from(Instant::now() + within)));
    let late = async {
        match deadline {
            Some((within, at)) => {
                tokio::time::sleep_until(at).await;
                within
            }
            None => std::future::pending().await,
        }
    };
    let mut late = std::pin::pin!(late);
    let mut compared = false;
    loop {
        let here = team.seats.len() + 1 == of && team.seats.values().all(|seat| seat.ready);
        if here && team.seats.values().all(|seat| seat.offset.is_some()) {
            team.table.close();
            return Ok(team);
        }
        if here && !compared {
            compared = true;
            for seat in team.seats.values() {
                // A worker that is gone says so by itself.
                let _ = seat.commands.send(Order::Ping).await;
            }
        }
        let (index, event) = tokio::select! {
            event = team.events.recv() => match event {
                Some(event) => event,
                None => return Err(Error::failed("nobody can join any more")),
            },
            within = &mut late => return Err(missing(&team, within)),
        };
        match event {
            Event::Joined(commands) => {
                team.seats.insert(index, Seat { commands, offset: None, ready: false });
                let _ = news.send(News::Joined { index, here: team.seats.len() + 1 }).await;
            }
            Event::Says(Report::Ready) => {
                if let Some(seat) = team.seats.get_mut(&index) {
                    seat.ready = true;
                }
            }
            Event::Says(Report::Cannot { why }) => {
                return Err(Error::failed(format!("worker {index} cannot do what is asked: {why}")));
            }
            Event::Compared(offset) => {
                if let Some(seat) = team.seats.get_mut(&index) {
                    seat.offset = Some(offset);
                }
            }
            Event::Says(_) => {}
            Event::Gone(why) => {
                team.seats.remove(&index);
                // Who comes in its place has another clock; and those of the others may have waited long.
                team.seats.values_mut().for_each(|seat| seat.offset = None);
                compared = false;
                let _ = news.send(News::Left { index, why }).await;
            }
            Event::Refused(why) => drop(news.send(News::Refused { why }).await),
        }
    }
}

async fn accept(listener: TcpListener, table: Arc<Table>, events: mpsc::Sender<(usize, Event)>) {
    // Dropped with this task, and their connections with them.
    let mut seats = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(seats.spawn(seat::serve(stream, table.clone(), events.clone()))),
            // Out of descriptors, most likely: not for ever.
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
        while seats.try_join_next().is_some() {}
    }
}

fn missing(team: &Team, within: Duration) -> Error {
    let missing: Vec<String> =
        (1..team.of).filter(|index| !team.seats.contains_key(index)).map(|index| index.to_string()).collect();
    let workers = if missing.len() == 1 { "worker" } else { "workers" };
    let here = team.seats.len() + 1;
    Error::timeout(match missing.is_empty() {
        true => format!("the workers were not ready within {} s", within.as_secs_f64()),
        false => format!(
            "{here} of {} workers were here within {} s: {workers} {} did not come",
            team.of,
            within.as_secs_f64(),
            missing.join(", ")
        ),
    })
}
