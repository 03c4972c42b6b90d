//! Routes: which revisions take the requests of a host.

use crate::kubernetes::labels;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::state::{State, conditions, is_ready, metadata, told};
use crate::kubernetes::resources::StringMap;
use crate::sandbox::control::conditions::seconds;
use crate::sandbox::world::serving::Route;
use crate::sandbox::{Change, Controller, Kept, Key, Plan, World, Write};

/// The Route controller.
#[derive(Debug)]
pub struct RouteController {
    domain: String,
}

impl RouteController {
    /// Hosts are `NAME.NAMESPACE.DOMAIN`.
    pub fn new(domain: impl Into<String>) -> Self {
        Self { domain: domain.into() }
    }
}

const STATE: &str = "serving.knative.dev/routingState";

impl Controller for RouteController {
    fn name(&self) -> &'static str {
        "route-controller"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        let names = |route: &Route, what: &str, name: &str| {
            let traffic = route.spec.get("traffic").and_then(Value::as_array);
            traffic.into_iter().flatten().any(|part| part[what] == name)
        };
        let of = |namespace: &str, what: &str, name: &str| {
            let routes = world.routes.of(namespace).filter(|route| names(route, what, name));
            routes.map(|route| route.key()).collect()
        };
        match change {
            Change::Route(_) => vec![change.key()],
            Change::Configuration(diff) => of(diff.last.namespace(), "configurationName", diff.last.name()),
            Change::Revision(diff) => of(diff.last.namespace(), "revisionName", diff.last.name()),
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(route) = world.routes.at(key).filter(|route| !route.is_going()) else {
            return Plan::nothing();
        };
        let host = format!("{}.{}.{}", route.name(), route.namespace(), self.domain);
        let url = format!("http://{host}");
        let mut status = json!({"url": url});
        let mut writes = Vec::new();
        let assigned = assigned(route, world);
        let states = match &assigned {
            Ok(traffic) => {
                status["traffic"] = traffic.clone().into();
                let local = format!("http://{}.{}.svc.cluster.local", route.name(), route.namespace());
                status["address"] = json!({"url": local});
                writes.extend(placeholder(route, world));
                writes.extend(labels(route, traffic, world, now));
                let message = match self.domain.as_str() {
                    "svc.cluster.local" => "TLS is not enabled for cluster-local",
                    _ => "external-domain-tls is not enabled",
                };
                vec![
                    State::holds("AllTrafficAssigned"),
                    State::new("CertificateProvisioned", "True", "TLSNotEnabled", message),
                    State::holds("IngressReady"),
                ]
            }
            Err(state) => {
                if let Some(known) = route.status.get("traffic") {
                    status["traffic"] = known.clone();
                }
                vec![
                    state.clone(),
                    State::unknown("CertificateProvisioned", "", ""),
                    State::unknown(
                        "IngressReady",
                        "IngressNotConfigured",
                        "Ingress has not yet been reconciled.",
                    ),
                ]
            }
        };
        status["conditions"] = conditions(&route.status, states, now);
        writes.extend(told(&**route, &route.status, status));
        writes.into()
    }
}

/// Which revision each part of the traffic goes to.
fn assigned(route: &Route, world: &World) -> Result<Vec<Value>, State> {
    let parts = route.spec.get("traffic").and_then(Value::as_array).cloned().unwrap_or_default();
    parts.into_iter().map(|part| target(route, &part, world)).collect()
}

fn target(route: &Route, part: &Value, world: &World) -> Result<Value, State> {
    const KIND: &str = "AllTrafficAssigned";
    let mut target = json!({"latestRevision": false});
    for field in ["percent", "tag"] {
        if let Some(value) = part.get(field) {
            target[field] = value.clone();
        }
    }
    let missing = |kind: &str, name: &str| {
        let message = format!("{kind} \"{name}\" referenced in traffic not found.");
        State::new(KIND, "False", &format!("{kind}Missing"), message)
    };
    if let Some(name) = part.get("revisionName").and_then(Value::as_str) {
        let revision =
            world.revisions.get(route.namespace(), name).ok_or_else(|| missing("Revision", name))?;
        if !is_ready(&**revision, &revision.status) {
            return Err(State::unknown(
                KIND,
                "RevisionMissing",
                format!("Revision \"{name}\" is not yet ready."),
            ));
        }
        target["revisionName"] = name.into();
        return Ok(target);
    }
    let name = part.get("configurationName").and_then(Value::as_str).unwrap_or_default();
    let found =
        world.configurations.get(route.namespace(), name).ok_or_else(|| missing("Configuration", name))?;
    let Some(ready) = found.status.get("latestReadyRevisionName") else {
        let failed =
            super::state::condition(&found.status, "Ready").is_some_and(|it| it["status"] == "False");
        return Err(match failed {
            true => {
                let message = format!("Configuration \"{name}\" does not have any ready Revision.");
                State::new(KIND, "False", "RevisionMissing", message)
            }
            false => {
                let message = format!("Configuration \"{name}\" is waiting for a Revision to become ready.");
                State::unknown(KIND, "RevisionMissing", message)
            }
        });
    };
    target["latestRevision"] = true.into();
    target["revisionName"] = ready.clone();
    Ok(target)
}

/// The service that a host inside of the cluster finds: a name of the ingress.
fn placeholder(route: &Route, world: &World) -> Option<Write> {
    if world.services.at(&route.key()).is_some() {
        return None;
    }
    let labels = StringMap::from([("serving.knative.dev/route".into(), route.name().into())]);
    let labels = labels.into_iter().chain(route.labels().clone()).collect();
    Some(Write::Create(json!({"apiVersion": "v1", "kind": "Service",
        "metadata": metadata(route, route.name(), labels, StringMap::new()),
        "spec": {"type": "ExternalName", "externalName": "ingress.knative-serving.svc.cluster.local", "sessionAffinity": "None",
            "ports": [{"name": "http2", "port": 80, "protocol": "TCP", "targetPort": 80}]}})))
}

/// Revisions know whether a route leads to them: those that none does may go to sleep at once.
fn labels(route: &Route, traffic: &[Value], world: &World, now: Timestamp) -> Vec<Write> {
    let service = route.labels().get(labels::KNATIVE);
    let ours = world
        .revisions
        .of(route.namespace())
        .filter(|revision| service.is_some() && revision.labels().get(labels::KNATIVE) == service);
    ours.filter_map(|revision| {
        let routed = traffic.iter().any(|part| part["revisionName"] == revision.name());
        let state = revision.labels().get(STATE).map(String::as_str);
        // One that is not ready yet is not given up.
        let newer = !is_ready(&**revision, &revision.status);
        let (wanted, routes) = match (routed, state) {
            (true, Some("active")) | (false, Some("reserve")) => return None,
            (true, _) => ("active", Value::from(route.name())),
            (false, _) if newer => return None,
            (false, _) => ("reserve", Value::Null),
        };
        let patch = json!({"metadata": {"labels": {STATE: wanted}, "annotations": {
            "serving.knative.dev/routes": routes, "serving.knative.dev/routingStateModified": seconds(now).to_string()}}});
        Some(Write::merge(&**revision, patch))
    })
    .collect()
}
