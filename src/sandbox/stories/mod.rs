//! The stories of the guides, told by the whole simulated cluster in virtual time.

mod distributed;
mod fleet;
mod knative;
mod training;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kube::Client;
use serde_json::{Value, json};

use super::actors::apply;
use super::scenario::Scenario;
use super::scenario::builtin::builtin;
use super::{Options, Sandbox, World};

/// A sandbox with a scenario, on a day like any other.
async fn sandbox(mut scenario: Scenario) -> Sandbox {
    // Time is virtual.
    scenario.speed = 1.0;
    let start: Timestamp = "2026-11-22T05:00:00Z".parse().unwrap();
    Sandbox::start(Options { scenario, start, port: 0, state: None }).await.unwrap()
}

/// Waits until something is so, and says after how many seconds that was.
async fn until(sandbox: &Sandbox, what: &str, limit: u64, mut is: impl FnMut() -> bool) -> u64 {
    for second in 0..limit {
        if is() {
            return second;
        }
        sandbox.clock().sleep(Duration::from_secs(1)).await;
    }
    panic!("never: {what}");
}

async fn put(client: &Client, object: Value) {
    apply(client, "test", &object).await.unwrap();
}

async fn scale(client: &Client, path: &str, replicas: u32) {
    let patch = json!({"spec": {"replicas": replicas}}).to_string().into_bytes();
    let request =
        http::Request::patch(format!("{path}/scale")).header("content-type", "application/merge-patch+json");
    let _: Value = client.request(request.body(patch).unwrap()).await.unwrap();
}

/// Names of the pods of a namespace that are ready.
fn ready(world: &World, namespace: &str) -> Vec<String> {
    let is_ready = |pod: &&Arc<crate::kubernetes::resources::Pod>| {
        pod.status.conditions.iter().any(|it| it.kind == "Ready" && it.status == "True")
            && pod.metadata.deletion_timestamp.is_none()
    };
    world.pods.of(namespace).filter(is_ready).map(|pod| pod.metadata.name.clone().unwrap()).collect()
}
