//! Kubernetes quantities: `4`, `500m`, `12Gi`, `1e3`.
//!
//! Grammar and suffixes as in `k8s.io/apimachinery/pkg/api/resource`.

use std::cmp::Ordering;
use std::fmt;

/// 10⁹: quantities are exact to a billionth.
const NANO: i128 = 1_000_000_000;

/// A quantity, exact to a billionth, that keeps the text it was written as.
#[derive(Debug, Clone)]
pub struct Quantity {
    text: String,
    nano: i128,
}

impl Quantity {
    /// Reads a quantity.
    ///
    /// # Errors
    /// Says what is wrong and how it is written right, in words that follow "invalid value …:".
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("a quantity must not be empty".into());
        }
        let (number, suffix) = split(text);
        let nano = scaled(number, suffix).ok_or_else(|| complaint(text, number, suffix))?;
        // Beyond this Kubernetes silently caps the value.
        if nano.unsigned_abs() / NANO.unsigned_abs() > i64::MAX.unsigned_abs().into() {
            return Err("larger than Kubernetes can count, which is 2^63".into());
        }
        Ok(Self { text: text.to_owned(), nano })
    }

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Self { text: number.to_string(), nano: i128::from(number) * NANO }
    }

    /// Thousandths, written as Kubernetes writes them: `800m`, `2`.
    pub fn milli(thousandths: i64) -> Self {
        let text = match thousandths % 1000 {
            0 => (thousandths / 1000).to_string(),
            _ => format!("{thousandths}m"),
        };
        Self { text, nano: i128::from(thousandths) * (NANO / 1000) }
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// In billionths.
    pub fn nano(&self) -> i128 {
        self.nano
    }

    /// In thousandths, rounded up as Kubernetes rounds.
    pub fn milli_value(&self) -> i128 {
        ceiling(self.nano, NANO / 1000)
    }

    /// In units, rounded up as Kubernetes rounds.
    pub fn value(&self) -> i128 {
        ceiling(self.nano, NANO)
    }

    /// As a floating-point number, for arithmetic that need not be exact.
    #[expect(clippy::cast_precision_loss, reason = "said so")]
    pub fn as_f64(&self) -> f64 {
        self.nano as f64 / NANO as f64
    }

    /// Whether it is a whole number.
    pub fn is_whole(&self) -> bool {
        self.nano % NANO == 0
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// Equal by value: `1000m` is `1`.
impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nano == other.nano
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nano.cmp(&other.nano)
    }
}

impl std::str::FromStr for Quantity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text)
    }
}

/// A quantity of the API's JSON, which is text or a number, in thousandths rounded up; `None` if it is none.
pub fn thousandths(quantity: &serde_json::Value) -> Option<i64> {
    let text = quantity.as_str().map_or_else(|| quantity.to_string(), str::to_owned);
    i64::try_from(Quantity::parse(&text).ok()?.milli_value()).ok()
}

fn ceiling(nano: i128, unit: i128) -> i128 {
    nano.div_euclid(unit) + i128::from(nano.rem_euclid(unit) != 0)
}

/// Splits into sign and digits, and the rest.
fn split(text: &str) -> (&str, &str) {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
    text.split_at(text.len() - unsigned.len() + digits)
}

/// The value in billionths; `None` if it does not follow the grammar.
fn scaled(number: &str, suffix: &str) -> Option<i128> {
    let (negative, digits) = match number.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
        return None;
    }
    let (binary, decimal) = multiplier(suffix)?;
    let mantissa = format!("{whole}{fraction}");
    // Longer numbers are out of range whatever their unit; leading zeros are not.
    let mantissa = mantissa.trim_start_matches('0');
    if mantissa.is_empty() {
        return Some(0);
    }
    let exponent = decimal + 9 - i32::try_from(fraction.len()).ok()?;
    let digits = i32::try_from(mantissa.len()).ok()?;
    if digits + exponent > 30 {
        // Too large in any case; the caller's range check says so.
        return Some(if negative { i128::MIN } else { i128::MAX });
    }
    let magnitude = match exponent {
        0.. => mantissa.parse::<i128>().ok()?.checked_mul(10i128.checked_pow(exponent.unsigned_abs())?)?,
        // Finer than a billionth: rounded up, as Kubernetes does.
        _ => {
            let keep = mantissa.len().saturating_sub(usize::try_from(exponent.unsigned_abs()).ok()?);
            let (kept, cut) = mantissa.split_at(keep);
            let kept: i128 = if kept.is_empty() { 0 } else { kept.parse().ok()? };
            kept + i128::from(cut.bytes().any(|digit| digit != b'0'))
        }
    };
    let magnitude = magnitude.saturating_mul(1i128 << binary);
    Some(if negative { -magnitude } else { magnitude })
}

