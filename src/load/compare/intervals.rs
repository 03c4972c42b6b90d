//! How far a difference may be off by chance: block bootstrap, or repeats.
//!
//! Requests that share a queue are not independent, but what lies far apart in time nearly is. So stretches of neighbouring
//! blocks are drawn with replacement (the circular block bootstrap: Politis and Romano, 1992), and each draw is a run that might
//! have been. What the differences of such pairs of runs spread is what the measured one may be off.

use super::run::{Blocks, Run, Stretch};
use crate::load::objective::Metric;
use crate::load::schedule::random::Random;

/// A run is drawn from about so many stretches: long enough for a queue to forget, enough to tell their spread.
const STRETCHES: usize = 8;
/// With fewer blocks nothing is told.
pub const LEAST_BLOCKS: usize = 8;
/// From so many runs on either side, the spread between them is what counts.
pub const REPEATS: usize = 3;
/// Percentiles are known to 0.1 %: no spread is smaller.
const FINEST: f64 = 0.0005;
/// The normal deviate of a two-sided 95 %.
const NORMAL_95: f64 = 1.96;

/// Two sides of runs.
#[derive(Debug)]
pub struct Sides<'a> {
    /// What is compared with.
    pub base: &'a [Run],
    /// What is compared.
    pub other: &'a [Run],
    /// Whether the blocks of both sides had the same arrivals: then they are drawn together, and what the arrivals did to both
    /// cancels out.
    pub paired: bool,
}

/// What is known of a difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Other than base: the logarithm of the ratio; of shares the difference.
    pub estimate: f64,
    /// Its standard error.
    pub error: f64,
    /// The interval is the estimate ± so much. The intervals of all metrics hold together with 95 % confidence.
    pub margin: f64,
}

/// Whether the difference of a metric is one of logarithms.
pub fn is_ratio(metric: &Metric) -> bool {
    !matches!(metric, Metric::Error)
}

fn scaled(metric: &Metric, value: f64) -> Option<f64> {
    match is_ratio(metric) {
        true => (value > 0.0).then(|| value.ln()),
        false => Some(value),
    }
}

/// Compares the two sides by each metric; `None` where one of the sides does not know it.
pub fn differences(
    sides: &Sides<'_>,
    metrics: &[Metric],
    draws: usize,
    seed: u64,
) -> Vec<Option<Difference>> {
    let estimates: Vec<Option<f64>> =
        (0..metrics.len()).map(|place| estimate(sides, place, &metrics[place])).collect();
    let spread = bootstrap(sides, metrics, draws, seed);
    let repeats = sides.base.len() >= REPEATS && sides.other.len() >= REPEATS;
    let made = estimates.iter().enumerate().map(|(place, estimate)| {
        let estimate = (*estimate)?;
        let drawn = spread.errors[place]?.max(chance_of_shares(sides, &metrics[place]));
        let (error, deviate) = match repeats {
            true => {
                let between = between(sides, place, &metrics[place])?;
                let freedom = (sides.base.len() + sides.other.len() - 2) as f64;
                (between.max(drawn), student_95(freedom))
            }
            false => (drawn, student_95(spread.freedom)),
        };
        Some(Difference { estimate, error, margin: error * deviate * spread.together })
    });
    made.collect()
}

fn estimate(sides: &Sides<'_>, place: usize, metric: &Metric) -> Option<f64> {
    Some(mean(&figures(sides.other, place, metric)?) - mean(&figures(sides.base, place, metric)?))
}

