//! One connection to one API server.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper_rustls::{FixedServerNameResolver, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use kube::client::{Body, ConfigExt, RustlsTlsError};
use kube::{Client, Config};
use rustls::pki_types::ServerName;
use tower::{BoxError, ServiceBuilder};

use super::patience::{Patience, retry_after};
use super::place::Place;
use super::{Action, Warnings, failure, kubeconfig, transport};
use crate::clock::{Clock, Pace};
use crate::environment::Environment;
use crate::error::{Error, Result};

/// Longest wait for TCP and TLS to come up where the request itself has no limit.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Which cluster, and how long to wait for it.
#[derive(Debug, Clone, Default)]
pub struct ConnectOptions {
    /// `--kubeconfig`.
    pub kubeconfig: Option<PathBuf>,
    /// `--context`.
    pub context: Option<String>,
    /// `-n`, or the configuration file's; else the context's.
    pub namespace: Option<String>,
    /// Longest wait for one answer; `None` waits for ever. Watches are not bounded by it.
    pub request_timeout: Option<Duration>,
}

/// One API server, and what to call it in a message.
#[derive(Clone)]
pub struct Cluster {
    /// Sends requests. Unary calls go through [`Cluster::call`], which bounds them and explains their failure.
    pub client: Client,
    /// The namespace that is meant where none is named.
    pub namespace: String,
    /// The kubeconfig's context; `None` within a pod.
    pub context: Option<String>,
    /// The API server's URL.
    pub server: String,
    /// Longest wait for one answer.
    pub request_timeout: Option<Duration>,
    /// What the server warns of in its answers. Behind a proxy nothing is heard: kube's own connectors drop headers.
    pub warnings: Warnings,
    /// How its clock runs, if it is a sandbox that says so; any other's runs as the one on the wall.
    pub pace: Option<Pace>,
    config: Arc<Config>,
}

impl Cluster {
    /// The clock that this cluster's stamps are made by, as far as is known: the one on the wall, or a sandbox's faster one.
    pub fn clock(&self, wall: &Arc<dyn Clock>) -> Arc<dyn Clock> {
        match self.pace {
            Some(pace) => pace.clock(wall.clone()),
            None => wall.clone(),
        }
    }
}

impl Cluster {
    /// Reads the kubeconfig and prepares a client. Nothing is sent yet, but a credential plugin may run.
    ///
    /// # Errors
    /// No cluster is configured, or its certificates or credentials cannot be used.
    pub async fn connect(options: &ConnectOptions, env: &Environment) -> Result<Self> {
        let chosen = kubeconfig::choose(options, env)?;
        let config = chosen.config;
        let server = config.cluster_url.to_string().trim_end_matches('/').to_owned();
        let namespace = options.namespace.clone().unwrap_or_else(|| config.default_namespace.clone());
        let limit = options.request_timeout.unwrap_or(CONNECT_TIMEOUT).min(CONNECT_TIMEOUT);
        let place = Place { server: &server, context: chosen.context.as_deref() };
        let warnings = Warnings::default();
        let client = client(&config, limit, Versions::All, &warnings).map_err(|error| {
            let plugin = config.auth_info.exec.as_ref().and_then(|exec| exec.command.as_deref());
            let explained = transport::explain(&error, None, place);
            match plugin.filter(|_| matches!(error, kube::Error::Auth(_))) {
                Some(plugin) => explained.cause(format!("the plugin is `{plugin}`")),
                None => explained,
            }
        })?;
        Ok(Self {
            client,
            namespace,
            context: chosen.context,
            server,
            request_timeout: options.request_timeout,
            warnings,
            pace: chosen.pace,
            config: Arc::new(config),
        })
    }

    /// An API server that is asked without a socket, as tests have one.
    #[cfg(test)]
    pub(crate) fn over(client: Client, namespace: &str) -> Self {
        Self {
            client,
            namespace: namespace.to_owned(),
            context: None,
            server: "in this process".into(),
            request_timeout: None,
            warnings: Warnings::default(),
            pace: None,
            config: Arc::new(Config::new(http::Uri::from_static("https://127.0.0.1"))),
        }
    }

    /// A client whose connections can become WebSockets, as port-forward and exec need them.
    ///
    /// # Errors
    /// As [`Cluster::connect`].
    pub fn upgradable(&self) -> Result<Client> {
        let limit = self.request_timeout.unwrap_or(CONNECT_TIMEOUT).min(CONNECT_TIMEOUT);
        client(&self.config, limit, Versions::Http1, &self.warnings)
            .map_err(|error| transport::explain(&error, None, self.place()))
    }

    /// Runs one unary call: bounded by the request timeout, its failure explained.
    ///
    /// # Errors
    /// What [`failure`] makes of the answer, or that none came in time.
    pub async fn call<T>(&self, action: &Action, call: impl Future<Output = kube::Result<T>>) -> Result<T> {
        self.bounded(action, call).await?.map_err(|error| self.explain(action, &error))
    }

