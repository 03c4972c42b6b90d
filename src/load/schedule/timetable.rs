//! All intended times of an open loop, as data: the same description gives the same times.

use std::sync::Arc;
use std::time::Duration;

use super::arrivals::{Places, Process};
use super::profile::{Clock, Profile};

/// What the times follow.
#[derive(Debug, Clone, PartialEq)]
pub enum Course {
    /// A rate over time, and how regular arrivals are.
    Rate {
        /// Requests per second over time.
        profile: Profile,
        /// How regular.
        process: Process,
        /// What decides chance.
        seed: u64,
    },
    /// What was recorded, from its first entry on; ascending.
    Trace(Arc<[Duration]>),
}

/// When an open loop sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Timetable {
    /// What the times follow.
    pub course: Course,
    /// At most so many requests; `None`: as many as there are.
    pub most: Option<u64>,
    /// Only what is due before this; `None`: all.
    pub window: Option<Duration>,
}

impl Timetable {
    /// The intended times from the start of the run, ascending.
    pub fn times(&self) -> Times {
        let source = match &self.course {
            Course::Rate { profile, process, seed } => Source::Rate(profile.clock(), process.places(*seed)),
            Course::Trace(times) => Source::Trace(times.clone(), 0),
        };
        Times { source, left: self.most.unwrap_or(u64::MAX), window: self.window.unwrap_or(Duration::MAX) }
    }

    /// When requests cease to be sent: the window, else when the last is due, else (where chance decides) when it is expected.
    /// `None`: never.
    pub fn end(&self) -> Option<Duration> {
        self.window.or_else(|| match &self.course {
            Course::Rate { profile, .. } => {
                let seconds = profile.clock().time_of(self.most? as f64)?;
                Duration::try_from_secs_f64(seconds).ok()
            }
            Course::Trace(_) => self.times().last(),
        })
    }
}

/// See [`Timetable::times`].
#[derive(Debug, Clone)]
pub struct Times {
    source: Source,
    left: u64,
    window: Duration,
}

#[derive(Debug, Clone)]
enum Source {
    Rate(Clock, Places),
    Trace(Arc<[Duration]>, usize),
}

impl Iterator for Times {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        // Rarer than once a century is never.
        const CENTURY: f64 = 3.2e9;
        self.left = self.left.checked_sub(1)?;
        let time = match &mut self.source {
            Source::Rate(clock, places) => {
                let seconds = clock.time_of(places.next()?)?;
                Duration::from_secs_f64(seconds.min(CENTURY))
            }
            Source::Trace(times, next) => {
                *next += 1;
                *times.get(*next - 1)?
            }
        };
        (time < self.window).then_some(time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::schedule::profile::Piece;
    use proptest::prelude::*;

    fn timetable(rate: f64, process: Process, seed: u64, most: u64) -> Timetable {
        let course = Course::Rate { profile: Profile::constant(rate), process, seed };
        Timetable { course, most: Some(most), window: None }
    }

    fn gaps(times: &[Duration]) -> (f64, f64) {
        let gaps: Vec<f64> = times.windows(2).map(|pair| (pair[1] - pair[0]).as_secs_f64()).collect();
        let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
        let variance = gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / gaps.len() as f64;
        (mean, variance.sqrt() / mean)
    }

    #[test]
    fn a_constant_rate_begins_at_the_start_and_does_not_drift() {
        let day = 24 * 3600;
        let mut timetable = timetable(20_000.0, Process::Constant, 0, u64::MAX);
        timetable.window = Some(Duration::from_secs(1));
        assert_eq!(timetable.times().count(), 20_000);
        assert_eq!(timetable.times().next(), Some(Duration::ZERO));
        let Course::Rate { profile, .. } = &timetable.course else { return };
        let late = profile.clock().time_of(20_000.0 * f64::from(day)).unwrap();
        assert!((late - f64::from(day)).abs() < 1e-9);
    }

    #[test]
    fn a_trace_is_cut_by_number_and_window() {
        let times: Arc<[Duration]> = [0, 1, 1, 4, 9].map(Duration::from_secs).into();
        let timetable = |most, window| Timetable { course: Course::Trace(times.clone()), most, window };
        assert_eq!(timetable(None, None).times().count(), 5);
        assert_eq!(timetable(Some(2), None).times().count(), 2);
        assert_eq!(timetable(None, Some(Duration::from_secs(4))).times().count(), 3);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn the_rate_and_the_variation_are_those_asked_for(
            rate in 0.5..50_000.0, shape in 0.3..8.0, seed: u64, constant: bool,
        ) {
            let process = if constant { Process::Constant } else { Process::Gamma(shape) };
            let times: Vec<_> = timetable(rate, process, seed, 40_000).times().collect();
            prop_assert_eq!(times.len(), 40_000);
            let (mean, variation) = gaps(&times);
            // Four standard errors of the mean of so many gaps.
            let allowed = 4.0 * process.variation() / 200.0 + 1e-4;
            prop_assert!((mean * rate - 1.0).abs() < allowed, "mean {mean} at {rate}");
            // Times are whole nanoseconds: at 50,000/s gaps of 20 µs are known to 0.005 %.
            prop_assert!((variation - process.variation()).abs() < 0.05 * process.variation() + 1e-3, "{variation}");
        }

        #[test]
        fn times_never_fall_and_the_seed_decides_them(
            pieces in prop::collection::vec((0.0..5.0, 0.0..300.0, 0.0..300.0), 1..5), shape in 0.2..5.0, seed: u64,
        ) {
            let pieces = pieces.into_iter();
            let pieces = pieces.map(|(lasts, from, to)| Piece { lasts: Duration::from_secs_f64(lasts), from, to });
            let profile = Profile::stages(pieces.collect());
            let lasts = profile.lasts().unwrap();
            let of = |seed| {
                let course = Course::Rate { profile: profile.clone(), process: Process::Gamma(shape), seed };
                Timetable { course, most: None, window: None }.times().collect::<Vec<_>>()
            };
            let times = of(seed);
            prop_assert!(times.is_sorted());
            prop_assert!(times.last().is_none_or(|last| *last <= lasts));
            prop_assert_eq!(&times, &of(seed));
            if times.len() > 3 {
                prop_assert_ne!(&times, &of(seed ^ 1));
            }
            // A renewal process of this many: five standard deviations.
            let expected = profile.expected(lasts);
            let allowed = 5.0 * (expected / shape).sqrt() + 5.0;
            prop_assert!((times.len() as f64 - expected).abs() <= allowed, "{} of {expected}", times.len());
        }
    }
}
