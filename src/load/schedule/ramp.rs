//! vLLM's ramp: the rate follows the number of the request, not the time.

use std::time::Duration;

use super::profile::{Piece, Profile};

/// Between so many requests the rate goes in a straight line over time.
const PIECES: u64 = 32;

/// The rate of the first of `requests` is `from`, that of the last one `to`; between them it grows by the same amount from request to
/// request, or by the same factor (`exponential`). Over time the first is an exponential and the second a hyperbola: each is put
/// together of straight lines that begin and end at the right request with the right rate.
pub fn ramp(requests: u64, from: f64, to: f64, exponential: bool) -> Profile {
    let gaps = requests.saturating_sub(1);
    let rate = |progress: f64| match exponential {
        true => from * (to / from).powf(progress),
        false => from + (to - from) * progress,
    };
    let pieces = gaps.min(PIECES);
    let piece = |place: u64| {
        let share = |place: u64| place as f64 / pieces as f64;
        let (begins, ends) = (rate(share(place)), rate(share(place + 1)));
        let count = gaps as f64 / pieces as f64;
        let lasts = Duration::try_from_secs_f64(2.0 * count / (begins + ends)).unwrap_or(Duration::MAX);
        Piece { lasts, from: begins, to: ends }
    };
    Profile::rising((0..pieces).map(piece).collect(), to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(requests: u32, from: f64, to: f64, exponential: bool) -> Vec<f64> {
        let mut clock = ramp(u64::from(requests), from, to, exponential).clock();
        (0..requests).map(|number| clock.time_of(f64::from(number)).unwrap()).collect()
    }

    #[test]
    fn gaps_are_those_of_vllm_within_a_hundredth() {
        for (from, to, exponential) in [(2.0, 20.0, false), (1.0, 50.0, true), (5.0, 5.0, false)] {
            let times = times(400, from, to, exponential);
            // vLLM waits for one over the rate of a request before it.
            let mut sum = 0.0;
            for (number, time) in times.iter().enumerate().skip(1) {
                let progress = (number as f64 - 0.5) / 399.0;
                let rate: f64 = if exponential {
                    from * (to / from).powf(progress)
                } else {
                    from + (to - from) * progress
                };
                sum += 1.0 / rate;
                assert!((time / sum - 1.0).abs() < 0.01, "{number}: {time} {sum}");
            }
        }
    }

    #[test]
    fn a_ramp_may_begin_at_nothing_and_have_one_request() {
        assert!(times(10, 0.0, 10.0, false).is_sorted());
        assert_eq!(times(1, 0.0, 10.0, false), [0.0]);
    }
}
