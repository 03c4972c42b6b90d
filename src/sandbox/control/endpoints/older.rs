//! The older form: one object a Service, with the ready addresses and the others.
//!
//! Read in `pkg/controller/endpoint` of Kubernetes 1.36.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::slices::{has_endpoints, is_headless, pods_of, ports, services_of};
use super::{conditions, pods};
use crate::sandbox::{Change, Controller, Kept, Key, Plan, World, Write};

/// The Endpoints controller.
#[derive(Debug, Default)]
pub struct EndpointsController;

const MANAGED_BY: &str = "endpoints.kubernetes.io/managed-by";
/// The most addresses of one object.
const MOST: usize = 1000;

impl Controller for EndpointsController {
    fn name(&self) -> &'static str {
        "endpoint-controller"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        match change {
            Change::Endpoints(_) => vec![change.key()],
            _ => services_of(change, world),
        }
    }

    fn weight(&self, _: &Key, world: &World) -> usize {
        world.pods.len()
    }

    fn reconcile(&mut self, key: &Key, world: &World, _now: Timestamp) -> Plan {
        let known = world.endpoints.at(key);
        let Some(service) = world.services.at(key) else {
            let mine = known.filter(|known| known.labels().contains_key(MANAGED_BY));
            return Plan::from(mine.map(|known| Write::delete(&**known)).into_iter().collect::<Vec<_>>());
        };
        if !has_endpoints(service) {
            return Plan::nothing();
        }
        let mut subsets: Vec<(Value, Vec<Value>, Vec<Value>)> = Vec::new();
        for pod in pods_of(service, world).into_iter().filter(|pod| !pod.is_going()).take(MOST) {
            let mut ports = json!(ports(service, &pod));
            for port in ports.as_array_mut().into_iter().flatten() {
                // The older form leaves an empty name out.
                if port["name"] == "" {
                    port["name"] = Value::Null;
                }
            }
            conditions::prune(&mut ports);
            let mut address = json!({
                "ip": pod.status.pod_ip, "nodeName": pod.spec.node_name,
                "targetRef": { "kind": "Pod", "namespace": pod.namespace(), "name": pod.name(), "uid": pod.uid() },
            });
            conditions::prune(&mut address);
            let place = subsets.iter().position(|subset| subset.0 == ports).unwrap_or_else(|| {
                subsets.push((ports, Vec::new(), Vec::new()));
                subsets.len() - 1
            });
            match service.spec.publish_not_ready_addresses || pods::is_ready(&pod) {
                true => subsets[place].1.push(address),
                false => subsets[place].2.push(address),
            }
        }
        let subsets: Vec<Value> = subsets.into_iter().map(subset).collect();
        let mut labels = service.labels().clone();
        labels.insert(MANAGED_BY.into(), "endpoint-controller".into());
        if is_headless(service) {
            labels.insert("service.kubernetes.io/headless".into(), String::new());
        }
        let write = match known {
            Some(known) if known.subsets == subsets && *known.labels() == labels => return Plan::nothing(),
            Some(known) => {
                Write::merge(&**known, json!({ "metadata": { "labels": labels }, "subsets": subsets }))
            }
            None => Write::Create(json!({
                "apiVersion": "v1", "kind": "Endpoints", "subsets": subsets,
                "metadata": { "name": service.name(), "namespace": service.namespace(), "labels": labels },
            })),
        };
        Plan::from(vec![write])
    }
}

fn subset((ports, ready, not_ready): (Value, Vec<Value>, Vec<Value>)) -> Value {
    let mut subset = json!({ "ports": ports });
    for (name, mut addresses) in [("addresses", ready), ("notReadyAddresses", not_ready)] {
        if !addresses.is_empty() {
            addresses.sort_by_key(|address| address["ip"].as_str().unwrap_or_default().to_owned());
            subset[name] = addresses.into();
        }
    }
    subset
}