    /// Like [`Cluster::call`], but an object that does not exist is `None`.
    ///
    /// # Errors
    /// As [`Cluster::call`]; also when the kind is not served at all.
    pub async fn find<T>(
        &self,
        action: &Action,
        call: impl Future<Output = kube::Result<T>>,
    ) -> Result<Option<T>> {
        match self.bounded(action, call).await? {
            Ok(found) => Ok(Some(found)),
            Err(kube::Error::Api(status)) if failure::is_missing_object(&status) => Ok(None),
            Err(error) => Err(self.explain(action, &error)),
        }
    }

    /// Runs one call and leaves the judgement of its failure to the caller.
    ///
    /// # Errors
    /// Only that no answer came in time.
    pub async fn bounded<T>(&self, action: &Action, call: impl Future<Output = T>) -> Result<T> {
        match self.request_timeout {
            None => Ok(call.await),
            Some(limit) => tokio::time::timeout(limit, call)
                .await
                .map_err(|_| failure::of_timeout(action, limit, self.place())),
        }
    }

    /// A failure as it is shown.
    pub fn explain(&self, action: &Action, error: &kube::Error) -> Error {
        failure::explain(error, action, self.place())
    }

    /// A command of kubectl's that talks to the same cluster, for a hint.
    pub fn kubectl(&self, arguments: &str) -> String {
        self.place().kubectl(arguments)
    }

    /// Where this is, for a message.
    pub fn place(&self) -> Place<'_> {
        Place { server: &self.server, context: self.context.as_deref() }
    }
}

/// Which versions of HTTP are offered to a server with TLS.
#[derive(Debug, Clone, Copy)]
enum Versions {
    /// HTTP/2 saves a handshake for each request that runs beside another: two round trips each.
    All,
    /// Only HTTP/1.1 can be upgraded to a WebSocket.
    Http1,
}

fn client(config: &Config, limit: Duration, versions: Versions, warnings: &Warnings) -> kube::Result<Client> {
    if config.proxy_url.is_some() {
        // kube's own connectors know the kinds of proxies. What they lack matters less behind one.
        let mut config = config.clone();
        config.default_retry = false;
        config.connect_timeout = Some(limit);
        return Client::try_from(config);
    }
    let auth = config.auth_layer()?;
    // A credential plugin that has given a token is not run again in search of a certificate.
    let mut identity = config.clone();
    if auth.is_some() {
        identity.auth_info.exec = None;
    }
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    // Without it each new connection loses 45 ms to delayed ACKs.
    http.set_nodelay(true);
    let connector =
        ServiceBuilder::new().map_future(Box::pin).timeout(limit).service(https(&identity, http, versions)?);
    // As kubectl does: a watch on a connection that has died in silence ends within a minute.
    let pool = hyper_util::client::legacy::Client::builder(TokioExecutor::new())
        .timer(TokioTimer::new())
        .http2_keep_alive_interval(Some(Duration::from_secs(30)))
        .http2_keep_alive_timeout(Duration::from_secs(15))
        .build::<_, Body>(connector);
    let warnings = warnings.clone();
    let service = ServiceBuilder::new()
        .layer(config.base_uri_layer())
        .option_layer(auth)
        .layer(config.extra_headers_layer()?)
        .retry(Patience::within(limit))
        .map_request(|request: Request<Body>| {
            tracing::debug!(method = %request.method(), uri = %request.uri(), "request");
            request
        })
        .map_response(move |response: Response<Incoming>| {
            tracing::debug!(status = %response.status(), "response");
            warnings.hear(response.headers());
            keep_retry_after(response)
        })
        .map_err(BoxError::from)
        .service(pool);
    Ok(Client::new(service, config.default_namespace.clone()))
}

fn https(
    config: &Config,
    http: HttpConnector,
    versions: Versions,
) -> kube::Result<HttpsConnector<HttpConnector>> {
    let mut builder =
        HttpsConnectorBuilder::new().with_tls_config(config.rustls_client_config()?).https_or_http();
    if let Some(name) = &config.tls_server_name {
        let name = ServerName::try_from(name.clone())
            .map_err(|error| kube::Error::RustlsTls(RustlsTlsError::InvalidServerName(error)))?;
        builder = builder.with_server_name_resolver(FixedServerNameResolver::new(name));
    }
    Ok(match versions {
        Versions::All => builder.enable_all_versions().wrap_connector(http),
        Versions::Http1 => builder.enable_http1().wrap_connector(http),
    })
}

/// An overloaded API server says in a header when to come back, and kube drops headers: a body that is no `Status` becomes
/// one that says it.
fn keep_retry_after(response: Response<Incoming>) -> Response<Either<Incoming, Full<Bytes>>> {
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let wait = retry_after(response.headers());
    let is_status = header(http::header::CONTENT_TYPE).is_some_and(|kind| kind.contains("json"));
    match wait.filter(|_| response.status() == http::StatusCode::TOO_MANY_REQUESTS && !is_status) {
        None => response.map(Either::Left),
        Some(wait) => {
            let status = serde_json::json!({
                "kind": "Status", "code": 429, "reason": "TooManyRequests", "message": "too many requests",
                "details": {"retryAfterSeconds": wait.as_secs()},
            });
            response.map(|_| Either::Right(Full::from(status.to_string())))
        }
    }
}
