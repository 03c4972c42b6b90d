//! A role, in the form of either version.

use serde_json::{Value, json};

use crate::sandbox::control::template;
use crate::sandbox::world::groups::RoleBasedGroup;

/// What a role's replicas are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workload {
    /// Pods that are all alike.
    Deployment,
    /// Numbered pods.
    StatefulSet,
    /// Groups of pods.
    LeaderWorkerSet,
}

impl Workload {
    /// As in `kind`.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::LeaderWorkerSet => "LeaderWorkerSet",
        }
    }

    /// Where it is served.
    pub fn api_version(self) -> &'static str {
        match self {
            Self::Deployment | Self::StatefulSet => "apps/v1",
            Self::LeaderWorkerSet => "leaderworkerset.x-k8s.io/v1",
        }
    }
}

/// A role that is understood.
#[derive(Debug, Clone)]
pub struct Role<'a> {
    /// As it is written.
    pub written: &'a Value,
    /// Its name.
    pub name: &'a str,
    /// How many replicas.
    pub replicas: i32,
    /// What they are.
    pub workload: Workload,
    /// Pods of a replica.
    pub size: i32,
    /// The pod; of a group, the leader's and a worker's.
    pub templates: (Value, Value),
    /// The labels of group and role differ by version.
    newer: bool,
}

impl<'a> Role<'a> {
    /// The roles of a group.
    ///
    /// # Errors
    /// One cannot be simulated, and why.
    pub fn of(group: &'a RoleBasedGroup) -> Result<Vec<Self>, String> {
        let roles = group.spec.get("roles").and_then(Value::as_array);
        roles.into_iter().flatten().map(Self::read).collect()
    }

    fn read(role: &'a Value) -> Result<Self, String> {
        let name = role["name"].as_str().unwrap_or_default();
        let replicas = number(&role["replicas"]).unwrap_or(1);
        let group = role.get("leaderWorkerPattern").or_else(|| role.get("leaderWorkerSet"));
        let newer = role.get("leaderWorkerPattern").is_some() || role.get("standalonePattern").is_some();
        let kind = match (newer, role.pointer("/workload/kind").and_then(Value::as_str)) {
            (true, _) if role.get("leaderWorkerPattern").is_some() => Workload::LeaderWorkerSet,
            (false, Some("Deployment")) => Workload::Deployment,
            (false, Some("LeaderWorkerSet")) => Workload::LeaderWorkerSet,
            (true, _) | (false, None | Some("StatefulSet")) => Workload::StatefulSet,
            (false, Some(other)) => {
                return Err(format!("role {name}: the workload {other} is not simulated"));
            }
        };
        let places = ["/template", "/standalonePattern/template", "/leaderWorkerPattern/template"];
        let base = places.iter().find_map(|place| role.pointer(place)).cloned().unwrap_or_else(|| json!({}));
        let patched = |names: [&str; 2]| {
            let patch = names.iter().find_map(|name| group?.get(name));
            patch.map_or_else(|| base.clone(), |patch| merged(&base, patch))
        };
        let templates = (
            patched(["patchLeaderTemplate", "leaderTemplatePatch"]),
            patched(["patchWorkerTemplate", "workerTemplatePatch"]),
        );
        let size = group.and_then(|group| number(&group["size"])).unwrap_or(1);
        Ok(Self { written: role, name, replicas, workload: kind, size, templates, newer })
    }

    /// The labels of group and role.
    pub fn labels(&self, group: &str) -> Value {
        match self.newer {
            true => {
                json!({"rbg.workloads.x-k8s.io/group-name": group, "rbg.workloads.x-k8s.io/role-name": self.name})
            }
            false => {
                json!({"rolebasedgroup.workloads.x-k8s.io/name": group, "rolebasedgroup.workloads.x-k8s.io/role": self.name})
            }
        }
    }

    /// What its replicas are made from, in a word. How many there are makes no difference.
    pub fn revision(&self) -> String {
        let mut written = self.written.clone();
        if let Some(fields) = written.as_object_mut() {
            fields.remove("replicas");
            fields.remove("scalingAdapter");
        }
        template::hash(&written, None)
    }

    /// Whether it has a scale of its own.
    pub fn has_adapter(&self) -> bool {
        self.written.pointer("/scalingAdapter/enable") == Some(&Value::Bool(true))
    }

    /// Roles that must be ready first.
    pub fn dependencies(&self) -> impl Iterator<Item = &str> {
        self.written["dependencies"].as_array().into_iter().flatten().filter_map(Value::as_str)
    }
}

fn number(value: &Value) -> Option<i32> {
    value.as_i64().and_then(|number| i32::try_from(number).ok())
}

/// A strategic merge patch as far as pod templates need it: lists of named things are merged by name, other lists replaced.
fn merged(base: &Value, patch: &Value) -> Value {
    match (base, patch) {
        (Value::Object(base), Value::Object(patch)) => {
            let mut merged_fields = base.clone();
            for (key, value) in patch {
                match (value, base.get(key)) {
                    (Value::Null, _) => drop(merged_fields.shift_remove(key)),
                    (value, Some(known)) => drop(merged_fields.insert(key.clone(), merged(known, value))),
                    (value, None) => drop(merged_fields.insert(key.clone(), value.clone())),
                }
            }
            merged_fields.into()
        }
        (Value::Array(base), Value::Array(patch)) if patch.iter().all(|it| it["name"].is_string()) => {
            let mut items = base.clone();
            for item in patch {
                match items.iter().position(|known| known["name"] == item["name"]) {
                    Some(place) => items[place] = merged(&items[place], item),
                    None => items.push(item.clone()),
                }
            }
            items.into()
        }
        (_, patch) => patch.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_changes_the_container_of_its_name_only() {
        let base =
            json!({"spec": {"containers": [{"name": "a", "image": "1", "args": ["x"]}, {"name": "b"}]}});
        let patch = json!({"metadata": {"labels": {"x": "y"}}, "spec": {"containers": [{"name": "a", "args": ["z"]}]}});
        assert_eq!(
            merged(&base, &patch),
            json!({"spec": {"containers": [{"name": "a", "image": "1", "args": ["z"]}, {"name": "b"}]},
                "metadata": {"labels": {"x": "y"}}})
        );
    }
}
