//! Pictures → the cluster at the end of each second.

use super::chronicle::Chronicle;
use crate::report::bench::cluster::Moment;

/// A reading of the engines counts for so many seconds.
const FRESH: f64 = 5.0;

/// The cluster at the end of each of so many seconds of a load that began so many seconds after the watch.
pub(super) fn moments(chronicle: &Chronicle, began: f64, seconds: usize) -> Vec<Moment> {
    (0..seconds).map(|second| moment(chronicle, began + (second + 1) as f64)).collect()
}

fn moment(chronicle: &Chronicle, at: f64) -> Moment {
    let seen = chronicle.counts.partition_point(|(seen, _)| *seen < at);
    let counts = seen.checked_sub(1).map(|index| chronicle.counts[index].1.clone()).unwrap_or_default();
    let lost = |gap: &crate::report::bench::cluster::Gap| gap.from < at && gap.to.is_none_or(|to| to >= at);
    let (waiting, running) = chronicle.engines.queued(at, FRESH);
    Moment {
        known: seen > 0 && !chronicle.gaps.iter().any(lost),
        desired: counts.desired,
        ready: counts.ready,
        pending: counts.pending,
        nodes: counts.nodes,
        metric: counts.metric,
        target: counts.target,
        ratio: counts.ratio,
        waiting,
        running,
    }
}
