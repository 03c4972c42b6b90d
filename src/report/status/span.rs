//! Ages and spans as kubectl writes them: `5s`, `3m`, `2h5m`, `4d`.

use jiff::Timestamp;

/// How long ago something was.
pub fn age(then: Timestamp, now: Timestamp) -> String {
    seconds(now.duration_since(then).as_secs())
}

/// A span of seconds; a negative one is a difference of clocks and counts as nothing.
pub fn seconds(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    let two = |large: i64, unit: &str, small: i64, of: &str| match small {
        0 => format!("{large}{unit}"),
        small => format!("{large}{unit}{small}{of}"),
    };
    match seconds {
        0..120 => format!("{seconds}s"),
        120..600 => two(minutes, "m", seconds % 60, "s"),
        600..10_800 => format!("{minutes}m"),
        10_800..28_800 => two(hours, "h", minutes % 60, "m"),
        28_800..172_800 => format!("{hours}h"),
        172_800..691_200 => two(days, "d", hours % 24, "h"),
        _ => format!("{days}d"),
    }
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn spans_are_written_as_kubectl_writes_them() {
        let cases = [
            (-5, "0s"),
            (119, "119s"),
            (120, "2m"),
            (121, "2m1s"),
            (600, "10m"),
            (10_799, "179m"),
            (10_800, "3h"),
            (18_300, "5h5m"),
            (30_000, "8h"),
            (200_000, "2d7h"),
            (864_000, "10d"),
        ];
        for (span, text) in cases {
            assert_eq!(seconds(span), text);
        }
    }
}
