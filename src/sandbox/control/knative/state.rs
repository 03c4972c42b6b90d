//! Conditions as Knative writes them, and what all of its objects have in common.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::kubernetes::resources::StringMap;
use crate::sandbox::control::conditions::seconds;
use crate::sandbox::{Kept, Write};

/// One condition of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// As `RoutesReady`.
    pub kind: &'static str,
    /// `True`, `False` or `Unknown`.
    pub status: String,
    /// One word; mostly empty with `True`.
    pub reason: String,
    /// In words.
    pub message: String,
    /// It is told and does not count for Ready.
    pub informs: bool,
}

impl State {
    /// It holds.
    pub fn holds(kind: &'static str) -> Self {
        Self::new(kind, "True", "", "")
    }

    /// It is not known yet.
    pub fn unknown(kind: &'static str, reason: &str, message: impl Into<String>) -> Self {
        Self::new(kind, "Unknown", reason, message)
    }

    /// With all that there is to say.
    pub fn new(kind: &'static str, status: &str, reason: &str, message: impl Into<String>) -> Self {
        let (status, reason) = (status.to_owned(), reason.to_owned());
        Self { kind, status, reason, message: message.into(), informs: false }
    }

    /// As a condition of another object says it; unknown if that does not.
    pub fn of(kind: &'static str, condition: Option<&Value>) -> Self {
        let word = |key| condition.and_then(|it| it.get(key)).and_then(Value::as_str).unwrap_or_default();
        let status = if word("status").is_empty() { "Unknown" } else { word("status") };
        Self::new(kind, status, word("reason"), word("message"))
    }

    /// Counts no longer for Ready.
    pub fn informing(self) -> Self {
        Self { informs: true, ..self }
    }
}

/// The condition Ready of these: the first that is false, else the first that is unknown.
pub fn ready(states: &[State]) -> State {
    let first = |status: &str| states.iter().find(|state| !state.informs && state.status == status);
    match first("False").or(first("Unknown")) {
        Some(state) => State { kind: "Ready", ..state.clone() },
        None => State::holds("Ready"),
    }
}

/// Conditions with Ready, ordered by name. One that is as it was keeps its time.
pub fn conditions(old: &Value, mut states: Vec<State>, now: Timestamp) -> Value {
    states.push(ready(&states));
    states.sort_by_key(|state| state.kind);
    states.iter().map(|state| written(old, state, now)).collect()
}

fn written(old: &Value, state: &State, now: Timestamp) -> Value {
    let mut written = Map::new();
    let mut put = |key: &str, value: &str| {
        if !value.is_empty() {
            written.insert(key.to_owned(), value.into());
        }
    };
    put("type", state.kind);
    put("status", &state.status);
    put("reason", &state.reason);
    put("message", &state.message);
    put("severity", if state.informs { "Info" } else { "" });
    let known = condition(old, state.kind).filter(|known| {
        let mut known = (*known).clone();
        if let Some(known) = known.as_object_mut() {
            known.remove("lastTransitionTime");
        }
        known == Value::Object(written.clone())
    });
    let since = known.and_then(|known| known.get("lastTransitionTime")).cloned();
    written.insert("lastTransitionTime".into(), since.unwrap_or_else(|| seconds(now).to_string().into()));
    written.into()
}

/// A condition of a status.
pub fn condition<'a>(status: &'a Value, kind: &str) -> Option<&'a Value> {
    status.get("conditions")?.as_array()?.iter().find(|condition| condition["type"] == kind)
}

/// Whether a condition of a status is `True`, and the status is of the newest spec.
pub fn is_ready<K: Kept>(object: &K, status: &Value) -> bool {
    let observed = status.get("observedGeneration").and_then(Value::as_i64);
    observed == object.meta().generation
        && condition(status, "Ready").is_some_and(|it| it["status"] == "True")
}

/// A write of a status, if it differs from what is there; what is missing from the new one goes.
pub fn told<K: Kept>(object: &K, old: &Value, mut new: Value) -> Option<Write> {
    new["observedGeneration"] = object.meta().generation.unwrap_or(0).into();
    if *old == new {
        return None;
    }
    if let (Some(old), Some(fields)) = (old.as_object(), new.as_object_mut()) {
        for key in old.keys().filter(|key| !fields.contains_key(*key)).cloned().collect::<Vec<_>>() {
            fields.insert(key, Value::Null);
        }
    }
    Some(Write::status(object, new))
}

/// Who owns a child, its name, labels and annotations.
pub fn metadata<O: Kept>(owner: &O, name: &str, labels: StringMap, annotations: StringMap) -> Value {
    json!({"name": name, "namespace": owner.namespace(), "labels": labels, "annotations": annotations,
        "ownerReferences": [owner.controls()]})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_is_what_is_worst() {
        let unknown = State::unknown("A", "Deploying", "");
        let failed = State::new("B", "False", "Failed", "no");
        assert_eq!(ready(&[unknown.clone(), failed.clone()]).reason, "Failed");
        assert_eq!(ready(&[unknown.clone(), failed.clone().informing()]).reason, "Deploying");
        assert_eq!(ready(&[State::holds("A")]).status, "True");
    }

    #[test]
    fn a_condition_that_is_as_it_was_keeps_its_time() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let first = json!({"conditions": conditions(&Value::Null, vec![State::holds("B")], at(0))});
        let again = conditions(&first, vec![State::holds("B")], at(60));
        assert_eq!(first["conditions"], again);
        assert_eq!((&again[0]["type"], &again[1]["type"]), (&json!("B"), &json!("Ready")));
        let other = conditions(&first, vec![State::unknown("B", "R", "")], at(60));
        assert_eq!(other[0]["lastTransitionTime"], "1970-01-01T00:01:00Z");
    }
}
