//! HorizontalPodAutoscalers: asks scale and metrics as the real controller does; what it makes of them is [`crate::elastic::hpa`].

mod answers;
pub(super) mod questions;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::conditions;
use crate::elastic::hpa::{
    Answer as Values, Decision, Look, Memory, Metric, NoPods, Scale, Settings, Spec, Told, Unanswered, look,
};
use crate::kubernetes::Identity;
use crate::kubernetes::resources::{HorizontalPodAutoscaler, HpaSpec, HpaStatus, LabelSelector, Pod};
use crate::kubernetes::selector::{equalities, selects};
use crate::sandbox::{Answer, Change, Controller, Event, Kept, Key, Plan, Refusal, World, Write};

/// A kind of autoscaler that follows these rules.
pub trait Autoscaler: Kept {
    /// Who scales.
    const MANAGER: &'static str;
    /// What it may do.
    fn spec(&self) -> &HpaSpec;
    /// What it saw and decided last.
    fn status(&self) -> &HpaStatus;
}

impl Autoscaler for HorizontalPodAutoscaler {
    const MANAGER: &'static str = "horizontal-pod-autoscaler";
    fn spec(&self) -> &HpaSpec {
        &self.spec
    }
    fn status(&self) -> &HpaStatus {
        &self.status
    }
}

/// The pods of a namespace that a selector selects.
pub type Pods = Box<dyn Fn(&World, &str, &LabelSelector) -> Vec<Arc<Pod>> + Send>;

/// The HPA controller, for one kind of autoscaler.
pub struct HpaController<K = HorizontalPodAutoscaler> {
    settings: Settings,
    period: SignedDuration,
    known: HashMap<Key, Known>,
    pods: Pods,
    kind: PhantomData<fn() -> K>,
}

/// What is remembered of one autoscaler.
#[derive(Debug)]
struct Known {
    /// When it is looked at next.
    due: Timestamp,
    memory: Memory,
    /// What its target's pods have in common; unknown before its first look.
    selector: Option<LabelSelector>,
    /// How far the present look is.
    stage: Stage,
}

/// How far a look is.
#[derive(Debug, Default)]
enum Stage {
    #[default]
    Idle,
    /// The scale is asked.
    Scale,
    /// The metrics are asked: of which each the answer is, or why it could not be asked.
    Metrics { scale: Scale, pods: Result<(), NoPods>, asked: Vec<Result<(), String>> },
    /// The scale is being written.
    Decided(Box<Decision>),
}

impl HpaController {
    /// A controller that looks at each autoscaler of its own cluster so often.
    pub fn new(settings: Settings, period: SignedDuration) -> Self {
        let pods = |world: &World, namespace: &str, selector: &LabelSelector| {
            world.pods.of(namespace).filter(|pod| selects(selector, pod.labels())).cloned().collect()
        };
        Self::over(settings, period, Box::new(pods))
    }
}

impl<K: Autoscaler> HpaController<K> {
    /// The same over the pods of wherever they are.
    pub fn over(settings: Settings, period: SignedDuration, pods: Pods) -> Self {
        Self { settings, period, known: HashMap::new(), pods, kind: PhantomData }
    }

    /// Ends a look: what is known makes a decision, and that makes writes.
    fn decide(
        &mut self,
        key: &Key,
        hpa: &K,
        scale: Result<Scale, String>,
        pods: Result<Vec<Arc<Pod>>, NoPods>,
        answers: &[Result<Values, Unanswered>],
        now: Timestamp,
    ) -> Plan {
        let Some(known) = self.known.get_mut(key) else { return Plan::nothing() };
        let spec = Spec::from(hpa.spec());
        let decision = look(
            std::mem::take(&mut known.memory),
            &Look {
                namespace: hpa.namespace(),
                spec: &spec,
                status: hpa.status(),
                scale,
                pods: pods.as_ref().map(|pods| pods.iter().map(|pod| &**pod).collect()).map_err(Clone::clone),
                answers,
                settings: &self.settings,
                now,
            },
        );
        let target = questions::target(hpa.namespace(), &hpa.spec().scale_target_ref).ok();
        let scale = decision.rescale.zip(target).map(|(replicas, target)| Write::Scale { target, replicas });
        known.stage = match scale.is_some() {
            true => Stage::Decided(Box::new(decision.clone())),
            false => Stage::Idle,
        };
        let told = decision.carried_out();
        known.memory = told.memory.clone();
        let mut plan = Plan::from(scale.into_iter().chain(written(hpa, told)).collect::<Vec<_>>());
        plan.again_at(known.due);
        plan
    }

