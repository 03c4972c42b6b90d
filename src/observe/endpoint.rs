//! How a service is reached from where the user sits: URL, Host header, and through what.
//!
//! KServe publishes `status.url`, whose host is a routing name that often resolves nowhere (`NAME-NAMESPACE.example.com`).
//! What one connects to is the address of whatever serves the Ingress; the routing name goes into the Host header.

use std::fmt;
use std::net::IpAddr;

use http::Uri;

use super::predictor::served_model;
use super::root::Root;
use crate::error::{Error, Result};
use crate::kubernetes::resources::Ingress;

/// How requests reach one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Scheme, address and port to connect to, without a path; `None` if only a port-forward leads in.
    pub url: Option<String>,
    /// The Host header, if it is not the URL's own.
    pub host: Option<String>,
    /// Through what.
    pub route: Route,
    /// The model name that a request must carry, if the command line of the service says it.
    pub model: Option<String>,
}

/// Through what a service is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// The address that the user gave with `--gateway`.
    Gateway,
    /// The load balancer of this Ingress.
    Ingress(String),
    /// The load balancer of this Service, as `istio-system/istio-ingressgateway`.
    LoadBalancer(String),
    /// `status.url` itself: its host is no placeholder, so DNS should know it.
    Dns,
    /// Nothing leads in from outside: a port-forward, which reaches one pod.
    PortForward(Forward),
}

/// What `kubectl port-forward` is given; it picks one pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forward {
    /// The namespace.
    pub namespace: String,
    /// As `deployment/qwen-chat-predictor`.
    pub target: String,
    /// The port of the container.
    pub port: u16,
}

/// An address of a gateway as the user gives it: `10.0.0.1`, `10.0.0.1:8080`, `https://gateway.example`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gateway {
    scheme: Option<String>,
    authority: String,
}

/// What the cluster says about the ways into a service.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ways<'a> {
    /// The Ingress of the service, if it has one.
    pub ingress: Option<&'a Ingress>,
    /// The service's own Service with an address outside the cluster: its name, and the address with the port.
    pub own: Option<(&'a str, &'a str)>,
    /// A Service that fronts all of the mesh's hosts: its `namespace/name` and its address.
    pub balancer: Option<(&'a str, &'a str)>,
}

/// Resolves how a service is reached: the user's gateway, else its Ingress, else its own load balancer, else the mesh's gateway, else DNS, else a
/// `forward`.
pub fn resolve(service: &Root, ways: Ways<'_>, gateway: Option<&Gateway>, forward: Forward) -> Endpoint {
    let published = service.status.url.as_deref().and_then(|url| url.parse::<Uri>().ok());
    let scheme = published.as_ref().and_then(Uri::scheme_str).unwrap_or("http");
    let routed = || {
        let rules = ways.ingress.into_iter().flat_map(|ingress| &ingress.spec.rules);
        rules.filter_map(|rule| rule.get("host")?.as_str()).next()
    };
    let host = published.as_ref().and_then(Uri::host).or_else(routed).map(str::to_owned);
    let through = |route, scheme: &str, address: &str| Endpoint {
        url: Some(format!("{scheme}://{address}")),
        host: host.clone(),
        route,
        model: served_model(&service.spec),
    };
    if let Some(gateway) = gateway {
        return through(Route::Gateway, gateway.scheme.as_deref().unwrap_or(scheme), &gateway.authority);
    }
    if let Some((ingress, address)) =
        ways.ingress.and_then(|ingress| Some((ingress, ingress.status.address()?)))
    {
        let name = ingress.metadata.name.clone().unwrap_or_default();
        let scheme = if ingress.spec.tls.is_empty() { scheme } else { "https" };
        return through(Route::Ingress(name), scheme, &address);
    }
    if let Some((name, address)) = ways.own {
        return Endpoint { host: None, ..through(Route::LoadBalancer(name.to_owned()), scheme, address) };
    }
    if let (Some((name, address)), true) = (ways.balancer, host.is_some()) {
        return through(Route::LoadBalancer(name.to_owned()), scheme, address);
    }
    match published {
        Some(url) if url.host().is_some_and(may_be_in_dns) => Endpoint {
            url: Some(url.to_string().trim_end_matches('/').to_owned()),
            host: None,
            route: Route::Dns,
            model: served_model(&service.spec),
        },
        _ => Endpoint {
            url: None,
            host,
            route: Route::PortForward(forward),
            model: served_model(&service.spec),
        },
    }
}

