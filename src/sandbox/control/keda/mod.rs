//! KEDA's ScaledObjects: an HPA for what is between one and the maximum, and a look of its own at the triggers for zero.
//!
//! Read in KEDA 2.18: `controllers/keda`, `pkg/scaling`. Not simulated: scaling modifiers, fallbacks, authentication.

mod autoscaler;
mod status;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::hpa::questions;
use crate::elastic::hpa::Metric;
use crate::elastic::keda::{Activation, Replicas, Source, Trigger, Turn};
use crate::kubernetes::Identity;
use crate::kubernetes::quantity::Quantity;
use crate::kubernetes::resources::ScaledObject;
use crate::kubernetes::resources::TargetRef;
use crate::sandbox::{Answer, Change, Controller, Event, Kept, Key, Plan, World, Write};

/// The label that says whose a metric is.
const OWNER: &str = "scaledobject.keda.sh/name";
const FINALIZER: &str = "finalizer.keda.sh";
const PAUSED: &str = "autoscaling.keda.sh/paused";
const PAUSED_REPLICAS: &str = "autoscaling.keda.sh/paused-replicas";

/// KEDA's operator.
#[derive(Debug, Default)]
pub struct KedaController {
    known: HashMap<Key, Known>,
}

/// What is remembered of one ScaledObject.
#[derive(Debug)]
struct Known {
    /// When its triggers are looked at next.
    due: Timestamp,
    generation: Option<i64>,
    /// What is being asked, besides the scale.
    asked: Vec<Trigger>,
}

