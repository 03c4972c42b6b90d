//! A service of a fleet: whose objects place it, what they say, and what a fleet cannot do.

use serde_json::{Value, json};

use super::autoscaler::{self, Ask, Autoscaler};
use crate::error::{Error, Result};
use crate::kubernetes::{FleetApi, Identity};
use crate::manifest::assemble::{config_map, intended, reference};
use crate::manifest::pod::Spill;
use crate::platform::Capabilities;
use crate::workload::Common;
use crate::workload::container::Source;
use crate::workload::deployment::fleet::Group;
use crate::workload::deployment::{Choice, Deployment, Fleet};
use crate::workload::metric::Metric;

/// Whose objects place the service: as asked, else by what the hub serves.
///
/// # Errors
/// A usage error: the cluster is no hub, or a fleet cannot do what is asked.
pub fn choose(
    workload: &Deployment,
    fleet: &Fleet,
    capabilities: &Capabilities,
    notes: &mut Vec<String>,
) -> Result<FleetApi> {
    let served = FleetApi::ALL.into_iter().find(|api| capabilities.serves(api.policies()));
    let group = fleet.groups.first().map_or("", |group| &group.name);
    let api = match (fleet.api, served) {
        (Some(api), _) if capabilities.serves(api.policies()) => api,
        (Some(api), _) => {
            let error = Error::usage(format!(
                "`--fleet-api={}`: this cluster serves no {}",
                api.word(),
                api.policies()
            ));
            return Err(error.hint("`--context NAME` chooses the fleet's hub").hint(COMMAND));
        }
        (None, Some(api)) => api,
        (None, None) => {
            let [one, other] = FleetApi::ALL.map(FleetApi::policies);
            let error = Error::usage(format!(
                "`--cluster-group={group}=…`: this cluster is no fleet's hub, it serves neither {one} nor {other}"
            ));
            return Err(error.hint("`--context NAME` chooses the fleet's hub").hint(COMMAND));
        }
    };
    if fleet.api.is_none() && !capabilities.asked {
        notes.push("fleet: ACK One's; no cluster was asked which it serves (`--fleet-api=karmada` says it to Karmada)".into());
    }
    check(workload, fleet, api)?;
    let claims: Vec<&str> = workload.common.storage.claims().collect();
    if !claims.is_empty() {
        notes.push(format!(
            "each cluster needs its own PersistentVolumeClaim {}: a fleet sends no data",
            claims.join(", ")
        ));
    }
    if let Some(class) = &workload.common.placement.priority_class {
        notes.push(format!(
            "each cluster needs its own PriorityClass {class}: a policy of a namespace sends none"
        ));
    }
    Ok(api)
}

/// What to look at when a cluster is no hub.
const COMMAND: &str = "`kubectl api-resources | grep -i propagationpolic` shows whether a cluster is one";

fn check(workload: &Deployment, fleet: &Fleet, api: FleetApi) -> Result<()> {
    if fleet.provision && api == FleetApi::Karmada {
        return Err(Error::usage("`--ecs-provision` is ACK One's: Karmada orders no machines")
            .hint("leave it out: the clusters' own autoscalers act on pods that find no node"));
    }
    if workload.common.placement.make_priority_classes {
        return Err(Error::usage(
            "`--make-priority-classes`: the policy of a namespace sends nothing that all namespaces share",
        )
        .hint("make them in each cluster, and name one here: `--priority-class=neap-inference`"));
    }
    if let Some(cache) = &workload.common.storage.cache {
        return Err(Error::usage(format!(
            "`--cache={cache}`: a cache belongs to one cluster, and not to a fleet"
        ))
        .hint(format!("make it in each cluster, and mount its claim: `--data={cache}:/mnt/models`")));
    }
    Ok(())
}

