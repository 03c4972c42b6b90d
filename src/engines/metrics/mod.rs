//! Metrics to scale on: presets, their names by engine version, and what their numbers mean.

mod drafts;
mod exposition;
mod gauges;
pub mod page;
pub mod served;
mod table;

use std::borrow::Cow;

use super::detect::{Detected, Engine, Version};

pub use drafts::Drafts;
pub use exposition::{Exposition, exposition, source};
pub use gauges::gauges;
pub use table::PRESETS;

/// What the numbers of a metric mean; decides how a target is written and how series are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// A count: requests, tokens, MiB. It is added up.
    Count,
    /// A share from 0 to 1. It is averaged.
    Ratio,
    /// A share from 0 to 100. It is averaged.
    Percent,
    /// A time in seconds: a quantile over all that was observed.
    Seconds,
}

/// How a metric is exposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A value as it is now.
    Gauge,
    /// A sum that only grows: what is scaled on is its rate a second.
    Counter,
    /// Buckets of observations: what is scaled on is their 95th percentile.
    Histogram,
}

/// A metric by a short name.
#[derive(Debug)]
pub struct Preset {
    /// The short name.
    pub name: &'static str,
    /// Whose metric it is; `None` for a GPU's.
    pub engine: Option<Engine>,
    /// What it is called today; a histogram without `_bucket`.
    pub metric: &'static str,
    /// What it was called before a version of the engine.
    pub before: Option<(Version, &'static str)>,
    /// How it is exposed.
    pub kind: Kind,
    /// The one series of it that is meant, as a matcher of PromQL, and what that is called when it is served.
    pub only: Option<(&'static str, &'static str)>,
    /// What its numbers mean.
    pub measure: Measure,
    /// In words.
    pub about: &'static str,
    /// What it is good for.
    pub good_for: &'static str,
    /// A target that works.
    pub example: &'static str,
}

/// A preset by its short name.
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

/// The preset that has a metric of this name: today's, an older one, what an adapter makes of it, or its end after the
/// engine's prefix.
///
/// Adapters often rename `:` to `_`, or leave the engine's prefix out, which changes nothing.
pub fn known(metric: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| {
        let old = preset.before.map(|(_, old)| old);
        let names = [Some(preset.metric), old].into_iter().flatten();
        let served = names.clone().map(|name| served(preset, name));
        names.map(Cow::Borrowed).chain(served).any(|name| is_called(&name, metric))
    })
}

/// Whether an adapter would call a metric so.
pub fn is_called(metric: &str, served: &str) -> bool {
    let tail = metric.split_once(':').map(|(_, tail)| tail);
    metric == served || metric.replace(':', "_") == served || tail == Some(served)
}

/// What a metric of a preset is called by an adapter.
fn served(preset: &Preset, name: &'static str) -> Cow<'static, str> {
    match (preset.only, preset.kind) {
        (Some((_, served)), _) => Cow::Borrowed(served),
        (None, kind) => kind.served(name),
    }
}

impl Kind {
    /// What the number that is made of a metric is called: adapters' own endings.
    pub fn served(self, metric: &str) -> Cow<'_, str> {
        match self {
            Kind::Gauge => Cow::Borrowed(metric),
            Kind::Counter => {
                Cow::Owned(format!("{}_per_second", metric.strip_suffix("_total").unwrap_or(metric)))
            }
            Kind::Histogram => Cow::Owned(format!("{metric}_p95")),
        }
    }

    /// The word that Prometheus has for it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Gauge => "gauge",
            Kind::Counter => "counter",
            Kind::Histogram => "histogram",
        }
    }
}

impl Measure {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Count => "count",
            Measure::Ratio => "ratio",
            Measure::Percent => "percent",
            Measure::Seconds => "seconds",
        }
    }
}

impl Preset {
    /// What the engine calls the metric in the version that runs; today's name if that is unknown.
    pub fn series_in(&self, detected: Option<Detected>) -> &'static str {
        let version =
            detected.filter(|found| Some(found.engine) == self.engine).and_then(|found| found.version);
        match (self.before, version) {
            (Some((changed, old)), Some(version)) if version < changed => old,
            _ => self.metric,
        }
    }

    /// What an autoscaler asks for: for a gauge the engine's own name, for others what an adapter makes of them.
    pub fn metric_in(&self, detected: Option<Detected>) -> Cow<'static, str> {
        served(self, self.series_in(detected))
    }
}

/// What the numbers of a metric mean, by its name; `None` if neap does not know it.
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
    let other = || OTHERS.iter().find(|(name, _)| is_called(name, metric)).map(|(_, measure)| *measure);
    known(metric).map(|preset| preset.measure).or_else(other)
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
    fn counters_and_histograms_are_served_as_what_is_made_of_them() {
        let called = |name: &str| preset(name).unwrap().metric_in(None);
        assert_eq!(called("vllm-ttft"), "vllm:time_to_first_token_seconds_p95");
        assert_eq!(called("vllm-tokens"), "vllm:generation_tokens_per_second");
        assert_eq!(called("triton-llm-waiting"), "nv_trt_llm_requests_waiting");
    }

    #[test]
    fn the_measure_is_known_by_any_of_the_names() {
        for (name, measure) in [
            ("DCGM_CUSTOM_PROCESS_SM_UTIL", Some(Measure::Percent)),
            ("vllm:gpu_cache_usage_perc", Some(Measure::Ratio)),
            ("vllm_num_requests_waiting", Some(Measure::Count)),
            ("num_requests_waiting", Some(Measure::Count)),
            ("vllm:time_per_output_token_seconds_p95", Some(Measure::Seconds)),
            ("vllm_generation_tokens_per_second", Some(Measure::Count)),
            ("nv_llm_http_service_inflight_requests", Some(Measure::Count)),
            ("my_metric", None),
        ] {
            assert_eq!(measure_of(name), measure, "{name}");
        }
    }

    #[test]
    fn presets_have_one_name_each_that_begins_with_the_engines() {
        let mut names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
        for preset in &PRESETS {
            let family = preset.engine.map_or("gpu", Engine::name);
            assert!(preset.name.starts_with(&format!("{family}-")), "{}", preset.name);
            assert!(!preset.about.is_empty() && !preset.good_for.is_empty(), "{}", preset.name);
            assert!(known(preset.metric).is_some() && source(preset.engine).starts_with("https://"));
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PRESETS.len());
    }
}
