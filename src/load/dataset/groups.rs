//! Prompts in groups that share a beginning, as applications with a few system prompts have them: vLLM's `prefix_repetition` and
//! SGLang's `generated-shared-prefix`.

use std::time::Duration;

use super::lengths::Lengths;
use super::order::Order;
use super::prompt::{Content, Message, Prompt, Turn};
use super::think::Think;
use super::words::Vocabulary;
use super::zipf::Zipf;
use crate::load::schedule::random::Random;

/// What is drawn of a run's nonce; the numbers only have to differ.
const PREFIX: u64 = 21;
const PREFIX_LENGTH: u64 = 22;
const QUESTION: u64 = 23;
const LENGTHS: u64 = 24;
const GROUP: u64 = 25;

/// Made-up prompts: the beginning of a group, and a question of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What decides the words: no two runs with different nonces have a beginning in common.
    pub nonce: u64,
    /// Of which words.
    pub vocabulary: Vocabulary,
    /// Who is asked for.
    pub popularity: Popularity,
    /// Tokens of a group's beginning.
    pub prefix: Lengths,
    /// What stands between the beginning and the question: it is not counted.
    pub separator: &'static str,
    /// Tokens of a question.
    pub question: Lengths,
    /// Tokens of an answer.
    pub output: Lengths,
    /// Questions of a conversation, each with the real answers before it; 1: no conversations.
    pub turns: u32,
    /// How long a user thinks before his next question.
    pub think: Think,
}

/// How often each group is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Popularity {
    /// As often as every other one: an order of places, so many of each group.
    Even {
        /// The places of all groups, one group after the other.
        order: Order,
        /// How many places a group has.
        each: u32,
    },
    /// By Zipf's law.
    Zipf(Zipf),
}

impl Groups {
    /// The prompt of a request, or of the first turn of a conversation.
    pub fn prompt(&self, number: u64) -> Prompt {
        let group = match &self.popularity {
            Popularity::Even { order, each } => {
                u32::try_from(order.place(number) / (*each).max(1) as usize).unwrap_or(u32::MAX)
            }
            Popularity::Zipf(zipf) => zipf.draw(&mut Random::of(self.nonce, GROUP, number)),
        };
        let prefix = self.prefix.draw(&mut Random::of(self.nonce, PREFIX_LENGTH, group.into()));
        let mut text = self.vocabulary.text(prefix, &mut Random::of(self.nonce, PREFIX, group.into()));
        text.push_str(self.separator);
        let question = self.question_length(number, 1);
        self.vocabulary.write(&mut text, question, &mut self.question(number, 1));
        let tokens = u64::from(prefix) + u64::from(question);
        let (content, turn) = match self.turns {
            0 | 1 => (Content::Text(text), None),
            _ => {
                let first = Message::new("user", &text);
                (Content::Messages(vec![first]), Some(Turn { conversation: number, turn: 1 }))
            }
        };
        Prompt {
            group: Some(group),
            turn,
            ..Prompt::new(content, Some(self.output_length(number)), Some(tokens))
        }
    }

    /// The next question of a conversation.
    pub fn follow(&self, prompt: &Prompt, answer: &str) -> Option<(Duration, Prompt)> {
        let Turn { conversation, turn } = prompt.turn.filter(|turn| turn.turn < self.turns)?;
        let Content::Messages(before) = &prompt.content else { return None };
        let next = turn + 1;
        let question = self.question_length(conversation, next);
        let text = self.vocabulary.text(question, &mut self.question(conversation, next));
        let mut messages = before.clone();
        messages.extend([Message::new("assistant", answer), Message::new("user", &text)]);
        let prompt = Prompt {
            content: Content::Messages(messages),
            // What the answer had is the engine's to say.
            prompt_tokens: None,
            turn: Some(Turn { conversation, turn: next }),
            ..prompt.clone()
        };
        Some((self.think.draw(self.nonce, conversation, next), prompt))
    }

    fn place(&self, number: u64, turn: u32) -> u64 {
        number.wrapping_mul(u64::from(self.turns.max(1))).wrapping_add(u64::from(turn))
    }

    fn question(&self, number: u64, turn: u32) -> Random {
        Random::of(self.nonce, QUESTION, self.place(number, turn))
    }

