//! A whole cluster from its parts: the API server, the controllers and the machines, each a client of it.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use kube::Client;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::Key;
use super::actors::{Actors, Front, Records, apply};
use super::control::knative::Requests;
use super::definitions::definitions;
use super::machines::{Machines, adapter_objects, fabric, ingress, prometheus_service};
use super::network::MachineNetwork;
use super::parts;
use super::runtime::Runtime;
use super::scenario::Scenario;
use crate::apiserver::{ApiServer, Listening, Options as ApiOptions};
use crate::clock::{Clock, ClusterClock, Pace};
use crate::error::{Error, Result};
use crate::platform::gates;

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
pub(super) const VERSION: &str = "v1.36.3";
/// Who applies what a sandbox has from the start.
pub(super) const MANAGER: &str = "neap-sandbox";

/// A simulated cluster that runs, or a fleet of them behind its hub. It ends when it is dropped.
pub struct Sandbox {
    clock: ClusterClock,
    client: Client,
    kubeconfig: String,
    server: String,
    ingress: String,
    unkept: watch::Receiver<Option<String>>,
    actors: Actors,
    #[cfg(test)]
    inside: Inside,
    #[cfg(test)]
    members: Vec<Inside>,
    failure: tokio::sync::Mutex<JoinSet<&'static str>>,
}

/// What a test looks into.
#[cfg(test)]
pub(super) struct Inside {
    pub client: Client,
    pub world: super::world::Shared,
    pub listeners: super::machines::serving::Listeners,
}

/// What a cluster begins with.
pub(super) struct Beginning<'a> {
    pub name: &'a str,
    pub scenario: Scenario,
    pub port: u16,
    pub state: Option<PathBuf>,
    pub role: Role,
}

/// Which controllers a cluster has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Those of a cluster that runs pods.
    Cluster,
    /// Those of a fleet's hub, which are added later.
    Hub,
}

/// A cluster whose parts are there and do not run yet.
pub(super) struct Part {
    pub client: Client,
    pub runtime: Runtime,
    pub machines: Machines,
    clock: ClusterClock,
    kubeconfig: String,
    server: String,
    ingress: String,
    scenario: Arc<Scenario>,
    unkept: watch::Receiver<Option<String>>,
    tasks: JoinSet<&'static str>,
}

/// Knative's settings: every gate is open, since nothing here would refuse what they let through.
fn knative_features() -> [Value; 2] {
    let data: serde_json::Map<String, Value> =
        gates::all_keys().into_iter().map(|key| (key, "enabled".into())).collect();
    [
        json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": gates::NAMESPACE}}),
        json!({"apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": gates::CONFIG_MAP, "namespace": gates::NAMESPACE}, "data": data}),
    ]
}

impl Part {
    /// Makes the parts, with what the scenario has from the start.
    ///
    /// # Errors
    /// A port is in use, the state cannot be read, or an object of the scenario is refused.
    pub async fn begin(beginning: Beginning<'_>, clock: ClusterClock) -> Result<Self> {
        let Beginning { name, scenario, port, state, role } = beginning;
        let network = MachineNetwork::default();
        let api = ApiOptions {
            clock: Arc::new(clock),
            network: Arc::new(network.clone()),
            seed: scenario.seed,
            version: VERSION.into(),
        };
        let api = match &state {
            Some(path) => ApiServer::with_state(api, path)?,
            None => ApiServer::new(api),
        };
        let (client, unkept) = (Client::new(api.service(), "default"), api.unkept());
        let listening = Listening::bind(api, port).await.map_err(|error| in_use(port, &error))?;
        let (kubeconfig, server) = (listening.kubeconfig(name), format!("https://{}", listening.address()));
        let mut adapter = adapter_objects(fabric::ADAPTER, 443, None);
        adapter.push(prometheus_service());
        adapter.extend(knative_features());
        adapter.push(ingress::gateway());
        // A hub's objects wait for its kinds.
        let own = scenario.objects.iter().filter(|_| role == Role::Cluster);
        for object in definitions()?.iter().chain(&adapter).chain(own) {
            begin_with(&client, object).await?;
        }
        let mut tasks = JoinSet::new();
        tasks.spawn(named("the API server", listening.run()));
        let scenario = Arc::new(scenario);
        let mut runtime = Runtime::new(client.clone(), clock);
        if role == Role::Cluster {
            parts::control(&mut runtime, &scenario);
        }
        let machines = Machines::install(&mut runtime, &scenario, clock);
        if role == Role::Cluster {
            let meters = machines.ingress.meters().clone();
            let meter = move |revision: &Key, now| {
                let traffic = meters.take(revision, now);
                Requests { concurrency: traffic.concurrency, rate: traffic.rate }
            };
            parts::fluid(&mut runtime, &scenario, machines.loading.clone());
            parts::knative(&mut runtime, &scenario, Box::new(meter))?;
        }
        network.lead_to(machines.fabric.clone());
        let port = scenario.ingress.port;
        let front = machines.ingress.bind().await.map_err(|error| in_use(port, &error))?;
        let ingress = format!("http://{}", front.address());
        tasks.spawn(named("the ingress", front.run()));
        Ok(Self { client, runtime, machines, clock, kubeconfig, server, ingress, scenario, unkept, tasks })
    }

