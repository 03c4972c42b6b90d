//! Objectives: `p99>2s|error>1%|rps<50`. A run fails if one of the terms is true of it.

mod judge;
mod parse;

pub use judge::{Figures, Verdict, judge};
pub(in crate::load) use parse::{metric, plain, time};
pub use parse::{parse, parse_all, terms_of};

/// What a term looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum Metric {
    /// A time: which distribution (its place among those known), and what of it.
    Time(usize, Statistic),
    /// The share of requests that failed.
    Error,
    /// Requests per second that succeeded.
    Rate,
}

/// What of a distribution of times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Statistic {
    /// A percentile, from 0 to 100.
    Percentile(f64),
    /// The mean.
    Mean,
    /// The smallest.
    Min,
    /// The largest.
    Max,
}

/// How a value is compared with the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `<`
    Below,
    /// `<=`
    AtMost,
}

/// One term: the run fails if it is true.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// As it was typed.
    pub text: String,
    /// What it looks at.
    pub metric: Metric,
    /// How.
    pub comparison: Comparison,
    /// In seconds, as a share, or per second.
    pub limit: f64,
}
