//! Jobs: pods that run to their end, so many at once, until so many have succeeded.
//!
//! Read in `pkg/controller/job` of Kubernetes 1.36. A pod keeps a finalizer until the numbers of the Job know how it ended.
//! Pod failure policies, success policies and limits by index are not followed.

mod counting;
mod indexes;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{conditions, owners, pods, template};
use crate::kubernetes::resources::{Condition, Pod};
use crate::sandbox::world::workloads::{Job, JobStatus};
use crate::sandbox::{Change, Controller, Event, Kept, Key, Plan, Refusal, World, Write};
use indexes::Indexes;

/// Keeps a pod until it is counted.
const FINALIZER: &str = "batch.kubernetes.io/job-tracking";
const INDEX: &str = "batch.kubernetes.io/job-completion-index";
/// The most pods that one look creates or deletes.
const BURST: usize = 500;
/// The pause after a pod's failure, and the longest; each failure in a row doubles it.
const BACKOFF: (i64, i64) = (10, 600);

/// The Job controller.
#[derive(Debug, Default)]
pub struct JobController {
    /// Pods that failed in a row, and when the last did.
    failures: BTreeMap<Key, (u32, Timestamp)>,
}

impl Controller for JobController {
    fn name(&self) -> &'static str {
        "job-controller"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        match change {
            Change::Job(_) => vec![change.key()],
            Change::Pod(diff) => {
                owners::concerned(change, diff, "Job", &world.jobs, |job| &job.spec.selector)
            }
            _ => Vec::new(),
        }
    }

    fn weight(&self, key: &Key, world: &World) -> usize {
        world.jobs.at(key).map_or(0, |it| world.pods.count_owned_by(it.uid()))
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(job) = world.jobs.at(key) else {
            self.failures.remove(key);
            return Plan::nothing();
        };
        if let Some(plan) = ended(job, now) {
            self.failures.remove(key);
            // Pods that ended late are let go.
            let late = world.pods.owned_by(job.uid()).filter(|pod| pods::has_ended(pod) || pod.is_going());
            let writes = late.filter_map(|pod| release(pod)).chain(plan.writes).collect();
            return Plan { writes, ..plan };
        }
        let claim = owners::claim(&**job, &job.spec.selector, &world.pods, |_| true);
        let mut plan = Plan::from(claim.writes);
        let mut turn = Turn::new(job, world, claim.own, now);
        self.remember(key, &turn);
        turn.run(self.failures.get(key).copied());
        plan.writes.append(&mut turn.writes);
        plan.again = turn.again;
        plan
    }

    fn refused(
        &mut self,
        key: &Key,
        write: &Write,
        refusal: &Refusal,
        world: &World,
        _now: Timestamp,
    ) -> Vec<Write> {
        let (Write::Create(_), Some(job)) = (write, world.jobs.at(key)) else { return Vec::new() };
        let message = format!("Error creating: {}", refusal.message);
        vec![Event::warning(&**job, "FailedCreate", message).into()]
    }
}

impl JobController {
    /// Counts failures in a row: a success ends the row.
    fn remember(&mut self, key: &Key, turn: &Turn<'_>) {
        if turn.newly.succeeded.is_empty() {
            if !turn.newly.failed.is_empty() {
                let (count, last) = self.failures.entry(key.clone()).or_insert((0, turn.now));
                *count += u32::try_from(turn.newly.failed.len()).unwrap_or(u32::MAX);
                *last = turn.now;
            }
        } else {
            self.failures.remove(key);
        }
    }
}

/// One look at a Job.
struct Turn<'a> {
    job: &'a Arc<Job>,
    world: &'a World,
    now: Timestamp,
    pods: Vec<Arc<Pod>>,
    active: Vec<Arc<Pod>>,
    /// Pods that have ended and are not counted yet.
    newly: counting::Ended,
    status: JobStatus,
    indexes: Indexes,
    writes: Vec<Write>,
    again: Option<Timestamp>,
}

impl<'a> Turn<'a> {
    fn new(job: &'a Arc<Job>, world: &'a World, pods: Vec<Arc<Pod>>, now: Timestamp) -> Self {
        let active = pods.iter().filter(|pod| pods::is_active(pod)).cloned().collect();
        let newly = counting::Ended::of(&pods, &job.status);
        let mut indexes = Indexes::parse(job.status.completed_indexes.as_deref().unwrap_or_default());
        if is_indexed(job) {
            let succeeded = pods.iter().filter(|pod| pods::phase(pod) == "Succeeded");
            succeeded.filter_map(|pod| indexes::of(pod)).for_each(|index| indexes.insert(index));
        }
        Self {
            job,
            world,
            now,
            pods,
            active,
            newly,
            status: job.status.clone(),
            indexes,
            writes: Vec::new(),
            again: None,
        }
    }

