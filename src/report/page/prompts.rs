//! What a load of prompts has to say: times of tokens, tokens a second, lengths, goodput, turns.

use minijinja::Value as Html;

use super::chart::curve::{self, Curve};
use super::chart::frame::{Frame, Unit};
use super::chart::lane::Lane;
use super::chart::series::{Drawn, Fold, Series};
use super::figures::{Figures, joined, text};
use super::model::{Chart, Key, Part, Section, Table, Tile, code};
use crate::report::bench::cluster::Elasticity;
use crate::report::bench::document::Document;
use crate::report::bench::llm::document::{Answers, Llm, LlmSecond, TokenCounts};
use crate::report::units;

/// Names, and where the times stand in the answers.
const TIMES: [(&str, &str); 8] = [
    ("TTFT", "ttft"),
    ("TTFT since due", "ttftSinceDue"),
    ("First answer token", "firstAnswerToken"),
    ("TPOT", "tpot"),
    ("ITL", "itl"),
    ("Between chunks", "interChunk"),
    ("E2EL", "e2el"),
    ("E2EL since due", "e2elSinceDue"),
];

/// The pointer of the answers by which a run is judged.
fn window(llm: &Llm) -> &'static str {
    if llm.steady.is_some() { "/llm/steady" } else { "/llm/whole" }
}

fn answers(llm: &Llm) -> &Answers {
    llm.steady.as_ref().unwrap_or(&llm.whole)
}

/// Lanes of the timeline.
pub fn lanes(document: &Document) -> Vec<Lane> {
    let Some(llm) = &document.llm else { return Vec::new() };
    let one = |label: &str, field: &str, class, (drawn, fold), value: fn(&LlmSecond) -> Option<f64>| Series {
        label: label.to_owned(),
        class,
        drawn,
        fold,
        source: ("/llm/timeline", field.to_owned()),
        values: llm.timeline.iter().map(value).collect(),
    };
    let line = |fold| (Drawn::Line, fold);
    vec![
        Lane {
            id: "ttft",
            title: "TTFT of the first tokens that came in each second".to_owned(),
            unit: Unit::Seconds,
            ratios: true,
            series: vec![
                one("p99", "ttftP99", "third", line(Fold::Largest), |second| second.ttft_p99),
                one("p50", "ttftP50", "first", line(Fold::Middle), |second| second.ttft_p50),
            ],
        },
        Lane {
            id: "tokens",
            title: "Tokens of answers in each second".to_owned(),
            unit: Unit::Rate,
            ratios: false,
            series: vec![one("tokens", "outputTokens", "first", line(Fold::Mean), |second| {
                Some(second.output_tokens as f64)
            })],
        },
        Lane {
            id: "shed",
            title: "Requests that the server shed in each second (429, 503)".to_owned(),
            unit: Unit::Rate,
            ratios: false,
            series: vec![one("shed", "shed", "bad", (Drawn::Bars, Fold::Mean), |second| {
                Some(second.shed as f64)
            })],
        },
    ]
}

/// Tiles of the overview.
pub fn tiles(document: &Document, figures: Figures<'_>) -> Vec<Tile> {
    let Some(llm) = &document.llm else { return Vec::new() };
    let at = window(llm);
    let spark = |name: &str| {
        let lane = lanes(document).into_iter().find(|lane| lane.id == name)?;
        let svg = super::chart::spark::draw(lane.series.last()?);
        Some(Html::from_safe_string(svg.element("spark", super::chart::spark::STRETCHED, &lane.title)))
    };
    let mut tiles = vec![
        Tile {
            label: "Output tokens".to_owned(),
            figure: figures.rate(&format!("{at}/outputTokensPerSecond")),
            note: joined(&[
                text("each stream "),
                figures.rate(&format!("{at}/streamTokensPerSecond/p50")),
                text(" p50"),
            ]),
            spark: spark("tokens"),
        },
        Tile {
            label: "TTFT p50".to_owned(),
            figure: figures.percentile(&format!("{at}/ttft"), 50.0),
            note: joined(&[text("p99 "), figures.percentile(&format!("{at}/ttft"), 99.0)]),
            spark: spark("ttft"),
        },
        Tile {
            label: "TPOT p50".to_owned(),
            figure: figures.percentile(&format!("{at}/tpot"), 50.0),
            note: joined(&[text("p99 "), figures.percentile(&format!("{at}/tpot"), 99.0)]),
            spark: None,
        },
    ];
    if answers(llm).goodput.is_some() {
        tiles.push(Tile {
            label: "Goodput".to_owned(),
            figure: figures.share(&format!("{at}/goodput/share")),
            note: joined(&[figures.rate(&format!("{at}/goodput/perSecond")), text(" kept all limits")]),
            spark: None,
        });
    }
    tiles
}

