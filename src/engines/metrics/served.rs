//! What an engine's own page says of the answers that it gave: its TTFT, how much of the prompts it knew already, and what it drafted.

use super::super::detect::Engine;
use super::drafts::Drafts;
use super::page::{label, samples};
use super::{Kind, PRESETS};

/// Counts of a page since the engine began; of several replicas behind one address, those of the one that answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Served {
    /// Whose page it is.
    pub engine: Engine,
    /// The histogram of TTFT.
    pub metric: &'static str,
    /// Upper bounds in seconds, ascending up to infinity, and how many were at or below.
    pub buckets: Vec<(f64, f64)>,
    /// Of all.
    pub sum: f64,
    /// Tokens of prompts, and those of them that the prefix cache had, if the engine counts them.
    pub cache: Option<(f64, f64)>,
    /// Speculative decoding, if the engine does it.
    pub drafts: Option<Drafts>,
}

/// Tokens of prompts and those in the cache, by engine. vLLM: <https://docs.vllm.ai/en/latest/usage/metrics/>, SGLang:
/// <https://docs.sglang.ai/references/production_metrics.html>.
const CACHES: [(Engine, &str, &str); 2] = [
    (Engine::Vllm, "vllm:prefix_cache_queries_total", "vllm:prefix_cache_hits_total"),
    (Engine::Sglang, "sglang:prompt_tokens_total", "sglang:cached_tokens_total"),
];

impl Served {
    /// Reads a page; `None` if no engine's TTFT is on it.
    pub fn read(page: &str) -> Option<Self> {
        let presets =
            PRESETS.iter().filter(|preset| preset.kind == Kind::Histogram && preset.name.ends_with("-ttft"));
        let found = presets.filter_map(|preset| Some((preset.engine?, preset.metric)));
        let (engine, metric) =
            found.clone().find(|(_, metric)| samples(page).any(|sample| family(sample.name) == *metric))?;
        let mut served =
            Self { engine, metric, buckets: Vec::new(), sum: 0.0, cache: None, drafts: Drafts::read(page) };
        let cache = CACHES.iter().find(|(of, ..)| *of == engine);
        let (mut prompt, mut hits) = (None, None);
        for sample in samples(page) {
            if let Some((_, all, known)) = cache {
                let into = if sample.name == *all {
                    Some(&mut prompt)
                } else {
                    (sample.name == *known).then_some(&mut hits)
                };
                if let Some(into) = into {
                    *into = Some(into.unwrap_or(0.0) + sample.value);
                }
            }
            match sample.name.strip_prefix(metric) {
                Some("_sum") => served.sum += sample.value,
                Some("_bucket") => {
                    let Some(le) = label(sample.labels, "le").and_then(|le| le.parse().ok()) else {
                        continue;
                    };
                    served.add(le, sample.value);
                }
                _ => {}
            }
        }
        // A series with a label appears with its first token.
        served.cache = prompt.map(|prompt| (prompt, hits.unwrap_or(0.0)));
        served.buckets.sort_by(|one, other| one.0.total_cmp(&other.0));
        Some(served)
    }

    fn add(&mut self, le: f64, count: f64) {
        match self.buckets.iter_mut().find(|(known, _)| *known == le) {
            Some((_, all)) => *all += count,
            None => self.buckets.push((le, count)),
        }
    }

    /// What came after another page of the same engine; `None` if it is of another one, or the engine began anew between.
    pub fn since(&self, before: &Self) -> Option<Self> {
        if self.metric != before.metric || self.count() < before.count() {
            return None;
        }
        let mut served = self.clone();
        for (le, count) in &mut served.buckets {
            *count -= before.buckets.iter().find(|(known, _)| known == le).map_or(0.0, |(_, count)| *count);
        }
        served.sum -= before.sum;
        served.cache = self.cache.zip(before.cache).map(|(now, then)| (now.0 - then.0, now.1 - then.1));
        served.drafts =
            self.drafts.as_ref().zip(before.drafts.as_ref()).and_then(|(now, then)| now.since(then));
        Some(served)
    }

    /// How many answers.
    pub fn count(&self) -> f64 {
        self.buckets.last().map_or(0.0, |(_, count)| *count)
    }

    /// The mean in seconds.
    pub fn mean(&self) -> Option<f64> {
        (self.count() > 0.0).then(|| self.sum / self.count())
    }

    /// A quantile (0 to 1) as Prometheus' `histogram_quantile` has it: in a straight line between the bounds of its bucket; the
    /// highest finite bound for what lies above it.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let rank = share * self.count();
        let (mut low, mut below) = (0.0, 0.0);
        for (le, count) in &self.buckets {
            if *count >= rank && *count > below {
                return Some(if le.is_finite() {
                    low + (le - low) * (rank - below) / (count - below)
                } else {
                    low
                });
            }
            (low, below) = (*le, *count);
        }
        None
    }
}

fn family(name: &str) -> &str {
    name.strip_suffix("_bucket").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(low: u32, high: u32, cache: u32) -> String {
        format!(
            "# TYPE vllm:time_to_first_token_seconds histogram\n\
             vllm:time_to_first_token_seconds_bucket{{engine=\"0\",le=\"0.1\",model_name=\"q\"}} {low}\n\
             vllm:time_to_first_token_seconds_bucket{{engine=\"0\",le=\"0.5\",model_name=\"q\"}} {high}\n\
             vllm:time_to_first_token_seconds_bucket{{engine=\"0\",le=\"+Inf\",model_name=\"q\"}} {high}\n\
             vllm:time_to_first_token_seconds_sum{{engine=\"0\"}} {}\n\
             vllm:prefix_cache_queries_total{{engine=\"0\"}} 1000\nvllm:prefix_cache_hits_total{{engine=\"0\"}} {cache}\n",
            f64::from(high) * 0.2
        )
    }

    #[test]
    fn the_difference_of_two_pages_is_the_run() {
        let (before, after) =
            (Served::read(&page(5, 10, 100)).unwrap(), Served::read(&page(15, 110, 400)).unwrap());
        let run = after.since(&before).unwrap();
        assert_eq!((run.engine, run.count(), run.cache), (Engine::Vllm, 100.0, Some((0.0, 300.0))));
        assert!((run.mean().unwrap() - 0.2).abs() < 1e-9);
        // Ten at or below 0.1, ninety between 0.1 and 0.5.
        assert!((run.quantile(0.5).unwrap() - (0.1 + 0.4 * 40.0 / 90.0)).abs() < 1e-9);
        assert_eq!(before.since(&after), None);
        assert_eq!(Served::read("up 1\n"), None);
    }
}
