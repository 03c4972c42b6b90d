//! The counts of a RoleBasedGroup's roles: a list in which a role is found by its name.

use serde_json::Value;

use super::Place;
use crate::kubernetes::Object;

/// Where each role has its count, in our object and in the live one; none for other kinds.
pub fn places(ours: &Object, live: &Object) -> Vec<Place> {
    if ours.identity().kind != "RoleBasedGroup" {
        return Vec::new();
    }
    let names = |object: &Object| -> Vec<String> {
        let roles = object.get("/spec/roles").and_then(Value::as_array).into_iter().flatten();
        roles.map(|role| role.get("name").and_then(Value::as_str).unwrap_or_default().to_owned()).collect()
    };
    let theirs = names(live);
    let found = names(ours).into_iter().enumerate().filter_map(|(at, name)| {
        let there = theirs.iter().position(|other| *other == name)?;
        let key = serde_json::json!({ "name": name });
        Some(Place {
            ours: format!("/spec/roles/{at}/replicas"),
            live: format!("/spec/roles/{there}/replicas"),
            field: format!("spec.roles[name={name}].replicas"),
            managed: vec!["f:spec".into(), "f:roles".into(), format!("k:{key}"), "f:replicas".into()],
        })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{hand_over_replicas, leave_replicas};
    use super::*;

    fn group(roles: Value, managers: Value) -> Object {
        Object::new(json!({
            "apiVersion": "workloads.x-k8s.io/v1alpha1", "kind": "RoleBasedGroup",
            "metadata": {"name": "qwen", "managedFields": managers}, "spec": {"roles": roles},
        }))
        .unwrap()
    }

    fn owned(by: &str, role: &str) -> Value {
        let key = format!("k:{}", json!({ "name": role }));
        json!([{"manager": by, "fieldsV1": {"f:spec": {"f:roles": {key: {"f:replicas": {}}}}}}])
    }

    #[test]
    fn a_role_that_another_scales_is_left_with_it() {
        let live = group(
            json!([{"name": "decode", "replicas": 3}, {"name": "prefill", "replicas": 1}]),
            owned("rbg", "decode"),
        );
        let mut ours =
            group(json!([{"name": "prefill", "replicas": 1}, {"name": "decode", "replicas": 1}]), json!([]));
        let left = leave_replicas(&mut ours, &live);
        assert_eq!(left.len(), 1);
        assert_eq!(
            (left[0].field.as_str(), left[0].value.as_str()),
            ("spec.roles[name=decode].replicas", "3")
        );
        assert_eq!(ours.get("/spec/roles/1"), Some(&json!({"name": "decode"})));
        assert_eq!(ours.get("/spec/roles/0/replicas"), Some(&json!(1)));
    }

    #[test]
    fn a_role_keeps_its_count_until_its_autoscaler_has_it() {
        let live = group(json!([{"name": "decode", "replicas": 3}]), owned("neap", "decode"));
        let mut ours = group(json!([{"name": "decode"}]), json!([]));
        assert!(hand_over_replicas(&mut ours, &live));
        assert_eq!(ours.get("/spec/roles/0/replicas"), Some(&json!(3)));
        assert!(!hand_over_replicas(&mut ours, &live));
    }
}
