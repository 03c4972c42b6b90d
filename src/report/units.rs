//! Numbers for people: three digits and a unit.

/// A count, and `?` while it is not known.
pub fn known(count: Option<impl std::fmt::Display>) -> String {
    count.map_or_else(|| "?".to_owned(), |count| count.to_string())
}

/// `1 node`, `2 nodes`.
pub fn counted<N: std::fmt::Display + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    let ending = if count == N::from(1) { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// Three digits: `1.23 s`, `12.3 ms`, `45.6 µs`.
pub fn seconds(time: f64) -> String {
    if time == 0.0 {
        return "0 s".to_owned();
    }
    let (value, unit) = match time {
        time if time >= 1.0 => (time, "s"),
        time if time >= 1e-3 => (time * 1e3, "ms"),
        time => (time * 1e6, "µs"),
    };
    match value {
        value if value >= 100.0 => format!("{value:.0} {unit}"),
        value if value >= 10.0 => format!("{value:.1} {unit}"),
        value => format!("{value:.2} {unit}"),
    }
}

/// A time since the start: `12.3 s`, also below 0.
pub fn seconds_since(time: f64) -> String {
    format!("{time:.1} s")
}

/// A share from 0 to 1 as `0.12 %`, `12 %`.
pub fn share(share: f64) -> String {
    match share * 100.0 {
        percent if percent == 0.0 || percent >= 10.0 => format!("{percent:.0} %"),
        percent => format!("{percent:.2} %"),
    }
}

/// A number of things, by thousands: `12,345`.
pub fn count(count: f64) -> String {
    let digits = format!("{:.0}", count.abs());
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if count < 0.0 && digits != "0" { format!("-{out}") } else { out }
}

/// A number that need not be whole: three digits, all of those before the point.
pub fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => count(value),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// Bytes: `999 B`, `1.23 kB`, `45.6 MB`.
pub fn bytes(bytes: f64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut value = bytes;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    match unit {
        0 => format!("{value:.0} B"),
        _ => format!("{} {}", number(value), UNITS[unit]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits_and_a_unit() {
        assert_eq!([seconds(1.234), seconds(0.0123), seconds(0.000_045_6)], ["1.23 s", "12.3 ms", "45.6 µs"]);
        assert_eq!([share(0.0), share(0.0012), share(0.5)], ["0 %", "0.12 %", "50 %"]);
        assert_eq!([count(0.0), count(999.0), count(1_234_567.0)], ["0", "999", "1,234,567"]);
        assert_eq!([number(0.5), number(12.34), number(1234.5)], ["0.50", "12.3", "1,234"]);
        assert_eq!([bytes(0.0), bytes(1234.0), bytes(45.6e6)], ["0 B", "1.23 kB", "45.6 MB"]);
    }
}
