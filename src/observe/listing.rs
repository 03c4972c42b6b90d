//! A service in a list: what its object and its Deployments say together.

use crate::kubernetes::labels;
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::address::{self, Port};
use super::family::service_name;
use super::resources::Requests;
use super::root::{Root, is_root};
use super::runner::Runner;
use crate::kubernetes::RootKind;
use crate::kubernetes::resources::{Condition, Service};

/// How often a Deployment's template has changed.
const ROLLOUT: &str = "deployment.kubernetes.io/revision";
/// The revision that a Knative Deployment runs.
const REVISION_LABEL: &str = "serving.knative.dev/revision";

/// A service as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its uid.
    pub uid: String,
    /// The object that is the service.
    pub kind: RootKind,
    /// The type that it was deployed as: `kserve`, `knative`, `custom` …
    pub type_name: String,
    /// `RawDeployment` or `Serverless`, in the spelling of KServe before 0.16.
    pub mode: Mode,
    /// The version that it was given, else its revision (Knative) or how often it was rolled out.
    pub version: String,
    /// Pods wanted and pods available; `None` if Deployments may not be read.
    pub replicas: Option<Replicas>,
    /// Where it answers, once it does: a URL, else an address.
    pub address: Option<String>,
    /// At which ports.
    pub ports: Vec<Port>,
    /// What its pods ask for together.
    pub requests: Requests,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// KServe's own word on it.
    pub ready: Option<Condition>,
    /// Its Deployments, the newest revision's first.
    pub deployments: Vec<String>,
    /// Revisions that get traffic, with their share in per cent (Knative).
    pub traffic: Vec<Traffic>,
}

/// Who runs the pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A Deployment.
    Raw,
    /// Knative, which may scale to zero.
    Knative,
}

/// How many pods.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Replicas {
    /// Wanted.
    pub desired: i32,
    /// Ready for long enough.
    pub available: i32,
}

/// A revision's share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Traffic {
    /// The revision.
    pub revision: String,
    /// In per cent.
    pub percent: i64,
    /// Its tag, as `prev`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

/// Puts services and Deployments together, by namespace and name; `deployments` is `None` if they may not be read.
/// `addresses` are the Services of those that have no URL.
pub fn listings(services: &[Root], deployments: Option<&[Runner]>, addresses: &[Service]) -> Vec<Listing> {
    let mut of_service: BTreeMap<(&str, &str), Vec<&Runner>> = BTreeMap::new();
    for deployment in deployments.unwrap_or_default() {
        let metadata = &deployment.object.metadata;
        // What is the service itself runs that one, whatever name its parts bear.
        let own = metadata.name.as_deref().filter(|_| is_root(metadata));
        if let Some(name) = own.or_else(|| service_name(metadata)) {
            let namespace = deployment.object.metadata.namespace.as_deref().unwrap_or_default();
            of_service.entry((namespace, name)).or_default().push(deployment);
        }
    }
    let mut listings: Vec<Listing> = services
        .iter()
        .map(|service| {
            let namespace = service.metadata.namespace.as_deref().unwrap_or_default();
            let name = service.metadata.name.as_deref().unwrap_or_default();
            let own =
                deployments.is_some().then(|| of_service.remove(&(namespace, name)).unwrap_or_default());
            listing(service, own, addresses)
        })
        .collect();
    listings.sort_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    listings
}

fn listing(service: &Root, deployments: Option<Vec<&Runner>>, addresses: &[Service]) -> Listing {
    let metadata = &service.metadata;
    let known = deployments.is_some();
    let mut deployments = deployments.unwrap_or_default();
    // Revisions are numbered with leading zeros, so the newest name comes last.
    deployments.sort_by_key(|deployment| std::cmp::Reverse(deployment.name.clone()));
    let mode = mode_of(service, &deployments);
    let mut requests = Requests::default();
    for deployment in &deployments {
        requests += deployment.requests_of_replica() * deployment.object.status.replicas;
    }
    let (address, ports) = match &service.status.url {
        Some(url) => (Some(url.clone()), port_of(url).into_iter().collect()),
        None => {
            address::of_service(service, addresses).map(|(it, ports)| (Some(it), ports)).unwrap_or_default()
        }
    };
    Listing {
        namespace: metadata.namespace.clone().unwrap_or_default(),
        name: metadata.name.clone().unwrap_or_default(),
        uid: metadata.uid.clone().unwrap_or_default(),
        kind: service.kind,
        type_name: service.type_name().to_owned(),
        mode,
        version: version(service, mode, &deployments),
        replicas: known.then(|| replicas(service, mode, &deployments)),
        address,
        ports,
        requests,
        created: metadata.creation_timestamp.as_ref().map(|time| time.0),
        ready: ready(service, &deployments),
        deployments: deployments.iter().map(|deployment| deployment.name.clone()).collect(),
        traffic: traffic(service),
    }
}