/// Whether a host name can be one that DNS knows: neither KServe's placeholder domain nor one within the cluster.
fn may_be_in_dns(host: &str) -> bool {
    const NOWHERE: [&str; 5] = ["example.com", "svc.cluster.local", "svc", "local", "internal"];
    host.parse::<IpAddr>().is_ok()
        || (host.contains('.')
            && !NOWHERE.iter().any(|domain| {
                host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }))
}

impl Endpoint {
    /// The value of the Host header of a request: the routing name, else the URL's own authority.
    pub fn host_header(&self) -> Option<&str> {
        self.host.as_deref().or_else(|| {
            let url = self.url.as_deref()?;
            Some(url.split_once("://").map_or(url, |(_, authority)| authority))
        })
    }

    /// Lines for a shell that send `body` to `path`; the first is the `kubectl port-forward` if nothing else leads in.
    pub fn curl(&self, path: &str, body: Option<&str>) -> Vec<String> {
        const LOCAL_PORT: u16 = 8080;
        let mut lines = Vec::new();
        let mut words = vec!["curl".to_owned()];
        match (&self.url, &self.route) {
            (None, Route::PortForward(forward)) => {
                lines.push(format!("{} &", forward.command(LOCAL_PORT)));
                words.push(format!("http://127.0.0.1:{LOCAL_PORT}{path}"));
            }
            (url, _) => {
                let url = url.as_deref().unwrap_or_default();
                match (&self.host, url.strip_prefix("https://")) {
                    // Over TLS the name must be in the handshake too, so a Host header is not enough.
                    (Some(host), Some(address)) => {
                        let port = port_of(address).unwrap_or("443");
                        let to = if port_of(address).is_some() {
                            address.to_owned()
                        } else {
                            format!("{address}:443")
                        };
                        words.push(format!("--connect-to {host}:{port}:{to}"));
                        let port = if port == "443" { String::new() } else { format!(":{port}") };
                        words.push(format!("https://{host}{port}{path}"));
                    }
                    (Some(host), None) => {
                        words.push(format!("-H 'Host: {host}'"));
                        words.push(format!("{url}{path}"));
                    }
                    (None, _) => words.push(format!("{url}{path}")),
                }
            }
        }
        if let Some(body) = body {
            words.push("-H 'Content-Type: application/json'".to_owned());
            words.push(format!("-d {}", shell_quoted(body)));
        }
        lines.push(words.join(" "));
        lines
    }
}

impl Forward {
    /// The kubectl command that opens it at a local port.
    pub fn command(&self, local: u16) -> String {
        format!("kubectl port-forward -n {} {} {local}:{}", self.namespace, self.target, self.port)
    }
}

/// In words, as `Ingress qwen-chat`; a port-forward says that it reaches one pod.
impl fmt::Display for Route {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Route::Gateway => formatter.write_str("the gateway that was given"),
            Route::Ingress(name) => write!(formatter, "Ingress {name}"),
            Route::LoadBalancer(name) => write!(formatter, "load balancer {name}"),
            Route::Dns => formatter.write_str("its own name"),
            Route::PortForward(_) => formatter.write_str("a port-forward, which reaches one pod only"),
        }
    }
}

