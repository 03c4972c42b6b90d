//! Percentile curves on HDR's axis: each step to the right has a tenth of the requests of the one before beyond it.

use super::frame::{Frame, Unit};
use super::scale::Scale;
use super::svg::{Anchor, Path, Svg};
use crate::report::bench::document::Times;

/// The distribution of some times.
#[derive(Debug, Clone, Copy)]
pub struct Curve<'a> {
    /// The class that gives it its colour and its dashes.
    pub class: &'static str,
    /// The times.
    pub times: &'a Times,
}

/// A point of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The share of all times that are at most `value`.
    pub share: f64,
    /// Seconds.
    pub value: f64,
    /// Whether times that did not end might move it upwards.
    pub at_least: bool,
}

/// The curve of some times, by the steps of their histogram.
pub fn points(times: &Times) -> Vec<Point> {
    let all = (times.count + times.unfinished) as f64;
    let first = times.min.or_else(|| times.histogram.first().map(|bin| bin.from));
    let Some(first) = first.filter(|_| all > 0.0) else { return Vec::new() };
    let within = |value: f64| match (times.max, times.unfinished) {
        (Some(max), 0) => value.clamp(first, max.max(first)),
        _ => value.max(first),
    };
    let mut points = vec![Point { share: 0.0, value: first, at_least: false }];
    let (mut seen, mut ended) = (0u64, 0u64);
    let mut certain = true;
    for bin in &times.histogram {
        seen += bin.count + bin.unfinished;
        ended += bin.count;
        // From the first time that did not end, the true curve may lie higher.
        certain &= seen == ended;
        points.push(Point { share: seen as f64 / all, value: within(bin.to), at_least: !certain });
    }
    points
}

/// The place of a share on the axis, in tens beyond it: 0.9 is 1, 0.99 is 2.
fn tens(share: f64) -> f64 {
    -(1.0 - share).max(1e-12).log10()
}

/// Draws curves over each other.
pub fn draw(curves: &[Curve<'_>], frame: &Frame) -> Svg {
    let mut svg = Svg::new(frame.width, frame.height);
    let drawn: Vec<(&str, Vec<Point>, f64)> = curves
        .iter()
        .map(|curve| (curve.class, points(curve.times), (curve.times.count + curve.times.unfinished) as f64))
        .filter(|(_, points, _)| !points.is_empty())
        .collect();
    let values = || drawn.iter().flat_map(|(_, points, _)| points.iter().map(|point| point.value));
    let most = values().fold(0.0, f64::max);
    let least = values().filter(|value| *value > 0.0).fold(f64::INFINITY, f64::min).min(most);
    let scale = if most > 0.0 { Scale::ratios(least, most) } else { Scale::from_zero(1.0, 4) };
    let requests = drawn.iter().map(|(_, _, all)| *all).fold(2.0, f64::max);
    // The slowest of all stands at the end.
    let end = tens(1.0 - 1.0 / requests).max(1.0);
    let x = |share: f64, all: f64| frame.x((tens(share.min(1.0 - 0.5 / all)) / end).min(1.0));
    let y = |value: f64| frame.y(scale.place(value));
    frame.values(&mut svg, scale, Unit::Seconds);
    axis(&mut svg, frame, end);
    for (class, points, all) in &drawn {
        let [mut sure, mut unsure] = [Path::default(), Path::default()];
        let mut before: Option<Point> = None;
        for point in points {
            let at = (x(point.share, *all), y(point.value));
            let path = if point.at_least { &mut unsure } else { &mut sure };
            if let (true, Some(before)) = (path.is_empty(), before) {
                path.go((x(before.share, *all), y(before.value)));
            }
            if path.is_empty() {
                path.go(at)
            } else {
                path.draw(at)
            }
            before = Some(*point);
        }
        svg.path(&sure, &format!("series stroke {class}"));
        svg.path(&unsure, &format!("series stroke at-least {class}"));
    }
    // Beyond this, fewer than ten requests decide.
    let few = tens(1.0 - 10.0 / requests) / end;
    if requests >= 20.0 && few < 1.0 {
        let from = frame.x(few);
        svg.rect((from, frame.top), (frame.end() - from, frame.floor() - frame.top), "few", None);
        svg.text(
            (frame.end() - 4.0, frame.floor() - 6.0),
            Anchor::End,
            "region-name",
            "fewer than ten beyond",
        );
    }
    svg
}

fn axis(svg: &mut Svg, frame: &Frame, end: f64) {
    let floor = frame.floor();
    svg.line((frame.left, floor), (frame.end(), floor), "axis");
    let marks = [
        (0.0, "0"),
        (0.5, "50"),
        (0.9, "90"),
        (0.99, "99"),
        (0.999, "99.9"),
        (0.9999, "99.99"),
        (0.99999, "99.999"),
        (0.999_999, "99.9999"),
    ];
    let mut free = f64::NEG_INFINITY;
    for (share, text) in marks {
        let place = tens(share) / end;
        let half = text.len() as f64 * 3.6 + 3.0;
        if place > 1.0 || frame.x(place) - half < free {
            continue;
        }
        let x = frame.x(place);
        svg.line((x, frame.top), (x, floor + 4.0), "grid");
        frame.below(svg, x, 17.0, text);
        free = x + half;
    }
    svg.text((frame.x(0.5), floor + 34.0), Anchor::Middle, "axis-name", "percentile");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::bench::document::Bin;

    fn times(bins: &[(f64, f64, u64, u64)]) -> Times {
        let histogram: Vec<Bin> =
            bins.iter().map(|&(from, to, count, unfinished)| Bin { from, to, count, unfinished }).collect();
        Times {
            count: histogram.iter().map(|bin| bin.count).sum(),
            unfinished: histogram.iter().map(|bin| bin.unfinished).sum(),
            mean: None,
            min: bins.first().map(|bin| bin.0),
            max: bins.last().map(|bin| bin.1),
            percentiles: Vec::new(),
            histogram,
        }
    }

    #[test]
    fn a_curve_goes_through_the_ends_of_its_steps() {
        let made = points(&times(&[(1.0, 2.0, 90, 0), (2.0, 4.0, 9, 0), (8.0, 9.0, 1, 0)]));
        let told: Vec<(f64, f64)> = made.iter().map(|point| (point.share, point.value)).collect();
        assert_eq!(told, [(0.0, 1.0), (0.9, 2.0), (0.99, 4.0), (1.0, 9.0)]);
        assert!(points(&times(&[])).is_empty());
    }

    #[test]
    fn it_is_a_lower_bound_from_the_first_that_did_not_end() {
        let made = points(&times(&[(1.0, 2.0, 50, 0), (2.0, 4.0, 40, 5), (4.0, 8.0, 0, 5)]));
        assert_eq!(made.iter().map(|point| point.at_least).collect::<Vec<_>>(), [false, false, true, true]);
    }

    #[test]
    fn equal_steps_are_tens() {
        assert!((tens(0.9) - 1.0).abs() < 1e-9 && (tens(0.999) - 3.0).abs() < 1e-9);
        assert_eq!(tens(0.0), 0.0);
        for bins in [&[][..], &[(1.0, 2.0, 1, 0)], &[(0.0, 0.0, 3, 0)], &[(1.0, 2.0, 0, 4)]] {
            let drawn = draw(&[Curve { class: "a", times: &times(bins) }], &Frame::HALF).element("", "", "");
            assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{drawn}");
        }
    }
}
