//! Ports that differ between command, container, probe, scrape and Service.

use serde_json::Value;

use super::Found;
use crate::doctor::case::{Case, Container, Entry, Workload};
use crate::doctor::finding::Finding;
use crate::kubernetes::selector;

/// A port by name or number.
#[derive(Debug, Clone, PartialEq)]
enum Port {
    Name(String),
    Number(i64),
}

impl Port {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::String(name) => Some(name.parse().map_or_else(|_| Self::Name(name.clone()), Self::Number)),
            other => other.as_i64().map(Self::Number),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// What is known of where a pod answers: all ports that its containers name, and that of the command line.
struct Known<'a> {
    ports: Vec<(&'a str, i64)>,
    listens: Option<i64>,
}

impl<'a> Known<'a> {
    fn of(workload: &Workload<'a>) -> Self {
        let containers = workload.containers();
        let ports = containers.iter().flat_map(Container::ports).collect();
        let listens = workload.server().and_then(|server| server.listens());
        Self { ports, listens }
    }

    /// What is meant instead, if the port leads nowhere; a number that no container names may still be open.
    fn instead_of(&self, port: &Port) -> Option<Port> {
        let first = self.ports.first();
        match port {
            Port::Name(name) if self.ports.iter().any(|(own, _)| own == name) => None,
            Port::Name(_) => {
                let named = self.ports.iter().find(|(name, _)| !name.is_empty());
                Some(match (named, first) {
                    (Some((name, _)), _) => Port::Name((*name).to_owned()),
                    (None, Some((_, number))) => Port::Number(*number),
                    (None, None) => Port::Number(self.listens.unwrap_or(8000)),
                })
            }
            Port::Number(number) if self.ports.iter().any(|(_, own)| own == number) => None,
            Port::Number(number) => {
                self.listens.filter(|listens| listens != number && !self.ports.is_empty()).map(Port::Number)
            }
        }
    }