/// The section; `None` for other loads.
pub fn section(document: &Document, figures: Figures<'_>) -> Option<Section> {
    let llm = document.llm.as_ref()?;
    let at = window(llm);
    let answers = answers(llm);
    let mut parts = Vec::new();
    if llm.streaming {
        let curves = [
            ("TTFT", "first", &answers.ttft),
            ("TPOT", "second", &answers.tpot),
            ("ITL", "third", &answers.itl),
        ];
        let legend = curves.map(|(label, class, _)| Key { class, bars: false, label: label.to_owned() });
        let curves = curves.map(|(_, class, times)| Curve { class, times });
        let draw = |frame: &Frame| curve::draw(&curves, frame);
        let chart = Chart::half("token-times", "How long tokens took", "", legend.into(), draw);
        parts.push(Part::Beside(vec![Part::Chart(chart), Part::Table(lengths(answers, at, figures))]));
    }
    parts.push(Part::Table(times(at, figures)));
    if let Some(table) = turns(answers, at, figures) {
        parts.push(Part::Table(table));
    }
    if let Some(table) = goodput(llm, answers, at, figures) {
        parts.push(Part::Table(table));
    }
    if let Some(table) = engine(llm, document.cluster.as_ref(), figures) {
        parts.push(Part::Table(table));
    }
    parts.push(Part::Table(about(llm, answers, at, figures)));
    let lead = match llm.steady {
        Some(_) => "Of the steady window.",
        None => "Of the whole run.",
    };
    Some(Section { id: "tokens-section", title: "Tokens".to_owned(), lead: Some(text(lead)), parts })
}

fn times(at: &str, figures: Figures<'_>) -> Table {
    let mut table = Table::new("Times", &["", "mean", "p50", "p90", "p99", "max"]);
    for (name, field) in TIMES {
        let at = format!("{at}/{field}");
        let percentile = |percent| figures.percentile(&at, percent);
        let (mean, max) = (figures.seconds(&format!("{at}/mean")), figures.seconds(&format!("{at}/max")));
        table.row(name, [mean, percentile(50.0), percentile(90.0), percentile(99.0), max]);
    }
    table
}

fn lengths(answers: &Answers, at: &str, figures: Figures<'_>) -> Table {
    let mut table = Table::new("Tokens of a request", &["", "mean", "p50", "p99", "max"]);
    for (name, field) in
        [("Prompt", "promptLengths"), ("Answer", "outputLengths"), ("Asked for", "requestedLengths")]
    {
        let cells = ["mean", "p50", "p99", "max"].map(|cell| figures.number(&format!("{at}/{field}/{cell}")));
        table.row(name, cells);
    }
    let reasons = answers.finish_reasons.iter().enumerate();
    for (place, reason) in reasons {
        let count = figures.count(&format!("{at}/finishReasons/{place}/count"));
        table.row(format!("ended by {}", reason.reason), [count]);
    }
    table
}

fn turns(answers: &Answers, at: &str, figures: Figures<'_>) -> Option<Table> {
    let mut table =
        Table::new("TTFT by turn of the conversation", &["turn", "answers", "mean", "p50", "p99", "max"]);
    for (place, turn) in answers.turns.iter().enumerate() {
        let at = format!("{at}/turns/{place}/ttft");
        let cells = [
            figures.count(&format!("{at}/count")),
            figures.seconds(&format!("{at}/mean")),
            figures.percentile(&at, 50.0),
            figures.percentile(&at, 99.0),
            figures.seconds(&format!("{at}/max")),
        ];
        let more = if place + 1 == answers.turns.len() && place > 0 { " and later" } else { "" };
        table.row(format!("{}{more}", turn.turn), cells);
    }
    (!table.rows.is_empty()).then_some(table)
}

