//! Whether there is room for what an autoscaler may ask for, and whether many starts at once share one source.

use serde_json::Value;

use super::{Found, autoscalers, scaled};
use crate::doctor::case::{Case, Entry, Workload};
use crate::doctor::finding::Finding;
use crate::kubernetes::selector;

/// The most replicas that an autoscaler may ask for.
fn most(autoscaler: &Entry) -> Option<i64> {
    autoscaler.number("/spec/maxReplicas").or(autoscaler.number("/spec/maxReplicaCount"))
}

/// Scheduling units or node pools that end before the autoscaler's maximum does.
pub fn pools(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    for autoscaler in autoscalers(case) {
        let Some((workload, most)) = scaled(autoscaler, &workloads).zip(most(autoscaler)) else { continue };
        units(case, autoscaler, workload, most, found);
        node_pools(case, autoscaler, workload, most, found);
    }
}

fn units(case: &Case, autoscaler: &Entry, workload: &Workload, most: i64, found: &mut Found) {
    let policies = case.of("scheduling.alibabacloud.com", "ResourcePolicy");
    for policy in policies.filter(|it| it.namespace() == workload.entry.namespace()) {
        let wanted = policy.strings("/spec/selector");
        let units = policy.list("/spec/units");
        let maxima: Option<Vec<i64>> = units.iter().map(|unit| unit.get("max")?.as_i64()).collect();
        let Some(maxima) = maxima.filter(|it| !it.is_empty()) else { continue };
        let sum: i64 = maxima.iter().sum();
        if wanted.is_empty() || !selector::matches(&wanted, &workload.labels) || sum >= most {
            continue;
        }
        let last = maxima.len() - 1;
        let at = format!("/spec/units/{last}/max");
        found.push(
            Finding::at(policy, &at)
                .found(format!("{sum} pods in all units, and {} goes up to {most}", autoscaler.identity))
                .expected(format!("room for {most}, or a last unit without max"))
                .why("pods above it stay Pending: the autoscaler asks in vain, counts them as 0, and says nothing of it")
                .remedy("raise the max of the last unit, or lower the autoscaler's maximum")
                .set(policy, at, maxima[last] + most - sum),
        );
    }
}

/// Karpenter's pools say how many GPUs they may have together.
fn node_pools(case: &Case, autoscaler: &Entry, workload: &Workload, most: i64, found: &mut Found) {
    let Some((resource, each)) = workload.server().and_then(|server| server.accelerator()) else { return };
    let at = format!("/spec/limits/{}", resource.replace('/', "~1"));
    let pools: Vec<&Entry> = case.of("karpenter.sh", "NodePool").collect();
    let amount = |value: &Value| value.as_i64().or_else(|| value.as_str()?.parse().ok());
    let limits: Option<Vec<i64>> = pools.iter().map(|pool| amount(pool.get(&at)?)).collect();
    let Some(limits) = limits.filter(|it| !it.is_empty()) else { return };
    // Nodes that no NodePool made have GPUs too.
    let others: i64 = case
        .of("", "Node")
        .filter(|node| !node.strings("/metadata/labels").contains_key("karpenter.sh/nodepool"))
        .filter_map(|node| amount(node.get(&format!("/status/allocatable/{}", resource.replace('/', "~1")))?))
        .sum();
    let (room, wanted) = (limits.iter().sum::<i64>() + others, most * each);
    if each == 0 || room >= wanted {
        return;
    }
    found.push(
        Finding::at(pools[0], &at)
            .found(format!("{room} {resource} in all pools, and {} goes up to {most} replicas of {each}", autoscaler.identity))
            .expected(format!("at least {wanted}"))
            .why("pods above it stay Pending: the autoscaler asks in vain, and Karpenter makes no node past a pool's limit")
            .remedy("raise the limit of a pool, or lower the autoscaler's maximum")
            .set(pools[0], at, (limits[0] + wanted - room).to_string()),
    );
}

/// So many replicas that may start at once are many for one source.
const MANY: i64 = 5;

/// Replicas that may start at once, and read their weights from one volume.
pub fn one_source(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    for autoscaler in autoscalers(case) {
        let Some((workload, most)) = scaled(autoscaler, &workloads).zip(most(autoscaler)) else { continue };
        let least = autoscaler.number("/spec/minReplicas").unwrap_or(1);
        if most - least < MANY || !workload.serves_a_model() {
            continue;
        }
        let volumes = workload.get("/volumes").and_then(Value::as_array).into_iter().flatten();
        for name in volumes.filter_map(|it| it.pointer("/persistentVolumeClaim/claimName")?.as_str()) {
            let namespace = workload.entry.namespace();
            let Some(claim) = case.named("", "PersistentVolumeClaim", namespace, name) else { continue };
            // Fluid's cache gives each node what it has read before.
            if case.named("data.fluid.io", "Dataset", namespace, name).is_some() {
                continue;
            }
            let shared = |mode: &Value| mode == "ReadWriteMany" || mode == "ReadOnlyMany";
            if !claim.list("/spec/accessModes").iter().any(shared) {
                continue;
            }
            found.push(
                Finding::at(claim, "/spec/accessModes")
                    .found(format!("one volume, and {} may add {} replicas at once", autoscaler.identity, most - least))
                    .expected("a cache near the nodes, or fewer starts at once")
                    .why(format!("bandwidth belongs to the source (NAS, OSS, registry), not to the node: {} that load at once take {} times as long as one", most - least, most - least))
                    .remedy("keep the weights near the nodes, or let the autoscaler add fewer at a time")
                    .command(format!("neap cache create {name}-cache -n {namespace} --from=pvc://{name} --tier=mem:20Gi")),
            );
        }
    }
}
