//! Labels and taints by which a node tells its pool, its accelerator, and whether there is a machine behind it.

use crate::kubernetes::resources::{StringMap, Taint};

/// Labels that name a node's pool, and whose they are. The first that a node carries counts.
pub const POOL_LABELS: [(&str, &str); 8] = [
    ("alibabacloud.com/nodepool-id", "ACK"),
    ("node.alibabacloud.com/nodepool-id", "ACK"),
    ("karpenter.sh/nodepool", "Karpenter"),
    ("cloud.google.com/gke-nodepool", "GKE"),
    ("eks.amazonaws.com/nodegroup", "EKS"),
    ("kubernetes.azure.com/agentpool", "AKS"),
    ("agentpool", "AKS"),
    ("tke.cloud.tencent.com/nodepool-id", "TKE"),
];

/// Labels that name a node's accelerator.
const MODEL_LABELS: [&str; 10] = [
    "aliyun.accelerator/nvidia_name",
    "karpenter.k8s.aws/instance-gpu-name",
    "cloud.google.com/gke-accelerator",
    "k8s.amazonaws.com/accelerator",
    "kubernetes.azure.com/accelerator",
    "cloud.tencent.com/tke-accelerator",
    "baidu/nvidia_name",
    "cloud.digitalocean.com/gpu-node",
    "cluster-api/accelerator",
    "nvidia.com/gpu.product",
];

/// Which label names a node's pool.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PoolLabels {
    /// The user's own label; the platforms' otherwise.
    pub own: Option<String>,
}

impl PoolLabels {
    /// The pool's id.
    pub fn pool<'a>(&self, labels: &'a StringMap) -> Option<&'a str> {
        let known = || POOL_LABELS.iter().map(|(label, _)| *label).find_map(|label| labels.get(label));
        match &self.own {
            Some(own) => labels.get(own),
            None => known(),
        }
        .map(String::as_str)
    }

    /// Whether this label names a pool.
    pub fn is_pool(&self, label: &str) -> bool {
        match &self.own {
            Some(own) => own == label,
            None => POOL_LABELS.iter().any(|(known, _)| *known == label),
        }
    }
}

/// The accelerator's name, as `Tesla-T4`; its presence says that the node has one.
pub fn accelerator_model(labels: &StringMap) -> Option<&str> {
    MODEL_LABELS.iter().find_map(|label| labels.get(*label)).map(String::as_str)
}

/// Whether a resource is an accelerator that pods ask for by number.
pub fn is_accelerator(resource: &str) -> bool {
    let Some((vendor, name)) = resource.split_once('/') else { return false };
    // `hugepages-2Mi`, `ephemeral-storage` and the like have no vendor; these have.
    let vendors = [
        "nvidia.com",
        "amd.com",
        "gpu.intel.com",
        "aliyun.com",
        "alibabacloud.com",
        "huawei.com",
        "google.com",
    ];
    let names = ["gpu", "mig-", "ppu", "npu", "tpu", "Ascend", "xe", "i915", "cambricon"];
    vendors.contains(&vendor) && names.iter().any(|known| name.starts_with(known))
}

/// Whether a node stands for a pool of serverless instances and has no machine of its own.
pub fn is_virtual_node(name: &str, labels: &StringMap, taints: &[Taint]) -> bool {
    labels.get("type").is_some_and(|kind| kind == "virtual-kubelet")
        || name.starts_with("virtual-kubelet")
        || taints.iter().any(|taint| taint.key == "virtual-kubelet.io/provider")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(label: &str) -> StringMap {
        StringMap::from([(label.to_owned(), "x".to_owned())])
    }

    #[test]
    fn each_platform_names_its_pool() {
        for (label, platform) in POOL_LABELS {
            assert_eq!(PoolLabels::default().pool(&labels(label)), Some("x"), "{platform}");
        }
        assert_eq!(PoolLabels::default().pool(&labels("example.com/pool")), None);
        let own = PoolLabels { own: Some("example.com/pool".into()) };
        assert_eq!(own.pool(&labels("example.com/pool")), Some("x"));
        assert_eq!(own.pool(&labels("karpenter.sh/nodepool")), None);
    }

    #[test]
    fn accelerators_are_told_from_other_extended_resources() {
        for yes in [
            "nvidia.com/gpu",
            "nvidia.com/mig-1g.5gb",
            "amd.com/gpu",
            "aliyun.com/gpu-mem",
            "alibabacloud.com/ppu",
            "huawei.com/Ascend910",
        ] {
            assert!(is_accelerator(yes), "{yes}");
        }
        for no in ["cpu", "memory", "hugepages-2Mi", "nvidia.com/hostdev", "example.com/gpu"] {
            assert!(!is_accelerator(no), "{no}");
        }
    }

    #[test]
    fn virtual_nodes_are_known_by_name_label_or_taint() {
        let taint = Taint { key: "virtual-kubelet.io/provider".into(), ..Taint::default() };
        assert!(is_virtual_node("virtual-kubelet-cn-hangzhou-k", &StringMap::new(), &[]));
        assert!(is_virtual_node("n", &StringMap::new(), &[taint]));
        assert!(is_virtual_node("n", &StringMap::from([("type".into(), "virtual-kubelet".into())]), &[]));
        assert!(!is_virtual_node("edge-1", &StringMap::new(), &[]));
    }
}
