//! Those who are not of the cluster: clients that send requests, and managers that apply objects.

mod change;
mod front;
mod load;
mod record;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use kube::Client;
use tokio::task::JoinSet;

pub use change::apply;
pub use front::{Connection, Front};
pub use record::{Outcome, Record, Records, Window};

use super::scenario::Scenario;
use crate::clock::ClusterClock;

/// The actors of a scenario. They end when this is dropped.
pub struct Actors {
    records: Records,
    _tasks: JoinSet<()>,
}

impl Actors {
    /// Has them begin: what they do is counted from now.
    pub fn start(scenario: &Scenario, client: &Client, front: &Arc<dyn Front>, clock: ClusterClock) -> Self {
        let records = Records::default();
        let mut tasks = JoinSet::new();
        for (number, load) in scenario.load.iter().enumerate() {
            let sender = load::Sender::new(number, load.clone(), Arc::clone(front), clock, records.clone());
            tasks.spawn(sender.run(client.clone()));
        }
        for change in &scenario.changes {
            tasks.spawn(change::run(change.clone(), client.clone(), clock));
        }
        Self { records, _tasks: tasks }
    }

    /// What became of the requests.
    pub fn records(&self) -> &Records {
        &self.records
    }
}
