//! Several clusters at once: the one that was asked, and clusters of the fleet whose hub it is.

use std::sync::Arc;

use futures::future::{join_all, select_all};
use jiff::Timestamp;

use super::timeline::Evidence;
use super::watch::{Observer, look};
use super::{Record, Scope, Snapshot};
use crate::clock::Clock;
use crate::cluster::Cluster;
use crate::error::{Error, Result};

/// The cluster that is asked, and clusters of its fleet by name.
#[derive(Clone)]
pub struct Clusters {
    /// The one that is asked.
    pub own: Cluster,
    /// Clusters of its fleet.
    pub members: Vec<(String, Cluster)>,
}

impl From<Cluster> for Clusters {
    fn from(own: Cluster) -> Self {
        Self { own, members: Vec::new() }
    }
}

/// One look at all of them, as one picture, by the clock of the cluster that is asked.
///
/// # Errors
/// One of them cannot be reached or fails.
pub async fn look_at(clusters: &Clusters, scope: &Scope, wall: &Arc<dyn Clock>) -> Result<Snapshot> {
    // The clusters of a simulated fleet share one clock.
    let clock = &*clusters.own.clock(wall);
    let there = Scope { of_fleet: true, ..scope.clone() };
    let members = clusters.members.iter().map(|(_, cluster)| look(cluster, there.clone(), clock));
    let (own, members) = tokio::join!(look(&clusters.own, scope.clone(), clock), join_all(members));
    let mut snapshot = own?.snapshot(clock.now());
    for ((name, _), member) in clusters.members.iter().zip(members) {
        let member = member.map_err(|error| named(name, error))?;
        snapshot.join(name, member.snapshot(clock.now()));
    }
    Ok(snapshot)
}

fn named(cluster: &str, error: Error) -> Error {
    Error { message: format!("cluster {cluster}: {}", error.message), ..error }
}

/// Keeps pictures of all of them up to date, as one.
pub struct Observers {
    own: Observer,
    members: Vec<(String, Observer)>,
}

impl Observers {
    /// Nothing is sent before the first [`Observers::next`].
    pub fn new(clusters: Clusters, scope: &Scope, clock: &Arc<dyn Clock>) -> Self {
        let there = Scope { of_fleet: true, ..scope.clone() };
        let observer = |cluster, scope: &Scope| Observer::new(cluster, scope.clone(), clock.clone());
        let members = clusters.members.into_iter().map(|(name, cluster)| (name, observer(cluster, &there)));
        Self { members: members.collect(), own: observer(clusters.own, scope) }
    }

    /// Waits for the next record of any of them and takes it in. Says whose it is: 0 is the one that was asked, then its members.
    ///
    /// # Errors
    /// As of a single one, before its first picture is complete.
    pub async fn next(&mut self) -> Result<(usize, Record)> {
        if self.members.is_empty() {
            return Ok((0, self.own.next().await?));
        }
        let members = self.members.iter_mut().map(|(name, observer)| {
            Box::pin(async move { observer.next().await.map_err(|error| named(name, error)) })
        });
        tokio::select! {
            record = self.own.next() => Ok((0, record?)),
            (record, place, _) = select_all(members) => Ok((place + 1, record?)),
        }
    }

    /// Room for what is to be known of each of them, in the order of [`Observers::next`].
    pub fn evidence(&self, scope: &Scope) -> Vec<Evidence> {
        let there = Scope { of_fleet: true, ..scope.clone() };
        let members = self.members.iter().map(|(name, _)| Evidence::new(Some(name.clone()), there.clone()));
        std::iter::once(Evidence::new(None, scope.clone())).chain(members).collect()
    }

    /// Whether the first picture was complete once.
    pub fn has_begun(&self) -> bool {
        self.own.has_begun() && self.members.iter().all(|(_, observer)| observer.has_begun())
    }

    /// Whether all that the picture needs has been answered.
    pub fn is_complete(&self) -> bool {
        let members = self.members.iter().map(|(_, observer)| observer);
        std::iter::once(&self.own).chain(members).all(|observer| observer.world.is_complete())
    }

    /// The picture at `now`.
    pub fn snapshot(&self, now: Timestamp) -> Snapshot {
        let mut snapshot = self.own.world.snapshot(now);
        for (name, observer) in &self.members {
            snapshot.join(name, observer.world.snapshot(now));
        }
        snapshot
    }
}
