//! Expression × series → values, as Prometheus computes them.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Aggregation, Expr, Function, Labels, Selector};

/// A measured value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Seconds since any common beginning.
    pub at: f64,
    /// The value.
    pub value: f64,
}

/// A series.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its labels, with its name.
    pub labels: Labels,
    /// Its values, in order of time.
    pub points: Vec<Point>,
}

/// One element of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// Its labels.
    pub labels: Labels,
    /// Its value.
    pub value: f64,
}

/// A value older than this is none any more.
const LOOKBACK: Duration = Duration::from_secs(300);

/// The value of an expression at a time; `series` finds what a selector means.
///
/// # Errors
/// The expression is not of the sort that has a value for each series.
pub fn evaluate(
    expr: &Expr,
    at: f64,
    series: &dyn Fn(&Selector) -> Vec<Line>,
) -> Result<Vec<Element>, String> {
    match expr {
        Expr::Number(_) => Err("a number alone is not answered here".into()),
        Expr::Selector(Selector { range: Some(_), .. }) => Err("a range must be within `rate`".into()),
        Expr::Selector(selector) => Ok(series(selector).into_iter().filter_map(|it| now(it, at)).collect()),
        Expr::Aggregate { operator, by, without, of } => {
            let elements = evaluate(of, at, series)?;
            Ok(aggregate(*operator, by, *without, elements))
        }
        Expr::Call { function, arguments } => match (function, arguments.as_slice()) {
            (Function::Rate | Function::Increase, [Expr::Selector(selector)]) => {
                let range = selector.range.unwrap_or(LOOKBACK).as_secs_f64();
                let per = if *function == Function::Rate { range } else { 1.0 };
                let grown = |line: Line| {
                    let value = increase(&line.points, at, range)? / per;
                    Some(Element { labels: nameless(line.labels), value })
                };
                Ok(series(selector).into_iter().filter_map(grown).collect())
            }
            (Function::HistogramQuantile, [Expr::Number(share), buckets]) => {
                Ok(quantiles(*share, evaluate(buckets, at, series)?))
            }
            _ => Err("these arguments have no value".into()),
        },
    }
}

fn now(line: Line, at: f64) -> Option<Element> {
    let newest = line.points.iter().rev().find(|point| point.at <= at)?;
    (at - newest.at <= LOOKBACK.as_secs_f64())
        .then(|| Element { labels: line.labels.clone(), value: newest.value })
}

fn nameless(mut labels: Labels) -> Labels {
    labels.remove("__name__");
    labels
}

fn aggregate(operator: Aggregation, by: &[String], without: bool, elements: Vec<Element>) -> Vec<Element> {
    let mut groups: BTreeMap<Labels, Vec<f64>> = BTreeMap::new();
    for element in elements {
        let mut labels = nameless(element.labels);
        labels.retain(|label, _| by.contains(label) != without);
        groups.entry(labels).or_default().push(element.value);
    }
    let one = |(labels, values): (Labels, Vec<f64>)| {
        #[expect(clippy::cast_precision_loss, reason = "few series")]
        let count = values.len() as f64;
        let sum: f64 = values.iter().sum();
        let value = match operator {
            Aggregation::Sum => sum,
            Aggregation::Avg => sum / count,
            Aggregation::Max => values.into_iter().fold(f64::NAN, f64::max),
            Aggregation::Min => values.into_iter().fold(f64::NAN, f64::min),
            Aggregation::Count => count,
        };
        Element { labels, value }
    };
    groups.into_iter().map(one).collect()
}

/// How much a counter has grown in a range, resets counted, extrapolated to the range's ends as Prometheus does it.
fn increase(points: &[Point], at: f64, range: f64) -> Option<f64> {
    let begin = at - range;
    let within: Vec<&Point> = points.iter().filter(|point| point.at > begin && point.at <= at).collect();
    let (first, last) = (within.first()?, within.last()?);
    if within.len() < 2 {
        return None;
    }
    let resets: f64 =
        within.windows(2).filter(|pair| pair[1].value < pair[0].value).map(|pair| pair[0].value).sum();
    let grown = last.value - first.value + resets;
    let sampled = last.at - first.at;
    #[expect(clippy::cast_precision_loss, reason = "few samples")]
    let between = sampled / (within.len() - 1) as f64;
    // Up to a little more than the usual distance, the series is taken to have gone on to the range's end.
    let reach = |distance: f64| if distance >= between * 1.1 { between / 2.0 } else { distance };
    let mut before = reach(first.at - begin);
    if grown > 0.0 && first.value >= 0.0 {
        // A counter was never below zero.
        before = before.min(sampled * (first.value / grown));
    }
    Some(grown * (sampled + before + reach(at - last.at)) / sampled)
}

