//! Metrics on their way: what scrapes them, and the rules by which an adapter serves them.

mod adapter;
mod keda;
mod monitor;
mod notes;
mod rules;

use serde_json::{Value, json};

use super::{Bundle, Item, Overrides};
use crate::error::{Error, Result};
use crate::kubernetes::Object;
use crate::workload::metrics::{Adapter, Metrics, Port, Scrape};

pub use keda::{Pods, trigger};
pub use monitor::{FLEET_LABEL, Monitor, RELABELINGS, pod_monitor};
pub use rules::{query, rule, verified};

/// Something to print, and perhaps to apply.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What it is and what to do with it, for the line above it.
    pub title: String,
    /// The document.
    pub document: Document,
    /// What the user should know of it, a sentence each.
    pub notes: Vec<String>,
}

/// A document of the two sorts that there are.
#[derive(Debug, Clone, PartialEq)]
pub enum Document {
    /// An object of Kubernetes: it can be applied.
    Object(Box<Object>),
    /// Values of a chart, or a patch: something else takes them.
    Text(Value),
}

impl Document {
    /// As JSON.
    pub fn value(&self) -> &Value {
        match self {
            Self::Object(object) => object.value(),
            Self::Text(value) => value,
        }
    }
}

/// What `neap metrics render` makes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rendered {
    /// What scrapes.
    pub scrape: Option<Part>,
    /// What serves.
    pub rules: Option<Part>,
}

impl Rendered {
    /// The objects among them, to be applied.
    pub fn bundle(&self) -> Bundle {
        let objects = self.parts().filter_map(|part| match &part.document {
            Document::Object(object) => Some(Item { object: (**object).clone(), owner: None }),
            Document::Text(_) => None,
        });
        Bundle { items: objects.collect(), root: None, notes: self.notes().cloned().collect() }
    }

    /// What the user should know.
    pub fn notes(&self) -> impl Iterator<Item = &String> {
        self.parts().flat_map(|part| &part.notes)
    }

    /// In the order of the way.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.scrape.iter().chain(&self.rules)
    }
}

/// Renders scrape and rules.
///
/// # Errors
/// A usage error; or a template of the user's own breaks what it must not.
pub fn render(metrics: &Metrics, overrides: &Overrides) -> Result<Rendered> {
    let scrape = match metrics.scrape {
        Scrape::None => None,
        Scrape::PodMonitor => Some(Part {
            title: "what Prometheus scrapes".to_owned(),
            document: Document::Object(Box::new(pod_monitor(&Monitor::of(metrics), overrides)?)),
            notes: notes::of_monitor(metrics),
        }),
        Scrape::Annotations => Some(annotations(metrics)?),
    };
    let mut rules = match metrics.adapter {
        _ if metrics.wanted.is_empty() => None,
        Adapter::Ack => Some(adapter::ack(metrics)?),
        Adapter::PrometheusAdapter => Some(adapter::prometheus_adapter(metrics)?),
        Adapter::Keda => Some(keda::scaled_object(metrics)?),
    };
    if let Some(rules) = &mut rules {
        rules.notes = notes::of_rules(metrics);
    }
    Ok(Rendered { scrape, rules })
}

/// The annotations that a pod template needs, as a patch of its workload.
fn annotations(metrics: &Metrics) -> Result<Part> {
    let port = match &metrics.endpoint.port {
        Some(Port::Number(number)) => *number,
        None => metrics.endpoint.engine_port,
        Some(Port::Name(name)) => {
            return Err(Error::flag(
                "--port",
                name,
                "an annotation holds a number: the port that the pods listen on",
                format!("--port={}", metrics.endpoint.engine_port),
            ));
        }
    };
    let annotations = json!({
        "prometheus.io/scrape": "true",
        "prometheus.io/path": metrics.endpoint.path,
        "prometheus.io/port": port.to_string(),
    });
    Ok(Part {
        title: "a patch of the workload: kubectl patch deployment NAME --patch-file FILE".to_owned(),
        document: Document::Text(json!({"spec": {"template": {"metadata": {"annotations": annotations}}}})),
        notes: notes::of_engine(metrics),
    })
}
