//! `--rate`, `--arrivals` and `--stages` as they are typed.

use std::time::Duration;

use super::arrivals::Process;
use super::profile::Piece;
use crate::clock::parse_duration;
use crate::load::misread::{Misread, Part};

/// More than any machine sends; also keeps every count a whole number.
const HIGHEST: f64 = 1e7;
/// The shapes whose gaps a clock can tell apart.
const SHAPES: std::ops::RangeInclusive<f64> = 0.01..=1e6;
/// Longer is a mistake.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// Requests per second: `50`, `0.5`, `50/s`, `300/m`, `1000/h`, `50/10s`.
///
/// # Errors
/// Which place is wrong.
pub fn rate(text: &str) -> Result<f64, Misread> {
    let rate = rate_of(Part::whole(text))?;
    match rate > 0.0 {
        true => Ok(rate),
        false => Err(Part::whole(text).misread("a rate above 0 is expected")),
    }
}

fn rate_of(part: Part<'_>) -> Result<f64, Misread> {
    let (count, per) = match part.text.find('/') {
        None => (part, 1.0),
        Some(slash) => {
            let (count, unit) = part.split_at(slash);
            let (_, unit) = unit.split_at(1);
            (count, seconds_of(unit)?)
        }
    };
    let number = number(count, "requests per second are expected, as 50, 0.5, 300/m or 50/10s")?;
    let rate = number / per;
    match rate <= HIGHEST {
        true => Ok(rate),
        false => Err(part.misread(format!("at most {HIGHEST} requests per second are expected"))),
    }
}

/// `s`, `m`, `h`, or any duration.
fn seconds_of(unit: Part<'_>) -> Result<f64, Misread> {
    let text = if unit.text.starts_with(|c: char| c.is_ascii_digit()) {
        unit.text.to_owned()
    } else {
        format!("1{}", unit.text)
    };
    let time = parse_duration(&text).ok().filter(|time| !time.is_zero() && !unit.text.is_empty());
    let time = time.ok_or_else(|| unit.misread("a time is expected behind `/`, as s, m, h or 10s"))?;
    Ok(time.as_secs_f64())
}

fn number(part: Part<'_>, why: &str) -> Result<f64, Misread> {
    let plain = part.text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    part.text.parse::<f64>().ok().filter(|_| plain).ok_or_else(|| part.misread(why))
}

/// How regular arrivals are: `constant`, `poisson`, `gamma:SHAPE`.
///
/// # Errors
/// Which place is wrong.
pub fn arrivals(text: &str) -> Result<Process, Misread> {
    let whole = Part::whole(text);
    match whole.text {
        "constant" => Ok(Process::Constant),
        "poisson" => Ok(Process::POISSON),
        other => match other.strip_prefix("gamma:") {
            Some(_) => shape(whole.split_at("gamma:".len()).1).map(Process::Gamma),
            None => Err(whole.misread("`constant`, `poisson` or `gamma:SHAPE` is expected")),
        },
    }
}

/// vLLM's burstiness: the shape of a gamma process; `inf` is a constant one.
///
/// # Errors
/// Which place is wrong.
pub fn burstiness(text: &str) -> Result<Process, Misread> {
    match Part::whole(text) {
        Part { text: "inf", .. } => Ok(Process::Constant),
        part => shape(part).map(Process::Gamma),
    }
}

fn shape(part: Part<'_>) -> Result<f64, Misread> {
    const WHY: &str =
        "a shape from 0.01 to 1000000 is expected: 1 is Poisson, less is burstier, more is more regular";
    let shape = number(part, WHY)?;
    SHAPES.contains(&shape).then_some(shape).ok_or_else(|| part.misread(WHY))
}

