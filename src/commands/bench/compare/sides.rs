//! Documents → what is compared.

use std::time::Duration;

use super::Read;
use crate::load::compare::intervals::{LEAST_BLOCKS, REPEATS, Sides};
use crate::load::compare::{Limit, Run, USUAL};
use crate::load::measure::blocks::{Ended, Times};
use crate::load::measure::sketch::Sketch;
use crate::load::objective::{Metric, Statistic};
use crate::report::bench::document::{self, Document, Model, Window};

/// Both sides, and what they have in common.
pub struct Both<'a> {
    base: &'a [Read],
    other: &'a [Read],
    /// Whether all have a steady window, which is what is looked at then.
    steady: bool,
    /// The times that all have, `latency` first.
    pub times: Vec<String>,
}

/// The runs of both sides.
pub struct Owned {
    base: Vec<Run>,
    other: Vec<Run>,
    /// Whether blocks of both sides had the same arrivals.
    pub paired: bool,
}

impl Owned {
    /// As the statistics take them.
    pub fn borrowed(&self) -> Sides<'_> {
        Sides { base: &self.base, other: &self.other, paired: self.paired }
    }

    /// Whether there are enough runs to see how runs differ.
    pub fn repeated(&self) -> bool {
        self.base.len() >= REPEATS && self.other.len() >= REPEATS
    }
}

impl<'a> Both<'a> {
    /// Of two sides of documents, each of at least one.
    pub fn of(base: &'a [Read], other: &'a [Read]) -> Self {
        let all = || base.iter().chain(other).map(|read| &read.document);
        let mut times = vec!["latency".to_owned()];
        let first = all().next().map_or(&[][..], |document| &document.blocks.times);
        for name in first.iter().map(|times| &times.name).filter(|name| *name != "latency") {
            let known = |document: &Document| document.blocks.times.iter().any(|times| times.name == *name);
            if all().all(known) {
                times.push(name.clone());
            }
        }
        Self { base, other, steady: all().all(|document| document.steady.is_some()), times }
    }

    /// What is compared: the usual, and what a limit names.
    pub fn metrics(&self, limits: &[Limit]) -> Vec<Metric> {
        let mut metrics: Vec<Metric> = Vec::new();
        for place in 0..self.times.len() {
            // Prompts have many times: of each the median and the tail.
            let usual = USUAL.iter().filter(|_| self.times.len() == 1);
            let few = [Statistic::Percentile(50.0), Statistic::Percentile(99.0)];
            let few = few.iter().filter(|_| self.times.len() > 1 && place > 0);
            metrics.extend(usual.chain(few).map(|statistic| Metric::Time(place, *statistic)));
        }
        metrics.extend([Metric::Error, Metric::Rate]);
        for limit in limits {
            if !metrics.contains(&limit.metric) {
                metrics.push(limit.metric.clone());
            }
        }
        metrics
    }

    /// As it is typed.
    pub fn name(&self, metric: &Metric) -> String {
        match metric {
            Metric::Error => "error".to_owned(),
            Metric::Rate => "rps".to_owned(),
            Metric::Time(place, statistic) => {
                let of = match (place, self.times.get(*place)) {
                    (0, _) | (_, None) => String::new(),
                    (_, Some(name)) => format!("{name}."),
                };
                match statistic {
                    Statistic::Percentile(percent) => format!("{of}p{percent}"),
                    Statistic::Mean => format!("{of}mean"),
                    Statistic::Min => format!("{of}min"),
                    Statistic::Max => format!("{of}max"),
                }
            }
        }
    }

    /// The runs, with figures of these metrics.
    pub fn sides(&self, metrics: &[Metric]) -> Owned {
        let runs = |side: &[Read]| -> Vec<Run> {
            side.iter().map(|read| self.run(&read.document, metrics)).collect()
        };
        let (base, other) = (runs(self.base), runs(self.other));
        let pairs = || self.base.iter().zip(self.other).map(|(one, other)| (&one.document, &other.document));
        let paired = base.len() == other.len()
            && pairs().all(|(one, other)| one.load == other.load && one.load.model == Model::Open);
        Owned { base, other, paired }
    }

