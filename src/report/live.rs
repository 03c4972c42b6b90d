//! A run while it is under way: where it is, and its last seconds.

use crate::load::engine::Progress;
use crate::load::measure::recent::Recent;
use crate::load::schedule::Amount;

use super::units;

/// How much is done, from 0 to 1, and a line or two; `recent` is what happened in the last seconds, where it is known.
pub fn view(amount: Amount, progress: Progress, recent: Option<&Recent>) -> (f64, String) {
    let ended = progress.answered + progress.failed;
    let requests = units::count(ended as f64);
    let (now, recent) = (progress.elapsed.as_secs_f64(), recent.filter(|recent| recent.seconds > 0));
    let (done, mut text) = match amount {
        Amount::Requests(total) => {
            let rate = recent.map_or(ended as f64 / now.max(1e-3), Recent::rate);
            let left = total.saturating_sub(ended) as f64;
            let of = format!("{requests} of {} requests", units::count(total as f64));
            let wait = (rate > 0.0 && left > 0.0 && now >= 1.0)
                .then(|| format!("{of}, about {} to go", time(left / rate)));
            (ended as f64 / total.max(1) as f64, wait.unwrap_or(of))
        }
        Amount::Time(whole) => {
            let whole = whole.as_secs_f64();
            let place = match now < whole {
                true => format!("{} of {}, {requests} requests", time(now), time(whole)),
                false => format!("all is sent, answers are awaited, {requests} requests"),
            };
            (now / whole, place)
        }
    };
    let errors = progress.failed + progress.refused;
    if errors > 0 {
        let share = units::share(errors as f64 / ended.max(1) as f64);
        text += &format!(", {} errors ({share})", units::count(errors as f64));
    }
    if let Some(recent) = recent {
        text += &format!("\nlast {} s: {}/s", recent.seconds, units::number(recent.rate()));
        for (name, share) in [("p50", 0.5), ("p99", 0.99)] {
            if let Some(time) = recent.quantile(share) {
                text += &format!(", {name} {}", units::seconds(time.as_secs_f64()));
            }
        }
        text += &format!(", {} in flight", units::count(recent.under_way as f64));
    }
    (done, text)
}

/// `45 s`, `2:05`, `1:02:03`.
fn time(seconds: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a time of a run, not negative"
    )]
    let seconds = seconds.round().max(0.0) as u64;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes}:{seconds:02}"),
        (hours, minutes, seconds) => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::load::measure::ladder::{Ladder, Rung};

    #[test]
    fn it_tells_where_the_run_is_and_of_its_last_seconds() {
        let elapsed = Duration::from_secs(13);
        let progress = Progress { answered: 1300, refused: 1, failed: 2, elapsed, ..Progress::default() };
        let latencies: Ladder = [(Rung::of(Duration::from_millis(10)), 300)].into_iter().collect();
        let slowest = Duration::from_millis(10);
        let recent = Recent { seconds: 3, succeeded: 297, failed: 3, under_way: 10, latencies, slowest };
        let (done, text) = view(Amount::Time(Duration::from_secs(130)), progress, Some(&recent));
        assert!((done - 0.1).abs() < 1e-9);
        let (place, now) = text.split_once('\n').unwrap();
        assert_eq!(place, "13 s of 2:10, 1,302 requests, 3 errors (0.23 %)");
        assert!(now.starts_with("last 3 s: 100/s, p50 ") && now.ends_with(" ms, 10 in flight"), "{now}");
        let (_, text) = view(Amount::Requests(1902), progress, Some(&recent));
        assert!(text.starts_with("1,302 of 1,902 requests, about 6 s to go, 3 errors"), "{text}");
        assert!(!view(Amount::Requests(1902), progress, None).1.contains('\n'));
    }

    #[test]
    fn times_are_short() {
        assert_eq!([45.0, 125.0, 3723.0].map(time), ["45 s", "2:05", "1:02:03"]);
    }
}
