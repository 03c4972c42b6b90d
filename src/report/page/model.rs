//! What stands on the page, as the template takes it. Strings are escaped by the template; `Html` is markup that was made here.

use minijinja::Value as Html;
use serde::Serialize;

use super::chart::frame::Frame;
use super::chart::lane::{Background, Lane};
use super::chart::series::{Drawn, Series};
use super::chart::svg::{Svg, escaped};

/// How something is judged. It is always said in words too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// As it should be.
    Good,
    /// Not judged.
    Plain,
    /// Worth a look.
    Warn,
    /// Not as it should be.
    Bad,
}

impl Level {
    /// A sign that can be told without colours.
    pub fn sign(self) -> &'static str {
        match self {
            Level::Good => "✓",
            Level::Plain => "•",
            Level::Warn => "!",
            Level::Bad => "✕",
        }
    }
}

/// A finding in a few words.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// How it is judged.
    pub level: Level,
    /// Its sign.
    pub sign: &'static str,
    /// In words.
    pub text: Html,
}

impl Finding {
    /// A finding.
    pub fn new(level: Level, text: Html) -> Self {
        Self { level, sign: level.sign(), text }
    }
}

/// A number of the overview.
#[derive(Debug, Clone, Serialize)]
pub struct Tile {
    /// What it is.
    pub label: String,
    /// The number.
    pub figure: Html,
    /// What belongs to it.
    pub note: Html,
    /// The run at a glance.
    pub spark: Option<Html>,
}

/// A part of the page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Section {
    /// For a link.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// What must be known to read it.
    pub lead: Option<Html>,
    /// Charts and tables.
    pub parts: Vec<Part>,
}

/// What a section is made of.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// A chart.
    Chart(Chart),
    /// Several beside each other, where there is room.
    Beside(Vec<Part>),
    /// Several below each other, as one of those beside each other.
    Stack(Vec<Part>),
    /// Numbers.
    Table(Table),
}

/// A chart.
#[derive(Debug, Clone, Serialize)]
pub struct Chart {
    /// For a link.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What must be known to read it.
    pub note: String,
    /// The lines and what they are.
    pub legend: Vec<Key>,
    /// The drawings: one, or one for wide and one for narrow screens.
    pub drawings: Vec<Html>,
    /// What the script reads out: label, list of seconds, field and unit of each series, as JSON.
    pub series: Option<String>,
}

/// A line of a legend.
#[derive(Debug, Clone, Serialize)]
pub struct Key {
    /// Its class.
    pub class: &'static str,
    /// Whether it is drawn as bars.
    pub bars: bool,
    /// What it is.
    pub label: String,
}

/// A table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Table {
    /// What it tells.
    pub title: String,
    /// The headings of its columns; none for a list of names and values.
    pub head: Vec<String>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Whether its cells are words and not numbers.
    pub words: bool,
    /// Whether its last cells are.
    pub told: bool,
}

/// A row of a table.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// What it is.
    pub label: String,
    /// Its cells.
    pub cells: Vec<Html>,
}

impl Table {
    /// An empty one.
    pub fn new(title: &str, head: &[&str]) -> Self {
        Self {
            title: title.to_owned(),
            head: head.iter().map(|head| (*head).to_owned()).collect(),
            ..Self::default()
        }
    }

    /// Names and what they are, in words.
    pub fn list(title: &str) -> Self {
        Self { words: true, ..Self::new(title, &[]) }
    }

    /// Adds it to a list if it has a row.
    pub fn onto(self, parts: &mut Vec<Part>) {
        if !self.rows.is_empty() {
            parts.push(Part::Table(self));
        }
    }

    /// Adds a row.
    pub fn row(&mut self, label: impl Into<String>, cells: impl Into<Vec<Html>>) {
        self.rows.push(Row { label: label.into(), cells: cells.into() });
    }
}

impl Key {
    /// Of a series.
    pub fn of(series: &Series) -> Self {
        Self { class: series.class, bars: series.drawn == Drawn::Bars, label: series.label.clone() }
    }
}

impl Chart {
    /// Values over the time of the run.
    pub fn lane(lane: &Lane, background: &Background) -> Self {
        let each = |frame: &Frame| lane.each(frame);
        let folded = match (each(&Frame::WIDE), each(&Frame::NARROW)) {
            (1, 1) => String::new(),
            (wide, _) if wide > 1 => format!("each place is {wide} s"),
            _ => String::new(),
        };
        let end = lane.seconds().max(1);
        let drawing = |frame: &Frame, class: &str| {
            let attributes = format!(
                r#" data-left="{}" data-right="{}" data-end="{end}""#,
                frame.left / frame.width,
                frame.end() / frame.width
            );
            Html::from_safe_string(lane.draw(frame, background).element(class, &attributes, &lane.title))
        };
        let series = lane.series.iter().map(|series| {
            let (list, field) = &series.source;
            serde_json::json!([series.label, list, field, lane.unit.word()])
        });
        // Bars stand behind lines, and are told after them.
        let mut legend: Vec<Key> = lane.series.iter().rev().map(Key::of).collect();
        legend.sort_by_key(|key| key.bars);
        Self {
            id: lane.id.to_owned(),
            title: lane.title.clone(),
            note: folded,
            legend,
            drawings: vec![drawing(&Frame::WIDE, "chart wide"), drawing(&Frame::NARROW, "chart narrow")],
            series: Some(serde_json::Value::Array(series.rev().collect()).to_string()),
        }
    }

    /// One of two beside each other.
    pub fn half(id: &str, title: &str, note: &str, legend: Vec<Key>, draw: impl Fn(&Frame) -> Svg) -> Self {
        let drawing = |frame: &Frame, class| Html::from_safe_string(draw(frame).element(class, "", title));
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            note: note.to_owned(),
            legend,
            drawings: vec![drawing(&Frame::HALF, "chart wide"), drawing(&Frame::NARROW_HALF, "chart narrow")],
            series: None,
        }
    }
}

/// A word of its own kind, as a class of errors or a URL.
pub fn code(text: &str) -> Html {
    Html::from_safe_string(format!("<code>{}</code>", escaped(text)))
}
