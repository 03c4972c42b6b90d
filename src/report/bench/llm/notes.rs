//! What a reader of the figures must know.

use super::document::{Llm, Note, StreamOptions, TokenCounts};
use crate::load::dataset::Repeats;
use crate::load::llm::measured::Measured;
use crate::load::llm::{self, Api, Level};
use crate::report::units;

/// Chunks that came together with others: from this share on somebody bundles them.
const COALESCED: f64 = 0.05;
/// Tokens a chunk from which on a chunk is no token.
const SEVERAL: f64 = 1.05;

/// Text that prompts share: from this share on a prefix cache decides what is measured.
const SHARED: f64 = 0.05;

/// Adds the notes that follow from what was measured.
pub fn add(section: &mut Llm, asked: &llm::Llm, measured: &Measured, counted: bool) {
    let mut note = |code: &str, text: String| section.notes.push(Note { code: code.to_owned(), text });
    let whole = &section.whole;
    if asked.stream && asked.api != Api::Generate {
        let refused = match section.stream_options {
            StreamOptions::Continuous => None,
            // Taken, but without effect: nothing was refused.
            StreamOptions::Usage if measured.asked == Level::Continuous => None,
            StreamOptions::Usage => {
                Some("continuous_usage_stats: tokens are counted at the end, not by chunk")
            }
            StreamOptions::None => Some("stream_options: it was left out"),
        };
        if let Some(refused) = refused {
            let again = match measured.asked_again {
                0 => String::new(),
                again => format!("; {} sent again for that", units::counted(again, "request")),
            };
            note("streamOptionsRefused", format!("the engine refused {refused}{again}"));
        }
    }
    match section.token_counts {
        TokenCounts::Chunks => note(
            "chunksCounted",
            "the engine counts no tokens: each chunk is taken for one, which is too few where a chunk has several"
                .to_owned(),
        ),
        TokenCounts::Mixed => note(
            "chunksCounted",
            "the engine counts the tokens of some answers only: of the others each chunk is taken for one token"
                .to_owned(),
        ),
        TokenCounts::Usage | TokenCounts::Tokenizer | TokenCounts::None => {}
    }
    if section.token_counts != TokenCounts::Usage && !counted && whole.prompt_tokens > 0 {
        note("promptsEstimated", "the tokens of prompts are estimated: `--tokenizer` counts them".to_owned());
    }
    if let Some(tokens) = whole.chunks.tokens_per_chunk.filter(|tokens| *tokens > SEVERAL) {
        note(
            "severalTokensPerChunk",
            format!(
                "{tokens:.2} tokens a chunk: tokens of a chunk come together, so ITL has zeros; judge by TPOT"
            ),
        );
    }
    if let Some(share) = whole.chunks.coalesced_share.filter(|share| *share > COALESCED) {
        note(
            "coalesced",
            format!(
                "{:.0} % of the chunks came in one read with the one before: a proxy, the network or this client bundles them",
                share * 100.0
            ),
        );
    }
    let asked_for = whole.requested_lengths.count;
    if asked_for > 0 && whole.full_length < asked_for {
        let ignores = asked.sampling.iter().any(|(name, value)| name == "ignore_eos" && value == "true");
        note(
            "lengths",
            format!(
                "{} of {asked_for} answers ended before the tokens that were asked for{}",
                asked_for - whole.full_length,
                if ignores {
                    ", although --ignore-eos was sent"
                } else {
                    " (--ignore-eos makes them as long)"
                }
            ),
        );
    }
    let repeats = Repeats::of(&asked.dataset, Some(section.whole.completed.max(1)));
    if repeats.identical > 0 {
        note(
            "identicalPrompts",
            format!(
                "{:.0} % of the prompts are the same as an earlier one: a prefix cache answers them faster than real traffic",
                repeats.identical_share() * 100.0
            ),
        );
    }
    if repeats.shared_share() > SHARED {
        note(
            "sharedPrefixes",
            format!(
                "{:.0} % of the text of the prompts stands in beginnings that earlier ones have too: so much a prefix cache can find at best",
                repeats.shared_share() * 100.0
            ),
        );
    }
}
