//! Metrics to scale on: presets, their names by engine version, and what their numbers mean.
//!
//! Names from the metric definitions of vLLM, SGLang and the DCGM exporters.

use super::detect::{Detected, Engine, Version};

/// What the numbers of a metric mean; decides how a target is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// A count: requests, tokens, MiB.
    Count,
    /// A share from 0 to 1.
    Ratio,
    /// A share from 0 to 100.
    Percent,
}

/// A metric by a short name.
#[derive(Debug)]
pub struct Preset {
    /// The short name.
    pub name: &'static str,
    /// Whose metric it is; `None` for a GPU's.
    pub engine: Option<Engine>,
    /// What it is called today.
    pub metric: &'static str,
    /// What it was called before a version of the engine.
    pub before: Option<(Version, &'static str)>,
    /// What its numbers mean.
    pub measure: Measure,
    /// In words.
    pub about: &'static str,
    /// A target that works.
    pub example: &'static str,
}

/// All presets.
pub const PRESETS: [Preset; 9] = [
    Preset {
        name: "vllm-waiting",
        engine: Some(Engine::Vllm),
        metric: "vllm:num_requests_waiting",
        before: None,
        measure: Measure::Count,
        about: "requests that wait in vLLM's queue",
        example: "5",
    },
    Preset {
        name: "vllm-running",
        engine: Some(Engine::Vllm),
        metric: "vllm:num_requests_running",
        before: None,
        measure: Measure::Count,
        about: "requests that vLLM works on",
        example: "20",
    },
    Preset {
        name: "vllm-kv-cache",
        engine: Some(Engine::Vllm),
        metric: "vllm:kv_cache_usage_perc",
        // Both names were served before 0.11, the old one alone long before it.
        before: Some((Version(0, 11, 0), "vllm:gpu_cache_usage_perc")),
        measure: Measure::Ratio,
        about: "share of vLLM's KV cache in use",
        example: "80%",
    },
    Preset {
        name: "sglang-queue",
        engine: Some(Engine::Sglang),
        metric: "sglang:num_queue_reqs",
        before: None,
        measure: Measure::Count,
        about: "requests that wait in SGLang's queue",
        example: "5",
    },
    Preset {
        name: "sglang-running",
        engine: Some(Engine::Sglang),
        metric: "sglang:num_running_reqs",
        before: None,
        measure: Measure::Count,
        about: "requests that SGLang works on",
        example: "20",
    },
    Preset {
        name: "sglang-token-usage",
        engine: Some(Engine::Sglang),
        metric: "sglang:token_usage",
        before: None,
        measure: Measure::Ratio,
        about: "share of SGLang's token pool in use",
        example: "80%",
    },
    Preset {
        name: "gpu-util",
        engine: None,
        metric: "DCGM_FI_DEV_GPU_UTIL",
        before: None,
        measure: Measure::Percent,
        about: "time in which the GPU ran anything, as NVIDIA's DCGM exporter counts it",
        example: "50",
    },
    Preset {
        name: "gpu-sm-util",
        engine: None,
        metric: "DCGM_CUSTOM_PROCESS_SM_UTIL",
        before: None,
        measure: Measure::Percent,
        about: "use of the GPU's multiprocessors by the pod, as ACK's exporter counts it",
        example: "50",
    },
    Preset {
        name: "gpu-mem",
        engine: None,
        metric: "DCGM_FI_DEV_FB_USED",
        before: None,
        measure: Measure::Count,
        about: "GPU memory in use, in MiB",
        example: "20000",
    },
];

/// A preset by its short name.
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

impl Preset {
    /// What the metric is called in the version that runs; today's name if that is unknown.
    pub fn metric_in(&self, detected: Option<Detected>) -> &'static str {
        let version =
            detected.filter(|found| Some(found.engine) == self.engine).and_then(|found| found.version);
        match (self.before, version) {
            (Some((changed, old)), Some(version)) if version < changed => old,
            _ => self.metric,
        }
    }
}

/// What the numbers of a metric mean, by its name; `None` if neap does not know it.
///
/// Adapters often rename `:` to `_`, which changes nothing.
pub fn measure_of(metric: &str) -> Option<Measure> {
    const OTHERS: [(&str, Measure); 9] = [
        ("DCGM_FI_DEV_MEM_COPY_UTIL", Measure::Percent),
        ("DCGM_FI_DEV_ENC_UTIL", Measure::Percent),
        ("DCGM_FI_DEV_DEC_UTIL", Measure::Percent),
        ("DCGM_FI_PROF_SM_ACTIVE", Measure::Ratio),
        ("DCGM_FI_PROF_SM_OCCUPANCY", Measure::Ratio),
        ("DCGM_FI_PROF_GR_ENGINE_ACTIVE", Measure::Ratio),
        ("DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", Measure::Ratio),
        ("DCGM_FI_PROF_DRAM_ACTIVE", Measure::Ratio),
        ("vllm:cpu_cache_usage_perc", Measure::Ratio),
    ];
    let same = |name: &str| name == metric || name.replace(':', "_") == metric;
    PRESETS
        .iter()
        .find(|preset| same(preset.metric) || preset.before.is_some_and(|(_, old)| same(old)))
        .map(|preset| preset.measure)
        .or_else(|| OTHERS.iter().find(|(name, _)| same(name)).map(|(_, measure)| *measure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kv_cache_is_called_by_the_name_that_the_version_has() {
        let kv = preset("vllm-kv-cache").unwrap();
        let at = |version| Some(Detected { engine: Engine::Vllm, version: Some(version) });
        assert_eq!(kv.metric_in(at(Version(0, 4, 1))), "vllm:gpu_cache_usage_perc");
        assert_eq!(kv.metric_in(at(Version(0, 11, 0))), "vllm:kv_cache_usage_perc");
        assert_eq!(kv.metric_in(None), "vllm:kv_cache_usage_perc");
    }

    #[test]
    fn the_measure_is_known_by_any_of_the_names() {
        assert_eq!(measure_of("DCGM_CUSTOM_PROCESS_SM_UTIL"), Some(Measure::Percent));
        assert_eq!(measure_of("vllm:gpu_cache_usage_perc"), Some(Measure::Ratio));
        assert_eq!(measure_of("vllm_num_requests_waiting"), Some(Measure::Count));
        assert_eq!(measure_of("my_metric"), None);
    }
}
