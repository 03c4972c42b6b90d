//! One pod's way, step by step.

use jiff::Timestamp;
use serde::Serialize;

use super::attempts::{Attempt, attempts};
use super::bound::{Bound, bound};
use super::evidence::Evidence;
use super::marks::Way;
use super::path::{Path, path, tighten};
use super::place::Place;
use super::pods::PodRecord;
use super::step::{Finding, Step};

/// A step with what is known of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepView {
    /// Which.
    pub step: Step,
    /// What is known of its end.
    #[serde(flatten)]
    pub finding: Finding,
    /// Its stamp contradicts the order of steps: clocks differ, or it happened again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub disordered: bool,
    /// What decides how long it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<Bound>,
}

/// How a way ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum End {
    /// The pod became ready.
    Ready,
    /// It is on its way.
    Pending,
    /// It failed, or was removed before it was ready.
    Failed {
        /// Why, in the kubelet's words.
        reason: String,
    },
}

/// The way of one pod.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Chain {
    /// The pod.
    pub pod: String,
    /// Where it is.
    #[serde(flatten)]
    pub place: Place,
    /// When it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
    /// How it ended.
    pub end: End,
    /// Each step.
    pub steps: Vec<StepView>,
    /// Where the time went; absent with fewer than two stamps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Path>,
    /// What was tried on the way and failed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
}

impl Chain {
    /// The chain of a pod.
    pub(super) fn of(way: &Way<'_>) -> Self {
        let Way { evidence, pod, .. } = *way;
        let mut steps: Vec<(Step, Finding)> =
            Step::ALL.into_iter().map(|step| (step, way.find(step))).collect();
        let disordered = tighten(&mut steps);
        let path = path(&steps);
        let views = steps.into_iter().map(|(step, finding)| StepView {
            step,
            disordered: disordered.contains(&step),
            bound: bound(way, step, &finding),
            finding,
        });
        Self {
            pod: pod.name.clone(),
            place: evidence.place(pod.node.clone()),
            created: pod.created,
            end: end(evidence, pod),
            steps: views.collect(),
            path,
            attempts: attempts(way),
        }
    }

    /// What is known of a step.
    pub fn step(&self, step: Step) -> Option<&StepView> {
        self.steps.iter().find(|view| view.step == step)
    }

    /// When it became ready; the middle of what is known.
    pub fn ready(&self) -> Option<Timestamp> {
        self.step(Step::Ready)?.finding.stamped().map(|mark| mark.at.middle())
    }
}

fn end(evidence: &Evidence, pod: &PodRecord) -> End {
    let gone = evidence.departures.iter().any(|it| it.pod == pod.name);
    match (&pod.ready, &pod.failed) {
        (_, Some(reason)) => End::Failed { reason: reason.clone() },
        (Some(_), None) => End::Ready,
        (None, None) if pod.leaving.is_some() || gone => {
            End::Failed { reason: "removed before it was ready".to_owned() }
        }
        (None, None) => End::Pending,
    }
}
