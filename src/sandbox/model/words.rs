//! Text and tokens: a small tokenizer, and the answers that simulated models give.
//!
//! An answer that comes back in the next turn of a conversation has the same tokens again, so that the prefix cache
//! finds it.

/// The longest piece of a word that is one token.
const LONGEST: usize = 8;

/// Cuts a text into pieces, one a token: a word of up to eight letters or digits with the space before it, or one other character.
pub fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut characters = rest.char_indices().peekable();
        let (_, first) = characters.next()?;
        let word = |c: char| c.is_ascii_alphanumeric();
        let spaced = first == ' ' && characters.peek().is_some_and(|(_, next)| word(*next));
        let mut end = first.len_utf8();
        if spaced || word(first) {
            let letters = characters.take_while(|(_, c)| word(*c)).take(LONGEST - usize::from(!spaced));
            end += letters.count();
        }
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// The token of a piece.
pub fn token(piece: &str) -> u32 {
    piece.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The tokens of a text.
pub fn tokens(text: &str) -> Vec<u32> {
    pieces(text).map(token).collect()
}

/// A chat as ChatML writes it: what roles say, and the beginning of the answer.
pub fn chat_tokens<'a>(messages: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<u32> {
    let (start, end, line) = (token("<|im_start|>"), token("<|im_end|>"), token("\n"));
    let mut all = Vec::new();
    for (role, content) in messages {
        all.extend([start, token(role), line]);
        all.extend(pieces(content).map(token));
        all.extend([end, line]);
    }
    all.extend([start, token("assistant"), line]);
    all
}

/// Mixes numbers well: SplitMix64's last step.
pub fn mix(number: u64) -> u64 {
    let mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// How much a model says if nobody stops it, in tokens: mostly some hundred, seldom more than six hundred.
pub fn natural_length(seed: u64) -> u32 {
    let uniform = (mix(seed) >> 11) as f64 / (1u64 << 53) as f64;
    // An exponential tail on a short beginning; the mean is 140.
    (20.0 - 120.0 * (1.0 - uniform).ln()).min(2000.0) as u32
}

const WORDS: [&str; 48] = [
    " the", " a", " of", " and", " to", " in", " is", " that", " it", " for", " on", " with", " as", " are",
    " this", " by", " from", " at", " model", " answer", " which", " more", " time", " each", " one",
    " other", " many", " first", " water", " moon", " tide", " sea", " shore", " light", " day", " night",
    " small", " large", " when", " then", " where", " rises", " falls", " comes", " goes", " again",
    " slowly", " often",
];

/// Endless words, the same for the same seed: one piece a token.
pub fn answer(seed: u64) -> impl Iterator<Item = &'static str> {
    let mut place: u64 = 0;
    let mut until_stop = 0;
    std::iter::from_fn(move || {
        let random = mix(seed ^ mix(place));
        place += 1;
        if place == 1 {
            until_stop = 6 + random % 8;
            return Some("The");
        }
        if until_stop == 0 {
            until_stop = 7 + random % 9;
            return Some(".");
        }
        until_stop -= 1;
        WORDS.get(random as usize % WORDS.len()).copied()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_is_cut_into_words_and_signs() {
        let cut = |text| pieces(text).collect::<Vec<_>>();
        assert_eq!(cut("Say hello, twice."), ["Say", " hello", ",", " twice", "."]);
        assert_eq!(cut("潮汐 a  b"), ["潮", "汐", " a", " ", " b"]);
        assert_eq!(cut("autoscaling"), ["autoscal", "ing"]);
        assert_eq!(cut(" autoscaling"), [" autoscal", "ing"]);
        assert!(tokens("").is_empty());
    }

    #[test]
    fn lengths_are_plausible() {
        let mean = (0..2000).map(|seed| f64::from(natural_length(seed))).sum::<f64>() / 2000.0;
        assert!((120.0..160.0).contains(&mean), "{mean}");
        assert!((0..2000).all(|seed| (20..=2000).contains(&natural_length(seed))));
    }

    proptest! {
        #[test]
        fn nothing_of_a_text_is_lost(text in ".{0,80}") {
            prop_assert_eq!(pieces(&text).collect::<String>(), text);
        }

        #[test]
        fn an_answer_has_the_same_tokens_when_it_comes_back(seed in any::<u64>(), length in 1usize..200) {
            let said: Vec<_> = answer(seed).take(length).collect();
            let text = said.concat();
            prop_assert_eq!(pieces(&text).collect::<Vec<_>>(), said);
        }
    }
}
