//! A pod is deleted as far as its disruption budget allows it.

use serde_json::{Value, json};

use crate::apiserver::ApiServer;
use crate::apiserver::answer::{self, Answer};
use crate::apiserver::cluster::{Cluster, Place, key};
use crate::apiserver::decode;
use crate::apiserver::delete::{Options, delete};
use crate::apiserver::meta;
use crate::apiserver::request::Call;
use crate::apiserver::select::label_selector_takes;
use crate::apiserver::status::{Cause, Result, Status};

/// Evicts a pod.
///
/// # Errors
/// 404, 429 where a budget forbids it, 500 where several budgets are meant for it.
pub fn evict(server: &ApiServer, call: &Call) -> Result<Answer> {
    let eviction = if call.body.is_empty() { json!({}) } else { decode::value(call)? };
    let name = call.target.name.as_deref().unwrap_or_default();
    let namespace = call.target.namespace.as_deref();
    let options = eviction.get("deleteOptions").cloned().unwrap_or_default();
    let dry = options.get("dryRun").and_then(Value::as_array).is_some_and(|all| !all.is_empty());
    let options = Options {
        grace: options.get("gracePeriodSeconds").and_then(Value::as_i64),
        uid: options.pointer("/preconditions/uid").and_then(Value::as_str).map(str::to_owned),
        dry_run: dry || call.query.dry_run(),
        ..Options::default()
    };
    let now = server.now();
    server.change(|cluster| {
        let place = Place { table: cluster.store.id("", "pods"), key: key(namespace, name) };
        let pod = cluster.read(&place).ok_or_else(|| Status::not_found("", "pods", name))?;
        if counts(&pod) {
            spend(cluster, namespace.unwrap_or_default(), &pod, options.dry_run)?;
        }
        delete(cluster, &place, &options, now)
    })?;
    let status =
        json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201});
    Ok(answer::json(201, status.to_string()))
}

/// Whether a budget counts the pod: not one that is going, has ended, or waits for a node.
fn counts(pod: &Value) -> bool {
    let phase = pod.pointer("/status/phase").and_then(Value::as_str).unwrap_or_default();
    !meta::is_deleting(pod) && !matches!(phase, "Succeeded" | "Failed" | "Pending")
}

/// Takes one disruption from the pod's budget.
fn spend(cluster: &mut Cluster, namespace: &str, pod: &Value, dry_run: bool) -> Result<()> {
    let table = cluster.store.id("policy", "poddisruptionbudgets");
    let prefix = format!("{namespace}/");
    let keys: Vec<_> = cluster.store.table(table).range(&prefix).map(|(key, _)| key.clone()).collect();
    let budgets = keys.into_iter().filter_map(|key| {
        let place = Place { table, key };
        let budget = cluster.read(&place)?;
        label_selector_takes(budget.pointer("/spec/selector")?, pod).then_some((place, budget))
    });
    let mut budgets: Vec<_> = budgets.collect();
    let Some((place, mut budget)) = budgets.pop() else { return Ok(()) };
    if !budgets.is_empty() {
        return Err(Status::internal(
            "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
        ));
    }
    let name = meta::text(&budget, "name").to_owned();
    let number = |pointer: &str| budget.pointer(pointer).and_then(Value::as_i64).unwrap_or_default();
    let allowed = number("/status/disruptionsAllowed");
    if number("/status/observedGeneration") < number("/metadata/generation") {
        return Err(too_many(
            &format!("The disruption budget {name} is still being processed by the server."),
            10,
        ));
    }
    if allowed < 1 {
        let (desired, current) = (number("/status/desiredHealthy"), number("/status/currentHealthy"));
        return Err(too_many(
            &format!("The disruption budget {name} needs {desired} healthy pods and has {current} currently"),
            0,
        ));
    }
    if dry_run {
        return Ok(());
    }
    let before = budget.clone();
    if let Some(status) = budget.get_mut("status").and_then(Value::as_object_mut) {
        status.insert("disruptionsAllowed".to_owned(), (allowed - 1).into());
    }
    cluster.put(&place, &mut budget, Some(&before)).map(drop)
}

fn too_many(cause: &str, seconds: u32) -> Box<Status> {
    let message = "Cannot evict pod as it would violate the pod's disruption budget.";
    let mut status = Status::new(429, "TooManyRequests", message);
    status.details = match seconds {
        0 => json!({}),
        seconds => json!({"retryAfterSeconds": seconds}),
    };
    status.causes =
        vec![Cause { reason: "DisruptionBudget", message: cause.to_owned(), field: String::new() }];
    status
}
