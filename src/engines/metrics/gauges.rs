//! The gauges of a page that a service might be scaled on.

use super::page::samples;
use super::{Kind, Measure, PRESETS, Preset};

/// The gauges of engines that a page shows, in the order of the presets. Counts of several series (data-parallel engines) are added
/// up, shares are averaged, as adapters' rules do it.
pub fn gauges(page: &str) -> Vec<(&'static Preset, f64)> {
    let known = PRESETS.iter().filter(|preset| preset.kind == Kind::Gauge && preset.engine.is_some());
    let read = known.filter_map(|preset| {
        let names = [Some(preset.metric), preset.before.map(|(_, name)| name)];
        let matcher = preset.only.map_or("", |(matcher, _)| matcher);
        // Of two names of one metric that stand on one page the newer one counts.
        let values = names.into_iter().flatten().map(|name| {
            let of = samples(page).filter(|sample| sample.name == name && sample.labels.contains(matcher));
            of.map(|sample| sample.value).filter(|value| value.is_finite()).collect::<Vec<f64>>()
        });
        let values = values.into_iter().find(|values| !values.is_empty())?;
        let sum: f64 = values.iter().sum();
        Some((preset, if preset.measure == Measure::Count { sum } else { sum / values.len() as f64 }))
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_added_up_and_shares_averaged() {
        let page = "vllm:num_requests_waiting{engine=\"0\"} 3\nvllm:num_requests_waiting{engine=\"1\"} 1\n\
                    vllm:kv_cache_usage_perc{engine=\"0\"} 0.5\nvllm:kv_cache_usage_perc{engine=\"1\"} 0.1\n\
                    vllm:gpu_cache_usage_perc{engine=\"0\"} 0.9\n\
                    nv_trt_llm_request_metrics{model=\"m\",request_type=\"waiting\"} 7\n\
                    nv_trt_llm_request_metrics{model=\"m\",request_type=\"active\"} 9\n\
                    vllm:generation_tokens_total 100\nup NaN\n";
        let read: Vec<_> = gauges(page).into_iter().map(|(preset, value)| (preset.name, value)).collect();
        assert_eq!(read, [("vllm-waiting", 4.0), ("vllm-kv-cache", 0.3), ("triton-llm-waiting", 7.0)]);
        let old: Vec<_> =
            gauges("vllm:gpu_cache_usage_perc 0.25\n").into_iter().map(|(p, v)| (p.name, v)).collect();
        assert_eq!(old, [("vllm-kv-cache", 0.25)]);
    }
}
