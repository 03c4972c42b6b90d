//! The pages of metrics of the ready pods, read through the API server's proxy as `neap metrics check` reads them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::{self, StreamExt};
use tokio::time::Instant;

use crate::cluster::Cluster;
use crate::commands::metrics::check::engine::{Place, page, places};
use crate::kubernetes::resources::Pod;
use crate::observe::{Change, Record, Seen, Snapshot, Stage};
use crate::report::bench::elastic::Page;

/// Between two rounds, at least.
const PERIOD: Duration = Duration::from_secs(1);
/// A round that took long is not repeated before so many times that: the API server carries every page.
const REST: u32 = 5;
/// So many pods are asked at a time.
const TOGETHER: usize = 8;

/// What one round brought.
#[derive(Debug, Clone, Default)]
pub(super) struct Round {
    /// The pages of the pods that answered.
    pub pages: BTreeMap<String, Page>,
    /// Why one did not.
    pub silent: Option<String>,
    /// Where each answered.
    places: BTreeMap<String, Place>,
}

/// Reads pages, round after round.
pub(super) struct Engines {
    cluster: Cluster,
    pods: BTreeMap<String, Pod>,
    serving: BTreeSet<String>,
    places: BTreeMap<String, Place>,
    round: Option<(Instant, BoxFuture<'static, Round>)>,
    next: Instant,
}

impl Engines {
    /// Nothing is known yet.
    pub fn new(cluster: Cluster) -> Self {
        Self {
            cluster,
            pods: BTreeMap::new(),
            serving: BTreeSet::new(),
            places: BTreeMap::new(),
            round: None,
            next: Instant::now() + PERIOD,
        }
    }

    /// Learns of the pods: their ports stand in no picture.
    pub fn note(&mut self, record: &Record) {
        match &record.change {
            Change::Listed { objects, .. } => objects.iter().for_each(|object| self.learn(object)),
            Change::Applied { object } => self.learn(object),
            Change::Deleted { object: Seen::Pod(pod) } => {
                let name = pod.metadata.name.as_deref().unwrap_or_default();
                self.pods.remove(name);
                self.places.remove(name);
            }
            _ => {}
        }
    }

    fn learn(&mut self, object: &Seen) {
        if let Seen::Pod(pod) = object {
            self.pods.insert(pod.metadata.name.clone().unwrap_or_default(), (**pod).clone());
        }
    }

    /// The pods that serve now.
    pub fn serve(&mut self, snapshot: &Snapshot) {
        let pods = snapshot.services.iter().flat_map(|service| &service.pods);
        self.serving = pods.filter(|pod| pod.stage == Stage::Ready).map(|pod| pod.name.clone()).collect();
    }

    /// The next round, when it is time for it. A round that is interrupted goes on with the next call.
    pub async fn next(&mut self) -> Round {
        if self.round.is_none() {
            tokio::time::sleep_until(self.next).await;
            self.round = Some((Instant::now(), self.ask()));
        }
        let Some((begun, round)) = &mut self.round else { return Round::default() };
        let (begun, done) = (*begun, round.await);
        self.round = None;
        self.next = begun + PERIOD.max(begun.elapsed() * REST);
        self.places.extend(done.places.clone());
        done
    }

    /// A round now.
    pub async fn read(&mut self) -> Round {
        let done = self.ask().await;
        self.places.extend(done.places.clone());
        done
    }

    fn ask(&self) -> BoxFuture<'static, Round> {
        let asked: Vec<(String, Pod, Vec<Place>)> = self
            .serving
            .iter()
            .filter_map(|name| {
                let pod = self.pods.get(name)?;
                let known = self.places.get(name).map(|place| vec![place.clone()]);
                Some((name.clone(), pod.clone(), known.unwrap_or_else(|| places(pod, &[]))))
            })
            .collect();
        let cluster = self.cluster.clone();
        Box::pin(async move {
            let answers = stream::iter(asked).map(|(name, pod, places)| {
                let cluster = cluster.clone();
                async move {
                    let mut why = String::new();
                    for place in places {
                        match page(&cluster, &pod, std::slice::from_ref(&place)).await {
                            Ok(Ok(page)) => return (name, Ok((place, figures(&page)))),
                            Ok(Err(silent)) => why = silent,
                            // The API server itself is silent: another port of the pod would be asked in vain.
                            Err(error) => return (name, Err(error.message)),
                        }
                    }
                    (name, Err(why))
                }
            });
            let mut round = Round::default();
            let mut answers = answers.buffer_unordered(TOGETHER);
            while let Some((name, answer)) = answers.next().await {
                match answer {
                    Ok((place, page)) => {
                        round.places.insert(name.clone(), place);
                        round.pages.insert(name, page);
                    }
                    Err(why) => round.silent = Some(format!("pod {name}: {why}")),
                }
            }
            round
        })
    }
}

fn figures(page: &crate::commands::metrics::check::engine::Page) -> Page {
    Page::read(
        page.iter().flat_map(|(name, samples)| samples.iter().map(|(_, value)| (name.as_str(), *value))),
    )
}
