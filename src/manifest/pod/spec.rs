//! What a pod is besides its container: volumes, placement, identity.

use serde_json::{Value, json};

use super::fields::Fields;
use super::spill::Spill;
use crate::workload::Common;
use crate::workload::lifecycle::Rollout;
use crate::workload::storage::VolumeSource;

/// Fields of the pod besides its container.
///
/// `own` are the labels that choose the service's pods; `by_deployment` says that the scheduler spreads them by itself.
pub fn pod(
    common: &Common,
    spill: Option<&Spill>,
    config_map: &str,
    own: &Value,
    by_deployment: bool,
) -> Value {
    let placement = &common.placement;
    let mut security = Fields::default();
    for (key, id) in &common.security.ids {
        security.put(key, *id);
    }
    security.put("runAsNonRoot", common.security.non_root);
    let secrets: Vec<Value> =
        common.container.pull_secrets.iter().map(|secret| json!({ "name": secret })).collect();
    let tolerations: Vec<Value> = placement
        .tolerations
        .iter()
        .map(|toleration| {
            let mut fields = Fields::default();
            fields.put("key", toleration.key.clone()).put("operator", toleration.operator());
            fields.put("value", toleration.value.clone()).put("effect", toleration.effect);
            fields.into_value()
        })
        .collect();
    let mut affinity = Fields::default();
    if let Some(Spill::Affinity(nodes)) = spill {
        affinity.put("nodeAffinity", nodes.clone());
    }
    if let Some(wish) = placement.affinity {
        let kind = if wish.together { "podAffinity" } else { "podAntiAffinity" };
        let term =
            json!({ "labelSelector": { "matchLabels": own }, "topologyKey": "kubernetes.io/hostname" });
        affinity.put(
            kind,
            match wish.required {
                true => json!({ "requiredDuringSchedulingIgnoredDuringExecution": [term] }),
                false => json!({ "preferredDuringSchedulingIgnoredDuringExecution": [{ "weight": 100, "podAffinityTerm": term }] }),
            },
        );
    }
    // The scheduler spreads the pods of a service by itself; with its liking for idle nodes that outweighs the widest
    // preference for nodes. A constraint that counts no pod takes the place of that spreading.
    let spread = match spill {
        Some(Spill::Affinity(_)) if by_deployment => {
            json!([{ "maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway" }])
        }
        _ => Value::Null,
    };
    let volumes: Vec<Value> = common
        .storage
        .volumes
        .iter()
        .map(|volume| {
            let mut fields = Fields::default();
            fields.put("name", volume.name.as_str());
            match &volume.source {
                VolumeSource::Claim { claim, read_only } => {
                    let mut source = Fields::default();
                    source.put("claimName", claim.as_str()).put("readOnly", read_only.then_some(true));
                    fields.put("persistentVolumeClaim", source.into_value())
                }
                VolumeSource::Host(path) => fields.put("hostPath", json!({ "path": path })),
                VolumeSource::Scratch => fields.keep("emptyDir", json!({})),
                VolumeSource::Memory(limit) => {
                    fields.put("emptyDir", json!({ "medium": "Memory", "sizeLimit": limit.text() }))
                }
                VolumeSource::Files => fields.put("configMap", json!({ "name": config_map })),
            };
            fields.into_value()
        })
        .collect();
    let mut fields = Fields::default();
    fields
        .put("serviceAccountName", common.service_account.clone())
        .put("priorityClassName", placement.priority_class.clone())
        .put("securityContext", security.into_value())
        .put("imagePullSecrets", secrets)
        .put("nodeSelector", json!(placement.node_selector))
        .put("tolerations", tolerations)
        .put("affinity", affinity.into_value())
        .put("topologySpreadConstraints", spread)
        .put("volumes", volumes);
    fields.into_value()
}

/// The strategy of the Deployment.
pub fn rollout(rollout: Option<Rollout>) -> Value {
    match rollout {
        None => Value::Null,
        Some(Rollout::Recreate) => json!({ "type": "Recreate" }),
        // With no surge one old pod must go first, or nothing would move.
        Some(Rollout::Surge(surge)) => json!({
            "type": "RollingUpdate",
            "rollingUpdate": { "maxSurge": surge, "maxUnavailable": u32::from(surge == 0) },
        }),
    }
}
