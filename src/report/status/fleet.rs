//! A service of a fleet: its autoscaler as the fleet lists it, and replicas by cluster.

use jiff::Timestamp;

use super::Screen;
use crate::clock::age;
use crate::observe::fleet::{ClusterView, Federated};
use crate::observe::{Autoscaler, Service};
use crate::ui::{Mark, Table};

/// The autoscaler's row, with the columns of `kubectl get fhpa` on a hub of ACK One.
pub fn autoscaler(autoscaler: &Autoscaler, federated: &Federated, screen: Screen, now: Timestamp) -> String {
    let mut table = Table::new(["FHPA", "REFERENCE", "MINPODS", "MAXPODS", "REPLICAS", "AGE"]);
    table.row([
        autoscaler.name.clone(),
        federated.reference.clone(),
        autoscaler.min.to_string(),
        autoscaler.max.to_string(),
        autoscaler.current.map(|count| count.to_string()).unwrap_or_default(),
        federated.created.map(|at| age(at, now)).unwrap_or_default(),
    ]);
    let mut text = format!("{}{}", screen.gap(), table.render(screen.width, screen.colour));
    if autoscaler.current.is_none() {
        let why = "REPLICAS is empty: the autoscaler has not matched its workload yet";
        text.push_str(&screen.wrapped(why, 2, Mark::Dim));
    }
    text
}

/// The table of clusters.
pub fn clusters(service: &Service, screen: Screen) -> String {
    let Some(fleet) = &service.fleet else { return String::new() };
    let grouped = fleet.clusters.iter().any(|cluster| cluster.group.is_some());
    let mut header = vec!["CLUSTERS"];
    header.extend(grouped.then_some("GROUP"));
    header.extend(["REPLICAS", "READY", "NODES"]);
    let mut table = Table::new(header);
    for cluster in &fleet.clusters {
        let mark = if cluster.ready < cluster.replicas { Mark::Warn } else { Mark::Plain };
        let mut cells = vec![(cluster.name.clone(), Mark::Plain)];
        cells.extend(grouped.then(|| (cluster.group.clone().unwrap_or_else(|| "-".into()), Mark::Plain)));
        cells.extend([
            (cluster.replicas.to_string(), Mark::Plain),
            (cluster.ready.to_string(), mark),
            (nodes(service, cluster), Mark::Plain),
        ]);
        table.marked(cells);
    }
    let mut text = format!("{}{}", screen.gap(), table.render(screen.width, screen.colour));
    for cluster in &fleet.clusters {
        if let Some(problem) = &cluster.problem {
            text.push_str(&screen.wrapped(&format!("{}: {problem}", cluster.name), 2, Mark::Warn));
        }
    }
    for condition in fleet.conditions.iter().filter(|it| it.status == "False") {
        let message = condition.message.as_deref().unwrap_or_default();
        let reason = condition.reason.as_deref().unwrap_or_default();
        let said = format!("{} False {reason}: {message}", condition.kind);
        text.push_str(&screen.wrapped(&said, 2, Mark::Warn));
    }
    text
}

/// Ready nodes, where the cluster itself was asked.
fn nodes(service: &Service, cluster: &ClusterView) -> String {
    if !cluster.asked {
        return "not asked".into();
    }
    let own = service.pools.iter().filter(|pool| pool.cluster.as_deref() == Some(&cluster.name));
    own.map(|pool| pool.counts.ready).sum::<u32>().to_string()
}