/// Powers of two and of ten that a suffix stands for.
fn multiplier(suffix: &str) -> Option<(u32, i32)> {
    Some(match suffix {
        "" => (0, 0),
        "Ki" => (10, 0),
        "Mi" => (20, 0),
        "Gi" => (30, 0),
        "Ti" => (40, 0),
        "Pi" => (50, 0),
        "Ei" => (60, 0),
        "n" => (0, -9),
        "u" => (0, -6),
        "m" => (0, -3),
        "k" => (0, 3),
        "M" => (0, 6),
        "G" => (0, 9),
        "T" => (0, 12),
        "P" => (0, 15),
        "E" => (0, 18),
        exponent => {
            let exponent = exponent.strip_prefix(['e', 'E'])?;
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            let plain = !digits.is_empty() && digits.len() < 4 && digits.bytes().all(|b| b.is_ascii_digit());
            (0, if plain { exponent.parse().ok()? } else { return None })
        }
    })
}

/// What is wrong, and how it is written right.
fn complaint(text: &str, number: &str, suffix: &str) -> String {
    const RULE: &str =
        "a quantity is a number and a unit (m, k, M, G, T, Ki, Mi, Gi, Ti), as 500m, 4 or 12Gi";
    let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if squeezed != text && Quantity::parse(&squeezed).is_ok() {
        return format!("a quantity has no space in it: write {squeezed}");
    }
    let has_digits = number.bytes().any(|b| b.is_ascii_digit());
    let right = match suffix.to_ascii_lowercase().as_str() {
        "g" | "gi" | "gb" | "gib" => Some("Gi"),
        "mi" | "mb" | "mib" => Some("Mi"),
        "k" | "ki" | "kb" | "kib" => Some("Ki"),
        "t" | "ti" | "tb" | "tib" => Some("Ti"),
        _ => None,
    };
    match right {
        Some(right) if has_digits => {
            format!("{suffix} is no unit of Kubernetes: write {number}{right} (powers of 1024)")
        }
        _ => RULE.into(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn nano(text: &str) -> Option<i128> {
        Quantity::parse(text).ok().map(|quantity| quantity.nano())
    }

    #[test]
    fn every_form_that_kubernetes_reads() {
        for (text, value) in [
            ("4", 4 * NANO),
            ("500m", NANO / 2),
            ("12Gi", 12 * (1 << 30) * NANO),
            ("1.5G", 1_500_000_000 * NANO),
            ("1e3", 1000 * NANO),
            ("1E3", 1000 * NANO),
            ("1E", 1_000_000_000_000_000_000 * NANO),
            ("1e-3", NANO / 1000),
            (".5", NANO / 2),
            ("5.", 5 * NANO),
            ("+1", NANO),
            ("-1", -NANO),
            ("0", 0),
            ("000.000", 0),
            ("1n", 1),
            ("0.1n", 1),
            ("9223372036854775807", i128::from(i64::MAX) * NANO),
        ] {
            assert_eq!(nano(text), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_quantity_is_refused_with_the_right_spelling() {
        for text in
            ["", "x", "Gi", ".", "1.2.3", "1_000", "0x1f", "1ee3", "1e", "１", "12Gi\n", "~", "on", "1e9999"]
        {
            assert!(Quantity::parse(text).is_err(), "{text}");
        }
        let reason = |text: &str| Quantity::parse(text).unwrap_err();
        assert_eq!(reason("40 Gi"), "a quantity has no space in it: write 40Gi");
        assert_eq!(reason("12GB"), "GB is no unit of Kubernetes: write 12Gi (powers of 1024)");
        assert_eq!(reason("9223372036854775808"), "larger than Kubernetes can count, which is 2^63");
        assert_eq!(reason(&"9".repeat(5000)), "larger than Kubernetes can count, which is 2^63");
        assert_eq!(reason("9Ei"), "larger than Kubernetes can count, which is 2^63");
    }

    #[test]
    fn values_compare_whatever_their_spelling() {
        let quantity = |text| Quantity::parse(text).unwrap();
        assert_eq!(quantity("1000m"), quantity("1"));
        assert!(quantity("1Gi") > quantity("1G"));
        assert_eq!(quantity("1.5").value(), 2);
        assert_eq!(quantity("-1.5").value(), -1);
        assert_eq!(quantity("0.0001").milli_value(), 1);
        assert_eq!(Quantity::milli(800).text(), "800m");
        assert_eq!(Quantity::milli(2000).text(), "2");
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "\\PC{0,40}") {
            let _ = Quantity::parse(&text);
        }

        #[test]
        fn thousandths_are_read_back(thousandths in -1_000_000_000i64..1_000_000_000) {
            let quantity = Quantity::milli(thousandths);
            prop_assert_eq!(Quantity::parse(quantity.text()).unwrap(), quantity);
        }
    }
}
