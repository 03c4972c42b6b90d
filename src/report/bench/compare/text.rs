//! The comparison as a table of at most 80 columns.

use super::document::{Comparison, Figure, Method};
use crate::report::units::{seconds, share};

/// The comparison as text.
pub fn text(comparison: &Comparison) -> String {
    let mut lines = Vec::new();
    for (side, files) in [("A", &comparison.base), ("B", &comparison.other)] {
        let more = match files.len() {
            1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        lines.push(format!("{side}  {}{more}", files.first().map_or("", String::as_str)));
    }
    let all_the_same = if comparison.figures.is_empty() { "not comparable" } else { "compared all the same" };
    for obstacle in &comparison.obstacles {
        lines.push(format!("{all_the_same}: {}", obstacle.why));
    }
    if !comparison.figures.is_empty() {
        lines.push(String::new());
        lines.push(row(["", "A", "B", "change", "95 % interval", ""]));
        lines.extend(comparison.figures.iter().map(figure));
        if comparison.queue_grows {
            lines.push(row(["queue", "steady", "grows", "", "", "worse"]));
        }
        let reasons = comparison.figures.iter().filter_map(|figure| {
            figure.why.as_ref().map(|why| format!("{} is not comparable: {why}", figure.metric))
        });
        let reasons: Vec<String> = reasons.collect();
        if !reasons.is_empty() {
            lines.push(String::new());
            lines.extend(reasons);
        }
        if !comparison.notes.is_empty() {
            lines.push(String::new());
            lines.extend(comparison.notes.iter().map(|note| format!("note: {note}")));
        }
        lines.push(String::new());
        lines.push(method(comparison));
    }
    lines.join("\n") + "\n"
}

fn method(comparison: &Comparison) -> String {
    let from = match (comparison.method, comparison.paired) {
        (Method::Repeats, _) => "how runs of a side differ",
        (Method::Blocks, true) => "how blocks of time differ; both had the same arrivals",
        (Method::Blocks, false) => "how blocks of time differ",
    };
    let more = match comparison.method {
        Method::Blocks => "\nOne run does not tell how runs differ: for that give three or more a side.",
        Method::Repeats => "",
    };
    format!("The intervals hold all together with 95 % confidence.\nThey are from {from}.{more}")
}

fn figure(figure: &Figure) -> String {
    let value =
        |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| told(&figure.metric, value));
    let change = figure.change.map_or_else(|| "-".to_owned(), |change| signed(&figure.metric, change));
    let interval = figure.low.zip(figure.high);
    let interval = interval.map_or_else(|| "-".to_owned(), |(low, high)| between(&figure.metric, low, high));
    let word = match figure.over {
        Some(true) => format!("{}, over {}", figure.word, figure.limit.as_deref().unwrap_or("the limit")),
        _ => figure.word.clone(),
    };
    row([&figure.metric, &value(figure.base), &value(figure.other), &change, &interval, &word])
}

fn row(cells: [&str; 6]) -> String {
    let [name, base, other, change, interval, word] = cells;
    let line = format!("{name:<10}{base:>10}{other:>10}{change:>10}{interval:>18}  {word}");
    line.trim_end().to_owned()
}

fn told(metric: &str, value: f64) -> String {
    match metric {
        "error" => share(value),
        "rps" => {
            format!("{value:.4}").chars().take(6).collect::<String>().trim_end_matches('.').to_owned() + "/s"
        }
        _ => seconds(value),
    }
}

/// `+5.1 %`; of shares in points: `+0.10 pp`.
fn signed(metric: &str, change: f64) -> String {
    let unit = if metric == "error" { "pp" } else { "%" };
    format!("{} {unit}", percent(change))
}

fn between(metric: &str, low: f64, high: f64) -> String {
    let unit = if metric == "error" { "pp" } else { "%" };
    format!("{} to {} {unit}", percent(low), percent(high))
}

fn percent(share: f64) -> String {
    match share * 100.0 {
        percent if percent.abs() >= 9.95 => format!("{percent:+.0}"),
        percent if percent.abs() >= 0.095 => format!("{percent:+.1}"),
        percent => format!("{percent:+.2}"),
    }
}
