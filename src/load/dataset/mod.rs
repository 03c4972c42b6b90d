//! What is asked of a model: for each request of a run its prompt, the same for the same seed on every machine.

mod prompt;
mod synthetic;

use std::time::Duration;

pub use prompt::{Content, Message, Prompt, Turn};
pub use synthetic::Synthetic;

/// Where prompts come from. It is shared by all threads, and asked by the place of a request in the run: which thread sends it
/// changes nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Dataset {
    /// Text that is made up.
    Synthetic(Synthetic),
}

impl Dataset {
    /// The prompt of the request at this place of the run, from 0.
    pub fn prompt(&self, number: u64) -> Prompt {
        match self {
            Dataset::Synthetic(synthetic) => synthetic.prompt(number),
        }
    }

    /// What the same user says when he has his answer, and how long he thinks before; `None` if the conversation is over, or is
    /// none. Asked only of a prompt with a [`Turn`].
    pub fn follow(&self, _prompt: &Prompt, _answer: &str) -> Option<(Duration, Prompt)> {
        match self {
            Dataset::Synthetic(_) => None,
        }
    }

    /// What it is called on the command line and in reports.
    pub fn name(&self) -> &'static str {
        match self {
            Dataset::Synthetic(_) => "random",
        }
    }

    /// What a report says about it, in a few words: `1024 words in, 128 tokens out`.
    pub fn about(&self) -> String {
        match self {
            Dataset::Synthetic(synthetic) => synthetic.about(),
        }
    }
}
