//! Times that come again: cron expressions in a time zone.

use croner::Cron as Pattern;
use croner::parser::{CronParser, Seconds, Year};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A cron expression with its time zone.
#[derive(Debug, Clone)]
pub struct Cron {
    pattern: Box<Pattern>,
    zone: TimeZone,
}

impl Cron {
    /// Five fields: minute, hour, day of the month, month, day of the week. `?` is `*`.
    ///
    /// # Errors
    /// It is none, in a few words.
    pub fn minutes(text: &str, zone: TimeZone) -> Result<Self, String> {
        Self::parse(text, Seconds::Disallowed, zone)
    }

    /// Six fields, seconds first.
    ///
    /// # Errors
    /// It is none, in a few words.
    pub fn seconds(text: &str, zone: TimeZone) -> Result<Self, String> {
        Self::parse(text, Seconds::Required, zone)
    }

    fn parse(text: &str, seconds: Seconds, zone: TimeZone) -> Result<Self, String> {
        let parser =
            CronParser::builder().seconds(seconds).year(Year::Disallowed).sloppy_ranges(true).build();
        let pattern = parser.parse(&text.replace('?', "*")).map_err(|error| error.to_string())?;
        Ok(Self { pattern: Box::new(pattern), zone })
    }

    /// The next time after this one; `None` if there is none.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let after = after.to_zoned(self.zone.clone());
        self.pattern.find_next_occurrence(&after, false).ok().map(|next| next.timestamp())
    }
}

/// A time zone by its name, as `Asia/Shanghai`; an empty one is UTC.
///
/// # Errors
/// It is not known.
pub fn zone(name: &str) -> Result<TimeZone, String> {
    match name {
        "" | "UTC" => Ok(TimeZone::UTC),
        name => TimeZone::get(name).map_err(|_| format!("unknown time zone {name}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(cron: &Cron, after: &str) -> String {
        cron.next(after.parse().unwrap()).unwrap().to_string()
    }

    #[test]
    fn a_time_of_the_day_is_that_of_its_zone() {
        let morning = Cron::minutes("0 8 * * *", zone("Asia/Shanghai").unwrap()).unwrap();
        assert_eq!(next(&morning, "2026-01-01T00:00:00Z"), "2026-01-02T00:00:00Z");
        assert_eq!(next(&morning, "2025-12-31T23:59:59Z"), "2026-01-01T00:00:00Z");
        let seconds = Cron::seconds("30 0 22 * * MON-FRI", zone("").unwrap()).unwrap();
        // A Saturday.
        assert_eq!(next(&seconds, "2026-01-03T00:00:00Z"), "2026-01-05T22:00:30Z");
        assert_eq!(
            next(&Cron::minutes("*/15 * ? * ?", TimeZone::UTC).unwrap(), "2026-01-01T00:14:59.5Z"),
            "2026-01-01T00:15:00Z"
        );
    }

    #[test]
    fn days_of_the_month_and_of_the_week_add_up() {
        let either = Cron::minutes("0 0 13 * FRI", TimeZone::UTC).unwrap();
        assert_eq!(next(&either, "2026-01-10T00:00:00Z"), "2026-01-13T00:00:00Z");
        assert_eq!(next(&either, "2026-01-13T00:00:00Z"), "2026-01-16T00:00:00Z");
    }

    /// As robfig/cron answers.
    const ANSWERS: &str = include_str!("../../tests/fixtures/cron/robfig-3.0.1.txt");

    #[test]
    fn the_next_time_is_that_of_the_library_that_keda_counts_with() {
        let mut wrong = Vec::new();
        for line in ANSWERS.lines().filter(|line| !line.starts_with('#')) {
            let [text, place, after, expected] = line.split('|').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let found = next(&Cron::minutes(text, zone(place).unwrap()).unwrap(), after);
            if found != expected {
                wrong.push(format!("{line}: {found}"));
            }
        }
        // A time that the clock skips in spring: the library leaves that day out, here it is the first moment after the gap.
        let skipped =
            "15 2 * * *|Europe/Berlin|2026-03-28T23:30:00Z|2026-03-30T00:15:00Z: 2026-03-29T01:00:00Z";
        assert_eq!(wrong, [skipped]);
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in ["", "* * * *", "61 * * * *", "0 0 8 * * *", "a b c d e"] {
            assert!(Cron::minutes(text, TimeZone::UTC).is_err(), "{text}");
        }
        assert!(Cron::seconds("0 8 * * *", TimeZone::UTC).is_err());
        assert!(zone("Nowhere/City").is_err());
        assert!(Cron::minutes("0 0 30 2 *", TimeZone::UTC).unwrap().next(Timestamp::UNIX_EPOCH).is_none());
    }
}
