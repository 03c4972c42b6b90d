//! A tide in figures: what the load met while replicas and nodes rose and fell.

use std::time::Duration;

use jiff::SignedDuration;

use super::status::Screen;
use crate::clock::span;
use crate::ui::{Mark, Table};

/// A stretch of time in which the counts stayed as they were.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// When it began, since the beginning of the story.
    pub from: SignedDuration,
    /// How long it lasted.
    pub lasted: SignedDuration,
    /// Replicas, pods and nodes.
    pub counts: Counts,
    /// The metric when it began, as `11 / 5`: what led to it.
    pub metric: Option<String>,
    /// What the load met; `None` while nothing was sent.
    pub load: Option<Met>,
}

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Replicas that are asked for.
    pub desired: u32,
    /// Pods that are ready.
    pub ready: u32,
    /// Pods that no node takes yet.
    pub pending: u32,
    /// GPUs of all replicas that are asked for, where a replica is a group of pods.
    pub gpus: Option<u32>,
    /// Ready nodes of each pool of the service, in the order of its units.
    pub nodes: Vec<(String, u32)>,
}

/// What the load met, in the cluster's time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Met {
    /// Answers per second.
    pub rate: f64,
    /// Half of the answers took at most this long; `None` without answers.
    pub median: Option<Duration>,
    /// Requests that were answered with an error status.
    pub errors: u64,
}

/// The table of stretches.
pub fn tide(stretches: &[Stretch], screen: Screen) -> String {
    let pools: Vec<&str> = stretches
        .iter()
        .max_by_key(|stretch| stretch.counts.nodes.len())
        .map(|stretch| stretch.counts.nodes.iter().map(|(name, _)| name.as_str()).collect())
        .unwrap_or_default();
    let of_groups = stretches.iter().any(|stretch| stretch.counts.gpus.is_some());
    let mut header = vec!["FROM", "FOR", "DESIRED", "READY", "PENDING"];
    header.extend(of_groups.then_some("GPUS"));
    header.extend(["NODES", "METRIC", "ANSWERS/S", "MEDIAN"]);
    let mut table = Table::new(header);
    for stretch in stretches {
        let counts = &stretch.counts;
        let nodes = pools.iter().map(|pool| {
            let nodes = counts.nodes.iter().find(|(name, _)| name == pool);
            nodes.map_or(0, |(_, nodes)| *nodes).to_string()
        });
        let mut cells = vec![
            (format!("+{}", span(stretch.from.as_secs())), Mark::Plain),
            (span(stretch.lasted.as_secs()), Mark::Dim),
            (counts.desired.to_string(), Mark::Plain),
            (counts.ready.to_string(), if counts.ready < counts.desired { Mark::Warn } else { Mark::Good }),
            (counts.pending.to_string(), if counts.pending > 0 { Mark::Warn } else { Mark::Dim }),
        ];
        let gpus = || counts.gpus.map_or_else(|| "-".to_owned(), |gpus| gpus.to_string());
        cells.extend(of_groups.then(|| (gpus(), Mark::Plain)));
        cells.push((nodes.collect::<Vec<_>>().join(" + "), Mark::Plain));
        cells.push((stretch.metric.clone().unwrap_or_else(|| "-".into()), Mark::Plain));
        let (rate, median) = match &stretch.load {
            None => ("-".into(), "-".into()),
            Some(met) => (format!("{:.1}", met.rate), met.median.map_or_else(|| "-".into(), seconds)),
        };
        cells.push((rate, Mark::Plain));
        cells.push((median, Mark::Plain));
        table.marked(cells);
    }
    let legend = screen.wrapped(&format!("NODES: {}", pools.join(" + ")), 0, Mark::Dim);
    format!("{}{legend}", table.render_tight(screen.width, screen.colour))
}

/// Two digits that count: `0.84 s`, `12 s`.
fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    match seconds {
        _ if seconds < 1.0 => format!("{seconds:.2} s"),
        _ if seconds < 10.0 => format!("{seconds:.1} s"),
        _ => format!("{seconds:.0} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_a_stretch_with_a_column_for_each_pool() {
        let secs = SignedDuration::from_secs;
        let nodes = |cloud| vec![("edge".to_owned(), 1), ("cloud".to_owned(), cloud)];
        let stretches = [
            Stretch {
                from: secs(0),
                lasted: secs(65),
                counts: Counts { desired: 1, ready: 0, pending: 0, gpus: None, nodes: nodes(0) },
                metric: None,
                load: None,
            },
            Stretch {
                from: secs(65),
                lasted: secs(30),
                counts: Counts { desired: 3, ready: 1, pending: 2, gpus: None, nodes: nodes(0) },
                metric: Some("11 / 5".into()),
                load: Some(Met { rate: 2.04, median: Some(Duration::from_millis(7_840)), errors: 0 }),
            },
        ];
        insta::assert_snapshot!(tide(&stretches, Screen::default()), @r"
        FROM   FOR   DESIRED   READY   PENDING   NODES   METRIC   ANSWERS/S   MEDIAN
        +0s    65s   1         0       0         1 + 0   -        -           -
        +65s   30s   3         1       2         1 + 0   11 / 5   2.0         7.8 s
        NODES: edge + cloud
        ");
        // 76 columns with three spaces between them.
        let narrow = tide(&stretches, Screen { width: Some(68), ..Screen::default() });
        assert!(narrow.lines().all(|line| line.len() <= 68) && narrow.contains("7.8 s"), "{narrow}");
    }
}
