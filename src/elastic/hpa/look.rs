//! One look of the controller at one autoscaler: what it knows in, what it does out.

use jiff::Timestamp;

use super::conditions::{self, ABLE_TO_SCALE, SCALED_TO_ZERO, SCALING_ACTIVE, SCALING_LIMITED};
use super::proposal::{Proposal, Scene, propose};
use super::{Answer, Behaviour, Event, Held, Memory, Settings, Spec, Unanswered, limit};
use crate::kubernetes::resources::{HpaStatus, Pod};

/// What is known of an autoscaler at one look.
#[derive(Debug, Clone)]
pub struct Look<'a> {
    /// Its namespace.
    pub namespace: &'a str,
    /// What it is told.
    pub spec: &'a Spec,
    /// What it wrote last.
    pub status: &'a HpaStatus,
    /// The target's scale subresource, or why it cannot be had.
    pub scale: Result<Scale, String>,
    /// The pods that the scale's selector matches.
    pub pods: Result<Vec<&'a Pod>, NoPods>,
    /// What the metrics APIs answered, in the order of the metrics.
    pub answers: &'a [Result<Answer, Unanswered>],
    /// The controller's flags.
    pub settings: &'a Settings,
    /// The time now.
    pub now: Timestamp,
}

/// The target's scale subresource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// `spec.replicas`.
    pub replicas: u32,
    /// `status.replicas`.
    pub existing: u32,
}

/// Why the target's pods are not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPods {
    /// The scale has no selector.
    NoSelector,
    /// The selector cannot be read; why.
    BadSelector(String),
    /// Other autoscalers select some of them.
    Shared {
        /// The selector.
        selector: String,
        /// All autoscalers that do, as `NAMESPACE/NAME`.
        autoscalers: Vec<String>,
    },
}

impl NoPods {
    /// Reason of the event, message of the event, message of the condition.
    fn words(&self) -> (&'static str, String, String) {
        let same = |reason, message: String| (reason, message.clone(), message);
        match self {
            NoPods::NoSelector => (
                "SelectorRequired",
                "selector is required".to_owned(),
                "the HPA target's scale is missing a selector".to_owned(),
            ),
            NoPods::BadSelector(why) => same(
                "InvalidSelector",
                format!("couldn't convert selector into a corresponding internal selector object: {why}"),
            ),
            NoPods::Shared { selector, autoscalers } => same(
                "AmbiguousSelector",
                format!(
                    "pods by selector {selector} are controlled by multiple HPAs: [{}]",
                    autoscalers.join(" ")
                ),
            ),
        }
    }
}

/// What a look decides. The target's scale is written first; how that ends decides what is said.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The count that the target is to be told.
    pub rescale: Option<u32>,
    reason: String,
    from: u32,
    /// Before the rescale is told of.
    told: Told,
    /// The metrics' statuses.
    metrics: Option<Vec<serde_json::Value>>,
    now: Timestamp,
    behaviour: Option<Behaviour>,
    /// What condition ScaledToZero becomes with a rescale; `None` takes it away.
    scaled_to_zero: Option<bool>,
}

/// What a look leaves: memory for the next one, and what is to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// For the next look.
    pub memory: Memory,
    /// Written if it differs from the one before.
    pub status: HpaStatus,
    /// In order.
    pub events: Vec<Event>,
}

impl Decision {
    fn none(told: Told, now: Timestamp) -> Self {
        Self {
            rescale: None,
            reason: String::new(),
            from: 0,
            told,
            metrics: None,
            now,
            behaviour: None,
            scaled_to_zero: None,
        }
    }

    /// What is left when the scale was written, or need not be.
    pub fn carried_out(self) -> Told {
        let Some(to) = self.rescale else { return self.told };
        let Told { mut memory, mut status, mut events } = self.told;
        let message = format!("the HPA controller was able to update the target scale to {to}");
        conditions::set(&mut status, ABLE_TO_SCALE, true, "SucceededRescale", &message, self.now);
        let message = format!("New size: {to}; reason: {}", self.reason);
        events.push(Event { warning: false, reason: "SuccessfulRescale", message });
        memory.changes.remember(self.behaviour.as_ref(), self.from, to, self.now);
        match self.scaled_to_zero {
            None => conditions::remove(&mut status, SCALED_TO_ZERO),
            Some(true) => {
                let message = "the HPA controller scaled the workload to zero";
                conditions::set(&mut status, SCALED_TO_ZERO, true, "ScaledToZero", message, self.now);
            }
            Some(false) => {
                let message = "the HPA controller did not scale the workload to zero";
                conditions::set(&mut status, SCALED_TO_ZERO, false, "NotScaledToZero", message, self.now);
            }
        }
        set_counts(&mut status, self.from, Some(to), self.metrics);
        status.last_scale_time = Some(conditions::whole_second(self.now));
        Told { memory, status, events }
    }

