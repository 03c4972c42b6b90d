//! Pods by the decision that brought them: each scale-up is a wave, and each wave a set of chains.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::advice::{Advice, advice};
use super::chain::{Chain, End};
use super::decisions::Decision;
use super::evidence::Evidence;
use super::interval::{Interval, later};
use super::marks::Way;
use super::pods::PodRecord;
use super::series::Series;

/// Pods follow a decision within this time; what comes later replaces others.
const FOLLOWS: SignedDuration = SignedDuration::from_secs(60);
/// Pods without a known decision that are created within this time of each other belong together.
const TOGETHER: SignedDuration = SignedDuration::from_secs(5);

/// A pod where it was seen, with the time of its creation.
type Member<'a> = (&'a Evidence, &'a PodRecord, Timestamp);

/// Why pods were created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "cause")]
pub enum Cause {
    /// More replicas were asked for.
    Decided(Decision),
    /// The service was deployed.
    Deployed,
    /// A new template replaced an older one.
    Rollout,
    /// No record says why: its event has expired, or a pod replaced another.
    Unknown,
}

/// Pods that came together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScaleUp {
    /// Why.
    #[serde(flatten)]
    pub cause: Cause,
    /// When it began, by its first stamp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub began: Option<Interval>,
    /// The pods' ways; the one that was ready last is the critical one.
    pub chains: Vec<Chain>,
    /// The place of the critical chain; absent while none is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub critical: Option<usize>,
    /// The one change that would have cut most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
}

impl ScaleUp {
    /// The way that was ready last.
    pub fn critical(&self) -> Option<&Chain> {
        self.chains.get(self.critical?)
    }

    /// The decision, if one is recorded.
    pub fn decision(&self) -> Option<&Decision> {
        match &self.cause {
            Cause::Decided(decision) => Some(decision),
            _ => None,
        }
    }
}

/// All scale-ups that began after `since`, the first one first.
pub(super) fn scale_ups(
    clusters: &[Evidence],
    decisions: &[Decision],
    series: &Series,
    since: Timestamp,
    now: Timestamp,
) -> Vec<ScaleUp> {
    let mut pods: Vec<Member<'_>> = clusters
        .iter()
        .flat_map(|evidence| {
            evidence.pods.values().filter_map(move |pod| Some((evidence, pod, pod.created?)))
        })
        .collect();
    pods.sort_by_key(|(_, pod, created)| (*created, pod.name.clone()));
    let mut waves: Vec<(Option<usize>, Vec<Member<'_>>)> = Vec::new();
    for pod in pods {
        let decision = followed(decisions, pod.2);
        let together = |wave: &&mut (Option<usize>, Vec<(_, _, Timestamp)>)| match decision {
            Some(_) => wave.0 == decision,
            None => {
                wave.0.is_none()
                    && wave.1.last().is_some_and(|(_, _, last)| pod.2.duration_since(*last) <= TOGETHER)
            }
        };
        match waves.iter_mut().find(together) {
            Some(wave) => wave.1.push(pod),
            None => waves.push((decision, vec![pod])),
        }
    }
    let mut templates = BTreeSet::new();
    let mut scale_ups = Vec::new();
    for (decision, members) in waves {
        let first = templates.is_empty();
        let template = members.first().and_then(|(_, pod, _)| pod.template.clone()).unwrap_or_default();
        let is_new = templates.insert(template) && !first;
        if members.iter().all(|(.., created)| *created < since) {
            continue;
        }
        let decision = decision.and_then(|place| decisions.get(place));
        let cause = match decision {
            Some(decision) => Cause::Decided(decision.clone()),
            None if is_new => Cause::Rollout,
            None if first && is_deployment(clusters, &members) => Cause::Deployed,
            None => Cause::Unknown,
        };
        let undecided = match cause {
            Cause::Deployed => Some("the service was deployed"),
            Cause::Rollout => Some("a new template was rolled out"),
            _ => None,
        };
        let chain = |(evidence, pod, _): &Member<'_>| {
            Chain::of(&Way { evidence, pod, decision, undecided, series, now })
        };
        let mut chains: Vec<Chain> = members.iter().map(chain).collect();
        chains.sort_by_key(|chain| (chain.created, chain.ready().unwrap_or(Timestamp::MAX)));
        let ready = chains.iter().enumerate().filter(|(_, it)| it.end == End::Ready);
        let critical = ready.max_by_key(|(_, it)| it.ready()).map(|(place, _)| place);
        let began = chains
            .iter()
            .filter_map(|it| it.path.as_ref())
            .map(|path| path.began)
            .min_by_key(|at| at.middle());
        scale_ups.push(ScaleUp { cause, began, advice: advice(&chains, critical), chains, critical });
    }
    scale_ups
}

/// The latest decision that a pod may come of.
fn followed(decisions: &[Decision], created: Timestamp) -> Option<usize> {
    let created = Interval::stamp(created);
    let may = |it: &Decision| {
        it.grows() != Some(false)
            && it.at.earliest <= created.latest
            && created.earliest <= later(it.at.latest, FOLLOWS)
    };
    decisions.iter().rposition(may)
}

/// Whether the first pods that are known are those that came with the service itself.
fn is_deployment(clusters: &[Evidence], members: &[Member<'_>]) -> bool {
    let service = clusters
        .first()
        .and_then(|it| it.world.only_scene()?.service?.metadata.creation_timestamp.as_ref().map(|at| at.0));
    let first = members.iter().map(|(.., created)| *created).min();
    service.zip(first).is_some_and(|(service, first)| first.duration_since(service) <= FOLLOWS)
}
