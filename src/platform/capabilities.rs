//! What a cluster serves: pure data, filled from discovery or assumed.

use std::collections::BTreeSet;

/// Which APIs a cluster serves, as far as rendering depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// Whether a cluster was asked. If not, the rest is assumed and a choice made by it is said to be one.
    pub asked: bool,
    /// `resourcepolicies.scheduling.alibabacloud.com` is served.
    pub resource_policy: bool,
    /// `services.serving.knative.dev` is served.
    pub knative: bool,
    /// `servicemonitors.monitoring.coreos.com` is served.
    pub service_monitor: bool,
    /// All groups that are served, as `keda.sh`; empty where no cluster was asked.
    pub groups: BTreeSet<String>,
    /// The value of `serving.kserve.io/deploymentMode` on the live object, which must not change; `None` if there is none.
    pub deployment_mode: Option<String>,
    /// The label that names a node's pool; `None` if no node carries a known one.
    pub pool_label: Option<String>,
}

impl Capabilities {
    /// What is taken for granted when no cluster is asked: all of it.
    pub fn assumed() -> Self {
        Self {
            asked: false,
            resource_policy: true,
            knative: true,
            service_monitor: true,
            groups: BTreeSet::new(),
            deployment_mode: None,
            pool_label: None,
        }
    }

    /// Whether a group of APIs is served, as `keda.sh`; taken for granted where no cluster was asked.
    pub fn serves(&self, group: &str) -> bool {
        !self.asked || self.groups.contains(group)
    }
}
