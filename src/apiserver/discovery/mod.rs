//! Discovery: which groups, versions and resources there are.

mod resources;

pub use resources::{aggregated, aggregated_version, legacy};

use serde_json::{Value, json};

use super::served::Served;

/// A group and its versions, the preferred first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Empty for the core group.
    pub name: String,
    /// As `v1`, `v1beta1`.
    pub versions: Vec<String>,
}

/// All groups in the order in which they are listed.
pub fn groups(served: &Served) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for resource in served.all() {
        let group = match groups.iter_mut().find(|group| group.name == resource.group) {
            Some(group) => group,
            None => {
                groups.push(Group { name: resource.group.clone(), versions: Vec::new() });
                match groups.last_mut() {
                    Some(group) => group,
                    None => continue,
                }
            }
        };
        if !group.versions.contains(&resource.version) {
            group.versions.push(resource.version.clone());
        }
    }
    for group in &mut groups {
        group.versions.sort_by(|a, b| compare_versions(b, a));
    }
    groups.sort_by(|a, b| rank(&a.name).cmp(&rank(&b.name)).then_with(|| a.name.cmp(&b.name)));
    groups
}

/// Built-in groups come first, in the order of their priorities; others follow by name.
fn rank(group: &str) -> usize {
    const ORDER: [&str; 19] = [
        "",
        "apiregistration.k8s.io",
        "apps",
        "events.k8s.io",
        "authentication.k8s.io",
        "authorization.k8s.io",
        "autoscaling",
        "batch",
        "certificates.k8s.io",
        "networking.k8s.io",
        "policy",
        "rbac.authorization.k8s.io",
        "storage.k8s.io",
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "scheduling.k8s.io",
        "coordination.k8s.io",
        "node.k8s.io",
        "discovery.k8s.io",
    ];
    ORDER.iter().position(|name| *name == group).unwrap_or(ORDER.len())
}

/// `v1` before `v1beta1` before `v1alpha1`, higher numbers first, anything else last.
pub fn compare_versions(a: &str, b: &str) -> std::cmp::Ordering {
    version_key(a).cmp(&version_key(b)).then_with(|| b.cmp(a))
}

fn version_key(version: &str) -> Option<(u8, u32, u32)> {
    let rest = version.strip_prefix('v')?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let major = rest[..digits].parse().ok()?;
    let rest = &rest[digits..];
    for (word, stage) in [("beta", 1), ("alpha", 0)] {
        if let Some(minor) = rest.strip_prefix(word) {
            return Some((stage, major, minor.parse().ok()?));
        }
    }
    rest.is_empty().then_some((2, major, 0))
}

/// `/api`.
pub fn core_versions(served: &Served, address: &str) -> Value {
    let core = groups(served).into_iter().find(|group| group.name.is_empty());
    json!({
        "kind": "APIVersions",
        "versions": core.map(|group| group.versions).unwrap_or_default(),
        "serverAddressByClientCIDRs": [{"clientCIDR": "0.0.0.0/0", "serverAddress": address}],
    })
}

/// `/apis`.
pub fn group_list(groups: &[Group]) -> Value {
    let groups: Vec<Value> = groups.iter().filter(|group| !group.name.is_empty()).map(group_value).collect();
    json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups})
}

/// `/apis/GROUP`.
pub fn group(groups: &[Group], name: &str) -> Option<Value> {
    let group = groups.iter().find(|group| group.name == name)?;
    let mut value = json!({"kind": "APIGroup", "apiVersion": "v1"});
    if let (Some(fields), Value::Object(more)) = (value.as_object_mut(), group_value(group)) {
        fields.extend(more);
    }
    Some(value)
}

fn group_value(group: &Group) -> Value {
    let version =
        |version: &String| json!({"groupVersion": format!("{}/{version}", group.name), "version": version});
    let versions: Vec<Value> = group.versions.iter().map(version).collect();
    json!({"name": group.name, "versions": versions, "preferredVersion": versions.first()})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_in_the_order_of_the_real_server() {
        let mut versions = ["v1alpha1", "v10", "foo", "v2beta1", "v1", "v2", "v2beta2", "v11alpha2"];
        versions.sort_by(|a, b| compare_versions(b, a));
        assert_eq!(versions, ["v10", "v2", "v1", "v2beta2", "v2beta1", "v11alpha2", "v1alpha1", "foo"]);
    }
}
