//! A worker in a pod: the Job says by the environment which one it is.

use std::time::Duration;

use tokio::sync::mpsc;

use super::relay::{Speaker, Word};
use crate::commands::bench::signals::ended;
use crate::commands::bench::team::{joined, listen, token, understand};
use crate::error::{Error, Kind, Result};
use crate::load::summary::Ending;
use crate::load::team::lead::{Muster, News, muster};
use crate::load::team::orders::Orders;
use crate::session::Session;

/// How long a worker waits for the others at most: the Job has an end of its own.
const LONGEST: Duration = Duration::from_secs(24 * 3600);
/// How often the log says how far the load is.
const TOLD: Duration = Duration::from_secs(1);

/// Does the part of this pod.
///
/// # Errors
/// The environment is not that of a worker, or its part cannot be done.
pub async fn run(session: &mut Session) -> Result<()> {
    let variable = |name: &str| {
        let value = session.env.get(name).map(str::to_owned);
        value.ok_or_else(|| {
            Error::usage(format!("{name} is not set: `neap bench worker` runs in the pods of `--in-cluster`"))
                .hint("elsewhere say whom to join: `neap bench --join HOST:PORT`")
        })
    };
    let number = |name: &str| {
        let value = variable(name)?;
        value.parse::<usize>().map_err(|_| Error::usage(format!("{name} is no number: {value}")))
    };
    let (index, of) = (number("JOB_COMPLETION_INDEX")?, number("NEAP_BENCH_WORKERS")?);
    let path = variable("NEAP_BENCH_ORDERS")?;
    let text = std::fs::read_to_string(&path).map_err(|error| Error::failed(format!("{path}: {error}")))?;
    let orders = serde_json::from_str::<Orders>(&text)
        .map_err(|error| Error::failed(format!("{path} is not understood: {error}")));
    if index > 0 {
        return joined(&variable("NEAP_BENCH_LEADER")?, Some(index), Some(orders?), session, LONGEST).await;
    }
    let address = variable("NEAP_BENCH_LISTEN")?;
    let mut speaker = Speaker::default();
    let outcome = match orders {
        Ok(orders) => lead(orders, of, &address, &mut speaker, session).await,
        Err(error) => Err(error),
    };
    let word = match &outcome {
        Ok(word) => speaker.say(word)?,
        Err(error) => speaker.say(&Word::failed(error))?,
    };
    session.ui.data(word)?;
    outcome.map(|_| ())
}

async fn lead(
    orders: Orders,
    of: usize,
    address: &str,
    speaker: &mut Speaker,
    session: &mut Session,
) -> Result<Word> {
    orders.check().map_err(Error::failed)?;
    let plan = understand(&orders, of)?.plan;
    let token = token(&session.env)?;
    let listener = listen(address).await?;
    let (news, mut heard) = mpsc::channel(64);
    let (stop, stops) = mpsc::channel(1);
    let load = async {
        let team = muster(listener, Muster { of, token, orders, within: Some(LONGEST) }, &news).await?;
        team.run(plan, stops, &news).await
    };
    let mut load = std::pin::pin!(load);
    let mut ended = std::pin::pin!(ended());
    let (mut begun, mut stopped) = (false, false);
    let mut told: Option<tokio::time::Instant> = None;
    loop {
        tokio::select! {
            biased;
            _ = &mut ended, if !stopped => {
                if !begun {
                    return Err(Error::new(Kind::Interrupted, "interrupted before the start"));
                }
                stopped = true;
                let _ = stop.send(Ending::Interrupted).await;
            }
            Some(event) = heard.recv() => {
                if let News::Progress(_) = &event {
                    begun = true;
                    if told.is_some_and(|told| told.elapsed() < TOLD) {
                        continue;
                    }
                    told = Some(tokio::time::Instant::now());
                }
                session.ui.data(speaker.say(&Word::News(event))?)?;
            }
            outcome = &mut load => {
                let outcome = outcome?;
                while let Ok(event) = heard.try_recv() {
                    session.ui.data(speaker.say(&Word::News(event))?)?;
                }
                return Ok(Word::Outcome(Box::new(outcome)));
            }
        }
    }
}
