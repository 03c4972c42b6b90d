//! Fields that other tools own and neap now writes become neap's alone: `metadata.managedFields`, as kubectl moves them when it
//! goes from one kind of apply to the other.

use serde_json::{Map, Value, json};

use super::Cluster;
use super::failure::Failure;
use super::objects::FIELD_MANAGER;
use crate::kubernetes::Identity;

/// So often it is tried where others write in between: a controller writes its status several times after an apply.
const TRIES: usize = 8;

/// Takes over what neap applies of an object from the tools that people type. Returns their names.
///
/// # Errors
/// The object changed each time meanwhile, or the request failed.
pub async fn take_over(cluster: &Cluster, identity: &Identity) -> Result<Vec<String>, Failure> {
    let mut tries = TRIES;
    loop {
        tries -= 1;
        match try_to_take_over(cluster, identity).await {
            Err(failure) if tries > 0 && failure.status.as_ref().is_some_and(|it| it.code == 409) => {}
            done => return done,
        }
    }
}

async fn try_to_take_over(cluster: &Cluster, identity: &Identity) -> Result<Vec<String>, Failure> {
    let Some(live) = cluster.get(identity).await? else { return Ok(Vec::new()) };
    let entries = live.get("/metadata/managedFields").and_then(Value::as_array).cloned().unwrap_or_default();
    let (entries, taken) = without_ours(entries);
    if taken.is_empty() {
        return Ok(taken);
    }
    // The version makes it fail where somebody wrote in between.
    let version = live.get("/metadata/resourceVersion").cloned().unwrap_or_default();
    let change = json!({ "metadata": { "managedFields": entries, "resourceVersion": version } });
    cluster.merge(identity, &change, FIELD_MANAGER, false).await?;
    Ok(taken)
}

/// The entries, with each field of neap's own apply taken out of those of tools; and which tools lost some.
fn without_ours(entries: Vec<Value>) -> (Vec<Value>, Vec<String>) {
    let ours = entries.iter().find(|entry| manager(entry) == FIELD_MANAGER && entry["operation"] == "Apply");
    let Some(Value::Object(ours)) = ours.and_then(|entry| entry.get("fieldsV1")).cloned() else {
        return (entries, Vec::new());
    };
    let mut taken = Vec::new();
    let mut kept = Vec::new();
    for mut entry in entries {
        let name = manager(&entry).to_owned();
        let tool = ["kubectl", "arena", "helm", "Helm"].iter().any(|tool| name.starts_with(tool));
        if tool && entry.get("subresource").is_none() {
            let before = entry.get("fieldsV1").cloned();
            if let Some(Value::Object(fields)) = entry.get_mut("fieldsV1") {
                subtract(fields, &ours);
            }
            if entry.get("fieldsV1") != before.as_ref() {
                taken.push(name);
            }
            if entry.get("fieldsV1") == Some(&json!({})) {
                continue;
            }
        }
        kept.push(entry);
    }
    (kept, taken)
}

/// Takes each field of `ours` out of `theirs`; what has nothing left inside goes too.
fn subtract(theirs: &mut Map<String, Value>, ours: &Map<String, Value>) {
    for (name, inner) in ours {
        let Some(Value::Object(fields)) = theirs.get_mut(name) else { continue };
        if let Value::Object(inner) = inner {
            subtract(fields, inner);
        }
        let only_itself = fields.is_empty() || (fields.len() == 1 && fields.contains_key("."));
        if only_itself {
            theirs.shift_remove(name);
        }
    }
}

fn manager(entry: &Value) -> &str {
    entry.get("manager").and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_keeps_what_neap_does_not_write() {
        let entry = |manager: &str, operation: &str, fields: Value| json!({"manager": manager, "operation": operation, "fieldsV1": fields});
        let spec = json!({"f:spec": {".": {}, "f:a": {}, "f:list": {"k:{\"name\":\"x\"}": {".": {}, "f:name": {}}}}});
        let more = json!({"f:spec": {".": {}, "f:a": {}, "f:b": {}, "f:list": {".": {}, "k:{\"name\":\"x\"}": {".": {}, "f:name": {}}}}});
        let entries = vec![
            entry("neap", "Apply", spec.clone()),
            entry("arena", "Update", spec.clone()),
            entry("kubectl-client-side-apply", "Update", more.clone()),
            entry("kube-controller-manager", "Update", spec.clone()),
        ];
        let (kept, taken) = without_ours(entries);
        assert_eq!(taken, ["arena", "kubectl-client-side-apply"]);
        let expected = [
            entry("neap", "Apply", spec.clone()),
            entry("kubectl-client-side-apply", "Update", json!({"f:spec": {"f:b": {}}})),
            entry("kube-controller-manager", "Update", spec),
        ];
        assert_eq!(kept, expected);
    }
}