    /// The pods behind an autoscaler, unless another one selects some of them too.
    fn pods(&self, key: &Key, selector: &str, world: &World) -> Result<Vec<Arc<Pod>>, NoPods> {
        let own = self.known.get(key).and_then(|known| known.selector.as_ref());
        let (Some(own), false) = (own, selector.is_empty()) else { return Err(NoPods::NoSelector) };
        let pods = (self.pods)(world, &key.namespace, own);
        let shares = |known: &Known| {
            known.selector.as_ref().is_some_and(|it| pods.iter().any(|pod| selects(it, pod.labels())))
        };
        let mut autoscalers: Vec<String> = self
            .known
            .iter()
            .filter(|(other, known)| other.namespace == key.namespace && shares(known))
            .map(|(other, _)| format!("{}/{}", other.namespace, other.name))
            .collect();
        autoscalers.sort();
        match autoscalers.len() {
            0 | 1 => Ok(pods),
            _ => Err(NoPods::Shared { selector: selector.to_owned(), autoscalers }),
        }
    }

    /// The scale has come, or not: asks the metrics.
    fn ask_metrics(&mut self, key: &Key, hpa: &K, answers: &[Answer], world: &World, now: Timestamp) -> Plan {
        let target = questions::target(hpa.namespace(), &hpa.spec().scale_target_ref);
        let (scale, selector) = match (target, answers.first()) {
            (Err(why), _) => return self.decide(key, hpa, Err(why), Ok(Vec::new()), &[], now),
            (_, Some(Err(refusal))) => {
                return self.decide(key, hpa, Err(refusal.message.clone()), Ok(Vec::new()), &[], now);
            }
            (Ok(target), Some(Ok(scale))) => {
                if let Some(known) = self.known.get_mut(key) {
                    known.selector = selector_of(&target, world, scale);
                }
                read_scale(scale)
            }
            (_, None) => return Plan::nothing(),
        };
        let custom = answers.get(1).map_or(Err(String::new()), answers::custom_version);
        let pods = self.pods(key, &selector, world).map(drop);
        let spec = Spec::from(hpa.spec());
        let questions: Vec<Result<String, String>> = spec
            .metrics
            .iter()
            .map(|metric| questions::metric(metric, hpa.namespace(), &selector, &custom))
            .collect();
        let asked = questions.iter().map(|it| it.as_ref().map(drop).map_err(Clone::clone)).collect();
        if let Some(known) = self.known.get_mut(key) {
            known.stage = Stage::Metrics { scale, pods, asked };
        }
        let questions: Vec<String> = questions.into_iter().flatten().collect();
        match questions.is_empty() {
            true => self.answered(key, Vec::new(), world, now),
            false => Plan::ask(questions),
        }
    }
}

impl Default for HpaController {
    fn default() -> Self {
        Self::new(Settings::default(), SignedDuration::from_secs(15))
    }
}

