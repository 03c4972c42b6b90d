//! Rules in the places where the adapters read them.

use serde_json::{Map, Value, json};

use super::{Document, Part, rules};
use crate::error::{Error, Result};
use crate::kubernetes::Object;
use crate::manifest::yaml;
use crate::workload::metrics::Metrics;

fn all_rules(metrics: &Metrics) -> Result<Vec<Value>> {
    let wanted = metrics.wanted.iter().map(|wanted| &wanted.series);
    wanted.map(|series| rules::rule(series, &metrics.label_pair(series), metrics.endpoint.interval)).collect()
}

/// Values of ack-alibaba-cloud-metrics-adapter. Its own default rules stay off: they would serve every series there is.
pub fn ack(metrics: &Metrics) -> Result<Part> {
    let mut prometheus = Map::new();
    prometheus.insert("enabled".into(), true.into());
    if let Some(url) = &metrics.prometheus {
        prometheus.insert("url".into(), url.to_string().into());
    }
    if !metrics.headers.is_empty() {
        let headers = metrics.headers.iter().map(|header| json!({&header.name: header.value}));
        prometheus.insert("prometheusHeader".into(), headers.collect());
    }
    prometheus.insert("adapter".into(), json!({"rules": {"default": false, "custom": all_rules(metrics)?}}));
    Ok(Part {
        title: "values of ack-alibaba-cloud-metrics-adapter (helm upgrade -f FILE, or the console)".into(),
        document: Document::Text(json!({"AlibabaCloudMetricsAdapter": {"prometheus": prometheus}})),
        notes: Vec::new(),
    })
}

/// Values of prometheus-adapter's chart, or the ConfigMap that it reads.
pub fn prometheus_adapter(metrics: &Metrics) -> Result<Part> {
    let rules = all_rules(metrics)?;
    if let Some((namespace, name)) = &metrics.config_map {
        let config = yaml::to_yaml(&[json!({"rules": rules})]).map_err(Error::failed)?;
        let namespace = namespace.as_deref().unwrap_or("monitoring");
        let object = json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": name, "namespace": namespace, "labels": {"app.kubernetes.io/managed-by": "neap"}},
            "data": {"config.yaml": config},
        });
        let object =
            Object::new(object).map_err(|field| Error::failed(format!("the ConfigMap has no {field}")))?;
        return Ok(Part {
            title: "what prometheus-adapter reads as --config; it reads it again when it starts".into(),
            document: Document::Object(Box::new(object)),
            notes: Vec::new(),
        });
    }
    let mut values = Map::new();
    if let Some(url) = &metrics.prometheus {
        let port = url.port.unwrap_or(if url.scheme == "https" { 443 } else { 80 });
        values.insert(
            "prometheus".into(),
            json!({"url": format!("{}://{}", url.scheme, url.host), "port": port, "path": url.path}),
        );
    }
    if !metrics.headers.is_empty() {
        let argument = |header: &crate::workload::metrics::Header| {
            format!("--prometheus-header={}={}", header.name, header.value)
        };
        values.insert("extraArguments".into(), metrics.headers.iter().map(argument).collect());
    }
    values.insert("rules".into(), json!({"default": false, "custom": rules}));
    Ok(Part {
        title: "values of the chart prometheus-adapter (helm upgrade -f FILE)".into(),
        document: Document::Text(Value::Object(values)),
        notes: Vec::new(),
    })
}
