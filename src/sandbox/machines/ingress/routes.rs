//! Which request goes to which pods: Ingress objects and Knative Routes, down to the endpoints of their services.

use std::sync::Arc;

use serde_json::Value;

use crate::kubernetes::resources::{Ingress, Service, condition_is_true};
use crate::sandbox::control::knative::is_reserve;
use crate::sandbox::world::serving::Route;
use crate::sandbox::{Kept, Key, World};

/// A pod that takes requests.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    /// Its address.
    pub address: String,
    /// The port.
    pub port: u16,
}

/// Where requests go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backend {
    /// The service, or the revision, that is meant.
    pub name: Key,
    /// The pods that take new requests.
    pub targets: Vec<Target>,
    /// Requests wait for a pod if there is none: an activator stands before it.
    pub holds: bool,
}

/// A rule: host and path, and where that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    /// Empty for any; `*.example.com` for one more label.
    host: String,
    path: String,
    exact: bool,
    /// With weights.
    backends: Vec<(u64, Arc<Backend>)>,
}

/// All rules.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Routes(Vec<Rule>);

impl Routes {
    /// What the cluster says now.
    pub fn of(world: &World) -> Self {
        let mut rules: Vec<Rule> =
            world.ingresses.iter().flat_map(|(_, ingress)| of_ingress(world, ingress)).collect();
        rules.extend(world.routes.iter().filter_map(|(_, route)| of_knative(world, route)));
        // The longer path is tried first, and a whole host before a star.
        rules.sort_by_key(|rule| {
            (
                rule.host.is_empty(),
                rule.host.starts_with('*'),
                !rule.exact,
                std::cmp::Reverse(rule.path.len()),
            )
        });
        Self(rules)
    }

    /// Where a request goes; `dice` chooses between weighted backends. `None` if no rule is for it.
    pub fn find(&self, host: &str, path: &str, dice: u64) -> Option<&Arc<Backend>> {
        let host = host.rsplit_once(':').map_or(host, |(name, port)| {
            match port.bytes().all(|c| c.is_ascii_digit()) {
                true => name,
                false => host,
            }
        });
        let rule = self.0.iter().find(|rule| rule.takes(&host.to_lowercase(), path))?;
        let total: u64 = rule.backends.iter().map(|(weight, _)| weight).sum();
        let mut place = if total == 0 { 0 } else { dice % total };
        for (weight, backend) in &rule.backends {
            if place < *weight {
                return Some(backend);
            }
            place -= weight;
        }
        rule.backends.first().map(|(_, backend)| backend)
    }
}

impl Rule {
    fn takes(&self, host: &str, path: &str) -> bool {
        let host_fits = match self.host.strip_prefix("*.") {
            Some(domain) => host.split_once('.').is_some_and(|(_, rest)| rest == domain),
            None => self.host.is_empty() || self.host == host,
        };
        let prefix = self.path.trim_end_matches('/');
        let path_fits = match self.exact {
            true => self.path == path,
            false => path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        };
        host_fits && path_fits
    }
}

fn of_ingress(world: &World, ingress: &Ingress) -> Vec<Rule> {
    let backend = |written: &Value| {
        let service = written.get("service")?;
        let name = service.get("name")?.as_str()?;
        Some(Arc::new(of_service(world, ingress.namespace(), name, service.get("port")?)))
    };
    let mut rules = Vec::new();
    for written in &ingress.spec.rules {
        let host = written.get("host").and_then(Value::as_str).unwrap_or_default().to_lowercase();
        for path in written.pointer("/http/paths").and_then(Value::as_array).into_iter().flatten() {
            let Some(backend) = path.get("backend").and_then(backend) else { continue };
            let text = |field: &str| path.get(field).and_then(Value::as_str);
            rules.push(Rule {
                host: host.clone(),
                path: text("path").unwrap_or("/").to_owned(),
                exact: text("pathType") == Some("Exact"),
                backends: vec![(1, backend)],
            });
        }
    }
    if let Some(backend) = ingress.spec.default_backend.as_ref().and_then(backend) {
        rules.push(Rule {
            host: String::new(),
            path: "/".into(),
            exact: false,
            backends: vec![(1, backend)],
        });
    }
    rules
}

/// A service's pods; an ExternalName leads to another service of the cluster, as Knative's do.
fn of_service(world: &World, namespace: &str, name: &str, port: &Value) -> Backend {
    let key = Key::new(namespace, name);
    let service = world.services.at(&key);
    let wanted = service.and_then(|service| port_name(service, port));
    let slices = world
        .endpoint_slices
        .of(namespace)
        .filter(|slice| slice.labels().get("kubernetes.io/service-name").is_some_and(|owner| owner == name));
    let mut targets = Vec::new();
    for slice in slices {
        let port = slice
            .ports
            .iter()
            .find(|port| port.name.clone().unwrap_or_default() == wanted.clone().unwrap_or_default());
        let number = port.and_then(|port| port.port);
        let Some(number) = number.filter(|_| wanted.is_some()) else { continue };
        let ready = slice.endpoints.iter().filter(|endpoint| endpoint.conditions.ready != Some(false));
        targets.extend(
            ready
                .flat_map(|endpoint| &endpoint.addresses)
                .map(|address| Target { address: address.clone(), port: number }),
        );
    }
    targets.sort();
    targets.dedup();
    Backend { name: key, targets, holds: false }
}

/// The name of a service's port, by number or name; empty for one without a name.
fn port_name(service: &Service, port: &Value) -> Option<String> {
    let number = port.get("number").and_then(Value::as_u64);
    let name = port.get("name").and_then(Value::as_str);
    let found = service.spec.ports.iter().find(|known| {
        number.is_some_and(|number| u64::from(known.port) == number)
            || (name.is_some() && known.name.as_deref() == name)
    })?;
    Some(found.name.clone().unwrap_or_default())
}

fn of_knative(world: &World, route: &Route) -> Option<Rule> {
    let url = route.status.get("url").and_then(Value::as_str)?;
    let host = url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/').to_lowercase();
    let traffic = route.status.get("traffic").and_then(Value::as_array)?;
    let part = |part: &Value| {
        let revision = part.get("revisionName")?.as_str()?;
        let percent = part.get("percent").and_then(Value::as_u64).unwrap_or(0);
        Some((percent, Arc::new(of_revision(world, route.namespace(), revision))))
    };
    Some(Rule { host, path: "/".into(), exact: false, backends: traffic.iter().filter_map(part).collect() })
}

fn of_revision(world: &World, namespace: &str, revision: &str) -> Backend {
    let serves = |pod: &&Arc<crate::kubernetes::resources::Pod>| {
        pod.labels().get("serving.knative.dev/revision").is_some_and(|name| name == revision)
            && !pod.is_going()
            && condition_is_true(&pod.status.conditions, "Ready") == Some(true)
    };
    let target = |pod: &Arc<crate::kubernetes::resources::Pod>| {
        let port = pod.spec.containers.iter().flat_map(|container| &container.ports).next();
        Some(Target {
            address: pod.status.pod_ip.clone()?,
            port: port.map_or(8080, |port| port.container_port),
        })
    };
    let (reserve, usual): (Vec<_>, Vec<_>) =
        world.pods.of(namespace).filter(serves).partition(|pod| is_reserve(pod));
    // A reserve answers while there is nobody else.
    let pods = if usual.is_empty() { reserve } else { usual };
    let targets = pods.into_iter().filter_map(target).collect();
    Backend { name: Key::new(namespace, revision), targets, holds: true }
}