impl Gateway {
    /// Reads the value of `--gateway`.
    ///
    /// # Errors
    /// A usage error if it is no `[http[s]://]HOST[:PORT]`.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |why: &str| {
            Error::flag(
                "--gateway",
                text,
                format!("{why}; it takes HOST, HOST:PORT or a URL without a path"),
                "--gateway 10.0.0.1:80",
            )
        };
        let (scheme, authority) = match text.split_once("://") {
            Some((scheme @ ("http" | "https"), authority)) => (Some(scheme.to_owned()), authority),
            Some(_) => return Err(wrong("the scheme is neither http nor https")),
            None => (None, text),
        };
        let authority = authority.strip_suffix('/').unwrap_or(authority);
        let parsed: http::uri::Authority = authority.parse().map_err(|_| wrong("it is no address"))?;
        if parsed.host().is_empty() || authority.contains('@') {
            return Err(wrong("it has no host"));
        }
        if authority[parsed.host().len()..].starts_with(':') && parsed.port_u16().is_none_or(|port| port == 0)
        {
            return Err(wrong("the port is not between 1 and 65535"));
        }
        Ok(Self { scheme, authority: authority.to_owned() })
    }
}

/// The port of an authority, if it names one.
fn port_of(authority: &str) -> Option<&str> {
    let after_host = authority.rsplit_once(']').map_or(authority, |(_, rest)| rest);
    after_host.rsplit_once(':').map(|(_, port)| port)
}

