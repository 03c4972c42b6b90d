//! One pod: where it is, its events, the end of its log.

use jiff::Timestamp;

use super::cells::Step;
use super::row::{Row, Said, plain, said, sentence, table};
use super::view::Choice;
use crate::clock::age;
use crate::observe::{PodView, Service};
use crate::report::status::{stage_word, why};
use crate::ui::{Mark, sanitised};

/// What is asked for only when somebody looks at a pod.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PodFacts {
    /// The pod.
    pub choice: Choice,
    /// Its events, the oldest first; an error in words where they cannot be had.
    pub events: Option<Result<Vec<PodEvent>, String>>,
    /// Its log.
    pub log: Log,
}

/// An event of a pod.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PodEvent {
    /// When it was seen last.
    pub at: Option<Timestamp>,
    /// Whether it warns.
    pub warning: bool,
    /// One word.
    pub reason: String,
    /// In words; text from outside.
    pub message: String,
    /// How often it was seen.
    pub count: u32,
}

/// The end of a log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Log {
    /// It has been asked for.
    #[default]
    Asked,
    /// Its last lines.
    Lines(Vec<String>),
    /// There is none, and why.
    Missing(String),
}

/// One pod.
#[derive(Debug, Clone, PartialEq)]
pub struct PodPart {
    /// Its name.
    pub name: String,
    /// How far it is; absent for one that is gone.
    pub step: Option<Step>,
    /// Its stage in words.
    pub stage: Said,
    /// Why it is not further.
    pub why: Option<String>,
    /// What is known of it: name and value.
    pub facts: Vec<(&'static str, String)>,
    /// Its events: age, reason, message; an error in words.
    pub events: Result<Vec<Vec<Said>>, String>,
    /// The end of its log.
    pub log: Log,
    /// Lines that are scrolled back.
    pub back: usize,
}

impl PodPart {
    /// The pod of that name in a service.
    pub fn of(
        choice: &Choice,
        service: &Service,
        now: Timestamp,
        facts: Option<&PodFacts>,
        back: usize,
    ) -> Self {
        let pod = service.pods.iter().find(|pod| pod.name == choice.name && pod.cluster == choice.cluster);
        let facts = facts.filter(|facts| facts.choice == *choice);
        let (word, mark) = pod.map_or(("gone", Mark::Dim), stage_word);
        let since = pod.and_then(|pod| pod.since).map(|at| format!(" for {}", age(at, now)));
        let events = match facts.and_then(|facts| facts.events.clone()) {
            None => Err("asked for".to_owned()),
            Some(Err(why)) => Err(why),
            Some(Ok(events)) => Ok(events.iter().map(|event| event_words(event, now)).collect()),
        };
        Self {
            name: choice.name.clone(),
            step: pod.map(|pod| Step::of(&pod.stage)),
            stage: said(format!("{word}{}", since.unwrap_or_default()), mark),
            why: pod.and_then(|pod| why(pod, now)),
            facts: pod.map(|pod| known(pod, now)).unwrap_or_default(),
            events,
            log: facts.map(|facts| facts.log.clone()).unwrap_or_default(),
            back,
        }
    }
}

fn event_words(event: &PodEvent, now: Timestamp) -> Vec<Said> {
    let count = if event.count > 1 { format!(" (x{})", event.count) } else { String::new() };
    vec![
        said(event.at.map(|at| age(at, now)).unwrap_or_default(), Mark::Dim),
        said(event.reason.clone(), if event.warning { Mark::Warn } else { Mark::Plain }),
        plain(format!("{}{count}", event.message)),
    ]
}

fn known(pod: &PodView, now: Timestamp) -> Vec<(&'static str, String)> {
    let mut known = Vec::new();
    known.extend(pod.cluster.clone().map(|it| ("cluster", it)));
    known.extend(pod.node.clone().map(|it| ("node", it)));
    known.extend(pod.pool.clone().map(|it| ("pool", it)));
    known.extend(pod.unit.map(|it| ("unit", (it + 1).to_string())));
    known.extend(pod.ip.clone().map(|it| ("address", it)));
    known.extend((pod.accelerators > 0).then(|| ("GPUs", pod.accelerators.to_string())));
    known.push(("restarts", pod.restarts.to_string()));
    known.extend(pod.created.map(|at| ("age", age(at, now))));
    known.extend(pod.image.clone().map(|it| ("image", it)));
    known
}

/// The rows of a pod: what is known, its events, and as much of its log as there is room for.
pub fn rows(part: &PodPart, width: usize, height: usize) -> Vec<Row> {
    let mut rows = vec![Row::of([said(part.name.clone(), Mark::Strong), plain("  "), part.stage.clone()])];
    if let Some(step) = part.step {
        rows.push(track(step));
    }
    if let Some(why) = &part.why {
        rows.extend(sentence(&plain("  "), why, part.stage.mark, width, 4));
    }
    let facts: Vec<String> = part.facts.iter().map(|(name, value)| format!("{name} {value}")).collect();
    rows.extend(sentence(&plain("  "), &facts.join(", "), Mark::Plain, width, 3));
    // Half of what is left for the events, the rest for the log.
    let left = height.saturating_sub(rows.len());
    rows.extend(events(part, left / 2));
    rows.extend(log(part, height.saturating_sub(rows.len())));
    rows
}

/// `pending → pulling → LOADING → ready`.
fn track(step: Step) -> Row {
    let mut row = Row::of([plain("  ")]);
    if matches!(step, Step::Broken | Step::Leaving) {
        row.words.push(said(step.word(), step.mark()));
        return row;
    }
    for (at, one) in [Step::Pending, Step::Pulling, Step::Loading, Step::Ready].into_iter().enumerate() {
        row.push(if at == 0 { "" } else { " → " }, Mark::Dim);
        match one == step {
            true => row.push(one.word().to_uppercase(), one.mark()),
            false => row.push(one.word(), Mark::Dim),
        }
    }
    row
}

fn events(part: &PodPart, most: usize) -> Vec<Row> {
    let head = |text: String| Row::of([said("EVENTS", Mark::Strong), said(text, Mark::Dim)]);
    match &part.events {
        Err(why) => vec![head(format!("  {why}"))],
        Ok(events) if events.is_empty() => vec![head("  none are recorded".to_owned())],
        Ok(events) => {
            let last = &events[events.len().saturating_sub(most.saturating_sub(1).max(1))..];
            let mut rows = table(last, 2);
            rows.insert(0, head(String::new()));
            rows
        }
    }
}

fn log(part: &PodPart, room: usize) -> Vec<Row> {
    let head = |text: String| Row::of([said("LOG", Mark::Strong), said(text, Mark::Dim)]);
    match &part.log {
        Log::Asked => vec![head("  asked for".to_owned())],
        Log::Missing(why) => vec![head(format!("  {why}"))],
        Log::Lines(lines) => {
            let room = room.saturating_sub(1).max(1);
            let back = part.back.min(lines.len().saturating_sub(room));
            let end = lines.len() - back;
            let shown = &lines[end.saturating_sub(room)..end];
            let note = if back > 0 { format!("  {back} newer lines below") } else { String::new() };
            let mut rows = vec![head(note)];
            rows.extend(shown.iter().map(|line| Row::of([plain(format!("  {}", sanitised(line)))])));
            rows
        }
    }
}
