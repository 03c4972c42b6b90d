//! A recorded trace: when requests came, a line for each.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;

/// The names under which a line of JSON may give its time: seconds.
#[derive(Debug, Deserialize)]
struct Line {
    #[serde(alias = "time", alias = "ts", alias = "offset", alias = "arrival_time", alias = "start_time")]
    timestamp: Timestamp,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Timestamp {
    Number(f64),
    Text(String),
}

/// Reads the times of a trace: one a line, or one JSON object a line with a `timestamp`. A time is in seconds (a number, from
/// whatever beginning), or a date and time (RFC 3339). Empty lines and lines that begin with `#` say nothing. The first request
/// is sent at the start.
///
/// # Errors
/// The number of the line, and what is wrong with it.
pub fn read(text: &str) -> Result<Arc<[Duration]>, String> {
    let mut times = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        times.push(time(line).map_err(|why| format!("line {}: {why}", index + 1))?);
    }
    times.sort_by(f64::total_cmp);
    let Some(first) = times.first().copied() else { return Err("it has no line with a time".to_owned()) };
    let offset = |time: &f64| {
        Duration::try_from_secs_f64(time - first).map_err(|_| "its times are too far apart".to_owned())
    };
    times.iter().map(offset).collect()
}

fn time(line: &str) -> Result<f64, &'static str> {
    const WHY: &str =
        "a time is expected: seconds, a date and time (RFC 3339), or a JSON object with a `timestamp`";
    let timestamp = match line.starts_with('{') {
        true => serde_json::from_str::<Line>(line).map_err(|_| WHY)?.timestamp,
        false => Timestamp::Text(line.to_owned()),
    };
    let seconds = match timestamp {
        Timestamp::Number(seconds) => seconds,
        Timestamp::Text(text) => match text.parse::<f64>() {
            Ok(seconds) => seconds,
            Err(_) => {
                let at = text.parse::<jiff::Timestamp>().map_err(|_| WHY)?;
                // A double holds the time of day to 0.2 µs.
                at.as_nanosecond() as f64 / 1e9
            }
        },
    };
    if seconds.is_finite() { Ok(seconds) } else { Err(WHY) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(text: &str) -> Vec<u128> {
        read(text).unwrap().iter().map(Duration::as_millis).collect()
    }

    #[test]
    fn times_count_from_the_first() {
        assert_eq!(millis("# recorded\n100.5\n\n101\n100.75\r\n"), [0, 250, 500]);
        assert_eq!(millis("2026-01-01T00:00:00Z\n2026-01-01T00:00:01.5Z"), [0, 1500]);
        assert_eq!(
            millis("{\"timestamp\": 3, \"x\": 1}\n{\"ts\": 4}\n{\"time\":\"2026-01-01T00:00:00Z\"}")[..2],
            [0, 1000]
        );
    }

    #[test]
    fn a_bad_line_is_named() {
        assert!(read("1\n2\nx\n").unwrap_err().starts_with("line 3: a time is expected"));
        assert!(read("1\n{\"at\": 1}").unwrap_err().starts_with("line 2: "));
        assert!(read("1\nNaN").is_err() && read("inf").is_err());
        assert_eq!(read("# nothing\n"), Err("it has no line with a time".to_owned()));
        assert!(read("-1e300\n1e300").is_err());
    }
}
