//! By which labels a series says to which pod it belongs.

use super::{Adapter, Scrape, Series, Wanted};
use crate::error::{Error, Result, quoted};
use crate::workload::value::{pair, refuse};

const FLAG: &str = "--labels";
const EXAMPLE: &str = "--labels=namespace,pod";

/// The labels that hold namespace and name of a pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelPair {
    /// That of the namespace.
    pub namespace: String,
    /// That of the pod.
    pub pod: String,
}

impl LabelPair {
    fn new(namespace: &str, pod: &str) -> Self {
        Self { namespace: namespace.to_owned(), pod: pod.to_owned() }
    }

    /// What a PodMonitor's targets have.
    pub fn of_pod_monitors() -> Self {
        Self::new("namespace", "pod")
    }

    /// What targets have that are found by the annotations of pods.
    pub fn of_annotations() -> Self {
        Self::new("kubernetes_namespace", "kubernetes_pod_name")
    }

    /// Which a scrape makes. An exporter on the node names the pods of its GPUs in labels of its own.
    pub fn of(scrape: Scrape, adapter: Adapter, series: &Series) -> Self {
        match (series.of_gpu, adapter, scrape) {
            (true, Adapter::Ack, _) => Self::new("NamespaceName", "PodName"),
            // Without `honorLabels` Prometheus keeps the names for the exporter's own pod.
            (true, ..) => Self::new("exported_namespace", "exported_pod"),
            (false, _, Scrape::Annotations) => Self::of_annotations(),
            (false, _, Scrape::PodMonitor | Scrape::None) => Self::of_pod_monitors(),
        }
    }

    /// Reads `NAMESPACE,POD`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str) -> Result<Self> {
        let (namespace, pod) = pair(FLAG, text, ',', EXAMPLE)?;
        for label in [namespace, pod] {
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if label.is_empty()
                || label.starts_with(|c: char| c.is_ascii_digit())
                || !label.chars().all(plain)
            {
                let reason =
                    "a label of Prometheus has letters, digits and `_`, and does not start with a digit";
                return Err(refuse(FLAG, text, reason, EXAMPLE));
            }
        }
        match namespace == pod {
            true => Err(refuse(FLAG, text, "one label cannot hold both namespace and pod", EXAMPLE)),
            false => Ok(Self::new(namespace, pod)),
        }
    }

    /// Refuses the labels of the other scrape: every question to the adapter would be answered with 404.
    pub(super) fn fits(&self, scrape: Scrape, wanted: &[Wanted]) -> Result<()> {
        let (right, other, how) = match scrape {
            Scrape::PodMonitor => (Self::of_pod_monitors(), Self::of_annotations(), "a PodMonitor"),
            Scrape::Annotations => (Self::of_annotations(), Self::of_pod_monitors(), "annotations"),
            Scrape::None => return Ok(()),
        };
        if *self != other || wanted.iter().all(|wanted| wanted.series.of_gpu) {
            return Ok(());
        }
        let text = format!("{},{}", self.namespace, self.pod);
        Err(Error::usage(format!(
            "invalid value {} for `{FLAG}`: series that are scraped by {how} carry {} and {}, so the adapter would find no pod",
            quoted(&text),
            right.namespace,
            right.pod
        ))
        .hint(format!("leave `{FLAG}` out, or for example `{FLAG}={},{}`", right.namespace, right.pod)))
    }
}
