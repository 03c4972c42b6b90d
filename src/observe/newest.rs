//! The newest of a service, and what is left of the one before: a rollout is not judged by what it replaces.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;

use super::scene::{Scene, is_active};
use crate::kubernetes::RootKind;
use crate::kubernetes::resources::{Deployment, Pod, spec_written};

/// A revision that Knative has given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RevisionFailure {
    /// The newest revision.
    pub revision: String,
    /// As `RevisionFailed`.
    pub reason: String,
    /// In Knative's words.
    pub message: String,
    /// Since when Knative says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// The revision before it, which goes on serving.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serving: Option<String>,
}

/// KServe takes up a write within this time. What it calls observed is the generation of what it made, which counts other writes than
/// its own: nothing else tells whether it has seen the newest one.
const TAKEN_UP: SignedDuration = SignedDuration::from_secs(3);

/// Whether the controllers have seen the newest of what was written.
pub(super) fn is_worked_through(scene: &Scene<'_>, now: Timestamp) -> bool {
    let current = |generation: Option<i64>, observed: Option<i64>| {
        generation.zip(observed).is_none_or(|(generation, observed)| observed >= generation)
    };
    let is_taken_up = |metadata: &ObjectMeta| {
        let since = spec_written(metadata).map(|written| now.duration_since(written));
        since.is_none_or(|since| since.is_negative() || since >= TAKEN_UP)
    };
    scene.service.is_none_or(|it| match it.kind {
        RootKind::InferenceService => is_taken_up(&it.metadata),
        _ => current(it.metadata.generation, it.status.observed_generation),
    }) && scene
        .runner
        .map(|it| &it.object)
        .is_none_or(|it| current(it.metadata.generation, Some(it.status.observed_generation)))
}

/// Its newest revision: Knative's name for it, else how often its Deployment was rolled out.
pub(super) fn revision(scene: &Scene<'_>) -> Option<String> {
    let component = scene.service.and_then(|it| it.status.components.get("predictor"));
    let named = |field: &str| Some(component?.get(field)?.as_str()?.to_owned());
    let counted = || {
        let annotations = scene.runner?.object.metadata.annotations.as_ref()?;
        annotations.get("deployment.kubernetes.io/revision").cloned()
    };
    named("latestCreatedRevision").or_else(counted)
}

/// Knative's word on the newest revision of its own service, or of KServe's, where nothing more is to come of it.
///
/// The condition alone does not say that: it is False too while a pod waits for a node, or has crashed once, and heals
/// (`reconcileDeployment` of Knative's revision controller). What has been given up has no Deployment, as with an image that is not
/// found, or one that is scaled to nothing or past its deadline.
pub(super) fn revision_failure(scene: &Scene<'_>) -> Option<RevisionFailure> {
    let service = scene.service?;
    let condition = match service.kind {
        RootKind::KnativeService => "ConfigurationsReady",
        // KServe copies it, words and all.
        RootKind::InferenceService => "PredictorConfigurationReady",
        _ => return None,
    };
    let told = service.status.conditions.iter().find(|it| it.kind == condition)?;
    let reason = told.reason.clone().filter(|reason| reason == "RevisionFailed")?;
    let message = told.message.clone().unwrap_or_default();
    let component = service.status.components.get("predictor")?;
    let named = |field: &str| Some(component.get(field)?.as_str()?.to_owned());
    let (revision, serving) = (named("latestCreatedRevision")?, named("latestReadyRevision"));
    let of_it = message.contains(&format!("\"{revision}\"")) && serving.as_ref() != Some(&revision);
    let own = scene.runner.map(|it| &it.object).filter(|it| is_of(it, &revision));
    let given_up = own.is_none_or(|it| it.spec.replicas == Some(0) || is_late(it));
    (told.status == "False" && of_it && given_up).then_some(RevisionFailure {
        revision,
        reason,
        message,
        since: told.last_transition_time,
        serving,
    })
}

fn is_of(deployment: &Deployment, revision: &str) -> bool {
    let mut owners = deployment.metadata.owner_references.iter().flatten();
    owners.any(|owner| owner.kind == "Revision" && owner.name == revision)
}

fn is_late(deployment: &Deployment) -> bool {
    let mut conditions = deployment.status.conditions.iter();
    conditions.any(|it| it.kind == "Progressing" && it.status == "False")
}

/// What tells pods of the newest template from those that they replace, by their labels.
pub(super) enum Rollout {
    /// Nothing is replaced, or no label tells.
    Done,
    /// A label, and its value on the newest pods; without a value there is none of them yet.
    Under(&'static str, Option<String>),
}

impl Rollout {
    pub fn of(scene: &Scene<'_>) -> Self {
        const REVISION: &str = "serving.knative.dev/revision";
        if scene.pods.iter().any(|pod| label(pod, REVISION).is_some()) {
            return revision(scene).map_or(Self::Done, |newest| Self::Under(REVISION, Some(newest)));
        }
        let Some(runner) = scene.runner else { return Self::Done };
        let hash = match runner.kind {
            "Deployment" => "pod-template-hash",
            "StatefulSet" => "controller-revision-hash",
            "LeaderWorkerSet" => "leaderworkerset.sigs.k8s.io/template-revision-hash",
            _ => return Self::Done,
        };
        let status = &runner.object.status;
        if status.updated_replicas >= status.replicas {
            return Self::Done;
        }
        if status.updated_replicas == 0 {
            return Self::Under(hash, None);
        }
        // The hash of the newest template stands in no object that is read: the pod that was made last shows it.
        let created = |pod: &&Pod| pod.metadata.creation_timestamp.as_ref().map(|time| time.0);
        let pods = scene.pods.iter().map(|pod| &**pod).filter(|pod| is_active(pod));
        match pods.max_by_key(created).and_then(|pod| label(pod, hash)) {
            Some(newest) => Self::Under(hash, Some(newest.to_owned())),
            None => Self::Done,
        }
    }

    /// Whether a pod is of an older template, and goes when newer ones are there.
    pub fn replaces(&self, pod: &Pod) -> bool {
        match self {
            Self::Done => false,
            Self::Under(name, newest) => label(pod, name).is_some_and(|of| newest.as_deref() != Some(of)),
        }
    }
}

fn label<'a>(pod: &'a Pod, name: &str) -> Option<&'a str> {
    pod.metadata.labels.as_ref()?.get(name).map(String::as_str)
}
