//! How many requests took how long.

use super::frame::{Frame, Unit};
use super::scale::Scale;
use super::svg::{Anchor, Svg};
use crate::report::bench::document::{Bin, Times};
use crate::report::units;

/// About how many bars have room.
const MOST_BARS: usize = 48;

/// Bars of whole steps: neighbours are put together until they have room.
fn bars(bins: &[Bin]) -> Vec<Bin> {
    let (Some(first), Some(last)) = (bins.first(), bins.last()) else { return Vec::new() };
    let width = (last.to / first.from.max(1e-9)).ln() / MOST_BARS as f64;
    let mut bars: Vec<Bin> = Vec::new();
    for bin in bins {
        match bars.last_mut() {
            // A bar goes on while it is narrow and the next step touches it.
            Some(bar)
                if (bin.to / bar.from.max(1e-9)).ln() <= width.max(1e-9) * 1.001 && touches(bar, bin) =>
            {
                bar.to = bin.to;
                bar.count += bin.count;
                bar.unfinished += bin.unfinished;
            }
            _ => bars.push(*bin),
        }
    }
    bars
}

fn touches(bar: &Bin, bin: &Bin) -> bool {
    (bin.from - bar.to).abs() <= bar.to * 1e-9
}

/// Draws the bars: their area is how many requests there are. `marks` are percentiles: a name and a time.
pub fn draw(times: &Times, marks: &[(String, f64)], frame: &Frame) -> Svg {
    let mut svg = Svg::new(frame.width, frame.height);
    let floor = frame.floor();
    svg.line((frame.left, floor), (frame.end(), floor), "axis");
    let bars = bars(&times.histogram);
    let (Some(first), Some(last)) = (bars.first(), bars.last()) else { return svg };
    // Some air at both sides, so that one bar does not fill everything.
    let scale = Scale::Log { from: (first.from.max(1e-9) / 1.12).min(last.to / 2.0), to: last.to * 1.12 };
    let x = |value: f64| frame.x(scale.place(value));
    let height =
        |bar: &Bin| (bar.count + bar.unfinished) as f64 / (bar.to / bar.from.max(1e-9)).ln().max(1e-9);
    let highest = bars.iter().map(height).fold(0.0, f64::max);
    let all = (times.count + times.unfinished) as f64;
    for tick in scale.ticks(frame.columns()) {
        svg.line((x(tick), floor), (x(tick), floor + 4.0), "axis");
        frame.below(&mut svg, x(tick), 17.0, &Unit::Seconds.tick(tick));
    }
    svg.text((frame.x(0.5), floor + 34.0), Anchor::Middle, "axis-name", "time");
    for bar in &bars {
        let tall = (height(bar) / highest.max(1e-12) * (floor - frame.top)).max(1.0);
        let open = tall * bar.unfinished as f64 / (bar.count + bar.unfinished).max(1) as f64;
        let width = (x(bar.to) - x(bar.from) - 0.8).max(0.8);
        let told = told(bar, all);
        svg.rect((x(bar.from), floor - tall), (width, open), "bar-unfinished", Some(&told));
        svg.rect((x(bar.from), floor - tall + open), (width, tall - open), "bar", Some(&told));
    }
    // Two rows of names, so that neighbours do not lie on each other.
    let mut free = [f64::NEG_INFINITY; 2];
    for (name, value) in marks {
        let at = x(*value);
        svg.line((at, frame.top - 4.0), (at, floor), "percentile");
        let half = name.chars().count() as f64 * 3.6 + 3.0;
        if let Some(row) = free.iter().position(|free| at - half >= *free) {
            svg.text((at, frame.top - 7.0 - 11.0 * row as f64), Anchor::Middle, "mark-name", name);
            free[row] = at + half;
        }
    }
    svg
}

fn told(bar: &Bin, all: f64) -> String {
    let count = bar.count + bar.unfinished;
    let unfinished = match bar.unfinished {
        0 => String::new(),
        unfinished => format!(", {} of them did not end", units::count(unfinished as f64)),
    };
    format!(
        "{} to {}: {} ({}){unfinished}",
        units::seconds(bar.from),
        units::seconds(bar.to),
        units::count(count as f64),
        units::share(count as f64 / all.max(1.0))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bin(from: f64, to: f64, count: u64) -> Bin {
        Bin { from, to, count, unfinished: 0 }
    }

    #[test]
    fn bars_are_whole_steps_and_lose_none() {
        let bins: Vec<Bin> = (0..400).map(|at| bin(1.05f64.powi(at), 1.05f64.powi(at + 1), 3)).collect();
        let made = bars(&bins);
        assert!(made.len() <= 70, "{}", made.len());
        assert_eq!(made.iter().map(|bar| bar.count).sum::<u64>(), 1200);
        assert!(made.windows(2).all(|pair| touches(&pair[0], &pair[1])));
        assert_eq!(bars(&[]), []);
    }

    #[test]
    fn steps_with_a_gap_between_them_stay_apart() {
        assert_eq!(bars(&[bin(1.0, 1.0001, 1), bin(1.0002, 1.0003, 1), bin(50.0, 51.0, 1)]).len(), 3);
    }

    #[test]
    fn a_bar_says_what_it_is() {
        let unfinished = Bin { unfinished: 2, ..bin(0.001, 0.002, 8) };
        assert_eq!(told(&unfinished, 100.0), "1.00 ms to 2.00 ms: 10 (10 %), 2 of them did not end");
    }
}