/// A word for a POSIX shell.
pub fn shell_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::kubernetes::resources::InferenceService;

    fn service(url: Option<&str>, spec: Value) -> Root {
        let object: InferenceService = serde_json::from_value(json!({
            "metadata": {"name": "qwen-chat", "namespace": "default"}, "spec": spec, "status": {"url": url},
        }))
        .unwrap();
        object.into()
    }

    fn ingress(addresses: Value, tls: Value) -> Ingress {
        serde_json::from_value(json!({
            "metadata": {"name": "qwen-chat"}, "spec": {"tls": tls},
            "status": {"loadBalancer": {"ingress": addresses}},
        }))
        .unwrap()
    }

    fn forward() -> Forward {
        let target = "deployment/qwen-chat-predictor".to_owned();
        Forward { namespace: "default".to_owned(), target, port: 8080 }
    }

    const URL: Option<&str> = Some("http://qwen-chat-default.example.com");

    fn qwen() -> Root {
        service(
            URL,
            json!({"predictor": {"containers": [{"name": "kserve-container", "command": ["sh", "-c",
                "python3 -m vllm.entrypoints.openai.api_server --port 8080 --served-model-name qwen --model /m"]}]}}),
        )
    }

    #[test]
    fn the_ingress_gives_the_address_and_the_url_the_host() {
        let ingress = ingress(json!([{"ip": "10.0.0.1"}]), json!([]));
        let endpoint = resolve(&qwen(), Ways { ingress: Some(&ingress), ..Ways::default() }, None, forward());
        assert_eq!(endpoint.url.as_deref(), Some("http://10.0.0.1"));
        assert_eq!(endpoint.host_header(), Some("qwen-chat-default.example.com"));
        assert_eq!(endpoint.model.as_deref(), Some("qwen"));
        assert_eq!(
            endpoint.curl("/v1/models", None),
            ["curl -H 'Host: qwen-chat-default.example.com' http://10.0.0.1/v1/models"]
        );
    }

    #[test]
    fn a_balancer_that_names_its_one_port_is_asked_there() {
        for (ports, url) in [
            (json!([{"port": 38283, "protocol": "TCP"}]), "http://127.0.0.1:38283"),
            (json!([{"port": 80, "protocol": "TCP"}]), "http://127.0.0.1"),
            (json!([{"port": 8080}, {"port": 8443}]), "http://127.0.0.1"),
        ] {
            let ingress = ingress(json!([{"ip": "127.0.0.1", "ports": ports}]), json!([]));
            let ways = Ways { ingress: Some(&ingress), ..Ways::default() };
            assert_eq!(resolve(&qwen(), ways, None, forward()).url.as_deref(), Some(url));
        }
    }

    #[test]
    fn the_users_gateway_comes_first() {
        let ingress = ingress(json!([{"ip": "10.0.0.1"}]), json!([]));
        let gateway = Gateway::parse("127.0.0.1:8081").unwrap();
        let ways = Ways { ingress: Some(&ingress), ..Ways::default() };
        let endpoint = resolve(&qwen(), ways, Some(&gateway), forward());
        assert_eq!(
            (endpoint.url.as_deref(), &endpoint.route),
            (Some("http://127.0.0.1:8081"), &Route::Gateway)
        );
    }

    #[test]
    fn over_tls_the_name_goes_into_the_handshake() {
        let ingress = ingress(json!([{"ip": "fd00::1"}]), json!([{"hosts": ["a"]}]));
        let endpoint = resolve(&qwen(), Ways { ingress: Some(&ingress), ..Ways::default() }, None, forward());
        assert_eq!(
            endpoint.curl("/health", None),
            [
                "curl --connect-to qwen-chat-default.example.com:443:[fd00::1]:443 https://qwen-chat-default.example.com/health"
            ]
        );
        let gateway = Gateway::parse("https://gw:8443").unwrap();
        let endpoint = resolve(&qwen(), Ways::default(), Some(&gateway), forward());
        assert_eq!(
            endpoint.curl("/health", None),
            [
                "curl --connect-to qwen-chat-default.example.com:8443:gw:8443 https://qwen-chat-default.example.com:8443/health"
            ]
        );
    }

    #[test]
    fn without_an_address_it_is_the_mesh_then_dns_then_a_port_forward() {
        let pending = ingress(json!([]), json!([]));
        let balancer = Some(("istio-system/istio-ingressgateway", "10.0.0.2"));
        let ways = Ways { ingress: Some(&pending), balancer, own: None };
        let endpoint = resolve(&qwen(), ways, None, forward());
        assert_eq!(endpoint.url.as_deref(), Some("http://10.0.0.2"));

        let real = service(Some("https://qwen.models.acme.io/"), json!({}));
        let endpoint = resolve(&real, Ways::default(), None, forward());
        assert_eq!(
            (endpoint.url.as_deref(), &endpoint.route),
            (Some("https://qwen.models.acme.io"), &Route::Dns)
        );
        assert_eq!(endpoint.host_header(), Some("qwen.models.acme.io"));

        let endpoint = resolve(&qwen(), Ways::default(), None, forward());
        assert_eq!(endpoint.url, None);
        assert_eq!(
            endpoint.curl("/v1/chat/completions", Some(r#"{"model":"it's"}"#)),
            [
                "kubectl port-forward -n default deployment/qwen-chat-predictor 8080:8080 &",
                r#"curl http://127.0.0.1:8080/v1/chat/completions -H 'Content-Type: application/json' -d '{"model":"it'\''s"}'"#,
            ]
        );
        assert!(endpoint.route.to_string().contains("one pod"));
    }

    #[test]
    fn names_that_resolve_nowhere_are_known() {
        for nowhere in ["a-b.example.com", "example.com", "a.b.svc.cluster.local", "a.b.svc", "localhost"] {
            assert!(!may_be_in_dns(nowhere), "{nowhere}");
        }
        for somewhere in ["a.acme.io", "10.0.0.1", "my-example.com"] {
            assert!(may_be_in_dns(somewhere), "{somewhere}");
        }
    }

    #[test]
    fn a_gateway_is_a_host_and_perhaps_a_port() {
        for good in ["10.0.0.1", "10.0.0.1:80", "[::1]:8080", "gw.acme.io", "https://gw:443", "http://gw/"] {
            assert!(Gateway::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "", " ", "a b", "gw:", "gw:0", "gw:65536", "gw:-1", "gw/path", "ftp://gw", "u:p@gw", "{{ }}",
            "::1", "gw\n",
        ] {
            let error = Gateway::parse(bad).unwrap_err();
            assert_eq!(error.kind, crate::error::Kind::Usage, "{bad}");
            assert!(error.message.contains("--gateway"), "{error}");
        }
    }
}
