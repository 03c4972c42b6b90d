//! How measurements reach the autoscalers, and the settings of the controllers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::text::{Share, Span};

/// The way of a measurement: scraped each interval, stored, served by an adapter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Metrics {
    /// How often each pod is asked.
    pub scrape_interval: Span,
    /// How much older than the newest sample the adapter's answers are.
    pub adapter_delay: Span,
    /// How long the series of a pod that is gone is still answered.
    pub linger: Span,
    /// Which pods are scraped.
    pub scrape: Scraped,
    /// The ConfigMap, as NAMESPACE/NAME, with the rules of the adapter in prometheus-adapter's form; without it every series of
    /// a pod is served under its own name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    /// How often CPU and memory are measured, for `kubectl top` and Resource metrics.
    pub resource_interval: Span,
}

/// Which pods are scraped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scraped {
    /// Every model server.
    #[default]
    All,
    /// Those that a PodMonitor or the annotation prometheus.io/scrape selects.
    Selected,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            scrape_interval: Span::seconds(15),
            adapter_delay: Span::default(),
            linger: Span::seconds(15),
            scrape: Scraped::All,
            rules: None,
            resource_interval: Span::seconds(15),
        }
    }
}

/// Settings of the controllers. A real API server has its own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Controllers {
    /// The horizontal pod autoscaler.
    pub hpa: Hpa,
    /// Keys of Knative's ConfigMap `config-autoscaler`, as `stable-window: 60s`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub knative_autoscaler: BTreeMap<String, String>,
    /// The end of the hosts of Knative services, `NAME.NAMESPACE.DOMAIN`: the key of its ConfigMap `config-domain`.
    pub knative_domain: KnativeDomain,
    /// KServe.
    pub kserve: Kserve,
    /// Fluid.
    pub fluid: Fluid,
}

/// The end of hosts; without a ConfigMap it is the cluster's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct KnativeDomain(pub String);

impl Default for KnativeDomain {
    fn default() -> Self {
        Self("svc.cluster.local".into())
    }
}

/// The horizontal pod autoscaler; names and defaults are those of kube-controller-manager's flags.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Hpa {
    /// How often it looks.
    pub sync_period: Span,
    /// How long a lower wish must last, where the object does not say it.
    pub downscale_stabilization: Span,
    /// Deviations up to this share are ignored.
    pub tolerance: Share,
    /// How long after its start a pod's readiness may flap without counting.
    pub initial_readiness_delay: Span,
    /// How long after its start a pod's CPU counts only with care.
    pub cpu_initialization_period: Span,
}

impl Default for Hpa {
    fn default() -> Self {
        Self {
            sync_period: Span::seconds(15),
            downscale_stabilization: Span::seconds(300),
            tolerance: Share(0.1),
            initial_readiness_delay: Span::seconds(30),
            cpu_initialization_period: Span::seconds(300),
        }
    }
}

/// Fluid's controllers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Fluid {
    /// How often they look at a cache that is being filled.
    pub sync_period: Span,
}

impl Default for Fluid {
    fn default() -> Self {
        Self { sync_period: Span::seconds(5) }
    }
}

/// KServe's configuration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Kserve {
    /// The end of the hosts of services: `NAME-NAMESPACE.DOMAIN`.
    pub ingress_domain: String,
    /// The IngressClass of their Ingress objects.
    pub ingress_class: String,
}

impl Default for Kserve {
    fn default() -> Self {
        Self { ingress_domain: "example.com".into(), ingress_class: "nginx".into() }
    }
}
