//! Nodes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::cell::{age, condition, list, name, text, text_or};
use super::{AGE, NAME, Shown, text as column, wide};

/// Node.
pub const NODE: Shown = Shown {
    columns: &[
        NAME,
        column("Status"),
        column("Roles"),
        AGE,
        column("Version"),
        wide("Internal-IP"),
        wide("External-IP"),
        wide("OS-Image"),
        wide("Kernel-Version"),
        wide("Container-Runtime"),
    ],
    cells: |node, now| {
        let info = |field| text(node, &["status", "nodeInfo", field]);
        let known = |field| text_or(node, &["status", "nodeInfo", field], "<unknown>");
        let kernel = match info("architecture") {
            "" => known("kernelVersion").to_owned(),
            architecture => format!("{} ({architecture})", known("kernelVersion")),
        };
        vec![
            name(node),
            status(node).into(),
            roles(node).into(),
            age(node, now),
            info("kubeletVersion").into(),
            address(node, "InternalIP").into(),
            address(node, "ExternalIP").into(),
            known("osImage").into(),
            kernel.into(),
            known("containerRuntimeVersion").into(),
        ]
    },
};

fn status(node: &Value) -> String {
    let ready = match condition(node, "Ready") {
        None => "Unknown",
        Some(condition) if condition["status"] == "True" => "Ready",
        Some(_) => "NotReady",
    };
    let cordoned = node["spec"]["unschedulable"] == true;
    format!("{ready}{}", if cordoned { ",SchedulingDisabled" } else { "" })
}

fn roles(node: &Value) -> String {
    let labels = node["metadata"]["labels"].as_object();
    let roles: BTreeSet<&str> = labels
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| match key.strip_prefix("node-role.kubernetes.io/") {
            Some(role) => Some(role),
            None if key == "kubernetes.io/role" => value.as_str(),
            None => None,
        })
        .filter(|role| !role.is_empty())
        .collect();
    if roles.is_empty() { "<none>".into() } else { roles.into_iter().collect::<Vec<_>>().join(",") }
}

fn address<'a>(node: &'a Value, kind: &str) -> &'a str {
    let addresses = list(node, &["status", "addresses"]);
    addresses
        .iter()
        .find(|address| address["type"] == kind)
        .map_or("<none>", |address| text(address, &["address"]))
}