    fn question_length(&self, number: u64, turn: u32) -> u32 {
        self.question.draw(&mut Random::of(self.nonce, LENGTHS, self.place(number, turn)))
    }

    fn output_length(&self, number: u64) -> u32 {
        self.output.draw(&mut Random::of(self.nonce, LENGTHS + 1000, number))
    }

    /// For reports.
    pub fn about(&self) -> String {
        let shares = match &self.popularity {
            Popularity::Even { order, each } => {
                format!("{} groups, all as often", order.places() / (*each).max(1))
            }
            Popularity::Zipf(zipf) => format!("{} groups by Zipf's law with {}", zipf.ranks(), zipf.alpha),
        };
        let turns = match self.turns {
            0 | 1 => String::new(),
            turns => format!(", {turns} turns, {}", self.think),
        };
        format!(
            "{shares}; {} shared and {} own tokens in, {} out{turns}",
            self.prefix, self.question, self.output
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn groups(popularity: Popularity) -> Groups {
        Groups {
            name: "prefix_repetition",
            nonce: 9,
            vocabulary: Vocabulary::default(),
            popularity,
            prefix: Lengths::always(40),
            separator: "\n\n",
            question: Lengths { least: 5, most: 10 },
            output: Lengths::always(7),
            turns: 1,
            think: Think::default(),
        }
    }

    fn even(groups_count: u32, each: u32) -> Popularity {
        Popularity::Even { order: Order::shuffled(groups_count * each, 1), each }
    }

    fn text(prompt: &Prompt) -> String {
        match &prompt.content {
            Content::Text(text) => text.clone(),
            Content::Messages(messages) => messages.iter().map(Message::text).collect::<Vec<_>>().join("|"),
            _ => panic!("no text"),
        }
    }

    #[test]
    fn a_group_has_one_beginning_and_each_prompt_its_own_end() {
        let dataset = groups(even(4, 25));
        let mut beginnings: HashMap<u32, String> = HashMap::new();
        let mut counts = [0; 4];
        let mut ends = std::collections::HashSet::new();
        for number in 0..100 {
            let prompt = dataset.prompt(number);
            let whole = text(&prompt);
            let (beginning, end) = whole.split_once("\n\n").unwrap();
            let group = prompt.group.unwrap();
            counts[group as usize] += 1;
            assert_eq!(beginnings.entry(group).or_insert_with(|| beginning.to_owned()), beginning);
            assert_eq!(whole.split_whitespace().count() as u64, prompt.prompt_tokens.unwrap());
            assert!(ends.insert(end.to_owned()));
        }
        assert_eq!(counts, [25; 4]);
        assert_eq!(beginnings.values().collect::<std::collections::HashSet<_>>().len(), 4);
    }

    #[test]
    fn the_shares_of_groups_follow_zipf() {
        let dataset = groups(Popularity::Zipf(Zipf::new(8, 1.0)));
        let mut counts = [0u32; 8];
        (0..20_000).for_each(|number| counts[dataset.prompt(number).group.unwrap() as usize] += 1);
        let whole: f64 = (1..=8).map(|rank| 1.0 / f64::from(rank)).sum();
        for (rank, count) in (1..).zip(counts) {
            let expected = 20_000.0 / f64::from(rank) / whole;
            assert!(
                (f64::from(count) - expected).abs() < 5.0 * expected.sqrt(),
                "rank {rank}: {count} of {expected}"
            );
        }
    }

    #[test]
    fn a_conversation_goes_on_with_what_was_answered() {
        let dataset = Groups { turns: 3, ..groups(even(2, 5)) };
        let first = dataset.prompt(3);
        let (_, second) = dataset.follow(&first, "one").unwrap();
        let (_, third) = dataset.follow(&second, "two").unwrap();
        assert_eq!(dataset.follow(&third, "three"), None);
        assert!(text(&third).starts_with(&format!("{}|two|", text(&second))));
        assert!(text(&second).starts_with(&format!("{}|one|", text(&first))));
        assert_eq!(third.turn, Some(Turn { conversation: 3, turn: 3 }));
        assert_eq!(third.group, first.group);
        assert_eq!(groups(even(2, 5)).follow(&first, "one"), None);
    }
}
