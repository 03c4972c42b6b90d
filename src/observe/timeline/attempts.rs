//! What was tried on a pod's way and failed: each retry is a chain of its own, of one step.

use serde::Serialize;

use super::interval::Interval;
use super::marks::Way;
use super::step::Step;
use crate::platform::Request;

/// Something that was tried and failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// The step that it was to bring.
    pub step: Step,
    /// When it began, or was said to have failed first.
    pub began: Interval,
    /// When it ended, where a record says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Interval>,
    /// How often it is recorded.
    pub count: i32,
    /// What was said.
    pub words: String,
}

/// Failed attempts of a pod, in order.
pub(super) fn attempts(way: &Way<'_>) -> Vec<Attempt> {
    let mut attempts = requests(way);
    attempts.extend(pulls(way));
    attempts.extend(runs(way));
    attempts.sort_by_key(|it| it.began.earliest);
    attempts
}

/// Node autoscalers that could not help.
fn requests(way: &Way<'_>) -> Vec<Attempt> {
    let failed = way.requests().filter(|(_, request)| !matches!(request, Request::Asked { .. }));
    let attempt = |(event, _): (&super::happenings::Happening, Request)| Attempt {
        step: Step::NodeRequested,
        began: event.first,
        ended: (event.count > 1).then_some(event.last),
        count: event.count,
        words: format!("{}: {}", event.reason, event.message),
    };
    failed.map(attempt).collect()
}

/// Pulls of an image that failed.
fn pulls(way: &Way<'_>) -> Vec<Attempt> {
    let events = way.evidence.about(&way.pod.uid, &way.pod.name);
    let failed =
        events.filter(|it| it.kind == "Pod" && it.reason == "Failed" && it.message.contains("pull image"));
    let attempt = |event: &super::happenings::Happening| Attempt {
        step: Step::ImagePulled,
        began: event.first,
        ended: (event.count > 1).then_some(event.last),
        count: event.count,
        words: event.message.clone(),
    };
    failed.map(attempt).collect()
}

/// Runs of the serving container before the one that became ready.
fn runs(way: &Way<'_>) -> Vec<Attempt> {
    let telling = way.pod.telling_run();
    let before =
        way.pod.runs_of(&way.pod.serving).filter(|(began, _)| telling.is_some_and(|run| *began < run));
    let runs: Vec<Attempt> = before
        .map(|(began, run)| {
            let exit = run.exit.as_ref().map(|(code, reason)| format!("exit code {code} ({reason})"));
            Attempt {
                step: Step::ContainerStarted,
                began: Interval::stamp(began),
                ended: run.ended.map(Interval::stamp),
                count: 1,
                words: exit.unwrap_or_else(|| "it ended; no record says how".to_owned()),
            }
        })
        .collect();
    runs
}
