//! Reads an expression.

use super::{Comparison, Metric, Statistic, Term};
use crate::clock::parse_duration;
use crate::load::misread::{Misread, Part};

/// Reads terms that are separated by `|`: `METRIC OP VALUE`, where OP is `>`, `>=`, `<` or `<=`.
///
/// A metric is `error` (its value a share, `1%` or `0.01`), `rps` (a number), or a time: `p99`, `p99.9`, `mean` (`avg`), `min`
/// or `max` of the first of the `times`, or of the named one: `ttft.p99`.
///
/// # Errors
/// Which place is wrong.
pub fn parse(text: &str, times: &[&str]) -> Result<Vec<Term>, Misread> {
    Part::whole(text).split('|').map(|part| term(part, times)).collect()
}

/// Reads terms that must all be true, separated by `,`: `ttft.p99<500ms,error<1%`. Else as [`parse`].
///
/// # Errors
/// Which place is wrong.
pub fn parse_all(text: &str, times: &[&str]) -> Result<Vec<Term>, Misread> {
    Part::whole(text).split(',').map(|part| term(part, times)).collect()
}

/// What may stand before a comparison, for messages.
pub fn terms_of(times: &[&str]) -> String {
    let named = times.iter().skip(1).map(|name| format!(", {name}.p99"));
    format!("p99, mean, min, max{}, error or rps", named.collect::<String>())
}

fn term(part: Part<'_>, times: &[&str]) -> Result<Term, Misread> {
    let at = part.text.find(['<', '>', '=', '!']);
    let at = at.ok_or_else(|| part.misread("a term METRIC>VALUE or METRIC<VALUE is expected"))?;
    let (name, rest) = part.split_at(at);
    let metric = metric(name, times)?;
    let (comparison, length) = match rest.text.as_bytes() {
        [b'>', b'=', ..] => (Comparison::AtLeast, 2),
        [b'<', b'=', ..] => (Comparison::AtMost, 2),
        [b'>', ..] => (Comparison::Above, 1),
        [b'<', ..] => (Comparison::Below, 1),
        _ => return Err(Misread::new(rest.start..rest.start + 1, "one of > >= < <= is expected")),
    };
    let (_, value) = rest.split_at(length);
    let limit = match metric {
        Metric::Time(..) => time(value)?,
        Metric::Error => share(value)?,
        Metric::Rate => rate(value)?,
    };
    Ok(Term { text: part.text.to_owned(), metric, comparison, limit })
}

/// What of streams is called as everybody calls it, also where no streams are measured.
fn unknown(name: &str, times: &[&str]) -> String {
    let first = name.split('.').next().unwrap_or_default();
    match ["ttft", "tpot", "itl", "e2el"].contains(&first) && !times.contains(&first) {
        true if times.len() <= 1 => {
            format!("{first} is measured by `neap bench llm`; {} is expected", terms_of(times))
        }
        _ => format!("{} is expected", terms_of(times)),
    }
}

pub(in crate::load) fn metric(name: Part<'_>, times: &[&str]) -> Result<Metric, Misread> {
    match name.text {
        "error" => return Ok(Metric::Error),
        "rps" => return Ok(Metric::Rate),
        _ => {}
    }
    let (place, of) = match name.text.split_once('.') {
        // `p99.9` has a point too.
        Some((first, _)) if times.contains(&first) => {
            let place = times.iter().position(|known| *known == first).unwrap_or(0);
            (place, name.split_at(first.len() + 1).1)
        }
        _ => (0, name),
    };
    let statistic = match of.text {
        "mean" | "avg" => Statistic::Mean,
        "min" => Statistic::Min,
        "max" => Statistic::Max,
        text => match text.strip_prefix('p').map(str::parse::<f64>) {
            Some(Ok(percent)) if percent > 0.0 && percent < 100.0 => Statistic::Percentile(percent),
            _ => return Err(name.misread(unknown(name.text, times))),
        },
    };
    Ok(Metric::Time(place, statistic))
}

pub(in crate::load) fn time(value: Part<'_>) -> Result<f64, Misread> {
    // `2` could be seconds or milliseconds: it is neither.
    let unit = value.text.ends_with(|c: char| c.is_alphabetic());
    let time = parse_duration(value.text).ok().filter(|_| unit);
    let time = time.ok_or_else(|| value.misread("a time with its unit is expected, as 2s or 500ms"))?;
    Ok(time.as_secs_f64())
}

fn share(value: Part<'_>) -> Result<f64, Misread> {
    let (number, whole) = match value.text.strip_suffix('%') {
        Some(number) => (number.trim_end(), 100.0),
        None => (value.text, 1.0),
    };
    let share = plain(number).map(|number| number / whole).filter(|share| *share <= 1.0);
    match share {
        // Who writes `error<1` means one in a hundred, and would have every load pass.
        Some(1.0) if whole == 1.0 => Err(value.misread("1 is every request: 1% or 100% is expected")),
        share => share.ok_or_else(|| value.misread("a share is expected, as 1% or 0.01")),
    }
}