/// Who scales a service of a fleet.
///
/// # Errors
/// A usage error: what is asked for looks at one cluster, or the hub serves no autoscaler.
pub fn autoscaler(
    ask: Ask<'_>,
    api: FleetApi,
    choice: Choice,
    capabilities: &Capabilities,
) -> Result<Autoscaler> {
    let Ask { autoscaling, scaling, .. } = ask;
    let one_cluster = match choice {
        Choice::Keda => Some("`--autoscaler=keda`"),
        Choice::Cron => Some("`--autoscaler=cron`"),
        _ if !autoscaling.schedules.is_empty() => Some("`--schedule`"),
        _ => None,
    };
    if let Some(flag) = one_cluster {
        return Err(Error::usage(format!("{flag}: a service of a fleet is scaled by a FederatedHPA, which knows no time and no queries"))
            .hint("leave it out; `--scale-metric=vllm-waiting=5 --max-replicas=3` scales on the pods of all clusters"));
    }
    if choice == Choice::Auto && scaling.metrics.is_empty() && !scaling.elastic() {
        return Ok(Autoscaler::Nobody);
    }
    autoscaler::hpa(ask)?;
    if let (FleetApi::Karmada, Some(Metric::External { name, .. })) =
        (api, scaling.metrics.iter().find(|metric| matches!(metric, Metric::External { .. })))
    {
        return Err(Error::usage(format!(
            "`--scale-metric=external:{name}`: Karmada's FederatedHPA knows no external metrics"
        ))
        .hint("use a metric of the pods, as `--scale-metric=vllm-waiting=5`"));
    }
    if !capabilities.serves(api.autoscalers()) {
        let error = Error::usage(format!("this fleet serves no FederatedHPA ({})", api.autoscalers()));
        return Err(match api {
            FleetApi::AckOne => error.hint("ACK One gives it on request"),
            FleetApi::Karmada => error.hint("Karmada brings it since 1.6"),
        }
        .hint("without an autoscaler: `--replicas=2`, and no `--scale-metric`"));
    }
    Ok(Autoscaler::Federated(api))
}

/// The policy of the service.
pub fn policy(common: &Common, fleet: &Fleet, api: FleetApi) -> Identity {
    let name = fleet.policy.as_deref().unwrap_or(&common.service.object_name);
    intended(common, &format!("{}/v1alpha1", api.policies()), "PropagationPolicy", name)
}

/// What is made for every kind of service, and that pods need in their cluster.
pub fn beside(common: &Common, spill: Option<&Spill>) -> Vec<Identity> {
    let name = &common.service.object_name;
    let mut beside = Vec::new();
    if matches!(spill, Some(Spill::Policy { .. })) {
        beside.push(intended(common, "scheduling.alibabacloud.com/v1alpha1", "ResourcePolicy", name));
    }
    if !common.storage.files.is_empty() {
        beside.push(intended(common, "v1", "ConfigMap", &config_map(common)));
    }
    beside
}

/// What the policy's template sees.
pub fn values(common: &Common, fleet: &Fleet, policy: &Identity, sent: &[Identity]) -> Value {
    let group = |group: &Group| {
        let clusters: Vec<&str> = group.clusters.iter().map(|cluster| cluster.name.as_str()).collect();
        json!({ "name": group.name, "clusters": clusters, "overflow": [] })
    };
    let mut groups: Vec<Value> = fleet.groups.iter().map(group).collect();
    // Karmada's groups exclude each other, but for those that the first one overflows into.
    if policy.group() == FleetApi::Karmada.policies() {
        let overflow: Vec<Value> = groups.drain(1..).collect();
        groups.iter_mut().for_each(|first| first["overflow"] = json!(overflow));
    }
    let shares = fleet.clusters().filter_map(|cluster| {
        cluster.weight.map(|weight| json!({ "clusters": [cluster.name], "weight": weight }))
    });
    let secret = common.container.env.iter().any(|it| matches!(it.source, Source::Secret { .. }));
    json!({
        "api_version": policy.api_version,
        "name": policy.name,
        "provision": fleet.provision,
        "groups": groups,
        "shares": shares.collect::<Vec<_>>(),
        "objects": sent.iter().map(reference).collect::<Vec<_>>(),
        // Several services may name one Secret, and one policy alone may select it.
        "dependencies": secret || !common.container.pull_secrets.is_empty() || common.service_account.is_some(),
    })
}
