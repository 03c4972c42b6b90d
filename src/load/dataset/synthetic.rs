//! Text that is made up, different in each request and in each run, so that no prefix cache knows it.

use super::lengths::Lengths;
use super::prompt::{Content, Prompt};
use super::words::Vocabulary;
use crate::load::schedule::random::Random;

/// What is drawn of a run's nonce; the numbers only have to differ.
const PREFIX: u64 = 1;
const LENGTHS: u64 = 2;
const TEXT: u64 = 3;

/// Prompts of made-up words, as vLLM's and SGLang's `random`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synthetic {
    /// What decides the words: no two runs with different nonces have a beginning in common.
    pub nonce: u64,
    /// Of which words.
    pub vocabulary: Vocabulary,
    /// Tokens at the beginning that all prompts of the run have in common.
    pub prefix: u32,
    /// Tokens of a prompt after those.
    pub input: Lengths,
    /// Tokens of an answer.
    pub output: Lengths,
    /// How many texts one request has.
    pub batch: u32,
}

impl Default for Synthetic {
    /// As long as vLLM's.
    fn default() -> Self {
        Self {
            nonce: 0,
            vocabulary: Vocabulary::default(),
            prefix: 0,
            input: Lengths::always(1024),
            output: Lengths::always(128),
            batch: 1,
        }
    }
}

impl Synthetic {
    /// The prompt of a request.
    pub fn prompt(&self, number: u64) -> Prompt {
        // One request says once how long its answers may be: as the first of its prompts has it.
        let mut output = None;
        let mut tokens = 0;
        let texts = (0..u64::from(self.batch.max(1))).map(|part| {
            let place = number.wrapping_mul(u64::from(self.batch)).wrapping_add(part);
            let mut lengths = Random::of(self.nonce, LENGTHS, place);
            let input = self.input.draw(&mut lengths);
            output.get_or_insert(self.output.draw(&mut lengths));
            tokens += u64::from(self.prefix) + u64::from(input);
            let mut text = self.vocabulary.text(self.prefix, &mut Random::of(self.nonce, PREFIX, 0));
            self.vocabulary.write(&mut text, input, &mut Random::of(self.nonce, TEXT, place));
            text
        });
        let mut texts: Vec<String> = texts.collect();
        let content = match texts.len() {
            1 => Content::Text(texts.swap_remove(0)),
            _ => Content::Batch(texts),
        };
        Prompt::new(content, output, Some(tokens))
    }

    /// For reports.
    pub fn about(&self) -> String {
        let prefix = match self.prefix {
            0 => String::new(),
            prefix => format!("{prefix} shared and "),
        };
        let batch = match self.batch {
            1 => String::new(),
            batch => format!(", {batch} prompts a request"),
        };
        format!("{prefix}{} tokens in, {} out{batch}", self.input, self.output)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn synthetic(nonce: u64) -> Synthetic {
        Synthetic {
            nonce,
            vocabulary: Vocabulary::default(),
            prefix: 0,
            input: Lengths { least: 20, most: 60 },
            output: Lengths { least: 5, most: 9 },
            batch: 1,
        }
    }

    fn text(prompt: Prompt) -> String {
        let Content::Text(text) = prompt.content else { panic!("no text") };
        text
    }

    /// The first block of a prefix cache: vLLM's has 16 tokens.
    fn block(prompt: Prompt) -> String {
        text(prompt).split(' ').take(16).collect::<Vec<_>>().join(" ")
    }

    proptest! {
        #[test]
        fn the_same_nonce_gives_the_same_prompts_in_any_order(nonce: u64, first in 0u64..1000, second in 0u64..1000) {
            let (one, other) = (synthetic(nonce), synthetic(nonce));
            let forth = (one.prompt(first), one.prompt(second));
            let back = (other.prompt(second), other.prompt(first));
            prop_assert_eq!(&forth.0, &back.1);
            prop_assert_eq!(&forth.1, &back.0);
        }

        #[test]
        fn prompts_have_the_length_that_they_say(nonce: u64, number: u64) {
            let prompt = synthetic(nonce).prompt(number);
            let (tokens, output) = (prompt.prompt_tokens.unwrap(), prompt.output_tokens.unwrap());
            prop_assert!((20..=60).contains(&tokens) && (5..=9).contains(&output));
            prop_assert_eq!(text(prompt).split_whitespace().count() as u64, tokens);
        }

        #[test]
        fn no_other_run_has_the_same_first_block(nonce: u64, other: u64, number in 0u64..50, place in 0u64..50) {
            prop_assume!(nonce != other);
            prop_assert_ne!(block(synthetic(nonce).prompt(number)), block(synthetic(other).prompt(place)));
        }
    }

    #[test]
    fn no_two_prompts_have_the_same_first_block() {
        let dataset = synthetic(7);
        let blocks: std::collections::HashSet<String> =
            (0..5000).map(|number| block(dataset.prompt(number))).collect();
        assert_eq!(blocks.len(), 5000);
    }

    #[test]
    fn a_prefix_is_the_same_in_the_whole_run_and_in_no_other() {
        let with_prefix = |nonce| Synthetic { prefix: 30, ..synthetic(nonce) };
        let first = |dataset: &Synthetic, number| {
            text(dataset.prompt(number)).split(' ').take(30).collect::<Vec<_>>().join(" ")
        };
        let run = with_prefix(1);
        assert_eq!(first(&run, 0), first(&run, 9));
        assert_ne!(block(run.prompt(0)), block(with_prefix(2).prompt(0)));
        assert!((50..=90).contains(&run.prompt(4).prompt_tokens.unwrap()));
    }

    #[test]
    fn a_batch_is_several_prompts_in_one_request() {
        let dataset = Synthetic { batch: 3, ..synthetic(1) };
        let prompt = dataset.prompt(2);
        let Content::Batch(texts) = prompt.content else { panic!("no batch") };
        let words: usize = texts.iter().map(|text| text.split(' ').count()).sum();
        assert_eq!((texts.len(), words as u64), (3, prompt.prompt_tokens.unwrap()));
        // The same prompts as one by one.
        assert_eq!(texts[1], text(synthetic(1).prompt(7)));
    }
}
