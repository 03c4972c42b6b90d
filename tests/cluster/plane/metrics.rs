//! Servers of `custom.metrics.k8s.io` (v1beta1 and v1beta2), `external.metrics.k8s.io` and `metrics.k8s.io`.
//! A test sets the values; the pods are read from the API server.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response, StatusCode};
use jiff::Timestamp;
use kube::api::{Api, ApiResource, DynamicObject, GroupVersionKind, ListParams};
use serde_json::{Value, json};

use super::cluster::Cluster;
use super::server::{AnyError, serve};

/// What an answer is looked up by: namespace, metric, and the object (`""` for every pod, `services/web`, `pods/NAME`,
/// `external`).
type Key = (String, String, String);

/// The values of one control plane. Clones share them.
#[derive(Clone, Default)]
pub struct Metrics {
    values: Arc<Mutex<BTreeMap<Key, String>>>,
}

/// A metric of one namespace, to be set by a test.
pub struct Metric<'a> {
    metrics: &'a Metrics,
    namespace: String,
    name: String,
}

impl Metric<'_> {
    /// What every ready pod reports, as `11`, `800m`, `0.5`.
    pub fn set(&self, value: impl ToString) {
        self.put("", Some(value.to_string()));
    }

    /// What one pod reports, ready or not; it goes before what every pod reports.
    pub fn set_for_pod(&self, pod: &str, value: impl ToString) {
        self.put(&format!("pods/{pod}"), Some(value.to_string()));
    }

    /// What an object reports, as `services/web`.
    pub fn set_for_object(&self, object: &str, value: impl ToString) {
        self.put(object, Some(value.to_string()));
    }

    /// The value of the external metric of this name.
    pub fn set_external(&self, value: impl ToString) {
        self.put("external", Some(value.to_string()));
    }

    fn put(&self, object: &str, value: Option<String>) {
        let key = (self.namespace.clone(), self.name.clone(), object.to_owned());
        let mut values = self.metrics.values.lock().unwrap();
        match value {
            Some(value) => values.insert(key, value),
            None => values.remove(&key),
        };
    }
}

/// The groups and versions that are served.
const SERVED: [(&str, &str); 4] = [
    ("custom.metrics.k8s.io", "v1beta1"),
    ("custom.metrics.k8s.io", "v1beta2"),
    ("external.metrics.k8s.io", "v1beta1"),
    ("metrics.k8s.io", "v1beta1"),
];