    /// Has an object be there from the start.
    ///
    /// # Errors
    /// It is refused.
    pub async fn begin_with(&self, object: &Value) -> Result<()> {
        begin_with(&self.client, object).await
    }

    /// Runs it, and the clusters behind it if it is a hub.
    pub fn run_with(self, members: Vec<Self>) -> Sandbox {
        let kubeconfigs: Vec<String> =
            std::iter::once(&self).chain(&members).map(|part| part.kubeconfig.clone()).collect();
        #[cfg(test)]
        let (inside, inner) = (self.inside(), members.iter().map(Self::inside).collect());
        let clients: Arc<dyn Front> = Arc::new(self.machines.ingress.clone());
        let actors = Actors::start(&self.scenario, &self.client, &clients, self.clock);
        let mut all = self.tasks;
        for part in members {
            let mut tasks = part.tasks;
            tasks.spawn(named("the metrics", part.machines.run()));
            tasks.spawn(named("the controllers", part.runtime.run(std::future::pending())));
            all.spawn(async move {
                tasks.join_next().await.and_then(std::result::Result::ok).unwrap_or("a cluster")
            });
        }
        all.spawn(named("the metrics", self.machines.run()));
        all.spawn(named("the controllers", self.runtime.run(std::future::pending())));
        let kubeconfig = match kubeconfigs.as_slice() {
            [one] => one.clone(),
            several => super::fleet::kubeconfig(several),
        };
        Sandbox {
            clock: self.clock,
            client: self.client,
            kubeconfig,
            server: self.server,
            ingress: self.ingress,
            unkept: self.unkept,
            actors,
            #[cfg(test)]
            inside,
            #[cfg(test)]
            members: inner,
            failure: tokio::sync::Mutex::new(all),
        }
    }

    #[cfg(test)]
    fn inside(&self) -> Inside {
        let listeners = self.machines.listeners.clone();
        Inside { client: self.client.clone(), world: self.runtime.world(), listeners }
    }
}

impl Sandbox {
    /// Starts a cluster, with what the scenario has from the start; a fleet of them if it has members.
    ///
    /// # Errors
    /// A port is in use, the state cannot be read, or an object of the scenario is refused.
    pub async fn start(options: Options) -> Result<Self> {
        let Options { scenario, start, port, state } = options;
        // A fast clock has left its objects in the wall's future.
        let left = state.as_deref().and_then(ApiServer::latest_in);
        let clock = ClusterClock::new(left.map_or(start, |left| left.max(start)), scenario.speed);
        let pace = Pace { speed: scenario.speed, wall: start, cluster: clock.now() };
        if !scenario.members.is_empty() {
            if state.is_some() {
                return Err(Error::usage("the state of a fleet is not kept").hint("leave --state out"));
            }
            return Ok(super::fleet::start(scenario, port, clock).await?.at_pace(pace));
        }
        let beginning = Beginning { name: "neap-sandbox", scenario, port, state, role: Role::Cluster };
        Ok(Part::begin(beginning, clock).await?.run_with(Vec::new()).at_pace(pace))
    }

    /// Its kubeconfig says how its clock runs, where that is not as any other's.
    fn at_pace(mut self, pace: Pace) -> Self {
        let same =
            (pace.speed - 1.0).abs() < f64::EPSILON && pace.cluster.as_second() == pace.wall.as_second();
        if !same {
            self.kubeconfig = paced(&self.kubeconfig, pace);
        }
        self
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

    /// What a test looks into, of each cluster of a fleet.
    #[cfg(test)]
    pub(super) fn members(&self) -> &[Inside] {
        &self.members
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

    /// Waits until its state is kept no longer, and says which file and why. It goes on without.
    pub async fn unkept(&self) -> String {
        let mut unkept = self.unkept.clone();
        match unkept.wait_for(Option::is_some).await.map(|why| why.clone()) {
            Ok(Some(why)) => why,
            _ => std::future::pending().await,
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

/// A kubeconfig whose clusters all say how their clock runs.
fn paced(kubeconfig: &str, pace: Pace) -> String {
    let Ok(mut whole) = serde_yaml::from_str::<Value>(kubeconfig) else { return kubeconfig.to_owned() };
    for named in whole["clusters"].as_array_mut().into_iter().flatten() {
        named["cluster"]["extensions"] = json!([{"name": Pace::EXTENSION, "extension": pace}]);
    }
    serde_yaml::to_string(&whole).unwrap_or_else(|_| kubeconfig.to_owned())
}
