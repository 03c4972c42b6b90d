//! Who asked for another number of replicas, when, and why.

use serde::Serialize;

use super::clocks::Clock;
use super::evidence::Evidence;
use super::happenings::{Happening, SetScaled, rescale, scaled};
use super::interval::{Interval, later};
use jiff::SignedDuration;

/// The event is written once the new size is stored: the decision was up to this much earlier.
const STORED: SignedDuration = SignedDuration::from_secs(1);
/// Whose writes of a size have events of their own: the HPA, in the controller manager or by itself as in a sandbox.
const AUTOSCALERS: [&str; 2] = ["kube-controller-manager", "horizontal-pod-autoscaler"];
/// A Deployment follows a decision within this time.
const FOLLOWS: SignedDuration = SignedDuration::from_secs(10);

/// Another number of replicas was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// When.
    #[serde(flatten)]
    pub at: Interval,
    /// Who, as `HorizontalPodAutoscaler/qwen`.
    pub by: String,
    /// How many there were, where a record says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<u32>,
    /// How many were asked for, where a record says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<u32>,
    /// Why, in the autoscaler's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The record.
    pub source: &'static str,
    /// Whose clock stamped it.
    pub clock: Clock,
}

impl Decision {
    /// Whether it asked for more; `None` where nothing tells.
    pub fn grows(&self) -> Option<bool> {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from != to => Some(to > from),
            _ => {
                let reason = self.reason.as_deref()?;
                let up = reason.ends_with("above target") || reason.contains("below Spec.MinReplicas");
                let down = reason.ends_with("below target") || reason.contains("above Spec.MaxReplicas");
                (up != down).then_some(up)
            }
        }
    }
}

impl Evidence {
    /// All decisions that are still recorded, the first one first.
    pub(super) fn decisions(&self) -> Vec<Decision> {
        let mine = |name: &str| match self.world.only_scene() {
            Some(scene) if !scene.autoscalers.is_empty() => {
                scene.autoscalers.iter().any(|it| it.object.metadata.name.as_deref() == Some(name))
            }
            // The autoscaler is gone, or may not be read: its name begins with the service's.
            Some(scene) => name.starts_with(&scene.key.1),
            None => true,
        };
        let autoscalers = ["HorizontalPodAutoscaler", "FederatedHPA"];
        let events = self.events.values().filter(|it| it.reason == "SuccessfulRescale");
        let events = events.filter(|it| autoscalers.contains(&it.kind.as_str()) && mine(&it.name));
        let mut decisions: Vec<Decision> = events.flat_map(|event| self.rescaled(event)).collect();
        let known = |decisions: &[Decision], at: Interval| {
            let near =
                |it: &Decision| it.at.earliest <= at.latest && at.earliest <= later(it.at.latest, STORED);
            decisions.iter().any(near)
        };
        for (name, (at, replicas)) in &self.last_scales {
            let (at, watched) =
                self.written(before(Interval::stamp(*at)), Some(*replicas), &Clock::Controllers);
            if mine(name) && !known(&decisions, at) {
                decisions.push(Decision {
                    at,
                    by: format!("HorizontalPodAutoscaler/{name}"),
                    from: None,
                    to: Some(*replicas),
                    reason: None,
                    source: if watched {
                        "status.lastScaleTime; its write, watched"
                    } else {
                        "status.lastScaleTime"
                    },
                    clock: Clock::Controllers,
                });
            }
        }
        // The HPA's own writes have its events; of another's only what the Deployment did tells.
        let by_hand = self.by_hand().filter(|it| !known(&decisions, it.at));
        decisions.extend(by_hand.collect::<Vec<_>>());
        decisions.sort_by_key(|it| it.at.middle());
        self.complete(&mut decisions);
        decisions
    }

    /// What others than an autoscaler asked for through `scale`, as `kubectl scale` does. The API server names the writer and
    /// stamps nothing, so the Deployment's own event is the time, and only its last one is surely of the last writer.
    fn by_hand(&self) -> impl Iterator<Item = Decision> {
        self.scalers.iter().filter(|(_, manager)| !AUTOSCALERS.contains(&manager.as_str())).filter_map(
            |(deployment, manager)| {
                let own = |it: &&Happening| it.kind == "Deployment" && it.name == *deployment;
                let steps =
                    self.events.values().filter(own).filter_map(|it| Some((it.last, scaled(&it.message)?)));
                let steps: Vec<(Interval, SetScaled)> = steps.collect();
                let (at, last) = steps.iter().max_by_key(|(at, _)| at.middle())?;
                let begins = at.earliest.saturating_sub(FOLLOWS).unwrap_or(at.earliest);
                let rolls_out = steps.iter().any(|(at, it)| it.set != last.set && at.latest >= begins);
                let from = last.from.filter(|from| *from > 0 && !rolls_out)?;
                let (at, watched) = self.written(before(*at), Some(last.to), &Clock::Controllers);
                Some(Decision {
                    at,
                    by: format!("{manager} on Deployment/{deployment}"),
                    from: Some(from),
                    to: Some(last.to),
                    reason: None,
                    source: if watched {
                        "event ScalingReplicaSet; its write, watched"
                    } else {
                        "event ScalingReplicaSet"
                    },
                    clock: Clock::Controllers,
                })
            },
        )
    }

    /// An event that was counted tells of its first and its last time.
    fn rescaled(&self, event: &Happening) -> Vec<Decision> {
        let (to, reason) =
            rescale(&event.message).map_or((None, None), |(to, reason)| (Some(to), Some(reason)));
        let clock = event.clock(None);
        let times = if event.count > 1 { vec![event.first, event.last] } else { vec![event.first] };
        let one = |at: Interval| {
            let (at, watched) = self.written(before(at), to, &clock);
            Decision {
                at,
                by: format!("{}/{}", event.kind, event.name),
                from: None,
                to,
                reason: reason.map(str::to_owned),
                source: if watched {
                    "event SuccessfulRescale; its write, watched"
                } else {
                    "event SuccessfulRescale"
                },
                clock: clock.clone(),
            }
        };
        times.into_iter().map(one).collect()
    }

    /// When a size was written, by the API server's clock, of which a record by this clock tells; and whether a watch told too.
    fn written(&self, at: Interval, size: Option<u32>, clock: &Clock) -> (Interval, bool) {
        let size = size.filter(|_| *clock == Clock::Controllers);
        let watched = size.and_then(|size| self.sizes.narrowed(at, size));
        (self.clocks.by_api_server(watched.unwrap_or(at), clock), watched.is_some())
    }

    /// How many there were before: as the Deployment's own event says, else as many as the decision before asked for.
    fn complete(&self, decisions: &mut [Decision]) {
        let followed: Vec<(Interval, SetScaled)> = self
            .events
            .values()
            .filter(|it| it.reason == "ScalingReplicaSet")
            .filter_map(|it| Some((it.first, scaled(&it.message)?)))
            .collect();
        let mut last: Option<u32> = None;
        for decision in decisions {
            let near = |at: Interval| {
                at.latest >= decision.at.earliest && at.earliest <= later(decision.at.latest, FOLLOWS)
            };
            let told =
                followed.iter().find(|(at, set)| near(*at) && decision.to.is_none_or(|it| it == set.to));
            if let Some((_, set)) = told {
                decision.to = Some(set.to);
                decision.from = set.from;
            }
            decision.from = decision.from.or(last.filter(|last| Some(*last) != decision.to));
            last = decision.to;
        }
    }
}

fn before(at: Interval) -> Interval {
    Interval { earliest: later(at.earliest, -STORED), ..at }
}
