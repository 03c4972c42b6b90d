//! Revisions: a Deployment and a PodAutoscaler each, and how far they are.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::state::{State, condition, conditions, told};
use super::workload;
use crate::clock::parse_duration;
use crate::elastic::kpa::Settings;
use crate::kubernetes::resources::{Pod, condition_is_true};
use crate::sandbox::control::conditions::find;
use crate::sandbox::world::serving::Revision;
use crate::sandbox::world::workloads::Deployment;
use crate::sandbox::{Change, Controller, Kept, Key, Plan, World, Write};

/// The Revision controller.
#[derive(Debug)]
pub struct RevisionController {
    settings: Settings,
}

impl RevisionController {
    /// With the cluster's settings of autoscaling.
    pub fn new(settings: Settings) -> Self {
        Self { settings }
    }
}

/// How long a revision may take to become ready.
pub fn progress_deadline<K: Kept>(object: &K) -> SignedDuration {
    let annotations = object.annotations();
    let names = ["serving.knative.dev/progress-deadline", "serving.knative.dev/progressDeadline"];
    let given = names.iter().find_map(|name| annotations.get(*name)).and_then(|it| parse_duration(it).ok());
    given.and_then(|it| SignedDuration::try_from(it).ok()).unwrap_or(SignedDuration::from_secs(600))
}

impl Controller for RevisionController {
    fn name(&self) -> &'static str {
        "revision-controller"
    }

    fn concerns(&self, change: &Change, _world: &World) -> Vec<Key> {
        match change {
            Change::Revision(_) => vec![change.key()],
            Change::Deployment(_) | Change::PodAutoscaler(_) => super::owners(change, "Revision"),
            // Why a pod does not start is told by the revision.
            Change::Pod(diff) => {
                let revision = diff.last.labels().get("serving.knative.dev/revision");
                revision.map(|name| Key::new(diff.last.namespace(), name)).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(revision) = world.revisions.at(key).filter(|it| !it.is_going()) else {
            return Plan::nothing();
        };
        let deployment = world.deployments.get(&key.namespace, &workload::deployment_name(revision));
        let autoscaler = world.pod_autoscalers.at(key);
        let mut writes = Vec::new();
        if deployment.is_none() {
            writes.push(Write::Create(workload::deployment(revision, &self.settings)));
        }
        let states = states(revision, deployment.map(|it| &**it), autoscaler.map(|it| &it.status), world);
        let failed = states.iter().any(|state| !state.informs && state.status == "False");
        let wanted = workload::autoscaler(
            revision,
            reachability(revision, failed, deployment.map(|it| &**it)),
            &self.settings,
        );
        match autoscaler {
            None => writes.push(Write::Create(wanted)),
            Some(known) if known.spec != wanted["spec"] => {
                let reachability = wanted["spec"].get("reachability").cloned().unwrap_or_default();
                let mut spec = wanted["spec"].clone();
                spec["reachability"] = reachability;
                writes.push(Write::merge(&**known, json!({ "spec": spec })));
            }
            Some(_) => {}
        }
        let mut status = json!({"conditions": conditions(&revision.status, states, now)});
        let containers = revision.spec.get("containers").and_then(Value::as_array);
        let names = containers.into_iter().flatten().map(|it| json!({"name": it["name"]}));
        status["containerStatuses"] = names.collect();
        for (field, of) in [("actualReplicas", "actualScale"), ("desiredReplicas", "desiredScale")] {
            let scale = autoscaler.and_then(|it| it.status.get(of)).filter(|it| it.as_i64() >= Some(0));
            if let Some(scale) = scale {
                status[field] = scale.clone();
            }
        }
        writes.extend(told(&**revision, &revision.status, status));
        writes.into()
    }
}

/// Whether a route leads to it: one that cannot start counts as if none did, so that it is scaled down.
fn reachability(revision: &Revision, failed: bool, deployment: Option<&Deployment>) -> &'static str {
    let stuck =
        deployment.is_some_and(|it| it.spec.replicas.unwrap_or(1) > 0 && it.status.ready_replicas == 0);
    match revision.labels().get("serving.knative.dev/routingState").map(String::as_str) {
        _ if failed && stuck => "Unreachable",
        Some("active") => "Reachable",
        Some("reserve") => "Unreachable",
        _ => "",
    }
}

