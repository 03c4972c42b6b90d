//! Loads made of steps: `--find-max` and `--sweep`. Each step is a run of its own.

mod find_max;
mod judge;
mod step;
pub mod suggest;
mod sweep;
#[cfg(test)]
mod tests;

use std::time::Duration;

use super::llm::Prompts;
use super::load;
use super::output::Output;
use super::settings::{Settings, integer, time};
use crate::cli::bench::Bench;
use crate::error::{Error, Result};
use crate::load::plan::Plan;
use crate::load::schedule::arrivals::Process;
use crate::session::Session;

/// Runs the steps that were asked for.
///
/// # Errors
/// A usage error, or what the steps met.
pub fn run(args: &Bench, settings: Settings, prompts: Option<&Prompts>, session: &mut Session) -> Result<()> {
    match &args.find_max {
        Some(text) => {
            find_max::run(args, text, Steps::read(args, settings, prompts, find_max::USUAL)?, session)
        }
        None => {
            // Gauges need longer than latencies to come to their level.
            let suggests = prompts.is_some_and(|prompts| prompts.suggest.is_some());
            let usual = if suggests { find_max::USUAL } else { sweep::USUAL };
            sweep::run(Steps::read(args, settings, prompts, usual)?, session)
        }
    }
}

/// What all steps have in common.
struct Steps<'a> {
    /// A run as the flags describe it; each step has its own load.
    plan: Plan,
    /// The usual length of a step.
    length: Duration,
    /// How regular arrivals are.
    process: Process,
    /// What decides chance; each step has the next one.
    seed: u64,
    /// How many cores there are.
    cores: usize,
    /// The most connections of an open loop.
    most: usize,
    /// Whether the report is JSON.
    json: bool,
    /// How many steps there were.
    done: u64,
    /// How long an answer takes, as far as steps have shown.
    answer: Duration,
    /// The prompts, if requests are such.
    prompts: Option<&'a Prompts>,
}

impl<'a> Steps<'a> {
    /// Reads the flags that steps have besides those of a run.
    fn read(args: &Bench, settings: Settings, prompts: Option<&'a Prompts>, usual: Duration) -> Result<Self> {
        let Settings { plan, output, .. } = settings;
        let length = time("-z", &args.duration, "--find-max 'p99<200ms' -z 30s")?;
        let json = match output {
            Output::Json => true,
            Output::Csv => {
                return Err(Error::flag(
                    "-o",
                    "csv",
                    "`text` or `json` is expected: steps are no rows of requests",
                    "neap bench --sweep -o json URL",
                ));
            }
            Output::Hey | Output::Text => false,
        };
        let process = load::process(args)?.unwrap_or(Process::POISSON);
        Ok(Self {
            length: if length.is_zero() { usual } else { length },
            process,
            seed: match args.seed.as_str() {
                "" => 0,
                seed => integer("--seed", seed, 0, u64::MAX, "--sweep --seed 1")?,
            },
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            done: 0,
            answer: Duration::ZERO,
            prompts,
            most: if args.concurrency.is_some() { plan.concurrency } else { 10_000 },
            plan,
            json,
        })
    }
}
