//! Scaling adapters: what is told to an adapter's scale, its role is told.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::role::{Role, Workload};
use crate::kubernetes::resources::StringMap;
use crate::kubernetes::selector;
use crate::sandbox::control::conditions::{seconds, sparse};
use crate::sandbox::world::groups::{RoleBasedGroup, ScalingAdapter};
use crate::sandbox::{Change, Controller, Event, Kept, Key, Plan, World, Write};

/// The scaling adapters' controller.
#[derive(Debug, Default)]
pub struct ScalingAdapterController;

/// A role's adapter.
pub fn adapter(group: &RoleBasedGroup, role: &Role, name: &str) -> Value {
    json!({"apiVersion": "workloads.x-k8s.io/v1alpha1", "kind": "RoleBasedGroupScalingAdapter",
        "metadata": {"name": name, "namespace": group.namespace(), "labels": role.labels(group.name()),
            "ownerReferences": [group.controls()]},
        "spec": {"scaleTargetRef": {"name": group.name(), "role": role.name}}})
}

impl Controller for ScalingAdapterController {
    fn name(&self) -> &'static str {
        "RoleBasedGroupScalingAdapter"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        match change {
            Change::ScalingAdapter(_) => vec![change.key()],
            Change::RoleBasedGroup(diff) => {
                let adapters = world.scaling_adapters.of(diff.last.namespace());
                let own = adapters.filter(|it| it.spec.scale_target_ref.name == diff.last.name());
                own.map(|it| it.key()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(adapter) = world.scaling_adapters.at(key).filter(|adapter| !adapter.is_going()) else {
            return Plan::nothing();
        };
        let target = &adapter.spec.scale_target_ref;
        let group = world.role_based_groups.get(adapter.namespace(), &target.name);
        let roles = group.map(|group| (group, Role::of(group).unwrap_or_default()));
        let found = roles.as_ref().and_then(|(group, roles)| {
            roles.iter().find(|role| role.name == target.role).map(|role| (*group, role))
        });
        let Some((group, role)) = found else {
            let mut plan = Plan::from(unbound(adapter));
            plan.again_at(now + SignedDuration::from_secs(10));
            return plan;
        };
        let mut status = adapter.status.clone();
        let far = group.status.role_statuses.iter().find(|it| it.name == role.name);
        status.ready_replicas = Some(far.map_or(0, |far| far.ready_replicas));
        status.selector = measured(group, role);
        let mut writes = Vec::new();
        if adapter.status.phase != "Bound" {
            status.phase = "Bound".into();
            status.replicas = Some(role.replicas);
            if adapter.spec.replicas != Some(role.replicas) {
                writes.push(Write::merge(&**adapter, json!({"spec": {"replicas": role.replicas}})));
            }
            let message =
                format!("Succeed to find scale target role [{}] of rbg [{}]", role.name, group.name());
            writes.push(Event::normal(&**adapter, "SuccessfulBound", message).into());
        } else if let Some(wanted) = adapter.spec.replicas.filter(|wanted| *wanted != role.replicas) {
            writes.push(scaled(group, role, wanted));
            status.replicas = Some(wanted);
            status.last_scale_time = Some(seconds(now));
            let (name, is) = (role.name, role.replicas);
            let message = format!(
                "Succeed to scale target role [{name}] of rbg [{}] from {is} to {wanted} replicas",
                group.name()
            );
            writes.push(Event::normal(&**adapter, "SuccessfulScale", message).into());
        }
        if status != adapter.status {
            writes.push(Write::status(&**adapter, sparse(&status, &["replicas", "readyReplicas"])));
        }
        writes.into()
    }
}

fn unbound(adapter: &Arc<ScalingAdapter>) -> Vec<Write> {
    if adapter.status.phase == "NotBound" {
        return Vec::new();
    }
    let target = &adapter.spec.scale_target_ref;
    let message =
        format!("Failed to get scale target role: Failed to get role {} in rbg {}", target.role, target.name);
    vec![
        Event::warning(&**adapter, "FailedGetRBGRole", message).into(),
        Write::status(&**adapter, json!({"phase": "NotBound"})),
    ]
}

/// The group with another count for a role. Roles are a list, so the whole list is written.
fn scaled(group: &Arc<RoleBasedGroup>, role: &Role, replicas: i32) -> Write {
    let mut roles = group.spec.get("roles").cloned().unwrap_or_default();
    for written in roles.as_array_mut().into_iter().flatten().filter(|it| it["name"] == role.name) {
        written["replicas"] = replicas.into();
    }
    let metadata = json!({"resourceVersion": group.metadata.resource_version});
    Write::merge(&**group, json!({"metadata": metadata, "spec": {"roles": roles}}))
}

/// The pods by which a role is measured: of groups, their leaders.
fn measured(group: &RoleBasedGroup, role: &Role) -> String {
    let mut labels: StringMap = serde_json::from_value(role.labels(group.name())).unwrap_or_default();
    if role.workload == Workload::LeaderWorkerSet {
        labels.insert("leaderworkerset.sigs.k8s.io/worker-index".into(), "0".into());
    }
    selector::query(&labels)
}