impl Metrics {
    /// A metric of a namespace. CPU and memory of pods are `cpu` and `memory`.
    pub fn metric(&self, namespace: &str, name: &str) -> Metric<'_> {
        Metric { metrics: self, namespace: namespace.to_owned(), name: name.to_owned() }
    }

    /// Forgets what a namespace reports.
    pub fn forget(&self, namespace: &str) {
        self.values.lock().unwrap().retain(|(of, _, _), _| of != namespace);
    }

    /// Starts the server and registers it with the API server.
    pub fn serve(&self, cluster: &Cluster) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (values, client) = (self.clone(), cluster.client.clone());
        serve(listener, cluster.certificates.server(), move |request| {
            let (values, client) = (values.clone(), client.clone());
            async move { values.answer(client, request).await }
        });
        let mut objects = cluster.objects();
        objects.namespace = Some("kube-system".into());
        // The API server follows an ExternalName service to loopback.
        objects.apply(json!({
            "apiVersion": "v1", "kind": "Service", "metadata": {"name": "metrics"},
            "spec": {"type": "ExternalName", "externalName": "localhost", "ports": [{"port": port}]},
        }));
        for (index, (group, version)) in SERVED.iter().enumerate() {
            objects.apply(json!({
                "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "metadata": {"name": format!("{version}.{group}")},
                "spec": {
                    "service": {"name": "metrics", "namespace": "kube-system", "port": port},
                    "group": group, "version": version,
                    "caBundle": super::kubeconfig::base64(cluster.certificates.authority.as_bytes()),
                    "groupPriorityMinimum": 100, "versionPriority": 100 + index,
                },
            }));
        }
    }

    fn value(&self, namespace: &str, metric: &str, object: &str) -> Option<String> {
        let key = (namespace.to_owned(), metric.to_owned(), object.to_owned());
        self.values.lock().unwrap().get(&key).cloned()
    }

    async fn answer(
        &self,
        client: kube::Client,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, AnyError> {
        // The HPA controller writes `*` as `%2A`.
        let path = request.uri().path().split('/').filter(|part| !part.is_empty()).map(decoded);
        let path: Vec<String> = path.collect();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let query = request.uri().query().unwrap_or_default();
        let selector = parameter(query, "labelSelector");
        let body = match path.as_slice() {
            ["apis", group, version] => self.resources(group, version),
            ["apis", "custom.metrics.k8s.io", version, "namespaces", namespace, "pods", "*", metric] => {
                Some(self.pods(client, version, namespace, metric, &selector).await?)
            }
            ["apis", "custom.metrics.k8s.io", version, "namespaces", namespace, kind, name, metric] => {
                let value = self.value(namespace, metric, &format!("{kind}/{name}"));
                value.map(|value| {
                    let object = (singular(kind), *namespace, *name);
                    list(
                        "custom.metrics.k8s.io",
                        version,
                        "MetricValueList",
                        vec![item(version, metric, object, &value)],
                    )
                })
            }
            ["apis", "external.metrics.k8s.io", version, "namespaces", namespace, metric] => {
                let value = self.value(namespace, metric, "external");
                value.map(|value| {
                    let item =
                        json!({"metricName": metric, "metricLabels": {}, "timestamp": now(), "value": value});
                    list("external.metrics.k8s.io", version, "ExternalMetricValueList", vec![item])
                })
            }
            ["apis", "metrics.k8s.io", version, "namespaces", namespace, "pods"] => {
                Some(self.usage(client, version, namespace, &selector).await?)
            }
            _ => None,
        };
        let (status, body) = match body {
            Some(body) => (StatusCode::OK, body),
            None => (StatusCode::NOT_FOUND, not_found(request.uri().path())),
        };
        let response = Response::builder().status(status).header("content-type", "application/json");
        Ok(response.body(Full::from(body.to_string()))?)
    }

    /// What discovery says of a group and version.
    fn resources(&self, group: &str, version: &str) -> Option<Value> {
        SERVED.contains(&(group, version)).then_some(())?;
        let resource = |name: String, kind: &str| json!({"name": name, "singularName": "", "namespaced": true, "kind": kind, "verbs": ["get", "list"]});
        let mut names: Vec<(bool, String)> = Vec::new();
        for (_, metric, object) in self.values.lock().unwrap().keys() {
            let name = match object.split_once('/') {
                _ if object == "external" => (true, metric.clone()),
                Some((kind, _)) => (false, format!("{kind}/{metric}")),
                None => (false, format!("pods/{metric}")),
            };
            names.push(name);
        }
        names.sort();
        names.dedup();
        let resources: Vec<Value> = match group {
            "metrics.k8s.io" => vec![resource("pods".into(), "PodMetrics")],
            "external.metrics.k8s.io" => names
                .into_iter()
                .filter(|(external, _)| *external)
                .map(|(_, name)| resource(name, "ExternalMetricValueList"))
                .collect(),
            _ => names
                .into_iter()
                .filter(|(external, _)| !external)
                .map(|(_, name)| resource(name, "MetricValueList"))
                .collect(),
        };
        Some(json!({
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": format!("{group}/{version}"), "resources": resources,
        }))
    }

    /// A metric of the pods that a selector names. A pod that is not ready reports nothing: an engine has no gauges while it loads.
    async fn pods(
        &self,
        client: kube::Client,
        version: &str,
        namespace: &str,
        metric: &str,
        selector: &str,
    ) -> Result<Value, kube::Error> {
        let mut items = Vec::new();
        for pod in pods(client, namespace, selector).await? {
            let name = pod["metadata"]["name"].as_str().unwrap_or_default();
            let value = self
                .value(namespace, metric, &format!("pods/{name}"))
                .or_else(|| is_ready(&pod).then(|| self.value(namespace, metric, "")).flatten());
            if let Some(value) = value {
                items.push(item(version, metric, ("Pod".into(), namespace, name), &value));
            }
        }
        Ok(list("custom.metrics.k8s.io", version, "MetricValueList", items))
    }

    /// CPU and memory of the running pods; 100m and 1Gi unless a test sets them.
    async fn usage(
        &self,
        client: kube::Client,
        version: &str,
        namespace: &str,
        selector: &str,
    ) -> Result<Value, kube::Error> {
        let mut items = Vec::new();
        for pod in
            pods(client, namespace, selector).await?.iter().filter(|pod| pod["status"]["phase"] == "Running")
        {
            let name = pod["metadata"]["name"].as_str().unwrap_or_default();
            let value = |metric: &str, default: &str| {
                let own = self.value(namespace, metric, &format!("pods/{name}"));
                own.or_else(|| self.value(namespace, metric, "")).unwrap_or_else(|| default.to_owned())
            };
            let usage = json!({"cpu": value("cpu", "100m"), "memory": value("memory", "1Gi")});
            let containers = pod["spec"]["containers"].as_array().into_iter().flatten();
            let containers: Vec<Value> =
                containers.map(|container| json!({"name": container["name"], "usage": usage})).collect();
            items.push(json!({
                "metadata": {"name": name, "namespace": namespace, "labels": pod["metadata"]["labels"]},
                "timestamp": now(), "window": "15s", "containers": containers,
            }));
        }
        Ok(list("metrics.k8s.io", version, "PodMetricsList", items))
    }
}