impl Controller for KedaController {
    fn name(&self) -> &'static str {
        "keda-operator"
    }

    fn concerns(&self, change: &Change, _world: &World) -> Vec<Key> {
        match change {
            Change::ScaledObject(_) => vec![change.key()],
            Change::HorizontalPodAutoscaler(_) => {
                let owners = change.owners().into_iter().filter(|owner| owner.kind == "ScaledObject");
                owners.map(|owner| owner.key).collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(object) = world.scaled_objects.at(key) else {
            self.known.remove(key);
            return Plan::nothing();
        };
        if object.is_going() {
            return finished(object).into();
        }
        let checked = check(object);
        let writes = match &checked {
            Ok(triggers) => prepared(object, triggers, world),
            Err(why) => status::failed(object, why),
        };
        let (Ok(triggers), true) = (checked, writes.is_empty()) else { return writes.into() };
        let generation = object.metadata.generation;
        let known = self.known.entry(key.clone()).or_insert_with(|| Known {
            due: now,
            generation,
            asked: Vec::new(),
        });
        if known.generation != generation {
            (known.generation, known.due) = (generation, now);
        }
        if now < known.due {
            return Plan { again: Some(known.due), ..Plan::nothing() };
        }
        known.due = now + SignedDuration::from_secs(object.spec.polling_interval.unwrap_or(30).max(1).into());
        known.asked = triggers.into_iter().filter(|trigger| !trigger.metric.is_empty()).collect();
        let scale = target(object).ok().and_then(|target| questions::scale(&target));
        let metrics = known.asked.iter().filter_map(|trigger| question(object, trigger));
        Plan::ask(scale.into_iter().chain(metrics).collect())
    }

    fn answered(&mut self, key: &Key, answers: Vec<Answer>, world: &World, now: Timestamp) -> Plan {
        let (Some(object), Some(known)) = (world.scaled_objects.at(key), self.known.get_mut(key)) else {
            return Plan::nothing();
        };
        let mut answers = answers.into_iter();
        let triggers = std::mem::take(&mut known.asked);
        let mut plan = match answers.next() {
            Some(Ok(scale)) => looked(object, &scale, &triggers, answers.collect(), now),
            Some(Err(refusal)) => {
                status::failed(object, &format!("Target resource doesn't exist: {}", refusal.message)).into()
            }
            None => Plan::nothing(),
        };
        plan.again_at(known.due);
        plan
    }
}

/// Its triggers, if it is one that can be followed.
fn check(object: &ScaledObject) -> Result<Vec<Trigger>, String> {
    target(object)
        .map_err(|why| format!("ScaledObject doesn't have correct scaleTargetRef specification: {why}"))?;
    let spec = &object.spec;
    let (min, max) = (spec.min_replica_count.unwrap_or(0), spec.max_replica_count.unwrap_or(100));
    let counts = "ScaledObject doesn't have correct Idle/Min/Max Replica Counts specification";
    if min > max {
        return Err(format!("{counts}: MinReplicaCount={min} must be less than MaxReplicaCount={max}"));
    }
    if let Some(idle) = spec.idle_replica_count.filter(|idle| *idle >= min) {
        return Err(format!("{counts}: IdleReplicaCount={idle} must be less than MinReplicaCount={min}"));
    }
    if spec.advanced.get("scalingModifiers").is_some() {
        return Err("scaling modifiers are not simulated".into());
    }
    let read = |(place, it): (usize, &crate::kubernetes::resources::ScaleTrigger)| {
        Trigger::parse(place, &it.kind, &it.metadata, it.metric_type.as_deref())
            .map_err(|why| format!("failed to ensure HPA is correctly created for ScaledObject: error parsing {} metadata: {why}", it.kind))
    };
    spec.triggers.iter().enumerate().map(read).collect()
}

/// What it scales: a Deployment if it names no kind.
fn target(object: &ScaledObject) -> Result<Identity, String> {
    let given = &object.spec.scale_target_ref;
    let kind = if given.kind.is_empty() { "Deployment".to_owned() } else { given.kind.clone() };
    let api_version =
        given.api_version.clone().filter(|it| !it.is_empty()).unwrap_or_else(|| "apps/v1".into());
    questions::target(
        object.namespace(),
        &TargetRef { api_version: Some(api_version), kind, name: given.name.clone() },
    )
}

fn question(object: &ScaledObject, trigger: &Trigger) -> Option<String> {
    let metric = Metric::parse(&autoscaler::external(object, trigger));
    questions::metric(&metric, object.namespace(), "", &Err(String::new())).ok()
}

/// What is to be there before triggers are looked at: finalizer, label, HPA, and a status that says so.
fn prepared(object: &Arc<ScaledObject>, triggers: &[Trigger], world: &World) -> Vec<Write> {
    let finalizers = object.metadata.finalizers.clone().unwrap_or_default();
    let labelled = object.labels().get(OWNER).is_some_and(|name| name == object.name());
    if !labelled || !finalizers.iter().any(|it| it == FINALIZER) {
        let mut finalizers = finalizers;
        finalizers.retain(|it| it != FINALIZER);
        finalizers.push(FINALIZER.into());
        let metadata = json!({"finalizers": finalizers, "labels": {OWNER: object.name()}});
        return vec![Write::merge(&**object, json!({ "metadata": metadata }))];
    }
    let paused = paused(object).is_some();
    let name = autoscaler::name(object);
    let found = world.autoscalers.get(object.namespace(), &name);
    let mut writes = Vec::new();
    match found {
        Some(found) if paused => writes.push(Write::delete(&**found)),
        None if paused => {}
        found => writes.extend(autoscaler::write(object, triggers, found.map(|it| &**it))),
    }
    writes.extend(status::prepared(object, triggers, paused));
    writes
}

/// Whether it is held, and at how many.
fn paused(object: &ScaledObject) -> Option<Option<u32>> {
    let word = |key: &str| object.annotations().get(key);
    match word(PAUSED_REPLICAS) {
        Some(count) => Some(count.parse().ok()),
        None => word(PAUSED).is_some_and(|word| word != "false").then_some(None),
    }
}

/// A look at the triggers has come to its end.
fn looked(
    object: &Arc<ScaledObject>,
    scale: &Value,
    triggers: &[Trigger],
    answers: Vec<Answer>,
    now: Timestamp,
) -> Plan {
    let current = scale.pointer("/spec/replicas").and_then(Value::as_u64);
    let current = current.and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
    let Ok(target) = target(object) else { return Plan::nothing() };
    if let Some(paused) = paused(object) {
        let count = paused.filter(|count| *count != current);
        return count
            .map(|replicas| Write::Scale { target, replicas })
            .into_iter()
            .collect::<Vec<_>>()
            .into();
    }
    let values: Vec<Option<f64>> = answers.into_iter().map(value).collect();
    let awake = |(trigger, value): (&Trigger, &Option<f64>)| {
        let above = value.is_some_and(|value| value > trigger.activation);
        above.then(|| trigger.metric.clone())
    };
    let active: Vec<String> = triggers.iter().zip(&values).filter_map(awake).collect();
    let seconds =
        |span: Option<u32>, default: i64| SignedDuration::from_secs(span.map_or(default, Into::into));
    let activation = Activation {
        replicas: Replicas {
            current,
            min: object.spec.min_replica_count.unwrap_or(0),
            idle: object.spec.idle_replica_count,
        },
        active: !active.is_empty(),
        failed: values.iter().any(Option::is_none),
        last_active: object.status.last_active_time,
        created: object.metadata.creation_timestamp.as_ref().map_or(now, |time| time.0),
        cooldown: seconds(object.spec.cooldown_period, 300),
        initial_cooldown: seconds(object.spec.initial_cooldown_period, 0),
    };
    // The HPA measures CPU and memory by itself and never goes to zero; such an object is not awake for them.
    let turn = activation.turn(now);
    let mut writes: Vec<Write> = match turn {
        Turn::Wake(replicas) | Turn::Sleep(replicas) | Turn::Raise(replicas) => {
            vec![Write::Scale { target: target.clone(), replicas }]
        }
        Turn::Nothing | Turn::Remember | Turn::CoolDown => Vec::new(),
    };
    let (kind, name) = (status::kind(&target), format!("{}/{}", object.namespace(), target.name));
    match turn {
        Turn::Wake(to) => {
            let why = active.join(";");
            let message = format!("Scaled {kind} {name} from {current} to {to}, triggered by {why}");
            writes.push(Event::normal(&**object, "KEDAScaleTargetActivated", message).into());
        }
        Turn::Sleep(to) => {
            let message = format!("Deactivated {kind} {name} from {current} to {to}");
            writes.push(Event::normal(&**object, "KEDAScaleTargetDeactivated", message).into());
        }
        _ => {}
    }
    writes.extend(status::looked(object, &activation, turn, current, now));
    writes.into()
}

/// The value of an answer; `None` if there is none.
fn value(answer: Answer) -> Option<f64> {
    let answer = answer.ok()?;
    let text = answer.pointer("/items/0/value")?.as_str()?;
    Quantity::parse(text).ok().map(|quantity| quantity.as_f64())
}

/// It goes: what it scaled gets its first count again, if that is wanted.
fn finished(object: &Arc<ScaledObject>) -> Vec<Write> {
    let finalizers = object.metadata.finalizers.clone().unwrap_or_default();
    if !finalizers.iter().any(|it| it == FINALIZER) {
        return Vec::new();
    }
    let restores = object.spec.advanced.get("restoreToOriginalReplicaCount") == Some(&Value::Bool(true));
    let scale = match (restores, object.status.original_replica_count, target(object)) {
        (true, Some(replicas), Ok(target)) => Some(Write::Scale { target, replicas }),
        _ => None,
    };
    let left: Vec<&String> = finalizers.iter().filter(|it| *it != FINALIZER).collect();
    let release = Write::merge(&**object, json!({"metadata": {"finalizers": left}}));
    scale.into_iter().chain([release]).collect()
}

/// Whether the HPA measures it by itself.
fn is_resource(trigger: &Trigger) -> bool {
    matches!(trigger.source, Source::Resource { .. })
}
