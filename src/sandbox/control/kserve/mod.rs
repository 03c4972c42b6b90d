//! KServe with the manners of 0.13.1: an InferenceService becomes a Deployment, a Service, an autoscaler unless somebody else
//! scales it, and an Ingress once it is available; or a Knative Service ([`serverless`]).
//!
//! Read in `pkg/controller/v1beta1/inferenceservice` of KServe 0.13.1. Its webhooks are not here: what they fill in is
//! filled in where the children are made, and the storage initializer stands in the Deployment's template, not only in
//! its pods.

mod children;
mod container;
mod predictor;
mod runtime;
mod serverless;
mod status;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::kubernetes::Identity;
use crate::kubernetes::resources::InferenceService;
use crate::sandbox::{Change, Controller, Event, Kept, Key, Plan, World, Write};
use predictor::Mode;

/// What KServe is configured with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The end of the hosts of services.
    pub domain: String,
    /// The IngressClass of their Ingress objects.
    pub class: String,
}

/// KServe's controller of InferenceServices.
#[derive(Debug)]
pub struct KserveController {
    settings: Settings,
    /// What was written last. KServe compares with a dry run; the memory of what was wanted tells the same.
    written: BTreeMap<Key, Written>,
}

#[derive(Debug, Default)]
struct Written {
    children: BTreeMap<Identity, Value>,
    status: Value,
}

/// The finalizer of every InferenceService.
const FINALIZER: &str = "inferenceservice.finalizers";

impl KserveController {
    /// A controller that knows of no service yet.
    pub fn new(settings: Settings) -> Self {
        Self { settings, written: BTreeMap::new() }
    }

    /// The writes that bring the children to what is wanted of them.
    fn bring(&mut self, key: &Key, wanted: Vec<Value>, world: &World) -> Vec<Write> {
        let written = self.written.entry(key.clone()).or_default();
        let mut writes = Vec::new();
        for child in wanted {
            let Some(identity) = identity(&child) else { continue };
            let same = match written.children.get(&identity) {
                Some(before) => {
                    children::essence(before) == children::essence(&child) && children::holds(&child, world)
                }
                // After a restart nothing is remembered; what is there counts as written by the one before.
                None => children::holds(&child, world),
            };
            match children::exists(&identity, world) {
                false => writes.push(Write::Create(child.clone())),
                true if !same => writes.push(Write::Replace(child.clone())),
                true => {}
            }
            written.children.insert(identity, child);
        }
        writes
    }
}

impl Controller for KserveController {
    fn name(&self) -> &'static str {
        "kserve-controller-manager"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        match change {
            Change::InferenceService(_) => vec![change.key()],
            // A runtime that comes may be what a service waits for.
            Change::ServingRuntime(_) | Change::ClusterServingRuntime(_) => {
                world.inference_services.iter().map(|(key, _)| key.clone()).collect()
            }
            Change::Deployment(_) | Change::KnativeService(_) => {
                let owners = change.owners().into_iter().filter(|owner| owner.kind == "InferenceService");
                owners.map(|owner| owner.key).collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(service) = world.inference_services.at(key) else {
            self.written.remove(key);
            return Plan::nothing();
        };
        let finalizers = service.metadata.finalizers.clone().unwrap_or_default();
        let has_finalizer = finalizers.iter().any(|it| it == FINALIZER);
        if service.is_going() {
            let rest: Vec<&String> = finalizers.iter().filter(|it| *it != FINALIZER).collect();
            let patch = json!({"metadata": {"finalizers": rest}});
            return has_finalizer
                .then(|| Write::merge(&**service, patch))
                .into_iter()
                .collect::<Vec<_>>()
                .into();
        }
        let mode = predictor::mode(service);
        if mode == Mode::ModelMesh {
            return Plan::nothing();
        }
        let mut writes = Vec::new();
        let defaulted = predictor::defaulted(service);
        if !has_finalizer || defaulted.annotations() != service.annotations() {
            let all: Vec<&str> = finalizers
                .iter()
                .map(String::as_str)
                .filter(|it| *it != FINALIZER)
                .chain([FINALIZER])
                .collect();
            let metadata = json!({"finalizers": all, "annotations": defaulted.annotations()});
            writes.push(Write::merge(&**service, json!({ "metadata": metadata })));
        }
        let service = &defaulted;
        let status = match predictor::predictor(service, world) {
            Ok(predictor) if mode == Mode::Serverless => {
                let wanted = serverless::knative_service(service, &predictor);
                writes.extend(self.bring(key, vec![wanted], world));
                serverless::status(service, &predictor, world, now).value
            }
            Ok(predictor) => {
                writes.extend(self.bring(key, children::of(service, &predictor), world));
                writes.extend(children::unwanted(service, &predictor, world));
                let mut status = status::of(service, &predictor, &self.settings, world, now);
                if status.predictor_ready {
                    if !children::is_local(service) {
                        let ingress = children::ingress(service, &predictor, &self.settings);
                        writes.extend(self.bring(key, vec![ingress], world));
                    }
                    status.ingress(service, &predictor, &self.settings, now);
                }
                status.value
            }
            Err(refusal) => {
                writes.push(Event::warning(&**service, "InternalError", refusal.error.clone()).into());
                status::refused(service, &refusal)
            }
        };
        writes.extend(self.tell(key, service, status));
        writes.into()
    }
}

impl KserveController {
    /// The status, if it is another one, with the event of a change of readiness.
    fn tell(&mut self, key: &Key, service: &Arc<InferenceService>, status: Value) -> Vec<Write> {
        let written = self.written.entry(key.clone()).or_default();
        if written.status == status {
            return Vec::new();
        }
        let (was, is) = (
            status::is_ready(&serde_json::to_value(&service.status).unwrap_or_default()),
            status::is_ready(&status),
        );
        written.status = status.clone();
        let mut writes = vec![Write::status(&**service, status)];
        let name = service.name();
        match (was, is) {
            (true, false) => writes.push(
                Event::warning(
                    &**service,
                    "InferenceServiceNotReady",
                    format!("InferenceService [{name}] is no longer Ready"),
                )
                .into(),
            ),
            (false, true) => writes.push(
                Event::normal(
                    &**service,
                    "InferenceServiceReady",
                    format!("InferenceService [{name}] is Ready"),
                )
                .into(),
            ),
            _ => {}
        }
        writes
    }
}

fn identity(object: &Value) -> Option<Identity> {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    Some(Identity {
        api_version: text("/apiVersion")?,
        kind: text("/kind")?,
        namespace: text("/metadata/namespace"),
        name: text("/metadata/name")?,
    })
}
