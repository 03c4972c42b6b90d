//! How the work grows: a pod among many costs as much as a pod among few. `benches/scale.py` takes the times.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use kube::Client;
use serde_json::{Value, json};
use tower::ServiceBuilder;

use super::control::deployment::DeploymentController;
use super::control::endpoints::EndpointSliceController;
use super::control::replica_set::ReplicaSetController;
use super::control::scheduler::Scheduler;
use super::machines::Machines;
use super::scenario::Scenario;
use super::{Change, Controller, Key, Plan, Runtime, World};
use crate::apiserver::network::Nowhere;
use crate::apiserver::{ApiServer, Options};
use crate::clock::{Clock, ClusterClock};

/// What was done.
#[derive(Default)]
struct Work {
    requests: AtomicUsize,
    /// Objects that looks went through.
    objects: AtomicUsize,
}

/// A controller whose looks are counted.
struct Watched<C>(C, Arc<Work>);

impl<C: Controller> Controller for Watched<C> {
    fn name(&self) -> &'static str {
        self.0.name()
    }
    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        self.0.concerns(change, world)
    }
    fn weight(&self, key: &Key, world: &World) -> usize {
        self.0.weight(key, world)
    }
    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        self.1.objects.fetch_add(self.weight(key, world), Ordering::Relaxed);
        self.0.reconcile(key, world, now)
    }
}

/// Requests, and objects gone through, for each pod of a Deployment with a Service, five pods a node.
async fn of_each(pods: usize) -> (usize, usize) {
    let begin = Timestamp::from_second(1_800_000_000).unwrap();
    let clock = ClusterClock::new(begin, 1.0);
    let options =
        Options { clock: Arc::new(clock), network: Arc::new(Nowhere), seed: 7, version: "v1.36.3".into() };
    let work = Arc::<Work>::default();
    let counted = work.clone();
    let service = ServiceBuilder::new().map_request(move |request| {
        counted.requests.fetch_add(1, Ordering::Relaxed);
        request
    });
    let client = Client::new(service.service(ApiServer::new(options).service()), "default");
    let nodes = pods / 5;
    let scenario = Scenario::parse(&format!(
        "pools:\n- {{name: workers, min: {nodes}, max: {nodes}, initial: {nodes}, cpu: 32, memory: 64Gi}}\n\
         images:\n- {{image: '*', size: 100Mi, preloaded: true}}\n"
    ));
    let mut runtime = Runtime::new(client.clone(), clock);
    runtime.add(DeploymentController);
    runtime.add(Watched(ReplicaSetController::default(), work.clone()));
    runtime.add(Watched(EndpointSliceController, work.clone()));
    runtime.add(Watched(Scheduler::default(), work.clone()));
    Machines::install(&mut runtime, &Arc::new(scenario.unwrap()), clock);
    let world = runtime.world();
    let script = async {
        let until = async |holds: &dyn Fn(&World) -> bool| {
            while !holds(&world.read()) {
                clock.sleep(Duration::from_millis(100)).await;
                assert!(clock.now().duration_since(begin).as_secs() < 120, "it never came about");
            }
        };
        until(&|world| world.nodes.len() == nodes).await;
        let before = work.requests.load(Ordering::Relaxed);
        let ports = json!([{"port": 80}]);
        for (path, kind, spec) in [
            (
                "/api/v1/namespaces/default/services",
                "Service",
                json!({"selector": {"app": "web"}, "ports": ports}),
            ),
            (
                "/apis/apps/v1/namespaces/default/deployments",
                "Deployment",
                json!({
                "replicas": pods, "selector": {"matchLabels": {"app": "web"}}, "template": {
                    "metadata": {"labels": {"app": "web"}},
                    "spec": {"containers": [{"name": "web", "image": "registry.invalid/web:1"}]}}}),
            ),
        ] {
            let object = json!({"kind": kind, "metadata": {"name": "web"}, "spec": spec});
            let request = http::Request::post(path).header("content-type", "application/json");
            let _: Value =
                client.request(request.body(object.to_string().into_bytes()).unwrap()).await.unwrap();
        }
        let all = i32::try_from(pods).unwrap();
        let ready =
            |world: &World| world.deployments.get("default", "web").map(|it| it.status.ready_replicas);
        until(&|world| ready(world) == Some(all)).await;
        work.requests.load(Ordering::Relaxed) - before
    };
    let requests = tokio::sync::Mutex::new(0);
    runtime.run(async { *requests.lock().await = script.await }).await;
    (requests.into_inner() / pods, work.objects.load(Ordering::Relaxed) / pods)
}

#[tokio::test(start_paused = true)]
async fn a_pod_among_many_costs_no_more_than_one_among_few() {
    let (few, many) = (of_each(50).await, of_each(250).await);
    // Created, bound, three states, and the five events of that; an EndpointSlice and a count now and then.
    assert!((8..16).contains(&few.0) && many.0 <= few.0 + 1, "requests: {few:?}, {many:?}");
    // One look for each change would go through 2,000 objects a pod.
    assert!(many.1 <= 2 * few.1.max(100), "objects gone through: {few:?}, {many:?}");
}