/// The figure of each run of a side, on the scale on which it is compared.
fn figures(runs: &[Run], place: usize, metric: &Metric) -> Option<Vec<f64>> {
    runs.iter()
        .map(|run| run.figures.get(place).copied().flatten().and_then(|value| scaled(metric, value)))
        .collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The standard error of the difference from what the runs of each side differ by, as if both sides spread alike.
fn between(sides: &Sides<'_>, place: usize, metric: &Metric) -> Option<f64> {
    let (base, other) = (figures(sides.base, place, metric)?, figures(sides.other, place, metric)?);
    let squares = |values: &[f64]| {
        let mean = mean(values);
        values.iter().map(|value| (value - mean).powi(2)).sum::<f64>()
    };
    let (a, b) = (base.len() as f64, other.len() as f64);
    Some(((squares(&base) + squares(&other)) / (a + b - 2.0) * (1.0 / a + 1.0 / b)).sqrt())
}

/// The least standard error of a difference of error shares, as if requests failed independently of each other: a run without
/// an error is no proof that there are none (Agresti and Caffo, 2000: one more failure and one more success on each side).
fn chance_of_shares(sides: &Sides<'_>, metric: &Metric) -> f64 {
    if *metric != Metric::Error {
        return FINEST * 2f64.sqrt();
    }
    let variance = |runs: &[Run]| {
        let ended = runs.iter().flat_map(|run| &run.requests);
        let (failed, all) = ended.fold((1.0, 2.0), |(failed, all), block| {
            (failed + block.failed as f64, all + (block.failed + block.succeeded) as f64)
        });
        let share: f64 = failed / all;
        share * (1.0 - share) / all
    };
    (variance(sides.base) + variance(sides.other)).sqrt()
}

/// What drawing blocks told.
struct Spread {
    /// The standard error of each metric's difference.
    errors: Vec<Option<f64>>,
    /// How much wider intervals must be than each alone, so that all hold together.
    together: f64,
    /// Degrees of freedom of the standard errors.
    freedom: f64,
}

fn bootstrap(sides: &Sides<'_>, metrics: &[Metric], draws: usize, seed: u64) -> Spread {
    let blocks = |runs: &[Run]| runs.iter().map(Blocks::of).collect::<Vec<_>>();
    let (base, other) = (blocks(sides.base), blocks(sides.other));
    let mut random = Random::new(seed);
    let mut drawn = vec![Vec::with_capacity(draws); metrics.len()];
    for _ in 0..draws {
        let chosen: Vec<Vec<Stretch>> = base.iter().map(|blocks| draw(blocks.count(), &mut random)).collect();
        let others = other.iter().enumerate().map(|(run, blocks)| match base.get(run) {
            Some(same) if sides.paired && same.count() == blocks.count() => chosen[run].clone(),
            _ => draw(blocks.count(), &mut random),
        });
        let others: Vec<Vec<Stretch>> = others.collect();
        for (metric, drawn) in metrics.iter().zip(&mut drawn) {
            let side = |blocks: &[Blocks], chosen: &[Vec<Stretch>]| -> Option<f64> {
                let values = blocks.iter().zip(chosen);
                let values = values.map(|(blocks, chosen)| scaled(metric, blocks.figure(metric, chosen)?));
                Some(mean(&values.collect::<Option<Vec<_>>>()?))
            };
            let difference =
                side(&other, &others).zip(side(&base, &chosen)).map(|(other, base)| other - base);
            drawn.push(difference);
        }
    }
    let stretches = base.iter().chain(&other).map(|blocks| blocks.count() / length(blocks.count()));
    let stretches = stretches.min().unwrap_or(0).max(2) as f64;
    // Draws from n stretches spread less than what they stand for.
    let short = (stretches / (stretches - 1.0)).sqrt();
    let known = drawn.iter().map(|drawn| moments(drawn));
    let known: Vec<Option<(f64, f64)>> = known.collect();
    Spread {
        together: together(&drawn, &known),
        errors: known.iter().map(|known| known.map(|(_, deviation)| deviation * short)).collect(),
        freedom: stretches - 1.0,
    }
}

/// How many blocks a stretch has.
fn length(blocks: usize) -> usize {
    (blocks / STRETCHES).max(1)
}

/// As many stretches as make up the run; one that reaches its end goes on at its beginning.
pub(super) fn draw(blocks: usize, random: &mut Random) -> Vec<Stretch> {
    let length = length(blocks);
    let mut chosen = Vec::with_capacity(2 * STRETCHES);
    for _ in 0..blocks / length {
        let from = usize::try_from(random.below(blocks as u64)).unwrap_or(0);
        let to = from + length;
        chosen.push((from, to.min(blocks)));
        if to > blocks {
            chosen.push((0, to - blocks));
        }
    }
    chosen
}

/// Mean and standard deviation; `None` if a draw in a hundred has no value.
fn moments(drawn: &[Option<f64>]) -> Option<(f64, f64)> {
    let values: Vec<f64> = drawn.iter().flatten().copied().collect();
    if values.len() * 100 < drawn.len() * 99 || values.len() < 2 {
        return None;
    }
    let mean = mean(&values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Some((mean, (squares / (values.len() - 1) as f64).sqrt()))
}

/// The 95th percentile, over the draws, of the largest deviation of any metric in standard errors, against that of one metric
/// alone (Westfall and Young, 1993): metrics that move together cost less than as many independent ones.
fn together(drawn: &[Vec<Option<f64>>], known: &[Option<(f64, f64)>]) -> f64 {
    let draws = drawn.first().map_or(0, Vec::len);
    let mut largest: Vec<f64> = (0..draws)
        .map(|draw| {
            let deviations = drawn.iter().zip(known).filter_map(|(drawn, known)| {
                let ((mean, deviation), value) = ((*known)?, drawn[draw]?);
                (deviation > 0.0).then(|| ((value - mean) / deviation).abs())
            });
            deviations.fold(0.0, f64::max)
        })
        .collect();
    largest.sort_by(f64::total_cmp);
    let at = largest.len().saturating_sub(1) * 95 / 100;
    largest.get(at).map_or(1.0, |largest| (largest / NORMAL_95).max(1.0))
}

/// The two-sided 95 % deviate of Student's t, by the Cornish-Fisher expansion; within 0.3 % from four degrees of freedom on.
fn student_95(freedom: f64) -> f64 {
    let z: f64 = 1.959_964;
    let [first, second, third] = [
        (z.powi(3) + z) / 4.0,
        (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0,
        (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0,
    ];
    z + first / freedom + second / freedom.powi(2) + third / freedom.powi(3)
}
