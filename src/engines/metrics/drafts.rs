//! Speculative decoding, as the engine counts it: what was drafted ahead, and how much of it the model took.

use std::collections::BTreeMap;

use super::page::{label, samples};

/// Counts of a page since the engine began, in vLLM's terms:
/// <https://docs.vllm.ai/en/latest/usage/metrics/> (`vllm:spec_decode_*`).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drafts {
    /// How often something was drafted.
    pub drafts: f64,
    /// Tokens in them.
    pub tokens: f64,
    /// Those of them that the model took.
    pub accepted: f64,
    /// The same by their place in the draft, from 0.
    pub by_position: BTreeMap<u32, f64>,
}

impl Drafts {
    /// Reads a page; `None` if the engine drafts nothing ahead.
    pub fn read(page: &str) -> Option<Self> {
        let mut read: Option<Self> = None;
        for sample in samples(page) {
            let Some(counter) = sample.name.strip_prefix("vllm:spec_decode_num_") else { continue };
            let Some(counter) = counter.strip_suffix("_total") else { continue };
            let drafts = read.get_or_insert_default();
            match counter {
                "drafts" => drafts.drafts += sample.value,
                "draft_tokens" => drafts.tokens += sample.value,
                "accepted_tokens" => drafts.accepted += sample.value,
                "accepted_tokens_per_pos" => {
                    if let Some(place) = label(sample.labels, "position").and_then(|it| it.parse().ok()) {
                        *drafts.by_position.entry(place).or_default() += sample.value;
                    }
                }
                _ => {}
            }
        }
        read
    }

    /// What came after another page of the same engine; `None` if nothing was drafted, or the engine began anew between.
    pub fn since(&self, before: &Self) -> Option<Self> {
        let by_position = self.by_position.iter().map(|(place, taken)| {
            (*place, taken - before.by_position.get(place).copied().unwrap_or_default())
        });
        let since = Self {
            drafts: self.drafts - before.drafts,
            tokens: self.tokens - before.tokens,
            accepted: self.accepted - before.accepted,
            by_position: by_position.collect(),
        };
        (since.drafts > 0.0 && since.tokens > 0.0 && since.accepted >= 0.0).then_some(since)
    }

    /// The share of drafted tokens that the model took, 0 to 1.
    pub fn acceptance(&self) -> f64 {
        self.accepted / self.tokens
    }

    /// Tokens of a step in the mean: its own one, and what it took of the draft.
    pub fn length(&self) -> f64 {
        1.0 + self.accepted / self.drafts
    }

    /// By their place in the draft, the share of drafts whose token there was taken.
    pub fn shares(&self) -> Vec<f64> {
        self.by_position.values().map(|taken| taken / self.drafts).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(drafts: u32, tokens: u32, places: [u32; 2]) -> String {
        let place = |at: usize| {
            format!(
                "vllm:spec_decode_num_accepted_tokens_per_pos_total{{engine=\"0\",position=\"{at}\"}} {}\n",
                places[at]
            )
        };
        format!(
            "vllm:spec_decode_num_drafts_total{{engine=\"0\"}} {drafts}\n\
             vllm:spec_decode_num_draft_tokens_total{{engine=\"0\"}} {tokens}\n\
             vllm:spec_decode_num_accepted_tokens_total{{engine=\"0\"}} {}\n\
             vllm:spec_decode_num_drafts_created{{engine=\"0\"}} 1.7e9\n{}{}",
            places[0] + places[1],
            place(0),
            place(1)
        )
    }

    #[test]
    fn the_difference_of_two_pages_is_the_run() {
        let read = |drafts, tokens, places| Drafts::read(&page(drafts, tokens, places)).unwrap();
        let (before, after) = (read(100, 200, [60, 20]), read(300, 600, [220, 100]));
        let run = after.since(&before).unwrap();
        assert_eq!((run.drafts, run.tokens, run.accepted), (200.0, 400.0, 240.0));
        assert_eq!((run.acceptance(), run.length(), run.shares()), (0.6, 2.2, vec![0.8, 0.4]));
        assert_eq!(after.since(&after), None, "nothing was drafted");
        assert_eq!(before.since(&after), None, "it began anew");
    }

    #[test]
    fn two_engines_behind_one_page_are_added_and_one_that_drafts_nothing_has_none() {
        let both = page(100, 200, [60, 20]) + &page(1, 2, [1, 1]).replace("engine=\"0\"", "engine=\"1\"");
        let both = Drafts::read(&both).unwrap();
        assert_eq!((both.drafts, both.by_position), (101.0, BTreeMap::from([(0, 61.0), (1, 21.0)])));
        assert_eq!(Drafts::read("vllm:num_requests_running{engine=\"0\"} 3\n"), None);
    }
}
