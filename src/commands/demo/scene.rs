//! The load of a story: sent by the same engine as `neap bench`, its answers sorted by cluster time.

use std::time::Duration;

use clap::Parser;
use jiff::{SignedDuration, Timestamp};

use super::catalogue::Story;
use crate::cli::{Cli, Command};
use crate::error::{Error, Result};
use crate::load::engine::{self, Run};
use crate::load::sample::Sample;
use crate::load::summary::Ending;
use crate::report::tide::Met;

/// Requests that are sent now, and what came back since the beginning.
pub struct Load {
    run: Option<Run>,
    began: Timestamp,
    ended: Option<Timestamp>,
    speed: f64,
    samples: Vec<Answer>,
}

/// One answer, in the cluster's time.
#[derive(Debug, Clone, Copy)]
struct Answer {
    at: Timestamp,
    took: Duration,
    failed: bool,
}

impl Load {
    /// Starts to send; `words` is the command line that would do the same.
    ///
    /// # Errors
    /// The command line is wrong, or the machine gives no thread.
    pub async fn start(words: &[String], now: Timestamp, speed: f64) -> Result<Self> {
        let words = crate::cli::hey::rewrite(
            std::iter::once("neap").chain(words.iter().map(String::as_str)).map(Into::into).collect(),
        );
        let cli = Cli::try_parse_from(words).map_err(|error| Error::usage(error.to_string()))?;
        let Command::Bench(bench) = cli.command else { return Err(Error::usage("a load is a bench")) };
        let bench = bench.into_inner().bench;
        let mut plan = crate::commands::bench::plan(&bench)?;
        plan.rows = true;
        Ok(Self {
            run: Some(engine::start(plan).await?),
            began: now,
            ended: None,
            speed,
            samples: Vec::new(),
        })
    }

    /// The next answers. Without a run it waits for ever.
    pub async fn answers(&mut self) {
        let batch = match &mut self.run {
            Some(run) => run.rows().await,
            None => None,
        };
        match batch {
            Some(batch) => self.take(&batch),
            None => std::future::pending().await,
        }
    }

    /// Stops sending. What is under way is given up.
    ///
    /// # Errors
    /// A load thread failed.
    pub async fn stop(&mut self, now: Timestamp) -> Result<()> {
        let Some(mut run) = self.run.take() else { return Ok(()) };
        self.ended = Some(now);
        run.stop(Ending::Interrupted);
        while let Some(batch) = run.rows().await {
            self.take(&batch);
        }
        run.finish().map(drop)
    }

    /// What was met between two moments; `None` if nothing was sent then.
    pub fn met(&self, from: Timestamp, until: Timestamp) -> Option<Met> {
        let (from, until) = (from.max(self.began), until.min(self.ended.unwrap_or(until)));
        if from >= until {
            return None;
        }
        let mut took: Vec<Duration> = Vec::new();
        let mut errors = 0;
        for answer in self.samples.iter().filter(|it| (from..until).contains(&it.at)) {
            took.push(answer.took);
            errors += u64::from(answer.failed);
        }
        took.sort_unstable();
        let span = until.duration_since(from).as_secs_f64();
        Some(Met {
            rate: if span > 0.0 { took.len() as f64 / span } else { 0.0 },
            median: took.get(took.len() / 2).copied(),
            errors,
        })
    }

    fn take(&mut self, batch: &[Sample]) {
        for sample in batch {
            let ended = (sample.offset + sample.total).mul_f64(self.speed);
            let at = self.began.saturating_add(SignedDuration::try_from(ended).unwrap_or_default());
            self.samples.push(Answer {
                at: at.unwrap_or(self.began),
                took: sample.total.mul_f64(self.speed),
                failed: sample.status >= 400,
            });
        }
    }
}

/// The command line that sends the load.
pub fn words(story: &Story, clients: usize, ingress: &str) -> Vec<String> {
    let (clients, body) = (clients.to_string(), (story.body)());
    let url = format!("{ingress}/v1/chat/completions");
    let words = ["bench", "-z", "10m", "-c", &clients, "-t", "0", "-m", "POST", "-host", story.host];
    let rest = ["-H", "Content-Type: application/json", "-d", &body, &url];
    words.into_iter().chain(rest).map(str::to_owned).collect()
}

#[cfg(test)]
impl Load {
    /// One that was sent between these moments: when each answer ended and how long it took, in milliseconds, and whether it failed.
    pub fn recorded([began, ended]: [Timestamp; 2], answers: &str) -> Self {
        let answer = |row: &str| {
            let cells: Vec<&str> = row.split(',').collect();
            Answer {
                at: began.checked_add(SignedDuration::from_millis(cells[0].parse().unwrap())).unwrap(),
                took: Duration::from_millis(cells[1].parse().unwrap()),
                failed: cells[2] == "true",
            }
        };
        Self {
            run: None,
            began,
            ended: Some(ended),
            speed: 1.0,
            samples: answers.lines().skip(1).map(answer).collect(),
        }
    }
}
