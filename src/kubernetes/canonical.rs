//! Numbers as Kubernetes writes them: the largest unit that leaves a whole number.
//!
//! As `Quantity.String` in `k8s.io/apimachinery/pkg/api/resource` does it.

/// Thousandths in decimal units: `5500m`, `11`, `2k`.
pub fn decimal(thousandths: i64) -> String {
    let units = ["m", "", "k", "M", "G", "T", "P"];
    let (number, unit) = largest(thousandths, 1000, &units);
    format!("{number}{unit}")
}

/// Thousandths in binary units: `512Mi`. What is no whole number, or smaller than 1024, is written in decimal units.
pub fn binary(thousandths: i64) -> String {
    let whole = thousandths / 1000;
    if thousandths % 1000 != 0 || whole.abs() < 1024 {
        return decimal(thousandths);
    }
    let (number, unit) = largest(whole, 1024, &["", "Ki", "Mi", "Gi", "Ti", "Pi"]);
    format!("{number}{unit}")
}

fn largest<'a>(mut number: i64, base: i64, units: &[&'a str]) -> (i64, &'a str) {
    let mut unit = 0;
    if number == 0 {
        return (0, "");
    }
    while number % base == 0 && unit + 1 < units.len() {
        number /= base;
        unit += 1;
    }
    (number, units.get(unit).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_unit_that_leaves_a_whole_number() {
        for (thousandths, text) in [
            (0, "0"),
            (5_500, "5500m"),
            (11_000, "11"),
            (1_500_000, "1500"),
            (2_000_000, "2k"),
            (-3_000, "-3"),
            (4_000_000_000, "4M"),
        ] {
            assert_eq!(decimal(thousandths), text);
        }
        for (thousandths, text) in [
            (0, "0"),
            (1_024_000, "1Ki"),
            (536_870_912_000, "512Mi"),
            (1_000_000, "1k"),
            (1_025_000, "1025"),
            (1_024_500, "1024500m"),
        ] {
            assert_eq!(binary(thousandths), text);
        }
    }
}
