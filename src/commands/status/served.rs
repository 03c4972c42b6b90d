//! What an adapter says of the autoscaler's metrics while somebody looks: how old a value is stands nowhere else.

use std::time::Duration;

use futures::future::join_all;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::cluster::Cluster;
use crate::commands::metrics::check::{adapter, subject, wanted};
use crate::error::Result;
use crate::observe::{Readings, ServedMetric};

/// Between two questions: so much older than it is a value may seem.
const PERIOD: Duration = Duration::from_secs(5);

/// A task that asks, until it is dropped.
pub struct Served {
    task: JoinHandle<()>,
    told: watch::Receiver<Readings>,
}

impl Served {
    /// Begins to ask for a service.
    pub fn of(cluster: &Cluster, service: &str) -> Self {
        let (tell, told) = watch::channel(Readings::default());
        let (cluster, service) = (cluster.clone(), service.to_owned());
        let task = tokio::spawn(async move {
            // Who may not ask sees no age, and is not told of it again and again.
            while let Ok(readings) = ask(&cluster, &service).await {
                if tell.send(readings).is_err() {
                    return;
                }
                tokio::time::sleep(PERIOD).await;
            }
        });
        Self { task, told }
    }

    /// The next answer; never comes while nothing is asked.
    pub async fn next(served: &mut Option<Self>) -> Readings {
        let Some(asked) = served else { return std::future::pending().await };
        match asked.told.changed().await {
            Ok(()) => asked.told.borrow_and_update().clone(),
            Err(_) => std::future::pending().await,
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn ask(cluster: &Cluster, service: &str) -> Result<Readings> {
    let subject = subject::find(cluster, service).await?;
    let wanted = subject.autoscaler.as_ref().map(|hpa| wanted::wanted(&hpa.spec.metrics)).unwrap_or_default();
    let answers = join_all(wanted.iter().map(|one| adapter::read(cluster, &subject, one))).await;
    let mut readings = Readings::default();
    for (one, answer) in wanted.iter().zip(answers) {
        // A metric that has no value yet may have one next time.
        if let Ok(answer) = answer {
            let (at, values) = (answer.oldest, answer.values);
            readings.served.push(ServedMetric { name: one.name.clone(), at, values });
        }
    }
    Ok(readings)
}
