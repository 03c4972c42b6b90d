//! The runtime with the embedded API server: a cluster in one process, in virtual time.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kube::Client;
use serde_json::{Value, json};

use super::control::deployment::DeploymentController;
use super::control::replica_set::ReplicaSetController;
use super::world::Shared;
use super::{Change, Controller, Kept, Key, Plan, Runtime, World, Write};
use crate::apiserver::network::Nowhere;
use crate::apiserver::{ApiServer, Options};
use crate::clock::{Clock, ClusterClock};

/// Binds every pod to a node at once.
struct Binder;

impl Controller for Binder {
    fn name(&self) -> &'static str {
        "binder"
    }
    fn concerns(&self, change: &Change, _: &World) -> Vec<Key> {
        matches!(change, Change::Pod(diff) if diff.now().is_some_and(|pod| pod.spec.node_name.is_none()))
            .then(|| change.key())
            .into_iter()
            .collect()
    }
    fn reconcile(&mut self, key: &Key, world: &World, _: Timestamp) -> Plan {
        let pod = world.pods.at(key).filter(|pod| pod.spec.node_name.is_none());
        let bind = |pod: &Arc<crate::kubernetes::resources::Pod>| Write::Bind {
            pod: pod.identity(),
            uid: pod.uid().to_owned(),
            node: "node".into(),
        };
        Plan::from(pod.map(bind).into_iter().collect::<Vec<_>>())
    }
}

/// Has every bound pod run after two seconds.
struct Kubelet;

impl Controller for Kubelet {
    fn name(&self) -> &'static str {
        "kubelet"
    }
    fn concerns(&self, change: &Change, _: &World) -> Vec<Key> {
        if matches!(change, Change::Pod(_)) { vec![change.key()] } else { Vec::new() }
    }
    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(pod) = world.pods.at(key).filter(|pod| pod.spec.node_name.is_some()) else {
            return Plan::nothing();
        };
        if pod.is_going() {
            let target = pod.identity();
            return Plan::from(vec![Write::Delete {
                target,
                uid: Some(pod.uid().to_owned()),
                grace: Some(0),
            }]);
        }
        let ready = pod.metadata.creation_timestamp.as_ref().unwrap().0 + Duration::from_secs(2);
        if pod.status.phase.as_deref() == Some("Running") {
            return Plan::nothing();
        }
        if now < ready {
            return Plan { again: Some(ready), ..Plan::nothing() };
        }
        let time = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        Plan::from(vec![Write::status(
            &**pod,
            json!({ "phase": "Running", "podIP": "10.0.0.1", "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": time}] }),
        )])
    }
}

async fn post(client: &Client, path: &str, body: &Value) -> Value {
    let request = http::Request::post(path).header("content-type", "application/json");
    client.request(request.body(body.to_string().into_bytes()).unwrap()).await.unwrap()
}

fn deployment(replicas: usize) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "default"},
        "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": "web"}},
            "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "c", "image": "one", "resources": {"requests": {"cpu": "1"}}}]}}},
    })
}

fn cluster() -> (Client, ClusterClock, Runtime) {
    let clock = ClusterClock::new(Timestamp::from_second(1_800_000_000).unwrap(), 1.0);
    let options =
        Options { clock: Arc::new(clock), network: Arc::new(Nowhere), seed: 7, version: "v1.36.3".into() };
    let client = Client::new(ApiServer::new(options).service(), "default");
    let mut runtime = Runtime::new(client.clone(), clock);
    runtime.add(DeploymentController);
    runtime.add(ReplicaSetController::default());
    runtime.add(Binder);
    runtime.add(Kubelet);
    (client, clock, runtime)
}

async fn until(clock: ClusterClock, world: &Shared, holds: impl Fn(&World) -> bool) {
    for _ in 0..100_000 {
        if holds(&world.read()) {
            return;
        }
        clock.sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came about");
}

#[tokio::test(start_paused = true)]
async fn a_deployment_comes_up_and_shrinks_in_virtual_time() {
    let (client, clock, runtime) = cluster();
    let world = runtime.world();
    let script = async {
        post(&client, "/apis/apps/v1/namespaces/default/deployments", &deployment(5)).await;
        until(clock, &world, |world| {
            world.deployments.get("default", "web").is_some_and(|web| web.status.available_replicas == 5)
        })
        .await;
        let passed = clock.now().duration_since(Timestamp::from_second(1_800_000_000).unwrap());
        assert!((2..4).contains(&passed.as_secs()), "{passed:?}");
        let scale = json!({"spec": {"replicas": 2}});
        let request = http::Request::patch("/apis/apps/v1/namespaces/default/deployments/web")
            .header("content-type", "application/merge-patch+json")
            .body(scale.to_string().into_bytes());
        let _: Value = client.request(request.unwrap()).await.unwrap();
        until(clock, &world, |world| world.pods.len() == 2).await;
        let request =
            http::Request::delete("/apis/apps/v1/namespaces/default/deployments/web").body(Vec::new());
        let _: Value = client.request(request.unwrap()).await.unwrap();
        until(clock, &world, |world| world.pods.is_empty() && world.replica_sets.is_empty()).await;
    };
    runtime.run(script).await;
}
