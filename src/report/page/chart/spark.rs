//! A line without axes, as large as a word: the run at a glance.

use super::scale::Scale;
use super::series::{Series, path, seconds_a_place};
use super::svg::Svg;

const WIDTH: f64 = 150.0;
const HEIGHT: f64 = 34.0;

/// It takes the width that there is.
pub const STRETCHED: &str = r#" preserveAspectRatio="none""#;

/// Draws a series from 0 to its largest value.
pub fn draw(series: &Series) -> Svg {
    let mut svg = Svg::new(WIDTH, HEIGHT);
    let each = seconds_a_place(series.values.len(), 60);
    let values = series.folded(each);
    let most = values.iter().flatten().copied().fold(0.0, f64::max);
    let scale = Scale::Linear { from: 0.0, to: if most > 0.0 { most } else { 1.0 } };
    let floor = HEIGHT - 1.5;
    let step = WIDTH / values.len().max(1) as f64;
    let y = |value: f64| floor - scale.place(value) * (floor - 2.0);
    svg.line((0.0, floor), (WIDTH, floor), "grid");
    let shape = if series.drawn == super::series::Drawn::Bars { "bars" } else { "stroke" };
    svg.path(
        &path(series.drawn, &values, |at| at * step, y, floor),
        &format!("series {shape} {}", series.class),
    );
    svg
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::page::chart::series::{Drawn, Fold};

    #[test]
    fn nothing_is_a_floor() {
        for values in [vec![], vec![None; 3], vec![Some(0.0); 9000]] {
            let series = Series {
                label: "x".into(),
                class: "x",
                drawn: Drawn::Line,
                fold: Fold::Mean,
                source: ("/timeline", "x".into()),
                values,
            };
            assert!(!draw(&series).element("", "", "").contains("NaN"));
        }
    }
}
