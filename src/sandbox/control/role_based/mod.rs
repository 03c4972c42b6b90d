//! RoleBasedGroups: each role a workload of its own, started in order; and the adapters by which a role is scaled.
//!
//! Read in sgl-project/rbg: `internal/controller/workloads`, `pkg/reconciler`. Not simulated: InstanceSets, coordination between roles,
//! engine runtimes, and the recreation of a whole group.

mod adapter;
mod role;
mod status;
#[cfg(test)]
mod tests;
mod workload;

pub use adapter::ScalingAdapterController;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::kubernetes::resources::StringMap;
use crate::sandbox::world::groups::{RoleBasedGroup, RoleStatus};
use crate::sandbox::{Change, Controller, Event, Kept, Key, Plan, World, Write};
use role::{Role, Workload};

/// The RoleBasedGroup controller.
#[derive(Debug, Default)]
pub struct RoleBasedGroupController;

impl Controller for RoleBasedGroupController {
    fn name(&self) -> &'static str {
        "rolebasedgroup-controller"
    }

    fn concerns(&self, change: &Change, _world: &World) -> Vec<Key> {
        let owned = change.owners().into_iter().filter(|owner| owner.kind == "RoleBasedGroup");
        let mut keys: Vec<Key> = owned.map(|owner| owner.key).collect();
        if matches!(change, Change::RoleBasedGroup(_)) {
            keys.push(change.key());
        }
        keys
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(group) = world.role_based_groups.at(key).filter(|group| !group.is_going()) else {
            return Plan::nothing();
        };
        let roles = match Role::of(group) {
            Ok(roles) => roles,
            Err(why) => return status::failed(group, &why, now).into(),
        };
        let turn = Turn { group, world };
        let mut writes: Vec<Write> = Vec::new();
        for role in &roles {
            let waits = role
                .dependencies()
                .any(|name| !roles.iter().any(|other| other.name == name && turn.is_ready(other)));
            if waits && turn.known(role).is_none() {
                continue;
            }
            writes.extend(turn.have(role));
        }
        writes.extend(turn.leftovers(&roles));
        writes.extend(turn.adapters(&roles));
        let far: Vec<RoleStatus> = roles.iter().map(|role| turn.status(role)).collect();
        let ready = roles.iter().all(|role| turn.is_ready(role));
        writes.extend(status::told(group, far, ready, now));
        writes.into()
    }
}

/// One look at a group.
struct Turn<'a> {
    group: &'a Arc<RoleBasedGroup>,
    world: &'a World,
}

/// A workload of a role, as far as it is there.
struct Known {
    revision: Option<String>,
    replicas: i32,
    far: RoleStatus,
}

/// Replicas of a workload, as its controller tells them.
struct Counts {
    there: i32,
    ready: i32,
    updated: i32,
}

