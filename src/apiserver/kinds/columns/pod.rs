//! Pods.

use jiff::Timestamp;
use serde_json::Value;

use super::cell::{age, condition, integer, is_deleting, is_true, list, name, since, text, text_or};
use super::{AGE, NAME, Shown, text as column, wide};

/// Pod.
pub const POD: Shown = Shown {
    columns: &[
        NAME,
        column("Ready"),
        column("Status"),
        column("Restarts"),
        AGE,
        wide("IP"),
        wide("Node"),
        wide("Nominated Node"),
        wide("Readiness Gates"),
    ],
    cells: |pod, now| {
        let state = State::of(pod);
        let address = list(pod, &["status", "podIPs"]).first();
        vec![
            name(pod),
            format!("{}/{}", state.ready, state.total).into(),
            state.reason.as_str().into(),
            state.restarts(now).into(),
            age(pod, now),
            address.map_or("<none>", |address| text_or(address, &["ip"], "<none>")).into(),
            text_or(pod, &["spec", "nodeName"], "<none>").into(),
            text_or(pod, &["status", "nominatedNodeName"], "<none>").into(),
            gates(pod).into(),
        ]
    },
};

fn gates(pod: &Value) -> String {
    let gates = list(pod, &["spec", "readinessGates"]);
    let open = gates.iter().filter(|gate| is_true(pod, text(gate, &["conditionType"]))).count();
    if gates.is_empty() { "<none>".into() } else { format!("{open}/{}", gates.len()) }
}

/// What the statuses of a pod's containers come to.
#[derive(Default)]
struct State<'a> {
    ready: usize,
    total: usize,
    reason: String,
    restarts: i64,
    /// The latest end of a run before the current one.
    restarted: &'a str,
}

impl<'a> State<'a> {
    fn of(pod: &'a Value) -> Self {
        let phase = text(pod, &["status", "phase"]);
        let mut state = State {
            total: list(pod, &["spec", "containers"]).len()
                + list(pod, &["spec", "initContainers"]).iter().filter(|it| restartable(it)).count(),
            reason: text_or(pod, &["status", "reason"], phase).to_owned(),
            ..State::default()
        };
        if condition(pod, "PodScheduled").is_some_and(|it| it["reason"] == "SchedulingGated") {
            state.reason = "SchedulingGated".into();
        }
        let (sidecars, initializing) = state.initial(pod);
        if !initializing || is_true(pod, "Initialized") {
            (state.restarts, state.restarted) = sidecars;
            state.regular(pod);
        }
        let terminal = matches!(phase, "Succeeded" | "Failed");
        if is_deleting(pod) {
            if text(pod, &["status", "reason"]) == "NodeLost" {
                state.reason = "Unknown".into();
            } else if !terminal {
                state.reason = "Terminating".into();
            }
        }
        state
    }