    /// What is left when the scale could not be written.
    pub fn refused(self, why: &str) -> Told {
        let Some(to) = self.rescale else { return self.told };
        let Told { memory, mut status, mut events } = self.told;
        let message = format!("New size: {to}; reason: {}; error: {why}", self.reason);
        events.push(Event::warning("FailedRescale", message));
        let message = format!("the HPA controller was unable to update the target scale: {why}");
        conditions::set(&mut status, ABLE_TO_SCALE, false, "FailedUpdateScale", &message, self.now);
        set_counts(&mut status, self.from, None, self.metrics);
        Told { memory, status, events }
    }
}

/// One look, with what was remembered of those before.
pub fn look(mut memory: Memory, look: &Look<'_>) -> Decision {
    let (now, spec) = (look.now, look.spec);
    let mut status = look.status.clone();
    let mut events = Vec::new();
    let scale = match &look.scale {
        Ok(scale) => *scale,
        Err(why) => {
            events.push(Event::warning("FailedGetScale", why));
            let message = format!("the HPA controller was unable to get the target's current scale: {why}");
            conditions::set(&mut status, ABLE_TO_SCALE, false, "FailedGetScale", &message, now);
            return Decision::none(Told { memory, status, events }, now);
        }
    };
    let message = "the HPA controller was able to get the target's current scale";
    conditions::set(&mut status, ABLE_TO_SCALE, true, "SucceededGetScale", message, now);
    let current = scale.replicas;
    memory.begin(current, now);

    let gate = look.settings.scale_to_zero;
    let was_scaled_to_zero = gate && conditions::is_true(&status, SCALED_TO_ZERO);
    let wakes = was_scaled_to_zero && (spec.min != 0 || spec.has_object_or_external());
    if current == 0 && !wakes {
        let message = "scaling is disabled since the replica count of the target is zero";
        conditions::set(&mut status, SCALING_ACTIVE, false, "ScalingDisabled", message, now);
        if !gate {
            conditions::remove(&mut status, SCALED_TO_ZERO);
        }
        set_counts(&mut status, 0, Some(0), None);
        return Decision::none(Told { memory, status, events }, now);
    }
    let out_of_bounds = match current {
        0 => None,
        _ if current > spec.max => Some((spec.max, "Current number of replicas above Spec.MaxReplicas")),
        _ if current < spec.min => Some((spec.min, BELOW_MINIMUM)),
        _ => None,
    };
    let (desired, reason, metrics) = match out_of_bounds {
        Some((desired, reason)) => (desired, reason.to_owned(), None),
        None => match from_metrics(&mut memory, look, scale, &mut status, &mut events) {
            Ok((desired, reason, metrics)) => match desired < spec.min && current == 0 && spec.min != 0 {
                true if reason.is_empty() => (spec.min, BELOW_MINIMUM.to_owned(), Some(metrics)),
                true => (spec.min, reason, Some(metrics)),
                false => (desired, reason, Some(metrics)),
            },
            Err(metrics) => {
                set_counts(&mut status, current, None, metrics);
                return Decision::none(Told { memory, status, events }, now);
            }
        },
    };
    let told = Told { memory, status, events };
    if desired == current {
        let mut told = told;
        set_counts(&mut told.status, current, Some(current), metrics);
        return Decision::none(told, now);
    }
    let to_zero = current > 0 && desired == 0 && spec.min == 0 && spec.has_object_or_external();
    Decision {
        rescale: Some(desired),
        reason,
        from: current,
        told,
        metrics,
        now,
        behaviour: spec.behaviour.clone(),
        scaled_to_zero: gate.then_some(to_zero),
    }
}

const BELOW_MINIMUM: &str = "Current number of replicas below Spec.MinReplicas";

/// The statuses of the metrics, one an item of the spec.
type Statuses = Vec<serde_json::Value>;

