//! What became of an object in its clusters, gathered in the hub.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Cluster;
use super::template::Template;
use crate::sandbox::control::conditions::{find, new, prune, sparse};
use crate::sandbox::world::fleet::{BindingStatus, ResourceBinding};
use crate::sandbox::{Event, Key, World, Write};

/// The counts that are added up.
const COUNTS: [&str; 5] =
    ["replicas", "readyReplicas", "updatedReplicas", "availableReplicas", "unavailableReplicas"];

/// Statuses of the binding and of the object in the hub, where they differ.
pub fn gathered(
    binding: &Arc<ResourceBinding>,
    template: &Template,
    missing: u32,
    clusters: &[Cluster],
    hub: &World,
    now: Timestamp,
) -> Vec<Write> {
    let (namespace, name) =
        (template.identity.namespace.clone().unwrap_or_default(), &template.identity.name);
    let key = Key::new(namespace, name);
    let mut aggregated = Vec::new();
    let mut applied = true;
    for target in &binding.spec.clusters {
        let Some(cluster) = clusters.iter().find(|it| it.name == target.name) else { continue };
        let world = cluster.world.read();
        let status = match template.identity.kind.as_str() {
            "Deployment" => world.deployments.at(&key).map(|it| sparse(&it.status, &[])),
            "StatefulSet" => world.stateful_sets.at(&key).map(|it| sparse(&it.status, &[])),
            "Service" => world.services.at(&key).map(|_| Value::Null),
            "Ingress" => world.ingresses.at(&key).map(|_| Value::Null),
            "ConfigMap" => world.config_maps.at(&key).map(|_| Value::Null),
            _ => world.claims.at(&key).map(|_| Value::Null),
        };
        applied &= status.is_some();
        let mut item = json!({"clusterName": target.name, "applied": status.is_some()});
        if let Some(mut status) = status.filter(Value::is_object) {
            prune(&mut status);
            if let Some(fields) = status.as_object_mut() {
                fields.retain(|field, _| COUNTS.contains(&field.as_str()));
            }
            let count = |field: &str| status[field].as_u64().unwrap_or(0);
            let wanted = target.replicas.unwrap_or(0).into();
            let healthy = count("readyReplicas") >= wanted;
            item["health"] = if healthy { "Healthy" } else { "Unhealthy" }.into();
            item["status"] = status;
        }
        aggregated.push(item);
    }
    let mut writes: Vec<Write> = summed(&key, template, &aggregated, hub).into_iter().collect();
    let mut states = vec![match missing {
        0 => new("Scheduled", "True", "Success", "Binding has been scheduled successfully.", now),
        missing => {
            let message = format!("there is no room for {missing} of the replicas in any of the clusters");
            new("Scheduled", "False", "Unschedulable", message, now)
        }
    }];
    states.push(match applied {
        true => new(
            "FullyApplied",
            "True",
            "FullyAppliedSuccess",
            "All works have been successfully applied",
            now,
        ),
        false => new(
            "FullyApplied",
            "False",
            "FullyAppliedFailed",
            "Failed to apply all works, see status.aggregatedStatus for details",
            now,
        ),
    });
    for state in &mut states {
        let known = find(&binding.status.conditions, &state.kind);
        if let Some(known) = known.filter(|known| known.status == state.status) {
            state.last_transition_time = known.last_transition_time;
        } else if state.reason.as_deref() == Some("Unschedulable") {
            let message = state.message.clone().unwrap_or_default();
            writes.push(Event::warning(&**binding, "ScheduleBindingFailed", message).into());
        }
    }
    let status = BindingStatus { conditions: states, aggregated_status: aggregated };
    if status != binding.status {
        writes.push(Write::status(&**binding, sparse(&status, &[])));
    }
    writes
}

/// The object's own status in the hub: the sum of those of its clusters.
fn summed(key: &Key, template: &Template, aggregated: &[Value], hub: &World) -> Option<Write> {
    template.workload.as_ref()?;
    let sum = |field: &str| aggregated.iter().filter_map(|it| it["status"][field].as_i64()).sum::<i64>();
    let mut status: Value = COUNTS
        .iter()
        .map(|field| ((*field).to_owned(), Value::from(sum(field))))
        .collect::<serde_json::Map<_, _>>()
        .into();
    if template.identity.kind == "StatefulSet" {
        status.as_object_mut()?.shift_remove("unavailableReplicas");
    }
    let (known, generation) = match template.identity.kind.as_str() {
        "Deployment" => {
            hub.deployments.at(key).map(|it| (serde_json::to_value(&it.status), it.metadata.generation))?
        }
        _ => {
            hub.stateful_sets.at(key).map(|it| (serde_json::to_value(&it.status), it.metadata.generation))?
        }
    };
    status["observedGeneration"] = generation.unwrap_or(0).into();
    let known = known.unwrap_or_default();
    let same = status.as_object()?.iter().all(|(field, value)| known.get(field) == Some(value));
    let target = template.identity.clone();
    (!same).then(|| Write::MergeStatus { target, patch: json!({ "status": status }) })
}
