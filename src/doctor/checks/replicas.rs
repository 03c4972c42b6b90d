//! Who else sets replicas.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Found, autoscalers, scaled};
use crate::doctor::case::{Case, Entry};
use crate::doctor::finding::Finding;
use crate::kubernetes::rescale;

/// A number of replicas in a manifest, beside an autoscaler.
pub fn written(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    let mut told = BTreeSet::new();
    for autoscaler in autoscalers(case) {
        let Some(workload) = scaled(autoscaler, &workloads) else { continue };
        let (entry, at) = (workload.entry, "/spec/replicas");
        // The field is one, however many scale it.
        if !told.insert((entry.namespace(), workload.target())) {
            continue;
        }
        let Some(replicas) = entry.number(at) else { continue };
        let writers = writers(entry);
        let live = !entry.is_written() || !entry.list("/metadata/managedFields").is_empty();
        if live && writers.len() < 2 {
            continue;
        }
        let found_text = match live {
            true => {
                format!("replicas: {replicas}, set by {}", super::all_of(writers.iter().map(String::as_str)))
            }
            false => format!("replicas: {replicas} beside {}", autoscaler.identity),
        };
        found.push(
            Finding::at(entry, at)
                .found(found_text)
                .expected("no replicas in the manifest: they are the autoscaler's")
                .why(format!("each apply of the manifest sets {replicas} again; the autoscaler mends it after up to 15 s, and the pods that went load their weights anew"))
                .remedy("leave the field out")
                .remove(entry, at)
                .command(format!("kubectl get {} -n {} {} -o yaml --show-managed-fields", entry.identity.kind.to_lowercase(), entry.namespace(), entry.identity.name)),
        );
    }
}

/// The managers that own the number of replicas, autoscalers' own among them.
fn writers(entry: &Entry) -> BTreeSet<String> {
    let owns = |manager: &&Value| manager.pointer("/fieldsV1/f:spec/f:replicas").is_some();
    let managers = entry.list("/metadata/managedFields").iter().filter(owns);
    managers.filter_map(|it| it.get("manager")?.as_str().map(str::to_owned)).collect()
}

/// Replicas that fell to a number for which no autoscaler asked. The owner of a field that is written in turn is only the
/// last one; events remember the others.
pub fn in_turn(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    for autoscaler in autoscalers(case) {
        let Some(workload) = scaled(autoscaler, &workloads) else { continue };
        let namespace = autoscaler.namespace();
        let least = autoscaler.number("/spec/minReplicas").unwrap_or(1);
        let (_, target) = workload.target();
        let of = |reason: &'static str, name: String| {
            case.of("", "Event").filter(move |event| {
                event.namespace() == namespace
                    && event.text("/reason") == reason
                    && event.text("/involvedObject/name") == name
            })
        };
        let asked: BTreeSet<u32> = of("SuccessfulRescale", autoscaler.identity.name.clone())
            .filter_map(|event| Some(rescale::asked(event.text("/message"))?.0))
            .collect();
        let done: Vec<_> = of("ScalingReplicaSet", target)
            .filter_map(|event| Some((event, rescale::done(event.text("/message"))?)))
            .collect();
        // While a newer template rolls out, a set's number is not the Deployment's.
        let sets: BTreeSet<&str> = done.iter().map(|(_, (set, ..))| set.as_str()).collect();
        let fell = done.iter().find(|(_, (_, from, to))| {
            from.is_some_and(|from| from > *to) && !asked.contains(to) && i64::from(*to) >= least
        });
        let Some((event, (_, from, to))) = fell.filter(|_| sets.len() == 1 && !asked.is_empty()) else {
            continue;
        };
        let times = event.number("/count").unwrap_or(1).max(1);
        found.push(
            Finding::at(event, "/message")
                .found(format!("{} fell from {} to {to} ({times} times), and {} never asked for {to}", workload.entry.identity, from.unwrap_or(0), autoscaler.identity))
                .expected("one that sets the replicas")
                .why("whoever else writes them (a GitOps controller, another autoscaler, a script) undoes each scale-up; the pods that went load their weights anew")
                .remedy("leave `replicas` out of what is applied, and keep one autoscaler")
                .command(format!("kubectl get {} -n {namespace} {} -o yaml --show-managed-fields", workload.entry.identity.kind.to_lowercase(), workload.entry.identity.name)),
        );
    }
}