/// The count that the metrics ask for within all limits, and the reason; or the statuses alone where nothing can be said.
fn from_metrics(
    memory: &mut Memory,
    look: &Look<'_>,
    scale: Scale,
    status: &mut HpaStatus,
    events: &mut Vec<Event>,
) -> Result<(u32, String, Statuses), Option<Statuses>> {
    let (spec, now, current) = (look.spec, look.now, scale.replicas);
    let (wanted, name, metrics) = highest(look, scale, status, events)?;
    let mut reason = String::new();
    if wanted > current {
        reason = format!("{name} above target");
    } else if wanted < current {
        reason = "All metrics below target".to_owned();
    }
    let behaviour = spec.behaviour.as_ref();
    let (stable, held) = memory.stabilise(wanted, current, behaviour, look.settings, now);
    let (held, message) = match held {
        Held::No => ("ReadyForNewScale", "recommended size matches current size"),
        Held::Up => (
            "ScaleUpStabilized",
            "recent recommendations were lower than current one, applying the lowest recent recommendation",
        ),
        Held::Down => (
            "ScaleDownStabilized",
            "recent recommendations were higher than current one, applying the highest recent recommendation",
        ),
    };
    conditions::set(status, ABLE_TO_SCALE, true, held, message, now);
    let limited = limit(spec.bounds(), &memory.changes, stable, current, now);
    let (why, message) = limited.by.words();
    conditions::set(status, SCALING_LIMITED, limited.replicas != stable, why, message, now);
    Ok((limited.replicas, reason, metrics))
}

/// The highest count that a metric asks for, with the metric's name.
///
/// Where all metrics fail, or some fail and the others would shrink, nothing is asked for.
fn highest(
    look: &Look<'_>,
    scale: Scale,
    status: &mut HpaStatus,
    events: &mut Vec<Event>,
) -> Result<(u32, String, Statuses), Option<Statuses>> {
    let now = look.now;
    let failed = |status: &mut HpaStatus, reason: &str, message: &str| {
        conditions::set(status, SCALING_ACTIVE, false, reason, message, now);
    };
    let pods = look.pods.as_ref().map_err(|why| {
        let (reason, message, condition) = why.words();
        events.push(Event::warning(reason, &message));
        let reason = if reason == "SelectorRequired" { "InvalidSelector" } else { reason };
        failed(status, reason, &condition);
        events.push(Event::warning("FailedComputeMetricsReplicas", message));
        None
    })?;
    let scene = Scene {
        namespace: look.namespace,
        replicas: scale.replicas,
        existing: scale.existing,
        pods,
        tolerance: Behaviour::tolerance(look.spec.behaviour.as_ref(), look.settings),
        settings: look.settings,
        now,
    };
    let mut best: Option<Proposal> = None;
    let mut first_failure = None;
    let mut failures = 0;
    let mut statuses = Vec::new();
    let unasked = Err(Unanswered::Nothing);
    for (index, metric) in look.spec.metrics.iter().enumerate() {
        match propose(metric, look.answers.get(index).unwrap_or(&unasked), &scene) {
            Ok(proposal) => {
                statuses.push(proposal.status.clone());
                // A proposal of 0 does not count against the next one.
                if best.as_ref().is_none_or(|best| best.replicas == 0 || proposal.replicas > best.replicas) {
                    best = Some(proposal);
                }
            }
            Err(failure) => {
                statuses.push(serde_json::json!({"type": ""}));
                events.push(Event::warning(failure.reason, &failure.message));
                failures += 1;
                first_failure.get_or_insert(failure);
            }
        }
    }
    let wanted = best.as_ref().map_or(0, |best| best.replicas);
    if let Some(failure) = first_failure
        && (best.is_none() || wanted < scale.replicas)
    {
        let message = format!("the HPA was unable to compute the replica count: {}", failure.message);
        failed(status, failure.reason, &message);
        let all = look.spec.metrics.len();
        let message =
            format!("invalid metrics ({failures} invalid out of {all}), first error is: {}", failure.error);
        events.push(Event::warning("FailedComputeMetricsReplicas", message));
        return Err(Some(statuses));
    }
    let name = best.map(|best| best.name).unwrap_or_default();
    let message = format!("the HPA was able to successfully calculate a replica count from {name}");
    conditions::set(status, SCALING_ACTIVE, true, "ValidMetricFound", &message, now);
    Ok((wanted, name, statuses))
}

/// Counts and metrics of the status; a desired count of `None` stays as it is.
fn set_counts(status: &mut HpaStatus, current: u32, desired: Option<u32>, metrics: Option<Statuses>) {
    let signed = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    // The API leaves out a count of 0.
    status.current_replicas = (current != 0).then(|| signed(current));
    status.desired_replicas = desired.map_or(status.desired_replicas, signed);
    status.current_metrics = metrics;
}
