//! Weights take minutes to load: probes and deadlines that do not wait for them.

use serde_json::{Value, json};

use super::Found;
use crate::doctor::case::{Case, Container, Workload};
use crate::doctor::finding::Finding;
use crate::engines::detect::Engine;
use crate::engines::probes::health_check;

/// How long a small model takes to load, in seconds: less is not waiting at all.
const LOADING: i64 = 120;

/// How long a probe lets a container be unwell before it acts, in seconds.
fn patience(probe: &Value) -> i64 {
    let number = |name: &str, default: i64| probe.get(name).and_then(Value::as_i64).unwrap_or(default);
    number("initialDelaySeconds", 0) + number("failureThreshold", 3) * number("periodSeconds", 10)
}

fn servers(case: &Case) -> Vec<(Workload<'_>, Container<'_>)> {
    let workloads = case.workloads().into_iter().filter(Workload::serves_a_model);
    workloads.filter_map(|workload| Some((workload.clone(), workload.server()?))).collect()
}

/// A liveness probe, or a startup probe, that kills the container while it loads.
pub fn killed(case: &Case, found: &mut Found) {
    for (workload, server) in servers(case) {
        let (startup, liveness) = (server.value.get("startupProbe"), server.value.get("livenessProbe"));
        let (name, probe) = match (startup, liveness) {
            (Some(probe), _) => ("startupProbe", probe),
            (None, Some(probe)) => ("livenessProbe", probe),
            (None, None) => continue,
        };
        let seconds = patience(probe);
        if seconds >= LOADING {
            continue;
        }
        let mut patient = probe.clone();
        patient["failureThreshold"] = json!(120);
        patient["periodSeconds"] = json!(10);
        if let Some(fields) = patient.as_object_mut() {
            fields.shift_remove("initialDelaySeconds");
        }
        found.push(
            Finding::at(workload.entry, server.at(&format!("/{name}")))
                .found(format!("the container is killed {seconds} s after its start if it does not answer"))
                .expected(format!("a startupProbe that waits at least {LOADING} s, better ten minutes and more"))
                .why("the engine answers when the weights are loaded; it is killed before, and loads them again, for ever")
                .remedy("let a startupProbe wait; the livenessProbe begins when it has succeeded")
                .command(workload.entry.neap("serve update", "--startup-probe auto"))
                .set(workload.entry, server.at("/startupProbe"), patient),
        );
    }
}

/// Ready as soon as the port is open, or at once.
pub fn ready_before_warm(case: &Case, found: &mut Found) {
    for (workload, server) in servers(case) {
        // Requests go to a group's leader; at a worker a probe of the engine's port would never be answered.
        let Some(detected) = workload.engine().filter(|_| !workload.is_worker()) else { continue };
        let probe = server.value.get("readinessProbe");
        // Knative's queue-proxy asks the port until it answers, which of most engines it does once the model is loaded: they listen
        // last. SGLang listens, and warms up then.
        if workload.is_knative() && is_knatives_own(probe) && detected.engine != Engine::Sglang {
            continue;
        }
        let what = match probe {
            Some(probe) if probe.get("tcpSocket").is_some() => "a readinessProbe that only opens the port",
            // KServe and Knative probe the port where nothing is said.
            None if workload.is_knative() || workload.is_inference_service() => {
                "no readinessProbe: the port is probed"
            }
            None => "no readinessProbe: the pod is ready at once",
            Some(_) => continue,
        };
        let check = health_check(detected.engine);
        let port = server
            .listens()
            .or(server.ports().first().map(|(_, port)| *port))
            .unwrap_or(i64::from(check.port));
        let at = server.at("/readinessProbe");
        found.push(
            Finding::at(workload.entry, &at)
                .found(what)
                .expected(format!("httpGet {} on port {port}", check.path))
                .why("requests are sent to it while weights load or graphs are captured: the first ones wait or fail")
                .remedy(format!("ask {} itself", detected.engine))
                .command(workload.entry.neap("serve update", "--startup-probe auto"))
                .set(workload.entry, at, json!({"httpGet": {"path": check.path, "port": port}, "periodSeconds": 5})),
        );
    }
}

/// Nothing, or what Knative's webhook writes in its place: a TCP probe without a port.
fn is_knatives_own(probe: Option<&Value>) -> bool {
    let Some(probe) = probe else { return true };
    let port = |tcp: &Value| tcp.get("port").and_then(Value::as_i64).unwrap_or_default();
    probe.get("tcpSocket").is_some_and(|tcp| port(tcp) == 0 && tcp.get("port").is_none_or(Value::is_i64))
}

/// Kubernetes' default, in seconds.
const DEADLINE: i64 = 600;

/// A roll-out that is called failed while the startup probe still waits.
pub fn progress_deadline(case: &Case, found: &mut Found) {
    for (workload, server) in servers(case) {
        if !workload.entry.is("apps", "Deployment") {
            continue;
        }
        let at = "/spec/progressDeadlineSeconds";
        let deadline = workload.entry.number(at);
        let waits = server.value.get("startupProbe").map_or(0, patience);
        if waits <= deadline.unwrap_or(DEADLINE) {
            continue;
        }
        found.push(
            Finding::at(workload.entry, at)
                .found(match deadline {
                    Some(deadline) => format!("{deadline} s, and a startupProbe that waits {waits} s"),
                    None => format!("nothing, which means {DEADLINE} s, and a startupProbe that waits {waits} s"),
                })
                .expected(format!("more than {waits} s"))
                .why("a replica that loads for as long as it may is reported as ProgressDeadlineExceeded: what waits for the roll-out gives up")
                .remedy("let the deadline be longer than the start")
                .set(workload.entry, at, waits + 300),
        );
    }
}
