//! A whole cluster from its parts: the API server, the controllers and the machines, each a client of it.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use kube::Client;
use serde_json::Value;
use tokio::task::JoinSet;

use super::Key;
use super::actors::{Actors, Front, Records, apply};
use super::control::knative::Requests;
use super::definitions::definitions;
use super::machines::{Machines, adapter_objects, fabric, prometheus_service};
use super::network::MachineNetwork;
use super::parts;
use super::runtime::Runtime;
use super::scenario::Scenario;
use crate::apiserver::{ApiServer, Listening, Options as ApiOptions};
use crate::clock::ClusterClock;
use crate::error::{Error, Result};

/// What a sandbox is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// What is simulated.
    pub scenario: Scenario,
    /// The cluster's time at its start.
    pub start: Timestamp,
    /// The API server's port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Where its objects are kept.
    pub state: Option<PathBuf>,
}

/// What the API server says that it is; the controllers follow the same version.
const VERSION: &str = "v1.36.3";
/// Who applies what a sandbox has from the start.
const MANAGER: &str = "neap-sandbox";

/// A simulated cluster that runs. It ends when it is dropped.
pub struct Sandbox {
    clock: ClusterClock,
    client: Client,
    kubeconfig: String,
    server: String,
    ingress: String,
    actors: Actors,
    #[cfg(test)]
    inside: Inside,
    failure: tokio::sync::Mutex<JoinSet<&'static str>>,
}

/// What a test looks into.
#[cfg(test)]
pub(super) struct Inside {
    pub world: super::world::Shared,
    pub listeners: super::machines::serving::Listeners,
}

impl Sandbox {
    /// Starts a cluster, with what the scenario has from the start.
    ///
    /// # Errors
    /// A port is in use, the state cannot be read, or an object of the scenario is refused.
    pub async fn start(options: Options) -> Result<Self> {
        // A fast clock has left its objects in the wall's future.
        let left = options.state.as_deref().and_then(ApiServer::latest_in);
        let start = left.map_or(options.start, |left| left.max(options.start));
        let clock = ClusterClock::new(start, options.scenario.speed);
        let network = MachineNetwork::default();
        let api = ApiOptions {
            clock: Arc::new(clock),
            network: Arc::new(network.clone()),
            seed: options.scenario.seed,
            version: VERSION.into(),
        };
        let api = match &options.state {
            Some(path) => ApiServer::with_state(api, path)?,
            None => ApiServer::new(api),
        };
        let client = Client::new(api.service(), "default");
        let listening =
            Listening::bind(api, options.port).await.map_err(|error| in_use(options.port, &error))?;
        let (kubeconfig, server) =
            (listening.kubeconfig("neap-sandbox"), format!("https://{}", listening.address()));
        let mut adapter = adapter_objects(fabric::ADAPTER, 443, None);
        adapter.push(prometheus_service());
        for object in definitions()?.iter().chain(&adapter).chain(&options.scenario.objects) {
            begin_with(&client, object).await?;
        }
        let mut tasks = JoinSet::new();
        tasks.spawn(named("the API server", listening.run()));
        let scenario = Arc::new(options.scenario);
        let mut runtime = Runtime::new(client.clone(), clock);
        parts::control(&mut runtime, &scenario);
        let machines = Machines::install(&mut runtime, &scenario, clock);
        let meters = machines.ingress.meters().clone();
        let meter = move |revision: &Key, now| {
            let traffic = meters.take(revision, now);
            Requests { concurrency: traffic.concurrency, rate: traffic.rate }
        };
        parts::fluid(&mut runtime, &scenario, machines.loading.clone());
        parts::knative(&mut runtime, &scenario, Box::new(meter))?;
        network.lead_to(machines.fabric.clone());
        let port = scenario.ingress.port;
        let front = machines.ingress.bind().await.map_err(|error| in_use(port, &error))?;
        let ingress = format!("http://{}", front.address());
        tasks.spawn(named("the ingress", front.run()));
        #[cfg(test)]
        let inside = Inside { world: runtime.world(), listeners: machines.listeners.clone() };
        let clients: Arc<dyn Front> = Arc::new(machines.ingress.clone());
        let actors = Actors::start(&scenario, &client, &clients, clock);
        tasks.spawn(named("the metrics", machines.run()));
        tasks.spawn(named("the controllers", runtime.run(std::future::pending())));
        let failure = tokio::sync::Mutex::new(tasks);
        Ok(Self {
            clock,
            client,
            kubeconfig,
            server,
            ingress,
            actors,
            #[cfg(test)]
            inside,
            failure,
        })
    }

    /// The cluster's clock.
    pub fn clock(&self) -> ClusterClock {
        self.clock
    }

    /// A client that needs no socket.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// A kubeconfig for it.
    pub fn kubeconfig(&self) -> String {
        self.kubeconfig.clone()
    }

    /// The API server's URL.
    pub fn server(&self) -> String {
        self.server.clone()
    }

    /// The ingress's URL.
    pub fn ingress(&self) -> String {
        self.ingress.clone()
    }

    /// What became of the requests of the scenario's load.
    pub fn records(&self) -> &Records {
        self.actors.records()
    }

    /// What a test looks into.
    #[cfg(test)]
    pub(super) fn inside(&self) -> &Inside {
        &self.inside
    }

    /// Waits until a part of it ends, which none should.
    pub async fn failure(&self) -> Error {
        let ended = self.failure.lock().await.join_next().await;
        match ended {
            Some(Ok(part)) => Error::failed(format!("{part} of the sandbox ended")),
            Some(Err(error)) => Error::failed(format!("a part of the sandbox ended: {error}")),
            None => Error::failed("the sandbox has ended"),
        }
    }

    /// Ends it.
    ///
    /// # Errors
    /// The state cannot be written.
    pub async fn stop(self) -> Result<()> {
        self.failure.into_inner().shutdown().await;
        Ok(())
    }
}

async fn named(part: &'static str, work: impl Future<Output = ()>) -> &'static str {
    work.await;
    part
}

fn in_use(port: u16, error: &std::io::Error) -> Error {
    let failed = Error::failed(format!("cannot listen on 127.0.0.1:{port}: {error}"));
    match error.kind() {
        std::io::ErrorKind::AddrInUse => failed.hint("without a port a free one is taken"),
        _ => failed,
    }
}

async fn begin_with(client: &Client, object: &Value) -> Result<()> {
    apply(client, MANAGER, object).await.map_err(|error| {
        let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap_or("?").to_owned();
        Error::usage(format!("the scenario's {} `{}` is refused", text("/kind"), text("/metadata/name")))
            .cause(error.to_string())
    })
}
