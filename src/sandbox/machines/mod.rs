//! The machines of the simulated cluster: nodes and node pools, the kubelet, the ingress, the way of measurements.
//!
//! They speak to the API server through a client, as everything in the sandbox does; which one it is, they do not know.
//!
//! * [`pools`] makes nodes, [`nodes`] and [`kubelet`] report them and run pods, with [`stores`] for what is on its way to them.
//! * [`serving`] is who answers at which address, [`fabric`] the network over it, [`ingress`] the way in from outside.
//! * [`metrics`] scrapes, keeps and serves what autoscalers read.
//! * [`attach`] is what a real API server needs to reach all of this; [`deletion_cost`] keeps the order of scale-in there.

pub mod address;
pub mod attach;
pub mod chance;
pub mod deletion_cost;
pub mod downloads;
pub mod fabric;
pub mod go;
pub mod images;
pub mod ingress;
pub mod kubelet;
pub mod loading;
pub mod metrics;
pub mod nodes;
pub mod pools;
mod query;
mod selection;
pub mod serving;
mod span;
pub mod stores;

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::scenario::Scenario;
use super::{Key, Runtime};
use crate::clock::{Clock, ClusterClock};
use address::Addresses;
use fabric::Fabric;
use ingress::Ingress;
use kubelet::Kubelet;
use kubelet::logs::Logs;
use loading::Loading;
use metrics::Metrics;
use nodes::Nodes;
use pools::autoscaler::Autoscaler;
use pools::controller::Pools;
use pools::platform::Platform;
use serving::Listeners;

/// The machines, installed in a runtime.
#[derive(Clone)]
pub struct Machines {
    /// The way in.
    pub ingress: Ingress,
    /// What autoscalers read.
    pub metrics: Metrics,
    /// The cluster's network.
    pub fabric: Fabric,
    /// The processes of pods.
    pub listeners: Listeners,
    /// How far those are who fill caches.
    pub loading: Loading,
}

impl Machines {
    /// Adds the machines of a scenario to a runtime; they begin when it runs. [`Self::run`] must run beside it.
    pub fn install(runtime: &mut Runtime, scenario: &Arc<Scenario>, clock: ClusterClock) -> Self {
        let now = clock.now();
        let platform = Arc::new(Mutex::new(Platform::new(scenario.pools.clone(), scenario.seed, now)));
        let loading = Loading::default();
        let shared = kubelet::Shared {
            platform: platform.clone(),
            addresses: Arc::<Mutex<Addresses>>::default(),
            listeners: Listeners::default(),
            logs: Logs::default(),
            loading: loading.clone(),
        };
        let settings = &scenario.node_autoscaler;
        let autoscaler = settings.enabled.then(|| Autoscaler::new(settings.clone(), scenario.seed));
        let pools = runtime.add(Pools::new(platform.clone(), shared.addresses.clone(), autoscaler));
        pools.wake(pools::controller::key());
        runtime.add(Nodes::new(platform, scenario.pods.lease.0));
        let waker = runtime.next_waker();
        let wake = move |key: Key| waker.wake(key);
        runtime.add(Kubelet::new(shared.clone(), scenario.clone(), clock, now, wake));
        let ingress = Ingress::new(scenario.ingress.clone(), scenario.seed, clock, shared.listeners.clone());
        runtime.add(ingress.router());
        let metrics =
            Metrics::new(scenario.metrics.clone(), clock, shared.listeners.clone(), runtime.world());
        let fabric =
            Fabric::new(shared.listeners.clone(), shared.logs, runtime.world(), metrics.clone(), clock);
        Self { ingress, metrics, fabric, listeners: shared.listeners, loading }
    }

    /// What goes on by itself, for ever: scrapes.
    pub async fn run(self) {
        self.metrics.run().await;
    }
}

/// The objects by which an API server finds the metrics adapter: at a host and port, with the authority of its certificate if
/// it is asked over TLS.
pub fn adapter_objects(host: &str, port: u16, authority: Option<&str>) -> Vec<Value> {
    let mut objects = vec![json!({
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": "neap-metrics", "namespace": "kube-system"},
        "spec": {"type": "ExternalName", "externalName": host, "ports": [{"name": "https", "port": port, "protocol": "TCP"}]},
    })];
    for (place, (group, version)) in metrics::SERVED.iter().enumerate() {
        let mut spec = json!({
            "group": group, "version": version, "groupPriorityMinimum": 100, "versionPriority": 100 + place,
            "service": {"name": "neap-metrics", "namespace": "kube-system", "port": port},
        });
        match authority {
            Some(authority) => spec["caBundle"] = authority.into(),
            None => spec["insecureSkipTLSVerify"] = true.into(),
        }
        objects.push(json!({
            "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
            "metadata": {"name": format!("{version}.{group}")}, "spec": spec,
        }));
    }
    objects
}

/// The Service by which Prometheus is found, labelled as its charts label it; it leads to the pipeline's own answers.
pub fn prometheus_service() -> Value {
    json!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": "prometheus", "namespace": "kube-system", "labels": {"app.kubernetes.io/name": "prometheus"}},
        "spec": {"type": "ExternalName", "externalName": fabric::PROMETHEUS, "ports": [{"name": "web", "port": 9090, "protocol": "TCP"}]},
    })
}
