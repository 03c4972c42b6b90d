//! The field of a chart, its axes, and what is written at them.

use super::scale::{self, Scale};
use super::svg::{Anchor, Svg};
use crate::report::units;

/// What the numbers of an axis are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// How many.
    Count,
    /// So many a second.
    Rate,
    /// Of 1.
    Share,
}

impl Unit {
    /// A round number at an axis.
    pub fn tick(self, value: f64) -> String {
        match self {
            Unit::Seconds if value == 0.0 => "0".to_owned(),
            Unit::Seconds => match value {
                value if value >= 0.9995 => format!("{} s", trimmed(value)),
                value if value >= 0.999_5e-3 => format!("{} ms", trimmed(value * 1e3)),
                value => format!("{} µs", trimmed(value * 1e6)),
            },
            Unit::Share => format!("{} %", trimmed(value * 100.0)),
            Unit::Count | Unit::Rate => match value {
                value if value >= 1e9 => format!("{}G", trimmed(value / 1e9)),
                value if value >= 1e6 => format!("{}M", trimmed(value / 1e6)),
                value if value >= 1e4 => format!("{}k", trimmed(value / 1e3)),
                value => trimmed(value),
            },
        }
    }

    /// The word by which the page's script writes a number of it.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Seconds => "seconds",
            Unit::Count => "count",
            Unit::Rate => "rate",
            Unit::Share => "share",
        }
    }
}

fn trimmed(value: f64) -> String {
    if value >= 1000.0 {
        return units::count(value);
    }
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A time since the start at an axis: `30 s`, `5 min`, `1 h 30`.
pub fn clock(seconds: f64, end: f64) -> String {
    let whole = |value: f64| units::count(value.round());
    match (seconds, end) {
        (0.0, _) => "0".to_owned(),
        (seconds, end) if end <= 180.0 => format!("{} s", trimmed(seconds)),
        (seconds, end) if end <= 5400.0 => match (seconds / 60.0).floor() {
            minutes if seconds - minutes * 60.0 < 0.5 => format!("{} min", whole(minutes)),
            minutes => format!("{}:{:02.0}", whole(minutes), seconds - minutes * 60.0),
        },
        (seconds, _) => match (seconds / 3600.0).floor() {
            hours if seconds - hours * 3600.0 < 30.0 => format!("{} h", whole(hours)),
            hours => format!("{}:{:02.0} h", whole(hours), (seconds - hours * 3600.0) / 60.0),
        },
    }
}

/// How large a chart is. Each is drawn for wide and for narrow screens, so that letters keep their size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Units across.
    pub width: f64,
    /// Units down.
    pub height: f64,
    /// Room for the numbers at the left.
    pub left: f64,
    /// Room at the right.
    pub right: f64,
    /// Room above.
    pub top: f64,
    /// Room for the numbers below.
    pub bottom: f64,
}

impl Frame {
    /// A chart over the whole width of a screen.
    pub const WIDE: Self =
        Self { width: 1080.0, height: 190.0, left: 58.0, right: 12.0, top: 17.0, bottom: 24.0 };
    /// The same on a telephone.
    pub const NARROW: Self =
        Self { width: 372.0, height: 180.0, left: 52.0, right: 8.0, top: 17.0, bottom: 24.0 };
    /// One of two beside each other.
    pub const HALF: Self =
        Self { width: 522.0, height: 260.0, left: 58.0, right: 14.0, top: 30.0, bottom: 40.0 };
    /// The same on a telephone.
    pub const NARROW_HALF: Self =
        Self { width: 372.0, height: 240.0, left: 52.0, right: 10.0, top: 30.0, bottom: 40.0 };

    /// Its end at the right, of what is drawn.
    pub fn end(&self) -> f64 {
        self.width - self.right
    }

    /// Its floor.
    pub fn floor(&self) -> f64 {
        self.height - self.bottom
    }

    /// The place across of a share of the axis.
    pub fn x(&self, place: f64) -> f64 {
        self.left + place * (self.end() - self.left)
    }

    /// The place down of a share of the axis, which goes upwards.
    pub fn y(&self, place: f64) -> f64 {
        self.floor() - place * (self.floor() - self.top)
    }

    /// About how many numbers have room beside the axis at the left.
    pub fn rows(&self) -> usize {
        if self.height > 220.0 { 5 } else { 4 }
    }

    /// About how many have room below.
    pub fn columns(&self) -> usize {
        match self.width {
            width if width > 900.0 => 12,
            width if width > 450.0 => 6,
            _ => 4,
        }
    }

    /// Draws the axis at the left with its lines.
    pub fn values(&self, svg: &mut Svg, scale: Scale, unit: Unit) {
        for tick in scale.ticks(self.rows()) {
            // Half a request is none.
            if unit == Unit::Count && tick.fract() > 1e-9 {
                continue;
            }
            let y = self.y(scale.place(tick));
            svg.line((self.left, y), (self.end(), y), "grid");
            svg.text((self.left - 7.0, y + 4.0), Anchor::End, "tick", &unit.tick(tick));
        }
    }

    /// Draws the axis of seconds since the start below.
    pub fn seconds(&self, svg: &mut Svg, end: f64) {
        let floor = self.floor();
        svg.line((self.left, floor), (self.end(), floor), "axis");
        let scale = Scale::Linear { from: 0.0, to: end };
        for tick in scale::times(end, self.columns()) {
            let x = self.x(scale.place(tick));
            svg.line((x, floor), (x, floor + 4.0), "axis");
            let text = clock(tick, end);
            self.below(svg, x, 17.0, &text);
        }
    }

    /// Writes below the floor, held where it does not leave the drawing.
    pub fn below(&self, svg: &mut Svg, x: f64, down: f64, text: &str) {
        let half = text.chars().count() as f64 * 3.4;
        let (x, anchor) = match x {
            x if x + half > self.width => (self.width, Anchor::End),
            x if x < half => (0.0, Anchor::Start),
            x => (x, Anchor::Middle),
        };
        svg.text((x, self.floor() + down), anchor, "tick", text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_short() {
        let seconds = [0.0, 0.000_2, 0.001, 0.05, 2.0, 1500.0].map(|value| Unit::Seconds.tick(value));
        assert_eq!(seconds, ["0", "200 µs", "1 ms", "50 ms", "2 s", "1,500 s"]);
        assert_eq!(
            [0.0, 2.5, 5000.0, 20_000.0].map(|value| Unit::Rate.tick(value)),
            ["0", "2.5", "5,000", "20k"]
        );
        assert_eq!(Unit::Share.tick(0.05), "5 %");
    }

    #[test]
    fn times_are_written_by_how_long_the_run_is() {
        assert_eq!([0.0, 30.0].map(|at| clock(at, 60.0)), ["0", "30 s"]);
        assert_eq!([300.0, 90.0].map(|at| clock(at, 600.0)), ["5 min", "1:30"]);
        assert_eq!([3600.0, 5400.0].map(|at| clock(at, 7200.0)), ["1 h", "1:30 h"]);
    }
}
