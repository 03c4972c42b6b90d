//! What is known of each step of a pod's way, from all records together.

use jiff::{SignedDuration, Timestamp};

use super::clocks::Clock;
use super::decisions::Decision;
use super::evidence::Evidence;
use super::happenings::Happening;
use super::interval::{Interval, later};
use super::pods::PodRecord;
use super::series::Series;
use super::step::{Finding, Mark, Missing, Step};
use crate::platform::{Request, request};

/// How long events live, by default.
pub(super) const EVENTS_LIVE: SignedDuration = SignedDuration::from_hours(1);
/// A pod that was bound within this time met a node that had room.
const AT_ONCE: SignedDuration = SignedDuration::from_secs(2);

/// All that is asked while one pod's steps are found.
pub(super) struct Way<'a> {
    pub evidence: &'a Evidence,
    pub pod: &'a PodRecord,
    pub decision: Option<&'a Decision>,
    /// Why nobody had to decide, where that is known.
    pub undecided: Option<&'static str>,
    pub series: &'a Series,
    /// The cluster's time now.
    pub now: Timestamp,
}

impl Way<'_> {
    /// What is known of a step.
    pub fn find(&self, step: Step) -> Finding {
        match step {
            Step::LoadRose | Step::MetricPassedTarget | Step::Decided if self.undecided.is_some() => {
                Finding::Unneeded { reason: self.undecided.unwrap_or_default() }
            }
            Step::LoadRose => {
                let rose = self.metric_passed().and_then(|passed| self.series.load_rose(passed.at));
                rose.map_or_else(|| unknown(Missing::NeverRecorded), Finding::At)
            }
            Step::MetricPassedTarget => match self.metric_passed() {
                Some(mark) if mark.clock == Clock::Prometheus => Finding::At(mark),
                Some(mark) => Finding::Within(mark),
                None => unknown(Missing::NeverRecorded),
            },
            Step::Decided => match self.decision {
                Some(it) => at(it.at, it.source, it.clock.clone()),
                None => self.missing_event(self.pod.created),
            },
            Step::PodCreated => self.stamped(self.pod.created, "creationTimestamp", Clock::ApiServer),
            Step::Unschedulable => self.unschedulable(),
            Step::NodeRequested => self.node_requested(),
            Step::NodeReady => self.node_ready(),
            Step::AcceleratorAllocatable => self.allocatable(),
            Step::Scheduled => self.scheduled(),
            Step::VolumesAndSandbox => self.sandbox(),
            Step::StorageInitializer => self.initialised(),
            Step::ImagePulled => match self.event("Pulled") {
                Some(event) => self.told(event, "event Pulled"),
                None => self.missing_of_node(),
            },
            Step::ContainerStarted => {
                self.stamped(self.pod.telling_run(), "containerStatuses startedAt", self.node_clock())
            }
            Step::WeightsLoaded => match self.evidence.loaded.get(&self.pod.name) {
                Some(loaded) if self.pod.telling_run().is_none_or(|began| began <= loaded.at) => {
                    self.by(Interval::stamp(loaded.at), "the engine's log", self.node_clock())
                }
                _ if self.pod.ready.is_none() => Finding::Pending,
                _ => unknown(Missing::NeverRecorded),
            },
            Step::Ready => self.stamped(self.pod.ready, "condition Ready", self.node_clock()),
            Step::EndpointLive => self.live(),
            Step::FirstToken => {
                let since = self.pod.ready.or(self.pod.created);
                let first = since.and_then(|since| self.series.first_token(&self.pod.name, since));
                match first {
                    Some(mark) => Finding::At(mark),
                    None if self.pod.ready.is_none() => Finding::Pending,
                    None => unknown(Missing::NeverRecorded),
                }
            }
        }
    }

    fn metric_passed(&self) -> Option<Mark> {
        let decision = self.decision?;
        self.series.metric_passed(decision.at).or_else(|| self.measured(decision))
    }

    /// As a watch of the autoscaler saw it: it passed between the last reading below and the first one above.
    fn measured(&self, decision: &Decision) -> Option<Mark> {
        let decided = decision.at;
        // The reading is stored in the same look that decides, a moment later.
        let until = later(decided.latest, AT_ONCE);
        let own = |name: &str| decision.by.split_once('/').is_some_and(|(_, own)| own == name);
        let readings = self.evidence.readings.iter().filter(|it| own(&it.autoscaler));
        let readings: Vec<_> = readings.filter(|it| it.at.earliest <= until).collect();
        let above = |ratio: Option<f64>| ratio.is_some_and(|ratio| ratio > 1.1);
        let below = readings.iter().rposition(|it| !above(it.ratio))?;
        let first = readings.get(below + 1)?;
        let at = Interval::between(readings[below].at.earliest, first.at.latest.min(decided.latest));
        Some(Mark { at, source: "the autoscaler's status".to_owned(), clock: Clock::ApiServer })
    }

    fn unschedulable(&self) -> Finding {
        let pod = self.pod;
        if let Some(event) = self.event("FailedScheduling") {
            return self.told(event, "event FailedScheduling");
        }
        let bound = pod.scheduled.or_else(|| Some(self.event("Scheduled")?.first.earliest));
        match (pod.unschedulable, bound, pod.created) {
            (Some(seen), ..) => self.by(Interval::stamp(seen), "condition PodScheduled", Clock::Scheduler),
            (None, Some(bound), Some(created)) if bound.duration_since(created) <= AT_ONCE => {
                Finding::Unneeded { reason: "a node had room" }
            }
            (None, None, _) if pod.node.is_none() && pod.ready.is_none() => Finding::Pending,
            _ => self.missing_event(pod.created),
        }
    }

    fn scheduled(&self) -> Finding {
        match (self.pod.scheduled, self.event("Scheduled")) {
            (None, Some(event)) => self.told(event, "event Scheduled"),
            (bound, _) => self.stamped(bound, "condition PodScheduled", Clock::ApiServer),
        }
    }

    fn node_requested(&self) -> Finding {
        if let Some(reason) = self.needs_no_node() {
            return Finding::Unneeded { reason };
        }
        let asked = self.requests().rfind(|(_, request)| matches!(request, Request::Asked { .. }));
        if let Some((event, Request::Asked { group, .. })) = asked {
            // Karpenter's own object is stamped by the API server.
            let claim =
                group.and_then(|name| self.evidence.claims.get(&name)).and_then(|claim| claim.created);
            return match claim {
                Some(created) if event.reason == "Nominated" => {
                    self.by(Interval::stamp(created), "NodeClaim creationTimestamp", Clock::ApiServer)
                }
                _ => self.told(event, &format!("event {}", event.reason)),
            };
        }
        let node = self.pod.node.as_deref();
        let claim = self.evidence.claims.values().find(|it| it.node.is_some() && it.node.as_deref() == node);
        match claim.and_then(|claim| claim.created) {
            Some(created) => {
                self.by(Interval::stamp(created), "NodeClaim creationTimestamp", Clock::ApiServer)
            }
            None if node.is_none() && self.requests().next().is_none() => Finding::Pending,
            None => self.missing_event(self.pod.created),
        }
    }

    /// Why no node had to be asked for; `None` if one had, or nobody knows.
    fn needs_no_node(&self) -> Option<&'static str> {
        let node = self.evidence.nodes.get(self.pod.node.as_deref()?)?;
        if node.is_virtual {
            return Some("a virtual node takes it");
        }
        let created = self.pod.created?;
        let ready = node.ready?;
        (node.created? <= created && (ready <= created || self.flapped(ready)))
            .then_some("its node was there")
    }

    /// Whether a node's condition is of a later time than the pod's binding: it was not ready for a while, and came back.
    fn flapped(&self, ready: Timestamp) -> bool {
        self.pod.scheduled.is_some_and(|bound| ready > later(bound, AT_ONCE))
    }

    fn node_ready(&self) -> Finding {
        if let Some(reason) = self.needs_no_node() {
            return Finding::Unneeded { reason };
        }
        let Some(name) = self.pod.node.as_deref() else { return Finding::Pending };
        let clock = Clock::Node(name.to_owned());
        let told = self.evidence.events.values().filter(|it| it.reason == "NodeReady" && it.name == name);
        let told = told.min_by_key(|it| it.first.earliest).map(|it| it.first);
        let Some(node) = self.evidence.nodes.get(name) else {
            return match told {
                Some(told) => self.by(told, "event NodeReady", clock),
                None => self.missing_of("nodes"),
            };
        };
        match (node.ready.filter(|ready| !self.flapped(*ready)), told) {
            (Some(ready), told) if told.is_none_or(|told| ready <= told.latest) => {
                self.by(Interval::stamp(ready), "Node condition Ready", clock)
            }
            (_, Some(told)) => self.by(told, "event NodeReady", clock),
            (None, None) if node.ready.is_some() => unknown(Missing::Overwritten),
            // A pod was bound to it: it was ready, and nothing says when.
            (None, None) => unknown(Missing::NoRecord),
            (Some(ready), None) => self.by(Interval::stamp(ready), "Node condition Ready", clock),
        }
    }

    fn allocatable(&self) -> Finding {
        if !self.pod.accelerated {
            return Finding::Unneeded { reason: "it asks for no GPU" };
        }
        if let Some(reason) = self.needs_no_node() {
            return Finding::Unneeded { reason };
        }
        let Some(name) = self.pod.node.as_deref() else { return Finding::Pending };
        let ready = self.node_ready();
        let Some(ready) = ready.stamped() else { return self.missing_of("nodes") };
        let Some(node) = self.evidence.nodes.get(name) else { return self.missing_of("nodes") };
        match (node.allocatable, self.pod.scheduled) {
            // A device plugin may be faster than the kubelet's word; usable is a node that is both.
            (Some(seen), _) => Finding::At(Mark {
                at: seen.both(ready.at),
                source: "the write of the Node, watched".to_owned(),
                clock: Clock::ApiServer,
            }),
            (None, Some(bound)) => Finding::Within(Mark {
                at: Interval::between(ready.at.earliest, Interval::stamp(bound).latest),
                source: "between node ready and scheduled: nothing stamps it".to_owned(),
                clock: Clock::ApiServer,
            }),
            (None, None) => Finding::Pending,
        }
    }

    fn sandbox(&self) -> Finding {
        // Whatever the kubelet says of a container, it says once the sandbox stands.
        let of_pod = |it: &&Happening| matches!(it.reason.as_str(), "Pulling" | "Pulled" | "Created");
        let first = self.events().filter(of_pod).min_by_key(|it| it.first.earliest);
        match (self.pod.sandbox, first) {
            (Some(stood), Some(event)) if Interval::stamp(stood).earliest > event.first.latest => {
                self.told(event, &format!("event {}", event.reason))
            }
            (Some(stood), _) => {
                self.by(Interval::stamp(stood), "condition PodReadyToStartContainers", self.node_clock())
            }
            (None, Some(event)) => self.told(event, &format!("event {}", event.reason)),
            (None, None) => self.missing_of_node(),
        }
    }

    fn initialised(&self) -> Finding {
        if self.pod.inits.is_empty() {
            return Finding::Unneeded { reason: "it has no init container" };
        }
        self.stamped(self.pod.initialised(), "initContainerStatuses finishedAt", self.node_clock())
    }

    fn live(&self) -> Finding {
        let Some(ready) = self.pod.ready else { return Finding::Pending };
        let Some(live) = self.evidence.live.get(&self.pod.uid) else {
            return self.missing_of("EndpointSlices");
        };
        let Some(written) = live.written else { return unknown(Missing::NoRecord) };
        let written = Interval::stamp(written);
        // The controller notes the time at which the pod became ready to which it answers.
        if live.watched || live.trigger == Some(ready) {
            return at(written, "the write of the EndpointSlice", Clock::ApiServer);
        }
        let ready = self.evidence.clocks.by_api_server(Interval::stamp(ready), &self.node_clock());
        Finding::Within(Mark {
            at: Interval::between(ready.earliest, written.latest),
            source: "before the last write of the EndpointSlice".to_owned(),
            clock: Clock::ApiServer,
        })
    }

    fn events(&self) -> impl Iterator<Item = &Happening> {
        self.evidence.about(&self.pod.uid, &self.pod.name).filter(|it| it.kind == "Pod")
    }

    /// The first event of this reason about the pod, of its serving container where it says which.
    fn event(&self, reason: &str) -> Option<&Happening> {
        let of_it = |it: &&Happening| it.reason == reason && it.is_of_container(&self.pod.serving);
        self.events().filter(of_it).min_by_key(|it| it.first.earliest)
    }

    /// What node autoscalers answered, in order, up to the time at which it was bound.
    pub fn requests(&self) -> impl DoubleEndedIterator<Item = (&Happening, Request)> {
        let bound = self.pod.scheduled.map(|at| Interval::stamp(at).latest);
        let answers = self.events().filter_map(|it| Some((it, request(&it.reason, &it.message)?)));
        let mut answers: Vec<_> =
            answers.filter(|(it, _)| bound.is_none_or(|bound| it.first.earliest <= bound)).collect();
        answers.sort_by_key(|(it, _)| it.first.earliest);
        answers.into_iter()
    }

    fn node_clock(&self) -> Clock {
        self.pod.node.clone().map_or(Clock::Controllers, Clock::Node)
    }

    fn told(&self, event: &Happening, source: &str) -> Finding {
        self.by(event.first, source, event.clock(self.pod.node.as_deref()))
    }

    fn by(&self, interval: Interval, source: &str, clock: Clock) -> Finding {
        at(self.evidence.clocks.by_api_server(interval, &clock), source, clock)
    }

    fn stamped(&self, time: Option<Timestamp>, source: &str, clock: Clock) -> Finding {
        match time {
            Some(time) => self.by(Interval::stamp(time), source, clock),
            None if self.pod.ready.is_none() => Finding::Pending,
            None => unknown(Missing::NoRecord),
        }
    }

    /// An event of the pod's node is not there: still to come while the pod has not got so far.
    fn missing_of_node(&self) -> Finding {
        let further = self.pod.ready.is_some() || self.pod.telling_run().is_some();
        if further { self.missing_event(self.pod.scheduled) } else { Finding::Pending }
    }

    fn missing_of(&self, noun: &str) -> Finding {
        match self.evidence.denied.get(noun) {
            Some(denial) => unknown(Missing::Unread { denial: denial.clone() }),
            None => unknown(Missing::NoRecord),
        }
    }

    /// Why there is no event: it may not be read, it has expired, or it never was.
    fn missing_event(&self, since: Option<Timestamp>) -> Finding {
        if let Some(denial) = self.evidence.denied.get("events") {
            return unknown(Missing::Unread { denial: denial.clone() });
        }
        let old = since.is_none_or(|since| self.now.duration_since(since) > EVENTS_LIVE);
        unknown(if old { Missing::Expired } else { Missing::NoRecord })
    }
}

fn unknown(why: Missing) -> Finding {
    Finding::Unknown { why }
}

fn at(at: Interval, source: &str, clock: Clock) -> Finding {
    Finding::At(Mark { at, source: source.to_owned(), clock })
}
