//! An embedded Kubernetes API server. It knows nothing of neap: objects in, objects out, as the real one does it.
//!
//! * [`schema`] is the shape of every kind: built-in ones from `k8s-openapi`, custom ones from their definitions.
//! * [`kinds`] are the built-in kinds.
//! * [`custom`] is what custom resources do.
//! * [`merge`] makes changes: patches, server-side apply, and who owns which field.
//! * [`protobuf`] reads the bodies that typed clients of Go send.
//! * [`registry`] lists what is served: names, scope, subresources, columns, and what a kind does by itself.
//! * [`status`] is how a refusal is worded.
//! * [`network`] is the way to kubelets, pods and other servers.
//!
//! A request is taken apart (`request`), finds its way (`router`) to a verb (`verbs`), and every write goes one way
//! (`write`) into the `store`. What it calls for besides is done before the answer leaves (`garbage`).

mod aggregation;
mod answer;
mod auth;
pub mod body;
mod cluster;
pub mod custom;
mod decode;
mod definitions;
mod delete;
mod discovery;
mod expiry;
mod garbage;
pub mod kinds;
mod listen;
mod managed;
pub mod merge;
mod meta;
pub mod network;
mod openapi;
mod owners;
mod patch;
pub mod protobuf;
mod random;
pub mod registry;
mod request;
mod reviews;
mod router;
pub mod schema;
mod select;
mod served;
mod service;
mod sparse;
mod state;
pub mod status;
mod store;
mod streams;
mod subresources;
mod unconditional;
mod verbs;
mod write;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use http::{Request, Response};
use hyper::body::{Body as HttpBody, Bytes};
use jiff::Timestamp;
use serde_json::json;
use tokio::sync::watch;

use crate::clock::Clock;
use auth::Token;
use body::{Body, BodyError};
use cluster::Cluster;
use network::Network;
use registry::Resource;
use served::Served;

pub use listen::Listening;
pub use service::InProcess;

/// What a server is given.
pub struct Options {
    /// The time: creation, deletion and expiry are told in it.
    pub clock: Arc<dyn Clock>,
    /// The way to kubelets, pods and other servers.
    pub network: Arc<dyn Network>,
    /// Where names and identities begin; the same seed and requests make the same cluster.
    pub seed: u64,
    /// What it says it is, as `v1.36.3`.
    pub version: String,
}

/// A Kubernetes API server. Clones are the same server.
#[derive(Clone)]
pub struct ApiServer(Arc<Shared>);

struct Shared {
    cluster: Mutex<Cluster>,
    options: Options,
    /// Where it listens, once it does.
    address: OnceLock<SocketAddr>,
    /// What lets in, once it listens.
    token: OnceLock<Token>,
}

impl ApiServer {
    /// A server with the namespaces that every cluster has.
    pub fn new(options: Options) -> Self {
        let cluster = Self::empty(&options);
        Self::over(options, cluster)
    }

    /// The same, with what a state file holds; every write is kept there.
    ///
    /// # Errors
    /// The file cannot be read or written, is no state of such a server, or is in use.
    pub fn with_state(options: Options, path: &Path) -> crate::error::Result<Self> {
        let mut cluster = Self::empty(&options);
        cluster.restore(path, Arc::clone(&options.clock))?;
        Ok(Self::over(options, cluster))
    }

    /// When the latest write of a state file was done, by the clock of the server that did it: a clock that goes on from
    /// there has no object lie in the future. `None` if there is no such file, or it does not tell.
    pub fn latest_in(path: &Path) -> Option<Timestamp> {
        state::latest(path)
    }

    /// Hears why writes are no longer kept in the state file, once they are not: which file, and what is wrong.
    pub fn unkept(&self) -> watch::Receiver<Option<String>> {
        self.cluster().unkept.subscribe()
    }

    fn empty(options: &Options) -> Cluster {
        let mut served = Served::default();
        kinds::resources().into_iter().for_each(|resource| served.add(resource));
        Cluster::new(served, options.seed)
    }

    fn over(options: Options, cluster: Cluster) -> Self {
        let cluster = Mutex::new(cluster);
        let server =
            Self(Arc::new(Shared { cluster, options, address: OnceLock::new(), token: OnceLock::new() }));
        server.begin();
        server
    }

    /// Answers one request, whoever asks.
    pub async fn answer<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: HttpBody<Data = Bytes>,
        B::Error: Into<BodyError>,
    {
        router::answer(self, request).await
    }

    /// The server for clients of the same process, as `kube::Client::new(server.service(), "default")`.
    pub fn service(&self) -> InProcess {
        InProcess(self.clone())
    }

    /// A resource that is served.
    fn resource(&self, group: &str, version: &str, plural: &str) -> status::Result<Arc<Resource>> {
        let cluster = self.cluster();
        cluster.served.get(group, version, plural).cloned().ok_or_else(status::Status::no_such_path)
    }

    fn cluster(&self) -> MutexGuard<'_, Cluster> {
        self.0.cluster.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a write, and then does what it calls for besides.
    fn change<T>(&self, write: impl FnOnce(&mut Cluster) -> status::Result<T>) -> status::Result<T> {
        let mut cluster = self.cluster();
        let outcome = write(&mut cluster);
        garbage::settle(&mut cluster, self.now());
        outcome
    }

    fn now(&self) -> Timestamp {
        self.0.options.clock.now()
    }

    fn network(&self) -> &dyn Network {
        &*self.0.options.network
    }

    fn version(&self) -> &str {
        &self.0.options.version
    }

    /// Where it listens, as discovery says it; clients of its own process need no address.
    fn address(&self) -> String {
        self.0.address.get().map(ToString::to_string).unwrap_or_default()
    }

    fn listens_at(&self, address: SocketAddr, token: &Token) {
        // It listens once.
        let _ = self.0.address.set(address);
        let _ = self.0.token.set(token.clone());
    }

    /// Whether a token lets in.
    fn takes(&self, token: &str) -> bool {
        self.0.token.get().is_some_and(|own| own.is(token))
    }

    /// Makes what every cluster has from the start.
    fn begin(&self) {
        let spaces = ["default", "kube-system", "kube-public", "kube-node-lease"].map(|name| {
            let object = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
            ("", "namespaces", object)
        });
        let cluster = "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.";
        let node = "Used for system critical pods that must not be moved from their current node.";
        let classes = [("cluster", 2_000_000_000, cluster), ("node", 2_000_001_000, node)];
        let classes = classes.map(|(name, value, description)| {
            let object = json!({
                "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass",
                "metadata": {"name": format!("system-{name}-critical")}, "value": value, "description": description,
            });
            ("scheduling.k8s.io", "priorityclasses", object)
        });
        for (group, plural, object) in spaces.into_iter().chain(classes) {
            // It cannot fail but by being there already, after a restart.
            let Ok(resource) = self.resource(group, "v1", plural) else { continue };
            let _exists = self.change(|cluster| {
                let write = write::Write {
                    resource: &resource,
                    namespace: None,
                    subresource: "",
                    manager: "kube-apiserver",
                    now: self.now(),
                    dry_run: false,
                };
                write.create(cluster, object)
            });
        }
    }
}
