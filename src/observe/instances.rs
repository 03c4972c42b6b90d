//! The replicas of a service as `kubectl get pods` prints them.

use jiff::Timestamp;

use crate::kubernetes::resources::{Container, ContainerStatus, Pod, condition_is_true};

use super::resources::Requests;

/// One pod in a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// The pod's name.
    pub name: String,
    /// kubectl's STATUS: `Running`, `CrashLoopBackOff`, `Init:0/1`, `Terminating` …
    pub status: String,
    /// Containers that are ready.
    pub ready: usize,
    /// Containers that serve, sidecars included.
    pub total: usize,
    /// Restarts of all of them.
    pub restarts: u32,
    /// When the pod was created.
    pub created: Option<Timestamp>,
    /// Its node's name.
    pub node: Option<String>,
    /// Its node's address.
    pub node_ip: Option<String>,
    /// Its own address.
    pub ip: Option<String>,
    /// What it asks for.
    pub requests: Requests,
}

impl Instance {
    /// What a table shows of a pod.
    pub fn of(pod: &Pod) -> Self {
        let line = Line::of(pod);
        Self {
            name: pod.metadata.name.clone().unwrap_or_default(),
            status: line.status,
            ready: line.ready,
            total: line.total,
            restarts: line.restarts,
            created: pod.metadata.creation_timestamp.as_ref().map(|time| time.0),
            node: pod.spec.node_name.clone(),
            node_ip: pod.status.host_ip.clone(),
            ip: pod.status.pod_ip.clone(),
            requests: Requests::of(&pod.spec),
        }
    }

    /// Whether all its containers are ready.
    pub fn is_ready(&self) -> bool {
        self.total > 0 && self.ready == self.total && self.status == "Running"
    }
}

/// What kubectl computes from a pod.
struct Line {
    status: String,
    ready: usize,
    total: usize,
    restarts: u32,
}

impl Line {
    /// The rules of kubectl's pod printer: what came first stands unless what follows is worse.
    fn of(pod: &Pod) -> Self {
        let (spec, status) = (&pod.spec, &pod.status);
        let is_sidecar = |container: &&Container| container.restart_policy.as_deref() == Some("Always");
        let sidecars = spec.init_containers.iter().filter(is_sidecar).count();
        let mut line = Line {
            status: status.phase.clone().unwrap_or_else(|| "Unknown".to_owned()),
            ready: 0,
            total: spec.containers.len() + sidecars,
            restarts: 0,
        };
        if let Some(reason) = status.reason.clone().filter(|reason| !reason.is_empty()) {
            line.status = reason;
        }
        let gated = |condition: &&crate::kubernetes::resources::Condition| {
            condition.kind == "PodScheduled" && condition.reason.as_deref() == Some("SchedulingGated")
        };
        if status.conditions.iter().any(|condition| gated(&condition)) {
            line.status = "SchedulingGated".to_owned();
        }
        let initializing = line.read_init_containers(pod);
        if !initializing || condition_is_true(&status.conditions, "Initialized") == Some(true) {
            line.read_containers(pod);
        }
        if pod.metadata.deletion_timestamp.is_some() {
            let phase = status.phase.as_deref();
            if status.reason.as_deref() == Some("NodeLost") {
                line.status = "Unknown".to_owned();
            } else if !matches!(phase, Some("Succeeded" | "Failed")) {
                line.status = "Terminating".to_owned();
            }
        }
        line
    }

    /// Whether one of them is still at work, or has failed.
    fn read_init_containers(&mut self, pod: &Pod) -> bool {
        let all = pod.spec.init_containers.len();
        let is_sidecar = |name: &str| {
            let mut containers = pod.spec.init_containers.iter();
            containers.any(|it| it.name == name && it.restart_policy.as_deref() == Some("Always"))
        };
        let mut of_sidecars = 0;
        for (at, container) in pod.status.init_container_statuses.iter().enumerate() {
            self.restarts += container.restart_count;
            if is_sidecar(&container.name) {
                of_sidecars += container.restart_count;
            }
            let state = &container.state;
            match (&state.terminated, &state.waiting) {
                (Some(ended), _) if ended.exit_code == 0 => continue,
                _ if is_sidecar(&container.name) && container.started == Some(true) => {
                    self.ready += usize::from(container.ready);
                    continue;
                }
                (Some(_), _) => self.status = format!("Init:{}", ended(container)),
                (_, Some(waiting))
                    if !matches!(waiting.reason.as_deref(), None | Some("" | "PodInitializing")) =>
                {
                    self.status = format!("Init:{}", waiting.reason.as_deref().unwrap_or_default());
                }
                _ => self.status = format!("Init:{at}/{all}"),
            }
            return true;
        }
        self.restarts = of_sidecars;
        false
    }

