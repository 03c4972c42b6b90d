//! Kinds that order a cluster: namespaces, quotas, leases, priorities, served APIs.

use serde_json::{Value, json};

use super::cell::{age, condition, either, name, text};
use super::{AGE, NAME, Shown, flag, number, text as column};

/// Namespace.
pub const NAMESPACE: Shown = Shown {
    columns: &[NAME, column("Status"), AGE],
    cells: |space, now| vec![name(space), text(space, &["status", "phase"]).into(), age(space, now)],
};

/// Lease.
pub const LEASE: Shown = Shown {
    columns: &[NAME, column("Holder"), AGE],
    cells: |lease, now| vec![name(lease), text(lease, &["spec", "holderIdentity"]).into(), age(lease, now)],
};

/// PriorityClass.
pub const PRIORITY_CLASS: Shown = Shown {
    columns: &[NAME, number("Value"), flag("Global-Default"), AGE, column("PreemptionPolicy")],
    cells: |class, now| {
        vec![
            name(class),
            class["value"].clone(),
            json!(class["globalDefault"] == true),
            age(class, now),
            text(class, &["preemptionPolicy"]).into(),
        ]
    },
};

/// ResourceQuota.
pub const QUOTA: Shown = Shown {
    columns: &[NAME, column("Request"), column("Limit"), AGE],
    cells: |quota, now| {
        let hard = quota["status"]["hard"].as_object();
        let mut shares: Vec<(&String, String)> = hard
            .into_iter()
            .flatten()
            .map(|(resource, hard)| {
                let used = &quota["status"]["used"][resource];
                let used = if used.is_null() { "0".to_owned() } else { either(used) };
                (resource, format!("{resource}: {used}/{}", either(hard)))
            })
            .collect();
        shares.sort();
        let joined = |limits: bool| -> Value {
            let parts = shares.iter().filter(|(resource, _)| resource.starts_with("limits.") == limits);
            parts.map(|(_, part)| part.as_str()).collect::<Vec<_>>().join(", ").into()
        };
        vec![name(quota), joined(false), joined(true), age(quota, now)]
    },
};

/// APIService.
pub const API_SERVICE: Shown = Shown {
    columns: &[NAME, column("Service"), column("Available"), AGE],
    cells: |api, now| {
        let service = match &api["spec"]["service"] {
            Value::Object(_) => {
                let part = |field| text(api, &["spec", "service", field]);
                format!("{}/{}", part("namespace"), part("name"))
            }
            _ => "Local".into(),
        };
        let available = match condition(api, "Available") {
            None => "Unknown".to_owned(),
            Some(condition) => match (text(condition, &["status"]), text(condition, &["reason"])) {
                (status @ "True", _) | (status, "") => status.to_owned(),
                (status, reason) => format!("{status} ({reason})"),
            },
        };
        vec![name(api), service.into(), available.into(), age(api, now)]
    },
};
