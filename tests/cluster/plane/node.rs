//! A simulated node, before it is created.

use std::time::Duration;

use serde_json::{Value, json};

/// The label by which a namespace's pods find its nodes.
pub const NAMESPACE_LABEL: &str = "neap.test/namespace";

/// A simulated node: 16 CPUs, 64 GiB and no GPU unless it is told otherwise.
#[derive(Debug, Clone)]
pub struct Node {
    /// Unique in the namespace; the object's name has the namespace before it.
    pub name: String,
    labels: Vec<(String, String)>,
    annotations: Vec<(String, String)>,
    cpu: String,
    memory: String,
    gpus: u32,
}

impl Node {
    /// A node of this name.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            labels: Vec::new(),
            annotations: Vec::new(),
            cpu: "16".into(),
            memory: "64Gi".into(),
            gpus: 0,
        }
    }

    /// The ACK node pool it belongs to.
    pub fn pool(self, id: &str) -> Self {
        self.label("alibabacloud.com/nodepool-id", id)
    }

    /// A label.
    pub fn label(mut self, key: &str, value: &str) -> Self {
        self.labels.push((key.into(), value.into()));
        self
    }

    /// Allocatable `nvidia.com/gpu`.
    pub fn gpus(mut self, gpus: u32) -> Self {
        self.gpus = gpus;
        self
    }

    /// Allocatable CPU, as `16` or `500m`.
    pub fn cpu(mut self, cpu: &str) -> Self {
        self.cpu = cpu.into();
        self
    }

    /// Allocatable memory, as `64Gi`.
    pub fn memory(mut self, memory: &str) -> Self {
        self.memory = memory.into();
        self
    }

    /// The time from the object's creation until the node is Ready.
    pub fn boots_in(mut self, delay: Duration) -> Self {
        self.annotations.push(("neap.test/boot".into(), format!("{}ms", delay.as_millis())));
        self
    }

    /// The object, in a namespace.
    pub(super) fn object(&self, namespace: &str, full_name: &str, kubelet_port: u16) -> Value {
        let mut labels: serde_json::Map<String, Value> =
            self.labels.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
        labels.insert(NAMESPACE_LABEL.into(), json!(namespace));
        labels.insert("kubernetes.io/hostname".into(), json!(full_name));
        let mut annotations: serde_json::Map<String, Value> =
            self.annotations.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
        annotations.insert("kwok.x-k8s.io/node".into(), json!("fake"));
        let mut allocatable = json!({"cpu": self.cpu, "memory": self.memory, "pods": "110"});
        if self.gpus > 0 {
            allocatable["nvidia.com/gpu"] = json!(self.gpus.to_string());
        }
        json!({
            "apiVersion": "v1", "kind": "Node",
            "metadata": {"name": full_name, "labels": labels, "annotations": annotations},
            "status": {
                "allocatable": allocatable, "capacity": allocatable,
                // Without it the controller manager sees no reason to keep pods away.
                "conditions": [{"type": "Ready", "status": "False", "reason": "KubeletNotReady", "message": "booting"}],
                "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}],
                "daemonEndpoints": {"kubeletEndpoint": {"Port": kubelet_port}},
            },
        })
    }
}
