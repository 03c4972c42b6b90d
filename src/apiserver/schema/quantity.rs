//! Quantities in their canonical form, as the real server sends them back.

/// What is said of text that is no quantity.
pub const GRAMMAR: &str =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX: &str = "unable to parse quantity's suffix";

/// 10⁹: quantities are exact to a billionth.
const NANO: i128 = 1_000_000_000;
const BINARY: [&str; 7] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
/// From a billionth on, three digits each.
const DECIMAL: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

/// Which family of suffixes it was written with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Binary,
    Decimal,
    Exponent,
}

/// The canonical form: the largest suffix without a fraction, `1` for `1000m`, `1536Mi` for `1.5Gi`.
///
/// # Errors
/// What Kubernetes says of what is no quantity.
pub fn canonical(text: &str) -> Result<String, &'static str> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(digits);
    if number.is_empty() && !unsigned.is_empty() || text.is_empty() || number.matches('.').count() > 1 {
        return Err(GRAMMAR);
    }
    let letters = suffix.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(['+', '-']);
    if letters.contains(|c| !"eEinumkKMGTP".contains(c)) {
        return Err(GRAMMAR);
    }
    let (format, power) = interpret(suffix).ok_or(SUFFIX)?;
    // What is beyond all that can be asked for keeps the form that it has.
    let Some(nano) = billionths(number, format, power) else { return Ok(text.to_owned()) };
    let sign = if text.starts_with('-') && nano != 0 { "-" } else { "" };
    Ok(format!("{sign}{}", write(nano, format)))
}

/// The family, and the power of two or ten.
fn interpret(suffix: &str) -> Option<(Format, i32)> {
    if let Some(index) = BINARY.iter().skip(1).position(|known| *known == suffix) {
        return Some((Format::Binary, 10 * (i32::try_from(index).ok()? + 1)));
    }
    if let Some(index) = DECIMAL.iter().position(|known| *known == suffix) {
        return Some((Format::Decimal, 3 * i32::try_from(index).ok()? - 9));
    }
    let exponent = suffix.strip_prefix(['e', 'E'])?;
    Some((Format::Exponent, exponent.parse().ok()?))
}

/// The magnitude in billionths, rounded up; `None` if it has more digits than can be counted.
fn billionths(number: &str, format: Format, power: i32) -> Option<i128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mantissa = format!("{whole}{fraction}");
    let mantissa = mantissa.trim_start_matches('0');
    if mantissa.is_empty() {
        return Some(0);
    }
    let mut mantissa: i128 = mantissa.parse().ok()?;
    let mut exponent = 9 - i32::try_from(fraction.len()).ok()?;
    match format {
        Format::Binary => mantissa = mantissa.checked_mul(1 << power)?,
        Format::Decimal | Format::Exponent => exponent = exponent.checked_add(power)?,
    }
    let factor = 10i128.checked_pow(exponent.unsigned_abs());
    let nano = match (exponent, factor) {
        (0.., factor) => mantissa.checked_mul(factor?)?,
        (_, Some(factor)) => mantissa / factor + i128::from(mantissa % factor != 0),
        (_, None) => 1,
    };
    Some(if format == Format::Binary { nano.min(i128::from(i64::MAX) * NANO) } else { nano })
}

fn write(nano: i128, format: Format) -> String {
    if nano == 0 {
        return "0".into();
    }
    let binary = format == Format::Binary && nano >= 1024 * NANO && nano % NANO == 0;
    if binary {
        let (mut value, mut index) = (nano / NANO, 0);
        while value % 1024 == 0 && index + 1 < BINARY.len() {
            value /= 1024;
            index += 1;
        }
        return format!("{value}{}", BINARY.get(index).unwrap_or(&""));
    }
    let (mut value, mut index) = (nano, 0usize);
    while value % 1000 == 0 && index + 1 < DECIMAL.len() {
        value /= 1000;
        index += 1;
    }
    match (format, index) {
        (Format::Exponent, 3) | (_, 3) => value.to_string(),
        (Format::Exponent, _) => {
            format!("{value}e{}", 3 * i64::try_from(index).unwrap_or_default() - 9)
        }
        _ => format!("{value}{}", DECIMAL.get(index).unwrap_or(&"")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_canonical_form_is_the_one_that_kubernetes_sends_back() {
        for (written, sent) in [
            ("1000m", "1"),
            ("0.5", "500m"),
            ("1.5Gi", "1536Mi"),
            ("0.5Gi", "512Mi"),
            ("1024Mi", "1Gi"),
            ("512", "512"),
            ("1000", "1k"),
            ("100Ki", "100Ki"),
            ("0.5Ki", "512"),
            ("1e3", "1e3"),
            ("12e6", "12e6"),
            ("0", "0"),
            ("-0", "0"),
            ("-1.5", "-1500m"),
            ("+2", "2"),
            ("1n", "1n"),
            ("0.1n", "1n"),
            ("8", "8"),
        ] {
            assert_eq!(canonical(written).as_deref(), Ok(sent), "{written}");
        }
    }

    #[test]
    fn what_is_none_is_refused_in_the_words_of_kubernetes() {
        for text in ["", "x", "1.2.3", "12 Gi", "Gi"] {
            assert_eq!(canonical(text), Err(GRAMMAR), "{text}");
        }
        assert_eq!(canonical("12GB"), Err(GRAMMAR));
        assert_eq!(canonical("1GG"), Err(SUFFIX));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic_and_what_is_canonical_stays(text in "[+-]?[0-9.]{0,50}[eEinumkKMGTP]{0,2}[-+]?[0-9]{0,12}") {
            if let Ok(once) = canonical(&text) {
                prop_assert_eq!(canonical(&once), Ok(once.clone()), "{}", text);
            }
        }
    }
}
