//! The clock is passed in, so that nothing below `main` asks the machine for the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Tells the time of day.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that a test sets.
#[derive(Debug, Clone, Default)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// A clock that shows `now`, cut to milliseconds.
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(now.as_millisecond())))
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: std::time::Duration) {
        self.0.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// The clock of a simulated cluster: it starts at a given time and runs `speed` times as fast as the machine's.
///
/// It counts on tokio's clock, so that a test which pauses that one runs a day in a moment, without sleeping.
#[derive(Debug, Clone, Copy)]
pub struct ClusterClock {
    start: Timestamp,
    origin: tokio::time::Instant,
    speed: f64,
}

impl ClusterClock {
    /// A clock that shows `start` now; `speed` is 1 or more.
    pub fn new(start: Timestamp, speed: f64) -> Self {
        Self { start, origin: tokio::time::Instant::now(), speed: speed.max(f64::MIN_POSITIVE) }
    }

    /// How many times faster than the machine's clock it runs.
    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// How long a span of cluster time takes on the machine.
    pub fn real(&self, span: std::time::Duration) -> std::time::Duration {
        span.div_f64(self.speed)
    }

    /// Waits for a span of cluster time.
    pub async fn sleep(&self, span: std::time::Duration) {
        tokio::time::sleep(self.real(span)).await;
    }

    /// Waits until the clock shows `then`; returns at once if it has passed.
    pub async fn sleep_until(&self, then: Timestamp) {
        let since_start = then.duration_since(self.start);
        if let Ok(since_start) = std::time::Duration::try_from(since_start) {
            tokio::time::sleep_until(self.origin + self.real(since_start)).await;
        }
    }
}

impl Clock for ClusterClock {
    fn now(&self) -> Timestamp {
        let passed = self.origin.elapsed().mul_f64(self.speed);
        self.start.saturating_add(passed).unwrap_or(self.start)
    }
}

/// How the clock of a simulated cluster runs against the one on the wall; the kubeconfig of a sandbox says it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pace {
    /// How many times as fast.
    pub speed: f64,
    /// A moment by the clock on the wall.
    pub wall: Timestamp,
    /// The same moment by the cluster's.
    pub cluster: Timestamp,
}

impl Pace {
    /// The name of the kubeconfig's extension that holds it.
    pub const EXTENSION: &'static str = "sandbox.neap.dev/clock";

    /// The cluster's clock, told by one on the wall.
    pub fn clock(self, wall: Arc<dyn Clock>) -> Arc<dyn Clock> {
        Arc::new(Paced { pace: self, wall })
    }
}

struct Paced {
    pace: Pace,
    wall: Arc<dyn Clock>,
}

impl Clock for Paced {
    fn now(&self) -> Timestamp {
        let passed = self.wall.now().duration_since(self.pace.wall).as_secs_f64() * self.pace.speed;
        let passed = jiff::SignedDuration::try_from_secs_f64(passed).unwrap_or_default();
        self.pace.cluster.saturating_add(passed).unwrap_or(self.pace.cluster)
    }
}

/// A duration as Go writes it, `1h2m3.5s` or `300ms`; a bare number is in seconds.
///
/// # Errors
/// Says what is wrong, for [`crate::Error::flag`].
pub fn parse_duration(text: &str) -> Result<std::time::Duration, &'static str> {
    const ALLOWED: &str = "it must be a duration with units h, m, s or ms";
    let seconds = |number: &str, unit: f64| -> Result<f64, &'static str> {
        let plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let number = number.parse::<f64>().ok().filter(|_| plain).ok_or(ALLOWED)?;
        Ok(number * unit)
    };
    let mut total = 0.0;
    let mut rest = text;
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        (total, rest) = (seconds(text, 1.0)?, "");
    } else if text.is_empty() {
        return Err(ALLOWED);
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or(ALLOWED)?;
        let (number, after) = rest.split_at(end);
        let end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let unit = match unit {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" => 1e-6,
            "ns" => 1e-9,
            _ => return Err(ALLOWED),
        };
        total += seconds(number, unit)?;
        rest = after;
    }
    match total < 1e9 {
        true => Ok(std::time::Duration::from_secs_f64(total)),
        false => Err("it must be shorter than 30 years"),
    }
}

/// How long ago, as kubectl writes ages: two units while the first is small (`90s`, `5m10s`, `2d4h`), then one (`12d`).
///
/// A time in the future is `0s`: clocks differ.
pub fn age(since: Timestamp, now: Timestamp) -> String {
    span(now.as_second().saturating_sub(since.as_second()))
}

/// A span of seconds, written as an [`age`]; a negative one is `0s`.
pub fn span(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    let (days, years) = (hours / 24, hours / 24 / 365);
    let two = |first: i64, unit: &str, rest: i64, below: &str| match rest {
        0 => format!("{first}{unit}"),
        rest => format!("{first}{unit}{rest}{below}"),
    };
    match () {
        () if seconds < 120 => format!("{seconds}s"),
        () if minutes < 10 => two(minutes, "m", seconds % 60, "s"),
        () if minutes < 180 => format!("{minutes}m"),
        () if hours < 8 => two(hours, "h", minutes % 60, "m"),
        () if hours < 48 => format!("{hours}h"),
        () if days < 8 => two(days, "d", hours % 24, "h"),
        () if days < 730 => format!("{days}d"),
        () if years < 8 => two(years, "y", days % 365, "d"),
        () => format!("{years}y"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_clock_that_runs_faster_is_told_by_the_one_on_the_wall() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let wall = ManualClock::at(at(1_000));
        let pace = Pace { speed: 20.0, wall: at(990), cluster: at(5_000) };
        let clock = pace.clock(Arc::new(wall.clone()));
        assert_eq!(clock.now(), at(5_200));
        wall.advance(Duration::from_secs(1));
        assert_eq!(clock.now(), at(5_220));
    }

    #[test]
    fn durations_are_read_as_go_writes_them() {
        for (text, milliseconds) in
            [("10s", 10_000), ("1m30s", 90_000), ("300ms", 300), ("1.5h", 5_400_000), ("7", 7_000), ("0", 0)]
        {
            assert_eq!(parse_duration(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        for text in ["", "s", "10", "-1s", "1 s", "1d", "1.2.3s", "+1s", "1e3s", "١s", "inf", "NaNs"] {
            assert_eq!(parse_duration(text).is_ok(), text == "10", "{text}");
        }
        assert!(parse_duration("99999999999999999999h").is_err());
    }

    #[test]
    fn ages_are_written_as_kubectl_writes_them() {
        let now = Timestamp::from_second(2_000_000_000).unwrap();
        let ago = |seconds: i64| age(Timestamp::from_second(2_000_000_000 - seconds).unwrap(), now);
        for (seconds, text) in [
            (-5, "0s"),
            (0, "0s"),
            (119, "119s"),
            (120, "2m"),
            (310, "5m10s"),
            (3600, "60m"),
            (10_799, "179m"),
            (10_800, "3h"),
            (12_000, "3h20m"),
            (100_000, "27h"),
            (172_800, "2d"),
            (187_200, "2d4h"),
            (864_000, "10d"),
            (70_000_000, "2y80d"),
            (300_000_000, "9y"),
        ] {
            assert_eq!(ago(seconds), text, "{seconds}");
        }
    }
}
