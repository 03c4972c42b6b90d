//! Flags of services that are pods of a Deployment or a StatefulSet: ports, probes, how they end, who reaches them.

use clap::Args;
use serde::{Deserialize, Serialize};

use super::Words;

/// What the container listens on besides `--port`.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Ports")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PortFlags {
    /// Port of HTTP; --port is gRPC's then
    #[arg(long, value_name = "PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restful_port: Option<String>,
    /// Port of the metrics, where it is one of its own
    #[arg(long, value_name = "PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics_port: Option<String>,
}

/// How the container is asked for its health; `--startup-probe` is the container's.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Probes")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ProbeFlags {
    /// Whether requests come: by the engine's health check, by the port, or always [default: auto, else tcp]
    #[arg(long, value_name = "HOW", value_parser = Words(&["auto", "tcp", "none"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readiness_probe: Option<String>,
    /// Whether the container starts anew when it does not answer [default: none]
    #[arg(long, value_name = "HOW", value_parser = Words(&["auto", "tcp", "none"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liveness_probe: Option<String>,
    /// Question that tells loading from hanging, instead of the engine's
    #[arg(long, value_name = "ACTION", value_parser = Words(&["httpGet", "exec", "grpc", "tcpSocket"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub startup_probe_action: Option<String>,
    /// Part of that question, as 'path: /healthz', 'port: 8000' or 'command=cat /tmp/up' (repeat)
    #[arg(long, value_name = "OPTION")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub startup_probe_action_option: Vec<String>,
    /// How often it is asked, as 'periodSeconds: 3' (repeat)
    #[arg(long, value_name = "OPTION")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub startup_probe_option: Vec<String>,
    /// Question that decides whether requests come, instead of the engine's
    #[arg(long, value_name = "ACTION", value_parser = Words(&["httpGet", "exec", "grpc", "tcpSocket"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readiness_probe_action: Option<String>,
    /// Part of that question (repeat)
    #[arg(long, value_name = "OPTION")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readiness_probe_action_option: Vec<String>,
    /// How often it is asked (repeat)
    #[arg(long, value_name = "OPTION")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readiness_probe_option: Vec<String>,
    /// Question that decides whether the container starts anew, instead of the engine's
    #[arg(long, value_name = "ACTION", value_parser = Words(&["httpGet", "exec", "grpc", "tcpSocket"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liveness_probe_action: Option<String>,
    /// Part of that question (repeat)
    #[arg(long, value_name = "OPTION")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub liveness_probe_action_option: Vec<String>,
    /// How often it is asked (repeat)
    #[arg(long, value_name = "OPTION")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub liveness_probe_option: Vec<String>,
}

/// Who scales the service, and by the clock.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Autoscaler")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AutoscalerFlags {
    /// Who scales: Kubernetes' HPA, KEDA (to zero, and on queries), the clock (ACK's CronHPA, else KEDA), nobody [default: auto]
    #[arg(long, value_name = "WHO", value_parser = Words(&["auto", "hpa", "keda", "cron", "none"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub autoscaler: Option<String>,
    /// Replicas from a time on, as '0 8 * * *=4' (repeat)
    #[arg(long, value_name = "CRON=REPLICAS")]
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::pairs")]
    pub schedule: Vec<String>,
    /// Zone of the times, as Asia/Shanghai; KEDA only [default: UTC for KEDA, the controller's for CronHPA]
    #[arg(long, value_name = "ZONE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// Where KEDA asks for metrics of the pods and for prometheus:QUERY
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prometheus: Option<String>,
}

/// How pods end and where they may be.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Ending and spreading")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct LifeFlags {
    /// How long streams have before the engine is told to end, as 60s; the grace grows with it
    #[arg(long, value_name = "DURATION")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drain: Option<String>,
    /// How long a pod has to end in all [default: Kubernetes', 30s, or the drain and 30s]
    #[arg(long, value_name = "DURATION")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub termination_grace: Option<String>,
    /// How many pods may go at once when nodes are emptied: max-unavailable=N or min-available=N, also per cent
    #[arg(long, value_name = "BOUND=N")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pdb: Option<String>,
    /// Spread the pods over a node label: zone, hostname or a key, with how far apart and whether strictly (repeat)
    #[arg(long, value_name = "KEY[:SKEW][:required]")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topology_spread: Vec<String>,
    /// Claim that holds the model, as pvc://llm-model/Qwen; mounted read-only at /mnt/models
    #[arg(long, value_name = "URI")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_uri: Option<String>,
}

/// Who reaches the service from outside.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Exposure")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ExposeFlags {
    /// Name of the Service in front of the pods [default: NAME, or NAME-VERSION]
    #[arg(long, value_name = "NAME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_name: Option<String>,
    /// How the outside reaches the service [default: not at all]
    #[arg(long, value_name = "HOW", value_parser = Words(&["ingress", "loadbalancer", "httproute"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expose: Option<String>,
    /// Host of the Ingress or the HTTPRoute
    #[arg(long, value_name = "HOST")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Class of the Ingress [default: the cluster's]
    #[arg(long, value_name = "NAME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ingress_class: Option<String>,
    /// Secret with the certificate of the Ingress
    #[arg(long, value_name = "SECRET")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_secret: Option<String>,
    /// Gateway of the HTTPRoute
    #[arg(long, value_name = "[NAMESPACE/]NAME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
}

/// How Prometheus finds the pods.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Metrics")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ScrapeFlags {
    /// How Prometheus finds the pods [default: it is not told]
    #[arg(long, value_name = "HOW", value_parser = Words(&["podmonitor", "annotations", "none"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scrape: Option<String>,
}
