//! Flags → dataset: what each of them means, which file is read, and what is said about a bad value or line.

mod beside;
pub mod files;
mod made_up;
#[cfg(test)]
mod tests;
mod values;

use http::HeaderName;

use crate::cli::prompts::Prompts;
use crate::error::{Error, Result};
use crate::load::dataset::{Dataset, Manner};
use crate::load::llm::Adapters;

use values::{allowed, choice};

/// What the rest of the command line says of the prompts.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// How many requests, or conversations, the run is to have; `None`: not said, or as many as there is time for.
    pub requests: Option<u64>,
    /// What decides made-up text: no other run has it, unless the user gave a seed.
    pub nonce: u64,
    /// What decides the order of a file's prompts.
    pub seed: u64,
    /// What a range ratio means.
    pub manner: Manner,
    /// Whether a chat API is asked.
    pub chat: bool,
    /// Whether the file of the dataset is one that only other processes can read, which send its prompts.
    pub elsewhere: bool,
}

/// The prompts of a run, and what is sent beside them.
#[derive(Debug)]
pub struct Given {
    /// Where they come from.
    pub dataset: Dataset,
    /// How many requests there are to be at the most, or if nobody says how many.
    pub requests: Option<Requests>,
    /// Whether prompt lengths are counted by a tokenizer; else they are an estimate.
    pub counted: bool,
    /// What a reader must know: one sentence each.
    pub notes: Vec<String>,
    /// Under which header the conversation or the group is sent.
    pub affinity: Option<HeaderName>,
    /// Which LoRA adapters are asked for.
    pub adapters: Option<Adapters>,
    /// What the name of each request begins with.
    pub request_ids: Option<String>,
}

/// What is made of one dataset's flags.
#[derive(Debug)]
struct Made {
    dataset: Dataset,
    requests: Option<Requests>,
    counted: bool,
    notes: Vec<String>,
}

/// How many requests a dataset makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requests {
    /// So many unless the user says how many.
    Unless(u64),
    /// So many and no more.
    AtMost(u64),
}

/// The names of `--dataset-name`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// Made up.
    Random,
    /// Made up, in groups; vLLM's names.
    PrefixRepetition,
    /// The same with SGLang's names.
    SharedPrefix,
    /// A file of conversations, of which the first question is asked.
    ShareGpt,
    /// A file of prompts.
    Custom,
    /// A file of chat requests.
    OpenAi,
    /// A file of conversations.
    MultiTurn,
}

const NAMES: [(&str, Name); 11] = [
    ("random", Name::Random),
    ("random-ids", Name::Random),
    ("prefix_repetition", Name::PrefixRepetition),
    ("prefix-repetition", Name::PrefixRepetition),
    ("generated-shared-prefix", Name::SharedPrefix),
    ("gsp", Name::SharedPrefix),
    ("sharegpt", Name::ShareGpt),
    ("custom", Name::Custom),
    ("openai", Name::OpenAi),
    ("multi-turn", Name::MultiTurn),
    ("multi_turn", Name::MultiTurn),
];

/// What a load is given whose file only the workers can read.
fn elsewhere(name: Name, path: &str) -> Made {
    let dataset = Dataset::Elsewhere { name: name.text(), path: path.to_owned() };
    Made { dataset, requests: None, counted: false, notes: Vec::new() }
}

/// Reads the flags, and the files that they name.
///
/// # Errors
/// A usage error that names the flag, or the file with the line and the place in it.
pub fn read(args: &Prompts, asked: &Asked) -> Result<Given> {
    let name = match &args.dataset_name {
        Some(text) => choice("--dataset-name", text, &NAMES, "--dataset-name random --random-input-len 512")?,
        None => Name::Random,
    };
    allowed(args, name)?;
    let affinity = beside::affinity(args)?;
    let adapters = beside::adapters(args, asked)?;
    let request_ids = beside::request_ids(args)?;
    let Made { dataset, requests, counted, mut notes } = match name {
        Name::Random => made_up::random(args, asked)?,
        Name::PrefixRepetition => made_up::prefix_repetition(args, asked)?,
        Name::SharedPrefix => made_up::shared_prefix(args, asked)?,
        Name::ShareGpt | Name::Custom | Name::OpenAi | Name::MultiTurn => match &asked.elsewhere {
            true => elsewhere(
                name,
                &args
                    .dataset_path
                    .as_ref()
                    .map_or_else(String::new, |path| path.to_string_lossy().into_owned()),
            ),
            false => files::read(name, args, asked)?,
        },
    };
    if dataset.is_made_up() && asked.nonce != asked.seed {
        notes.push(format!("no other run has these prompts; `--seed {}` asks them again", asked.nonce));
    }
    if dataset.has_turns() {
        notes.push("`--num-prompts` and rates count conversations: each turn of one is a request".to_owned());
    }
    if let Some(what) = dataset.only_for_completions().filter(|_| asked.chat) {
        return Err(Error::usage(format!("a chat API does not take {what}"))
            .hint("ask the completions API: `neap bench llm --backend openai`"));
    }
    Ok(Given { dataset, requests, counted, notes, affinity, adapters, request_ids })
}
