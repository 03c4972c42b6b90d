//! From a value to its place on an axis, and the values that are marked on it.

/// An axis: what stands at its two ends, and whether equal steps are differences or ratios.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// Equal steps are equal differences.
    Linear {
        /// At the beginning.
        from: f64,
        /// At the end.
        to: f64,
    },
    /// Equal steps are equal ratios.
    Log {
        /// At the beginning; above 0.
        from: f64,
        /// At the end.
        to: f64,
    },
}

impl Scale {
    /// From 0 to a round number at or above `most`.
    pub fn from_zero(most: f64, ticks: usize) -> Self {
        let most = if most.is_finite() && most > 0.0 { most } else { 1.0 };
        let step = round_step(most / ticks.max(1) as f64);
        Self::Linear { from: 0.0, to: (most / step - 1e-9).ceil().max(1.0) * step }
    }

    /// From a round number (1, 2 or 5 times a power of ten) at or below `least` to one at or above `most`; both above 0.
    pub fn ratios(least: f64, most: f64) -> Self {
        let (least, most) = (least.max(1e-9), most.max(least).max(1e-9));
        let to = up(most);
        let from = down(least);
        // Something to see, if all is one value.
        Self::Log { from: if from < to { from } else { down(from * 0.9) }, to }
    }

    /// Where a value stands: 0 at the beginning, 1 at the end, and not beyond them.
    pub fn place(self, value: f64) -> f64 {
        let place = match self {
            Scale::Linear { from, to } => (value - from) / (to - from),
            Scale::Log { from, to } => (value.max(1e-12) / from).ln() / (to / from).ln(),
        };
        if place.is_finite() { place.clamp(0.0, 1.0) } else { 0.0 }
    }

    /// Round values on the axis, about as many as there is room for.
    pub fn ticks(self, most: usize) -> Vec<f64> {
        match self {
            Scale::Linear { from, to } => {
                let step = round_step((to - from) / most.max(1) as f64);
                let first = (from / step - 1e-9).ceil();
                (0..=most + 1)
                    .map(|at| (first + at as f64) * step)
                    .take_while(|tick| *tick <= to + step * 1e-9)
                    .collect()
            }
            Scale::Log { from, to } => {
                let digits: [&[f64]; 2] = [&[1.0, 2.0, 5.0], &[1.0]];
                let all = digits.map(|digits| decades(from, to, digits));
                let [fine, coarse] = all;
                let ticks = if fine.len() <= most + 3 { fine } else { coarse };
                // Too many decades: each second, third one.
                let each = ticks.len().div_ceil(most.max(1) + 1).max(1);
                ticks.into_iter().step_by(each).collect()
            }
        }
    }
}

/// 1, 2 or 5 times a power of ten, at or above `step`.
pub fn round_step(step: f64) -> f64 {
    up(step)
}

fn up(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    let digit = [1.0, 2.0, 5.0, 10.0].into_iter().find(|digit| digit * power >= value * (1.0 - 1e-9));
    digit.unwrap_or(10.0) * power
}

fn down(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    let digit = [5.0, 2.0, 1.0].into_iter().find(|digit| digit * power <= value * (1.0 + 1e-9));
    digit.unwrap_or(1.0) * power
}

fn decades(from: f64, to: f64, digits: &[f64]) -> Vec<f64> {
    #[expect(clippy::cast_possible_truncation, reason = "a power of ten that a double has")]
    let (first, last) = (from.log10().floor() as i32, to.log10().ceil() as i32);
    let all = (first..=last).flat_map(|power| digits.iter().map(move |digit| digit * 10f64.powi(power)));
    all.filter(|tick| *tick >= from * (1.0 - 1e-9) && *tick <= to * (1.0 + 1e-9)).collect()
}

/// Marks on an axis of seconds since the start, which count by 60: at most so many, and the last not beyond the end.
pub fn times(end: f64, most: usize) -> Vec<f64> {
    const STEPS: [f64; 20] = [
        0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0,
        7200.0, 14400.0, 43200.0, 86400.0,
    ];
    let fits = |step: &&f64| end / **step <= most.max(1) as f64;
    let step = STEPS.iter().find(fits).copied().unwrap_or_else(|| round_step(end / most.max(1) as f64));
    (0..=most).map(|at| at as f64 * step).take_while(|tick| *tick <= end * (1.0 + 1e-9)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_axis_from_zero_ends_at_a_round_number() {
        assert_eq!(Scale::from_zero(37.0, 4), Scale::Linear { from: 0.0, to: 40.0 });
        assert_eq!(Scale::from_zero(40.0, 4).ticks(4), [0.0, 10.0, 20.0, 30.0, 40.0]);
        assert_eq!(Scale::from_zero(0.0, 4), Scale::from_zero(f64::NAN, 4));
    }

    #[test]
    fn ratios_are_marked_by_one_two_five() {
        let scale = Scale::ratios(0.003, 0.04);
        assert_eq!(scale, Scale::Log { from: 0.002, to: 0.05 });
        let near = |ticks: Vec<f64>, wanted: &[f64]| {
            ticks.len() == wanted.len() && ticks.iter().zip(wanted).all(|(a, b)| (a / b - 1.0).abs() < 1e-6)
        };
        assert!(near(scale.ticks(5), &[0.002, 0.005, 0.01, 0.02, 0.05]));
        assert!(near(Scale::ratios(0.001, 100.0).ticks(6), &[0.001, 0.01, 0.1, 1.0, 10.0, 100.0]));
        let one = Scale::ratios(1.0, 1.0);
        assert_eq!(one, Scale::Log { from: 0.5, to: 1.0 });
    }

    #[test]
    fn times_count_by_sixty() {
        assert_eq!(times(60.0, 6), [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0]);
        assert_eq!(times(7200.0, 8), [0.0, 900.0, 1800.0, 2700.0, 3600.0, 4500.0, 5400.0, 6300.0, 7200.0]);
        assert_eq!(times(1.0, 5), [0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0]);
    }

    proptest! {
        #[test]
        fn ticks_are_on_the_axis_and_not_too_many(least in 1e-7f64..1e5, ratio in 1.0f64..1e8, most in 2usize..9) {
            for scale in [Scale::ratios(least, least * ratio), Scale::from_zero(least * ratio, most)] {
                let ticks = scale.ticks(most);
                prop_assert!(!ticks.is_empty() && ticks.len() <= most + 3, "{scale:?} {ticks:?}");
                prop_assert!(ticks.windows(2).all(|pair| pair[0] < pair[1]));
                let (Scale::Linear { from, to } | Scale::Log { from, to }) = scale;
                prop_assert!(from <= least * ratio * 1.000_001 && to >= least * ratio * 0.999_999, "{scale:?}");
                prop_assert!(ticks.iter().all(|tick| *tick >= from * 0.999_999 && *tick <= to * 1.000_001));
            }
            let ticks = times(least * ratio, most);
            prop_assert!(!ticks.is_empty() && ticks.len() <= most + 1);
        }
    }
}
