//! What a user should know about what was rendered.

use crate::engines::detect::port_in;
use crate::manifest::bundle::UNSCRAPED;
use crate::manifest::pod::life;
use crate::manifest::pod::notes::unknown_metrics;
use crate::workload::deployment::{Deployment, Flavour};
use crate::workload::metric::Metric;
use crate::workload::metrics::Scrape;

/// Adds what a user should know.
pub fn collect(workload: &Deployment, notes: &mut Vec<String>) {
    let common = &workload.common;
    notes.extend(unknown_metrics(common));
    notes.extend(port(workload));
    notes.extend(common.container.line().and_then(|line| life::deaf_shell(&workload.life, line)));
    let pods_metric = common.scaling.metrics.iter().any(|metric| matches!(metric, Metric::Pods { .. }));
    if pods_metric && workload.scrape == Scrape::None && common.engine.is_some() {
        notes.push(UNSCRAPED.into());
    }
    if let Some(budget) = workload.life.budget.as_ref().filter(|budget| budget.blocks(common.scaling.min)) {
        notes.push(format!(
            "`--pdb=min-available={}`: with {} replicas no node with one of them can be emptied",
            budget.pods, common.scaling.min
        ));
    }
    notes.extend(life::notes(&workload.life, !common.placement.units.is_empty()));
}

/// The command listens elsewhere than the Service sends.
fn port(workload: &Deployment) -> Option<String> {
    if workload.flavour != Flavour::Custom {
        return None;
    }
    let listens = workload.common.container.line().and_then(port_in)?;
    let known = workload.ports.named().any(|(_, port)| port == listens);
    (!known).then(|| format!("the command listens on {listens}, which is no port of the service: add `--restful-port={listens}`"))
}