impl<K: Autoscaler> Controller for HpaController<K> {
    fn name(&self) -> &'static str {
        K::MANAGER
    }

    fn concerns(&self, change: &Change, _world: &World) -> Vec<Key> {
        if change.resource() == K::RESOURCE { vec![change.key()] } else { Vec::new() }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(hpa) = K::table(world).at(key) else {
            self.known.remove(key);
            return Plan::nothing();
        };
        // The first look is a whole period after the object was seen, and changes of it hasten nothing.
        let due = now + self.period;
        let known = self.known.entry(key.clone()).or_insert_with(|| Known {
            due,
            memory: Memory::default(),
            selector: None,
            stage: Stage::Idle,
        });
        if now < known.due {
            return Plan { again: Some(known.due), ..Plan::nothing() };
        }
        known.due = due;
        known.stage = Stage::Scale;
        let target = questions::target(hpa.namespace(), &hpa.spec().scale_target_ref);
        match target.as_ref().map(questions::scale) {
            Ok(Some(scale)) => Plan::ask(vec![scale, questions::CUSTOM_METRICS.to_owned()]),
            Ok(None) => self.decide(key, hpa, Err("unrecognized resource".into()), Ok(Vec::new()), &[], now),
            Err(why) => self.decide(key, hpa, Err(why.clone()), Ok(Vec::new()), &[], now),
        }
    }

    fn answered(&mut self, key: &Key, answers: Vec<Answer>, world: &World, now: Timestamp) -> Plan {
        let (Some(hpa), Some(known)) = (K::table(world).at(key), self.known.get_mut(key)) else {
            return Plan::nothing();
        };
        match std::mem::take(&mut known.stage) {
            Stage::Scale => self.ask_metrics(key, hpa, &answers, world, now),
            Stage::Metrics { scale, pods, asked } => {
                let own = known.selector.clone().unwrap_or_default();
                let pods = pods.map(|()| (self.pods)(world, &key.namespace, &own));
                let mut answers = answers.into_iter();
                let metrics = hpa.spec().metrics.iter().map(Metric::parse).zip(asked);
                let values: Vec<_> = metrics
                    .map(|(metric, asked)| match asked {
                        Err(why) => Err(Unanswered::Failed(why)),
                        Ok(()) => {
                            answers.next().map_or(Err(Unanswered::Nothing), |it| answers::read(&metric, it))
                        }
                    })
                    .collect();
                self.decide(key, hpa, Ok(scale), pods, &values, now)
            }
            Stage::Idle | Stage::Decided(_) => Plan { again: Some(known.due), ..Plan::nothing() },
        }
    }

    fn refused(
        &mut self,
        key: &Key,
        write: &Write,
        refusal: &Refusal,
        world: &World,
        _now: Timestamp,
    ) -> Vec<Write> {
        let (Some(hpa), Some(known)) = (K::table(world).at(key), self.known.get_mut(key)) else {
            return Vec::new();
        };
        match (std::mem::take(&mut known.stage), write) {
            (Stage::Decided(decision), Write::Scale { .. }) => {
                let told = decision.refused(&refusal.message);
                known.memory = told.memory.clone();
                written(&**hpa, told)
            }
            (_, Write::MergeStatus { .. }) => {
                vec![Event::warning(&**hpa, "FailedUpdateStatus", &refusal.message).into()]
            }
            _ => Vec::new(),
        }
    }
}

/// Events, and the status if it differs.
fn written<K: Autoscaler>(hpa: &K, told: Told) -> Vec<Write> {
    let event = |event: crate::elastic::hpa::Event| {
        let written = Event::normal(hpa, event.reason, event.message);
        Write::from(Event { warning: event.warning, ..written })
    };
    let mut writes: Vec<Write> = told.events.into_iter().map(event).collect();
    if told.status != *hpa.status() {
        writes.push(Write::status(
            hpa,
            conditions::sparse(&told.status, &["desiredReplicas", "currentMetrics"]),
        ));
    }
    writes
}

/// Replicas and selector of a Scale.
fn read_scale(scale: &Value) -> (Scale, String) {
    let count =
        |pointer| scale.pointer(pointer).and_then(Value::as_u64).and_then(|it| u32::try_from(it).ok());
    let selector = scale.pointer("/status/selector").and_then(Value::as_str).unwrap_or_default();
    let replicas = count("/spec/replicas").unwrap_or(0);
    (Scale { replicas, existing: count("/status/replicas").unwrap_or(0) }, selector.to_owned())
}

/// What the pods of a target have in common. The scale has it as text; the object has it as it was written.
fn selector_of(target: &Identity, world: &World, scale: &Value) -> Option<LabelSelector> {
    let key = Key::new(target.namespace.clone().unwrap_or_default(), &target.name);
    match target.kind.as_str() {
        "Deployment" => world.deployments.at(&key).map(|it| it.spec.selector.clone()),
        "ReplicaSet" => world.replica_sets.at(&key).map(|it| it.spec.selector.clone()),
        "StatefulSet" => world.stateful_sets.at(&key).map(|it| it.spec.selector.clone()),
        _ => scale.pointer("/status/selector").and_then(Value::as_str).and_then(equalities),
    }
}