async fn pods(client: kube::Client, namespace: &str, selector: &str) -> Result<Vec<Value>, kube::Error> {
    let resource = ApiResource::from_gvk(&GroupVersionKind::gvk("", "v1", "Pod"));
    let api: Api<DynamicObject> = Api::namespaced_with(client, namespace, &resource);
    let list = api.list(&ListParams::default().labels(selector)).await?;
    Ok(list.into_iter().filter_map(|pod| serde_json::to_value(pod).ok()).collect())
}

fn is_ready(pod: &Value) -> bool {
    let conditions = pod["status"]["conditions"].as_array().into_iter().flatten();
    conditions.into_iter().any(|condition| condition["type"] == "Ready" && condition["status"] == "True")
}

/// One value; the two versions name the metric differently.
fn item(version: &str, metric: &str, (kind, namespace, name): (String, &str, &str), value: &str) -> Value {
    let mut item = json!({
        "describedObject": {"kind": kind, "namespace": namespace, "name": name, "apiVersion": "/v1"},
        "timestamp": now(), "value": value,
    });
    match version {
        "v1beta1" => item["metricName"] = json!(metric),
        _ => item["metric"] = json!({"name": metric, "selector": null}),
    }
    item
}

fn list(group: &str, version: &str, kind: &str, items: Vec<Value>) -> Value {
    json!({"kind": kind, "apiVersion": format!("{group}/{version}"), "metadata": {}, "items": items})
}

fn not_found(path: &str) -> Value {
    json!({
        "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404,
        "message": format!("nobody reports {path}"),
    })
}

/// `services` → `Service`: enough for the kinds that tests use.
fn singular(plural: &str) -> String {
    let stem = plural.strip_suffix('s').unwrap_or(plural);
    stem[..1].to_uppercase() + &stem[1..]
}

fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A decoded parameter of a query; empty if it is absent.
fn parameter(query: &str, name: &str) -> String {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs.into_iter().find(|(key, _)| *key == name);
    value.map(|(_, value)| decoded(value)).unwrap_or_default()
}

/// Percent-decoding.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let decoded = match byte {
            b'%' => {
                let digits = [rest.next(), rest.next()].map(|digit| char::from(digit.unwrap_or(b'0')));
                u8::from_str_radix(&String::from_iter(digits), 16).unwrap_or(b'?')
            }
            b'+' => b' ',
            other => other,
        };
        bytes.push(decoded);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
