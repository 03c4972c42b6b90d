//! What pods ask for, in the units that people count in.

use std::collections::BTreeMap;
use std::ops::{AddAssign, Mul};

use serde_json::Value;

use crate::kubernetes::quantity::Quantity;
use crate::kubernetes::resources::{Container, PodSpec};
use crate::platform::is_accelerator;

/// Memory of a shared GPU, in GiB.
const GPU_MEMORY: &str = "aliyun.com/gpu-mem";
/// Computing power of a shared GPU, in hundredths.
const GPU_CORE: &str = "aliyun.com/gpu-core.percentage";

/// What a pod asks for, or several together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Requests {
    /// In thousandths of a CPU.
    pub cpu_milli: i128,
    /// In bytes.
    pub memory: i128,
    /// Whole accelerators.
    pub gpus: i128,
    /// GiB of shared GPUs.
    pub gpu_memory: i128,
    /// Hundredths of shared GPUs.
    pub gpu_core: i128,
}

impl Requests {
    /// What the scheduler counts: the sum of the containers, or the largest init container.
    pub fn of(pod: &PodSpec) -> Self {
        let mut sum = Self::default();
        for container in &pod.containers {
            sum += Self::of_container(container);
        }
        for container in &pod.init_containers {
            let one = Self::of_container(container);
            match container.restart_policy.as_deref() {
                Some("Always") => sum += one,
                _ => sum = sum.at_least(one),
            }
        }
        sum
    }

    /// A request that is absent is the limit's.
    fn of_container(container: &Container) -> Self {
        let resources = &container.resources;
        let names: BTreeMap<&str, &Value> = resources
            .limits
            .iter()
            .chain(&resources.requests)
            .map(|(name, amount)| (name.as_str(), amount))
            .collect();
        let mut sum = Self::default();
        for (name, amount) in names {
            let Some(amount) = quantity(amount) else { continue };
            match name {
                "cpu" => sum.cpu_milli = amount.milli_value(),
                "memory" => sum.memory = amount.value(),
                GPU_MEMORY => sum.gpu_memory = amount.value(),
                GPU_CORE => sum.gpu_core = amount.value(),
                name if is_accelerator(name) => sum.gpus += amount.value(),
                _ => {}
            }
        }
        sum
    }

    fn at_least(self, other: Self) -> Self {
        Self {
            cpu_milli: self.cpu_milli.max(other.cpu_milli),
            memory: self.memory.max(other.memory),
            gpus: self.gpus.max(other.gpus),
            gpu_memory: self.gpu_memory.max(other.gpu_memory),
            gpu_core: self.gpu_core.max(other.gpu_core),
        }
    }
}

fn quantity(amount: &Value) -> Option<Quantity> {
    match amount {
        Value::String(text) => Quantity::parse(text).ok(),
        Value::Number(number) => Quantity::parse(&number.to_string()).ok(),
        _ => None,
    }
}

impl AddAssign for Requests {
    fn add_assign(&mut self, other: Self) {
        self.cpu_milli += other.cpu_milli;
        self.memory += other.memory;
        self.gpus += other.gpus;
        self.gpu_memory += other.gpu_memory;
        self.gpu_core += other.gpu_core;
    }
}

impl Mul<i32> for Requests {
    type Output = Self;

    fn mul(self, replicas: i32) -> Self {
        let times = i128::from(replicas);
        Self {
            cpu_milli: self.cpu_milli * times,
            memory: self.memory * times,
            gpus: self.gpus * times,
            gpu_memory: self.gpu_memory * times,
            gpu_core: self.gpu_core * times,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn half_a_cpu_is_half_a_cpu() {
        let pod: PodSpec = serde_json::from_value(json!({
            "containers": [
                {"name": "a", "resources": {"requests": {"cpu": "500m", "memory": "12Gi"}, "limits": {"nvidia.com/gpu": "2", "cpu": "1"}}},
                {"name": "b", "resources": {"requests": {"cpu": 1, "aliyun.com/gpu-mem": 8}}},
            ],
            "initContainers": [{"name": "i", "resources": {"requests": {"cpu": "4", "memory": "1Gi"}}}],
        }))
        .unwrap();
        let requests = Requests::of(&pod);
        assert_eq!((requests.cpu_milli, requests.memory >> 30), (4000, 12));
        assert_eq!((requests.gpus, requests.gpu_memory, requests.gpu_core), (2, 8, 0));
        assert_eq!((requests * 3).gpus, 6);
    }
}