fn goodput(llm: &Llm, answers: &Answers, at: &str, figures: Figures<'_>) -> Option<Table> {
    let goodput = answers.goodput.as_ref()?;
    let at = format!("{at}/goodput");
    let mut table = Table::list("Goodput: requests that kept all limits, of all that were due");
    let of = [
        figures.count(&format!("{at}/good")),
        text(" of "),
        figures.count(&format!("{at}/scheduled")),
        text(", "),
    ];
    let share = figures.share(&format!("{at}/share"));
    table.row(
        "Good",
        [joined(&[&of[..], &[share, text(", "), figures.rate(&format!("{at}/perSecond"))]].concat())],
    );
    for (place, (limit, _)) in llm.limits.iter().zip(&goodput.missed).enumerate() {
        let name = format!("Missed {} of {}", limit.metric, units::seconds(limit.seconds));
        table.row(name, [figures.count(&format!("{at}/missed/{place}"))]);
    }
    table.row("As vLLM counts", [figures.rate(&format!("{at}/vllmPerSecond"))]);
    Some(table)
}

fn engine(llm: &Llm, cluster: Option<&Elasticity>, figures: Figures<'_>) -> Option<Table> {
    let engine = llm.engine.as_ref()?;
    let mut table = Table::list("What the engine says of the run");
    table.row("Engine", [joined(&[text(format!("{}, ", engine.name)), code(&engine.url)])]);
    if engine.ttft.is_some() {
        let at = |field: &str| figures.seconds(&format!("/llm/engine/ttft/{field}"));
        let pieces = [
            text("mean "),
            at("mean"),
            text(", p50 "),
            at("p50"),
            text(", p90 "),
            at("p90"),
            text(", p99 "),
            at("p99"),
        ];
        // An engine of a sandbox that runs faster measures by its own clock.
        let own = cluster.is_none_or(|cluster| (cluster.speed - 1.0).abs() < f64::EPSILON);
        table.row(
            if own { "Its own TTFT" } else { "Its own TTFT, by the cluster's clock" },
            [joined(&pieces)],
        );
    }
    table.row("Prefix cache hits", [figures.share("/llm/engine/cacheHitShare")]);
    if engine.speculation.is_some() {
        let of = |field: &str| format!("/llm/engine/speculation/{field}");
        table.row("Draft tokens", [figures.count(&of("draftTokens"))]);
        table.row("of them accepted", [figures.share(&of("acceptanceShare"))]);
    }
    Some(table)
}

fn about(llm: &Llm, answers: &Answers, at: &str, figures: Figures<'_>) -> Table {
    let mut table = Table::list("Prompts and answers");
    table.row("Backend", [text(&llm.backend)]);
    table.row("Model", [llm.model.as_deref().map_or_else(|| text("–"), code)]);
    table.row("Prompts", [text(format!("{}: {}", llm.dataset.name, llm.dataset.about))]);
    for field in &llm.fields {
        table.row(field.name.clone(), [code(&field.value)]);
    }
    table.row(
        "Tokens are counted",
        [text(match llm.token_counts {
            TokenCounts::Usage => "by the engine",
            TokenCounts::Tokenizer => "by a tokenizer of this side",
            TokenCounts::Chunks => {
                "as chunks of the streams, which is too few where the engine sends several at a time"
            }
            TokenCounts::Mixed => "some by the engine, some as chunks",
            TokenCounts::None => "not at all: nothing was answered",
        })],
    );
    let total = [
        figures.count(&format!("{at}/promptTokens")),
        text(" in, "),
        figures.count(&format!("{at}/outputTokens")),
        text(" out, "),
        figures.rate(&format!("{at}/totalTokensPerSecond")),
    ];
    table.row("Tokens", [joined(&total)]);
    if answers.cached_tokens.is_some() {
        let pieces = [
            figures.count(&format!("{at}/cachedTokens")),
            text(", "),
            figures.share(&format!("{at}/cacheHitShare")),
        ];
        table.row("Of prompts in the prefix cache", [joined(&pieces)]);
    }
    let chunks = [
        figures.count(&format!("{at}/chunks/count")),
        text(", tokens each "),
        figures.number(&format!("{at}/chunks/tokensPerChunk")),
        text(", coalesced "),
        figures.share(&format!("{at}/chunks/coalescedShare")),
    ];
    table.row("Chunks", [joined(&chunks)]);
    table
}
