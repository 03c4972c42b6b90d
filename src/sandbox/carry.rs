//! The way of a plan's writes: one after the other, pods many at once, and events beside them, as the real parts have it.

use std::hash::{DefaultHasher, Hash, Hasher};

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::recorder::Record;
use super::writer::Writer;
use super::{Event, Refusal, Write};

/// So many of a plan's writes that go side by side are on their way at once. Each waits for its turn among all that runs, so that
/// with few of them processors would be idle.
const BESIDE: usize = 32;
/// So many events are on their way at once. Those about one object take one way, and keep their order.
const WAYS: usize = 32;
/// So many events may wait on each way before who tells of more has to wait.
const WAITING: usize = 64;

/// A component's record of an event.
type Told = (&'static str, Record);

/// Carries out the writes of plans. Clones share the ways of events.
#[derive(Clone)]
pub(super) struct Carrier {
    writer: Writer,
    events: Vec<mpsc::Sender<Told>>,
}

impl Carrier {
    /// The events' ways are tasks of their own.
    pub fn new(writer: Writer, tasks: &mut JoinSet<()>) -> Self {
        let way = |_| {
            let (sender, mut told) = mpsc::channel::<Told>(WAITING);
            let writer = writer.clone();
            tasks.spawn(async move {
                while let Some((component, record)) = told.recv().await {
                    writer.note(component, record).await;
                }
            });
            sender
        };
        let events = (0..WAYS).map(way).collect();
        Self { writer, events }
    }

    /// Reads and single writes.
    pub fn writer(&self) -> &Writer {
        &self.writer
    }

    /// Carries out all writes of a plan.
    ///
    /// # Errors
    /// The first write that was refused; what comes after it is left out.
    pub async fn carry_out(
        &self,
        manager: &'static str,
        writes: Vec<Write>,
    ) -> Result<(), Box<(Write, Refusal)>> {
        for group in groups(writes) {
            match group.len() {
                0 | 1 => self.one_by_one(manager, group).await?,
                _ => self.side_by_side(manager, group).await?,
            }
        }
        Ok(())
    }

    async fn side_by_side(
        &self,
        manager: &'static str,
        chains: Vec<Vec<Write>>,
    ) -> Result<(), Box<(Write, Refusal)>> {
        let mut lanes: Vec<Vec<Vec<Write>>> = (0..BESIDE.min(chains.len())).map(|_| Vec::new()).collect();
        let count = lanes.len();
        for (place, chain) in chains.into_iter().enumerate() {
            lanes[place % count].push(chain);
        }
        let mut running = JoinSet::new();
        for lane in lanes {
            let carrier = self.clone();
            running.spawn(async move { carrier.one_by_one(manager, lane).await });
        }
        let mut outcome = Ok(());
        while let Some(ended) = running.join_next().await {
            outcome = outcome.and(ended.unwrap_or(Ok(())));
        }
        outcome
    }

    async fn one_by_one(
        &self,
        manager: &'static str,
        chains: Vec<Vec<Write>>,
    ) -> Result<(), Box<(Write, Refusal)>> {
        for write in chains.into_iter().flatten() {
            match write {
                Write::Event(event) => self.tell(manager, &event).await,
                write => {
                    if let Err(refusal) = self.writer.write(manager, &write).await {
                        return Err(Box::new((write, refusal)));
                    }
                }
            }
        }
        Ok(())
    }

    /// Notes an event now; it is written when its turn comes.
    async fn tell(&self, component: &'static str, event: &Event) {
        let Some(record) = self.writer.record(component, event) else { return };
        let mut hasher = DefaultHasher::new();
        event.uid.hash(&mut hasher);
        let way = usize::try_from(hasher.finish() % WAYS as u64).unwrap_or(0);
        // The runtime has ended.
        let _ = self.events[way].send((component, record)).await;
    }
}

/// What goes side by side: each write with the events that follow it.
fn groups(writes: Vec<Write>) -> Vec<Vec<Vec<Write>>> {
    let mut groups: Vec<Vec<Vec<Write>>> = Vec::new();
    for write in writes {
        let chain = groups.last_mut().and_then(|group| group.last_mut());
        match (chain, &write) {
            (Some(chain), Write::Event(_)) => chain.push(write),
            (Some(chain), _) if chain.first().is_some_and(|first| first.goes_beside(&write)) => {
                if let Some(group) = groups.last_mut() {
                    group.push(vec![write]);
                }
            }
            _ => groups.push(vec![vec![write]]),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kubernetes::Identity;

    #[test]
    fn pods_go_side_by_side_with_their_events_and_nothing_else_does() {
        let create = |kind: &str| Write::Create(json!({ "kind": kind }));
        let event = || {
            Write::Event(Event {
                about: Identity {
                    api_version: String::new(),
                    kind: String::new(),
                    namespace: None,
                    name: String::new(),
                },
                uid: String::new(),
                warning: false,
                reason: "SuccessfulCreate",
                message: String::new(),
                action: None,
            })
        };
        let writes = vec![
            create("Pod"),
            event(),
            create("Pod"),
            event(),
            create("Service"),
            create("Service"),
            create("Pod"),
        ];
        let sizes: Vec<Vec<usize>> =
            groups(writes).iter().map(|group| group.iter().map(Vec::len).collect()).collect();
        assert_eq!(sizes, [vec![2, 2], vec![1], vec![1], vec![1]]);
    }
}
