//! The ingress of a fleet: the way in to the ingresses of its clusters.

use super::Ingress;
use crate::sandbox::Key;

impl Ingress {
    /// From now on it is the way in to these: each request goes to one of them, to each as often as it has pods for it.
    pub fn lead_to(&self, clusters: Vec<Self>) {
        // There is one fleet.
        let _known = self.0.clusters.set(clusters);
    }

    /// The cluster for a request; `None` if this is no fleet's, or none has pods for it.
    pub(super) fn cluster(&self, host: &str, path: &str) -> Option<Self> {
        let clusters = self.0.clusters.get()?;
        let pods = |cluster: &Self| {
            cluster.0.routes.borrow().find(host, path, 0).map_or(0, |backend| backend.targets.len())
        };
        let counts: Vec<usize> = clusters.iter().map(pods).collect();
        let mut state = self.state();
        let turn = state.turns.entry(Key::new("", host)).or_default();
        let mut place = turn.checked_rem(counts.iter().sum())?;
        *turn = turn.wrapping_add(1);
        let found = clusters.iter().zip(counts).find(|(_, count)| {
            let here = place < *count;
            place = place.saturating_sub(*count);
            here
        });
        found.map(|(cluster, _)| cluster.clone())
    }
}
