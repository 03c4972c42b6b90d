//! Durations as flags write them: `30s`, `5m`, `1h30m`.

use std::time::Duration;

use super::value::refuse;
use crate::clock::parse_duration;
use crate::error::Result;

/// The longest that any flag takes: a year.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// Reads a duration of at most a year. A bare number has no unit, so it is refused.
///
/// # Errors
/// A usage error.
pub fn duration(flag: &str, text: &str, example: &str) -> Result<Duration> {
    let parsed = match text.ends_with(|c: char| c.is_ascii_digit()) {
        true => Err("a duration needs a unit: h, m, s or ms"),
        false => parse_duration(text),
    };
    match parsed {
        Ok(duration) if duration <= LONGEST => Ok(duration),
        Ok(_) => Err(refuse(flag, text, "longer than a year", example)),
        Err(allowed) => Err(refuse(flag, text, allowed, example)),
    }
}

/// Reads a duration in whole seconds up to a limit.
///
/// # Errors
/// A usage error.
pub fn seconds(flag: &str, text: &str, most: u32, example: &str) -> Result<u32> {
    let read = duration(flag, text, example)?;
    match u32::try_from(read.as_secs()) {
        Ok(seconds) if read.subsec_nanos() == 0 && seconds <= most => Ok(seconds),
        _ => Err(refuse(flag, text, format!("whole seconds, at most {most}s"), example)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units() {
        let read = |text| duration("--wait", text, "--wait=5m");
        assert_eq!(read("1h30m").unwrap(), Duration::from_secs(5400));
        assert_eq!(read("0s").unwrap(), Duration::ZERO);
        for text in ["", "5", "0755", "-5m", "5 m", "PT5M", "1y", "99999999999h", "5m\n", "~", "1_000", "1e3"]
        {
            assert!(read(text).is_err(), "{text}");
        }
        assert_eq!(seconds("--scale-up-window", "1m", 3600, "x").unwrap(), 60);
        assert!(seconds("--scale-up-window", "1500ms", 3600, "x").is_err());
        assert!(seconds("--scale-up-window", "2h", 3600, "x").is_err());
    }
}
