//! An answer that a simulated model will give: known from the start, told token by token.

use std::sync::Arc;

use super::super::sequence::Finish;
use super::super::words;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// A text for each token; what a stop text cuts off is left out.
    texts: Vec<&'static str>,
    finish: Finish,
    /// The stop text that ended it.
    stopped_by: Option<String>,
}

impl Answer {
    /// The answer of this length in tokens, or a shorter one that ends where the first of the stop texts would come.
    pub fn new(seed: u64, length: u32, finish: Finish, stops: &[String]) -> Self {
        let length = length.max(1) as usize;
        let mut texts: Vec<&'static str> = words::answer(seed).take(length).collect();
        if finish == Finish::Stop {
            // The last token says that it is the last, and has no text.
            texts.pop();
        }
        let mut answer = Self { finish, stopped_by: None, texts };
        if !answer.stop_at(stops) && finish == Finish::Stop {
            answer.texts.push("");
        }
        answer
    }

    /// Cuts at the stop text that is complete first.
    fn stop_at(&mut self, stops: &[String]) -> bool {
        if stops.is_empty() {
            return false;
        }
        let text = self.texts.concat();
        let found = stops.iter().filter_map(|stop| Some((text.find(stop.as_str())?, stop)));
        let Some((start, stop)) = found.min_by_key(|(start, stop)| start + stop.len()) else { return false };
        let (mut at, end) = (0, start + stop.len());
        let mut kept = Vec::new();
        for piece in &self.texts {
            if at >= end {
                break;
            }
            kept.push(&piece[..start.saturating_sub(at).min(piece.len())]);
            at += piece.len();
        }
        (self.texts, self.finish) = (kept, Finish::Stop);
        self.stopped_by = Some(stop.clone());
        true
    }

    /// Its tokens.
    pub fn tokens(&self) -> Arc<[u32]> {
        self.texts
            .iter()
            .map(|text| words::token(if text.is_empty() { "<|im_end|>" } else { text }))
            .collect()
    }

    /// Why it ends.
    pub fn finish(&self) -> Finish {
        self.finish
    }

    /// The stop text that ended it.
    pub fn stopped_by(&self) -> Option<&str> {
        self.stopped_by.as_deref()
    }

    /// The text of one token.
    pub fn text(&self, token: u32) -> &'static str {
        self.texts.get(token as usize).copied().unwrap_or_default()
    }

    /// The text of the first tokens.
    pub fn beginning(&self, tokens: u32) -> String {
        self.texts.iter().take(tokens as usize).copied().collect()
    }

    /// All of it.
    pub fn whole(&self) -> String {
        self.texts.concat()
    }

    /// How many tokens it has.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// It always has a token.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_answer_has_the_length_that_it_was_given() {
        let cut = Answer::new(1, 10, Finish::Length, &[]);
        assert_eq!((cut.len(), cut.finish()), (10, Finish::Length));
        let said = Answer::new(1, 10, Finish::Stop, &[]);
        assert_eq!((said.len(), said.text(9), said.whole()), (10, "", cut.beginning(9)));
    }

    proptest! {
        #[test]
        fn a_stop_text_never_shows(seed in any::<u64>(), length in 1u32..300, from in 0usize..40, size in 1usize..12) {
            let plain = Answer::new(seed, length, Finish::Length, &[]).whole();
            let stop: String = plain.chars().skip(from).take(size).collect();
            prop_assume!(!stop.is_empty());
            let cut = Answer::new(seed, length, Finish::Length, &[stop.clone(), "never".into()]);
            prop_assert!(!cut.whole().contains(&stop));
            prop_assert!(plain.starts_with(&(cut.whole() + &stop)));
            prop_assert_eq!((cut.finish(), cut.stopped_by()), (Finish::Stop, Some(stop.as_str())));
            prop_assert!(cut.len() <= length as usize && !cut.is_empty());
        }
    }
}
