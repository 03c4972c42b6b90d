//! Small charts: one series over the last minutes, as columns of a few rows.

use super::row::{Row, plain, said};
use crate::clock::span;
use crate::ui::Mark;

/// Eighths of a row, from the bottom.
const BLOCKS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// Seconds that a column may stand for.
const STEPS: [i64; 28] = [
    1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 180, 240, 300, 600, 900,
    1800, 3600, 7200,
];
/// Columns of the labels.
pub const LABEL: usize = 12;

/// A series.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    /// What it is: `metric`.
    pub label: String,
    /// The last value in words: `11 / 5`.
    pub last: String,
    /// The values, the oldest first; absent before the watch began.
    pub values: Vec<Option<f64>>,
    /// What is wanted or on its way, at the same times: drawn as a shade above.
    pub above: Vec<Option<f64>>,
    /// The value that the metric is held to: above it a column warns.
    pub target: Option<f64>,
}

/// How many seconds a column stands for, so that `seconds` fit into `width` columns.
pub fn step_of(seconds: i64, width: usize) -> i64 {
    let width = i64::try_from(width.max(1)).unwrap_or(i64::MAX);
    let fits = |step: &&i64| seconds < step.saturating_mul(width);
    let days = || (seconds / width).max(1).saturating_add(86_400) / 86_400 * 86_400;
    STEPS.iter().find(fits).copied().unwrap_or_else(days)
}

impl Series {
    /// The chart in `height` rows of `width` columns, label included.
    pub fn rows(&self, width: usize, height: usize) -> Vec<Row> {
        let height = height.max(1);
        let room = width.saturating_sub(LABEL);
        let skip = self.values.len().saturating_sub(room);
        let top = self.top();
        (0..height)
            .map(|row| {
                // The label is at the bottom, the scale's end at the top.
                let label = match (row + 1 == height, row == 0) {
                    (true, _) => format!("{} {}", self.label, self.last),
                    (false, true) => format!("{:>width$}", short(top), width = LABEL - 1),
                    _ => String::new(),
                };
                let mark = if row + 1 == height { Mark::Plain } else { Mark::Dim };
                let label: String = label.chars().take(LABEL - 1).collect();
                let mut line = Row::of([said(label, mark)]);
                line.pad(LABEL);
                // The row's own part of the scale.
                let floor = height - 1 - row;
                for (at, value) in self.values.iter().enumerate().skip(skip) {
                    let (text, mark) =
                        self.column(*value, self.above.get(at).copied().flatten(), top, (floor, height));
                    let begun = at > skip;
                    match line.words.last_mut().filter(|last| begun && last.mark == mark) {
                        Some(last) => last.text.push_str(text),
                        None => line.words.push(said(text, mark)),
                    }
                }
                line
            })
            .collect()
    }

    fn column(
        &self,
        value: Option<f64>,
        above: Option<f64>,
        top: f64,
        (floor, height): (usize, usize),
    ) -> (&'static str, Mark) {
        let Some(value) = value else { return (" ", Mark::Dim) };
        let over = self.target.is_some_and(|target| value > target);
        let mark = if over { Mark::Warn } else { Mark::Good };
        let eighths = |value: f64| eighths(value, top, height);
        let filled = eighths(value).saturating_sub(floor * 8).min(8);
        // A value that is not 0 is seen.
        let filled = if floor == 0 && value > 0.0 { filled.max(1) } else { filled };
        let shade = above.is_some_and(|above| above > value && eighths(above) > floor * 8 + 3);
        match (filled, shade) {
            (0..=3, true) if value == 0.0 || filled < 4 && floor > 0 => ("░", Mark::Warn),
            (0, false) if floor == 0 => ("▁", Mark::Dim),
            (filled, _) => (BLOCKS[filled], mark),
        }
    }

    /// The value at the top: nothing is higher, and a flat line at 0 stays at the bottom.
    fn top(&self) -> f64 {
        let values = self.values.iter().chain(&self.above).flatten().copied();
        values.chain(self.target).filter(|it| it.is_finite()).fold(1.0, f64::max)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "between 0 and eight times the rows of a screen"
)]
fn eighths(value: f64, top: f64, height: usize) -> usize {
    ((value / top).clamp(0.0, 1.0) * height as f64 * 8.0).round() as usize
}

/// A number in a few columns.
fn short(value: f64) -> String {
    match value {
        value if value >= 10_000.0 => format!("{:.0}k", value / 1000.0),
        value if value >= 10.0 || value.fract() == 0.0 => format!("{value:.0}"),
        value => format!("{value:.1}"),
    }
}

/// The time below the charts: how long ago the first column was, and now.
pub fn axis(step: i64, width: usize) -> Row {
    let room = width.saturating_sub(LABEL);
    let columns = i64::try_from(room).unwrap_or(0);
    let from = format!("-{}", span(step.saturating_mul(columns)));
    let mut row = Row::of([plain(" ".repeat(LABEL)), said(from, Mark::Dim)]);
    row.pad(width.saturating_sub(3));
    row.push("now", Mark::Dim);
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(rows: &[Row]) -> Vec<String> {
        rows.iter().map(|row| row.words.iter().map(|it| it.text.as_str()).collect()).collect()
    }

    #[test]
    fn columns_rise_to_the_highest_value() {
        let values = [None, Some(0.0), Some(1.0), Some(4.0), Some(8.0)];
        let series =
            Series { label: "metric".into(), last: "8".into(), values: values.into(), ..Series::default() };
        assert_eq!(text(&series.rows(LABEL + 5, 1)), ["metric 8     ▁▁▄█"]);
        assert_eq!(text(&series.rows(LABEL + 5, 2)), ["          8     █", "metric 8     ▁▂██"]);
        // The newest are seen where not all fit.
        assert_eq!(text(&series.rows(LABEL + 2, 1)), ["metric 8    ▄█"]);
    }

    #[test]
    fn what_is_wanted_is_a_shade_above_what_is_there() {
        let series = Series {
            label: "ready".into(),
            values: vec![Some(1.0), Some(1.0)],
            above: vec![Some(1.0), Some(4.0)],
            ..Series::default()
        };
        assert_eq!(text(&series.rows(LABEL + 2, 4))[0], "          4  ░");
        assert_eq!(text(&series.rows(LABEL + 2, 4))[3], "ready       ██");
    }

    #[test]
    fn a_column_stands_for_a_round_time() {
        assert_eq!([step_of(0, 60), step_of(59, 60), step_of(60, 60), step_of(600, 60)], [1, 1, 2, 12]);
        assert_eq!(step_of(100 * 86_400, 50), 3 * 86_400);
        let line = text(&[axis(5, LABEL + 20)]);
        assert_eq!(line, ["            -100s            now"]);
    }
}
