//! What keeps the ingress's routes, and says where it listens.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Ingress;
use super::routes::Routes;
use crate::kubernetes::resources::{LoadBalanced, Service};
use crate::sandbox::machines::span::later;
use crate::sandbox::{Change, Controller, Key, Plan, World, Write};

/// The class of the Services that stand for the ingress, as a mesh's gateway does.
const CLASS: &str = "neap.dev/ingress";

/// The Service by which Knative's gateway is found, under the name that Kourier's has.
pub fn gateway() -> Value {
    json!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": "kourier", "namespace": "knative-serving"},
        "spec": {"type": "LoadBalancer", "loadBalancerClass": CLASS,
            "ports": [{"name": "http2", "port": 80, "protocol": "TCP"}]},
    })
}

fn is_fronted(service: &Service) -> bool {
    service.spec.load_balancer_class.as_deref() == Some(CLASS)
}

/// Keeps an ingress's routes: it follows the cluster, with the delay of endpoints.
pub struct Router {
    ingress: Ingress,
    known: Arc<Routes>,
    /// What is to be acted on, and when.
    coming: VecDeque<(Timestamp, Arc<Routes>)>,
}

impl Controller for Router {
    fn name(&self) -> &'static str {
        "ingress"
    }

    fn concerns(&self, change: &Change, _: &World) -> Vec<Key> {
        let routes = || vec![Key::new("", "routes")];
        match change {
            Change::Ingress(ingress) => {
                let key = ingress.last.metadata.namespace.clone().unwrap_or_default();
                let name = ingress.last.metadata.name.clone().unwrap_or_default();
                vec![Key::new("", "routes"), Key::new(key, name)]
            }
            Change::Service(service) if is_fronted(&service.last) => {
                vec![Key::new("", "routes"), change.key()]
            }
            Change::EndpointSlice(_) | Change::Service(_) | Change::Route(_) => routes(),
            Change::Pod(pod) => match pod.last.metadata.labels.as_ref() {
                Some(labels) if labels.contains_key("serving.knative.dev/revision") => routes(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        if key.namespace.is_empty() {
            return self.follow(world, now);
        }
        // An Ingress says where its controller listens, and so does the Service in front of it.
        let (status, address) = self.address();
        let is_old = |said: &LoadBalanced| said.address().as_ref() != Some(&address);
        let mut writes = Vec::new();
        if let Some(ingress) = world.ingresses.at(key).filter(|it| is_old(&it.status)) {
            writes.push(Write::status(&**ingress, status.clone()));
        }
        if let Some(service) = world.services.at(key).filter(|it| is_fronted(it) && is_old(&it.status)) {
            writes.push(Write::status(&**service, status));
        }
        Plan::from(writes)
    }
}

impl Router {
    pub(super) fn new(ingress: Ingress) -> Self {
        Self { ingress, known: Arc::default(), coming: VecDeque::new() }
    }

    /// Where the ingress listens, as a status says it, and as clients read that.
    fn address(&self) -> (Value, String) {
        let mut address = json!({"ip": "127.0.0.1"});
        let mut text = "127.0.0.1".to_owned();
        if let Some(port) = self.ingress.0.port.get() {
            address["ports"] = json!([{"port": port, "protocol": "TCP"}]);
            text = format!("{text}:{port}");
        }
        (json!({"loadBalancer": {"ingress": [address]}}), text)
    }

    fn follow(&mut self, world: &World, now: Timestamp) -> Plan {
        let routes = Routes::of(world);
        if routes != *self.known {
            self.known = Arc::new(routes);
            let at = later(now, self.ingress.0.settings.endpoint_delay.0);
            self.coming.push_back((at, self.known.clone()));
        }
        while let Some((_, routes)) = self.coming.front().filter(|(at, _)| *at <= now).cloned() {
            self.coming.pop_front();
            self.ingress.0.routes.send_replace(routes);
        }
        Plan { again: self.coming.front().map(|(at, _)| *at), ..Plan::nothing() }
    }
}
