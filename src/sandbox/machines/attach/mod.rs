//! The machines alone on a real API server, where the real scheduler, autoscaler and KServe decide.
//!
//! They bring nodes, pods, model servers, an ingress and the metrics APIs. Time runs as the cluster's does: speed 1.

mod egress;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use kube::Client;
use kube::api::{Api, ListParams};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::deletion_cost::DeletionCost;
use super::fabric::{Fabric, Peer};
use super::metrics::SERVED;
use super::pools::platform::PROVIDER;
use super::{Machines, adapter_objects};
use crate::clock::ClusterClock;
use crate::error::{Error, Result};
use crate::kubernetes::resources::Node;
use crate::loopback;
use crate::sandbox::actors::apply;
use crate::sandbox::runtime::Runtime;
use crate::sandbox::scenario::Scenario;
use egress::Egress;

/// What machines are attached with.
pub struct Attach {
    /// The API server.
    pub client: Client,
    /// What is simulated. Its speed is not used.
    pub scenario: Scenario,
    /// The time.
    pub now: Timestamp,
    /// The unix socket that the API server's egress selector names; without it pods cannot be reached through the API server,
    /// and there are no logs.
    pub egress: Option<PathBuf>,
}

/// Machines on a real API server. They end when this is dropped; their nodes stay until [`Attached::leave`].
pub struct Attached {
    ingress: SocketAddr,
    machines: Machines,
    tasks: tokio::sync::Mutex<JoinSet<&'static str>>,
}

/// Who applies what the machines need.
const MANAGER: &str = "neap-sandbox";
/// The names by which an aggregated API and a kubelet are asked.
const NAMES: [&str; 4] = ["localhost", "127.0.0.1", "neap-metrics.kube-system.svc", "neap-kubelet"];

impl Attach {
    /// Attaches them.
    ///
    /// # Errors
    /// A port or the socket cannot be used, or the API server refuses what the machines need.
    pub async fn start(self) -> Result<Attached> {
        let clock = ClusterClock::new(self.now, 1.0);
        let scenario = Arc::new(self.scenario.clone());
        let mut runtime = Runtime::new(self.client.clone(), clock);
        let machines = Machines::install(&mut runtime, &scenario, clock);
        runtime.add(DeletionCost);
        let front = machines.ingress.bind().await.map_err(|error| {
            Error::failed(format!("cannot listen on 127.0.0.1:{}: {error}", scenario.ingress.port))
        })?;
        let (acceptor, authority) = loopback::acceptor("neap-machines", &NAMES)?;
        let adapter = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = adapter.local_addr()?.port();
        let mut tasks = JoinSet::new();
        if let Some(path) = &self.egress {
            let egress = Egress::bind(path, machines.fabric.clone(), acceptor.clone())
                .map_err(|error| Error::failed(format!("cannot listen on {}: {error}", path.display())))?;
            tasks.spawn(named("the egress proxy", egress.run()));
        }
        tasks.spawn(named("the metrics APIs", serve(adapter, acceptor, machines.fabric.clone())));
        let authority = STANDARD.encode(authority);
        let objects = adapter_objects("localhost", port, Some(&authority));
        for object in objects.iter().chain(&scenario.objects) {
            self.apply(object).await?;
        }
        let ingress = front.address();
        tasks.spawn(named("the ingress", front.run()));
        tasks.spawn(named("the scrapes", machines.clone().run()));
        tasks.spawn(named("the machines", runtime.run(std::future::pending())));
        Ok(Attached { ingress, machines, tasks: tokio::sync::Mutex::new(tasks) })
    }

    async fn apply(&self, object: &Value) -> Result<()> {
        apply(&self.client, MANAGER, object).await.map_err(|error| {
            let text =
                |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap_or("?").to_owned();
            Error::failed(format!("the {} `{}` is refused", text("/kind"), text("/metadata/name")))
                .cause(error.to_string())
        })
    }
}

impl Attached {
    /// The ingress's URL.
    pub fn ingress(&self) -> String {
        format!("http://{}", self.ingress)
    }

    /// The machines.
    pub fn machines(&self) -> &Machines {
        &self.machines
    }

    /// Stops them, and takes nodes and metrics APIs away; what could not be removed is returned. Pods of nodes that are gone are
    /// the cluster's own affair.
    pub async fn leave(&self, client: &Client) -> Vec<String> {
        self.tasks.lock().await.shutdown().await;
        let mut paths: Vec<String> = SERVED
            .iter()
            .map(|(group, version)| format!("/apis/apiregistration.k8s.io/v1/apiservices/{version}.{group}"))
            .chain(["/api/v1/namespaces/kube-system/services/neap-metrics".into()])
            .collect();
        let ours = |node: &Node| node.spec.provider_id.as_deref().is_some_and(|id| id.starts_with(PROVIDER));
        let nodes = Api::<Node>::all_with(client.clone(), &()).list(&ListParams::default()).await;
        let nodes = nodes.map(|list| list.items).unwrap_or_default();
        let names = nodes.iter().filter(|node| ours(node)).filter_map(|node| node.metadata.name.as_deref());
        paths.extend(names.map(|name| format!("/api/v1/nodes/{name}")));
        let mut left = Vec::new();
        for path in paths {
            let removed = match http::Request::delete(&path).body(Vec::new()) {
                Ok(request) => client.request_text(request).await.is_ok(),
                Err(_) => false,
            };
            if !removed {
                left.push(path);
            }
        }
        left
    }

    /// Waits until a part of them ends, which none should.
    pub async fn failure(&self) -> Error {
        match self.tasks.lock().await.join_next().await {
            Some(Ok(part)) => Error::failed(format!("{part} ended")),
            Some(Err(error)) => Error::failed(format!("a part of the machines ended: {error}")),
            None => Error::failed("the machines have ended"),
        }
    }
}

async fn named(part: &'static str, work: impl Future<Output = ()>) -> &'static str {
    work.await;
    part
}

/// The metrics adapter over TLS on a port of loopback.
async fn serve(listener: TcpListener, acceptor: TlsAcceptor, fabric: Fabric) {
    loopback::serve(listener, move |stream| {
        let (acceptor, fabric) = (acceptor.clone(), fabric.clone());
        async move {
            // What fails before there is a request has nobody to tell.
            if let Ok(stream) = acceptor.accept(stream).await {
                fabric.serve(Peer::Adapter, stream).await;
            }
        }
    })
    .await;
}
