//! A pod of a group: what all pods have, with what it has of its own.

use super::super::common::given;
use crate::error::Result;
use crate::workload::distributed::Member;
use crate::workload::{Common, container, resources};

/// What a pod has of its own, each with the flag that says it.
#[derive(Debug, Clone, Default)]
pub struct Own<'a> {
    /// What the flags begin with, as `--leader-`.
    pub prefix: String,
    /// Image.
    pub image: Option<&'a str>,
    /// CPU.
    pub cpu: Option<&'a str>,
    /// Memory.
    pub memory: Option<&'a str>,
    /// Whole GPUs.
    pub gpus: Option<&'a str>,
    /// Shared GPU memory.
    pub gpumemory: Option<&'a str>,
    /// Shared GPU compute.
    pub gpucore: Option<&'a str>,
}

impl Own<'_> {
    /// The pod; its command is still the shared one.
    ///
    /// # Errors
    /// A usage error.
    pub fn member(&self, common: &Common) -> Result<Member> {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let flag = |name: &str| format!("{}{name}", self.prefix);
        let mut member = Member {
            container: common.container.clone(),
            engine: common.engine,
            resources: common.resources.clone(),
        };
        if let Some(image) = given(&owned(self.image), |text| container::image_of(&flag("image"), text))? {
            member.container.image = Some(image);
        }
        let own = &mut member.resources;
        // An own request has no limit but itself.
        if let Some(cpu) = given(&owned(self.cpu), |text| resources::cpu(&flag("cpu"), text))? {
            (own.cpu, own.cpu_limit) = (Some(cpu), None);
        }
        if let Some(memory) = given(&owned(self.memory), |text| resources::memory(&flag("memory"), text))? {
            (own.memory, own.memory_limit) = (Some(memory), None);
        }
        let count =
            |name: &str, text: Option<&str>| given(&owned(text), |text| resources::gpus(&flag(name), text));
        own.gpus = count("gpus", self.gpus)?.unwrap_or(own.gpus);
        own.gpu_memory = count("gpumemory", self.gpumemory)?.unwrap_or(own.gpu_memory);
        own.gpu_core = given(&owned(self.gpucore), |text| resources::gpu_core(&flag("gpucore"), text))?
            .unwrap_or(own.gpu_core);
        Ok(member)
    }
}
