//! Which metric, and which target of it, would have a service grow in time: from steps of a load against replicas that stay the same.
//!
//! The autoscaler asks for more when a metric is a tenth above its target, and what it asks for answers only after a delay. So the
//! target is what the metric shows a tenth above it at the rate from which a growing load, within that delay, reaches the highest
//! rate that keeps the objective. A metric that shows nothing at that rate is blind; one that half of the load leaves where it was
//! does not fall with more replicas; one that cannot rise high enough asks for too few at once.

use super::hpa::{Settings, growth_per_cold_start};

/// What a metric showed in a step, of one replica.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The mean.
    pub mean: f64,
    /// The standard deviation of single readings, of which the autoscaler sees one at a time.
    pub deviation: f64,
}

/// A step of a load.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Requests a second.
    pub rate: f64,
    /// Whether the objective was kept; `None` where that cannot be told.
    pub kept: Option<bool>,
    /// Whether as many requests as possible were under way all the time: it says how high a metric rises, not what it shows at a
    /// rate.
    pub full: bool,
    /// By metric; `None` where it was not read.
    pub readings: Vec<Option<Reading>>,
}

/// A metric that might be scaled on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The highest value that it can take, if it has one.
    pub cap: Option<f64>,
    /// The smallest target that means something: one request, a hundredth of a share.
    pub least: f64,
}

/// How fast a load grows, and how fast replicas come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Haste {
    /// Seconds from when a metric passes its target until a new replica answers.
    pub delay: f64,
    /// Seconds in which the load doubles at the fastest.
    pub doubling: f64,
}

impl Haste {
    /// How many-fold the load grows before a new replica answers.
    pub fn growth(self) -> f64 {
        (self.delay / self.doubling).exp2()
    }
}

/// What is to be said of each metric, and which is to be taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// The highest rate that keeps the objective, below the lowest one that misses it.
    pub keeps: f64,
    /// The lowest rate that misses it; `None` if none did, so that more might be borne.
    pub misses: Option<f64>,
    /// The rate at which more replicas must be asked for.
    pub asks: f64,
    /// By metric.
    pub judged: Vec<Judged>,
    /// The place of the best one; `None` if none is of use.
    pub best: Option<usize>,
}

/// A metric, judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// What it shows at half of [`Advice::asks`], at that, and at [`Advice::keeps`].
    pub shows: [f64; 3],
    /// What would be its target: [`Judged::shows`] at the rate at which more is to be asked for, a tolerance lower.
    pub target: f64,
    /// Whether that works.
    pub verdict: Verdict,
}

/// Whether a metric works as one to scale on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// It does.
    Works {
        /// How well a single reading tells the load: the standard deviation as a share of the rate.
        error: f64,
        /// How many-fold it can have the replicas grow while new ones are starting, if it has a highest value.
        fold: Option<u32>,
    },
    /// It was not read at the rates that count.
    Unread,
    /// It shows too little at the rate at which more must be asked for; from `rises` on it shows something.
    Blind {
        /// The lowest rate at which it does; `None` if at none.
        rises: Option<f64>,
    },
    /// With twice the replicas it stays above the target: it does not fall.
    Flat,
    /// It can have the replicas grow less than the load does meanwhile.
    Capped {
        /// How many-fold.
        fold: u32,
    },
    /// A reading tells the load so badly that it might be anything.
    Noisy {
        /// The standard deviation as a share of the rate.
        error: f64,
    },
}

/// No step kept the objective: there is nothing to aim at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoneKept;

/// A single reading that is so far off says nothing.
const USELESS: f64 = 1.0;

/// Judges metrics by the steps of a load.
///
/// # Errors
/// No step of the load kept the objective.
pub fn advise(steps: &[Step], candidates: &[Candidate], haste: Haste) -> Result<Advice, NoneKept> {
    let rates = |kept: bool| steps.iter().filter(move |step| step.kept == Some(kept)).map(|step| step.rate);
    let misses = rates(false).reduce(f64::min);
    let below = |rate: &f64| misses.is_none_or(|misses| *rate < misses);
    let keeps = rates(true).filter(below).reduce(f64::max).ok_or(NoneKept)?;
    let asks = keeps / haste.growth();
    let judge = |(place, candidate): (usize, &Candidate)| {
        let curve = Curve::of(steps, place, keeps);
        curve
            .map_or(UNREAD, |curve| judge(&curve, candidate, keeps, haste, || rises(steps, place, candidate)))
    };
    let judged: Vec<Judged> = candidates.iter().enumerate().map(judge).collect();
    let errors = judged.iter().enumerate().filter_map(|(place, judged)| match judged.verdict {
        Verdict::Works { error, .. } => Some((place, error)),
        _ => None,
    });
    let best = errors.min_by(|one, other| one.1.total_cmp(&other.1)).map(|(place, _)| place);
    Ok(Advice { keeps, misses, asks, judged, best })
}