fn rate(value: Part<'_>) -> Result<f64, Misread> {
    let number = value.text.strip_suffix("/s").unwrap_or(value.text);
    plain(number).ok_or_else(|| value.misread("requests per second are expected, as 50"))
}

pub(in crate::load) fn plain(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TIMES: [&str; 2] = ["latency", "ttft"];

    #[test]
    fn terms_are_read() {
        let term =
            |text: &str, metric, comparison, limit| Term { text: text.to_owned(), metric, comparison, limit };
        assert_eq!(
            parse("p99>2s|error>1%| rps < 50 |ttft.p99.9>=500ms|latency.mean<=1m", &TIMES),
            Ok(vec![
                term("p99>2s", Metric::Time(0, Statistic::Percentile(99.0)), Comparison::Above, 2.0),
                term("error>1%", Metric::Error, Comparison::Above, 0.01),
                term("rps < 50", Metric::Rate, Comparison::Below, 50.0),
                term(
                    "ttft.p99.9>=500ms",
                    Metric::Time(1, Statistic::Percentile(99.9)),
                    Comparison::AtLeast,
                    0.5
                ),
                term("latency.mean<=1m", Metric::Time(0, Statistic::Mean), Comparison::AtMost, 60.0),
            ])
        );
        assert_eq!(
            parse("p99.9>1s", &TIMES).unwrap()[0].metric,
            Metric::Time(0, Statistic::Percentile(99.9))
        );
    }

    #[test]
    fn the_wrong_place_is_marked() {
        for (text, marks) in [
            ("p99>2", "    ^"),
            ("p99>2s|", "       ^"),
            ("p99>2s|error>x%", "             ^^"),
            ("p99>2s|errors>1%", "       ^^^^^^"),
            ("p99=2s", "   ^"),
            ("p99>>2s", "    ^^^"),
            ("p100>2s", "^^^^"),
            ("tpot.p99>2s", "^^^^^^^^"),
            ("p99", "^^^"),
            ("error>101%", "      ^^^^"),
            ("error<1", "      ^"),
            ("rps<-1", "    ^^"),
            ("", "^"),
        ] {
            let misread = parse(text, &TIMES).unwrap_err();
            assert_eq!(misread.marked(text), format!("  {text}\n  {marks}"), "{}", misread.why);
        }
    }

    fn words() -> impl Strategy<Value = (String, Term)> {
        let statistic = prop_oneof![
            (1u32..999).prop_map(|tenths| {
                let percent = f64::from(tenths) / 10.0;
                (format!("p{percent}"), Statistic::Percentile(percent))
            }),
            Just(("mean".to_owned(), Statistic::Mean)),
            Just(("max".to_owned(), Statistic::Max)),
        ];
        let time = (0usize..3, statistic, 1u32..100_000).prop_map(|(of, (word, statistic), millis)| {
            let prefix = ["", "latency.", "ttft."][of];
            (
                format!("{prefix}{word}"),
                format!("{millis}ms"),
                Metric::Time(of / 2, statistic),
                f64::from(millis) / 1e3,
            )
        });
        let error = (0u32..1000).prop_map(|share| {
            (
                "error".to_owned(),
                format!("{}%", f64::from(share) / 10.0),
                Metric::Error,
                f64::from(share) / 1e3,
            )
        });
        let rate =
            (0u32..9999).prop_map(|rate| ("rps".to_owned(), rate.to_string(), Metric::Rate, f64::from(rate)));
        let comparison = prop_oneof![
            Just((">", Comparison::Above)),
            Just((">=", Comparison::AtLeast)),
            Just(("<", Comparison::Below)),
            Just(("<=", Comparison::AtMost)),
        ];
        (prop_oneof![time, error, rate], comparison, " {0,2}").prop_map(
            |((name, value, metric, limit), (sign, comparison), space)| {
                let text = format!("{name}{space}{sign}{space}{value}");
                (text.clone(), Term { text, metric, comparison, limit })
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(terms in prop::collection::vec(words(), 1..5), space in " {0,2}") {
            let texts: Vec<&str> = terms.iter().map(|(text, _)| text.as_str()).collect();
            let text = texts.join(&format!("{space}|{space}"));
            let read = parse(&text, &TIMES).unwrap();
            prop_assert_eq!(read.len(), terms.len());
            for (read, (_, written)) in read.iter().zip(&terms) {
                prop_assert_eq!(&read.metric, &written.metric);
                prop_assert_eq!(read.comparison, written.comparison);
                prop_assert!((read.limit - written.limit).abs() < 1e-9);
                prop_assert_eq!(&read.text, &written.text);
            }
        }

        #[test]
        fn anything_typed_is_read_or_refused_at_a_place_in_it(text in "[p0-9a-z.<>=|% é]{0,24}") {
            if let Err(misread) = parse(&text, &TIMES) {
                prop_assert!(misread.at.end <= text.len().max(1));
                misread.marked(&text);
            }
        }
    }
}
