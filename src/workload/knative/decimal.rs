//! Decimal numbers in plain digits, kept as they were written.

use std::fmt;

use crate::error::Result;
use crate::workload::value::refuse;

/// A decimal number with at most three places, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal(String);

impl Decimal {
    /// Reads a number of thousandths from `low` to `high`.
    ///
    /// # Errors
    /// A usage error that names the range.
    pub fn parse(flag: &str, text: &str, low: u64, high: u64, example: &str) -> Result<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // A leading zero means octal to some readers.
        let plain = digits(whole)
            && digits(part)
            && part.len() <= 3
            && whole.len() <= 9
            && (whole == "0" || !whole.starts_with('0'));
        let thousandths = || format!("{whole}{part:0<3}").parse::<u64>().ok();
        match thousandths().filter(|count| plain && (low..=high).contains(count)) {
            Some(_) => Ok(Self(text.to_owned())),
            None => {
                let allowed = format!("a number from {} to {}", shown(low), shown(high));
                Err(refuse(flag, text, allowed, format!("{flag}={example}")))
            }
        }
    }
}

/// Thousandths as a decimal number without idle zeros.
fn shown(thousandths: u64) -> String {
    let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_plain_digits_within_its_range() {
        let read = |text: &str| Decimal::parse("--scale-target", text, 10, 1_000_000, "2");
        for text in ["2", "1.5", "0.01", "1000", "0.125"] {
            assert_eq!(read(text).unwrap().to_string(), text);
        }
        for text in
            ["", "0", "0.009", "1000.1", "01", "1.", ".5", "1e3", "+1", "-1", "1_0", "0.1234", "１", "nan"]
        {
            let error = read(text).unwrap_err();
            assert!(error.message.contains("a number from 0.01 to 1000"), "{text}: {error}");
        }
    }
}