    fn run(&mut self, failures: Option<(u32, Timestamp)>) {
        let spec = &self.job.spec;
        if self.status.start_time.is_none() && !spec.suspend {
            self.status.start_time = Some(conditions::seconds(self.now));
        }
        let mut end = self.has_failed();
        let mut active = self.active.len();
        if end.is_some() {
            for pod in self.active.clone() {
                self.delete(&pod);
            }
            active = 0;
        } else if !self.job.is_going() {
            active = self.manage(failures);
            if end.is_none() && self.is_complete(active) {
                let message = "Reached expected number of succeeded pods";
                end = Some(("SuccessCriteriaMet", "CompletionsReached", message.to_owned()));
            } else {
                self.tell_suspended();
            }
        }
        self.finish(end, active);
    }

    /// Why the Job has failed, if it has.
    fn has_failed(&mut self) -> Option<(&'static str, &'static str, String)> {
        if let Some(known) = conditions::find(&self.status.conditions, "FailureTarget") {
            let reason = if known.reason.as_deref() == Some("DeadlineExceeded") {
                "DeadlineExceeded"
            } else {
                "BackoffLimitExceeded"
            };
            return Some(("FailureTarget", reason, known.message.clone().unwrap_or_default()));
        }
        if let Some(known) = conditions::find(&self.status.conditions, "SuccessCriteriaMet") {
            return Some((
                "SuccessCriteriaMet",
                "CompletionsReached",
                known.message.clone().unwrap_or_default(),
            ));
        }
        let limit = self.job.spec.backoff_limit.unwrap_or(6);
        let failed = self.status.failed + self.newly.failed_count() + self.uncounted_failed();
        if failed > limit || self.restarts() > limit || (limit == 0 && self.restarts() > 0) {
            let message = "Job has reached the specified backoff limit".to_owned();
            return Some(("FailureTarget", "BackoffLimitExceeded", message));
        }
        let started = self.status.start_time.filter(|_| !self.job.spec.suspend)?;
        let deadline =
            started.saturating_add(SignedDuration::from_secs(self.job.spec.active_deadline_seconds?));
        let deadline = deadline.ok()?;
        if deadline <= self.now {
            let message = "Job was active longer than specified deadline".to_owned();
            return Some(("FailureTarget", "DeadlineExceeded", message));
        }
        self.again = Some(deadline);
        None
    }

    /// Restarts of running pods, where failed containers start again in place.
    fn restarts(&self) -> i32 {
        if self.job.spec.template.pointer("/spec/restartPolicy").and_then(Value::as_str) != Some("OnFailure")
        {
            return 0;
        }
        let running = self.pods.iter().filter(|pod| matches!(pods::phase(pod), "Running" | "Pending"));
        let restarts = running
            .flat_map(|pod| pod.status.container_statuses.iter().chain(&pod.status.init_container_statuses));
        let sum: u32 = restarts.map(|status| status.restart_count).sum();
        // The limit itself is one too many here.
        i32::try_from(sum).unwrap_or(i32::MAX).saturating_add(i32::from(sum > 0))
    }

    fn uncounted_failed(&self) -> i32 {
        let uncounted = self.status.uncounted_terminated_pods.as_ref();
        uncounted.map_or(0, |it| i32::try_from(it.failed.len()).unwrap_or(i32::MAX))
    }

    fn succeeded(&self) -> i32 {
        if is_indexed(self.job) {
            return self.indexes.total();
        }
        let uncounted = self.status.uncounted_terminated_pods.as_ref();
        let uncounted = uncounted.map_or(0, |it| i32::try_from(it.succeeded.len()).unwrap_or(i32::MAX));
        self.status.succeeded + self.newly.succeeded_count() + uncounted
    }

    fn is_complete(&self, active: usize) -> bool {
        match self.job.spec.completions {
            Some(completions) => self.succeeded() >= completions && active == 0,
            None => self.succeeded() > 0 && active == 0,
        }
    }

    /// Creates or deletes pods. Returns how many are active then.
    fn manage(&mut self, failures: Option<(u32, Timestamp)>) -> usize {
        let active = self.active.len();
        let parallelism = usize::try_from(self.job.spec.parallelism.unwrap_or(1)).unwrap_or(0);
        let wanted = match self.job.spec.completions {
            _ if self.job.spec.suspend => 0,
            Some(completions) => {
                usize::try_from(completions - self.succeeded()).unwrap_or(0).min(parallelism)
            }
            None if self.succeeded() > 0 => active,
            None => parallelism,
        };
        if active > wanted {
            return self.remove(active - wanted);
        }
        if let Some((count, last)) = failures.filter(|_| wanted > active) {
            let pause = BACKOFF.0.saturating_mul(1 << (count - 1).min(10)).min(BACKOFF.1);
            let at = last.saturating_add(SignedDuration::from_secs(pause)).unwrap_or(self.now);
            if at > self.now {
                self.again = Some(self.again.map_or(at, |again| again.min(at)));
                return active;
            }
        }
        let missing = (wanted - active).min(BURST);
        match is_indexed(self.job) {
            true => self.create_indexed(missing),
            false => (0..missing).for_each(|number| self.create(number, None)),
        }
        active + missing
    }

