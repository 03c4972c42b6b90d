//! The way to a service: its address, or a port-forward to one of its pods.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use rustls::ClientConfig;

use crate::cluster::Cluster;
use crate::error::{Error, Result};
use crate::kubernetes::resources::Pod;
use crate::load::connection::tls::{Tls, Trust};
use crate::load::fault::{Class, Fault};
use crate::load::single::{self, Duplex};
use crate::observe::endpoint::{Endpoint, Gateway, Route};
use crate::observe::front;
use crate::observe::instances::Instance;
use crate::observe::{lookup, reach};

/// How requests reach the service, settled.
pub struct Way<'a> {
    cluster: &'a Cluster,
    /// What the cluster says.
    pub endpoint: Endpoint,
    /// The pod of a port-forward.
    pub pod: Option<String>,
    port: u16,
    tls: Option<Arc<ClientConfig>>,
}

/// An open connection.
pub struct Opened {
    /// Both directions.
    pub stream: Box<dyn Duplex>,
    trouble: Option<BoxFuture<'static, Option<String>>>,
}

/// What the node had to say of a connection that broke.
pub struct Trouble(Option<BoxFuture<'static, Option<String>>>);

impl Opened {
    /// The connection, and who knows why it may break.
    pub fn split(self) -> (Box<dyn Duplex>, Trouble) {
        (self.stream, Trouble(self.trouble))
    }
}

impl Trouble {
    /// Its words, if there are any; they come at once or not at all.
    pub async fn words(self) -> Option<String> {
        const PATIENCE: Duration = Duration::from_millis(200);
        tokio::time::timeout(PATIENCE, self.0?).await.ok().flatten()
    }
}

impl<'a> Way<'a> {
    /// Finds the way; without an address, the first pod that is ready.
    ///
    /// # Errors
    /// There is no such service, or nothing of it is ready.
    pub async fn find(
        cluster: &'a Cluster,
        name: &str,
        gateway: Option<&Gateway>,
        insecure: bool,
    ) -> Result<Self> {
        let found = lookup::find(cluster, name, gateway).await?;
        let mut endpoint = found.endpoint;
        if endpoint.route == Route::Dns && !is_in_dns(&endpoint).await {
            endpoint = reach::without_address(cluster, &found.service, found.front.as_ref(), endpoint);
        }
        let trust = if insecure { Trust::Anything } else { Trust::System };
        let is_https = endpoint.url.as_deref().is_some_and(|url| url.starts_with("https://"));
        let tls = if is_https { Some(Tls::new(trust, false).config()?) } else { None };
        let mut way = Self { cluster, endpoint, pod: None, port: 80, tls };
        if let Route::PortForward(forward) = &way.endpoint.route {
            let pods = found.pods?;
            let answering = front::answering(found.front.as_ref(), &pods);
            let pod = answering.iter().find(|pod| Instance::of(pod).is_ready());
            let pod = pod.ok_or_else(|| nothing_ready(name, &answering))?;
            let told = found.front.as_ref().and_then(|service| front::port_in(service, pod));
            way.port = told.or_else(|| port_of(pod)).unwrap_or(forward.port);
            way.pod = pod.metadata.name.clone();
        }
        Ok(way)
    }

    /// One sentence.
    pub fn in_words(&self) -> String {
        let host =
            |host: &Option<String>| host.as_ref().map_or(String::new(), |host| format!(", Host {host}"));
        match (&self.endpoint.url, &self.pod) {
            (Some(url), _) => format!("asking {url}{} ({})", host(&self.endpoint.host), self.endpoint.route),
            (None, Some(pod)) => {
                format!(
                    "asking pod {pod} through a port-forward: no address leads to the service, so this reaches one pod only"
                )
            }
            (None, None) => "no way leads to the service".to_owned(),
        }
    }

    /// Opens a connection.
    ///
    /// # Errors
    /// It cannot be opened.
    pub async fn open(&self) -> Result<Opened> {
        if let Some(pod) = &self.pod {
            let forwarded = self.cluster.forward(pod, self.port).await?;
            return Ok(Opened { stream: Box::new(forwarded.stream), trouble: Some(forwarded.trouble) });
        }
        let url = self.endpoint.url.as_deref().unwrap_or_default();
        let authority = url.split_once("://").map_or(url, |(_, authority)| authority);
        let uri: http::uri::Authority = authority
            .parse()
            .map_err(|_| Error::failed(format!("{url} is no address that can be connected to")))?;
        let port = uri.port_u16().unwrap_or(if self.tls.is_some() { 443 } else { 80 });
        let address = format!("{}:{port}", uri.host());
        let name = self.endpoint.host.as_deref().unwrap_or(uri.host()).trim_matches(['[', ']']);
        let tls = self.tls.clone().map(|config| (name, config));
        let stream = single::open(&address, tls).await.map_err(|fault| self.explain(&fault))?;
        Ok(Opened { stream, trouble: None })
    }

    /// Why a request came to nothing, and what to try.
    pub fn explain(&self, fault: &Fault) -> Error {
        let error = match &self.pod {
            Some(pod) => Error::failed(format!("pod {pod} does not answer at port {}: {fault}", self.port)),
            None => Error::failed(format!(
                "{} does not answer: {fault}",
                self.endpoint.url.as_deref().unwrap_or("the service")
            )),
        };
        match (fault.class, &self.endpoint.route) {
            (Class::Tls, _) => error.hint("`--insecure` goes on without verifying the certificate"),
            (Class::Dns, Route::Dns) => error.hint(
                "its name is not known to DNS here: name the address that serves it with `--gateway HOST[:PORT]`",
            ),
            (Class::Dns | Class::Connect, Route::Gateway) => error.hint("is this the right `--gateway`?"),
            (Class::Dns | Class::Connect, _) if self.pod.is_none() => {
                error.hint("name an address that can be reached from here with `--gateway HOST[:PORT]`")
            }
            _ => error,
        }
    }
}

/// Whether this machine knows the name of the URL.
async fn is_in_dns(endpoint: &Endpoint) -> bool {
    let Some(uri) = endpoint.url.as_deref().and_then(|url| url.parse::<http::Uri>().ok()) else {
        return false;
    };
    let (Some(host), port) = (uri.host(), uri.port_u16().unwrap_or(80)) else { return false };
    tokio::net::lookup_host((host.trim_matches(['[', ']']), port))
        .await
        .is_ok_and(|mut found| found.next().is_some())
}

/// The port that the serving container says; KServe calls it `kserve-container`.
fn port_of(pod: &Pod) -> Option<u16> {
    let containers = &pod.spec.containers;
    let serving =
        containers.iter().find(|container| container.name == "kserve-container").or(containers.first())?;
    serving.ports.first().map(|port| port.container_port)
}

fn nothing_ready(name: &str, pods: &[&Pod]) -> Error {
    let error = match pods.len() {
        0 => Error::not_ready(format!("service {name} has no pods")),
        count => Error::not_ready(format!("none of the {count} pods of {name} is ready")),
    };
    const SHOWN: usize = 5;
    let error = pods.iter().map(|pod| Instance::of(pod)).take(SHOWN).fold(error, |error, pod| {
        error.cause(format!("{}: {} ({}/{} ready)", pod.name, pod.status, pod.ready, pod.total))
    });
    error.hint(format!("`neap status {name}` says why, and `neap status {name} --for ready` waits"))
}