/// Stages: `30s:50` goes from the rate before to 50 in a straight line, within 30 s, as k6's stages do; `0s:50` jumps there;
/// `2m=50` jumps there and stays for 2 minutes. The first begins at `start`.
///
/// # Errors
/// Which place is wrong.
pub fn stages(text: &str, start: f64) -> Result<Vec<Piece>, Misread> {
    const WHY: &str = "a stage `TIME:RATE` (goes there in that time) or `TIME=RATE` (stays there for that time) is expected, as 30s:5 or 2m=50";
    let whole = Part::whole(text);
    let mut before = start;
    let mut pieces = Vec::new();
    for stage in whole.split(',') {
        let at = stage.text.find([':', '=']).ok_or_else(|| stage.misread(WHY))?;
        let stays = stage.text[at..].starts_with('=');
        let (time, rest) = stage.split_at(at);
        let (_, rate) = rest.split_at(1);
        let lasts = parse_duration(time.text).map_err(|why| time.misread(why))?;
        let to = rate_of(rate)?;
        let from = if stays { to } else { before };
        pieces.push(Piece { lasts, from, to });
        before = to;
    }
    let lasts = pieces.iter().try_fold(Duration::ZERO, |sum, piece| sum.checked_add(piece.lasts));
    if lasts.is_none_or(|lasts| lasts > LONGEST) {
        return Err(whole.misread("all stages together must last at most a year"));
    }
    let sends = pieces.iter().any(|piece| !piece.lasts.is_zero() && piece.from.max(piece.to) > 0.0);
    if !sends {
        return Err(whole.misread("these stages send nothing: one must last for some time at a rate above 0"));
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rates_have_units() {
        let cases =
            [("50", 50.0), ("0.5", 0.5), ("50/s", 50.0), ("300/m", 5.0), ("3600/h", 1.0), ("50/10s", 5.0)];
        for (text, expected) in cases {
            assert_eq!(rate(text), Ok(expected), "{text}");
        }
        for text in
            ["", "0", "-1", "5x", "5/", "5/0s", "inf", "NaN", "1e9", "1e3", "99999999", "5//s", "5/s/s"]
        {
            assert!(rate(text).is_err(), "{text}");
        }
        assert_eq!(
            rate("50/fortnight").unwrap_err().marked("50/fortnight"),
            "  50/fortnight\n     ^^^^^^^^^"
        );
    }

    #[test]
    fn arrivals_have_names() {
        assert_eq!(arrivals("poisson"), Ok(Process::POISSON));
        assert_eq!(arrivals("gamma:1"), Ok(Process::POISSON));
        assert_eq!(arrivals("gamma:0.5").map(Process::name), Ok("gamma:0.5".to_owned()));
        assert_eq!(burstiness("inf"), Ok(Process::Constant));
        assert_eq!(burstiness("2"), Ok(Process::Gamma(2.0)));
        for text in ["gamma", "gamma:", "gamma:0", "gamma:x", "uniform", "gamma:inf"] {
            assert!(arrivals(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_stage_goes_from_the_one_before() {
        let piece = |seconds, from, to| Piece { lasts: Duration::from_secs(seconds), from, to };
        assert_eq!(stages("30s:5,2m:50", 0.0), Ok(vec![piece(30, 0.0, 5.0), piece(120, 5.0, 50.0)]));
        assert_eq!(
            stages("10s=5, 0s:20 ,1m:20", 1.0),
            Ok(vec![piece(10, 5.0, 5.0), piece(0, 5.0, 20.0), piece(60, 20.0, 20.0)])
        );
        assert_eq!(stages("10s:60/m", 3.0), Ok(vec![piece(10, 3.0, 1.0)]));
    }

    #[test]
    fn the_wrong_place_of_a_stage_is_marked() {
        for (text, marks) in [
            ("30s:5,2x:50", "      ^^"),
            ("30s:5,2m", "      ^^"),
            ("30s:5,", "      ^"),
            ("30s:5,2m:-1", "         ^^"),
            ("10s:0", "^^^^^"),
            ("", "^"),
        ] {
            let misread = stages(text, 0.0).unwrap_err();
            assert_eq!(misread.marked(text), format!("  {text}\n  {marks}"), "{}", misread.why);
        }
    }

    proptest! {
        #[test]
        fn anything_typed_is_read_or_refused_at_a_place_in_it(text in "[0-9smh:=,./ xé]{0,24}") {
            for misread in [stages(&text, 0.0).err(), rate(&text).err(), arrivals(&text).err()].into_iter().flatten() {
                prop_assert!(misread.at.end <= text.len());
                prop_assert!(text.is_char_boundary(misread.at.start) && text.is_char_boundary(misread.at.end));
                misread.marked(&text);
            }
        }
    }
}
