//! Who else sets replicas.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Found, autoscalers, scaled};
use crate::doctor::case::{Case, Entry};
use crate::doctor::finding::Finding;

/// A number of replicas in a manifest, beside an autoscaler.
pub fn written(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    for autoscaler in autoscalers(case) {
        let Some(workload) = scaled(autoscaler, &workloads) else { continue };
        let (entry, at) = (workload.entry, "/spec/replicas");
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
