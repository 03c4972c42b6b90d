//! What is looked at: the autoscaler, what it scales, and the pods.

use crate::kubernetes::labels;
use jiff::Timestamp;
use kube::Api;
use kube::api::ListParams;
use serde_json::Value;

use super::ask::{self, Answer};
use crate::cluster::{Action, Cluster};
use crate::error::{Error, Result, quoted};
use crate::kubernetes::Identity;
use crate::kubernetes::kinds::endpoint;
use crate::kubernetes::near::did_you_mean;
use crate::kubernetes::resources::{HorizontalPodAutoscaler, Pod, TargetRef};
use crate::observe::fleet::places;

/// A service on its way to be scaled.
pub struct Subject {
    /// Its name, as it was given.
    pub name: String,
    /// The autoscaler.
    pub autoscaler: Option<HorizontalPodAutoscaler>,
    /// Why what it scales cannot be read, if so.
    pub no_target: Option<String>,
    /// By which labels the pods are found; empty if nothing leads to them.
    pub selector: String,
    /// The pods.
    pub pods: Vec<Pod>,
}

/// Finds it by any of the names that stand for it.
///
/// # Errors
/// The cluster cannot be asked, or nothing is called so.
pub async fn find(cluster: &Cluster, name: &str) -> Result<Subject> {
    let namespace = cluster.namespace.as_str();
    let action = Action::on::<HorizontalPodAutoscaler>("list").within(namespace);
    let api = Api::<HorizontalPodAutoscaler>::namespaced_with(cluster.client.clone(), namespace, &());
    let all = cluster.call(&action, api.list(&ListParams::default())).await?.items;
    let names =
        [name.to_owned(), format!("{name}-hpa"), format!("keda-hpa-{name}"), format!("{name}-predictor")];
    let called = |hpa: &&HorizontalPodAutoscaler| {
        hpa.metadata.name.as_ref().is_some_and(|it| names.contains(it))
            || names.contains(&hpa.spec.scale_target_ref.name)
    };
    let known: Vec<String> = all.iter().filter_map(|hpa| hpa.metadata.name.clone()).collect();
    let mut subject = Subject {
        name: name.to_owned(),
        autoscaler: all.iter().find(called).cloned(),
        no_target: None,
        selector: String::new(),
        pods: Vec::new(),
    };
    if let Some(hpa) = &subject.autoscaler {
        match selector_of(cluster, &hpa.spec.scale_target_ref).await? {
            Ok(selector) => subject.selector = selector,
            Err(why) => subject.no_target = Some(why),
        }
    }
    if subject.selector.is_empty() {
        subject.selector = by_name(cluster, name).await?;
    }
    if !subject.selector.is_empty() {
        subject.pods = pods(cluster, &subject.selector).await?;
    }
    if subject.autoscaler.is_none() && subject.pods.is_empty() {
        let error = Error::failed(format!(
            "no autoscaler and no pods of {} are in namespace {namespace}",
            quoted(name)
        ));
        let fleet = places(cluster, name).await;
        if !fleet.is_empty() {
            let error = error.cause(format!("it is a service of a fleet, in {}", fleet.join(", ")));
            return Err(error.hint("each cluster has a chain of its own: `--context NAME` checks it in one"));
        }
        let hint = did_you_mean(name, known.iter().map(String::as_str));
        return Err(error.hint(
            hint.unwrap_or_else(|| {
                format!("`kubectl get hpa,deploy,sts -n {namespace}` shows what there is")
            }),
        ));
    }
    Ok(subject)
}

/// So long after the first pod is ready its series may be on their way: a scrape, and the adapter's own look at what there is,
/// come each minute at most.
const FRESH: i64 = 120;

impl Subject {
    /// For how many seconds pods have been ready, as long as their series may still be on their way.
    pub fn fresh(&self, now: Timestamp) -> Option<i64> {
        let ready = |pod: &Pod| {
            let condition =
                pod.status.conditions.iter().find(|it| it.kind == "Ready" && it.status == "True")?;
            condition.last_transition_time
        };
        let first = self.pods.iter().filter_map(ready).min()?;
        Some((now.as_second() - first.as_second()).max(0)).filter(|age| *age < FRESH)
    }

