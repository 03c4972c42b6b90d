//! What a service is doing, and since when.

use jiff::Timestamp;
use serde::Serialize;

use super::hold::{Hold, Obstacle};
use crate::kubernetes::RootKind;
use crate::observe::{PodView, Service, Stage};

/// What a service is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub enum Doing {
    /// Its own object is gone; pods or Deployments of it are left.
    LeftOver,
    /// It is being removed.
    Leaving,
    /// It has no replicas, and is to have none.
    Asleep,
    /// It is to have replicas, and none has been ready since they were asked for.
    Starting {
        /// Replicas that it is to have.
        wanted: u32,
    },
    /// Its pods are replaced by those of a newer template.
    Updating {
        /// Replicas of the newer template.
        updated: u32,
        /// Replicas that serve.
        ready: u32,
        /// Replicas that it is to have.
        wanted: u32,
    },
    /// It has fewer ready replicas than it is to have, and more are on their way.
    Growing {
        /// Replicas that serve.
        ready: u32,
        /// Replicas that it is to have.
        wanted: u32,
    },
    /// It has more pods than it is to have, and some are on their way out.
    Shrinking {
        /// Replicas that are on their way out.
        leaving: u32,
        /// Replicas that it is to have.
        wanted: u32,
    },
    /// It has fewer ready replicas than it is to have, and nothing that is under way changes that.
    Stuck {
        /// Replicas that serve.
        ready: u32,
        /// Replicas that it is to have.
        wanted: u32,
    },
    /// All replicas that it is to have are ready.
    Steady {
        /// Replicas that serve.
        ready: u32,
    },
}

/// What it is doing, and since when.
pub(super) fn doing(service: &Service, holds: &[Hold]) -> (Doing, Option<Timestamp>) {
    if let Some(since) = service.deleting {
        return (Doing::Leaving, Some(since));
    }
    if !service.exists {
        return (Doing::LeftOver, None);
    }
    let ready = ready(service);
    let wanted = service.replicas.desired.unwrap_or(service.needed);
    let leaving: Vec<&PodView> = of(service, |stage| matches!(stage, Stage::Terminating));
    let rescaled = service.autoscalers.iter().filter_map(|it| it.last_scale).max();
    if wanted == 0 && service.pods.is_empty() && service.replicas.existing == 0 {
        return (Doing::Asleep, rescaled);
    }
    if !holds.is_empty() && holds.iter().all(|it| it.stuck) && ready < wanted.max(1) {
        return (Doing::Stuck { ready, wanted }, holds.iter().filter_map(|it| it.since).min());
    }
    if is_rolling_out(service) {
        let updated = service.replicas.updated;
        let stuck = !holds.is_empty() && holds.iter().all(|it| it.stuck);
        let since = on_the_way(service).iter().filter_map(|pod| pod.created).min();
        return match stuck {
            true => (Doing::Stuck { ready, wanted }, holds.iter().filter_map(|it| it.since).min()),
            false => (Doing::Updating { updated, ready, wanted }, since),
        };
    }
    if ready < wanted {
        let coming = on_the_way(service).iter().filter_map(|pod| pod.created).min();
        return match ready {
            0 => (Doing::Starting { wanted }, coming.or(service.created)),
            _ => (Doing::Growing { ready, wanted }, coming.or(rescaled)),
        };
    }
    if !leaving.is_empty() || ready > wanted {
        let since = leaving.iter().filter_map(|pod| pod.since).min();
        let leaving = u32::try_from(leaving.len()).unwrap_or(u32::MAX).max(ready.saturating_sub(wanted));
        return (Doing::Shrinking { leaving, wanted }, since.or(rescaled));
    }
    let newest = of(service, |stage| *stage == Stage::Ready).into_iter().filter_map(|pod| pod.since).max();
    (Doing::Steady { ready }, newest.max(rescaled))
}

/// Replicas that serve. The pods know it before the Deployment does; of groups and fleets only the counts are known.
pub(super) fn ready(service: &Service) -> u32 {
    match service.pods_per_replica > 1 || service.fleet.is_some() {
        true => service.replicas.ready,
        false => u32::try_from(of(service, |stage| *stage == Stage::Ready).len()).unwrap_or(u32::MAX),
    }
}

/// Whether there are replicas of an older template, or more than it is to have because the newer ones come first. Of a
/// Knative service the newest revision alone is counted, and the pods of the one before serve meanwhile.
pub(super) fn is_rolling_out(service: &Service) -> bool {
    let replicas = service.replicas;
    let comes = !on_the_way(service).is_empty();
    let staying = of(service, |stage| !matches!(stage, Stage::Terminating)).len();
    let of_revision = service.kind == Some(RootKind::KnativeService);
    replicas.updated < replicas.existing.min(replicas.desired.unwrap_or(0))
        || (replicas.updated < replicas.existing && comes)
        || (of_revision && comes && replicas.ready < ready(service) && (replicas.existing as usize) < staying)
}

fn of(service: &Service, is: impl Fn(&Stage) -> bool) -> Vec<&PodView> {
    service.pods.iter().filter(|pod| is(&pod.stage)).collect()
}

fn on_the_way(service: &Service) -> Vec<&PodView> {
    of(service, |stage| stage.is_pending() || stage.is_broken())
}

impl Doing {
    /// Whether less serves than should.
    pub fn is_short(self) -> bool {
        matches!(
            self,
            Doing::Starting { .. } | Doing::Growing { .. } | Doing::Updating { .. } | Doing::Stuck { .. }
        )
    }
}

impl Obstacle {
    /// Whether it is that of a pod that has a node.
    pub fn has_node(&self) -> bool {
        !matches!(
            self,
            Obstacle::Gated { .. }
                | Obstacle::Undecided
                | Obstacle::NodeComing { .. }
                | Obstacle::NoRoom { .. }
                | Obstacle::Refused { .. }
        )
    }
}
