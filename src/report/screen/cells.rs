//! Replicas as cells that fill while they move through pending → pulling → loading → ready.

use super::row::{Row, Said, said};
use crate::observe::Stage;
use crate::ui::Mark;

/// How far a replica is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// It has no node, or nothing has begun on it.
    Pending,
    /// Volumes, network, image, the model's download.
    Pulling,
    /// It runs: the engine starts, the weights load.
    Loading,
    /// It serves.
    Ready,
    /// It is on its way out.
    Leaving,
    /// It does not get better by waiting.
    Broken,
}

/// All steps, in the order in which they are counted.
pub const STEPS: [Step; 6] =
    [Step::Ready, Step::Loading, Step::Pulling, Step::Pending, Step::Broken, Step::Leaving];

impl Step {
    /// The step of a stage.
    pub fn of(stage: &Stage) -> Self {
        match stage {
            Stage::Ready => Step::Ready,
            Stage::Terminating | Stage::Succeeded => Step::Leaving,
            Stage::Lost { .. } => Step::Broken,
            stage if stage.is_broken() => Step::Broken,
            Stage::Loading { .. } => Step::Loading,
            Stage::Creating | Stage::Initialising { .. } | Stage::Pulling { .. } => Step::Pulling,
            _ => Step::Pending,
        }
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Step::Pending => "pending",
            Step::Pulling => "pulling",
            Step::Loading => "loading",
            Step::Ready => "ready",
            Step::Leaving => "leaving",
            Step::Broken => "broken",
        }
    }

    /// What it means.
    pub fn mark(self) -> Mark {
        match self {
            Step::Pending | Step::Pulling | Step::Loading => Mark::Warn,
            Step::Ready => Mark::Good,
            Step::Leaving => Mark::Dim,
            Step::Broken => Mark::Bad,
        }
    }

    /// A cell of four columns: it fills from left to right. What is broken and what leaves have letters of their own.
    pub fn cell(self) -> &'static str {
        match self {
            Step::Pending => "█░░░",
            Step::Pulling => "██░░",
            Step::Loading => "███░",
            Step::Ready => "████",
            Step::Leaving => "----",
            Step::Broken => "█xx█",
        }
    }

    /// A cell of one column, for many replicas.
    fn letter(self) -> &'static str {
        match self {
            Step::Pending => "░",
            Step::Pulling => "▒",
            Step::Loading => "▓",
            Step::Ready => "█",
            Step::Leaving => "-",
            Step::Broken => "x",
        }
    }
}

/// The cells of all replicas in at most `most` rows of `width` columns: wide cells if they fit, else narrow ones, else a
/// bar of shares.
pub fn cells(steps: &[Step], width: usize, most: usize) -> Vec<Row> {
    let most = most.max(1);
    let wide = (width + 1) / 5;
    if steps.len() <= wide.saturating_mul(most) && wide > 0 {
        return steps
            .chunks(wide)
            .map(|steps| {
                let cell = |step: &Step| [said(step.cell(), step.mark()), said(" ", Mark::Plain)];
                Row::of(steps.iter().flat_map(cell))
            })
            .collect();
    }
    let width = width.max(1);
    if steps.len() <= width.saturating_mul(most) {
        return steps.chunks(width).map(|steps| Row::of(steps.iter().map(letter))).collect();
    }
    vec![Row::of(shares(steps, width))]
}

fn letter(step: &Step) -> Said {
    said(step.letter(), step.mark())
}

/// A bar in which each step has its share; a step that anything is in has a column at least.
fn shares(steps: &[Step], width: usize) -> Vec<Said> {
    let mut left = width;
    let mut bar = Vec::new();
    for step in STEPS {
        let count = steps.iter().filter(|it| **it == step).count();
        let share = (count * width / steps.len().max(1)).max(usize::from(count > 0)).min(left);
        left -= share;
        bar.push(said(step.letter().repeat(share), step.mark()));
    }
    bar
}

/// `1 ready, 2 pending`, in words of their own marks.
pub fn counted(steps: &[Step]) -> Vec<Said> {
    let mut words: Vec<Said> = Vec::new();
    for step in STEPS {
        let count = steps.iter().filter(|it| **it == step).count();
        if count > 0 {
            if !words.is_empty() {
                words.push(said(", ", Mark::Plain));
            }
            words.push(said(format!("{count} {}", step.word()), step.mark()));
        }
    }
    if words.is_empty() {
        words.push(said("none", Mark::Dim));
    }
    words
}
