//! The numbers that one looks at first.

use minijinja::Value as Html;

use super::chart::series::{Drawn, Fold};
use super::chart::spark::{self, STRETCHED};
use super::figures::{Figures, joined, text};
use super::model::Tile;
use super::over_time::of_seconds;
use super::prompts;
use super::verdict::window;
use crate::report::bench::document::{Document, Second};

/// The tiles.
pub fn tiles(document: &Document, figures: Figures<'_>) -> Vec<Tile> {
    let at = window(document);
    let part = document.steady.as_ref().unwrap_or(&document.whole);
    let spark = |field: &'static str, class, (drawn, fold), value: fn(&Second) -> Option<f64>| {
        let series = of_seconds(document, (field, field, class), (drawn, fold), value);
        let svg = spark::draw(&series);
        Some(Html::from_safe_string(svg.element("spark", STRETCHED, &format!("{field} over time"))))
    };
    let line = |fold| (Drawn::Line, fold);
    let mut tiles = vec![Tile {
        label: "Succeeded".to_owned(),
        figure: figures.rate(&format!("{at}/goodput")),
        note: joined(&[figures.count(&format!("{at}/requests/succeeded")), text(" requests")]),
        spark: spark("succeeded", "first", line(Fold::Mean), |second| Some(second.succeeded as f64)),
    }];
    tiles.extend(prompts::tiles(document, figures));
    if document.llm.is_none() {
        let latency = format!("{at}/latency");
        tiles.push(Tile {
            label: "Latency p50".to_owned(),
            figure: figures.percentile(&latency, 50.0),
            note: joined(&[text("mean "), figures.seconds(&format!("{latency}/mean"))]),
            spark: spark("p50", "first", line(Fold::Middle), |second| second.p50),
        });
        tiles.push(Tile {
            label: "Latency p99".to_owned(),
            figure: figures.percentile(&latency, 99.0),
            note: joined(&[text("slowest "), figures.seconds(&format!("{latency}/max"))]),
            spark: spark("p99", "third", line(Fold::Largest), |second| second.p99),
        });
    }
    tiles.push(Tile {
        label: "Errors".to_owned(),
        figure: figures.share(&format!("{at}/errorShare")),
        note: match part.errors.iter().max_by_key(|errors| errors.count) {
            Some(most) => text(format!("mostly {}", most.class)),
            None => text("none"),
        },
        spark: spark("failed", "bad", (Drawn::Bars, Fold::Mean), |second| Some(second.failed as f64)),
    });
    let most = document.timeline.iter().enumerate().max_by_key(|(_, second)| second.under_way);
    // They are counted where a second ends: of a run that is over by then nothing is known.
    if let Some((second, _)) = most.filter(|(_, second)| second.under_way > 0) {
        tiles.push(Tile {
            label: "Under way, most".to_owned(),
            figure: figures.count(&format!("/timeline/{second}/underWay")),
            note: text(format!("at the end of second {second}")),
            spark: spark("underWay", "second", (Drawn::Steps, Fold::Largest), |second| {
                Some(second.under_way as f64)
            }),
        });
    }
    tiles
}
