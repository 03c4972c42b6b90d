//! What a service's metrics should go through: the scrape, and the rules that make of series what an autoscaler reads.

mod endpoint;
mod labels;
mod prometheus;
mod series;

pub use endpoint::{Endpoint, Port, Selector};
pub use labels::LabelPair;
pub use prometheus::{Header, Url, header, url};
pub use series::{Rename, Series, aggregation};

use crate::error::{Error, Result};
use crate::kubernetes::Quantity;

/// Who scrapes the pods, and by what it finds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scrape {
    /// A PodMonitor.
    PodMonitor,
    /// Annotations of the pods.
    Annotations,
    /// Something else, or nothing that is made here.
    None,
}

/// Who makes of series what an autoscaler reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adapter {
    /// ACK's ack-alibaba-cloud-metrics-adapter.
    Ack,
    /// prometheus-adapter.
    PrometheusAdapter,
    /// KEDA.
    Keda,
}

/// One metric, and what a replica of KEDA's is to have of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The metric.
    pub series: Series,
    /// The target for each replica; that of the preset if none is given.
    pub target: Option<Quantity>,
}

/// What KEDA scales, and between which numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaled {
    /// As `apps/v1`.
    pub api_version: &'static str,
    /// As `Deployment`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Never fewer.
    pub min: Option<u32>,
    /// Never more.
    pub max: Option<u32>,
}

/// All of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Metrics {
    /// The service; all that carry the label of inference workloads without one.
    pub name: Option<String>,
    /// The namespace, if it is known.
    pub namespace: Option<String>,
    /// The engine.
    pub engine: Option<crate::engines::Detected>,
    /// How it is scraped.
    pub scrape: Scrape,
    /// Where.
    pub endpoint: Endpoint,
    /// Which pods.
    pub selector: Selector,
    /// Who reads the series.
    pub adapter: Adapter,
    /// By which labels a series says whose it is; each scrape's own without any.
    pub labels: Option<LabelPair>,
    /// The metrics.
    pub wanted: Vec<Wanted>,
    /// Where Prometheus is asked.
    pub prometheus: Option<Url>,
    /// What each question carries.
    pub headers: Vec<Header>,
    /// The ConfigMap in which prometheus-adapter reads its rules: namespace, if it is given, and name.
    pub config_map: Option<(Option<String>, String)>,
    /// What KEDA scales.
    pub scaled: Option<Scaled>,
}

impl Metrics {
    /// Checks the parts against each other.
    ///
    /// # Errors
    /// A usage error: labels that this scrape does not make, two metrics of one name, KEDA without what it needs.
    pub fn checked(self) -> Result<Self> {
        if let Some(pair) = &self.labels {
            pair.fits(self.scrape, &self.wanted)?;
        }
        for (at, one) in self.wanted.iter().enumerate() {
            if let Some(other) =
                self.wanted[..at].iter().find(|other| other.series.served == one.series.served)
            {
                return Err(Error::usage(format!(
                    "`{}` and `{}` would both be served as `{}`",
                    other.series.name, one.series.name, one.series.served
                ))
                .hint(format!("give one another name: `--rename {}=OTHER_NAME`", one.series.name)));
            }
        }
        if self.adapter == Adapter::Keda {
            if self.prometheus.is_none() {
                return Err(Error::usage(
                    "`--adapter=keda` needs a `--prometheus`: each trigger asks it itself",
                )
                .hint("for example `--prometheus=http://prometheus.monitoring.svc:9090`"));
            }
            if self.name.is_none() {
                return Err(Error::usage(
                    "`--adapter=keda` needs a NAME: a ScaledObject scales one workload",
                )
                .hint("for example `neap metrics render qwen --adapter=keda …`"));
            }
        }
        Ok(self)
    }

    /// The labels by which a series says whose it is.
    pub fn label_pair(&self, series: &Series) -> LabelPair {
        self.labels.clone().unwrap_or_else(|| LabelPair::of(self.scrape, self.adapter, series))
    }
}
