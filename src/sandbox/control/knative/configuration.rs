//! Configurations: a new Revision for each template, and which one is the newest that is ready.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::state::{State, condition, conditions, is_ready, metadata, told};
use crate::kubernetes::resources::StringMap;
use crate::sandbox::control::conditions::seconds;
use crate::sandbox::world::serving::{Configuration, Revision};
use crate::sandbox::{Change, Controller, Event, Kept, Key, Plan, World, Write};

/// The Configuration controller.
#[derive(Debug, Default)]
pub struct ConfigurationController;

impl Controller for ConfigurationController {
    fn name(&self) -> &'static str {
        "configuration-controller"
    }

    fn concerns(&self, change: &Change, _world: &World) -> Vec<Key> {
        match change {
            Change::Configuration(_) => vec![change.key()],
            Change::Revision(_) => super::owners(change, "Configuration"),
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(configuration) = world.configurations.at(key).filter(|it| !it.is_going()) else {
            return Plan::nothing();
        };
        let generation = configuration.metadata.generation.unwrap_or(1);
        let template = configuration.spec.get("template").cloned().unwrap_or_default();
        let given = template.pointer("/metadata/name").and_then(Value::as_str);
        let name = given.map_or_else(|| format!("{}-{generation:05}", configuration.name()), str::to_owned);
        let mut writes = Vec::new();
        let latest = world.revisions.get(&key.namespace, &name);
        if latest.is_none() {
            writes.push(Write::Create(revision(configuration, &template, &name, generation, now)));
            let message = format!("Created Revision \"{name}\"");
            writes.push(Event::normal(&**configuration, "Created", message).into());
        }
        let ready = newest_ready(configuration, world).or_else(|| known_ready(configuration));
        let old = known_ready(configuration);
        if let Some(ready) = ready.as_ref().filter(|ready| Some(*ready) != old.as_ref()) {
            if old.is_none() {
                writes.push(
                    Event::normal(&**configuration, "ConfigurationReady", "Configuration becomes ready")
                        .into(),
                );
            }
            let message = format!("LatestReadyRevisionName updated to \"{ready}\"");
            writes.push(Event::normal(&**configuration, "LatestReadyUpdate", message).into());
        }
        let state = match latest.and_then(|latest| condition(&latest.status, "Ready")) {
            _ if ready.as_deref() == Some(&name) => State::holds("Ready"),
            Some(failed) if failed["status"] == "False" => {
                let message = failed["message"].as_str().unwrap_or_default();
                let message = format!("Revision \"{name}\" failed with message: {message}.");
                State::new("Ready", "False", "RevisionFailed", message)
            }
            _ => State::unknown("Ready", "", ""),
        };
        let was_failed = condition(&configuration.status, "Ready").is_some_and(|it| it["status"] == "False");
        if state.status == "False" && !was_failed {
            let message = format!("Latest created revision \"{name}\" has failed");
            writes.push(Event::warning(&**configuration, "LatestCreatedFailed", message).into());
        }
        let mut status = json!({"latestCreatedRevisionName": name});
        if let Some(ready) = ready {
            status["latestReadyRevisionName"] = ready.into();
        }
        // Its only condition is Ready itself.
        let list = conditions(&configuration.status, vec![state.clone()], now);
        let list: Vec<Value> = list.as_array().into_iter().flatten().take(1).cloned().collect();
        status["conditions"] = list.into();
        writes.extend(told(&**configuration, &configuration.status, status));
        writes.into()
    }
}

fn known_ready(configuration: &Configuration) -> Option<String> {
    configuration.status.get("latestReadyRevisionName").and_then(Value::as_str).map(str::to_owned)
}

/// The newest revision that is ready.
fn newest_ready(configuration: &Configuration, world: &World) -> Option<String> {
    let generation = |revision: &Revision| {
        let label = revision.labels().get("serving.knative.dev/configurationGeneration");
        label.and_then(|label| label.parse::<i64>().ok()).unwrap_or(0)
    };
    let ready = world.revisions.owned_by(configuration.uid()).filter(|it| is_ready(&***it, &it.status));
    ready.max_by_key(|it| generation(it)).map(|it| it.name().to_owned())
}

fn revision(
    configuration: &Configuration,
    template: &Value,
    name: &str,
    generation: i64,
    now: Timestamp,
) -> Value {
    let map = |pointer| {
        template
            .pointer(pointer)
            .and_then(|it| serde_json::from_value::<StringMap>(it.clone()).ok())
            .unwrap_or_default()
    };
    let (mut labels, mut annotations) = (map("/metadata/labels"), map("/metadata/annotations"));
    let mut label = |key: &str, value: &str| {
        if !value.is_empty() {
            labels.insert(format!("serving.knative.dev/{key}"), value.to_owned());
        }
    };
    let own = |key: &str| {
        configuration.labels().get(&format!("serving.knative.dev/{key}")).cloned().unwrap_or_default()
    };
    label("configuration", configuration.name());
    label("configurationGeneration", &generation.to_string());
    label("configurationUID", configuration.uid());
    label("service", &own("service"));
    label("serviceUID", &own("serviceUID"));
    let routes = configuration.annotations().get("serving.knative.dev/routes");
    label("routingState", if routes.is_some() { "active" } else { "pending" });
    annotations.insert("serving.knative.dev/routingStateModified".into(), seconds(now).to_string());
    if let Some(routes) = routes {
        annotations.insert("serving.knative.dev/routes".into(), routes.clone());
    }
    json!({"apiVersion": "serving.knative.dev/v1", "kind": "Revision",
        "metadata": metadata(configuration, name, labels, annotations), "spec": template["spec"]})
}
