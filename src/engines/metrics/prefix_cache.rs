//! What engines count of their prefix cache: tokens that were looked up in it, and those that were there.

use super::page::samples;

/// Tokens of prompts since the engine started.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PrefixCache {
    /// Looked up.
    pub looked_up: f64,
    /// Found.
    pub found: f64,
}

/// The counters of an engine: looked up, found. The newer name comes first; a page may have both. SGLang counts by where a token was
/// found (device, host, storage), vLLM by engine: series of one name are added.
const COUNTERS: [(&str, &str); 3] = [
    ("vllm:prefix_cache_queries", "vllm:prefix_cache_hits"),
    ("vllm:gpu_prefix_cache_queries", "vllm:gpu_prefix_cache_hits"),
    ("sglang:prompt_tokens", "sglang:cached_tokens"),
];

impl PrefixCache {
    /// Reads a page of metrics; `None` if it counts no such thing.
    pub fn read(page: &str) -> Option<Self> {
        let sum = |name: &str| {
            let named = |series: &str| series.strip_suffix("_total").unwrap_or(series) == name;
            let values = samples(page).filter(|sample| named(sample.name)).map(|sample| sample.value);
            values.reduce(|sum, value| sum + value)
        };
        COUNTERS.iter().find_map(|(looked_up, found)| {
            // A label's series appears with its first token.
            Some(Self { looked_up: sum(looked_up)?, found: sum(found).unwrap_or(0.0) })
        })
    }

    /// The share that was found of what was looked up since an earlier reading; `None` if nothing was, or if the engine began anew.
    pub fn share_since(&self, before: &Self) -> Option<f64> {
        let (looked_up, found) = (self.looked_up - before.looked_up, self.found - before.found);
        (looked_up > 0.0 && found >= 0.0).then(|| (found / looked_up).min(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_is_read_in_its_own_words() {
        let vllm = "# HELP vllm:prefix_cache_queries_total x\nvllm:prefix_cache_queries_total{engine=\"0\",model_name=\"a\"} 1000.0\nvllm:prefix_cache_queries_created{engine=\"0\"} 1.7e9\nvllm:prefix_cache_hits_total{engine=\"0\"} 250.0\nvllm:prefix_cache_queries_total{engine=\"1\",model_name=\"a\"} 500.0\nvllm:gpu_prefix_cache_queries_total{engine=\"0\"} 9\n";
        assert_eq!(PrefixCache::read(vllm), Some(PrefixCache { looked_up: 1500.0, found: 250.0 }));
        let older = "vllm:gpu_prefix_cache_queries_total 10\nvllm:gpu_prefix_cache_hits_total 5\n";
        assert_eq!(PrefixCache::read(older), Some(PrefixCache { looked_up: 10.0, found: 5.0 }));
        let sglang = "sglang:prompt_tokens_total{model_name=\"m\"} 4096\nsglang:prompt_tokens_histogram_sum 9\nsglang:cached_tokens_total{cache_source=\"device\"} 100\nsglang:cached_tokens_total{cache_source=\"host\"} 28\n";
        assert_eq!(PrefixCache::read(sglang), Some(PrefixCache { looked_up: 4096.0, found: 128.0 }));
        assert_eq!(PrefixCache::read("tgi_queue_size 1\n"), None);
    }

    #[test]
    fn the_share_is_that_of_the_run() {
        let before = PrefixCache { looked_up: 1000.0, found: 900.0 };
        let after = PrefixCache { looked_up: 1400.0, found: 1000.0 };
        assert_eq!(after.share_since(&before), Some(0.25));
        assert_eq!(before.share_since(&before), None);
        assert_eq!(before.share_since(&after), None);
    }
}