    /// The autoscaler as it is now; `None` if it is gone.
    ///
    /// # Errors
    /// The cluster cannot be asked.
    pub async fn autoscaler_again(&self, cluster: &Cluster) -> Result<Option<HorizontalPodAutoscaler>> {
        let name = self.autoscaler.as_ref().and_then(|hpa| hpa.metadata.name.as_deref());
        let Some(name) = name else { return Ok(None) };
        let namespace = cluster.namespace.as_str();
        // It was listed before: that right is there.
        let action = Action::on::<HorizontalPodAutoscaler>("list").within(namespace);
        let api = Api::<HorizontalPodAutoscaler>::namespaced_with(cluster.client.clone(), namespace, &());
        let only = ListParams::default().fields(&format!("metadata.name={name}"));
        Ok(cluster.call(&action, api.list(&only)).await?.items.pop())
    }
}

/// The selector that the scale subresource tells; or why there is none.
async fn selector_of(cluster: &Cluster, target: &TargetRef) -> Result<std::result::Result<String, String>> {
    let api_version = target.api_version.as_deref().unwrap_or("v1");
    let identity = Identity {
        api_version: api_version.to_owned(),
        kind: target.kind.clone(),
        namespace: None,
        name: target.name.clone(),
    };
    // A kind that neap does not write itself has a plural that is made in the usual way.
    let plural =
        endpoint(&identity).map_or_else(|| format!("{}s", target.kind.to_lowercase()), |it| it.plural.into());
    let root = if api_version.contains('/') { "apis" } else { "api" };
    let path = format!(
        "/{root}/{api_version}/namespaces/{}/{plural}/{}/scale",
        cluster.namespace,
        ask::encoded(&target.name)
    );
    let action = Action::new("get", format!("{plural}/scale")).within(&cluster.namespace).named(&target.name);
    Ok(match ask::json(cluster, &action, &path).await? {
        Answer::Given(scale) => {
            let selector = scale.pointer("/status/selector").and_then(Value::as_str).unwrap_or_default();
            match selector {
                "" => Err(format!("{}/{} tells no selector of its pods", target.kind, target.name)),
                selector => Ok(selector.to_owned()),
            }
        }
        Answer::Refused(404, _) => Err(format!("{}/{} does not exist", target.kind, target.name)),
        Answer::Refused(_, words) => Err(words),
    })
}

/// By the labels of neap's and KServe's services, else by a workload of that name.
async fn by_name(cluster: &Cluster, name: &str) -> Result<String> {
    for label in [labels::NAME, labels::KSERVE, "alibabacloud.com/inference-workload"] {
        let selector = format!("{label}={name}");
        if !pods(cluster, &selector).await?.is_empty() {
            return Ok(selector);
        }
    }
    for kind in ["Deployment", "StatefulSet"] {
        let target = TargetRef { api_version: Some("apps/v1".into()), kind: kind.into(), name: name.into() };
        if let Ok(selector) = selector_of(cluster, &target).await? {
            return Ok(selector);
        }
    }
    Ok(String::new())
}

/// The pods of a selector that are not on their way out.
pub async fn pods(cluster: &Cluster, selector: &str) -> Result<Vec<Pod>> {
    let action = Action::on::<Pod>("list").within(&cluster.namespace);
    let api = Api::<Pod>::namespaced_with(cluster.client.clone(), &cluster.namespace, &());
    let all = cluster.call(&action, api.list(&ListParams::default().labels(selector))).await?.items;
    Ok(all.into_iter().filter(|pod| pod.metadata.deletion_timestamp.is_none()).collect())
}

/// Whether a pod runs.
pub fn runs(pod: &Pod) -> bool {
    pod.status.phase.as_deref() == Some("Running")
}

/// A pod's name.
pub fn name_of(pod: &Pod) -> &str {
    pod.metadata.name.as_deref().unwrap_or_default()
}

/// Names of pods, for a question.
pub fn names(pods: &[Pod]) -> Vec<&str> {
    pods.iter().map(name_of).collect()
}
