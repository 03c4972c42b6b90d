//! The demos: one story each.

mod distributed;
mod engine_metrics;
mod fleet;
mod knative;
mod tides;

pub use knative::{RESERVE, UNCACHED};

/// A story.
#[derive(Debug, Clone, Copy)]
pub struct Story {
    /// As `neap demo NAME` says it.
    pub name: &'static str,
    /// Another name for it.
    pub alias: Option<&'static str>,
    /// How it is told.
    pub shape: Shape,
    /// What it shows, in a line.
    pub title: &'static str,
    /// The scenario that comes along.
    pub scenario: &'static str,
    /// The words after `neap` of each command, in their order; the last one deploys the service.
    pub steps: &'static [&'static [&'static str]],
    /// The service that is looked at.
    pub service: &'static str,
    /// Its namespace.
    pub namespace: &'static str,
    /// The Host header that leads to it.
    pub host: &'static str,
    /// The body of a request.
    pub body: fn() -> String,
    /// How many clients send one request after the other.
    pub clients: usize,
    /// What is shorter than it would be, so that half a minute is enough.
    pub shortened: &'static str,
    /// Why it went as it did.
    pub lesson: &'static str,
}

/// How a story is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A load comes and goes, replicas and nodes with it.
    Tide,
    /// A service sleeps, and a request wakes it.
    ColdStart,
}

/// The body of a request: so many repetitions of a sentence of some twelve tokens, a question, and the longest answer in tokens.
fn request(model: &str, context: usize, answer: u32) -> String {
    let context = "The tide is the rise and fall of the sea, twice a day. ".repeat(context);
    let content = format!("{context}When is high water?");
    serde_json::json!({
        "model": model, "messages": [{"role": "user", "content": content}],
        "max_tokens": answer, "temperature": 0.7, "top_p": 0.9, "seed": 10,
    })
    .to_string()
}

/// All stories, the default one first.
pub const STORIES: &[Story] =
    &[tides::QUEUE, tides::GPU_UTIL, knative::STORY, fleet::STORY, engine_metrics::STORY, distributed::STORY];

/// A story by its name.
pub fn story(name: &str) -> Option<&'static Story> {
    STORIES.iter().find(|story| story.name == name || story.alias == Some(name))
}
