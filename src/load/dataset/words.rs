//! Words that are about one token each, to make texts of a known length of.

use std::sync::Arc;

use crate::load::schedule::random::Random;

/// Common English words. Each is one token with and without a space before it in the vocabularies r50k, cl100k and o200k of OpenAI,
/// on which those of today's models are built or which they are like.
const COMMON: &str = include_str!("words.txt");

/// The words of made-up texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary(Arc<[Box<str>]>);

impl Default for Vocabulary {
    /// Common English words.
    fn default() -> Self {
        Self(COMMON.split_whitespace().map(Into::into).collect())
    }
}

impl Vocabulary {
    /// These words; `None` if there are too few to make texts that differ.
    pub fn new(words: Vec<Box<str>>) -> Option<Self> {
        const FEWEST: usize = 64;
        (words.len() >= FEWEST).then(|| Self(words.into()))
    }

    /// Appends so many words, with a space between any two.
    pub fn write(&self, text: &mut String, words: u32, random: &mut Random) {
        for _ in 0..words {
            let place = random.below(self.0.len() as u64);
            if !text.is_empty() && !text.ends_with('\n') {
                text.push(' ');
            }
            text.extend(usize::try_from(place).ok().and_then(|place| self.0.get(place)).map(AsRef::as_ref));
        }
    }

    /// A text of so many words.
    pub fn text(&self, words: u32, random: &mut Random) -> String {
        // Six bytes a word, with its space.
        let mut text = String::with_capacity(words as usize * 7);
        self.write(&mut text, words, random);
        text
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_words_are_many_and_different() {
        let words = Vocabulary::default();
        let different: HashSet<_> = words.0.iter().collect();
        assert_eq!((words.0.len(), different.len()), (512, 512));
        assert!(words.0.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_lowercase())));
    }

    #[test]
    fn a_text_has_as_many_words_as_it_is_to_have() {
        let words = Vocabulary::default();
        for count in [0, 1, 2, 1000] {
            let text = words.text(count, &mut Random::new(1));
            assert_eq!(text.split_whitespace().count(), count as usize);
            assert!(text.split(' ').count() <= (count as usize).max(1), "one space between any two");
        }
    }
}
