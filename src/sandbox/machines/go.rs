//! Durations as Go prints them.

use std::time::Duration;

/// As `time.Duration.String` after `Truncate(time.Millisecond)`: `1m2.5s`, `312ms`, `0s`.
pub fn duration(span: Duration) -> String {
    let millis = span.as_millis();
    let (hours, minutes) = (millis / 3_600_000, millis / 60_000 % 60);
    let rest = millis % 60_000;
    let fraction = match rest % 1000 {
        0 => String::new(),
        part => format!(".{part:03}").trim_end_matches('0').to_owned(),
    };
    let seconds = format!("{}{fraction}s", rest / 1000);
    match (hours, minutes) {
        (0, 0) if millis == 0 => "0s".into(),
        (0, 0) if rest < 1000 => format!("{millis}ms"),
        (0, 0) => seconds,
        (0, minutes) => format!("{minutes}m{seconds}"),
        (hours, minutes) => format!("{hours}h{minutes}m{seconds}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_go_prints_them() {
        for (millis, text) in [
            (0, "0s"),
            (312, "312ms"),
            (1000, "1s"),
            (1250, "1.25s"),
            (62_500, "1m2.5s"),
            (3_600_000, "1h0m0s"),
            (10_001, "10.001s"),
        ] {
            assert_eq!(duration(Duration::from_millis(millis)), text);
        }
    }
}
