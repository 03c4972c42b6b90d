//! Events do not stay: an hour after its latest write, one goes.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::cluster::{Cluster, Place};

/// The real server's default.
const LIFE: SignedDuration = SignedDuration::from_hours(1);

/// Which events were written when, oldest first.
#[derive(Debug, Default)]
pub struct Expiry {
    /// Written since the time was last known.
    fresh: Vec<(Place, u64)>,
    waiting: VecDeque<(Timestamp, Place, u64)>,
}

impl Expiry {
    /// An event was written, and has a revision now.
    pub fn written(&mut self, place: &Place, revision: u64) {
        self.fresh.push((place.clone(), revision));
    }
}

/// Removes the events whose hour is over.
pub fn expire(cluster: &mut Cluster, now: Timestamp) {
    let end = now.saturating_add(LIFE).unwrap_or(now);
    let fresh = std::mem::take(&mut cluster.expiry.fresh);
    cluster.expiry.waiting.extend(fresh.into_iter().map(|(place, revision)| (end, place, revision)));
    while cluster.expiry.waiting.front().is_some_and(|(end, _, _)| *end <= now) {
        let Some((_, place, revision)) = cluster.expiry.waiting.pop_front() else { return };
        let current = cluster.store.table(place.table).get(&place.key);
        if current.is_some_and(|object| object.revision == revision)
            && let Some(event) = cluster.read(&place)
        {
            // A removal that the state file does not take comes again with the next restart.
            let _full = cluster.remove(&place, event);
        }
    }
}
