//! Text that is made up, different in each request, so that no prefix cache knows it.

use std::fmt::Write;

use super::prompt::{Content, Prompt};

/// Prompts of made-up words. Most tokenizers make about one token of each word and its space.
#[derive(Debug, Clone, PartialEq)]
pub struct Synthetic {
    /// What decides the words.
    pub seed: u64,
    /// Words of a prompt.
    pub input: u32,
    /// Tokens of an answer.
    pub output: u32,
}

impl Synthetic {
    /// The prompt of a request.
    pub fn prompt(&self, number: u64) -> Prompt {
        let mut text = String::with_capacity(5 * self.input as usize);
        let mut state = mix(self.seed ^ mix(number));
        for _ in 0..self.input {
            state = mix(state);
            // Writing to a string cannot fail.
            let _ = write!(text, "{} ", WORDS[(state % WORDS.len() as u64) as usize]);
        }
        text.pop();
        Prompt {
            content: Content::Text(text),
            output_tokens: Some(self.output),
            prompt_tokens: None,
            group: None,
            turn: None,
        }
    }

    /// For reports.
    pub fn about(&self) -> String {
        format!("{} words in, {} tokens out", self.input, self.output)
    }
}

/// Common words that are one token each in the tokenizers of today's models.
const WORDS: [&str; 16] = [
    "time", "water", "light", "house", "world", "small", "green", "river", "stone", "paper", "music",
    "north", "early", "table", "plant", "train",
];

/// SplitMix64's step.
fn mix(value: u64) -> u64 {
    let mut mixed = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_differ_and_come_again() {
        let synthetic = Synthetic { seed: 1, input: 40, output: 8 };
        assert_eq!(synthetic.prompt(3), synthetic.prompt(3));
        assert_ne!(synthetic.prompt(3), synthetic.prompt(4));
        let Content::Text(text) = synthetic.prompt(0).content else { unreachable!() };
        assert_eq!(text.split(' ').count(), 40);
    }
}
