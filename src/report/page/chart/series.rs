//! One value for each second of a run, and what becomes of them where a screen has fewer places than the run has seconds.

use super::svg::Path;

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// A line from value to value.
    Line,
    /// A line that stays at a value until the next one.
    Steps,
    /// Bars that stand on the floor.
    Bars,
}

/// What stands for several seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// The one in the middle.
    Middle,
    /// The largest.
    Largest,
    /// The mean, where a second without a value counts as 0.
    Mean,
}

/// One value for each second.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What it is, in the legend.
    pub label: String,
    /// The class that gives it its colour and its dashes.
    pub class: &'static str,
    /// How it is drawn.
    pub drawn: Drawn,
    /// What stands for several seconds.
    pub fold: Fold,
    /// Where its values stand in the document: the list of seconds, and the field.
    pub source: (&'static str, String),
    /// The values.
    pub values: Vec<Option<f64>>,
}

/// How many seconds share a place, so that at most so many places are needed.
pub fn seconds_a_place(seconds: usize, most: usize) -> usize {
    // Round numbers of seconds are easier to say.
    const ROUND: [usize; 12] = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1800];
    let least = seconds.div_ceil(most.max(1)).max(1);
    ROUND.into_iter().find(|round| *round >= least).unwrap_or(least)
}

impl Series {
    /// One value for each `each` seconds.
    pub fn folded(&self, each: usize) -> Vec<Option<f64>> {
        let groups = self.values.chunks(each.max(1));
        groups.map(|group| fold(self.fold, group)).collect()
    }
}

fn fold(fold: Fold, group: &[Option<f64>]) -> Option<f64> {
    let mut known: Vec<f64> = group.iter().flatten().copied().collect();
    known.sort_by(f64::total_cmp);
    match fold {
        Fold::Middle => known.get(known.len().saturating_sub(1) / 2).copied(),
        Fold::Largest => known.last().copied(),
        Fold::Mean => (!known.is_empty()).then(|| known.iter().sum::<f64>() / group.len() as f64),
    }
}

/// The path of a series: `x` gives the place of a number of places from the start, `y` that of a value.
pub fn path(
    drawn: Drawn,
    values: &[Option<f64>],
    x: impl Fn(f64) -> f64,
    y: impl Fn(f64) -> f64,
    floor: f64,
) -> Path {
    let mut path = Path::default();
    let mut joined = false;
    for (at, value) in values.iter().enumerate() {
        let Some(value) = value else {
            joined = false;
            continue;
        };
        let (from, to, top) = (x(at as f64), x(at as f64 + 1.0), y(*value));
        match drawn {
            Drawn::Bars if *value > 0.0 => path.bar(from, to, top.min(floor - 1.0), floor),
            Drawn::Bars => {}
            Drawn::Steps => {
                if joined {
                    path.draw((from, top))
                } else {
                    path.go((from, top))
                }
                path.draw((to, top));
            }
            Drawn::Line => {
                let alone = !joined && values.get(at + 1).copied().flatten().is_none();
                let middle = f64::midpoint(from, to);
                match (joined, alone) {
                    (true, _) => path.draw((middle, top)),
                    (false, false) => path.go((middle, top)),
                    // A value without neighbours is a short line, so that it can be seen.
                    (false, true) => {
                        let half = ((to - from) / 2.0).clamp(1.5, 12.0);
                        path.go((middle - half, top));
                        path.draw((middle + half, top));
                    }
                }
            }
        }
        joined = true;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(fold: Fold, values: &[Option<f64>]) -> Series {
        let values = values.to_vec();
        Series {
            label: "p50".into(),
            class: "a",
            drawn: Drawn::Line,
            fold,
            source: ("/timeline", "p50".into()),
            values,
        }
    }

    #[test]
    fn several_seconds_share_a_place() {
        assert_eq!([60, 500, 601, 7200].map(|seconds| seconds_a_place(seconds, 500)), [1, 1, 2, 15]);
        let values = [Some(1.0), Some(5.0), None, None, None, None, Some(2.0)];
        assert_eq!(series(Fold::Middle, &values).folded(3), [Some(1.0), None, Some(2.0)]);
        assert_eq!(series(Fold::Largest, &values).folded(3), [Some(5.0), None, Some(2.0)]);
        assert_eq!(series(Fold::Mean, &values).folded(3), [Some(2.0), None, Some(2.0)]);
    }

    #[test]
    fn a_gap_breaks_the_line_and_a_lonely_value_is_seen() {
        let values = [Some(1.0), Some(2.0), None, Some(3.0)];
        let made = |drawn| path(drawn, &values, |at| at * 10.0, |value| 100.0 - value * 10.0, 100.0);
        assert_eq!(made(Drawn::Line).as_str(), "M5 90L15 80M30 70L40 70");
        assert_eq!(made(Drawn::Steps).as_str(), "M0 90L10 90L10 80L20 80M30 70L40 70");
        assert_eq!(made(Drawn::Bars).as_str(), "M0 100V90H10V100ZM10 100V80H20V100ZM30 100V70H40V100Z");
    }
}