impl Turn<'_> {
    fn key(&self, role: &Role) -> Key {
        Key::new(self.group.namespace(), workload::name(self.group, role))
    }

    fn known(&self, role: &Role) -> Option<Known> {
        let (key, world) = (self.key(role), self.world);
        let of = |labels: &StringMap, wanted: Option<i32>, counts: Counts| Known {
            revision: labels.get(&workload::revision_label(role)).cloned(),
            replicas: wanted.unwrap_or(1),
            far: RoleStatus {
                name: role.name.to_owned(),
                replicas: counts.there,
                ready_replicas: counts.ready,
                updated_replicas: counts.updated,
            },
        };
        match role.workload {
            Workload::Deployment => world.deployments.at(&key).map(|it| {
                // Of a Deployment the wish is told, and not what is there.
                let there = it.spec.replicas.unwrap_or(1);
                let (ready, updated) = (it.status.ready_replicas, it.status.updated_replicas);
                of(it.labels(), it.spec.replicas, Counts { there, ready, updated })
            }),
            Workload::StatefulSet => world.stateful_sets.at(&key).map(|it| {
                let (there, ready) = (it.status.replicas, it.status.ready_replicas);
                let counts = Counts { there, ready, updated: it.status.updated_replicas };
                of(it.labels(), it.spec.replicas, counts)
            }),
            Workload::LeaderWorkerSet => world.leader_worker_sets.at(&key).map(|it| {
                let (there, ready) = (it.status.replicas, it.status.ready_replicas);
                let counts = Counts { there, ready, updated: it.status.updated_replicas };
                of(it.labels(), it.spec.replicas, counts)
            }),
        }
    }

    /// A role's workload as it is to be, in the place of what is there; its status stays.
    fn instead(&self, role: &Role, whole: Value) -> Option<Write> {
        fn replaced<K: Kept>(known: &Arc<K>, status: serde_json::Result<Value>, whole: Value) -> Write {
            Write::Replace(workload::instead_of(&**known, status.unwrap_or_default(), whole))
        }
        let (key, world) = (self.key(role), self.world);
        match role.workload {
            Workload::Deployment => {
                world.deployments.at(&key).map(|it| replaced(it, serde_json::to_value(&it.status), whole))
            }
            Workload::StatefulSet => {
                world.stateful_sets.at(&key).map(|it| replaced(it, serde_json::to_value(&it.status), whole))
            }
            Workload::LeaderWorkerSet => {
                let known = world.leader_worker_sets.at(&key);
                known.map(|it| replaced(it, serde_json::to_value(&it.status), whole))
            }
        }
    }

    fn status(&self, role: &Role) -> RoleStatus {
        let none = || RoleStatus { name: role.name.to_owned(), ..RoleStatus::default() };
        self.known(role).map_or_else(none, |known| known.far)
    }

    fn is_ready(&self, role: &Role) -> bool {
        self.known(role).is_some_and(|known| {
            known.replicas == role.replicas
                && known.far.replicas == role.replicas
                && known.far.ready_replicas == role.replicas
        })
    }

    /// Has a role's workload be as it is to be.
    fn have(&self, role: &Role) -> Vec<Write> {
        let whole = workload::whole(self.group, role);
        let key = self.key(role);
        let service = workload::service(self.group, role).filter(|_| {
            self.world.services.get(&key.namespace, &workload::service_name(self.group, role)).is_none()
        });
        let mut writes: Vec<Write> = service.map(Write::Create).into_iter().collect();
        match self.known(role) {
            None => {
                writes.push(Write::Create(whole));
                let message = format!("Create role {} workload {} successfully", role.name, key.name);
                writes.push(Event::normal(&**self.group, "SuccessfulCreate", message).into());
            }
            Some(known) if known.revision.as_deref() != Some(&role.revision()) => {
                writes.extend(self.instead(role, whole));
            }
            Some(known) if known.replicas != role.replicas => {
                let target = crate::kubernetes::Identity {
                    api_version: role.workload.api_version().into(),
                    kind: role.workload.kind().into(),
                    namespace: Some(key.namespace),
                    name: key.name,
                };
                writes.push(Write::Merge { target, patch: json!({"spec": {"replicas": role.replicas}}) });
            }
            Some(_) => {}
        }
        writes
    }

    /// Workloads of roles that there are no longer, or that became of another kind.
    fn leftovers(&self, roles: &[Role]) -> Vec<Write> {
        let uid = self.group.uid();
        let wanted = |kind: Workload, name: &str| {
            roles.iter().any(|role| role.workload == kind && workload::name(self.group, role) == name)
        };
        let deployments = self.world.deployments.owned_by(uid);
        let sets = self.world.stateful_sets.owned_by(uid);
        let groups = self.world.leader_worker_sets.owned_by(uid);
        let old =
            deployments.filter(|it| !wanted(Workload::Deployment, it.name())).map(|it| Write::delete(&**it));
        let old = old.chain(
            sets.filter(|it| !wanted(Workload::StatefulSet, it.name())).map(|it| Write::delete(&**it)),
        );
        let groups = groups.filter(|it| !wanted(Workload::LeaderWorkerSet, it.name()));
        old.chain(groups.map(|it| Write::delete(&**it))).collect()
    }

    /// An adapter for each role that asks for one; none for others.
    fn adapters(&self, roles: &[Role]) -> Vec<Write> {
        let adapters = &self.world.scaling_adapters;
        let mut writes = Vec::new();
        for role in roles {
            let name = workload::name(self.group, role);
            let known = adapters.get(self.group.namespace(), &name);
            if role.has_adapter() && known.is_none() {
                writes.push(Write::Create(adapter::adapter(self.group, role, &name)));
            }
        }
        let named = |name: &str| {
            roles.iter().any(|role| role.has_adapter() && workload::name(self.group, role) == name)
        };
        let old = adapters.owned_by(self.group.uid()).filter(|it| !named(it.name()));
        writes.extend(old.map(|it| Write::delete(&**it)));
        writes
    }
}