fn states(
    revision: &Revision,
    deployment: Option<&Deployment>,
    autoscaler: Option<&Value>,
    world: &World,
) -> Vec<State> {
    const DEPLOYING: &str = "Deploying";
    let autoscaler = autoscaler.unwrap_or(&Value::Null);
    let initialised =
        condition(autoscaler, "ScaleTargetInitialized").is_some_and(|it| it["status"] == "True");
    let active = match condition(autoscaler, "Ready") {
        None => State::unknown("Active", DEPLOYING, ""),
        Some(ready) if ready["status"] == "True" => State::holds("Active"),
        ready => State::of("Active", ready),
    };
    let failing = deployment.and_then(|deployment| trouble(revision, deployment, world));
    let never = active.status == "False"
        && !initialised
        && autoscaler.get("serviceName").is_some_and(|name| name != "");
    let resources = match failing {
        Some(Trouble::Resources(reason, message)) => {
            State::new("ResourcesAvailable", "False", &reason, message)
        }
        _ if never => State::new(
            "ResourcesAvailable",
            "False",
            "ProgressDeadlineExceeded",
            "Initial scale was never achieved",
        ),
        _ if initialised => State::holds("ResourcesAvailable"),
        _ => State::unknown("ResourcesAvailable", DEPLOYING, ""),
    };
    let ready = deployment.is_some_and(|deployment| deployment.status.ready_replicas > 0);
    let was = condition(&revision.status, "ContainerHealthy");
    let healthy = match trouble_of(deployment, revision, world) {
        Some(Trouble::Container(reason, message)) if !ready => {
            State::new("ContainerHealthy", "False", &reason, message)
        }
        _ if ready || (initialised && resources.status == "True") => State::holds("ContainerHealthy"),
        _ if was.is_some() => State::of("ContainerHealthy", was),
        _ => State::unknown("ContainerHealthy", DEPLOYING, ""),
    };
    vec![active.informing(), healthy, resources]
}

/// What keeps pods from starting.
enum Trouble {
    Resources(String, String),
    Container(String, String),
}

fn trouble_of(deployment: Option<&Deployment>, revision: &Revision, world: &World) -> Option<Trouble> {
    deployment.and_then(|deployment| trouble(revision, deployment, world))
}

fn trouble(revision: &Revision, deployment: &Deployment, world: &World) -> Option<Trouble> {
    let of = |condition: &crate::kubernetes::resources::Condition| {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        (text(&condition.reason), text(&condition.message))
    };
    let conditions = &deployment.status.conditions;
    let expired = find(conditions, "Progressing").filter(|it| it.status == "False");
    if deployment.spec.replicas.unwrap_or(1) > 0 && deployment.status.available_replicas == 0 {
        let mut pods = world.pods.of(revision.namespace());
        let pod = pods.find(|pod| {
            pod.labels().get("serving.knative.dev/revisionUID").is_some_and(|uid| uid == revision.uid())
        });
        if let Some(found) = pod.and_then(|pod| of_pod(pod, expired.is_some())) {
            return Some(found);
        }
    }
    let refused = find(conditions, "ReplicaFailure").filter(|it| it.status == "True");
    refused.or(expired).map(of).map(|(reason, message)| Trouble::Resources(reason, message))
}

fn of_pod(pod: &Pod, expired: bool) -> Option<Trouble> {
    if condition_is_true(&pod.status.conditions, "PodScheduled") == Some(false) {
        let found = find(&pod.status.conditions, "PodScheduled")?;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        return Some(Trouble::Resources(text(&found.reason), text(&found.message)));
    }
    pod.status.container_statuses.iter().filter(|it| it.name != "queue-proxy").find_map(|status| {
        if let Some(ended) = &status.last_state.terminated {
            let message = ended.message.clone().filter(|message| !message.is_empty());
            let message = message.unwrap_or_else(|| "container exited with no error".into());
            let reason = format!("ExitCode{}", ended.exit_code);
            return Some(Trouble::Container(reason, format!("Container failed with: {message}")));
        }
        let waiting = status.state.waiting.as_ref().filter(|_| expired)?;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Some(Trouble::Resources(text(&waiting.reason), text(&waiting.message)))
    })
}
