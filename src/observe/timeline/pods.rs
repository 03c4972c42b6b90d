//! What is remembered of a pod: the first time of everything, kept when later states take its place.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::elastic::requests::requests;
use crate::kubernetes::resources::{
    Condition, Container, ContainerStatus, Pod, PodSpec, Running, Terminated,
};
use crate::platform::is_accelerator;

/// Containers that serve in pods of KServe and Knative; elsewhere it is the first one.
const SERVING: [&str; 2] = ["kserve-container", "user-container"];

/// The container that serves.
pub fn serving(spec: &PodSpec) -> Option<&Container> {
    let named = SERVING.iter().find_map(|name| spec.containers.iter().find(|it| it.name == *name));
    named.or(spec.containers.first())
}

/// One run of a container, from its start.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// How.
    pub exit: Option<(i32, String)>,
}

/// A pod.
#[derive(Debug, Clone, Default)]
pub struct PodRecord {
    /// Its name.
    pub name: String,
    /// Its uid.
    pub uid: String,
    /// The label that tells templates apart.
    pub template: Option<String>,
    /// Its node.
    pub node: Option<String>,
    /// Whether it asks for accelerators.
    pub accelerated: bool,
    /// The container that serves.
    pub serving: String,
    /// Init containers that end before the others begin.
    pub inits: Vec<String>,
    /// Seconds between two readiness probes of the container that serves; the startup probe's where there is one.
    pub probe_period: Option<u64>,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// When the scheduler first said that no node takes it.
    pub unschedulable: Option<Timestamp>,
    /// When it was bound.
    pub scheduled: Option<Timestamp>,
    /// When its volumes were mounted and its sandbox stood.
    pub sandbox: Option<Timestamp>,
    /// When it became ready, first as far as anybody saw.
    pub ready: Option<Timestamp>,
    /// Runs by container and start.
    pub runs: BTreeMap<(String, Timestamp), Run>,
    /// How often the container that serves was started again.
    pub restarts: u32,
    /// Since when it is asked to go.
    pub leaving: Option<Timestamp>,
    /// Why it failed as a whole.
    pub failed: Option<String>,
}

impl PodRecord {
    /// Takes in a state of it.
    pub fn note(&mut self, pod: &Pod) {
        let (metadata, status) = (&pod.metadata, &pod.status);
        let label = |name: &str| metadata.labels.as_ref().and_then(|labels| labels.get(name)).cloned();
        self.name = metadata.name.clone().unwrap_or_default();
        self.uid = metadata.uid.clone().unwrap_or_default();
        self.template =
            label("pod-template-hash").or(label("controller-revision-hash")).or(self.template.take());
        self.node = pod.spec.node_name.clone().or(self.node.take());
        self.spec(&pod.spec);
        self.created = metadata.creation_timestamp.as_ref().map(|time| time.0).or(self.created);
        let first = |known: &mut Option<Timestamp>, seen: Option<Timestamp>| *known = known.or(seen);
        let conditions = &status.conditions;
        first(&mut self.unschedulable, became(conditions, "PodScheduled", "False"));
        first(&mut self.scheduled, became(conditions, "PodScheduled", "True"));
        first(&mut self.sandbox, became(conditions, "PodReadyToStartContainers", "True"));
        first(&mut self.ready, became(conditions, "Ready", "True"));
        first(&mut self.leaving, metadata.deletion_timestamp.as_ref().map(|time| time.0));
        for container in status.init_container_statuses.iter().chain(&status.container_statuses) {
            self.container(container);
        }
        if status.phase.as_deref() == Some("Failed") {
            let words = status.message.as_deref().unwrap_or_default();
            self.failed = Some(match &status.reason {
                Some(reason) if words.is_empty() => reason.clone(),
                Some(reason) => format!("{reason}: {words}"),
                None => words.to_owned(),
            });
        }
    }

    fn spec(&mut self, spec: &PodSpec) {
        let Some(serving) = serving(spec) else { return };
        self.serving.clone_from(&serving.name);
        let inits = spec.init_containers.iter().filter(|it| it.restart_policy.as_deref() != Some("Always"));
        self.inits = inits.map(|init| init.name.clone()).collect();
        self.accelerated = requests(spec).iter().any(|(name, amount)| is_accelerator(name) && *amount > 0);
        let probe = serving.readiness_probe.as_ref().or(serving.startup_probe.as_ref());
        // Without a word it is ten seconds.
        self.probe_period =
            probe.map(|probe| probe.get("periodSeconds").and_then(serde_json::Value::as_u64).unwrap_or(10));
    }

    fn container(&mut self, status: &ContainerStatus) {
        if status.name == self.serving {
            self.restarts = self.restarts.max(status.restart_count);
        }
        for state in [&status.last_state, &status.state] {
            match (&state.terminated, &state.running) {
                (Some(ended), _) => self.ended(&status.name, ended),
                (None, Some(Running { started_at: Some(at) })) => {
                    self.runs.entry((status.name.clone(), *at)).or_default();
                }
                _ => {}
            }
        }
    }

    fn ended(&mut self, container: &str, ended: &Terminated) {
        let Some(began) = ended.started_at.or(ended.finished_at) else { return };
        let run = self.runs.entry((container.to_owned(), began)).or_default();
        run.ended = ended.finished_at.or(run.ended);
        run.exit = Some((ended.exit_code, ended.reason.clone().unwrap_or_default()));
    }

    /// Runs of one container, the first one first.
    pub fn runs_of<'a>(
        &'a self,
        container: &'a str,
    ) -> impl DoubleEndedIterator<Item = (Timestamp, &'a Run)> {
        let of_it = self.runs.iter().filter(move |((name, _), _)| name == container);
        of_it.map(|((_, began), run)| (*began, run))
    }

    /// The run of the serving container that made it ready, or that may yet.
    pub fn telling_run(&self) -> Option<Timestamp> {
        let began = || self.runs_of(&self.serving).map(|(began, _)| began);
        match self.ready {
            Some(ready) => began().rfind(|began| *began <= ready),
            None => began().next_back(),
        }
    }

    /// When the last of its init containers had done its work; `None` if any has not, or nothing tells.
    pub fn initialised(&self) -> Option<Timestamp> {
        let done = |name: &String| {
            let well =
                self.runs_of(name).filter(|(_, run)| run.exit.as_ref().is_some_and(|(code, _)| *code == 0));
            well.filter_map(|(_, run)| run.ended).next()
        };
        self.inits.iter().map(done).collect::<Option<Vec<_>>>()?.into_iter().max()
    }
}

/// Since when a condition has a status.
pub(super) fn became(conditions: &[Condition], kind: &str, status: &str) -> Option<Timestamp> {
    let condition = conditions.iter().find(|condition| condition.kind == kind)?;
    condition.last_transition_time.filter(|_| condition.status == status)
}
