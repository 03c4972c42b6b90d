//! What happened over the time of a run. The lanes of a page stand below each other, with the same seconds at the same place.

use super::frame::{Frame, Unit};
use super::scale::Scale;
use super::series::{self, Series, seconds_a_place};
use super::svg::{Anchor, Svg};

/// Values over the time of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// For a link.
    pub id: &'static str,
    /// What is shown.
    pub title: String,
    /// What the numbers at the axis are.
    pub unit: Unit,
    /// Whether an axis of ratios may be used, if the values differ that much.
    pub ratios: bool,
    /// The values, the rearmost first.
    pub series: Vec<Series>,
}

/// What lies behind all lanes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Background {
    /// Parts of the run.
    pub regions: Vec<Region>,
    /// Things that happened at a time.
    pub marks: Vec<Mark>,
}

/// A part of the run.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Seconds since the start.
    pub from: f64,
    /// Seconds since the start.
    pub to: f64,
    /// In a word.
    pub label: String,
}

/// Something that happened at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Seconds since the start.
    pub at: f64,
    /// A letter or two; the words are in a table.
    pub label: String,
}

/// From which ratio of the largest value to the smallest a linear axis would hide the smaller ones.
const FAR: f64 = 25.0;

impl Lane {
    /// How many seconds the longest series has.
    pub fn seconds(&self) -> usize {
        self.series.iter().map(|series| series.values.len()).max().unwrap_or(0)
    }

    /// How many seconds share a place on a frame.
    pub fn each(&self, frame: &Frame) -> usize {
        seconds_a_place(self.seconds(), if frame.width > 900.0 { 500 } else { 150 })
    }

    /// The axis of the values.
    pub fn scale(&self, frame: &Frame) -> Scale {
        let each = self.each(frame);
        let values = self.series.iter().flat_map(|series| series.folded(each)).flatten();
        let (mut least, mut most) = (f64::INFINITY, 0f64);
        for value in values.filter(|value| *value > 0.0) {
            least = least.min(value);
            most = most.max(value);
        }
        match self.ratios && most / least >= FAR {
            true => Scale::ratios(least, most),
            false => Scale::from_zero(most, frame.rows()),
        }
    }

    /// Draws it.
    pub fn draw(&self, frame: &Frame, background: &Background) -> Svg {
        let mut svg = Svg::new(frame.width, frame.height);
        let end = self.seconds().max(1) as f64;
        let across = |second: f64| frame.x((second / end).clamp(0.0, 1.0));
        let mut names = Names::default();
        for region in &background.regions {
            let (from, to) = (across(region.from), across(region.to));
            let size = (to - from, frame.floor() - frame.top);
            svg.rect((from, frame.top), size, "region", Some(&region.label));
            names.write(&mut svg, f64::midpoint(from, to), frame, "region-name", &region.label);
        }
        let scale = self.scale(frame);
        frame.values(&mut svg, scale, self.unit);
        let each = self.each(frame);
        for series in &self.series {
            let values = series.folded(each);
            let x = |place: f64| across(place * each as f64);
            let path =
                series::path(series.drawn, &values, x, |value| frame.y(scale.place(value)), frame.floor());
            svg.path(&path, &format!("series {} {}", shape(series), series.class));
        }
        frame.seconds(&mut svg, end);
        for mark in &background.marks {
            let x = across(mark.at);
            svg.line((x, frame.top), (x, frame.floor()), "mark");
            names.write(&mut svg, x, frame, "mark-name", &mark.label);
        }
        svg
    }
}

/// The names above a lane. One that would lie on another is left out: the table of what happened has them all.
#[derive(Debug, Default)]
struct Names(Vec<(f64, f64)>);

impl Names {
    fn write(&mut self, svg: &mut Svg, x: f64, frame: &Frame, class: &str, name: &str) {
        let half = name.chars().count() as f64 * 3.2 + 3.0;
        let x = x.clamp(half, (frame.width - half).max(half));
        if self.0.iter().all(|(from, to)| x + half <= *from || x - half >= *to) {
            svg.text((x, frame.top - 5.0), Anchor::Middle, class, name);
            self.0.push((x - half, x + half));
        }
    }
}

fn shape(series: &Series) -> &'static str {
    match series.drawn {
        series::Drawn::Bars => "bars",
        series::Drawn::Line | series::Drawn::Steps => "stroke",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::page::chart::series::{Drawn, Fold};

    fn lane(values: Vec<Option<f64>>) -> Lane {
        let series = Series {
            label: "p99".into(),
            class: "p99",
            drawn: Drawn::Line,
            fold: Fold::Largest,
            source: ("/timeline", "p99".into()),
            values,
        };
        Lane {
            id: "latency",
            title: "Latency".into(),
            unit: Unit::Seconds,
            ratios: true,
            series: vec![series],
        }
    }

    #[test]
    fn values_that_differ_much_have_an_axis_of_ratios() {
        assert!(matches!(lane(vec![Some(0.01), Some(0.02)]).scale(&Frame::WIDE), Scale::Linear { .. }));
        assert!(matches!(lane(vec![Some(0.01), Some(2.0)]).scale(&Frame::WIDE), Scale::Log { .. }));
        assert_eq!(lane(vec![]).scale(&Frame::WIDE), Scale::Linear { from: 0.0, to: 1.0 });
    }

    #[test]
    fn two_hours_have_as_many_places_as_a_screen_can_show() {
        let lane = lane((0..7200).map(|second| Some(0.01 + f64::from(second) * 1e-6)).collect());
        assert_eq!((lane.each(&Frame::WIDE), lane.each(&Frame::NARROW)), (15, 60));
        let drawn = lane.draw(&Frame::WIDE, &Background::default()).element("", "", "");
        assert!(drawn.len() < 12_000, "{}", drawn.len());
    }

    #[test]
    fn names_of_marks_do_not_lie_on_each_other() {
        let marks = [1.0, 1.01, 30.0].map(|at| Mark { at, label: "a".into() }).into();
        let background = Background { marks, ..Background::default() };
        let drawn = lane(vec![Some(1.0); 60]).draw(&Frame::WIDE, &background).element("", "", "");
        assert_eq!(drawn.matches("mark-name").count(), 2);
    }
}
