//! Conversations of several turns: `{"id": …, "messages": [{"role": "user", "content": …}, {"role": "assistant", …}, …]}`, as
//! vLLM's multi-turn benchmark has them, or ShareGPT's form.
//!
//! What the users say is asked in turn; what the file's assistant says only tells how long an answer is to be. Between two questions
//! stands the real answer.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::entries::each;
use super::openai::messages;
use super::rows::{Reading, ordered};
use super::sharegpt::Said;
use crate::load::dataset::order::Order;
use crate::load::dataset::prompt::{Content, Message, Prompt, Turn};
use crate::load::dataset::think::Think;
use crate::load::dataset::tokens::Counter;

#[derive(Deserialize)]
struct Entry<'t> {
    #[serde(borrow)]
    messages: Option<&'t RawValue>,
    #[serde(alias = "conversation")]
    conversations: Option<Vec<Said>>,
}

/// What is asked in one turn.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Question {
    /// The user's message, and what stands before it since the last answer.
    messages: Vec<Message>,
    tokens: u64,
    output: Option<u32>,
}

/// The conversations of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversations {
    conversations: Arc<[Box<[Question]>]>,
    order: Order,
    seed: u64,
    think: Think,
}

impl Conversations {
    /// Reads a file; of each conversation at most so many turns.
    ///
    /// # Errors
    /// What is wrong with it, by line; or that nobody asks anything.
    pub fn read(
        text: &str,
        reading: &Reading<'_>,
        turns: Option<u32>,
        seed: u64,
        think: Think,
    ) -> Result<Self, String> {
        let most = turns.and_then(|turns| usize::try_from(turns).ok()).unwrap_or(usize::MAX);
        let mut read = Vec::new();
        each(text, |entry: Entry<'_>| {
            let messages = match (entry.messages, entry.conversations) {
                (Some(json), _) => messages(json)?,
                (None, Some(said)) => said.iter().map(message).collect(),
                (None, None) => return Err("missing field `messages`".to_owned()),
            };
            read.push(messages);
            Ok(())
        })?;
        let found = read.len();
        let questions = ordered(read, reading).into_iter().map(|messages| questions(messages, reading, most));
        let conversations: Arc<[_]> = questions.filter(|questions| !questions.is_empty()).collect();
        let order = Order::AsItStands(u32::try_from(conversations.len()).unwrap_or(u32::MAX));
        match (conversations.is_empty(), found) {
            (true, 0) => Err("it has no conversation".to_owned()),
            (true, found) => Err(format!("in none of its {found} conversations a user says anything")),
            (false, _) => Ok(Self { conversations, order, seed, think }),
        }
    }

    /// The first turn of a conversation: after the last one the first again.
    pub fn prompt(&self, number: u64) -> Prompt {
        let question = self.questions(number).first();
        let turn = Some(Turn { conversation: number, turn: 1 });
        question.map_or_else(
            || Prompt::new(Content::Messages(Vec::new()), None, None),
            |question| Prompt {
                turn,
                ..Prompt::new(
                    Content::Messages(question.messages.clone()),
                    question.output,
                    Some(question.tokens),
                )
            },
        )
    }

    /// The next turn: what was said so far, the answer, and the next question.
    pub fn follow(&self, prompt: &Prompt, answer: &str) -> Option<(Duration, Prompt)> {
        let Turn { conversation, turn } = prompt.turn?;
        let Content::Messages(before) = &prompt.content else { return None };
        let question = self.questions(conversation).get(usize::try_from(turn).ok()?)?;
        let mut messages = before.clone();
        messages.push(Message::new("assistant", answer));
        messages.extend_from_slice(&question.messages);
        let next = turn + 1;
        let prompt = Prompt {
            turn: Some(Turn { conversation, turn: next }),
            // What the answer had is the engine's to say.
            ..Prompt::new(Content::Messages(messages), question.output, None)
        };
        Some((self.think.draw(self.seed, conversation, next), prompt))
    }

    fn questions(&self, number: u64) -> &[Question] {
        self.conversations.get(self.order.place(number)).map_or(&[], |questions| questions)
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.conversations.len() as u64
    }

    /// For reports.
    pub fn about(&self) -> String {
        let turns: usize = self.conversations.iter().map(|questions| questions.len()).sum();
        let mean = turns as f64 / self.conversations.len().max(1) as f64;
        format!("{} conversations of a file, {mean:.1} turns on average, {}", self.count(), self.think)
    }
}