/// A quantile for each group of buckets that differ in `le` only.
fn quantiles(share: f64, elements: Vec<Element>) -> Vec<Element> {
    let mut groups: BTreeMap<Labels, Vec<(f64, f64)>> = BTreeMap::new();
    for element in elements {
        let mut labels = nameless(element.labels);
        let bound = labels.remove("le").and_then(|le| match le.as_str() {
            "+Inf" => Some(f64::INFINITY),
            le => le.parse().ok(),
        });
        if let Some(bound) = bound {
            groups.entry(labels).or_default().push((bound, element.value));
        }
    }
    let one = |(labels, buckets)| Element { labels, value: quantile(share, buckets) };
    groups.into_iter().map(one).collect()
}

fn quantile(share: f64, mut buckets: Vec<(f64, f64)>) -> f64 {
    buckets.sort_by(|one, other| one.0.total_cmp(&other.0));
    let Some(&(highest, count)) = buckets.last() else { return f64::NAN };
    if highest.is_finite() || buckets.len() < 2 || count == 0.0 || share.is_nan() {
        return f64::NAN;
    }
    if share < 0.0 {
        return f64::NEG_INFINITY;
    }
    if share > 1.0 {
        return f64::INFINITY;
    }
    let rank = share * count;
    let at = buckets.iter().position(|(_, count)| *count >= rank).unwrap_or(buckets.len() - 1);
    if at == buckets.len() - 1 {
        return buckets[at - 1].0;
    }
    let (end, count) = buckets[at];
    if at == 0 && end <= 0.0 {
        return end;
    }
    let (start, below) = if at == 0 { (0.0, 0.0) } else { buckets[at - 1] };
    start + (end - start) * (rank - below) / (count - below)
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn line(labels: &[(&str, &str)], points: &[(f64, f64)]) -> Line {
        Line {
            labels: labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            points: points.iter().map(|&(at, value)| Point { at, value }).collect(),
        }
    }

    fn value(text: &str, lines: &[Line], at: f64) -> Vec<(String, f64)> {
        let find = |selector: &Selector| {
            lines.iter().filter(|line| selector.admits(&line.labels)).cloned().collect::<Vec<_>>()
        };
        let elements = evaluate(&parse(text).unwrap(), at, &find).unwrap();
        elements
            .into_iter()
            .map(|element| (element.labels.get("pod").cloned().unwrap_or_default(), element.value))
            .collect()
    }

    #[test]
    fn counts_are_added_and_shares_averaged() {
        let lines = [
            line(&[("__name__", "x"), ("pod", "a"), ("engine", "0")], &[(0.0, 4.0)]),
            line(&[("__name__", "x"), ("pod", "a"), ("engine", "1")], &[(0.0, 6.0)]),
            line(&[("__name__", "x"), ("pod", "b")], &[(0.0, 1.0), (20.0, 9.0)]),
            line(&[("__name__", "y"), ("pod", "b")], &[(0.0, 1.0)]),
        ];
        let both = |a, b| vec![("a".to_owned(), a), ("b".to_owned(), b)];
        assert_eq!(value("sum(x) by (pod)", &lines, 10.0), both(10.0, 1.0));
        assert_eq!(value("avg by (pod) (x{pod=~\"a|b\"})", &lines, 30.0), both(5.0, 9.0));
        assert_eq!(value("sum(x{pod!=\"a\"})", &lines, 10.0), [(String::new(), 1.0)]);
        assert_eq!(value("sum(x) by (pod)", &lines, 310.0), [("b".to_owned(), 9.0)]);
    }

    #[test]
    fn rates_and_quantiles() {
        let counter = [line(
            &[("__name__", "c_total"), ("pod", "a")],
            &[(0.0, 0.0), (15.0, 15.0), (30.0, 30.0), (45.0, 3.0), (60.0, 18.0)],
        )];
        // Within (0, 60]: 15 → 30, a reset, 3 → 18: 33 in 45 s, with 15 s before that make it 44.
        assert_eq!(value("increase(c_total[1m])", &counter, 60.0), [("a".to_owned(), 44.0)]);
        let buckets: Vec<Line> = [("0.5", 10.0), ("1.0", 90.0), ("+Inf", 100.0)]
            .into_iter()
            .map(|(le, count)| line(&[("__name__", "h_bucket"), ("le", le), ("pod", "a")], &[(0.0, count)]))
            .collect();
        let at = |share: &str| value(&format!("histogram_quantile({share}, h_bucket)"), &buckets, 1.0)[0].1;
        assert_eq!((at("0.5"), at("0.95")), (0.75, 1.0));
    }
}
