//! How much worse a run may be: `p99+5%|mean+20ms|error+1%|rps-5%`.

use crate::load::misread::{Misread, Part};
use crate::load::objective::{Metric, metric, plain, terms_of, time};

/// What a regression is.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// As it was typed.
    pub text: String,
    /// Of what.
    pub metric: Metric,
    /// How much worse is too much.
    pub by: By,
}

/// An amount by which something may be worse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum By {
    /// A share of what it was: 0.05 for 5 %.
    Share(f64),
    /// Seconds; of shares of errors, the difference of the shares.
    Amount(f64),
}

impl Limit {
    /// Reads limits that are separated by `|`: `METRIC+BY`, of `rps` `METRIC-BY`. BY is a share (`5%`) or a time (`20ms`); of
    /// `error` it is the difference of the shares.
    ///
    /// # Errors
    /// Which place is wrong.
    pub fn parse(text: &str, times: &[&str]) -> Result<Vec<Self>, Misread> {
        Part::whole(text).split('|').map(|part| Self::one(part, times)).collect()
    }

    fn one(part: Part<'_>, times: &[&str]) -> Result<Self, Misread> {
        let at = part.text.find(['+', '-']);
        let at = at.ok_or_else(|| part.misread("a limit METRIC+5% is expected, of rps one METRIC-5%"))?;
        let (name, rest) = part.split_at(at);
        let metric = metric(name, times)?;
        let (worse, _) = rest.split_at(1);
        let expected = if metric == Metric::Rate { "-" } else { "+" };
        if worse.text != expected {
            return Err(worse.misread(format!("{expected} is expected: what is worse than before")));
        }
        let (_, value) = rest.split_at(1);
        let share = value.text.strip_suffix('%').and_then(|number| plain(number.trim_end()));
        let by =
            match (&metric, share) {
                (Metric::Error, Some(percent)) => By::Amount(percent / 100.0),
                (_, Some(percent)) => By::Share(percent / 100.0),
                (Metric::Time(..), None) => By::Amount(time(value).map_err(|_| {
                    value.misread("a share or a time with its unit is expected, as 5% or 20ms")
                })?),
                (Metric::Error | Metric::Rate, None) => {
                    return Err(value.misread("a share is expected, as 5%"));
                }
            };
        Ok(Self { text: part.text.to_owned(), metric, by })
    }

    /// What is too much where nothing was said: machines that run the same twice differ by less.
    pub fn usual(metric: &Metric) -> Self {
        let by = match metric {
            Metric::Error => By::Amount(0.001),
            _ => By::Share(0.01),
        };
        Self { text: String::new(), metric: metric.clone(), by }
    }

    /// What may stand before the sign, for messages.
    pub fn metrics(times: &[&str]) -> String {
        terms_of(times)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::objective::Statistic;

    const TIMES: [&str; 2] = ["latency", "ttft"];

    #[test]
    fn limits_are_read() {
        let read = Limit::parse("p99+5% | ttft.mean+20ms|error+0.5%|rps-3 %", &TIMES).unwrap();
        let told: Vec<_> = read.into_iter().map(|limit| (limit.metric, limit.by)).collect();
        assert_eq!(
            told,
            [
                (Metric::Time(0, Statistic::Percentile(99.0)), By::Share(0.05)),
                (Metric::Time(1, Statistic::Mean), By::Amount(0.02)),
                (Metric::Error, By::Amount(0.005)),
                (Metric::Rate, By::Share(0.03)),
            ]
        );
    }

    #[test]
    fn the_wrong_place_is_marked() {
        for (text, marks) in [
            ("p99", "^^^"),
            ("p99-5%", "   ^"),
            ("rps+5%", "   ^"),
            ("p99+5", "    ^"),
            ("p99+x%|rps-1%", "    ^^"),
            ("tpot.p99+5%", "^^^^^^^^"),
            ("error+1ms", "      ^^^"),
            ("p99+5%|", "       ^"),
            ("p99+", "    ^"),
        ] {
            let misread = Limit::parse(text, &TIMES).unwrap_err();
            assert_eq!(misread.marked(text), format!("  {text}\n  {marks}"), "{}", misread.why);
        }
    }
}