    /// Init containers; the answer is the restarts of sidecars, and whether they are still at it.
    fn initial(&mut self, pod: &'a Value) -> ((i64, &'a str), bool) {
        let specs = list(pod, &["spec", "initContainers"]);
        let mut sidecars = (0, "");
        for (index, status) in list(pod, &["status", "initContainerStatuses"]).iter().enumerate() {
            let spec = specs.iter().find(|spec| spec["name"] == status["name"]);
            let sidecar = spec.is_some_and(restartable);
            self.count(status);
            if sidecar {
                sidecars.0 += integer(status, &["restartCount"]);
                sidecars.1 = sidecars.1.max(last_end(status));
            }
            let (ended, waiting) =
                (&status["state"]["terminated"], text(status, &["state", "waiting", "reason"]));
            if ended.is_object() && integer(ended, &["exitCode"]) == 0 {
                continue;
            }
            if sidecar && status["started"] == true {
                self.ready += usize::from(status["ready"] == true);
                continue;
            }
            self.reason = if ended.is_object() {
                format!("Init:{}", end_of(ended))
            } else if !waiting.is_empty() && waiting != "PodInitializing" {
                format!("Init:{waiting}")
            } else {
                format!("Init:{index}/{}", specs.len())
            };
            return (sidecars, true);
        }
        (sidecars, false)
    }

    /// The containers themselves, last one first.
    fn regular(&mut self, pod: &'a Value) {
        let (mut running, mut error) = (false, None);
        for status in list(pod, &["status", "containerStatuses"]).iter().rev() {
            self.count(status);
            let (ended, waiting) =
                (&status["state"]["terminated"], text(status, &["state", "waiting", "reason"]));
            if !waiting.is_empty() {
                self.reason = waiting.to_owned();
            } else if ended.is_object() {
                self.reason = end_of(ended);
                if integer(ended, &["exitCode"]) != 0 {
                    error = Some(self.reason.clone());
                }
            } else if status["ready"] == true && status["state"]["running"].is_object() {
                running = true;
                self.ready += 1;
            }
        }
        if self.reason == "Completed" {
            if running && is_true(pod, "Ready") {
                self.reason = "Running".into();
            } else if let Some(error) = error {
                self.reason = error;
            } else if running {
                self.reason = "NotReady".into();
            }
        }
    }

    fn count(&mut self, status: &'a Value) {
        self.restarts += integer(status, &["restartCount"]);
        self.restarted = self.restarted.max(last_end(status));
    }

    fn restarts(&self, now: Timestamp) -> String {
        match (self.restarts, self.restarted) {
            (0, _) | (_, "") => self.restarts.to_string(),
            (restarts, time) => format!("{restarts} ({} ago)", since(time, now)),
        }
    }
}

/// A sidecar: an init container that stays.
fn restartable(container: &Value) -> bool {
    container["restartPolicy"] == "Always"
}

/// Times of this form compare as text.
fn last_end(status: &Value) -> &str {
    text(status, &["lastState", "terminated", "finishedAt"])
}

fn end_of(ended: &Value) -> String {
    match (text(ended, &["reason"]), integer(ended, &["signal"])) {
        ("", 0) => format!("ExitCode:{}", integer(ended, &["exitCode"])),
        ("", signal) => format!("Signal:{signal}"),
        (reason, _) => reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Ready, status and restarts of a pod with this status.
    fn shown(pod: Value) -> [String; 3] {
        let cells = (POD.cells)(&pod, "2026-01-01T00:10:00Z".parse().unwrap());
        [&cells[1], &cells[2], &cells[3]].map(|cell| cell.as_str().unwrap().to_owned())
    }

    fn with(status: Value) -> Value {
        json!({"metadata": {"name": "a"}, "spec": {"containers": [{"name": "c"}]}, "status": status})
    }

    #[test]
    fn a_pod_is_what_its_containers_are() {
        assert_eq!(shown(with(json!({"phase": "Pending"}))), ["0/1", "Pending", "0"]);
        let running = json!({"name": "c", "ready": true, "restartCount": 0, "state": {"running": {}}});
        assert_eq!(
            shown(with(json!({"phase": "Running", "containerStatuses": [running]}))),
            ["1/1", "Running", "0"]
        );
        let crashed = json!({"name": "c", "ready": false, "restartCount": 3, "state": {"waiting": {"reason": "CrashLoopBackOff"}},
            "lastState": {"terminated": {"finishedAt": "2026-01-01T00:09:30Z"}}});
        assert_eq!(
            shown(with(json!({"phase": "Running", "containerStatuses": [crashed]}))),
            ["0/1", "CrashLoopBackOff", "3 (30s ago)"]
        );
        let ended = json!({"name": "c", "state": {"terminated": {"exitCode": 137}}});
        assert_eq!(shown(with(json!({"phase": "Failed", "containerStatuses": [ended]})))[1], "ExitCode:137");
    }

    #[test]
    fn init_containers_are_counted() {
        let mut pod = with(
            json!({"phase": "Pending", "initContainerStatuses": [{"name": "i", "state": {"running": {}}}]}),
        );
        pod["spec"]["initContainers"] = json!([{"name": "i"}]);
        assert_eq!(shown(pod)[1], "Init:0/1");
    }
}
