//! What Prometheus is told to scrape.

use serde_json::Value;

use crate::kubernetes::resources::{LabelSelector, kind, reduced};

kind!(
    /// A PodMonitor.
    PodMonitor, "monitoring.coreos.com", "v1", "podmonitors", PodMonitorSpec, Value
);
reduced! {
    /// Which pods are scraped, and where.
    PodMonitorSpec {
        /// Their labels.
        selector: LabelSelector,
        /// Their namespaces.
        namespace_selector: Namespaces,
        /// Where they are asked.
        pod_metrics_endpoints: Vec<PodMetricsEndpoint>,
    }
}
reduced! {
    /// Which namespaces; the object's own if neither is given.
    Namespaces {
        /// All.
        any: bool,
        /// These.
        match_names: Vec<String>,
    }
}
reduced! {
    /// A page of a pod.
    PodMetricsEndpoint {
        /// The name of a container's port.
        port: Option<String>,
        /// Its number, where no name is given.
        port_number: Option<u16>,
        /// The path; `/metrics` without it.
        path: Option<String>,
        /// What becomes of labels.
        relabelings: Vec<Relabeling>,
    }
}
reduced! {
    /// A rule about labels.
    Relabeling {
        /// `replace` (default) or another.
        action: Option<String>,
        /// From which labels.
        source_labels: Vec<String>,
        /// What is put between them.
        separator: Option<String>,
        /// What they must look like.
        regex: Option<String>,
        /// What is written.
        replacement: Option<String>,
        /// Where it is written.
        target_label: Option<String>,
    }
}
