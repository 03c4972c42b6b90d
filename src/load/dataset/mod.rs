//! What is asked of a model: for each request of a run its prompt, the same for the same seed on every machine.
//!
//! Everything here is pure: files are read by who asks, and the nonce of a run is given.

mod file;
mod groups;
mod lengths;
mod order;
mod prompt;
mod repeats;
mod synthetic;
mod think;
#[cfg_attr(not(feature = "tokenizer"), path = "no_tokenizer.rs")]
mod tokenizer;
mod tokens;
mod words;
mod zipf;

use std::time::Duration;

pub use file::{Bounds, Conversations, Form, Reading, Rows};
pub use groups::{Groups, Popularity};
pub use lengths::{Lengths, Manner};
pub use order::Order;
pub use prompt::{Content, Fields, Message, Prompt, Turn};
pub use repeats::Repeats;
pub use synthetic::Synthetic;
pub use think::Think;
pub use tokenizer::Tokenizer;
pub use tokens::Counter;
pub use words::Vocabulary;
pub use zipf::Zipf;

/// Where prompts come from. It is shared by all threads, and asked by the place of a request in the run: which thread sends it
/// changes nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Dataset {
    /// Text that is made up.
    Synthetic(Synthetic),
    /// Made-up text in groups that share a beginning.
    Groups(Groups),
    /// The prompts of a file.
    Rows(Rows),
    /// The conversations of a file.
    Conversations(Conversations),
    /// A file that only other processes can read: they send its prompts.
    Elsewhere {
        /// As `--dataset-name` calls it.
        name: &'static str,
        /// Where it lies for them.
        path: String,
    },
}

impl Dataset {
    /// The prompt of the request at this place of the run, from 0. Of a conversation it is the first turn.
    pub fn prompt(&self, number: u64) -> Prompt {
        match self {
            Dataset::Synthetic(synthetic) => synthetic.prompt(number),
            Dataset::Groups(groups) => groups.prompt(number),
            Dataset::Rows(rows) => rows.prompt(number),
            Dataset::Conversations(conversations) => conversations.prompt(number),
            Dataset::Elsewhere { .. } => Prompt::new(Content::Text(String::new()), None, None),
        }
    }

    /// What the same user says when he has his answer, and how long he thinks before; `None` if the conversation is over, or is
    /// none. Asked only of a prompt with a [`Turn`].
    pub fn follow(&self, prompt: &Prompt, answer: &str) -> Option<(Duration, Prompt)> {
        match self {
            Dataset::Synthetic(_) | Dataset::Rows(_) | Dataset::Elsewhere { .. } => None,
            Dataset::Groups(groups) => groups.follow(prompt, answer),
            Dataset::Conversations(conversations) => conversations.follow(prompt, answer),
        }
    }

    /// Whether prompts are turns of conversations: requests are then counted by conversation, and more are sent.
    pub fn has_turns(&self) -> bool {
        match self {
            Dataset::Synthetic(_) | Dataset::Rows(_) | Dataset::Elsewhere { .. } => false,
            Dataset::Groups(groups) => groups.turns > 1,
            Dataset::Conversations(_) => true,
        }
    }

    /// Whether its text was made up: what a model says to it means nothing.
    pub fn is_made_up(&self) -> bool {
        matches!(self, Dataset::Synthetic(_) | Dataset::Groups(_))
    }

    /// What of it a chat API has no form for, in words.
    pub fn only_for_completions(&self) -> Option<&'static str> {
        match self {
            Dataset::Synthetic(synthetic) if synthetic.batch > 1 => Some("several prompts in one request"),
            Dataset::Rows(rows) if rows.have_tokens() => Some("prompts that are token numbers"),
            _ => None,
        }
    }

    /// What it is called on the command line and in reports.
    pub fn name(&self) -> &'static str {
        match self {
            Dataset::Synthetic(_) => "random",
            Dataset::Groups(groups) => groups.name,
            Dataset::Rows(rows) => rows.form.name(),
            Dataset::Conversations(_) => "multi-turn",
            Dataset::Elsewhere { name, .. } => name,
        }
    }

    /// What a report says about it, in a few words: `1024 tokens in, 128 out`.
    pub fn about(&self) -> String {
        match self {
            Dataset::Synthetic(synthetic) => synthetic.about(),
            Dataset::Groups(groups) => groups.about(),
            Dataset::Rows(rows) => rows.about(),
            Dataset::Conversations(conversations) => conversations.about(),
            Dataset::Elsewhere { path, .. } => format!("{path} as the workers have it"),
        }
    }
}
