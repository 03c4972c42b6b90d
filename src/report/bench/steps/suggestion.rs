//! What `--suggest-target` found: the metric and the target that have a service grow in time, and why not the others.

use schemars::JsonSchema;
use serde::Serialize;

use super::text::rate;
use crate::elastic::target::Verdict;
use crate::engines::metrics::Measure;
use crate::report::units::{number, share};

/// Which metric, and which target.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// What is to be kept.
    pub objective: String,
    /// The highest rate that the replicas as they were kept it at.
    pub keeps: f64,
    /// The lowest rate that missed it; null if none did: more may be borne then.
    pub misses: Option<f64>,
    /// Seconds from when more replicas are asked for until a new one answers, as it was told.
    pub cold_start: f64,
    /// Seconds until the autoscaler sees what the engine shows, at the most.
    pub lag: f64,
    /// Seconds in which the load doubles at the fastest, as it was told.
    pub doubling: f64,
    /// How many-fold the load grows before a new replica answers.
    pub growth: f64,
    /// The rate at which more replicas have to be asked for.
    pub asks: f64,
    /// What to scale on; null if no metric works.
    pub chosen: Option<Chosen>,
    /// Every gauge that the engine shows.
    pub candidates: Vec<Candidate>,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// What to scale on.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Chosen {
    /// The preset, as `--scale-metric` takes it.
    pub preset: String,
    /// What the engine calls it.
    pub metric: String,
    /// The target of one replica, as `--scale-target` takes it.
    pub target: String,
    /// The flags of `neap serve`.
    pub flags: String,
    /// Why this one.
    pub reason: String,
}

/// A gauge that might be scaled on. Values are of one replica.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// The preset, as `--scale-metric` takes it.
    pub preset: String,
    /// What the engine calls it.
    pub metric: String,
    /// What it shows at half of `asks`, at `asks` and at `keeps`.
    pub shows: [f64; 3],
    /// The highest value that it can take, if it has one that is known.
    pub cap: Option<f64>,
    /// What would be its target.
    pub target: f64,
    /// `works`, `unread`, `blind`, `flat`, `capped`, `noisy`.
    pub verdict: String,
    /// Why, in words.
    pub reason: String,
}

/// The word for programs, and the sentence for people.
pub fn verdict(verdict: Verdict) -> (&'static str, String) {
    match verdict {
        Verdict::Works { error, fold } => (
            "works",
            match fold {
                Some(fold) => {
                    format!(
                        "a reading tells the load to {}; grows at most {fold}-fold a cold start",
                        share(error)
                    )
                }
                None => format!("a reading tells the load to {}; no highest value is known", share(error)),
            },
        ),
        Verdict::Unread => ("unread", "the engine did not show it at the rates that count".to_owned()),
        Verdict::Blind { rises: None } => ("blind", "blind: it stays at nothing at every rate".to_owned()),
        Verdict::Blind { rises: Some(from) } => {
            ("blind", format!("blind: it shows something from {} on, which is too late", rate(from)))
        }
        Verdict::Flat => ("flat", "does not fall: with twice the replicas it stays where it was".to_owned()),
        Verdict::Capped { fold } => {
            ("capped", format!("capped: at most {fold}-fold a cold start, and the load grows faster"))
        }
        Verdict::Noisy { error } => {
            ("noisy", format!("noisy: a reading tells the load to {} only", share(error)))
        }
    }
}

/// A target as `--scale-target` takes it, cut so that it asks rather too early: whole requests from ten on, tenths below, whole per
/// cent of a share.
pub fn written(target: f64, measure: Measure) -> String {
    match measure {
        Measure::Ratio => format!("{}%", (target * 100.0).floor().max(1.0)),
        _ if target >= 10.0 => format!("{}", target.floor()),
        _ => format!("{}", (target * 10.0).floor() / 10.0),
    }
}

/// The suggestion as lines of at most 80 columns, with the flags to copy as the last one.
pub fn suggestion_text(suggestion: &Suggestion) -> String {
    let Suggestion { objective, keeps, misses, asks, growth, cold_start, lag, doubling, .. } = suggestion;
    let bound = match misses {
        Some(misses) => format!("{} misses it", rate(*misses)),
        None => "no step missed it, so they may bear more".to_owned(),
    };
    let mut lines = vec![
        format!("The replicas as they are keep {objective} up to {}; {bound}.", rate(*keeps)),
        format!(
            "A new one answers {:.0} s after a metric rises ({cold_start:.0} s, and {lag:.0} s until that is seen).",
            cold_start + lag
        ),
        format!(
            "A load that doubles in {doubling:.0} s grows {growth:.2}-fold meanwhile: ask for more at {}.",
            rate(*asks)
        ),
        String::new(),
    ];
    let head = [rate(asks / 2.0), rate(*asks), rate(*keeps), "target".to_owned()];
    lines.push(row("", &head));
    for candidate in &suggestion.candidates {
        let works = candidate.verdict == "works";
        let [half, now, most] = candidate.shows.map(number);
        let target = if works { number(candidate.target) } else { "-".to_owned() };
        lines.push(row(&candidate.preset, &[half, now, most, target]));
        lines.push(format!("  {}", candidate.reason));
    }
    lines.push(String::new());
    lines.extend(suggestion.notes.iter().map(|note| format!("note: {note}")));
    match &suggestion.chosen {
        Some(chosen) => {
            lines.push(format!("{}:", chosen.reason));
            lines.push(format!("  neap serve … {}", chosen.flags));
        }
        None => lines.push("No gauge of the engine works: none tells the load in time.".to_owned()),
    }
    lines.join("\n") + "\n"
}

fn row(name: &str, cells: &[String; 4]) -> String {
    let cells: String = cells.iter().map(|cell| format!("{cell:>12}")).collect();
    format!("{name:<22}{cells}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_written_as_the_flag_takes_them() {
        for (target, measure, text) in [
            (17.9, Measure::Count, "17"),
            (5.96, Measure::Count, "5.9"),
            (1.0, Measure::Count, "1"),
            (0.459, Measure::Ratio, "45%"),
            (0.004, Measure::Ratio, "1%"),
        ] {
            assert_eq!(written(target, measure), text);
        }
    }
}
