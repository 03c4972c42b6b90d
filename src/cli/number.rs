//! Whole numbers on the command line.

use std::str::FromStr;

/// Reads a whole number; what is wrong is said with what is allowed.
///
/// # Errors
/// The text is none, or too large or too small.
pub fn whole<T: FromStr>(text: &str) -> Result<T, &'static str> {
    text.trim().parse().map_err(|_| "a whole number that is not too large, for example `100`")
}