    /// Deletes pods, those first that a ReplicaSet would delete first. Returns how many are left.
    fn remove(&mut self, count: usize) -> usize {
        let candidates: Vec<_> = self.active.iter().map(|pod| pods::candidate(pod, 1)).collect();
        let order = crate::elastic::victims::order(&candidates, self.now);
        for (place, _) in order.into_iter().take(count.min(BURST)) {
            let pod = self.active[place].clone();
            self.writes.extend(release(&pod));
            self.delete(&pod);
        }
        self.active.len() - count.min(BURST)
    }

    fn delete(&mut self, pod: &Pod) {
        self.writes.push(Write::delete(pod));
        let message = format!("Deleted pod: {}", pod.name());
        self.writes.push(Event::normal(&**self.job, "SuccessfulDelete", message).into());
    }

    fn create_indexed(&mut self, count: usize) {
        let completions = self.job.spec.completions.unwrap_or(0);
        let taken: Vec<i32> = self.active.iter().filter_map(|pod| indexes::of(pod)).collect();
        let free = (0..completions).filter(|index| !taken.contains(index) && !self.indexes.contains(*index));
        let free: Vec<i32> = free.take(count).collect();
        free.into_iter().enumerate().for_each(|(number, index)| self.create(number, Some(index)));
    }

    fn create(&mut self, number: usize, index: Option<i32>) {
        let job = self.job;
        let stamp = u64::try_from(self.now.as_nanosecond()).unwrap_or(0).wrapping_add(number as u64);
        let prefix =
            index.map_or_else(|| format!("{}-", job.name()), |index| format!("{}-{index}-", job.name()));
        // The clock may stand still between two looks.
        let seeds = (0..).map(|more: u64| template::seed(&[job.uid()], stamp.wrapping_add(more << 32)));
        let is_free = |seed: &u64| {
            let name = template::generated(&prefix, *seed);
            self.world.pods.get(job.namespace(), &name).is_none()
        };
        let seed = seeds.into_iter().find(is_free).unwrap_or(stamp);
        let mut pod = template::pod(&**job, &job.spec.template, seed);
        let mut finalizers = pod["metadata"]["finalizers"].as_array().cloned().unwrap_or_default();
        finalizers.push(FINALIZER.into());
        pod["metadata"]["finalizers"] = finalizers.into();
        if let Some(index) = index {
            indexes::mark(&mut pod, job.name(), index, seed);
        }
        let name = pod["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        self.writes.push(Write::Create(pod));
        self.writes.push(Event::normal(&**job, "SuccessfulCreate", format!("Created pod: {name}")).into());
    }

    fn tell_suspended(&mut self) {
        let known = conditions::find(&self.status.conditions, "Suspended").map(|it| it.status == "True");
        let (status, reason, event) = match (self.job.spec.suspend, known) {
            (true, None | Some(false)) => ("True", "JobSuspended", ("Suspended", "Job suspended")),
            (false, Some(true)) => ("False", "JobResumed", ("Resumed", "Job resumed")),
            _ => return,
        };
        self.status.start_time = (!self.job.spec.suspend).then(|| conditions::seconds(self.now));
        conditions::remove(&mut self.status.conditions, "Suspended");
        self.status.conditions.push(conditions::new("Suspended", status, reason, event.1, self.now));
        self.writes.push(Event::normal(&**self.job, event.0, event.1).into());
    }
}

fn is_indexed(job: &Job) -> bool {
    job.spec.completion_mode.as_deref() == Some("Indexed")
}

/// Takes the finalizer off a pod that has it.
fn release(pod: &Pod) -> Option<Write> {
    let finalizers = pod.metadata.finalizers.as_ref()?;
    let rest: Vec<&String> = finalizers.iter().filter(|it| *it != FINALIZER).collect();
    let patch = json!({ "metadata": { "uid": pod.uid(), "finalizers": rest } });
    (rest.len() < finalizers.len()).then(|| Write::merge(pod, patch))
}

/// What is left to do for a Job that has ended: it goes after its time.
fn ended(job: &Arc<Job>, now: Timestamp) -> Option<Plan> {
    let is_end = |it: &&Condition| matches!(it.kind.as_str(), "Complete" | "Failed") && it.status == "True";
    let end = job.status.conditions.iter().find(is_end)?;
    let mut plan = Plan::nothing();
    let time = job.spec.ttl_seconds_after_finished.zip(end.last_transition_time);
    if let Some(at) = time.and_then(|(ttl, at)| at.saturating_add(SignedDuration::from_secs(ttl.into())).ok())
    {
        match at <= now && !job.is_going() {
            true => plan.writes.push(Write::delete(&**job)),
            false => plan.again = Some(at),
        }
    }
    Some(plan)
}
