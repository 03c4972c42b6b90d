//! Replicas by the clock: at a time, so many.

use crate::elastic::cron::{Cron, zone};
use crate::error::Result;
use crate::workload::value::{integer, refuse};

const FLAG: &str = "--schedule";
const EXAMPLE: &str = "--schedule='0 8 * * *=4'";

/// From a time that comes again on, so many replicas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// Minute, hour, day of the month, month, day of the week.
    pub cron: String,
    /// How many.
    pub replicas: u32,
}

/// From a time to a time, so many replicas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// As a cron expression.
    pub start: String,
    /// As a cron expression.
    pub end: String,
    /// How many.
    pub replicas: u32,
}

impl Schedule {
    /// Reads `--schedule 'CRON=REPLICAS'`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str) -> Result<Self> {
        let Some((cron, replicas)) = text.rsplit_once('=') else {
            return Err(refuse(
                FLAG,
                text,
                "must be a time and a number of replicas, CRON=REPLICAS",
                EXAMPLE,
            ));
        };
        let replicas = integer(&format!("{FLAG}={cron}"), replicas, 0..=100_000).map_err(|_| {
            refuse(FLAG, text, "behind the `=` there must be a whole number of replicas", EXAMPLE)
        })?;
        let fields: Vec<&str> = cron.split_whitespace().collect();
        let reason = match fields.len() {
            5 => fields.iter().find_map(|field| unknown(field)),
            6 => Some("there are six fields: seconds are not among them".to_owned()),
            count => {
                Some(format!("a time is minute, hour, day, month and day of the week: here are {count}"))
            }
        };
        let cron = fields.join(" ");
        let utc = zone("").unwrap_or(jiff::tz::TimeZone::UTC);
        let reason = reason.or_else(|| Cron::minutes(&cron, utc).err());
        match reason {
            Some(reason) => Err(refuse(FLAG, text, reason, EXAMPLE)),
            None => Ok(Self { cron, replicas: u32::try_from(replicas).unwrap_or_default() }),
        }
    }

    /// The time of the day, where it is one; and the days.
    fn parts(&self) -> (Option<(u32, u32)>, &str) {
        let mut fields = self.cron.splitn(3, ' ');
        let (minute, hour) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
        let time = hour.parse().ok().zip(minute.parse().ok());
        (time, fields.next().unwrap_or_default())
    }
}

/// What stands in a field that not all readers of cron expressions know.
fn unknown(field: &str) -> Option<String> {
    const NAMES: &str = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC SUN MON TUE WED THU FRI SAT";
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '*' | '/' | ',' | '-' | '?');
    let named = |word: &str| {
        let digits = word.bytes().all(|byte| byte.is_ascii_digit());
        digits || NAMES.split(' ').any(|name| name.eq_ignore_ascii_case(word))
    };
    let words = field.split(['*', '/', ',', '-', '?']).filter(|word| !word.is_empty());
    let odd = !field.chars().all(plain) || words.into_iter().any(|word| !named(word));
    odd.then(|| format!("{} is no field of a cron expression", crate::error::quoted(field)))
}

/// Points as windows, which is how KEDA takes them: each lasts until the next one of the day.
///
/// # Errors
/// Why they are none: times or days differ in a way that leaves the next one open.
pub fn windows(schedules: &[Schedule], floor: u32) -> Result<Vec<Window>, String> {
    let mut points = Vec::new();
    for schedule in schedules {
        let (Some(time), days) = schedule.parts() else {
            return Err(format!("{:?} is no single time of the day", schedule.cron));
        };
        points.push((time, days, schedule));
    }
    points.sort_by_key(|(time, ..)| *time);
    if let Some(other) = points.iter().find(|(_, days, _)| *days != points[0].1) {
        return Err(format!("{:?} and {:?} are of different days", points[0].2.cron, other.2.cron));
    }
    if let Some(pair) = points.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(format!("{:?} comes twice", pair[0].2.cron));
    }
    if points.len() == 1 {
        return Err(format!("nothing ends {:?}: a second `--schedule` does", points[0].2.cron));
    }
    let next = |at: usize| points[(at + 1) % points.len()].2.cron.clone();
    let all = points.iter().enumerate().map(|(at, (_, _, schedule))| Window {
        start: schedule.cron.clone(),
        end: next(at),
        replicas: schedule.replicas,
    });
    Ok(all.filter(|window| window.replicas > floor).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str]) -> Vec<Schedule> {
        texts.iter().map(|text| Schedule::parse(text).unwrap()).collect()
    }

    #[test]
    fn a_time_and_a_number() {
        let schedule = Schedule::parse("30 8  * * MON-FRI=4").unwrap();
        assert_eq!((schedule.cron.as_str(), schedule.replicas), ("30 8 * * MON-FRI", 4));
        for text in [
            "",
            "4",
            "=4",
            "0 8 * * *",
            "0 8 * * *=",
            "0 8 * * *=-1",
            "0 8 * * *=4.5",
            "0 8 * *=4",
            "0 0 8 * * *=4",
            "61 8 * * *=4",
            "0 25 * * *=4",
            "@daily=4",
            "0 8 L * *=4",
            "0 8 * * MOON=4",
            "0 8 * * 1#2=4",
            "é 8 * * *=4",
        ] {
            assert!(Schedule::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_point_lasts_until_the_next_of_the_day() {
        let day = windows(&read(&["0 22 * * *=1", "0 8 * * *=4"]), 1).unwrap();
        let window = Window { start: "0 8 * * *".into(), end: "0 22 * * *".into(), replicas: 4 };
        assert_eq!(day, [window]);
        let three = windows(&read(&["0 8 * * 1-5=4", "30 12 * * 1-5=6", "0 22 * * 1-5=0"]), 0).unwrap();
        assert_eq!(three.iter().map(|window| window.replicas).collect::<Vec<_>>(), [4, 6]);
        assert_eq!(three[1].end, "0 22 * * 1-5");
        for texts in [
            &["0 8 * * *=4"][..],
            &["0 8 * * 1-5=4", "0 22 * * *=1"],
            &["*/5 * * * *=4", "0 22 * * *=1"],
            &["0 8 * * *=4", "0 8 * * *=1"],
        ] {
            assert!(windows(&read(texts), 0).is_err(), "{texts:?}");
        }
    }
}
