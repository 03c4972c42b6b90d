//! What is compared: the figures of a run, and how they differ between its blocks.

use crate::load::measure::blocks::{Ended, Times};
use crate::load::measure::sketch::{Sketch, begins};
use crate::load::objective::{Metric, Statistic};

/// A run of one side, or the part of it that is looked at.
#[derive(Debug, Clone)]
pub struct Run {
    /// What became of the requests of each block.
    pub requests: Vec<Ended>,
    /// The times of each block, for each time that a request has; as many blocks as of `requests`.
    pub times: Vec<Vec<Times>>,
    /// What the whole run came to, by metric; `None` if it is not known.
    pub figures: Vec<Option<f64>>,
}

/// The blocks of a run, added up so that what a choice of them comes to is quickly told.
#[derive(Debug)]
pub struct Blocks {
    count: usize,
    times: Vec<Grid>,
    /// Requests that succeeded and that failed before each block.
    ended: Vec<(f64, f64)>,
}

/// Neighbouring blocks, from the first to the one before the second.
pub type Stretch = (usize, usize);

impl Blocks {
    /// Of a run.
    pub fn of(run: &Run) -> Self {
        let mut ended = vec![(0.0, 0.0)];
        for block in &run.requests {
            let (succeeded, failed) = ended[ended.len() - 1];
            ended.push((succeeded + block.succeeded as f64, failed + block.failed as f64));
        }
        let count = run.requests.len();
        Self { count, times: run.times.iter().map(|blocks| Grid::of(blocks, count)).collect(), ended }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// What the chosen blocks come to: seconds, a share, or requests that succeeded per block.
    pub fn figure(&self, metric: &Metric, chosen: &[Stretch]) -> Option<f64> {
        let sum = |value: &dyn Fn(usize) -> f64| -> f64 {
            chosen.iter().map(|(from, to)| value(*to) - value(*from)).sum()
        };
        let succeeded = || sum(&|block| self.ended[block].0);
        match metric {
            Metric::Time(place, statistic) => self.times.get(*place)?.figure(*statistic, chosen),
            Metric::Error => {
                let failed = sum(&|block| self.ended[block].1);
                let ended = failed + succeeded();
                (ended > 0.0).then(|| failed / ended)
            }
            Metric::Rate => {
                let blocks: usize = chosen.iter().map(|(from, to)| to - from).sum();
                Some(succeeded() / blocks as f64).filter(|rate| *rate > 0.0)
            }
        }
    }
}

/// Counts of times by block and step.
#[derive(Debug)]
struct Grid {
    /// The steps that were met anywhere, ascending.
    steps: Vec<u32>,
    /// A row for each block and one more: how many times before the block lie below each step, and at its end how many there are.
    below: Vec<Vec<f64>>,
    /// The seconds of all times before each block.
    sums: Vec<f64>,
}

impl Grid {
    fn of(blocks: &[Times], count: usize) -> Self {
        let mut all = Sketch::default();
        blocks.iter().for_each(|block| all.merge(&block.sketch));
        let steps: Vec<u32> = all.steps().map(|(step, _)| step).collect();
        let mut below = vec![vec![0.0; steps.len() + 1]];
        let mut sums = vec![0.0];
        for block in 0..count {
            let mut row = below[block].clone();
            let mut sum = sums[block];
            if let Some(times) = blocks.get(block) {
                let mut counts = times.sketch.steps().peekable();
                let mut so_far = 0.0;
                for (column, step) in steps.iter().enumerate() {
                    if let Some((_, count)) = counts.next_if(|(met, _)| met == step) {
                        so_far += f64::from(count);
                    }
                    row[column + 1] += so_far;
                }
                sum += times.sum.as_secs_f64();
            }
            below.push(row);
            sums.push(sum);
        }
        Self { steps, below, sums }
    }

    fn figure(&self, statistic: Statistic, chosen: &[Stretch]) -> Option<f64> {
        let below = |column: usize| -> f64 {
            chosen.iter().map(|(from, to)| self.below[*to][column] - self.below[*from][column]).sum()
        };
        let count = below(self.steps.len());
        if count == 0.0 {
            return None;
        }
        match statistic {
            Statistic::Mean => {
                let sum: f64 = chosen.iter().map(|(from, to)| self.sums[*to] - self.sums[*from]).sum();
                Some(sum / count)
            }
            Statistic::Percentile(percent) => {
                let rank = count * percent / 100.0;
                // The step in which the rank lies.
                let (mut column, mut last) = (0, self.steps.len() - 1);
                while column < last {
                    let middle = usize::midpoint(column, last);
                    if below(middle + 1) < rank { column = middle + 1 } else { last = middle }
                }
                let (before, upto) = (below(column), below(column + 1));
                let (low, high) = (begins(self.steps[column]), begins(self.steps[column] + 1));
                let share =
                    if upto > before { ((rank - before) / (upto - before)).clamp(0.0, 1.0) } else { 0.5 };
                Some(low + (high - low) * share)
            }
            // One request decides these: no choice of blocks tells how far they may be off.
            Statistic::Min | Statistic::Max => None,
        }
    }
}