const UNREAD: Judged = Judged { shows: [0.0; 3], target: 0.0, verdict: Verdict::Unread };

fn judge(
    curve: &Curve,
    candidate: &Candidate,
    keeps: f64,
    haste: Haste,
    rises: impl FnOnce() -> Option<f64>,
) -> Judged {
    let asks = keeps / haste.growth();
    let [half, now, most] = [asks / 2.0, asks, keeps].map(|rate| curve.at(rate));
    let target = now.mean / (1.0 + Settings::TOLERANCE);
    let fold = candidate.cap.map(|cap| growth_per_cold_start(cap, target.max(f64::MIN_POSITIVE)));
    let error = now.deviation / (now.mean - half.mean).max(f64::MIN_POSITIVE) / 2.0;
    let verdict = match fold {
        _ if target < candidate.least => Verdict::Blind { rises: rises() },
        _ if half.mean > target * (1.0 - Settings::TOLERANCE) => Verdict::Flat,
        Some(fold) if f64::from(fold) < haste.growth() => Verdict::Capped { fold },
        _ if error > USELESS => Verdict::Noisy { error },
        fold => Verdict::Works { error, fold },
    };
    Judged { shows: [half.mean, now.mean, most.mean], target, verdict }
}

/// The lowest rate from which on a metric shows what a target could be made of.
fn rises(steps: &[Step], place: usize, candidate: &Candidate) -> Option<f64> {
    let shows = |step: &&Step| {
        step.readings.get(place).copied().flatten().is_some_and(|reading| reading.mean >= candidate.least)
    };
    steps.iter().filter(shows).map(|step| step.rate).reduce(f64::min)
}

/// What a metric shows at a rate: straight lines between the steps that kept the objective, from nothing at no load.
struct Curve(Vec<(f64, Reading)>);

impl Curve {
    fn of(steps: &[Step], place: usize, keeps: f64) -> Option<Self> {
        let counts = steps.iter().filter(|step| !step.full && step.kept != Some(false) && step.rate <= keeps);
        let read = counts.filter_map(|step| Some((step.rate, step.readings.get(place).copied().flatten()?)));
        let mut points: Vec<_> = read.collect();
        points.sort_by(|one, other| one.0.total_cmp(&other.0));
        // Without the highest rate that counts nothing is known of the rates below it.
        points.last().filter(|last| last.0 >= keeps)?;
        points.insert(0, (0.0, Reading { mean: 0.0, deviation: 0.0 }));
        Some(Self(points))
    }