    fn window<'d>(&self, document: &'d Document) -> &'d Window {
        document.steady.as_ref().filter(|_| self.steady).unwrap_or(&document.whole)
    }

    fn run(&self, document: &Document, metrics: &[Metric]) -> Run {
        let run = blocks_of(document, self.window(document), &self.times);
        let enough = run.requests.len() >= LEAST_BLOCKS;
        let figures = metrics.iter().map(|metric| self.figure(document, metric).ok().filter(|_| enough));
        Run { figures: figures.collect(), ..run }
    }

    /// A figure of the window, or why there is none.
    fn figure(&self, document: &Document, metric: &Metric) -> Result<f64, String> {
        let window = self.window(document);
        let (place, statistic) = match metric {
            Metric::Error => return window.error_share.ok_or_else(|| "no request ended".to_owned()),
            Metric::Rate => return Ok(window.goodput),
            Metric::Time(place, statistic) => (place, statistic),
        };
        let times = self.times.get(*place).and_then(|name| times(document, self.steady, name));
        let times = times.ok_or("the document does not have it")?;
        let bounded = || match times.unfinished {
            0 => Ok(()),
            count => Err(format!("{count} requests did not end")),
        };
        let some = |value: Option<f64>| value.ok_or_else(|| "nothing was answered".to_owned());
        match statistic {
            Statistic::Mean => bounded().and_then(|()| some(times.mean)),
            Statistic::Min | Statistic::Max => Err("one request decides it".to_owned()),
            Statistic::Percentile(percent) => {
                let found = times.percentile(*percent);
                let found = found.ok_or("the document does not have this percentile")?;
                match found.value {
                    Some(_) if found.at_least => {
                        Err("only a lower bound is known, since requests did not end".to_owned())
                    }
                    Some(value) => Ok(value),
                    None => Err("fewer than ten requests lie beyond it".to_owned()),
                }
            }
        }
    }

    /// Why a metric is not comparable.
    pub fn why_not(&self, metric: &Metric) -> String {
        for read in self.base.iter().chain(self.other) {
            if let Err(why) = self.figure(&read.document, metric) {
                return format!("{why} in {}", read.file);
            }
            let run = self.run(&read.document, &[]);
            if run.requests.len() < LEAST_BLOCKS {
                let least = LEAST_BLOCKS as f64 * read.document.blocks.seconds;
                return format!("{} is shorter than {LEAST_BLOCKS} blocks ({least} s)", read.file);
            }
        }
        "too few blocks of time have requests".to_owned()
    }
}

/// The blocks of the part of a run that is looked at, with the times of these names, and how long a block is. A time that blocks
/// do not have (ITL) is empty in each of them.
pub fn window_of(document: &Document, names: &[&str]) -> (Run, f64) {
    let window = document.steady.as_ref().unwrap_or(&document.whole);
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    (blocks_of(document, window, &names), document.blocks.seconds)
}

/// The blocks that lie in a window as a whole, without figures.
fn blocks_of(document: &Document, window: &Window, names: &[String]) -> Run {
    let blocks = &document.blocks;
    // A millisecond is no block.
    let within = |index: usize| {
        let from = index as f64 * blocks.seconds;
        from > window.from - 1e-3 && from + blocks.seconds < window.to + 1e-3
    };
    let chosen: Vec<usize> = (0..blocks.requests.len()).filter(|index| within(*index)).collect();
    let requests = chosen.iter().map(|index| Ended {
        succeeded: blocks.requests[*index].succeeded,
        failed: blocks.requests[*index].failed,
    });
    let times = names.iter().map(|name| {
        let found = blocks.times.iter().find(|times| times.name == *name);
        let block = |index: &usize| found.and_then(|times| times.blocks.get(*index)).map(counted);
        chosen.iter().map(|index| block(index).unwrap_or_default()).collect()
    });
    Run { requests: requests.collect(), times: times.collect(), figures: Vec::new() }
}

/// The times of this name in the window that is looked at.
fn times<'d>(document: &'d Document, steady: bool, name: &str) -> Option<&'d document::Times> {
    if name == "latency" {
        return Some(&document.steady.as_ref().filter(|_| steady).unwrap_or(&document.whole).latency);
    }
    let llm = document.llm.as_ref()?;
    let answers = llm.steady.as_ref().filter(|_| steady).unwrap_or(&llm.whole);
    match name {
        "ttft" => Some(&answers.ttft),
        "tpot" => Some(&answers.tpot),
        "itl" => Some(&answers.itl),
        "e2el" => Some(&answers.e2el),
        _ => None,
    }
}

/// A block as it was counted; one that is damaged has nothing.
fn counted(block: &crate::report::bench::blocks::BlockTime) -> Times {
    let sketch = Sketch::read(&block.steps).unwrap_or_default();
    let sum = block.mean.unwrap_or(0.0) * sketch.count() as f64;
    Times { sketch, sum: Duration::try_from_secs_f64(sum).unwrap_or_default() }
}
