//! The fifteen ways in which scaling fails, as their scenarios show them, in virtual time; and that the same scenario
//! without the fault does not.

mod autoscaling;
mod nodes;
mod serving;
mod target;

use std::time::Duration;

use jiff::Timestamp;

use super::actors::Window;
use super::model::engine::Engine;
use super::scenario::Scenario;
use super::scenario::builtin::builtin;
use super::scenario::text::Span;
use super::{Options, Sandbox};

/// What is looked at, each second.
#[derive(Debug, Clone, Default)]
struct Seen {
    /// Since the start.
    at: Duration,
    /// What the Deployment is told.
    desired: i32,
    /// Pods that are ready.
    ready: usize,
    /// Pods that have no node.
    unplaced: usize,
    /// Pods that are there.
    pods: usize,
    /// Nodes of the pool `cloud`.
    cloud: usize,
    /// Requests in the queues of all engines.
    waiting: usize,
    /// The longest queue.
    longest: usize,
    /// The mean use of the GPUs over the last 15 seconds, of engines that serve; 0 to 1.
    busy: f64,
    /// How often work was thrown away.
    preemptions: u64,
}

/// A scenario while it runs.
struct Rehearsal {
    sandbox: Sandbox,
    begin: Timestamp,
    seen: Vec<Seen>,
    /// On the machine's own clock, which is not paused.
    started: std::time::Instant,
}

/// How long a test may take.
const LIMIT: Duration = Duration::from_secs(300);

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

impl Rehearsal {
    /// A scenario that comes along.
    async fn of(name: &str) -> Self {
        Self::with(builtin(name).unwrap()).await
    }

    /// A scenario that comes along, with its autoscaler changed.
    async fn autoscaled(name: &str, field: &str, value: serde_json::Value) -> Self {
        Self::changed(name, "HorizontalPodAutoscaler", field, value).await
    }

    /// A scenario that comes along, with a field of its object of this kind changed.
    async fn changed(name: &str, kind: &str, field: &str, value: serde_json::Value) -> Self {
        let mut scenario = builtin(name).unwrap();
        let object = scenario.objects.iter_mut().find(|object| object["kind"] == kind).unwrap();
        *object.pointer_mut(field).unwrap() = value;
        Self::with(scenario).await
    }

    /// A scenario.
    async fn with(mut scenario: Scenario) -> Self {
        let begin: Timestamp = "2026-11-22T05:00:00Z".parse().unwrap();
        // Nobody waits for a node's lease here.
        scenario.pods.lease = Span::seconds(3600);
        let options = Options { scenario, start: begin, port: 0, state: None };
        let (sandbox, started) = (Sandbox::start(options).await.unwrap(), std::time::Instant::now());
        Self { sandbox, begin, seen: Vec::new(), started }
    }

    /// Looks at it each second until so long after its start.
    ///
    /// A minute of the machine's time is more than any of them takes: who never gets there stands still.
    async fn watch(&mut self, until: Duration) {
        let mut at = self.seen.last().map_or(Duration::ZERO, |last| last.at);
        while at < until {
            at += seconds(1);
            self.sandbox.clock().sleep_until(self.time(at)).await;
            let seen = self.look(at);
            self.seen.push(seen);
            let took = self.started.elapsed();
            assert!(took < LIMIT, "{took:?} for {at:?} of {until:?}\n{}", self.story());
        }
    }

    fn time(&self, at: Duration) -> Timestamp {
        self.begin.saturating_add(at).unwrap()
    }

    fn look(&self, at: Duration) -> Seen {
        let mut seen = Seen { at, ..Seen::default() };
        let world = self.sandbox.inside().world.read();
        // Each scenario has one.
        let deployment = world.deployments.of("default").next();
        seen.desired = deployment.and_then(|it| it.spec.replicas).unwrap_or(0);
        for pod in world.pods.of("default") {
            seen.pods += 1;
            seen.unplaced += usize::from(pod.spec.node_name.is_none());
            let ready =
                |it: &crate::kubernetes::resources::Condition| it.kind == "Ready" && it.status == "True";
            seen.ready += usize::from(pod.status.conditions.iter().any(ready));
        }
        seen.cloud = world.nodes.iter().filter(|(key, _)| key.name.contains("cloud")).count();
        drop(world);
        let engines = self.engines(|engine| (engine.waiting(), engine.statistics().preemptions));
        seen.waiting = engines.iter().map(|(waiting, _)| waiting).sum();
        seen.longest = engines.iter().map(|(waiting, _)| *waiting).max().unwrap_or(0);
        seen.preemptions = engines.iter().map(|(_, preemptions)| preemptions).sum();
        let busy: Vec<f64> = self
            .sandbox
            .inside()
            .listeners
            .engines()
            .iter()
            .map(|(_, _, engine)| engine.busy(seconds(15)))
            .collect();
        seen.busy = busy.iter().sum::<f64>() / (busy.len() as f64).max(1.0);
        seen
    }

    /// Looks into each engine that runs.
    fn engines<T>(&self, look: impl Fn(&Engine) -> T) -> Vec<T> {
        self.sandbox.inside().listeners.engines().iter().map(|(_, _, engine)| engine.look(&look)).collect()
    }

    /// What was seen in a span of time.
    fn between(&self, from: u64, to: u64) -> &[Seen] {
        let inside = |seen: &&Seen| (seconds(from)..seconds(to)).contains(&seen.at);
        let first = self.seen.iter().position(|seen| inside(&seen)).unwrap_or(0);
        let count = self.seen.iter().filter(inside).count();
        &self.seen[first..first + count]
    }

    /// When something was first seen.
    fn first(&self, what: &str, is: impl Fn(&Seen) -> bool) -> u64 {
        let found = self.seen.iter().find(|seen| is(seen));
        found.unwrap_or_else(|| panic!("never: {what}\n{}", self.story())).at.as_secs()
    }

    /// The values of the Deployment's replicas, one after the other.
    fn desired(&self) -> Vec<i32> {
        let mut desired: Vec<i32> = self.seen.iter().map(|seen| seen.desired).collect();
        desired.dedup();
        desired
    }

    /// The requests that were sent in a span of time.
    fn sent(&self, from: u64, to: u64) -> Window {
        self.sandbox.records().sent_in(self.time(seconds(from)), self.time(seconds(to)))
    }

    /// What happened, a line a change.
    fn story(&self) -> String {
        let line = |seen: &Seen| {
            let Seen { desired, ready, unplaced, pods, cloud, .. } = seen;
            format!("desired {desired}, pods {pods}, unplaced {unplaced}, ready {ready}, cloud nodes {cloud}")
        };
        let mut lines: Vec<(u64, String, usize)> = Vec::new();
        for seen in &self.seen {
            let text = line(seen);
            if lines.last().is_none_or(|(_, last, _)| *last != text) {
                lines.push((seen.at.as_secs(), text, seen.waiting));
            }
        }
        let lines = lines.iter().map(|(at, text, waiting)| format!("{at:>5} s  {text}, waiting {waiting}"));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The messages of events of a reason.
    async fn events(&self, reason: &str) -> Vec<String> {
        let path = format!("/api/v1/events?fieldSelector=reason%3D{reason}");
        let request = http::Request::get(path).body(Vec::new()).unwrap();
        let list: serde_json::Value = self.sandbox.client().request(request).await.unwrap();
        let events = list["items"].as_array().unwrap().iter();
        events.map(|event| event["message"].as_str().unwrap_or_default().to_owned()).collect()
    }
}