    fn at(&self, rate: f64) -> Reading {
        let Self(points) = self;
        let after = points.partition_point(|(known, _)| *known < rate).clamp(1, points.len() - 1);
        let ((low, from), (high, to)) = (points[after - 1], points[after]);
        let share = if high > low { ((rate - low) / (high - low)).clamp(0.0, 1.0) } else { 1.0 };
        let between = |from: f64, to: f64| from + (to - from) * share;
        Reading { mean: between(from.mean, to.mean), deviation: between(from.deviation, to.deviation) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HASTE: Haste = Haste { delay: 120.0, doubling: 600.0 };
    const COUNT: Candidate = Candidate { cap: None, least: 1.0 };
    const SHARE: Candidate = Candidate { cap: Some(1.0), least: 0.01 };

    /// Steps at 2, 4, … 20 a second, of which those up to 16 keep the objective.
    fn steps(shows: impl Fn(f64) -> (f64, f64)) -> Vec<Step> {
        let step = |place: u32| {
            let rate = f64::from(place) * 2.0;
            let (mean, deviation) = shows(rate);
            let reading = Some(Reading { mean, deviation });
            Step { rate, kept: Some(rate <= 16.0), full: false, readings: vec![reading] }
        };
        (1..=10).map(step).collect()
    }

    fn one(shows: impl Fn(f64) -> (f64, f64), candidate: Candidate) -> Judged {
        advise(&steps(shows), &[candidate], HASTE).unwrap().judged[0]
    }

    #[test]
    fn what_grows_with_the_load_is_asked_for_a_delay_before_the_end() {
        let advice = advise(&steps(|rate| (3.0 * rate, 2.0)), &[COUNT], HASTE).unwrap();
        assert_eq!((advice.keeps, advice.misses, advice.best), (16.0, Some(18.0), Some(0)));
        // Within two minutes the load grows by 2^(1/5).
        assert!((advice.asks - 16.0 / 1.1487).abs() < 1e-3, "{advice:?}");
        let judged = advice.judged[0];
        assert!((judged.target - 3.0 * advice.asks / 1.1).abs() < 1e-9, "{judged:?}");
        // Two requests up or down are 0.67 a second of 13.9.
        assert!(
            matches!(judged.verdict, Verdict::Works { error, fold: None } if (error - 0.0479).abs() < 1e-3)
        );
    }

    #[test]
    fn what_does_not_tell_the_load_is_refused_with_its_reason() {
        let queue = one(|rate| (if rate < 17.0 { 0.0 } else { 8.0 * (rate - 17.0) }, 0.1), COUNT);
        assert_eq!(queue.verdict, Verdict::Blind { rises: Some(18.0) });
        let never = one(|_| (0.0, 0.0), COUNT);
        assert_eq!(never.verdict, Verdict::Blind { rises: None });
        // Busy is not full.
        let busy = one(|_| (0.97, 0.01), SHARE);
        assert_eq!(busy.verdict, Verdict::Flat);
        let noise = one(|rate| (rate, 20.0), COUNT);
        assert!(matches!(noise.verdict, Verdict::Noisy { .. }), "{noise:?}");
        let unread = Step { rate: 1.0, kept: Some(true), full: false, readings: vec![None] };
        assert_eq!(advise(&[unread], &[COUNT], HASTE).unwrap().judged[0].verdict, Verdict::Unread);
    }

    #[test]
    fn a_cap_limits_how_fast_replicas_come() {
        let shows = |rate: f64| (rate / 20.0, 0.02);
        let fast = Haste { delay: 120.0, doubling: 50.0 };
        let judged = advise(&steps(shows), &[SHARE], fast).unwrap().judged[0];
        // At a fifth of the rate it shows 0.15: six-fold, and the load grows 5.3-fold.
        assert!(matches!(judged.verdict, Verdict::Works { fold: Some(8), .. }), "{judged:?}");
        let low = Candidate { cap: Some(0.5), ..SHARE };
        let judged = advise(&steps(shows), &[low], fast).unwrap().judged[0];
        assert_eq!(judged.verdict, Verdict::Capped { fold: 4 });
    }

    #[test]
    fn the_metric_that_tells_the_load_best_is_taken() {
        let mut all = steps(|rate| (rate, 3.0));
        for step in &mut all {
            step.readings.push(Some(Reading { mean: step.rate / 40.0, deviation: 0.01 }));
        }
        assert_eq!(advise(&all, &[COUNT, SHARE], HASTE).unwrap().best, Some(1));
        all.iter_mut().for_each(|step| step.kept = Some(false));
        assert_eq!(advise(&all, &[COUNT, SHARE], HASTE), Err(NoneKept));
    }

    #[test]
    fn a_rate_that_is_kept_above_one_that_is_missed_counts_for_nothing() {
        let mut all = steps(|rate| (rate, 0.1));
        all[4].kept = Some(false);
        let advice = advise(&all, &[COUNT], HASTE).unwrap();
        assert_eq!((advice.keeps, advice.misses), (8.0, Some(10.0)));
        // As many at a time as possible: how high it rises, and no rate.
        all[9].full = true;
        assert_eq!(advise(&all, &[COUNT], HASTE).unwrap().asks, advice.asks);
    }

    proptest! {
        #[test]
        fn at_its_target_a_metric_has_room_for_the_delay(
            slope in 0.5f64..50.0, bend in 0.0f64..3.0, delay in 10.0f64..600.0, doubling in 300.0f64..7200.0,
        ) {
            let shows = |rate: f64| slope * rate * (1.0 + bend * rate / 20.0);
            let haste = Haste { delay, doubling };
            let advice = advise(&steps(|rate| (shows(rate), 0.1)), &[COUNT], haste).unwrap();
            let judged = advice.judged[0];
            prop_assert!(advice.asks * haste.growth() <= advice.keeps * (1.0 + 1e-9));
            prop_assert!(judged.target * 1.1 <= judged.shows[2] * (1.0 + 1e-9));
            prop_assert!(judged.shows.is_sorted());
        }
    }
}