    fn text(&self) -> String {
        let word = |(name, number): &(&str, i64)| match *name {
            "" => number.to_string(),
            name => format!("{name} ({number})"),
        };
        match self.ports.is_empty() {
            true => "none".into(),
            false => self.ports.iter().map(word).collect::<Vec<_>>().join(", "),
        }
    }
}

/// A Service whose target port no pod has.
pub fn of_services(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    for service in case.of("", "Service") {
        let selector = service.strings("/spec/selector");
        let taken = workloads.iter().find(|workload| {
            !selector.is_empty()
                && workload.entry.namespace() == service.namespace()
                && selector::matches(&selector, &workload.labels)
        });
        let Some(workload) = taken else { continue };
        let known = Known::of(workload);
        for (index, port) in service.list("/spec/ports").iter().enumerate() {
            let Some(target) = port.get("targetPort").or(port.get("port")).and_then(Port::of) else {
                continue;
            };
            if let Some(instead) = known.instead_of(&target) {
                let at = format!("/spec/ports/{index}/targetPort");
                found.push(
                    lost(service, &at, &target, &known, workload)
                        .why("the Service has endpoints for no port that answers: requests to it are refused")
                        .set(service, at, value(&instead)),
                );
            }
        }
    }
}

/// A scrape of a port that no pod has.
pub fn of_scrapes(case: &Case, found: &mut Found) {
    const WHY: &str = "Prometheus finds no target, so the autoscaler's metric never appears";
    let workloads = case.workloads();
    for monitor in case.of("monitoring.coreos.com", "PodMonitor") {
        let selector = monitor.strings("/spec/selector/matchLabels");
        let taken =
            workloads.iter().find(|it| !selector.is_empty() && selector::matches(&selector, &it.labels));
        let Some(workload) = taken else { continue };
        let known = Known::of(workload);
        for (index, endpoint) in monitor.list("/spec/podMetricsEndpoints").iter().enumerate() {
            let Some(port) = endpoint.get("port").and_then(Port::of) else { continue };
            let at = format!("/spec/podMetricsEndpoints/{index}/port");
            match known.instead_of(&port) {
                Some(Port::Name(name)) => {
                    found.push(lost(monitor, &at, &port, &known, workload).why(WHY).set(monitor, at, name));
                }
                // A PodMonitor goes by name: the container's port gets it.
                Some(Port::Number(_)) => {
                    let Some(server) = workload.server() else { continue };
                    let finding = lost(monitor, &at, &port, &known, workload).why(WHY);
                    found.push(match server.list("/ports").is_empty() {
                        true => {
                            let number = known.listens.unwrap_or(8000);
                            let port = serde_json::json!({"name": port.text(), "containerPort": number});
                            finding.set(workload.entry, server.at("/ports/-"), port)
                        }
                        false => finding.set(workload.entry, server.at("/ports/0/name"), port.text()),
                    });
                }
                None => {}
            }
        }
    }
    for workload in &workloads {
        let annotations = workload.metadata.clone().unwrap_or_else(|| "/metadata".into()) + "/annotations";
        let Some(port) = workload.entry.get(&format!("{annotations}/prometheus.io~1port")).and_then(Port::of)
        else {
            continue;
        };
        let known = Known::of(workload);
        if let Some(Port::Number(number)) = known.instead_of(&port) {
            let at = format!("{annotations}/prometheus.io~1port");
            found.push(lost(workload.entry, &at, &port, &known, workload).why(WHY).set(
                workload.entry,
                at,
                number.to_string(),
            ));
        }
    }
}

/// A probe of a port that the container does not have.
pub fn of_probes(case: &Case, found: &mut Found) {
    for workload in case.workloads() {
        for container in workload.containers() {
            let known = Known { ports: container.ports(), listens: container.listens() };
            for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
                for how in ["httpGet", "tcpSocket"] {
                    let at = format!("/{probe}/{how}/port");
                    let Some(port) = container.value.pointer(&at).and_then(Port::of) else { continue };
                    let wrong = known.instead_of(&port).or(match (&port, known.listens) {
                        // Nothing but the engine answers in its container.
                        (Port::Number(number), Some(listens))
                            if *number != listens && known.ports.is_empty() =>
                        {
                            Some(Port::Number(listens))
                        }
                        _ => None,
                    });
                    if let Some(instead) = wrong {
                        let at = container.at(&at);
                        found.push(
                            lost(workload.entry, &at, &port, &known, &workload)
                                .why(match probe {
                                    "readinessProbe" => "the pod never becomes ready",
                                    _ => "the kubelet kills the container over and over",
                                })
                                .set(workload.entry, at, value(&instead)),
                        );
                    }
                }
            }
        }
    }
}

/// A container whose port is not the one that its command line opens.
pub fn of_commands(case: &Case, found: &mut Found) {
    for workload in case.workloads() {
        for container in workload.containers() {
            let (Some(listens), ports) = (container.listens(), container.ports()) else { continue };
            if ports.len() != 1 || ports[0].1 == listens {
                continue;
            }
            let at = container.at("/ports/0/containerPort");
            found.push(
                Finding::at(workload.entry, &at)
                    .found(ports[0].1.to_string())
                    .expected(format!("{listens}, which the command line opens"))
                    .why("whoever goes by the container's port (KServe, Services and scrapes by name, probes) meets nobody")
                    .remedy("name the port of the command line")
                    .set(workload.entry, at, listens),
            );
        }
    }
}

fn lost(entry: &Entry, at: &str, port: &Port, known: &Known, workload: &Workload) -> Finding {
    Finding::at(entry, at)
        .found(format!("port {}", port.text()))
        .expected(format!("a port of the pods of {}: {}", workload.entry.identity, known.text()))
        .remedy("use one name, or one number, in all places")
}

fn value(port: &Port) -> Value {
    match port {
        Port::Name(name) => name.as_str().into(),
        Port::Number(number) => (*number).into(),
    }
}