fn port_of(url: &str) -> Option<Port> {
    let url: http::Uri = url.parse().ok()?;
    let number = url.port_u16().unwrap_or(if url.scheme_str() == Some("https") { 443 } else { 80 });
    Some(Port { number, ..Port::default() })
}

/// The controller's own word on the service; of what runs its pods itself, whether enough of them are available.
fn ready(service: &Root, deployments: &[&Runner]) -> Option<Condition> {
    let own = &service.status.conditions;
    let of = |conditions: &[Condition], kind: &str| conditions.iter().find(|it| it.kind == kind).cloned();
    of(own, "Ready").or_else(|| {
        let runner = deployments.first()?;
        let told = of(&runner.object.status.conditions, "Available");
        let counts = &runner.object.status;
        let enough = counts.available_replicas >= runner.object.spec.replicas.unwrap_or(1);
        let status = if enough { "True" } else { "False" };
        let counted = Condition { kind: "Ready".into(), status: status.into(), ..Condition::default() };
        Some(told.map_or(counted, |told| Condition { kind: "Ready".into(), ..told }))
    })
}

/// What KServe settled on, else what was asked for, else what the Deployments look like.
pub(super) fn mode_of(service: &Root, deployments: &[&Runner]) -> Mode {
    let annotation =
        || service.metadata.annotations.as_ref()?.get("serving.kserve.io/deploymentMode").cloned();
    match service.status.deployment_mode.clone().or_else(annotation).as_deref() {
        Some("Serverless" | "Knative") => Mode::Knative,
        Some(_) => Mode::Raw,
        None if deployments.iter().any(|it| label(it, REVISION_LABEL).is_some()) => Mode::Knative,
        None if predictor(service)
            .is_some_and(|predictor| predictor.get("latestCreatedRevision").is_some()) =>
        {
            Mode::Knative
        }
        None => Mode::Raw,
    }
}

fn label<'a>(deployment: &'a Runner, name: &str) -> Option<&'a str> {
    deployment.object.metadata.labels.as_ref()?.get(name).map(String::as_str)
}

fn predictor(service: &Root) -> Option<&Value> {
    service.status.components.get("predictor")
}

fn version(service: &Root, mode: Mode, deployments: &[&Runner]) -> String {
    let given =
        || service.metadata.labels.as_ref()?.get(labels::VERSION).filter(|it| !it.is_empty()).cloned();
    let revision = || {
        let name = predictor(service)?.get("latestCreatedRevision")?.as_str()?;
        Some(name.rsplit('-').next()?.to_owned())
    };
    let rollout = || deployments.first()?.object.metadata.annotations.as_ref()?.get(ROLLOUT).cloned();
    let found = match mode {
        Mode::Knative => given().or_else(revision),
        Mode::Raw => given().or_else(rollout),
    };
    found.filter(|version| !version.is_empty()).unwrap_or_else(|| "-".to_owned())
}

fn replicas(service: &Root, mode: Mode, deployments: &[&Runner]) -> Replicas {
    let mut sum = Replicas::default();
    for deployment in deployments {
        sum.desired += deployment.object.spec.replicas.unwrap_or(1);
        sum.available += deployment.object.status.available_replicas;
    }
    if deployments.is_empty()
        && service.kind == RootKind::InferenceService
        && mode == Mode::Raw
        && !is_stopped(service)
    {
        // The controller has not acted, or has been refused: what was asked for is not there.
        let least = service.spec.pointer("/predictor/minReplicas").and_then(Value::as_i64).unwrap_or(1);
        sum.desired = i32::try_from(least).unwrap_or(i32::MAX);
    }
    sum
}

/// Whether KServe was told to keep the service without pods.
pub fn is_stopped(service: &Root) -> bool {
    let annotations = service.metadata.annotations.as_ref();
    annotations.and_then(|all| all.get("serving.kserve.io/stop")).is_some_and(|stop| stop == "true")
}