    fn read_containers(&mut self, pod: &Pod) {
        let mut running = false;
        for container in pod.status.container_statuses.iter().rev() {
            self.restarts += container.restart_count;
            let state = &container.state;
            match (&state.waiting, &state.terminated) {
                (Some(waiting), _) if waiting.reason.as_deref().is_some_and(|reason| !reason.is_empty()) => {
                    self.status = waiting.reason.clone().unwrap_or_default();
                }
                (_, Some(_)) => self.status = ended(container),
                _ if container.ready && state.running.is_some() => {
                    running = true;
                    self.ready += 1;
                }
                _ => {}
            }
        }
        if self.status == "Completed" && running {
            let ready = condition_is_true(&pod.status.conditions, "Ready") == Some(true);
            self.status = if ready { "Running" } else { "NotReady" }.to_owned();
        }
    }
}

/// How a container ended, in one word.
fn ended(container: &ContainerStatus) -> String {
    match &container.state.terminated {
        Some(end) => match (end.reason.as_deref(), end.signal) {
            (Some(reason), _) if !reason.is_empty() => reason.to_owned(),
            (_, 0) => format!("ExitCode:{}", end.exit_code),
            (_, signal) => format!("Signal:{signal}"),
        },
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn line(spec: Value, status: Value) -> (String, String, u32) {
        let pod: Pod =
            serde_json::from_value(json!({"metadata": {"name": "p"}, "spec": spec, "status": status}))
                .unwrap();
        let instance = Instance::of(&pod);
        (instance.status.clone(), format!("{}/{}", instance.ready, instance.total), instance.restarts)
    }

    fn expect(spec: Value, status: Value, wanted: (&str, &str, u32)) {
        let (word, ready, restarts) = line(spec, status);
        assert_eq!((word.as_str(), ready.as_str(), restarts), wanted);
    }

    #[test]
    fn the_status_is_kubectls() {
        let two = json!({"containers": [{"name": "a"}, {"name": "b"}]});
        let running = json!({"running": {"startedAt": "2026-01-01T00:00:00Z"}});
        expect(two.clone(), json!({"phase": "Pending"}), ("Pending", "0/2", 0));
        expect(
            two.clone(),
            json!({"phase": "Running", "containerStatuses": [
                {"name": "a", "ready": true, "restartCount": 2, "state": running}, {"name": "b", "ready": false, "restartCount": 1, "state": running}]}),
            ("Running", "1/2", 3),
        );
        expect(
            two.clone(),
            json!({"phase": "Running", "containerStatuses": [
                {"name": "a", "ready": false, "restartCount": 7, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}]}),
            ("CrashLoopBackOff", "0/2", 7),
        );
        expect(
            two.clone(),
            json!({"phase": "Failed", "containerStatuses": [{"name": "a", "state": {"terminated": {"exitCode": 137, "signal": 9}}}]}),
            ("Signal:9", "0/2", 0),
        );
        expect(
            two.clone(),
            json!({"phase": "Running", "containerStatuses": [
                {"name": "a", "ready": true, "state": running}, {"name": "b", "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}]}),
            ("NotReady", "1/2", 0),
        );
        expect(two.clone(), json!({"phase": "Failed", "reason": "Evicted"}), ("Evicted", "0/2", 0));
        expect(
            two,
            json!({"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}]}),
            ("SchedulingGated", "0/2", 0),
        );
    }

    #[test]
    fn init_containers_come_first() {
        let spec = json!({"containers": [{"name": "a"}], "initContainers": [{"name": "i"}, {"name": "s", "restartPolicy": "Always"}]});
        let running = json!({"running": {}});
        expect(
            spec.clone(),
            json!({"phase": "Pending", "initContainerStatuses": [{"name": "i", "state": running}],
                "containerStatuses": [{"name": "a", "state": {"waiting": {"reason": "PodInitializing"}}}]}),
            ("Init:0/2", "0/2", 0),
        );
        expect(
            spec.clone(),
            json!({"phase": "Pending", "initContainerStatuses": [{"name": "i", "restartCount": 3, "state": {"waiting": {"reason": "ImagePullBackOff"}}}]}),
            ("Init:ImagePullBackOff", "0/2", 3),
        );
        expect(
            spec.clone(),
            json!({"phase": "Pending", "initContainerStatuses": [{"name": "i", "state": {"terminated": {"exitCode": 1, "reason": "Error"}}}]}),
            ("Init:Error", "0/2", 0),
        );
        expect(
            spec,
            json!({"phase": "Running", "conditions": [{"type": "Initialized", "status": "True"}], "initContainerStatuses": [
                {"name": "i", "restartCount": 5, "state": {"terminated": {"exitCode": 0}}},
                {"name": "s", "restartCount": 1, "ready": true, "started": true, "state": running}],
                "containerStatuses": [{"name": "a", "ready": true, "restartCount": 2, "state": running}]}),
            ("Running", "2/2", 3),
        );
    }

    #[test]
    fn a_pod_that_goes_says_so() {
        let pod = |phase: &str| -> Pod {
            serde_json::from_value(json!({
                "metadata": {"name": "p", "deletionTimestamp": "2026-01-01T00:00:00Z"}, "status": {"phase": phase}
            }))
            .unwrap()
        };
        assert_eq!(Instance::of(&pod("Running")).status, "Terminating");
        assert_eq!(Instance::of(&pod("Failed")).status, "Failed");
    }
}
