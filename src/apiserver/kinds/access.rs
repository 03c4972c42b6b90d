//! Roles and their bindings.

use serde_json::json;

use super::field::{invalid, one_of, required};
use super::names::segment;
use super::strategy::{Behaviour, PLAIN, each};

/// Role and ClusterRole.
pub const ROLE: Behaviour = Behaviour {
    name: segment,
    validate: |role, _, causes| {
        for (index, rule) in role["rules"].as_array().into_iter().flatten().enumerate() {
            let at = |name: &str| format!("rules[{index}].{name}");
            let any = |name: &str| rule[name].as_array().is_some_and(|list| !list.is_empty());
            if !any("verbs") {
                causes.push(required(at("verbs"), "verbs must contain at least one value"));
            }
            if any("nonResourceURLs") {
                continue;
            }
            if !any("apiGroups") {
                causes.push(required(at("apiGroups"), "resource rules must supply at least one api group"));
            }
            if !any("resources") {
                causes.push(required(at("resources"), "resource rules must supply at least one resource"));
            }
        }
    },
    ..PLAIN
};

/// RoleBinding and ClusterRoleBinding.
pub const BINDING: Behaviour = Behaviour {
    also: |binding| {
        const GROUP: &str = "rbac.authorization.k8s.io";
        if binding["roleRef"]["apiGroup"].as_str().unwrap_or_default().is_empty() {
            binding["roleRef"]["apiGroup"] = GROUP.into();
        }
        for subject in each(binding, "subjects") {
            let human = matches!(subject["kind"].as_str(), Some("User" | "Group"));
            if human && subject.get("apiGroup").is_none_or(|group| group == "") {
                subject["apiGroup"] = GROUP.into();
            }
        }
    },
    name: segment,
    validate: |binding, old, causes| {
        one_of("roleRef.kind", &binding["roleRef"]["kind"], &["ClusterRole", "Role"], causes);
        if binding["roleRef"]["name"].as_str().unwrap_or_default().is_empty() {
            causes.push(required("roleRef.name", ""));
        }
        for (index, subject) in binding["subjects"].as_array().into_iter().flatten().enumerate() {
            let at = |name: &str| format!("subjects[{index}].{name}");
            if subject["name"].as_str().unwrap_or_default().is_empty() {
                causes.push(required(at("name"), ""));
            }
            one_of(&at("kind"), &subject["kind"], &["ServiceAccount", "User", "Group"], causes);
            let account = subject["kind"] == "ServiceAccount";
            if account && subject["namespace"].as_str().unwrap_or_default().is_empty() {
                causes.push(required(at("namespace"), ""));
            }
        }
        if old.is_some_and(|old| old["roleRef"] != binding["roleRef"]) {
            let role = &binding["roleRef"];
            let shown = json!({"APIGroup": role["apiGroup"], "Kind": role["kind"], "Name": role["name"]});
            causes.push(invalid("roleRef", &shown, "cannot change roleRef"));
        }
    },
    ..PLAIN
};
