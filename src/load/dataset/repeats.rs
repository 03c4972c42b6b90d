//! How much of what is asked was asked before: what a prefix cache without end would find.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Dataset;
use super::prompt::{Content, Message, Prompt};

/// How much of a run's prompts repeats earlier ones of the same run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Repeats {
    /// Prompts that were looked at: the first ones of the run.
    pub prompts: u64,
    /// Those that are the same as an earlier one, byte by byte.
    pub identical: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Those at the beginning of a prompt that an earlier prompt begins with too, in whole blocks.
    pub shared: u64,
}

/// What a prefix cache knows at once: vLLM's block of 16 tokens is about so many bytes of English.
const BLOCK: usize = 64;
/// Whoever repeats does so within so many prompts,
const MOST_PROMPTS: u64 = 10_000;
/// and so many bytes: looking at more would hold up the start.
const MOST_BYTES: u64 = 32 << 20;

impl Repeats {
    /// Looks at the first prompts of a run of so many requests. Of conversations, only the first turn: that later ones begin with
    /// what was said before is what they are for.
    pub fn of(dataset: &Dataset, requests: Option<u64>) -> Self {
        let mut repeats = Self::default();
        let (mut blocks, mut whole) = (HashSet::new(), HashSet::new());
        for number in 0..requests.unwrap_or(MOST_PROMPTS).min(MOST_PROMPTS) {
            if repeats.bytes >= MOST_BYTES {
                break;
            }
            let text = text(&dataset.prompt(number));
            repeats.prompts += 1;
            repeats.bytes += text.len() as u64;
            let mut beginning = DefaultHasher::new();
            let mut known = true;
            for block in text.chunks_exact(BLOCK) {
                beginning.write(block);
                known &= !blocks.insert(beginning.finish());
                repeats.shared += if known { BLOCK as u64 } else { 0 };
            }
            text.hash(&mut beginning);
            repeats.identical += u64::from(!whole.insert(beginning.finish()));
        }
        repeats
    }

    /// The share of prompts that are the same as an earlier one.
    pub fn identical_share(&self) -> f64 {
        self.identical as f64 / self.prompts.max(1) as f64
    }

    /// The share of the text that stands in a beginning which an earlier prompt has too.
    pub fn shared_share(&self) -> f64 {
        self.shared as f64 / self.bytes.max(1) as f64
    }
}

fn text(prompt: &Prompt) -> Vec<u8> {
    match &prompt.content {
        Content::Text(text) => text.clone().into_bytes(),
        Content::Batch(texts) => texts.concat().into_bytes(),
        Content::Tokens(tokens) => tokens.iter().flat_map(|token| token.to_le_bytes()).collect(),
        Content::Messages(messages) => messages.iter().map(Message::text).collect::<String>().into_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::*;

    fn synthetic(prefix: u32) -> Dataset {
        Dataset::Synthetic(Synthetic {
            nonce: 1,
            vocabulary: Vocabulary::default(),
            prefix,
            input: Lengths::always(200),
            output: Lengths::always(1),
            batch: 1,
        })
    }

    fn rows(text: &str) -> Dataset {
        let counter = Counter::Estimate;
        let reading =
            Reading { counter: &counter, output: None, shuffle: None, most: None, bounds: Bounds::VLLM };
        Dataset::Rows(Rows::read(Form::Custom, text, &reading).unwrap())
    }

    #[test]
    fn made_up_prompts_repeat_nothing_but_their_prefix() {
        let none = Repeats::of(&synthetic(0), Some(500));
        assert_eq!((none.prompts, none.identical, none.shared), (500, 0, 0));
        let half = Repeats::of(&synthetic(200), Some(500));
        assert_eq!(half.identical, 0);
        assert!((half.shared_share() - 0.5).abs() < 0.05, "{}", half.shared_share());
    }

    #[test]
    fn a_file_that_is_too_short_repeats_its_prompts() {
        let long = "word ".repeat(100);
        let file = rows(&format!(
            "{{\"prompt\": \"a {long}\"}}\n{{\"prompt\": \"b {long}\"}}\n{{\"prompt\": \"short\"}}\n"
        ));
        assert_eq!(Repeats::of(&file, Some(3)).identical, 0);
        let repeats = Repeats::of(&file, Some(12));
        assert_eq!((repeats.prompts, repeats.identical), (12, 9));
        assert!(repeats.shared_share() > 0.6 && (repeats.identical_share() - 0.75).abs() < 1e-9);
    }
}
