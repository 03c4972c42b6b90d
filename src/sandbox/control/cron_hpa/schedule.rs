//! When a job is due.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::elastic::cron::Cron;

/// A job's schedule.
pub enum Schedule {
    /// Six fields, seconds first.
    Cron(Cron),
    /// `@date 2026-01-31 08:00:00`: once.
    At(Timestamp),
}

impl Schedule {
    /// Reads one.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(text: &str, zone: &TimeZone) -> Result<Self, String> {
        let Some(date) = text.strip_prefix("@date ") else {
            return Cron::seconds(text, zone.clone()).map(Self::Cron);
        };
        let date: DateTime = date.trim().parse().map_err(|_| format!("Failed to parse date {date}"))?;
        let at = date.to_zoned(zone.clone()).map_err(|_| format!("Failed to parse date {date}"))?;
        Ok(Self::At(at.timestamp()))
    }

    /// When it is due next; `None` if never again.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Cron(cron) => cron.next(after),
            Self::At(at) => Some(*at).filter(|at| *at > after),
        }
    }
}

/// Why nothing is done on this day, if that is so.
pub fn is_off(dates: &[String], zone: &TimeZone, now: Timestamp) -> Option<String> {
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let off = |date: &&String| {
        let next = Cron::seconds(date, zone.clone()).ok().and_then(|cron| cron.next(now));
        next.is_some_and(|next| day(next) == day(now))
    };
    dates.iter().find(off).map(|date| format!("skip scaling activity,because of excludeDate ({date})."))
}
