//! A live cluster → a case.

use std::collections::BTreeSet;

use futures::future::join_all;

use crate::cluster::{Cluster, discovery};
use crate::doctor::case::Entry;
use crate::doctor::{Case, Source};
use crate::error::{Error, Result};
use crate::kubernetes::{Identity, RootKind, labels, near};
use crate::observe::unknown;
use crate::platform::gates;

/// What was read.
pub struct Collected {
    /// The objects.
    pub case: Case,
    /// The groups that the cluster serves.
    pub served: BTreeSet<String>,
    /// What could not be read, a sentence each.
    pub unread: Vec<String>,
}

/// The kinds that are read beside the services themselves: version, kind, and namespace where it is another one.
const KINDS: [(&str, &str); 28] = [
    ("v1", "Pod"),
    ("v1", "Service"),
    ("v1", "Event"),
    ("v1", "Node"),
    ("v1", "PersistentVolumeClaim"),
    ("karpenter.sh/v1", "NodePool"),
    ("v1", "ResourceQuota"),
    ("autoscaling/v2", "HorizontalPodAutoscaler"),
    ("policy/v1", "PodDisruptionBudget"),
    ("scheduling.k8s.io/v1", "PriorityClass"),
    ("apiregistration.k8s.io/v1", "APIService"),
    ("scheduling.alibabacloud.com/v1alpha1", "ResourcePolicy"),
    ("monitoring.coreos.com/v1", "PodMonitor"),
    ("keda.sh/v1alpha1", "ScaledObject"),
    ("autoscaling.alibabacloud.com/v1beta1", "CronHorizontalPodAutoscaler"),
    ("autoscaling.one.alibabacloud.com/v1alpha1", "FederatedHPA"),
    ("autoscaling.karmada.io/v1alpha1", "FederatedHPA"),
    ("policy.one.alibabacloud.com/v1alpha1", "PropagationPolicy"),
    ("policy.karmada.io/v1alpha1", "PropagationPolicy"),
    ("data.fluid.io/v1alpha1", "Dataset"),
    ("data.fluid.io/v1alpha1", "JindoRuntime"),
    ("data.fluid.io/v1alpha1", "AlluxioRuntime"),
    ("data.fluid.io/v1alpha1", "JuiceFSRuntime"),
    ("serving.kserve.io/v1beta1", "InferenceService"),
    ("serving.knative.dev/v1", "Service"),
    ("apps/v1", "Deployment"),
    ("apps/v1", "StatefulSet"),
    ("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet"),
];

/// Reads all that the checks look at, at once.
///
/// # Errors
/// The cluster cannot be asked. What is forbidden is left out, and said.
pub async fn all(cluster: &Cluster) -> Result<Collected> {
    let served = discovery::groups(cluster).await?;
    let kinds: Vec<Identity> = KINDS
        .iter()
        .chain(&[("workloads.x-k8s.io/v1alpha1", "RoleBasedGroup")])
        .map(|(api_version, kind)| Identity {
            api_version: (*api_version).to_owned(),
            kind: (*kind).to_owned(),
            namespace: None,
            name: String::new(),
        })
        .filter(|kind| is_served(kind, &served))
        .collect();
    let answers = join_all(kinds.iter().map(|kind| cluster.list(kind))).await;
    let (mut case, mut unread) = (Case::default(), Vec::new());
    for (kind, answer) in kinds.iter().zip(answers) {
        match answer {
            Ok(items) => {
                for item in items.into_iter().flatten() {
                    case.add(item, &Source::Cluster);
                }
                case.know_all(kind.group(), &kind.kind);
            }
            Err(failure) if failure.status.as_ref().is_some_and(|status| status.code == 403) => {
                unread.push(format!(
                    "{} of {} cannot be read, so nothing is said of them: {}",
                    kind.kind, kind.api_version, failure.error
                ));
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    if served.contains("serving.knative.dev") {
        let features = Identity {
            api_version: "v1".into(),
            kind: "ConfigMap".into(),
            namespace: Some(gates::NAMESPACE.into()),
            name: gates::CONFIG_MAP.into(),
        };
        if let Ok(Some(map)) = cluster.get(&features).await {
            case.add(map.into_value(), &Source::Cluster);
        }
    }
    Ok(Collected { case, served, unread })
}

/// Groups that every cluster has are not asked for by name.
fn is_served(kind: &Identity, groups: &BTreeSet<String>) -> bool {
    kind.group().is_empty() || groups.contains(kind.group())
}

impl Collected {
    /// The object's name of the service that is called so, by its own name or by Arena's.
    ///
    /// # Errors
    /// There is none, or several versions have the name.
    pub async fn service(&self, name: &str, cluster: &Cluster) -> Result<String> {
        let of_kind = |kind: &RootKind| {
            let (api_version, kind) = kind.api();
            let group = api_version.split_once('/').map_or("", |(group, _)| group);
            self.case.of(group, kind)
        };
        let all: Vec<&Entry> = RootKind::ALL.iter().flat_map(of_kind).collect();
        let roots: Vec<&str> = all.iter().map(|entry| entry.identity.name.as_str()).collect();
        if roots.contains(&name) {
            return Ok(name.to_owned());
        }
        let called = |entry: &&&Entry| {
            let label = format!("/metadata/labels/{}", labels::NAME);
            entry.text(&label) == name && !entry.is_controlled()
        };
        match all.iter().filter(called).collect::<Vec<_>>().as_slice() {
            [] => {}
            [one] => return Ok(one.identity.name.clone()),
            several => {
                let names: Vec<String> = several.iter().map(|entry| entry.identity.to_string()).collect();
                return Err(Error::failed(format!(
                    "several services are called {name:?}: {}",
                    names.join(", ")
                ))
                .hint("name the object, as `neap serve list` shows it"));
            }
        }
        let error = Error::failed(format!("there is no service {name:?} in namespace {}", cluster.namespace));
        if let Some(meant) = near::did_you_mean(name, roots.iter().copied()) {
            return Err(error.hint(meant));
        }
        Err(match unknown::elsewhere(cluster, name).await {
            Some(hint) => error.hint(hint),
            None => error.hint("`neap status -A` lists the services of all namespaces"),
        })
    }
}
