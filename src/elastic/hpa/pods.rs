//! How the controller sorts the pods behind a metric.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{PerPod, Pods, Settings};
use crate::kubernetes::quantity::thousandths;
use crate::kubernetes::resources::{Container, Pod};

/// What one pod reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// In thousandths.
    pub value: i64,
    /// When it was measured.
    pub at: Timestamp,
    /// Over which time.
    pub window: SignedDuration,
}

/// What pods report, by name.
pub type Samples = BTreeMap<String, Sample>;

/// Which resource of which container; without one, of the pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resource<'a> {
    /// As `cpu`.
    pub name: &'a str,
    /// Its name.
    pub container: Option<&'a str>,
}

/// Sorts the pods by what is known of them. `resource` is what a resource metric is of.
///
/// # Errors
/// A utilisation needs a request of every pod; says which is missing, as the controller does.
pub fn sorted(
    pods: &[&Pod],
    samples: &Samples,
    target: PerPod,
    resource: Option<Resource<'_>>,
    settings: &Settings,
    now: Timestamp,
) -> Result<Pods, Sorting> {
    let requests = match (target, resource) {
        (PerPod::Utilisation(_), Some(resource)) => requests(pods, resource),
        _ => Ok(vec![0; pods.len()]),
    };
    let of_cpu = resource.is_some_and(|resource| resource.name == "cpu");
    let mut sums = Pods::default();
    let mut strangers: BTreeMap<&str, Sample> =
        samples.iter().map(|(name, sample)| (name.as_str(), *sample)).collect();
    for (pod, index) in pods.iter().zip(0..) {
        let request =
            requests.as_ref().ok().and_then(|requests| requests.get::<usize>(index)).copied().unwrap_or(0);
        let sample = strangers.remove(pod.metadata.name.as_deref().unwrap_or_default());
        let phase = pod.status.phase.as_deref().unwrap_or_default();
        match sample {
            _ if pod.metadata.deletion_timestamp.is_some() || phase == "Failed" => {}
            _ if phase == "Pending" => sums.unready.add(0, request),
            None => sums.missing.add(target.assumed(request), request),
            Some(sample) if of_cpu && warms_up(pod, sample, settings, now) => {
                sums.unready.add(sample.value, request)
            }
            Some(sample) => sums.reporting.add(sample.value, request),
        }
    }
    strangers.values().for_each(|sample| sums.strangers.add(sample.value, 0));
    // The order of the controller's checks: first that anybody reports, then the requests.
    match requests {
        _ if sums.reporting.count + sums.strangers.count == 0 => Err(Sorting::NobodyReports),
        Err(missing) => Err(Sorting::NoRequest(missing)),
        Ok(_) => Ok(sums),
    }
}

/// Why pods cannot be sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sorting {
    /// No pod has a value that counts.
    NobodyReports,
    /// A pod requests nothing, in the controller's words.
    NoRequest(String),
}

/// Whether a pod is ready: it runs, and its condition says so.
pub fn is_ready(pod: &Pod) -> bool {
    let ready = pod.status.conditions.iter().find(|condition| condition.kind == "Ready");
    pod.status.phase.as_deref() == Some("Running")
        && ready.is_some_and(|condition| condition.status == "True")
}

/// Whether a pod's CPU does not count yet: starting takes CPU that serving does not.
fn warms_up(pod: &Pod, sample: Sample, settings: &Settings, now: Timestamp) -> bool {
    let ready = pod.status.conditions.iter().find(|condition| condition.kind == "Ready");
    let (Some(ready), Some(started)) = (ready, pod.status.start_time) else { return true };
    let since = ready.last_transition_time.unwrap_or(Timestamp::MIN);
    let is_false = ready.status == "False";
    if later(started, settings.cpu_initialization) > now {
        // One whole window must have been measured since it became ready.
        is_false || sample.at < later(since, sample.window)
    } else {
        // It has never been ready.
        is_false && later(started, settings.initial_readiness) > since
    }
}

fn later(than: Timestamp, by: SignedDuration) -> Timestamp {
    than.saturating_add(by).unwrap_or(Timestamp::MAX)
}

fn requests(pods: &[&Pod], resource: Resource<'_>) -> Result<Vec<i64>, String> {
    pods.iter().map(|pod| request(pod, resource)).collect()
}

/// What a pod requests, in thousandths: of one container, of the pod where that says so itself, else of all containers and sidecars.
fn request(pod: &Pod, resource: Resource<'_>) -> Result<i64, String> {
    let name = pod.metadata.name.as_deref().unwrap_or_default();
    let of_pod = &pod.spec.resources.requests;
    let supported = |key: &String| ["cpu", "memory"].contains(&key.as_str()) || key.starts_with("hugepages-");
    let sidecars =
        pod.spec.init_containers.iter().filter(|it| it.restart_policy.as_deref() == Some("Always"));
    let mut containers = pod.spec.containers.iter().chain(sidecars);
    let of = |container: &Container| container.resources.requests.get(resource.name).and_then(thousandths);
    if let Some(wanted) = resource.container {
        let container = containers.find(|container| container.name == wanted);
        let container = container.ok_or_else(|| format!("container {wanted} not found in Pod {name}"))?;
        return of(container).ok_or_else(|| no_request(resource.name, &container.name, name));
    }
    if of_pod.keys().any(supported) {
        let own = of_pod.get(resource.name).and_then(thousandths);
        let sum = containers.filter_map(of).reduce(i64::saturating_add);
        return own
            .or(sum)
            .ok_or_else(|| format!("missing pod-level request for {} in Pod {name}", resource.name));
    }
    containers.try_fold(0i64, |sum, container| {
        let request = of(container).ok_or_else(|| no_request(resource.name, &container.name, name))?;
        Ok(sum.saturating_add(request))
    })
}

fn no_request(resource: &str, container: &str, pod: &str) -> String {
    format!("missing request for {resource} in container {container} of Pod {pod}")
}
