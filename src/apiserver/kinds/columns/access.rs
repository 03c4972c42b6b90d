//! Bindings of roles.

use serde_json::Value;

use super::cell::{age, list, name, text};
use super::{AGE, NAME, Shown, text as column, wide};

/// RoleBinding and ClusterRoleBinding.
pub const BINDING: Shown = Shown {
    columns: &[NAME, column("Role"), AGE, wide("Users"), wide("Groups"), wide("ServiceAccounts")],
    cells: |binding, now| {
        let role = format!("{}/{}", text(binding, &["roleRef", "kind"]), text(binding, &["roleRef", "name"]));
        let mut cells = vec![name(binding), role.into(), age(binding, now)];
        cells.extend(["User", "Group", "ServiceAccount"].map(|kind| subjects(binding, kind)));
        cells
    },
};

fn subjects(binding: &Value, kind: &str) -> Value {
    let subjects = list(binding, &["subjects"]).iter().filter(|subject| subject["kind"] == kind);
    let names: Vec<String> = subjects
        .map(|subject| match kind {
            "ServiceAccount" => format!("{}/{}", text(subject, &["namespace"]), text(subject, &["name"])),
            _ => text(subject, &["name"]).to_owned(),
        })
        .collect();
    names.join(", ").into()
}
