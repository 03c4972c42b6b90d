//! A model's own tokenizer, from its `tokenizer.json`.

use std::collections::HashSet;
use std::sync::Arc;

use super::words::Vocabulary;

/// A tokenizer of Hugging Face's `tokenizers`.
#[derive(Debug, Clone)]
pub struct Tokenizer(Arc<tokenizers::Tokenizer>);

impl Tokenizer {
    /// Reads a `tokenizer.json`. Truncation and padding that it asks for are left out: they are for training.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(json: &[u8]) -> Result<Self, String> {
        let mut tokenizer = tokenizers::Tokenizer::from_bytes(json).map_err(|error| error.to_string())?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|error| error.to_string())?;
        Ok(Self(Arc::new(tokenizer)))
    }

    /// How many tokens a text has, without those at its ends.
    pub fn count(&self, text: &str) -> u64 {
        self.tokens(text, false)
    }

    /// How many tokens an engine puts around a text, as a token for its beginning.
    pub fn around(&self) -> u32 {
        u32::try_from(self.tokens("", true)).unwrap_or(0)
    }

    fn tokens(&self, text: &str, around: bool) -> u64 {
        // What the tokenizer cannot read has no tokens.
        self.0.encode_fast(text, around).map_or(0, |encoding| encoding.len() as u64)
    }

    /// Words that are one token each, at the beginning of a text and within it: texts of them have as many tokens as words. `None` if
    /// there are too few, as in a vocabulary of letters.
    pub fn vocabulary(&self) -> Option<Vocabulary> {
        const MOST: usize = 2048;
        let mut known = HashSet::new();
        // The smaller the number of a token, the commoner it is.
        let ids = 0..u32::try_from(self.0.get_vocab_size(false)).unwrap_or(u32::MAX);
        let words = ids.filter_map(|id| {
            let token = self.0.id_to_token(id)?;
            // How vocabularies write the space before a word: byte-level BPE, SentencePiece; WordPiece writes none.
            let word = token.strip_prefix(['\u{120}', '\u{2581}']).unwrap_or(&token);
            let plain = word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_lowercase());
            let one_token = || self.count(word) == 1 && self.count(&format!("{word} {word}")) == 2;
            (plain && !known.contains(word) && one_token()).then(|| {
                known.insert(word.to_owned());
                word.into()
            })
        });
        Vocabulary::new(words.take(MOST).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::schedule::random::Random;

    const SYLLABLES: [&str; 10] = ["ba", "ko", "mi", "tu", "re", "sa", "lo", "vi", "ne", "du"];

    /// A byte-level BPE tokenizer in miniature: letters, and the merges that make each of these words of two syllables, with and
    /// without a space before it.
    fn tokenizer(words: &[(&str, &str)]) -> Tokenizer {
        let mut merges: Vec<(String, String)> = Vec::new();
        let pair = |first: &str, last: &str| (first.to_owned(), last.to_owned());
        if !words.is_empty() {
            merges.extend(SYLLABLES.iter().map(|syllable| pair(&syllable[..1], &syllable[1..])));
        }
        merges.extend(words.iter().map(|(first, last)| pair(first, last)));
        merges.extend(words.iter().map(|(first, last)| pair("\u{120}", &format!("{first}{last}"))));
        let letters =
            (b'a'..=b'z').map(|letter| char::from(letter).to_string()).chain(["\u{120}".to_owned()]);
        let vocabulary = letters.chain(merges.iter().map(|(first, last)| format!("{first}{last}")));
        let vocabulary: serde_json::Map<String, serde_json::Value> =
            vocabulary.enumerate().map(|(id, token)| (token, id.into())).collect();
        let json = serde_json::json!({
            "version": "1.0",
            "truncation": {"direction": "Right", "max_length": 8, "strategy": "LongestFirst", "stride": 0},
            "padding": null,
            "added_tokens": [{"id": 100_000, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
            "normalizer": null,
            "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
            "post_processor": {"type": "TemplateProcessing",
                "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
                "special_tokens": {"<s>": {"id": "<s>", "ids": [100_000], "tokens": ["<s>"]}}},
            "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
            "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null, "end_of_word_suffix": null,
                "fuse_unk": false, "byte_fallback": false, "ignore_merges": false, "vocab": vocabulary, "merges": merges},
        });
        Tokenizer::read(json.to_string().as_bytes()).unwrap()
    }

    fn words() -> Vec<(&'static str, &'static str)> {
        SYLLABLES.iter().flat_map(|first| SYLLABLES.iter().map(move |last| (*first, *last))).collect()
    }

    #[test]
    fn texts_of_its_words_have_as_many_tokens_as_words() {
        let tokenizer = tokenizer(&words());
        assert_eq!(tokenizer.around(), 1);
        assert_eq!(tokenizer.count("bako xyz"), 5);
        let vocabulary = tokenizer.vocabulary().unwrap();
        for count in [1, 7, 500] {
            let text = vocabulary.text(count, &mut Random::new(1));
            assert_eq!(tokenizer.count(&text), u64::from(count), "{text}");
        }
    }

    #[test]
    fn a_vocabulary_of_letters_makes_no_words() {
        assert_eq!(tokenizer(&[]).vocabulary(), None);
    }

    #[test]
    fn what_is_no_tokenizer_is_refused() {
        assert!(Tokenizer::read(b"{}").is_err());
        assert!(Tokenizer::read(b"\xff").is_err());
    }
}
