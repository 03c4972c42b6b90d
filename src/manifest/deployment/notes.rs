//! What a user should know about what was rendered.

use crate::engines::detect::port_in;
use crate::manifest::pod::notes::unknown_metrics;
use crate::workload::deployment::{Deployment, Flavour};
use crate::workload::metric::Metric;
use crate::workload::metrics::Scrape;

/// Adds what a user should know.
pub fn collect(workload: &Deployment, notes: &mut Vec<String>) {
    let common = &workload.common;
    notes.extend(unknown_metrics(common));
    notes.extend(port(workload));
    notes.extend(shell(workload));
    let pods_metric = common.scaling.metrics.iter().any(|metric| matches!(metric, Metric::Pods { .. }));
    if pods_metric && workload.scrape == Scrape::None && common.engine.is_some() {
        notes.push("Prometheus is not told of the pods: add `--scrape=podmonitor` unless something scrapes them already".into());
    }
    if let Some(budget) = workload.budget.as_ref().filter(|budget| budget.blocks(common.scaling.min)) {
        notes.push(format!(
            "`--pdb=min-available={}`: with {} replicas no node with one of them can be emptied",
            budget.pods, common.scaling.min
        ));
    }
    if !workload.spread.is_empty() && !common.placement.units.is_empty() {
        notes.push(
            "`--topology-spread` works against the order of the units, which wants pods together".into(),
        );
    }
    if let (Some(drain), Some(grace)) = (workload.drain, workload.grace)
        && grace <= drain
    {
        notes.push(format!(
            "`--termination-grace={grace}s` ends the pods before the drain of {drain}s is over"
        ));
    }
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

/// A shell that runs several commands does not pass the signal to end on.
fn shell(workload: &Deployment) -> Option<String> {
    let line = workload.common.container.line()?;
    let several = line.contains(';') || line.contains("&&") || line.contains('\n');
    let last = line.rsplit([';', '&', '\n']).next().unwrap_or_default().trim_start();
    (workload.drain.is_some() && several && !last.starts_with("exec ")).then(|| {
        "the shell is the first process of the container and passes no signal on, so the engine ends by force: begin its command with `exec`".to_owned()
    })
}
