//! A value against its target as a bar.

use super::row::{Said, plain, said};
use crate::ui::Mark;

/// Eighths of a column.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A bar of `width` columns whose middle is the target, with a stroke there: `██████████│█████     `. What is beyond twice the target
/// ends in an arrow.
pub fn gauge(ratio: Option<f64>, width: usize, unicode: bool) -> Vec<Said> {
    let half = width.saturating_sub(1) / 2;
    if half == 0 {
        return Vec::new();
    }
    let Some(ratio) = ratio.filter(|ratio| ratio.is_finite()) else {
        return vec![said(format!("{}│{}", "·".repeat(half), "·".repeat(half)), Mark::Dim)];
    };
    // The tolerance of the controller: within it nothing happens.
    let mark = if ratio > 1.1 { Mark::Warn } else { Mark::Good };
    let below = fill(ratio, half, unicode);
    let above = match ratio > 2.0 {
        true => format!("{}▸", "█".repeat(half - 1)),
        false => fill(ratio - 1.0, half, unicode),
    };
    vec![said(below, mark), plain("│"), said(above, mark)]
}

/// A part of a whole of `width` columns.
fn fill(part: f64, width: usize, unicode: bool) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "between 0 and eight times the columns of a screen"
    )]
    let eighths = (part.clamp(0.0, 1.0) * width as f64 * 8.0).round() as usize;
    let (whole, rest) = match unicode {
        true => (eighths / 8, eighths % 8),
        false => ((eighths + 4) / 8, 0),
    };
    let bar = format!("{}{}", "█".repeat(whole), EIGHTHS[rest]);
    let used = whole + usize::from(rest > 0);
    format!("{bar}{}", " ".repeat(width.saturating_sub(used)))
}

/// `count` cells, the first `used` of them full; more than `most` are a number.
pub fn squares(used: u32, total: u32, booting: u32, most: usize) -> Vec<Said> {
    let all = usize::try_from(total.saturating_add(booting)).unwrap_or(usize::MAX);
    if all > most {
        return Vec::new();
    }
    let times = |text: &str, count: u32| text.repeat(usize::try_from(count).unwrap_or(0));
    let used = used.min(total);
    vec![
        said(times("■", used), Mark::Good),
        said(times("□", total - used), Mark::Plain),
        said(times("▒", booting), Mark::Warn),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(ratio: Option<f64>) -> String {
        gauge(ratio, 11, true).iter().map(|it| it.text.as_str()).collect()
    }

    #[test]
    fn the_middle_is_the_target() {
        assert_eq!(bar(Some(0.0)), "     │     ");
        assert_eq!(bar(Some(0.5)), "██▌  │     ");
        assert_eq!(bar(Some(1.0)), "█████│     ");
        assert_eq!(bar(Some(1.4)), "█████│██   ");
        assert_eq!(bar(Some(2.2)), "█████│████▸");
        assert_eq!(bar(None), "·····│·····");
        assert!(gauge(Some(1.0), 2, true).is_empty());
    }

    #[test]
    fn more_cells_than_there_is_room_for_are_none() {
        let text = |cells: Vec<Said>| cells.iter().map(|it| it.text.clone()).collect::<String>();
        assert_eq!(text(squares(1, 2, 1, 8)), "■□▒");
        assert_eq!(text(squares(5, 2, 0, 8)), "■■");
        assert!(squares(1, 200, 0, 8).is_empty());
    }
}
