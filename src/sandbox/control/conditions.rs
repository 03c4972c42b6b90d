//! Conditions and statuses as controllers write them.

use jiff::{Timestamp, Unit};
use serde::Serialize;
use serde_json::Value;

use crate::kubernetes::resources::Condition;

/// A time as the API keeps it: whole seconds.
pub fn seconds(now: Timestamp) -> Timestamp {
    now.round((Unit::Second, 1)).map_or(now, |rounded| {
        if rounded > now { rounded - jiff::SignedDuration::from_secs(1) } else { rounded }
    })
}

/// The condition of a kind.
pub fn find<'a>(conditions: &'a [Condition], kind: &str) -> Option<&'a Condition> {
    conditions.iter().find(|condition| condition.kind == kind)
}

/// Drops the condition of a kind.
pub fn remove(conditions: &mut Vec<Condition>, kind: &str) {
    conditions.retain(|condition| condition.kind != kind);
}

/// A condition that began now.
pub fn new(kind: &str, status: &str, reason: &str, message: impl Into<String>, now: Timestamp) -> Condition {
    Condition {
        kind: kind.to_owned(),
        status: status.to_owned(),
        reason: Some(reason.to_owned()),
        message: Some(message.into()),
        last_transition_time: Some(seconds(now)),
        last_update_time: None,
    }
}

/// A status as a merge patch: what is zero, empty or absent goes, except for the fields that are always written.
pub fn sparse(status: &impl Serialize, always: &[&str]) -> Value {
    let mut value = serde_json::to_value(status).unwrap_or_default();
    if let Value::Object(fields) = &mut value {
        for (name, field) in fields {
            match always.contains(&name.as_str()) {
                false if is_nothing(field) => *field = Value::Null,
                _ => prune(field),
            }
        }
    }
    value
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(true) => false,
    }
}

/// Drops every `null`.
pub fn prune(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(prune);
        }
        Value::Array(items) => items.iter_mut().for_each(prune),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sandbox::world::workloads::DeploymentStatus;

    #[test]
    fn a_status_is_written_as_the_api_keeps_it() {
        let now = Timestamp::new(100, 999_000_000).unwrap();
        let status = DeploymentStatus {
            replicas: 2,
            conditions: vec![new("Available", "True", "R", "m", now)],
            ..DeploymentStatus::default()
        };
        let written = sparse(&status, &["readyReplicas"]);
        assert_eq!((&written["replicas"], &written["readyReplicas"]), (&json!(2), &json!(0)));
        assert!(written["availableReplicas"].is_null() && written.get("availableReplicas").is_some());
        assert_eq!(
            written["conditions"],
            json!([{"type": "Available", "status": "True", "reason": "R", "message": "m", "lastTransitionTime": "1970-01-01T00:01:40Z"}])
        );
    }
}
