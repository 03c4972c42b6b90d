//! A pod that was bound, before the watch has told so: the scheduler counts it at once, its kubelet waits for the word.
//!
//! The answer to a binding does not say what was written. A kubelet that went by less would write its conditions without
//! the scheduler's, and that one would be lost.

use crate::kubernetes::resources::{Condition, Pod};

/// The scheduler's condition.
const SCHEDULED: &str = "PodScheduled";

/// Binds a pod as far as that is known: the time of its condition is the API server's, and not known yet. Whether it did:
/// a pod that has a node is told already, and one with another uid is not meant.
pub fn assume(pod: &mut Pod, uid: &str, node: String) -> bool {
    if pod.spec.node_name.is_some() || pod.metadata.uid.as_deref() != Some(uid) {
        return false;
    }
    pod.spec.node_name = Some(node);
    let conditions = &mut pod.status.conditions;
    conditions.retain(|condition| condition.kind != SCHEDULED);
    conditions.push(Condition { kind: SCHEDULED.into(), status: "True".into(), ..Condition::default() });
    true
}

/// Whether a pod is bound by the word of the API server. One that was made with a node has no condition.
pub fn is_told(pod: &Pod) -> bool {
    let scheduled = pod.status.conditions.iter().find(|condition| condition.kind == SCHEDULED);
    pod.spec.node_name.is_some() && scheduled.is_none_or(|it| it.last_transition_time.is_some())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_binding_is_assumed_until_it_is_told() {
        let refused = json!({"metadata": {"uid": "1"}, "spec": {}, "status": {"conditions": [
            {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "lastTransitionTime": "2026-01-01T00:00:00Z"}]}});
        let mut pod: Pod = serde_json::from_value(refused).unwrap();
        assert!(!is_told(&pod));
        assert!(!assume(&mut pod, "2", "n".into()), "another pod of that name");
        assert!(assume(&mut pod, "1", "n".into()));
        assert!(!is_told(&pod));
        assert_eq!((pod.spec.node_name.as_deref(), pod.status.conditions.len()), (Some("n"), 1));
        assert_eq!(
            (pod.status.conditions[0].status.as_str(), &pod.status.conditions[0].reason),
            ("True", &None)
        );
        let of_node: Pod = serde_json::from_value(json!({"spec": {"nodeName": "n"}})).unwrap();
        assert!(is_told(&of_node));
        let told = json!({"metadata": {"uid": "1"}, "spec": {"nodeName": "n"}, "status": {"conditions": [
            {"type": "PodScheduled", "status": "True", "lastTransitionTime": "2026-01-01T00:00:01Z"}]}});
        let mut pod: Pod = serde_json::from_value(told).unwrap();
        assert!(!assume(&mut pod, "1", "n".into()), "the watch was faster");
        assert!(is_told(&pod));
    }
}
