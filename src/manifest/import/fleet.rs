//! A fleet's PropagationPolicy and FederatedHPA → flags.

use serde_json::Value;

use super::scalers::Target;
use super::seen::Seen;
use super::{autoscaler, list, plain, text};
use crate::kubernetes::{FleetApi, Object};

/// Flags of the clusters that a service is placed on. Returns whose objects say it; `None` for a service of one cluster, and where
/// the clusters are chosen by what no flag says: the policy stays as it is then.
pub fn placed(seen: &mut Seen) -> Option<FleetApi> {
    let root = seen.root.identity();
    let sends = |policy: &&Object| {
        let mut sent = list(policy.value(), "/spec/resourceSelectors").iter();
        sent.any(|it| text(it, "/kind") == root.kind && text(it, "/name") == root.name)
    };
    let policy = seen.of_kind("PropagationPolicy").find(sends)?;
    let identity = policy.identity();
    let api = FleetApi::ALL.into_iter().find(|api| api.policies() == identity.group())?;
    let Some(groups) = groups(policy) else {
        seen.left.push((identity, "it chooses its clusters by what no flag says".into()));
        return None;
    };
    groups.into_iter().for_each(|group| seen.flags.put("--cluster-group", group));
    if policy.get("/spec/autoScaling/ecsProvision") == Some(&Value::Bool(true)) {
        seen.flags.put("--ecs-provision", "true");
    }
    // A hub that serves both is taken for ACK One's.
    if api == FleetApi::Karmada {
        seen.flags.put("--fleet-api", api.word());
    }
    if identity.name != seen.name {
        seen.flags.put("--propagation-policy", identity.name.as_str());
    }
    seen.made.push(identity);
    Some(api)
}

/// The groups as flags write them, in the order in which they are filled; `None` for what no flag says.
fn groups(policy: &Object) -> Option<Vec<String>> {
    let placement = policy.get("/spec/placement")?;
    let shares = list(placement, "/replicaScheduling/weightPreference/staticWeightList");
    let share = |cluster: &str| {
        let of = |share: &&Value| {
            list(share, "/targetCluster/clusterNames").iter().any(|name| name.as_str() == Some(cluster))
        };
        shares.iter().find(of).and_then(|share| share.get("weight").and_then(plain))
    };
    let group = |affinity: &Value| -> Option<String> {
        let names = list(affinity, "/clusterNames");
        let clusters = names.iter().filter_map(Value::as_str).map(|name| match share(name) {
            Some(share) => format!("{name}:{share}"),
            None => name.to_owned(),
        });
        let clusters = clusters.collect::<Vec<_>>().join(",");
        // One affinity alone may have no name.
        let name = Some(text(affinity, "/affinityName")).filter(|name| !name.is_empty()).unwrap_or("fleet");
        (!clusters.is_empty()).then(|| format!("{name}={clusters}"))
    };
    let mut affinities: Vec<&Value> = placement.get("clusterAffinity").into_iter().collect();
    for affinity in list(placement, "/clusterAffinities") {
        affinities.push(affinity);
        affinities.extend(list(affinity, "/overflowAffinities"));
    }
    affinities.into_iter().map(group).collect::<Option<Vec<_>>>().filter(|groups| !groups.is_empty())
}

/// Flags of the autoscaler of all clusters, which scales the target of so many replicas.
pub fn scaled(seen: &mut Seen, target: &Target, replicas: Option<&Value>) {
    let aims = |scaler: &&Object| {
        let of = |field: &str| text(scaler.value(), &format!("/spec/scaleTargetRef/{field}"));
        (of("kind"), of("name")) == (target.kind.as_str(), target.name.as_str())
    };
    let Some(scaler) = seen.of_kind("FederatedHPA").find(aims) else {
        seen.flags.some("--replicas", replicas.filter(|count| **count != 1));
        return;
    };
    match autoscaler::import_any(scaler, &format!("{}-fhpa", target.name), &mut seen.flags) {
        Ok(()) => seen.made.push(scaler.identity()),
        Err(reason) => seen.left.push((scaler.identity(), reason)),
    }
}