/// ShareGPT's names of who speaks, in the chat API's words.
fn message(said: &Said) -> Message {
    let role = match said.from.as_str() {
        "gpt" | "assistant" | "chatgpt" | "bing" | "bard" => "assistant",
        "system" => "system",
        _ => "user",
    };
    Message::new(role, &said.value)
}

/// The questions of a conversation, each as long an answer as the file's.
fn questions(messages: Vec<Message>, reading: &Reading<'_>, most: usize) -> Box<[Question]> {
    let mut questions: Vec<Question> = Vec::new();
    let mut waiting: Vec<Message> = Vec::new();
    let mut asked = false;
    for message in messages {
        match message.role().as_str() {
            "assistant" if asked => {
                let output = reading.output.or_else(|| length(reading.counter, &message));
                questions.push(question(std::mem::take(&mut waiting), reading.counter, output));
                asked = false;
            }
            // An answer that nobody asked for: the conversation was cut out of a longer one.
            "assistant" => {}
            role => {
                asked |= role != "system";
                waiting.push(message);
            }
        }
        if questions.len() >= most {
            break;
        }
    }
    if asked && questions.len() < most {
        questions.push(question(waiting, reading.counter, reading.output));
    }
    questions.into()
}

fn question(messages: Vec<Message>, counter: &Counter, output: Option<u32>) -> Question {
    let tokens = messages.iter().map(|message| counter.count(&message.text())).sum();
    Question { messages, tokens, output }
}

fn length(counter: &Counter, answer: &Message) -> Option<u32> {
    u32::try_from(counter.count(&answer.text()).max(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::super::rows::Bounds;
    use super::*;

    fn read(text: &str, turns: Option<u32>) -> Result<Conversations, String> {
        let counter = Counter::Estimate;
        let reading =
            Reading { counter: &counter, output: None, shuffle: None, most: None, bounds: Bounds::VLLM };
        Conversations::read(text, &reading, turns, 1, Think::default())
    }

    fn said(prompt: &Prompt) -> Vec<String> {
        let Content::Messages(messages) = &prompt.content else { panic!("no messages") };
        messages.iter().map(|message| format!("{}: {}", message.role(), message.text())).collect()
    }

    const FILE: &str = r#"[{"id": "a", "messages": [
        {"role": "system", "content": "be brief"}, {"role": "user", "content": "q1"}, {"role": "assistant", "content": "one two three"},
        {"role": "user", "content": "q2"}, {"role": "assistant", "content": "four"}, {"role": "user", "content": "q3"}]},
        {"id": 7, "conversations": [{"from": "gpt", "value": "cut"}, {"from": "human", "value": "hi"}]}]"#;

    #[test]
    fn the_real_answers_stand_between_the_questions() {
        let conversations = read(FILE, None).unwrap();
        let first = conversations.prompt(0);
        assert_eq!(said(&first), ["system: be brief", "user: q1"]);
        assert_eq!(first.output_tokens, Some(3));
        let (_, second) = conversations.follow(&first, "real").unwrap();
        assert_eq!(said(&second), ["system: be brief", "user: q1", "assistant: real", "user: q2"]);
        assert_eq!((second.output_tokens, second.turn), (Some(1), Some(Turn { conversation: 0, turn: 2 })));
        let (_, third) = conversations.follow(&second, "also").unwrap();
        assert_eq!(third.output_tokens, None);
        assert_eq!(conversations.follow(&third, "end"), None);
        let other = conversations.prompt(1);
        assert_eq!(said(&other), ["user: hi"]);
        assert_eq!(conversations.follow(&other, "end"), None);
        assert_eq!(said(&conversations.prompt(2)), said(&first));
        assert_eq!(conversations.prompt(2).turn.unwrap().conversation, 2);
    }

    #[test]
    fn conversations_are_cut_and_counted() {
        let cut = read(FILE, Some(2)).unwrap();
        let second = cut.follow(&cut.prompt(0), "x").unwrap().1;
        assert_eq!(cut.follow(&second, "y"), None);
        assert_eq!(cut.about(), "2 conversations of a file, 1.5 turns on average, no time to think");
    }

    #[test]
    fn a_file_without_questions_is_refused() {
        assert_eq!(read("", None), Err("it has no conversation".to_owned()));
        let silent = r#"{"messages": [{"role": "assistant", "content": "hm"}]}"#;
        assert_eq!(read(silent, None), Err("in none of its 1 conversations a user says anything".to_owned()));
        assert_eq!(read("{\"x\": 1}", None), Err("line 1: missing field `messages`".to_owned()));
    }
}
