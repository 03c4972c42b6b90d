//! Each pod that has ended is counted once: its uid is noted, its finalizer goes, and then it is in the numbers.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{FINALIZER, Turn, conditions, is_indexed, pods, release};
use crate::kubernetes::resources::Pod;
use crate::sandbox::world::workloads::{JobStatus, Uncounted};
use crate::sandbox::{Event, Kept, Write};

/// Pods that have ended and are neither in the numbers nor noted.
#[derive(Debug, Default)]
pub(super) struct Ended {
    pub succeeded: Vec<Arc<Pod>>,
    pub failed: Vec<Arc<Pod>>,
}

impl Ended {
    pub fn of(all: &[Arc<Pod>], status: &JobStatus) -> Self {
        let uncounted = status.uncounted_terminated_pods.clone().unwrap_or_default();
        let noted: BTreeSet<&String> = uncounted.succeeded.iter().chain(&uncounted.failed).collect();
        let mut ended = Self::default();
        for pod in all.iter().filter(|pod| has_finalizer(pod) && !noted.contains(&pod.uid().to_owned())) {
            match pods::phase(pod) {
                "Succeeded" => ended.succeeded.push(pod.clone()),
                "Failed" => ended.failed.push(pod.clone()),
                // A pod that is taken away before its end counts as failed.
                _ if pod.is_going() => ended.failed.push(pod.clone()),
                _ => {}
            }
        }
        ended
    }

    pub fn succeeded_count(&self) -> i32 {
        i32::try_from(self.succeeded.len()).unwrap_or(i32::MAX)
    }

    pub fn failed_count(&self) -> i32 {
        i32::try_from(self.failed.len()).unwrap_or(i32::MAX)
    }
}

fn has_finalizer(pod: &Pod) -> bool {
    pod.metadata.finalizers.iter().flatten().any(|it| it == FINALIZER)
}

impl Turn<'_> {
    /// Writes the numbers, lets counted pods go, and says how the Job has ended once nothing is left to count.
    pub(super) fn finish(&mut self, end: Option<(&'static str, &'static str, String)>, active: usize) {
        let ready = self.active.iter().filter(|pod| pods::is_ready(pod)).count();
        let going = self.pods.iter().filter(|pod| pod.is_going() && !pods::has_ended(pod)).count();
        let whole = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        let gone = self.active.len().saturating_sub(active);
        self.status.active = whole(active);
        self.status.ready = Some(whole(ready.min(active)));
        self.status.terminating = Some(whole(going + gone));
        self.note();
        if let Some((kind, reason, message)) = &end
            && conditions::find(&self.status.conditions, kind).is_none()
        {
            self.status.conditions.push(conditions::new(kind, "True", reason, message.clone(), self.now));
        }
        self.release_counted();
        if let Some((kind, reason, message)) = end.filter(|_| active == 0 && going + gone == 0) {
            self.end(kind == "SuccessCriteriaMet", reason, message);
        }
        self.write();
    }

    /// Notes the uids of pods that have ended; of an indexed Job successes are the indexes.
    fn note(&mut self) {
        let uids = |pods: &[Arc<Pod>]| pods.iter().map(|pod| pod.uid().to_owned()).collect::<Vec<_>>();
        let mut uncounted = self.status.uncounted_terminated_pods.take().unwrap_or_default();
        if is_indexed(self.job) {
            self.status.completed_indexes = Some(self.indexes.text()).filter(|text| !text.is_empty());
            self.status.succeeded = self.indexes.total();
        } else {
            uncounted.succeeded.extend(uids(&self.newly.succeeded));
        }
        uncounted.failed.extend(uids(&self.newly.failed));
        self.status.uncounted_terminated_pods = Some(uncounted);
        let noted = self.status.uncounted_terminated_pods != self.job.status.uncounted_terminated_pods;
        let any = !self.newly.failed.is_empty() || !self.newly.succeeded.is_empty();
        if noted && any {
            // First the note, then the finalizer: nothing is lost if one of the two is not written.
            self.write();
        }
    }

    /// Takes finalizers off what is noted, and counts it.
    fn release_counted(&mut self) {
        let ended: Vec<Arc<Pod>> = self.newly.succeeded.iter().chain(&self.newly.failed).cloned().collect();
        let noted = self.status.uncounted_terminated_pods.clone().unwrap_or_default();
        let earlier =
            |pod: &&Arc<Pod>| noted.succeeded.iter().chain(&noted.failed).any(|uid| uid == pod.uid());
        let mut releases: Vec<Write> =
            self.pods.iter().filter(earlier).filter_map(|pod| release(pod)).collect();
        let indexed = ended.iter().filter(|pod| !earlier(pod)).filter_map(|pod| release(pod));
        releases.extend(indexed);
        self.writes.append(&mut releases);
        self.status.succeeded += if is_indexed(self.job) { 0 } else { count(&noted.succeeded) };
        self.status.failed += count(&noted.failed);
        self.status.uncounted_terminated_pods = Some(Uncounted::default());
    }

    fn end(&mut self, complete: bool, reason: &'static str, message: String) {
        let kind = if complete { "Complete" } else { "Failed" };
        self.status.conditions.push(conditions::new(kind, "True", reason, message.clone(), self.now));
        if complete {
            self.status.completion_time = Some(conditions::seconds(self.now));
        }
        self.write();
        self.writes.push(match complete {
            true => Event::normal(&**self.job, "Completed", "Job completed").into(),
            false => Event::warning(&**self.job, reason, message).into(),
        });
    }

    fn write(&mut self) {
        let mut status = self.status.clone();
        if status.uncounted_terminated_pods == Some(Uncounted::default()) {
            status.uncounted_terminated_pods =
                self.job.status.uncounted_terminated_pods.as_ref().map(|_| Uncounted::default());
        }
        if status != self.job.status {
            let mut written = conditions::sparse(&status, &["ready", "terminating"]);
            // An empty note stays, as the API keeps it.
            written["uncountedTerminatedPods"] = serde_json::json!({
                "succeeded": self.status.uncounted_terminated_pods.as_ref().map(|it| &it.succeeded).filter(|it| !it.is_empty()),
                "failed": self.status.uncounted_terminated_pods.as_ref().map(|it| &it.failed).filter(|it| !it.is_empty()),
            });
            self.writes.push(Write::status(&**self.job, written));
        }
    }
}

fn count(uids: &[String]) -> i32 {
    i32::try_from(uids.len()).unwrap_or(i32::MAX)
}
