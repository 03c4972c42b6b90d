//! The volumes that models lie on.

use serde_json::{Value, json};

use super::{Found, autoscalers, scaled};
use crate::doctor::case::{Case, Entry, Workload};
use crate::doctor::finding::Finding;
use crate::kubernetes::near;

/// The claims of a pod: the pointer to the name, and the name.
fn claims<'a>(workload: &Workload<'a>) -> Vec<(String, &'a str)> {
    let volumes = workload.get("/volumes").and_then(Value::as_array).into_iter().flatten().enumerate();
    let named = volumes.filter_map(|(index, volume)| {
        let name = volume.pointer("/persistentVolumeClaim/claimName")?.as_str()?;
        Some((workload.at(&format!("/volumes/{index}/persistentVolumeClaim/claimName")), name))
    });
    let mut all: Vec<_> = named.collect();
    let uri = workload.get("/model/storageUri").and_then(Value::as_str);
    if let Some(rest) = uri.and_then(|uri| uri.strip_prefix("pvc://")) {
        all.push((workload.at("/model/storageUri"), rest.split('/').next().unwrap_or(rest)));
    }
    all
}

/// A claim that is not there, or has no volume.
pub fn claim(case: &Case, found: &mut Found) {
    for workload in case.workloads() {
        let all: Vec<&Entry> = case
            .of("", "PersistentVolumeClaim")
            .filter(|it| it.namespace() == workload.entry.namespace())
            .collect();
        if !case.knows("", "PersistentVolumeClaim") {
            continue;
        }
        for (at, name) in claims(&workload) {
            let named = all.iter().find(|claim| claim.identity.name == name);
            let is_cache = case.of("data.fluid.io", "Dataset").any(|it| it.identity.name == name);
            match named {
                Some(claim)
                    if claim.text("/status/phase") == "Pending" || claim.text("/status/phase") == "Lost" =>
                {
                    found.push(
                        Finding::at(claim, "/status/phase")
                            .found(format!("{}, and {} waits for it", claim.text("/status/phase"), workload.entry.identity))
                            .expected("Bound")
                            .why("a pod does not start before its volumes are there")
                            .remedy("see why it has no volume: no PersistentVolume matches, or its class makes none")
                            .command(format!("kubectl describe pvc -n {} {name}", claim.namespace())),
                    );
                }
                Some(_) => {}
                None if is_cache => {}
                None => {
                    let names = all.iter().map(|claim| claim.identity.name.as_str());
                    let finding = Finding::at(workload.entry, &at)
                        .found(format!(
                            "claim {name}, which is not in namespace {}",
                            workload.entry.namespace()
                        ))
                        .expected("a PersistentVolumeClaim of the same namespace")
                        .why("the pod stays Pending: persistentvolumeclaim not found")
                        .remedy("make the claim, or name one that is there")
                        .command(format!(
                            "neap cache volume {name} -n {} --nas nas.example.com:/models",
                            workload.entry.namespace()
                        ));
                    let meant = near::near(name, names).first().map(|name| (*name).to_owned());
                    let meant = meant.or_else(|| (all.len() == 1).then(|| all[0].identity.name.clone()));
                    found.push(match meant.filter(|_| at.ends_with("claimName")) {
                        Some(meant) => finding.set(workload.entry, at, meant),
                        None => finding,
                    });
                }
            }
        }
    }
}

/// A volume for one node, and replicas for several.
pub fn one_node(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    for workload in &workloads {
        let scaler = autoscalers(case)
            .find(|it| scaled(it, &workloads).is_some_and(|its| its.entry.index == workload.entry.index));
        let most =
            scaler.and_then(|it| it.number("/spec/maxReplicas").or(it.number("/spec/maxReplicaCount")));
        let own =
            workload.entry.number("/spec/replicas").or(workload.get("/maxReplicas").and_then(Value::as_i64));
        let most = most.or(own).unwrap_or(1);
        if most < 2 {
            continue;
        }
        for (_, name) in claims(workload) {
            let Some(claim) = case.named("", "PersistentVolumeClaim", workload.entry.namespace(), name)
            else {
                continue;
            };
            let modes = claim.list("/spec/accessModes");
            let single = !modes.is_empty()
                && modes
                    .iter()
                    .all(|mode| mode.as_str().is_some_and(|mode| mode.starts_with("ReadWriteOnce")));
            if single {
                found.push(
                    Finding::at(claim, "/spec/accessModes")
                        .found(format!("{}, and {} has up to {most} replicas", modes[0].as_str().unwrap_or_default(), workload.entry.identity))
                        .expected("ReadOnlyMany or ReadWriteMany")
                        .why("the volume is attached to one node: replicas on another node stay in ContainerCreating")
                        .remedy("put the model on a volume that many nodes can read (NAS, OSS, a cache)")
                        .set(claim, "/spec/accessModes", json!(["ReadOnlyMany"])),
                );
            }
        }
    }
}
