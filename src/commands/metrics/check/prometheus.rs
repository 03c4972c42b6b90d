//! Prometheus: by its URL, or by a Service through the API server's proxy.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use http::Request;
use serde_json::Value;

use super::ask::{self, Answer};
use crate::cluster::{Action, Cluster};
use crate::error::{Error, Result};
use crate::kubernetes::names;
use crate::load::connection::tls::{Tls, Trust};
use crate::load::single;
use crate::workload::metrics::{Header, Url, url};
use crate::workload::value::refuse;

/// Where Prometheus is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prometheus {
    /// From here.
    Url(Url, Vec<Header>),
    /// Through the API server: namespace, Service, port if one is given.
    Service(String, String, Option<String>),
}

/// One element of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its value.
    pub value: f64,
}

/// Longest wait for an answer of a URL.
const PATIENCE: Duration = Duration::from_secs(10);

impl Prometheus {
    /// Reads `--prometheus`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str, headers: Vec<Header>) -> Result<Self> {
        const FLAG: &str = "--prometheus";
        const EXAMPLE: &str = "--prometheus=monitoring/prometheus-k8s:9090";
        if text.contains("://") {
            return Ok(Self::Url(url(FLAG, text)?, headers));
        }
        let Some((namespace, rest)) = text.split_once('/') else {
            return Err(refuse(FLAG, text, "a URL, or a Service as NAMESPACE/NAME[:PORT]", EXAMPLE));
        };
        let (name, port) = match rest.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (rest, None),
        };
        let check = |checked: names::Checked| checked.map_err(|why| refuse(FLAG, text, why, EXAMPLE));
        check(names::dns_label(namespace))?;
        check(names::dns_label(name))?;
        if let Some(port) = port {
            check(names::dns_label(port))?;
        }
        Ok(Self::Service(namespace.to_owned(), name.to_owned(), port.map(str::to_owned)))
    }

    /// A Service that says of itself that it is one.
    ///
    /// # Errors
    /// The API server does not answer.
    pub async fn discover(cluster: &Cluster) -> Result<Option<Self>> {
        for label in ["operated-prometheus=true", "app.kubernetes.io/name=prometheus"] {
            let path = format!("/api/v1/services?labelSelector={}&limit=5", ask::encoded(label));
            let Answer::Given(list) = ask::json(cluster, &Action::new("list", "services"), &path).await?
            else {
                return Ok(None);
            };
            let first = list.pointer("/items/0");
            let text = |pointer: &str| first?.pointer(pointer)?.as_str().map(str::to_owned);
            if let (Some(namespace), Some(name)) = (text("/metadata/namespace"), text("/metadata/name")) {
                let ports = first.and_then(|it| it.pointer("/spec/ports")).and_then(Value::as_array);
                let number = |port: &Value| port.get("port").and_then(Value::as_u64);
                let ports: Vec<u64> = ports.into_iter().flatten().filter_map(number).collect();
                let port = ports.iter().find(|port| **port == 9090).or(ports.first()).map(u64::to_string);
                return Ok(Some(Self::Service(namespace, name, port)));
            }
        }
        Ok(None)
    }

    /// The value of an expression for each series; or why there is none, in words.
    ///
    /// # Errors
    /// The API server does not answer.
    pub async fn query(
        &self,
        cluster: &Cluster,
        expression: &str,
    ) -> Result<std::result::Result<Vec<Element>, String>> {
        let answered = self.answer(cluster, expression).await?;
        Ok(answered.and_then(|value| {
            elements(&value).ok_or_else(|| "it answers, but not as Prometheus does".to_owned())
        }))
    }

    /// The whole answer to an expression; or why there is none, in words.
    ///
    /// # Errors
    /// The API server does not answer.
    pub async fn answer(
        &self,
        cluster: &Cluster,
        expression: &str,
    ) -> Result<std::result::Result<Value, String>> {
        let path = format!("/api/v1/query?query={}", ask::encoded(expression));
        Ok(match self {
            Self::Url(url, headers) => ask_url(url, headers, &path).await,
            Self::Service(namespace, name, port) => {
                let port = port.as_ref().map_or_else(String::new, |port| format!(":{port}"));
                let path = format!("/api/v1/namespaces/{namespace}/services/{name}{port}/proxy{path}");
                let action = Action::new("get", "services/proxy").within(namespace).named(name);
                match ask::json(cluster, &action, &path).await? {
                    Answer::Given(value) => Ok(value),
                    Answer::Refused(code, words) => Err(format!("{words} ({code})")),
                }
            }
        })
    }
}

impl std::fmt::Display for Prometheus {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Url(url, _) => write!(formatter, "Prometheus at {url}"),
            Self::Service(namespace, name, _) => write!(formatter, "Prometheus {namespace}/{name}"),
        }
    }
}

async fn ask_url(url: &Url, headers: &[Header], path: &str) -> std::result::Result<Value, String> {
    let secure = url.scheme == "https";
    let port = url.port.unwrap_or(if secure { 443 } else { 80 });
    let address = format!("{}:{port}", url.host);
    let answered = async {
        let tls = match secure {
            true => Some((url.host.as_str(), Arc::clone(&tls()?))),
            false => None,
        };
        let stream = single::open(&address, tls).await.map_err(|fault| fault.to_string())?;
        let mut request = Request::get(format!("{}{path}", url.path)).header("host", &address);
        for header in headers {
            request = request.header(&header.name, &header.value);
        }
        let request = request.body(String::new()).map_err(|error| error.to_string())?;
        let mut body = Vec::new();
        let head = single::exchange(stream, request, |_, _, piece| body.extend_from_slice(piece)).await;
        let head = head.map_err(|fault| fault.to_string())?;
        match serde_json::from_slice(&body) {
            Ok(value) => Ok(value),
            Err(_) => Err(format!("it answers {}", head.status())),
        }
    };
    match tokio::time::timeout(PATIENCE, answered).await {
        Ok(answered) => answered,
        Err(_) => Err(format!("no answer within {} s", PATIENCE.as_secs())),
    }
}

fn tls() -> std::result::Result<Arc<rustls::ClientConfig>, String> {
    let config = Tls::new(Trust::System, false).config().map_err(|error: Error| error.message)?;
    Ok(config)
}

/// The vector of an answer.
fn elements(answer: &Value) -> Option<Vec<Element>> {
    let result = answer.pointer("/data/result")?.as_array()?;
    let one = |element: &Value| {
        let labels = element.get("metric")?.as_object()?;
        let labels = labels.iter().filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
        let value = element.pointer("/value/1")?.as_str()?.parse().ok()?;
        Some(Element { labels: labels.collect(), value })
    };
    Some(result.iter().filter_map(one).collect())
}
