//! Knative Services: one Configuration and one Route each, and what both say of themselves.

use crate::kubernetes::labels;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::state::{State, condition, conditions, metadata, told};
use super::template::defaulted;
use crate::kubernetes::resources::StringMap;
use crate::sandbox::world::serving::KnativeService;
use crate::sandbox::{Change, Controller, Event, Kept, Key, Plan, World, Write};

/// The Service controller.
#[derive(Debug, Default)]
pub struct ServiceController;

impl Controller for ServiceController {
    fn name(&self) -> &'static str {
        "service-controller"
    }

    fn concerns(&self, change: &Change, _world: &World) -> Vec<Key> {
        match change {
            Change::KnativeService(_) => vec![change.key()],
            Change::Configuration(_) | Change::Route(_) => super::owners(change, "Service"),
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(service) = world.knative_services.at(key).filter(|service| !service.is_going()) else {
            return Plan::nothing();
        };
        let configuration = world.configurations.at(key);
        let route = world.routes.at(key);
        let (template, traffic) = (template(service), traffic(service));
        let mut writes = Vec::new();
        match configuration {
            None => {
                let mut labels: StringMap = service.labels().clone();
                labels.insert(labels::KNATIVE.into(), service.name().into());
                labels.insert("serving.knative.dev/serviceUID".into(), service.uid().into());
                let annotations =
                    StringMap::from([("serving.knative.dev/routes".into(), service.name().into())]);
                writes.push(Write::Create(json!({"apiVersion": "serving.knative.dev/v1", "kind": "Configuration",
                    "metadata": metadata(&**service, service.name(), labels, annotations), "spec": {"template": template}})));
                let message = format!("Created Configuration \"{}\"", service.name());
                writes.push(Event::normal(&**service, "Created", message).into());
            }
            Some(known) if known.spec.get("template") != Some(&template) => {
                // The whole template, so that what was taken out of it goes.
                let mut whole = json!({"apiVersion": "serving.knative.dev/v1", "kind": "Configuration",
                    "metadata": known.metadata, "spec": {"template": template}});
                whole["status"] = known.status.clone();
                writes.push(Write::Replace(whole));
            }
            Some(_) => {}
        }
        match route {
            None => {
                let mut labels: StringMap = service.labels().clone();
                labels.insert(labels::KNATIVE.into(), service.name().into());
                writes.push(Write::Create(json!({"apiVersion": "serving.knative.dev/v1", "kind": "Route",
                    "metadata": metadata(&**service, service.name(), labels, StringMap::new()), "spec": {"traffic": traffic}})));
                let message = format!("Created Route \"{}\"", service.name());
                writes.push(Event::normal(&**service, "Created", message).into());
            }
            Some(known) if known.spec.get("traffic") != Some(&traffic) => {
                writes.push(Write::merge(&**known, json!({"spec": {"traffic": traffic}})));
            }
            Some(_) => {}
        }
        writes.extend(status(service, configuration.map(|it| &**it), route.map(|it| &**it), now));
        writes.into()
    }
}

/// The template with what Knative's webhook fills in.
fn template(service: &KnativeService) -> Value {
    defaulted(service.spec.get("template").cloned().unwrap_or_default())
}

/// Where requests go; without a word all go to the newest revision.
fn traffic(service: &KnativeService) -> Value {
    let given = service.spec.get("traffic").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut traffic =
        if given.is_empty() { vec![json!({"latestRevision": true, "percent": 100})] } else { given };
    for part in traffic.iter_mut().filter(|part| part.get("revisionName").is_none()) {
        part["configurationName"] = service.name().into();
    }
    traffic.into()
}

fn status(
    service: &KnativeService,
    configuration: Option<&crate::sandbox::world::serving::Configuration>,
    route: Option<&crate::sandbox::world::serving::Route>,
    now: Timestamp,
) -> Option<Write> {
    let mut new = json!({});
    let configured = match configuration {
        Some(it) if it.status.get("observedGeneration").and_then(Value::as_i64) == it.metadata.generation => {
            for field in ["latestCreatedRevisionName", "latestReadyRevisionName"] {
                copy(&it.status, &mut new, field);
            }
            State::of("ConfigurationsReady", condition(&it.status, "Ready"))
        }
        Some(_) => State::unknown(
            "ConfigurationsReady",
            "OutOfDate",
            "The Configuration is still working to reflect the latest desired specification.",
        ),
        None => State::unknown("ConfigurationsReady", "", ""),
    };
    let routed = match route {
        Some(it) if it.status.get("observedGeneration").and_then(Value::as_i64) == it.metadata.generation => {
            for field in ["url", "address", "traffic"] {
                copy(&it.status, &mut new, field);
            }
            let ready = State::of("RoutesReady", condition(&it.status, "Ready"));
            match ready.status == "True" && !is_migrated(&new) {
                true => State::unknown(
                    "RoutesReady",
                    "TrafficNotMigrated",
                    "Traffic is not yet migrated to the latest revision.",
                ),
                false => ready,
            }
        }
        Some(_) => State::unknown(
            "RoutesReady",
            "OutOfDate",
            "The Route is still working to reflect the latest desired specification.",
        ),
        None => State::unknown("RoutesReady", "", ""),
    };
    new["conditions"] = conditions(&service.status, vec![configured, routed], now);
    told(service, &service.status, new)
}

/// Whether what goes to the newest revision goes to the one that is.
fn is_migrated(status: &Value) -> bool {
    let newest = status.get("latestReadyRevisionName");
    let traffic = status.get("traffic").and_then(Value::as_array);
    traffic
        .into_iter()
        .flatten()
        .all(|part| part["latestRevision"] != true || part.get("revisionName") == newest)
}

fn copy(from: &Value, into: &mut Value, field: &str) {
    if let Some(value) = from.get(field) {
        into[field] = value.clone();
    }
}