/// Who gets its requests; empty where that is not shared out by revision.
pub(super) fn traffic(service: &Root) -> Vec<Traffic> {
    let entries = predictor(service).and_then(|predictor| predictor.get("traffic")?.as_array());
    entries
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            Some(Traffic {
                revision: entry.get("revisionName")?.as_str()?.to_owned(),
                percent: entry.get("percent").and_then(Value::as_i64).unwrap_or(0),
                tag: entry.get("tag").and_then(Value::as_str).map(str::to_owned),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kubernetes::resources::{Deployment, InferenceService};

    fn service(name: &str, extra: Value) -> Root {
        let mut object =
            json!({"metadata": {"name": name, "namespace": "default"}, "spec": {"predictor": {}}});
        merge(&mut object, extra);
        serde_json::from_value::<InferenceService>(object).unwrap().into()
    }

    fn merge(into: &mut Value, from: Value) {
        match (into, from) {
            (Value::Object(into), Value::Object(from)) => {
                for (key, value) in from {
                    merge(into.entry(key).or_insert(Value::Null), value);
                }
            }
            (into, from) => *into = from,
        }
    }

    fn deployment(name: &str, service: &str, replicas: i32, available: i32, labels: Value) -> Runner {
        let mut object = json!({
            "metadata": {"name": name, "namespace": "default", "labels": {(labels::KSERVE): service}, "annotations": {ROLLOUT: "3"}},
            "spec": {"replicas": replicas, "template": {"spec": {"containers": [
                {"name": "kserve-container", "resources": {"requests": {"cpu": "500m"}, "limits": {"nvidia.com/gpu": "1"}}}]}}},
            "status": {"replicas": replicas, "availableReplicas": available},
        });
        merge(&mut object, json!({"metadata": {"labels": labels}}));
        serde_json::from_value::<Deployment>(object).unwrap().into()
    }

    #[test]
    fn a_raw_service_counts_its_deployment() {
        let services = [
            service("b", json!({"status": {"url": "http://b-default.example.com"}})),
            service("a", json!({})),
        ];
        let deployments =
            [deployment("b-predictor", "b", 3, 1, json!({})), deployment("x", "gone", 1, 1, json!({}))];
        let listings = listings(&services, Some(&deployments), &[]);
        assert_eq!(listings.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let b = &listings[1];
        assert_eq!(b.replicas, Some(Replicas { desired: 3, available: 1 }));
        assert_eq!((b.version.as_str(), b.ports[0].to_string().as_str(), b.mode), ("3", ":80", Mode::Raw));
        assert_eq!((b.requests.gpus, b.requests.cpu_milli), (3, 1500));
        let a = &listings[0];
        assert_eq!(
            (a.replicas, a.version.as_str(), &a.address),
            (Some(Replicas { desired: 1, available: 0 }), "-", &None)
        );
    }

    #[test]
    fn a_given_version_comes_first() {
        let services = [service("a", json!({"metadata": {"labels": {"servingVersion": "v2"}}}))];
        assert_eq!(
            listings(&services, Some(&[deployment("a-predictor", "a", 1, 1, json!({}))]), &[])[0].version,
            "v2"
        );
    }

    #[test]
    fn a_knative_service_sums_its_revisions() {
        let services = [service(
            "a",
            json!({"status": {"url": "https://a.default.acme.io", "components": {"predictor": {
                "latestCreatedRevision": "a-predictor-00002",
                "traffic": [{"revisionName": "a-predictor-00002", "percent": 90}, {"revisionName": "a-predictor-00001", "percent": 10, "tag": "prev"}]}}}}),
        )];
        let revision = |name: &str| json!({"serving.knative.dev/revision": name});
        let deployments = [
            deployment("a-predictor-00001-deployment", "a", 1, 1, revision("a-predictor-00001")),
            deployment("a-predictor-00002-deployment", "a", 2, 2, revision("a-predictor-00002")),
        ];
        let a = &listings(&services, Some(&deployments), &[])[0];
        assert_eq!((a.mode, a.version.as_str(), a.ports[0].number), (Mode::Knative, "00002", 443));
        assert_eq!(a.replicas, Some(Replicas { desired: 3, available: 3 }));
        assert_eq!(a.deployments[0], "a-predictor-00002-deployment");
        assert_eq!((a.traffic[1].percent, a.traffic[1].tag.as_deref()), (10, Some("prev")));
        // Scaled to zero: no pod is wanted.
        let idle = &listings(&services, Some(&[]), &[])[0];
        assert_eq!(idle.replicas, Some(Replicas::default()));
    }

    #[test]
    fn what_may_not_be_read_is_unknown() {
        assert_eq!(listings(&[service("a", json!({}))], None, &[])[0].replicas, None);
        let stopped = service("a", json!({"metadata": {"annotations": {"serving.kserve.io/stop": "true"}}}));
        assert_eq!(listings(&[stopped], Some(&[]), &[])[0].replicas, Some(Replicas::default()));
    }
}
