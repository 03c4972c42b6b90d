//! The part of PromQL that adapters' rules are made of: selectors, aggregations, `rate` and quantiles of histograms.
//!
//! Rules are parsed before they are printed, and the simulated cluster's adapter evaluates them.

mod evaluate;
mod lex;
mod parse;

use std::collections::BTreeMap;
use std::time::Duration;

pub use evaluate::{Element, Line, Point, evaluate};
pub use parse::parse;

/// Labels of a series; its name is `__name__`.
pub type Labels = BTreeMap<String, String>;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A number.
    Number(f64),
    /// Series, as they are now or over a time.
    Selector(Selector),
    /// `sum by (pod) (…)`.
    Aggregate {
        /// How values are put together.
        operator: Aggregation,
        /// Which labels stay; none if all series are one group.
        by: Vec<String>,
        /// Whether `by` lists the labels that go instead.
        without: bool,
        /// Over what.
        of: Box<Expr>,
    },
    /// `rate(…)`.
    Call {
        /// Its name.
        function: Function,
        /// What it is given.
        arguments: Vec<Expr>,
    },
}

/// How values are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregation {
    /// Added up.
    Sum,
    /// Averaged.
    Avg,
    /// The largest.
    Max,
    /// The smallest.
    Min,
    /// How many there are.
    Count,
}

impl Aggregation {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Aggregation::Sum => "sum",
            Aggregation::Avg => "avg",
            Aggregation::Max => "max",
            Aggregation::Min => "min",
            Aggregation::Count => "count",
        }
    }
}

/// A function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// Growth of a counter a second.
    Rate,
    /// Growth of a counter.
    Increase,
    /// A quantile of buckets.
    HistogramQuantile,
}

/// Which series.
#[derive(Debug, Clone, PartialEq)]
pub struct Selector {
    /// The metric's name.
    pub name: Option<String>,
    /// What its labels must be.
    pub matchers: Vec<Matcher>,
    /// Over which time; as they are now without one.
    pub range: Option<Duration>,
}

/// What a label must be.
#[derive(Debug, Clone)]
pub struct Matcher {
    /// The label.
    pub label: String,
    /// Whether it must be other than that.
    pub not: bool,
    /// What it is compared with.
    pub value: Pattern,
}

/// What a label is compared with.
#[derive(Debug, Clone)]
pub enum Pattern {
    /// The very text.
    Text(String),
    /// An expression that the whole label must match.
    Regex(regex::Regex),
}

impl PartialEq for Matcher {
    fn eq(&self, other: &Self) -> bool {
        let text = |matcher: &Self| match &matcher.value {
            Pattern::Text(text) => (false, text.clone()),
            Pattern::Regex(regex) => (true, regex.as_str().to_owned()),
        };
        (&self.label, self.not, text(self)) == (&other.label, other.not, text(other))
    }
}

impl Matcher {
    /// Whether labels satisfy it; a label that is not there is empty.
    pub fn admits(&self, labels: &Labels) -> bool {
        let found = labels.get(&self.label).map_or("", String::as_str);
        let same = match &self.value {
            Pattern::Text(text) => text == found,
            Pattern::Regex(regex) => regex.is_match(found),
        };
        same != self.not
    }
}

impl Selector {
    /// Whether a series is selected.
    pub fn admits(&self, labels: &Labels) -> bool {
        let named = self.name.as_ref().is_none_or(|name| labels.get("__name__") == Some(name));
        named && self.matchers.iter().all(|matcher| matcher.admits(labels))
    }
}
